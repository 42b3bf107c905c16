import { expect, test } from '@jest/globals'
import { checkMigrations } from '../check.ts'
import { objectSource } from '../source.ts'
import { migrationText } from './example.ts'
import { shopWith } from './risk-example.ts'
import type { Example } from './rule.ts'

/** The rules of risks that find something, with where: `R01 0002_x`. */
function found({ files, base = {}, applied, database }: Example): string[] {
  const { findings } = checkMigrations(objectSource(files), { base: objectSource(base), applied, database })
  return findings.filter(({ rule }) => /^R(?!12)/.test(rule)).map(({ rule, migration }) => `${rule} ${migration}`)
}

const dropNote = { operations: ["migrations.RemoveField('order', 'note')"] }

test('what is on the base branch is not judged, and nothing is without a base or a live database', () => {
  const { files, base = {} } = shopWith({ '0002_drop': dropNote })
  expect(found({ files, base })).toEqual(['R01 0002_drop'])
  expect(found({ files, base: files })).toEqual([])
  expect(checkMigrations(objectSource(files)).findings).toEqual([])
})

test('of a live database what is pending is judged', () => {
  const { files } = shopWith({ '0002_drop': dropNote })
  expect(found({ files, applied: [{ app: 'orders', name: '0001_initial' }] })).toEqual(['R01 0002_drop'])
  expect(
    found({
      files,
      applied: [
        { app: 'orders', name: '0001_initial' },
        { app: 'orders', name: '0002_drop' }
      ]
    })
  ).toEqual([])
  expect(found({ files, applied: [] })).toEqual([])
})

test('what the same change makes is free, table or column', () => {
  const operations = [
    "migrations.CreateModel('New', [('id', models.AutoField(primary_key=True)), ('a', models.IntegerField())])",
    "migrations.AddField('new', 'b', models.IntegerField(default=1))",
    "migrations.AlterField('new', 'a', models.BigIntegerField())",
    "migrations.RemoveField('new', 'a')",
    "migrations.RenameModel('New', 'Newer')",
    "migrations.AddField('order', 'x', models.TextField(null=True))",
    "migrations.RenameField('order', 'x', 'y')",
    "migrations.RemoveField('order', 'x')"
  ]
  expect(found(shopWith({ '0002_new': { operations } }))).toEqual([])
})

test('a squash does not make the tables of its old migrations look new', () => {
  const { files, base = {} } = shopWith({ '0002_drop': dropNote })
  const squash = migrationText(
    '',
    ["migrations.CreateModel('Order', [('id', models.AutoField(primary_key=True)), ('note', models.TextField(null=True))])"],
    ["replaces = [('orders', '0001_initial')]"]
  )
  const path = 'orders/migrations/0001_squashed_0001.py'
  expect(found({ files: { ...files, [path]: squash }, base })).toEqual(['R01 0002_drop'])
  const { 'orders/migrations/0001_initial.py': _gone, ...rest } = files
  expect(found({ files: { ...rest, [path]: squash }, base })).toEqual(['R01 0002_drop'])
})

test('a column that an earlier release has forgotten may be dropped, one that this change forgets may not', () => {
  const forget = { operations: ["migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField('order', 'note')])"] }
  const drop = {
    operations: [
      "migrations.SeparateDatabaseAndState(database_operations=[migrations.AddField('order', 'note', models.TextField(null=True)), migrations.RemoveField('order', 'note')])"
    ]
  }
  expect(found(shopWith({ '0003_drop': drop }, { base: { '0002_forget': forget } }))).toEqual([])
  expect(found(shopWith({ '0002_forget': forget, '0003_drop': dropNote }))).toEqual(['R01 0003_drop'])
})

test('outside a transaction locks end with their statement', () => {
  const operations = [
    "migrations.AddField('order', 'state', models.TextField(null=True))",
    'migrations.RunPython(fill, migrations.RunPython.noop)'
  ]
  const header = ['def fill(apps, schema_editor):', '    pass']
  expect(found(shopWith({ '0002_fill': { header, operations } }))).toEqual(['R11 0002_fill'])
  expect(found(shopWith({ '0002_fill': { header, operations, extra: ['atomic = False'] } }))).toEqual([])
  expect(found(shopWith({ '0002_fill': { header, operations } }, { database: 'mysql' }))).toEqual([])
})

test.each([
  ['sqlite', ['R01 0002_all']],
  ['mysql', ['R01 0002_all', 'R14 0002_all', 'R15 0002_all']],
  ['postgres', ['R01 0002_all', 'R05 0002_all', 'R06 0002_all']]
] as const)('each database has its own risks: %s', (database, expected) => {
  const operations = [
    "migrations.RemoveField('order', 'note')",
    "migrations.AlterField('order', 'amount', models.BigIntegerField(null=True))",
    "migrations.AddIndex('order', models.Index(fields=['code'], name='i'))"
  ]
  expect(found(shopWith({ '0002_all': { operations } }, { database }))).toEqual(expected)
})

test('what is not read of a new migration is said', () => {
  const example = shopWith({ '0002_sql': { operations: ["migrations.RunSQL('DROP TABLE orders_order')", 'other.Operation()'] } })
  const { findings } = checkMigrations(objectSource(example.files), { base: objectSource(example.base ?? {}) })
  expect(findings.filter(({ rule }) => rule === 'G11').map(({ message, line }) => [line, message])).toEqual([
    [7, 'Not known: what RunSQL does to the database: SQL is not read here.'],
    [8, 'Not known: what Operation does to the database: other.Operation is not an operation of Django.']
  ])
})
