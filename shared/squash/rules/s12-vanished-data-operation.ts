import { keyOf } from '../model.ts'
import { createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'
import { replaces, squashFile } from './squash-example.ts'
import { type DataOperation, dataOperations } from './squash-operations.ts'
import { squashesOf } from './squashes.ts'

const insert = 'migrations.RunSQL("INSERT INTO orders_kind VALUES (1, \'open\')", migrations.RunSQL.noop)'
const files = (operation: string) => ({
  'orders/migrations/__init__.py': '',
  'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
  'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [operation])
})
const list = replaces('0001_initial', '0002_note')

export const vanishedDataOperation: Rule = {
  id: 'S12',
  title: 'A squash has lost an operation on data that is not marked as elidable',
  why: 'Django keeps RunPython and RunSQL in a squash unless they say `elidable=True`. One that is gone was taken out by hand, or the squash was made anew from the models: a fresh database then lacks the rows, the view, the trigger or the extension that it made, and differs from production.',
  fix: 'Bring the operation into the squash, or mark it as `elidable=True` in the old migration to say that a fresh database does not need it.',
  severity: 'warning',
  frameworks: ['django'],
  check: ({ project, base }) =>
    squashesOf(project, base).flatMap(({ squash, known }) => {
      if (!squash.operationsKnown) return []
      const kept = dataOperations(squash)
      const left = [...kept]
      const gone: { of: string; operation: DataOperation }[] = []
      for (const target of known) {
        for (const operation of dataOperations(target)) {
          if (operation.elidable !== false) continue
          // One that cannot be told from others may be any of them.
          const at = left.findIndex(
            one =>
              one.kind === operation.kind &&
              (one.identity === operation.identity || one.identity === undefined || operation.identity === undefined)
          )
          if (at < 0) gone.push({ of: keyOf(target), operation })
          else left.splice(at, 1)
        }
      }
      // A function that was copied may bear another name: as many as there are left over are taken for those.
      const lost = (['RunPython', 'RunSQL'] as const).flatMap(kind => {
        const ofKind = gone.filter(each => each.operation.kind === kind)
        return ofKind.slice(left.filter(one => one.kind === kind).length)
      })
      const { app, name, file, line, column } = squash
      return lost.map(({ of, operation }) => {
        const what =
          operation.kind === 'RunPython' && operation.identity !== undefined ? `RunPython(${operation.identity})` : operation.kind
        const message = `${keyOf(squash)} has lost ${what} of ${of}, which is not elidable.`
        return { app, migration: name, file, line, column, message }
      })
    }),
  examples: {
    bad: { files: { ...files(insert), [squashFile]: migrationText('', [createOrder], [list]) } },
    good: { files: { ...files(insert), [squashFile]: migrationText('', [createOrder, insert], [list]) } }
  },
  more: [
    {
      bad: {
        files: {
          ...files(`migrations.SeparateDatabaseAndState(database_operations=[${insert}])`),
          [squashFile]: migrationText('', [createOrder], [list])
        }
      },
      good: { files: { ...files(insert.replace('noop)', 'noop, elidable=True)')), [squashFile]: migrationText('', [createOrder], [list]) } }
    }
  ]
}
