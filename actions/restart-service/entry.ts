import { actionStep } from '../../shared/action/action-step.ts'
import type { Body } from '../../shared/action/main.ts'
import { withSession } from '../../shared/action/session.ts'
import { UserError } from '../../shared/errors.ts'
import { isFenced } from '../../shared/steps/fence-state.ts'
import { fenceStep, openStep, restartStep } from '../../shared/steps/services.ts'
import { servicesOf } from '../../shared/steps/world.ts'
import type { definition } from './definition.ts'

export const run: Body<typeof definition.inputs> = (inputs, runtime) =>
  withSession(inputs, runtime, async session => {
    if (servicesOf(session.context).length === 0)
      throw new UserError('Nothing says which services there are: give `services`, or `services` in the configuration')
    const step = inputs.action === 'fence' ? fenceStep : inputs.action === 'open' ? openStep : restartStep(inputs.action)
    const evidence = await actionStep(session, runtime, step, {})
    runtime.output('fenced', isFenced(session.deployment?.records ?? []))
    if (evidence !== undefined) runtime.output('services', JSON.stringify(evidence.services))
  })
