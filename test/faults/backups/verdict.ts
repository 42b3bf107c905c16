/** What is seen past Belay at one moment. */
export interface Sight {
  /** Published backups by id, each with a checksum over its files and their content. */
  readonly backups: ReadonlyMap<string, string>
  /** A checksum of what is live. */
  readonly live: string
}

/** How one try of a fault ended. */
export interface Try {
  readonly before: Sight
  readonly after: Sight
  readonly run: {
    /** `killed`: it could not say any more how it ended. `none`: the fault is no backup that was taken. */
    readonly ended: 'passed' | 'failed' | 'killed' | 'none'
    /** Id of the backup that it was to take. */
    readonly id?: string | undefined
    readonly said: string
  }
  /** By id of a backup that was not there before: undefined where it verifies and restores identically, else what is wrong with it. */
  readonly proofs: ReadonlyMap<string, string | undefined>
  /** What the fault found to be wrong by itself. */
  readonly wrong: readonly string[]
  /** Temporary files and copies that are still there when the next backup has been taken, and why that one failed where it did. */
  readonly next: { readonly left: readonly string[]; readonly failed?: string | undefined }
}

/** What was lost: a sentence for each loss. None: the fault was survived. */
export function losses({ before, after, run, proofs, wrong, next }: Try): string[] {
  const lost = [...wrong]
  for (const [id, checksum] of before.backups) {
    const now = after.backups.get(id)
    if (now === undefined) lost.push(`the backup ${id} is gone`)
    else if (now !== checksum) lost.push(`the backup ${id} was changed`)
  }
  for (const id of after.backups.keys()) {
    if (before.backups.has(id)) continue
    if (!proofs.has(id)) lost.push(`nobody has proven the new backup ${id}`)
    const why = proofs.get(id)
    if (why !== undefined) lost.push(`the new backup ${id} is none: ${why}`)
  }
  const published = run.id !== undefined && after.backups.has(run.id)
  if (run.ended === 'passed' && !published) lost.push('the run reported success, and there is no backup of it')
  if (run.ended === 'failed' && published && /No backup was added/.test(run.said))
    lost.push('the run said that no backup was added, and there is one')
  if (after.live !== before.live) lost.push('what is live has changed')
  if (next.failed !== undefined) lost.push(`the next backup failed: ${next.failed}`)
  for (const each of next.left) lost.push(`left behind after the next backup: ${each}`)
  return lost
}
