import { matchOf, riskySteps } from './risk.ts'
import { alembicWith, shopWith, sqlWith } from './risk-example.ts'
import type { Rule } from './rule.ts'

export const blockingIndex: Rule = {
  id: 'R06',
  title: 'An index is built while writers wait',
  why: 'CREATE INDEX holds a SHARE lock on the table until it is done: reading goes on, every INSERT, UPDATE and DELETE waits. On a large table these are minutes.',
  fix: 'Build it CONCURRENTLY, outside a transaction (Django: `AddIndexConcurrently` with `atomic = False`; Alembic: `postgresql_concurrently=True` in an `autocommit_block`). A field with an index of its own: add it with `db_index=False` and the index after it.',
  severity: 'warning',
  frameworks: ['django', 'alembic', 'sql'],
  databases: ['postgres'],
  check: subject =>
    riskySteps(subject).flatMap(step => {
      const { change } = step
      if (change.kind === 'create-index' && !change.concurrently) {
        const name = change.name === undefined ? 'An index' : `The index ${change.name}`
        return [matchOf(step, `${name} on ${change.table} is not built concurrently: writers of ${change.table} wait until it is done.`)]
      }
      if (change.kind !== 'add-column' || !change.column.indexed) return []
      return [
        matchOf(
          step,
          `${change.table}.${change.column.name} comes with an index, which is not built concurrently: writers of ${change.table} wait until it is done.`
        )
      ]
    }),
  examples: {
    bad: shopWith({
      '0002_index': { operations: ["migrations.AddIndex('order', models.Index(fields=['code'], name='order_code'))"] }
    }),
    good: shopWith({
      '0002_index': {
        header: ['from django.contrib.postgres.operations import AddIndexConcurrently'],
        extra: ['atomic = False'],
        operations: ["AddIndexConcurrently('order', models.Index(fields=['code'], name='order_code'))"]
      }
    })
  },
  more: [
    {
      bad: alembicWith([["op.create_index('order_code', 'orders_order', ['code'])"]]),
      good: alembicWith([
        [
          'with op.get_context().autocommit_block():',
          "    op.create_index('order_code', 'orders_order', ['code'], postgresql_concurrently=True)"
        ]
      ])
    },
    {
      bad: sqlWith({ 'V2__index.sql': 'CREATE INDEX order_code ON orders_order (code);' }),
      good: sqlWith({ 'V2__index.sql': 'CREATE INDEX CONCURRENTLY order_code ON orders_order (code);' })
    }
  ]
}
