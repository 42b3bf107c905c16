import type { DatabaseEngine } from '../database/engine.ts'
import { literal, mysqlLiteral, sqliteLiteral } from '../database/sql.ts'

/** A row of django_migrations: app, name, and when it was recorded, as the database writes it. */
export type HistoryRow = readonly [app: string, name: string, applied: string]

/** The rows as they stand. Reads only; the table must be there. */
export async function readHistory(engine: DatabaseEngine): Promise<readonly HistoryRow[]> {
  const rows = await engine.query('SELECT app, name, applied FROM django_migrations ORDER BY id')
  return rows.map(([app, name, applied]) => [app ?? '', name ?? '', applied ?? ''])
}

export interface HistoryChange {
  readonly removed: readonly HistoryRow[]
  readonly added: readonly { readonly app: string; readonly name: string }[]
}

/**
 * Pure: what makes the rows those of a database in which the new migrations were run. Rows that both have stay as they are, and so do those of apps that
 * the new history does not know: their tables were compared with the rest.
 */
export function planHistory(live: readonly HistoryRow[], fresh: readonly string[]): HistoryChange {
  const wanted = new Set(fresh)
  const apps = new Set(fresh.map(key => key.slice(0, key.indexOf('.'))))
  const there = new Set(live.map(([app, name]) => `${app}.${name}`))
  return {
    removed: live.filter(([app, name]) => apps.has(app) && !wanted.has(`${app}.${name}`)),
    added: fresh.filter(key => !there.has(key)).map(key => ({ app: key.slice(0, key.indexOf('.')), name: key.slice(key.indexOf('.') + 1) }))
  }
}

export interface HistoryReturn {
  readonly removed: readonly HistoryRow[]
  readonly restored: readonly HistoryRow[]
}

/**
 * Pure: the way back, where `before` are the rows that were there, and `made` what the adoption is known to have done: what was recorded since stays. Without
 * it (the adoption was interrupted) the rows become those from before.
 */
export function planReturn(
  now: readonly HistoryRow[],
  before: readonly HistoryRow[],
  made?: { readonly removed: readonly string[]; readonly added: readonly string[] }
): HistoryReturn {
  const key = ([app, name]: HistoryRow) => `${app}.${name}`
  const old = new Set(before.map(key))
  const current = new Set(now.map(key))
  return {
    removed: now.filter(row => (made === undefined ? !old.has(key(row)) : made.added.includes(key(row)))),
    restored: before.filter(row => !current.has(key(row)) && (made?.removed.includes(key(row)) ?? true))
  }
}

/** Statements that do it in one transaction. PostgreSQL lets nobody else record anything meanwhile. */
export function historySql(engine: string, change: HistoryChange | HistoryReturn): string {
  const text = engine === 'sqlite' ? sqliteLiteral : engine === 'postgres' ? literal : mysqlLiteral
  const now =
    engine === 'sqlite' ? "strftime('%Y-%m-%d %H:%M:%f', 'now')" : engine === 'postgres' ? 'clock_timestamp()' : 'UTC_TIMESTAMP(6)'
  const insert = (app: string, name: string, applied: string) =>
    `INSERT INTO django_migrations (app, name, applied) VALUES (${text(app)}, ${text(name)}, ${applied});\n`
  return [
    engine === 'sqlite' ? 'BEGIN IMMEDIATE;\n' : 'BEGIN;\n',
    engine === 'postgres' ? 'LOCK TABLE django_migrations IN EXCLUSIVE MODE;\n' : '',
    ...change.removed.map(([app, name]) => `DELETE FROM django_migrations WHERE app = ${text(app)} AND name = ${text(name)};\n`),
    ...('added' in change ? change.added : []).map(({ app, name }) => insert(app, name, now)),
    ...('restored' in change ? change.restored : []).map(([app, name, applied]) => insert(app, name, text(applied))),
    'COMMIT;\n'
  ].join('')
}
