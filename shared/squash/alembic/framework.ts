import type { SourceFramework } from '../framework.ts'
import { changesOf } from './changes.ts'
import { discoverEnvironments } from './environments.ts'
import { type AlembicGraph, buildGraph, planOf } from './graph.ts'
import { readInTurns } from './project.ts'

export const alembic: SourceFramework = {
  name: 'alembic',
  detect: source => {
    const { environments, unknown } = discoverEnvironments(source)
    return environments.length > 0 || unknown.length > 0
  },
  read: readInTurns,
  graph: (project, recorded) => buildGraph(project, recorded),
  plan: graph => planOf(graph as AlembicGraph),
  changes: changesOf
}
