import type { Step } from '../deployment/step.ts'
import { UserError } from '../errors.ts'
import type { StageEvidence } from './stage.ts'
import { codeTimeoutMs } from './timeouts.ts'
import { liveCode, requireCode } from './world.ts'

export type SwitchEvidence = { readonly release: string; readonly from: string | null; readonly says: string }

/** Makes the staged release live in one rename, with the hooks around it. */
export const switchStep: Step<{ readonly release: string; readonly from: string | null }, SwitchEvidence> = {
  name: 'switch',
  title: 'Switch to the new release',
  changes: true,
  async plan(session) {
    const staged = session.deployment?.evidence<StageEvidence>('stage')
    if (staged === undefined) {
      if (session.context.dryRun)
        return { plan: { release: '', from: null }, says: ['make the staged release live (which one is decided when it is staged)'] }
      throw new UserError('No release is staged in this deployment: run `deploy-code` with `phase: stage` first')
    }
    const live = await liveCode(session.context)
    if (live.currentIsDirectory)
      throw new UserError(
        `${session.context.target.config.code?.root}/current on ${session.context.host.label} is a real directory, not a link: move it to releases/ and link it (\`command: adopt\` says how)`
      )
    return {
      plan: { release: staged.release, from: live.release ?? null },
      says: [`switch current from ${live.release ?? 'nothing'} to ${staged.release}`]
    }
  },
  async run(session, plan) {
    const { context, mine } = session
    const code = requireCode(context)
    const job = mine.job('switch', context.timeoutMs ?? codeTimeoutMs, text => context.log.info(text.trimEnd()))
    const hooks = context.target.config.code?.hooks
    if ((hooks?.['after-migrate'].length ?? 0) > 0) await code.runHooks(job, 'after-migrate', plan.release)
    await code.switchTo(job, plan.release)
    if ((hooks?.['after-switch'].length ?? 0) > 0) await code.runHooks(job, 'after-switch', plan.release)
    return { release: plan.release, from: plan.from, says: `current -> ${plan.release}` }
  },
  async inspect(session, plan) {
    const live = await liveCode(session.context)
    return live.release === plan.release
      ? { outcome: 'done', evidence: { release: plan.release, from: plan.from, says: `current -> ${plan.release}` } }
      : { outcome: 'not-started' }
  }
}
