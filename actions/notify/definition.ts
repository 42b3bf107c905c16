import { sharedInputs, sharedOutputs } from '../../shared/action/shared-inputs.ts'

export const definition = {
  name: 'notify',
  title: 'Belay notify',
  description: 'Says what happened and what it cost, in the job summary; to be run with `if: always()`.',
  branding: { icon: 'bell', color: 'blue' },
  inputs: { ...sharedInputs },
  outputs: {
    ...sharedOutputs,
    outcome: '`verified`, `rolled-back`, `nothing-changed`, `stopped`, or `open` while it is not decided.',
    report: 'JSON: the whole report.'
  }
} as const
