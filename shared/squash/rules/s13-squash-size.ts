import { keyOf } from '../model.ts'
import { addNote, createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'

export const squashSize: Rule = {
  id: 'S13',
  title: 'What a squash saves',
  why: 'The number of files and operations before and after is what a squash is for. An unexpected number is also the first sign of one that took in too much or lost something.',
  fix: 'Nothing to do: this is a figure for the reviewer.',
  severity: 'info',
  frameworks: ['django'],
  check({ project }) {
    const byKey = new Map(project.migrations.map(migration => [keyOf(migration), migration]))
    return project.migrations
      .filter(squash => squash.replaces.length > 0)
      .map(squash => {
        const present = [...new Set(squash.replaces.map(keyOf))].map(key => byKey.get(key)).filter(one => one !== undefined)
        const total = new Set(squash.replaces.map(keyOf)).size
        const before = present.reduce((sum, one) => sum + one.operations.length, 0)
        const exact = present.every(one => one.operationsKnown) && squash.operationsKnown
        const files =
          present.length === total ? `${total} files -> 1` : `${total} files -> 1 (${present.length} of the ${total} are still on disk)`
        const operations =
          present.length === 0 ? `${squash.operations.length} operations` : `${before} -> ${squash.operations.length} operations`
        const { app, name, file, line, column } = squash
        return {
          app,
          migration: name,
          file,
          line,
          column,
          message: `${keyOf(squash)}: ${files}, ${operations}${exact ? '' : ', as far as they can be read'}.`
        }
      })
  },
  examples: {
    bad: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
        'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
        'orders/migrations/0001_squashed_0002_note.py': migrationText(
          '',
          [createOrder],
          ["replaces = [('orders', '0001_initial'), ('orders', '0002_note')]"]
        )
      }
    },
    good: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': migrationText('', [createOrder])
      }
    }
  }
}
