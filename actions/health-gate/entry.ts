import { nothingToDo } from '../../shared/action/action-step.ts'
import type { Body } from '../../shared/action/main.ts'
import { withSession } from '../../shared/action/session.ts'
import { runStep } from '../../shared/deployment/run-step.ts'
import { isFenced } from '../../shared/steps/fence-state.ts'
import { finish } from '../../shared/steps/finish.ts'
import { baselineStep, GateNotPassed, gateStep, liveGateStep } from '../../shared/steps/gate.ts'
import type { definition } from './definition.ts'

export const run: Body<typeof definition.inputs> = (inputs, runtime) =>
  withSession(inputs, runtime, async session => {
    runtime.output('verdict', 'error')
    if (inputs.phase === 'gate' && (await nothingToDo(session, runtime))) return
    const records = session.deployment?.records ?? []
    const passedBefore = records.some(record => record.type === 'evidence' && record.step === 'gate')
    const step = inputs.phase === 'baseline' ? baselineStep : passedBefore ? liveGateStep : gateStep
    try {
      const { evidence } = await runStep(session, step, { opening: () => Promise.reject(new Error('A gate opens no deployment')) })
      if (evidence !== undefined) {
        runtime.output('verdict', evidence.report.verdict)
        runtime.output('report', JSON.stringify(evidence.report))
        runtime.log.info(evidence.says)
      }
      // Behind the fence nobody outside has seen it yet: the gate decides again when users are in.
      if (inputs.phase === 'gate' && session.deployment !== undefined && !isFenced(records) && !session.context.dryRun) {
        await finish(session)
        await session.closed()
      }
      runtime.output('status', 'passed')
    } catch (error) {
      if (error instanceof GateNotPassed) {
        runtime.output('verdict', error.report.verdict)
        runtime.output('report', JSON.stringify(error.report))
      }
      throw error
    }
  })
