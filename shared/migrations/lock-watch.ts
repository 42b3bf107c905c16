import type { DatabaseEngine, LockNow } from '../database/engine.ts'
import { literal } from '../database/sql.ts'

export interface HeldLock {
  readonly table: string
  /** As the server calls it: AccessExclusiveLock, ShareLock, SHARED_NO_WRITE …; `statement`: no lock could be seen, but the statement that changes the table. */
  readonly mode: string
  /** At least this long, in milliseconds: between the first and the last time that it was seen. */
  readonly ms: number
}

/** One lock as a sample saw it. */
export interface Seen {
  readonly table: string
  readonly mode: string
  /** Of session and transaction: a later transaction that takes the same lock holds another one. */
  readonly holder: string
  readonly at: number
}

/** Pure: the longest that each table was locked against others, the longest first. */
export function longestLocks(seen: readonly Seen[]): HeldLock[] {
  const spans = new Map<string, { table: string; mode: string; from: number; to: number }>()
  for (const { table, mode, holder, at } of seen) {
    const key = `${holder} ${table} ${mode}`
    const span = spans.get(key)
    if (span === undefined) spans.set(key, { table, mode, from: at, to: at })
    else span.to = Math.max(span.to, at)
  }
  const longest = new Map<string, HeldLock>()
  for (const { table, mode, from, to } of spans.values()) {
    const known = longest.get(table)
    if (known === undefined || to - from > known.ms) longest.set(table, { table, mode, ms: Math.round(to - from) })
  }
  return [...longest.values()].sort((a, b) => b.ms - a.ms || (a.table < b.table ? -1 : 1))
}

/** Locks that keep readers or writers of a table out. */
const modes = "'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'"

/**
 * Looks again and again, while `work` runs, which tables are locked: by sessions of this application name where the server knows one. A look takes as long as
 * a command on the host, so shorter locks are not seen, and times are lower bounds by about that much.
 */
export async function watchLocks<T>(
  engine: DatabaseEngine,
  applicationName: string,
  clock: { monotonic(): number; sleep(ms: number): Promise<void> },
  work: () => Promise<T>
): Promise<{ readonly result: T; readonly locks: HeldLock[]; readonly looks: number }> {
  const seen: Seen[] = []
  let done = false
  // A look without an answer has not seen that there is no lock.
  let looks = 0
  // A lock that a look did not find is another one when it is there again.
  let last = new Map<string, number>()
  const watching = (async () => {
    while (!done) {
      const held = await heldLocks(engine, applicationName).catch(() => undefined)
      const at = clock.monotonic()
      if (held !== undefined) {
        looks++
        const now = new Map<string, number>()
        for (const { table, mode, holder } of held) {
          const key = `${holder} ${table} ${mode}`
          now.set(key, last.get(key) ?? looks)
          seen.push({ table, mode, holder: `${holder} ${now.get(key)}`, at })
        }
        last = now
      }
      await clock.sleep(50)
    }
  })()
  try {
    const result = await work()
    return { result, locks: longestLocks(seen), looks }
  } finally {
    done = true
    await watching
  }
}

async function heldLocks(engine: DatabaseEngine, applicationName: string): Promise<readonly LockNow[]> {
  if (engine.heldLocks !== undefined) return engine.heldLocks()
  const sql = `SELECT n.nspname || '.' || c.relname, l.mode, l.pid || ' ' || a.xact_start FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE a.application_name = ${literal(applicationName)} AND l.granted AND l.mode IN (${modes}) AND c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND a.datname = current_database()`
  return (await engine.query(sql)).map(([table, mode, holder]) => ({ table: table ?? '', mode: mode ?? '', holder: holder ?? '' }))
}
