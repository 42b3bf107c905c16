import type { DatabaseEngine } from './engine.ts'
import type { DatabaseContent } from './table-content.ts'

/**
 * How many rows a restore would take away, by the engine's own statistics: quick whatever the size, never exact, and so for display only. No decision may
 * depend on it; where one does, rows are counted while the writers are stopped.
 */

/** Table and rows, by engine; names are those of a manifest's content. */
const statistics: Readonly<Record<string, string>> = {
  postgres: "SELECT format('%I.%I', schemaname, relname), n_live_tup FROM pg_stat_user_tables",
  mysql: "SELECT TABLE_NAME, TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'",
  mariadb:
    "SELECT TABLE_NAME, TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')"
}

/** Tables named in one line. */
const shown = 3

/** One phrase about how the live tables differ from what a backup holds; undefined where this engine keeps no statistics. Errors: as `query`. */
export async function estimatedLoss(engine: DatabaseEngine, content: DatabaseContent): Promise<string | undefined> {
  const sql = statistics[engine.engine]
  if (sql === undefined) return undefined
  const rows = await engine.query(sql)
  return differenceText(content, new Map(rows.map(([table, count]) => [table ?? '', Number(count)])))
}

/** Pure. `live`: estimated rows by table. */
export function differenceText(content: DatabaseContent, live: ReadonlyMap<string, number>): string {
  const tables = [...new Set([...Object.keys(content), ...live.keys()])]
  const differing = tables
    .map(table => ({ table, rows: (live.get(table) ?? 0) - (content[table]?.rows ?? 0), there: live.has(table), was: table in content }))
    .filter(({ rows, there, was }) => rows !== 0 || there !== was)
    .sort((a, b) => Math.abs(b.rows) - Math.abs(a.rows) || a.table.localeCompare(b.table))
  if (differing.length === 0) return 'by an estimate every table has as many rows now as in the backup'
  const said = differing.slice(0, shown).map(({ table, rows, there, was }) => {
    if (!there) return `${table} (gone now)`
    if (!was) return `${table} (new, about ${rows} rows)`
    return `${table} (about ${Math.abs(rows)} rows ${rows > 0 ? 'more' : 'fewer'})`
  })
  const others = differing.length - said.length
  return `by an estimate these differ now from the backup: ${said.join(', ')}${others > 0 ? `, and ${others} more` : ''}`
}
