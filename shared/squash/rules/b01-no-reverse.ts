import { matchOf, newSteps } from './risk.ts'
import { shopWith } from './risk-example.ts'
import { distinct, type Rule } from './rule.ts'

const fill = ['def fill(apps, schema_editor):', "    apps.get_model('orders', 'Order').objects.filter(note=None).update(note='')"]

export const noReverse: Rule = {
  id: 'B01',
  title: 'An operation without a way back',
  why: 'A `RunPython` without `reverse_code` or a `RunSQL` without `reverse_sql` cannot be undone: after a failed deployment no migration can go back past it, not even those whose own way back loses nothing. What remains is a copy of the database, and with it everything that was written since is lost.',
  fix: 'Give it a way back: `RunPython(forwards, backwards)`, `RunSQL(sql, reverse_sql)`. Where there is nothing to undo, since the old release does not look at it, say so with `RunPython.noop` or `RunSQL.noop`.',
  severity: 'warning',
  frameworks: ['django'],
  check: subject =>
    distinct(
      newSteps(subject)
        .filter(({ change }) => change.reverse === 'none')
        .map(step => matchOf(step, `${step.change.operation} has no way back, so no migration can go back past ${step.migration.name}.`))
    ),
  examples: {
    bad: shopWith({ '0002_fill': { header: fill, operations: ['migrations.RunPython(fill)'] } }),
    good: shopWith({ '0002_fill': { header: fill, operations: ['migrations.RunPython(fill, migrations.RunPython.noop)'] } })
  },
  more: [
    {
      bad: shopWith({ '0002_sort': { operations: ["migrations.RunSQL('CREATE INDEX order_code ON orders_order (code)')"] } }),
      good: shopWith({
        '0002_sort': {
          operations: ["migrations.RunSQL('CREATE INDEX order_code ON orders_order (code)', 'DROP INDEX order_code')"]
        }
      })
    }
  ]
}
