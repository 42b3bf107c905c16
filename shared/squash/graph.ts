import { type App, compareKeys, keyOf, type Migration, type MigrationKey, type Project, type Reference } from './model.ts'

/**
 * - `missing`: a dependency (or `run_before`) names a migration that does not exist (Django: NodeNotFoundError)
 * - `no-migrations`: `__first__` or `__latest__` of an app without any migration (Django: ValueError)
 * - `nested`: a squash is itself replaced by another squash, and which is handled first is a matter of chance before Django 6
 */
export interface GraphProblem {
  kind: 'missing' | 'no-migrations' | 'nested'
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

/** The migration graph as Django 4.2 and 5.x build it for one applied set. */
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

/** Named apart because `__first__` and `__latest__` are answered while the graph is still growing. */
class Builder {
  readonly nodes = new Map<string, GraphNode>()
  readonly problems: GraphProblem[] = []
  /** who first named a migration that does not exist; Django's message names that one */
  private readonly origins = new Map<string, { origin: Migration; reference: Reference; role: GraphProblem['role'] }>()
  private readonly byApp = new Map<string, Set<GraphNode>>()
  private readonly apps: Map<string, App>

  constructor(project: Project) {
    this.apps = new Map(project.apps.map(app => [app.label, app]))
  }

  add(key: MigrationKey, migration: Migration | undefined, external: boolean): GraphNode {
    const node: GraphNode = { app: key.app, name: key.name, migration, external, parents: new Set(), children: new Set() }
    this.nodes.set(keyOf(key), node)
    let siblings = this.byApp.get(key.app)
    if (siblings === undefined) this.byApp.set(key.app, (siblings = new Set()))
    siblings.add(node)
    return node
  }

  /** Links two migrations, creating what does not exist; `missing` says on whose word. */
  link(child: MigrationKey, parent: MigrationKey, origin: Migration, reference: Reference, role: GraphProblem['role']): void {
    const at = (key: MigrationKey) => {
      const known = this.nodes.get(keyOf(key))
      if (known !== undefined) return known
      const external = this.isExternal(key.app)
      const node = this.add(key, undefined, external)
      if (!external) this.origins.set(keyOf(key), { origin, reference, role })
      return node
    }
    const childNode = at(child)
    const parentNode = at(parent)
    childNode.parents.add(parentNode)
    parentNode.children.add(childNode)
  }

  /** An app that is not in the repository, or whose migrations Django does not see although they are there (that has a rule of its own). */
  isExternal(app: string): boolean {
    const known = this.apps.get(app)
    return known === undefined || known.state === 'no-package'
  }

  /** The migration that `__first__` or `__latest__` stands for, or undefined where the dependency is to be left out. */
  resolve(reference: Reference, origin: Migration, role: GraphProblem['role']): MigrationKey | undefined {
    if ((reference.name !== '__first__' && reference.name !== '__latest__') || this.nodes.has(keyOf(reference))) return reference
    if (reference.app === origin.app || this.isExternal(reference.app)) return undefined
    if (this.apps.get(reference.app)!.state === 'unmigrated') return undefined
    const side = reference.name === '__first__' ? 'parents' : 'children'
    const ends = this.ends(reference.app, side)
    if (ends[0] === undefined) this.problems.push({ kind: 'no-migrations', origin, reference, role, blocked: [] })
    return ends[0]
  }

  ends(app: string, side: 'parents' | 'children'): GraphNode[] {
    return [...(this.byApp.get(app) ?? [])].filter(node => [...node[side]].every(other => other.app !== app)).sort(compareKeys)
  }

  remove(key: MigrationKey): GraphNode | undefined {
    const node = this.nodes.get(keyOf(key))
    if (node === undefined) return undefined
    this.nodes.delete(keyOf(key))
    this.byApp.get(key.app)?.delete(node)
    return node
  }

  /** The squash takes over its targets' parents and children. */
  useSquash(squash: GraphNode, targets: readonly Reference[]): void {
    const keys = new Set(targets.map(keyOf))
    for (const target of targets) {
      const node = this.remove(target)
      if (node === undefined) continue
      for (const child of node.children) {
        child.parents.delete(node)
        if (!keys.has(keyOf(child))) {
          squash.children.add(child)
          child.parents.add(squash)
        }
      }
      for (const parent of node.parents) {
        parent.children.delete(node)
        if (!keys.has(keyOf(parent))) {
          squash.parents.add(parent)
          parent.children.add(squash)
        }
      }
    }
  }

  /** The squash leaves; its children go to the last of its targets that are on disk. */
  dropSquash(squash: GraphNode, targets: readonly Reference[]): void {
    this.remove(squash)
    const present = new Set(targets.map(target => this.nodes.get(keyOf(target))).filter(node => node !== undefined))
    const parents = new Set([...present].flatMap(node => [...node.parents]))
    const last = [...present].filter(node => !parents.has(node))
    for (const child of squash.children) {
      child.parents.delete(squash)
      for (const node of last) {
        node.children.add(child)
        child.parents.add(node)
      }
    }
    for (const parent of squash.parents) parent.children.delete(squash)
  }

  missing(): { node: GraphNode; origin: Migration; reference: Reference; role: GraphProblem['role'] }[] {
    return [...this.nodes.values()].flatMap(node => {
      const origin = this.origins.get(keyOf(node))
      return node.migration === undefined && !node.external && origin !== undefined ? [{ node, ...origin }] : []
    })
  }
}

/**
 * Builds the graph for a database in which `applied` is recorded; without it, for a fresh database. A dependency under a condition that
 * cannot be read is left out, and so are references to apps outside the repository except as nodes marked `external`.
 */
export function buildGraph(project: Project, applied: readonly MigrationKey[] = []): MigrationGraph {
  const builder = new Builder(project)
  const migrations = project.migrations
  for (const migration of migrations) builder.add(migration, migration, false)
  const certain = (references: Reference[]) => references.filter(reference => !reference.conditional)

  // Dependencies inside an app first, so that `__first__` and `__latest__` of other apps find the right end.
  for (const migration of migrations) {
    for (const reference of certain(migration.dependencies)) {
      if (reference.app === migration.app && reference.name !== '__first__')
        builder.link(migration, reference, migration, reference, 'dependency')
    }
  }
  for (const migration of migrations) {
    for (const reference of certain(migration.dependencies)) {
      if (reference.app === migration.app) continue
      const parent = builder.resolve(reference, migration, 'dependency')
      if (parent !== undefined) builder.link(migration, parent, migration, reference, 'dependency')
    }
    for (const reference of certain(migration.runBefore)) {
      const child = builder.resolve(reference, migration, 'run_before')
      if (child !== undefined) builder.link(child, migration, migration, reference, 'run_before')
    }
  }

  const appliedKeys = new Set(applied.map(keyOf))
  const squashes = migrations.filter(migration => migration.replaces.length > 0)
  const squashKeys = new Set(squashes.map(keyOf))
  // Before Django 6 the order of squashes is a matter of chance; the inner one of a nested pair is handled first here, and the pair reported.
  const nested = squashes.filter(squash => squash.replaces.some(target => squashKeys.has(keyOf(target)) && keyOf(target) !== keyOf(squash)))
  for (const squash of [...squashes.filter(one => !nested.includes(one)), ...nested]) {
    const targets = squash.replaces
    const count = targets.filter(target => appliedKeys.has(keyOf(target))).length
    if (count === targets.length) appliedKeys.add(keyOf(squash))
    else appliedKeys.delete(keyOf(squash))
    const node = builder.nodes.get(keyOf(squash))
    if (node === undefined) continue
    if (count === targets.length || count === 0) builder.useSquash(node, targets)
    else builder.dropSquash(node, targets)
  }
  for (const squash of nested) {
    const reference = squash.replaces.find(target => squashKeys.has(keyOf(target)))!
    builder.problems.push({ kind: 'nested', origin: squash, reference, role: 'replaces', blocked: [] })
  }

  for (const { node, origin, reference, role } of builder.missing()) {
    const candidates = squashes.filter(squash => squash.replaces.some(target => keyOf(target) === keyOf(node)))
    const blocked = candidates.some(squash => builder.nodes.has(keyOf(squash))) ? [] : candidates.map(({ app, name }) => ({ app, name }))
    builder.problems.push({ kind: 'missing', origin, reference, role, blocked })
  }
  return {
    nodes: builder.nodes,
    applied: appliedKeys,
    problems: builder.problems,
    cycles: findCycles(builder.nodes),
    leaves: app =>
      builder
        .ends(app, 'children')
        .filter(node => node.migration !== undefined)
        .map(({ app: label, name }) => ({ app: label, name }))
  }
}

/** Strongly connected components of more than one node, or of one that depends on itself (Tarjan, without recursion). */
function findCycles(nodes: Map<string, GraphNode>): MigrationKey[][] {
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

/**
 * What `migrate` would apply next, in Django's own order: for each leaf, its ancestors depth first, without what counts as applied.
 * Every parent comes before its children. Empty where the graph has cycles.
 */
export function planOf(graph: MigrationGraph): Migration[] {
  if (graph.cycles.length > 0) return []
  const done = new Set(graph.applied)
  const plan: Migration[] = []
  const nodes = [...graph.nodes.values()].filter(node => node.migration !== undefined)
  const leaves = nodes.filter(node => [...node.children].every(child => child.app !== node.app)).sort(compareKeys)
  const visited = new Set<GraphNode>()
  for (const leaf of leaves) {
    // As Django: a leaf that counts as applied is not looked behind, whatever its parents are.
    if (done.has(keyOf(leaf))) continue
    const stack: { node: GraphNode; expanded: boolean }[] = [{ node: leaf, expanded: false }]
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (visited.has(top.node)) continue
      if (!top.expanded) {
        stack.push({ node: top.node, expanded: true })
        for (const parent of [...top.node.parents].sort(compareKeys)) stack.push({ node: parent, expanded: false })
        continue
      }
      visited.add(top.node)
      const key = keyOf(top.node)
      if (top.node.migration !== undefined && !done.has(key)) {
        done.add(key)
        plan.push(top.node.migration)
      }
    }
  }
  return plan
}
