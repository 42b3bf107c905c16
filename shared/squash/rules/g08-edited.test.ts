import { expect, test } from '@jest/globals'
import { checkMigrations } from '../check.ts'
import { objectSource } from '../source.ts'
import { addNote, createOrder, migrationText } from './example.ts'
import { edited } from './g08-edited.ts'

const initial = migrationText('', [createOrder])
const run = (elidable: string) => migrationText("('orders', '0001_initial')", [`migrations.RunPython(fill, fill${elidable})`])
const app = (files: Record<string, string>) =>
  Object.fromEntries([
    ['orders/migrations/__init__.py', ''],
    ...Object.entries(files).map(([name, text]) => [`orders/migrations/${name}.py`, text] as const)
  ])

function messages(before: Record<string, string>, now: Record<string, string>): string[] {
  const report = checkMigrations(objectSource(app(now)), { base: objectSource(app(before)), rules: [edited] })
  return report.findings.map(finding => `${finding.file}:${finding.line} ${finding.message}`)
}

const note = migrationText("('orders', '0001_initial')", [addNote])
const squash = (replaces: string) => migrationText('', [createOrder, addNote], replaces === '' ? [] : [`replaces = [${replaces}]`])
const both = "('orders', '0001_initial'), ('orders', '0002_note')"
const after = (parent: string) => migrationText(`('orders', '${parent}')`, [])

test('the second release of a squash is no edit: files deleted, dependencies pointed at it, replaces removed', () => {
  const before = { '0001_initial': initial, '0002_note': note, '0001_squashed': squash(both), '0003_x': after('0002_note') }
  expect(messages(before, { '0001_squashed': squash(''), '0003_x': after('0001_squashed') })).toEqual([])
})

test('a dependency that no squash has taken over is an edit', () => {
  const before = { '0001_initial': initial, '0002_note': note, '0003_x': after('0002_note') }
  const found = messages(before, { '0001_initial': initial, '0002_note': note, '0003_x': after('0001_initial') })
  expect(found).toEqual([
    'orders/migrations/0003_x.py:4 orders.0003_x is on the base branch and says something else there (orders/migrations/0003_x.py).'
  ])
})

test('other targets in a squash are an edit', () => {
  const before = { '0001_initial': initial, '0002_note': note, '0001_squashed': squash(both) }
  expect(messages(before, { ...before, '0001_squashed': squash("('orders', '0001_initial')") })).toHaveLength(1)
})

test.each([', elidable=True', ', elidable=True,'])('elidable may be added: %s', elidable => {
  expect(messages({ '0001_initial': initial, '0002_fill': run('') }, { '0001_initial': initial, '0002_fill': run(elidable) })).toEqual([])
})

test('another argument beside elidable is an edit', () => {
  const now = run(', elidable=True').replace('fill, fill', 'fill, noop')
  expect(messages({ '0001_initial': initial, '0002_fill': run('') }, { '0001_initial': initial, '0002_fill': now })).toHaveLength(1)
})

test('a renamed migration is told by its new name', () => {
  const found = messages({ '0001_initial': initial, '0002_note': note }, { '0001_initial': initial, '0002_notes': note })
  expect(found).toEqual([
    'orders/migrations/0002_notes.py:4 orders.0002_note is on the base branch and was renamed to orders.0002_notes: databases that have applied it will run it again.'
  ])
})

test('a file that was broken there may be mended', () => {
  expect(messages({ '0001_initial': `${initial}x = (\n` }, { '0001_initial': initial })).toEqual([])
})

test('an app that is no package any more is G05 alone', () => {
  const files = { 'orders/migrations/0001_initial.py': initial }
  const base = objectSource(app({ '0001_initial': initial }))
  const rulesOf = (tree: Record<string, string>) => checkMigrations(objectSource(tree), { base }).findings.map(finding => finding.rule)
  expect(rulesOf(files)).toEqual(['G05'])
})

test('another label of an app renames its migrations', () => {
  const config = "from django.apps import AppConfig\n\n\nclass Orders(AppConfig):\n    name = 'orders'\n    label = 'sales'\n"
  const now = objectSource({ ...app({ '0001_initial': initial }), 'orders/__init__.py': '', 'orders/apps.py': config })
  const base = objectSource({ ...app({ '0001_initial': initial }), 'orders/__init__.py': '' })
  expect(checkMigrations(now, { base, rules: [edited] }).findings.map(finding => finding.message)).toEqual([
    'orders.0001_initial is on the base branch and was renamed to sales.0001_initial: databases that have applied it will run it again.'
  ])
})
