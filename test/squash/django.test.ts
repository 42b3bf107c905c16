import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from '@jest/globals'
import { plannedMigrations } from '../../shared/squash/check.ts'
import { readDjangoProject } from '../../shared/squash/django/project.ts'
import { buildGraph } from '../../shared/squash/graph.ts'
import { keyOf } from '../../shared/squash/model.ts'
import { objectSource } from '../../shared/squash/source.ts'
import { chance, type RandomProject, randomProject } from './random-project.ts'

const projectCount = 200
const oracle = resolve('test/squash/oracle.py')

interface Answer {
  error?: string
  leaves?: [string, string][]
  plan?: [string, string][]
}

/** A Python that has Django: the distribution's, or the one in PATH. */
const python = ['/usr/bin/python3', 'python3'].find(
  command => spawnSync(command, ['-c', 'import django.db.migrations.loader'], { timeout: 20_000 }).status === 0
)

function askDjango(projects: RandomProject[]): { version: string; answers: Answer[][] } {
  const folder = mkdtempSync(join(tmpdir(), 'belay-django-'))
  try {
    projects.forEach((project, index) => {
      for (const [path, content] of Object.entries({ '__init__.py': '', ...project.files })) {
        const file = join(folder, `p${index}`, path)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, content)
      }
    })
    const request = {
      projects: projects.map(({ apps, states }) => ({ apps, states: states.map(state => state.map(key => [key.app, key.name])) }))
    }
    const result = spawnSync(python!, ['-B', oracle], {
      cwd: folder,
      input: JSON.stringify(request),
      encoding: 'utf8',
      timeout: 120_000,
      maxBuffer: 1 << 28
    })
    if (result.status !== 0) throw new Error(`The real Django gave no answer: ${result.stderr}`)
    return JSON.parse(result.stdout)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function ownAnswer(project: RandomProject, index: number): Answer {
  const applied = project.states[index]!
  const read = readDjangoProject(objectSource(project.files))
  const graph = buildGraph(read, applied)
  if (graph.problems.some(problem => problem.kind === 'no-migrations')) return { error: 'ValueError' }
  if (graph.problems.length > 0) return { error: 'NodeNotFoundError' }
  if (graph.cycles.length > 0) return { error: 'CircularDependencyError' }
  return {
    leaves: project.apps.flatMap(app => graph.leaves(app)).map(key => [key.app, key.name]),
    plan: plannedMigrations(read, applied).map(migration => [migration.app, migration.name])
  }
}

test('the graph, the leaves and the order of the plan are those of the real Django', () => {
  if (python === undefined) {
    const message = 'python3-django is missing. Install it: apt-get install -y python3-django'
    if (process.env['CI'] === 'true') throw new Error(message)
    process.stderr.write(`not run: ${expect.getState().currentTestName}: ${message}\n`)
    return
  }
  const random = chance(20_260_101)
  const projects = Array.from({ length: projectCount }, () => randomProject(random))
  const { answers } = askDjango(projects)
  const outcomes: Record<string, number> = {}
  projects.forEach((project, index) => {
    project.states.forEach((state, stateIndex) => {
      const theirs = answers[index]![stateIndex]!
      outcomes[theirs.error ?? 'plan'] = (outcomes[theirs.error ?? 'plan'] ?? 0) + 1
      try {
        expect(ownAnswer(project, stateIndex)).toEqual(theirs)
      } catch (error) {
        throw new Error(
          `Project ${index}, state ${stateIndex} (${state.map(keyOf).join(' ')}):\n${JSON.stringify(project.files, null, 1)}`,
          { cause: error }
        )
      }
    })
  })
  // The comparison is worth something only if every outcome was there.
  expect(outcomes['plan']).toBeGreaterThan(200)
  expect(outcomes['NodeNotFoundError']).toBeGreaterThan(20)
  expect(outcomes['CircularDependencyError']).toBeGreaterThan(5)
}, 150_000)
