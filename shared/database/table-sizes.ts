import type { DatabaseEngine } from './engine.ts'
import { ident, literal, mysqlLiteral, sqliteLiteral } from './sql.ts'

/** How large a table is, for people who decide when to migrate. */
export type TableSize = {
  readonly table: string
  /** null: nobody answered. */
  readonly isThere: boolean | null
  /** By the server's statistics; counted in SQLite. null: nobody has counted yet. */
  readonly rows: number | null
  /** With its indexes. null: SQLite does not say. */
  readonly bytes: number | null
}

/** Milliseconds. Nobody waits longer for what is only told. */
const timeoutMs = 10_000

/** Of these tables, in their order. `schema.table` is asked as such. One read-only query (two in SQLite). Errors: as `query`. */
export async function tableSizes(
  engine: Pick<DatabaseEngine, 'engine' | 'query'>,
  tables: readonly string[]
): Promise<readonly TableSize[]> {
  if (tables.length === 0) return []
  const found = new Map((await ask(engine, tables)).map(([name, rows, bytes]) => [name, { rows: numberOf(rows), bytes: numberOf(bytes) }]))
  return tables.map(table => ({ table, isThere: found.has(table), ...(found.get(table) ?? { rows: null, bytes: null }) }))
}

type Row = readonly (string | null)[]

async function ask(engine: Pick<DatabaseEngine, 'engine' | 'query'>, tables: readonly string[]): Promise<readonly Row[]> {
  if (engine.engine === 'postgres')
    return engine.query(
      `SELECT w.name, CASE WHEN c.reltuples < 0 THEN NULL ELSE c.reltuples::bigint END, pg_total_relation_size(c.oid) FROM unnest(ARRAY[${tables.map(literal).join(', ')}]::text[]) AS w(name) JOIN pg_class c ON c.relkind IN ('r', 'p') JOIN pg_namespace n ON n.oid = c.relnamespace WHERE (w.name = c.relname AND pg_table_is_visible(c.oid)) OR w.name = n.nspname || '.' || c.relname`,
      timeoutMs
    )
  if (engine.engine === 'sqlite') {
    const there = await engine.query(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name IN (${tables.map(sqliteLiteral).join(', ')})`,
      timeoutMs
    )
    if (there.length === 0) return []
    return engine
      .query(there.map(([name]) => `SELECT ${sqliteLiteral(name!)}, count(*), NULL FROM ${ident(name!)}`).join(' UNION ALL '), timeoutMs)
      .catch(() => there.map(([name]) => [name!, null, null]))
  }
  return engine.query(
    `SELECT TABLE_NAME, TABLE_ROWS, DATA_LENGTH + INDEX_LENGTH FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (${tables.map(mysqlLiteral).join(', ')})`,
    timeoutMs
  )
}

function numberOf(value: string | null | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}
