import type { MigrationConfig } from '../config/schema.ts'
import type { Session } from '../deployment/session.ts'
import type { Json, Step } from '../deployment/step.ts'
import { UserError } from '../errors.ts'
import { planLines } from '../report/migration-plan.ts'
import { requireBackups } from './backup.ts'
import { isFenced } from './fence-state.ts'
import type { SquashEvidence } from './squash-check.ts'
import type { StageEvidence } from './stage.ts'
import { databaseTimeoutMs } from './timeouts.ts'
import { frameworkOf, liveCode, setOf } from './world.ts'

export type MigrateEvidence = {
  readonly sets: Readonly<
    Record<string, { readonly before: readonly string[]; readonly after: readonly string[]; readonly applied: readonly string[] }>
  >
  readonly says: string
}
export type MigratePlan = {
  readonly releasePath: string
  readonly backups: Readonly<Record<string, string>>
  readonly before: Readonly<Record<string, readonly string[]>>
}

/** Runs the migrations of every set from the staged release. */
export const migrateStep: Step<MigratePlan, MigrateEvidence> = {
  name: 'migrate',
  title: 'Run the migrations',
  changes: true,
  async plan(session) {
    const { context } = session
    const { migrations } = context.target.config
    if (migrations.length === 0) return { skip: 'no migrations are configured' }
    const releasePath = await releaseToMigrateFrom(session)
    if (context.dryRun && releasePath === undefined) {
      const pending = session.evidence<SquashEvidence>('squash-check')?.sets.flatMap(set => set.pending)
      const which = pending === undefined ? 'the pending migrations' : pending.length === 0 ? 'no migration' : pending.join(', ')
      return { plan: { releasePath: '', backups: {}, before: {} }, says: [`run ${which} from the staged release`, ...planned(session)] }
    }
    if (releasePath === undefined)
      throw new UserError('No release is staged, and no `directory` or `code-root` says where the migrations are run from')
    const databases = [...new Set(migrations.map(migration => migration.database))]
    const backups = context.dryRun ? {} : await requireBackups(session, databases)
    const before = Object.fromEntries(
      await Promise.all(
        migrations.map(async migration => [setOf(migration), [...(await appliedBefore(session, migration, releasePath))]] as const)
      )
    )
    const says = migrations.map(migration => `migrate ${setOf(migration)} from ${releasePath}`)
    return { plan: { releasePath, backups, before }, says: [...says, ...planned(session)] }
  },
  async run(session, plan) {
    const { context, mine } = session
    const sets: Record<string, { before: string[]; after: string[]; applied: string[] }> = {}
    for (const migration of context.target.config.migrations) {
      const framework = await frameworkOf(context, migration, plan.releasePath)
      const timeoutMs = context.timeoutMs ?? deadlineOf(migration)
      const job = mine.job('migrate', timeoutMs, text => context.log.info(text.trimEnd()))
      const { before, after, applied } = await framework.apply(
        { ...job, idPrefix: `${job.idPrefix}.${migration.framework}-${migration.database}` },
        plan.before[framework.set] ?? [],
        provenOf(session, framework.set)
      )
      sets[framework.set] = { before: [...before], after: [...after], applied: [...applied] }
    }
    const applied = Object.values(sets).flatMap(set => set.applied)
    return {
      sets: sets as unknown as MigrateEvidence['sets'] & Json,
      says: applied.length === 0 ? 'nothing was pending; the applied set is as before' : `applied ${applied.join(', ')}`
    }
  }
}

/** One line per pending migration: what it touches and what going back over it costs, as the check of the migrations read it. */
function planned(session: Session): string[] {
  return planLines(session.evidence<SquashEvidence>('squash-check')?.sets ?? [])
}

/** Whether going back over these loses nothing of what was there before; `unknown`: nobody read them. Pure. */
export function losslessOf(applied: readonly string[], checked: SquashEvidence | undefined): 'yes' | 'no' | 'unknown' {
  const known = checked?.sets.flatMap(set => set.reversals ?? []) ?? []
  const each = applied.map(name => known.find(one => one.name === name))
  if (each.some(one => one?.lossless === false)) return 'no'
  return each.every(one => one !== undefined) ? 'yes' : 'unknown'
}

/**
 * The set that was applied before. What the check of this deployment read is not read again behind the fence: Django's driver compares it with the set
 * that it begins with, so somebody else's migration in between is told. After a first attempt it is read anew.
 */
async function appliedBefore(session: Session, migration: MigrationConfig, releasePath: string): Promise<readonly string[]> {
  const checked = session.deployment?.evidence<SquashEvidence>('squash-check')?.sets.find(set => set.set === setOf(migration))
  const first = session.deployment?.intent('migrate') === undefined
  if (migration.framework === 'django' && first && checked !== undefined) return checked.before
  return (await frameworkOf(session.context, migration, releasePath)).appliedSet()
}

function deadlineOf(migration: MigrationConfig): number {
  return 'timeout' in migration ? migration.timeout : databaseTimeoutMs
}

/** The staged release; for the six actions around a user's own code step, the code that is there now. */
export async function releaseToMigrateFrom(session: Session): Promise<string | undefined> {
  const staged = session.deployment?.evidence<StageEvidence>('stage')
  if (staged !== undefined) return staged.path
  const live = await liveCode(session.context)
  // A release that a dry run does not stage: what is live is not what would be migrated from.
  if (session.context.dryRun && live.kind !== 'git') return undefined
  return live.path ?? session.context.target.config.code?.root
}

/**
 * What may be applied; undefined: whatever is pending. Without a fence it is only what the check of the migrations saw: a package could bring migrations of
 * its own, that the repository does not show and nobody proved additive.
 */
function provenOf({ context, mine }: Session, set: string): readonly string[] | undefined {
  if (isFenced(mine.records) || context.target.config.fence === 'never') return undefined
  const checked = mine.evidence<SquashEvidence>('squash-check')
  return checked === undefined ? undefined : (checked.sets.find(each => each.set === set)?.pending ?? [])
}
