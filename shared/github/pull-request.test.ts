import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readPullRequest } from './pull-request.ts'

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'belay-event-'))
})
afterAll(() => rmSync(directory, { recursive: true }))
const event = (content: string) => {
  const file = join(directory, 'event.json')
  writeFileSync(file, content)
  return file
}

test('a pull request is known by its ref', async () => {
  expect(await readPullRequest({ GITHUB_BASE_REF: 'main', GITHUB_REF: 'refs/pull/12/merge' })).toEqual({ number: 12, base: 'main' })
})

test('pull_request_target runs on the base; the event says which it is for', async () => {
  const GITHUB_EVENT_PATH = event('{"pull_request":{"number":13}}')
  expect(await readPullRequest({ GITHUB_BASE_REF: 'main', GITHUB_REF: 'refs/heads/main', GITHUB_EVENT_PATH })).toEqual({
    number: 13,
    base: 'main'
  })
})

test.each(['{}', 'no json', '{"pull_request":{"number":"1; rm"}}'])('an event that says nothing useful gives none: %s', async content => {
  const GITHUB_EVENT_PATH = event(content)
  expect(await readPullRequest({ GITHUB_BASE_REF: 'main', GITHUB_REF: 'refs/heads/main', GITHUB_EVENT_PATH })).toBeUndefined()
})

test.each([{}, { GITHUB_BASE_REF: '', GITHUB_REF: 'refs/heads/main' }])('a push is none: %j', async environment => {
  expect(await readPullRequest(environment)).toBeUndefined()
})
