import type { CheckConfig } from '../config/schema.ts'
import { UserError } from '../errors.ts'
import { statement, wrong } from '../expect/sql.ts'
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
