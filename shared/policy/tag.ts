import semver from 'semver'
import { matchesPattern } from './pattern.ts'

/** What is known of the ref that is to be deployed; read from the checkout and from the remote. */
export interface RefFacts {
  /** `refs/tags/v1.1.0`, `refs/heads/staging`, or a commit. */
  readonly ref: string
  readonly commit: string
  /** How the *remote* has the tag: a checkout can turn annotated tags into lightweight ones. `unknown`: it did not answer. */
  readonly remoteTag?: 'annotated' | 'lightweight' | 'absent' | 'unknown' | undefined
  /** The commit that the remote's tag points to. */
  readonly remoteCommit?: string | undefined
  /** Is the commit on the branch that the policy names? */
  readonly onBranch?: boolean | 'unknown' | undefined
}

export interface RefPolicy {
  readonly tags?: string | undefined
  readonly on?: string | undefined
  readonly branches?: readonly string[] | undefined
}

export interface Finding {
  readonly level: 'error' | 'warning'
  /** Stable name of the check, for outputs. */
  readonly check: string
  readonly message: string
}

/** May this ref be deployed to this environment? `live`: the version that is live now; `reason`: a person's, for going back to an older one. */
export function checkRef(facts: RefFacts, policy: RefPolicy | undefined, live: string | undefined, reason: string | undefined): Finding[] {
  const found: Finding[] = []
  const error = (check: string, message: string) => void found.push({ level: 'error', check, message })
  const tag = facts.ref.startsWith('refs/tags/') ? facts.ref.slice('refs/tags/'.length) : undefined
  const branch = facts.ref.startsWith('refs/heads/') ? facts.ref.slice('refs/heads/'.length) : undefined

  if (policy?.branches !== undefined && branch !== undefined && !policy.branches.some(pattern => matchesPattern(pattern, branch)))
    error('ref', `The branch ${branch} may not be deployed here; allowed: ${policy.branches.join(', ')}`)
  if (policy?.tags !== undefined && tag === undefined && !(policy.branches !== undefined && branch !== undefined))
    error(
      'ref',
      `${facts.ref} is not a tag; this environment deploys tags like ${policy.tags}. Tag the commit: git tag -a v1.2.3 -m "Release 1.2.3" && git push origin v1.2.3`
    )
  if (tag !== undefined) {
    const version = semver.parse(tag.replace(/^v/, ''))
    if (policy?.tags !== undefined && !matchesPattern(policy.tags, tag)) error('ref', `The tag ${tag} does not match ${policy.tags}`)
    if (version === null) error('semver', `The tag ${JSON.stringify(tag)} is not a semantic version; name it like v1.2.3`)
    if (facts.remoteTag === 'lightweight')
      error(
        'annotated',
        `The tag ${tag} is a lightweight tag on the remote: it says neither who made it nor when. Make it again: git tag -d ${tag} && git tag -a ${tag} -m "${tag}" && git push -f origin ${tag}`
      )
    if (facts.remoteTag === 'absent') error('remote', `The remote has no tag ${tag}: push it first`)
    if (facts.remoteTag === 'unknown')
      error('remote', `The remote did not answer, so it is not known whether the tag ${tag} is annotated and what it points to`)
    if (facts.remoteCommit !== undefined && facts.remoteCommit !== facts.commit)
      error(
        'moved',
        `The tag ${tag} points to ${facts.remoteCommit.slice(0, 10)} on the remote, but the checkout has ${facts.commit.slice(0, 10)}: it was moved. Run the workflow again for the tag as it is now`
      )
    const liveVersion = live === undefined ? null : semver.parse(live.replace(/^v/, ''))
    if (version !== null && liveVersion !== null && semver.lt(version, liveVersion))
      reason === undefined
        ? error(
            'newer',
            `${tag} is older than ${live}, which is live. To go back use \`rollback\`, which decides about the database too; to deploy it all the same give \`reason\`, which works as long as the database has no migration that ${tag} lacks (L05)`
          )
        : found.push({
            level: 'warning',
            check: 'newer',
            message: `${tag} is older than ${live}, which is live; reason: ${reason}. Where the database has migrations that ${tag} lacks, the check of the migrations stops it (L05): then use \`rollback\``
          })
  }
  if (policy?.on !== undefined && tag !== undefined) {
    if (facts.onBranch === false)
      error(
        'branch',
        `The commit ${facts.commit.slice(0, 10)} of ${tag} is not on ${policy.on}: merge it there first, then tag the merged commit`
      )
    if (facts.onBranch === 'unknown')
      error('branch', `It is not known whether ${tag} is on ${policy.on}: check out with \`fetch-depth: 0\``)
  }
  return found
}
