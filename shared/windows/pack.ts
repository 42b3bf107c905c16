import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { type FileHandle, lstat, open, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Header } from 'tar/header'
import { Pax } from 'tar/pax'
import { UserError } from '../errors.ts'
import { codeOf } from './disk.ts'
import type { Entry, Listing } from './listing.ts'

/** A file was written to while it was read: what was packed of it may never have been in it at once. */
export class Torn extends Error {
  readonly path: string
  constructor(path: string) {
    super(`${path} changed while it was read`)
    this.path = path
  }
}

/** Bytes of a file that are read at once. */
const chunkBytes = 256 * 1024

const block = 512

/**
 * A tree as a tar archive (pax) in the order in which GNU tar sorts by name, as a stream; what was read is added to `listing`. Sockets, pipes and devices are
 * left out, and what vanishes meanwhile. `excluded` is asked for each path below the tree, written with slashes.
 * Errors: Torn, UserError, what the file system says.
 */
export async function* packTree(root: string, listing: Listing, excluded: (path: string) => boolean): AsyncGenerator<Buffer> {
  /** The name in the archive under which a file with several names was packed first. */
  const first = new Map<string, string>()
  yield* pack(root, '.', await lstat(root, { bigint: true }), { listing, excluded, first })
  yield Buffer.alloc(2 * block)
}

interface Packing {
  readonly listing: Listing
  readonly excluded: (path: string) => boolean
  readonly first: Map<string, string>
}

async function* pack(path: string, name: string, stat: BigIntStats, packing: Packing): AsyncGenerator<Buffer> {
  const { listing, excluded, first } = packing
  if (stat.isDirectory()) {
    const entries = await readdir(path).catch(absent)
    if (entries === undefined) return
    const entry = entryOf(`${name}/`, 'directory', stat)
    listing.add(entry)
    yield* headerOf(entry)
    for (const each of entries.sort(byBytes)) {
      if (excluded(`${name}/${each}`.slice(2))) continue
      const inner = await lstat(join(path, each), { bigint: true }).catch(absent)
      if (inner !== undefined) yield* pack(join(path, each), `${name}/${each}`, inner, packing)
    }
  } else if (stat.isSymbolicLink()) {
    const target = await readlink(path).catch(absent)
    if (target === undefined) return
    const entry = { ...entryOf(name, 'symlink', stat), target }
    listing.add(entry)
    yield* headerOf(entry)
  } else if (stat.isFile()) {
    const key = `${stat.dev} ${stat.ino}`
    const target = stat.nlink > 1n ? first.get(key) : undefined
    if (target !== undefined) {
      const entry = { ...entryOf(name, 'link', stat), size: 0, target }
      listing.add(entry)
      yield* headerOf(entry)
    } else if (yield* packFile(path, name, listing)) first.set(key, name)
  }
}

/** Answers whether it was there. */
async function* packFile(path: string, name: string, listing: Listing): AsyncGenerator<Buffer, boolean> {
  const file = await open(path, 'r').catch(absent)
  if (file === undefined) return false
  try {
    const before = await file.stat({ bigint: true })
    const entry = entryOf(name, 'file', before)
    listing.add(entry)
    yield* headerOf(entry)
    const once = createHash('sha256')
    for await (const chunk of contentOf(file, path, entry.size)) {
      once.update(chunk)
      listing.content(chunk)
      yield chunk
    }
    const after = await file.stat({ bigint: true })
    if (after.size !== before.size || after.mtimeNs !== before.mtimeNs) throw new Torn(path)
    // Windows need not change the time before whoever writes has closed the file. What was written behind this reader's back is another byte now.
    const again = createHash('sha256')
    for await (const chunk of contentOf(file, path, entry.size)) again.update(chunk)
    if (!once.digest().equals(again.digest())) throw new Torn(path)
    const rest = entry.size % block
    if (rest > 0) yield Buffer.alloc(block - rest)
    return true
  } finally {
    await file.close()
  }
}

async function* contentOf(file: FileHandle, path: string, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < size; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(size - at, chunkBytes)), { position: at })
    if (bytesRead === 0) throw new Torn(path)
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

/** What is gone when it is looked at was removed while the tree was read, which is no damage. */
function absent(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
  return undefined
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

function entryOf(name: string, type: Entry['type'], stat: BigIntStats): Entry {
  // A name that is no text in Unicode would come back as another one.
  if (name.includes('\ufffd')) throw new UserError(`The name of ${JSON.stringify(name)} is not valid Unicode: rename it, or exclude it.`)
  return {
    name,
    type,
    mode: modeOf(type, Number(stat.mode)),
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    size: type === 'file' ? Number(stat.size) : 0,
    mtime: new Date(Number(stat.mtimeMs))
  }
}

/** Windows knows of all this only whether a file may be written to. */
export function modeOf(type: Entry['type'], mode: number, platform: NodeJS.Platform = process.platform): number {
  if (platform !== 'win32') return mode & 0o7777
  if (type === 'symlink') return 0o777
  if (type === 'directory') return 0o755
  return mode & 0o200 ? 0o644 : 0o444
}

const codes = { file: 'File', directory: 'Directory', symlink: 'SymbolicLink', link: 'Link' } as const

/** What does not fit into the header of old comes before it, in one of its own. */
function* headerOf({ name, type, mode, uid, gid, size, mtime, target }: Entry): Generator<Buffer> {
  const data = { path: name, ...(target === undefined ? {} : { linkpath: target }), mode, uid, gid, size, type: codes[type] }
  const header = new Header({ ...data, mtime: new Date(Math.floor(mtime.getTime() / 1000) * 1000) })
  // What it splits off a long name of a directory is the slash, by which a directory is known.
  const more = header.encode() || Buffer.byteLength(name) >= 100
  yield new Pax(more ? { ...data, mtime } : { mtime }).encode()
  yield header.block!
}
