import { openBackup } from '../backup/encryption.ts'
import { restoreSource } from '../backup/source.ts'
import type { Drill } from '../database/backup-source.ts'
import { newDeploymentId } from '../deployment/deployment-id.ts'
import type { Session } from '../deployment/session.ts'
import { readNamedBackup } from './named-backup.ts'
import { databaseTimeoutMs } from './timeouts.ts'
import { identityOf, sourceNames, sourceOf } from './world.ts'

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
export async function drillBackup(
  session: Session,
  named: string,
  { only, fromHost }: { readonly only?: readonly string[] | undefined; readonly fromHost?: string | undefined } = {}
): Promise<DrillEvidence> {
  const { context } = session
  const { stateDir } = context.target
  const { manifest, wanted } = await readNamedBackup(session, named, { meant: sourceNames(context), only, fromHost })
  const { id } = manifest
  // A drill changes nothing that a deployment guards, so it needs no lock and no token.
  const job = {
    stateDir,
    idPrefix: `drill-${newDeploymentId(context.clock.now(), context.random)}.drill`,
    timeoutMs: context.timeoutMs ?? databaseTimeoutMs,
    onOutput: (text: string) => context.log.info(text.trimEnd())
  }
  const databases: Record<string, Drill> = {}
  const opened = await openBackup(context.host, job, manifest, { identity: await identityOf(context, manifest), databases: wanted })
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
    says: `Backup ${id}${fromHost === undefined ? '' : ` of ${fromHost}`} restores: ${each.map(([name, drill]) => `${name} in ${(drill.durationMs / 1000).toFixed(1)} s (${drill.says})`).join('; ')}`
  }
}
