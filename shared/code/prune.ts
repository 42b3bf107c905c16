import type { Release } from '../deployment/records.ts'

export interface PrunePlan {
  readonly keep: readonly { readonly id: string; readonly reason: string }[]
  /** Ids whose directories and records go, oldest first. */
  readonly remove: readonly string[]
  /** Directories that no record speaks of: never removed, only named. */
  readonly unknown: readonly string[]
}

/**
 * Which releases go. Kept: what `protectedIds` names (the live one, the rollback target, the one being deployed), and the newest `keep` that were
 * verified or adopted, by the time of their verification and never by a directory's mtime. What is not known is kept.
 */
export function planPrune(
  present: readonly string[],
  releases: readonly Release[],
  keep: number,
  protectedIds: readonly string[]
): PrunePlan {
  const known = new Map(releases.map(release => [release.id, release]))
  const proven = releases
    .filter(release => ['verified', 'adopted'].includes(release.state) || (release.state === 'live' && release.verifiedAt !== undefined))
    .sort((a, b) => (b.verifiedAt ?? b.stagedAt).localeCompare(a.verifiedAt ?? a.stagedAt))
  const newest = new Set(proven.slice(0, keep).map(release => release.id))

  const reason = (release: Release): string | undefined => {
    if (protectedIds.includes(release.id)) return 'protected'
    if (release.state === 'live') return 'live'
    return newest.has(release.id) ? `one of the newest ${keep} verified` : undefined
  }
  const here = releases.filter(release => present.includes(release.id))
  return {
    keep: here.flatMap(release => {
      const why = reason(release)
      return why === undefined ? [] : [{ id: release.id, reason: why }]
    }),
    remove: here
      .filter(release => reason(release) === undefined)
      .sort((a, b) => a.stagedAt.localeCompare(b.stagedAt))
      .map(release => release.id),
    unknown: present.filter(id => !known.has(id))
  }
}
