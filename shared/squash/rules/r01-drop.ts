import { isNewColumn, matchOf, oldSteps, riskySteps } from './risk.ts'
import { alembicWith, shopWith, sqlWith } from './risk-example.ts'
import type { Rule, Subject } from './rule.ts'

export const drop: Rule = {
  id: 'R01',
  title: 'A column or table is dropped that the running release uses',
  why: 'The old release runs until the new one has taken over, and again after a rollback. Its queries name every column of its models: from the moment of the drop each of them fails. What the column held is gone, and going back does not bring it back.',
  fix: 'Drop in two releases. In the first the code stops using it and the database keeps it (Django: `SeparateDatabaseAndState(state_operations=[RemoveField(…)])`; a NOT NULL column must first allow NULL or get a database default, since the new code leaves it out). In a later one drop it with SQL.',
  severity: 'error',
  frameworks: ['django', 'alembic', 'sql'],
  check(subject) {
    const drops = riskySteps(subject).filter(({ change }) => change.kind === 'drop-table' || change.kind === 'drop-column')
    // To read all that was applied before takes seconds of a large history.
    const unused = drops.length === 0 ? new Set<string>() : unusedBefore(subject)
    return drops.flatMap(step => {
      const { change } = step
      if (change.kind === 'drop-table' && !unused.has(change.table))
        return [matchOf(step, `${change.table} is dropped: every query of the running release that names it fails, and its rows are gone.`)]
      if (change.kind !== 'drop-column' || isNewColumn(subject, change.table, change.column)) return []
      const name = `${change.table}.${change.column}`
      if (unused.has(name) || unused.has(change.table)) return []
      return [matchOf(step, `${name} is dropped: queries of the running release that name it fail, and what it holds is gone.`)]
    })
  },
  examples: {
    bad: shopWith({ '0002_no_note': { operations: ["migrations.RemoveField('order', 'note')"] } }),
    good: shopWith(
      {
        '0003_drop_note': {
          operations: ["migrations.RunSQL('ALTER TABLE orders_order DROP COLUMN note', migrations.RunSQL.noop)"]
        }
      },
      {
        base: {
          '0002_forget_note': {
            operations: ["migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField('order', 'note')])"]
          }
        }
      }
    )
  },
  more: [
    {
      bad: shopWith({ '0002_no_customer': { operations: ["migrations.DeleteModel('Customer')"] } }),
      good: shopWith({
        '0002_forget_customer': {
          operations: ["migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel('Customer')])"]
        }
      })
    },
    {
      bad: alembicWith([["op.drop_column('orders_order', 'note')"]]),
      good: alembicWith([["op.alter_column('orders_order', 'note', comment='not used any more')"]])
    },
    {
      bad: sqlWith({ 'V2__note.sql': 'ALTER TABLE orders_order DROP COLUMN note;' }),
      good: sqlWith({ 'V2__note.sql': "COMMENT ON COLUMN orders_order.note IS 'not used any more';" })
    }
  ]
}

/** What the code of an earlier release has stopped to use, while the database kept it. */
function unusedBefore(subject: Subject): Set<string> {
  // SQL has no picture of the models.
  if (subject.project.framework === 'sql') return new Set()
  return new Set(
    oldSteps(subject).flatMap(({ change }) => {
      if (change.kind !== 'state-only' || change.removes === undefined) return []
      const { table, column } = change.removes
      return [column === undefined ? table : `${table}.${column}`]
    })
  )
}
