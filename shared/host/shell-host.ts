import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { type Answer, type Channel, exchange, type Transport } from './channel.ts'
import { CommandFailed, DeadlinePassed } from './errors.ts'
import { download, upload } from './files.ts'
import type { FileFacts, Host, JobResult, JobSpec, JobStatus, RunOptions, RunResult, UploadOptions, UploadSource } from './host.ts'
import { endJob, inspectJob, job } from './jobs.ts'
import { GRACE_MS, runMessage } from './protocol.ts'

/** Deadline of a `run` that names none, in milliseconds. */
const DEFAULT_TIMEOUT_MS = 60_000

/** Output of one `run` that is kept, in bytes. What gives more is a job or a download. */
const MAX_OUTPUT = 64 * 1024 * 1024

/** What the client waits past the host's own deadline: TERM, grace, KILL, and the way back. */
export const MARGIN_MS = GRACE_MS + 15_000

/** A host that is reached through bash channels; the transport says how. */
export class ShellHost implements Host {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  get label(): string {
    return this.#transport.label
  }

  get kind(): 'local' | 'ssh' {
    return this.#transport.kind
  }

  async run(script: string, options: RunOptions = {}): Promise<RunResult> {
    const chunks: Buffer[] = []
    let bytes = 0
    const answer = await framedRun(this.#transport, script, options, data => {
      bytes += data.length
      if (bytes > MAX_OUTPUT)
        throw new Error(`A command on ${this.label} printed more than ${MAX_OUTPUT} bytes; run it as a job or read a file`)
      chunks.push(data)
    })
    const result = { exitCode: answer.exitCode, stdout: Buffer.concat(chunks).toString(), stderr: answer.stderr }
    if (result.exitCode !== 0 && options.check !== false) throw new CommandFailed(this.label, result)
    return result
  }

  job(spec: JobSpec): Promise<JobResult> {
    return job(this.#transport, spec)
  }

  inspectJob(stateDir: string, id: string): Promise<JobStatus> {
    return inspectJob(this.#transport, stateDir, id)
  }

  endJob(stateDir: string, id: string): Promise<JobStatus> {
    return endJob(this.#transport, stateDir, id)
  }

  upload(source: UploadSource, path: string, options: UploadOptions = {}): Promise<FileFacts> {
    return upload(this.#transport, source, path, options)
  }

  download(path: string): Promise<Readable> {
    return download(this.#transport, path)
  }

  close(): Promise<void> {
    return this.#transport.close()
  }
}

/** Runs a script with its deadline kept on the host; `feed` writes what the script reads from fd 3. Errors: as Host.run, except CommandFailed. */
export async function framedRun(
  transport: Transport,
  script: string,
  options: RunOptions,
  onData: (data: Buffer) => void,
  feed?: (channel: Channel) => void
): Promise<{ exitCode: number; stderr: string }> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const nonce = randomBytes(16).toString('hex')
  const marker = randomBytes(8).toString('hex')
  const as = options.as === transport.user ? undefined : options.as
  const last = transport.kind === 'local' || feed !== undefined || options.foreign === true
  const message = runMessage(
    { script, env: options.env, secrets: options.secrets, cwd: options.cwd },
    { nonce, marker, timeoutMs, keepStdin: feed !== undefined, last }
  )
  let left = ''
  const onMark = (mark: string) => {
    if (mark.startsWith('left ')) left = mark.slice(5)
  }
  const ask = async (fresh: boolean): Promise<Answer> => {
    const channel = await transport.open(as, fresh)
    let begun = false
    const onBegin = () => {
      begun = true
    }
    try {
      const parts = { nonce, as, onData, onMark, onBegin, onSent: feed, giveUpMs: timeoutMs + MARGIN_MS }
      const answer = await exchange(transport, channel, message, parts)
      // Whoever is left may still write, into the answer to the next script.
      if (!last && /^exit \d+$/.test(answer.end)) channel.reuse()
      else channel.destroy()
      return answer
    } catch (error) {
      // It ended while it waited for this script. What runs here is safe to repeat, should it have been heard all the same.
      if (!channel.fresh && !begun) return ask(true)
      throw error
    }
  }
  const answer = await ask(feed !== undefined)
  const [kind = '', code = ''] = answer.end.split(' ')
  if (kind === 'deadline') {
    throw new DeadlinePassed(
      left === ''
        ? `A command on ${transport.label} had not ended after ${timeoutMs / 1000} s and was ended, with everything that it started`
        : `A command on ${transport.label} had not ended after ${timeoutMs / 1000} s, and these processes of it could not be ended and still run: ${left}`,
      left
        .split(' ')
        .filter(pid => pid !== '')
        .map(Number)
    )
  }
  if (kind !== 'exit') throw new Error(`A command on ${transport.label} was ended because its channel was closed`)
  return { exitCode: Number(code), stderr: answer.stderr }
}
