import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { posix } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { UserError } from '../errors.ts'
import type { Channel, Transport } from './channel.ts'
import type { FileFacts, UploadOptions } from './host.ts'
import { sh } from './shell.ts'
import { framedRun } from './shell-host.ts'

/** Deadline of a transfer that names none, in milliseconds: 1 h, some 10 GB over a 25 Mbit/s line. */
const TRANSFER_TIMEOUT_MS = 3_600_000

/** Writes a file; see Host.upload. Errors: UserError (no directory, no room), Error when the checksum differs. */
export async function upload(
  transport: Transport,
  source: Buffer | string | { file: string },
  path: string,
  options: UploadOptions
): Promise<FileFacts> {
  const { stream, bytes } = await open(source)
  const mode = (options.mode ?? 0o600).toString(8)
  const hash = createHash('sha256')
  let sha256 = ''
  let broken: unknown
  const send = async (channel: Channel) => {
    const closed = channel.closed.then(() => true)
    for await (const chunk of stream) {
      hash.update(chunk as Buffer)
      if (channel.stdin.destroyed) return
      if (!channel.stdin.write(chunk) && (await Promise.race([once(channel.stdin, 'drain').then(() => false), closed]))) return
    }
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
      send(channel).catch(error => {
        broken = error
        channel.destroy()
      })
    }
  )
  const { exitCode, stderr } = await run.catch(error => {
    throw broken ?? error
  })
  stream.destroy()
  if (exitCode !== 0) {
    throw new UserError(
      `${path} could not be written on ${transport.label}: ${stderr.trim() || `exit code ${exitCode}`}. What was there before is unchanged.`
    )
  }
  return { path, bytes, sha256 }
}

async function open(source: Buffer | string | { file: string }): Promise<{ stream: Readable; bytes: number }> {
  if (typeof source === 'string' || Buffer.isBuffer(source)) {
    const data = Buffer.from(source)
    return { stream: Readable.from(data.length === 0 ? [] : [data]), bytes: data.length }
  }
  const { size } = await stat(source.file)
  // `end` is inclusive; a file that grows meanwhile is sent as long as it was.
  return {
    stream: size === 0 ? Readable.from([]) : createReadStream(source.file, { end: size - 1, highWaterMark: 256 * 1024 }),
    bytes: size
  }
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
