import { expect, test } from '@jest/globals'
import { planLines, planTable } from './migration-plan.ts'

const sets = [
  {
    pending: ['orders.0002_note'],
    reversals: [
      {
        name: 'orders.0002_note',
        lossless: false,
        reason: 'going back drops orders.note',
        tables: [
          { table: 'orders', isThere: true, rows: 1_234_567, bytes: 96_000_000 },
          { table: 'logs', isThere: true, rows: null, bytes: null },
          { table: 'later', isThere: false, rows: null, bytes: null },
          { table: 'silent', isThere: null, rows: null, bytes: null }
        ],
        more: true,
        risks: ['R01', 'R11']
      }
    ]
  },
  { pending: ['import'] }
]

test('a line for each that was read: tables with rows and sizes, the way back, risks', () => {
  expect(planLines(sets)).toEqual([
    'orders.0002_note: touches orders (~1,234,567 rows, 91.6 MiB), logs (rows not counted), later (not found), silent (size unknown), what cannot be read; going back drops orders.note; risks: R01, R11'
  ])
})

test('a table for the summary, in which nothing that was not read looks safe', () => {
  expect(planTable(sets).slice(2)).toEqual([
    '| `orders.0002_note` | `orders` (~1,234,567 rows, 91.6 MiB)<br>`logs` (rows not counted)<br>`later` (not found)<br>`silent` (size unknown)<br>what cannot be read | ⚠️ going back drops orders.note | R01, R11 |',
    '| `import` | unknown | unknown | unknown |',
    ''
  ])
  expect(planTable([{ pending: [], reversals: [] }])).toEqual([])
})
