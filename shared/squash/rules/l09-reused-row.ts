import { keyOf } from '../model.ts'
import { liveFolder, liveOld, rowsOf } from './live-example.ts'
import type { Rule } from './rule.ts'

const before = { ...liveFolder, 'orders/migrations/0001_initial.py': liveOld['orders/migrations/0001_initial.py'] }

export const reusedRow: Rule = {
  id: 'L09',
  title: 'A migration is new on this branch, and the database has a row of its name already',
  why: 'A migration of that name was applied once, deleted, and its row was never pruned. Django takes the new file for the old one and skips it without a word: its columns never come. If this branch itself was deployed there already, all is well.',
  fix: 'Give the migration a name that no database has a row of, unless it was deployed there from this branch.',
  severity: 'warning',
  frameworks: ['django', 'sql'],
  check({ project, base, recorded }) {
    if (recorded === undefined || base === undefined) return []
    const rows = new Set(recorded.map(keyOf))
    const inBase = new Set(base.migrations.map(keyOf))
    // An app that is new as a whole has no past of which a name could be left.
    const apps = new Set(base.migrations.map(migration => migration.app))
    return project.migrations.flatMap(({ app, name, file, line, column }) =>
      apps.has(app) && !inBase.has(keyOf({ app, name })) && rows.has(keyOf({ app, name }))
        ? [
            {
              app,
              migration: name,
              file,
              line,
              column,
              message: `${app}.${name} is not on the base branch, but the live database has recorded it already.`
            }
          ]
        : []
    )
  },
  examples: {
    bad: { files: { ...liveFolder, ...liveOld }, base: before, applied: rowsOf('0001_initial', '0002_note') },
    good: { files: { ...liveFolder, ...liveOld }, base: before, applied: rowsOf('0001_initial') }
  }
}
