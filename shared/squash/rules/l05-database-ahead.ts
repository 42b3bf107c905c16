import { formerSquashes } from '../live.ts'
import { compareKeys, keyOf } from '../model.ts'
import { addNote, addState, createOrder, migrationText } from './example.ts'
import { liveFolder, liveSquash, rowsOf, squashRow } from './live-example.ts'
import { few } from './live-state.ts'
import type { Match, Rule } from './rule.ts'

const initial = { 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) }
const note = { 'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]) }
const state = { 'orders/migrations/0003_state.py': migrationText("('orders', '0002_note')", [addState]) }

export const databaseAhead: Rule = {
  id: 'L05',
  title: 'The database is ahead of the code',
  why: 'It has applied migrations that this commit does not have: an older commit is checked, another branch was deployed there, or files were deleted. Django ignores rows that it does not know: `migrate --check` ends with exit code 0, and the old code meets a new schema.',
  fix: 'Deploy a commit that has these migrations. To go back to an older one use `rollback`, which proves that the old code can live with the schema, or takes the migrations back by the code that has them. If they were deleted on purpose, `migrate APP --prune` removes their rows.',
  severity: 'error',
  frameworks: ['django', 'alembic', 'sql'],
  check({ project, base, recorded }) {
    if (recorded === undefined) return []
    // What a squash stands for may have no file: its rows stay, before the row of the squash or of what follows it.
    const replaced = [...project.migrations, ...(base?.migrations ?? [])].flatMap(migration => migration.replaces)
    const former = formerSquashes(project, base)
    const unread = project.problems.map(({ app, migration }) => ({ app, name: migration }))
    const here = new Set([...project.migrations, ...unread].map(keyOf))
    const known = new Set([...here, ...[...replaced, ...(base?.migrations ?? []), ...former.flatMap(({ names }) => names)].map(keyOf)])
    const rows = new Set(recorded.map(keyOf))
    return project.apps.flatMap((app): Match[] => {
      if (app.state !== 'migrated') return []
      // A squash that is about to run again hides what its old rows are; that is L02's matter.
      if (
        former.some(
          ({ squash, names }) => squash.app === app.label && !rows.has(keyOf(squash)) && names.some(name => rows.has(keyOf(name)))
        )
      )
        return []
      const own = recorded.filter(row => row.app === app.label)
      // Django's rows have an order: an unknown one before a known one was left by files that were deleted since.
      const after = project.framework === 'django' ? own.findLastIndex(row => known.has(keyOf(row))) + 1 : 0
      const ahead = own.slice(after).filter(row => !known.has(keyOf(row)))
      const last = project.migrations
        .filter(migration => migration.app === app.label)
        .sort(compareKeys)
        .at(-1)
      // An app without any file is none of this project's; that files were deleted is G08's matter.
      if (ahead.length === 0 || last === undefined) return []
      const { name, file, line, column } = last
      const message = `The live database has applied ${few(ahead)}, which ${ahead.length === 1 ? 'is' : 'are'} not in this commit; its last migration${app.label === '.' ? '' : ` of ${app.label}`} is ${name}.`
      return [{ app: app.label, migration: name, file, line, column, message }]
    })
  },
  examples: {
    bad: { files: { ...liveFolder, ...initial, ...note }, applied: rowsOf('0001_initial', '0002_note', '0003_state') },
    good: { files: { ...liveFolder, ...initial, ...note, ...state }, applied: rowsOf('0001_initial', '0002_note') }
  },
  more: [
    {
      bad: { files: { ...liveFolder, ...liveSquash }, applied: rowsOf('0001_initial', '0002_note', squashRow, '0003_state') },
      // Old rows that nobody pruned are before the row of what took their place.
      good: {
        files: { ...liveFolder, 'orders/migrations/0001_all.py': migrationText('', [createOrder]) },
        applied: rowsOf('0001_initial', '0002_note', '0001_all')
      }
    }
  ]
}
