import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../errors.ts'
import { type Channel, exchange, sudoRefusal, type Transport } from './channel.ts'
import { ConnectionLost, FencedOff, JobLost, Unreachable } from './errors.ts'
import type { JobResult, JobSpec, JobStatus } from './host.ts'
import { endScript, inspectScript, JOB_FD, launchScript } from './job-script.ts'
import { bareMessage, jobMessage } from './protocol.ts'
import { framedRun } from './shell-host.ts'

/** Bytes of output that JobResult.tail holds. */
const TAIL = 64 * 1024

/** The follower on the host hears how far the client is after so many bytes, and at least every so many milliseconds. */
const ACK_BYTES = 256 * 1024
const ACK_MS = 10_000

/** Milliseconds without any word from the host after which a job's follower gives up; the job goes on. */
const RECONNECT_MS = 5 * 60_000

/** Starts the job or attaches to it and follows it to its end; see Host.job. Errors: FencedOff, JobLost, ConnectionLost, UserError. */
export async function job(transport: Transport, spec: JobSpec): Promise<JobResult> {
  checkId(spec.id)
  const call = randomBytes(8).toString('hex')
  const output = new Output(spec.onOutput)
  let heard = performance.now()
  for (let attempt = 0; ; attempt++) {
    try {
      return await follow(transport, spec, call, output, () => {
        heard = performance.now()
        attempt = 0
      })
    } catch (error) {
      const broken = error instanceof ConnectionLost || (error instanceof Unreachable && (attempt > 0 || output.offset > 0))
      if (!broken) throw error
      if (performance.now() - heard > RECONNECT_MS) {
        throw new ConnectionLost(
          `The connection to ${transport.label} was lost during the job ${spec.id} and could not be made again in ${RECONNECT_MS / 60_000} min. ` +
            'The job goes on on the host; run the same step again to follow it.',
          { cause: error }
        )
      }
      await sleep(Math.min(250 * 2 ** attempt, 5000))
    }
  }
}

async function follow(transport: Transport, spec: JobSpec, call: string, output: Output, heard: () => void): Promise<JobResult> {
  const nonce = randomBytes(16).toString('hex')
  const as = spec.as === transport.user ? undefined : spec.as
  const directory = `${spec.stateDir}/jobs/${spec.id}`
  const request = jobMessage(
    { script: spec.script, env: { ...spec.env, BELAY_JOB_FD: String(JOB_FD) }, secrets: spec.secrets, cwd: spec.cwd },
    directory
  )
  const script = launchScript({
    stateDir: spec.stateDir,
    id: spec.id,
    call,
    token: spec.token,
    preface: spec.preface?.script,
    as,
    unit: unitName(spec.stateDir, spec.id),
    timeoutMs: spec.timeoutMs,
    requestBytes: request.head.length,
    pairsBytes: request.pairs.length,
    offset: output.offset
  })
  const problems: string[] = []
  let attached = false
  let fenced: string | undefined
  let refused = false
  let record: ExitRecord | undefined
  let acked = output.offset
  let channel: Channel | undefined
  const acknowledge = () => {
    acked = output.offset
    // Where nobody reads it any more, it is a line for the channel's shell, to which it means nothing.
    channel?.stdin.write(`: ${acked}\n`)
  }
  const timer = setInterval(acknowledge, ACK_MS)
  try {
    await exchange(transport, await transport.open(undefined), bareMessage(script, nonce), {
      nonce,
      bare: true,
      onSent: opened => {
        channel = opened
        opened.stdin.write(request.head)
        opened.stdin.write('go\n')
        opened.stdin.write(request.pairs)
      },
      onData: data => {
        heard()
        if (fenced !== undefined) {
          fenced += data.toString()
          return
        }
        output.push(data)
        if (output.offset - acked >= ACK_BYTES) acknowledge()
      },
      onMark: mark => {
        heard()
        const [kind = '', value = ''] = mark.split(' ')
        if (kind === 'started') attached = value !== call
        else if (kind === 'fenced') fenced = ''
        else if (kind === 'preface') {
          const [exitCode = '', output = ''] = mark.slice(8).split(/ (.*)/s)
          refused = Number(exitCode) !== 0
          spec.preface?.onEnd({ exitCode: Number(exitCode), output: output.replaceAll('\r', '\n') })
        } else if (kind === 'gap') output.gap(Number(value))
        else if (kind === 'no-space') output.note(`No space left on device: the disk of ${spec.stateDir} is full`)
        else if (kind === 'exit') record = parseExit(mark.slice(5))
        else problems.push(kind)
      }
    })
  } finally {
    clearInterval(timer)
  }
  if (record === undefined) channel?.destroy()
  else channel?.reuse()
  if (fenced !== undefined) throw new FencedOff(transport.label, spec.id, fenced.trim())
  if (refused) throw new Error(`The job ${spec.id} was not started on ${transport.label}: what was to run before it failed`)
  if (record === undefined) throw problem(transport, spec, problems[0])
  if (output.offset < record.bytes) output.gap(record.bytes)
  output.end()
  if (as !== undefined && record.exitCode === 1 && record.bytes < 4096 && output.tail.startsWith('sudo: ')) {
    throw sudoRefusal(transport, as, output.tail, record.exitCode)
  }
  return result(record, output.tail, attached, output.dropped)
}

function problem(transport: Transport, spec: JobSpec, kind: string | undefined): Error {
  switch (kind) {
    case 'no-state':
      return new UserError(
        `The state directory ${spec.stateDir} does not exist on ${transport.label}, or ${transport.user} cannot enter it. Run \`adopt\` or \`bootstrap\` first.`
      )
    case 'denied':
      return new UserError(
        `${transport.user} cannot write in the state directory ${spec.stateDir} on ${transport.label}: make it theirs, or make room on the disk.`
      )
    case 'busy':
      return new UserError(
        `Another run has been changing the state directory ${spec.stateDir} on ${transport.label} for more than 30 s. Look for a hanging disk there.`
      )
    case 'full':
      return new UserError(
        `The job ${spec.id} could not be started on ${transport.label}: the disk of ${spec.stateDir} is full. Free some space there, then run the same command again.`
      )
    case 'not-started':
      return new UserError(
        `The job ${spec.id} could not be started on ${transport.label} within 12 s: the machine is overloaded, or out of processes or memory. Look there, then run the same command again.`
      )
    case 'lost':
      return new JobLost(
        `The job ${spec.id} on ${transport.label} left no exit code, and none of its processes lives: the machine went down or someone killed it. What it did must be read from the system itself.`
      )
    default:
      return new Error(`The job ${spec.id} on ${transport.label} gave an answer that is not understood: ${JSON.stringify(kind)}`)
  }
}

/** What is known of a job; see Host.inspectJob. */
export async function inspectJob(transport: Transport, stateDir: string, id: string): Promise<JobStatus> {
  checkId(id)
  const chunks: Buffer[] = []
  const { exitCode, stderr } = await framedRun(transport, inspectScript(stateDir, id), {}, data => chunks.push(data))
  const answer = Buffer.concat(chunks)
  const end = answer.indexOf(10)
  const line = answer.toString('utf8', 0, end === -1 ? answer.length : end)
  if (exitCode !== 0) throw new Error(`The job ${id} on ${transport.label} could not be read: ${stderr.trim()}`)
  const [state, startedAt = ''] = line.split(' ')
  if (state === 'absent') return { state }
  if (state === 'running' || state === 'lost') return { state, startedAt }
  return { state: 'ended', result: result(parseExit(line.slice(6)), answer.toString('utf8', end + 1), true, 0) }
}

/** Ends everything that a running job started and says what became of it; see Host.endJob. */
export async function endJob(transport: Transport, stateDir: string, id: string): Promise<JobStatus> {
  checkId(id)
  await framedRun(transport, endScript(stateDir, id), {}, () => {})
  return inspectJob(transport, stateDir, id)
}

interface ExitRecord {
  readonly exitCode: number
  readonly ended: JobResult['ended']
  readonly durationMs: number
  readonly bytes: number
  readonly survivors: readonly number[]
}

function parseExit(line: string): ExitRecord {
  const [code, ended, duration, bytes, , , ...left] = line.trim().split(' ')
  if (ended !== 'exit' && ended !== 'deadline' && ended !== 'signal')
    throw new Error(`A job's exit record is not understood: ${JSON.stringify(line)}`)
  return { exitCode: Number(code), ended, durationMs: Number(duration), bytes: Number(bytes), survivors: left.map(Number) }
}

function result(record: ExitRecord, tail: string, attached: boolean, dropped: number): JobResult {
  const left =
    record.survivors.length === 0 ? '' : `\n[belay: these processes could not be ended and still run: ${record.survivors.join(' ')}]\n`
  return {
    exitCode: record.exitCode,
    ended: record.ended,
    tail: tail + left,
    outputBytes: record.bytes,
    durationMs: record.durationMs,
    attached,
    droppedBytes: dropped,
    survivors: record.survivors
  }
}

function checkId(id: string): void {
  if (!/^[A-Za-z0-9._-]{1,120}$/.test(id) || /^\.+$/.test(id)) throw new Error(`${JSON.stringify(id)} cannot be a job's id`)
}

/** A systemd unit name that no other state directory's job can have. */
function unitName(stateDir: string, id: string): string {
  return `belay-${createHash('sha256').update(stateDir).digest('hex').slice(0, 12)}-${id.replace(/^-/, '_')}.service`
}

/** Output as it comes: its offset, its last part, and the text for the caller, whole characters only. */
class Output {
  readonly #onOutput: ((text: string) => void) | undefined
  #decoder = new TextDecoder()
  #last: Buffer[] = []
  #lastBytes = 0
  offset = 0
  dropped = 0

  constructor(onOutput: ((text: string) => void) | undefined) {
    this.#onOutput = onOutput
  }

  push(data: Buffer): void {
    this.offset += data.length
    this.#keep(data)
    this.#tell(this.#decoder.decode(data, { stream: true }))
  }

  /** The host has dropped what lies before `next`. */
  gap(next: number): void {
    const missing = next - this.offset
    this.dropped += missing
    this.offset = next
    const text = `\n[belay: ${missing} bytes of output were dropped on the host because nobody followed]\n`
    this.#keep(Buffer.from(text))
    this.#tell(this.#decoder.decode() + text)
  }

  /** A remark of Belay's own, which counts as no output of the job. */
  note(text: string): void {
    const line = `\n[belay: ${text}]\n`
    this.#keep(Buffer.from(line))
    this.#tell(this.#decoder.decode() + line)
  }

  end(): void {
    this.#tell(this.#decoder.decode())
  }

  get tail(): string {
    return Buffer.concat(this.#last).subarray(-TAIL).toString()
  }

  #tell(text: string): void {
    if (text !== '') this.#onOutput?.(text)
  }

  #keep(data: Buffer): void {
    // Copied: a chunk may be a small view of a large buffer.
    this.#last.push(Buffer.from(data.subarray(-TAIL)))
    this.#lastBytes += Math.min(data.length, TAIL)
    while (this.#lastBytes - this.#last[0]!.length >= TAIL) this.#lastBytes -= this.#last.shift()!.length
  }
}
