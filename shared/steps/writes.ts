import type { Fingerprint } from '../database/engine.ts'
import { findEvidence } from '../deployment/open-deployment.ts'
import type { JournalRecord } from '../deployment/records.ts'
import type { Session } from '../deployment/session.ts'
import { messageOf } from '../errors.ts'
import type { DatabaseState } from '../rollback/planner.ts'
import { isFenced } from './fence-state.ts'
import type { RestorePointEvidence } from './restore-point.ts'
import { databaseOf } from './world.ts'

/** Exact rows and a content hash per table, per database. */
export type Fingerprints = Readonly<Record<string, Fingerprint>>

/** How long users may be kept behind the fence for the proof, in milliseconds; a larger database goes without, and a loss must be accepted then. */
const fingerprintMs = 10_000

/** What stands in the databases that have a restore point, while nobody outside can write. Never fails a gate: without it there is only less proof. */
export async function fingerprintBehindFence(session: Session): Promise<Fingerprints | undefined> {
  const { context, deployment } = session
  const points = deployment?.evidence<RestorePointEvidence>('restore-point')?.points
  if (deployment === undefined || points === undefined || !isFenced(deployment.records)) return undefined
  try {
    const job = deployment.job('gate', fingerprintMs)
    return Object.fromEntries(
      await Promise.all(Object.keys(points).map(async name => [name, await (await databaseOf(context, name)).fingerprint(job)] as const))
    )
  } catch (error) {
    context.log.info(
      `What stands in the databases could not be read within ${fingerprintMs / 1000} s, so it cannot be proven later that nothing was written: ${messageOf(error)}`
    )
    return undefined
  }
}

/**
 * Did users write anything since they were let in? Answers only from proof: the writers are stopped again, and counts and content hashes of every
 * table are compared with those taken behind the fence. Without both nobody knows.
 */
export async function proveNoWrites(
  session: Session,
  records: readonly JournalRecord[],
  database: string
): Promise<DatabaseState['writes']> {
  const { context, deployment } = session
  const before = findEvidence<{ fingerprints?: Fingerprints }>(records, 'gate')?.fingerprints?.[database]
  const opened = records.findLastIndex(record => record.type === 'intent' && record.step === 'open')
  const stopped = records.findLastIndex(record => record.type === 'evidence' && record.step === 'fence')
  if (before === undefined || stopped < opened || deployment === undefined || context.dryRun) return 'unknown'
  const engine = await databaseOf(context, database)
  return difference(before, await engine.fingerprint(deployment.job('rollback', 10 * 60_000)))
}

/** Pure: tables that are not as they were, with the rows that were added or changed at least. */
export function difference(before: Fingerprint, now: Fingerprint): 'none' | { readonly table: string; readonly rows: number }[] {
  const tables = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    table => before[table]?.rows !== now[table]?.rows || before[table]?.hash !== now[table]?.hash
  )
  if (tables.length === 0) return 'none'
  // A table with as many rows and other content has at least one changed row.
  return tables.map(table => ({ table, rows: Math.max(1, Math.abs((now[table]?.rows ?? 0) - (before[table]?.rows ?? 0))) }))
}
