import type { GraphProblem } from '../graph.ts'
import { keyOf, type Project } from '../model.ts'
import { addNote, createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'
import { distinct, stateNote } from './rule.ts'

export const missingDependency: Rule = {
  id: 'G02',
  title: 'A migration depends on one that does not exist',
  why: 'Django cannot build its graph (NodeNotFoundError): `migrate`, `makemigrations` and the tests stop. It comes from a renamed or deleted file, from a dependency on a file that is only on another branch, or from a squash whose old files were deleted too early.',
  fix: 'Name a migration that is in the repository, or bring the missing file back.',
  severity: 'error',
  frameworks: ['django'],
  check({ project, graphs }) {
    const fresh = new Set(graphs.filter(({ state }) => state === 'fresh').flatMap(({ graph }) => graph.problems.map(identity)))
    return distinct(
      graphs.flatMap(({ state, graph }) =>
        graph.problems
          .filter(problem => !isConsequence(problem, project))
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
  }
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
  if (kind === 'nested')
    return `${from} replaces ${keyOf(reference)}, which is itself a squash; before Django 6 the graph then fails or not by chance.`
  const what = role === 'run_before' ? 'must run before' : 'depends on'
  const squash = blocked.map(keyOf).join(', ')
  return `${from} ${what} ${keyOf(reference)}, which does not exist${squash === '' ? '' : `; ${squash} replaces it, but cannot be used because only some of what it replaces is applied`}.`
}

function fixOf({ kind, reference, blocked }: GraphProblem, project: Project): string | undefined {
  if (kind === 'nested') return 'Deploy the inner squash everywhere, remove its `replaces` and its old files, and squash again then.'
  if (blocked.length > 0)
    return 'Bring the replaced files back and migrate the databases that have only some of them, before deleting the files.'
  const number = /^\d+/.exec(reference.name)?.[0]
  const near = project.migrations.find(one => one.app === reference.app && number !== undefined && one.name.startsWith(`${number}_`))
  return near === undefined ? undefined : `Did you mean ${keyOf(near)}? Otherwise bring ${keyOf(reference)} back.`
}
