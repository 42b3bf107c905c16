/** Which backups go. Pure: what is known of each, a policy, and nothing else. */

export interface RetentionPolicy {
  /** Everything that is at most so many days older than the newest backup stays. */
  readonly keepDays: number
  /** The newest so many of each database. */
  readonly keepLast?: number | undefined
  /** The newest of each of the last so many ISO weeks (UTC) that have one. */
  readonly keepWeekly?: number | undefined
  /** The newest of each of the last so many months (UTC) that have one. */
  readonly keepMonthly?: number | undefined
  /** Never fewer of each database, whatever the rest says; at least 1. */
  readonly minVerified: number
}

/** A backup that was published, which it is only when every check of it has passed. */
export interface KnownBackup {
  readonly id: string
  /** Grows with every backup of the state directory, whatever the clock does. */
  readonly sequence: number
  /** Milliseconds since 1970, by the host's clock. */
  readonly finishedAt: number
  /** What it holds, each by its name and what it was taken of: `main (/srv/app.db)`. */
  readonly databases: readonly string[]
  readonly pinned: boolean
  readonly deployment?: string | undefined
  /** Whose it is; two may share a directory. */
  readonly app?: string | undefined
  readonly environment?: string | undefined
  /** `Host.label` of the machine that took it. */
  readonly host?: string | undefined
  /** Which run of the host's kernel, and its age in milliseconds: of two backups of one run this says how much lies between them, whatever the clock did. */
  readonly boot?: string | undefined
  readonly uptime?: number | undefined
}

export interface RetentionPlan {
  readonly keep: readonly { readonly id: string; readonly why: string }[]
  /** Oldest first. */
  readonly remove: readonly string[]
}

const dayMs = 86_400_000

/** A clock that is so much ahead is told apart from two clocks that are not quite the same. */
const futureMs = 5 * 60_000

/**
 * Ages are counted from the newest backup and not from now: where backups have stopped nothing expires. `now`: the host's clock. `needed`: by backup or
 * by deployment, those that a release still needs to be gone back to, with the reason.
 */
export function planRetention(
  backups: readonly KnownBackup[],
  policy: RetentionPolicy,
  { now, needed }: { readonly now: number; readonly needed: ReadonlyMap<string, string> }
): RetentionPlan {
  const inOrder = [...backups].sort((a, b) => b.sequence - a.sequence)
  const usable = inOrder.filter(each => each.finishedAt <= now + futureMs)
  const newest = usable[0]
  const why = new Map<string, string>()
  const keep = (each: KnownBackup, reason: string) => void (why.has(each.id) || why.set(each.id, reason))

  for (const each of inOrder) {
    const reason = needed.get(each.id) ?? (each.deployment === undefined ? undefined : needed.get(each.deployment))
    if (each.pinned) keep(each, 'pinned')
    else if (reason !== undefined) keep(each, reason)
    else if (each.finishedAt > now + futureMs) keep(each, 'its time lies in the future')
    else if (newest !== undefined && age(newest, each) <= policy.keepDays * dayMs) keep(each, `not older than ${policy.keepDays} days`)
  }
  // Of each database: what holds only the files of a week is no backup of its databases.
  for (const database of new Set(inOrder.flatMap(each => each.databases))) {
    const its = usable.filter(each => each.databases.includes(database))
    for (const each of its.slice(0, policy.keepLast ?? 0)) keep(each, `one of the last ${policy.keepLast} of ${database}`)
    for (const each of newestOfEach(its, week, policy.keepWeekly ?? 0)) keep(each, `the newest of its week of ${database}`)
    for (const each of newestOfEach(its, month, policy.keepMonthly ?? 0)) keep(each, `the newest of its month of ${database}`)
    for (const each of its.slice(0, Math.max(1, policy.minVerified))) keep(each, `one of the last ${policy.minVerified} of ${database}`)
  }

  return {
    keep: inOrder.flatMap(({ id }) => (why.has(id) ? [{ id, why: why.get(id)! }] : [])),
    remove: inOrder
      .filter(({ id }) => !why.has(id))
      .map(({ id }) => id)
      .reverse()
  }
}

function age(newest: KnownBackup, each: KnownBackup): number {
  const sameRun = newest.boot !== undefined && newest.boot === each.boot
  return sameRun ? (newest.uptime ?? 0) - (each.uptime ?? 0) : newest.finishedAt - each.finishedAt
}

function newestOfEach(inOrder: readonly KnownBackup[], period: (time: number) => string, count: number): KnownBackup[] {
  const first = new Map<string, KnownBackup>()
  for (const each of inOrder) {
    const name = period(each.finishedAt)
    if (!first.has(name)) first.set(name, each)
  }
  return [...first.values()].slice(0, count)
}

const month = (time: number) => new Date(time).toISOString().slice(0, 7)

/** The day of the week's Thursday, by which ISO 8601 counts weeks. */
function week(time: number): string {
  const day = new Date(time).getUTCDay()
  return new Date(time + (4 - (day || 7)) * dayMs).toISOString().slice(0, 10)
}
