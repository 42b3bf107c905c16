import type { JournalRecord, NewRecord, Owner, Release } from './records.ts'

/** Belay's memory of one application in one environment, on the host itself. Implemented by HostStore; FakeStore stands beside it. */
export interface Store {
  readonly stateDir: string
  /** Everything that decisions are made from, in one round trip. Errors: UserError when the state directory is missing (adopt first) or not readable. */
  read(): Promise<State>
  /** Makes the state directory with its version file; safe to repeat. */
  initialise(): Promise<void>
  /**
   * Takes the lock and opens a deployment in one transition, under the flock.
   * Errors: LockHeld, with the holder, when another has it after `waitMs` milliseconds.
   */
  open(request: OpenRequest): Promise<Held>
  /** The owner's own token proves that this job still holds the lock. Errors: LockLost. */
  append(held: Held, record: NewRecord): Promise<JournalRecord>
  /** Releases, then records, in one round trip and in this order. Killed in between, a prefix of them is there. */
  appendAll(held: Held, records: readonly NewRecord[], releases?: readonly Release[]): Promise<JournalRecord[]>
  /**
   * What `appendAll` does, later: before anything is done on the host or written here, and with the next job at the latest. Answers the records as they
   * will stand.
   * Errors of writing them come from whatever is done next: LockLost, or NotWritten, which says that this and what was to follow have not begun.
   */
  appendWithNext(held: Held, records: readonly NewRecord[], releases?: readonly Release[]): JournalRecord[]
  /** After NotWritten: the last record that waits will not be written. false: none waits. */
  takeBack(): boolean
  /** Writes what is left and then the last record, and gives the lock back. Answers them as they stand in the journal. */
  close(
    held: Held,
    closing: Extract<NewRecord, { type: 'closed' }>,
    left?: { readonly records: readonly NewRecord[]; readonly releases: readonly Release[] }
  ): Promise<JournalRecord[]>
  /**
   * A new token for a deployment that is open: its job has ended (or is this one), or a person said so by `unlock`.
   * Refused while a job of it runs on the host, and when `expected` is no longer the holder (so that of two breakers one loses).
   */
  takeOver(request: TakeOverRequest): Promise<Held>
  /** A person gives a deployment up: it is closed as `stopped` with the message, and its lock is removed; same refusals as takeOver. */
  unlock(expected: string, message: string): Promise<void>
  removeRelease(id: string, held: Held): Promise<void>
}

export interface OpenRequest {
  readonly deployment: string
  readonly owner: Owner
  readonly first: Extract<NewRecord, { type: 'opened' }>
  /** What is written with it. */
  readonly more?: readonly NewRecord[] | undefined
  readonly waitMs: number
}

export interface TakeOverRequest {
  readonly deployment: string
  /** The token's public fingerprint that the caller saw as holder: a compare-and-swap. */
  readonly expected: string
  readonly owner: Owner
}

/** The right to change things: the fencing token is secret to its job and grows with every transition. */
export interface Held {
  readonly deployment: string
  readonly token: string
}

export interface Holder {
  readonly deployment: string
  /**
   * SHA-256 of the token, first 16 hex digits: names the holder without giving the right away.
   * `missing`: the deployment is open and someone has removed its lock file; takeOver and unlock accept that word.
   */
  readonly fingerprint: string
  readonly owner: Owner
  readonly since: string
  /** Ids of jobs of this deployment that run on the host now. */
  readonly runningJobs: readonly string[]
}

export interface Deployment {
  readonly id: string
  readonly records: readonly JournalRecord[]
}

export interface BackupFacts {
  readonly id: string
  /** The manifest as it was read; absent: the directory has none and is not a backup, or is not one of the newest hundred. */
  readonly manifest?: unknown
  /** Why the manifest cannot be read, when it is there and cannot: such a directory is not a backup either. */
  readonly problem?: string | undefined
}

/** The state with one release more, or as it is now. */
export function withRelease(state: State, release: Release): State {
  const others = state.releases.filter(each => each.id !== release.id)
  return { ...state, releases: [...others, release].sort((a, b) => (a.id < b.id ? -1 : 1)) }
}

export interface State {
  readonly version: number
  readonly holder?: Holder | undefined
  /** The open one (no `closed` record), if any. */
  readonly open?: Deployment | undefined
  /** The newest 20, newest first, the open one included. */
  readonly deployments: readonly Deployment[]
  readonly releases: readonly Release[]
  readonly backups: readonly BackupFacts[]
  /** Free bytes of the state directory's file system. */
  readonly freeBytes: number
  /** The host's wall clock, for skew. */
  readonly hostTime: string
}
