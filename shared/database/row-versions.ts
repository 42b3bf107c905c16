import { z } from 'zod'
import type { Changes, Fingerprint } from './engine.ts'
import { parseCopy } from './sql.ts'

/** A 64-bit transaction id, as text: JSON's numbers end at 2^53. */
const xid = z.string().regex(/^\d{1,18}$/)

const rowVersions = z.strictObject({
  /** One uninterrupted run of one server; another one may have given the same transaction ids again. */
  server: z.string(),
  /** Its oid: a database of the same name may be another one. */
  database: z.string(),
  /** Every transaction before this one had ended when the snapshot was taken. */
  xmin: xid,
  /** The first transaction id that the snapshot cannot see. */
  xmax: xid,
  /** What gives stored values another meaning without writing a row: labels of enumerations, attributes of composite types. */
  types: z.string(),
  tables: z.record(
    z.string(),
    z.strictObject({
      rows: z.int().nonnegative(),
      /** The table itself and its columns. */
      columns: z.string(),
      /** Row versions written at or after the transaction that was asked for; null where the storage of the table does not tell. */
      newer: z.int().nonnegative().nullable()
    })
  )
})

/** What one look at a PostgreSQL database saw, in one snapshot. */
export type RowVersions = z.infer<typeof rowVersions>

/** Transaction ids in rows have 32 bits: what is older than this cannot be told from what is newer. */
const MAX_TRANSACTIONS = 2_000_000_000n

/** The xmin of an earlier look, where it is one. */
export function xminOf(before: Fingerprint): string | undefined {
  return rowVersions.safeParse(before).data?.xmin
}

/** What `rowVersionsSql` printed: a line of the database, then one per table. */
export function parseRowVersions(output: string): RowVersions {
  const [[server, database, xmin, xmax, types] = [], ...lines] = parseCopy(output)
  return rowVersions.parse({
    ...{ server, database, xmin, xmax, types },
    tables: Object.fromEntries(
      lines.map(([table, columns, rows, newer]) => [table!, { rows: Number(rows), columns, newer: newer === null ? null : Number(newer) }])
    )
  })
}

/**
 * Pure: what was written between two looks, where `now.tables[…].newer` counts from the first look's xmin.
 *
 * A row that is seen now and was written by a transaction before that xmin was seen then too: its writer had ended, and what is deleted does not come
 * back. So with no newer row the rows of now are among those of then, and with equal counts they are the same row versions. A version never changes: an
 * update writes another one.
 *
 * `rows` is how many rows were written, or are missing, at least. `unknown`: there is no proof, because `before` is not of this kind, the server was
 * started anew or recovered, or a transaction was open at the first look and had rows after it.
 */
export function changedRows(before: Fingerprint, now: RowVersions): Changes {
  const { success, data: was } = rowVersions.safeParse(before)
  if (!success) return 'unknown'
  if (was.server !== now.server || was.database !== now.database || was.types !== now.types) return 'unknown'
  const passed = BigInt(now.xmax) - BigInt(was.xmin)
  if (passed < 0n || passed > MAX_TRANSACTIONS) return 'unknown'
  if (Object.values(was.tables).some(table => table.newer !== 0) || Object.values(now.tables).some(table => table.newer === null))
    return 'unknown'
  const changes = [...new Set([...Object.keys(was.tables), ...Object.keys(now.tables)])].flatMap(table => {
    const rows = changedIn(was.tables[table], now.tables[table])
    return rows === 0 ? [] : [{ table, rows }]
  })
  return changes.length === 0 ? 'none' : changes
}

type Table = RowVersions['tables'][string]

function changedIn(was: Table | undefined, now: Table | undefined): number {
  // Other columns: every row reads differently.
  if (was?.columns !== now?.columns) return Math.max(1, was?.rows ?? 0, now?.rows ?? 0)
  const newer = now?.newer ?? 0
  const missing = (was?.rows ?? 0) - ((now?.rows ?? 0) - newer)
  return Math.max(newer, Math.abs(missing))
}
