import { createHash } from 'node:crypto'
import { UserError } from '../errors.ts'
import { freeChunks } from './collect.ts'
import type { FileProof } from './store.ts'

/** Bytes after which the chunks that have passed are freed. */
const FREE_EACH = 4 * 2 ** 20

/**
 * Passes a file's bytes on and compares them with what they must be; the last chunk comes only when they are.
 * Errors: UserError that begins with `what`, and what the source throws.
 */
export async function* proven(what: string, source: AsyncIterable<Buffer>, facts: FileProof): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  let bytes = 0
  let since = 0
  let last: Buffer | undefined
  for await (const chunk of source) {
    if (last !== undefined) yield last
    hash.update(chunk)
    bytes += chunk.length
    since += chunk.length
    if (since > FREE_EACH) {
      since = 0
      freeChunks()
    }
    // More than it must have will not become the right file any more.
    if (bytes > facts.bytes) break
    last = chunk
  }
  if (bytes !== facts.bytes)
    throw new UserError(`${what}: it has ${bytes > facts.bytes ? 'more' : bytes} bytes and the manifest says ${facts.bytes}.`)
  if (hash.digest('hex') !== facts.sha256) throw new UserError(`${what}: its SHA-256 is not that of the manifest.`)
  if (last !== undefined) yield last
}

/** Reads to the end and only compares. */
export async function prove(what: string, source: AsyncIterable<Buffer>, facts: FileProof): Promise<void> {
  for await (const _ of proven(what, source, facts));
}
