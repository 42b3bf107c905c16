import { findCycles, type GraphNode, type GraphProblem, type MigrationGraph } from '../graph.ts'
import { keyOf, type Migration, type MigrationKey, type Project } from '../model.ts'
import { type RevisionClass, RevisionMap } from './revision-map.ts'

/** Why Alembic stops before it looks at the database: the class of its error. A KeyError comes bare, without a message for the user. */
export type LoadError = RevisionClass

/** What Alembic makes of one environment. */
export interface EnvironmentState {
  /** what `alembic heads` prints; a revision that is only named by `depends_on` is a head. Empty with `error`. */
  heads: string[]
  error: LoadError | undefined
  /** why `alembic upgrade heads` refuses the recorded rows: one that no file knows, or one that is an ancestor of another */
  refusal: string | undefined
  /** from the newest to the oldest, as `alembic history` prints it; empty with `error` */
  history(): string[]
  /** what `alembic upgrade heads` would run, in its order; empty with `error` or `refusal`. Sorting takes its time, so it is done when asked. */
  plan(): string[]
  /** false where a revision has two `depends_on` that count: Alembic's own order then changes with Python's hash seed */
  exactOrder: boolean
}

export interface AlembicGraph extends MigrationGraph {
  /** by the label of the app */
  environments: Map<string, EnvironmentState>
}

/**
 * Builds the graph for what `alembic_version` holds. Its rows are heads: they and all of their ancestors, those by `depends_on` included, count as
 * applied. A row may be a branch label or the beginning of an id, as Alembic resolves it.
 */
export function buildGraph(project: Project, recorded: readonly MigrationKey[] = []): AlembicGraph {
  const nodes = new Map<string, GraphNode>()
  const problems: GraphProblem[] = []
  const labels = new Set(project.apps.map(app => app.label))
  const applied = new Set(recorded.filter(row => !labels.has(row.app)).map(keyOf))
  const environments = new Map<string, EnvironmentState>()
  const leaves = new Map<string, string[]>()
  const node = (app: string, name: string, migration: Migration | undefined): GraphNode => {
    const key = keyOf({ app, name })
    let found = nodes.get(key)
    if (found === undefined) nodes.set(key, (found = { app, name, migration, external: false, parents: new Set(), children: new Set() }))
    return found
  }
  for (const { label } of project.apps) {
    const own = project.migrations.filter(migration => migration.app === label)
    const map = new RevisionMap(own)
    for (const [name, migration] of map.byId) node(label, name, migration)
    for (const [name, migration] of map.byId) {
      const child = node(label, name, migration)
      for (const reference of migration.dependencies) {
        const target = map.resolve(reference)
        if (target === undefined) problems.push({ kind: 'missing', origin: migration, reference, role: 'dependency', blocked: [] })
        const parent = node(label, target ?? reference.name, target === undefined ? undefined : map.byId.get(target))
        child.parents.add(parent)
        parent.children.add(child)
      }
    }
    leaves.set(
      label,
      [...map.byId.keys()].filter(name => !map.hasChild(name))
    )
    const rows = recorded.filter(row => row.app === label).map(row => row.name)
    const error = map.error()
    const state: EnvironmentState = { heads: [], error, refusal: undefined, history: () => [], plan: () => [], exactOrder: map.exactOrder }
    environments.set(label, state)
    const resolved = rows.map(row => map.locate(row))
    for (const [index, name] of rows.entries()) if (resolved[index] === undefined) applied.add(keyOf({ app: label, name }))
    for (const name of map.ancestors(resolved.filter(one => one !== undefined))) applied.add(keyOf({ app: label, name }))
    if (error !== undefined) continue
    state.heads = map.heads
    const orphan = rows.find((_, index) => resolved[index] === undefined)
    const current = resolved.filter(one => one !== undefined)
    // Only with a doubled id is a head the ancestor of another.
    const doubled = map.overlap(map.realHeads)
    state.refusal = doubled ?? (orphan === undefined ? map.overlap(current) : `Can't locate revision identified by '${orphan}'`)
    if (map.isCyclic || doubled !== undefined) continue
    state.history = () => map.sort(map.ancestors(map.realHeads))
    if (state.refusal !== undefined) continue
    state.plan = () => {
      const done = map.ancestors(current)
      return map.sort(new Set([...map.ancestors(map.realHeads)].filter(name => !done.has(name)))).reverse()
    }
  }
  return {
    nodes,
    applied,
    problems,
    cycles: findCycles(nodes),
    leaves: app => (leaves.get(app) ?? []).map(name => ({ app, name })),
    environments
  }
}

/** What `alembic upgrade heads` would run next, environment by environment. */
export function planOf(graph: AlembicGraph): Migration[] {
  return [...graph.environments].flatMap(([app, state]) =>
    state.plan().flatMap(name => graph.nodes.get(keyOf({ app, name }))?.migration ?? [])
  )
}
