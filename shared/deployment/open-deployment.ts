import type { JobContext } from '../database/backup-source.ts'
import type { Clock } from '../ports.ts'
import type { DeploymentKind, DeploymentOutcome, JournalRecord, NewRecord, Release, StepName } from './records.ts'
import type { Json } from './step.ts'
import type { Held, Store } from './store.ts'

/** A deployment that this job holds the lock for, with its journal. */
export class OpenDeployment {
  readonly held: Held
  readonly #store: Store
  readonly #clock: Clock
  readonly #records: JournalRecord[]
  /** Evidence is written with the next intent in one round trip: both stand before the next change begins. */
  #pending: NewRecord[] = []
  #releases: Release[] = []

  constructor(store: Store, held: Held, records: readonly JournalRecord[], clock: Clock) {
    this.#store = store
    this.held = held
    this.#records = [...records]
    this.#clock = clock
  }

  get id(): string {
    return this.held.deployment
  }

  /** Every record, what waits to be written with the next intent included: decisions are made from all that is known. */
  get records(): readonly JournalRecord[] {
    const at = this.#clock.now().toISOString()
    return [...this.#records, ...this.#pending.map((record, index) => ({ ...record, seq: this.#records.length + 1 + index, at }))]
  }

  get opened(): Extract<JournalRecord, { type: 'opened' }> {
    const first = this.#records[0]
    if (first?.type !== 'opened') throw new Error(`Deployment ${this.id} does not begin with its opening record`)
    return first
  }

  get kind(): DeploymentKind {
    return this.opened.kind
  }

  /** The evidence of the last run of a step in this deployment. */
  evidence<T extends Json>(step: StepName): T | undefined {
    return findEvidence<T>(this.records, step)
  }

  intent<T extends Json>(step: StepName): T | undefined {
    const found = this.records.findLast(record => record.type === 'intent' && record.step === step)
    return found?.type === 'intent' ? (found.plan as unknown as T) : undefined
  }

  /** What a job on the host needs to be one of this deployment's. */
  job(step: StepName, timeoutMs: number, onOutput?: (text: string) => void): JobContext {
    return {
      stateDir: this.#store.stateDir,
      idPrefix: `${this.id}.${step}.${this.#attempt(step)}`,
      token: this.held.token,
      timeoutMs,
      onOutput
    }
  }

  /** The intent stands in the journal before anything is done on the store's host: the first job of the step takes it along. */
  begin(step: StepName, plan: Json): void {
    const records = [...this.#pending, { type: 'intent' as const, step, plan: plan as never }]
    const written = this.#store.appendWithNext(this.held, records, this.#releases)
    this.#pending = []
    this.#releases = []
    this.#records.push(...written.map((record, index) => ({ ...record, seq: this.#records.length + 1 + index })))
  }

  /** The journal could not take the intent, so the step has not begun. */
  takeBack(): void {
    if (this.#store.takeBack()) this.#records.pop()
  }

  /** Written now, or with the next intent when `later`. */
  async done(step: StepName, evidence: Json, durationMs: number, later: boolean): Promise<void> {
    const record: NewRecord = { type: 'evidence', step, evidence: evidence as never, durationMs: Math.round(durationMs) }
    if (later) this.#pending.push(record)
    else await this.#write(record)
  }

  async failed(step: StepName, message: string, durationMs: number): Promise<void> {
    await this.#write({ type: 'failed', step, message, durationMs: Math.round(durationMs) })
  }

  async note(message: string): Promise<void> {
    await this.#write({ type: 'note', message })
  }

  /** Written with the next record: what is known of a release stands before what follows from it. */
  put(release: Release): void {
    this.#releases = [...this.#releases.filter(each => each.id !== release.id), release]
  }

  /** Writes everything that waits. */
  async flush(): Promise<void> {
    await this.#write()
  }

  async close(outcome: DeploymentOutcome, message: string, release?: string): Promise<void> {
    const closing = { type: 'closed' as const, outcome, message, release }
    this.#records.push(...(await this.#store.close(this.held, closing, { records: this.#pending, releases: this.#releases })))
    this.#pending = []
    this.#releases = []
  }

  async #write(...records: NewRecord[]): Promise<void> {
    const pending = this.#pending
    const releases = this.#releases
    const all = [...pending, ...records]
    this.#pending = []
    this.#releases = []
    try {
      this.#records.push(...(await this.#store.appendAll(this.held, all, releases)))
    } catch (error) {
      // What could not be written is still known, and goes with the next record.
      this.#pending = [...pending, ...this.#pending]
      this.#releases = [...releases, ...this.#releases]
      throw error
    }
  }

  /** A step that is run again (after a resume) gets new job ids: a job's id names one run for ever. */
  #attempt(step: StepName): number {
    return this.records.filter(record => record.type === 'intent' && record.step === step).length
  }
}

/** The evidence of the last run of a step among records. */
export function findEvidence<T extends Json>(records: readonly JournalRecord[], step: StepName): T | undefined {
  const found = records.findLast(record => record.type === 'evidence' && record.step === step)
  return found?.type === 'evidence' ? (found.evidence as unknown as T) : undefined
}
