import { keyOf } from '../model.ts'
import { createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'
import { replaces, squashFile } from './squash-example.ts'
import { dataOperations } from './squash-operations.ts'
import { squashesOf } from './squashes.ts'

const update = (reverse: string) => `migrations.RunSQL('UPDATE orders_order SET id = id'${reverse})`
const files = (reverse: string) => ({
  'orders/migrations/__init__.py': '',
  'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
  'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [update(reverse)])
})
const list = replaces('0001_initial', '0002_note')
const noop = ', migrations.RunSQL.noop'

export const irreversibleSquash: Rule = {
  id: 'S18',
  title: 'One operation without a way back makes the whole squash irreversible',
  why: 'Before, only the one migration could not be undone (IrreversibleError), and those before and after it could. In the squash all of them share its fate: a database that ran the squash can never go back over any of it.',
  fix: 'Give the operation a `reverse_code` or `reverse_sql` (`noop` where nothing is to be undone), mark it `elidable=True` and squash again, or squash the ranges before and after it.',
  severity: 'warning',
  frameworks: ['django'],
  check: ({ project, base }) =>
    squashesOf(project, base).flatMap(({ squash, known }) => {
      const isOneWay = (operation: { reversible: boolean | undefined }) => operation.reversible === false
      const irreversible = dataOperations(squash).filter(isOneWay)
      const reversible = known.filter(target => target.operationsKnown && !dataOperations(target).some(isOneWay))
      const [first] = irreversible
      if (first === undefined || reversible.length === 0) return []
      const { kind, identity, file, line, column } = first
      const what = kind === 'RunPython' && identity !== undefined ? `RunPython(${identity})` : kind
      const message = `${what} has no way back, so ${keyOf(squash)} has none, although ${reversible.length} of the ${known.length} migrations that it replaces ${reversible.length === 1 ? 'has' : 'have'}.`
      return [{ app: squash.app, migration: squash.name, file, line, column, message }]
    }),
  examples: {
    bad: { files: { ...files(''), [squashFile]: migrationText('', [createOrder, update('')], [list]) } },
    good: { files: { ...files(noop), [squashFile]: migrationText('', [createOrder, update(noop)], [list]) } }
  }
}
