import type { Session } from '../../../../shared/deployment/session.ts'
import { FakeLog } from '../../../../shared/fake-ports.ts'
import { type Clock, systemClock } from '../../../../shared/ports.ts'
import { removeOldBackups } from '../../../../shared/steps/retention.ts'
import type { Cell } from '../cell.ts'
import type { Fault } from '../fault.ts'
import { kinds } from '../kinds.ts'

const dayMs = 86_400_000

const clockAt = (days: number): Clock => ({ ...systemClock, now: () => new Date(Date.now() + days * dayMs) })

/** What a backup that has succeeded does with the old ones. */
async function prune(cell: Cell, keepDays: number, minVerified: number, clock: Clock): Promise<readonly string[]> {
  const { app, environment } = cell.trust
  const state = async () => ({ backups: [], deployments: [], releases: [], open: undefined })
  const backup = { 'keep-days': keepDays, 'min-verified': minVerified }
  const log = new FakeLog()
  const context = {
    host: cell.host,
    log,
    clock,
    state,
    refresh: state,
    target: { app, environment, stateDir: cell.state, config: { backup } }
  }
  const removed = await removeOldBackups({ context } as unknown as Session)
  cell.log.push(log.text())
  return removed
}

const nothing = (removed: readonly string[]) => (removed.length === 0 ? [] : [`retention removed ${removed.join(', ')}`])

const tenFailures: Fault = {
  name: 'ten-failures',
  says: 'Ten failures in a row, which count as one try, and retention that keeps three',
  kinds,
  leaves: true,
  tries: () => 1,
  async inject(cell) {
    let run = await cell.take(undefined, { place: 'wrong' })
    for (let n = 1; n < 10; n++) run = await cell.take(undefined, { place: 'wrong' })
    return { run, wrong: nothing(await prune(cell, 0, 3, systemClock)) }
  }
}

const days = [40, -40]

/** A `date` in front of the real one: what scripts ask for the time by the wall clock. The kernel's own clock stays: a container has none of its own. */
const hostClock = (shift: number) => `cat > /usr/local/bin/date <<'END_OF_SCRIPT'
#!/bin/bash
[[ "$*" != +%s%3N ]] || { now=$(/usr/bin/date +%s%3N); echo $((now + ${shift * dayMs})); exit; }
exec /usr/bin/date -d '${shift} days' "$@"
END_OF_SCRIPT
chmod 755 /usr/local/bin/date`

const clocks: Fault = {
  name: 'clock',
  says: "The runner's clock, the host's (a wrapper for `date`) or both are 40 days ahead or behind while a backup is taken, and right again",
  kinds,
  ci: ['sqlite'],
  leaves: true,
  tries: asked => Math.min(asked, 6),
  async inject(cell, n) {
    const shift = days[n % 2]!
    const who = (['runner', 'host', 'both'] as const)[Math.floor(n / 2) % 3]!
    if (who !== 'runner') await cell.exec(hostClock(shift))
    const clock = who === 'host' ? systemClock : clockAt(shift)
    const run = await cell.take(undefined, { clock })
    const during = await prune(cell, 7, 2, clock)
    await cell.exec('rm -f /usr/local/bin/date')
    const again = await cell.take()
    const after = await prune(cell, 7, 2, systemClock)
    const wrong = [...nothing(during), ...nothing(after)]
    if (again.ended !== 'passed') wrong.push(`the backup after it failed: ${again.said}`)
    return { run: { ...run, said: `${who}, ${shift} days${run.said === '' ? '' : `: ${run.said}`}` }, wrong }
  }
}

export const retentions: readonly Fault[] = [tenFailures, clocks]
