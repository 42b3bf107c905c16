import { choice, parsed, toggle } from '../../shared/action/definition.ts'
import { codeInputs, databaseInputs, sharedInputs, sharedOutputs } from '../../shared/action/shared-inputs.ts'
import { size } from '../../shared/config/units.ts'

export const definition = {
  name: 'backup-db',
  title: 'Belay backup database',
  description: "A backup that is proven: every stage's exit code, a full decode, a SHA-256 re-read from disk, and a manifest written last.",
  branding: { icon: 'database', color: 'blue' },
  inputs: {
    ...sharedInputs,
    ...databaseInputs,
    ...codeInputs,
    verify: choice(['quick', 'full'], '`full` also decodes the whole backup. Default: from the configuration, else `full`.'),
    'min-free': parsed(size, 'a size like `2 GiB`', 'Free space that must remain. Default: the larger of 2 GiB and 1.2 x the estimate.'),
    'restore-point': toggle(
      'Also make a restore point: a copy to return to in an instant. Writers must be stopped (`restart-service` with `action: fence`).',
      { default: 'false' }
    )
  },
  outputs: {
    ...sharedOutputs,
    'backup-id': 'Id of the backup.',
    manifest: 'Path of its manifest on the host.',
    sha256: 'SHA-256 of the (first) member.',
    'size-bytes': 'Bytes of all members.',
    verified: 'Level to which it was verified.',
    'duration-ms': 'Milliseconds.',
    'restore-point': 'Names of the restore points, one per database.'
  }
} as const
