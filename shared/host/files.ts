import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { posix } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { UserError } from '../errors.ts'
import type { Channel, Transport } from './channel.ts'
import type { FileFacts, UploadOptions, UploadSource } from './host.ts'
import { sh } from './shell.ts'
import { framedRun } from './shell-host.ts'

/** Deadline of a transfer that names none, in milliseconds: 1 h, some 10 GB over a 25 Mbit/s line. */
/** A job on a hosted runner ends after six hours; a connection that is dead is noticed by SSH itself, long before. */
const TRANSFER_TIMEOUT_MS = 6 * 3_600_000

/** Bytes of a file that are held at once. */
const CHUNK = 256 * 1024

/** Writes a file; see Host.upload. Errors: UserError (no directory, no room), Error when the checksum differs. */
export async function upload(transport: Transport, source: UploadSource, path: string, options: UploadOptions): Promise<FileFacts> {
  if (typeof source === 'object' && 'stream' in source) return send(transport, source.stream, source.bytes, path, options)
  const file = typeof source === 'string' || Buffer.isBuffer(source) ? undefined : await open(source.file)
  try {
    const bytes = file === undefined ? Buffer.byteLength(source as Buffer | string) : (await file.stat()).size
    const chunks = file === undefined ? [Buffer.from(source as Buffer | string)] : chunksOf(file, bytes)
    return await send(transport, chunks, bytes, path, options)
  } finally {
    await file?.close()
  }
}

/** A file's first bytes, in a buffer that is used again: each chunk must have been taken before the next one is asked for. */
async function* chunksOf(file: FileHandle, bytes: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK)
  for (let at = 0; at < bytes; ) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(CHUNK, bytes - at), at)
    if (bytesRead === 0) throw new Error('The file became shorter while it was read')
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function send(
  transport: Transport,
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  bytes: number,
  path: string,
  options: UploadOptions
): Promise<FileFacts> {
  const mode = (options.mode ?? 0o600).toString(8)
  const hash = createHash('sha256')
  let sha256 = ''
  let broken: unknown
  const feed = async (channel: Channel) => {
    const closed = channel.closed.then(() => {})
    let sent = 0
    for await (const chunk of chunks) {
      hash.update(chunk)
      sent += chunk.length
      // What is too much would be read as the checksum.
      if (sent > bytes) break
      if (channel.stdin.destroyed) return
      await Promise.race([new Promise(resolve => channel.stdin.write(chunk, resolve)), closed])
    }
    if (sent !== bytes) throw new Error(`What was to be written to ${path} has not the ${bytes} bytes that were announced`)
    sha256 = hash.digest('hex')
    channel.stdin.write(sha256)
  }
  const script = sh`umask 077
[[ -d ${posix.dirname(path)} ]] || { echo 'its directory does not exist' >&2; exit 1; }
[[ ! -d ${path} ]] || { echo 'it is a directory' >&2; exit 1; }
t=$(mktemp -- ${`${posix.dirname(path)}/.belay-upload.XXXXXX`})
trap 'rm -f -- "$t"' EXIT
head -c ${bytes} <&3 >"$t"
IFS= read -rN 64 -u 3 sum || { echo 'the transfer was cut off' >&2; exit 1; }
[[ $(sha256sum <"$t") == "$sum  -" ]] || { echo 'what arrived has another SHA-256' >&2; exit 1; }
chmod ${mode} -- "$t"
sync -- "$t"
mv -fT -- "$t" ${path}
sync -- ${posix.dirname(path)}
`
  const run = framedRun(
    transport,
    script,
    { timeoutMs: options.timeoutMs ?? TRANSFER_TIMEOUT_MS },
    () => {},
    channel => {
      feed(channel).catch(error => {
        broken = error
        channel.destroy()
      })
    }
  )
  const { exitCode, stderr } = await run.catch(error => {
    throw broken ?? error
  })
  if (broken !== undefined) throw broken
  if (exitCode !== 0) {
    throw new UserError(
      `${path} could not be written on ${transport.label}: ${stderr.trim() || `exit code ${exitCode}`}. What was there before is unchanged.`
    )
  }
  return { path, bytes, sha256 }
}

/** Streams a file; see Host.download. The stream errors when the file could not be read to its end. Errors: UserError when it cannot be opened. */
export async function download(transport: Transport, path: string): Promise<Readable> {
  const out = new PassThrough({ highWaterMark: 1024 * 1024 })
  let channel: Channel | undefined
  await new Promise<void>((resolve, reject) => {
    const script = sh`[[ -f ${path} ]] || { echo 'there is no such file' >&2; exit 1; }
exec cat -- ${path}`
    framedRun(
      transport,
      script,
      { timeoutMs: TRANSFER_TIMEOUT_MS },
      data => {
        resolve()
        if (out.write(data)) return
        channel?.stdout.pause()
        out.once('drain', () => channel?.stdout.resume())
      },
      opened => {
        channel = opened
      }
    ).then(({ exitCode, stderr }) => {
      if (exitCode === 0) {
        out.end()
        resolve()
        return
      }
      const error = new UserError(`${path} could not be read on ${transport.label}: ${stderr.trim() || `exit code ${exitCode}`}`)
      reject(error)
      out.destroy(error)
    }, fail)
    function fail(error: Error): void {
      reject(error)
      // A consumer that has let go of the stream is not told.
      if (!out.destroyed) out.destroy(error)
    }
    out.once('close', () => channel?.destroy())
    out.on('error', () => {})
  })
  return out
}
