import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { initialiseScript } from '../../shared/deployment/state-script.ts'
import { migrationText } from '../../shared/squash/rules/example.ts'
import { formerSquash, liveFolder, liveOld, liveSquash, squashRow } from '../../shared/squash/rules/live-example.ts'

// The action as it is, from its sources, on this machine (`host: local`) with a real SQLite file.

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'belay-live-'))
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', join(root, 'repository')])
  execFileSync('bash', ['-eu', '-o', 'pipefail'], { input: initialiseScript(join(root, 'state')) })
})
afterEach(() => rmSync(root, { recursive: true }))

const git = (...args: string[]) =>
  execFileSync('git', ['-C', join(root, 'repository'), '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { encoding: 'utf8' })

function commit(files: Readonly<Record<string, string>>): void {
  const repository = join(root, 'repository')
  rmSync(join(repository, 'orders'), { recursive: true, force: true })
  for (const [path, content] of Object.entries({ 'manage.py': '', ...files })) {
    mkdirSync(dirname(join(repository, path)), { recursive: true })
    writeFileSync(join(repository, path), content)
  }
  git('add', '--all')
  git('commit', '--quiet', '--allow-empty', '-m', 'one')
}

function database(...names: string[]): string {
  const path = join(root, 'main.db')
  const live = new DatabaseSync(path)
  live.exec('CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT)')
  for (const name of names) live.prepare("INSERT INTO django_migrations (app, name) VALUES ('orders', ?)").run(name)
  live.close()
  return path
}

function again(name: string): string {
  const path = join(root, 'main.db')
  const live = new DatabaseSync(path)
  live.prepare("INSERT INTO django_migrations (app, name) VALUES ('orders', ?)").run(name)
  live.close()
  return path
}

interface Result {
  code: number | null
  log: string
  outputs: Record<string, string>
  summary: string
}

function squashCheck(inputs: Readonly<Record<string, string>>): Result {
  const [output, summary] = [join(root, 'output'), join(root, 'summary')]
  for (const file of [output, summary]) writeFileSync(file, '')
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
  const script = `
    import { definition } from '${resolve('actions/squash-check/definition.ts')}'
    import { run } from '${resolve('actions/squash-check/entry.ts')}'
    import { runAction } from '${resolve('shared/action/main.ts')}'
    await runAction(definition, run)`
  const ran = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script], {
    cwd: resolve('.'),
    encoding: 'utf8',
    timeout: 60_000,
    env: {
      PATH: process.env['PATH'],
      HOME: root,
      GITHUB_WORKSPACE: join(root, 'repository'),
      GITHUB_REPOSITORY: 'octo/orders',
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_RUN_ID: '7',
      GITHUB_SHA: execFileSync('git', ['-C', join(root, 'repository'), 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim(),
      GITHUB_REF: 'refs/heads/main',
      RUNNER_TEMP: root,
      ...Object.fromEntries(given)
    }
  })
  const outputs = [...readFileSync(output, 'utf8').matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm)].map(([, name, , value]) => [name, value])
  return { code: ran.status, log: ran.stdout + ran.stderr, outputs: Object.fromEntries(outputs), summary: readFileSync(summary, 'utf8') }
}

const live = (path: string) => ({
  app: 'orders',
  environment: 'production',
  host: 'local',
  'state-dir': join(root, 'state'),
  engine: 'sqlite',
  database: path,
  'json-file': 'report.json'
})
const report = () => JSON.parse(readFileSync(join(root, 'repository/report.json'), 'utf8')) as Record<string, unknown>

test('a live check says how the database stands to each squash: in the summary, in the file, and in its verdict', () => {
  commit({ ...liveFolder, ...liveSquash })
  const { code, outputs, summary, log } = squashCheck(live(database('0001_initial')))
  expect([code, log]).toEqual([1, expect.stringContaining('L01 The live database has applied 1 of the 2 migrations')])
  expect(outputs).toMatchObject({ verdict: 'failed', errors: '1', status: 'failed' })
  expect(summary).toContain('| `orders.0001_squashed_0002_note` | partial | 1 of 2 | ❌ would strand this database |')
  expect(report()).toMatchObject({
    environment: 'production',
    checkedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    squashes: [{ app: 'orders', name: squashRow, state: 'partial', applied: 1, of: 2, verdict: 'would-strand' }]
  })
})

test('a deletion waits for every named environment, by the file that the check there wrote', () => {
  commit({ ...liveFolder, ...liveOld, ...liveSquash })
  const path = database('0001_initial', '0002_note')
  const now = squashCheck(live(path))
  expect([now.code, now.outputs['verdict']]).toEqual([0, 'passed'])
  const file = join(root, 'production.json')
  writeFileSync(file, readFileSync(join(root, 'repository/report.json')))

  // The pull request that deletes: no host, no key, no database.
  commit({ ...liveFolder, ...liveSquash })
  const environments = { environments: 'production', 'live-reports': file }
  const early = squashCheck(environments)
  expect([early.code, early.log]).toEqual([1, expect.stringContaining('there it is full-unrecorded (2 of 2 applied)')])
  const unheard = squashCheck({ ...environments, environments: 'production, staging' })
  expect(unheard.log).toContain('staging is not known to have recorded orders.0001_squashed_0002_note: there is no report of it')
  const mistaken = squashCheck({ 'live-reports': file })
  expect([mistaken.code, mistaken.log]).toEqual([1, expect.stringContaining('the input `environments` is needed')])

  // `migrate` has run there since.
  const database1 = new DatabaseSync(path)
  database1.prepare("INSERT INTO django_migrations (app, name) VALUES ('orders', ?)").run(squashRow)
  database1.close()
  expect(squashCheck(live(path)).code).toBe(0)
  writeFileSync(file, readFileSync(join(root, 'repository/report.json')))
  const ready = squashCheck(environments)
  expect([ready.code, ready.outputs['verdict']]).toEqual([0, 'passed'])
  const old = squashCheck({ ...environments, 'live-report-age': '0 s' })
  expect([old.code, old.log]).toEqual([1, expect.stringContaining('and so older than')])
}, 60_000)

test('a database that is not there leaves the verdict at `error`, and no file that says otherwise', () => {
  commit({ ...liveFolder, ...formerSquash })
  const { code, outputs, log } = squashCheck(live(join(root, 'nowhere.db')))
  expect([code, outputs['verdict']]).toEqual([1, 'error'])
  expect(log).toContain('nowhere.db')
  expect(existsSync(join(root, 'repository/report.json'))).toBe(false)
})

test('against a live database a risk of what is pending is a warning: the fence and the restore point are the remedy', () => {
  const drop = migrationText("('orders', '0002_note')", ["migrations.RemoveField('order', 'note')"])
  commit({ ...liveFolder, ...liveOld, 'orders/migrations/0003_drop.py': drop })
  const { code, outputs, log } = squashCheck(live(database('0001_initial', '0002_note')))
  expect([code, log]).toEqual([0, expect.stringContaining('R01')])
  expect(outputs).toMatchObject({ verdict: 'passed', errors: '0', status: 'passed' })
  expect(Number(outputs['warnings'])).toBeGreaterThan(0)
})

test('it only reads, so that a machine where nothing was adopted will do', () => {
  commit({ ...liveFolder, ...liveOld })
  const { code, outputs, log } = squashCheck({ ...live(database('0001_initial')), 'state-dir': join(root, 'nothing-here') })
  expect([code, log]).toEqual([0, expect.stringContaining('Belay keeps no state of orders (production) here')])
  expect(outputs).toMatchObject({ verdict: 'passed', status: 'passed', additive: 'true' })
  expect(report()['squashes']).toEqual([])
  expect(existsSync(join(root, 'nothing-here'))).toBe(false)
  // It is the database's answer, not that of the files alone.
  const ahead = squashCheck({ ...live(again('0009_later')), 'state-dir': join(root, 'nothing-here') })
  expect([ahead.code, ahead.log]).toEqual([1, expect.stringContaining('L05 The live database has applied orders.0009_later')])
})

test('files of SQL are compared with the base branch beside the live database', () => {
  commit({ 'db/V1__one.sql': 'CREATE TABLE orders (id int);\n' })
  git('branch', 'base')
  const path = join(root, 'main.db')
  const file = new DatabaseSync(path)
  file.exec('CREATE TABLE orders (id int)')
  file.close()
  const config = [
    'app: orders',
    'environments: { production: { hosts: [{ address: local }] } }',
    `code: { root: ${join(root, 'repository')} }`,
    `databases: { main: { engine: sqlite, path: ${path} } }`,
    'migrations: [{ framework: sql, database: main, directory: db, baseline: V1__one }]'
  ]
  writeFileSync(join(root, 'belay.yml'), config.join('\n'))
  const sql = { config: join(root, 'belay.yml'), environment: 'production', 'state-dir': join(root, 'state'), 'base-ref': 'base' }
  expect([squashCheck(sql).code, squashCheck(sql).outputs['verdict']]).toEqual([0, 'passed'])
  commit({ 'db/V1__one.sql': 'CREATE TABLE orders (id bigint);\n' })
  const edited = squashCheck(sql)
  expect([edited.code, edited.log]).toEqual([1, expect.stringContaining('db/V1__one.sql:1: G08')])
}, 60_000)

const initial = liveOld['orders/migrations/0001_initial.py']!
const after = (name: string, header: string, operations: string[]) => `${header}\n${migrationText(`('orders', '${name}')`, operations)}`

test.each<[string, Record<string, string>, string, string | undefined]>([
  [
    'modules that import each other',
    {
      ...liveFolder,
      'orders/migrations/0001_initial.py': initial,
      'orders/migrations/_a.py': 'from ._b import *\nA = 1\n',
      'orders/migrations/_b.py': 'from ._a import *\n',
      'orders/helpers.py': 'from .others import back\n\n\ndef fill(apps, editor):\n    back(apps)\n',
      'orders/others.py': 'from .helpers import fill\n\n\ndef back(apps):\n    fill(apps, None)\n',
      'orders/migrations/0002_note.py': after('0001_initial', 'from ._a import *\nfrom orders.helpers import fill', [
        'migrations.RunPython(fill, migrations.RunPython.noop)'
      ])
    },
    'passed',
    undefined
  ],
  [
    'migrations that depend on each other',
    {
      ...liveFolder,
      'orders/migrations/0001_initial.py': migrationText("('orders', '0002_note')", []),
      'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [])
    },
    'failed',
    'G03'
  ],
  ['an app without `__init__.py`', { 'orders/migrations/0001_initial.py': initial }, 'failed', 'G05'],
  [
    'conflict markers',
    { ...liveFolder, 'orders/migrations/0001_initial.py': `<<<<<<< HEAD\n${initial}=======\n${initial}>>>>>>> theirs\n` },
    'failed',
    'G06'
  ],
  [
    'broken Python',
    { ...liveFolder, 'orders/migrations/0001_initial.py': initial.replace('operations = [', 'operations = [[(') },
    'failed',
    'G06'
  ]
])('%s', (_name, files, verdict, rule) => {
  commit(files)
  const { code, outputs, log } = squashCheck({})
  expect([code, outputs['verdict'], log]).toEqual([verdict === 'failed' ? 1 : 0, verdict, expect.anything()])
  if (rule === undefined) expect(log).not.toContain('::error')
  else expect(log).toMatch(new RegExp(`error title=${rule}`))
})

test.each([
  ['a file', 'orders/migrations/0002_note.py', () => 'secret.py'],
  ['the folder', 'orders/migrations', () => 'elsewhere']
])('a symbolic link out of the tree, %s: what it points to is not read, and the check has not passed', (_what, path, target) => {
  const outside = join(root, target())
  if (outside.endsWith('.py')) writeFileSync(outside, initial)
  else {
    mkdirSync(outside)
    writeFileSync(join(outside, '__init__.py'), '')
    writeFileSync(join(outside, '0001_initial.py'), initial)
  }
  const folder = path.endsWith('.py') ? { ...liveFolder, 'orders/migrations/0001_initial.py': initial } : { 'orders/models.py': '' }
  commit(folder)
  symlinkSync(outside, join(root, 'repository', path))
  git('add', '--all')
  git('commit', '--quiet', '-m', 'link')
  const { code, outputs, log } = squashCheck({})
  expect([outputs['verdict'], log]).toEqual(['inconclusive', expect.stringMatching(/symbolic link|no migrations of django were found/)])
  expect(code).toBe(0)
})

test('a database that is named is asked, or it is said that it was not', () => {
  commit({ ...liveFolder, ...liveOld })
  // Nobody listens there: without a host it is this machine that asks.
  const url = { app: 'orders', 'database-url': 'postgres://app:secret@127.0.0.1:1/shop' }
  const asked = squashCheck(url)
  expect([asked.code, asked.outputs['verdict'], asked.log]).toEqual([1, 'error', expect.not.stringContaining('Checked without a database')])
  commit({
    '.github/belay.yml': 'app: orders\nenvironments: { production: { hosts: [{ address: h.example, user: d }] } }\n',
    ...liveFolder,
    ...liveOld
  })
  const left = squashCheck({ ...url, environment: 'production' })
  expect([left.code, left.log]).toEqual([0, expect.stringContaining('::warning::The database was not asked: no host was given')])
})
