import type { DatabaseEngine } from './engine.ts'
import { ident, literal } from './sql.ts'

/** Rows of a table and a sum over all of them that does not depend on their order, by column. PostgreSQL only. */
export interface TableHash {
  readonly rows: number
  /** By column; a column that is not there any more has none. */
  readonly columns: Readonly<Record<string, string>>
}

const longest = 30 * 60_000

/** What every table of a database holds, exactly; for copies that nobody else works in. `but`: names of tables that are left out. Reads only. */
export async function hashTables(engine: DatabaseEngine, but: readonly string[]): Promise<ReadonlyMap<string, TableHash>> {
  const columns = await engine.query(
    `SELECT n.nspname, c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'${but.map(name => ` AND c.relname <> ${literal(name)}`).join('')}
  ORDER BY 1, 2, 3`
  )
  const tables = new Map<string, { schema: string; name: string; columns: string[] }>()
  for (const [schema, name, column] of columns) {
    const key = `${schema}.${name}`
    const table = tables.get(key) ?? { schema: schema!, name: name!, columns: [] }
    tables.set(key, table)
    if (column !== null && column !== undefined) table.columns.push(column)
  }
  const hashes = new Map<string, TableHash>()
  for (const [key, { schema, name, columns: names }] of tables) {
    // The place of a column in its row changes when it goes and comes back, so each is summed by itself, beside the key that tells rows apart.
    const rowKey = names.includes('id') ? "coalesce(id::text, '')" : "''"
    const sums = names.map(
      column =>
        `, sum(('x' || substr(md5(${rowKey} || ':' || coalesce(${ident(column)}::text, '\\N')), 1, 15))::bit(60)::bigint::numeric)::text`
    )
    const [row] = await engine.query(`SELECT count(*)${sums.join('')} FROM ${ident(schema)}.${ident(name)}`, longest)
    hashes.set(key, { rows: Number(row?.[0]), columns: Object.fromEntries(names.map((column, index) => [column, row?.[index + 1] ?? ''])) })
  }
  return hashes
}

/** Pure: what the second has not as the first, one line each: `shop_order.note`, `shop_order: 3 of 7 rows`. */
export function lostIn(before: ReadonlyMap<string, TableHash>, after: ReadonlyMap<string, TableHash>): string[] {
  const lost: string[] = []
  for (const [table, old] of before) {
    const now = after.get(table)
    if (now === undefined) lost.push(`${table} is gone`)
    else if (now.rows !== old.rows) lost.push(`${table}: ${now.rows} of ${old.rows} rows`)
    else for (const [column, sum] of Object.entries(old.columns)) if (now.columns[column] !== sum) lost.push(`${table}.${column}`)
  }
  return [...lost, ...[...after.keys()].filter(table => !before.has(table)).map(table => `${table} is left over`)]
}
