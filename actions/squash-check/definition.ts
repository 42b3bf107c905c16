import { choice, text } from '../../shared/action/definition.ts'
import { codeInputs, databaseInputs, sharedInputs, sharedOutputs } from '../../shared/action/shared-inputs.ts'

export const definition = {
  name: 'squash-check',
  title: 'Belay squash check',
  description:
    'Reads the migrations of exactly one commit and says what would strand a database, before anything runs. Needs no Python and no host.',
  branding: { icon: 'git-merge', color: 'blue' },
  inputs: {
    ...sharedInputs,
    ...databaseInputs,
    ...codeInputs,
    framework: choice(['auto', 'django'], 'Which framework wrote the migrations; `auto`: as configured, else Django.', { default: 'auto' }),
    path: text('Directory of the repository, or of the project in it.', { default: '.' }),
    ref: text("Commit to read. Default: the working directory's files are read from `HEAD`."),
    'fail-on': choice(['error', 'warning', 'never'], 'From which severity on the step fails.', { default: 'error' }),
    'json-file': text('Where to write the findings as JSON on the runner.')
  },
  outputs: {
    ...sharedOutputs,
    verdict: '`passed`, `failed`, `inconclusive` or `error`.',
    errors: 'Number of errors.',
    warnings: 'Number of warnings.',
    unknown: 'Number of places that could not be read.',
    apps: 'Number of apps.',
    files: 'Number of migration files.',
    additive: '`true` when every pending migration is proven to leave the running release working.',
    'findings-file': 'Path of the JSON file.'
  }
} as const
