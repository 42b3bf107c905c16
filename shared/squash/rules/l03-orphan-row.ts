import { keyOf } from '../model.ts'
import { formerSquash, liveFolder, liveSquash, rowsOf, squashRow } from './live-example.ts'
import { liveStates } from './live-state.ts'
import type { Rule } from './rule.ts'

export const orphanRow: Rule = {
  id: 'L03',
  title: 'The database has the row of a squash, and none of what it replaces',
  why: 'As long as a squash has `replaces`, its own row does not count: Django looks at the rows of what it replaces, finds none, and `migrate` runs the squash again on tables that are there. It comes of `migrate --prune` before `replaces` was removed, and of rows deleted by hand.',
  fix: 'If the tables are there and the old files are gone, remove `replaces` from the squash: its own row counts from then on. Otherwise put the rows of what it replaces back, or, where the tables are missing too, delete the row of the squash.',
  severity: 'error',
  frameworks: ['django'],
  check: subject =>
    liveStates(subject).flatMap(({ squash, state, of }) => {
      if (state !== 'orphan') return []
      const { file, line, column } = squash.replaces[0]!
      const message = `The live database has a row of ${keyOf(squash)} and none of the ${of} migrations that it replaces: \`migrate\` would run it again.`
      return [{ app: squash.app, migration: squash.name, file, line, column, message }]
    }),
  examples: {
    bad: { files: { ...liveFolder, ...liveSquash }, applied: rowsOf(squashRow) },
    good: { files: { ...liveFolder, ...formerSquash }, applied: rowsOf(squashRow) }
  }
}
