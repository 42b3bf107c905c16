import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface DemoPaths {
  /** Everything that the demo makes lies below. */
  readonly directory: string
  /** The repository that developers push to. */
  readonly origin: string
  readonly site: string
  readonly state: string
  readonly database: string
  readonly maintenance: string
}

export function demoPaths(directory: string): DemoPaths {
  const site = join(directory, 'site')
  return {
    directory,
    origin: join(directory, 'origin'),
    site,
    state: join(directory, 'state'),
    database: join(site, 'shared', 'guestbook.db'),
    maintenance: join(site, 'shared', 'maintenance')
  }
}

/** Makes the sample's repository: main with the annotated tags v1.0.0, v1.1.0 (adds a table) and v1.2.0 (destroys a column, answers 500). */
export function makeRepository(paths: DemoPaths, root: string, port: number, node: string): void {
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-C', paths.origin, '-c', 'user.name=Demo', '-c', 'user.email=demo@example.invalid', '-c', 'init.defaultBranch=main', ...args],
      { stdio: 'pipe' }
    )
  mkdirSync(join(paths.origin, '.github', 'workflows'), { recursive: true })
  git('init', '--quiet')
  cpSync(join(root, 'scripts', 'demo', 'app'), paths.origin, { recursive: true })
  for (const workflow of ['adopt.yml', 'production.yml', 'rollback.yml'])
    copyFileSync(join(root, 'workflows-examples', workflow), join(paths.origin, '.github', 'workflows', workflow))

  const commit = (version: string, migrations: readonly string[], message: string) => {
    writeFileSync(join(paths.origin, 'VERSION'), `${version}\n`)
    writeFileSync(join(paths.origin, '.github', 'belay.yml'), configuration(paths, port, node, migrations))
    git('add', '--all')
    git('commit', '--quiet', '-m', message)
    git('tag', '-a', version, '-m', message)
  }
  const edit = (change: (text: string) => string) => {
    const file = join(paths.origin, 'server.mjs')
    writeFileSync(file, change(readFileSync(file, 'utf8')))
  }
  commit('v1.0.0', ['0001_entries'], 'A guest book')
  edit(text =>
    text.replace(
      '    answer(response, 404',
      "    if (path === 'POST /stars') {\n      database.prepare('INSERT INTO star (entry) SELECT max(id) FROM entry').run()\n      return answer(response, 201, {})\n    }\n    answer(response, 404"
    )
  )
  commit('v1.1.0', ['0001_entries', '0002_stars'], 'Entries can be starred')
  edit(text => text.replace('    const path =', "    throw new Error('the new code is broken')\n    const path ="))
  commit('v1.2.0', ['0001_entries', '0002_stars', '0003_forget_authors'], 'Forget who wrote an entry')
}

function configuration(paths: DemoPaths, port: number, node: string, migrations: readonly string[]): string {
  const script = (name: string) => {
    const run = (verb: string) => JSON.stringify(`DATABASE_PATH=${shell(paths.database)} ${shell(node)} migrate.mjs ${verb} ${name}`)
    const additive = name === '0002_stars' ? ', additive: true' : ''
    return `      - { name: ${name}, check: ${run('check')}, apply: ${run('apply')}, verify: ${run('verify')}${additive} }`
  }
  return `app: guestbook
environments:
  production:
    refs: { tags: v*, on: main }
    hosts: [{ address: local }]
    state-dir: ${JSON.stringify(paths.state)}
code: { root: ${JSON.stringify(paths.site)}, keep: 3 }
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
      env: { PORT: '${port}', DATABASE_PATH: ${JSON.stringify(paths.database)} }
    stable-for: 1 s
maintenance: { file: shared/maintenance }
health:
  interval: 300 ms
  successes: 3
  failures: 6
  checks:
    web: { http: 'http://127.0.0.1:${port}/health', expect: { status: 200, json: { db: ok } }, latency: { p95: { target: 50 ms, warn: 1 s } } }
`
}

/** A word for a POSIX shell. */
function shell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
