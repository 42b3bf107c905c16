import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { ApiComments, keepComment } from '../../shared/github/comment.ts'
import { ApiGitHub } from '../../shared/github/github.ts'
import { GitHubServer } from '../faults/github-server.ts'

const server = new GitHubServer()
beforeAll(() => server.start())
afterAll(() => server.close())
beforeEach(() => {
  server.comments.clear()
  server.readOnly = false
})
const comments = () => new ApiComments('token', server.url, 'octo/app', 7)
const bodies = () => (server.comments.get(7) ?? []).map(each => each.body)

test('one comment is created, updated and left alone, through the API', async () => {
  const keep = (body: string, worthSaying: boolean) => keepComment(comments(), { mark: 'squash-check/.', body, worthSaying })
  expect(await keep('green', false)).toBe('nothing to say')
  expect(bodies()).toEqual([])
  expect(await keep('red', true)).toBe('created')
  expect(await keep('red', true)).toBe('unchanged')
  expect(await keep('green', false)).toBe('updated')
  expect(bodies()).toEqual(['<!-- belay:squash-check/. -->\ngreen'])
})

test('the own comment is found behind hundreds of others', async () => {
  server.comments.set(
    7,
    Array.from({ length: 250 }, (_, id) => ({ id, body: id === 240 ? '<!-- belay:x -->\nold' : 'Looks good' }))
  )
  expect(await keepComment(comments(), { mark: 'x', body: 'new', worthSaying: false })).toBe('updated')
  expect(bodies()[240]).toBe('<!-- belay:x -->\nnew')
  expect(bodies()).toHaveLength(250)
})

test('a token that may only read is told apart from a server that does not answer', async () => {
  server.readOnly = true
  await expect(keepComment(comments(), { mark: 'x', body: 'red', worthSaying: true })).rejects.toMatchObject({
    name: 'CommentRefused',
    why: 'rights'
  })
  const nobody = new ApiComments('token', 'http://127.0.0.1:9', 'octo/app', 7)
  await expect(keepComment(nobody, { mark: 'x', body: 'red', worthSaying: true })).rejects.toMatchObject({
    name: 'CommentRefused',
    why: 'other'
  })
})

test('the state of a run is asked of the same API', async () => {
  server.runs.set('5', 'completed')
  const github = new ApiGitHub('token', server.url)
  expect([await github.runState('octo/app', '5'), await github.runState('octo/app', '6')]).toEqual(['ended', 'unknown'])
})
