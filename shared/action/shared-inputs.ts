import { duration } from '../config/units.ts'
import { choice, integer, parsed, secret, text, toggle } from './definition.ts'

const durationWords = 'a duration like `90 s`, `10 min`, `1 h`'

/** What every action needs to know: which environment, which machine, how to get in, how long to wait. An input wins over the configuration. */
export const sharedInputs = {
  config: text('Path of the configuration in the repository. Default: `.github/belay.yml` where it exists.'),
  app: text('Name of the application, part of the state directory. Default: from the configuration, else the name of the repository.'),
  environment: text('Name of the environment (production, staging, ...). Default: the only one of the configuration.'),
  host: text(
    '`local` (a self-hosted runner on the machine itself; on Windows for backups and scripts only), a name or an IP address. Default: from the configuration.'
  ),
  port: integer(1, 65535, 'Port of SSH. Default: from the configuration, else 22.'),
  user: text('User to log in as; unprivileged, with sudoers lines for the named units. Default: from the configuration.'),
  'private-key': secret('Private key of that user (OpenSSH format).'),
  passphrase: secret('Passphrase of the private key.'),
  'known-hosts': text('Lines of known_hosts for the machine. No host key is trusted on first use.'),
  'state-dir': text(
    'Directory on the host where Belay keeps journal, lock and backups. Default: `/var/lib/belay/<app>/<environment>`. On Windows there is none: name one that only the runner and administrators can read.'
  ),
  deployment: text('Id of an open deployment that another job opened, to act on it on purpose.'),
  timeout: parsed(duration, durationWords, "Deadline of this step, kept on the host. Default: the step's own."),
  'lock-timeout': parsed(duration, durationWords, 'How long to wait for another deployment to end.', { default: '0 s' }),
  'dry-run': toggle('Change nothing and print the plan.', { default: 'false' })
} as const

/** For the actions that touch a database without a configuration. */
export const databaseInputs = {
  engine: text('`postgres`, `mysql`, `mariadb`, `sqlite`, `redis` or `files`. Default: from the configuration.'),
  'database-url': secret('`postgres://user:password@host:port/name`, `mysql://…` or `redis://…`, as seen from the host.'),
  'db-host': text(
    'In place of `database-url`, with `db-user` and `database` (the name of the database): the server as seen from the host, or the directory of its socket.'
  ),
  'db-port': integer(1, 65535, "Port of that server. Default: the engine's own."),
  'db-user': text('And the role or user that connects.'),
  'db-password': secret('And its password, as it is: nothing in it needs to be encoded.'),
  database: text(
    'Which of the configured databases; with `engine: sqlite` the path of the file, with `engine: files` that of the directory; with `database-as`, the name of the database; with another `engine`, what it is called in backups.'
  ),
  'database-as': text(
    'For `postgres`, in place of `database-url`: the user of the host as whom every client runs, through sudo, over the socket and without a password (`postgres`).'
  ),
  'compose-file': text(
    'For `postgres`, `mysql` or `mariadb` in a container: path of the compose file on the host. Every client then runs inside.'
  ),
  'compose-service': text('And the service whose container holds the server.'),
  'database-admin': text('User of the host who may create and rename databases over the socket (`postgres`, `mysql`), through sudo.')
} as const

/** For the actions that take or use backups. */
export const backupInputs = {
  'manifest-key': secret(
    'Signs every backup and is asked of every one that is used: at least 32 characters, in a secret of the environment. Default: `backup.manifest-key` of the configuration, else integrity only.'
  )
} as const

/** For the actions that copy backups off the host, or bring a copy back. */
export const copyInputs = {
  'copy-to': text(
    'Where the backup is copied, off the host: `s3://bucket/prefix`, `ssh://user@host:port/directory` or `artifact` (of this run, encrypted only), one on each line, or YAML in the form of `backup.copy-to`. Default: from the configuration.'
  ),
  'copy-access-key': secret('Access key of the S3 store.'),
  'copy-secret-key': secret('Secret key of the S3 store.'),
  'copy-session-token': secret('Session token of the S3 store, where its keys need one.'),
  'copy-private-key': secret('Private key for a copy over SSH. Default: that of the host itself.'),
  'copy-known-hosts': text('Lines of known_hosts for a copy over SSH. Default: those of the host itself.')
} as const

/** For the actions that restore. */
export const restoreInputs = {
  identity: secret(
    'age identity, or SSH key without a passphrase, for a backup that is encrypted. Default: `backup.identity` of the configuration.'
  )
} as const

/** For the actions that handle code without a configuration. */
export const codeInputs = {
  'code-root': text(
    'Directory on the host with `releases/`, `shared/` and `current`, or a git work tree that is deployed by your own step. Default: from the configuration.'
  )
} as const

/** For the actions that read which migrations are applied, without a configuration. */
export const migrationInputs = {
  framework: choice(['django', 'alembic', 'scripts', 'sql'], 'Default: from the configuration.'),
  directory: text(
    'Directory on the host with `manage.py`, alembic.ini, the scripts or the files of SQL. Default: the staged release, else the code root.'
  ),
  python: text("Interpreter. Default: the release's virtual environment, else python3."),
  ini: text('Configuration file of Alembic in `directory`. Default: alembic.ini.'),
  rehearse: toggle(
    'Try the migrations first on a copy that is restored from the fresh backup: up, down, compared, up again. Default: from the configuration.'
  ),
  baseline: text(
    'For `framework: sql` and a database that has tables but no ledger of Belay yet: the last file that is applied (`V3__x`), or `none`.'
  ),
  scripts: text('YAML list in the form of `migrations[].scripts` in the configuration.')
} as const

export const serviceInputs = {
  services: text('Systemd units, separated by commas, in the order in which they start. Default: from the configuration.'),
  'stable-for': parsed(duration, durationWords, 'How long a service must stay up before it counts as started. Default: 5 s.'),
  'maintenance-file': text('While this file exists on the host the front answers 503. Default: from the configuration.')
} as const

export const healthInputs = {
  checks: text('YAML in the form of `health.checks` in the configuration.'),
  url: text('Shorthand for one http check that expects status 200.')
} as const

/** What every action says about the deployment that it worked in. */
export const sharedOutputs = {
  deployment: 'Id of the deployment that this step belongs to; empty when none is open.',
  status: '`passed`, `failed` or `skipped` (there was nothing to do).'
} as const
