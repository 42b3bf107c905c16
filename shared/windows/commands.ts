import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkDemands, lacking } from '../backup/demands.ts'
import { planRetention } from '../backup/retention.ts'
import type { Drill } from '../database/backup-source.ts'
import type { Context } from '../deployment/context.ts'
import { newDeploymentId } from '../deployment/deployment-id.ts'
import { messageOf, UserError } from '../errors.ts'
import { type BackupEvidence, evidenceOf, saidOf } from '../steps/backup.ts'
import { type Asked, newestFor, newestOf, wantedOf } from '../steps/named-backup.ts'
import { policyOf } from '../steps/retention.ts'
import { databaseTimeoutMs } from '../steps/timeouts.ts'
import { identityOf, requireSources, restoredNames, sourceNames, trustOf } from '../steps/world.ts'
import { drillBackup, type Named, restoreBackup, shortHash, takeBackup } from './backups.ts'
import { fullPath } from './disk.ts'
import { alone } from './lock.ts'
import type { NodeSource } from './source.ts'
import { NodeSqlite } from './sqlite.ts'
import { label, NodeStore } from './store.ts'
import { NodeTree } from './tree.ts'

/** What the actions do on this machine where it has no shell. Nothing here stops a process or keeps a journal: that is the workflow's own. */

/** Errors: UserError; then no backup was added. */
export async function backUpHere(
  context: Context,
  pin: boolean
): Promise<{ readonly evidence: BackupEvidence; readonly pruned: readonly string[] }> {
  const { target, clock, log } = context
  const { backup } = target.config
  checkDemands(backup, target.given)
  if (backup.destination !== undefined)
    throw new UserError('`destination` is not there on Windows: choose another disk with `state-dir`, which holds the backups too')
  if (backup['copy-to'].length > 0)
    throw new UserError(
      '`copy-to` is not there on Windows: copy the directory that the output `manifest` names in a step of your own, `manifest.json` last'
    )
  const store = storeOf(context)
  const sources = requireSources(context).map(name => named(context, name))
  const { key } = await trustOf(context)
  const manifest = await within(context, backup.timeout, 'The backup had not ended after % and was stopped. No backup was added.', signal =>
    takeBackup({
      store,
      clock,
      id: newDeploymentId(clock.now(), context.random),
      sources,
      level: backup.verify,
      minFreeBytes: backup['min-free'],
      app: target.app,
      environment: target.environment,
      manifestKey: key,
      encryptTo: backup['encrypt-to'],
      pin,
      signal
    })
  )
  const evidence = evidenceOf(manifest, join(store.path(manifest.id), 'manifest.json'), [
    ...(key === undefined ? [] : ['signed']),
    ...saidOf([], manifest),
    ...lacking(context.target.config.backup)
  ])
  const pruned = await removeOld(context, store).catch((error: unknown) => {
    log.warning(`Old backups stay: ${messageOf(error)}`)
    return []
  })
  return { evidence, pruned }
}

/** What would be done, for `dry-run`. Errors: UserError for what could not be. */
export function planHere(context: Context): string {
  storeOf(context)
  const names = requireSources(context)
  for (const name of names) named(context, name)
  return `Would: back up ${names.join(', ')}`
}

async function removeOld({ target, clock, log }: Context, store: NodeStore): Promise<readonly string[]> {
  return alone(store.directory, async () => {
    const { backups, unreadable } = await store.list()
    if (unreadable.length > 0)
      log.warning(`These are kept, because their manifests cannot be read: ${unreadable.slice(0, 5).join(', ')} in ${store.directory}`)
    const own = backups.filter(each => each.app === target.app && each.environment === target.environment)
    const plan = planRetention(own, policyOf(target.config.backup), { now: clock.now().getTime(), needed: new Map() })
    const { removed, left } = await store.remove(plan.remove)
    for (const id of left) log.warning(`Backup ${id} stays: something that is not part of it lies in its directory`)
    if (removed.length > 0) log.info(`Removed ${removed.length} old ${removed.length === 1 ? 'backup' : 'backups'}: ${removed.join(', ')}`)
    return removed
  })
}

export interface RestoreHere {
  /** Id of a backup, or `latest`. */
  readonly backup: string
  readonly only: readonly string[] | undefined
  readonly reason: string | undefined
  readonly acceptLoss: string | undefined
}

/**
 * Databases and files become what a backup holds. A re-run of the same workflow run changes nothing more, as long as what it kept is there.
 * Errors: UserError; where the loss is not accepted it names it.
 */
export async function restoreHere(
  context: Context,
  { backup, only, reason, acceptLoss }: RestoreHere
): Promise<{ readonly backup: string; readonly kept: readonly string[]; readonly outcome: 'planned' | 'rolled-back' | 'nothing-changed' }> {
  const { log, run, clock } = context
  const asked = await ask(context, backup, only, restoredNames(context))
  const { store, manifest } = asked
  const { id } = manifest
  const loss = asked.sources.map(({ name }) => `${name}: everything written since ${manifest.startedAt} (backup ${id})`)
  for (const each of loss) log.warning(`${context.dryRun ? 'This would be lost' : 'This is lost'}: ${each}`)
  if (context.dryRun) return { backup: id, kept: [], outcome: 'planned' }
  if (acceptLoss !== id)
    throw new UserError(
      `Restoring backup ${id} loses what was written since, and nobody has accepted that:\n${loss.map(each => `  - ${each}`).join('\n')}\nIf you mean it, give \`accept-loss: ${id}\`. What is live now is kept beside what is restored all the same.`
    )
  if (reason === undefined) throw new UserError('A restore needs a `reason`, which is recorded')
  const results = await within(
    context,
    databaseTimeoutMs,
    'The restore had not ended after % and was stopped. What it was at is as it was, and it is done one by one: look what is kept beside each.',
    signal => restoreBackup({ ...asked, signal, label: shortHash(`${run.owner.repository} ${run.owner.runId} ${id}`) })
  )
  const all = Object.entries(results)
  const kept = all.map(([, each]) => each.kept)
  if (all.every(([, each]) => each.done)) {
    log.notice('This run has restored already: there is nothing to do')
    return { backup: id, kept, outcome: 'nothing-changed' }
  }
  const record = { at: clock.now().toISOString(), backup: id, restored: all.map(([name]) => name), kept, reason, ...run.owner }
  await appendFile(join(store.directory, '..', 'restores.jsonl'), `${JSON.stringify(record)}\n`, { mode: 0o600, flush: true })
  return { backup: id, kept, outcome: 'rolled-back' }
}

/** Nothing live is touched. Errors: UserError that says what differs. */
export async function drillHere(
  context: Context,
  backup: string,
  only: readonly string[] | undefined
): Promise<{ readonly backup: string; readonly durationMs: number; readonly says: string }> {
  const asked = await ask(context, backup, only, sourceNames(context))
  const drills = await within(context, databaseTimeoutMs, 'The drill had not ended after % and was stopped.', signal =>
    drillBackup({ ...asked, signal })
  )
  const says = ([name, drill]: [string, Drill]) => `${name} in ${(drill.durationMs / 1000).toFixed(1)} s (${drill.says})`
  return {
    backup: asked.manifest.id,
    durationMs: Object.values(drills).reduce((sum, drill) => sum + drill.durationMs, 0),
    says: `Backup ${asked.manifest.id} restores: ${Object.entries(drills).map(says).join('; ')}`
  }
}

/** The backup that was named, and what of it is meant. Its bytes are looked at by whoever uses it. */
async function ask(context: Context, wanted: string, only: readonly string[] | undefined, meant: readonly string[]) {
  const store = storeOf(context)
  const trust = await trustOf(context)
  const backup = wanted === 'latest' ? await latest(context, store, trust, { meant, only }) : wanted
  const manifest = await store.read(backup, trust)
  const sources = wantedOf(manifest, { meant, only }).map(name => named(context, name))
  return { store, trust, backup, manifest, sources, identity: await identityOf(context, manifest) }
}

async function latest(
  { target }: Context,
  store: NodeStore,
  { key }: { readonly key?: string | undefined },
  asked: Asked
): Promise<string> {
  const { app, environment } = target
  const listed = await store.list()
  const backups = listed.backups.filter(each => each.app === app && each.environment === environment)
  const newest = newestOf(backups)
  if (newest === undefined) throw new UserError(`There is no backup in ${store.directory}: run \`command: backup\` first`)
  const signed = key === undefined ? undefined : await store.latestSigned({ app, environment, host: label, key })
  if (signed !== undefined && newest.sequence < signed.sequence)
    throw new UserError(
      `The newest backup that was signed is ${signed.id}, and it is gone from ${store.directory}: somebody removed it who was not Belay. Name another backup by its id if you mean it.`
    )
  return (newestFor(backups, asked) ?? newest).id
}

/** One of the configured databases and files. Errors: UserError for what there is not on Windows. */
export function named({ target }: Context, name: string): Named {
  return { name, source: sourceOf(target.config, name, target.stateDir) }
}

function sourceOf(config: Context['target']['config'], name: string, stateDir: string): NodeSource {
  const files = config.files[name]
  if (files !== undefined) return new NodeTree({ key: name, path: files.path, exclude: files.exclude, stateDir })
  const database = config.databases[name]
  if (database === undefined) throw new UserError(`There is no database ${JSON.stringify(name)} in the configuration`)
  if (database.engine === 'sqlite') return new NodeSqlite({ key: name, path: database.path })
  throw new UserError(
    `${name} is ${database.engine}: on Windows Belay backs up \`sqlite\` and \`files\` only. A database server is reached from a host with Linux`
  )
}

/** Errors: UserError where no `state-dir` is given. */
export function storeOf({ target }: Context): NodeStore {
  const { app, environment, stateDir } = target
  if (stateDir === `/var/lib/belay/${app}/${environment}`)
    throw new UserError(
      'On Windows the input `state-dir` is needed: a directory that only the user of the runner and administrators can read, like D:\\belay\\ledger'
    )
  return new NodeStore(fullPath(stateDir, 'state-dir'))
}

/** Deadline of the whole. `late`: what is said when it has passed, with the time in the place of `%`. Errors: UserError. */
async function within<T>(context: Context, defaultMs: number, late: string, body: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const timeoutMs = context.timeoutMs ?? defaultMs
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    return await body(signal)
  } catch (error) {
    if (!signal.aborted || error instanceof UserError) throw error
    throw new UserError(late.replace('%', `${timeoutMs / 1000} s`), { cause: error })
  }
}
