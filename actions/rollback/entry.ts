import type { Body } from '../../shared/action/main.ts'
import { withSession } from '../../shared/action/session.ts'
import { takeOverOwnRun } from '../../shared/deployment/session.ts'
import { rollBack } from '../../shared/steps/rollback.ts'
import type { definition } from './definition.ts'

export const run: Body<typeof definition.inputs> = (inputs, runtime) =>
  withSession(inputs, runtime, async session => {
    if (session.deployment === undefined) await takeOverOwnRun(session)
    // Without a name only what this job (or an earlier attempt of this run) left open is undone: in a chain that failed before anything was
    // opened, what is live must not be touched.
    if (session.deployment === undefined && inputs.to === undefined && inputs['accept-loss'] === undefined) {
      runtime.log.notice(
        'This job has no open deployment: there is nothing to go back from. To go back by hand give `to: previous`, or a version'
      )
      runtime.output('plan', 'nothing')
      runtime.output('status', 'skipped')
      return
    }
    const result = await session.context.log.group('Roll back', () =>
      rollBack(session, { to: inputs.to, reason: inputs.reason, acceptLoss: inputs['accept-loss'] })
    )
    runtime.output('plan', result.plan.kind)
    runtime.output('reasons', JSON.stringify(result.plan.reasons))
    runtime.output('loss', JSON.stringify('loss' in result.plan ? result.plan.loss : []))
    runtime.output('release', result.release ?? '')
    if (result.outcome !== 'planned') await session.closed()
    if (result.deployment !== undefined) runtime.output('report', `${session.context.target.stateDir}/deployments/${result.deployment}`)
    runtime.output('status', 'passed')
  })
