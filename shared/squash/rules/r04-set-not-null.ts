import { matchOf, newSteps, oldSteps, riskySteps, type Step } from './risk.ts'
import { alembicWith, shopWith, sqlWith } from './risk-example.ts'
import type { Rule } from './rule.ts'

const contrib = ['from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint']

export const setNotNull: Rule = {
  id: 'R04',
  title: 'A column that exists becomes NOT NULL',
  why: 'PostgreSQL reads the whole table to prove it, under a lock that keeps readers and writers out (ACCESS EXCLUSIVE). And where the running release still writes NULL, its INSERTs and UPDATEs fail from then on.',
  fix: 'First see that no release writes NULL any more. Then add CHECK (column IS NOT NULL) as NOT VALID, validate it in a migration of its own, and set NOT NULL after that: PostgreSQL takes the CHECK as the proof and reads nothing.',
  severity: 'error',
  frameworks: ['django', 'alembic', 'sql'],
  databases: ['postgres'],
  check(subject) {
    const risky = riskySteps(subject).filter(({ change }) => change.kind === 'set-not-null')
    // To read all that was applied before takes seconds of a large history.
    if (risky.length === 0) return []
    const steps = [...oldSteps(subject), ...newSteps(subject)]
    return risky.flatMap(step => {
      const { change } = step
      if (change.kind !== 'set-not-null' || isProven(steps, step, change.table, change.column)) return []
      const name = `${change.table}.${change.column}`
      return [
        matchOf(
          step,
          `${name} is set to NOT NULL: all rows of ${change.table} are read while nobody can read or write it, and a running release that writes NULL fails.`
        )
      ]
    })
  },
  examples: {
    bad: shopWith({ '0002_code': { operations: ["migrations.AlterField('order', 'code', models.CharField(max_length=20))"] } }),
    good: shopWith({
      '0002_check': {
        header: contrib.map(line => line.replace(', ValidateConstraint', '')),
        operations: ["AddConstraintNotValid('order', models.CheckConstraint(condition=models.Q(code__isnull=False), name='code_is_set'))"]
      },
      '0003_validate': {
        header: contrib.map(line => line.replace('AddConstraintNotValid, ', '')),
        operations: ["ValidateConstraint('order', 'code_is_set')"]
      },
      '0004_code': { operations: ["migrations.AlterField('order', 'code', models.CharField(max_length=20))"] }
    })
  },
  more: [
    {
      bad: alembicWith([["op.alter_column('orders_order', 'code', nullable=False)"]]),
      good: alembicWith([["op.create_check_constraint('code_is_set', 'orders_order', 'code IS NOT NULL', postgresql_not_valid=True)"]])
    },
    {
      bad: sqlWith({ 'V2__code.sql': 'ALTER TABLE orders_order ALTER COLUMN code SET NOT NULL;' }),
      good: sqlWith({
        'V2__check.sql': 'ALTER TABLE orders_order ADD CONSTRAINT code_is_set CHECK (code IS NOT NULL) NOT VALID;',
        'V3__validate.sql': 'ALTER TABLE orders_order VALIDATE CONSTRAINT code_is_set;',
        'V4__code.sql': 'ALTER TABLE orders_order ALTER COLUMN code SET NOT NULL;'
      })
    }
  ]
}

/** Whether a CHECK that says the same was validated before this step. */
function isProven(steps: readonly Step[], step: Step, table: string, column: string): boolean {
  const before = steps.slice(
    0,
    steps.findIndex(one => one.change === step.change)
  )
  return before.some(
    ({ change: check }) =>
      check.kind === 'add-constraint' &&
      check.table === table &&
      check.notNull === column &&
      (check.validates ||
        before.some(
          ({ change }) =>
            change.kind === 'validate-constraint' && change.table === table && change.name !== undefined && change.name === check.name
        ))
  )
}
