import { describe, expect, test } from '@jest/globals'
import { checkMigrations, plannedMigrations } from './check.ts'
import { readDjangoProject } from './django/project.ts'
import { addNote, addState, createOrder, migrationText } from './rules/example.ts'
import { objectSource } from './source.ts'

const orders = {
  'manage.py': '',
  'orders/migrations/__init__.py': '',
  'orders/migrations/0001_initial.py': migrationText('', [createOrder, addNote]),
  'orders/migrations/0002_state.py': migrationText("('orders', '0001_initial')", [addState])
}

test('a sound project passes, with its numbers', () => {
  const report = checkMigrations(objectSource(orders))
  expect(report).toEqual({
    verdict: 'passed',
    findings: [],
    unknown: [],
    apps: [
      {
        label: 'orders',
        framework: 'django',
        files: 2,
        squashed: 0,
        operations: { before: 3, after: 3, exact: true },
        leaves: ['0002_state']
      }
    ]
  })
})

test('a squash: files 2 -> 1 and operations 3 -> 1, in the finding and in the app', () => {
  const report = checkMigrations(
    objectSource({
      ...orders,
      'orders/migrations/0001_squashed.py': migrationText(
        '',
        [createOrder],
        ["replaces = [('orders', '0001_initial'), ('orders', '0002_state')]"]
      )
    })
  )
  expect(report.verdict).toBe('passed')
  expect(report.findings.map(finding => [finding.rule, finding.message])).toEqual([
    ['S13', 'orders.0001_squashed: 2 files -> 1, 3 -> 1 operations.']
  ])
  expect(report.apps).toMatchObject([{ files: 3, squashed: 2, operations: { before: 3, after: 1 }, leaves: ['0001_squashed'] }])
})

describe('the verdict is never a guess', () => {
  test('nothing to check is inconclusive', () => {
    expect(checkMigrations(objectSource({ 'README.md': '' }))).toMatchObject({
      verdict: 'inconclusive',
      unknown: [{ affects: 'graph' }],
      findings: [{ rule: 'G11' }]
    })
  })
  test('unknown dependencies are inconclusive, and a second leaf because of them is no error', () => {
    const report = checkMigrations(
      objectSource({
        ...orders,
        'orders/migrations/0003_x.py': migrationText('', [], ['dependencies = compute()']).replace(/^ {4}dependencies = \[\]\n/m, '')
      })
    )
    expect(report.verdict).toBe('inconclusive')
    expect(report.findings.map(finding => finding.rule)).toEqual(['G11'])
  })
  test('unknown operations leave the graph sure', () => {
    const report = checkMigrations(
      objectSource({ ...orders, 'orders/migrations/0003_x.py': migrationText("('orders', '0002_state')", ['*more()']) })
    )
    expect(report).toMatchObject({
      verdict: 'passed',
      unknown: [{ affects: 'operations', file: 'orders/migrations/0003_x.py', line: 7 }],
      apps: [{ operations: { exact: false } }]
    })
  })
  test('a file that was not read is inconclusive', () => {
    const source = {
      ...objectSource(orders),
      list: () => [...Object.keys(orders), 'orders/migrations/0003_big.py'],
      skipped: [{ path: 'orders/migrations/0003_big.py', reason: 'larger than 10 bytes' }]
    }
    const report = checkMigrations(source)
    expect(report.verdict).toBe('inconclusive')
    expect(report.findings.map(finding => finding.message).join()).toContain('larger than 10 bytes')
  })
  test('a broken file is one error, not a chain of them', () => {
    const report = checkMigrations(
      objectSource({
        ...orders,
        'orders/migrations/0002_state.py': 'class Migration(migrations.Migration:\n',
        'orders/migrations/0003_x.py': migrationText("('orders', '0002_state')")
      })
    )
    expect(report.verdict).toBe('failed')
    expect(report.findings.filter(finding => finding.severity === 'error').map(finding => [finding.rule, finding.file])).toEqual([
      ['G06', 'orders/migrations/0002_state.py']
    ])
  })
  test('a dependency on an app that INSTALLED_APPS does not have is inconclusive', () => {
    const settings = {
      'manage.py': "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.settings')",
      'site/settings.py': "INSTALLED_APPS = ['orders', 'taggit']\n"
    }
    const depending = (app: string) =>
      checkMigrations(
        objectSource({
          ...orders,
          ...settings,
          'orders/migrations/0003_x.py': migrationText(`('orders', '0002_state'), ('${app}', '0001_initial')`)
        })
      )
    expect(depending('taggit').verdict).toBe('passed')
    expect(depending('auth').verdict).toBe('passed')
    expect(depending('ordres').verdict).toBe('inconclusive')
    expect(depending('ordres').findings[0]?.message).toContain("did you mean 'orders'")
  })
})

describe('with the live applied set', () => {
  const applied = [{ app: 'orders', name: '0001_initial' }]
  test('tells what will be applied next, with its operations, and whether it is additive', () => {
    const report = checkMigrations(objectSource(orders), { applied })
    expect(report.pending).toEqual([
      { app: 'orders', name: '0002_state', file: 'orders/migrations/0002_state.py', line: 4, column: 1, operations: ['AddField'] }
    ])
    expect(report.additive).toEqual({ additive: true, reasons: [] })
    expect(checkMigrations(objectSource(orders)).pending).toBeUndefined()
  })
  test('finds what only this database suffers from', () => {
    const files = {
      'orders/migrations/__init__.py': '',
      'orders/migrations/0001_squashed.py': migrationText(
        '',
        [createOrder],
        ["replaces = [('orders', '0001_initial'), ('orders', '0002_state')]"]
      ),
      'orders/migrations/0003_x.py': migrationText("('orders', '0002_state')")
    }
    expect(checkMigrations(objectSource(files)).verdict).toBe('passed')
    const report = checkMigrations(objectSource(files), { applied })
    expect(report.verdict).toBe('failed')
    expect(report.findings.find(finding => finding.severity === 'error')).toMatchObject({ rule: 'G02', line: 5 })
    expect(report.findings.find(finding => finding.severity === 'error')?.message).toContain('with what the live database has applied')
  })
})

test('1,000 migrations are checked within a second of work', () => {
  const files: Record<string, string> = {}
  for (let app = 0; app < 20; app++) {
    files[`app${app}/migrations/__init__.py`] = ''
    for (let i = 1; i <= 50; i++) {
      const dependencies = i === 1 ? '' : `('app${app}', '${String(i - 1).padStart(4, '0')}_x')`
      files[`app${app}/migrations/${String(i).padStart(4, '0')}_x.py`] = migrationText(
        dependencies,
        i === 1 ? [createOrder, addNote] : [addNote, addState, addNote, addState]
      )
    }
  }
  const source = objectSource(files)
  checkMigrations(source)
  const start = process.cpuUsage()
  const report = checkMigrations(source, { applied: [] })
  const { user, system } = process.cpuUsage(start)
  expect(report.verdict).toBe('passed')
  expect(report.pending?.length).toBe(1000)
  expect((user + system) / 1000).toBeLessThan(1000)
})

test('plannedMigrations is empty for an up-to-date database', () => {
  const project = readDjangoProject(objectSource(orders))
  expect(plannedMigrations(project, project.migrations)).toEqual([])
})
