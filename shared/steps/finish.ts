import { basename } from 'node:path'
import { planPrune } from '../code/prune.ts'
import { copyName } from '../database/names.ts'
import { findEvidence } from '../deployment/open-deployment.ts'
import type { JournalRecord, Release } from '../deployment/records.ts'
import type { Session } from '../deployment/session.ts'
import type { State } from '../deployment/store.ts'
import { situation } from '../deployment/summarise.ts'
import { messageOf, UserError } from '../errors.ts'
import type { MigrateEvidence } from './migrate.ts'
import type { RestorePointEvidence } from './restore-point.ts'
import { removeOldBackups } from './retention.ts'
import type { RollbackEvidence } from './rollback.ts'
import type { StageEvidence } from './stage.ts'
import type { SwitchEvidence } from './switch.ts'
import { codeTimeoutMs, databaseTimeoutMs } from './timeouts.ts'
import { codeOf, databaseOf, liveCode, sourceOf } from './world.ts'

/**
 * The gate has passed with users in: only now does "last good release" move (G1). Then what is no longer needed goes.
 * Errors: UserError when a staged release was never made live; then the gate proved the old one.
 */
export async function finish(session: Session): Promise<void> {
  const { context, mine } = session
  const state = await context.state()
  const staged = mine.evidence<StageEvidence>('stage')
  if (staged !== undefined && mine.evidence<SwitchEvidence>('switch')?.release !== staged.release)
    throw new UserError(
      `The gate passed, but ${staged.release} is only staged and not live, so nothing of it is proven: run \`deploy-code\` with \`phase: switch\` and \`restart-service\` before the gate`
    )
  const now = situation(state)
  const before = now.kind === 'no-state' ? undefined : now.live
  const release = await releaseOf(session, state, staged, before)
  const live = release?.id ?? staged?.release ?? before?.id
  if (release !== undefined)
    session.putRelease({
      ...release,
      state: 'verified',
      verifiedAt: context.clock.now().toISOString(),
      deployment: mine.id,
      applied: appliedNow(session, before?.applied)
    })
  // What cannot be tidied up must not fail a deployment that is verified.
  await prune(session, state, live).catch(error => context.log.warning(`Old releases could not be removed: ${messageOf(error)}`))
  // The backup of this deployment is verified, and so is what it led to.
  if (mine.evidence('backup') !== undefined) await removeOldBackups(session)
  await dropOldCopies(session, state).catch(error =>
    context.log.warning(`Old copies of databases could not be removed: ${messageOf(error)}`)
  )
  await mine.close('verified', `${staged?.version ?? release?.version ?? 'The system'} is live and verified`, live)
}

/** What is live, as a release: what was staged; what the journal knows; else what a step of the user's own put there, recorded now. */
async function releaseOf(
  session: Session,
  state: State,
  staged: StageEvidence | undefined,
  before: Release | undefined
): Promise<Release | undefined> {
  const { context, mine } = session
  if (staged !== undefined) return state.releases.find(each => each.id === staged.release)
  const code = codeOf(context)
  const now = await liveCode(context)
  if (code === undefined || now.kind === 'none') return before
  const known = state.releases.find(each => (now.kind === 'git' ? each.commit === now.commit : each.id === now.release))
  if (known !== undefined) return known
  const adopted = await code.adopt(mine.job('gate', codeTimeoutMs))
  return {
    id: adopted.id,
    version: mine.opened.version ?? adopted.version,
    commit: adopted.commit ?? now.commit,
    path: adopted.path ?? now.path ?? '/',
    state: 'staged',
    stagedAt: context.clock.now().toISOString(),
    deployment: mine.id,
    fingerprint: adopted.fingerprint === undefined ? undefined : { files: adopted.fingerprint }
  }
}

function appliedNow(session: Session, before: Readonly<Record<string, string[]>> | undefined): Record<string, string[]> | undefined {
  const sets = session.mine.evidence<MigrateEvidence>('migrate')?.sets
  if (sets === undefined) return before === undefined ? undefined : { ...before }
  return { ...before, ...Object.fromEntries(Object.entries(sets).map(([set, { after }]) => [set, [...after]])) }
}

async function prune(session: Session, state: State, live: string | undefined): Promise<void> {
  const { context, mine } = session
  const code = codeOf(context)
  const keep = context.target.config.code?.keep ?? 5
  if (code === undefined || state.releases.length <= keep + 1) return
  const present = await code.list()
  const previous = mine.opened.code?.release
  const releases = state.releases.map(each => (each.id === live ? { ...each, state: 'verified' as const } : each))
  const { remove } = planPrune(
    present,
    releases,
    keep,
    [live, previous].filter(id => id !== undefined)
  )
  if (remove.length === 0) return
  const removed = await code.remove(mine.job('gate', codeTimeoutMs), remove)
  // That a release was bad is remembered without its files: a re-run must still refuse it.
  const forgotten = removed.releases.filter(id => state.releases.find(each => each.id === id)?.state !== 'bad')
  for (const id of forgotten) await context.store.removeRelease(id, mine.held)
  context.log.info(`Removed ${removed.releases.join(', ')}`)
}

/** Restore points of earlier deployments, and databases kept for study, cost a whole copy each: only the newest way back stays. */
async function dropOldCopies(session: Session, state: State): Promise<void> {
  const { context, mine } = session
  for (const { id, records } of state.deployments.filter(each => each.id !== mine.id)) {
    const points = findEvidence<RestorePointEvidence>(records, 'restore-point')?.points
    const kept = findEvidence<RollbackEvidence>(records, 'rollback')?.copies ?? {}
    const known = [...Object.entries(points ?? {}).map(([database, { name }]) => [database, name] as const), ...Object.entries(kept)]
    for (const [database, name] of [...known, ...(points === undefined ? await unfinishedCopies(session, id, records) : [])]) {
      const { databases, files } = context.target.config
      if (databases[database] === undefined && files[database] === undefined) continue
      const engine = await sourceOf(context, database)
      if (!(await engine.copyExists({ name }))) continue
      await engine.dropCopy(mine.job('restore-point', databaseTimeoutMs), { name })
      context.log.info(`Removed ${name}, a copy of ${engine.database} that deployment ${id} left`)
    }
  }
}

/** What a restore point that was interrupted may have left: it has no evidence, but its names follow from the deployment. */
async function unfinishedCopies(session: Session, id: string, records: readonly JournalRecord[]): Promise<(readonly [string, string])[]> {
  const begun = records.findLast(record => record.type === 'intent' && record.step === 'restore-point')
  if (begun?.type !== 'intent') return []
  const names = await Promise.all(
    (begun.plan as { readonly databases: readonly string[] }).databases
      .filter(database => session.context.target.config.databases[database] !== undefined)
      .map(async database => {
        const { database: live } = await databaseOf(session.context, database)
        return (['point', 'new'] as const).map(kind => [database, copyName(basename(live), kind, id)] as const)
      })
  )
  return names.flat()
}
