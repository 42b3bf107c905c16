import { type LiveSquash, liveSquashes } from '../live.ts'
import { type MigrationKey, shownKey } from '../model.ts'
import type { Subject } from './rule.ts'

/** How the live database stands to every squash; nothing where no database was asked. */
export function liveStates({ project, graphs, recorded }: Subject): LiveSquash[] {
  const live = graphs.find(({ state }) => state === 'live')
  return recorded === undefined || live === undefined ? [] : liveSquashes(project, recorded, live.graph)
}

/** Up to five names, and how many more. */
export function few(keys: readonly MigrationKey[]): string {
  return keys.slice(0, 5).map(shownKey).join(', ') + (keys.length > 5 ? ` and ${keys.length - 5} more` : '')
}
