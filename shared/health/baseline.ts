import type { CheckResult } from './evaluate.ts'
import type { HealthReport } from './gate.ts'

/**
 * - `passed`: fine now
 * - `already-bad`: as bad before the change, or worse before: going back would not mend it
 * - `new-failure`: the change broke it, or nothing is known of before
 */
export type Change = 'passed' | 'already-bad' | 'new-failure'

export interface Comparison {
  /** `already-bad` only when every failure was there before. */
  readonly verdict: Change
  readonly checks: Readonly<Record<string, Change>>
}

/** Pure: which failures of the gate the system already had. Without proof of an equal failure before, a failure is new. */
export function compareWithBaseline(baseline: HealthReport | undefined, gate: HealthReport): Comparison {
  const checks = Object.fromEntries(
    gate.checks.map(check => [
      check.name,
      changeOf(
        baseline?.checks.find(each => each.name === check.name),
        check
      )
    ])
  )
  const changes = Object.values(checks)
  if (gate.verdict === 'passed') return { verdict: 'passed', checks }
  const known = changes.includes('already-bad') && !changes.includes('new-failure') && gate.verdict === 'failed'
  return { verdict: known ? 'already-bad' : 'new-failure', checks }
}

function changeOf(before: CheckResult | undefined, after: CheckResult): Change {
  if (after.verdict === 'passed' || after.verdict === 'warned') return 'passed'
  if (after.verdict === 'failed' && (before?.verdict === 'failed' || before?.verdict === 'no-answer')) return 'already-bad'
  // A wrong answer that became none got worse.
  if (after.verdict === 'no-answer' && before?.verdict === 'no-answer') return 'already-bad'
  return 'new-failure'
}
