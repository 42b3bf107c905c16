import { expect, test } from '@jest/globals'
import { differenceText } from './estimate.ts'

const table = (rows: number) => ({ rows, sample: null })

test('the tables that differ most come first, and the rest is counted', () => {
  const content = { a: table(10), b: table(1000), c: table(5), d: table(1), gone: table(7), same: table(3) }
  const live = new Map([
    ['a', 12],
    ['b', 400],
    ['c', 5],
    ['d', 2],
    ['same', 3],
    ['new', 20]
  ])
  expect(differenceText(content, live)).toBe(
    'by an estimate these differ now from the backup: b (about 600 rows fewer), new (new, about 20 rows), gone (gone now), and 2 more'
  )
})

test('no difference is said too, and is called an estimate', () => {
  expect(differenceText({ a: table(1) }, new Map([['a', 1]]))).toBe('by an estimate every table has as many rows now as in the backup')
})

test('a new table without rows is a difference', () => {
  expect(differenceText({}, new Map([['a', 0]]))).toBe('by an estimate these differ now from the backup: a (new, about 0 rows)')
})
