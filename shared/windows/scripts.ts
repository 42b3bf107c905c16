import { resolve } from 'node:path'
import type { MigrationConfig, ScriptConfig } from '../config/schema.ts'
import { messageOf, UserError } from '../errors.ts'
import { difference, list, mismatch } from '../migrations/applied.ts'
import { firstErrorLines, shownOutput } from '../migrations/errors.ts'
import { type ApplyEvidence, MigrationFailed } from '../migrations/framework.ts'
import { checksumOf } from '../migrations/script-checksum.ts'
import { holds } from '../migrations/script-verdict.ts'
import { Ledger } from '../migrations/sql-ledger.ts'
import type { Clock, Log } from '../ports.ts'
import { type Command, runCommand } from './command.ts'
import { type Measured, measure } from './compared.ts'
import { explained, sha256Of } from './disk.ts'
import { change, rowsOf } from './sqlite-query.ts'
import { label } from './store.ts'

export type ScriptsConfig = Extract<MigrationConfig, { framework: 'scripts' }>

export interface NodeScriptsContext {
  /** Path of the SQLite file. */
  readonly database: string
  /** Where the code is that the scripts belong to. */
  readonly root: string
  /** Of the runner; what belongs to the workflow run alone is not handed on. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly log: Log
}

/**
 * `shared/migrations/scripts.ts` for a machine without a shell of POSIX: the same verdicts, the same ledger, each command a process of this machine. Whoever
 * calls this has the state directory alone.
 */
export class NodeScripts {
  readonly set: string
  readonly #config: ScriptsConfig
  readonly #context: NodeScriptsContext
  readonly #ledger: Ledger

  constructor(config: ScriptsConfig, context: NodeScriptsContext) {
    this.#config = config
    this.#context = context
    this.set = `scripts:${config.database}`
    this.#ledger = new Ledger({ engine: 'sqlite', database: context.database, query: this.#query }, 'belay_scripts')
  }

  /** What the checks say is applied, sorted. Errors: UserError where one gives no answer. */
  async appliedSet(): Promise<readonly string[]> {
    const applied: string[] = []
    for (const script of this.#config.scripts) if (await this.#isApplied(script)) applied.push(script.name)
    return applied.sort()
  }

  pending(applied: readonly string[]): readonly string[] {
    return this.#config.scripts.map(script => script.name).filter(name => !applied.includes(name))
  }

  /** Success only when the set afterwards is exactly `before` and what was pending. Errors: MigrationFailed, when no process of it lives any more. */
  async apply(before: readonly string[]): Promise<ApplyEvidence> {
    const { clock, log, database } = this.#context
    const started = clock.monotonic()
    const planned = this.pending(before)
    const sums = await this.#checksums()
    const rows = (await this.#ledger.read()) ?? []
    for (const row of rows)
      if (before.includes(row.name) && sums.has(row.name) && row.checksum !== sums.get(row.name))
        log.warning(`Script ${row.name} was edited after it was applied; what runs there now is what was applied then`)
    const done: string[] = []
    for (const script of this.#config.scripts.filter(each => planned.includes(each.name))) {
      try {
        await log.group(`Script ${script.name}`, () => this.#applyOne(script, sums.get(script.name)!))
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        const after = await this.appliedSet().catch(() => [...before, ...done].sort())
        throw this.#failed(error, { before, after, planned })
      }
      done.push(script.name)
    }
    const after = await this.appliedSet()
    const wrong = mismatch([...before, ...planned], after)
    if (wrong !== undefined)
      throw this.#failed(new UserError(`The applied scripts of ${database} are not what was planned: ${wrong}`), { before, after, planned })
    return {
      framework: 'scripts',
      before,
      after,
      planned,
      applied: difference(before, after).added,
      files: Object.fromEntries(planned.map(name => [name, sums.get(name)!])),
      attempts: 1,
      durationMs: Math.round(clock.monotonic() - started)
    }
  }

  async #applyOne(script: ScriptConfig, checksum: string): Promise<void> {
    const { database, log } = this.#context
    const sources: Measured[] = []
    for (const each of script.compare) {
      const source = await this.#measure(script, each.source, `The source ${each.name} of script ${script.name}`)
      if (source.lines === 0 && !each['allow-empty'])
        throw new UserError(
          `Script ${script.name} of ${database} was not begun: the source of its comparison ${each.name} has not one line, so that nothing could prove the move. Look at the source; where it may be empty, set \`allow-empty: true\` there`
        )
      sources.push(source)
    }
    await this.#run(script, script.apply, 'apply')
    if (typeof script.verify === 'string') await this.#run(script, script.verify, 'verify')
    else {
      const wrong = await holds(script.verify, `The proof of script ${script.name}`, this.#asking(script))
      if (wrong !== undefined) throw new UserError(`Script ${script.name} of ${database} is not proven: ${wrong}`)
    }
    for (const [index, each] of script.compare.entries()) {
      const [source, target] = [
        sources[index]!,
        await this.#measure(script, each.target, `The target ${each.name} of script ${script.name}`)
      ]
      if (source.lines !== target.lines || source.sum !== target.sum)
        throw new UserError(
          `Script ${script.name} of ${database} moved data that is not what it was: ${each.name}: source ${said(source)}, target ${said(target)}`
        )
      log.info(`${each.name}: ${target.lines} lines, the same before and after`)
    }
    change(database, this.#ledger.create + this.#ledger.write({ name: script.name, checksum, state: 'applied' }))
  }

  async #isApplied(script: ScriptConfig): Promise<boolean> {
    return (await holds(script.check, `The check of script ${script.name}`, this.#asking(script))) === undefined
  }

  #asking(script: ScriptConfig) {
    const run = async (text: string) => {
      const ended = await runCommand(this.#command(script, text))
      if (ended.deadline)
        throw new UserError(`${text} of script ${script.name} had not ended after ${script.timeout / 1000} s and was ended`)
      return { ...ended, exitCode: ended.exitCode ?? 255 }
    }
    return { host: { label }, engine: { database: this.#context.database, query: this.#query }, run, timeoutMs: script.timeout }
  }

  readonly #query = async (sql: string) => {
    const { database } = this.#context
    try {
      return [...rowsOf(database, sql)]
    } catch (error) {
      throw new UserError(`${database} does not answer: ${messageOf(error)}`, { cause: error })
    }
  }

  /** Errors: UserError with the first lines of what it said, as far as they may be shown. */
  async #run(script: ScriptConfig, text: string, part: 'apply' | 'verify'): Promise<void> {
    const show = shownOutput(line => this.#context.log.info(line.trimEnd()))
    const { exitCode, deadline, stdout, stderr } = await runCommand({ ...this.#command(script, text), onOutput: show })
    if (exitCode === 0 && !deadline) return
    const how = deadline
      ? `had not ended after ${script.timeout / 1000} s in ${part} and was ended`
      : exitCode === null
        ? `was ended from outside in ${part}`
        : `failed in ${part} with exit code ${exitCode}`
    const lines = firstErrorLines(`${stdout}\n${stderr}`)
    throw new UserError(
      `Script ${script.name} of ${this.#context.database} ${how}`,
      lines.length === 0 ? undefined : { cause: new Error(lines.join('\n')) }
    )
  }

  #measure(script: ScriptConfig, side: ScriptConfig['compare'][number]['source'], what: string): Promise<Measured> {
    return measure(side, what, {
      database: this.#context.database,
      directory: this.#directory,
      run: (text, onStdout) =>
        runCommand({ ...this.#command(script, text), onOutput: (piece, stream) => (stream === 'stdout' ? onStdout(piece) : undefined) })
    })
  }

  #command(script: ScriptConfig, text: string): Command {
    const { root, environment, database } = this.#context
    const own = Object.entries(environment).filter(
      ([name]) => !/^(INPUT_|STATE_|ACTIONS_|GITHUB_(ENV|OUTPUT|PATH|STATE|STEP_SUMMARY|TOKEN)$)/.test(name)
    )
    return {
      text,
      cwd: this.#directory,
      environment: { ...Object.fromEntries(own), RELEASE_PATH: root, DATABASE_PATH: database },
      timeoutMs: script.timeout
    }
  }

  async #checksums(): Promise<ReadonlyMap<string, string>> {
    const { scripts } = this.#config
    const sums = new Map<string, string>()
    for (const path of new Set(scripts.flatMap(script => script.files))) {
      try {
        sums.set(path, await sha256Of(resolve(this.#directory, path)))
      } catch (error) {
        const cause = explained('Reading it', error)
        throw new UserError(`The file ${path} of the scripts could not be read in ${this.#directory} (\`files\`)`, { cause })
      }
    }
    return new Map(scripts.map(script => [script.name, checksumOf(script, sums)]))
  }

  #failed(
    error: UserError,
    {
      before,
      after,
      planned
    }: { readonly before: readonly string[]; readonly after: readonly string[]; readonly planned: readonly string[] }
  ): MigrationFailed {
    const { added, removed } = difference(before, after)
    const applied = added.length === 0 ? 'none of the pending scripts is applied' : `applied is ${list(added)}`
    return new MigrationFailed(`${error.message}. As the checks say, ${applied}`, {
      framework: 'scripts',
      before,
      after,
      planned,
      applied: added,
      gone: removed,
      ended: 'exit',
      exitCode: 1,
      // What a script does in its own transactions is unknown.
      partly: true,
      attempts: 1,
      error: error.cause === undefined ? [] : messageOf(error.cause).split('\n')
    })
  }

  get #directory(): string {
    return resolve(this.#context.root, this.#config.directory)
  }
}

const said = ({ lines, sum }: Measured) => `${lines} lines (${sum.slice(0, 12)})`
