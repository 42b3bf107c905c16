import { matchOf, newSteps, riskySteps, type Step } from './risk.ts'
import { alembicWith, shopWith, sqlWith } from './risk-example.ts'
import type { Rule, Subject } from './rule.ts'

const constraint = "models.CheckConstraint(condition=models.Q(amount__gte=0), name='amount_not_negative')"
const notValid = 'from django.contrib.postgres.operations import AddConstraintNotValid'
const validate = 'from django.contrib.postgres.operations import ValidateConstraint'

export const validation: Rule = {
  id: 'R09',
  title: 'A constraint is checked while nobody can use the table',
  why: 'A CHECK is proven on every row, and a UNIQUE constraint builds its index, under a lock that keeps readers and writers out (ACCESS EXCLUSIVE). One row that violates it stops the deployment.',
  fix: 'CHECK: add it NOT VALID and validate it in a migration of its own, which keeps nobody out. UNIQUE: build a unique index CONCURRENTLY and make the constraint with `UNIQUE USING INDEX`.',
  severity: 'error',
  frameworks: ['django', 'alembic', 'sql'],
  databases: ['postgres'],
  check: subject =>
    riskySteps(subject).flatMap(step => {
      const { change } = step
      if (change.kind === 'add-column' && change.column.unique) {
        const name = `${change.table}.${change.column.name}`
        return [matchOf(step, `${name} comes with a unique index, which is built while nobody can read or write ${change.table}.`)]
      }
      if (change.kind !== 'add-constraint' || change.type === 'foreign-key' || change.usingIndex) return []
      const { table, type } = change
      const name = `The ${type.replace('-', ' ')} constraint${change.name === undefined ? '' : ` ${change.name}`} on ${table}`
      if (!change.validates)
        return isValidatedTogether(subject, step)
          ? [matchOf(step, `${name} is validated in the transaction that adds it: nobody can read or write ${table} all the time.`)]
          : []
      const what = type === 'check' ? 'is checked on every row' : 'builds its index'
      return [matchOf(step, `${name} ${what} while nobody can read or write ${table}.`)]
    }),
  examples: {
    bad: shopWith({ '0002_check': { operations: [`migrations.AddConstraint('order', ${constraint})`] } }),
    good: shopWith({
      '0002_check': { header: [notValid], operations: [`AddConstraintNotValid('order', ${constraint})`] },
      '0003_validate': { header: [validate], operations: ["ValidateConstraint('order', 'amount_not_negative')"] }
    })
  },
  more: [
    {
      bad: shopWith({
        '0002_unique': { operations: ["migrations.AlterField('order', 'code', models.CharField(max_length=20, null=True, unique=True))"] }
      }),
      good: shopWith({
        '0002_unique': {
          extra: ['atomic = False'],
          operations: [
            `migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL('CREATE UNIQUE INDEX CONCURRENTLY order_code ON orders_order (code)', 'DROP INDEX order_code'),
                migrations.RunSQL('ALTER TABLE orders_order ADD CONSTRAINT order_code UNIQUE USING INDEX order_code', migrations.RunSQL.noop),
            ],
            state_operations=[migrations.AlterField('order', 'code', models.CharField(max_length=20, null=True, unique=True))],
        )`
          ]
        }
      })
    },
    {
      bad: shopWith({
        '0002_check': {
          header: ['from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint'],
          operations: [`AddConstraintNotValid('order', ${constraint})`, "ValidateConstraint('order', 'amount_not_negative')"]
        }
      }),
      good: shopWith({
        '0002_check': { header: [notValid], operations: [`AddConstraintNotValid('order', ${constraint})`] },
        '0003_validate': { header: [validate], operations: ["ValidateConstraint('order', 'amount_not_negative')"] }
      })
    },
    {
      bad: alembicWith([["op.create_check_constraint('amount_not_negative', 'orders_order', 'amount >= 0')"]]),
      good: alembicWith([["op.create_check_constraint('amount_not_negative', 'orders_order', 'amount >= 0', postgresql_not_valid=True)"]])
    },
    {
      bad: sqlWith({ 'V2__check.sql': 'ALTER TABLE orders_order ADD CONSTRAINT amount_not_negative CHECK (amount >= 0);' }),
      good: sqlWith({
        'V2__check.sql': 'ALTER TABLE orders_order ADD CONSTRAINT amount_not_negative CHECK (amount >= 0) NOT VALID;',
        'V3__validate.sql': 'ALTER TABLE orders_order VALIDATE CONSTRAINT amount_not_negative;'
      })
    },
    {
      bad: sqlWith({ 'V2__unique.sql': 'ALTER TABLE orders_order ADD CONSTRAINT order_code UNIQUE (code);' }),
      good: sqlWith({
        'V2__index.sql': 'CREATE UNIQUE INDEX CONCURRENTLY order_code ON orders_order (code);',
        'V3__unique.sql': 'ALTER TABLE orders_order ADD CONSTRAINT order_code UNIQUE USING INDEX order_code;'
      })
    }
  ]
}

/** Whether a constraint that is added NOT VALID is validated before its lock is gone. */
export function isValidatedTogether(subject: Subject, step: Step): boolean {
  const { change, transaction, migration } = step
  if (change.kind !== 'add-constraint' || transaction === undefined) return false
  return newSteps(subject).some(
    later =>
      later.migration === migration &&
      later.transaction === transaction &&
      later.change.kind === 'validate-constraint' &&
      later.change.table === change.table &&
      later.change.name === change.name
  )
}
