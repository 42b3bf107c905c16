import { listBackups, removeBackups } from '../backup/prune.ts'
import { planRetention, type RetentionPolicy } from '../backup/retention.ts'
import type { Config } from '../config/schema.ts'
import { findEvidence } from '../deployment/open-deployment.ts'
import type { Session } from '../deployment/session.ts'
import type { State } from '../deployment/store.ts'
import { messageOf } from '../errors.ts'
import type { BackupEvidence } from './backup.ts'
import type { MigratePlan } from './migrate.ts'

/** Two clocks that differ by more cannot both be right, and by which a backup is old is not known. */
const skewMs = 60 * 60_000

/**
 * Removes the backups that the policy no longer keeps; only after one has succeeded. Whatever stands in the way is a warning: the backup that was just
 * taken is good all the same. Answers the ids of those that are gone.
 */
export async function removeOldBackups(session: Session): Promise<readonly string[]> {
  try {
    return await remove(session)
  } catch (error) {
    session.context.log.warning(`Old backups stay: ${messageOf(error)}`)
    return []
  }
}

async function remove({ context, deployment }: Session): Promise<readonly string[]> {
  const { host, log } = context
  const { stateDir, config } = context.target
  const { now, backups: all, unreadable, oldJobs } = await listBackups(host, stateDir)
  if (unreadable.length > 0)
    log.warning(
      `These are kept, because their manifests cannot be read: ${unreadable.slice(0, 5).join(', ')}${unreadable.length > 5 ? ` and ${unreadable.length - 5} more` : ''} in ${stateDir}/backups. They are no backups: look at them, and remove them`
    )
  const { app, environment } = context.target
  // Another application may keep its backups in the same directory: they are its own affair.
  const backups = all.filter(each => each.app === app && each.environment === environment)
  const skew = now - context.clock.now().getTime()
  if (Math.abs(skew) > skewMs) {
    log.warning(
      `Old backups stay: the clock of ${host.label} is ${Math.round(Math.abs(skew) / 60_000)} min ${skew > 0 ? 'ahead of' : 'behind'} the runner's, so nobody knows how old they are`
    )
    return []
  }
  const policy = policyOf(config.backup)
  const planned = (state: State) => planRetention(backups, policy, { now, needed: neededBackups(state) })
  if (planned(await context.state()).remove.length === 0 && !oldJobs) return []
  // What is known may be as old as this job; another deployment may rely on a backup by now.
  const state = await context.refresh()
  const plan = planned(state)
  const { removed, left } = await removeBackups(host, stateDir, plan.remove, deployment?.id ?? state.open?.id)
  for (const id of left) log.warning(`Backup ${id} stays: something that is not part of it lies in its directory`)
  if (removed.length > 0) log.info(`Removed ${removed.length} old ${removed.length === 1 ? 'backup' : 'backups'}: ${removed.join(', ')}`)
  return removed
}

/** What the configuration says of keeping. */
export function policyOf(backup: Config['backup']): RetentionPolicy {
  const { 'keep-days': keepDays, 'keep-last': keepLast, 'keep-weekly': keepWeekly, 'keep-monthly': keepMonthly } = backup
  return { keepDays, keepLast, keepWeekly, keepMonthly, minVerified: backup['min-verified'] }
}

/**
 * By id of a backup or of the deployment that took it: what is needed to go back from the live release, or further to one that could be gone back to, and
 * what an open deployment relies on.
 */
export function neededBackups(state: State): Map<string, string> {
  const needed = new Map<string, string>()
  const need = (deployment: string, why: string) => {
    needed.set(deployment, why)
    const records = state.deployments.find(each => each.id === deployment)?.records ?? []
    const backup = findEvidence<BackupEvidence>(records, 'backup')?.backup
    if (backup !== undefined) needed.set(backup, why)
    for (const record of records) if (record.type === 'intent') for (const id of backupsOf(record.step, record.plan)) needed.set(id, why)
  }
  for (const release of state.releases)
    if (release.state !== 'bad' && release.deployment !== undefined)
      need(release.deployment, `release ${release.version} needs it to be gone back from`)
  if (state.open !== undefined) need(state.open.id, `deployment ${state.open.id} is open`)
  return needed
}

/** What a step relies on: a migration on the backups before it, a way back on those that it restores. */
function backupsOf(step: string, plan: unknown): string[] {
  if (step === 'migrate') return Object.values((plan as Partial<MigratePlan>).backups ?? {})
  if (step !== 'rollback') return []
  const { databases = [] } = plan as { readonly databases?: readonly { readonly backup?: string }[] }
  return databases.flatMap(({ backup }) => (backup === undefined ? [] : [backup]))
}
