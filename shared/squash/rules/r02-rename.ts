import { isNewColumn, matchOf, riskySteps } from './risk.ts'
import { alembicWith, shopWith, sqlWith } from './risk-example.ts'
import type { Rule } from './rule.ts'

export const rename: Rule = {
  id: 'R02',
  title: 'A column or table is renamed that the running release uses',
  why: 'The running release knows only the old name, the new one only the new name: between the migration and the switch every query of the old release fails, and after a rollback of the code all of them do.',
  fix: 'Rename in the code only and keep the name in the database (Django: `db_column`, `db_table`). Where the database must change, add the new column, write both, copy, read the new one, and drop the old one in a later release; a renamed table can leave a view of the old name behind.',
  severity: 'error',
  frameworks: ['django', 'alembic', 'sql'],
  check: subject =>
    riskySteps(subject).flatMap(step => {
      const { change } = step
      if (change.kind === 'rename-table') {
        const view = step.all.forward.some(
          other => other.kind === 'other-object' && other.verb === 'create' && other.object === 'view' && other.name === change.table
        )
        if (view) return []
        return [
          matchOf(step, `${change.table} is renamed to ${change.to}: queries of the running release still name ${change.table} and fail.`)
        ]
      }
      if (change.kind !== 'rename-column' || isNewColumn(subject, change.table, change.column)) return []
      const { table, column, to } = change
      return [matchOf(step, `${table}.${column} is renamed to ${to}: queries of the running release still name ${column} and fail.`)]
    }),
  examples: {
    bad: shopWith({ '0002_remark': { operations: ["migrations.RenameField('order', 'note', 'remark')"] } }),
    good: shopWith({
      '0002_remark': {
        operations: [
          "migrations.AlterField('order', 'note', models.TextField(null=True, db_column='note'))",
          "migrations.RenameField('order', 'note', 'remark')"
        ]
      }
    })
  },
  more: [
    {
      bad: shopWith({ '0002_sale': { operations: ["migrations.RenameModel('Order', 'Sale')"] } }),
      good: shopWith({
        '0002_sale': {
          operations: ["migrations.AlterModelTable('order', 'orders_order')", "migrations.RenameModel('Order', 'Sale')"]
        }
      })
    },
    {
      bad: alembicWith([["op.alter_column('orders_order', 'note', new_column_name='remark')"]]),
      good: alembicWith([["op.add_column('orders_order', sa.Column('remark', sa.Text(), nullable=True))"]])
    },
    {
      bad: sqlWith({ 'V2__remark.sql': 'ALTER TABLE orders_order RENAME COLUMN note TO remark;' }),
      good: sqlWith({ 'V2__remark.sql': 'ALTER TABLE orders_order ADD COLUMN remark text;' })
    },
    {
      bad: sqlWith({ 'V2__sale.sql': 'ALTER TABLE orders_order RENAME TO sale;' }),
      good: sqlWith({
        'V2__sale.sql': ['ALTER TABLE orders_order RENAME TO sale;', 'CREATE VIEW orders_order AS SELECT * FROM sale;'].join('\n')
      })
    }
  ]
}
