import { choice, integer, parsed } from '../../shared/action/definition.ts'
import { codeInputs, databaseInputs, healthInputs, sharedInputs, sharedOutputs } from '../../shared/action/shared-inputs.ts'
import { duration } from '../../shared/config/units.ts'

const words = 'a duration like `2 s`'

export const definition = {
  name: 'health-gate',
  title: 'Belay health gate',
  description:
    'Passes only on proof: every check, several times in a row. No answer is never a pass. With `phase: gate` a deployment becomes verified.',
  branding: { icon: 'activity', color: 'blue' },
  inputs: {
    ...sharedInputs,
    ...databaseInputs,
    ...codeInputs,
    ...healthInputs,
    phase: choice(['baseline', 'gate'], '`baseline` records how healthy the system was before; `gate` decides.', { default: 'gate' }),
    interval: parsed(duration, words, 'Time between rounds. Default: from the configuration, else 2 s.'),
    successes: integer(1, 1000, 'Rounds in a row in which every check passes. Default: from the configuration, else 3.'),
    failures: integer(0, 1000, 'Failed rounds that are forgiven. Default: from the configuration, else 10.')
  },
  outputs: {
    ...sharedOutputs,
    verdict: '`passed`, `failed`, `inconclusive` or `error`.',
    report: 'JSON: every check with its verdict, reason and measurements.'
  }
} as const
