import { runGuarded } from '../host/guarded.ts'
import { sh } from '../host/shell.ts'
import type { ServiceContext } from './manager.ts'

/**
 * Removes the maintenance file, when `token` holds the lock still: a run that has lost it must not let users in (G4). Answers whether the file is gone.
 * Errors: as runGuarded.
 */
export async function removeMaintenance({ host, job }: ServiceContext, file: string, token: string): Promise<boolean> {
  const { exitCode } = await runGuarded(host, {
    stateDir: job.stateDir,
    token,
    name: `${job.idPrefix}.open`,
    script: sh`rm -f -- ${file}`
  })
  return exitCode === 0
}
