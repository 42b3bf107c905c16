import { matchOf, riskySteps } from './risk.ts'
import { alembicWith, shopWith, sqlWith } from './risk-example.ts'
import type { Rule } from './rule.ts'

export const volatileDefault: Rule = {
  id: 'R10',
  title: 'A new column has a default that differs from row to row',
  why: 'A constant default costs nothing: PostgreSQL stores it once. A random value, a sequence or a stored generated column is computed for every row that is there, and the whole table is rewritten while nobody can read or write it (ACCESS EXCLUSIVE).',
  fix: 'Add the column without a default, set the default in a second step (it then counts for new rows only), and fill the old rows in batches.',
  severity: 'error',
  frameworks: ['django', 'alembic', 'sql'],
  databases: ['postgres'],
  check: subject =>
    riskySteps(subject).flatMap(step => {
      const { change } = step
      if (change.kind !== 'add-column' || change.column.databaseDefault !== 'volatile') return []
      const { table, column } = change
      return [
        matchOf(
          step,
          `${table}.${column.name} gets a value of its own in every row: ${table} is rewritten while nobody can read or write it.`
        )
      ]
    }),
  examples: {
    bad: shopWith({
      '0002_token': {
        header: ['from django.contrib.postgres.functions import RandomUUID'],
        operations: ["migrations.AddField('order', 'token', models.UUIDField(null=True, db_default=RandomUUID()))"]
      }
    }),
    good: shopWith({
      '0002_token': { operations: ["migrations.AddField('order', 'token', models.UUIDField(null=True))"] },
      '0003_default': {
        header: ['from django.contrib.postgres.functions import RandomUUID'],
        operations: ["migrations.AlterField('order', 'token', models.UUIDField(null=True, db_default=RandomUUID()))"]
      }
    })
  },
  more: [
    {
      bad: alembicWith([["op.add_column('orders_order', sa.Column('token', sa.Uuid(), server_default=sa.text('gen_random_uuid()')))"]]),
      good: alembicWith([
        ["op.add_column('orders_order', sa.Column('token', sa.Uuid()))"],
        ["op.alter_column('orders_order', 'token', server_default=sa.text('gen_random_uuid()'))"]
      ])
    },
    {
      bad: sqlWith({ 'V2__token.sql': 'ALTER TABLE orders_order ADD COLUMN token uuid DEFAULT gen_random_uuid();' }),
      good: sqlWith({
        'V2__token.sql': 'ALTER TABLE orders_order ADD COLUMN token uuid;',
        'V3__default.sql': 'ALTER TABLE orders_order ALTER COLUMN token SET DEFAULT gen_random_uuid();'
      })
    }
  ]
}
