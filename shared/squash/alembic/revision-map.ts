import type { Migration, Reference } from '../model.ts'

/** The errors that Alembic raises while it loads an environment. */
export type RevisionClass =
  | 'LoopDetected'
  | 'DependencyLoopDetected'
  | 'RevisionError'
  | 'KeyError'
  | 'CycleDetected'
  | 'DependencyCycleDetected'

/**
 * The revisions of one environment as Alembic's RevisionMap holds them. Where two files have one id, the last one counts, but the first one stays
 * among the heads. Proven against Alembic 1.13 and 1.18.
 */
export class RevisionMap {
  /** by id, in the order in which the ids were first met */
  readonly byId = new Map<string, Migration>()
  /** ids of the revisions that no `down_revision` names, in the order of loading; those of doubles too */
  readonly heads: string[]
  /** those that no `depends_on` names either: what `upgrade heads` aims at */
  readonly realHeads: string[]
  /** whether two `depends_on` of one revision count, so that Python's hash seed decides about their order */
  readonly exactOrder: boolean
  /** whether revisions depend on each other in a circle; Alembic does not find every one of them */
  readonly isCyclic: boolean

  private readonly revisions: readonly Migration[]
  private readonly byLabel = new Map<string, Migration>()
  private readonly children = new Map<string, Set<string>>()
  private readonly allChildren = new Map<string, Set<string>>()
  /** `down_revision`, then what `depends_on` adds to what the ancestors depend on already */
  private readonly parents = new Map<string, string[]>()

  constructor(revisions: readonly Migration[]) {
    this.revisions = revisions
    for (const revision of revisions) {
      this.byId.set(revision.name, revision)
      for (const label of revision.labels ?? []) this.byLabel.set(label, revision)
    }
    // A double that has a label is still found by it.
    for (const revision of new Set([...this.byId.values(), ...this.byLabel.values()])) {
      for (const reference of revision.dependencies) {
        const target = this.resolve(reference)
        if (target === undefined) continue
        for (const map of reference.order ? [this.allChildren] : [this.allChildren, this.children]) {
          const names = map.get(target)
          if (names === undefined) map.set(target, new Set([revision.name]))
          else names.add(revision.name)
        }
      }
    }
    let exact = true
    for (const revision of this.byId.values()) {
      const needed = new Set(this.dependenciesOf(revision))
      if (needed.size > 0) {
        for (const ancestor of this.reach([revision], one => this.downOf(one))) {
          if (ancestor.name !== revision.name) for (const name of this.dependenciesOf(ancestor)) needed.delete(name)
        }
      }
      if (needed.size > 1) exact = false
      this.parents.set(revision.name, [...new Set([...this.downOf(revision), ...needed])])
    }
    this.exactOrder = exact
    this.heads = this.ends(this.children)
    this.realHeads = this.ends(this.allChildren)
    this.isCyclic = this.findCircle()
  }

  /** The id that a reference means. `depends_on` may be a branch label; neither may be the beginning of an id. */
  resolve(reference: Reference): string | undefined {
    if (this.byId.has(reference.name)) return reference.name
    return reference.order ? this.byLabel.get(reference.name)?.name : undefined
  }

  /** The id that a row of the database, or a name on the command line, means: an id, a label, or the only one that begins so. */
  locate(name: string): string | undefined {
    const exact = this.byId.get(name) ?? this.byLabel.get(name)
    if (exact !== undefined || name === '') return exact?.name
    const near = [...this.byId.keys(), ...this.byLabel.keys()].filter(key => key.length > 3 && key.startsWith(name))
    return near.length === 1 ? (this.byId.get(near[0]!) ?? this.byLabel.get(near[0]!))?.name : undefined
  }

  hasChild(name: string): boolean {
    return this.children.has(name)
  }

  /** These and everything that must be applied before them; only what is in `among`, where it is given. */
  ancestors(names: Iterable<string>, among?: ReadonlySet<string>): Set<string> {
    const seen = new Set<string>()
    const rest = [...names]
    for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
      if (seen.has(name) || among?.has(name) === false) continue
      seen.add(name)
      rest.push(...(this.parents.get(name) ?? []))
    }
    return seen
  }

  /** What Alembic says when one of these is an ancestor of another. */
  overlap(names: readonly string[]): string | undefined {
    for (const name of names) {
      const all = this.ancestors([name])
      const others = [...new Set(names)].filter(other => other !== name && all.has(other))
      if (others.length > 0) return `Requested revision ${name} overlaps with other requested revisions ${others.join(', ')}`
    }
    return undefined
  }

  /** The error with which Alembic stops while it loads the files; undefined where it does not. */
  error(): RevisionClass | undefined {
    for (const { name, dependencies } of this.revisions) {
      if (dependencies.some(one => !one.order && one.name === name)) return 'LoopDetected'
      if (dependencies.some(one => one.order && one.name === name)) return 'DependencyLoopDetected'
      if (/[-@+]/.test(name)) return 'RevisionError'
    }
    const taken = new Set(this.byId.keys())
    for (const label of this.revisions.flatMap(one => one.labels ?? [])) {
      if (taken.has(label)) return 'RevisionError'
      taken.add(label)
    }
    const isMissing = (reference: Reference) => this.resolve(reference) === undefined
    if (this.revisions.some(one => one.dependencies.some(reference => reference.order && isMissing(reference)))) return 'KeyError'
    if ([...this.byId.values()].some(one => one.dependencies.some(isMissing))) return 'KeyError'
    // Also what an overwritten double names is looked up once it is walked from.
    if (this.revisions.some(one => one.dependencies.some(isMissing))) return 'KeyError'
    if (this.revisions.length === 0) return undefined
    const isBase = (revision: Migration) => this.downOf(revision).length === 0
    const isRealBase = (revision: Migration) => revision.dependencies.length === 0
    if (!this.isSpanned(this.children, isBase, one => this.downOf(one))) return 'CycleDetected'
    const all = (one: Migration) => [...this.downOf(one), ...this.dependenciesOf(one)]
    return this.isSpanned(this.allChildren, isRealBase, all) ? undefined : 'DependencyCycleDetected'
  }

  /**
   * Sorts a set of revisions with all of their children as Alembic does, children before their parents: down one branch after the other, where a branch waits until all that
   * depends on it has been gone through.
   */
  sort(wanted: ReadonlySet<string>): string[] {
    const rest = new Set(wanted)
    const order = new Map([...this.byId.keys()].map((name, index) => [name, index]))
    const tips = [...new Set(this.realHeads)].filter(name => rest.has(name)).sort((a, b) => order.get(a)! - order.get(b)!)
    const above = tips.map(tip => this.ancestors([tip], wanted))
    const output: string[] = []
    let index = 0
    while (tips.length > 0) {
      const candidate = tips[index]!
      const blocking = above.findIndex((names, other) => other !== index && names.has(candidate))
      if (blocking >= 0) {
        index = blocking
        continue
      }
      if (rest.delete(candidate)) output.push(candidate)
      const next = this.parents.get(candidate)!.filter(name => rest.has(name) && !tips.includes(name))
      if (next.length === 0) {
        tips.splice(index, 1)
        above.splice(index, 1)
        index = Math.max(index - 1, 0)
      } else {
        tips[index] = next[0]!
        tips.push(...next.slice(1))
        // On a plain line what is left is what was there without the one that is done.
        if (this.parents.get(candidate)!.length === 1) above[index]!.delete(candidate)
        else above[index] = this.ancestors([next[0]!], wanted)
        above.push(...next.slice(1).map(name => this.ancestors([name], wanted)))
      }
    }
    return output
  }

  private ends(children: ReadonlyMap<string, unknown>): string[] {
    return this.revisions.filter(one => this.byId.get(one.name) !== one || !children.has(one.name)).map(one => one.name)
  }

  private downOf(revision: Migration): string[] {
    return revision.dependencies.filter(one => !one.order && this.byId.has(one.name)).map(one => one.name)
  }

  private dependenciesOf(revision: Migration): string[] {
    return revision.dependencies.filter(one => one.order).flatMap(one => this.resolve(one) ?? [])
  }

  private reach(from: readonly Migration[], next: (revision: Migration) => Iterable<string>): Set<Migration> {
    const seen = new Set<Migration>()
    const rest = [...from]
    for (let revision = rest.pop(); revision !== undefined; revision = rest.pop()) {
      if (seen.has(revision)) continue
      seen.add(revision)
      for (const name of next(revision)) rest.push(this.byId.get(name)!)
    }
    return seen
  }

  /** Alembic's test for cycles: every revision is reached from a head downwards and from a base upwards. */
  private isSpanned(
    children: ReadonlyMap<string, Set<string>>,
    isBase: (revision: Migration) => boolean,
    down: (revision: Migration) => string[]
  ): boolean {
    const heads = this.revisions.filter(one => this.byId.get(one.name) !== one || !children.has(one.name))
    const bases = this.revisions.filter(isBase)
    const up = (revision: Migration) => (this.byId.get(revision.name) === revision ? (children.get(revision.name) ?? []) : [])
    const below = new Set([...this.reach(heads, down)].map(one => one.name))
    const above = new Set([...this.reach(bases, up)].map(one => one.name))
    return [...this.byId.keys()].every(name => below.has(name) && above.has(name))
  }

  /** By taking away, again and again, what has no parent left. */
  private findCircle(): boolean {
    const open = new Map([...this.parents].map(([name, parents]) => [name, parents.length]))
    const free = [...open].filter(([, count]) => count === 0).map(([name]) => name)
    const below = new Map<string, string[]>()
    for (const [name, parents] of this.parents) for (const parent of parents) below.set(parent, [...(below.get(parent) ?? []), name])
    let done = 0
    for (let name = free.pop(); name !== undefined; name = free.pop()) {
      done++
      for (const child of below.get(name) ?? []) {
        const count = open.get(child)! - 1
        open.set(child, count)
        if (count === 0) free.push(child)
      }
    }
    return done < this.parents.size
  }
}
