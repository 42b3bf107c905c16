import { openBackup } from '../backup/encryption.ts'
import type { Manifest } from '../backup/manifest.ts'
import { listBackups } from '../backup/prune.ts'
import type { Trust } from '../backup/signature.ts'
import { namesIn, restoreSource } from '../backup/source.ts'
import { latestSigned, verifyBackup } from '../backup/store.ts'
import type { Drill } from '../database/backup-source.ts'
import { newDeploymentId } from '../deployment/deployment-id.ts'
import type { Session } from '../deployment/session.ts'
import { UserError } from '../errors.ts'
import { databaseTimeoutMs } from './timeouts.ts'
import { identityOf, sourceNames, sourceOf, trustOf } from './world.ts'

export interface DrillEvidence {
  readonly backup: string
  readonly databases: Readonly<Record<string, Drill>>
  /** Of all databases, in milliseconds. */
  readonly durationMs: number
  readonly says: string
}

/**
 * Proves that a backup restores: every byte against its manifest, then each database into a copy that nobody uses, compared with what it held when it was
 * dumped. Nothing live is touched. `named`: an id, or `latest`. Errors: UserError that says what differs.
 */
export async function drillBackup(session: Session, named: string, only?: readonly string[]): Promise<DrillEvidence> {
  const { context } = session
  const { stateDir } = context.target
  const trust = await trustOf(context)
  const id = await namedBackup(session, named, trust)
  const manifest = await verifyBackup(context.host, stateDir, id, trust)
  const wanted = wantedOf(manifest, sourceNames(context), only)
  // A drill changes nothing that a deployment guards, so it needs no lock and no token.
  const job = {
    stateDir,
    idPrefix: `drill-${newDeploymentId(context.clock.now(), context.random)}.drill`,
    timeoutMs: context.timeoutMs ?? databaseTimeoutMs,
    onOutput: (text: string) => context.log.info(text.trimEnd())
  }
  const databases: Record<string, Drill> = {}
  const opened = await openBackup(context.host, job, manifest, { identity: await identityOf(context), databases: wanted })
  try {
    for (const name of wanted) {
      const engine = await sourceOf(context, name)
      databases[name] = await engine.drill(job, restoreSource(manifest, name, engine, 'drill', { stateDir, directory: opened.directory }))
    }
  } finally {
    await opened.close()
  }
  const each = Object.entries(databases)
  return {
    backup: id,
    databases,
    durationMs: each.reduce((sum, [, drill]) => sum + drill.durationMs, 0),
    says: `Backup ${id} restores: ${each.map(([name, drill]) => `${name} in ${(drill.durationMs / 1000).toFixed(1)} s (${drill.says})`).join('; ')}`
  }
}

/** Names that are meant and in the backup. `only`: those that a person has listed. Errors: UserError where there is none, or a listed one is not in it. */
export function wantedOf(manifest: Manifest, meant: readonly string[], only: readonly string[] | undefined): readonly string[] {
  const held = namesIn(manifest)
  const missing = only?.find(name => !held.includes(name))
  if (missing !== undefined) throw new UserError(`Backup ${manifest.id} holds ${held.join(', ')}, and not ${missing}`)
  const wanted = only ?? meant.filter(name => held.includes(name))
  if (wanted.length === 0) throw new UserError(`Backup ${manifest.id} holds ${held.join(', ')}, and none of those is meant here`)
  return wanted
}

/** An id as it was named, or the newest. Errors: UserError where there is none, or where the newest that was signed is gone. */
export async function namedBackup({ context }: Session, named: string, trust: Trust): Promise<string> {
  if (named !== 'latest') return named
  const { app, environment, stateDir } = context.target
  const { backups: all, unreadable } = await listBackups(context.host, stateDir)
  if (unreadable.length > 0)
    context.log.warning(
      `The manifests of ${unreadable.slice(0, 5).join(', ')} cannot be read: one of them may be newer than what is taken for the latest`
    )
  const backups = all.filter(each => each.app === app && each.environment === environment)
  const newest = backups.reduce<(typeof backups)[number] | undefined>(
    (best, each) => (best === undefined || each.sequence > best.sequence ? each : best),
    undefined
  )
  if (newest === undefined)
    throw new UserError(`There is no backup in ${context.target.stateDir} on ${context.host.label}: run \`command: backup\` first`)
  const { key } = trust
  const signed = key === undefined ? undefined : await latestSigned(context.host, context.target.stateDir, { ...trust, key })
  if (signed !== undefined && newest.sequence < signed.sequence)
    throw new UserError(
      `The newest backup that was signed is ${signed.id}, and it is gone from ${context.host.label}: somebody removed it who was not Belay. Name another backup by its id if you mean it.`
    )
  return newest.id
}
