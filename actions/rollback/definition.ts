import { text } from '../../shared/action/definition.ts'
import {
  backupInputs,
  codeInputs,
  databaseInputs,
  healthInputs,
  migrationInputs,
  restoreInputs,
  serviceInputs,
  sharedInputs,
  sharedOutputs
} from '../../shared/action/shared-inputs.ts'

export const definition = {
  name: 'rollback',
  title: 'Belay rollback',
  description:
    'Puts the system back as it was, data included, or says why it cannot and what the choices cost. Never goes to a release that was not verified.',
  branding: { icon: 'rewind', color: 'orange' },
  inputs: {
    ...sharedInputs,
    ...databaseInputs,
    ...backupInputs,
    ...restoreInputs,
    ...migrationInputs,
    ...codeInputs,
    ...serviceInputs,
    ...healthInputs,
    to: text('By hand: `previous`, a version or a release id. Without it only the deployment that this job left open is undone.'),
    reason: text('Why; recorded. Required for a rollback by hand.'),
    'github-token': text('Token to ask GitHub whether the run that holds the lock has ended; `github.token` is enough.'),
    'accept-loss': text(
      'Id of the deployment whose loss, named by a refused rollback, is accepted; for `command: restore` the id of the backup.'
    )
  },
  outputs: {
    ...sharedOutputs,
    plan: '`nothing`, `code-only`, `restore-point`, `restore` or `refuse`.',
    reasons: 'JSON: why this plan.',
    loss: 'JSON: what is lost; empty when nothing is.',
    release: 'Release that is live afterwards.',
    report: 'Path of the report on the host.'
  }
} as const
