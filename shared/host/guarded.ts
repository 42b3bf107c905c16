import { UserError } from '../errors.ts'
import { ConnectionLost, FencedOff } from './errors.ts'
import type { Host, RunResult } from './host.ts'
import { sh } from './shell.ts'

/** How often it is tried when the connection breaks, and milliseconds between two tries. */
const tries = 3
const pauseMs = 1_000

/** Seconds to wait for another change of the lock; each takes milliseconds. */
const flockSeconds = 30

const [LOST, BUSY] = [117, 118]

export interface GuardedSpec {
  readonly stateDir: string
  /** The lock's token; secret, and never an argument of a process (G7). */
  readonly token: string
  /** What is done, for messages: it must be short and safe to repeat, for it is begun again when the connection breaks. */
  readonly name: string
  readonly script: string
}

/**
 * Runs a short script under the flock of every change of the lock, when the token holds the lock still (G4): nobody takes the lock over in between. For
 * what is over in a moment; a job, which goes on without its client, costs 50 ms more.
 * Answers also a script that failed. Errors: FencedOff (nothing was done), UserError (the flock is not to be had), and what Host.run throws.
 */
export async function runGuarded(host: Host, { stateDir, token, name, script }: GuardedSpec): Promise<RunResult> {
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await host.run(guard(stateDir) + script, { secrets: { BELAY_TOKEN: token }, timeoutMs: 60_000, check: false })
      if (result.exitCode === LOST) throw new FencedOff(host.label, name, result.stdout.trim())
      if (result.exitCode === BUSY)
        throw new UserError(
          `The lock in ${stateDir} on ${host.label} was in use for ${flockSeconds} s, so nothing was done (${name}): is its disk all right? Try again.`
        )
      return result
    } catch (error) {
      if (!(error instanceof ConnectionLost) || attempt === tries) throw error
      await new Promise(resolve => setTimeout(resolve, pauseMs))
    }
  }
}

// `[[` is the shell's own. What the script starts need not know the token.
const guard = (stateDir: string) => sh`cd -- ${stateDir} 2>/dev/null || exit ${String(LOST)}
exec 9>>lock.flock
flock -x -w ${String(flockSeconds)} 9 || exit ${String(BUSY)}
if [[ ! lock -ef "owner.$BELAY_TOKEN" ]]; then head -c 4096 lock 2>/dev/null || :; exit ${String(LOST)}; fi
unset -v BELAY_TOKEN
`
