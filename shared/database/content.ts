import { z } from 'zod'
import type { Changes, Fingerprint } from './engine.ts'

const content = z.record(z.string(), z.strictObject({ rows: z.int().nonnegative(), hash: z.string() }))

/** Per table: exact rows, and a hash over their content that does not depend on their order. */
export type Content = Readonly<z.infer<typeof content>>

/** Pure: tables that are not as they were, with the rows that were added or changed at least. `unknown` when `before` is nothing of this kind. */
export function changedContent(before: Fingerprint, now: Content): Changes {
  const { success, data: was } = content.safeParse(before)
  if (!success) return 'unknown'
  const tables = [...new Set([...Object.keys(was), ...Object.keys(now)])].filter(
    table => was[table]?.rows !== now[table]?.rows || was[table]?.hash !== now[table]?.hash
  )
  if (tables.length === 0) return 'none'
  // A table with as many rows and other content has at least one changed row.
  return tables.map(table => ({ table, rows: Math.max(1, Math.abs((now[table]?.rows ?? 0) - (was[table]?.rows ?? 0))) }))
}
