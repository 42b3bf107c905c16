import { keyOf } from '../model.ts'
import { addState, migrationText } from './example.ts'
import type { Rule } from './rule.ts'
import { squashed, squashFile } from './squash-example.ts'
import { byKey, squashesOf } from './squashes.ts'

const before = { 'orders/migrations/__init__.py': '', [squashFile]: squashed }

export const reusedName: Rule = {
  id: 'S16',
  title: 'A new migration bears a name that a squash has replaced',
  why: 'Django takes the new file for the old one. Where it follows the squash, the graph has a circle (CircularDependencyError); where it does not, a database that still has the old row skips it without a word, and a fresh one takes it for a part of the squash: nobody ever runs it.',
  fix: 'Give the new migration another name. It may not be one that any database has a row of.',
  severity: 'error',
  frameworks: ['django'],
  check({ project, base }) {
    const inBase = base === undefined ? undefined : byKey(base)
    return squashesOf(project, base).flatMap(({ squash, targets, reused }) => {
      const wasGone = targets.filter(target => inBase?.has(keyOf(squash)) === true && !inBase.has(keyOf(target)))
      return [...reused, ...wasGone].map(({ app, name, file, line, column }) => ({
        app,
        migration: name,
        file,
        line,
        column,
        message: `${app}.${name} is new, but bears a name that ${keyOf(squash)} replaces.`
      }))
    })
  },
  examples: {
    bad: {
      files: { ...before, 'orders/migrations/0002_note.py': migrationText("('orders', '0001_squashed_0002_note')", [addState]) },
      base: before
    },
    good: {
      files: { ...before, 'orders/migrations/0002_state.py': migrationText("('orders', '0001_squashed_0002_note')", [addState]) },
      base: before
    }
  }
}
