import { matchOf, riskySteps } from './risk.ts'
import { alembicWith, shopWith, sqlWith } from './risk-example.ts'
import type { Rule } from './rule.ts'

export const requiredColumn: Rule = {
  id: 'R03',
  title: 'A required column is added without a default in the database',
  why: 'The running release does not know the column, so its INSERTs leave it out and fail: NOT NULL is violated. A `default` of a Django field is no help: Django fills the rows that are there with it and takes it away again.',
  fix: 'Allow NULL first, or give the column a default that the database keeps (`db_default` from Django 5.0, `server_default` in SQLAlchemy, DEFAULT in SQL).',
  severity: 'error',
  frameworks: ['django', 'alembic', 'sql'],
  check: subject =>
    riskySteps(subject).flatMap(step => {
      const { change, all, index } = step
      if (change.kind !== 'add-column' || change.column.nullable !== false) return []
      const { table, column } = change
      // What a later statement of the same migration makes of it is what the running release meets.
      let { databaseDefault } = column
      for (const later of all.forward.slice(index + 1)) {
        if (!('table' in later) || later.table !== table || !('column' in later) || later.column !== column.name) continue
        if (later.kind === 'drop-default') databaseDefault = 'none'
        else if (later.kind === 'set-default') databaseDefault = 'stable'
        else if (later.kind === 'drop-not-null') return []
      }
      if (databaseDefault !== 'none') return []
      return [
        matchOf(
          step,
          `${table}.${column.name} is NOT NULL and has no default in the database: every INSERT of the running release into ${table} fails.`
        )
      ]
    }),
  examples: {
    bad: shopWith({
      '0002_state': { operations: ["migrations.AddField('order', 'state', models.CharField(max_length=9, default='new'))"] }
    }),
    good: shopWith({
      '0002_state': {
        operations: ["migrations.AddField('order', 'state', models.CharField(max_length=9, default='new', db_default='new'))"]
      }
    })
  },
  more: [
    {
      bad: alembicWith([["op.add_column('orders_order', sa.Column('state', sa.String(9), nullable=False))"]]),
      good: alembicWith([["op.add_column('orders_order', sa.Column('state', sa.String(9), nullable=False, server_default='new'))"]])
    },
    {
      bad: sqlWith({
        'V2__state.sql': [
          "ALTER TABLE orders_order ADD COLUMN state text NOT NULL DEFAULT 'new';",
          'ALTER TABLE orders_order ALTER COLUMN state DROP DEFAULT;'
        ].join('\n')
      }),
      good: sqlWith({ 'V2__state.sql': "ALTER TABLE orders_order ADD COLUMN state text NOT NULL DEFAULT 'new';" })
    }
  ]
}
