import { conflictingHeads } from '../alembic/heads.ts'
import type { MigrationGraph } from '../graph.ts'
import { type App, keyOf, type Migration, type MigrationKey } from '../model.ts'
import { alembicIni, revisionText } from './alembic-example.ts'
import { addNote, addState, createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'
import { distinct, stateNote } from './rule.ts'

export const severalLeaves: Rule = {
  id: 'G01',
  title: 'An app has several leaf migrations',
  why: 'Two branches each added a migration after the same parent. Django refuses to run any migration at all ("Conflicting migrations detected; multiple leaf nodes in the migration graph"), so the deployment stops at `migrate`. So does `alembic upgrade head` ("Multiple head revisions are present"), while `upgrade heads` runs both branches in an order that nobody chose. Several heads of Alembic can be meant: they are not reported where branch labels tell them apart, or where they have no revision in common and stand in different folders of `version_locations`.',
  fix: 'Let the newer migration depend on the other one, or join them with `python manage.py makemigrations --merge` or `alembic merge`. Where both branches of Alembic are meant to stay, give each a label (`branch_labels`).',
  severity: 'error',
  frameworks: ['django', 'alembic'],
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
            const leaves = leavesOf(graph, app)
            if (leaves.length < 2) return []
            const last = lastOf(project.migrations, leaves)
            if (last === undefined) return []
            const alsoFresh = fresh !== undefined && leavesOf(fresh.graph, app).length > 1
            const names = leaves.map(leaf => leaf.name).join(', ')
            const { file, line, column } = last
            return [
              {
                app: app.label,
                migration: last.name,
                file,
                line,
                column,
                ...(app.framework === 'alembic'
                  ? {
                      message: `The environment '${app.label}' has ${leaves.length} heads: ${names}${stateNote(state, alsoFresh)}.`,
                      fix: `Let one of them have the other as its down_revision, or run \`alembic merge ${leaves.map(leaf => leaf.name).join(' ')}\`.`
                    }
                  : {
                      message: `The app '${app.label}' has ${leaves.length} leaf migrations: ${names}${stateNote(state, alsoFresh)}.`,
                      fix: `Let one of them depend on the other, or run \`python manage.py makemigrations --merge ${app.label}\`.`
                    })
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
  },
  more: [
    {
      bad: {
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a'),
          'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'" }),
          'alembic/versions/2c_state.py': revisionText('2c', { down: "'1a'" })
        }
      },
      good: {
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a'),
          'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'" }),
          'alembic/versions/2c_reports.py': revisionText('2c', { extra: ["branch_labels = ('reports',)"] })
        }
      }
    }
  ]
}

/** The leaves that stop the deployment: two heads of Alembic can be meant. */
function leavesOf(graph: MigrationGraph, app: App): MigrationKey[] {
  return app.framework === 'alembic' ? conflictingHeads(graph, app.label) : graph.leaves(app.label)
}

function lastOf(migrations: readonly Migration[], leaves: readonly MigrationKey[]): Migration | undefined {
  const last = leaves.at(-1)
  return last && migrations.find(migration => keyOf(migration) === keyOf(last))
}

/** Whether the app's own chain is broken by a missing migration (G02): what stands before the gap looks like a leaf. */
function isTorn(graph: MigrationGraph, app: string): boolean {
  return graph.problems.some(problem => problem.kind === 'missing' && problem.origin.app === app && problem.reference.app === app)
}
