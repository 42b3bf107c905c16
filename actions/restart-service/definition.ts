import { choice } from '../../shared/action/definition.ts'
import { codeInputs, serviceInputs, sharedInputs, sharedOutputs } from '../../shared/action/shared-inputs.ts'

export const definition = {
  name: 'restart-service',
  title: 'Belay restart service',
  description:
    'Restarts, reloads, stops, starts, fences or opens services, and proves it: a new process, from the new release, that stays up.',
  branding: { icon: 'refresh-cw', color: 'blue' },
  inputs: {
    ...sharedInputs,
    ...codeInputs,
    ...serviceInputs,
    action: choice(
      ['restart', 'reload', 'stop', 'start', 'fence', 'open'],
      '`fence` puts the maintenance answer up and stops the writers; `open` lets users in again.',
      {
        default: 'restart'
      }
    )
  },
  outputs: {
    ...sharedOutputs,
    services: 'JSON: per service the process before and after, and what proved it.',
    fenced: '`true` while the fence stands.'
  }
} as const
