import type { Value } from './python.ts'

/** The migration frameworks whose files can be read. */
export type Framework = 'django' | 'alembic' | 'sql'

export type Severity = 'error' | 'warning' | 'info'

/** A place in a file; line and column count from 1. */
export interface Position {
  file: string
  line: number
  column: number
}

export interface MigrationKey {
  app: string
  name: string
}

export interface Reference extends MigrationKey, Position {
  /** present only under a condition that cannot be read */
  conditional: boolean
  /** Alembic's `depends_on`: it must be applied before, but is no parent: the revision that it names stays a head */
  order?: true | undefined
}

export interface Operation extends Position {
  /** the last part of its name: `AddField` */
  kind: string
  /** the dotted name with imports resolved: `django.db.migrations.AddField` */
  path: string
  /** whether the class belongs to Django itself, so that its meaning is known */
  known: boolean
  conditional: boolean
  /** it runs outside of the migration's transaction (Alembic's `autocommit_block`) */
  autocommit?: true | undefined
  /** where the operations stand that it holds itself (SeparateDatabaseAndState), by their `at` */
  within?: ReadonlyMap<number, { line: number; column: number }> | undefined
  /** the call as it stands in the file; of a statement in a file of SQL, its text */
  call: Value
}

/** One migration file. */
export interface Migration extends MigrationKey, Position {
  framework: Framework
  dependencies: Reference[]
  runBefore: Reference[]
  replaces: Reference[]
  operations: Operation[]
  /** the way back, where the user writes it himself (Alembic's `downgrade`, a down file); undefined: there is none, or the framework makes it */
  reverse?: Operation[] | undefined
  /** names that a command may say for this branch (Alembic's `branch_labels`) */
  labels?: string[] | undefined
  /** false when some operations cannot be read from the source */
  operationsKnown: boolean
  /** false when `dependencies`, `run_before` or `replaces` cannot be read completely, or the file is broken */
  graphKnown: boolean
  /** undefined where it is not a literal */
  atomic: boolean | undefined
  initial: boolean | undefined
  /** methods that the class defines itself; what they do is not known */
  methods: string[]
}

export interface App {
  label: string
  framework: Framework
  /** the folder of the app */
  directory: string
  /** the folder of its migrations; undefined when it has none or they are switched off */
  migrations: string | undefined
  /** further folders of its migrations (Alembic's `version_locations`) */
  moreMigrations?: string[] | undefined
  /**
   * - `migrated`: Django reads its migrations
   * - `unmigrated`: it has none, or MIGRATION_MODULES switches them off
   * - `no-package`: files are there, but without `__init__.py` Django takes the app as unmigrated
   */
  state: 'migrated' | 'unmigrated' | 'no-package'
}

/** What was found while reading and is wrong in itself, before any graph is built. */
export interface SourceProblem extends Position {
  /** `unported`: a function that squashmigrations names by its old file, no valid Python; `detail` is that name */
  kind: 'syntax' | 'conflict' | 'encoding' | 'unported' | 'no-migration-class' | 'no-package' | 'duplicate'
  app: string
  migration: string
  detail: string
}

/**
 * What could not be read. `graph`: the verdict on the graph is open because of it; `operations`: only the operations are; `external`: it lies
 * outside the repository (a package), where the framework itself checks it before it changes anything.
 */
export interface Unknown extends Position {
  framework: Framework
  app: string
  migration: string
  affects: 'graph' | 'operations' | 'external'
  reason: string
}

/** Everything that was read from one source for one framework. An app of Alembic is one environment, an app of SQL one directory. */
export interface Project {
  framework: Framework
  apps: App[]
  /** sorted by app and name; Alembic's by app, in the order in which it loads the files */
  migrations: Migration[]
  problems: SourceProblem[]
  unknown: Unknown[]
}

/** `app.name`, as Django prints it. An app label has no point, so it is unambiguous. */
export function keyOf(key: MigrationKey): string {
  return `${key.app}.${key.name}`
}

/** The same for people: what lies in the project's own folder has no name before it. */
export function shownKey(key: MigrationKey): string {
  return key.app === '.' || key.app === '' ? key.name : keyOf(key)
}

/** Order of Python tuples of strings: by code point, app first. */
export function compareKeys(a: MigrationKey, b: MigrationKey): number {
  return compareText(a.app, b.app) || compareText(a.name, b.name)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
