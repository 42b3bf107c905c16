import { resolve } from 'node:path'
import { beforeAll, expect, test } from '@jest/globals'
import { checkProject } from '../../shared/squash/check.ts'
import { buildGraph, planOf } from '../../shared/squash/django/graph.ts'
import { readDjangoProject } from '../../shared/squash/django/project.ts'
import type { FrameworkVersion } from '../../shared/squash/framework.ts'
import { keyOf, type MigrationKey, type Project } from '../../shared/squash/model.ts'
import { objectSource } from '../../shared/squash/source.ts'
import { describeBed } from '../bed/bed.ts'
import type { ImageRecipe } from '../bed/image.ts'
import { python42, python52, runPython } from '../bed/python.ts'
import { chance, randomProject } from './random-project.ts'

const projectCount = 2000
const versions: readonly [string, FrameworkVersion, ImageRecipe][] = [
  ['4.2', [4, 2], python42],
  ['5.2', [5, 2], python52]
]

interface Answer {
  error?: string
  leaves?: [string, string][]
  plan?: [string, string][]
}
/** Per project and state; two where the order of its squashes may matter. */
interface Answers {
  version: string
  answers: Answer[][][]
}

const random = chance(20_260_101)
const projects = Array.from({ length: projectCount }, () => randomProject(random))

async function askDjango(image: ImageRecipe): Promise<Answers> {
  const request = {
    projects: projects.map(({ apps, squashes, files, states }) => ({
      apps,
      squashes,
      files,
      states: states.map(state => state.map(key => [key.app, key.name]))
    }))
  }
  const { stdout } = await runPython(image, {
    directory: resolve('test/squash'),
    args: ['-B', 'oracle.py'],
    input: JSON.stringify(request),
    timeout: 240_000
  })
  return JSON.parse(stdout)
}

function ownAnswer(project: Project, apps: string[], applied: MigrationKey[], version: FrameworkVersion, isReversed: boolean): Answer {
  const graph = buildGraph(project, applied, version, squashes => (isReversed ? squashes.toReversed() : squashes))
  if (graph.problems.some(problem => problem.kind === 'no-migrations')) return { error: 'ValueError' }
  if (graph.problems.length > 0) return { error: 'NodeNotFoundError' }
  if (graph.cycles.length > 0) return { error: 'CircularDependencyError' }
  return {
    leaves: apps.flatMap(app => graph.leaves(app)).map(key => [key.app, key.name]),
    plan: planOf(graph).map(migration => [migration.app, migration.name])
  }
}

/** Whether `migrate` would stop: an error, or several leaves in one app. */
function isBad({ error, leaves = [] }: Answer): boolean {
  return error !== undefined || new Set(leaves.map(([app]) => app)).size < leaves.length
}

await describeBed('the graph, the leaves and the order of the plan are those of the real Django', () => {
  const read = projects.map(project => readDjangoProject(objectSource(project.files)))
  let asked: Promise<Answers>[] = []
  beforeAll(async () => {
    // Both at once: one core each.
    asked = versions.map(([, , image]) => askDjango(image))
    await Promise.allSettled(asked)
  }, 600_000)

  test.each(versions.map(([name, version], index) => [name, version, index] as const))('%s', async (name, version, index) => {
    const { version: real, answers } = await asked[index]!
    expect(real).toMatch(new RegExp(`^${name}\\.`))
    const outcomes: Record<string, number> = {}
    const unseen: string[] = []
    const count = (outcome: string) => void (outcomes[outcome] = (outcomes[outcome] ?? 0) + 1)
    projects.forEach((project, projectIndex) => {
      for (const pair of project.pairs) count(pair)
      project.states.forEach((state, stateIndex) => {
        const theirs = answers[projectIndex]![stateIndex]!
        // What stops Django is an error of some rule: none leaves it to another that says nothing.
        if (stateIndex === 0 || stateIndex === projectIndex % project.states.length) {
          const source = objectSource(project.files)
          const { verdict } = checkProject(read[projectIndex]!, source, { applied: state, version })
          if (verdict !== 'failed' && theirs.some(isBad))
            unseen.push(`project ${projectIndex}, state ${stateIndex}: ${JSON.stringify(theirs)}`)
        }
        if (theirs.length > 1 && JSON.stringify(theirs[0]) !== JSON.stringify(theirs[1])) count('chance')
        for (const [order, answer] of theirs.entries()) {
          const ours = ownAnswer(read[projectIndex]!, project.apps, state, version, order === 1)
          count(answer.error ?? (isBad(answer) ? 'conflict' : answer.plan!.length === 0 ? 'nothing to do' : 'plan'))
          if (JSON.stringify(ours, ['error', 'leaves', 'plan']) === JSON.stringify(answer, ['error', 'leaves', 'plan'])) continue
          const where = `Project ${projectIndex}, state ${stateIndex} (${state.map(keyOf).join(' ')}), order ${order}`
          try {
            expect(ours).toEqual(answer)
          } catch (cause) {
            throw new Error(`${where}:\n${JSON.stringify(project.files, null, 1)}`, { cause })
          }
        }
      })
    })
    expect(unseen).toEqual([])
    // The comparison is worth something only if every outcome was there.
    const least = { plan: 2000, 'nothing to do': 1000, conflict: 1000, NodeNotFoundError: 500, CircularDependencyError: 50, ValueError: 20 }
    for (const [outcome, number] of Object.entries({ ...least, chain: 100, overlapping: 100, nested: 50, chance: 50 }))
      expect([outcome, (outcomes[outcome] ?? 0) >= number]).toEqual([outcome, true])
  })
})
