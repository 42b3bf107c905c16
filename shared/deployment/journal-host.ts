import type { Readable } from 'node:stream'
import type { FileFacts, Host, JobResult, JobSpec, JobStatus, Preface, RunOptions, RunResult, UploadOptions } from '../host/host.ts'

/** Records that must stand in the journal before anything else is done on the host. */
export interface Waiting {
  /** Writes them, in an exchange of their own; nothing to do when they stand. */
  write(): Promise<void>
  /** Writes them right before a job begins. */
  readonly preface: Preface
}

/**
 * The host as a deployment sees it: nothing is done on it before what was appended to the journal stands there. A job takes it along, so that an intent
 * and what follows from it cost one exchange; whatever else comes first writes it by itself.
 */
export class JournalHost implements Host {
  readonly #host: Host
  readonly #waiting: () => Waiting | undefined

  constructor(host: Host, waiting: () => Waiting | undefined) {
    this.#host = host
    this.#waiting = waiting
  }

  get label(): string {
    return this.#host.label
  }

  get kind(): Host['kind'] {
    return this.#host.kind
  }

  async run(script: string, options?: RunOptions): Promise<RunResult> {
    await this.#written()
    return this.#host.run(script, options)
  }

  async job(spec: JobSpec): Promise<JobResult> {
    const waiting = this.#waiting()
    if (waiting === undefined) return this.#host.job(spec)
    if (spec.token === undefined) {
      await waiting.write()
      return this.#host.job(spec)
    }
    const result = await this.#host.job({ ...spec, preface: waiting.preface })
    // Where the job was there already, or the answer was lost with the connection, nothing has been heard of it.
    await this.#written()
    return result
  }

  async inspectJob(stateDir: string, id: string): Promise<JobStatus> {
    await this.#written()
    return this.#host.inspectJob(stateDir, id)
  }

  async endJob(stateDir: string, id: string): Promise<JobStatus> {
    await this.#written()
    return this.#host.endJob(stateDir, id)
  }

  async upload(source: Buffer | string | { file: string }, path: string, options?: UploadOptions): Promise<FileFacts> {
    await this.#written()
    return this.#host.upload(source, path, options)
  }

  async download(path: string): Promise<Readable> {
    await this.#written()
    return this.#host.download(path)
  }

  close(): Promise<void> {
    return this.#host.close()
  }

  async #written(): Promise<void> {
    await this.#waiting()?.write()
  }
}
