import { openBackup } from '../backup/encryption.ts'
import { restoreSource } from '../backup/source.ts'
import { verifyBackup } from '../backup/store.ts'
import type { MigrationConfig } from '../config/schema.ts'
import type { DatabaseEngine } from '../database/engine.ts'
import { tagOf } from '../database/names.ts'
import { compareSchemas, readSchema } from '../database/schema-objects.ts'
import { hashTables, lostIn } from '../database/table-hashes.ts'
import type { Session } from '../deployment/session.ts'
import type { Json, Step } from '../deployment/step.ts'
import { messageOf, UserError } from '../errors.ts'
import { MigrationFailed, type MigrationFramework } from '../migrations/framework.ts'
import { type HeldLock, watchLocks } from '../migrations/lock-watch.ts'
import { requireBackups } from './backup.ts'
import { releaseToMigrateFrom } from './migrate.ts'
import { databaseTimeoutMs } from './timeouts.ts'
import { databaseOf, frameworkOf, identityOf, setOf, trustOf } from './world.ts'

export type Rehearsal = {
  /** What was applied on the copy. */
  readonly applied: readonly string[]
  /** Of applying it, in milliseconds. */
  readonly ms: number
  /** The longest that each table was locked, the longest first. */
  readonly locks: readonly { readonly table: string; readonly mode: string; readonly ms: number }[]
  /** How often it was looked and answered; 0: nothing is known of locks. */
  readonly looks: number
  /** `yes`: applied, taken back and equal, schema and rows, and applied again; `no`: it was not equal; `unknown`: there is no way back to be tried. */
  readonly lossless: 'yes' | 'no' | 'unknown'
  /** What was not as before, or why there is no way back; one line each. */
  readonly lost: readonly string[]
  /** What the framework would still change to make the schema that of the models. */
  readonly drift: readonly string[]
}
export type RehearseEvidence = { readonly sets: Readonly<Record<string, Rehearsal>>; readonly says: string }
export type RehearsePlan = {
  readonly releasePath: string
  readonly backups: Readonly<Record<string, string>>
  readonly sets: readonly string[]
}

/** Tables in which frameworks keep their own rows: Django adds to the last two after every migration, and takes nothing away. */
const bookkeeping = ['django_migrations', 'django_content_type', 'auth_permission', 'alembic_version', 'belay_migrations', 'belay_scripts']

/** Tries the migrations on a copy that is restored from the fresh backup: up, down, compared, up again. Nothing live is touched. */
export const rehearseStep: Step<RehearsePlan, RehearseEvidence> = {
  name: 'rehearse',
  title: 'Rehearse the migrations on a copy',
  changes: true,
  async plan(session) {
    const { context } = session
    const wanted = rehearsed(session)
    if (wanted.length === 0) return { skip: 'no `rehearse: true` is configured' }
    const releasePath = await releaseToMigrateFrom(session)
    const sets = wanted.map(setOf)
    const says = sets.map(set => `restore the fresh backup into a copy, and apply ${set} there, take it back, compare, and apply it again`)
    if (context.dryRun) return { plan: { releasePath: releasePath ?? '', backups: {}, sets }, says }
    if (releasePath === undefined) throw new UserError('No release is staged whose migrations could be rehearsed')
    const backups = await requireBackups(session, [...new Set(wanted.map(each => each.database))])
    return { plan: { releasePath, backups, sets }, says }
  },
  async run(session, plan) {
    const sets: Record<string, Rehearsal> = {}
    for (const migration of rehearsed(session)) {
      const found = await rehearse(session, migration, plan)
      sets[setOf(migration)] = found
      const { log } = session.context
      log[found.lossless === 'no' || found.drift.length > 0 ? 'warning' : 'notice'](
        `Rehearsed ${setOf(migration)}: ${describeRehearsal(found)}`
      )
    }
    return { sets: sets as unknown as RehearseEvidence['sets'] & Json, says: Object.values(sets).map(describeRehearsal).join('; ') }
  }
}

/** `41.0 s, longest lock 0.3 s (public.orders), going back is lossless` */
export function describeRehearsal({ applied, ms, locks, looks, lossless, lost, drift }: Rehearsal): string {
  if (applied.length === 0) return 'nothing was pending on the copy'
  const lock = locks[0]
  const held =
    looks === 0
      ? 'its locks could not be looked at'
      : lock === undefined
        ? 'no lock was seen'
        : `longest lock ${seconds(lock.ms)} (${lock.table})`
  const back =
    lossless === 'yes'
      ? 'going back is lossless'
      : lossless === 'no'
        ? `going back loses ${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ` and ${lost.length - 5} more` : ''}`
        : `there is no way back: ${lost[0] ?? 'none is written'}`
  return `${seconds(ms)}, ${held}, ${back}${drift.length === 0 ? '' : `; the models are not what the migrations make: ${drift[0]}`}`
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

function rehearsed({ context }: Session): MigrationConfig[] {
  return context.target.config.migrations.filter(migration => 'rehearse' in migration && migration.rehearse)
}

/** Errors: UserError where the migrations fail on the copy: then nothing live was touched, and they would fail there too. */
async function rehearse(session: Session, migration: MigrationConfig, plan: RehearsePlan): Promise<Rehearsal> {
  const { context, mine } = session
  const { database } = migration
  const { stateDir } = context.target
  const live = await databaseOf(context, database)
  const job = mine.job('rehearse', context.timeoutMs ?? databaseTimeoutMs, text => context.log.info(text.trimEnd()))
  const manifest = await verifyBackup(context.host, stateDir, plan.backups[database]!, await trustOf(context))
  const opened = await openBackup(context.host, job, manifest, { identity: await identityOf(context, manifest), databases: [database] })
  try {
    const { name, engine } = await live.scratch(
      job,
      mine.id,
      restoreSource(manifest, database, live, 'drill', { stateDir, directory: opened.directory })
    )
    try {
      const framework = await frameworkOf(context, migration, plan.releasePath, engine)
      return await tryOn(session, framework, engine, { ...job, idPrefix: `${job.idPrefix}.${migration.framework}-${database}` })
    } catch (error) {
      if (!(error instanceof MigrationFailed)) throw error
      throw new UserError(`On a copy of ${database}, and so on the live one too: ${error.message}`, { cause: error.cause })
    } finally {
      await live.dropCopy(job, { name }).catch((error: unknown) => context.log.warning(`${name} could not be removed: ${messageOf(error)}`))
    }
  } finally {
    await opened.close()
  }
}

async function tryOn(
  { context }: Session,
  framework: MigrationFramework,
  engine: DatabaseEngine,
  job: Parameters<MigrationFramework['apply']>[0]
): Promise<Rehearsal> {
  const recorded = await framework.appliedSet()
  const [schema, rows] = [await readSchema(engine), await hashTables(engine, bookkeeping)]
  const up = { ...job, idPrefix: `${job.idPrefix}.up` }
  const { result, locks, looks } = await watchLocks(engine, tagOf(up.idPrefix), context.clock, () => framework.apply(up, recorded))
  const drift = (await framework.drift?.()) ?? []
  const found = {
    applied: result.applied,
    ms: result.durationMs,
    looks,
    locks: locks.slice(0, 20).map(each => ({ ...each }) satisfies HeldLock),
    drift
  }
  if (result.applied.length === 0) return { ...found, lossless: 'yes', lost: [] }
  try {
    if (framework.revert === undefined) throw new UserError(`${framework.name} has no way back`)
    await framework.revert({ ...job, idPrefix: `${job.idPrefix}.down` }, recorded)
  } catch (error) {
    // That it cannot go back is what the rehearsal finds out; the deployment may go on.
    if (!(error instanceof UserError)) throw error
    return { ...found, lossless: 'unknown', lost: [messageOf(error).split('\n')[0]!] }
  }
  const lost = [
    ...compareSchemas(schema, await readSchema(engine)).differences.map(line =>
      line.replace('only the live database has', 'missing afterwards:').replace('only the new migrations make', 'left over:')
    ),
    ...lostIn(rows, await hashTables(engine, bookkeeping))
  ]
  await framework.apply({ ...job, idPrefix: `${job.idPrefix}.again` }, recorded)
  return { ...found, lossless: lost.length === 0 ? 'yes' : 'no', lost }
}
