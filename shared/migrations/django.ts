import { posix } from 'node:path'
import * as z from 'zod'
import type { MigrationConfig } from '../config/schema.ts'
import type { JobContext } from '../database/backup-source.ts'
import { sessionLock } from '../database/mysql-shell.ts'
import { tagOf } from '../database/names.ts'
import { messageOf, UserError } from '../errors.ts'
import { DeadlinePassed } from '../host/errors.ts'
import type { JobResult } from '../host/host.ts'
import { sh } from '../host/shell.ts'
import { appliedOf, difference, digestOf, list, mismatch, unaskedFor } from './applied.ts'
import { djangoDriver } from './django-driver.ts'
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

export type DjangoConfig = Extract<MigrationConfig, { framework: 'django' }>

const described = z.object({ name: z.string(), atomic: z.boolean(), sha256: z.string(), replaces: z.array(z.string()).optional() })
const facts = z.object({
  version: z.string(),
  before: z.array(z.string()).optional(),
  /** All of a plan that holds more than what was asked for. */
  unasked: z.array(z.string()).optional(),
  plan: z.array(described).optional(),
  expected: z.array(z.string()).optional(),
  rollsBack: z.boolean().optional(),
  pending: z.array(described).optional(),
  done: z.boolean().optional(),
  statements: z.array(z.object({ migration: z.string(), sql: z.string() })).optional(),
  refused: z.string().optional(),
  refusedFor: z.array(z.string()).optional()
})
type Facts = z.infer<typeof facts>

/** How often a migration that could not get a lock is tried, and how long is waited before each try, in milliseconds. */
const waits = [0, 2_000, 5_000]

/** Exit code of `underAdvisoryLock` when another session holds the lock. */
const lockHeld = 75

const rows = 'SELECT app, name FROM django_migrations ORDER BY id'
/** Each schema that has the table; whether the search path reaches it; whether the user may read it; whether it may use the schema. */
const whereIsTheTable =
  "SELECT n.nspname, pg_table_is_visible(c.oid), has_table_privilege(c.oid, 'SELECT'), has_schema_privilege(n.oid, 'USAGE') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'django_migrations' AND c.relkind IN ('r', 'p', 'v') ORDER BY 1"

export class Django implements MigrationFramework {
  readonly name = 'django'
  readonly set: string
  readonly #config: DjangoConfig
  readonly #context: MigrationContext
  readonly #interpreter: Interpreter

  constructor(config: DjangoConfig, context: MigrationContext) {
    this.#config = config
    this.#context = context
    this.set = `django:${config.database}`
    this.#interpreter = interpreterOf(config, context.releasePath)
  }

  async appliedSet(): Promise<readonly string[]> {
    return appliedOf(await this.recorded())
  }

  async recorded(): Promise<readonly string[]> {
    const { engine } = this.#context
    const where = `the migrations of Django that ${engine.database} has applied`
    try {
      if (engine.engine === 'postgres') return await this.#recordedInPostgres()
      const [table] = await engine.query(
        engine.engine === 'sqlite'
          ? "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'django_migrations'"
          : "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'django_migrations'"
      )
      if (table?.[0] === '0') return []
      return names(await engine.query(rows))
    } catch (error) {
      if (error instanceof UserError) throw error
      throw new UserError(`Could not read ${where}: ${messageOf(error)}`, { cause: error })
    }
  }

  async tables(): Promise<readonly string[]> {
    const { engine } = this.#context
    try {
      const rows = await engine.query(
        engine.engine === 'postgres'
          ? 'SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = ANY (current_schemas(false)) ORDER BY 1 LIMIT 5000'
          : engine.engine === 'sqlite'
            ? "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1 LIMIT 5000"
            : "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY 1 LIMIT 5000"
      )
      return rows.map(([name]) => name ?? '')
    } catch (error) {
      if (error instanceof UserError) throw error
      throw new UserError(`Could not read which tables ${engine.database} has: ${messageOf(error)}`, { cause: error })
    }
  }

  /** One query where the table is there; only where that fails is it asked why, and a database without the table has applied nothing. */
  async #recordedInPostgres(): Promise<readonly string[]> {
    const { engine } = this.#context
    try {
      return names(await engine.query(rows))
    } catch (error) {
      // A server that does not answer does not say why either: what failed first is what is told.
      const tables = await engine.query(whereIsTheTable).catch(() => {
        throw error
      })
      if (tables.length === 0) return []
      const [[schema, , , usable] = []] = tables
      const visible = tables.find(([, found]) => found === 't')
      if (visible?.[2] === 't') throw error
      const table = `django_migrations of ${engine.database}`
      if (visible !== undefined)
        throw new UserError(
          `${table} may not be read by the database's user: it lacks a right that it needs. Grant it: GRANT SELECT ON ${visible[0]}.django_migrations TO …`,
          { cause: error }
        )
      if (tables.length > 1)
        throw new UserError(
          `${table} is in the schemas ${tables.map(([name]) => name).join(', ')}, and the search path of the database's user reaches none of them. Set it for that user to the one of this application: ALTER ROLE … SET search_path = …`,
          { cause: error }
        )
      throw new UserError(
        usable === 'f'
          ? `${table} is in schema ${schema}, which the database's user may not use. Grant it: GRANT USAGE ON SCHEMA ${schema} TO …, and GRANT SELECT ON ${schema}.django_migrations TO …`
          : `${table} is in schema ${schema}, which the search path of the database's user does not reach. Set it for that user: ALTER ROLE … SET search_path = ${schema}.`,
        { cause: error }
      )
    }
  }

  async plan(): Promise<readonly Pending[]> {
    const { host } = this.#context
    const environment = this.#environment('belay-plan')
    const script = sh`facts=$(mktemp)
trap 'rm -f -- "$facts" "$facts.new"' EXIT
${{ raw: this.#command('"$facts"', environment, ['migrate', '--plan', '--no-input']) }} >&2
cat -- "$facts"
`
    const result = await host
      .run(script, {
        env: environment,
        timeoutMs: Math.min(this.#config.timeout, 300_000),
        check: false,
        foreign: true
      })
      .catch((error: unknown) => {
        if (error instanceof DeadlinePassed)
          throw new UserError(`Django did not say in time which migrations are pending in ${this.#interpreter.directory}`, { cause: error })
        throw error
      })
    const known = result.exitCode === 0 ? parse(result.stdout) : undefined
    if (known?.done !== true || known.pending === undefined) {
      throw new UserError(
        `Django could not say which migrations are pending (exit code ${result.exitCode}) in ${this.#interpreter.directory} on ${host.label}`,
        {
          cause: new Error(firstErrorLines(result.stderr).join('\n'))
        }
      )
    }
    return known.pending
  }

  /** `makemigrations --check`: it writes nothing. Errors: UserError where it gives no answer. */
  async drift(): Promise<readonly string[]> {
    const { host } = this.#context
    const environment = this.#environment('belay-drift')
    const args = ['manage.py', 'makemigrations', '--check', '--dry-run', '--no-input', '--no-color']
    const call = this.#interpreter.call({ file: 'manage.py', args, environment: Object.keys(environment) })
    const result = await host.run(`${call}\n`, {
      env: environment,
      timeoutMs: 120_000,
      check: false,
      foreign: true
    })
    if (result.exitCode === 0) return []
    const changes = result.stdout.split('\n').filter(line => /^ +([-+~]|Migrations for) /.test(line) || /^Migrations for '/.test(line))
    if (result.exitCode === 1 && changes.length > 0) return changes.map(line => line.trim())
    throw new UserError(
      `Django could not say whether the models are what the migrations make (exit code ${result.exitCode}) in ${this.#interpreter.directory}`,
      {
        cause: new Error(firstErrorLines(result.stderr).join('\n'))
      }
    )
  }

  async verify(): Promise<void> {
    const pending = await this.plan()
    if (pending.length > 0) throw new UserError(`Migrations are still to be applied: ${list(pending.map(each => each.name))}`)
  }

  async apply(job: JobContext, before: readonly string[], only?: readonly string[]): Promise<ApplyEvidence> {
    const { engine, clock } = this.#context
    const started = clock.monotonic()
    let asked = only
    let again = false
    for (let attempt = 1; ; attempt++) {
      const id = `${job.idPrefix}.migrate${attempt === 1 ? '' : `-${attempt}`}`
      // Only the first try begins with the set of the plan: one that waited for a lock may have applied a part.
      const first = { BELAY_BEFORE: digestOf(before), ...(asked === undefined ? {} : { BELAY_ONLY: digestOf(asked) }) }
      const result = await this.#run(job, id, again ? {} : first)
      const clean = result.ended === 'exit' && (result.exitCode === 0 || result.exitCode === lockHeld)
      // Whatever ended the client, its statement may go on and commit: nothing is read or decided before its sessions are gone.
      if (!clean) await this.#end(job, id)
      const [known, after] = await Promise.all([this.#facts(id), this.appliedSet()])
      const { added, removed } = difference(before, after)
      const planned = known?.plan?.map(each => each.name)
      const failing = known?.plan?.find(each => !after.includes(each.name))
      const partly = failing !== undefined && !(failing.atomic && known?.rollsBack === true)
      const fail: (message: string) => never = message => {
        throw new MigrationFailed(message, {
          framework: this.name,
          before,
          after,
          planned,
          applied: added,
          gone: removed,
          ended: result.ended,
          exitCode: result.exitCode,
          partly: planned === undefined ? false : partly,
          attempts: attempt,
          error: firstErrorLines(result.tail)
        })
      }

      // Attached to a job of an earlier run or not: the set that Django began with must be the one in the intent.
      const hand = !again && known?.before !== undefined ? mismatch(before, known.before) : undefined
      if (result.ended === 'exit' && hand !== undefined)
        fail(`${engine.database} changed between the plan and the migration (${hand}): someone else migrates it`)
      if (result.ended === 'exit' && known?.unasked !== undefined) {
        const unasked = unaskedFor(this.set, only, known.unasked)
        if (unasked !== undefined || attempt > 1) fail(unasked ?? `${this.set} planned something else at each try`)
        // Less than what was asked for: a squash that is only to be recorded is no plan of Django's.
        asked = known.unasked
        continue
      }

      if (result.ended === 'exit' && result.exitCode === 0) {
        if (known?.done !== true || known.plan === undefined || known.expected === undefined || known.before === undefined) {
          return fail(
            `manage.py migrate ended with exit code 0, but Django did not say what it did. Does manage.py of ${this.#interpreter.directory} start Django in its own process?`
          )
        }
        const { plan, expected, pending = [], version } = known
        if (pending.length > 0)
          fail(
            `manage.py migrate ended with exit code 0, and these migrations are still to be applied: ${list(pending.map(each => each.name))}`
          )
        const wrong = mismatch(expected, after)
        if (wrong !== undefined) fail(`The applied migrations of ${engine.database} are not what was planned: ${wrong}`)
        return {
          framework: this.name,
          version,
          before,
          after,
          planned: plan.map(each => each.name),
          applied: added,
          files: Object.fromEntries(plan.map(each => [each.name, each.sha256])),
          attempts: attempt,
          durationMs: Math.round(clock.monotonic() - started),
          ...(this.#context.scratch === true ? { statements: known.statements } : {})
        }
      }
      if (result.ended === 'exit' && result.exitCode === lockHeld) {
        fail(`Another run holds the migration lock of ${engine.database}. Wait for it, then run this again.`)
      }
      if (result.ended === 'deadline')
        fail(
          `The migrations of ${engine.database} had not ended after ${this.#timeout(job) / 1000} s and were stopped; their database sessions are gone. ${state(added, partly)}`
        )
      if (result.ended === 'signal')
        fail(`The migrations of ${engine.database} were ended from outside; their database sessions are gone. ${state(added, partly)}`)
      const nothingOfIt = known?.plan !== undefined && !partly && removed.length === 0
      if (isLockTimeout(result.tail) && nothingOfIt && attempt < waits.length) {
        job.onOutput?.(`A lock was not free; trying again in ${waits[attempt]! / 1000} s (${attempt + 1} of ${waits.length})\n`)
        if (!result.attached) await clock.sleep(waits[attempt]!)
        again = true
        continue
      }
      const full = /No space left on device/.test(result.tail) ? ': a disk of the host is full' : ''
      fail(
        `The migration ${failing === undefined ? '' : `${failing.name} `}of ${engine.database} failed with exit code ${result.exitCode}${full}. ${state(added, partly)}`
      )
    }
  }

  async revert(job: JobContext, to: readonly string[]): Promise<RevertEvidence> {
    const { engine, clock } = this.#context
    const started = clock.monotonic()
    const before = await this.appliedSet()
    for (let attempt = 1, now = before; ; attempt++) {
      const { added: missing, removed: back } = difference(now, to)
      if (missing.length > 0)
        throw new UserError(`${engine.database} cannot go back to a set that it does not hold: ${list(missing)} is not applied`)
      if (back.length === 0)
        return {
          framework: this.name,
          before,
          after: now,
          reverted: difference(before, now).removed,
          durationMs: Math.round(clock.monotonic() - started)
        }
      const id = `${job.idPrefix}.revert${attempt === 1 ? '' : `-${attempt}`}`
      const keys = back.map(key => [key.slice(0, key.indexOf('.')), key.slice(key.indexOf('.') + 1)])
      const result = await this.#run(job, id, { BELAY_BEFORE: digestOf(now), BELAY_REVERT: JSON.stringify(keys) })
      const clean = result.ended === 'exit' && (result.exitCode === 0 || result.exitCode === lockHeld)
      if (!clean) await this.#end(job, id)
      const [known, after] = await Promise.all([this.#facts(id), this.appliedSet()])
      const { added, removed } = difference(before, after)
      const failing = known?.plan?.find(each => after.includes(each.name))
      const partly = failing !== undefined && !(failing.atomic && known?.rollsBack === true)
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
      const undone = `${removed.length === 0 ? 'None was undone' : `Undone before it: ${list(removed)}`}.${partly ? ' It is not atomic: part of it may be undone.' : ''}`
      if (result.ended === 'exit' && result.exitCode === lockHeld)
        fail(`Another run holds the migration lock of ${engine.database}. Wait for it, then run this again.`)
      if (known?.refused !== undefined)
        fail(`The migrations of ${engine.database} cannot go back, and none was undone: ${list(known.refusedFor ?? [])}: ${known.refused}`)
      if (result.ended === 'exit' && result.exitCode === 0) {
        const wrong = mismatch(to, after)
        if (wrong !== undefined) fail(`The applied migrations of ${engine.database} are not those from before: ${wrong}`)
        // A job of this name that ended earlier proves nothing of what Django did, but the rows do.
        if (known?.done !== true && !result.attached)
          fail(`manage.py ended with exit code 0, but Django did not say what it undid. Does the project have a \`migrate\` of its own?`)
      } else if (result.ended === 'deadline') {
        fail(
          `Going back had not ended after ${this.#timeout(job) / 1000} s in ${engine.database} and was stopped; its database sessions are gone. ${undone}`
        )
      } else if (result.ended === 'signal') {
        // Followed from an earlier run: it ended between two migrations, and the rest goes on from there.
        if (!result.attached || partly || attempt >= waits.length)
          fail(`Going back was ended from outside in ${engine.database}; its database sessions are gone. ${undone}`)
      } else {
        if (!isLockTimeout(result.tail) || partly || attempt >= waits.length)
          fail(
            `${failing === undefined ? 'Going back' : `Undoing ${failing.name}`} failed in ${engine.database} with exit code ${result.exitCode}. ${undone}`
          )
        job.onOutput?.(`A lock was not free; trying again in ${waits[attempt]! / 1000} s (${attempt + 1} of ${waits.length})\n`)
        if (!result.attached) await clock.sleep(waits[attempt]!)
      }
      now = after
    }
  }

  async #run(job: JobContext, id: string, more: Readonly<Record<string, string>>): Promise<JobResult> {
    const { host, engine, waitMs = 10_000 } = this.#context
    const { releasePath } = this.#context
    // The services of this release start next, and need not compile it again while users wait. A tree of the user's own stays as it is.
    const staged = `${this.#context.stateDir}/code/${posix.basename(releasePath)}.spec`
    const env = { ...this.#environment(tagOf(job.idPrefix)), ...more }
    const args = ['migrate', '--no-input', '--database', this.#config.alias]
    const inner = sh`[ ! -f ${staged} ] || unset PYTHONDONTWRITEBYTECODE
${{ raw: this.#command(sh`${factsFile(job.stateDir, id)}`, env, args, id) }} || { code=$?; [ "$code" != ${lockHeld} ] || code=1; exit "$code"; }
`
    const { script, secrets } = engine.underAdvisoryLock(inner, waitMs)
    const timeoutMs = this.#timeout(job)
    return jobOrLost(
      host.job({
        stateDir: job.stateDir,
        id,
        script,
        env,
        secrets,
        timeoutMs,
        token: job.token,
        onOutput: job.onOutput && shownOutput(job.onOutput)
      })
    )
  }

  #timeout(job: JobContext): number {
    return Math.min(this.#config.timeout, job.timeoutMs)
  }

  /** Time-outs and the tag of the sessions; unbuffered, so that output comes as it is written. */
  #environment(tag: string): Record<string, string> {
    const { settings, 'db-lock-timeout': lockTimeoutMs, 'statement-timeout': statementTimeoutMs } = this.#config
    return {
      ...this.#context.engine.clientEnvironment({ tag, lockTimeoutMs, statementTimeoutMs }),
      BELAY_SESSION: JSON.stringify({
        postgres: { application_name: tag, lock_timeout: `${lockTimeoutMs}ms`, statement_timeout: `${statementTimeoutMs}ms` },
        lock: sessionLock(tag)
      }),
      ...(this.#context.scratch === true ? { BELAY_DATABASE: this.#context.engine.database } : {}),
      PYTHONUNBUFFERED: '1',
      PYTHONDONTWRITEBYTECODE: '1',
      ...(settings === undefined ? {} : { DJANGO_SETTINGS_MODULE: settings })
    }
  }

  #command(facts: string, environment: Readonly<Record<string, string>>, args: readonly string[], id?: string): string {
    return this.#interpreter.call({
      file: 'manage.py',
      code: djangoDriver,
      facts,
      args: [this.#config.alias, 'manage.py', ...args],
      environment: Object.keys(environment),
      id
    })
  }

  /** What a killed job left running elsewhere, and then its sessions. */
  async #end(job: JobContext, id: string): Promise<void> {
    const { host, engine } = this.#context
    await this.#interpreter.end(host, id)
    await engine.endSessions(tagOf(job.idPrefix))
  }

  async #facts(id: string): Promise<Facts | undefined> {
    const path = factsFile(this.#context.stateDir, id)
    const { stdout } = await this.#context.host.run(sh`[ ! -f ${path} ] || cat -- ${path}`)
    return stdout === '' ? undefined : parse(stdout)
  }
}

function names(table: readonly (readonly (string | null)[])[]): string[] {
  return table.map(([app, name]) => `${app}.${name}`)
}

function parse(text: string): Facts {
  return facts.parse(JSON.parse(text))
}

function factsFile(stateDir: string, id: string): string {
  return `${stateDir}/jobs/${id}/migration.json`
}

function state(applied: readonly string[], partly: boolean): string {
  const done = applied.length === 0 ? 'None was applied' : `Applied before it: ${list(applied)}`
  return `${done}.${partly ? ' It is not atomic: part of its work may remain.' : ''}`
}
