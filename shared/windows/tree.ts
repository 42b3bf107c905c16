import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, link, lstat, mkdir, open, readdir, readFile, rm, stat, symlink, utimes } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import type { Drill, VerifyLevel } from '../database/backup-source.ts'
import { copyName, drillName, isCopyOf } from '../database/names.ts'
import type { DatabaseContent } from '../database/table-content.ts'
import { UserError } from '../errors.ts'
import { codeOf, exists, explained, freeBytes, fullPath, renameOver, shown, syncDirectory, within } from './disk.ts'
import { Listing } from './listing.ts'
import { cannotBeNamed, isUnfinished, matcher } from './names.ts'
import { modeOf, packTree, Torn } from './pack.ts'
import type { NodeSource, Proof, Stored } from './source.ts'
import { type ReadEntry, readTar } from './unpack.ts'

export interface NodeTreeOptions {
  /** Name in the configuration: part of the member's name. */
  readonly key: string
  readonly path: string
  /** Patterns of paths below it, with slashes: `cache`, `thumbs/*.png`. With a directory goes all that is in it. */
  readonly exclude?: readonly string[] | undefined
  /** Where Belay keeps its backups, which cannot lie in it. */
  readonly stateDir: string
}

/**
 * A directory and all that is in it, as a pax archive compressed with zstd. A restore unpacks beside what is live, compares, and changes both by two
 * renames; a mark beside them says that they are under way, so that what was live comes back where the process dies between the two.
 */
export class NodeTree implements NodeSource {
  readonly engine = 'files'
  readonly database: string
  readonly member: NodeSource['member']
  readonly #parent: string
  readonly #base: string
  readonly #excluded: (path: string) => boolean
  readonly #exclude: readonly string[]
  #written: DatabaseContent | undefined

  /** Errors: UserError for a path that cannot be meant. */
  constructor({ key, path, exclude = [], stateDir }: NodeTreeOptions) {
    this.database = fullPath(path, `files.${key}`)
    if (within(this.database, stateDir))
      throw new UserError(`The state directory of Belay lies in ${this.database}. Name directories beside it.`)
    this.#parent = dirname(this.database)
    this.#base = basename(this.database)
    this.#exclude = exclude
    this.#excluded = matcher(exclude)
    this.member = { name: `${key}.tar.zst`, role: 'files', format: 'tar', compression: 'zstd' }
  }

  async ready(signal: AbortSignal): Promise<number> {
    await this.#settle()
    const found = await stat(this.database).catch(() => undefined)
    if (found === undefined) throw new UserError(`There is no ${this.database} on this machine.`)
    if (!found.isDirectory()) throw new UserError(`${this.database} is not a directory.`)
    try {
      return await size(this.database, '', this.#excluded, signal)
    } catch (error) {
      throw explained(`Reading ${this.database}`, error)
    }
  }

  async write(file: string, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const listing = new Listing()
      try {
        await pipeline(
          Readable.from(packTree(this.database, listing, this.#excluded), { objectMode: false }),
          createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 } }),
          createWriteStream(file, { mode: 0o600, flush: true }),
          { signal }
        )
        this.#written = listing.end()
        return
      } catch (error) {
        if (!(error instanceof Torn)) throw explained(`Backing up ${this.database}`, error)
        if (attempt === 2)
          throw new UserError(
            `Files of ${this.database} changed while they were read, twice; the first is ${error.path}. Stop what writes them, or exclude them.`
          )
      }
    }
  }

  async prove(file: string, _level: VerifyLevel, signal: AbortSignal): Promise<Proof> {
    const { plainBytes, plainSha256, listing } = await decode(file, signal)
    const content = listing.end()
    if (this.#written !== undefined && !same(content, this.#written))
      throw new UserError(`What was read back of ${this.database} is not what was written. Is the disk damaged?`)
    return {
      engineVersion: process.versions.node,
      clientVersion: process.versions.zstd ?? '',
      plainBytes,
      plainSha256,
      facts: { bytes: plainBytes, content },
      checks: [
        { name: 'full-decode', result: 'passed' },
        { name: 'sha256', result: 'passed' }
      ],
      commands: []
    }
  }

  async restore(stored: Stored, label: string, signal: AbortSignal): Promise<{ readonly kept: string; readonly done: boolean }> {
    await this.#settle()
    const kept = copyName(this.#base, 'old', label)
    const [live, copy, old] = [this.database, this.#beside(copyName(this.#base, 'new', label)), this.#beside(kept)]
    if (await exists(old)) {
      if (await exists(live)) return { kept, done: true }
      throw new UserError(`${old} is there and ${live} is not: look at both. If it is what was live, give it its name back.`)
    }
    const mark = `${copy}.live`
    try {
      await this.#unpacked(stored, copy, signal)
      await this.#swap(live, copy, old, mark)
    } catch (error) {
      if (await exists(live)) await removed(copy, mark)
      throw explained(`Restoring ${live}`, error)
    }
    return { kept, done: false }
  }

  async drill(stored: Stored, label: string, signal: AbortSignal): Promise<Drill> {
    const from = performance.now()
    const { copy, stem } = drillName(this.#base, label)
    for (const left of await readdir(this.#parent)) if (left.startsWith(stem)) await removed(this.#beside(left))
    try {
      const entries = await this.#unpacked(stored, this.#beside(copy), signal)
      if (entries === 0) throw new UserError('The backup restores an empty tree, and so proves nothing: is it the right directory?')
      return { says: `${entries} entries and the content of all files compared`, durationMs: Math.round(performance.now() - from) }
    } catch (error) {
      throw explained(`The drill of the backup of ${this.database}`, error)
    } finally {
      await removed(this.#beside(copy))
    }
  }

  #beside(name: string): string {
    return join(this.#parent, name)
  }

  /** Two renames, with a mark on the disk from before the first until after the second. */
  async #swap(live: string, copy: string, old: string, mark: string): Promise<void> {
    const isLive = await exists(live)
    await writeMark(mark, basename(old))
    await syncDirectory(this.#parent)
    if (isLive)
      await renameOver(live, old).catch((error: unknown) => {
        throw explained(`${live} is as it was: it cannot be renamed to make room for the restored one. Renaming it`, error)
      })
    try {
      await renameOver(copy, live)
    } catch (error) {
      if (isLive) await renameOver(old, live)
      throw error
    }
    await syncDirectory(this.#parent)
    if (isLive) await this.#carry(old)
    await rm(mark, { force: true })
  }

  /** What is excluded is in no backup: it goes from what was live to what is live, where that has no such path. */
  async #carry(old: string): Promise<void> {
    if (this.#exclude.length === 0) return
    const moves: string[] = []
    const look = async (below: string): Promise<void> => {
      for (const each of await readdir(join(old, below), { withFileTypes: true })) {
        const path = below === '' ? each.name : `${below}/${each.name}`
        if (this.#excluded(path)) moves.push(path)
        else if (each.isDirectory()) await look(path)
      }
    }
    await look('')
    for (const path of moves) {
      const to = join(this.database, path)
      if (await exists(to)) continue
      await mkdir(dirname(to), { recursive: true })
      await renameOver(join(old, path), to)
    }
  }

  /** Puts right what a process left that died while it swapped: what was live is live again, or the swap is over. */
  async #settle(): Promise<void> {
    for (const name of await readdir(this.#parent).catch(() => [])) {
      if (!name.endsWith('.live') || !isCopyOf(this.#base, name.slice(0, -'.live'.length))) continue
      const [mark, copy] = [this.#beside(name), this.#beside(name.slice(0, -'.live'.length))]
      const kept = (await readFile(mark, 'utf8')).trim()
      // A mark that is empty was never flushed, and nothing was renamed after it.
      if (isCopyOf(this.#base, kept)) {
        const old = this.#beside(kept)
        const [isOld, isLive, isCopy] = await Promise.all([exists(old), exists(this.database), exists(copy)])
        if (isOld && isLive && isCopy)
          throw new UserError(
            `A restore of ${this.database} was killed between its two renames, and something has made a new ${this.database} since. Look at it and at ${old}, which was live: keep the one that you mean under that name, remove ${copy} and ${mark}, then try again.`
          )
        if (isOld && !isLive) await renameOver(old, this.database)
        if (isOld && isLive) await this.#carry(old)
      }
      await removed(copy, mark)
    }
    for (const name of await readdir(this.#parent).catch(() => [])) if (isUnfinished(this.#base, name)) await removed(this.#beside(name))
  }

  /** `copy` becomes what the backup holds, compared with its manifest and with the archive. Answers its entries. Errors: UserError; then it is gone. */
  async #unpacked(stored: Stored, copy: string, signal: AbortSignal): Promise<number> {
    const portable = process.platform === 'win32'
    const wants = new Names()
    const { listing, plainBytes } = await decode(stored.file, signal, entry => wants.add(entry))
    const holds = listing.end()
    const entries = holds['.']!.rows
    if (stored.content !== undefined && !same(holds, stored.content))
      throw new UserError(
        `The backup holds ${entries} entries, and they are not those that its manifest says (${stored.content['.']?.rows ?? 0}).`
      )
    const free = await freeBytes(this.#parent)
    // What is not a whole cluster takes one all the same.
    const need = 1.1 * (plainBytes + entries * 4096)
    if (free < need)
      throw new UserError(`The disk of ${this.database} has ${mebibytes(free)} MiB free and a copy of it needs ${mebibytes(need) + 1} MiB.`)
    await removed(copy)
    try {
      const archive = new Listing(portable)
      const directories: { path: string; entry: ReadEntry }[] = []
      await decode(stored.file, signal, async entry => {
        const path = join(copy, entry.name)
        await unpackEntry(copy, path, entry, archive)
        if (entry.type === 'directory') directories.push({ path, entry })
      })
      // A directory that may not be written to, or its time, only when all is in it.
      for (const { path, entry } of directories.reverse()) {
        if (!portable) await chmod(path, entry.mode)
        await utimes(path, entry.mtime, entry.mtime)
      }
      const came = new Listing(portable)
      for await (const _ of packTree(copy, came, () => false)) signal.throwIfAborted()
      const [a, b] = [archive.end(), came.end()]
      if (a['.']!.rows !== b['.']!.rows || a['.']!.sample !== b['.']!.sample)
        throw new UserError(
          `The restored copy is not what the backup holds: ${b['.']!.rows} entries came back of ${a['.']!.rows}, or something in them differs.`
        )
      return entries
    } catch (error) {
      await removed(copy)
      throw error
    }
  }
}

/** What an archive holds, as it is read from its end to its end. Errors: UserError. */
async function decode(
  file: string,
  signal: AbortSignal,
  each: (entry: ReadEntry, listing: Listing) => unknown = () => {}
): Promise<{ readonly listing: Listing; readonly plainBytes: number; readonly plainSha256: string }> {
  const hash = createHash('sha256')
  const listing = new Listing()
  let plainBytes = 0
  try {
    await pipeline(
      createReadStream(file),
      createZstdDecompress(),
      async (chunks: AsyncIterable<Buffer>) => {
        const plain = shown(chunks, chunk => {
          hash.update(chunk)
          plainBytes += chunk.length
        })
        for await (const entry of readTar(plain)) {
          listing.add(entry)
          const content = shown(entry.content, chunk => listing.content(chunk))
          await each({ ...entry, content }, listing)
          for await (const _ of content) {
            // What `each` did not read is listed all the same.
          }
        }
      },
      { signal }
    )
  } catch (error) {
    if (/^(ZSTD_|Z_)/.test(codeOf(error))) throw new UserError('The backup does not decode: it was cut or changed.', { cause: error })
    throw error
  }
  return { listing, plainBytes, plainSha256: hash.digest('hex') }
}

/** The names of an archive: what could leave the directory, or not be written here, is refused before anything is unpacked. */
class Names {
  readonly #directories = new Set<string>()
  readonly #seen = new Map<string, string>()

  add({ name, type, target }: ReadEntry): void {
    const path = name.replace(/\/$/, '')
    const steps = path.split('/')
    const foreign = (why: string) => new UserError(`The backup holds ${JSON.stringify(name)}, which cannot be unpacked here: ${why}.`)
    if (steps[0] !== '.' || steps.slice(1).some(step => step === '' || step === '.' || step === '..'))
      throw foreign('it is no path below the tree')
    // What lies in it follows it; so nothing is ever written through a link.
    if (steps.length > 1 && !this.#directories.has(steps.slice(0, -1).join('/'))) throw foreign('its directory is not in the backup')
    if (type === 'directory') this.#directories.add(path)
    if (type === 'link' && this.#seen.get(target!) !== target) throw foreign('it is another name of a file that is not in the backup')
    const why = steps
      .slice(1)
      .map(step => cannotBeNamed(step))
      .find(each => each !== undefined)
    if (why !== undefined) throw foreign(why)
    const key = process.platform === 'win32' ? path.toLowerCase() : path
    if (this.#seen.has(key) && type !== 'directory') throw foreign('another entry has the same name')
    this.#seen.set(key, path)
  }
}

async function unpackEntry(copy: string, path: string, entry: ReadEntry, archive: Listing): Promise<void> {
  const { type, mode, mtime, target } = entry
  archive.add(entry)
  if (type === 'directory') return void (await mkdir(path, { mode: 0o700 }))
  if (type === 'link') return link(join(copy, target!), path)
  if (type === 'symlink') return makeLink(target!, path)
  const content = shown(entry.content, chunk => archive.content(chunk))
  await pipeline(content, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }))
  await utimes(path, mtime, mtime)
  // Of a file that may not be written to not even the time can be set.
  await chmod(path, modeOf('file', mode))
}

/** On Windows a link to a directory is of another kind than one to a file; only a junction needs no right, and it must be absolute. */
async function makeLink(target: string, path: string): Promise<void> {
  const isDirectory =
    sep === '\\' && (/[\\/]$/.test(target) || (await stat(join(dirname(path), target)).catch(() => undefined))?.isDirectory())
  await symlink(target, path, isDirectory ? (/^[A-Za-z]:/.test(target) ? 'junction' : 'dir') : 'file')
}

/** Of all files, in bytes. */
async function size(root: string, below: string, excluded: (path: string) => boolean, signal: AbortSignal): Promise<number> {
  let sum = 0
  signal.throwIfAborted()
  for (const each of await readdir(join(root, below), { withFileTypes: true })) {
    const path = below === '' ? each.name : `${below}/${each.name}`
    if (excluded(path)) continue
    if (each.isDirectory()) sum += await size(root, path, excluded, signal)
    else if (each.isFile()) sum += (await lstat(join(root, path)).catch(() => undefined))?.size ?? 0
  }
  return sum
}

async function writeMark(mark: string, text: string): Promise<void> {
  const file = await open(mark, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function removed(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    // Directories may be closed to their own owner.
    await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

function same(a: DatabaseContent, b: DatabaseContent): boolean {
  return ['.', 'owners'].every(key => a[key]?.rows === b[key]?.rows && a[key]?.sample === b[key]?.sample)
}

const mebibytes = (bytes: number) => Math.floor(bytes / 2 ** 20)
