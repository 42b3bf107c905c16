import type { Fingerprint } from '../database/engine.ts'
import type { JournalRecord } from '../deployment/records.ts'
import type { Session } from '../deployment/session.ts'
import type { DatabaseState } from '../rollback/planner.ts'
import { databaseOf } from './world.ts'

/** What stood in a database when users were let in: exact rows and content hash per table. */
export type OpeningFingerprints = Readonly<Record<string, Fingerprint>>

/**
 * Did users write anything since they were let in? Answers only from proof: writers are stopped now, and counts and content hashes of every table
 * are compared with those taken at the opening. Without both nobody knows.
 */
export async function proveNoWrites(
  session: Session,
  records: readonly JournalRecord[],
  database: string
): Promise<DatabaseState['writes']> {
  const opening = records.findLast(record => record.type === 'intent' && record.step === 'open')
  if (opening?.type !== 'intent' || session.context.dryRun) return 'unknown'
  const before = (opening.plan as { fingerprints?: OpeningFingerprints }).fingerprints?.[database]
  const refenced = records.some(record => record.seq > opening.seq && record.type === 'evidence' && record.step === 'fence')
  if (before === undefined || !refenced || session.deployment === undefined) return 'unknown'
  const engine = await databaseOf(session.context, database)
  const now = await engine.fingerprint(session.deployment.job('rollback', 10 * 60_000))
  return difference(before, now)
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
