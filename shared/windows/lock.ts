import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { UserError } from '../errors.ts'
import { systemClock } from '../ports.ts'

/** Milliseconds that one waits for another: a backup of a large tree takes its time. */
const patienceMs = 10 * 60_000

/**
 * Runs `body` alone in a directory of backups: backups, restores, drills and the removal of old ones come one after the other. The lock is SQLite's own, on
 * an empty database: the operating system holds it, and gives it back when the process dies, however it dies.
 * Errors: UserError that begins with `busy` when another one has it for longer than `waitMs` milliseconds.
 */
export async function alone<T>(
  directory: string,
  body: () => Promise<T>,
  {
    waitMs = patienceMs,
    busy = 'A backup, a drill or a restore has been running'
  }: { readonly waitMs?: number; readonly busy?: string } = {}
): Promise<T> {
  const lock = opened(directory)
  try {
    for (const end = systemClock.monotonic() + waitMs; !taken(lock, directory); ) {
      if (systemClock.monotonic() >= end)
        throw new UserError(
          `${busy} in ${directory}${waitMs === 0 ? '' : `, for more than ${waitMs / 1000} s`}; try again when it has ended.`
        )
      await systemClock.sleep(100)
    }
    return await body()
  } finally {
    lock.close()
  }
}

function opened(directory: string): DatabaseSync {
  try {
    return new DatabaseSync(join(directory, '.alone.db'), { timeout: 0 })
  } catch (error) {
    throw unusable(directory, error)
  }
}

function taken(lock: DatabaseSync, directory: string): boolean {
  try {
    // Nothing is ever written, so that a full disk is no reason to do without a lock.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    // SQLITE_BUSY, whatever its extended code.
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === 5) return false
    throw unusable(directory, error)
  }
}

function unusable(directory: string, error: unknown): UserError {
  return new UserError(`The lock of ${directory} (.alone.db) cannot be taken: may this user write there?`, { cause: error })
}
