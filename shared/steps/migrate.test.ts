import { expect, test } from '@jest/globals'
import { losslessOf } from './migrate.ts'
import type { PendingReverse, SquashEvidence } from './squash-check.ts'

const known = (name: string, lossless: boolean): PendingReverse => ({
  name,
  lossless,
  afterWrites: lossless,
  atomic: true,
  drops: [],
  reason: ''
})
const checked = (reversals?: PendingReverse[]): SquashEvidence => ({
  sets: [{ set: 'django:main', database: 'main', before: [], pending: [], additive: false, reasons: [], reversals }],
  says: '',
  verdict: 'passed'
})

test.each([
  ['yes', ['a.1'], checked([known('a.1', true), known('a.2', false)])],
  ['no', ['a.1', 'a.2'], checked([known('a.1', true), known('a.2', false)])],
  ['no', ['a.2', 'b.9'], checked([known('a.2', false)])],
  ['unknown', ['a.1', 'b.9'], checked([known('a.1', true)])],
  ['unknown', ['a.1'], checked()],
  ['unknown', ['a.1'], undefined],
  ['yes', [], undefined]
] as const)('whether going back is lossless: %s, after %j', (says, applied, evidence) => {
  expect(losslessOf(applied, evidence)).toBe(says)
})
