import { isValidatedTogether } from './r09-validation.ts'
import { matchOf, riskySteps } from './risk.ts'
import { alembicWith, shopWith, sqlWith } from './risk-example.ts'
import type { Rule } from './rule.ts'

const withKey = {
  '0002_customer': {
    operations: ["migrations.AddField('order', 'customer', models.ForeignKey('orders.customer', models.PROTECT, null=True))"]
  }
}

export const foreignKey: Rule = {
  id: 'R08',
  title: 'A foreign key is checked while writers of both tables wait',
  why: 'Adding a foreign key locks both tables against writers (SHARE ROW EXCLUSIVE) and holds the locks until the transaction ends: while every row is checked, and while an index for the key is built in the same transaction. It is the referenced table, the busy one, that surprises. Django takes the key away and makes it anew whenever an AlterField changes anything of the column, a `default` included.',
  fix: 'Add the column without the constraint and without an index (Django: `db_constraint=False, db_index=False`), build the index concurrently, add the constraint NOT VALID, and validate it in a migration of its own: validating keeps no writer out.',
  severity: 'error',
  frameworks: ['django', 'alembic', 'sql'],
  databases: ['postgres'],
  check: subject =>
    riskySteps(subject).flatMap(step => {
      const { change, transaction } = step
      if (change.kind === 'add-constraint' && change.type === 'foreign-key') {
        const { table, references = 'the referenced table' } = change
        if (change.validates)
          return [
            matchOf(
              step,
              `A foreign key from ${table} to ${references} checks every row of ${table}: until it is done nobody can write to either table.`
            )
          ]
        return isValidatedTogether(subject, step)
          ? [
              matchOf(
                step,
                `The foreign key from ${table} to ${references} is validated in the transaction that adds it: its locks are held all the time.`
              )
            ]
          : []
      }
      if (change.kind !== 'add-column' || change.column.references === undefined) return []
      const { table, column } = change
      // The new column is NULL everywhere, so that nothing is checked; the locks matter by what else the transaction does.
      const checks = column.databaseDefault !== 'none'
      const builds = transaction !== undefined && (column.indexed || column.unique)
      if (!checks && !builds) return []
      const why = checks ? `every row of ${table} is checked` : `the index over ${table}.${column.name} is built in the same transaction`
      return [
        matchOf(
          step,
          `${table}.${column.name} comes with a foreign key to ${column.references}: nobody can write to ${column.references} while ${why}.`
        )
      ]
    }),
  examples: {
    bad: shopWith({
      '0002_customer': {
        operations: ["migrations.AddField('order', 'customer', models.ForeignKey('orders.customer', models.PROTECT, null=True))"]
      }
    }),
    good: shopWith({
      '0002_customer': {
        operations: [
          "migrations.AddField('order', 'customer', models.ForeignKey('orders.customer', models.PROTECT, null=True, db_constraint=False, db_index=False))"
        ]
      },
      '0003_index': {
        header: ['from django.contrib.postgres.operations import AddIndexConcurrently'],
        extra: ['atomic = False'],
        operations: ["AddIndexConcurrently('order', models.Index(fields=['customer'], name='order_customer'))"]
      },
      '0004_key': {
        operations: [
          `migrations.RunSQL(
            'ALTER TABLE orders_order ADD CONSTRAINT order_customer_key FOREIGN KEY (customer_id) REFERENCES orders_customer (id) NOT VALID',
            'ALTER TABLE orders_order DROP CONSTRAINT order_customer_key',
        )`
        ]
      },
      '0005_validate': {
        operations: ["migrations.RunSQL('ALTER TABLE orders_order VALIDATE CONSTRAINT order_customer_key', migrations.RunSQL.noop)"]
      }
    })
  },
  more: [
    {
      bad: shopWith(
        {
          '0003_key': {
            operations: [
              "migrations.AlterField('order', 'amount', models.ForeignKey('orders.customer', models.PROTECT, null=True, db_column='amount', db_index=False))"
            ]
          }
        },
        {}
      ),
      good: shopWith({
        '0003_key': {
          operations: [
            "migrations.AlterField('order', 'amount', models.ForeignKey('orders.customer', models.PROTECT, null=True, db_column='amount', db_index=False, db_constraint=False))"
          ]
        }
      })
    },
    {
      bad: shopWith(
        {
          '0003_default': {
            operations: [
              "migrations.AlterField('order', 'customer', models.ForeignKey('orders.customer', models.PROTECT, null=True, default=1))"
            ]
          }
        },
        { base: withKey }
      ),
      good: shopWith(
        {
          '0003_on_delete': {
            operations: ["migrations.AlterField('order', 'customer', models.ForeignKey('orders.customer', models.SET_NULL, null=True))"]
          }
        },
        { base: withKey }
      )
    },
    {
      bad: alembicWith([["op.create_foreign_key('order_customer', 'orders_order', 'orders_customer', ['amount'], ['id'])"]]),
      good: alembicWith([
        ["op.create_foreign_key('order_customer', 'orders_order', 'orders_customer', ['amount'], ['id'], postgresql_not_valid=True)"]
      ])
    },
    {
      bad: sqlWith({
        'V2__key.sql': 'ALTER TABLE orders_order ADD CONSTRAINT order_customer FOREIGN KEY (amount) REFERENCES orders_customer (id);'
      }),
      good: sqlWith({
        'V2__key.sql':
          'ALTER TABLE orders_order ADD CONSTRAINT order_customer FOREIGN KEY (amount) REFERENCES orders_customer (id) NOT VALID;',
        'V3__validate.sql': 'ALTER TABLE orders_order VALIDATE CONSTRAINT order_customer;'
      })
    }
  ]
}
