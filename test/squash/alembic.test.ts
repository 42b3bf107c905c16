import { beforeAll, expect, test } from '@jest/globals'
import { type AlembicGraph, buildGraph, type EnvironmentState, planOf } from '../../shared/squash/alembic/graph.ts'
import { readAlembicProject } from '../../shared/squash/alembic/project.ts'
import { keyOf, type MigrationKey, type Project } from '../../shared/squash/model.ts'
import { objectSource } from '../../shared/squash/source.ts'
import { describeBed } from '../bed/bed.ts'
import { alembicVersions, askAlembic } from './ask-alembic.ts'
import { type RandomEnvironment, randomEnvironment } from './random-environment.ts'
import { chance } from './random-project.ts'

const environmentCount = 2000

/** A list, or the name of the error that stands for it. */
type Listed = string[] | { error: string; message: string }

interface Answer {
  error?: string
  message?: string
  heads: string[]
  branches: string[]
  history: Listed
  states: { applied: Listed; current: Listed; plan: Listed }[]
}

/** How often every outcome must be there at least. */
const leastOutcomes: Readonly<Record<string, number>> = {
  'one head': 500,
  'several heads': 500,
  'plan from nothing': 1500,
  'plan from rows': 2000,
  'nothing to do': 1500,
  'order by chance': 500,
  'rows that overlap': 500,
  'row that no file knows': 200,
  KeyError: 100,
  RevisionError: 100,
  LoopDetected: 50,
  DependencyLoopDetected: 50,
  CycleDetected: 15,
  DependencyCycleDetected: 10,
  'cycle that Alembic does not find': 10,
  'endless loop': 4
}

const random = chance(20_260_302)
const environments = Array.from({ length: environmentCount }, () => randomEnvironment(random))
let projects: Project[] = []

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const rowsOf = (project: Project, rows: readonly string[]): MigrationKey[] => rows.map(name => ({ app: project.apps[0]!.label, name }))

function ownState(project: Project, rows: readonly string[]): { graph: AlembicGraph; state: EnvironmentState } {
  const graph = buildGraph(project, rowsOf(project, rows))
  return { graph, state: graph.environments.get(project.apps[0]!.label)! }
}

/** Children by `down_revision` alone. */
function childrenOf(graph: AlembicGraph, app: string, name: string): string[] {
  const node = graph.nodes.get(keyOf({ app, name }))!
  return [...node.children]
    .filter(child => child.migration!.dependencies.some(one => !one.order && one.name === name))
    .map(child => child.name)
}

/** Equal, or the same revisions in another order that the graph allows: where Alembic's own order changes with Python's hash seed. */
function expectOrder(own: string[], theirs: Listed, state: EnvironmentState, graph: AlembicGraph, app: string): void {
  if (state.exactOrder || !Array.isArray(theirs)) {
    expect(own).toEqual(theirs)
    return
  }
  expect([...own].sort()).toEqual([...theirs].sort())
  for (const [index, name] of own.entries())
    for (const parent of graph.nodes.get(keyOf({ app, name }))!.parents) expect(own.indexOf(parent.name)).toBeLessThan(index)
}

/** The words of a message: Alembic names several revisions in the order of a set. */
function sorted(message: string | undefined): string[] | undefined {
  return message?.split(/[ ,]+/).sort()
}

/** Compares one environment; returns the outcomes that were there. */
function compare(environment: RandomEnvironment, project: Project, theirs: Answer): string[] {
  expect(project.apps.length).toBe(1)
  const app = project.apps[0]!.label
  const { graph, state } = ownState(project, [])
  expect(state.error).toEqual(theirs.error)
  if (theirs.error !== undefined) {
    expect(planOf(graph)).toEqual([])
    return [theirs.error]
  }
  expect(state.heads).toEqual(theirs.heads)
  const names = [...new Set(project.migrations.map(one => one.name))]
  // A doubled revision is an error of its own here, and its first file is in no graph.
  if (names.length === project.migrations.length)
    expect(names.filter(name => new Set(childrenOf(graph, app, name)).size > 1).sort(byText)).toEqual(theirs.branches)
  if (graph.cycles.length > 0) {
    // Alembic looks only whether every revision is reached from a base and from a head; sorting then may never end.
    expect(planOf(graph)).toEqual([])
    const isEndless = !Array.isArray(theirs.history) && theirs.history.error === 'Hang'
    return ['cycle that Alembic does not find', ...(isEndless ? ['endless loop'] : [])]
  }
  const outcomes = [theirs.heads.length > 1 ? 'several heads' : 'one head']
  if (Array.isArray(theirs.history)) expectOrder(state.history().reverse(), [...theirs.history].reverse(), state, graph, app)
  else expect(sorted(state.refusal)).toEqual(sorted(theirs.history.message))
  environment.states.forEach((rows, index) => {
    const answer = theirs.states[index]!
    const live = ownState(project, rows)
    if (Array.isArray(answer.applied)) {
      const known = [...live.graph.applied].map(key => key.slice(app.length + 1)).filter(name => names.includes(name))
      expect(known.sort(byText)).toEqual(answer.applied)
      const current = known.filter(name => !childrenOf(graph, app, name).some(child => known.includes(child)))
      expect(current).toEqual(answer.current)
    } else expect(answer.plan).toMatchObject({ error: 'CommandError' })
    if (Array.isArray(answer.plan)) {
      expect(live.state.refusal).toBeUndefined()
      expectOrder(live.state.plan(), answer.plan, live.state, live.graph, app)
      expect(planOf(live.graph).map(one => one.name)).toEqual(live.state.plan())
      outcomes.push(answer.plan.length === 0 ? 'nothing to do' : rows.length === 0 ? 'plan from nothing' : 'plan from rows')
      if (!live.state.exactOrder) outcomes.push('order by chance')
    } else {
      expect(answer.plan.error).toBe('CommandError')
      expect(sorted(live.state.refusal)).toEqual(sorted(answer.plan.message))
      expect(live.state.plan()).toEqual([])
      outcomes.push(/^Can't locate/.test(answer.plan.message) ? 'row that no file knows' : 'rows that overlap')
    }
  })
  return outcomes
}

/** Configurations: every revision is a base, so that the heads are the files in the order of loading. Those with pyproject.toml need 1.16. */
const base = (id: string) => `revision = '${id}'\ndown_revision = None\n`
const layouts: { name: string; files: Record<string, string>; section?: string; isNew?: true }[] = [
  {
    name: 'the usual one; neither __init__.py nor what is in deeper folders counts',
    files: {
      'alembic.ini': '[alembic]\n# a comment\nscript_location = migrations\n',
      'migrations/env.py': '',
      'migrations/versions/b.py': base('b'),
      'migrations/versions/a.py': base('a'),
      'migrations/versions/B.py': base('C'),
      'migrations/versions/__init__.py': '',
      'migrations/versions/.#a.py': '',
      'migrations/versions/notes.txt': '',
      'migrations/versions/old/c.py': base('c')
    }
  },
  {
    name: 'folders and their folders',
    files: {
      'alembic.ini': '[alembic]\nscript_location: %(here)s/db\nrecursive_version_locations = true\n',
      'db/versions/z.py': base('z'),
      'db/versions/b/a.py': base('a'),
      'db/versions/a/c.py': base('c'),
      'db/versions/a/b/d.py': base('d'),
      'db/versions/a.b/e.py': base('e')
    }
  },
  {
    name: 'several locations, separated by spaces or commas',
    files: {
      'alembic.ini': '[alembic]\nscript_location = db\nversion_locations = db/two, db/one %(here)s/three %(here)s/none\n',
      'db/env.py': '',
      'db/one/a.py': base('a'),
      'db/two/b.py': base('b'),
      'three/c.py': base('c'),
      'db/versions/not.py': base('not')
    }
  },
  {
    name: 'several locations with a separator, and an option within another',
    files: {
      'alembic.ini':
        '[DEFAULT]\nroot = %(here)s/db\n[alembic]\nScript_Location = %(root)s\nversion_path_separator = ;\nversion_locations = %(root)s/one;%(root)s/two\n',
      'db/env.py': '',
      'db/one/a.py': base('a'),
      'db/two/b.py': base('b')
    }
  },
  {
    name: 'another section',
    section: 'reports',
    files: { 'alembic.ini': '[reports]\nscript_location = reports\n', 'reports/env.py': '', 'reports/versions/a.py': base('a') }
  },
  {
    name: 'pyproject.toml beside an ini file that has no script_location',
    isNew: true,
    files: {
      'alembic.ini': '[alembic]\n',
      'pyproject.toml':
        '[tool.other]\nscript_location = "no"\n[tool.alembic]\nscript_location = "%(here)s/db" # here\nversion_locations = [\n  "%(here)s/db/two", # first\n  \'%(here)s/db/one\',\n]\n[tool.more]\nversion_locations = []\n',
      'db/env.py': '',
      'db/one/a.py': base('a'),
      'db/two/b.py': base('b')
    }
  },
  {
    name: 'what the ini file sets counts before pyproject.toml',
    isNew: true,
    files: {
      'alembic.ini': '[alembic]\nscript_location = ini\n',
      'pyproject.toml': '[tool.alembic]\nscript_location = "toml"\nrecursive_version_locations = true\n',
      'ini/env.py': '',
      'ini/versions/a/b.py': base('b'),
      'toml/env.py': ''
    }
  },
  {
    name: 'lines that are separated by themselves',
    isNew: true,
    files: {
      'alembic.ini': '[alembic]\nscript_location = db\npath_separator = newline\nversion_locations =\n  %(here)s/db/b\n  %(here)s/db/a\n',
      'db/env.py': '',
      'db/a/x.py': base('x'),
      'db/b/y.py': base('y')
    }
  }
]

beforeAll(() => {
  projects = environments.map(environment => readAlembicProject(objectSource(environment.files)))
})

for (const [version, image] of alembicVersions) {
  await describeBed(
    `Alembic ${version}`,
    () => {
      test('heads, branch points, history, what is applied and the plan of `upgrade heads` are those of the real one', async () => {
        const answer = await askAlembic<Answer>(image, 'alembic-oracle.py', { environments })
        expect(answer.version).toMatch(new RegExp(`^${version.replace('.', '\\.')}\\.`))
        const outcomes: Record<string, number> = {}
        environments.forEach((environment, index) => {
          try {
            for (const outcome of compare(environment, projects[index]!, answer.answers[index]!))
              outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
          } catch (error) {
            throw new Error(`Environment ${index}:\n${JSON.stringify(environment, null, 1)}\n${JSON.stringify(answer.answers[index])}`, {
              cause: error
            })
          }
        })
        // The comparison is worth something only if every outcome was there.
        for (const [outcome, least] of Object.entries(leastOutcomes))
          expect(`${outcome}: ${Math.min(outcomes[outcome] ?? 0, least)}`).toBe(`${outcome}: ${least}`)
        expect(projects.flatMap(project => project.unknown)).toEqual([])
      }, 250_000)

      test('the files of an environment are those that the real one loads, in its order', async () => {
        const asked = layouts.filter(layout => version !== '1.13' || !layout.isNew)
        const question = { environments: asked.map(layout => ({ ...layout, states: [] })) }
        const { answers } = await askAlembic<Answer>(image, 'alembic-oracle.py', question)
        const own = asked.map(({ name, files }) => {
          const { apps, migrations, unknown } = readAlembicProject(objectSource(files))
          expect([name, apps.length, unknown]).toEqual([name, 1, []])
          return [name, migrations.map(one => one.name)]
        })
        expect(own).toEqual(asked.map(({ name }, index) => [name, answers[index]!.heads ?? answers[index]]))
      }, 60_000)
    },
    image
  )
}
