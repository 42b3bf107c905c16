import { describe, expect, test } from '@jest/globals'
import { type CheckConfig, checks } from '../config/schema.ts'
import { evaluate, requestsPerRound, requestsToResolve } from './evaluate.ts'
import { p95, type Sample } from './measurement.ts'

const http = (more: Record<string, unknown> = {}): CheckConfig => checks.parse({ api: { http: 'http://127.0.0.1/', ...more } })['api']!
const samples = (good: number, bad = 0, ms = 10): Sample[] => [
  ...Array<Sample>(bad).fill({ outcome: 'wrong', reason: 'got 500', ms }),
  ...Array<Sample>(good).fill({ outcome: 'ok', ms })
]
const errors = { errors: { warn: '0.1 %', fail: '1 %' } }
const latency = { latency: { p95: { target: '200 ms', warn: '500 ms', fail: '1 s' } } }

test.each<[string, CheckConfig, Sample[], string, string | undefined]>([
  ['all good', http(), samples(1), 'passed', undefined],
  ['one wrong answer', http(), samples(0, 1), 'failed', 'got 500'],
  ['one wrong of three without an allowed rate', http(), samples(2, 1), 'failed', 'got 500 (1 of 3 requests)'],
  ['no answer', http(), [{ outcome: 'no-answer', reason: 'refused' }], 'no-answer', 'refused'],
  ['nothing measured', http(), [], 'no-answer', 'nothing was measured'],
  ['no failure in enough requests', http(errors), samples(100), 'passed', undefined],
  ['no failure in too few', http(errors), samples(99), 'not-enough-data', 'not enough data: 99 of the 100 requests that 1 % needs'],
  [
    '0.1 % needs a thousand',
    http({ errors: { fail: '0.1 %' } }),
    samples(999),
    'not-enough-data',
    'not enough data: 999 of the 1000 requests that 0.1 % needs'
  ],
  [
    'only a warning level is resolved too',
    http({ errors: { warn: '0.1 %' } }),
    samples(999),
    'not-enough-data',
    'not enough data: 999 of the 1000 requests that 0.1 % needs'
  ],
  ['a rate between the levels', http(errors), samples(995, 5), 'warned', '0.5 % of 1000 requests failed, aim 0.1 %; the first: got 500'],
  ['a rate at the level', http(errors), samples(990, 10), 'warned', '1 % of 1000 requests failed, aim 0.1 %; the first: got 500'],
  ['a rate above the level', http(errors), samples(989, 11), 'failed', '1.1 % of 1000 requests failed, allowed 1 %; the first: got 500'],
  [
    'too many failures need no more data',
    http(errors),
    samples(9, 1),
    'failed',
    '10 % of 10 requests failed, allowed 1 %; the first: got 500'
  ],
  ['every request failed', http({ errors: { warn: '50 %' } }), samples(0, 2), 'failed', 'got 500 (2 of 2 requests)'],
  ['fast enough', http(latency), samples(3, 0, 150), 'passed', undefined],
  ['slower than the target', http(latency), samples(3, 0, 300), 'passed', '95 % of 3 answers within 300 ms, target 200 ms'],
  ['at the warning level', http(latency), samples(3, 0, 500), 'passed', '95 % of 3 answers within 500 ms, target 200 ms'],
  ['slow', http(latency), samples(3, 0, 501), 'warned', '95 % of 3 answers within 501 ms, aim 500 ms'],
  ['too slow', http(latency), samples(3, 0, 1001), 'failed', '95 % of 3 answers within 1001 ms, allowed 1000 ms']
])('%s', (_name, check, window, verdict, reason) => {
  expect(evaluate(check, { check: 'api', samples: window }, window)).toMatchObject({ name: 'api', verdict, reason, samples: window.length })
})

test('what could not be asked is an error, whatever was seen before', () => {
  expect(evaluate(http(), { check: 'api', samples: [], error: 'no curl' }, samples(50))).toMatchObject({
    verdict: 'error',
    reason: 'no curl'
  })
})

test('latency and errors are taken over the whole window, not over the last round', () => {
  const window = [...samples(1, 0, 2000), ...samples(18, 0, 10)]
  expect(evaluate(http(latency), { check: 'api', samples: samples(1) }, window).verdict).toBe('failed')
  expect(evaluate(http(latency), { check: 'api', samples: samples(1) }, [...window, ...samples(1)]).verdict).toBe('passed')
})

describe('numbers', () => {
  test.each([
    [[], undefined],
    [[5], 5],
    [[1, 2], 2],
    [Array.from({ length: 20 }, (_, i) => i + 1), 19],
    [Array.from({ length: 100 }, (_, i) => 100 - i), 95]
  ])('p95 of %j is %p', (values, expected) => expect(p95(values as number[])).toBe(expected))
  test.each([
    [0, 1],
    [1, 1],
    [0.5, 2],
    [0.01, 100],
    [0.001, 1000],
    [0.003, 334]
  ])('a rate of %p needs %p requests', (rate, needed) => expect(requestsToResolve(rate)).toBe(needed))
  test.each([
    [{}, 1],
    [{ requests: 7 }, 7],
    [{ errors: { fail: '1 %' } }, 34],
    [{ errors: { fail: '1 %' }, requests: 50 }, 50],
    [{ errors: { warn: '0.1 %' } }, 334],
    [{ errors: { fail: '0.0001 %' } }, 10_000]
  ])('%j sends %p requests in each of three rounds', (more, expected) => expect(requestsPerRound(http(more), 3)).toBe(expected))
})
