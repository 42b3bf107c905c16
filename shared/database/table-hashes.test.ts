import { expect, test } from '@jest/globals'
import { lostIn, type TableHash } from './table-hashes.ts'

const tables = (entries: Record<string, TableHash>) => new Map(Object.entries(entries))
const before = tables({ 'public.a': { rows: 2, columns: { id: '1', note: '2' } }, 'public.b': { rows: 0, columns: { id: '' } } })

test('what is equal has lost nothing', () => {
  expect(lostIn(before, new Map([...before].reverse()))).toEqual([])
})

test('columns, rows and tables that are not as they were are named', () => {
  expect(
    lostIn(before, tables({ 'public.a': { rows: 2, columns: { id: '1', note: '9' } }, 'public.c': { rows: 1, columns: {} } }))
  ).toEqual(['public.a.note', 'public.b is gone', 'public.c is left over'])
  expect(
    lostIn(before, tables({ 'public.a': { rows: 1, columns: { id: '1', note: '2' } }, 'public.b': { rows: 0, columns: { id: '' } } }))
  ).toEqual(['public.a: 1 of 2 rows'])
})
