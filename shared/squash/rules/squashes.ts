import { keyOf, type Migration, type Project, type Reference } from '../model.ts'

/** A squash, with what it replaces as far as it is known. */
export interface Squash {
  squash: Migration
  /** each name once */
  names: Reference[]
  /** the same, by `keyOf` */
  keys: ReadonlySet<string>
  /** and those that these replace in turn, where they are squashes */
  inner: ReadonlySet<string>
  /** what it replaces and is on disk, without names that were used again */
  targets: Migration[]
  /** the same, and what the base branch still had */
  known: Migration[]
  /** migrations on disk that bear a replaced name and come after the squash: not what it replaced, but new ones */
  reused: Migration[]
}

/** By project, then by its base, or by itself where there is none: a dozen rules ask. */
const found = new WeakMap<Project, WeakMap<Project, readonly Squash[]>>()

/** Every migration with `replaces`, in the order of the project. */
export function squashesOf(project: Project, base?: Project): readonly Squash[] {
  const byBase = found.get(project) ?? new WeakMap<Project, readonly Squash[]>()
  found.set(project, byBase)
  const squashes = byBase.get(base ?? project) ?? findSquashes(project, base)
  byBase.set(base ?? project, squashes)
  return squashes
}

function findSquashes(project: Project, base: Project | undefined): Squash[] {
  const squashes = project.migrations.filter(migration => migration.replaces.length > 0)
  if (squashes.length === 0) return []
  const onDisk = byKey(project)
  const children = childrenOf(project)
  const before = base === undefined ? new Map<string, Migration>() : byKey(base)
  return squashes.map(squash => {
    const names = [...new Map(squash.replaces.map(name => [keyOf(name), name])).values()].filter(name => keyOf(name) !== keyOf(squash))
    const present = names.flatMap(name => onDisk.get(keyOf(name)) ?? [])
    const after = reachedFrom([keyOf(squash)], children)
    const reused = present.filter(target => after.has(keyOf(target)))
    const targets = present.filter(target => !reused.includes(target))
    const gone = names.flatMap(name => (onDisk.has(keyOf(name)) ? [] : (before.get(keyOf(name)) ?? [])))
    return { squash, names, keys: new Set(names.map(keyOf)), inner: innerOf(squash, onDisk), targets, known: [...targets, ...gone], reused }
  })
}

function innerOf(squash: Migration, onDisk: ReadonlyMap<string, Migration>): Set<string> {
  const inner = new Set(squash.replaces.map(keyOf))
  // A set that grows while it is gone through is gone through to its end.
  for (const key of inner) for (const name of onDisk.get(key)?.replaces ?? []) inner.add(keyOf(name))
  return inner
}

export function byKey(project: Project): Map<string, Migration> {
  return new Map(project.migrations.map(migration => [keyOf(migration), migration]))
}

/** For each migration, those that name it as a dependency, squashes taken for what they are. */
function childrenOf(project: Project): Map<string, string[]> {
  const children = new Map<string, string[]>()
  for (const migration of project.migrations) {
    for (const parent of migration.dependencies) {
      const siblings = children.get(keyOf(parent))
      if (siblings === undefined) children.set(keyOf(parent), [keyOf(migration)])
      else siblings.push(keyOf(migration))
    }
  }
  return children
}

/** Everything that is reached from some keys, themselves left out unless a way leads back to them. */
export function reachedFrom(keys: Iterable<string>, next: ReadonlyMap<string, Iterable<string>>): Set<string> {
  const seen = new Set<string>()
  for (const key of keys) for (const other of next.get(key) ?? []) seen.add(other)
  // A set that grows while it is gone through is gone through to its end.
  for (const key of seen) for (const other of next.get(key) ?? []) seen.add(other)
  return seen
}
