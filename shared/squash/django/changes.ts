import type { Change, ChangeContext, ChangesOf, MigrationChanges } from '../changes.ts'
import { keyOf, type Migration, type Project } from '../model.ts'
import { OperationReader } from './operations.ts'
import { Models } from './state.ts'

/** Read once for each check, since what an operation does depends on all that came before it. */
const known = new WeakMap<ChangeContext, Map<string, MigrationChanges>>()

/** What the operations of a Django migration do to the database. */
export const changesOf: ChangesOf = (migration, context) => {
  let all = known.get(context)
  if (all === undefined) {
    all = readHistory(context)
    known.set(context, all)
  }
  return all.get(keyOf(migration)) ?? read(migration, new Models(), context)
}

/** The whole history in its order, on one picture of the models; a squash is read on the models as they were before the first that it replaces. */
function readHistory(context: ChangeContext): Map<string, MigrationChanges> {
  const { main, before } = orderOf(context.project)
  const models = new Models()
  const all = new Map<string, MigrationChanges>()
  for (const migration of main) {
    for (const squash of before.get(migration) ?? []) all.set(keyOf(squash), read(squash, models.copy(), context))
    all.set(keyOf(migration), read(migration, models, context))
  }
  return all
}

function read(migration: Migration, models: Models, context: ChangeContext): MigrationChanges {
  const reader = new OperationReader(migration, models, context)
  const forward = migration.operations.flatMap(operation => reader.read(operation))
  const { file, line, column } = migration
  const unknown = (reason: string): Change => ({ kind: 'unknown', reason, at: { file, line, column }, operation: '', reverse: undefined })
  // What the reader of files could not read, it has reported itself.
  if (!migration.operationsKnown) forward.push(unknown('some of its operations cannot be read'))
  if (migration.methods.length > 0) forward.push(unknown(`its class defines ${migration.methods.join(', ')}`))
  return { forward, backward: undefined, atomic: migration.atomic }
}

interface Order {
  /** every migration that no other on disk stands for, parents first */
  main: Migration[]
  /** the squashes whose old files are on disk, by the first of these */
  before: Map<Migration, Migration[]>
}

/** Total, whatever the graph is like: of a ring, one is simply the first. */
function orderOf({ migrations }: Project): Order {
  const byKey = new Map(migrations.map(migration => [keyOf(migration), migration]))
  const replacedBy = new Map<string, Migration>()
  for (const squash of migrations) for (const target of squash.replaces) replacedBy.set(keyOf(target), squash)
  const old = (squash: Migration) => squash.replaces.flatMap(target => byKey.get(keyOf(target)) ?? []).filter(one => one !== squash)
  const isSuperseded = (migration: Migration) => old(migration).length > 0
  /** the migrations of the main line that stand for one that is named */
  const standsFor = (key: string, seen = new Set<Migration>()): Migration[] => {
    const migration = byKey.get(key) ?? replacedBy.get(key)
    if (migration === undefined || seen.has(migration)) return []
    seen.add(migration)
    return isSuperseded(migration) ? old(migration).flatMap(one => standsFor(keyOf(one), seen)) : [migration]
  }
  const later = new Map<string, string[]>()
  for (const migration of migrations)
    for (const child of migration.runBefore) later.set(keyOf(child), [...(later.get(keyOf(child)) ?? []), keyOf(migration)])
  const parents = (migration: Migration) =>
    [...migration.dependencies.map(keyOf), ...(later.get(keyOf(migration)) ?? [])].flatMap(key => standsFor(key))

  const main: Migration[] = []
  const visited = new Set<Migration>()
  for (const start of migrations) {
    if (isSuperseded(start)) continue
    const stack = [{ migration: start, expanded: false }]
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (top.expanded) main.push(top.migration)
      else if (!visited.has(top.migration)) {
        visited.add(top.migration)
        stack.push({ migration: top.migration, expanded: true })
        for (const parent of parents(top.migration)) if (!visited.has(parent)) stack.push({ migration: parent, expanded: false })
      }
    }
  }
  const place = new Map(main.map((migration, index) => [migration, index]))
  const before = new Map<Migration, Migration[]>()
  for (const squash of migrations) {
    if (!isSuperseded(squash)) continue
    const targets = standsFor(keyOf(squash)).sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0))
    if (targets[0] !== undefined) before.set(targets[0], [...(before.get(targets[0]) ?? []), squash])
  }
  return { main, before }
}
