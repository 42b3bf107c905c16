import type { MigrationConfig } from '../config/schema.ts'
import type { JobContext } from '../database/backup-source.ts'
import { tagOf } from '../database/names.ts'
import { UserError } from '../errors.ts'
import { DeadlinePassed } from '../host/errors.ts'
import { sh } from '../host/shell.ts'
import { difference, list, mismatch } from './applied.ts'
import { firstErrorLines, shownOutput } from './errors.ts'
import { type ApplyEvidence, type MigrationContext, MigrationFailed, type MigrationFramework, type Pending } from './framework.ts'
import { jobOrLost } from './lost-job.ts'

export type ScriptsConfig = Extract<MigrationConfig, { framework: 'scripts' }>
type Script = ScriptsConfig['scripts'][number]

/** Exit code of `underAdvisoryLock` when another session holds the lock. */
const lockHeld = 75
/** Exit codes of the job of one script, by what went wrong in it. */
const phases = { check: 91, apply: 92, verify: 93 } as const

/** Scripts of the user's own, each with a check, an application and a proof. The applied set is what the checks say. */
export class Scripts implements MigrationFramework {
  readonly name = 'scripts'
  readonly set: string
  readonly #config: ScriptsConfig
  readonly #context: MigrationContext

  constructor(config: ScriptsConfig, context: MigrationContext) {
    this.#config = config
    this.#context = context
    this.set = `scripts:${config.database}`
  }

  async appliedSet(): Promise<readonly string[]> {
    const applied: string[] = []
    for (const script of this.#config.scripts) if (await this.#isApplied(script)) applied.push(script.name)
    return applied.sort()
  }

  async plan(): Promise<readonly Pending[]> {
    const applied = await this.appliedSet()
    return this.#config.scripts.filter(script => !applied.includes(script.name)).map(script => ({ name: script.name, atomic: false }))
  }

  async verify(): Promise<void> {
    const pending = await this.plan()
    if (pending.length > 0) throw new UserError(`Scripts are still to be applied: ${list(pending.map(each => each.name))}`)
  }

  async apply(job: JobContext, before: readonly string[]): Promise<ApplyEvidence> {
    const { engine, clock } = this.#context
    const started = clock.monotonic()
    const planned = this.#config.scripts.filter(script => !before.includes(script.name))
    for (const script of planned) await this.#apply(job, script, before, planned)
    const after = await this.appliedSet()
    const { added } = difference(before, after)
    const wrong = mismatch([...before, ...planned.map(each => each.name)], after)
    if (wrong !== undefined)
      throw this.#failed(
        `The applied scripts of ${engine.database} are not what was planned: ${wrong}`,
        before,
        after,
        planned,
        'exit',
        0,
        ''
      )
    return {
      framework: this.name,
      before,
      after,
      planned: planned.map(each => each.name),
      applied: added,
      files: {},
      attempts: 1,
      durationMs: Math.round(clock.monotonic() - started)
    }
  }

  async #isApplied(script: Script): Promise<boolean> {
    const { host, databaseEnv } = this.#context
    const result = await host
      .run(`( set +u\n${script.check}\n)\n`, {
        cwd: this.#directory,
        env: this.#environment('belay-check'),
        secrets: databaseEnv,
        timeoutMs: script.timeout,
        check: false,
        foreign: true
      })
      .catch((error: unknown) => {
        if (error instanceof DeadlinePassed)
          throw new UserError(`The check of script ${script.name} had not ended after ${script.timeout / 1000} s`, { cause: error })
        throw error
      })
    if (result.exitCode === 0 || result.exitCode === 1) return result.exitCode === 0
    throw new UserError(
      `The check of script ${script.name} failed on ${host.label} with exit code ${result.exitCode} (0: applied, 1: to be applied)`,
      {
        cause: new Error(firstErrorLines(result.stderr).join('\n'))
      }
    )
  }

  async #apply(job: JobContext, script: Script, before: readonly string[], planned: readonly Script[]): Promise<void> {
    const { host, engine, databaseEnv, waitMs = 10_000 } = this.#context
    const id = `${job.idPrefix}.migrate-${script.name}`
    // `timeout` bounds each of the three; the job's own deadline ends what they started.
    const inner = `${sh`cd -- ${this.#directory}`}
code=0
${phase(script.check, script.timeout, 'code=$?')}
case $code in 0) echo 'already applied'; exit 0 ;; 1) ;; *) exit ${phases.check} ;; esac
${phase(script.apply, script.timeout, `exit ${phases.apply}`)}
${phase(script.verify, script.timeout, `exit ${phases.verify}`)}
`
    const locked = engine.underAdvisoryLock(inner, waitMs)
    const result = await jobOrLost(
      host.job({
        stateDir: job.stateDir,
        id,
        script: locked.script,
        env: this.#environment(tagOf(job.idPrefix)),
        secrets: { ...databaseEnv, ...locked.secrets },
        timeoutMs: Math.min(script.timeout * 3 + 30_000, job.timeoutMs),
        token: job.token,
        onOutput: job.onOutput && shownOutput(job.onOutput)
      })
    )
    if (result.ended === 'exit' && result.exitCode === 0) return
    if (result.exitCode === lockHeld && result.ended === 'exit')
      throw this.#failed(
        `Another run holds the migration lock of ${engine.database}. Wait for it, then run this again.`,
        before,
        before,
        planned,
        'exit',
        lockHeld,
        ''
      )
    await engine.endSessions(tagOf(job.idPrefix))
    // A check that fails says nothing; what ran before this script was proven.
    const done = planned.slice(0, planned.indexOf(script)).map(each => each.name)
    const after = await this.appliedSet().catch(() => [...before, ...done].sort())
    const failing = Object.entries(phases).find(([, code]) => code === result.exitCode)?.[0]
    const how =
      result.ended === 'deadline'
        ? 'had not ended in time and was stopped; its database sessions are gone'
        : result.ended === 'signal'
          ? 'was ended from outside; its database sessions are gone'
          : failing === undefined
            ? `failed with exit code ${result.exitCode}`
            : `failed or had not ended after ${script.timeout / 1000} s in ${failing}`
    throw this.#failed(
      `Script ${script.name} of ${engine.database} ${how}`,
      before,
      after,
      planned,
      result.ended,
      result.exitCode,
      result.tail
    )
  }

  #failed(
    message: string,
    before: readonly string[],
    after: readonly string[],
    planned: readonly Script[],
    ended: 'exit' | 'deadline' | 'signal',
    exitCode: number,
    tail: string
  ): MigrationFailed {
    const { added, removed } = difference(before, after)
    return new MigrationFailed(message, {
      framework: this.name,
      before,
      after,
      planned: planned.map(each => each.name),
      applied: added,
      gone: removed,
      ended,
      exitCode,
      // What a script does in its own transactions is unknown.
      partly: exitCode !== lockHeld && exitCode !== phases.check,
      attempts: 1,
      error: firstErrorLines(tail)
    })
  }

  get #directory(): string {
    const { directory } = this.#config
    return directory === '.' ? this.#context.releasePath : `${this.#context.releasePath}/${directory}`
  }

  #environment(tag: string): Record<string, string> {
    return {
      ...this.#context.engine.clientEnvironment({ tag, lockTimeoutMs: 0, statementTimeoutMs: 0 }),
      RELEASE_PATH: this.#context.releasePath
    }
  }
}

/** Runs a user's script in a bash of its own, read from stdin whole before its first line runs. */
function phase(script: string, timeoutMs: number, otherwise: string): string {
  const end = 'BELAY_END_OF_SCRIPT'
  if (script.split('\n').includes(end)) throw new UserError(`A migration script may not hold the line ${end}`)
  return `timeout --kill-after=5 ${Math.ceil(timeoutMs / 1000)} bash --noprofile --norc -e -o pipefail <<'${end}' || ${otherwise}
{ ${script}
exit; } </dev/null
${end}`
}
