import type { MigrationConfig } from '../config/schema.ts'
import type { JobContext } from '../database/backup-source.ts'
import { tagOf } from '../database/names.ts'
import { UserError } from '../errors.ts'
import { sha256Function } from '../host/sha256.ts'
import { sh } from '../host/shell.ts'
import { difference, list, mismatch } from './applied.ts'
import { firstErrorLines, shownOutput } from './errors.ts'
import {
  type ApplyEvidence,
  type MigrationContext,
  MigrationFailed,
  type MigrationFramework,
  type Pending,
  type RevertEvidence
} from './framework.ts'
import { jobOrLost } from './lost-job.ts'
import { checksumOf } from './script-checksum.ts'
import { compareScript, differences } from './script-compare.ts'
import { phase } from './script-phase.ts'
import { holds } from './script-verdict.ts'
import { Ledger } from './sql-ledger.ts'

export type ScriptsConfig = Extract<MigrationConfig, { framework: 'scripts' }>
type Script = ScriptsConfig['scripts'][number]

/** Exit code of `underAdvisoryLock` when another session holds the lock. */
const lockHeld = 75
/** Exit codes of the job of one script, by what went wrong in it. */
const phases = { check: 91, apply: 92, verify: 93, compare: 94, undo: 95, empty: 96 } as const
/** Exit code of the job when the ledger is not what the plan was made from. */
const changed = 78

/**
 * Scripts of the user's own, each with a check, an application and a proof. The applied set is what the checks say; the ledger keeps which text of a script
 * was run.
 */
export class Scripts implements MigrationFramework {
  readonly name = 'scripts'
  readonly set: string
  readonly #config: ScriptsConfig
  readonly #context: MigrationContext
  readonly #ledger: Ledger

  constructor(config: ScriptsConfig, context: MigrationContext) {
    this.#config = config
    this.#context = context
    this.#ledger = new Ledger(context.engine, 'belay_scripts')
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
    const sums = await this.#checksums()
    await this.#tellEdited(job, before, sums)
    for (const script of planned) await this.#apply(job, script, before, planned, sums.get(script.name)!)
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
      files: Object.fromEntries(planned.map(each => [each.name, sums.get(each.name)!])),
      attempts: 1,
      durationMs: Math.round(clock.monotonic() - started)
    }
  }

  async revert(job: JobContext, to: readonly string[]): Promise<RevertEvidence> {
    const { engine, clock } = this.#context
    const started = clock.monotonic()
    const before = await this.appliedSet()
    const { added: missing, removed: gone } = difference(before, to)
    if (missing.length > 0)
      throw new UserError(`${engine.database} cannot go back to a set that it does not hold: ${list(missing)} is not applied`)
    const back = this.#config.scripts.filter(script => gone.includes(script.name)).reverse()
    const without = back.filter(script => script.undo === undefined).map(script => script.name)
    if (without.length > 0) throw new UserError(`${engine.database} cannot go back: ${list(without)} has no \`undo\``)
    for (const script of back) {
      const id = `${job.idPrefix}.revert-${script.name}`
      const inner = `${phase(script.undo!, script.timeout, `exit ${phases.undo}`)}\n${this.#record(job, this.#ledger.remove(script.name))}`
      await this.#work(job, script, id, inner, before, back)
    }
    const after = await this.appliedSet()
    const wrong = mismatch(to, after)
    if (wrong !== undefined)
      throw this.#failed(
        `The applied scripts of ${engine.database} are not those from before: ${wrong}`,
        before,
        after,
        back,
        'exit',
        0,
        ''
      )
    return {
      framework: this.name,
      before,
      after,
      reverted: difference(before, after).removed,
      durationMs: Math.round(clock.monotonic() - started)
    }
  }

  async #isApplied(script: Script): Promise<boolean> {
    return (await holds(script.check, `The check of script ${script.name}`, this.#asking(script))) === undefined
  }

  #asking(script: Script) {
    const { host, engine, databaseEnv } = this.#context
    const run = (text: string) =>
      host.run(`( set +u\n${text}\n)\n`, {
        cwd: this.#directory,
        env: this.#environment('belay-check'),
        secrets: databaseEnv,
        timeoutMs: script.timeout,
        check: false,
        foreign: true
      })
    return { host, engine, run, timeoutMs: script.timeout }
  }

  /** Of what was run: its text, the way back, and the files that it consists of. */
  async #checksums(): Promise<ReadonlyMap<string, string>> {
    const { host } = this.#context
    const { scripts } = this.#config
    const paths = [...new Set(scripts.flatMap(script => script.files))]
    const read =
      paths.length === 0
        ? undefined
        : await host.run(`${sha256Function}${sh`for file in ${paths}; do belay_sha256 < "$file"; done`}`, {
            cwd: this.#directory,
            timeoutMs: 60_000,
            check: false
          })
    const lines =
      read?.stdout
        .trim()
        .split('\n')
        .map(line => line.split(' ')[0]!) ?? []
    if (read !== undefined && (read.exitCode !== 0 || lines.length !== paths.length))
      throw new UserError(`The files of the scripts could not be read in ${this.#directory} on ${host.label}: ${list(paths)} (\`files\`)`)
    const sums = new Map(paths.map((path, index) => [path, lines[index]]))
    return new Map(scripts.map(script => [script.name, checksumOf(script, sums)]))
  }

  /** A script that was run in another form than it has now is no error: what it did is proven by its check. But it is told. */
  async #tellEdited(job: JobContext, before: readonly string[], sums: ReadonlyMap<string, string>): Promise<void> {
    const rows = (await this.#ledger.read()) ?? []
    for (const row of rows)
      if (before.includes(row.name) && sums.has(row.name) && row.checksum !== sums.get(row.name))
        job.onOutput?.(`WARNING: script ${row.name} was edited after it was applied; what runs there now is what was applied then\n`)
  }

  /** The row is written by the job itself, behind the proof: a run that is killed leaves none. */
  #record(job: JobContext, sql: string): string {
    const client = this.#context.engine.sqlClient({ tag: tagOf(job.idPrefix), lockTimeoutMs: 10_000, statementTimeoutMs: 0 })
    return `${client.functions}${sh`printf %s ${client.begin + this.#ledger.create + sql} | sql_client > /dev/null || exit ${phases.verify}`}\n`
  }

  /** Errors: MigrationFailed. */
  async #apply(job: JobContext, script: Script, before: readonly string[], planned: readonly Script[], checksum: string): Promise<void> {
    const { engine } = this.#context
    const id = `${job.idPrefix}.migrate-${script.name}`
    const client = engine.sqlClient({ tag: tagOf(job.idPrefix), lockTimeoutMs: 0, statementTimeoutMs: 0 })
    const comparison = compareScript(script.compare, {
      timeoutMs: script.timeout,
      directory: this.#directory,
      client,
      exitCode: phases.compare,
      emptyCode: phases.empty
    })
    // What only Belay can judge is asked before the lock and after it; who came in between is seen in the ledger.
    const guard =
      typeof script.check === 'string'
        ? `code=0
${phase(script.check, script.timeout, 'code=$?')}
case $code in 0) echo 'already applied'; exit 0 ;; 1) ;; *) exit ${phases.check} ;; esac
`
        : await this.#unchanged(job)
    const inner = `${guard}${comparison.before}${phase(script.apply, script.timeout, `exit ${phases.apply}`)}
${typeof script.verify === 'string' ? phase(script.verify, script.timeout, `exit ${phases.verify}`) : ''}
${comparison.after}${this.#record(job, this.#ledger.write({ name: script.name, checksum, state: 'applied' }))}`
    await this.#work(job, script, id, inner, before, planned)
    if (typeof script.verify === 'string') return
    const wrong = await holds(script.verify, `The proof of script ${script.name}`, this.#asking(script))
    if (wrong !== undefined)
      throw this.#failed(
        `Script ${script.name} of ${engine.database} is not proven: ${wrong}`,
        before,
        await this.appliedSet(),
        planned,
        'exit',
        phases.verify,
        ''
      )
  }

  async #unchanged(job: JobContext): Promise<string> {
    const rows = ((await this.#ledger.read()) ?? []).map(row => row.name)
    const client = this.#context.engine.sqlClient({ tag: tagOf(job.idPrefix), lockTimeoutMs: 10_000, statementTimeoutMs: 0 })
    return `${client.functions}${sh`printf %s ${client.begin + this.#ledger.create} | sql_client > /dev/null || exit ${phases.check}
said=$(printf %s ${this.#ledger.holds(rows)} | sql_client) || exit ${phases.check}
[[ $said == *same* ]] || exit ${changed}`}
${sh`cd -- ${this.#directory}`}
`
  }

  async #work(
    job: JobContext,
    script: Script,
    id: string,
    body: string,
    before: readonly string[],
    planned: readonly Script[]
  ): Promise<void> {
    const { host, engine, databaseEnv, waitMs = 10_000 } = this.#context
    const client = engine.sqlClient({ tag: tagOf(job.idPrefix), lockTimeoutMs: 0, statementTimeoutMs: 0 })
    // `timeout` bounds each of its parts; the job's own deadline ends what they started.
    const inner = `${sh`cd -- ${this.#directory}`}\n${body}`
    const locked = engine.underAdvisoryLock(inner, waitMs)
    const result = await jobOrLost(
      host.job({
        stateDir: job.stateDir,
        id,
        script: locked.script,
        env: this.#environment(tagOf(job.idPrefix)),
        secrets: { ...databaseEnv, ...client.secrets, ...locked.secrets },
        timeoutMs: Math.min(script.timeout * (3 + 2 * script.compare.length) + 30_000, job.timeoutMs),
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
    if (result.exitCode === changed && result.ended === 'exit')
      throw this.#failed(
        `Another run applied scripts to ${engine.database} in the meantime. Run this again.`,
        before,
        before,
        planned,
        'exit',
        changed,
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
          : failing === 'compare'
            ? `moved data that is not what it was: ${differences(result.tail)}`
            : failing === 'empty'
              ? `was not begun: the source of its comparison ${differences(result.tail)} has not one line, so that nothing could prove the move. Look at the source; where it may be empty, set \`allow-empty: true\` there`
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
      partly: ![lockHeld, changed, phases.check, phases.empty].includes(exitCode),
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
