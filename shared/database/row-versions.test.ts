import { expect, test } from '@jest/globals'
import { changedRows, parseRowVersions, type RowVersions, xminOf } from './row-versions.ts'

const orders = { rows: 10, columns: '16390:a', newer: 0 }
const users = { rows: 2, columns: '16400:b', newer: 0 }
const before: RowVersions = { server: 'f 1 1', database: '16384', xmin: '750', xmax: '750', types: 't', tables: { orders, users } }
const with_ = (table: Partial<typeof orders>) => ({ ...before, tables: { users, orders: { ...orders, ...table } } })

test.each([
  ['nothing was written', before, 'none'],
  ['transactions passed that wrote nothing here', { ...before, xmin: '900', xmax: '990' }, 'none'],
  ['rows came in', with_({ rows: 13, newer: 3 }), [{ table: 'orders', rows: 3 }]],
  ['rows were changed', with_({ newer: 4 }), [{ table: 'orders', rows: 4 }]],
  ['rows were deleted', with_({ rows: 8 }), [{ table: 'orders', rows: 2 }]],
  ['one came in and three went', with_({ rows: 8, newer: 1 }), [{ table: 'orders', rows: 3 }]],
  ['as many came in as went', with_({ newer: 2 }), [{ table: 'orders', rows: 2 }]],
  ['a table has other columns', with_({ columns: '16390:x' }), [{ table: 'orders', rows: 10 }]],
  ['a table was added', { ...before, tables: { ...before.tables, log: { rows: 0, columns: 'c', newer: 0 } } }, [{ table: 'log', rows: 1 }]],
  ['a table is gone', { ...before, tables: { users } }, [{ table: 'orders', rows: 10 }]],
  ['the database is another one', { ...before, database: '16999' }, 'unknown'],
  ['the server was started anew', { ...before, server: 'f 2 1' }, 'unknown'],
  ['an enumeration has another label', { ...before, types: 'u' }, 'unknown'],
  ['the transaction ids went back', { ...before, xmin: '700', xmax: '749' }, 'unknown'],
  ['so many transactions passed that ids repeat', { ...before, xmin: '4294968046', xmax: '4294968046' }, 'unknown'],
  ['a table is stored in a way that does not tell', { ...before, tables: { users, orders: { ...orders, newer: null } } }, 'unknown']
])('%s', (_name, now, expected) => {
  expect(changedRows(before, now)).toEqual(expected)
})

test('with rows of a transaction that was open at the first look there is no proof, whatever the second one sees', () => {
  expect(changedRows(with_({ newer: 1 }), with_({ newer: 1 }))).toBe('unknown')
  expect(changedRows(with_({ newer: 1 }), with_({ rows: 30, newer: 20 }))).toBe('unknown')
})

test.each([
  ['an older Belay wrote', { 'app.orders': { rows: 10, hash: '1' } }],
  ['an older Belay wrote of an empty database', {}],
  ['has an xmin that is no number', { ...before, xmin: '1; DROP' }],
  ['lacks its tables', { server: 'f 1 1', database: '16384', xmin: '750', xmax: '750', types: 't' }]
])('a fingerprint that %s proves nothing', (_name, other) => {
  expect(changedRows(other, before)).toBe('unknown')
  expect(xminOf(other)).toBeUndefined()
})

test('what the server prints is read, with odd names and storage that does not tell', () => {
  const read = parseRowVersions('f 1 1\t16384\t750\t751\tt\napp."a\\tb"\t1:x\t3\t0\nb\t2:y\t0\t\\N\n')
  expect(read).toEqual({
    ...{ server: 'f 1 1', database: '16384', xmin: '750', xmax: '751', types: 't' },
    tables: { 'app."a\tb"': { rows: 3, columns: '1:x', newer: 0 }, b: { rows: 0, columns: '2:y', newer: null } }
  })
  expect(xminOf(read)).toBe('750')
  expect(() => parseRowVersions('')).toThrow()
  expect(() => parseRowVersions('f 1 1\t16384\t750\t751\tt\na\t1:x\n')).toThrow()
})
