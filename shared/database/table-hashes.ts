import type { DatabaseEngine, TableHash } from './engine.ts'
import { ident, literal, mysqlIdent, mysqlLiteral } from './sql.ts'

export type { TableHash } from './engine.ts'

const longest = 30 * 60_000

/** How a server sums a column, and tells which columns there are, in their order, with `key` for those of the primary key. */
interface Dialect {
  columns(but: readonly string[]): string
  table(schema: string, name: string): string
  /** One number over all rows: of the value beside the key that tells rows apart, so that a row which got another's value is seen. */
  sum(column: { readonly name: string; readonly type: string }, key: readonly string[]): string
}

const postgres: Dialect = {
  columns:
    but => `SELECT n.nspname, c.relname, a.attname, '', CASE WHEN a.attname = 'id' THEN 'key' END FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'${but.map(name => ` AND c.relname <> ${literal(name)}`).join('')}
  ORDER BY 1, 2, 3`,
  table: (schema, name) => `${ident(schema)}.${ident(name)}`,
  sum: ({ name }, key) =>
    `sum(('x' || substr(md5(${key.map(each => `coalesce(${ident(each)}::text, '') || `).join('')}':' || coalesce(${ident(name)}::text, '\\N')), 1, 15))::bit(60)::bigint::numeric)::text`
}

/** A value is hashed before it is put beside its key, so that it may be as long as it likes. `float` would become text of six digits. */
const mysql: Dialect = {
  columns: but => `SELECT '', c.TABLE_NAME, c.COLUMN_NAME, c.DATA_TYPE, IF(c.COLUMN_KEY = 'PRI', 'key', NULL)
  FROM information_schema.COLUMNS c JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
  WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') AND c.EXTRA NOT RLIKE '(VIRTUAL|STORED|PERSISTENT) GENERATED'${but.map(name => ` AND c.TABLE_NAME <> ${mysqlLiteral(name)}`).join('')}
  ORDER BY CAST(c.TABLE_NAME AS BINARY), CAST(c.COLUMN_NAME AS BINARY)`,
  table: (_, name) => mysqlIdent(name),
  sum: ({ name, type }, key) => {
    const value = type === 'float' ? `${mysqlIdent(name)} + 0e0` : type === 'bit' ? `${mysqlIdent(name)} + 0` : mysqlIdent(name)
    const parts = [...key.map(each => `SHA2(${mysqlIdent(each)}, 256)`), `COALESCE(SHA2(${value}, 256), 'N')`]
    return `COALESCE(SUM(CAST(CONV(LEFT(SHA2(CONCAT(${parts.join(', ')}), 256), 15), 16, 10) AS DECIMAL(20, 0))), 0)`
  }
}

/** What every table of a database holds, exactly; for copies that nobody else works in. `but`: names of tables that are left out. Reads only. */
export async function hashTables(engine: DatabaseEngine, but: readonly string[]): Promise<ReadonlyMap<string, TableHash>> {
  if (engine.hashTables !== undefined) return engine.hashTables(but)
  const dialect = engine.engine === 'postgres' ? postgres : mysql
  const tables = new Map<string, { schema: string; name: string; columns: { name: string; type: string }[]; key: string[] }>()
  for (const [schema, name, column, type, key] of await engine.query(dialect.columns(but))) {
    const called = schema === '' ? name! : `${schema}.${name}`
    const table = tables.get(called) ?? { schema: schema!, name: name!, columns: [], key: [] }
    tables.set(called, table)
    if (column !== null && column !== undefined) table.columns.push({ name: column, type: type ?? '' })
    if (key === 'key' && column) table.key.push(column)
  }
  const hashes = new Map<string, TableHash>()
  for (const [called, { schema, name, columns, key }] of tables) {
    // The place of a column in its row changes when it goes and comes back, so each is summed by itself.
    const sums = columns.map(column => `, ${dialect.sum(column, key)}`)
    const [row] = await engine.query(`SELECT count(*)${sums.join('')} FROM ${dialect.table(schema, name)}`, longest)
    hashes.set(called, {
      rows: Number(row?.[0]),
      columns: Object.fromEntries(columns.map((column, index) => [column.name, row?.[index + 1] ?? '']))
    })
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
