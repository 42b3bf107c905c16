import { expect, test } from '@jest/globals'
import { longestLocks, type Seen } from './lock-watch.ts'

const seen = (table: string, holder: string, at: number, mode = 'AccessExclusiveLock'): Seen => ({ table, holder, at, mode })

test('the longest hold of each table counts, and two transactions are not one', () => {
  expect(
    longestLocks([
      seen('a', '1 x', 100),
      seen('a', '1 x', 400),
      seen('a', '1 y', 900),
      seen('b', '1 x', 100, 'ShareLock'),
      seen('b', '1 x', 150, 'ShareLock')
    ])
  ).toEqual([
    { table: 'a', mode: 'AccessExclusiveLock', ms: 300 },
    { table: 'b', mode: 'ShareLock', ms: 50 }
  ])
  expect(longestLocks([])).toEqual([])
})
