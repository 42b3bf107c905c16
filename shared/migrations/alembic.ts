import * as z from 'zod'
import type { MigrationConfig } from '../config/schema.ts'
import type { JobContext } from '../database/backup-source.ts'
import { sessionLock } from '../database/mysql-shell.ts'
import { tagOf } from '../database/names.ts'
import { messageOf, UserError } from '../errors.ts'
import { DeadlinePassed } from '../host/errors.ts'
import type { JobResult } from '../host/host.ts'
import { sh } from '../host/shell.ts'
import { alembicDriver } from './alembic-driver.ts'
import { appliedBy, headsOf, type RevisionGraph } from './alembic-graph.ts'
import { difference, digestOf, list, mismatch, unaskedFor } from './applied.ts'
import { firstErrorLines, isLockTimeout, shownOutput } from './errors.ts'
import {
  type ApplyEvidence,
  type MigrationContext,
  MigrationFailed,
  type MigrationFramework,
  type Pending,
  type RevertEvidence
} from './framework.ts'
import { type Interpreter, interpreterOf } from './interpreter.ts'
import { jobOrLost } from './lost-job.ts'

export type AlembicConfig = Extract<MigrationConfig, { framework: 'alembic' }>

const described = z.object({ name: z.string(), atomic: z.boolean(), sha256: z.string() })
const facts = z.object({
  version: z.string(),
  graph: z.record(z.string(), z.array(z.string())).optional(),
  before: z.array(z.string()).optional(),
  /** All of a plan that holds more than what was asked for. */
  unasked: z.array(z.string()).optional(),
  plan: z.array(described).optional(),
  expected: z.array(z.string()).optional(),
  rollsBack: z.boolean().optional(),
  /** The revision that was begun last. */
  running: z.string().optional(),
  /** How many statements of it the database did before it failed; absent where the process was ended. */
  statements: z.number().optional(),
  changes: z.array(z.object({ migration: z.string(), sql: z.string() })).optional(),
  pending: z.array(described).optional(),
  done: z.boolean().optional()
})
type Facts = z.infer<typeof facts>

type Verb = 'graph' | 'plan' | 'upgrade' | 'revert'

interface Worked {
  readonly known: Facts & { readonly plan: NonNullable<Facts['plan']> }
  readonly after: readonly string[]
  readonly attempts: number
}

/** How often a migration that could not get a lock is tried, and how long is waited before each try, in milliseconds. */
const waits = [0, 2_000, 5_000]

/** Exit code of `underAdvisoryLock` when another session holds the lock. */
const lockHeld = 75

/**
 * Alembic records heads only. The applied set is what they stand for, by the scripts of this release: a set that grows when a migration is applied, which is
 * what sets before and after are compared by. The heads are read with one query; the scripts are asked once per release, and not at all for an empty database.
 */
export class Alembic implements MigrationFramework {
  readonly name = 'alembic'
  readonly set: string
  readonly #config: AlembicConfig
  readonly #context: MigrationContext
  readonly #interpreter: Interpreter
  #graph: RevisionGraph | undefined

  constructor(config: AlembicConfig, context: MigrationContext) {
    this.#config = config
    this.#context = context
    this.set = `alembic:${config.database}`
    this.#interpreter = interpreterOf(config, context.releasePath)
  }

  async appliedSet(): Promise<readonly string[]> {
    const heads = await this.heads()
    if (heads.length === 0) return []
    if (this.#graph === undefined) {
      const known = await this.#ask('graph', 'which revisions there are')
      this.#graph = known.graph
    }
    return appliedBy(heads, this.#graph!, this.#context.engine.database)
  }

  /** The rows of the version table, sorted. Needs no Python. Reads only. Errors: UserError. */
  async heads(): Promise<readonly string[]> {
    const { engine } = this.#context
    try {
      const rows = await engine.query(`SELECT version_num FROM ${this.#table}`).catch(async (error: unknown) => {
        // Only where that fails is it asked why, and a database without the table has applied nothing.
        if (await this.#hasTable()) throw error
        return []
      })
      return rows.map(([name]) => name!).sort()
    } catch (error) {
      if (error instanceof UserError) throw error
      throw new UserError(`Could not read the revisions of Alembic that ${engine.database} has applied: ${messageOf(error)}`, {
        cause: error
      })
    }
  }

  async plan(): Promise<readonly Pending[]> {
    const { pending } = await this.#ask('plan', 'which migrations are pending')
    return pending!.map(({ name, atomic }) => ({ name, atomic }))
  }

  async verify(): Promise<void> {
    const pending = await this.plan()
    if (pending.length > 0) throw new UserError(`Migrations are still to be applied: ${list(pending.map(each => each.name))}`)
  }

  async apply(job: JobContext, before: readonly string[], only?: readonly string[]): Promise<ApplyEvidence> {
    const { clock } = this.#context
    const started = clock.monotonic()
    const { known, after, attempts } = await this.#work(job, 'upgrade', before, { only })
    return {
      framework: this.name,
      version: known.version,
      before,
      after,
      planned: known.plan.map(each => each.name),
      applied: difference(before, after).added,
      files: Object.fromEntries(known.plan.map(each => [each.name, each.sha256])),
      attempts,
      durationMs: Math.round(clock.monotonic() - started),
      ...(this.#context.scratch === true ? { statements: known.changes } : {})
    }
  }

  async revert(job: JobContext, to: readonly string[]): Promise<RevertEvidence> {
    const { engine, clock } = this.#context
    const started = clock.monotonic()
    const before = await this.appliedSet()
    const missing = difference(before, to).added
    if (missing.length > 0)
      throw new UserError(`${engine.database} cannot go back to a set that it does not hold: ${list(missing)} is not applied`)
    if (before.length === new Set(to).size) {
      return { framework: this.name, before, after: before, reverted: [], durationMs: Math.round(clock.monotonic() - started) }
    }
    const { after } = await this.#work(job, 'revert', before, { to })
    return {
      framework: this.name,
      before,
      after,
      reverted: difference(before, after).removed,
      durationMs: Math.round(clock.monotonic() - started)
    }
  }

  /** Runs until the set is what it is to be; tried again where a lock was not free and nothing of that migration can remain. Errors: MigrationFailed. */
  async #work(
    job: JobContext,
    verb: 'upgrade' | 'revert',
    before: readonly string[],
    { to = [], only }: { readonly to?: readonly string[]; readonly only?: readonly string[] | undefined }
  ): Promise<Worked> {
    const { engine, clock } = this.#context
    let asked = only
    let again = false
    const stem = verb === 'upgrade' ? 'migrate' : 'revert'
    for (let attempt = 1; ; attempt++) {
      const id = `${job.idPrefix}.${stem}${attempt === 1 ? '' : `-${attempt}`}`
      // Only the first try begins with the set of the plan: one that waited for a lock may have applied a part.
      const result = await this.#run(job, id, verb, {
        ...(again ? {} : { BELAY_BEFORE: digestOf(before) }),
        ...(again || asked === undefined ? {} : { BELAY_ONLY: digestOf(asked) }),
        ...(verb === 'revert' ? { BELAY_TO: JSON.stringify(headsOf(to, this.#graph ?? {})) } : {})
      })
      const clean = result.ended === 'exit' && (result.exitCode === 0 || result.exitCode === lockHeld)
      // Whatever ended the client, its statement may go on and commit: nothing is read or decided before its sessions are gone.
      if (!clean) {
        await this.#interpreter.end(this.#context.host, id)
        await engine.endSessions(tagOf(job.idPrefix))
      }
      const known = await this.#facts(id)
      this.#graph ??= known?.graph
      const after = await this.appliedSet()
      const { added, removed } = difference(before, after)
      const isDone = (name: string) => after.includes(name) === (verb === 'upgrade')
      const failing = known?.plan?.find(each => each.name === known.running && !isDone(each.name))
      const partly = failing !== undefined && !failing.atomic && known?.statements !== 0
      const fail: (message: string) => never = message => {
        throw new MigrationFailed(message, {
          framework: this.name,
          before,
          after,
          planned: known?.plan?.map(each => each.name),
          applied: added,
          gone: removed,
          ended: result.ended,
          exitCode: result.exitCode,
          partly,
          attempts: attempt,
          error: firstErrorLines(result.tail)
        })
      }
      const done = verb === 'upgrade' ? added : removed
      const state = `${done.length === 0 ? 'None was done' : `Done before it: ${list(done)}`}.${partly ? ' It is not one transaction: part of its work may remain.' : ''}`

      // Attached to a job of an earlier run or not: the set that Alembic began with must be the one in the intent.
      const hand = !again && known?.before !== undefined ? mismatch(before, known.before) : undefined
      if (result.ended === 'exit' && hand !== undefined && !(verb === 'revert' && result.attached))
        fail(`${engine.database} changed between the plan and the migration (${hand}): someone else migrates it`)
      if (result.ended === 'exit' && known?.unasked !== undefined) {
        const unasked = unaskedFor(this.set, only, known.unasked)
        if (unasked !== undefined || attempt > 1) fail(unasked ?? `${this.set} planned something else at each try`)
        // Less than what was asked for, which may be done.
        asked = known.unasked
        continue
      }

      if (result.ended === 'exit' && result.exitCode === 0) {
        if (known?.done !== true || known.plan === undefined || known.expected === undefined) {
          return fail(
            `Alembic ended with exit code 0, but did not say what it did. Does ${this.#config.ini}'s env.py end the process itself?`
          )
        }
        const pending = known.pending ?? []
        if (pending.length > 0)
          fail(`Alembic ended with exit code 0, and these migrations are still to be applied: ${list(pending.map(each => each.name))}`)
        const wrong = mismatch(verb === 'upgrade' ? known.expected : to, after)
        if (wrong !== undefined) fail(`The applied migrations of ${engine.database} are not what was planned: ${wrong}`)
        return { known: { ...known, plan: known.plan }, after, attempts: attempt }
      }
      if (result.ended === 'exit' && result.exitCode === lockHeld)
        fail(`Another run holds the migration lock of ${engine.database}. Wait for it, then run this again.`)
      if (result.ended === 'deadline')
        fail(
          `The migrations of ${engine.database} had not ended after ${this.#timeout(job) / 1000} s and were stopped; their database sessions are gone. ${state}`
        )
      if (result.ended === 'signal')
        fail(`The migrations of ${engine.database} were ended from outside; their database sessions are gone. ${state}`)
      const onlyForwards = verb === 'upgrade' ? removed.length === 0 : added.length === 0
      if (isLockTimeout(result.tail) && known?.plan !== undefined && !partly && onlyForwards && attempt < waits.length) {
        job.onOutput?.(`A lock was not free; trying again in ${waits[attempt]! / 1000} s (${attempt + 1} of ${waits.length})\n`)
        if (!result.attached) await clock.sleep(waits[attempt]!)
        again = true
        continue
      }
      const full = /No space left on device/.test(result.tail) ? ': a disk of the host is full' : ''
      const what = verb === 'upgrade' ? 'The migration' : 'The way back over'
      fail(
        `${what} ${failing === undefined ? '' : `${failing.name} `}of ${engine.database} failed with exit code ${result.exitCode}${full}. ${state}`
      )
    }
  }

  #run(job: JobContext, id: string, verb: Verb, more: Readonly<Record<string, string>>): Promise<JobResult> {
    const { host, engine, waitMs = 10_000 } = this.#context
    const env = { ...this.#environment(tagOf(job.idPrefix)), ...more }
    const inner = sh`${{ raw: this.#command(sh`${factsFile(job.stateDir, id)}`, env, verb, id) }} || { code=$?; [ "$code" != ${lockHeld} ] || code=1; exit "$code"; }
`
    const { script, secrets } = engine.underAdvisoryLock(inner, waitMs)
    return jobOrLost(
      host.job({
        stateDir: job.stateDir,
        id,
        script,
        env,
        secrets,
        timeoutMs: this.#timeout(job),
        token: job.token,
        onOutput: job.onOutput && shownOutput(job.onOutput)
      })
    )
  }

  /** What reads only, without a job. Errors: UserError with what Alembic said. */
  async #ask(verb: 'graph' | 'plan', what: string): Promise<Facts> {
    const { host } = this.#context
    const environment = this.#environment(`belay-${verb}`)
    const script = sh`facts=$(mktemp)
trap 'rm -f -- "$facts" "$facts.new"' EXIT
${{ raw: this.#command('"$facts"', environment, verb) }} >&2
cat -- "$facts"
`
    const where = `in ${this.#interpreter.directory} on ${host.label}`
    const result = await host
      .run(script, {
        env: environment,
        timeoutMs: Math.min(this.#config.timeout, 300_000),
        check: false,
        foreign: true
      })
      .catch((error: unknown) => {
        if (error instanceof DeadlinePassed) throw new UserError(`Alembic did not say in time ${what} ${where}`, { cause: error })
        throw error
      })
    const known = result.exitCode === 0 ? parse(result.stdout) : undefined
    if (known?.done !== true)
      throw new UserError(`Alembic could not say ${what} (exit code ${result.exitCode}) ${where}`, {
        cause: new Error(firstErrorLines(result.stderr).join('\n'))
      })
    this.#graph = known.graph
    return known
  }

  #timeout(job: JobContext): number {
    return Math.min(this.#config.timeout, job.timeoutMs)
  }

  /** The version table in the engine's SQL. */
  get #table(): string {
    const mark = ['mysql', 'mariadb'].includes(this.#context.engine.engine) ? '`' : '"'
    return this.#config['version-table']
      .split('.')
      .map(part => `${mark}${part}${mark}`)
      .join('.')
  }

  async #hasTable(): Promise<boolean> {
    const { engine } = this.#context
    const parts = this.#config['version-table'].split('.')
    const [name, schema] = parts.reverse()
    const own = engine.engine === 'postgres' ? '' : ' AND TABLE_SCHEMA = DATABASE()'
    const rows = await engine.query(
      engine.engine === 'sqlite'
        ? `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '${name}'`
        : `SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_NAME = '${name}'${schema === undefined ? own : ` AND TABLE_SCHEMA = '${schema}'`}`
    )
    return rows[0]?.[0] !== '0'
  }

  /** Time-outs and the tag of the sessions; unbuffered, so that output comes as it is written. */
  #environment(tag: string): Record<string, string> {
    const { engine, scratch } = this.#context
    const { 'db-lock-timeout': lockTimeoutMs, 'statement-timeout': statementTimeoutMs } = this.#config
    return {
      ...engine.clientEnvironment({ tag, lockTimeoutMs, statementTimeoutMs }),
      BELAY_SESSION: JSON.stringify(sessionStatements(engine.engine, tag, lockTimeoutMs, statementTimeoutMs)),
      ...(scratch === true ? { BELAY_DATABASE: engine.database } : {}),
      PYTHONUNBUFFERED: '1',
      PYTHONDONTWRITEBYTECODE: '1'
    }
  }

  #command(facts: string, environment: Readonly<Record<string, string>>, verb: Verb, id?: string): string {
    const { ini, section, target } = this.#config
    return this.#interpreter.call({
      file: ini,
      code: alembicDriver,
      facts,
      args: [verb, ini, section, target, this.#config['version-table']],
      environment: Object.keys(environment),
      id
    })
  }

  async #facts(id: string): Promise<Facts | undefined> {
    const path = factsFile(this.#context.stateDir, id)
    const { stdout } = await this.#context.host.run(sh`[ ! -f ${path} ] || cat -- ${path}`)
    return stdout === '' ? undefined : parse(stdout)
  }
}

/** What every session of SQLAlchemy's to this kind of server begins with: its name, by which it is ended, and its time-outs (0: no limit). */
export function sessionStatements(
  engine: string,
  tag: string,
  lockTimeoutMs: number,
  statementTimeoutMs: number
): { readonly kind: string; readonly statements: readonly string[] } {
  const [lock, statement] = [Math.round(lockTimeoutMs), Math.round(statementTimeoutMs)]
  if (engine === 'postgres')
    return {
      kind: 'postgres',
      statements: [
        `SET application_name = '${tag.replaceAll("'", "''")}'`,
        `SET lock_timeout = ${lock}`,
        `SET statement_timeout = ${statement}`
      ]
    }
  if (engine === 'sqlite') return { kind: 'sqlite', statements: lock === 0 ? [] : [`PRAGMA busy_timeout = ${lock}`] }
  const seconds = Math.max(1, Math.ceil(lock / 1000))
  return {
    kind: 'mysql',
    statements: [
      `DO GET_LOCK(CONCAT('${sessionLock(tag)}', CONNECTION_ID()), 0)`,
      ...(lock === 0 ? [] : [`SET SESSION lock_wait_timeout = ${seconds}, innodb_lock_wait_timeout = ${seconds}`]),
      engine === 'mariadb' ? `SET SESSION max_statement_time = ${statement / 1000}` : `SET SESSION max_execution_time = ${statement}`
    ]
  }
}

function parse(text: string): Facts {
  return facts.parse(JSON.parse(text))
}

function factsFile(stateDir: string, id: string): string {
  return `${stateDir}/jobs/${id}/migration.json`
}
