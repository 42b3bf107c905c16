import { randomBytes } from 'node:crypto'
import { UserError } from '../errors.ts'
import { JobLost } from '../host/errors.ts'
import type { Host, JobResult } from '../host/host.ts'
import type { JobContext } from './backup-source.ts'
import { filterClientErrors, filterLine } from './client-errors.ts'

export interface DatabaseJob {
  /** Part of the job's id, and unique in its step. */
  readonly name: string
  /** For messages: `The restore point of mes`. */
  readonly what: string
  readonly script: string
  readonly secrets?: Readonly<Record<string, string>> | undefined
}

/**
 * Runs a script that is safe to repeat as a job. A job of the same name that runs already is followed to its end; its answer, like that of one that ended
 * before, is not taken for ours, because the world may have changed since: the script runs again under the next number. Gives the end of the output.
 * Errors: the UserError that `explain` makes of the clients' filtered output.
 */
export async function runDatabaseJob(
  host: Host,
  job: JobContext,
  { name, what, script, secrets }: DatabaseJob,
  explain: Explain
): Promise<string> {
  const call = `BELAY-call=${randomBytes(6).toString('hex')}`
  const show = job.onOutput === undefined ? () => {} : filteredOutput(job.onOutput)
  let id = ''
  let begun = false
  let result: JobResult | undefined
  for (let attempt = 1; result === undefined; attempt++) {
    id = `${job.idPrefix}.${name}${attempt === 1 ? '' : `.${attempt}`}`
    try {
      const ended = await host.job({
        stateDir: job.stateDir,
        id,
        script: `echo ${call}\n${script}`,
        secrets,
        timeoutMs: job.timeoutMs,
        token: job.token,
        onOutput: text => {
          begun ||= text.includes(call)
          show(text)
        }
      })
      if (!ended.attached) result = ended
    } catch (error) {
      if (!(error instanceof JobLost)) throw error
      // Else an earlier run's job of this name was lost, and the next number is ours.
      if (begun)
        throw new UserError(`${what} on ${host.label} was killed from outside (job ${id}). Run the same action again.`, { cause: error })
    }
  }
  if (result.ended === 'deadline') {
    throw new UserError(
      `${what} on ${host.label} had not ended after ${job.timeoutMs / 1000} s and was stopped, with everything that it started.`
    )
  }
  if (result.ended === 'signal') throw new UserError(`${what} on ${host.label} was ended from outside (job ${id}).`)
  if (result.exitCode !== 0) throw explain(what, result.tail)
  return result.tail
}

export type Explain = (what: string, output: string) => Error

const NOTE = 'BELAY-note='

/** Passes on only what may be shown (G7), line by line; the facts for Belay itself are left out, and `BELAY-note=` is for people. */
export function filteredOutput(write: (text: string) => void): (text: string) => void {
  let rest = ''
  return text => {
    const lines = (rest + text).split('\n')
    // A line that has not ended yet waits, but not without bound.
    rest = lines.pop()!.slice(-65_536)
    for (const line of lines) {
      const shown = line.startsWith(NOTE) ? line.slice(NOTE.length) : line.startsWith('BELAY') ? undefined : filterLine(line)
      if (shown !== undefined) write(`${shown}\n`)
    }
  }
}

/** The value that a script printed last as `BELAY-<name>=<value>`. */
export function fact(output: string, name: string): string | undefined {
  const key = `BELAY-${name}=`
  return output
    .split('\n')
    .findLast(line => line.startsWith(key))
    ?.slice(key.length)
}

/** What a script or a DO block gave as the reason for doing nothing: `BELAY: reason` at a line's end. */
export function refusal(output: string): string | undefined {
  return [...output.matchAll(/(?:^|ERROR: {1,2})BELAY: (.+)$/gm)].at(-1)?.[1]
}

/** A UserError with what the clients said beneath. */
export function clientFailure(headline: string, output: string): UserError {
  const said = filterClientErrors(
    output
      .split('\n')
      .filter(line => !line.startsWith('BELAY'))
      .join('\n')
  )
  return new UserError(headline, said === '' ? undefined : { cause: new Error(said) })
}
