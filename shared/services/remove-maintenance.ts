import { UserError } from '../errors.ts'
import { ConnectionLost, FencedOff } from '../host/errors.ts'
import { sh } from '../host/shell.ts'
import type { ServiceContext } from './manager.ts'

/** How often it is tried when the connection breaks, and milliseconds between two tries. It is safe to repeat. */
const tries = 3
const pauseMs = 1_000

/**
 * Removes the maintenance file, when `token` holds the lock still: a run that has lost it must not let users in (G4). One short script and no job; the
 * check and the removal are under the flock of every change of the lock, so nobody takes the lock over in between. Answers whether the file is gone.
 * Errors: FencedOff (nothing was done), UserError (the lock's flock is not to be had), and what Host.run throws.
 */
export async function removeMaintenance(context: ServiceContext, file: string, token: string): Promise<boolean> {
  const { host, job } = context
  for (let attempt = 1; ; attempt++) {
    try {
      const { stdout } = await host.run(script(job.stateDir, file), { secrets: { BELAY_TOKEN: token }, timeoutMs: 60_000 })
      const [word, ...holder] = stdout.split('\n')
      if (word === 'lost') throw new FencedOff(host.label, `${job.idPrefix}.open`, holder.join('\n').trim())
      if (word === 'busy')
        throw new UserError(
          `The lock in ${job.stateDir} on ${host.label} was in use for 30 s, so users were not let in: is its disk all right? Try again.`
        )
      if (word !== 'removed' && word !== 'refused') throw new Error(`The script that should open answered ${JSON.stringify(stdout)}`)
      return word === 'removed'
    } catch (error) {
      if (!(error instanceof ConnectionLost) || attempt === tries) throw error
      await new Promise(resolve => setTimeout(resolve, pauseMs))
    }
  }
}

/** The token is never an argument of a process (G7): `[[` is the shell's own. */
const script = (stateDir: string, file: string) => sh`cd -- ${stateDir} 2>/dev/null || { echo lost; exit 0; }
exec 9>>lock.flock
flock -x -w 30 9 || { echo busy; exit 0; }
if [[ ! lock -ef "owner.$BELAY_TOKEN" ]]; then echo lost; head -c 4096 lock 2>/dev/null || :; exit 0; fi
if rm -f -- ${file}; then echo removed; else echo refused; fi`
