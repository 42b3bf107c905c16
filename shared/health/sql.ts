import type { CheckConfig } from '../config/schema.ts'
import { UserError } from '../errors.ts'
import { CommandFailed, DeadlinePassed } from '../host/errors.ts'
import type { Measurement, Sample } from './measurement.ts'
import type { DirectProbe, ProbeContext } from './probe.ts'

type SqlCheck = Extract<CheckConfig, { sql: string }>

/** One read-only query by the database's engine. */
export const sql: DirectProbe<SqlCheck> = {
  kind: 'sql',
  accepts: (check): check is SqlCheck => 'sql' in check,
  async ask(name, check, context): Promise<Measurement> {
    const engine = engineOf(name, check, context)
    const start = performance.now()
    try {
      const rows = await engine.query(statement(check), check.timeout)
      const ms = performance.now() - start
      const reason = wrong(check, rows)
      return { check: name, samples: [reason === undefined ? { outcome: 'ok', ms } : { outcome: 'wrong', reason, ms }] }
    } catch (error) {
      return { check: name, samples: [refused(check, error)] }
    }
  }
}

function engineOf(name: string, check: SqlCheck, { databases }: ProbeContext) {
  const known = Object.keys(databases)
  const wanted = check.database ?? (known.length === 1 ? known[0] : undefined)
  if (wanted === undefined) {
    throw new UserError(
      known.length === 0
        ? `The check ${name} asks a database, and there are none in databases.`
        : `The check ${name} must say which database it asks: ${known.join(', ')}.`
    )
  }
  const engine = databases[wanted]
  if (engine === undefined)
    throw new UserError(`The check ${name} asks the database ${JSON.stringify(wanted)}; there are: ${known.join(', ') || 'none'}.`)
  return engine
}

function refused(check: SqlCheck, error: unknown): Sample {
  if (error instanceof DeadlinePassed) return { outcome: 'no-answer', reason: `no answer within ${check.timeout} ms` }
  // The database's own words may quote a row; its first line says what is the matter.
  if (error instanceof CommandFailed || error instanceof UserError)
    return { outcome: 'no-answer', reason: `the query failed: ${error.message.split('\n').slice(0, 2).join(' ').slice(0, 300)}` }
  throw error
}

/** Pure: what is sent. Rows are counted and columns compared by the database: no row of data leaves it. */
export function statement(check: SqlCheck): string {
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
export function wrong(check: SqlCheck, rows: readonly (readonly (string | null)[])[]): string | undefined {
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
