import type { Change, Database, MigrationChanges } from './changes.ts'
import { keyOf, type Migration } from './model.ts'
import { rewrites } from './rewrite.ts'

/** A clause that says more of a column than its type: what it changes, the two types do not tell. */
const saysMore = /\b(?:CHARACTER\s+SET|CHARSET|COLLATE|GENERATED|AS\s*\()/i

/**
 * Completes changes of type whose statement does not say what the type was (`ALTER COLUMN … TYPE`, `MODIFY`) from what the migrations before have
 * made of that column. A change is left as it is where they do not tell.
 */
export function withOldTypes(
  migrations: readonly Migration[],
  changesOf: (migration: Migration) => MigrationChanges,
  database: Database | undefined
): ReadonlyMap<Change, Change> {
  const completed = new Map<Change, Change>()
  const tables = new Map<string, Map<string, string | undefined>>()
  const table = (name: string) => {
    const columns = tables.get(name) ?? new Map<string, string | undefined>()
    tables.set(name, columns)
    return columns
  }
  for (const change of inOrder(migrations).flatMap(each => changesOf(each).forward)) {
    switch (change.kind) {
      case 'create-table':
        tables.set(change.table, new Map(change.columns.map(({ name, type }) => [name, type])))
        break
      case 'drop-table':
        tables.delete(change.table)
        break
      case 'rename-table':
        tables.set(change.to, table(change.table))
        tables.delete(change.table)
        break
      case 'add-column':
        table(change.table).set(change.column.name, change.column.type)
        break
      case 'drop-column':
        table(change.table).delete(change.column)
        break
      case 'rename-column':
        table(change.table).set(change.to, table(change.table).get(change.column))
        table(change.table).delete(change.column)
        break
      case 'change-type': {
        const from = change.from ?? table(change.table).get(change.column)
        if (change.from === undefined && from !== undefined) {
          const isOpen = change.converted === true || (change.sql !== undefined && saysMore.test(change.sql))
          const told = isOpen ? undefined : rewrites(from, change.to, database)
          completed.set(change, { ...change, from, rewrites: change.rewrites ?? told })
        }
        table(change.table).set(change.column, change.to)
        break
      }
      case 'unknown':
        // A statement that is not read may have changed any of them.
        if (/^ALTER\b/i.test(change.sql ?? '')) tables.clear()
    }
  }
  return completed
}

/** Each after those that it depends on, otherwise as they stand. */
function inOrder(migrations: readonly Migration[]): Migration[] {
  const byKey = new Map(migrations.map(each => [keyOf(each), each]))
  const done = new Set<Migration>()
  const ordered: Migration[] = []
  for (const start of migrations) {
    const stack = [start]
    const entered = new Set<Migration>()
    for (let next = stack.at(-1); next !== undefined; next = stack.at(-1)) {
      const waiting = entered.has(next)
        ? []
        : next.dependencies.flatMap(each => byKey.get(keyOf(each)) ?? []).filter(each => !done.has(each) && !entered.has(each))
      entered.add(next)
      if (waiting.length > 0) {
        stack.push(...waiting)
        continue
      }
      stack.pop()
      if (!done.has(next)) ordered.push(next)
      done.add(next)
    }
  }
  return ordered
}
