import { expect, test } from '@jest/globals'
import { FakeComments, keepComment } from './comment.ts'

test('a comment of a person that quotes the mark is not touched', async () => {
  const comments = new FakeComments(['> <!-- belay:a -->\n> red', 'What is `<!-- belay:a -->`?'])
  expect(await keepComment(comments, { mark: 'a', body: 'red', worthSaying: true })).toBe('created')
  expect(comments.comments.map(each => each.body)).toEqual([
    '> <!-- belay:a -->\n> red',
    'What is `<!-- belay:a -->`?',
    '<!-- belay:a -->\nred'
  ])
})

test('two checks of one pull request have a comment each', async () => {
  const comments = new FakeComments()
  for (const mark of ['squash-check/a', 'squash-check/b']) await keepComment(comments, { mark, body: mark, worthSaying: true })
  expect(comments.comments).toHaveLength(2)
})

test('a mark cannot end the hidden part early', async () => {
  const comments = new FakeComments()
  await keepComment(comments, { mark: 'a --> shown', body: 'x', worthSaying: true })
  expect(comments.comments[0]?.body).toBe('<!-- belay:a____shown -->\nx')
})
