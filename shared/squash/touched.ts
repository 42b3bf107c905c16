import type { Change } from './changes.ts'

/**
 * The tables that changes read or write, each once, in their order; a table that they make themselves and a renamed one's new name are left out. `all`: there
 * are no others; a function of the user's own may touch any.
 */
export function touchedTables(changes: readonly Change[]): { readonly tables: string[]; readonly all: boolean } {
  const made = new Set<string>()
  const touched = new Set<string>()
  const touch = (table: string | undefined) => {
    if (table !== undefined && !made.has(table)) touched.add(table)
  }
  let all = true
  for (const change of changes) {
    if (change.kind === 'code' || change.kind === 'unknown' || ('table' in change && change.table === undefined)) all = false
    if (change.kind === 'create-table') {
      made.add(change.table)
      for (const column of change.columns) touch(column.references)
      continue
    }
    if ('table' in change) touch(change.table)
    if (change.kind === 'rename-table') made.add(change.to)
    if (change.kind === 'add-column') touch(change.column.references)
    if (change.kind === 'add-constraint') touch(change.references)
  }
  return { tables: [...touched], all }
}
