import { matchOf, riskySteps, type Step } from './risk.ts'
import { alembicWith, shopWith, sqlWith } from './risk-example.ts'
import type { Rule } from './rule.ts'

export const rewrite: Rule = {
  id: 'R05',
  title: 'A change of type rewrites the table',
  why: 'PostgreSQL writes every row and every index anew, and keeps readers and writers out of the table (ACCESS EXCLUSIVE) until it is done. It needs the space of a second table for that time. Only few changes are free: a longer varchar, varchar to text, more digits of a numeric.',
  fix: 'Add a column of the new type, write both, copy in batches, read the new one, and drop the old one in a later release. Where the table is small, say so and suppress the finding with that reason.',
  severity: 'error',
  frameworks: ['django', 'alembic', 'sql'],
  databases: ['postgres'],
  check: subject =>
    riskySteps(subject).flatMap(step => {
      const { change } = step
      if (change.kind !== 'change-type') return []
      const name = `${change.table}.${change.column}`
      if (change.rewrites === true) {
        const types = change.from === undefined || change.to === undefined ? '' : ` from ${change.from} to ${change.to}`
        return [matchOf(step, `The type of ${name} changes${types}: ${change.table} is rewritten while nobody can read or write it.`)]
      }
      if (!isOpen(step) || isOftenFree(change.to)) return []
      return [
        matchOf(
          step,
          `The type of ${name} becomes ${change.to}: unless it is that already, ${change.table} is rewritten while nobody can read or write it.`
        )
      ]
    }),
  examples: {
    bad: shopWith({ '0002_amount': { operations: ["migrations.AlterField('order', 'amount', models.BigIntegerField(null=True))"] } }),
    good: shopWith({ '0002_code': { operations: ["migrations.AlterField('order', 'code', models.CharField(max_length=40, null=True))"] } })
  },
  more: [
    {
      bad: alembicWith([["op.alter_column('orders_order', 'amount', existing_type=sa.Integer(), type_=sa.BigInteger())"]]),
      good: alembicWith([["op.alter_column('orders_order', 'code', existing_type=sa.String(20), type_=sa.String(40))"]])
    },
    {
      bad: sqlWith({ 'V2__amount.sql': 'ALTER TABLE orders_order ALTER COLUMN amount TYPE bigint;' }),
      good: sqlWith({ 'V2__code.sql': 'ALTER TABLE orders_order ALTER COLUMN code TYPE varchar(40);' })
    },
    {
      // The first file says what the type was.
      bad: sqlWith({ 'V2__code.sql': 'ALTER TABLE orders_order ALTER COLUMN code TYPE varchar(10);' }),
      good: sqlWith({ 'V2__amount.sql': 'ALTER TABLE orders_order ALTER COLUMN amount TYPE integer;' })
    }
  ]
}

/** Whether nobody could tell what a change of type does: the old type is not known, or values are converted. Django's fields say so themselves. */
export function isOpen({ change, migration }: Step): boolean {
  return change.kind === 'change-type' && change.rewrites === undefined && migration.framework !== 'django'
}

/** Only texts and numerics have free changes, so that one whose old type is not known is no error yet. */
export function isOftenFree(type: string | undefined): boolean {
  return type === undefined || /^(text|citext|(character )?varying|varchar|character varying|numeric|decimal)\b/.test(type)
}
