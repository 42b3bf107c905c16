import type { GraphNode, MigrationGraph } from '../graph.ts'
import { keyOf, type Migration, type MigrationKey, type Project } from '../model.ts'

/** One line per directory, in the order of versions. A row that no file has stays outside of it. */
export function buildGraph(project: Project, recorded: readonly MigrationKey[]): MigrationGraph {
  const nodes = new Map<string, GraphNode>()
  for (const migration of project.migrations) {
    const { app, name } = migration
    if (nodes.has(keyOf(migration))) continue
    const node: GraphNode = { app, name, migration, external: false, parents: new Set(), children: new Set() }
    nodes.set(keyOf(migration), node)
    for (const dependency of migration.dependencies) {
      const parent = nodes.get(keyOf(dependency))
      if (parent === undefined) continue
      node.parents.add(parent)
      parent.children.add(node)
    }
  }
  return {
    nodes,
    applied: new Set(recorded.map(keyOf)),
    problems: [],
    cycles: [],
    leaves: app =>
      [...nodes.values()].filter(node => node.app === app && node.children.size === 0).map(({ app: label, name }) => ({ app: label, name }))
  }
}

/** What is not recorded, directory by directory, in the order of versions: the nodes were made in it. */
export function planOf(graph: MigrationGraph): Migration[] {
  return [...graph.nodes.values()].flatMap(({ migration }) =>
    migration === undefined || graph.applied.has(keyOf(migration)) ? [] : migration
  )
}
