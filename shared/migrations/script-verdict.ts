import type { ScriptVerdict } from '../config/schema.ts'
import type { DatabaseEngine } from '../database/engine.ts'
import { messageOf, UserError } from '../errors.ts'
import { wrongJson } from '../expect/json.ts'
import { statement, wrong } from '../expect/sql.ts'
import { DeadlinePassed } from '../host/errors.ts'
import type { Host, RunResult } from '../host/host.ts'
import { firstErrorLines } from './errors.ts'

export interface Asking {
  readonly host: Pick<Host, 'label'>
  readonly engine: Pick<DatabaseEngine, 'database' | 'query'>
  run(script: string): Promise<Pick<RunResult, 'exitCode' | 'stdout' | 'stderr'>>
  readonly timeoutMs: number
}

/**
 * Why a verdict does not hold; undefined when it does. A command by its exit code: 0 holds, 1 does not; one with `expect` must end with 0, then what it
 * printed decides; a query by its rows. Errors: UserError where there is no answer: that is neither yes nor no.
 */
export async function holds(verdict: ScriptVerdict, what: string, asking: Asking): Promise<string | undefined> {
  if (typeof verdict !== 'string' && 'sql' in verdict) {
    try {
      return wrong(verdict, await asking.engine.query(statement(verdict), asking.timeoutMs))
    } catch (error) {
      throw new UserError(`${what} had no answer from ${asking.engine.database}: ${messageOf(error)}`, { cause: error })
    }
  }
  const result = await asking.run(typeof verdict === 'string' ? verdict : verdict.run).catch((error: unknown) => {
    if (error instanceof DeadlinePassed) throw new UserError(`${what} had not ended after ${asking.timeoutMs / 1000} s`, { cause: error })
    throw error
  })
  const { exitCode, stdout } = result
  if (typeof verdict === 'string' ? exitCode > 1 : exitCode !== 0)
    throw new UserError(
      `${what} failed on ${asking.host.label} with exit code ${exitCode} (${typeof verdict === 'string' ? '0: applied, 1: to be applied' : '0, and then what it prints decides'})`,
      { cause: new Error(firstErrorLines(result.stderr).join('\n')) }
    )
  if (typeof verdict === 'string') return exitCode === 0 ? undefined : 'exit code 1'
  const { stdout: text, matches, json } = verdict.expect
  if (text !== undefined && !stdout.includes(text)) return `expected output with ${JSON.stringify(text)}, and it is not there`
  if (matches !== undefined && !new RegExp(matches, 'm').test(stdout)) return `expected output that matches ${matches}, and it does not`
  return json === undefined ? undefined : wrongJson(stdout, json)
}
