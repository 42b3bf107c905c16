/** A database engine on a host. One file per engine, one line in the registry. */
export interface DatabaseEngine {
  /** `postgres` | `sqlite`: the name in manifests and messages. */
  readonly engine: string
  /** Database name, or path of the file: shown to people. */
  readonly database: string
  /** Reachable, and what it is. Errors: UserError. Reads only. */
  describe(): Promise<DatabaseFacts>
  /** Rows of a read-only query as text (null stays null); the query runs in a read-only transaction with this deadline. */
  query(sql: string, timeoutMs?: number): Promise<readonly (readonly (string | null)[])[]>
  /** Script lines that write one verified backup member into `$BACKUP_DIR`; run inside a job by `shared/backup`. */
  dump(level: VerifyLevel): DumpPlan
  /** A copy to return to in an instant; only while writers are stopped. The space is checked before. */
  createRestorePoint(job: JobContext, name: string): Promise<RestorePoint>
  /** The live database becomes what the restore point holds; the failed one is kept under the returned name for study. Terminates sessions and waits for zero first. */
  returnToRestorePoint(job: JobContext, point: RestorePoint): Promise<{ readonly kept: string }>
  restorePointExists(point: RestorePoint): Promise<boolean>
  dropRestorePoint(job: JobContext, point: RestorePoint): Promise<void>
  /** Replaces the live database with a verified backup: beside it, checked, then swapped; the old one is kept. Live data unchanged on any failure. */
  restore(job: JobContext, backup: RestoreSource): Promise<{ readonly kept: string }>
  /** Exact rows and a content hash per table; a decision may depend on it only while writers are stopped. */
  fingerprint(job: JobContext): Promise<Fingerprint>
  /** Exact fingerprint of a restore point, to compare with the live database. */
  fingerprintOf(job: JobContext, point: RestorePoint): Promise<Fingerprint>
  /** Ends the sessions whose application name is `tag` (null: all but our own) and waits until none is left. */
  endSessions(tag: string | null): Promise<void>
  /** Environment that makes a client's sessions recognisable and holds lock and statement time-outs, for a child process that runs migrations. */
  clientEnvironment(options: {
    readonly tag: string
    readonly lockTimeoutMs: number
    readonly statementTimeoutMs: number
  }): Readonly<Record<string, string>>
  /**
   * Wraps a script so that it runs while an advisory lock of the database is held by a session beside it.
   * The wrapped script exits 75 when another session holds the lock after `waitMs`.
   */
  underAdvisoryLock(script: string, waitMs: number): { readonly script: string; readonly secrets: Readonly<Record<string, string>> }
}

export type VerifyLevel = 'quick' | 'full'

/** What a job on the host needs to be one of this deployment: its ids and the fencing token. */
export interface JobContext {
  readonly stateDir: string
  /** Prefix of job ids: `<deployment>.<step>`. */
  readonly idPrefix: string
  readonly token?: string | undefined
  readonly timeoutMs: number
  readonly onOutput?: ((text: string) => void) | undefined
}

export interface DatabaseFacts {
  readonly version: string
  readonly bytes: number
  /** The user may make restore points (CREATEDB, or the directory is writable). */
  readonly canCopy: boolean
}

export interface DumpPlan {
  /** Bash, run with `$BACKUP_DIR` set; every stage's exit code counts. */
  readonly script: string
  readonly secrets: Readonly<Record<string, string>>
  readonly as?: string | undefined
  readonly member: { readonly name: string; readonly role: 'database'; readonly format: string }
  /** Bytes that the dump may need, from the engine's statistics. */
  readonly estimateBytes: number
}

export interface RestorePoint {
  readonly name: string
  readonly bytes: number
  readonly createdAt: string
}

export interface RestoreSource {
  /** Directory of the backup on the host, with a manifest that was checked already. */
  readonly directory: string
  readonly member: string
  readonly format: string
}

/** Rows and a hash over the sorted content per table. */
export type Fingerprint = Readonly<Record<string, { readonly rows: number; readonly hash: string }>>
