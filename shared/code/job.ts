import { randomBytes } from 'node:crypto'
import type { JobContext } from '../database/backup-source.ts'
import { UserError } from '../errors.ts'
import { JobLost } from '../host/errors.ts'
import { runGuarded } from '../host/guarded.ts'
import type { Host, JobResult, RunResult } from '../host/host.ts'
import { sh } from '../host/shell.ts'

/** Exit code of a script that says with its last line, after `BELAY: `, why it did nothing. */
const refusal = 64

/** How many jobs in a row may be lost before their first output: a machine that ends each at once is not asked for ever. */
const tries = 5

/** Shell functions that every script here begins with. */
export const prelude = `umask 022
refuse() { printf 'BELAY: %s\\n' "$1" >&2; exit ${refusal}; }
`

export interface HostJob {
  readonly name: string
  readonly script: string
  /** What it does, for messages: `Staging v1.1.0`. */
  readonly what: string
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly timeoutMs?: number | undefined
}

/**
 * Runs one job of a step to its end. Every script here is safe to repeat: a job of that name that runs already is followed to its end, and neither its
 * answer nor that of one that ended before is taken for ours, because the world may have changed since: the script runs again under the next number.
 * Errors: UserError that names the step, the host, what happened and the last lines.
 */
export async function runJob(
  host: Host,
  context: JobContext,
  { name, script, what, env, timeoutMs = context.timeoutMs }: HostJob
): Promise<JobResult> {
  // The first line of our own job's output: a job that was lost with it was ours, one without it an earlier run's.
  const mark = `BELAY-call=${randomBytes(6).toString('hex')}`
  for (let attempt = 1; ; attempt++) {
    const id = `${context.idPrefix}.${name}${attempt === 1 ? '' : `.${attempt}`}`
    let begun = false
    let head = ''
    try {
      const result = await host.job({
        stateDir: context.stateDir,
        id,
        script: `echo ${mark}\n${prelude}${script}`,
        timeoutMs,
        token: context.token,
        env,
        onOutput: text => {
          head = (head + text).slice(0, 2 * mark.length)
          begun ||= head.includes(mark)
          const shown = text.replace(`${mark}\n`, '')
          if (shown !== '') context.onOutput?.(shown)
        }
      })
      if (result.attached) continue
      if (result.exitCode !== 0 || result.ended !== 'exit') throw jobFailed(host, what, result, timeoutMs, id)
      return result
    } catch (error) {
      if (begun || !(error instanceof JobLost) || attempt >= tries) throw error
    }
  }
}

function jobFailed(host: Host, what: string, result: JobResult, timeoutMs: number, id: string): UserError {
  const last = result.tail.trim().split('\n').slice(-20)
  const reason = refusalIn(result.exitCode, result.tail)
  const before = last.filter(line => !line.startsWith('BELAY')).join('\n')
  if (reason !== undefined)
    return new UserError(`${what} on ${host.label}: ${reason}`, before === '' ? undefined : { cause: new Error(before) })
  const cause = last.join('\n').trim() === '' ? undefined : { cause: new Error(last.join('\n')) }
  if (result.ended === 'deadline')
    return new UserError(
      `${what} on ${host.label} had not ended after ${timeoutMs / 1000} s and was stopped, with everything that it started`,
      cause
    )
  if (result.ended === 'signal') return new UserError(`${what} on ${host.label} was ended from outside (job ${id})`, cause)
  return new UserError(`${what} on ${host.label} failed with exit code ${result.exitCode}`, cause)
}

/** The reason that a script gave with `refuse`. */
export function refusalIn(exitCode: number, output: string): string | undefined {
  if (exitCode !== refusal) return undefined
  return output
    .trim()
    .split('\n')
    .findLast(line => line.startsWith('BELAY: '))
    ?.slice(7)
}

/** Runs a script that only reads and gives its standard output. Errors: as `runJob`. */
export async function readHost(host: Host, what: string, script: string, timeoutMs?: number): Promise<string> {
  return output(host, what, await host.run(prelude + script, { check: false, timeoutMs }))
}

/** Does what is over in a moment while the token holds the lock, and gives its standard output. Errors: as `runGuarded` and `runJob`. */
export async function runHeld(
  host: Host,
  { stateDir, idPrefix }: JobContext,
  token: string,
  { name, what, script }: Pick<HostJob, 'name' | 'what' | 'script'>
): Promise<string> {
  return output(host, what, await runGuarded(host, { stateDir, token, name: `${idPrefix}.${name}`, script: prelude + script }))
}

function output(host: Host, what: string, result: RunResult): string {
  if (result.exitCode === 0) return result.stdout
  const reason = refusalIn(result.exitCode, result.stderr)
  if (reason !== undefined) throw new UserError(`${what} on ${host.label}: ${reason}`)
  throw new UserError(`${what} on ${host.label} failed with exit code ${result.exitCode}`, {
    cause: new Error(result.stderr.trim().split('\n').slice(-20).join('\n'))
  })
}

/** The value that a script printed as `BELAY-name=value`, the last one. */
export function said(output: string, name: string): string | undefined {
  const key = `BELAY-${name}=`
  return output
    .split('\n')
    .findLast(line => line.startsWith(key))
    ?.slice(key.length)
}

/** What a running application writes beside its code, and Git's own files: no part of a release. Belongs behind `find .`. */
export const notOurs = String.raw`\( -name __pycache__ -o -name .git -o -path ./venv -a -type d \) -prune -o ! -name '*.pyc'`

/** Script lines that record a tree's files and links beside each other: `<record>.files` as sha256sum writes them, `<record>.links` as `path>target`. */
export function recordFiles(directory: string, record: string): string {
  return sh`cd -- ${directory}\n` + hashFiles(record) + recordHashed(record)
}

/** Hashes the files of the working directory for a new record. */
export function hashFiles(record: string): string {
  return sh`find . ${{ raw: notOurs }} -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum -- > ${`${record}.files.new`}
`
}

/** Completes a new record whose files are hashed, puts it in place, and says its fingerprint. */
export function recordHashed(record: string): string {
  return sh`${{ raw: listLinks }} | LC_ALL=C sort > ${`${record}.links.new`}
mv -f -- ${`${record}.files.new`} ${`${record}.files`}
mv -f -- ${`${record}.links.new`} ${`${record}.links`}
${{ raw: sayFingerprint(record) }}`
}

/** Script lines that say the fingerprint of a record. Not within the arguments of printf, where a failure would go unseen. */
export function sayFingerprint(record: string): string {
  return sh`fingerprint=$(cat -- ${`${record}.files`} ${`${record}.links`} | sha256sum | cut -c1-64)
files=$(wc -l < ${`${record}.files`})
printf 'BELAY-fingerprint=%s\\nBELAY-files=%s\\n' "$fingerprint" "$files"
`
}

/** Prints the links of the working directory, one `path>target` a line, unsorted. A line break in a name becomes a question mark. */
export const listLinks = String.raw`find . ${notOurs} -type l -printf '%p>%l\0' | tr '\n\0' '?\n'`
