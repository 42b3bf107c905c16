import { byMigration, isSchema, matchOf, newSteps, riskySteps } from './risk.ts'
import { alembicWith, shopWith, sqlWith } from './risk-example.ts'
import type { Rule } from './rule.ts'

export const halfApplied: Rule = {
  id: 'R14',
  title: 'One migration makes several schema changes, and MySQL cannot take them back',
  why: 'MySQL and MariaDB end the transaction at every schema change. Where the second one fails, the first stays, and the migration is not recorded: run again it fails at the first ("Duplicate column name"), and going back fails too. Somebody must mend the schema by hand.',
  fix: 'Write one schema change per migration: each is then applied and recorded, or not at all.',
  severity: 'warning',
  frameworks: ['django', 'alembic', 'sql'],
  databases: ['mysql', 'mariadb'],
  check(subject) {
    const risky = new Set(riskySteps(subject).map(step => step.change))
    return byMigration(newSteps(subject)).flatMap(steps => {
      const schema = steps.filter(({ change }) => change.kind === 'create-table' || isSchema(change))
      // What one operation does in several statements cannot be parted by the user.
      const operations = [...Map.groupBy(schema, ({ change }) => `${change.operation} ${change.at.line}:${change.at.column}`).values()]
      const second = operations[1]?.[0]
      if (second === undefined || !schema.some(({ change }) => risky.has(change))) return []
      const count = operations.length
      return [
        matchOf(
          second,
          `${count} schema changes in one migration: where this or a later one fails, those before it stay, and the migration is not recorded.`
        )
      ]
    })
  },
  examples: {
    bad: shopWith(
      {
        '0002_state': {
          operations: [
            "migrations.AddField('order', 'state', models.IntegerField(null=True))",
            "migrations.AddConstraint('order', models.UniqueConstraint(fields=['code'], name='order_code'))"
          ]
        }
      },
      { database: 'mysql' }
    ),
    good: shopWith(
      {
        '0002_state': { operations: ["migrations.AddField('order', 'state', models.IntegerField(null=True))"] },
        '0003_code': {
          operations: ["migrations.AddConstraint('order', models.UniqueConstraint(fields=['code'], name='order_code'))"]
        }
      },
      { database: 'mysql' }
    )
  },
  more: [
    {
      bad: alembicWith(
        [
          [
            "op.add_column('orders_order', sa.Column('state', sa.Integer()))",
            "op.create_unique_constraint('order_code', 'orders_order', ['code'])"
          ]
        ],
        'mysql'
      ),
      good: alembicWith(
        [
          ["op.add_column('orders_order', sa.Column('state', sa.Integer()))"],
          ["op.create_unique_constraint('order_code', 'orders_order', ['code'])"]
        ],
        'mysql'
      )
    },
    {
      bad: sqlWith(
        {
          'V2__code.sql': ['ALTER TABLE orders_order ADD COLUMN state int;', 'ALTER TABLE orders_order ADD UNIQUE order_code (code);'].join(
            '\n'
          )
        },
        'mysql'
      ),
      good: sqlWith(
        {
          'V2__state.sql': 'ALTER TABLE orders_order ADD COLUMN state int;',
          'V3__code.sql': 'ALTER TABLE orders_order ADD UNIQUE order_code (code);'
        },
        'mysql'
      )
    }
  ]
}
