import { keyOf } from '../model.ts'
import { addNote, addState, createOrder, migrationText } from './example.ts'
import type { Example, Rule } from './rule.ts'
import { distinct } from './rule.ts'

const files: Example['files'] = {
  'orders/migrations/__init__.py': '',
  'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
  'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
  'orders/migrations/0001_squashed_0002_note.py': migrationText(
    '',
    [createOrder],
    ["replaces = [('orders', '0001_initial'), ('orders', '0002_note')]"]
  ),
  'orders/migrations/0003_state.py': migrationText("('orders', '0001_squashed_0002_note')", [addState]),
  'orders/migrations/0001_squashed_0003_state.py': migrationText(
    '',
    [createOrder],
    ["replaces = [('orders', '0001_squashed_0002_note'), ('orders', '0003_state')]"]
  )
}

export const nestedSquash: Rule = {
  id: 'S06',
  title: 'A squash replaces a squash, and Django is older than 6.0',
  why: 'Before 6.0 Django handles squashes in the order of a Python set, which is another in each run: where the outer one comes first, the inner one is gone when its turn comes, and Django stops ("Unable to find replacement node"). The same commit then works on one start and fails on the next. From 6.0 on the inner one is always handled first (this is built from the description of 6.0, not proven against it).',
  fix: 'Deploy the inner squash everywhere, remove its `replaces` and its old files, and squash again then; or raise Django to 6.0. Where the version is not found, say it with `django-version`.',
  severity: 'error',
  frameworks: ['django'],
  check: ({ graphs, version }) =>
    distinct(
      graphs.flatMap(({ graph }) =>
        graph.problems
          .filter(problem => problem.kind === 'nested')
          .map(({ origin, reference }) => {
            const { file, line, column } = reference
            const with_ = version === undefined ? 'a Django before 6.0' : `Django ${version.join('.')}`
            return {
              app: origin.app,
              migration: origin.name,
              file,
              line,
              column,
              message: `${keyOf(origin)} replaces ${keyOf(reference)}, which is itself a squash: ${with_} builds this graph or fails, by chance.`
            }
          })
      )
    ),
  examples: { bad: { files, version: [5, 2] }, good: { files, version: [6, 0] } }
}
