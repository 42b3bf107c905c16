import { isOpen } from './host-store-state.ts'
import { waysOn } from './lock-message.ts'
import type { JournalRecord, Release, StepName } from './records.ts'
import type { Deployment, Held, Holder, State } from './store.ts'
import { fingerprintOf } from './token.ts'

/** What is the case on a host, as far as the journal tells; undefined state: there is no state directory yet. */
export type Situation =
  | { readonly kind: 'no-state'; readonly choices: readonly string[] }
  | (Facts & { readonly kind: 'idle' })
  | (Facts & {
      readonly kind: 'open-mine' | 'open-other'
      readonly holder: Holder
      readonly open: Deployment
      readonly interrupted?: Interrupted | undefined
    })

interface Facts {
  /** The release that runs now, as the journal knows it. */
  readonly live?: Release | undefined
  /** The last one that passed its gate or was adopted: what G1 calls the last good release. */
  readonly lastGood?: Release | undefined
  /** Where a rollback may go, best first: verified or adopted, never bad, never the live one (G6). */
  readonly candidates: readonly Release[]
  /** The exact next commands. */
  readonly choices: readonly string[]
}

/** A step whose intent stands in the journal without evidence or failure: `inspect` must tell how far it came. */
export interface Interrupted {
  readonly step: StepName
  readonly since: string
  readonly intent: Extract<JournalRecord, { type: 'intent' }>
}

/** Pure. `mine` is what this job holds, if anything; with a token that is no longer the holder's the deployment is another's. */
export function situation(state: State | undefined, mine?: Held): Situation {
  if (state === undefined)
    return { kind: 'no-state', choices: ['`command: adopt`: what runs now, once it passed the gate, becomes the first good release'] }
  const good = state.releases.filter(isGood).sort(byVerification)
  const live = liveRelease(state)
  const facts = { live, lastGood: good[0], candidates: good.filter(each => each.id !== live?.id) }
  const { holder, open } = state
  if (holder === undefined || open === undefined) return { kind: 'idle', ...facts, choices: idleChoices(facts) }
  const kind = mine?.deployment === open.id && fingerprintOf(mine.token) === holder.fingerprint ? 'open-mine' : 'open-other'
  const waiting = holder.runningJobs.length > 0 ? [`wait: ${holder.runningJobs.join(', ')} still running on the host`] : []
  return { kind, ...facts, holder, open, interrupted: interruptedStep(open), choices: [...waiting, ...waysOn(open.id)] }
}

/** The last intent of an open deployment that has neither evidence nor failure after it. */
export function interruptedStep(deployment: Deployment): Interrupted | undefined {
  return isOpen(deployment) ? begunStep(deployment.records) : undefined
}

/** The last intent among records that has neither evidence nor failure after it. */
export function begunStep(records: readonly JournalRecord[]): Interrupted | undefined {
  let found: Interrupted | undefined
  for (const record of records) {
    if (record.type === 'intent') found = { step: record.step, since: record.at, intent: record }
    // The fence that a way back closed ends with it.
    else if ((record.type === 'evidence' || record.type === 'failed') && [found?.step, 'rollback'].includes(record.step)) found = undefined
  }
  return found
}

/** A rollback may go there. */
export function isGood(release: Release): boolean {
  return release.state === 'verified' || release.state === 'adopted'
}

/** Newest verification first; one that never had its time written down comes last; never by a directory's time. */
function byVerification(a: Release, b: Release): number {
  return newestFirst(a.verifiedAt ?? '', b.verifiedAt ?? '') || newestFirst(a.stagedAt, b.stagedAt)
}

/** ISO times in UTC sort as text; localeCompare would load the collation for it, 9 ms. */
function newestFirst(a: string, b: string): number {
  return a === b ? 0 : a < b ? 1 : -1
}

/** `live` while a deployment is between switch and gate; otherwise the release that the last ended deployment left, or the last good one. */
function liveRelease(state: State): Release | undefined {
  const live = state.releases.find(each => each.state === 'live')
  if (live !== undefined) return live
  for (const { records } of state.deployments) {
    const last = records.at(-1)
    if (last?.type !== 'closed' || last.release === undefined) continue
    const found = state.releases.find(each => each.id === last.release)
    if (found !== undefined) return found
  }
  return state.releases.filter(isGood).sort(byVerification)[0]
}

function idleChoices({ lastGood, candidates }: Pick<Facts, 'lastGood' | 'candidates'>): string[] {
  if (lastGood === undefined) return ['`command: adopt`: there is no good release to go back to yet']
  const back = candidates[0]
  return ['`command: deploy`', ...(back === undefined ? [] : [`\`command: rollback\` with \`to: ${back.version}\``])]
}
