import { expect, test } from '@jest/globals'
import { checkMigrations } from '../check.ts'
import { objectSource } from '../source.ts'
import { loadSqlReader } from '../sql/load.ts'
import { migrationText } from './example.ts'
import { alembicWith, shopWith, sqlWith } from './risk-example.ts'
import type { Example } from './rule.ts'

const postgres = await loadSqlReader('postgres')

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

/** Rule and text of what is found in SQL files or Alembic's revisions, read as the action reads them. */
async function told({ files, base = {}, database }: Example): Promise<[string, string][]> {
  const sql = await loadSqlReader(database)
  const { findings } = checkMigrations(objectSource(files), { base: objectSource(base), database, sql })
  return findings.filter(({ rule }) => /^(R05|R15|G11)/.test(rule)).map(({ rule, message }) => [rule, message])
}

test.each([
  ['MODIFY COLUMN amount bigint', [['R15', expect.stringContaining('(int to bigint) copies every row')]]],
  ['MODIFY COLUMN amount int NOT NULL', []],
  ['MODIFY code varchar(63)', []],
  ['MODIFY code varchar(64)', [['R15', expect.stringContaining('(varchar(20) to varchar(64))')]]],
  ['CHANGE code name varchar(10)', [['R15', expect.stringContaining('(varchar(20) to varchar(10))')]]],
  ['MODIFY code varchar(20) CHARACTER SET latin1', [['R15', expect.stringContaining('cannot be told')]]],
  ['MODIFY legacy varchar(20)', [['R15', expect.stringContaining('What orders_order.legacy was before varchar(20) cannot be told')]]]
])('MySQL: %s is judged by what the files before say of the column', async (change, expected) => {
  expect(await told(sqlWith({ 'V2__next.sql': `ALTER TABLE orders_order ${change};` }, 'mysql'))).toEqual(expected)
})

test('the last file before counts, through renames, and a later one does not', async () => {
  const next = {
    'V2__wider.sql': 'ALTER TABLE orders_order ALTER COLUMN code TYPE varchar(90);',
    'V3__names.sql': 'ALTER TABLE orders_order RENAME COLUMN code TO mark;\nALTER TABLE orders_order RENAME TO orders;',
    'V4__mark.sql': 'ALTER TABLE orders ALTER COLUMN mark TYPE varchar(40);',
    'V5__mark.sql': 'ALTER TABLE orders ALTER COLUMN mark TYPE varchar(95);'
  }
  expect(await told(sqlWith(next))).toEqual([
    ['R05', 'The type of orders.mark changes from varchar(90) to varchar(40): orders is rewritten while nobody can read or write it.']
  ])
})

test.each([
  ['sa.String(50)', 'sa.String(100)', []],
  ['sa.String(50)', 'sa.Text()', []],
  ['sa.Numeric(10, 2)', 'sa.Numeric(12, 2)', []],
  ['sa.Text()', 'sa.String()', []],
  ['sa.Integer()', 'sa.Text()', ['R05']],
  ['sa.Numeric(10, 2)', 'sa.Numeric(12, 3)', ['R05']],
  ['sa.DateTime()', 'sa.Date()', ['R05']],
  ['sa.ARRAY(sa.Integer())', 'sa.ARRAY(sa.BigInteger())', ['R05']],
  ['sa.String(50)', 'sa.String(20)', ['R05']],
  ['sa.String(50)', 'project.Code()', ['R05']],
  ['sa.String(50)', 'project.Code(kind)', ['G11']]
])('Alembic on PostgreSQL: from %s to %s', async (from, to, expected) => {
  const alter = `op.alter_column('orders_order', 'code', existing_type=${from}, type_=${to})`
  expect((await told(alembicWith([[alter]], 'postgres'))).map(([rule]) => rule)).toEqual(expected)
})

test('Alembic: a column without `existing_type` is what the revision that made it says', async () => {
  const alter = (column: string, type: string) => [`op.alter_column('orders_order', '${column}', type_=${type})`]
  expect(await told(alembicWith([alter('code', 'sa.String(40)')], 'postgres'))).toEqual([])
  expect(await told(alembicWith([alter('amount', 'sa.Text()')], 'postgres'))).toEqual([
    ['R05', expect.stringContaining('from integer to text')]
  ])
})

test('a change of type that nobody can judge is said to be unknown, never passed over', async () => {
  expect(await told(sqlWith({ 'V2__x.sql': 'ALTER TABLE orders_order ALTER COLUMN legacy TYPE varchar(40);' }))).toEqual([
    ['G11', expect.stringContaining('whether orders_order is rewritten when orders_order.legacy becomes varchar(40)')]
  ])
})

const withHelper = (header: string, given: string, files: Record<string, string>) =>
  shopWith({ '0002_fill': { header: [header], operations: [`migrations.RunPython(${given}, migrations.RunPython.noop)`] } }, { files })
const helper = (lines: string[], head = 'from orders.models import Order') =>
  [head, '', '', 'def fill(apps, schema_editor):', ...lines, ''].join('\n')
const today = helper(['    Order.objects.all().delete()'])

test.each([
  ['from orders.helpers import fill', 'fill', 'orders/helpers.py'],
  ['from .helpers import fill', 'fill', 'orders/migrations/helpers.py'],
  ['from ..helpers import fill as work', 'work', 'orders/helpers.py'],
  ['from orders import helpers', 'helpers.fill', 'orders/helpers/__init__.py'],
  ['import common.fills as f', 'code=f.fill', 'common/fills.py']
])('R13 follows %s', (header, given, file) => {
  const { files, base = {} } = withHelper(header, given, { [file]: today })
  const { findings } = checkMigrations(objectSource(files), { base: objectSource(base) })
  expect(findings.filter(({ rule }) => rule === 'R13').map(each => [each.file, each.line, each.migration])).toEqual([
    [file, 5, '0002_fill']
  ])
  expect(findings.filter(({ rule }) => rule === 'G11')).toEqual([])
})

test('R13 follows a helper that a function of the migration, or another helper, calls', () => {
  const files = {
    'orders/helpers.py': 'from .deeper import fill as deep\n\n\ndef work(apps):\n    deep(apps, None)\n',
    'orders/deeper.py': today
  }
  const example = shopWith(
    {
      '0002_fill': {
        header: ['from orders.helpers import work', 'def forwards(apps, schema_editor):', '    work(apps)'],
        operations: ['migrations.RunPython(forwards, migrations.RunPython.noop)']
      }
    },
    { files }
  )
  expect(found(example).filter(each => each.startsWith('R13'))).toEqual(['R13 0002_fill'])
})

test.each([
  ['from somewhere.helpers import fill', 'it is in no file of this source'],
  ['from orders.helpers import fill', 'orders/helpers.py has no function of that name']
])('what RunPython is given by %s and cannot be followed is unknown', (header, reason) => {
  const { files, base = {} } = withHelper(header, 'fill', { 'orders/helpers.py': 'fill = make_fill()\n' })
  const { findings } = checkMigrations(objectSource(files), { base: objectSource(base) })
  expect(findings.filter(({ rule }) => rule === 'G11').map(({ message }) => message)).toEqual([
    expect.stringMatching(new RegExp(`^Not known: what (somewhere|orders)\\.helpers\\.fill does, which RunPython runs: ${reason}`))
  ])
})

test('what SeparateDatabaseAndState holds is shown on its own line', () => {
  const operations = [
    'migrations.SeparateDatabaseAndState(\n            database_operations=[\n                migrations.RunPython(fill),\n                migrations.SeparateDatabaseAndState([\n                    migrations.RunSQL("DELETE FROM orders_order", migrations.RunSQL.noop),\n                ]),\n            ],\n        )'
  ]
  const { files, base = {} } = shopWith({ '0002_fill': { header: ['def fill(apps, schema_editor):', '    pass'], operations } })
  const text = files['orders/migrations/0002_fill.py']!.split('\n')
  const lineOf = (part: string) => text.findIndex(line => line.includes(part)) + 1
  const { findings } = checkMigrations(objectSource(files), { base: objectSource(base), sql: postgres })
  const at = (rule: string) => findings.filter(each => each.rule === rule).map(each => [each.line, each.column])
  expect(at('B01')).toEqual([[lineOf('RunPython(fill)'), 17]])
  expect(at('B03')).toEqual([[lineOf('RunSQL'), 21]])
})
