import type { FrameworkVersion } from '../framework.ts'
import { findCycles, type GraphNode, type GraphProblem, type MigrationGraph } from '../graph.ts'
import { type App, compareKeys, keyOf, type Migration, type MigrationKey, type Project, type Reference } from '../model.ts'

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
 *
 * Proven against the real Django 4.2 and 5.2 (test/squash/django.test.ts). What differs from 6.0 on (a squash of a squash) is built from its
 * description and not proven; an unknown version is taken as one before 6. `order` is that in which a Django before 6 handles the squashes, where
 * one is to be followed: it is that of a Python set and changes from run to run. Without it a squash is handled after those that it replaces.
 */
export function buildGraph(
  project: Project,
  applied: readonly MigrationKey[] = [],
  version?: FrameworkVersion,
  order?: (squashes: Migration[]) => Migration[]
): MigrationGraph {
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

  const squashes = migrations.filter(migration => migration.replaces.length > 0)
  const appliedKeys = new Set(applied.map(keyOf))
  replaceBySquashes(builder, appliedKeys, squashes, version, order)

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

/** Carries out every squash for this applied set, and sets in it which of them count as applied. */
function replaceBySquashes(
  builder: Builder,
  applied: Set<string>,
  squashes: Migration[],
  version: FrameworkVersion,
  order: ((squashes: Migration[]) => Migration[]) | undefined
): void {
  const byKey = new Map(squashes.map(squash => [keyOf(squash), squash]))
  const allowsNested = supportsNestedSquashes(version)
  const ordered = order?.(squashes) ?? squashes
  const isOrderKept = order !== undefined && !allowsNested
  for (const squash of isOrderKept ? ordered : innerFirst(ordered, byKey)) {
    const nestedIn = squash.replaces.find(target => byKey.has(keyOf(target)))
    const node = builder.nodes.get(keyOf(squash))
    if (isOrderKept && node === undefined) {
      // Another squash has replaced this one before its own turn: Django stops here.
      builder.problems.push({ kind: 'nested', origin: squash, reference: squash.replaces[0]!, role: 'replaces', blocked: [] })
      return
    }
    if (!isOrderKept && nestedIn !== undefined) {
      const kind = replacesItself(squash, byKey) ? 'cyclic' : 'nested'
      if (kind === 'cyclic' || !allowsNested)
        builder.problems.push({ kind, origin: squash, reference: nestedIn, role: 'replaces', blocked: [] })
    }
    const targets = squash.replaces.filter(target => keyOf(target) !== keyOf(squash))
    const counted = allowsNested ? finalTargets(squash, byKey) : targets.map(keyOf)
    const count = counted.filter(key => applied.has(key)).length
    const isApplied = count > 0 && count === counted.length
    if (isApplied) applied.add(keyOf(squash))
    else applied.delete(keyOf(squash))
    if (node === undefined) continue
    if (isApplied || count === 0) builder.useSquash(node, targets)
    else builder.dropSquash(node, targets)
  }
}

/** From Django 6.0 on a squash may replace squashes: each is handled after those that it replaces, and counts by what they replace in the end. */
export function supportsNestedSquashes(version: FrameworkVersion): boolean {
  return version !== undefined && version[0] >= 6
}

/** The same squashes, each after those that it replaces; a circle is entered anywhere. Without recursion: a chain of them may be long. */
function innerFirst(squashes: readonly Migration[], byKey: ReadonlyMap<string, Migration>): Migration[] {
  const entered = new Set<Migration>()
  const sorted: Migration[] = []
  for (const start of squashes) {
    const stack = [{ squash: start, isReady: false }]
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const { squash, isReady } = top
      if (isReady) sorted.push(squash)
      if (isReady || entered.has(squash)) continue
      entered.add(squash)
      stack.push({ squash, isReady: true })
      for (const target of squash.replaces.toReversed()) {
        const inner = byKey.get(keyOf(target))
        if (inner !== undefined) stack.push({ squash: inner, isReady: false })
      }
    }
  }
  return sorted
}

/** What a squash replaces in the end: of a target that is itself a squash on disk, that one's targets. */
function finalTargets(squash: Migration, byKey: ReadonlyMap<string, Migration>): string[] {
  return replacedBy(squash, byKey).filter(key => !byKey.has(key))
}

function replacesItself(squash: Migration, byKey: ReadonlyMap<string, Migration>): boolean {
  return replacedBy(squash, byKey).includes(keyOf(squash))
}

/** Every name that a squash replaces, directly or through squashes. */
function replacedBy(squash: Migration, byKey: ReadonlyMap<string, Migration>): string[] {
  const seen = new Set<string>()
  const queue = [squash]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const target of next.replaces) {
      if (seen.has(keyOf(target))) continue
      seen.add(keyOf(target))
      const inner = byKey.get(keyOf(target))
      if (inner !== undefined) queue.push(inner)
    }
  }
  return [...seen]
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
