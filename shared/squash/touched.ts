import type { Change } from './changes.ts'

/** The tables that changes read or write, each once, in their order; a table that they make themselves and a renamed one's new name are left out. */
export function touchedTables(changes: readonly Change[]): string[] {
  const made = new Set<string>()
  const touched = new Set<string>()
  const touch = (table: string | undefined) => {
    if (table !== undefined && !made.has(table)) touched.add(table)
  }
  for (const change of changes) {
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
  return [...touched]
}
