import { Header } from 'tar/header'
import { UserError } from '../errors.ts'
import type { Entry } from './listing.ts'

const block = 512

const types: Readonly<Record<string, Entry['type']>> = {
  File: 'file',
  OldFile: 'file',
  ContiguousFile: 'file',
  Directory: 'directory',
  SymbolicLink: 'symlink',
  Link: 'link'
}

/** An entry with its content, which is to be read before the next one is asked for. */
export interface ReadEntry extends Entry {
  readonly content: AsyncIterable<Buffer>
}

/**
 * Reads a tar archive (pax, also with the sparse files of GNU tar), as GNU tar or `packTree` writes it.
 * Errors: UserError for what is no such archive, or was cut.
 */
export async function* readTar(chunks: AsyncIterable<Buffer>): AsyncGenerator<ReadEntry> {
  const bytes = new Bytes(chunks)
  let pax = new Map<string, string>()
  for (;;) {
    const header = new Header(await bytes.take(block))
    if (header.nullBlock) return bytes.drain()
    if (!header.cksumValid) throw damaged('a header has another checksum')
    const stored = Number(pax.get('size') ?? header.size ?? 0)
    if (header.type === 'ExtendedHeader') {
      pax = records(await bytes.take(stored))
      await bytes.take(padding(stored))
      continue
    }
    const type = types[header.type]
    if (type === undefined) throw damaged(`an entry is of the kind ${header.type}`)
    const sparse = pax.get('GNU.sparse.major')
    if (sparse !== undefined && sparse !== '1') throw damaged('a sparse file is written in a form of old')
    const name = pax.get('GNU.sparse.name') ?? pax.get('path') ?? header.path ?? ''
    const size = type === 'file' ? Number(pax.get('GNU.sparse.realsize') ?? stored) : 0
    const body = new Body(bytes, type === 'file' ? stored : 0)
    yield {
      name,
      type,
      mode: (header.mode ?? 0) & 0o7777,
      uid: Number(pax.get('uid') ?? header.uid ?? 0),
      gid: Number(pax.get('gid') ?? header.gid ?? 0),
      size,
      mtime: new Date(Number(pax.get('mtime') ?? (header.mtime?.getTime() ?? 0) / 1000) * 1000),
      target: type === 'symlink' || type === 'link' ? (pax.get('linkpath') ?? header.linkpath ?? '') : undefined,
      content: sparse === undefined ? body.rest() : filled(body, size)
    }
    for await (const _ of body.rest()) {
      // What nobody wanted to read.
    }
    pax = new Map()
  }
}

const padding = (size: number) => (block - (size % block)) % block

/** `<length> <key>=<value>\n`, where the length counts the bytes of all of it. */
function records(buffer: Buffer): Map<string, string> {
  const found = new Map<string, string>()
  for (let at = 0; at < buffer.length; ) {
    const blank = buffer.indexOf(0x20, at)
    const length = Number(buffer.subarray(at, blank).toString())
    const text = buffer.subarray(blank + 1, at + length - 1).toString()
    const equals = text.indexOf('=')
    if (blank === -1 || !(length > 0) || equals === -1) throw damaged('an extended header cannot be read')
    found.set(text.slice(0, equals), text.slice(equals + 1))
    at += length
  }
  return found
}

/** A sparse file with its holes: its content begins with the list of what is there, `<number> (<offset> <bytes>)…`, a number to a line. */
async function* filled(body: Body, size: number): AsyncGenerator<Buffer> {
  let at = 0
  for (const [offset, length] of await body.map()) {
    yield* zeros(offset - at)
    for (let left = length; left > 0; ) {
      const chunk = await body.some(left)
      left -= chunk.length
      yield chunk
    }
    at = offset + length
  }
  yield* zeros(size - at)
}

function* zeros(bytes: number): Generator<Buffer> {
  const hole = Buffer.alloc(Math.max(0, Math.min(bytes, 256 * 1024)))
  for (let left = bytes; left > 0; left -= hole.length) yield hole.subarray(0, Math.min(left, hole.length))
}

/** The content of one entry, as it is stored. */
class Body {
  readonly #bytes: Bytes
  #left: number
  #padding: number

  constructor(bytes: Bytes, size: number) {
    this.#bytes = bytes
    this.#left = size
    this.#padding = padding(size)
  }

  /** At most so many bytes, and at least one. */
  async some(most: number): Promise<Buffer> {
    if (this.#left === 0) throw damaged('the content of a file is too short')
    const chunk = await this.#bytes.some(Math.min(most, this.#left))
    this.#left -= chunk.length
    return chunk
  }

  async *rest(): AsyncGenerator<Buffer> {
    while (this.#left > 0) yield await this.some(this.#left)
    await this.#bytes.take(this.#padding)
    this.#padding = 0
  }

  /** What of a sparse file is there: offset and bytes of each part. */
  async map(): Promise<[number, number][]> {
    let text = ''
    const numbers = async (count: number): Promise<number[]> => {
      while (text.split('\n').length - 1 < count) {
        const whole = await this.some(block)
        const more = whole.length === block ? whole : Buffer.concat([whole, await this.#exactly(block - whole.length)])
        text += more.toString('latin1')
      }
      return text.split('\n').slice(0, count).map(Number)
    }
    const [parts = 0] = await numbers(1)
    const all = (await numbers(1 + 2 * parts)).slice(1)
    if (all.some(each => !Number.isSafeInteger(each) || each < 0)) throw damaged('the parts of a sparse file cannot be read')
    return Array.from({ length: parts }, (_, index) => [all[2 * index]!, all[2 * index + 1]!])
  }

  async #exactly(bytes: number): Promise<Buffer> {
    this.#left -= bytes
    return this.#bytes.take(bytes)
  }
}

/** A stream of chunks, read by number of bytes. */
class Bytes {
  readonly #chunks: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  async some(most: number): Promise<Buffer> {
    while (this.#rest.length === 0) {
      const { value, done } = await this.#chunks.next()
      if (done) throw damaged('its end is missing')
      this.#rest = value
    }
    const chunk = this.#rest.subarray(0, most)
    this.#rest = this.#rest.subarray(chunk.length)
    return chunk
  }

  async take(bytes: number): Promise<Buffer> {
    const parts: Buffer[] = []
    for (let left = bytes; left > 0; ) {
      const chunk = await this.some(left)
      left -= chunk.length
      parts.push(chunk)
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
  }

  /** To the end, so that what stands before this stream comes to its own end, and its checks. */
  async drain(): Promise<void> {
    while (!(await this.#chunks.next()).done);
  }
}

function damaged(why: string): UserError {
  return new UserError(`The archive is damaged: ${why}.`)
}
