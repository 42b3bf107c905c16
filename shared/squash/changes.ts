import type { Migration, Position, Project } from './model.ts'

/** The databases whose behaviour the rules know. */
export type Database = 'postgres' | 'mysql' | 'mariadb' | 'sqlite'

/** A column as a migration makes it. undefined: it cannot be told from the source. */
export interface Column {
  name: string
  /** as the framework or the statement writes it, lower case: `varchar(20)`, `CharField` */
  type: string | undefined
  nullable: boolean | undefined
  /** a default that the database itself keeps, so that an INSERT may leave the column out; `volatile`: it is computed for every row */
  databaseDefault: 'none' | 'stable' | 'volatile' | undefined
  /** an index or constraint that comes with it */
  unique: boolean
  indexed: boolean
  /** the table that it references with a constraint */
  references?: string | undefined
}

/**
 * What one operation or statement does to the schema or the data, whatever framework wrote it. Table names are those of the database, lower case where
 * the statement does not quote them.
 */
export type ChangeKind =
  | { kind: 'create-table'; table: string; columns: Column[] }
  | { kind: 'drop-table'; table: string }
  | { kind: 'rename-table'; table: string; to: string }
  | { kind: 'add-column'; table: string; column: Column }
  | { kind: 'drop-column'; table: string; column: string }
  | { kind: 'rename-column'; table: string; column: string; to: string }
  /** `from` undefined: the old type is not known. `rewrites`: whether the rows are written anew; undefined: it cannot be told */
  | {
      kind: 'change-type'
      table: string
      column: string
      from: string | undefined
      to: string | undefined
      rewrites: boolean | undefined
      /** values are computed (`USING …`), so that the two types alone do not tell whether rows are written anew */
      converted?: true
    }
  | { kind: 'set-not-null'; table: string; column: string }
  | { kind: 'drop-not-null'; table: string; column: string }
  | { kind: 'set-default'; table: string; column: string }
  | { kind: 'drop-default'; table: string; column: string }
  | { kind: 'create-index'; table: string; name: string | undefined; unique: boolean; concurrently: boolean }
  | { kind: 'drop-index'; table: string | undefined; name: string | undefined; concurrently: boolean }
  | {
      kind: 'add-constraint'
      table: string
      name: string | undefined
      type: 'foreign-key' | 'check' | 'unique' | 'primary-key' | 'exclusion'
      references?: string | undefined
      /** NOT VALID: existing rows are not looked at */
      validates: boolean
      /** UNIQUE or PRIMARY KEY over an index that is there already */
      usingIndex: boolean
      /** a CHECK that says nothing but that this column is not NULL */
      notNull?: string | undefined
    }
  | { kind: 'validate-constraint'; table: string; name: string | undefined }
  | { kind: 'drop-constraint'; table: string; name: string | undefined }
  /** rows are changed. `whole`: nothing bounds how many; undefined: it cannot be told */
  | { kind: 'data'; verb: 'insert' | 'update' | 'delete' | 'truncate'; table: string | undefined; whole: boolean | undefined }
  /** a function of the user's own, whose effect is not read */
  | { kind: 'code'; name: string | undefined }
  | { kind: 'set-timeout'; which: 'lock' | 'statement' }
  | { kind: 'transaction'; verb: 'begin' | 'commit' | 'rollback' }
  /** an object that holds no rows of its own: view, function, trigger, type, comment, grant, extension */
  | { kind: 'other-object'; verb: 'create' | 'drop' | 'alter'; object: string; name: string | undefined }
  /** only the framework's picture of the models; no SQL is sent. `removes`: what the code no longer knows from here on, and the database keeps */
  | { kind: 'state-only'; removes?: { table: string; column?: string | undefined } | undefined }
  /** it does something that is not read; G11 says so. `syntax`: the database's own parser refuses the text, so that it fails when it runs */
  | { kind: 'unknown'; reason: string; syntax?: true | undefined }

export type Change = ChangeKind & {
  at: Position
  /** the operation that brings it, as the user wrote it: `AddField`, `op.add_column`, `ALTER TABLE` */
  operation: string
  /** its own SQL text, where it has one */
  sql?: string | undefined
  /**
   * How it is undone: `automatic`, the framework knows the way; `given`, the user wrote one; `noop`, the user says that there is nothing to undo;
   * `none`, going back stops here. undefined: it cannot be told.
   */
  reverse: 'automatic' | 'given' | 'noop' | 'none' | undefined
}

export interface MigrationChanges {
  /** in the order in which they run; complete unless one is `unknown` */
  forward: Change[]
  /** what the way back runs, where the user writes it himself (Alembic, down files); undefined: the framework makes it, or there is none */
  backward: Change[] | undefined
  /** whether all of it is in one transaction, where the database can; undefined: it cannot be told */
  atomic: boolean | undefined
}

/** Reads one statement text into changes; positions are relative to the text's own beginning, `at.file` is taken from `at`. */
export type SqlReader = (text: string, at: Position) => Change[]

/** What is known beside the migration itself. */
export interface ChangeContext {
  project: Project
  database: Database | undefined
  /** for the SQL within migrations; undefined: none was loaded, and SQL is an unknown change */
  sql: SqlReader | undefined
}

export type ChangesOf = (migration: Migration, context: ChangeContext) => MigrationChanges
