import type { Change } from '../changes.ts'
import { matchOf, newSteps } from './risk.ts'
import { alembicWith, shopWith, sqlWith } from './risk-example.ts'
import type { Rule } from './rule.ts'

const header = ['from django.contrib.postgres.operations import AddIndexConcurrently']
const operations = ["AddIndexConcurrently('order', models.Index(fields=['code'], name='order_code'))"]

export const concurrentInTransaction: Rule = {
  id: 'R07',
  title: 'A concurrent operation runs inside a transaction',
  why: 'PostgreSQL refuses it: "cannot run inside a transaction block" (SQLSTATE 25001), and Django refuses before that (NotSupportedError). The migration fails on every database, in the middle of a deployment.',
  fix: 'Run it outside a transaction and alone in its migration: `atomic = False` in Django, `autocommit_block()` in Alembic, no BEGIN around it in SQL.',
  severity: 'error',
  frameworks: ['django', 'alembic', 'sql'],
  databases: ['postgres'],
  check: subject =>
    newSteps(subject).flatMap(step => {
      const { change, transaction } = step
      if (transaction === undefined || !isConcurrent(change)) return []
      const name = change.name ?? 'an index'
      return [
        matchOf(step, `${change.operation} works on ${name} CONCURRENTLY, but its migration runs in a transaction: PostgreSQL refuses it.`)
      ]
    }),
  examples: {
    bad: shopWith({ '0002_index': { header, operations } }),
    good: shopWith({ '0002_index': { header, extra: ['atomic = False'], operations } })
  },
  more: [
    {
      bad: alembicWith([["op.create_index('order_code', 'orders_order', ['code'], postgresql_concurrently=True)"]]),
      good: alembicWith([
        [
          'with op.get_context().autocommit_block():',
          "    op.create_index('order_code', 'orders_order', ['code'], postgresql_concurrently=True)"
        ]
      ])
    },
    {
      bad: sqlWith({ 'V2__index.sql': ['BEGIN;', 'CREATE INDEX CONCURRENTLY order_code ON orders_order (code);', 'COMMIT;'].join('\n') }),
      good: sqlWith({ 'V2__index.sql': 'CREATE INDEX CONCURRENTLY order_code ON orders_order (code);' })
    }
  ]
}

function isConcurrent(change: Change): change is Extract<Change, { kind: 'create-index' | 'drop-index' }> {
  return (change.kind === 'create-index' || change.kind === 'drop-index') && change.concurrently
}
