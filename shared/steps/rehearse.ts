import { openBackup } from '../backup/encryption.ts'
import { restoreSource } from '../backup/source.ts'
import { verifyBackup } from '../backup/store.ts'
import type { MigrationConfig } from '../config/schema.ts'
import type { JobContext } from '../database/backup-source.ts'
import type { DatabaseEngine } from '../database/engine.ts'
import type { Session } from '../deployment/session.ts'
import type { Json, Step } from '../deployment/step.ts'
import { messageOf, UserError } from '../errors.ts'
import { MigrationFailed } from '../migrations/framework.ts'
import { describeOnline, tryOnline } from '../migrations/online-trial.ts'
import { type Trial, type Tried, tryMigrations } from '../migrations/rehearsal.ts'
import { runSmoke } from '../migrations/smoke.ts'
import { requireBackups } from './backup.ts'
import { releaseToMigrateFrom } from './migrate.ts'
import { databaseTimeoutMs } from './timeouts.ts'
import { databaseEnvOf, databaseOf, frameworkOf, identityOf, liveCode, setOf, trustOf } from './world.ts'

/** What is kept of it in the journal. */
export type Rehearsal = Trial
export type RehearseEvidence = { readonly sets: Readonly<Record<string, Rehearsal>>; readonly says: string }
export type RehearsePlan = {
  readonly releasePath: string
  readonly backups: Readonly<Record<string, string>>
  readonly sets: readonly string[]
}

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
      const good =
        found.lossless !== 'no' &&
        found.drift.length === 0 &&
        (found.smoke === undefined || found.smoke.result === 'works') &&
        !found.online?.some(each => each.verdict === 'copies')
      log[good ? 'notice' : 'warning'](`Rehearsed ${setOf(migration)}: ${describeRehearsal(found)}`)
      for (const line of detailsOf(found)) log.info(`  ${line}`)
      if (found.smoke?.result === 'fails' && 'smoke' in migration && migration.smoke?.required === true)
        throw new UserError(
          `On a copy of ${migration.database} ${found.smoke.says}. Make the change in two releases (first what both can work with), or set \`smoke.required: false\` and deploy behind the fence.`
        )
    }
    return { sets: sets as unknown as RehearseEvidence['sets'] & Json, says: Object.values(sets).map(describeRehearsal).join('; ') }
  }
}

/** `41.0 s, longest lock 0.3 s (public.orders), going back is lossless` */
export function describeRehearsal({ applied, ms, locks, looks, lossless, lost, drift, smoke, online = [] }: Rehearsal): string {
  if (applied.length === 0) return 'nothing was pending on the copy'
  const lock = locks[0]
  const held =
    looks === 0
      ? 'its locks could not be looked at'
      : lock === undefined
        ? 'no lock was seen'
        : `${lock.mode === 'statement' ? 'longest change' : 'longest lock'} ${seconds(lock.ms)} (${lock.table})`
  const back =
    lossless === 'yes'
      ? 'going back is lossless'
      : lossless === 'no'
        ? `going back loses ${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ` and ${lost.length - 5} more` : ''}`
        : `there is no way back: ${lost[0] ?? 'none is written'}`
  const decided = describeOnline(online)
  return `${seconds(ms)}, ${held}, ${back}${drift.length === 0 ? '' : `; the models are not what the migrations make: ${drift[0]}`}${smoke === undefined ? '' : `; ${smoke.says}`}${decided === undefined ? '' : `; ${decided}`}`
}

/** Pure: what the one line has no room for: every table that was locked, everything that is lost, every change that the server was asked about. */
export function detailsOf({ locks, lost, lossless, online = [] }: Rehearsal): string[] {
  return [
    ...(locks.length > 1 ? locks.map(each => `${each.table}: ${each.mode} for ${seconds(each.ms)}`) : []),
    ...(lossless === 'no' && lost.length > 5 ? lost.map(each => `lost: ${each}`) : []),
    ...online.map(
      each =>
        `${each.migration}: ${each.verdict === 'online' ? 'beside writers' : each.verdict === 'copies' ? 'not beside writers' : 'undecided'}: ${each.statement}`
    )
  ]
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
    const tried = { ...job, idPrefix: `${job.idPrefix}.${migration.framework}-${database}` }
    const { trial, statements } = await onCopy(
      session,
      live,
      job,
      () => live.scratch(job, mine.id, restoreSource(manifest, database, live, 'drill', { stateDir, directory: opened.directory })),
      async engine => {
        const framework = await frameworkOf(context, migration, plan.releasePath, engine)
        const smoke = await smokeOf(session, migration, plan, engine)
        return tryMigrations({ framework, engine, clock: context.clock, smoke }, tried)
      }
    )
    if (live.emptyScratch === undefined || statements.length === 0) return trial
    const online = await onCopy(
      session,
      live,
      job,
      () => live.emptyScratch!(job, mine.id),
      engine => tryOnline(context.host, engine, statements, tried)
    )
    return { ...trial, online }
  } catch (error) {
    if (!(error instanceof MigrationFailed)) throw error
    throw new UserError(`On a copy of ${database}, and so on the live one too: ${error.message}`, { cause: error.cause })
  } finally {
    await opened.close()
  }
}

/** Makes a copy, works in it, and removes it again. */
async function onCopy<T>(
  { context }: Session,
  live: DatabaseEngine,
  job: JobContext,
  make: () => ReturnType<DatabaseEngine['scratch']>,
  work: (engine: DatabaseEngine) => Promise<T>
): Promise<T> {
  const { name, engine } = await make()
  try {
    return await work(engine)
  } finally {
    await live.dropCopy(job, { name }).catch((error: unknown) => context.log.warning(`${name} could not be removed: ${messageOf(error)}`))
  }
}

/** What tries the release that is live on the new schema; undefined: no command is configured. */
async function smokeOf(
  { context }: Session,
  migration: MigrationConfig,
  { releasePath }: RehearsePlan,
  engine: DatabaseEngine
): Promise<Tried['smoke']> {
  const config = 'smoke' in migration ? migration.smoke : undefined
  if (config === undefined) return undefined
  const live = await liveCode(context)
  const release = live.path
  // A work tree of the user's own has become the new code already.
  if (release === undefined || release === releasePath || live.kind === 'git')
    return async () => ({ result: 'unknown', says: 'there is no previous release on the host that could be tried on the new schema' })
  const databaseEnv = await databaseEnvOf(context, migration.database, engine, true)
  const { command, timeout: timeoutMs } = config
  const django = migration.framework === 'django' ? { alias: migration.alias, settings: migration.settings } : undefined
  // Where files of SQL lie is no place for an application's command.
  const directory = migration.framework === 'sql' ? '.' : migration.directory
  return job => runSmoke(context.host, engine, { command, timeoutMs, release, directory, django, databaseEnv }, job)
}
