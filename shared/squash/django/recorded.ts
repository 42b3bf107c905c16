import type { FrameworkVersion } from '../framework.ts'
import type { Migration, MigrationKey } from '../model.ts'
import { supportsNestedSquashes } from './graph.ts'

/** The rows that `migrate` writes for one migration that it applies. */
export interface RowsWritten {
  /** together with the migration */
  atOnce: MigrationKey[]
  /** when the whole command has ended well, as far as everything that the squash replaces is recorded then */
  atEnd: MigrationKey[]
}

/**
 * A squash writes the rows of what it replaces. Up to 5.x its own row comes only at the end of a `migrate` that succeeded (proven against 4.2 and
 * 5.2): where a later migration fails it is missing until the next one. From 6.0 on it is written with the others, as the release describes it; that
 * is not proven here. An unknown version is taken as one before 6.
 */
export function rowsWritten({ app, name, replaces }: Migration, version: FrameworkVersion): RowsWritten {
  const own = { app, name }
  if (replaces.length === 0) return { atOnce: [own], atEnd: [] }
  const targets = replaces.map(target => ({ app: target.app, name: target.name }))
  // The same release that lets a squash replace squashes.
  return supportsNestedSquashes(version) ? { atOnce: [...targets, own], atEnd: [] } : { atOnce: targets, atEnd: [own] }
}
