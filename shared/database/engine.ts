import type { DatabaseContent } from './table-content.ts'

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
  /** Script parts that write one verified backup member; `shared/backup` puts them into one job. */
  dump(level: VerifyLevel, tag: string): DumpPlan
  /**
   * A copy to return to in an instant; only while writers are stopped. The space is checked before, the database is closed to sessions meanwhile.
   * `label` is the deployment's id. Repeated with the same label it answers the point that is there, or starts again where a dead run left a half one.
   */
  createRestorePoint(job: JobContext, label: string): Promise<RestorePoint>
  /**
   * The live database becomes what the restore point holds; the failed one is kept under the returned name for study. Terminates sessions and waits for
   * zero first. One transaction (PostgreSQL) or one rename (SQLite) decides; safe to repeat at any point, also after it was done.
   */
  returnToRestorePoint(job: JobContext, point: RestorePoint): Promise<{ readonly kept: string }>
  restorePointExists(point: Pick<RestorePoint, 'name'>): Promise<boolean>
  /** Removes a restore point, or a database that was kept for study; refuses any other name. Nothing to do when it is gone. */
  dropRestorePoint(job: JobContext, point: Pick<RestorePoint, 'name'>): Promise<void>
  /** Makes the live database accept sessions again, where a run died while it made a restore point or returned to one. Safe to repeat. */
  reopen(job: JobContext): Promise<void>
  /** Replaces the live database with a verified backup: beside it, checked, then swapped; the old one is kept. Live data unchanged on any failure. */
  restore(job: JobContext, backup: RestoreSource): Promise<{ readonly kept: string }>
  /**
   * Restores a backup into a copy that nobody uses, compares it with what the manifest says and its schema with the backup's, and removes the copy again.
   * Errors: UserError that says what differs; an empty result is one.
   */
  drill(job: JobContext, backup: RestoreSource): Promise<Drill>
  /** What `changesSince` must know of the live database as it is now. A decision may depend on it only when writers are stopped. */
  fingerprint(job: JobContext): Promise<Fingerprint>
  /** What was written since that fingerprint was taken: provably nothing, these tables, or nobody knows. Reads only; writers must be stopped. */
  changesSince(job: JobContext, before: Fingerprint): Promise<Changes>
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
   * The wrapped script exits 75 when another session holds the lock after `waitMs`, and 76 when the lock could not be asked for or its session died
   * while the script ran, which is then ended too.
   */
  underAdvisoryLock(script: string, waitMs: number): { readonly script: string; readonly secrets: Readonly<Record<string, string>> }
  /** What a client's failure means to the user: a UserError with a sentence that says what to do, and the filtered words beneath. */
  explain(what: string, output: string): Error
}

/** `drill`: as `full`, and restored into a copy that is compared. */
export type VerifyLevel = 'quick' | 'full' | 'drill'

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

/**
 * Parts of one bash script (`set -eu -o pipefail`), run in the same shell in this order; `M` is the member's number, `FILE` its path, `CONTENT` that of a file beside it. Variables of
 * their own are arrays with `M` as index. Facts for the manifest are printed as `BELAY-<M>.<name>=<value>`.
 */
export interface DumpPlan {
  /** Checks that the dump can work; sets `estimate[M]`, the bytes that it may need; prints `engine-version`, `client-version`, `bytes`, `tables`. */
  readonly prepare: string
  /** Writes `FILE`; every stage's exit code counts. */
  readonly dump: string
  /** Reads `FILE` and proves that it is whole; runs beside the checksum. */
  readonly verify: string
  readonly secrets: Readonly<Record<string, string>>
  readonly member: { readonly name: string; readonly role: 'database'; readonly format: string }
  /** The tables of what was dumped, from what `dump` or `verify` left in the file `CONTENT`. */
  readonly content: (text: string) => DatabaseContent
  /** What `verify` proves, for the manifest. */
  readonly checks: readonly ('exit-code' | 'trailer' | 'full-decode' | 'integrity' | 'sha256')[]
  /** The commands, without anything secret, for the manifest. */
  readonly commands: readonly string[]
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
  /** Tables that the database had when it was dumped; the restored one must have as many. */
  readonly tables?: number | undefined
  /** What they held; the restored ones must hold the same. Absent: a backup of an older Belay. */
  readonly content?: DatabaseContent | undefined
  /** Script text that runs first, and keeps the backup from being removed meanwhile; exit code 64 when that cannot be had. */
  readonly hold?: string | undefined
}

/** What a drill found the same as in the backup. */
export interface Drill {
  readonly tables: number
  readonly rows: number
  /** Tables of which rows were compared too. */
  readonly sampled: number
  readonly durationMs: number
}

/** JSON for the journal. Only the engine that made it reads it; what it does not know (an older Belay's) proves nothing. */
export type Fingerprint = { readonly [key: string]: string | number | null | Fingerprint }

/** `rows`: added, changed or gone, at least. */
export type Changes = 'none' | 'unknown' | readonly { readonly table: string; readonly rows: number }[]
