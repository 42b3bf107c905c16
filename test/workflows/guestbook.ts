// A small local system for the tests of the workflows: the demo's guest book, installed, started and adopted, with a runner of its own.
// Everything lies in one temporary directory and listens on ports of its own, so that files of tests run side by side.
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  findEntries,
  health,
  installByHand,
  type System,
  startByHand,
  startFront,
  stopService,
  systemIn,
  until
} from '../../scripts/demo/guestbook.ts'
import { type Content, configuration, entries, type Migration, Repository } from '../../scripts/demo/repository.ts'
import { type Run, Runner, type RunOptions, type RunResult } from '../runner/run.ts'

export type { System } from '../../scripts/demo/guestbook.ts'
export { until } from '../../scripts/demo/guestbook.ts'
export { byTime, entries, forgetAuthors, type Migration, stars } from '../../scripts/demo/repository.ts'

export const root = resolve(import.meta.dirname, '..', '..')
export const node = process.execPath
const repositoryName = 'sample/guestbook'

/** What a test commits; the rest of the configuration is the same for all. */
export interface Change {
  readonly migrations?: readonly Migration[] | undefined
  readonly broken?: boolean | undefined
  /** Whose paths the configuration names; default production. Each environment is a machine of its own in real life. */
  readonly on?: string | undefined
  /** More of the environment production. */
  readonly window?: string | undefined
  readonly edit?: ((configuration: string) => string) | undefined
}

/** How an environment looks from outside: asked through the front, read from its files and its database. */
export interface World {
  /** Version that users are served by; undefined while they are not. */
  readonly served: string | undefined
  readonly current: string
  readonly maintenance: boolean
  readonly locked: boolean
  readonly migrations: readonly string[]
  readonly entries: number
}

export interface JournalEntry {
  readonly id: string
  readonly records: readonly {
    readonly type: string
    readonly kind?: string
    readonly step?: string
    readonly outcome?: string
    readonly reason?: string
    readonly message?: string
    readonly owner?: { readonly runId: string; readonly runAttempt: number }
    readonly evidence?: Readonly<Record<string, unknown>>
  }[]
}

export type Start = Partial<Omit<RunOptions, 'workflow'>>

export class Guestbook {
  readonly directory: string
  readonly systems: Readonly<Record<string, System>>
  readonly repository: Repository
  readonly runner: Runner
  readonly #ends: (() => unknown)[] = []
  readonly #runs: Run[] = []

  private constructor(directory: string, systems: Readonly<Record<string, System>>) {
    this.directory = directory
    this.systems = systems
    this.repository = new Repository(join(directory, 'origin'), root)
    this.runner = new Runner(join(directory, 'runner'))
  }

  /** Repository with v1.0.0 on main, each environment installed and started by hand and, unless told otherwise, adopted. */
  static async make(options: { environments?: readonly string[]; adopt?: boolean } = {}): Promise<Guestbook> {
    const directory = mkdtempSync(join(tmpdir(), 'belay-guestbook-'))
    const names = options.environments ?? ['production']
    const systems = Object.fromEntries(
      await Promise.all(names.map(async name => [name, await systemIn(join(directory, name), name)] as const))
    )
    const book = new Guestbook(directory, systems)
    try {
      book.commit('v1.0.0')
      book.repository.tag('v1.0.0')
      await Promise.all(names.map(name => book.#install(name, options.adopt ?? true)))
      return book
    } catch (error) {
      await book.end()
      throw error
    }
  }

  async #install(name: string, adopt: boolean): Promise<void> {
    const system = this.system(name)
    installByHand(this.repository.directory, system, node)
    this.#ends.push(startFront(root, system, node), () => stopService(system))
    startByHand(system, node)
    await until(`${name} answers`, async () => (await health(system.url)) !== undefined)
    await this.write(name)
    if (!adopt) return
    if (name !== 'production') this.branch(name, 'v1.0.0', { on: name })
    const ref = `refs/heads/${name === 'production' ? 'main' : name}`
    const result = await this.run('adopt.yml', { event: 'workflow_dispatch', ref, inputs: { environment: name } })
    if (result.conclusion !== 'success') throw new Error(`adopt ended as ${result.conclusion}:\n${result.log.join('\n')}`)
  }

  system(name = 'production'): System {
    const system = this.systems[name]
    if (system === undefined) throw new Error(`There is no environment ${name}`)
    return system
  }

  /** `.github/belay.yml` as a test wants it. */
  configuration({ migrations = [entries], on = 'production', window, edit = text => text }: Change = {}): string {
    const policies: Record<string, string> = {
      production: `refs: { tags: v*, on: main }${window === undefined ? '' : `\n    window: ${window}`}`,
      staging: 'refs: { branches: [staging, hotfix/**] }',
      develop: 'refs: { branches: [develop] }'
    }
    return edit(
      configuration({
        system: this.system(on),
        node,
        environments: Object.values(this.systems).map(system => ({ system, policy: policies[system.environment] ?? '{}' })),
        migrations,
        stableFor: '200 ms',
        health: 'interval: 50 ms\n  successes: 2\n  failures: 10'
      })
    )
  }

  /** Commits on the branch that is checked out. */
  commit(version: string, change: Change = {}): string {
    const content: Content = {
      version,
      migrations: change.migrations ?? [entries],
      broken: change.broken,
      configuration: this.configuration(change)
    }
    return this.repository.commit(content, version)
  }

  /** Commits on main and tags it: what a team pushes to release. Returns the ref. */
  release(version: string, change: Change = {}): string {
    this.commit(version, change)
    this.repository.tag(version)
    return `refs/tags/${version}`
  }

  /** Commits on another branch, made from main when it is new, and goes back to main. Returns the ref. */
  branch(name: string, version: string, change: Change = {}): string {
    const known = this.repository.git('branch', '--list', name) !== ''
    this.repository.git('checkout', '--quiet', ...(known ? [name] : ['-b', name]))
    this.commit(version, change)
    this.repository.git('checkout', '--quiet', 'main')
    return `refs/heads/${name}`
  }

  /** What the runner needs for one of the example workflows; `file` may also be an absolute path. */
  options(file: string, options: Start): RunOptions {
    return {
      workflow: resolve(root, 'workflows-examples', file),
      repository: repositoryName,
      repositories: { [repositoryName]: this.repository.directory },
      actions: { 'belay-actions/belay': root },
      node,
      ...options
    }
  }

  start(file: string, options: Start): Run {
    const run = this.runner.start(this.options(file, options))
    this.#runs.push(run)
    return run
  }

  run(file: string, options: Start): Promise<RunResult> {
    return this.start(file, options).done
  }

  /** A user writes; resolves with the entry's id. Errors: Error when it was not acknowledged. */
  async write(name = 'production'): Promise<number> {
    const body = JSON.stringify({ author: 'visitor 1', message: 'hello' })
    const response = await fetch(`${this.system(name).url}/entries`, { method: 'POST', body, signal: AbortSignal.timeout(30_000) })
    if (response.status !== 201) throw new Error(`The entry was refused: ${response.status} ${await response.text()}`)
    return ((await response.json()) as { id: number }).id
  }

  has(ids: readonly number[], name = 'production'): boolean {
    const { present, authors } = findEntries(this.system(name).database, ids)
    return present === ids.length && authors === ids.length
  }

  async world(name = 'production'): Promise<World> {
    const system = this.system(name)
    const rows = this.#rows(system)
    return {
      served: (await health(system.url))?.version,
      current: readlinkSync(join(system.site, 'current')),
      maintenance: existsSync(system.maintenance),
      locked: existsSync(join(system.state, 'lock')),
      migrations: rows.migrations,
      entries: rows.entries.length
    }
  }

  /** Deployments by age, the newest last, with all their records. */
  journal(name = 'production'): JournalEntry[] {
    const directory = join(this.system(name).state, 'deployments')
    if (!existsSync(directory)) return []
    return readdirSync(directory)
      .sort((a, b) => a.localeCompare(b))
      .map(id => ({
        id,
        records: readdirSync(join(directory, id))
          .filter(file => file.endsWith('.json'))
          .sort((a, b) => a.localeCompare(b))
          .map(file => JSON.parse(readFileSync(join(directory, id, file), 'utf8')))
      }))
  }

  releaseState(version: string, name = 'production'): string | undefined {
    const directory = join(this.system(name).state, 'releases')
    const records = readdirSync(directory).map(id => JSON.parse(readFileSync(join(directory, id, 'release.json'), 'utf8')))
    return records.find(record => record.version === version)?.state
  }

  /** One digest of all that a deployment could change: journal, lock, releases, link, process, schema, rows. */
  async digest(name = 'production'): Promise<string> {
    const system = this.system(name)
    const files = (directory: string): string[] =>
      existsSync(directory)
        ? readdirSync(directory, { withFileTypes: true, recursive: true }).map(
            entry =>
              `${entry.parentPath}/${entry.name} ${
                entry.isFile()
                  ? createHash('sha256')
                      .update(readFileSync(join(entry.parentPath, entry.name)))
                      .digest('hex')
                  : ''
              }`
          )
        : []
    const facts = [
      ...['deployments', 'releases', 'backups', 'services'].flatMap(each => files(join(system.state, each))),
      ...readdirSync(system.state).filter(each => each === 'lock' || each.startsWith('owner.')),
      ...readdirSync(join(system.site, 'releases')),
      existsSync(join(system.site, 'current')) ? readdirSync(join(system.site, 'current')).join() : 'no current',
      String(existsSync(system.maintenance)),
      JSON.stringify(this.#rows(system)),
      JSON.stringify(await health(system.url))
    ]
    return createHash('sha256')
      .update(facts.sort((a, b) => a.localeCompare(b)).join('\n'))
      .digest('hex')
  }

  #rows(system: System): { migrations: string[]; entries: unknown[] } {
    const database = new DatabaseSync(system.database, { readOnly: true, timeout: 5_000 })
    try {
      const migrations = database.prepare('SELECT name FROM migration ORDER BY name').all() as { name: string }[]
      return { migrations: migrations.map(row => row.name), entries: database.prepare('SELECT * FROM entry').all() }
    } finally {
      database.close()
    }
  }

  /** Ends every process of it, by its pid, and removes the directory. */
  async end(): Promise<void> {
    // A test that failed half way may have left one.
    await Promise.all(this.#runs.filter(run => run.state !== 'done').map(run => this.runner.forceCancel(run)))
    for (const end of this.#ends.reverse()) await end()
    await Promise.all(Object.values(this.systems).map(system => until('the service has ended', () => !listening(system.port))))
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 })
  }
}

function listening(port: number): boolean {
  return readFileSync('/proc/net/tcp', 'utf8').includes(`0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`)
}

/** The error annotations of a run, as GitHub shows them at its top. */
export function errorsOf(result: RunResult): string[] {
  return result.annotations
    .filter(each => each.level === 'error' && !/^Process completed with exit code/.test(each.message))
    .map(each => each.message)
}

export function noticesOf(result: RunResult): string[] {
  return result.annotations.filter(each => each.level === 'notice').map(each => each.message)
}

/** `name: outcome` of the steps that are actions of Belay. */
export function stepsOf(result: RunResult, job?: string): string[] {
  return Object.entries(result.jobs)
    .filter(([id]) => job === undefined || id === job)
    .flatMap(([, each]) => each.steps)
    .filter(step => step.stage === 'main' && !step.name.startsWith('Run actions/checkout'))
    .map(step => `${step.name}: ${step.outcome}`)
}

/** Shell for `before` of a migration: says that it has begun, then waits as long as the file stands, at most 3 min. */
export function holdWhile(file: string): string {
  return `touch '${file}.begun'; for i in $(seq 1800); do test -e '${file}' || break; sleep 0.1; done; `
}
