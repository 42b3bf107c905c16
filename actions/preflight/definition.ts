import { text, toggle } from '../../shared/action/definition.ts'
import { codeInputs, databaseInputs, healthInputs, serviceInputs, sharedInputs, sharedOutputs } from '../../shared/action/shared-inputs.ts'

export const definition = {
  name: 'preflight',
  title: 'Belay preflight',
  description: 'Everything that can be known before a deployment, reported at once: connection, rights, lock, disk, services, tag, drift.',
  branding: { icon: 'check-square', color: 'blue' },
  inputs: {
    ...sharedInputs,
    ...databaseInputs,
    ...codeInputs,
    ...serviceInputs,
    ...healthInputs,
    ref: text('Tag or commit that will be deployed. Default: the ref of the workflow run.'),
    'branch-policy': toggle('Check the ref against `refs` of the environment.', { default: 'true' }),
    reason: text('Why a deployment may start outside its window or go back to an older version; recorded.'),
    force: toggle('Deploy a release again that was rolled back, or over drift; needs `reason`.', { default: 'false' }),
    'github-token': text('Token to ask GitHub whether the run that holds the lock has ended; `github.token` is enough.')
  },
  outputs: {
    ...sharedOutputs,
    version: 'Version that would be deployed.',
    live: 'Version that is live now; empty before `adopt`.',
    needed: '`true`, or `false` when this version is live and verified already.',
    findings: 'JSON: every problem and warning.'
  }
} as const
