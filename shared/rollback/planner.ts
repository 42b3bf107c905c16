/**
 * Which way back. Pure: facts in, one plan out, with its reasons. Every row of the table in planner.test.ts is a promise (G5, G6).
 */

export interface Facts {
  /** Something of the deployment still runs on the host, or its end is not known: nothing may be decided yet. */
  readonly undecided: readonly string[]
  /** The release that was live when the deployment opened; null: none was known (never adopted). */
  readonly previous: {
    readonly id: string
    readonly state: 'staged' | 'live' | 'verified' | 'adopted' | 'bad'
    readonly present: boolean
  } | null
  /** Is the code that is live now another than when the deployment opened? */
  readonly codeChanged: boolean
  /** Were services of this environment stopped, started or fenced by the deployment? */
  readonly servicesTouched: boolean
  /** The rows of the migrations were replaced by those of a new history (`adopt-history`): they are put back, and no data with them. */
  readonly historyAdopted?: boolean | undefined
  /** Per migration set (`framework:database`). */
  readonly schema: readonly SchemaFacts[]
  /** Per database that the deployment may have touched. */
  readonly databases: readonly DatabaseState[]
  /** Could users write since the restore points were made? false: the fence has stood the whole time. */
  readonly opened: boolean
  /** The health gate had the same failure before anything was changed. */
  readonly baselineFailed: boolean
  /** A person named this deployment's loss and accepts it. */
  readonly lossAccepted: boolean
}

export interface SchemaFacts {
  readonly set: string
  /** null: it could not be read. */
  readonly before: readonly string[] | null
  readonly now: readonly string[] | null
  /** Every migration that was applied since is proven to leave the previous release working. */
  readonly additive: boolean
  /** Why it is not additive, one line each. */
  readonly reasons: readonly string[]
  readonly database: string
  /** How what was applied since can be undone by the framework; absent: it cannot, or nobody knows what that would lose. */
  readonly reverse?: ReverseFacts | undefined
}

/** Everything that was applied since goes back without a loss of what was there before. */
export interface ReverseFacts {
  /** The release on the host whose code goes back: that of the deployment that applied it. */
  readonly releasePath: string
  /** `listed`: every change of it is on the list of those that are undone without a loss; `rehearsed`: it was tried on a copy, and the content was equal. */
  readonly proof: 'listed' | 'rehearsed'
  /** Also where users have written since: nothing of what they wrote stands in the way or is cut. */
  readonly afterWrites: boolean
  /** What it made, and what goes with all that users have written to it: `orders.colour`. */
  readonly drops: readonly string[]
  /** A migration that failed may have done part of its work, which going back does not undo. */
  readonly partly: boolean
}

export interface DatabaseState {
  readonly database: string
  /** A migration run, a restore or a flag change may have changed it. */
  readonly touched: boolean
  readonly restorePoint: string | null
  readonly backup: string | null
  /** What users wrote since the restore point: provably nothing, these rows, or nobody knows. */
  readonly writes: 'none' | 'unknown' | readonly { readonly table: string; readonly rows: number }[]
}

export type Plan =
  | { readonly kind: 'nothing'; readonly reasons: readonly string[] }
  | {
      readonly kind: 'code-only' /** null: the code did not change and stays. */
      readonly to: string | null
      readonly reasons: readonly string[]
      readonly schemaKept: boolean
    }
  | {
      readonly kind: 'restore-point'
      readonly to: string
      readonly reasons: readonly string[]
      /** Empty: nothing is lost. */
      readonly loss: readonly string[]
      readonly databases: readonly { database: string; restorePoint: string }[]
    }
  | {
      readonly kind: 'migrate-down'
      readonly to: string
      readonly reasons: readonly string[]
      /** What users wrote since to what the deployment made. Empty: nothing is lost. */
      readonly loss: readonly string[]
      /** `to`: the applied set that was recorded before, by the code of `releasePath`. */
      readonly sets: readonly { set: string; database: string; releasePath: string; to: readonly string[] }[]
    }
  | {
      readonly kind: 'restore'
      /** null: the code stays. */
      readonly to: string | null
      /** A person asked for exactly this backup; it undoes no deployment. */
      readonly asked?: true
      /** The machine that it was taken on, where a person has said that it is another. */
      readonly fromHost?: string | undefined
      readonly reasons: readonly string[]
      /** `inPlace`: why no copy can be made beside the live one; only where a person asked. */
      readonly databases: readonly { database: string; backup: string; inPlace?: string | undefined }[]
      readonly loss: readonly string[]
    }
  | { readonly kind: 'refuse'; readonly reasons: readonly string[]; readonly choices: readonly Choice[] }

/** A way that a person may choose, with what it costs. */
export interface Choice {
  readonly what: string
  readonly cost: string
}

export function planRollback(facts: Facts): Plan {
  if (facts.undecided.length > 0)
    return refuse(
      facts.undecided.map(each => `not decided yet: ${each}`),
      [{ what: 'run the rollback again when it has ended', cost: 'nothing' }]
    )
  const changed = facts.schema.filter(set => set.before === null || set.now === null || !sameSet(set.before, set.now))
  const unreadable = facts.schema.filter(set => set.before === null || set.now === null)
  // A migration may change data without a new row in its ledger (a failed one that is not transactional), so `touched` counts too.
  const touched = facts.databases.filter(database => database.touched)
  const schemaMoved = changed.length > 0
  const partial = touched.filter(database => !changed.some(set => set.database === database.database))

  if (!facts.codeChanged && !facts.servicesTouched && !schemaMoved && touched.length === 0 && facts.historyAdopted !== true)
    return { kind: 'nothing', reasons: ['no code, schema, data or service was changed'] }
  if (facts.baselineFailed && !facts.codeChanged && !schemaMoved && touched.length === 0)
    return refuse(
      ['the health checks failed before the deployment changed anything: the system was bad already'],
      [{ what: 'mend the running system, then deploy again', cost: 'nothing' }]
    )

  const target = facts.previous
  if (facts.codeChanged || schemaMoved || touched.length > 0) {
    if (target === null)
      return refuse(
        ['no release is known that was verified or adopted before this deployment'],
        [{ what: 'run `command: adopt` once on a healthy system', cost: 'nothing' }]
      )
    if (target.state !== 'verified' && target.state !== 'adopted')
      return refuse(
        [`the previous release ${target.id} is ${target.state}: a rollback never goes to a release that was not verified or adopted`],
        [{ what: 'choose an older verified release with the input `to`', cost: 'what was deployed since' }]
      )
    if (!target.present)
      return refuse(
        [`the files of the previous release ${target.id} are gone from the host`],
        [{ what: 'deploy the tag of that release again', cost: 'the time of a deployment' }]
      )
  }

  if (!schemaMoved && partial.length === 0)
    return {
      kind: 'code-only',
      to: facts.codeChanged ? target!.id : null,
      schemaKept: false,
      reasons: [
        facts.historyAdopted === true
          ? 'only the rows of the migrations were changed, and they are put back as they were'
          : 'the applied migrations are the same as before'
      ]
    }

  if (unreadable.length === 0 && partial.length === 0 && changed.every(set => set.additive && includes(set.now!, set.before!)))
    return {
      kind: 'code-only',
      to: target!.id,
      schemaKept: true,
      reasons: changed.map(set => `every migration of ${set.set} is additive: ${target!.id} works with the new schema, which is kept`)
    }

  const affected = facts.databases.filter(database => database.touched || changed.some(set => set.database === database.database))
  const why = [
    ...changed.flatMap(set => (set.reasons.length > 0 ? set.reasons : [`the applied migrations of ${set.set} are not as before`])),
    ...partial.map(database => `a migration of ${database.database} may have changed it without finishing`)
  ]
  const loss = affected.map(lossOf)
  const points = affected.length > 0 && affected.every(database => database.restorePoint !== null)
  const lossless = !facts.opened || affected.every(database => database.writes === 'none')
  // What users wrote since stays where the schema alone goes back. A restore point that loses nothing is quicker, and needs no code of the failed release.
  const down = points && lossless ? undefined : planDown(facts, changed, partial, target!.id)
  if (down !== undefined) return down
  if (points) {
    // A restore point is younger than the backup, so that a loss that was accepted is the smallest possible.
    if (lossless || facts.lossAccepted)
      return {
        kind: 'restore-point',
        to: target!.id,
        databases: affected.map(database => ({ database: database.database, restorePoint: database.restorePoint! })),
        loss: lossless ? [] : loss,
        reasons: [
          ...why,
          !lossless
            ? 'the loss was accepted by a person'
            : facts.opened
              ? 'nothing was written since the restore point: proven by counts and by row versions or content'
              : 'the fence has stood since the restore point: nothing was written from outside'
        ]
      }
  }
  const backups = affected.filter(database => database.backup !== null)
  if (facts.lossAccepted && backups.length === affected.length && affected.length > 0)
    return {
      kind: 'restore',
      to: target!.id,
      databases: affected.map(database => ({ database: database.database, backup: database.backup! })),
      reasons: [...why, 'the loss was accepted by a person'],
      loss
    }
  return refuse(
    [
      ...why,
      ...(facts.opened
        ? ['users could write since the restore point']
        : affected.filter(d => d.restorePoint === null).map(d => `${d.database} has no restore point of this deployment`))
    ],
    [
      {
        what: 'repair forward: `command: unlock` for this deployment, then deploy a new tag that works with the schema as it is, with `force: true` and a `reason`',
        cost: 'nothing is lost; the system stays as it is until then'
      },
      ...(backups.length === affected.length && affected.length > 0
        ? [{ what: 'roll back with the input `accept-loss` naming this deployment', cost: loss.join('; ') }]
        : [])
    ]
  )
}

/** The schema alone goes back, by the migrations' own way; undefined where that is not known to lose nothing of what was there before. */
function planDown(facts: Facts, changed: readonly SchemaFacts[], partial: readonly DatabaseState[], to: string): Plan | undefined {
  if (changed.length === 0 || partial.length > 0 || facts.historyAdopted === true) return undefined
  const sets = []
  const reasons: string[] = []
  for (const { set, database, before, now, reverse } of changed) {
    if (reverse === undefined || before === null || now === null || !includes(now, before)) return undefined
    if (reverse.partly || (facts.opened && !reverse.afterWrites)) return undefined
    sets.push({ set, database, releasePath: reverse.releasePath, to: before })
    const since = now.filter(name => !before.includes(name)).join(', ')
    reasons.push(
      reverse.proof === 'rehearsed'
        ? `going back over ${since} of ${set} was tried on a copy, and its content was as before`
        : `every change of ${since} of ${set} is undone without a loss of what was there before`
    )
  }
  const made = changed.flatMap(({ database, reverse }) => (reverse?.drops ?? []).map(each => `${database}.${each}`))
  if (facts.opened) reasons.push('users could write since, and what they wrote to what was there before stays')
  return {
    kind: 'migrate-down',
    to,
    sets,
    reasons,
    loss: facts.opened ? made.map(each => `${each}: made by this deployment, and with it goes what was written to it since`) : []
  }
}

function lossOf(database: DatabaseState): string {
  if (database.writes === 'none') return `${database.database}: nothing`
  if (database.writes === 'unknown')
    return `${database.database}: everything written since ${database.restorePoint === null ? `backup ${database.backup ?? '(none)'}` : `restore point ${database.restorePoint}`}`
  return database.writes.map(({ table, rows }) => `${database.database}.${table}: ${rows} rows`).join('; ')
}

function refuse(reasons: readonly string[], choices: readonly Choice[]): Plan {
  return { kind: 'refuse', reasons, choices }
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && includes(a, b)
}

function includes(all: readonly string[], some: readonly string[]): boolean {
  const set = new Set(all)
  return some.every(each => set.has(each))
}
