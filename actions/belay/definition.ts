import { choice, text, toggle } from '../../shared/action/definition.ts'
import { definition as backup } from '../backup-db/definition.ts'
import { definition as deployCode } from '../deploy-code/definition.ts'
import { definition as health } from '../health-gate/definition.ts'
import { definition as preflight } from '../preflight/definition.ts'
import { definition as restart } from '../restart-service/definition.ts'
import { definition as rollback } from '../rollback/definition.ts'
import { definition as migrations } from '../run-migrations/definition.ts'

const { phase: _deployPhase, ...deployInputs } = deployCode.inputs
const { phase: _gatePhase, ...gateInputs } = health.inputs
const { action: _action, ...restartInputs } = restart.inputs

/** The whole chain in one step. */
export const definition = {
  name: 'belay',
  title: 'Belay',
  description:
    'Deploys code, database, migrations and services together; when a deployment fails, the system is back as it was, data included.',
  branding: { icon: 'anchor', color: 'blue' },
  inputs: {
    command: choice(
      ['deploy', 'rollback', 'backup', 'health', 'status', 'adopt', 'preflight', 'restore', 'restore-drill', 'unlock'],
      'What to do.',
      {
        default: 'deploy'
      }
    ),
    ...preflight.inputs,
    ...deployInputs,
    ...backup.inputs,
    ...migrations.inputs,
    'adopt-history': toggle(
      "For `deploy` of a release whose Django migrations begin anew (new initial migrations, the old files deleted): they are run in an empty database, and only where its schema is the live one's are their rows recorded in place of the old ones.",
      { default: 'false' }
    ),
    ...restartInputs,
    ...gateInputs,
    ...rollback.inputs,
    backup: text('For `restore` and `restore-drill`: id of the backup, or `latest`: the newest that holds what is asked for.', {
      default: 'latest'
    }),
    only: text(
      'For `restore` and `restore-drill`: which databases and files of the backup, separated by commas. Default: `restore` brings back the databases, and a Redis or files only where they are named or there is nothing else; `restore-drill` tries everything.'
    ),
    'from-host': text(
      'For `restore` and `restore-drill` of a backup that another machine took: its name in the manifest (`deploy@mes1.example.net:22`). All else of the signature is asked as ever.'
    )
  },
  outputs: {
    deployment: 'Id of the deployment.',
    status: '`passed`, `failed` or `skipped`.',
    outcome: '`verified`, `rolled-back`, `adopted`, `nothing-changed` or `stopped`.',
    version: 'Version that is live afterwards.',
    release: 'Release that is live afterwards.',
    plan: 'Plan of the rollback, where there was one.',
    'backup-id': 'Id of the backup.',
    pruned: 'Ids of the old backups that `command: backup` removed, separated by commas.',
    'drill-ms': 'Milliseconds that `restore-drill` took to restore and compare.',
    verdict: 'Verdict of the health gate.',
    report: 'JSON: the whole report.'
  }
} as const
