import type { DatabaseContent } from './table-content.ts'

/** What a backup is made of: a database, a cache, a tree of files. One file per kind, one line in its registry. */
export interface BackupSource {
  /** `postgres` | `sqlite` | `redis` | `files`: the name in manifests and messages. */
  readonly engine: string
  /** Database name, or path: shown to people, and what a backup of it is known by. */
  readonly database: string
  /** Reachable, and what it is. Errors: UserError. Reads only. */
  describe(): Promise<SourceFacts>
  /** Script parts that write its verified members; `shared/backup` puts them into one job. The first is the one that is restored. */
  dump(level: VerifyLevel, tag: string): readonly DumpPlan[]
  /** Replaces what is live with a verified backup: beside it, checked, then swapped; what was live is kept. Live data unchanged on any failure. */
  restore(job: JobContext, backup: RestoreSource): Promise<{ readonly kept: string }>
  /**
   * Restores a backup into a copy that nobody uses, compares it with what the manifest says and its schema with the backup's, and removes the copy again.
   * Errors: UserError that says what differs; an empty result is one.
   */
  drill(job: JobContext, backup: RestoreSource): Promise<Drill>
  /** Whether a copy of that name (what a restore kept, a restore point) is still there. */
  copyExists(copy: { readonly name: string }): Promise<boolean>
  /** Removes such a copy; refuses a name that Belay does not give. Nothing to do when it is gone. */
  dropCopy(job: JobContext, copy: { readonly name: string }): Promise<void>
  /** Ends the sessions whose application name is `tag` (null: all but our own) and waits until none is left. */
  endSessions(tag: string | null): Promise<void>
  /** What a client's failure means to the user: a UserError with a sentence that says what to do, and the filtered words beneath. */
  explain(what: string, output: string): Error
}

export interface SourceFacts {
  readonly version: string
  readonly bytes: number
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

/**
 * Parts of one bash script (`set -eu -o pipefail`), run in the same shell in this order; `M` is the member's number, `FILE` its path, `CONTENT` that of a file beside it. Variables of
 * their own are arrays with `M` as index. Facts for the manifest are printed as `BELAY-<M>.<name>=<value>`.
 */
export interface DumpPlan {
  /** Checks that the dump can work; sets `estimate[M]`, the bytes that it may need; prints `engine-version`, `client-version`, `bytes`, and `tables` where it has any. */
  readonly prepare: string
  /** Writes `FILE`; every stage's exit code counts. An optional member may leave it out, and says why with `BELAY-note=`. */
  readonly dump: string
  /** Reads `FILE` and proves that it is whole; runs beside the checksum. */
  readonly verify: string
  readonly secrets: Readonly<Record<string, string>>
  readonly member: {
    readonly name: string
    /** `globals`: what a server holds beside its databases (roles, tablespaces). `schema`: what makes the tables, and no row. Only a person restores these. */
    readonly role: 'database' | 'schema' | 'globals' | 'files'
    /** What the backup is known by, where that is not `database`: nothing takes it for one that holds the rows. */
    readonly source?: string | undefined
    readonly format: string
    /** Where the client does not compress by itself; then `verify` prints `plain-bytes` and `plain-sha256`, of what was compressed. */
    readonly compression?: 'zstd' | 'gzip' | undefined
  }
  /** The backup is one without it too. */
  readonly optional?: boolean | undefined
  /** What it held when it was dumped, from what `dump` or `verify` left in the file `CONTENT`; absent: there is nothing to compare. */
  readonly content?: ((text: string) => DatabaseContent) | undefined
  /** What `verify` proves, for the manifest. */
  readonly checks: readonly ('exit-code' | 'trailer' | 'full-decode' | 'integrity' | 'sha256')[]
  /** The commands, without anything secret, for the manifest. */
  readonly commands: readonly string[]
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
  /** `12 tables with 3400 rows, rows of 11 tables compared`: what was restored and compared, for people. */
  readonly says: string
  readonly durationMs: number
}
