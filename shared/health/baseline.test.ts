import { expect, test } from '@jest/globals'
import { compareWithBaseline } from './baseline.ts'
import type { CheckVerdict } from './evaluate.ts'
import type { GateVerdict, HealthReport } from './gate.ts'

const report = (verdict: GateVerdict, checks: Record<string, CheckVerdict>): HealthReport => ({
  phase: 'gate',
  verdict,
  reason: '',
  rounds: 1,
  durationMs: 0,
  checks: Object.entries(checks).map(([name, each]) => ({ name, verdict: each, samples: 1 }))
})

test.each<[CheckVerdict | 'absent', CheckVerdict, string]>([
  ['passed', 'passed', 'passed'],
  ['passed', 'warned', 'passed'],
  ['failed', 'passed', 'passed'],
  ['passed', 'failed', 'new-failure'],
  ['warned', 'failed', 'new-failure'],
  ['failed', 'failed', 'already-bad'],
  ['no-answer', 'failed', 'already-bad'],
  ['no-answer', 'no-answer', 'already-bad'],
  ['failed', 'no-answer', 'new-failure'],
  ['error', 'failed', 'new-failure'],
  ['not-enough-data', 'failed', 'new-failure'],
  ['absent', 'failed', 'new-failure'],
  ['failed', 'error', 'new-failure'],
  ['failed', 'not-enough-data', 'new-failure']
])('a check that was %s before and is %s now: %s', (before, after, change) => {
  const baseline = before === 'absent' ? undefined : report('failed', { api: before })
  const gate = report(change === 'passed' ? 'passed' : 'failed', { api: after })
  expect(compareWithBaseline(baseline, gate)).toEqual({ verdict: change, checks: { api: change } })
})

test('one new failure among old ones is a new failure', () => {
  const baseline = report('failed', { api: 'failed', db: 'passed' })
  expect(compareWithBaseline(baseline, report('failed', { api: 'failed', db: 'failed' })).verdict).toBe('new-failure')
  expect(compareWithBaseline(baseline, report('failed', { api: 'failed', db: 'passed' })).verdict).toBe('already-bad')
})

test('what ended without a clear failure is never excused by the baseline', () => {
  const baseline = report('failed', { api: 'failed' })
  expect(compareWithBaseline(baseline, report('inconclusive', { api: 'failed' })).verdict).toBe('new-failure')
  expect(compareWithBaseline(baseline, report('error', { api: 'failed' })).verdict).toBe('new-failure')
})
