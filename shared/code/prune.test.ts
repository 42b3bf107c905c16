import { describe, expect, test } from '@jest/globals'
import type { Release } from '../deployment/records.ts'
import { planPrune } from './prune.ts'

const release = (id: string, state: Release['state'], day: number, verifiedDay?: number): Release => ({
  id,
  version: id,
  path: `/srv/app/releases/${id}`,
  state,
  stagedAt: new Date(Date.UTC(2026, 0, day)).toISOString(),
  verifiedAt: verifiedDay === undefined ? undefined : new Date(Date.UTC(2026, 0, verifiedDay)).toISOString()
})
const all = [
  release('a', 'adopted', 1, 1),
  release('b', 'verified', 2, 2),
  release('c', 'bad', 3),
  release('d', 'verified', 4, 9),
  release('e', 'staged', 5),
  release('f', 'verified', 6, 6),
  release('g', 'live', 7)
]

describe('what is pruned', () => {
  test.each<[string, number, string[], string[]]>([
    ['bad and staged ones, however new, and all but the newest verified', 1, [], ['a', 'b', 'c', 'e', 'f']],
    ['order is the time of verification, not of staging', 2, [], ['a', 'b', 'c', 'e']],
    ['an adopted one counts as verified', 4, [], ['c', 'e']],
    ['what is protected stays, whatever its state', 1, ['a', 'c', 'e'], ['b', 'f']],
    ['nothing when all are kept', 9, ['c', 'e'], []]
  ])('%s', (_name, keep, protectedIds, removed) => {
    const plan = planPrune(
      all.map(each => each.id),
      all,
      keep,
      protectedIds
    )
    expect(plan.remove).toEqual(removed)
    expect([...plan.keep.map(each => each.id), ...plan.remove].sort()).toEqual(all.map(each => each.id))
  })

  test('a live release stays, verified or not', () => {
    expect(planPrune(['g'], all, 1, []).keep).toEqual([{ id: 'g', reason: 'live' }])
  })

  test('what no record speaks of is named and stays; what is not there is not removed', () => {
    expect(planPrune(['stranger', 'c'], all, 1, [])).toEqual({ keep: [], remove: ['c'], unknown: ['stranger'] })
  })
})
