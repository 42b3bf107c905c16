import { graphDefects } from './graph.ts'
import { liveDefects } from './live.ts'
import type { Defect } from './projects.ts'
import { protectDefects } from './protect.ts'
import { riskDefects } from './risk.ts'
import { rollbackDefects } from './rollback.ts'
import { squashDefects } from './squash.ts'

/** Every seeded defect. None of them is an example of its rule: they are written as teams write, by somebody who did not write the rules. */
export const defects: readonly Defect[] = [
  ...graphDefects,
  ...squashDefects,
  ...liveDefects,
  ...riskDefects,
  ...rollbackDefects,
  ...protectDefects
]
