import type { Fingerprint } from '../database/engine.ts'
import { findEvidence } from '../deployment/open-deployment.ts'
import type { JournalRecord } from '../deployment/records.ts'
import type { Session } from '../deployment/session.ts'
import { messageOf } from '../errors.ts'
import type { DatabaseState } from '../rollback/planner.ts'
import { isFenced } from './fence-state.ts'
import type { RestorePointEvidence } from './restore-point.ts'
import { databaseOf } from './world.ts'

/** Per database: what its engine needs to tell later whether it was written to. */
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
 * Did users write anything since they were let in? Answers only from proof: the writers are stopped again, and each table is compared with what
 * was seen behind the fence. Without both nobody knows.
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
  return engine.changesSince(deployment.job('rollback', 10 * 60_000), before)
}
