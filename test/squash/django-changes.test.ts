import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Change } from '../../shared/squash/changes.ts'
import { changesOf } from '../../shared/squash/django/changes.ts'
import { readDjangoProject } from '../../shared/squash/django/project.ts'
import { objectSource } from '../../shared/squash/source.ts'
import { describeBed } from '../bed/bed.ts'
import { bootRiskHost, type RiskHost, type Step } from './risk-host.ts'

const header = `from django.contrib.postgres import operations as pg
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Now

`
const initial = `migrations.CreateModel('Customer', [('id', models.BigAutoField(primary_key=True)), ('name', models.CharField(max_length=20))]),
        migrations.CreateModel('Tag', [('id', models.AutoField(primary_key=True))], options={'db_table': 'labels'}),
        migrations.CreateModel('Order', [
            ('id', models.AutoField(primary_key=True)),
            ('note', models.CharField(max_length=20, null=True)),
            ('code', models.CharField(max_length=9, db_column='c', default='x')),
            ('amount', models.IntegerField(default=1)),
            ('price', models.DecimalField(max_digits=6, decimal_places=2, default=0)),
            ('at', models.DateTimeField(null=True)),
            ('customer', models.ForeignKey('orders.customer', models.CASCADE, null=True)),
            ('tags', models.ManyToManyField('orders.tag')),
        ])`
const add = (name: string, field: string) => `migrations.AddField('order', '${name}', ${field})`
const alter = (name: string, field: string) => `migrations.AlterField('order', '${name}', ${field})`

/** One migration each, in this order on one database: what an earlier one has done, a later one builds on. */
const operations = [
  add('a1', 'models.TextField(null=True)'),
  add('a2', "models.CharField(max_length=3, default='a')"),
  add('a3', 'models.IntegerField(db_default=3)'),
  add('a4', 'models.DateTimeField(db_default=Now())'),
  add('a5', 'models.UUIDField(db_default=RandomUUID())'),
  add('a6', 'models.PositiveIntegerField(null=True)'),
  add('a7', "models.ForeignKey('customer', models.CASCADE, null=True)"),
  add('a8', "models.OneToOneField('Tag', models.CASCADE, null=True)"),
  add('a9', "models.ForeignKey('customer', models.CASCADE, null=True, db_constraint=False, related_name='+')"),
  add('b1', "models.ManyToManyField('Customer', related_name='+')"),
  add('b2', 'models.SlugField(null=True)'),
  add('b3', 'models.IntegerField(null=True, unique=True)'),
  add('b4', "models.GeneratedField(expression=F('amount') + 1, output_field=models.IntegerField(), db_persist=True)"),
  add('b5', 'ArrayField(models.IntegerField(), null=True)'),
  add('b6', 'models.BooleanField(default=False)'),
  add('b7', 'models.JSONField(default=dict)'),
  add('b8', 'models.DecimalField(max_digits=5, decimal_places=1, null=True)'),
  add('b9', 'models.FloatField(null=True, db_index=True)'),
  "migrations.RemoveField('order', 'b4')",
  "migrations.RemoveField('order', 'b1')",
  "migrations.RemoveField('order', 'a7')",
  "migrations.RenameField('order', 'a1', 'c1')",
  "migrations.RenameField('order', 'code', 'number')",
  "migrations.RenameField('order', 'a9', 'buyer')",
  alter('note', "models.CharField(max_length=20, null=True, verbose_name='n')"),
  alter('note', 'models.CharField(max_length=40, null=True)'),
  alter('note', 'models.CharField(max_length=30, null=True)'),
  alter('note', 'models.TextField(null=True)'),
  alter('note', 'models.TextField(null=True, db_index=True)'),
  alter('note', "models.TextField(default='')"),
  alter('note', 'models.TextField(null=True)'),
  alter('amount', 'models.BigIntegerField(default=1)'),
  alter('amount', 'models.PositiveBigIntegerField(default=1)'),
  alter('amount', 'models.PositiveBigIntegerField(default=1, unique=True)'),
  alter('amount', 'models.BigIntegerField(default=1)'),
  alter('amount', "models.BigIntegerField(default=1, db_column='total')"),
  alter('amount', 'models.BigIntegerField(default=1)'),
  alter('amount', 'models.BigIntegerField(db_default=1)'),
  alter('price', 'models.DecimalField(max_digits=8, decimal_places=2, default=0)'),
  alter('price', 'models.DecimalField(max_digits=8, decimal_places=3, default=0)'),
  alter('price', 'models.DecimalField(max_digits=7, decimal_places=3, default=0)'),
  alter('price', 'models.FloatField(default=0)'),
  alter('at', 'models.DateField(null=True)'),
  alter('a6', "models.ForeignKey('customer', models.CASCADE, null=True, db_column='a6', related_name='+')"),
  alter('customer', "models.ForeignKey('orders.customer', models.CASCADE, null=True, db_constraint=False)"),
  alter('customer', "models.ForeignKey('orders.customer', models.CASCADE, null=True, db_index=False)"),
  alter('customer', "models.OneToOneField('orders.customer', models.CASCADE, null=True)"),
  alter('customer', "models.OneToOneField('orders.Customer', models.CASCADE, null=True, related_name='+')"),
  alter('customer', "models.ForeignKey('orders.customer', models.CASCADE, null=True)"),
  alter('customer', "models.ForeignKey('Customer', models.CASCADE, null=True, default=1)"),
  alter('customer', "models.ForeignKey('Customer', models.CASCADE, default=1)"),
  "migrations.AlterField('customer', 'id', models.AutoField(primary_key=True))",
  alter('id', 'models.BigAutoField(primary_key=True)'),
  "migrations.RenameModel('Customer', 'Client')",
  "migrations.RenameModel('Client', 'Customer')",
  "migrations.AddIndex('order', models.Index(fields=['price'], name='i1'))",
  "pg.AddIndexConcurrently('order', models.Index(fields=['amount'], name='i2'))",
  "migrations.RenameIndex('order', new_name='i3', old_name='i1')",
  "migrations.RemoveIndex('order', 'i3')",
  "pg.RemoveIndexConcurrently('order', 'i2')",
  "migrations.AddConstraint('order', models.UniqueConstraint(fields=['number'], name='u1'))",
  "migrations.AddConstraint('order', models.UniqueConstraint(fields=['price'], condition=Q(amount=1), name='u2'))",
  "migrations.AddConstraint('order', models.CheckConstraint(condition=Q(amount__gt=0), name='c1'))",
  "pg.AddConstraintNotValid('order', models.CheckConstraint(condition=Q(note__isnull=False), name='c2'))",
  "pg.ValidateConstraint('order', 'c2')",
  "migrations.RemoveConstraint('order', 'c1')",
  "migrations.AlterUniqueTogether('order', {('number', 'price'), ('number', 'amount')})",
  "migrations.AlterUniqueTogether('order', {('number', 'amount')})",
  "migrations.AlterOrderWithRespectTo('order', 'customer')",
  "migrations.AlterOrderWithRespectTo('order', None)",
  "migrations.AlterModelTable('Customer', 'people')",
  "migrations.RenameModel('Tag', 'Label')",
  "migrations.RenameModel('Order', 'Sale')",
  "migrations.AlterModelTable('Sale', 'sold')",
  "migrations.AlterModelOptions('sale', {'ordering': ['id']})",
  "migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField('sale', 'c1')])",
  "migrations.CreateModel('Line', [('id', models.AutoField(primary_key=True)), ('sale', models.ForeignKey('Sale', models.CASCADE)), ('parts', models.ManyToManyField('self'))])",
  "migrations.DeleteModel('Line')",
  "migrations.RunSQL('', 'SELECT 1')"
]
const nameOf = (index: number) => `${String(index + 2).padStart(4, '0')}_next`
const files: Record<string, string> = {
  'orders/migrations/__init__.py': '',
  'orders/migrations/0001_initial.py': `${header}class Migration(migrations.Migration):\n    operations = [\n        ${initial},\n    ]\n`
}
operations.forEach((operation, index) => {
  const parent = index === 0 ? '0001_initial' : nameOf(index - 1)
  files[`orders/migrations/${nameOf(index)}.py`] =
    `${header}class Migration(migrations.Migration):\n    atomic = ${operation.includes('Concurrently') ? 'False' : 'True'}\n    dependencies = [('orders', '${parent}')]\n    operations = [${operation}]\n`
})

/** What the statements that Django sent do, one word each; what is done to a table that is made here is left out. */
function sent(steps: readonly Step[]): string[] {
  const made = steps.flatMap(({ sql }) => /^CREATE TABLE "(\w+)"/.exec(sql)?.[1] ?? [])
  return steps
    .flatMap(({ sql }) => sql.replace(/^SET CONSTRAINTS "\w+" IMMEDIATE; /, ''))
    .flatMap((sql): [string, string][] => {
      const match = (pattern: RegExp) => pattern.exec(sql)?.slice(1)
      let found = match(/^(CREATE|DROP) TABLE "(\w+)"/)
      if (found) return [['', `${found[0]!.toLowerCase()}-table ${found[1]}`]]
      found = match(/^CREATE (UNIQUE )?INDEX (CONCURRENTLY )?(?:IF NOT EXISTS )?"(\w+)" ON "(\w+)"/)
      // Django adds a second index for LIKE to every index of a text.
      if (found)
        return found[2]!.endsWith('_like')
          ? []
          : [[found[3]!, `${found[0] ? 'unique ' : ''}index${found[1] ? ' concurrently' : ''} ${found[3]}`]]
      if (/^DROP INDEX/.test(sql))
        return sql.includes('_like') ? [] : [['', `drop index${sql.includes('CONCURRENTLY') ? ' concurrently' : ''}`]]
      found = match(/^UPDATE "(\w+)"/)
      if (found) return [[found[0]!, `update ${found[0]}`]]
      found = match(/^ALTER TABLE "(\w+)" RENAME TO "(\w+)"/)
      if (found) return [[found[0]!, `rename ${found[0]} to ${found[1]}`]]
      found = match(/^ALTER TABLE "(\w+)" ([\s\S]*)$/)
      if (!found) return []
      const [table = '', rest = ''] = found
      return alterations(table, rest).map(one => [table, one])
    })
    .flatMap(([table, fact]) => (made.includes(table) ? [] : [fact]))
    .sort()
}

function alterations(table: string, rest: string): string[] {
  const facts: string[] = []
  const match = (pattern: RegExp) => pattern.exec(rest)?.slice(1)
  let found = match(/^ADD COLUMN "(\w+)" (.*)$/)
  if (found) {
    const [column, definition = ''] = found
    const type = /^([a-z ]+(?:\([\d, ]+\))?(?:\[\])?)/.exec(definition)![1]!.trim()
    facts.push(`add ${table}.${column} ${type}${/ NOT NULL/.test(definition) ? ' required' : ''}`)
    if (/ UNIQUE/.test(definition)) facts.push(`unique ${table}`)
    if (/ CHECK /.test(definition)) facts.push(`check ${table}`)
    found = /REFERENCES "(\w+)"/.exec(definition)?.slice(1)
    if (found) facts.push(`foreign-key ${table} to ${found[0]}`)
    return facts
  }
  found = match(/^DROP COLUMN "(\w+)"/)
  if (found) return [`drop ${table}.${found[0]}`]
  found = match(/^RENAME COLUMN "(\w+)" TO "(\w+)"/)
  if (found) return [`rename ${table}.${found[0]} to ${found[1]}`]
  found = match(/^ADD CONSTRAINT "\w+" (UNIQUE|CHECK|PRIMARY KEY|FOREIGN KEY)/)
  if (found) {
    const target = /REFERENCES "(\w+)"/.exec(rest)?.[1]
    return [
      `${found[0]!.toLowerCase().replace(' ', '-')} ${table}${target === undefined ? '' : ` to ${target}`}${rest.includes('NOT VALID') ? ' not valid' : ''}`
    ]
  }
  if (/^VALIDATE CONSTRAINT/.test(rest)) return [`validate ${table}`]
  // Several parts in one statement; a default that is taken away again is Django's own.
  for (const part of rest.split(/, (?=ALTER COLUMN|DROP CONSTRAINT|ADD CONSTRAINT)/)) {
    found = /^ALTER COLUMN "(\w+)" (TYPE ([a-z ]+(?:\([\d, ]+\))?)|SET NOT NULL|DROP NOT NULL)/.exec(part)?.slice(1)
    if (found)
      facts.push(
        `${found[2] === undefined ? found[1]!.toLowerCase() : `type ${found[2].replace(/ USING.*/, '').trim()}`} ${table}.${found[0]}`
      )
    if (/DROP CONSTRAINT/.test(part)) facts.push(`drop constraint ${table}`)
  }
  return facts
}

/** The same words from what was read. */
function told(changes: readonly Change[]): string[] {
  const made = changes.flatMap(change => (change.kind === 'create-table' ? [change.table] : []))
  return changes
    .flatMap((change): string[] => {
      if ('table' in change && change.kind !== 'create-table' && made.includes(change.table ?? '')) return []
      switch (change.kind) {
        case 'create-table':
        case 'drop-table':
          return [`${change.kind} ${change.table}`]
        case 'rename-table':
          return [`rename ${change.table} to ${change.to}`]
        case 'rename-column':
          return [`rename ${change.table}.${change.column} to ${change.to}`]
        case 'add-column': {
          const { name, type, nullable, unique, indexed, references } = change.column
          // A generated column is computed from the others: it is added without a word on NULL.
          return [
            `add ${change.table}.${name} ${type}${nullable === false ? ' required' : ''}`,
            ...(unique ? [`unique ${change.table}`] : []),
            ...(indexed ? [`index ${change.table}`] : []),
            ...(references === undefined ? [] : [`foreign-key ${change.table} to ${references}`])
          ]
        }
        case 'drop-column':
          return [`drop ${change.table}.${change.column}`]
        case 'change-type':
          return [`type ${change.to} ${change.table}.${change.column}`]
        case 'set-not-null':
          return [`set not null ${change.table}.${change.column}`]
        case 'drop-not-null':
          return [`drop not null ${change.table}.${change.column}`]
        case 'create-index':
          return [`${change.unique ? 'unique ' : ''}index${change.concurrently ? ' concurrently' : ''} ${change.table}`]
        case 'drop-index':
          return [`drop index${change.concurrently ? ' concurrently' : ''}`]
        case 'add-constraint':
          return [
            `${change.type} ${change.table}${change.references === undefined ? '' : ` to ${change.references}`}${change.validates ? '' : ' not valid'}`
          ]
        case 'validate-constraint':
          return [`validate ${change.table}`]
        case 'drop-constraint':
          return [`drop constraint ${change.table}`]
        case 'data':
          return [`update ${change.table}`]
        case 'unknown':
          return [`unknown: ${change.reason}`]
        default:
          return []
      }
    })
    .sort()
}

const rewritten = (changes: readonly Change[]) =>
  changes.some(change =>
    change.kind === 'change-type' ? change.rewrites === true : change.kind === 'add-column' && change.column.databaseDefault === 'volatile'
  )

await describeBed('what is read of the operations is what Django sends to PostgreSQL', () => {
  let host: RiskHost
  beforeAll(async () => void (host = await bootRiskHost('postgres')), 600_000)
  afterAll(() => host.bed.destroy(), 60_000)

  test('every operation, one after the other on one database', async () => {
    const base = { 'orders/migrations/0001_initial.py': files['orders/migrations/0001_initial.py']! }
    const seen = await host.observe(
      { files, base },
      { rows: ["INSERT INTO orders_customer VALUES (1, 'n')", 'INSERT INTO orders_order (c, amount, price) VALUES (1, 1, 1)'] }
    )
    expect(seen.error).toBeNull()
    const project = readDjangoProject(objectSource(files))
    const context = { project, database: 'postgres' as const, sql: undefined }
    const read = new Map(project.migrations.map(migration => [migration.name, changesOf(migration, context).forward]))
    let before = seen.filesBefore
    const real: Record<string, unknown> = {}
    const own: Record<string, unknown> = {}
    operations.forEach((operation, index) => {
      const name = nameOf(index)
      const steps = seen.steps.filter(step => step.migration === name)
      const after = steps.at(-1)?.files ?? before
      const old = new Set(Object.values(before))
      const grew = Object.keys(after).filter(table => !old.has(after[table]!) && table in before)
      real[`${name} ${operation}`] = { does: sent(steps), rewrites: grew.length > 0 }
      own[`${name} ${operation}`] = { does: told(read.get(name)!), rewrites: rewritten(read.get(name)!) }
      before = after
    })
    expect(own).toEqual(real)
  }, 180_000)
})
