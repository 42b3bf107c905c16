import { expect, test } from '@jest/globals'
import { checkMigrations } from '../check.ts'
import { objectSource } from '../source.ts'
import { migrationText } from './example.ts'
import { recordLost } from './p05-record-lost.ts'

const found = (options: string, tables: readonly string[] | undefined, applied: { app: string; name: string }[] = []) =>
  checkMigrations(
    objectSource({
      'orders/migrations/__init__.py': '',
      'orders/migrations/0001_initial.py': migrationText('', [
        `migrations.CreateModel('Order', [('id', models.AutoField(primary_key=True))], options={${options}})`,
        "migrations.CreateModel(name='Item', fields=[('id', models.AutoField(primary_key=True))])"
      ])
    }),
    { applied, tables, rules: [recordLost] }
  ).findings.map(finding => `${finding.line}: ${finding.message}`)

test("Django's own names and db_table are known", () => {
  expect(found('', ['orders_order', 'orders_item', 'other'])).toEqual([
    '7: No migration is recorded, but the live database has 2 of the 2 tables that they make (orders_order and others).'
  ])
  expect(found("'db_table': 'Legacy'", ['legacy'])).toHaveLength(1)
})

test.each([
  ['a fresh database', '', ['auth_user']],
  ['a table that was there before Django', "'managed': False", ['orders_order']],
  ['tables that were not asked for', '', undefined]
])('is silent for %s', (_, options, tables) => expect(found(options, tables)).toEqual([]))

test('is silent where something is recorded', () => {
  expect(found('', ['orders_order'], [{ app: 'auth', name: '0001_initial' }])).toEqual([])
})
