import type { Packed } from '../code/checkout.ts'
import type { StagedRelease, StagePlan } from '../code/strategy.ts'
import type { Release } from '../deployment/records.ts'
import type { Session } from '../deployment/session.ts'
import type { Step } from '../deployment/step.ts'
import { isGood } from '../deployment/summarise.ts'
import { UserError } from '../errors.ts'
import { codeTimeoutMs } from './timeouts.ts'
import { checkoutOf, requireCode } from './world.ts'

export type StageEvidence = {
  readonly release: string
  readonly version: string
  readonly commit: string
  readonly path: string
  readonly reused: boolean
  readonly says: string
}

/** What staging needs and nothing changes: where the release will lie, and the commit's archive. */
export interface Prepared {
  readonly plan: Promise<StagePlan>
  readonly commit: Promise<string>
  readonly packed: Promise<Packed>
  /** Removes the archive; nothing to do where it was used. */
  dispose(): Promise<void>
}

/** Begins to prepare while the host is asked other things. What goes wrong is told by `stageStep`, which prepares it itself then. */
export function prepareStage(
  session: Session,
  request: { readonly ref: string; readonly version: string; readonly repository?: string | undefined }
): Prepared {
  const { checkout, ref, version, temporary } = requestOf(session, request)
  const found = checkout.resolve(ref)
  const plan = found.then(() => requireCode(session.context).plan({ checkout, ref, version, temporary }))
  const packed = found.then(commit => checkout.pack(commit, temporary))
  const done = packed.then(
    each => each.dispose,
    () => async () => undefined
  )
  const commit = found.then(each => each.commit)
  for (const each of [plan, commit]) each.catch(() => undefined)
  return { plan, commit, packed, dispose: async () => (await done)() }
}

function requestOf(
  session: Session,
  { ref, version, repository }: { readonly ref: string; readonly version: string; readonly repository?: string | undefined }
) {
  return { checkout: checkoutOf(session.context, repository), ref, version, temporary: session.context.run.temp }
}

/** Brings exactly one commit to the host beside the live release. */
export function stageStep(request: {
  readonly ref: string
  readonly version: string
  readonly repository?: string | undefined
  readonly force?: boolean | undefined
  readonly prepared?: Prepared | undefined
}): Step<StagePlan & { readonly [key: string]: string | boolean | undefined }, StageEvidence> {
  return {
    name: 'stage',
    title: 'Stage the code',
    changes: true,
    async plan(session) {
      const ahead = await request.prepared?.plan.catch(() => undefined)
      const plan = ahead ?? (await requireCode(session.context).plan(requestOf(session, request)))
      const state = await session.context.state()
      refuseBad(state.releases, plan, request.force === true)
      return {
        plan: { ...plan },
        says: [
          plan.reuse
            ? `release ${plan.id} is staged already and unchanged`
            : `stage commit ${plan.commit.slice(0, 10)} of ${plan.version} as release ${plan.id} in ${plan.path}`
        ]
      }
    },
    async run(session, plan) {
      const { context, mine } = session
      const ready = (await request.prepared?.commit.catch(() => undefined)) === plan.commit
      const packed = ready ? request.prepared?.packed : undefined
      const staged = await requireCode(context).stage(
        mine.job('stage', context.timeoutMs ?? codeTimeoutMs, text => context.log.info(text.trimEnd())),
        plan,
        { ...requestOf(session, request), packed }
      )
      // A release that was proven stays a way back while it is deployed again, also when that fails.
      const known = (await context.state()).releases.find(each => each.id === staged.id)
      if (known === undefined || !isGood(known)) {
        session.putRelease(releaseRecord(staged, context.clock.now(), mine.id))
      }
      return {
        release: staged.id,
        version: staged.version,
        commit: staged.commit,
        path: staged.path,
        reused: staged.reused,
        says: `${staged.id}: ${staged.files} files, SHA-256 checked on the host${staged.reused ? ' (was there)' : ''}${staged.venvBuilt ? ', environment built' : ''}`
      }
    }
  }
}

/** A release that was rolled back stays bad: deploying the same commit again would do the same again. */
function refuseBad(releases: readonly Release[], plan: { readonly commit: string; readonly version: string }, force: boolean): void {
  const bad = releases.find(release => release.state === 'bad' && release.commit === plan.commit)
  if (bad === undefined || force) return
  throw new UserError(
    `${bad.version} (commit ${plan.commit.slice(0, 10)}) was rolled back by deployment ${bad.deployment ?? '(unknown)'}: deploying it again would fail the same way. Mend it and push a new tag; or give \`force: true\` with a \`reason\``
  )
}

function releaseRecord(staged: StagedRelease, now: Date, deployment: string): Release {
  return {
    id: staged.id,
    version: staged.version,
    commit: staged.commit,
    tree: staged.tree,
    path: staged.path,
    state: 'staged',
    stagedAt: now.toISOString(),
    deployment,
    fingerprint: { files: staged.fingerprint }
  }
}
