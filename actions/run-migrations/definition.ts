import { parsed } from '../../shared/action/definition.ts'
import {
  backupInputs,
  codeInputs,
  databaseInputs,
  migrationInputs,
  sharedInputs,
  sharedOutputs
} from '../../shared/action/shared-inputs.ts'
import { duration } from '../../shared/config/units.ts'

export const definition = {
  name: 'run-migrations',
  title: 'Belay run migrations',
  description:
    'Runs the migrations once, under an advisory lock and a deadline that ends the database sessions too, and proves what was applied.',
  branding: { icon: 'layers', color: 'blue' },
  inputs: {
    ...sharedInputs,
    ...databaseInputs,
    ...backupInputs,
    ...codeInputs,
    ...migrationInputs,
    'db-lock-timeout': parsed(duration, 'a duration like `5 s`', 'How long a statement waits for a lock.'),
    'statement-timeout': parsed(duration, 'a duration like `10 min`', 'Longest time of one statement.')
  },
  outputs: {
    ...sharedOutputs,
    applied: 'JSON: the migrations that were applied.',
    before: 'JSON: the applied set before.',
    after: 'JSON: the applied set after.',
    lossless:
      '`yes`: going back over what was applied loses nothing of what was there before; `no`: it does; `unknown`: `squash-check` did not read it.',
    'predicted-ms': 'Milliseconds that the migrations took in the rehearsal; empty where there was none.',
    'duration-ms': 'Milliseconds, also of a run that failed.'
  }
} as const
