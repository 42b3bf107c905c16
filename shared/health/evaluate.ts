import type { CheckConfig } from '../config/schema.ts'
import { type Measurement, p95, type Sample } from './measurement.ts'

/**
 * - `warned`: passed, with something to look at
 * - `not-enough-data`: nothing wrong was seen, but too few requests to tell the allowed error rate from a higher one
 * - `error`: the check could not be asked
 */
export type CheckVerdict = 'passed' | 'warned' | 'failed' | 'no-answer' | 'not-enough-data' | 'error'

export interface CheckResult {
  readonly name: string
  readonly verdict: CheckVerdict
  readonly reason?: string | undefined
  /** Samples that the verdict is made from: all since the last round in which a check was bad. */
  readonly samples: number
  /** 95th percentile of the answers' times in milliseconds. */
  readonly p95Ms?: number | undefined
}

/** Requests that are needed to resolve an error rate: 0.001 -> 1000. */
export function requestsToResolve(rate: number): number {
  return rate <= 0 ? 1 : Math.ceil(1 / rate - 1e-9)
}

/** The rate that decides: what is allowed before the check fails, or warns where it never fails. */
function decidingRate(check: CheckConfig): number | undefined {
  return 'http' in check ? (check.errors?.fail ?? check.errors?.warn) : undefined
}

/** Requests per round: as configured, or more when the allowed error rate could otherwise not be resolved in `successes` rounds; at most 10,000. */
export function requestsPerRound(check: CheckConfig, successes: number): number {
  if (!('http' in check)) return 1
  const rate = decidingRate(check)
  const needed = rate === undefined ? 1 : Math.ceil(requestsToResolve(rate) / successes)
  return Math.min(10_000, Math.max(check.requests, needed))
}

/** Pure: the verdict of one check after a round. `window` is every sample that counts, this round's included. */
export function evaluate(check: CheckConfig, measurement: Measurement, window: readonly Sample[]): CheckResult {
  const { check: name, samples, error } = measurement
  const times = window.flatMap(sample => sample.ms ?? [])
  const slow = p95(times)
  const result = (verdict: CheckVerdict, reason?: string): CheckResult => ({
    name,
    verdict,
    reason,
    samples: window.length,
    p95Ms: slow === undefined ? undefined : Math.round(slow * 10) / 10
  })
  if (error !== undefined) return result('error', error)
  if (samples.length === 0) return result('no-answer', 'nothing was measured')

  const bad = samples.filter(sample => sample.outcome !== 'ok')
  const errors = 'http' in check ? check.errors : undefined
  if (bad.length > 0 && (errors === undefined || bad.length === samples.length)) {
    const worst = bad.find(sample => sample.outcome === 'wrong') ?? bad[0]!
    const share = samples.length === 1 ? '' : ` (${bad.length} of ${samples.length} requests)`
    return result(worst.outcome === 'wrong' ? 'failed' : 'no-answer', `${worst.reason ?? 'no reason was given'}${share}`)
  }

  const warnings: string[] = []
  let few: string | undefined
  if (errors !== undefined) {
    const wrong = window.filter(sample => sample.outcome !== 'ok')
    const rate = wrong.length / window.length
    const seen = `${percent(rate)} of ${window.length} requests failed`
    const first = wrong[0]?.reason === undefined ? '' : `; the first: ${wrong[0].reason}`
    if (errors.fail !== undefined && rate > errors.fail) return result('failed', `${seen}, allowed ${percent(errors.fail)}${first}`)
    if (errors.warn !== undefined && rate > errors.warn) warnings.push(`${seen}, aim ${percent(errors.warn)}${first}`)
    const deciding = errors.fail ?? errors.warn
    if (deciding !== undefined && window.length < requestsToResolve(deciding)) {
      few = `not enough data: ${window.length} of the ${requestsToResolve(deciding)} requests that ${percent(deciding)} needs`
    }
  }

  const limits = check.latency?.p95
  if (limits !== undefined && slow !== undefined) {
    const took = `95 % of ${times.length} answers within ${milliseconds(slow)}`
    if (limits.fail !== undefined && slow > limits.fail) return result('failed', `${took}, allowed ${milliseconds(limits.fail)}`)
    if (limits.warn !== undefined && slow > limits.warn) warnings.push(`${took}, aim ${milliseconds(limits.warn)}`)
    else if (limits.target !== undefined && slow > limits.target && few === undefined && warnings.length === 0) {
      return result('passed', `${took}, target ${milliseconds(limits.target)}`)
    }
  }
  if (few !== undefined) return result('not-enough-data', [few, ...warnings].join('; '))
  return warnings.length > 0 ? result('warned', warnings.join('; ')) : result('passed')
}

const percent = (rate: number) => `${Number((rate * 100).toPrecision(3))} %`
const milliseconds = (ms: number) => `${Math.round(ms)} ms`
