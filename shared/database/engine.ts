import type { BackupSource, JobContext, RestoreSource, SourceFacts } from './backup-source.ts'
import type { DatabaseContent } from './table-content.ts'

/** A database engine on a host. One file per engine, one line in the registry. */
export interface DatabaseEngine extends BackupSource {
  describe(): Promise<DatabaseFacts>
  /** Rows of a read-only query as text (null stays null); the query runs in a read-only transaction with this deadline. */
  query(sql: string, timeoutMs?: number): Promise<readonly (readonly (string | null)[])[]>
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
  /**
   * A database beside the live one, like it in encoding, locale and owner, in which migrations are tried; `dropCopy` of its name removes it. Empty, or with
   * what a verified backup holds. Made anew where one of this label is there. `engine` reaches it as this engine does the live one. Errors: UserError also
   * where this engine offers no such copy of a backup.
   */
  scratch(job: JobContext, label: string, backup?: RestoreSource): Promise<{ readonly name: string; readonly engine: DatabaseEngine }>
  /**
   * What every table holds, exactly, by column; for a copy that nobody else works in. `but`: names of tables that are left out. Absent: it is asked by
   * `query`. Reads only.
   */
  hashTables?(but: readonly string[]): Promise<ReadonlyMap<string, TableHash>>
  /**
   * What keeps others out of tables at this moment, in a copy that nobody works in but the migrations. Absent: it is asked by `query`.
   * Errors: UserError where this user may not look.
   */
  heldLocks?(): Promise<readonly LockNow[]>
  /**
   * Like `scratch`, of the same name: with the tables of the live database, and no row. For an engine that can be asked how it would do a change (MySQL,
   * MariaDB); absent: this one cannot.
   */
  emptyScratch?(job: JobContext, label: string): Promise<{ readonly name: string; readonly engine: DatabaseEngine }>
  /** What `scratch` calls it. */
  scratchName(label: string): string
  /** Makes the live database accept sessions again, where a run died while it made a restore point or returned to one. Safe to repeat. */
  reopen(job: JobContext): Promise<void>
  /** What `changesSince` must know of the live database as it is now. A decision may depend on it only when writers are stopped. */
  fingerprint(job: JobContext): Promise<Fingerprint>
  /** What was written since that fingerprint was taken: provably nothing, these tables, or nobody knows. Reads only; writers must be stopped. */
  changesSince(job: JobContext, before: Fingerprint): Promise<Changes>
  /**
   * Why a restore can make nothing beside the live database, and has to take its place: no copy of what is live is kept then. undefined: it can.
   * An engine without this always can. Reads only. Errors: UserError where it can do neither.
   */
  whyInPlace?(): Promise<string | undefined>
  /**
   * The live database becomes what a verified backup holds, all in one transaction: killed at any point it is as it was, or restored. Only as long as it is
   * what the safety copy holds; that is proven first, under locks. Safe to repeat: what this step has done is not done again.
   */
  restoreInPlace?(job: JobContext, backup: RestoreSource, safety: SafetyCopy): Promise<void>
  /** Environment that makes a client's sessions recognisable and holds lock and statement time-outs, for a child process that runs migrations. */
  clientEnvironment(options: {
    readonly tag: string
    readonly lockTimeoutMs: number
    readonly statementTimeoutMs: number
  }): Readonly<Record<string, string>>
  /**
   * For a script that sends SQL of the user's own: its sessions carry the tag that `endSessions` ends. A lock that is not free in time, and a statement that
   * takes too long, are errors of the server (0: no limit); SQLite knows no statement time-out, and MySQL only for what reads.
   */
  sqlClient(options: { readonly tag: string; readonly lockTimeoutMs: number; readonly statementTimeoutMs: number }): SqlClient
  /**
   * Wraps a script so that it runs while an advisory lock of the database is held by a session beside it.
   * The wrapped script exits 75 when another session holds the lock after `waitMs`, and 76 when the lock could not be asked for or its session died
   * while the script ran, which is then ended too.
   */
  underAdvisoryLock(script: string, waitMs: number): { readonly script: string; readonly secrets: Readonly<Record<string, string>> }
}

/** Rows of a table, and for each column a hash over all of them that does not depend on their order. */
export interface TableHash {
  readonly rows: number
  /** By column; a column that is not there any more has none. */
  readonly columns: Readonly<Record<string, string>>
}

/** A lock that is held now. */
export interface LockNow {
  /** `the whole file`: SQLite knows no smaller one. */
  readonly table: string
  /** As the server calls it. `statement`: locks cannot be seen, and this is a statement that changes the table, which locks it for a part of its time at least. */
  readonly mode: string
  /** Who holds it: a session and, where the server tells it, its transaction. */
  readonly holder: string
}

/** A client of the application's user, in script text. */
export interface SqlClient {
  /** Defines the function `sql_client`: statements on stdin, rows to stdout, stops at the first error with an exit code other than 0. */
  readonly functions: string
  /** Statements that every session begins with: the time-outs. */
  readonly begin: string
  readonly secrets: Readonly<Record<string, string>>
}

export interface DatabaseFacts extends SourceFacts {
  /** The user may make restore points (CREATEDB, or the directory is writable). */
  readonly canCopy: boolean
}

export interface RestorePoint {
  readonly name: string
  readonly bytes: number
  readonly createdAt: string
}

/** What a backup of the live database says that it held, and a look at it before that backup was begun. */
export interface SafetyCopy {
  readonly content: DatabaseContent
  readonly fingerprint: Fingerprint
}

/** JSON for the journal. Only the engine that made it reads it; what it does not know (an older Belay's) proves nothing. */
export type Fingerprint = { readonly [key: string]: string | number | null | Fingerprint }

/** `rows`: added, changed or gone, at least. */
export type Changes = 'none' | 'unknown' | readonly { readonly table: string; readonly rows: number }[]
