import type { Fault } from './fault.ts'
import { disks } from './faults/disk.ts'
import { kills } from './faults/kills.ts'
import { stages } from './faults/stages.ts'

/** The rows of the table, in its order. */
export const faults: readonly Fault[] = [...kills, ...disks, ...stages]
