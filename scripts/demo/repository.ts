// The sample's repository: what a team would push to GitHub.
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { System } from './guestbook.ts'

/** One commit of the guest book. */
export interface Content {
  readonly version: string
  readonly migrations: readonly Migration[]
  /** Every answer is 500. */
  readonly broken?: boolean | undefined
  /** `.github/belay.yml`. */
  readonly configuration: string
}

export interface Migration {
  readonly name: '0001_entries' | '0002_stars' | '0003_forget_authors' | '0004_by_time'
  readonly additive?: boolean | undefined
  /** Shell, run before it is applied. */
  readonly before?: string | undefined
}

export const entries: Migration = { name: '0001_entries' }
export const stars: Migration = { name: '0002_stars', additive: true }
export const forgetAuthors: Migration = { name: '0003_forget_authors' }
export const byTime: Migration = { name: '0004_by_time' }

/** A repository with a work tree. */
export class Repository {
  readonly directory: string
  readonly #root: string

  /** Makes it, with `main` and the example workflows. `root`: this project. */
  constructor(directory: string, root: string) {
    this.directory = directory
    this.#root = root
    mkdirSync(join(directory, '.github', 'workflows'), { recursive: true })
    this.git('init', '--quiet')
  }

  git(...args: string[]): string {
    const identity = ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.invalid', '-c', 'init.defaultBranch=main']
    return execFileSync('git', ['-C', this.directory, ...identity, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim()
  }

  /** Commits on the branch that is checked out; returns the commit. */
  commit(content: Content, message: string): string {
    const app = join(this.#root, 'scripts', 'demo', 'app')
    const workflows = join(this.#root, 'workflows-examples')
    cpSync(app, this.directory, { recursive: true })
    for (const file of readdirSync(workflows)) copyFileSync(join(workflows, file), join(this.directory, '.github', 'workflows', file))
    const server = join(this.directory, 'server.mjs')
    const code = readFileSync(server, 'utf8')
    writeFileSync(server, edited(code, content))
    writeFileSync(join(this.directory, 'VERSION'), `${content.version}\n`)
    writeFileSync(join(this.directory, '.github', 'belay.yml'), content.configuration)
    this.git('add', '--all')
    this.git('commit', '--quiet', '--allow-empty', '-m', message)
    return this.git('rev-parse', 'HEAD')
  }

  /** An annotated tag on what is checked out. */
  tag(name: string, message = name): void {
    this.git('tag', '-a', name, '-m', message)
  }
}

function edited(code: string, { migrations, broken }: Content): string {
  const notFound = '    answer(response, 404'
  const starring = `    if (path === 'POST /stars') {
      database.prepare('INSERT INTO star (entry) SELECT max(id) FROM entry').run()
      return answer(response, 201, {})
    }
`
  const starred = migrations.includes(stars) ? code.replace(notFound, `${starring}${notFound}`) : code
  return broken ? starred.replace('    const path =', "    throw new Error('the new code is broken')\n    const path =") : starred
}

/** The three commits of the demo: v1.1.0 adds a table, v1.2.0 destroys a column and answers 500. */
export function tagThreeVersions(repository: Repository, system: System, node: string): void {
  const environments = [{ system, policy: 'refs: { tags: v*, on: main }' }]
  const commit = (version: string, migrations: readonly Migration[], message: string, broken = false) => {
    repository.commit({ version, migrations, broken, configuration: configuration({ system, node, environments, migrations }) }, message)
    repository.tag(version, message)
  }
  commit('v1.0.0', [entries], 'A guest book')
  commit('v1.1.0', [entries, stars], 'Entries can be starred')
  commit('v1.2.0', [entries, stars, forgetAuthors], 'Forget who wrote an entry', true)
}

export interface ConfigurationOptions {
  /** The installation whose paths and port the file names. */
  readonly system: System
  readonly node: string
  readonly environments: readonly { readonly system: System; readonly policy: string }[]
  readonly migrations: readonly Migration[]
  readonly stableFor?: string | undefined
  readonly health?: string | undefined
}

/** `.github/belay.yml`. */
export function configuration(options: ConfigurationOptions): string {
  const { system, node, environments, migrations, stableFor = '1 s', health = 'interval: 300 ms\n  successes: 3\n  failures: 6' } = options
  const environment = (each: ConfigurationOptions['environments'][number]) => `  ${each.system.environment}:
    ${each.policy}
    hosts: [{ address: local }]
    state-dir: ${JSON.stringify(each.system.state)}`
  const script = ({ name, additive, before = '' }: Migration) => {
    const run = (verb: string, first = '') =>
      JSON.stringify(`${first}DATABASE_PATH=${shell(system.database)} ${shell(node)} migrate.mjs ${verb} ${name}`)
    return `      - name: ${name}
        check: ${run('check')}
        apply: ${run('apply', before)}
        verify: ${run('verify')}${additive ? '\n        additive: true # the running release works with the schema after it' : ''}`
  }
  return `app: ${system.app}
environments:
${environments.map(environment).join('\n')}
code: { root: ${JSON.stringify(system.site)}, keep: 3 }
databases: { main: { engine: sqlite, path: shared/guestbook.db } }
backup: { min-free: 10 MiB }
migrations:
  - framework: scripts
    database: main
    scripts:
${migrations.map(script).join('\n')}
services:
  - process:
      name: web
      run: ${JSON.stringify(`exec ${shell(node)} server.mjs`)}
      env: { PORT: '${system.port}', DATABASE_PATH: ${JSON.stringify(system.database)}, NODE_NO_WARNINGS: '1' }
    stable-for: ${stableFor}
maintenance: { file: shared/maintenance }
health:
  ${health}
  checks:
    web:
      http: http://127.0.0.1:${system.port}/health
      expect: { status: 200, json: { db: ok } }
      latency: { p95: { target: 50 ms, warn: 1 s } }
`
}

/** A word for a POSIX shell. */
function shell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
