import { expect, test } from '@jest/globals'
import { UserError } from '../errors.ts'
import { explainS3, isPassing } from './s3-errors.ts'

const place = { label: 's3://b', bucket: 'b', endpoint: 'https://s3.example.net', region: 'eu-central-1', secrets: ['the-secret', ''] }
const explained = (failure: object) => explainS3('f could not be copied', Object.assign(new Error('said the-secret'), failure), place)
const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode, requestId: 'r1' } })

test.each([
  [{ code: 'ECONNREFUSED' }, /nothing listens at https:\/\/s3\.example\.net/],
  [{ name: 'TimeoutError', code: 'ECONNRESET' }, /the connection to .* broke several times \(ECONNRESET\)/],
  [{ name: 'TimeoutError' }, /did not answer in time/],
  [{ code: 'ENOTFOUND' }, /could not be resolved/],
  [{ code: 'SELF_SIGNED_CERT_IN_CHAIN' }, /NODE_EXTRA_CA_CERTS/],
  [{ name: 'PermanentRedirect', Region: 'us-west-2', ...status(301) }, /not in the region eu-central-1 but in us-west-2/],
  [{ name: 'ExpiredToken', ...status(400) }, /session token is not valid any more/],
  [{ name: 'QuotaExceeded', ...status(403) }, /no room/],
  [{ name: 'Anything', ...status(403) }, /needs s3:PutObject/],
  [{ name: 'NotImplemented', ...status(501) }, /does not know this request/],
  [{ name: 'InternalError', ...status(500) }, /answered 500 \(InternalError\) several times/]
])('%j says what to do, and nothing secret', (failure, words) => {
  const error = explained(failure)
  expect(error).toBeInstanceOf(UserError)
  expect(error.message).toMatch(/^f could not be copied: /)
  expect(error.message).toMatch(words)
  expect(String(error.cause)).toContain('said ***')
})

test('a bug stays a bug', () => {
  const bug = new TypeError('x is not a function')
  expect(explainS3('f', bug, place)).toBe(bug)
})

test('only what may go through a little later is tried again', () => {
  for (const each of [status(500), status(503), status(429), { code: 'ECONNRESET' }, { name: 'SlowDown' }, { name: 'TimeoutError' }])
    expect(isPassing(each)).toBe(true)
  for (const each of [status(403), status(404), status(501), status(507), { code: 'ENOTFOUND' }, new Error('x'), undefined])
    expect(isPassing(each)).toBe(false)
})
