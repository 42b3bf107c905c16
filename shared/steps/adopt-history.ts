import type { MigrationConfig } from '../config/schema.ts'
import { tagOf } from '../database/names.ts'
import { compareSchemas, readSchema } from '../database/schema-objects.ts'
import { findEvidence } from '../deployment/open-deployment.ts'
import type { JournalRecord } from '../deployment/records.ts'
import type { Session } from '../deployment/session.ts'
import type { Step } from '../deployment/step.ts'
import { messageOf, UserError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import {
  type HistoryChange,
  type HistoryReturn,
  type HistoryRow,
  historySql,
  planHistory,
  planReturn,
  readHistory
} from '../migrations/django-history.ts'
import { requireBackups } from './backup.ts'
import { releaseToMigrateFrom } from './migrate.ts'
import { databaseTimeoutMs } from './timeouts.ts'
import { databaseOf, frameworkOf, setOf } from './world.ts'

export type AdoptHistoryPlan = {
  readonly releasePath: string
  /** The rows that stand in the database before, by set: the way back. */
  readonly rows: Readonly<Record<string, readonly HistoryRow[]>>
}
export type AdoptHistoryEvidence = {
  readonly sets: Readonly<Record<string, { readonly removed: readonly string[]; readonly added: readonly string[] }>>
  readonly says: string
}

/** Differences that are named; a schema that is another one altogether has thousands. */
const shown = 20

/**
 * The clean slate: migrations that begin anew are run in an empty database, and only where its schema is the live one's are their rows recorded in place of
 * the old ones. What `migrate --fake` would claim is proven here.
 */
export const adoptHistoryStep: Step<AdoptHistoryPlan, AdoptHistoryEvidence> = {
  name: 'adopt-history',
  title: 'Adopt the new history of the migrations',
  changes: true,
  async plan(session) {
    const { context } = session
    const sets = djangoSets(session)
    if (sets.length === 0) throw new UserError('`adopt-history` is for migrations of Django, and none are configured')
    const releasePath = await releaseToMigrateFrom(session)
    if (releasePath === undefined && !context.dryRun) throw new UserError('No release is staged whose migrations could be adopted')
    if (!context.dryRun) await requireBackups(session, [...new Set(sets.map(each => each.database))])
    const rows: Record<string, readonly HistoryRow[]> = {}
    for (const migration of sets) rows[setOf(migration)] = await readHistory(await databaseOf(context, migration.database))
    return {
      plan: { releasePath: releasePath ?? '', rows },
      says: sets.map(
        each =>
          `run the migrations of the release in an empty database beside ${each.database}, compare the schemas, and record them if equal`
      )
    }
  },
  async run(session, plan) {
    const sets: Record<string, { removed: string[]; added: string[] }> = {}
    // All are compared before the first is recorded.
    const changes: { migration: MigrationConfig; change: HistoryChange }[] = []
    for (const migration of djangoSets(session)) changes.push({ migration, change: await prove(session, migration, plan) })
    for (const { migration, change } of changes) {
      await record(session, migration, 'adopt-history', historySql((await databaseOf(session.context, migration.database)).engine, change))
      const now = (await readHistory(await databaseOf(session.context, migration.database))).map(keyOf)
      const missing = change.added.map(each => `${each.app}.${each.name}`).filter(key => !now.includes(key))
      const left = change.removed.map(keyOf).filter(key => now.includes(key))
      if (missing.length + left.length > 0)
        throw new UserError(`The rows of ${migration.database} are not those of the new history: ${[...missing, ...left].join(', ')}`)
      sets[setOf(migration)] = { removed: change.removed.map(keyOf), added: change.added.map(each => `${each.app}.${each.name}`) }
    }
    const [removed, added] = [Object.values(sets).flatMap(set => set.removed), Object.values(sets).flatMap(set => set.added)]
    return { sets, says: `the schemas are equal: ${removed.length} rows became ${added.length}` }
  }
}

/** Runs the release's migrations in an empty database beside the live one. Errors: UserError that names what differs. */
async function prove(session: Session, migration: MigrationConfig, plan: AdoptHistoryPlan): Promise<HistoryChange> {
  const { context, mine } = session
  const live = await databaseOf(context, migration.database)
  const job = { ...mine.job('adopt-history', context.timeoutMs ?? databaseTimeoutMs, text => context.log.info(text.trimEnd())) }
  const { name, engine } = await live.scratch(job, mine.id)
  try {
    const framework = await frameworkOf(context, migration, plan.releasePath, engine)
    await framework.apply({ ...job, idPrefix: `${job.idPrefix}.scratch-${migration.database}` }, [])
    const ignore = ['belay_migrations', 'belay_scripts', ...('ignore-tables' in migration ? migration['ignore-tables'] : [])]
    const [mineNow, fresh] = await Promise.all([readSchema(live), readSchema(engine)])
    const { differences, tolerated } = compareSchemas(mineNow, fresh, ignore)
    for (const line of tolerated) context.log.info(`Not compared by name: ${line}`)
    if (differences.length > 0)
      throw new UserError(
        `The schema of ${migration.database} is not what the new migrations make, so nothing was recorded:\n${differences
          .slice(0, shown)
          .map(line => `  - ${line}`)
          .join(
            '\n'
          )}${differences.length > shown ? `\n  - and ${differences.length - shown} more` : ''}\nMend the migrations (or the models) until they make the live schema. Tables that no migration is to make: \`ignore-tables\`.`
      )
    return planHistory(plan.rows[setOf(migration)] ?? [], await framework.appliedSet())
  } finally {
    await live.dropCopy(job, { name }).catch((error: unknown) => context.log.warning(`${name} could not be removed: ${messageOf(error)}`))
  }
}

/** What a deployment did to the rows, as its journal tells. `sets`: missing where it was interrupted. */
export interface Adoption {
  readonly rows: AdoptHistoryPlan['rows']
  readonly sets: AdoptHistoryEvidence['sets'] | undefined
}

/** The adoptions of these journals, in their order. */
export function adoptionsOf(journals: readonly (readonly JournalRecord[])[]): Adoption[] {
  return journals.flatMap(records => {
    const intent = records.find(record => record.type === 'intent' && record.step === 'adopt-history')
    if (intent?.type !== 'intent') return []
    return [
      {
        rows: (intent.plan as unknown as AdoptHistoryPlan).rows,
        sets: findEvidence<AdoptHistoryEvidence>(records, 'adopt-history')?.sets
      }
    ]
  })
}

/** Pure: the applied set without what an adoption did to it. */
export function withoutAdoptions(names: readonly string[], set: string, adoptions: readonly Adoption[]): string[] {
  return adoptions.reduce<string[]>(
    (now, { sets }) => {
      const made = sets?.[set]
      return made === undefined ? now : [...new Set([...now.filter(name => !made.added.includes(name)), ...made.removed])].sort()
    },
    [...names]
  )
}

/** Puts the rows back that adoptions replaced, the newest first, where they are not back already (a restore brings them too). Safe to repeat. */
export async function undoAdoptions(session: Session, adoptions: readonly Adoption[]): Promise<string | undefined> {
  const { context } = session
  const said: string[] = []
  for (const [index, adoption] of adoptions.entries()) {
    for (const migration of djangoSets(session)) {
      const engine = await databaseOf(context, migration.database)
      const back = await returnOf(session, migration, adoption)
      if (back === undefined) continue
      await record(session, migration, 'rollback', historySql(engine.engine, back), index)
      if ((await returnOf(session, migration, adoption)) !== undefined)
        throw new UserError(`The rows of django_migrations of ${migration.database} could not be put back as they were`)
      said.push(`${setOf(migration)}: ${back.restored.length} rows are back`)
    }
  }
  return said.length === 0 ? undefined : said.join('; ')
}

/** Whether one of them stands in the database. */
export async function isAdopted(session: Session, adoptions: readonly Adoption[]): Promise<boolean> {
  for (const adoption of adoptions)
    for (const migration of djangoSets(session)) if ((await returnOf(session, migration, adoption)) !== undefined) return true
  return false
}

/** undefined: nothing of it is left to undo. */
async function returnOf(session: Session, migration: MigrationConfig, { rows, sets }: Adoption): Promise<HistoryReturn | undefined> {
  const before = rows[setOf(migration)]
  if (before === undefined) return undefined
  const back = planReturn(await readHistory(await databaseOf(session.context, migration.database)), before, sets?.[setOf(migration)])
  return back.removed.length + back.restored.length === 0 ? undefined : back
}

async function record(
  session: Session,
  migration: MigrationConfig,
  step: 'adopt-history' | 'rollback',
  sql: string,
  index = 0
): Promise<void> {
  const { context, mine } = session
  const engine = await databaseOf(context, migration.database)
  const job = mine.job(step, databaseTimeoutMs)
  const client = engine.sqlClient({ tag: tagOf(job.idPrefix), lockTimeoutMs: 10_000, statementTimeoutMs: 0 })
  const locked = engine.underAdvisoryLock(`${client.functions}${sh`printf %s ${client.begin + sql} | sql_client > /dev/null`}\n`, 10_000)
  const result = await context.host.job({
    stateDir: job.stateDir,
    id: `${job.idPrefix}.history-${migration.database}${index === 0 ? '' : `-${index}`}`,
    script: locked.script,
    env: { ...engine.clientEnvironment({ tag: tagOf(job.idPrefix), lockTimeoutMs: 10_000, statementTimeoutMs: 0 }) },
    secrets: { ...client.secrets, ...locked.secrets },
    timeoutMs: 120_000,
    token: job.token
  })
  if (result.ended === 'exit' && result.exitCode === 0) return
  await engine.endSessions(tagOf(job.idPrefix))
  throw engine.explain(`Recording the migrations of ${migration.database}`, result.tail)
}

const keyOf = ([app, name]: HistoryRow) => `${app}.${name}`

function djangoSets({ context }: Session): MigrationConfig[] {
  return context.target.config.migrations.filter(migration => migration.framework === 'django')
}
