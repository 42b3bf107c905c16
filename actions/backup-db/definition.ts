import { choice, integer, parsed, secret, shortFor, text, toggle } from '../../shared/action/definition.ts'
import { backupInputs, codeInputs, copyInputs, databaseInputs, sharedInputs, sharedOutputs } from '../../shared/action/shared-inputs.ts'
import { size } from '../../shared/config/units.ts'

export const definition = {
  name: 'backup-db',
  title: 'Belay backup database',
  description: "A backup that is proven: every stage's exit code, a full decode, a SHA-256 re-read from disk, and a manifest written last.",
  branding: { icon: 'database', color: 'blue' },
  inputs: {
    ...sharedInputs,
    ...databaseInputs,
    url: shortFor('database-url', databaseInputs['database-url']),
    as: shortFor('database-as', databaseInputs['database-as']),
    ...backupInputs,
    ...copyInputs,
    ...codeInputs,
    scope: choice(
      ['full', 'data-only', 'schema'],
      '`data-only` (`mysql`, `mariadb`) leaves out what makes the tables; `schema` (those and `postgres`) holds that and no row: no migration relies on such a backup, and only a person restores it. Default: from the configuration, else `full`.'
    ),
    verify: choice(
      ['quick', 'full', 'drill'],
      '`full` also decodes the whole backup; `drill` also restores it into a copy and compares that. Default: from the configuration, else `full`.'
    ),
    'drill-url': secret(
      "For `postgres`, `mysql` and `mariadb`: a server that `verify: drill` and `restore-drill` restore into, in place of the database's own: `postgres://user:password@host:port/name`, whose user may create databases (MySQL: may do everything)."
    ),
    files: text('Directories on the host that are backed up too, one on each line. Default: from the configuration.'),
    'encrypt-to': text(
      'age recipients (age1…) or SSH public keys, one on each line: only who has the identity of one can read the backup. Default: from the configuration.'
    ),
    destination: text(
      'Directory on the host for the backups, on another disk for example. Default: from the configuration, else `backups` in the state directory.'
    ),
    require: text(
      '`encrypted`, `copied`, `signed`, separated by commas: what the backup must be, or none is taken. An input that a variable or a secret fills is empty when that is not set, and empty is the same as not given; this one is written out. Default: from the configuration, else nothing.'
    ),
    'min-free': parsed(size, 'a size like `2 GiB`', 'Free space that must remain. Default: the larger of 2 GiB and 1.2 x the estimate.'),
    'keep-days': integer(
      0,
      36_500,
      'Backups that are at most so many days older than the newest stay. Default: from the configuration, else 7.'
    ),
    'keep-last': integer(0, 100_000, 'The newest so many stay too. Default: from the configuration.'),
    'keep-weekly': integer(0, 5_000, 'And the newest of each of the last so many weeks. Default: from the configuration.'),
    'keep-monthly': integer(0, 1_200, 'And the newest of each of the last so many months. Default: from the configuration.'),
    'min-verified': integer(1, 100_000, 'Never fewer of each database. Default: from the configuration, else 2.'),
    pin: toggle('This backup is never removed by Belay.', { default: 'false' })
  },
  outputs: {
    ...sharedOutputs,
    'backup-id': 'Id of the backup.',
    manifest: 'Path of its manifest on the host.',
    sha256: 'SHA-256 of the (first) member.',
    'size-bytes': 'Bytes of all members.',
    verified: 'Level to which it was verified.',
    'duration-ms': 'Milliseconds.',
    'drill-ms': 'Milliseconds of the drill; empty without one.',
    copies: 'Where copies of it lie off the host, separated by commas: `s3://…`, `ssh://…`, `artifact://owner/name/runs/ID`.',
    pruned: 'Ids of the old backups that were removed, separated by commas.'
  }
} as const
