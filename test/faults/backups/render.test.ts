import { expect, test } from '@jest/globals'
import type { CellResult } from './matrix.ts'
import { render } from './render.ts'

const faults = [
  { name: 'a', says: 'The first' },
  { name: 'b', says: 'The second' },
  { name: 'c', says: 'The third' }
]
const result = (change: Partial<CellResult>): CellResult => ({
  ...{ fault: 'a', kind: 'redis', tries: 5, losses: [], ended: {}, onlyManifest: 0, seconds: 1, software: 'redis 8' },
  ...change
})
const how = { date: '2026-11-22', command: 'node campaign.ts', minutes: 3, versions: ['x 1'], waiting: ['b files'] }

test('a row for each fault that was run or waits, and nothing for the others', () => {
  const text = render([result({}), result({ kind: 'sqlite', onlyManifest: 2 })], faults, how)
  expect(text).toContain('| The first | – | – | 5 / 0 | 5 / 0 | – |\n| The second | – | – | – | – | not run |\n')
  expect(text).not.toContain('The third')
  expect(text).toContain('10 tries, no loss')
  expect(text).toContain('has caught 2 of SQLite of the damaged members')
})

test('losses stand in the cell and beneath, with their number', () => {
  const text = render([result({ losses: ['a backup is gone\nand more'] })], faults, how)
  expect(text).toContain('| The first | – | – | – | 5 / **1** | – |')
  expect(text).toContain('5 tries, **1 losses**')
  expect(text).toMatch(/## Losses\n\n- `a`, Redis: a backup is gone\n$/)
})
