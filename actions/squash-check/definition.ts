import { choice, frameworkVersion, list, parsed, text, toggle } from '../../shared/action/definition.ts'
import { codeInputs, databaseInputs, sharedInputs, sharedOutputs } from '../../shared/action/shared-inputs.ts'
import { duration } from '../../shared/config/units.ts'

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
    framework: choice(
      ['auto', 'django', 'alembic', 'sql'],
      'Which framework wrote the migrations; `auto`: as configured, else all that are found.',
      { default: 'auto' }
    ),
    path: text('Directory of the project in the repository; a report names files from the root of the repository all the same.', {
      default: '.'
    }),
    ref: text("Commit to read. Default: the working directory's files are read from `HEAD`."),
    'django-version': frameworkVersion(
      'Version of Django that will run the migrations. Default: read from lock files, requirements or pyproject.toml; of a range the lowest.'
    ),
    'base-ref': text(
      'Branch or commit that this one is compared with: what is not on it is new, and only what is new is judged for risks where no database is asked. Default: the base of the pull request.'
    ),
    'fail-on': choice(['error', 'warning', 'never'], 'From which severity on the step fails.', { default: 'error' }),
    'changed-only': toggle('Annotate only lines that were changed since `base-ref`; summary and files have everything.', {
      default: 'false'
    }),
    environments: list(
      'Environments that must all have recorded a squash before its old files are deleted. Each needs a report in `live-reports`.'
    ),
    'live-reports': list('Files that `json-file` wrote where this action asked the database of such an environment.'),
    'live-report-age': parsed(duration, 'a duration like `12 h`, `7 d`', 'How old such a report may be.', { default: '7 d' }),
    'json-file': text('Where to write the report as JSON on the runner; docs/squash-report.schema.json has its form.'),
    'sarif-file': text("Where to write it as SARIF 2.1.0, for GitHub's code scanning."),
    baseline: text('File in the repository with old findings, which are then ignored; `write-baseline` writes it.'),
    'write-baseline': toggle('Write everything that is found to the file of `baseline`, and do not fail.', { default: 'false' }),
    comment: toggle('Keep one comment of the pull request up to date; needs `github-token`.', { default: 'false' }),
    'github-token': text('Token for the comment, with `pull-requests: write`; `github.token` is enough.')
  },
  outputs: {
    ...sharedOutputs,
    verdict: '`passed`, `failed`, `inconclusive` or `error`.',
    errors: 'Number of errors.',
    warnings: 'Number of warnings.',
    suppressed: 'Number of findings that are ignored: by a comment, the configuration or the baseline.',
    unknown: 'Number of places that could not be read.',
    apps: 'Number of apps.',
    files: 'Number of migration files.',
    additive: '`true` when every pending migration is proven to leave the running release working.',
    'findings-file': 'Path of the JSON file; empty without `json-file`.'
  }
} as const
