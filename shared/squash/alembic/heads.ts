import { posix } from 'node:path'
import type { GraphNode, MigrationGraph } from '../graph.ts'
import { keyOf, type MigrationKey } from '../model.ts'

/**
 * The heads of an environment that nobody can have meant. Several heads are meant where branch labels tell them apart, or where they have no revision
 * in common and stand in different folders (`version_locations`). In order, empty where fewer than two conflict.
 */
export function conflictingHeads(graph: MigrationGraph, app: string): MigrationKey[] {
  const heads = graph.leaves(app).map(key => {
    const history = historyOf(graph.nodes.get(keyOf(key)))
    const labels = new Set([...history].flatMap(node => node.migration?.labels ?? []))
    return {
      key,
      history,
      labels: [...labels].sort().join('\0'),
      folder: posix.dirname(graph.nodes.get(keyOf(key))?.migration?.file ?? '')
    }
  })
  const conflict = (a: (typeof heads)[number], b: (typeof heads)[number]) =>
    a !== b && a.labels === b.labels && (a.folder === b.folder || [...a.history].some(node => b.history.has(node)))
  return heads.filter(head => heads.some(other => conflict(head, other))).map(head => head.key)
}

/** A revision and its ancestors by `down_revision`. */
function historyOf(start: GraphNode | undefined): Set<GraphNode> {
  const seen = new Set<GraphNode>()
  const rest = start === undefined ? [] : [start]
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    const down = new Set(node.migration?.dependencies.filter(one => !one.order).map(one => one.name))
    rest.push(...[...node.parents].filter(parent => down.has(parent.name)))
  }
  return seen
}
