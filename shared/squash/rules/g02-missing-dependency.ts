import type { GraphProblem } from '../graph.ts'
import { keyOf, type Project } from '../model.ts'
import { alembicIni, revisionText } from './alembic-example.ts'
import { addNote, createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'
import { distinct, stateNote } from './rule.ts'

export const missingDependency: Rule = {
  id: 'G02',
  title: 'A migration depends on one that does not exist',
  why: 'Django cannot build its graph (NodeNotFoundError): `migrate`, `makemigrations` and the tests stop. It comes from a renamed or deleted file, from a dependency on a file that is only on another branch, or from a squash whose old files were deleted too early. Alembic ends with a bare `KeyError` at every command. It does not complete an id that is only begun: neither in `down_revision` nor in `depends_on`.',
  fix: 'Name a migration that is in the repository, or bring the missing file back.',
  severity: 'error',
  frameworks: ['django', 'alembic'],
  check({ project, graphs }) {
    const fresh = new Set(graphs.filter(({ state }) => state === 'fresh').flatMap(({ graph }) => graph.problems.map(identity)))
    return distinct(
      graphs.flatMap(({ state, graph }) =>
        graph.problems
          // What a squash replaces wrongly has rules of its own.
          .filter(problem => problem.role !== 'replaces' && !isConsequence(problem, project))
          .map(problem => {
            const { origin, reference } = problem
            const { file, line, column } = reference
            return {
              app: origin.app,
              migration: origin.name,
              file,
              line,
              column,
              message: messageOf(problem) + stateNote(state, fresh.has(identity(problem))),
              fix: fixOf(problem, project)
            }
          })
      )
    )
  },
  examples: {
    bad: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
        'orders/migrations/0003_note.py': migrationText("('orders', '0002_renamed')", [addNote])
      }
    },
    good: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
        'orders/migrations/0003_note.py': migrationText("('orders', '0001_initial')", [addNote])
      }
    }
  },
  more: [
    {
      bad: {
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a2b3c4d'),
          'alembic/versions/2b_note.py': revisionText('2b3c4d5e', { down: "'1a2b'" })
        }
      },
      good: {
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a2b3c4d'),
          'alembic/versions/2b_note.py': revisionText('2b3c4d5e', { down: "'1a2b3c4d'" })
        }
      }
    }
  ]
}

function identity(problem: GraphProblem): string {
  return `${keyOf(problem.origin)} ${problem.role} ${keyOf(problem.reference)} ${problem.kind}`
}

/** Whether the missing node follows from a file that could not be read, which is reported by itself. */
function isConsequence(problem: GraphProblem, project: Project): boolean {
  const { reference, origin } = problem
  if (project.problems.some(one => one.app === origin.app && one.migration === origin.name)) return true
  if (project.problems.some(one => one.app === reference.app && one.migration === reference.name)) return true
  // A squash whose `replaces` is not read may stand for the missing one.
  return problem.kind === 'missing' && project.migrations.some(one => one.app === reference.app && !one.graphKnown)
}

function messageOf({ kind, origin, reference, role, blocked }: GraphProblem): string {
  const from = keyOf(origin)
  if (kind === 'no-migrations') return `${from} depends on ${reference.name} of '${reference.app}', which has no migrations.`
  const isParent = origin.framework === 'alembic' && !reference.order
  const what = role === 'run_before' ? 'must run before' : isParent ? 'follows' : 'depends on'
  const squash = blocked.map(keyOf).join(', ')
  return `${from} ${what} ${keyOf(reference)}, which does not exist${squash === '' ? '' : `; ${squash} replaces it, but cannot be used because only some of what it replaces is applied`}.`
}

function fixOf({ origin, reference, blocked }: GraphProblem, project: Project): string | undefined {
  if (blocked.length > 0)
    return 'Bring the replaced files back and migrate the databases that have only some of them, before deleting the files.'
  if (origin.framework === 'alembic') {
    const begun = project.migrations.filter(one => one.app === reference.app && one.name.startsWith(reference.name))
    return begun.length === 1 ? `Write the whole id: '${begun[0]!.name}'.` : undefined
  }
  const number = /^\d+/.exec(reference.name)?.[0]
  const near = project.migrations.find(one => one.app === reference.app && number !== undefined && one.name.startsWith(`${number}_`))
  return near === undefined ? undefined : `Did you mean ${keyOf(near)}? Otherwise bring ${keyOf(reference)} back.`
}
