import type { CheckConfig } from '../config/schema.ts'

/** A query and what its rows must be. */
export type SqlExpectation = Pick<Extract<CheckConfig, { sql: string }>, 'sql' | 'expect'>

/** Pure: what is sent. Rows are counted and columns compared by the database: no row of data leaves it. */
export function statement(check: SqlExpectation): string {
  const query = check.sql.trim().replace(/;\s*$/, '')
  const { equal, rows } = check.expect
  if (equal === undefined && rows === undefined) return query
  const differ =
    equal === undefined
      ? '0'
      : `sum(CASE WHEN ${column(equal[0])} = ${column(equal[1])} OR (${column(equal[0])} IS NULL AND ${column(equal[1])} IS NULL) THEN 0 ELSE 1 END)`
  // The line break ends a comment at the end of the query.
  return `SELECT count(*), ${differ} FROM (${query}\n) AS belay_rows`
}

const column = (name: string) => `belay_rows."${name.replaceAll('"', '""')}"`

/** Pure: what is wrong with the rows; undefined when nothing is. Values are told only when they are numbers. */
export function wrong(check: SqlExpectation, rows: readonly (readonly (string | null)[])[]): string | undefined {
  const { value, equal, rows: limits } = check.expect
  if (equal !== undefined || limits !== undefined) {
    const [count, differ] = [Number(rows[0]?.[0] ?? 0), Number(rows[0]?.[1] ?? 0)]
    if (limits?.min !== undefined && count < limits.min) return `expected at least ${limits.min} rows, got ${count}`
    if (limits?.max !== undefined && count > limits.max) return `expected at most ${limits.max} rows, got ${count}`
    if (equal !== undefined && differ > 0)
      return `expected ${equal[0]} and ${equal[1]} to be equal in every row, and they differ in ${differ} of ${count}`
  }
  if (value === undefined) return undefined
  if (equal !== undefined || limits !== undefined) return 'value cannot be asked together with equal or rows: write two checks'
  const first = rows[0]?.[0]
  if (first === undefined) return `expected ${JSON.stringify(value)}, got no row`
  const same =
    value === null || first === null
      ? first === value
      : typeof value === 'number'
        ? first.trim() !== '' && Number(first) === value
        : first === value
  if (same) return undefined
  const got = first === null ? 'null' : /^-?\d+(\.\d+)?$/.test(first) ? first : 'another value'
  return `expected ${JSON.stringify(value)}, got ${got}`
}
