import { expect, test } from '@jest/globals'
import { describeRehearsal, detailsOf, type Rehearsal } from './rehearse.ts'
import { rehearsedReverse } from './rollback-facts.ts'

const rehearsal: Rehearsal = {
  applied: ['shop.0002'],
  ms: 41_040,
  looks: 300,
  locks: [{ table: 'public.orders', mode: 'AccessExclusiveLock', ms: 310 }],
  lossless: 'yes',
  lost: [],
  drift: []
}

test.each<[string, Partial<Rehearsal>, string]>([
  ['lossless', {}, '41.0 s, longest lock 0.3 s (public.orders), going back is lossless'],
  ['without a lock that was seen', { locks: [], ms: 90 }, '0.1 s, no lock was seen, going back is lossless'],
  [
    'with a loss',
    { lossless: 'no', lost: ['public.orders.note'] },
    '41.0 s, longest lock 0.3 s (public.orders), going back loses public.orders.note'
  ],
  [
    'without a way back',
    { lossless: 'unknown', lost: ['shop.0002 is irreversible'] },
    '41.0 s, longest lock 0.3 s (public.orders), there is no way back: shop.0002 is irreversible'
  ],
  ['whose looks were not answered', { locks: [], looks: 0 }, '41.0 s, its locks could not be looked at, going back is lossless'],
  [
    'that could only see statements',
    { locks: [{ table: 'orders', mode: 'statement', ms: 2_000 }] },
    '41.0 s, longest change 2.0 s (orders), going back is lossless'
  ],
  [
    'with a smoke test and an answer of the server',
    {
      smoke: { result: 'works', says: 'the previous release works on the new schema' },
      online: [{ migration: 'm', statement: 'ALTER TABLE a ADD b int', verdict: 'online' }]
    },
    '41.0 s, longest lock 0.3 s (public.orders), going back is lossless; the previous release works on the new schema; R15 does not hold: the server makes the change beside writers'
  ],
  ['with nothing to do', { applied: [] }, 'nothing was pending on the copy']
])('a rehearsal %s in one line', (_, more, line) => {
  expect(describeRehearsal({ ...rehearsal, ...more })).toBe(line)
})

test('what one line has no room for follows it', () => {
  const lock = (table: string, ms: number) => ({ table, mode: 'AccessExclusiveLock', ms })
  const lost = ['a.x', 'a.y', 'b.x', 'b.y', 'c.x', 'c.y']
  const online = (['online', 'copies', 'unknown'] as const).map(verdict => ({ migration: 'm', statement: 'ALTER TABLE a', verdict }))
  expect(detailsOf({ ...rehearsal, locks: [lock('a', 310), lock('b', 40)], lossless: 'no', lost, online })).toEqual([
    'a: AccessExclusiveLock for 0.3 s',
    'b: AccessExclusiveLock for 0.0 s',
    ...lost.map(each => `lost: ${each}`),
    'm: beside writers: ALTER TABLE a',
    'm: not beside writers: ALTER TABLE a',
    'm: undecided: ALTER TABLE a'
  ])
  expect(detailsOf(rehearsal)).toEqual([])
})

test('it proves the way back of exactly what was tried, and nothing of what users write afterwards', () => {
  const at = { releasePath: '/r', partly: false }
  expect(rehearsedReverse(['shop.0002'], [rehearsal], at)).toEqual({ ...at, proof: 'rehearsed', afterWrites: false, drops: [] })
  expect(rehearsedReverse(['shop.0002', 'shop.0003'], [rehearsal], at)).toBeUndefined()
  expect(rehearsedReverse(['shop.0002'], [{ ...rehearsal, lossless: 'no' }], at)).toBeUndefined()
  expect(rehearsedReverse([], [rehearsal], at)).toBeUndefined()
})
