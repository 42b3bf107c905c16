import { keyOf } from '../model.ts'
import { migrationText } from './example.ts'
import type { Rule } from './rule.ts'
import { unreplacedBetween } from './squash-cycle.ts'
import { createWithState, ordersAndState, replaces } from './squash-example.ts'
import { squashesOf } from './squashes.ts'

export const unreplacedMigration: Rule = {
  id: 'S04',
  title: 'A squash leaves out a migration in the middle of what it replaces',
  why: 'The one that is left out must run after the squash, because it follows its first part, and before it, because the last part follows it: Django cannot order them (CircularDependencyError). It is the usual end of a merge: a branch added a migration to the range while another branch squashed it.',
  fix: 'Add it to `replaces` with its operations, or squash again; or squash only up to the migration before it.',
  severity: 'error',
  frameworks: ['django'],
  check: ({ project }) =>
    squashesOf(project).flatMap(({ squash }) => {
      const { file, line, column } = squash.replaces[0]!
      if (!squash.graphKnown) return []
      const left = unreplacedBetween(squash, project)
      if (left.length === 0) return []
      const message = `${keyOf(squash)} does not replace ${left.map(keyOf).join(', ')}, which ${left.length === 1 ? 'stands' : 'stand'} between migrations that it replaces.`
      return [{ app: squash.app, migration: squash.name, file, line, column, message }]
    }),
  examples: {
    bad: {
      files: {
        ...ordersAndState,
        'orders/migrations/0001_squashed_0003_state.py': migrationText('', [createWithState], [replaces('0001_initial', '0003_state')])
      }
    },
    good: {
      files: {
        ...ordersAndState,
        'orders/migrations/0001_squashed_0003_state.py': migrationText(
          '',
          [createWithState],
          [replaces('0001_initial', '0002_note', '0003_state')]
        )
      }
    }
  }
}
