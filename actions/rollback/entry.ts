import type { Body } from '../../shared/action/main.ts'
import { withSession } from '../../shared/action/session.ts'
import { takeOverOwnRun } from '../../shared/deployment/session.ts'
import { renderPlan } from '../../shared/report/markdown.ts'
import type { Plan } from '../../shared/rollback/planner.ts'
import { RollbackRefused, rollBack } from '../../shared/steps/rollback.ts'
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
    const say = async (plan: Plan) => {
      runtime.output('plan', plan.kind)
      runtime.output('reasons', JSON.stringify(plan.reasons))
      runtime.output('loss', JSON.stringify('loss' in plan ? plan.loss : []))
      // A deployment that is open, or was, tells its plan in its own report.
      if (session.deployment === undefined) await runtime.summarise(renderPlan(plan))
    }
    const request = { to: inputs.to, reason: inputs.reason, acceptLoss: inputs['accept-loss'] }
    const result = await session.context.log
      .group('Roll back', () => rollBack(session, request))
      .catch(async (error: unknown) => {
        if (error instanceof RollbackRefused) await say(error.plan)
        throw error
      })
    await say(result.plan)
    runtime.output('release', result.release ?? '')
    if (result.outcome !== 'planned') await session.closed()
    if (result.deployment !== undefined) runtime.output('report', `${session.context.target.stateDir}/deployments/${result.deployment}`)
    runtime.output('status', 'passed')
  })
