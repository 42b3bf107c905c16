import { keyOf, type Migration, type MigrationKey, type Project } from '../model.ts'
import { historyOf } from './history.ts'
import { squashesOf } from './squashes.ts'

/**
 * Why a circle is there although no migration was wrong before the squash:
 * - `reused`: a new migration bears a name that the squash replaces (S16)
 * - `unreplaced`: the squash leaves out a migration between two that it replaces (S04)
 * - `apps`: another app stands between two migrations that became one (S17)
 */
export interface SquashCycle {
  kind: 'reused' | 'unreplaced' | 'apps'
  squash: Migration
}

/** undefined: the circle is not the work of a squash (G03). */
export function explainCycle(members: readonly MigrationKey[], project: Project): SquashCycle | undefined {
  const keys = new Set(members.map(keyOf))
  const squashes = squashesOf(project).filter(({ squash }) => squash.graphKnown && keys.has(keyOf(squash)))
  for (const { squash, reused } of squashes) if (reused.length > 0) return { kind: 'reused', squash }
  const [first] = squashes.filter(({ targets }) => targets.length > 0)
  if (first === undefined) return undefined
  const history = historyOf(project)
  const inner = new Set([...keys, ...squashes.flatMap(({ targets }) => targets.map(keyOf))])
  if ([...inner].some(key => history.isInCircle(key))) return undefined
  for (const { squash } of squashes) {
    const left = unreplacedBetween(squash, project)
    if (left.some(migration => keys.has(keyOf(migration)))) return { kind: 'unreplaced', squash }
  }
  return new Set(members.map(member => member.app)).size > 1 ? { kind: 'apps', squash: first.squash } : undefined
}

/** Migrations of the squash's app that it does not replace, although they come after one and before another that it replaces. */
export function unreplacedBetween(squash: Migration, project: Project): Migration[] {
  const found = squashesOf(project).find(each => each.squash === squash)
  const history = historyOf(project)
  const targets = new Set(found?.targets.flatMap(target => history.resolve(target, squash)))
  const before = history.closure(targets)
  const after = history.after(targets)
  const isReplaced = found?.inner ?? new Set()
  return project.migrations.filter(migration => {
    if (migration.app !== squash.app || migration === squash) return false
    const key = keyOf(migration)
    // In a circle of its own everything is before and after everything.
    return !isReplaced.has(key) && before.has(key) && after.has(key) && !history.isInCircle(key)
  })
}
