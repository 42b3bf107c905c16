import { findCycles, type GraphNode } from '../graph.ts'
import { keyOf, type Migration, type MigrationKey, type Project, type Reference } from '../model.ts'
import { reachedFrom, squashesOf } from './squashes.ts'

/** The migrations as they follow each other without the squashes: where the files that a squash replaces are on disk, they stand for it. */
export interface History {
  /** The migrations that a reference stands for; one that does not exist, or is not in the repository, stands for itself. */
  resolve(reference: MigrationKey, from: MigrationKey): string[]
  /** Everything that must be applied before one of these, themselves included. */
  closure(keys: Iterable<string>): Set<string>
  /** Everything that must be applied after one of these, without themselves. */
  after(keys: Iterable<string>): Set<string>
  /** Whether a migration comes before itself. */
  isInCircle(key: string): boolean
}

const known = new WeakMap<Project, History>()

export function historyOf(project: Project): History {
  const history = known.get(project) ?? build(project)
  known.set(project, history)
  return history
}

function build(project: Project): History {
  const replaced = new Map<string, string[]>()
  for (const { squash, targets } of squashesOf(project)) if (targets.length > 0) replaced.set(keyOf(squash), targets.map(keyOf))
  const old = project.migrations.filter(migration => !replaced.has(keyOf(migration)))
  const byApp = Map.groupBy(old, migration => migration.app)

  const expand = (key: string): string[] => {
    const seen = new Set([key])
    for (const each of seen) for (const target of replaced.get(each) ?? []) seen.add(target)
    return [...seen].filter(each => !replaced.has(each))
  }
  const resolve = (reference: MigrationKey, from: MigrationKey): string[] => {
    const own = byApp.get(reference.app)
    const isFirst = reference.name === '__first__'
    if ((!isFirst && reference.name !== '__latest__') || own === undefined) return expand(keyOf(reference))
    if (reference.app === from.app) return []
    return ends(own, isFirst).map(keyOf)
  }
  const parents = new Map<string, Set<string>>(old.map(migration => [keyOf(migration), new Set()]))
  for (const migration of old) {
    for (const dependency of migration.dependencies)
      for (const parent of resolve(dependency, migration)) parents.get(keyOf(migration))!.add(parent)
    for (const child of migration.runBefore.flatMap(reference => resolve(reference, migration))) parents.get(child)?.add(keyOf(migration))
  }
  const children = new Map<string, Set<string>>()
  for (const [key, own] of parents) for (const parent of own) children.set(parent, (children.get(parent) ?? new Set()).add(key))
  let circles: ReadonlySet<string> | undefined
  return {
    resolve,
    closure: keys => new Set([...keys, ...reachedFrom(keys, parents)]),
    after: keys => reachedFrom(keys, children),
    isInCircle(key) {
      circles ??= new Set(findCycles(nodesOf(parents, children)).flatMap(members => members.map(keyOf)))
      return circles.has(key)
    }
  }
}

function nodesOf(
  parents: ReadonlyMap<string, ReadonlySet<string>>,
  children: ReadonlyMap<string, ReadonlySet<string>>
): Map<string, GraphNode> {
  const nodes = new Map<string, GraphNode>()
  for (const key of new Set([...parents.keys(), ...children.keys()])) {
    const point = key.indexOf('.')
    const names = { app: key.slice(0, point), name: key.slice(point + 1) }
    nodes.set(key, { ...names, migration: undefined, external: false, parents: new Set(), children: new Set() })
  }
  for (const [key, node] of nodes) {
    for (const parent of parents.get(key) ?? []) node.parents.add(nodes.get(parent)!)
    for (const child of children.get(key) ?? []) node.children.add(nodes.get(child)!)
  }
  return nodes
}

/** The migrations of one app that depend on none of it, or on which none of it depends. */
function ends(own: readonly Migration[], isFirst: boolean): Migration[] {
  const inApp = (references: readonly Reference[], app: string) => references.filter(reference => reference.app === app).map(keyOf)
  if (isFirst) return own.filter(migration => inApp(migration.dependencies, migration.app).length === 0)
  const parents = new Set(own.flatMap(migration => inApp(migration.dependencies, migration.app)))
  return own.filter(migration => !parents.has(keyOf(migration)))
}
