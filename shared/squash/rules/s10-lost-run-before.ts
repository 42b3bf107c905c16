import { keyOf } from '../model.ts'
import { addNote, createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'
import { createWithNote, replaces, squashFile } from './squash-example.ts'
import { squashesOf } from './squashes.ts'

const runBefore = "run_before = [('stock', '0001_initial')]"
const files = {
  'orders/migrations/__init__.py': '',
  'orders/migrations/0001_initial.py': migrationText('', [createOrder], [runBefore]),
  'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
  'stock/migrations/__init__.py': '',
  'stock/migrations/0001_initial.py': migrationText('', ["migrations.CreateModel('Item', [('id', models.AutoField(primary_key=True))])"])
}
const list = replaces('0001_initial', '0002_note')

export const lostRunBefore: Rule = {
  id: 'S10',
  title: 'A squash has lost a `run_before` of what it replaces',
  why: '`squashmigrations` does not carry it over. While the old files are there, Django still keeps to it; when they are deleted, a fresh database may run the other migration first.',
  fix: 'Write the `run_before` of the old migrations into the squash.',
  severity: 'error',
  frameworks: ['django'],
  check: ({ project, base }) =>
    squashesOf(project, base).flatMap(({ squash, inner: replaced, known }) => {
      if (!squash.graphKnown) return []
      const inner = new Set([keyOf(squash), ...replaced])
      const kept = new Set(squash.runBefore.map(keyOf))
      const lost = known.flatMap(target =>
        target.runBefore.filter(child => {
          if (inner.has(keyOf(child)) || kept.has(keyOf(child)) || child.conditional) return false
          // The other one may say it itself.
          const other = project.migrations.find(one => keyOf(one) === keyOf(child))
          return !other?.dependencies.some(dependency => inner.has(keyOf(dependency)))
        })
      )
      const distinct = [...new Set(lost.map(keyOf))]
      if (distinct.length === 0) return []
      const { app, name, file, line, column } = squash
      const message = `${keyOf(squash)} does not say that it runs before ${distinct.join(', ')}, as what it replaces does.`
      return [{ app, migration: name, file, line, column, message }]
    }),
  examples: {
    bad: { files: { ...files, [squashFile]: migrationText('', [createWithNote], [list]) } },
    good: { files: { ...files, [squashFile]: migrationText('', [createWithNote], [list, runBefore]) } }
  }
}
