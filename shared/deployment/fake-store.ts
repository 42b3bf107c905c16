import { randomBytes } from 'node:crypto'
import { UserError } from '../errors.ts'
import type { Clock } from '../ports.ts'
import { LockHeld, LockLost } from './errors.ts'
import { isOpen } from './host-store-state.ts'
import { heldMessage } from './lock-message.ts'
import { type JournalRecord, type NewRecord, type Owner, type Release, record, release as releaseSchema } from './records.ts'
import { deploymentsRead, stateVersion } from './state-script.ts'
import type { BackupFacts, Deployment, Held, Holder, OpenRequest, State, Store, TakeOverRequest } from './store.ts'
import { fingerprintOf, randomHex } from './token.ts'

/** A state store in memory that answers as HostStore does; the same contract tests run against both. */
export class FakeStore implements Store {
  readonly stateDir = '/var/lib/belay/app/test'
  /** Jobs that a test says run now. */
  readonly runningJobs = new Set<string>()
  readonly backups: BackupFacts[] = []
  freeBytes = 100e9
  readonly #clock: Clock
  readonly #records = new Map<string, JournalRecord[]>()
  readonly #releases = new Map<string, Release>()
  #made: boolean
  #generation = 0
  #lock: { deployment: string; token: string; owner: Owner; since: string } | undefined

  constructor(clock: Clock) {
    this.#clock = clock
    this.#made = false
  }

  async initialise(): Promise<void> {
    this.#made = true
  }

  async read(): Promise<State> {
    this.#check()
    const deployments: Deployment[] = [...this.#records]
      .map(([id, records]) => ({ id, records: structuredClone(records) }))
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, deploymentsRead)
    return {
      version: stateVersion,
      holder: this.#holder(),
      open: deployments.find(isOpen),
      deployments,
      releases: [...this.#releases.values()].map(each => structuredClone(each)).sort((a, b) => (a.id < b.id ? -1 : 1)),
      backups: [...this.backups],
      freeBytes: this.freeBytes,
      hostTime: this.#clock.now().toISOString()
    }
  }

  async open(request: OpenRequest): Promise<Held> {
    this.#check()
    const end = this.#clock.monotonic() + request.waitMs
    for (;;) {
      const holder = this.#holder()
      if (holder === undefined) break
      const left = end - this.#clock.monotonic()
      if (left <= 0) throw new LockHeld(holder, heldMessage(this.stateDir, holder, (await this.read()).open))
      await this.#clock.sleep(Math.min(1_000, left))
    }
    if (this.#records.has(request.deployment)) throw new Error(`Deployment ${request.deployment} exists already`)
    this.#records.set(request.deployment, [])
    const held = this.#take(request.deployment, request.owner)
    for (const each of [request.first, ...(request.more ?? [])]) this.#write(request.deployment, each)
    return held
  }

  async append(held: Held, each: NewRecord): Promise<JournalRecord> {
    return (await this.appendAll(held, [each]))[0]!
  }

  async appendAll(held: Held, records: readonly NewRecord[], releases: readonly Release[] = []): Promise<JournalRecord[]> {
    if (records.some(each => each.type === 'closed' || each.type === 'opened'))
      throw new Error('open and close write these records themselves')
    if (records.length === 0 && releases.length === 0) return []
    return this.appendWithNext(held, records, releases)
  }

  /** At once: in memory there is no exchange to spare. */
  appendWithNext(held: Held, records: readonly NewRecord[], releases: readonly Release[] = []): JournalRecord[] {
    this.#mine(held)
    for (const each of releases) this.#releases.set(each.id, releaseSchema.parse(each))
    return records.map(each => this.#write(held.deployment, each))
  }

  takeBack(): boolean {
    return false
  }

  async close(
    held: Held,
    closing: Extract<NewRecord, { type: 'closed' }>,
    left: Parameters<Store['close']>[2] = { records: [], releases: [] }
  ): Promise<JournalRecord[]> {
    this.#mine(held)
    const written = [...(await this.appendAll(held, left.records, left.releases)), this.#write(held.deployment, closing)]
    this.#lock = undefined
    return written
  }

  async takeOver(request: TakeOverRequest): Promise<Held> {
    const holder = this.#checkHolder(request.expected)
    if (holder.deployment !== request.deployment) throw new UserError(`The lock is held by ${holder.deployment}. Someone else acted first.`)
    const { owner } = request
    const held = this.#take(request.deployment, owner)
    this.#write(request.deployment, {
      type: 'note',
      message: `Taken over by ${owner.repository}, run ${owner.runId} attempt ${owner.runAttempt}, job ${owner.job}, ${owner.actor}; before: ${request.expected}`
    })
    return held
  }

  async unlock(expected: string, message: string): Promise<void> {
    const holder = this.#checkHolder(expected)
    this.#write(holder.deployment, { type: 'closed', outcome: 'stopped', message })
    this.#lock = undefined
  }

  /** What an earlier deployment left, for a test. */
  async putRelease(release: Release): Promise<void> {
    this.#releases.set(release.id, releaseSchema.parse(release))
  }

  async removeRelease(id: string, held: Held): Promise<void> {
    this.#mine(held)
    this.#releases.delete(id)
  }

  #check(): void {
    if (!this.#made) throw new UserError(`There is no Belay state in ${this.stateDir}. Run \`command: adopt\` for this host once.`)
  }

  #mine(held: Held): void {
    this.#check()
    if (this.#lock?.token !== held.token || this.#lock.deployment !== held.deployment) {
      throw new LockLost(`This job no longer holds deployment ${held.deployment}: it was taken over or closed.`)
    }
  }

  #holder(): Holder | undefined {
    if (this.#lock === undefined) return undefined
    const { deployment, token, owner, since } = this.#lock
    const runningJobs = [...this.runningJobs].filter(id => id.startsWith(`${deployment}.`))
    return { deployment, fingerprint: fingerprintOf(token), owner, since, runningJobs }
  }

  #checkHolder(expected: string): Holder {
    this.#check()
    const holder = this.#holder()
    if (holder?.fingerprint !== expected) throw new UserError(`The lock is not held by ${expected} any more. Someone else acted first.`)
    if (holder.runningJobs.length > 0) throw new UserError(`The lock stays as it is: still running: ${holder.runningJobs.join(', ')}.`)
    return holder
  }

  #take(deployment: string, owner: Owner): Held {
    const token = `${String(++this.#generation).padStart(8, '0')}-${randomHex(randomBytes, 16)}`
    this.#lock = { deployment, token, owner, since: this.#clock.now().toISOString() }
    return { deployment, token }
  }

  #write(deployment: string, each: NewRecord): JournalRecord {
    const records = this.#records.get(deployment)!
    const made = record.parse({ ...each, seq: records.length + 1, at: this.#clock.now().toISOString() })
    records.push(made)
    return structuredClone(made)
  }
}
