import { actionStep } from '../../shared/action/action-step.ts'
import type { Body } from '../../shared/action/main.ts'
import { refOf, versionOf } from '../../shared/action/ref.ts'
import { withSession } from '../../shared/action/session.ts'
import { stageStep } from '../../shared/steps/stage.ts'
import { switchStep } from '../../shared/steps/switch.ts'
import type { definition } from './definition.ts'

export const run: Body<typeof definition.inputs> = (inputs, runtime) =>
  withSession(inputs, runtime, async session => {
    const ref = refOf(inputs.ref, session.context.run)
    if (inputs.phase === 'switch') {
      const evidence = await actionStep(session, runtime, switchStep, {})
      if (evidence === undefined) return
      runtime.output('release', evidence.release)
      runtime.output('previous', evidence.from ?? '')
      return
    }
    const { force } = await session.job.read()
    const stage = stageStep({ ref, version: versionOf(ref), repository: inputs.repository, force })
    const evidence = await actionStep(session, runtime, stage, { version: versionOf(ref) })
    if (evidence === undefined) return
    runtime.output('release', evidence.release)
    runtime.output('path', evidence.path)
    runtime.output('commit', evidence.commit)
    runtime.output('previous', session.deployment?.opened.code?.release ?? '')
  })
