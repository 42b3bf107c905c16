import type { MigrationConfig } from '../config/schema.ts'
import type { JobContext } from '../database/backup-source.ts'
import type { DatabaseEngine } from '../database/engine.ts'
import { UserError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import type { Clock } from '../ports.ts'
import type { RanStatement } from './online-trial.ts'

/** A migration framework in one staged release, for one database. One file per framework, one line in the registry. */
export interface MigrationFramework {
  readonly name: MigrationConfig['framework']
  /** `django:main`: names the applied set in release records. */
  readonly set: string
  /** What the database says is applied, sorted. Reads only. Errors: UserError. */
  appliedSet(): Promise<readonly string[]>
  /** Names of the tables that the database has, at most some thousands; for what an empty applied set means. Reads only. Errors: UserError. */
  tables?(): Promise<readonly string[]>
  /**
   * The rows of the framework's own table as they stand: in the order of recording, doubles kept. `appliedOf` makes the applied set of them, so that whoever
   * needs both asks once. Absent: there is no such table, and `appliedSet` says all that is known. Reads only. Errors: UserError.
   */
  recorded?(): Promise<readonly string[]>
  /** What `apply` would apply, in order, by the release's own framework. Reads only. Errors: UserError. */
  plan(): Promise<readonly Pending[]>
  /**
   * Applies what is pending, as jobs `<prefix>.migrate…` on the host that outlive this process; called again with the same prefix it follows them.
   * `before` is the applied set as the step's intent recorded it. Success only when the set afterwards is exactly `before` and what was planned (G12).
   * `only`: where anything else is pending, nothing is applied; absent: whatever is pending. Scripts are named one by one, and have no need of it.
   * Errors: MigrationFailed, thrown only after every session of the migration is gone (G10).
   */
  apply(job: JobContext, before: readonly string[], only?: readonly string[]): Promise<ApplyEvidence>
  /**
   * Goes back from what is applied now to exactly `to`, an applied set that was recorded before (never "one back"), by the code of this release, as jobs
   * `<prefix>.revert…`; called again with the same prefix it follows them. Success only when the set afterwards is exactly `to`.
   * undefined: this framework has no way back. Errors: MigrationFailed, thrown only after every session is gone.
   */
  revert?(job: JobContext, to: readonly string[]): Promise<RevertEvidence>
  /** What the models of the release have and the migrations do not make, one line each; absent: this framework cannot tell. Reads only. */
  drift?(): Promise<readonly string[]>
  /** Nothing is pending any more. Errors: UserError that names what is. Reads only. */
  verify(): Promise<void>
}

export interface Pending {
  /** `app.name`, or the name of the script. */
  readonly name: string
  /** Runs in one transaction that takes everything back when it fails. */
  readonly atomic: boolean
  /** A squash: the migrations that it stands for. */
  readonly replaces?: readonly string[] | undefined
}

export interface ApplyEvidence {
  readonly framework: string
  /** Version of the framework; absent for scripts. */
  readonly version?: string | undefined
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly planned: readonly string[]
  /** In `after` and not in `before`. */
  readonly applied: readonly string[]
  /** SHA-256 of the migration files that were planned, by name. */
  readonly files: Readonly<Record<string, string>>
  readonly attempts: number
  readonly durationMs: number
  /** Of a database on trial: the statements that changed its schema, in their order. */
  readonly statements?: readonly RanStatement[] | undefined
}

export interface RevertEvidence {
  readonly framework: string
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** In `before` and not in `after`. */
  readonly reverted: readonly string[]
  readonly durationMs: number
}

/** A migration did not do what was planned. Nothing of it runs any more. */
export class MigrationFailed extends UserError {
  readonly evidence: FailureEvidence
  constructor(message: string, evidence: FailureEvidence) {
    super(message, evidence.error.length === 0 ? undefined : { cause: new Error(evidence.error.join('\n')) })
    this.evidence = evidence
  }
}

export interface FailureEvidence {
  readonly framework: string
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** Absent: it ended before it had planned. */
  readonly planned?: readonly string[] | undefined
  readonly applied: readonly string[]
  /** In `before` and not in `after`. */
  readonly gone: readonly string[]
  readonly ended: 'exit' | 'deadline' | 'signal'
  readonly exitCode: number
  /** The migration that failed may have done part of its work, which no row shows. */
  readonly partly: boolean
  readonly attempts: number
  /** The first lines of the error, without what may hold data. */
  readonly error: readonly string[]
}

export interface MigrationContext {
  readonly host: Host
  readonly stateDir: string
  /** The staged release on the host. */
  readonly releasePath: string
  readonly engine: DatabaseEngine
  /** true: the engine's database is one on trial, and the framework is to work in it in place of the one that the project names. */
  readonly scratch?: boolean | undefined
  readonly clock: Clock
  /** How long to wait for another run that holds the advisory lock, in milliseconds; default 10,000. */
  readonly waitMs?: number | undefined
  /** What scripts find the database by (DATABASE_URL, DATABASE_PATH): secret. */
  readonly databaseEnv?: Readonly<Record<string, string>> | undefined
}
