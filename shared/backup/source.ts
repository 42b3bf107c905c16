import type { BackupSource, RestoreSource } from '../database/backup-source.ts'
import { UserError } from '../errors.ts'
import { plainName } from './encryption.ts'
import type { Manifest } from './manifest.ts'
import { backupDirectory } from './store.ts'
import { drillAlone, holdBackup, useAlone, useTogether } from './use.ts'

/** Seconds that a restore waits for backups that are being taken: users wait too, but what was begun must not be cut off. */
const patience = { restore: 600, drill: 60 }

/**
 * What an engine needs to restore one database of a backup, or to try it. `directory`: where the backup lies while it is not published.
 * Errors: UserError when it holds no such database.
 */
export function restoreSource(
  manifest: Manifest,
  database: string,
  engine: Pick<BackupSource, 'engine' | 'database'>,
  purpose: 'restore' | 'drill',
  { stateDir, directory = backupDirectory(stateDir, manifest.id) }: { readonly stateDir: string; readonly directory?: string | undefined }
): RestoreSource {
  const member = manifest.members.find(each => each.database === database && each.role !== 'globals')
  if (member === undefined) throw new UserError(`Backup ${manifest.id} holds ${namesIn(manifest).join(', ')}, and not ${database}.`)
  if (member.engine !== engine.engine || member.source !== engine.database)
    throw new UserError(
      `Backup ${manifest.id} of ${database} was taken of ${member.engine} ${member.source}, and ${database} is ${engine.engine} ${engine.database} now. It is not used.`
    )
  if (purpose === 'drill' && member.facts.content === undefined)
    throw new UserError(`The manifest of backup ${manifest.id} does not say what its tables held, so nothing can be compared.`)
  return {
    directory,
    member: plainName(member),
    format: member.format,
    tables: member.facts.tables,
    content: member.facts.content,
    hold:
      purpose === 'restore'
        ? useAlone(stateDir, patience.restore)
        : `${useTogether(stateDir, patience.drill)}${drillAlone(stateDir, patience.drill)}${holdBackup(directory)}`
  }
}

/** What a backup holds, by the names in the configuration that it was taken with. */
export function namesIn(manifest: Manifest): string[] {
  return [...new Set(manifest.members.map(member => member.database))]
}
