import type { MigrationGraph } from './graph.ts'
import { keyOf, type Migration, type MigrationKey, type Project, type Reference } from './model.ts'

/**
 * How one database stands to one squash, by the rows of what it replaces (k of n) and its own row:
 *
 * - `fresh`: none of them
 * - `partial`: some, and not its own
 * - `full-unrecorded`: all, and not its own: `migrate` was not run since the squash is there
 * - `full-recorded`: all, and its own
 * - `orphan`: only its own. While `replaces` is there it does not count, and the squash runs again
 * - `stale`: its own, and only some of the others: it was rolled back to one of them
 */
export type LiveState = 'fresh' | 'partial' | 'full-unrecorded' | 'full-recorded' | 'orphan' | 'stale'

/**
 * What that means for who adds a squash or deletes its old files:
 *
 * - `may-add`: nothing stands against the squash; the database runs it in place of the old files
 * - `run-migrate-first`: the old files, and `replaces`, must stay until `migrate` has run and recorded the squash
 * - `may-delete`: the old files may be deleted, as far as this database goes
 * - `would-strand`: with these files the database can go neither by the squash nor by the old files
 */
export type LiveVerdict = 'may-add' | 'run-migrate-first' | 'may-delete' | 'would-strand'

export interface SquashState extends MigrationKey {
  state: LiveState
  /** how many of what it replaces the database has applied */
  applied: number
  of: number
  verdict: LiveVerdict
}

/** The same with what a rule needs to say more. */
export interface LiveSquash extends SquashState {
  squash: Migration
  /** what the database has not applied */
  open: Reference[]
  /** of it, what has no file any more, so that nobody can apply it */
  lost: Reference[]
}

/**
 * The class of every squash of a project. `live` is the graph for these rows: a squash within a squash (Django 6) has rows of its own kind, and the graph
 * of the version knows when it counts as applied.
 */
export function liveSquashes(project: Project, recorded: readonly MigrationKey[], live: MigrationGraph): LiveSquash[] {
  const rows = new Set(recorded.map(keyOf))
  const onDisk = new Map(project.migrations.map(migration => [keyOf(migration), migration]))
  // A file that cannot be read is there all the same.
  const unread = new Set(project.problems.map(({ app, migration }) => keyOf({ app, name: migration })))
  return project.migrations.flatMap(squash => {
    const targets = targetsOf(squash)
    if (targets.length === 0) return []
    const isApplied = (target: Reference) => {
      const inner = onDisk.get(keyOf(target))
      return inner !== undefined && inner.replaces.length > 0 ? live.applied.has(keyOf(target)) : rows.has(keyOf(target))
    }
    const open = targets.filter(target => !isApplied(target))
    const isGone = (target: Reference) => !onDisk.has(keyOf(target)) && !unread.has(keyOf(target))
    // What the first of the open ones follows must be there too, or Django cannot place it.
    const lost = open.some(isGone) ? open.filter(isGone) : open.length === 0 ? [] : targets.filter(isGone)
    const applied = targets.length - open.length
    const state = stateOf(applied, targets.length, rows.has(keyOf(squash)))
    const { app, name } = squash
    return [{ app, name, state, applied, of: targets.length, verdict: verdictOf(state, lost.length > 0), squash, open, lost }]
  })
}

/** What a squash replaces, each name once; conditional names are left out, and so is its own. */
export function targetsOf(squash: Migration): Reference[] {
  const names = squash.replaces.filter(target => !target.conditional && keyOf(target) !== keyOf(squash))
  return [...new Map(names.map(name => [keyOf(name), name])).values()]
}

function stateOf(applied: number, of: number, own: boolean): LiveState {
  if (applied === 0) return own ? 'orphan' : 'fresh'
  if (applied < of) return own ? 'stale' : 'partial'
  return own ? 'full-recorded' : 'full-unrecorded'
}

function verdictOf(state: LiveState, isLost: boolean): LiveVerdict {
  switch (state) {
    case 'fresh':
      return 'may-add'
    case 'partial':
    case 'stale':
      return isLost ? 'would-strand' : 'run-migrate-first'
    case 'full-unrecorded':
      return 'run-migrate-first'
    case 'full-recorded':
      return 'may-delete'
    case 'orphan':
      return 'would-strand'
  }
}

/** The published part of it. */
export function squashStateOf({ app, name, state, applied, of, verdict }: LiveSquash): SquashState {
  return { app, name, state, applied, of, verdict }
}

/**
 * What Django only writes a row for when it migrates: a squash whose targets are all applied, and what a squash stands for that runs itself.
 * `pending`: what is to run.
 */
export function recordedWith(project: Project, states: readonly SquashState[], pending: readonly MigrationKey[]): MigrationKey[] {
  const squashes = new Map(project.migrations.filter(each => each.replaces.length > 0).map(each => [keyOf(each), each]))
  const toRun = new Set(pending.map(keyOf))
  const recorded = states.filter(({ state }) => state === 'full-unrecorded').map(({ app, name }) => ({ app, name }))
  const seen = new Set<string>()
  const within = (squash: Migration): MigrationKey[] =>
    squash.replaces.flatMap(({ app, name }) => {
      const key = keyOf({ app, name })
      if (seen.has(key)) return []
      seen.add(key)
      const inner = squashes.get(key)
      return [{ app, name }, ...(inner === undefined ? [] : within(inner))]
    })
  const used = [...squashes.values()].filter(each => toRun.has(keyOf(each)))
  return [...recorded, ...used.flatMap(within)].filter(each => !toRun.has(keyOf(each)))
}

/** A squash whose `replaces` is no more, and what it stood for as far as that is known. */
export interface FormerSquash {
  squash: Migration
  /** names that it replaced; only the last of them where nothing but its own name tells */
  names: MigrationKey[]
}

/**
 * Squashes that have lost `replaces`: by the base branch, where one is known, else by the name that squashmigrations gives them,
 * `0001_squashed_0004_last`.
 */
export function formerSquashes(project: Project, base: Project | undefined): FormerSquash[] {
  const before = new Map(base?.migrations.map(migration => [keyOf(migration), migration]))
  const onDisk = new Set(project.migrations.map(keyOf))
  return project.migrations.flatMap(squash => {
    if (squash.framework !== 'django' || squash.replaces.length > 0 || !squash.graphKnown) return []
    const old = before.get(keyOf(squash))
    if (old !== undefined && old.replaces.length > 0) return [{ squash, names: targetsOf(old) }]
    const last = /_squashed_(.+)$/.exec(squash.name)?.[1]
    if (last === undefined || onDisk.has(keyOf({ app: squash.app, name: last }))) return []
    return [{ squash, names: [{ app: squash.app, name: last }] }]
  })
}
