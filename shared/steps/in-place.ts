import { verifyBackup } from '../backup/store.ts'
import type { JobContext } from '../database/backup-source.ts'
import type { SafetyCopy } from '../database/engine.ts'
import { isEngine } from '../database/registry.ts'
import type { Context } from '../deployment/context.ts'
import type { Session } from '../deployment/session.ts'
import { backUp } from './backup.ts'
import { databaseOf, sourceOf, trustOf } from './world.ts'

/** A restore that can make no copy beside the live database: what is live is kept in a backup of its own. */
export interface SavedLive extends SafetyCopy {
  /** Its id. */
  readonly backup: string
}

/** Why this database can only be restored in its place; undefined: it can be restored beside. Errors: UserError where neither can be. */
export async function whyInPlace(context: Context, name: string): Promise<string | undefined> {
  const source = await sourceOf(context, name)
  return isEngine(source) ? source.whyInPlace?.() : undefined
}

/** What that means, for people. */
export function inPlaceSays({ database, inPlace }: { readonly database: string; readonly inPlace?: string | undefined }): string[] {
  if (inPlace === undefined) return []
  return [
    `${database} is restored in its place, because ${inPlace}. No copy of what is live stays in the server: a backup of it is taken first, and pinned. Its tables are locked until the one transaction ends, and the disk must hold both meanwhile`
  ]
}

/** Backs up what is live, and reads every byte of that again. Errors: UserError; then nothing was changed. */
export async function saveLive(session: Session, name: string, job: JobContext): Promise<SavedLive> {
  const { context } = session
  const engine = await databaseOf(context, name)
  // Before the backup: whatever is written from here on is seen.
  const fingerprint = await engine.fingerprint(job)
  // A drill would need the right that is missing.
  const { backup } = await backUp(session, [name], true, 'full')
  const manifest = await verifyBackup(context.host, context.target.stateDir, backup, await trustOf(context))
  const content = manifest.members.find(member => member.database === name)?.facts.content
  if (content === undefined) throw new Error(`Backup ${backup} does not say what ${name} held`)
  context.log.info(`${name} as it is now is backup ${backup}, which retention never removes`)
  return { backup, content, fingerprint }
}

/** The same when the writers are stopped: another backup where anything was, or may have been, written since that one was begun. */
export async function stillSaved(session: Session, name: string, job: JobContext, saved: SavedLive): Promise<SavedLive> {
  const engine = await databaseOf(session.context, name)
  return (await engine.changesSince(job, saved.fingerprint)) === 'none' ? saved : saveLive(session, name, job)
}
