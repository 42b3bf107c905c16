import { describe, expect, test } from '@jest/globals'
import { gate as gateSchema, checks as schema } from '../config/schema.ts'
import { UserError } from '../errors.ts'
import { FakeClock, FakeLog } from '../fake-ports.ts'
import { ConnectionLost } from '../host/errors.ts'
import { type Checks, ERRORS_IN_A_ROW, type Phase, type RoundOptions, runGate } from './gate.ts'
import type { Measurement, Sample } from './measurement.ts'

const ok: Sample = { outcome: 'ok', ms: 10 }
const wrong: Sample = { outcome: 'wrong', reason: 'expected status 200, got 500', ms: 10 }
const silent: Sample = { outcome: 'no-answer', reason: 'the connection was refused' }
const one = schema.parse({ api: { http: 'http://127.0.0.1/' } })

interface Script {
  readonly checks?: Checks
  /** One entry per round, the last one for ever: samples of `api`, or what asking throws. */
  readonly rounds: readonly (readonly Sample[] | Error)[]
  readonly gate?: Record<string, unknown>
  readonly phase?: Phase
  /** How long one round takes. */
  readonly roundMs?: number
}

async function run({ checks = one, rounds, gate = {}, phase = 'gate', roundMs = 0 }: Script) {
  const clock = new FakeClock()
  const asked: RoundOptions[] = []
  const { checks: _, ...settings } = gateSchema.parse({ interval: '2 s', successes: 3, failures: 2, timeout: '60 s', ...gate })
  const report = await runGate({
    checks,
    gate: settings,
    phase,
    clock,
    log: new FakeLog(),
    ask: async (options): Promise<Measurement[]> => {
      asked.push(options)
      await clock.sleep(roundMs)
      const round = rounds[Math.min(asked.length, rounds.length) - 1]!
      if (round instanceof Error) throw round
      return Object.keys(checks).map(check => ({ check, samples: round }))
    }
  })
  return { report, asked }
}

describe('the gate', () => {
  test('passes after so many good rounds in a row, one interval apart', async () => {
    const { report } = await run({ rounds: [[ok]] })
    expect(report).toEqual({
      phase: 'gate',
      verdict: 'passed',
      reason: 'every check passed in 3 rounds in a row',
      rounds: 3,
      durationMs: 4000,
      checks: [{ name: 'api', verdict: 'passed', reason: undefined, samples: 3, p95Ms: 10 }]
    })
  })

  test('asks at once when one good round is enough', async () => {
    const { report } = await run({ rounds: [[ok]], gate: { successes: 1 } })
    expect(report).toMatchObject({ verdict: 'passed', rounds: 1, durationMs: 0 })
  })

  test('a bad round begins the row anew, and data from before it do not count', async () => {
    const { report } = await run({ rounds: [[ok], [ok], [wrong], [ok]] })
    expect(report).toMatchObject({ verdict: 'passed', rounds: 6, checks: [{ samples: 3 }] })
  })

  test('fails when more rounds failed than are forgiven', async () => {
    const { report } = await run({ rounds: [[wrong], [ok], [silent], [ok], [wrong]] })
    expect(report).toMatchObject({
      verdict: 'failed',
      rounds: 5,
      reason: '3 rounds failed, 2 are forgiven; in the last one api: expected status 200, got 500',
      checks: [{ name: 'api', verdict: 'failed' }]
    })
  })

  test('fails at the first failure when none is forgiven', async () => {
    expect((await run({ rounds: [[silent]], gate: { failures: 0 } })).report).toMatchObject({
      verdict: 'failed',
      rounds: 1,
      checks: [{ verdict: 'no-answer' }]
    })
  })

  test('is inconclusive when the time is up before the row is full', async () => {
    const { report } = await run({ rounds: [[ok], [ok], [wrong]], gate: { failures: 1000, timeout: '20 s' } })
    expect(report).toMatchObject({ verdict: 'inconclusive', rounds: 10 })
    expect(report.reason).toBe(
      '20 s have passed with 0 of 3 good rounds in a row after 10 rounds; in the last one api: expected status 200, got 500'
    )
  })

  test('starts no round that would begin after the time is up', async () => {
    expect((await run({ rounds: [[ok]], gate: { successes: 100, timeout: '5 s' } })).report).toMatchObject({
      verdict: 'inconclusive',
      rounds: 3
    })
  })

  test('a slow round leaves no pause behind it', async () => {
    expect((await run({ rounds: [[ok]], roundMs: 3000 })).report).toMatchObject({ verdict: 'passed', durationMs: 9000 })
  })

  test('is an error without checks', async () => {
    const { report, asked } = await run({ checks: {}, rounds: [[ok]] })
    expect(report).toMatchObject({ verdict: 'error', reason: expect.stringContaining('no checks'), rounds: 0 })
    expect(asked).toHaveLength(0)
  })

  test('asks again when the host could not be asked, and goes on', async () => {
    const { report } = await run({ rounds: [[ok], new ConnectionLost('cut'), new UserError('down'), [ok]] })
    expect(report).toMatchObject({ verdict: 'passed', rounds: 6 })
  })

  test('does not count what could not be asked as a failure', async () => {
    const { report } = await run({ rounds: [new ConnectionLost('cut'), new ConnectionLost('cut'), [ok]], gate: { failures: 0 } })
    expect(report.verdict).toBe('passed')
  })

  test('is an error when the host cannot be asked for good', async () => {
    const { report } = await run({ rounds: [[ok], new ConnectionLost('the connection to mes1 broke')] })
    expect(report).toMatchObject({ verdict: 'error', rounds: 2 + ERRORS_IN_A_ROW, checks: [{ verdict: 'error' }] })
    expect(report.reason).toContain('the connection to mes1 broke')
  })

  test('is an error when the time is up and nothing was ever learnt', async () => {
    const { report } = await run({ rounds: [new ConnectionLost('cut')], gate: { timeout: '5 s' } })
    expect(report).toMatchObject({ verdict: 'error', rounds: 3 })
  })

  test('lets a bug through', async () => {
    await expect(run({ rounds: [new TypeError('a bug')] })).rejects.toThrow('a bug')
  })

  test('a check without a measurement is an error and no pass', async () => {
    const checks = schema.parse({ api: { http: 'http://127.0.0.1/' }, db: { command: 'true' } })
    const { report } = await (async () => {
      const clock = new FakeClock()
      const { checks: _, ...gate } = gateSchema.parse({})
      return {
        report: await runGate({
          checks,
          gate,
          phase: 'gate',
          clock,
          log: new FakeLog(),
          ask: async () => [{ check: 'api', samples: [ok] }]
        })
      }
    })()
    expect(report).toMatchObject({ verdict: 'error', checks: [{ verdict: 'passed' }, { verdict: 'error', reason: 'it was not asked' }] })
  })

  test('sends enough requests for the error rate, and passes only with them', async () => {
    const checks = schema.parse({ api: { http: 'http://127.0.0.1/', errors: { warn: '0.1 %', fail: '1 %' } } })
    const { report, asked } = await run({ checks, rounds: [Array(34).fill(ok)] })
    expect(asked[0]!.requests).toEqual({ api: 34 })
    expect(report).toMatchObject({ verdict: 'passed', rounds: 3, checks: [{ samples: 102 }] })
  })

  test('goes on while the data are too few, and is inconclusive in the end', async () => {
    const checks = schema.parse({ api: { http: 'http://127.0.0.1/', errors: { fail: '0.1 %' } } })
    const few = await run({ checks, rounds: [[ok]], gate: { timeout: '30 s' } })
    expect(few.report).toMatchObject({ verdict: 'inconclusive', checks: [{ verdict: 'not-enough-data' }] })
    expect(few.report.reason).toContain('not enough data: 15 of the 1000 requests that 0.1 % needs')
    const later = await run({ checks, rounds: [Array(150).fill(ok)], gate: { timeout: '30 s' } })
    expect(later.report).toMatchObject({ verdict: 'passed', rounds: 7, checks: [{ samples: 1050 }] })
  })

  test('waits inside rounds for a start only until the first good round', async () => {
    const { asked } = await run({ rounds: [[silent], [ok], [ok], [ok]] })
    expect(asked.map(each => each.graceMs)).toEqual([2000, 2000, 0, 0])
  })

  test('warnings pass and are told', async () => {
    const checks = schema.parse({ api: { http: 'http://127.0.0.1/', latency: { p95: { warn: '5 ms' } } } })
    const { report } = await run({ checks, rounds: [[ok]] })
    expect(report.verdict).toBe('passed')
    expect(report.reason).toBe('passed in 3 rounds in a row, with warnings: api: 95 % of 3 answers within 10 ms, aim 5 ms')
  })
})

describe('the baseline', () => {
  test('is one round when all is well', async () => {
    expect((await run({ rounds: [[ok]], phase: 'baseline' })).report).toMatchObject({ phase: 'baseline', verdict: 'passed', rounds: 1 })
  })

  test('asks three times before something counts as bad', async () => {
    expect((await run({ rounds: [[wrong], [wrong], [ok]], phase: 'baseline' })).report).toMatchObject({ verdict: 'passed', rounds: 3 })
    expect((await run({ rounds: [[wrong]], phase: 'baseline' })).report).toMatchObject({
      verdict: 'failed',
      rounds: 3,
      checks: [{ verdict: 'failed' }]
    })
  })

  test('does not wait for a start', async () => {
    const { asked } = await run({ rounds: [[silent]], phase: 'baseline' })
    expect(asked.map(each => each.graceMs)).toEqual([0, 0, 0])
  })
})
