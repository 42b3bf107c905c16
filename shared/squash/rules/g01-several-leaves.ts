import type { MigrationGraph } from '../graph.ts'
import { addNote, addState, createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'
import { distinct, stateNote } from './rule.ts'

export const severalLeaves: Rule = {
  id: 'G01',
  title: 'An app has several leaf migrations',
  why: 'Two branches each added a migration after the same parent. Django refuses to run any migration at all ("Conflicting migrations detected; multiple leaf nodes in the migration graph"), so the deployment stops at `migrate`.',
  fix: 'Let the newer migration depend on the other one, or join them with `python manage.py makemigrations --merge`.',
  severity: 'error',
  frameworks: ['django'],
  check({ project, graphs }) {
    const unread = new Set(project.migrations.filter(migration => !migration.graphKnown).map(migration => migration.app))
    for (const problem of project.problems) unread.add(problem.app)
    const fresh = graphs.find(({ state }) => state === 'fresh')
    return distinct(
      graphs.flatMap(({ state, graph }) =>
        project.apps
          // With a file that is not read, a second leaf may be only its missing child; that file is reported by itself.
          .filter(app => app.state === 'migrated' && !unread.has(app.label) && !isTorn(graph, app.label))
          .flatMap(app => {
            const leaves = graph.leaves(app.label)
            if (leaves.length < 2) return []
            const last = project.migrations.find(migration => migration.app === app.label && migration.name === leaves.at(-1)!.name)
            if (last === undefined) return []
            const alsoFresh = (fresh?.graph.leaves(app.label).length ?? 0) > 1
            const names = leaves.map(leaf => leaf.name).join(', ')
            const { file, line, column } = last
            return [
              {
                app: app.label,
                migration: last.name,
                file,
                line,
                column,
                message: `The app '${app.label}' has ${leaves.length} leaf migrations: ${names}${stateNote(state, alsoFresh)}.`,
                fix: `Let one of them depend on the other, or run \`python manage.py makemigrations --merge ${app.label}\`.`
              }
            ]
          })
      )
    )
  },
  examples: {
    bad: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
        'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
        'orders/migrations/0002_state.py': migrationText("('orders', '0001_initial')", [addState])
      }
    },
    good: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
        'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
        'orders/migrations/0003_state.py': migrationText("('orders', '0002_note')", [addState])
      }
    }
  }
}

/** Whether the app's own chain is broken by a missing migration (G02): what stands before the gap looks like a leaf. */
function isTorn(graph: MigrationGraph, app: string): boolean {
  return graph.problems.some(problem => problem.kind === 'missing' && problem.origin.app === app && problem.reference.app === app)
}
