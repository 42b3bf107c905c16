import type { MigrationGraph } from '../graph.ts'
import { keyOf, type MigrationKey } from '../model.ts'
import { alembicIni, revisionText } from './alembic-example.ts'
import { addNote, createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'
import { distinct, stateNote } from './rule.ts'
import { explainCycle } from './squash-cycle.ts'

export const cycle: Rule = {
  id: 'G03',
  title: 'Migrations depend on each other in a circle',
  why: 'Django cannot order them (CircularDependencyError) and runs none. Where a squash closes the circle, another rule says so (S04, S16, S17). Alembic stops with CycleDetected, DependencyCycleDetected or LoopDetected. A circle that hangs between a base and a head it does not notice: `upgrade` then runs one revision before the one that it follows, or never ends.',
  fix: 'Remove the dependency that closes the circle: often it belongs to a later migration of its own.',
  severity: 'error',
  frameworks: ['django', 'alembic'],
  check({ project, graphs }) {
    const broken = new Set(project.problems.map(keyOfProblem))
    const fresh = new Set(graphs.filter(({ state }) => state === 'fresh').flatMap(({ graph }) => graph.cycles.map(describe)))
    return distinct(
      graphs.flatMap(({ state, graph }) =>
        graph.cycles.flatMap(members => {
          if (members.some(member => broken.has(keyOf(member))) || explainCycle(members, project) !== undefined) return []
          const first = members.find(member => graph.nodes.get(keyOf(member))?.migration !== undefined)
          const migration = first === undefined ? undefined : graph.nodes.get(keyOf(first))?.migration
          if (first === undefined || migration === undefined) return []
          const path = shortestCycle(graph, first).map(keyOf).join(' -> ')
          const { app, name, file, line, column } = migration
          return [
            {
              app,
              migration: name,
              file,
              line,
              column,
              message: `Circular dependency: ${path}${stateNote(state, fresh.has(describe(members)))}.`
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
        'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial'), ('stock', '0001_initial')", [addNote]),
        'stock/migrations/__init__.py': '',
        'stock/migrations/0001_initial.py': migrationText("('orders', '0002_note')", [
          "migrations.CreateModel('Item', [('id', models.AutoField(primary_key=True))])"
        ])
      }
    },
    good: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
        'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial'), ('stock', '0001_initial')", [addNote]),
        'stock/migrations/__init__.py': '',
        'stock/migrations/0001_initial.py': migrationText("('orders', '0001_initial')", [
          "migrations.CreateModel('Item', [('id', models.AutoField(primary_key=True))])"
        ])
      }
    }
  },
  more: [
    {
      bad: {
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a', { down: "'2b'" }),
          'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'" })
        }
      },
      good: {
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a'),
          'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'" })
        }
      }
    },
    {
      bad: {
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a'),
          'alembic/versions/2b_note.py': revisionText('2b', { down: "('1a', '3c')" }),
          'alembic/versions/3c_state.py': revisionText('3c', { down: "'2b'" }),
          'alembic/versions/4d_total.py': revisionText('4d', { down: "'3c'" })
        }
      },
      good: {
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a'),
          'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'" }),
          'alembic/versions/3c_state.py': revisionText('3c', { down: "'2b'" }),
          'alembic/versions/4d_total.py': revisionText('4d', { down: "'3c'" })
        }
      }
    }
  ]
}

function keyOfProblem(problem: { app: string; migration: string }): string {
  return keyOf({ app: problem.app, name: problem.migration })
}

function describe(members: MigrationKey[]): string {
  return members.map(keyOf).join(' ')
}

/** From a member back to itself, each depending on the next. */
export function shortestCycle(graph: MigrationGraph, start: MigrationKey): MigrationKey[] {
  const origin = graph.nodes.get(keyOf(start))!
  const previous = new Map<typeof origin, typeof origin>()
  const queue = [origin]
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const parent of node.parents) {
      if (parent === origin) {
        const path = [origin, node]
        for (let at = node; at !== origin; ) {
          at = previous.get(at)!
          path.push(at)
        }
        // A migration that depends on itself is its own neighbour.
        return node === origin ? [origin, origin] : path.reverse()
      }
      if (!previous.has(parent)) {
        previous.set(parent, node)
        queue.push(parent)
      }
    }
  }
  return [origin]
}
