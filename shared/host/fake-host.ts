import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { CommandFailed } from './errors.ts'
import type { FileFacts, Host, JobResult, JobSpec, JobStatus, RunOptions, RunResult, UploadOptions, UploadSource } from './host.ts'

type Match = RegExp | string | ((script: string, options: RunOptions) => boolean)
type Answer = string | Error | (Partial<RunResult> & Partial<JobResult>)

export interface RecordedScript {
  readonly kind: 'run' | 'job'
  readonly script: string
  readonly options: RunOptions
  /** The job's id. */
  readonly id?: string | undefined
}

/** A host whose answers are laid down beforehand, for tests of pure logic. A script without an answer is an error. */
export class FakeHost implements Host {
  readonly label: string
  readonly kind: 'local' | 'ssh' = 'ssh'
  readonly scripts: RecordedScript[] = []
  readonly files = new Map<string, Buffer>()
  readonly jobs = new Map<string, JobStatus>()
  closed = false
  readonly #answers: { match: Match; answer: Answer | ((script: string, options: RunOptions) => Answer) }[] = []

  constructor(label = 'deploy@fake.example.net:22') {
    this.label = label
  }

  /** For scripts that match (a string: contained), newest rule first; a string answers as stdout, an Error is thrown. */
  on(match: Match, answer: Answer | ((script: string, options: RunOptions) => Answer)): this {
    this.#answers.unshift({ match, answer })
    return this
  }

  async run(script: string, options: RunOptions = {}): Promise<RunResult> {
    this.scripts.push({ kind: 'run', script, options })
    const { exitCode = 0, stdout = '', stderr = '' } = this.#answer(script, options)
    const result = { exitCode, stdout, stderr }
    if (exitCode !== 0 && options.check !== false) throw new CommandFailed(this.label, result)
    return result
  }

  /** A job's output is what the answer gives as `stdout`, then `stderr`. An id that has ended before is attached to. */
  async job(spec: JobSpec): Promise<JobResult> {
    const before = this.jobs.get(spec.id)
    if (before?.state === 'ended') return { ...before.result, attached: true }
    this.scripts.push({ kind: 'job', script: spec.script, options: spec, id: spec.id })
    const { stdout = '', stderr = '', ...rest } = this.#answer(spec.script, spec)
    const tail = stdout + stderr
    if (tail !== '') spec.onOutput?.(tail)
    const result: JobResult = {
      exitCode: 0,
      ended: 'exit',
      tail,
      outputBytes: Buffer.byteLength(tail),
      durationMs: 0,
      attached: false,
      ...rest
    }
    this.jobs.set(spec.id, { state: 'ended', result })
    return result
  }

  async inspectJob(_stateDir: string, id: string): Promise<JobStatus> {
    return this.jobs.get(id) ?? { state: 'absent' }
  }

  async endJob(stateDir: string, id: string): Promise<JobStatus> {
    return this.inspectJob(stateDir, id)
  }

  async upload(source: UploadSource, path: string, _options: UploadOptions = {}): Promise<FileFacts> {
    const content =
      typeof source === 'string' || Buffer.isBuffer(source)
        ? Buffer.from(source)
        : 'stream' in source
          ? await buffer(source.stream)
          : await readFile(source.file)
    this.files.set(path, content)
    return { path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }
  }

  async download(path: string): Promise<Readable> {
    const content = this.files.get(path)
    if (content === undefined) throw new Error(`${path} was not laid down in the fake host`)
    return Readable.from(content.length === 0 ? [] : [content])
  }

  async close(): Promise<void> {
    this.closed = true
  }

  #answer(script: string, options: RunOptions): Partial<RunResult> & Partial<JobResult> {
    const rule = this.#answers.find(({ match }) =>
      typeof match === 'string' ? script.includes(match) : match instanceof RegExp ? match.test(script) : match(script, options)
    )
    if (rule === undefined) throw new Error(`The fake host has no answer for this script:\n${script}`)
    const answer = typeof rule.answer === 'function' ? rule.answer(script, options) : rule.answer
    if (answer instanceof Error) throw answer
    return typeof answer === 'string' ? { stdout: answer } : answer
  }
}
