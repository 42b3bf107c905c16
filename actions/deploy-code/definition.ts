import { choice, text } from '../../shared/action/definition.ts'
import { codeInputs, sharedInputs, sharedOutputs } from '../../shared/action/shared-inputs.ts'

export const definition = {
  name: 'deploy-code',
  title: 'Belay deploy code',
  description: 'Brings exactly one commit to the host beside the live release (stage), then makes it live in one instant (switch).',
  branding: { icon: 'upload-cloud', color: 'blue' },
  inputs: {
    ...sharedInputs,
    ...codeInputs,
    phase: choice(['stage', 'switch'], '`stage` touches nothing live; `switch` makes the staged release live.', { required: true }),
    ref: text('Tag or commit. Default: the ref of the workflow run.'),
    repository: text('Path of the checkout on the runner.', { default: '.' })
  },
  outputs: {
    ...sharedOutputs,
    release: 'Id of the release.',
    path: 'Its directory on the host.',
    commit: 'Its commit.',
    previous: 'Id of the release that was live before.'
  }
} as const
