import type { Fault } from './fault.ts'
import { copies } from './faults/copies.ts'
import { damages } from './faults/damage.ts'
import { disks } from './faults/disk.ts'
import { forgeries } from './faults/forgery.ts'
import { kills } from './faults/kills.ts'
import { mistakes } from './faults/mistakes.ts'
import { retentions } from './faults/retention.ts'
import { confidences } from './faults/secrets.ts'
import { stages } from './faults/stages.ts'
import { together } from './faults/together.ts'

/** The rows of the table, in its order. A further theme is a file beside and a line here. */
export const faults: readonly Fault[] = [
  ...kills,
  ...disks,
  ...stages,
  ...damages,
  ...forgeries,
  ...mistakes,
  ...together,
  ...retentions,
  ...copies,
  ...confidences
]
