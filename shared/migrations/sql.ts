import { createHash } from 'node:crypto'
import type { MigrationConfig } from '../config/schema.ts'
import type { JobContext } from '../database/backup-source.ts'
import { tagOf } from '../database/names.ts'
import { messageOf, UserError } from '../errors.ts'
import type { JobResult } from '../host/host.ts'
import { sh } from '../host/shell.ts'
import { difference, list, mismatch, unaskedFor } from './applied.ts'
import { firstErrorLines, isLockTimeout, shownOutput } from './errors.ts'
import {
  type ApplyEvidence,
  type MigrationContext,
  MigrationFailed,
  type MigrationFramework,
  type Pending,
  type RevertEvidence
} from './framework.ts'
import { jobOrLost } from './lost-job.ts'
import { schemaChanges } from './online-trial.ts'
import { compareSqlFiles, compareVersions, isOneChange, parseSqlFile, type SqlFile, sectionOf, whyNoTransaction } from './sql-files.ts'
import { Ledger, type LedgerRow } from './sql-ledger.ts'

export type SqlConfig = Extract<MigrationConfig, { framework: 'sql' }>

/** How often a file that could not get a lock is tried, and how long is waited before each try, in milliseconds. */
const waits = [0, 2_000, 5_000]
/** Exit code of `underAdvisoryLock` when another session holds the lock. */
const lockHeld = 75
/** Exit code of the job when the ledger is not what the plan was made from. */
const changed = 78

interface Migration extends SqlFile {
  readonly checksum: string
  readonly text: string
  /** Statements of the way back, where there is one; from which file. */
  readonly down: { readonly file: string; readonly text: string } | undefined
}

/** One statement text that a job runs, and what the ledger says afterwards. */
interface Part {
  readonly name: string
  readonly file: string
  readonly text: string
  readonly transaction: boolean
  /** One change of the schema alone: what failed has left nothing. */
  readonly single: boolean
  readonly before: string
  readonly after: string
  /** What the ledger says again where nothing of it was done. */
  readonly undone: string
}

/**
 * Ordered files of SQL with a ledger of their own in the database. A file is one transaction with its row where the engine can; else its row says `running`
 * until it has ended, so that one that broke half way is known for ever after.
 */
export class Sql implements MigrationFramework {
  readonly name = 'sql'
  readonly set: string
  readonly #config: SqlConfig
  readonly #context: MigrationContext
  readonly #ledger: Ledger

  constructor(config: SqlConfig, context: MigrationContext) {
    this.#config = config
    this.#context = context
    this.#ledger = new Ledger(context.engine, 'belay_migrations')
    this.set = `sql:${config.database}`
  }

  async appliedSet(): Promise<readonly string[]> {
    const rows = await this.#rows()
    if (rows !== undefined) return rows.flatMap(row => (row.state === 'applied' ? [row.name] : [])).sort()
    return (await this.#baseline(await this.#files())).map(each => each.name).sort()
  }

  async plan(): Promise<readonly Pending[]> {
    const { pending } = await this.#compare()
    return pending.map(each => ({ name: each.name, atomic: this.#isAtomic(each) }))
  }

  async verify(): Promise<void> {
    const pending = await this.plan()
    if (pending.length > 0) throw new UserError(`Files are still to be applied: ${list(pending.map(each => each.name))}`)
  }

  async apply(job: JobContext, before: readonly string[], only?: readonly string[]): Promise<ApplyEvidence> {
    const { host, engine, clock } = this.#context
    const started = clock.monotonic()
    // Followed and not begun: what its ledger says now is the job's own doing.
    const begun = (await host.inspectJob(job.stateDir, `${job.idPrefix}.migrate`)).state !== 'absent'
    const { pending, baseline } = await this.#compare(begun ? before : undefined)
    const unasked = begun
      ? undefined
      : unaskedFor(
          this.set,
          only,
          pending.map(each => each.name)
        )
    if (unasked !== undefined) throw new UserError(unasked)
    const parts = pending.map(
      (each): Part => ({
        name: each.name,
        file: each.file,
        text: each.text,
        transaction: this.#isAtomic(each),
        single: this.#isSingle(each.text),
        before: this.#ledger.write({ name: each.name, checksum: each.checksum, state: 'running' }),
        after: this.#ledger.write({ name: each.name, checksum: each.checksum, state: 'applied' }),
        undone: this.#ledger.remove(each.name)
      })
    )
    const begin = this.#ledger.create + baseline.map(each => this.#ledger.write({ ...each, state: 'applied' })).join('')
    const { after, attempts } = await this.#work(job, 'migrate', parts, begin, before)
    const wrong = mismatch([...new Set([...before, ...pending.map(each => each.name)])], after)
    if (wrong !== undefined)
      throw this.#failed(`The applied files of ${engine.database} are not what was planned: ${wrong}`, { before, after, parts, attempts })
    return {
      framework: this.name,
      before,
      after,
      planned: pending.map(each => each.name),
      applied: difference(before, after).added,
      files: Object.fromEntries(pending.map(each => [each.name, each.checksum])),
      attempts,
      durationMs: Math.round(clock.monotonic() - started),
      ...(this.#context.scratch === true ? { statements: pending.flatMap(each => schemaChanges(each.file, each.text)) } : {})
    }
  }

  async revert(job: JobContext, to: readonly string[]): Promise<RevertEvidence> {
    const { engine, clock } = this.#context
    const started = clock.monotonic()
    const before = await this.appliedSet()
    const { added: missing, removed: gone } = difference(before, to)
    if (missing.length > 0)
      throw new UserError(`${engine.database} cannot go back to a set that it does not hold: ${list(missing)} is not applied`)
    const files = await this.#files()
    const back = files.filter(each => gone.includes(each.name)).reverse()
    const unknown = gone.filter(name => !files.some(each => each.name === name))
    const without = back.filter(each => each.down === undefined).map(each => each.name)
    if (unknown.length > 0 || without.length > 0)
      throw new UserError(
        `${engine.database} cannot go back: ${list([...unknown, ...without])} has no statements for the way back in ${this.#directory} (a file U…, *.down.sql, or a section)`
      )
    const parts = back.map((each): Part => {
      const { file, text } = each.down!
      return {
        name: each.name,
        file,
        text,
        transaction: whyNoTransaction(text, engine.engine) === undefined,
        single: this.#isSingle(text),
        before: this.#ledger.write({ name: each.name, checksum: each.checksum, state: 'running' }),
        after: this.#ledger.remove(each.name),
        undone: this.#ledger.write({ name: each.name, checksum: each.checksum, state: 'applied' })
      }
    })
    const { after, attempts } = await this.#work(job, 'revert', parts, '', before)
    const wrong = mismatch(to, after)
    if (wrong !== undefined)
      throw this.#failed(`The applied files of ${engine.database} are not those from before: ${wrong}`, { before, after, parts, attempts })
    return {
      framework: this.name,
      before,
      after,
      reverted: difference(before, after).removed,
      durationMs: Math.round(clock.monotonic() - started)
    }
  }

  /**
   * What the ledger and the directory say together. `followed`: the set that a job began with which is there already; what stands in the ledger now is that
   * job's. Errors: UserError where they contradict each other.
   */
  async #compare(followed?: readonly string[]): Promise<{ pending: readonly Migration[]; baseline: readonly Migration[] }> {
    const { engine } = this.#context
    const files = await this.#files()
    if (followed !== undefined) return { pending: files.filter(each => each.role === 'up' && !followed.includes(each.name)), baseline: [] }
    const rows = await this.#rows()
    const baseline = rows === undefined ? await this.#baseline(files) : []
    const known = new Map((rows ?? baseline.map(each => ({ ...each, state: 'applied' }))).map(row => [row.name, row]))
    const half = [...known.values()].filter(row => row.state === 'running').map(row => row.name)
    if (half.length > 0)
      throw new UserError(
        `${half.join(', ')} of ${engine.database} was begun and has not ended: another run is at it now, or one broke and a part of it may be there. Look what is, finish or undo it by hand, then set its row in ${this.#ledger.table} to \`applied\` or delete it.`
      )
    const edited = files.filter(each => each.role === 'up' && known.has(each.name) && known.get(each.name)!.checksum !== each.checksum)
    if (edited.length > 0)
      throw new UserError(
        `${list(edited.map(each => each.file))} is not the file that was applied to ${engine.database} (another SHA-256 stands in ${this.#ledger.table}): an applied file was edited, or the ledger was. Bring the old file back and write a new one with the change.`
      )
    const pending = files.filter(each =>
      each.role === 'repeatable' ? known.get(each.name)?.checksum !== each.checksum : !known.has(each.name)
    )
    const newest = files.filter(each => each.role === 'up' && known.has(each.name)).at(-1)
    const late = newest === undefined ? [] : pending.filter(each => each.role === 'up' && compareVersions(each, newest) < 0)
    if (late.length > 0 && !this.#config['out-of-order'])
      throw new UserError(
        `${list(late.map(each => each.file))} comes before ${newest!.file}, which is applied to ${engine.database} already. Give it a higher version, or set \`out-of-order: true\` where the order does not matter.`
      )
    return { pending, baseline }
  }

  /** The files that count as applied where there is no ledger yet. Errors: UserError where nobody says it. */
  async #baseline(files: readonly Migration[]): Promise<readonly Migration[]> {
    const { baseline } = this.#config
    const { engine } = this.#context
    if (baseline === undefined) {
      const tables = await this.#ledger.tables()
      if (tables === 0) return []
      throw new UserError(
        `${engine.database} has ${tables} ${tables === 1 ? 'table' : 'tables'} and no ${this.#ledger.table} yet, so nobody can tell which files are applied. Set \`baseline\` to the last one that is (\`baseline: V3__x\`), or to \`none\`.`
      )
    }
    if (baseline === 'none') return []
    const index = files.findIndex(each => each.name === baseline || each.file === baseline)
    if (index < 0) throw new UserError(`There is no file ${baseline} in ${this.#directory} (\`baseline\`)`)
    return files.slice(0, index + 1)
  }

  async #rows(): Promise<readonly LedgerRow[] | undefined> {
    try {
      return await this.#ledger.read()
    } catch (error) {
      if (error instanceof UserError) throw error
      throw new UserError(`Could not read which files ${this.#context.engine.database} has applied: ${messageOf(error)}`, { cause: error })
    }
  }

  /** What is to be applied, in order. Errors: UserError for a directory without such files, and for two of one version. */
  async #files(): Promise<readonly Migration[]> {
    const { host } = this.#context
    const script = sh`cd -- ${this.#directory} || { printf 'BELAY: there is no directory %s\n' ${this.#directory} >&2; exit 64; }
for file in *.sql; do
  [ -f "$file" ] || continue
  # In an argument of printf a failure would go unseen, and the file would pass for an empty one.
  content=$(base64 -w 0 -- "$file") || { printf 'BELAY: %s cannot be read\\n' "$file" >&2; exit 64; }
  printf '%s\\0%s\\0' "$file" "$content"
done
`
    const { stdout, exitCode, stderr } = await host.run(script, { timeoutMs: 60_000, check: false })
    if (exitCode !== 0)
      throw new UserError(
        `The files of SQL could not be read on ${host.label}: ${/BELAY: (.*)/.exec(stderr)?.[1] ?? `exit code ${exitCode}`}. Is \`directory\` right?`
      )
    return migrationsIn(stdout.split('\0'), this.#directory)
  }

  #isAtomic(migration: Migration): boolean {
    return whyNoTransaction(migration.text, this.#context.engine.engine) === undefined
  }

  /** MySQL and MariaDB take back a change of the schema that failed; an index that PostgreSQL could not build concurrently stays. */
  #isSingle(text: string): boolean {
    return ['mysql', 'mariadb'].includes(this.#context.engine.engine) && isOneChange(text)
  }

  /** Runs the parts in their order as one job; tried again where a lock was not free and nothing of that part can remain. */
  async #work(
    job: JobContext,
    verb: 'migrate' | 'revert',
    parts: readonly Part[],
    begin: string,
    before: readonly string[]
  ): Promise<{ after: readonly string[]; attempts: number }> {
    const { engine, clock } = this.#context
    const timeoutMs = Math.min(this.#config.timeout, job.timeoutMs)
    let left = parts
    for (let attempt = 1; ; attempt++) {
      const id = `${job.idPrefix}.${verb}${attempt === 1 ? '' : `-${attempt}`}`
      const result = await this.#run(job, id, timeoutMs, left, attempt === 1 ? begin : '', attempt === 1 ? before : undefined)
      const clean = result.ended === 'exit' && (result.exitCode === 0 || result.exitCode === lockHeld)
      if (!clean) await engine.endSessions(tagOf(job.idPrefix))
      const rows = (await this.#rows()) ?? []
      const after = rows.flatMap(row => (row.state === 'applied' ? [row.name] : [])).sort()
      if (result.ended === 'exit' && result.exitCode === 0) return { after, attempts: attempt }
      const partly = rows.some(row => row.state === 'running')
      const fail = (message: string): never => {
        throw this.#failed(message, { before, after, parts, attempts: attempt, result, partly })
      }
      const sets = difference(before, after)
      const done = (verb === 'migrate' ? sets.added : sets.removed).filter(name => parts.some(part => part.name === name))
      const state = `${done.length === 0 ? 'None was done' : `Done before it: ${list(done)}`}.${partly ? ' It is not one transaction: part of its work may remain.' : ''}`
      if (result.ended === 'exit' && result.exitCode === lockHeld)
        fail(`Another run holds the migration lock of ${engine.database}. Wait for it, then run this again.`)
      if (result.ended === 'exit' && result.exitCode === changed)
        fail(
          `${engine.database} changed between the plan and the migration (applied now: ${list(after)}): someone else migrates it. Nothing was run.`
        )
      const current = /^BELAY-file=(.*)$/m.exec(result.tail.split('\n').findLast(line => line.startsWith('BELAY-file=')) ?? '')?.[1]
      const what = `${current ?? 'The migration'} of ${engine.database}`
      if (result.ended === 'deadline')
        fail(`${what} had not ended after ${timeoutMs / 1000} s and was stopped; its database sessions are gone. ${state}`)
      if (result.ended === 'signal') fail(`${what} was ended from outside; its database sessions are gone. ${state}`)
      if (isLockTimeout(result.tail) && !partly && attempt < waits.length) {
        job.onOutput?.(`A lock was not free; trying again in ${waits[attempt]! / 1000} s (${attempt + 1} of ${waits.length})\n`)
        if (!result.attached) await clock.sleep(waits[attempt]!)
        left = left.filter(part => !done.includes(part.name))
        continue
      }
      fail(`${what} failed with exit code ${result.exitCode}. ${state}`)
    }
  }

  #run(
    job: JobContext,
    id: string,
    timeoutMs: number,
    parts: readonly Part[],
    begin: string,
    expected: readonly string[] | undefined
  ): Promise<JobResult> {
    const { host, engine, waitMs = 10_000 } = this.#context
    const tag = tagOf(job.idPrefix)
    const { 'db-lock-timeout': lockTimeoutMs, 'statement-timeout': statementTimeoutMs } = this.#config
    const client = engine.sqlClient({ tag, lockTimeoutMs, statementTimeoutMs })
    // Rows that a statement selects are data, and go nowhere.
    const send = (sql: string) => sh`printf %s ${client.begin + sql} | sql_client > /dev/null || belay_failed
`
    const script = `${client.functions}belay_failed() { local code=$?; [ "$code" != ${lockHeld} ] && [ "$code" != ${changed} ] || code=1; exit "$code"; }
${begin === '' ? '' : send(begin)}${
  expected === undefined
    ? ''
    : sh`said=$(printf %s ${this.#ledger.holds(expected)} | sql_client) || belay_failed
[[ $said == *same* ]] || exit ${changed}
`
}${parts.map(part => this.#script(part, send, client.begin)).join('')}`
    const locked = engine.underAdvisoryLock(script, waitMs)
    const show = job.onOutput && shownOutput(job.onOutput)
    return jobOrLost(
      host.job({
        stateDir: job.stateDir,
        id,
        script: locked.script,
        env: { ...engine.clientEnvironment({ tag, lockTimeoutMs, statementTimeoutMs }) },
        secrets: { ...client.secrets, ...locked.secrets },
        timeoutMs,
        token: job.token,
        onOutput: show && (text => show(text.replaceAll(/^BELAY-file=(.*)$/gm, '  Applying $1...')))
      })
    )
  }

  /** In a transaction of its own the file and its row are one; else the row says before it that it runs. */
  #script(part: Part, send: (sql: string) => string, begin: string): string {
    const says = sh`printf 'BELAY-file=%s\n' ${part.name}\n`
    // An unended comment or quote would swallow what follows: then its row is missing, and nothing passes.
    const undo = part.single
      ? sh`belay_taken_back() { local code=$?; printf %s ${begin + part.undone} | sql_client > /dev/null; (exit "$code"); belay_failed; }
`
      : ''
    const run = part.single ? send(part.text).replace(/belay_failed\n$/, 'belay_taken_back\n') : send(part.text)
    if (!part.transaction) return `${says}${send(part.before)}${undo}${run}${send(part.after)}`
    const isPostgres = this.#context.engine.engine === 'postgres'
    const mark = isPostgres ? `DO $$ BEGIN PERFORM set_config('belay.transaction', txid_current()::text, true); END $$;\n` : ''
    const same = isPostgres
      ? `DO $$ BEGIN IF current_setting('belay.transaction', true) IS DISTINCT FROM txid_current()::text THEN RAISE EXCEPTION 'BELAY: the file ended its transaction'; END IF; END $$;\n`
      : ''
    const open = this.#context.engine.engine === 'sqlite' ? 'BEGIN IMMEDIATE;\n' : 'BEGIN;\n'
    return `${says}${sh`printf %s ${`${begin}${open}${mark}${part.text}\n;\n${same}${part.after}COMMIT;\n`} | sql_client > /dev/null || belay_failed
`}`
  }

  get #directory(): string {
    const { directory } = this.#config
    return directory === '.' ? this.#context.releasePath : `${this.#context.releasePath}/${directory}`
  }

  #failed(
    message: string,
    facts: {
      readonly before: readonly string[]
      readonly after: readonly string[]
      readonly parts: readonly Part[]
      readonly attempts: number
      readonly result?: JobResult
      readonly partly?: boolean
    }
  ): MigrationFailed {
    const { before, after, parts, attempts, result, partly = false } = facts
    const { added, removed } = difference(before, after)
    return new MigrationFailed(message, {
      framework: this.name,
      before,
      after,
      planned: parts.map(part => part.name),
      applied: added,
      gone: removed,
      ended: result?.ended ?? 'exit',
      exitCode: result?.exitCode ?? 0,
      partly,
      attempts,
      error: firstErrorLines(result?.tail ?? '')
    })
  }
}

/** `name, base64 of the content, …` as the host lists it. Errors: UserError for a directory without such files, and for two of one version. */
export function migrationsIn(listed: readonly string[], directory: string): readonly Migration[] {
  const texts = new Map<string, Buffer>()
  for (let index = 0; index + 1 < listed.length; index += 2) texts.set(listed[index]!, Buffer.from(listed[index + 1]!, 'base64'))
  const parsed = [...texts.keys()].map(parseSqlFile).filter(each => each !== undefined)
  const downs = new Map(parsed.filter(each => each.role === 'down').map(each => [versionOf(each), each.file]))
  const files = parsed
    .filter(each => each.role !== 'down')
    .sort(compareSqlFiles)
    .map((each): Migration => {
      const content = texts.get(each.file)!
      const whole = content.toString('utf8')
      const file = downs.get(versionOf(each))
      const section = sectionOf(whole, 'down')
      const down =
        file !== undefined
          ? { file, text: texts.get(file)!.toString('utf8') }
          : section === undefined
            ? undefined
            : { file: each.file, text: section }
      return {
        ...each,
        checksum: createHash('sha256').update(content).digest('hex'),
        text: sectionOf(whole, 'up') ?? '',
        down: each.role === 'repeatable' ? undefined : down
      }
    })
  if (files.length === 0)
    throw new UserError(
      `There is no file of SQL with a version in its name in ${directory} (V1__x.sql, 0001_x.sql, 0001_x.up.sql). Is \`directory\` right?`
    )
  const twice = files.find((each, index) => index > 0 && each.role === 'up' && compareVersions(each, files[index - 1]!) === 0)
  if (twice !== undefined)
    throw new UserError(
      `${files[files.indexOf(twice) - 1]!.file} and ${twice.file} in ${directory} have one version. Give one of them another.`
    )
  return files
}

function versionOf(file: SqlFile): string {
  return file.role === 'repeatable' ? file.name : file.version.join('.')
}
