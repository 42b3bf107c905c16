import type { Cell } from '../cell.ts'
import type { Fault } from '../fault.ts'
import { kinds } from '../kinds.ts'

const ways = ['exits 1', 'dies after some bytes'] as const

/** Writes nothing to its output. */
const servers = ['redis-server']

/** Puts a program in front of the real one that counts its calls, and fails in the one of this number (0: none). */
async function wrap(cell: Cell, program: string, call: number, how: (typeof ways)[number], bytes: number): Promise<void> {
  const fails =
    how === 'exits 1' || servers.includes(program)
      ? 'exit 1'
      : `exec 8<&0
{ "$real" "$@" <&8 & echo $! > /run/stage/pid; wait; } | { /usr/bin/head -c ${bytes}; kill -KILL "$(< /run/stage/pid)" 2> /dev/null; }
kill -KILL $$`
  await cell.exec(`rm -rf /run/stage; install -d -m 777 /run/stage; echo 0 > /run/stage/calls; chmod 666 /run/stage/calls
real=$(ls /usr/lib/postgresql/17/bin/${program} 2>/dev/null || PATH=/usr/bin:/bin type -P ${program})
at=/usr/local/bin/${program}
[[ $real != /usr/lib/postgresql/* ]] || at=/usr/pgsql-17/bin/${program}
cat > $at <<'END_OF_SCRIPT'
#!/bin/bash
real=REAL
{ /usr/bin/flock 9; n=$(($(< /run/stage/calls) + 1)); echo $n > /run/stage/calls; } 9>> /run/stage/lock
if [[ $n == ${call} ]]; then : > /run/stage/struck; ${fails}; fi
exec "$real" "$@"
END_OF_SCRIPT
/usr/bin/sed -i "s|REAL|$real|" $at; chmod 755 $at`)
}

async function unwrap(cell: Cell): Promise<{ readonly calls: number; readonly struck: boolean }> {
  const out = await cell.exec(
    `rm -f /usr/local/bin/* /usr/pgsql-17/bin/*; cat /run/stage/calls; [[ ! -e /run/stage/struck ]] || echo struck`
  )
  return { calls: Number(out.split('\n')[0]), struck: out.endsWith('struck') }
}

/** How often a backup calls each program. */
const calls = new Map<string, number>()

async function callsOf(cell: Cell, program: string): Promise<number> {
  const key = `${cell.kind} ${program}`
  if (!calls.has(key)) {
    await wrap(cell, program, 0, 'exits 1', 0)
    const { id } = await cell.take()
    calls.set(key, (await unwrap(cell)).calls)
    await cell.forget([id!])
  }
  return calls.get(key)!
}

const stageFails: Fault = {
  name: 'stage-fails',
  says: 'One program of the pipeline fails alone, in one of its calls: exits 1, or dies after some bytes',
  kinds,
  leaves: true,
  ci: ['files'],
  // Each program in both ways at least.
  tries: (asked, cell) => (asked === 1 ? 1 : Math.max(asked, ways.length * cell.subject.stages.length)),
  async inject(cell, n) {
    const { stages } = cell.subject
    const program = stages[Math.floor(n / ways.length) % stages.length]!
    const how = ways[n % ways.length]!
    const most = await callsOf(cell, program)
    if (most === 0) return { run: { ended: 'none', said: `${program} is not called` } }
    const call = 1 + Math.floor(cell.random() * most)
    await wrap(cell, program, call, how, Math.floor(cell.random() ** 3 * 100_000))
    const run = await cell.take()
    const { struck } = await unwrap(cell)
    return { run: { ...run, said: `call ${call} of ${most} of ${program} ${how}: ${run.ended} ${run.said}` }, missed: !struck }
  }
}

export const stages: readonly Fault[] = [stageFails]
