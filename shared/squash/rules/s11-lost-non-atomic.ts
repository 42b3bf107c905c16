import { keyOf, type Migration } from '../model.ts'
import { createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'
import { replaces, squashFile } from './squash-example.ts'
import { squashesOf } from './squashes.ts'

const concurrently = "migrations.RunSQL('CREATE INDEX CONCURRENTLY orders_id ON orders_order (id)', 'DROP INDEX CONCURRENTLY orders_id')"
const files = {
  'orders/migrations/__init__.py': '',
  'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
  'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [concurrently], ['atomic = False'])
}
const list = replaces('0001_initial', '0002_note')

export const lostNonAtomic: Rule = {
  id: 'S11',
  title: 'A squash has lost `atomic = False`',
  why: '`squashmigrations` does not carry it over. What the old migration did outside a transaction is then done inside one: an index that is made concurrently fails (NotSupportedError, or PostgreSQL says that it cannot run inside a transaction block) on every fresh database, and a long data migration holds its locks until the end.',
  fix: 'Write `atomic = False` into the squash, or leave that migration out and squash the ranges before and after it; where a fresh database has no rows, an ordinary index does as well.',
  severity: 'error',
  frameworks: ['django'],
  check: ({ project, base }) =>
    squashesOf(project, base).flatMap(({ squash, known }) => {
      if (squash.atomic !== true || !squash.graphKnown) return []
      const needing = known.filter(target => target.atomic === false && sharesWhatNeedsIt(target, squash))
      if (needing.length === 0) return []
      const { app, name, file, line, column } = squash
      const message = `${needing.map(keyOf).join(', ')} ${needing.length === 1 ? 'has' : 'have'} \`atomic = False\`; ${keyOf(squash)}, which replaces ${needing.length === 1 ? 'it' : 'them'}, has not.`
      return [{ app, migration: name, file, line, column, message }]
    }),
  examples: {
    bad: { files: { ...files, [squashFile]: migrationText('', [createOrder, concurrently], [list]) } },
    good: { files: { ...files, [squashFile]: migrationText('', [createOrder, concurrently], [list, 'atomic = False']) } }
  }
}

/** What a transaction can matter to; where nothing of it came into the squash, it may well be atomic. */
function sharesWhatNeedsIt(target: Migration, squash: Migration): boolean {
  const matters = (migration: Migration) =>
    new Set(
      migration.operations
        .filter(({ kind, known }) => !known || /^Run(SQL|Python)$|Concurrently$|^SeparateDatabaseAndState$/.test(kind))
        .map(operation => operation.kind)
    )
  if (!target.operationsKnown || !squash.operationsKnown) return true
  const kinds = matters(squash)
  return [...matters(target)].some(kind => kinds.has(kind))
}
