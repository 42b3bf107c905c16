import { expect, test } from '@jest/globals'
import { parseChecks } from './parse-checks.ts'

test('reads YAML in the form of health.checks, with defaults', () => {
  expect(
    parseChecks('api:\n  http: http://127.0.0.1/health/\n  expect: { json: { db: ok } }\n  latency: { p95: { warn: 500 ms } }\n')
  ).toEqual({
    api: {
      http: 'http://127.0.0.1/health/',
      expect: { status: 200, json: { db: 'ok' } },
      headers: {},
      timeout: 5000,
      latency: { p95: { warn: 500 } },
      requests: 1
    }
  })
})

test('takes an address as a shorthand, beside other checks', () => {
  expect(Object.keys(parseChecks('db: { command: "true" }', 'http://127.0.0.1/'))).toEqual(['url', 'db'])
  expect(parseChecks(undefined, 'http://127.0.0.1/')).toMatchObject({ url: { http: 'http://127.0.0.1/', expect: { status: 200 } } })
  expect(parseChecks('', undefined)).toEqual({})
})

test.each<[string, string | undefined, string]>([
  [
    'api:\n  http: http://127.0.0.1/\n  exspect: { status: 200 }\n',
    undefined,
    'input checks:3:3: api.exspect: no such key; did you mean expect?'
  ],
  [
    'api:\n  http: http://127.0.0.1/\n  timeout: soon\n',
    undefined,
    'input checks:3:12: api.timeout: not a duration: write for example "90 s"'
  ],
  ['api: [1\n', undefined, 'input checks:'],
  ['url: { command: "true" }', 'http://127.0.0.1/', 'has a check named url'],
  ['', 'ftp://127.0.0.1/', 'The input url must be an http:// or https:// address, not "ftp://127.0.0.1/"'],
  ['', 'health', 'not "health"']
])('%j with url %j: one clear error', (text, url, message) => {
  expect(() => parseChecks(text, url)).toThrow(message)
})
