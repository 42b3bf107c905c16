import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { fakeContext } from '../deployment/fake-context.ts'
import { fakeJobFile } from '../deployment/job-file.ts'
import { Session } from '../deployment/session.ts'
import { readBase } from '../squash/base.ts'
import type { Report } from '../squash/check.ts'
import { createOrder, migrationText } from '../squash/rules/example.ts'
import { prefetchSource, squashStep } from './squash-check.ts'

const config = (directory: string) => `app: mes
environments: { production: { hosts: [{ address: local }] } }
code: { root: /srv/mes }
databases: { main: { engine: sqlite, path: /srv/mes/main.db } }
migrations: [{ framework: django, database: main, directory: ${directory} }]
`
const env = { PATH: process.env['PATH'] ?? '' }
let workspace = ''
const git = (...args: string[]) =>
  execFileSync('git', ['-C', workspace, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { env, encoding: 'utf8' }).trim()

function commit(files: Readonly<Record<string, string>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true })
    writeFileSync(join(workspace, path), content)
  }
  git('add', '.')
  git('commit', '--quiet', '-m', 'one')
  return git('rev-parse', 'HEAD')
}

async function joined(directory = '.', rows = "'orders','0001_initial'\n") {
  const fake = fakeContext({ config: config(directory) })
  const context = { ...fake, gitEnvironment: env, run: { ...fake.run, workspace } }
  await context.store.initialise()
  context.host
    .on('directory=false', 'symlink\0releases/v1\0/srv/mes/releases/v1\0v1\0\0\0false\0')
    .on('sq_sql', "'1'\n")
    .on('SELECT app, name', rows)
  return { context, session: await Session.join(context, fakeJobFile(), undefined) }
}

const orders = {
  'manage.py': '',
  'orders/migrations/__init__.py': '',
  'orders/migrations/0001_initial.py': migrationText('', [createOrder])
}
const second = { 'orders/migrations/0002_more.py': migrationText("('orders', '0001_initial')", []) }

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'belay-'))
  git('init', '--quiet')
})
afterEach(() => rmSync(workspace, { recursive: true }))

test('G12: a check that found no migrations has not passed', async () => {
  commit({ 'manage.py': '' })
  const { context, session } = await joined('wrong')
  const evidence = await squashStep({ ref: 'HEAD' }).run(session, { sets: [] })
  expect(evidence.verdict).toBe('inconclusive')
  expect(context.log.text()).toContain('no migrations of django were found')
})

test('what is pending is read from the commit and from the database', async () => {
  commit({ ...orders, ...second })
  const { session } = await joined()
  const evidence = await squashStep({ ref: 'HEAD' }).run(session, { sets: [] })
  expect(evidence).toMatchObject({ verdict: 'passed', sets: [{ before: ['orders.0001_initial'], pending: ['orders.0002_more'] }] })
})

test('a commit that was read early is not read again', async () => {
  const staged = commit({ ...orders, ...second })
  const { session } = await joined()
  await session.remember('stage', { commit: staged, path: '/srv/mes/releases/v2' }, 1)
  const source = prefetchSource(session, { ref: 'HEAD' })
  await source
  rmSync(join(workspace, '.git'), { recursive: true })
  const reports: Report[] = []
  const evidence = await squashStep({ ref: 'HEAD', source, onReport: report => reports.push(report) }).run(session, { sets: [] })
  expect(evidence.sets[0]?.pending).toEqual(['orders.0002_more'])
  expect(reports.map(report => report.verdict)).toEqual(['passed'])
  await expect(squashStep({ ref: 'HEAD' }).run(session, { sets: [] })).rejects.toThrow('HEAD is not in the checkout')
})

test('a commit that was read early and is not the one that was staged is read again', async () => {
  commit(orders)
  const { session } = await joined()
  const source = prefetchSource(session, { ref: 'HEAD' })
  await source
  const staged = commit(second)
  await session.require(async () => ({ kind: 'deploy', version: 'v2' }))
  await session.mine.done('stage', { commit: staged, path: '/srv/mes/releases/v2' }, 1, false)
  const evidence = await squashStep({ ref: 'HEAD', source }).run(session, { sets: [] })
  expect(evidence.sets[0]?.pending).toEqual(['orders.0002_more'])
})

test('an applied set that was read before is not asked for again', async () => {
  commit({ ...orders, ...second })
  const { context, session } = await joined()
  const [migration] = context.target.config.migrations
  const applied = new Map([[migration!, ['orders.0001_initial', 'orders.0002_more']]])
  const evidence = await squashStep({ ref: 'HEAD', applied }).run(session, { sets: [] })
  expect(evidence.sets[0]?.pending).toEqual([])
  expect(context.host.scripts.filter(({ script }) => script.includes('SELECT app, name'))).toHaveLength(0)
})

test('rows reach the check in their order and with their doubles; the applied set is sorted and has each once', async () => {
  commit({ ...orders, ...second })
  const { session } = await joined('.', "'orders','0002_more'\n'orders','0001_initial'\n'orders','0002_more'\n")
  const reports: Report[] = []
  const evidence = await squashStep({ ref: 'HEAD', onReport: report => reports.push(report) }).run(session, { sets: [] })
  expect(evidence.sets[0]?.before).toEqual(['orders.0001_initial', 'orders.0002_more'])
  expect(reports[0]?.findings).toMatchObject([{ rule: 'L06', severity: 'warning' }])
  expect(reports[0]?.squashes).toEqual([])
})

test('what the live database says stops the step', async () => {
  commit({ ...orders, ...second })
  const { session } = await joined('.', "'orders','0001_initial'\n'orders','0003_later'\n")
  await expect(squashStep({ ref: 'HEAD' }).run(session, { sets: [] })).rejects.toThrow(
    'L05 The live database has applied orders.0003_later'
  )
})

test('a risk or a missing way back is said and stops nothing; what is wrong beside it does', async () => {
  commit({ ...orders, ...second })
  const { session } = await joined()
  const place = {
    framework: 'django',
    app: 'orders',
    migration: '0002_more',
    file: 'a.py',
    line: 1,
    column: 1,
    message: 'm',
    fix: 'f'
  } as const
  const adding =
    (...ids: string[]) =>
    (report: Report) =>
      void report.findings.push(...ids.map(rule => ({ rule, severity: 'error', ...place }) as const))
  for (const failOn of ['error', 'warning'] as const) {
    const risky = squashStep({ ref: 'HEAD', failOn, onReport: adding('R05', 'B02', 'R01') })
    const { verdict, says } = await risky.run(session, { sets: [] })
    expect(verdict).toBe('passed')
    expect(says).toBe('pending: orders.0002_more (additive); risks that do not stop a deployment: B02, R01, R05')
  }
  for (const area of ['G01', 'S14', 'L01']) {
    const wrong = squashStep({ ref: 'HEAD', onReport: adding('R01', area) })
    const error: unknown = await wrong.run(session, { sets: [] }).catch((each: unknown) => each)
    expect(String(error)).toContain(`a.py:1: ${area} m`)
    expect(String(error)).not.toContain('R01')
  }
})

test('what went wrong while it was read early is what the step says', async () => {
  commit(orders)
  const { session } = await joined()
  const source = prefetchSource(session, { ref: 'v9' })
  await expect(squashStep({ ref: 'v9', source }).run(session, { sets: [] })).rejects.toThrow('v9 is not in the checkout')
})

const joinedTo = async (more: string, rows: string, tables = '') => {
  const fake = fakeContext({ config: `${config('.')}${more}` })
  const context = { ...fake, gitEnvironment: env, run: { ...fake.run, workspace } }
  await context.store.initialise()
  context.host
    .on('directory=false', 'symlink\0releases/v1\0/srv/mes/releases/v1\0v1\0\0\0false\0')
    .on('sq_sql', "'1'\n")
    .on('SELECT app, name', rows)
    .on('SELECT name FROM sqlite_master', tables)
  return { context, session: await Session.join(context, fakeJobFile(), undefined) }
}
const leaves = { ...second, 'orders/migrations/0002_other.py': migrationText("('orders', '0001_initial')", []) }

test('what the configuration says of a rule holds before a deployment too', async () => {
  commit({ ...orders, ...leaves })
  const { session } = await joinedTo('squash-check: { ignore: [{ rule: G01, reason: merged by hand }] }\n', "'orders','0001_initial'\n")
  const reports: Report[] = []
  await squashStep({ ref: 'HEAD', onReport: report => reports.push(report) }).run(session, { sets: [] })
  expect(reports[0]?.suppressed).toMatchObject([{ rule: 'G01', reason: 'merged by hand' }])
})

const squashOf = (more: string[] = []) => ({
  'orders/migrations/0001_squashed_0002_more.py': migrationText(
    '',
    [createOrder],
    ["replaces = [('orders', '0001_initial'), ('orders', '0002_more')]", ...more]
  )
})

test('a squash that will only be recorded, and what a new one stands for, is told beside what runs', async () => {
  commit({ ...orders, ...second, ...squashOf() })
  const recorded = await joined('.', "'orders','0001_initial'\n'orders','0002_more'\n")
  const [set] = (await squashStep({ ref: 'HEAD' }).run(recorded.session, { sets: [] })).sets
  expect(set).toMatchObject({ pending: [], records: ['orders.0001_squashed_0002_more'] })
  const fresh = await joined('.', '')
  const [anew] = (await squashStep({ ref: 'HEAD' }).run(fresh.session, { sets: [] })).sets
  expect(anew).toMatchObject({ pending: ['orders.0001_squashed_0002_more'], records: ['orders.0001_initial', 'orders.0002_more'] })
  const partly = await joined()
  const [rest] = (await squashStep({ ref: 'HEAD' }).run(partly.session, { sets: [] })).sets
  expect(rest).toMatchObject({ pending: ['orders.0002_more'], records: [] })
})

test('with a base branch, what is applied and was edited is found', async () => {
  const left = commit({ ...orders, ...second })
  commit({ 'orders/migrations/0002_more.py': migrationText("('orders', '0001_initial')", [createOrder]) })
  const { session } = await joined()
  const base = await readBase({ directory: workspace, head: 'HEAD', ref: left })
  if ('missing' in base) throw new Error(base.missing)
  await expect(squashStep({ ref: 'HEAD', base }).run(session, { sets: [] })).rejects.toThrow('0002_more.py:4: G08')
})

test('a database with tables and an emptied record is refused; one that has rows is not asked for its tables', async () => {
  commit(orders)
  const emptied = await joinedTo('', '', "'orders_order'\n'django_migrations'\n")
  await expect(squashStep({ ref: 'HEAD' }).run(emptied.session, { sets: [] })).rejects.toThrow('P05')
  const sound = await joinedTo('', "'orders','0001_initial'\n")
  await squashStep({ ref: 'HEAD' }).run(sound.session, { sets: [] })
  expect(sound.context.host.scripts.filter(({ script }) => script.includes('SELECT name FROM sqlite_master'))).toEqual([])
})

const inNode = (script: string) =>
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
    env,
    encoding: 'utf8'
  }).trim()

test('an early read that failed and that nobody awaits ends no process', () => {
  const session = {
    context: { target: { config: { migrations: [{ framework: 'django' }] } }, run: { workspace: '/nowhere' }, gitEnvironment: env }
  }
  const script = `
    import { prefetchSource } from './squash-check.ts'
    const read = prefetchSource(${JSON.stringify(session)}, { ref: 'v1' })
    await new Promise(resolve => setTimeout(resolve, 300))
    console.log(await read.then(() => 'read', error => error.name))`
  expect(inNode(script)).toBe('UserError')
})

test('the parser is loaded by whoever checks, not by whoever only knows the step', () => {
  const script = (module: string) => `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => (url.includes('@lezer') && loaded.push(url), next(url, context)) })
    await import('${module}')
    console.log(loaded.length > 0)`
  expect(inNode(script('./squash-check.ts'))).toBe('false')
  expect(inNode(script('../squash/check.ts'))).toBe('true')
})
