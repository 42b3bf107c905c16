// The part of the fault matrix that CI runs: one try of each cheap cell, the same points each time. All of it: campaign.ts.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { describeBed } from '../../bed/bed.ts'
import { kinds } from './kinds.ts'
import { runCell } from './matrix.ts'
import { faults } from './registry.ts'
import { Ground } from './system.ts'

const cells = faults.flatMap(fault => (fault.ci ?? []).map(kind => ({ name: fault.name, kind, fault })))

await describeBed('backups survive', () => {
  let ground: Ground
  beforeAll(async () => {
    ground = await Ground.boot(kinds)
    // Its image may have to be built first.
    await ground.store()
  }, 900_000)
  afterAll(() => ground?.destroy(), 60_000)

  test.each(cells)(
    '$name, $kind',
    async ({ fault, kind }) => {
      const said: string[] = []
      const { tries, losses } = await runCell(ground, fault, kind, { tries: 1, seed: 'ci', say: line => void said.push(line) })
      expect({ losses, said: losses.length > 0 ? said : [] }).toEqual({ losses: [], said: [] })
      // A point that was never hit proves nothing.
      expect(tries).toBe(1)
    },
    300_000
  )
})
