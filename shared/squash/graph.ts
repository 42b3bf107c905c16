import { compareKeys, type Migration, type MigrationKey, type Reference } from './model.ts'

/**
 * - `missing`: a dependency (or `run_before`) names a migration that does not exist (Django: NodeNotFoundError)
 * - `no-migrations`: `__first__` or `__latest__` of an app without any migration (Django: ValueError)
 * - `nested`: a squash is itself replaced by another squash, and which is handled first is a matter of chance before Django 6
 * - `cyclic`: a squash replaces itself, directly or through others
 */
export interface GraphProblem {
  kind: 'missing' | 'no-migrations' | 'nested' | 'cyclic'
  /** the migration that names it */
  origin: Migration
  reference: Reference
  role: 'dependency' | 'run_before' | 'replaces'
  /** squashes that would have replaced the missing migration but were not used, because only some of their targets are applied */
  blocked: MigrationKey[]
}

export interface GraphNode extends MigrationKey {
  /** undefined for a migration outside the repository, and for one that does not exist */
  migration: Migration | undefined
  external: boolean
  parents: Set<GraphNode>
  children: Set<GraphNode>
}

/** The migration graph of one project for one applied set, as its framework builds it. */
export interface MigrationGraph {
  /** by `keyOf` */
  nodes: Map<string, GraphNode>
  /** what counts as applied after replacement: the rows, with every squash set by its targets */
  applied: Set<string>
  problems: GraphProblem[]
  /** every group of migrations that depend on each other, sorted */
  cycles: MigrationKey[][]
  /** the leaves of one app: migrations that no other migration of the app depends on */
  leaves(app: string): MigrationKey[]
}

/** Strongly connected components of more than one node, or of one that depends on itself (Tarjan, without recursion). */
export function findCycles(nodes: Map<string, GraphNode>): MigrationKey[][] {
  const index = new Map<GraphNode, number>()
  const low = new Map<GraphNode, number>()
  const onStack = new Set<GraphNode>()
  const stack: GraphNode[] = []
  const cycles: MigrationKey[][] = []
  for (const start of nodes.values()) {
    if (index.has(start)) continue
    const work: { node: GraphNode; rest: Iterator<GraphNode> }[] = []
    const enter = (node: GraphNode) => {
      index.set(node, index.size)
      low.set(node, index.get(node)!)
      stack.push(node)
      onStack.add(node)
      work.push({ node, rest: node.children.values() })
    }
    enter(start)
    while (work.length > 0) {
      const { node, rest } = work.at(-1)!
      const next = rest.next()
      if (next.done !== true) {
        if (!index.has(next.value)) enter(next.value)
        else if (onStack.has(next.value)) low.set(node, Math.min(low.get(node)!, index.get(next.value)!))
        continue
      }
      work.pop()
      const parent = work.at(-1)?.node
      if (parent !== undefined) low.set(parent, Math.min(low.get(parent)!, low.get(node)!))
      if (low.get(node) !== index.get(node)) continue
      const group: GraphNode[] = []
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        onStack.delete(member)
        group.push(member)
        if (member === node) break
      }
      if (group.length > 1 || node.children.has(node)) cycles.push(group.map(({ app, name }) => ({ app, name })).sort(compareKeys))
    }
  }
  return cycles.sort((a, b) => compareKeys(a[0]!, b[0]!))
}
