import { keyOf } from '../model.ts'
import { addState, migrationText } from './example.ts'
import { liveFolder, liveOld, rowsOf } from './live-example.ts'
import type { Match, Rule } from './rule.ts'

const between = {
  ...liveFolder,
  ...liveOld,
  'orders/migrations/0003_state.py': migrationText("('orders', '0001_initial')", [addState]),
  'orders/migrations/0002_note.py': migrationText("('orders', '0003_state')")
}

export const inconsistentHistory: Rule = {
  id: 'L07',
  title: 'A migration is applied, and one that it depends on is not',
  why: 'Django stops with InconsistentMigrationHistory before it runs anything, on this database alone: everywhere else the migrations are fine. It comes of a dependency that was added to a migration that is applied already, of a branch that was merged in another order than it was deployed, and of rows written by hand.',
  fix: 'Take the new dependency out of the applied migration and give it to a new one.',
  severity: 'error',
  frameworks: ['django'],
  check({ graphs, recorded }) {
    const live = graphs.find(({ state }) => state === 'live')
    if (recorded === undefined || live === undefined) return []
    const { graph } = live
    const rows = new Set(recorded.map(keyOf))
    return [...graph.nodes.values()].flatMap((node): Match[] => {
      const { migration } = node
      if (migration === undefined || !rows.has(keyOf(node))) return []
      return [...node.parents].flatMap(parent => {
        // As Django: a squash of which everything is applied needs no row of its own.
        if (parent.migration === undefined || rows.has(keyOf(parent)) || graph.applied.has(keyOf(parent))) return []
        const reference = migration.dependencies.find(each => keyOf(each) === keyOf(parent))
        const { file, line, column } = reference ?? migration
        const message = `The live database has applied ${keyOf(node)}, but not ${keyOf(parent)}, on which it depends: Django would stop with InconsistentMigrationHistory.`
        return [{ app: node.app, migration: node.name, file, line, column, message }]
      })
    })
  },
  examples: {
    bad: { files: between, applied: rowsOf('0001_initial', '0002_note') },
    good: { files: between, applied: rowsOf('0001_initial', '0003_state') }
  }
}
