import type { Change, MigrationChanges } from '../changes.ts'
import { withOldTypes } from '../column-types.ts'
import { keyOf, type Migration } from '../model.ts'
import type { Match, Subject } from './rule.ts'

/** One thing that a migration does. */
export interface Step {
  migration: Migration
  change: Change
  /** its place among the changes of its migration */
  index: number
  all: MigrationChanges
  /** which transaction of its migration it runs in; undefined: none that holds its locks any longer, or it cannot be told */
  transaction: number | undefined
}

const known = new WeakMap<Subject, { steps: Step[]; risky: Step[]; added: Set<string> }>()

/** Everything that the migrations that are still to come do, in the order of their names. */
export function newSteps(subject: Subject): Step[] {
  return read(subject).steps
}

/** The same without what is done to tables that are made by these migrations themselves: they have no rows, and no release uses them. */
export function riskySteps(subject: Subject): Step[] {
  return read(subject).risky
}

/** Whether a column is made by the migrations that are still to come, so that no release uses it. */
export function isNewColumn(subject: Subject, table: string, column: string): boolean {
  return read(subject).added.has(`${table}.${column}`)
}

/** What all migrations that are not new have done. */
export function oldSteps(subject: Subject): Step[] {
  return subject.project.migrations.filter(migration => !subject.isNew(migration)).flatMap(migration => stepsOf(subject, migration))
}

export function matchOf({ migration, change }: Step, message: string, fix?: string): Match {
  return { app: migration.app, migration: migration.name, ...change.at, message, ...(fix === undefined ? {} : { fix }) }
}

/** What the steps of one migration are, by migration. */
export function byMigration(steps: readonly Step[]): Step[][] {
  return [...Map.groupBy(steps, step => step.migration).values()]
}

/**
 * Whether a migration will change a database that is in use. A squash beside what it replaces is new on the branch, and runs on fresh databases
 * only: it must not make the old tables look like new ones. The plan for a live database knows by itself.
 */
function isToRun(subject: Subject, migration: Migration): boolean {
  if (!subject.isNew(migration)) return false
  if (subject.recorded !== undefined || migration.replaces.length === 0) return true
  const there = new Set([...(subject.base?.migrations ?? []), ...subject.project.migrations].filter(one => one !== migration).map(keyOf))
  return !migration.replaces.some(target => there.has(keyOf(target)))
}

function stepsOf(subject: Subject, migration: Migration): Step[] {
  const all = subject.changes(migration)
  let transaction = all.atomic === true ? 0 : undefined
  return all.forward.map((change, index) => {
    if (change.kind === 'transaction') transaction = change.verb === 'begin' ? index + 1 : undefined
    return { migration, change, index, all, transaction }
  })
}

/** Django's own models tell what a column was; elsewhere all migrations before are read for it, where anything asks. */
function withTypes(subject: Subject, steps: Step[]): Step[] {
  const { project, database } = subject
  if (project.framework === 'django' || !steps.some(({ change }) => change.kind === 'change-type' && change.from === undefined))
    return steps
  const completed = withOldTypes(project.migrations, migration => subject.changes(migration), database)
  return steps.map(step => ({ ...step, change: completed.get(step.change) ?? step.change }))
}

function read(subject: Subject) {
  let found = known.get(subject)
  if (found !== undefined) return found
  const steps = withTypes(
    subject,
    subject.project.migrations.filter(migration => isToRun(subject, migration)).flatMap(migration => stepsOf(subject, migration))
  )
  const made = new Set<string>()
  const added = new Set<string>()
  for (const { change } of steps) {
    if (change.kind === 'create-table') made.add(change.table)
    else if (change.kind === 'rename-table' && made.has(change.table)) made.add(change.to)
    else if (change.kind === 'add-column') added.add(`${change.table}.${change.column.name}`)
  }
  const risky = steps.filter(({ change }) => !('table' in change) || change.table === undefined || !made.has(change.table))
  found = { steps, risky, added }
  known.set(subject, found)
  return found
}

const schemaKinds = new Set<Change['kind']>([
  'drop-table',
  'rename-table',
  'add-column',
  'drop-column',
  'rename-column',
  'change-type',
  'set-not-null',
  'drop-not-null',
  'set-default',
  'drop-default',
  'create-index',
  'drop-index',
  'add-constraint',
  'drop-constraint'
])

/** Whether it changes a table that exists, and locks it for that against writers at least. */
export function isSchema(change: Change): boolean {
  return schemaKinds.has(change.kind) && !('concurrently' in change && change.concurrently)
}
