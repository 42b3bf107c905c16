import { expect, test } from '@jest/globals'
import { changedContent } from './content.ts'

const before = { orders: { rows: 10, hash: 'a' }, users: { rows: 2, hash: 'b' } }

test.each([
  ['nothing came in', before, 'none'],
  ['rows came in', { ...before, orders: { rows: 13, hash: 'c' } }, [{ table: 'orders', rows: 3 }]],
  ['a row was changed', { ...before, users: { rows: 2, hash: 'x' } }, [{ table: 'users', rows: 1 }]],
  ['a table was added', { ...before, log: { rows: 0, hash: '' } }, [{ table: 'log', rows: 1 }]],
  ['a table is gone', { users: before.users }, [{ table: 'orders', rows: 10 }]]
])('%s', (_name, now, expected) => {
  expect(changedContent(before, now)).toEqual(expected)
})

test.each([
  ['another engine', { server: 'a', tables: {} }],
  ['a count that is none', { orders: { rows: -1, hash: 'a' } }],
  ['a table without its hash', { orders: { rows: 10 } }]
])('a fingerprint of %s proves nothing', (_name, other) => {
  expect(changedContent(other, before)).toBe('unknown')
})
