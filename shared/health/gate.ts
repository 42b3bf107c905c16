import type { CheckConfig, GateConfig } from '../config/schema.ts'
import { UserError } from '../errors.ts'
import { CommandFailed, ConnectionLost, DeadlinePassed } from '../host/errors.ts'
import type { Clock, Log } from '../ports.ts'
import { type CheckResult, evaluate, requestsPerRound } from './evaluate.ts'
import type { Measurement, Sample } from './measurement.ts'

export type GateVerdict = 'passed' | 'failed' | 'inconclusive' | 'error'
export type Phase = 'baseline' | 'gate'

/** The outcome of a gate: the output `report`, the journal's evidence, and what summaries are rendered from. */
export interface HealthReport {
  readonly phase: Phase
  readonly verdict: GateVerdict
  /** Why it ended so, in one sentence. */
  readonly reason: string
  readonly rounds: number
  readonly durationMs: number
  readonly checks: readonly CheckResult[]
}

/** Rounds in a row in which the checks could not be asked, before that is the verdict. */
export const ERRORS_IN_A_ROW = 4
/** Rounds that a baseline asks at most before a check counts as bad already. */
export const BASELINE_ROUNDS = 3

export interface GateState {
  readonly rounds: number
  /** Rounds in a row in which no check was bad. */
  readonly successes: number
  readonly failures: number
  readonly errorsInARow: number
  /** Whether anything was learnt of the application at all. */
  readonly answered: boolean
  readonly windows: Readonly<Record<string, readonly Sample[]>>
  readonly results: readonly CheckResult[]
}

export const initialState: GateState = { rounds: 0, successes: 0, failures: 0, errorsInARow: 0, answered: false, windows: {}, results: [] }

export interface Ending {
  readonly verdict: GateVerdict
  readonly reason: string
}

export type Checks = Readonly<Record<string, CheckConfig>>

/** Pure: the state after a round. A round is bad when a check failed or gave no answer; it ends the row of successes and the data that count. */
export function afterRound(state: GateState, checks: Checks, round: readonly Measurement[]): GateState {
  const windows: Record<string, readonly Sample[]> = {}
  const results = Object.entries(checks).map(([name, check]) => {
    const measurement = round.find(each => each.check === name) ?? { check: name, samples: [], error: 'it was not asked' }
    const window = [...(state.windows[name] ?? []), ...measurement.samples]
    windows[name] = window
    return evaluate(check, measurement, window)
  })
  const bad = results.some(result => result.verdict === 'failed' || result.verdict === 'no-answer')
  const error = results.some(result => result.verdict === 'error')
  return {
    rounds: state.rounds + 1,
    successes: bad || error ? 0 : state.successes + 1,
    failures: state.failures + (bad ? 1 : 0),
    errorsInARow: error && !bad ? state.errorsInARow + 1 : 0,
    answered: state.answered || results.some(result => result.verdict !== 'error'),
    windows: bad || error ? {} : windows,
    results
  }
}

/** Pure: whether the gate ends after this round; `late` when no other round fits into the time. */
export function ending(state: GateState, gate: Pick<GateConfig, 'successes' | 'failures' | 'timeout'>, late: boolean): Ending | undefined {
  const names = (verdicts: readonly string[]) => state.results.filter(result => verdicts.includes(result.verdict))
  const said = (results: readonly CheckResult[]) => results.map(result => `${result.name}: ${result.reason ?? result.verdict}`).join('; ')
  if (state.results.length === 0)
    return { verdict: 'error', reason: 'there are no checks, so nothing can prove health: name some in health.checks' }
  const few = names(['not-enough-data'])
  if (state.successes >= gate.successes && few.length === 0) {
    const warned = names(['warned'])
    const row = state.successes === 1 ? 'one round' : `${state.successes} rounds in a row`
    return {
      verdict: 'passed',
      reason: warned.length === 0 ? `every check passed in ${row}` : `passed in ${row}, with warnings: ${said(warned)}`
    }
  }
  if (state.failures > gate.failures) {
    const bad = said(names(['failed', 'no-answer']))
    return { verdict: 'failed', reason: `${state.failures} rounds failed, ${gate.failures} are forgiven; in the last one ${bad}` }
  }
  if (state.errorsInARow > ERRORS_IN_A_ROW || (late && !state.answered)) {
    return {
      verdict: 'error',
      reason: `the checks could not be asked ${state.errorsInARow} times in a row; in the last round ${said(names(['error']))}`
    }
  }
  if (!late) return undefined
  const bad = names(['failed', 'no-answer', 'error', 'not-enough-data'])
  const why = bad.length === 0 ? '' : `; in the last one ${said(bad)}`
  return {
    verdict: 'inconclusive',
    reason: `${gate.timeout / 1000} s have passed with ${state.successes} of ${gate.successes} good rounds in a row after ${state.rounds} rounds${why}`
  }
}

/** What a round is asked with. */
export interface RoundOptions {
  /** Milliseconds in which a check without an answer is asked again at once, inside the round: a start takes time, and no round trip each. */
  readonly graceMs: number
  /** Requests per check. */
  readonly requests: Readonly<Record<string, number>>
}

export interface GateRun {
  readonly checks: Checks
  readonly gate: Omit<GateConfig, 'checks'>
  readonly phase: Phase
  readonly clock: Clock
  readonly log: Log
  /** Asks every check once. Errors of the host count as a round in which nothing could be asked. */
  ask(options: RoundOptions): Promise<readonly Measurement[]>
}

/** Asks until the verdict is clear. Never throws for what a host or an application does. */
export async function runGate(run: GateRun): Promise<HealthReport> {
  const { checks, clock, log, phase } = run
  const gate = phase === 'gate' ? run.gate : { ...run.gate, successes: 1, failures: BASELINE_ROUNDS - 1 }
  const requests = Object.fromEntries(
    Object.entries(checks).map(([name, check]) => [name, phase === 'gate' ? requestsPerRound(check, gate.successes) : 1])
  )
  const begin = clock.monotonic()
  let state = initialState
  let end = Object.keys(checks).length === 0 ? ending(state, gate, false) : undefined
  while (end === undefined) {
    const started = clock.monotonic()
    const graceMs = phase === 'gate' && state.successes === 0 ? Math.max(0, Math.min(gate.interval, begin + gate.timeout - started)) : 0
    state = afterRound(state, checks, await askRound(run, { graceMs, requests }))
    const next = Math.max(clock.monotonic(), started + gate.interval)
    end = phase === 'baseline' && enough(state) ? baselineEnding(state) : ending(state, gate, next - begin >= gate.timeout)
    if (state.successes === 0 || end !== undefined) log.info(line(state))
    if (end === undefined) await clock.sleep(Math.max(0, next - clock.monotonic()))
  }
  return { phase, ...end, rounds: state.rounds, durationMs: Math.round(clock.monotonic() - begin), checks: state.results }
}

/** A baseline compares, it need not resolve an error rate. */
const enough = (state: GateState) => state.successes > 0
const baselineEnding = (_state: GateState): Ending => ({ verdict: 'passed', reason: 'every check passed before the change' })

async function askRound(run: GateRun, options: RoundOptions): Promise<readonly Measurement[]> {
  try {
    return await run.ask(options)
  } catch (error) {
    if (
      !(error instanceof ConnectionLost || error instanceof DeadlinePassed || error instanceof CommandFailed || error instanceof UserError)
    )
      throw error
    return Object.keys(run.checks).map(check => ({ check, samples: [], error: error.message }))
  }
}

function line(state: GateState): string {
  const results = state.results.map(result => `${result.name} ${result.verdict}${result.reason === undefined ? '' : ` (${result.reason})`}`)
  return `Round ${state.rounds}: ${results.join(', ')}`
}
