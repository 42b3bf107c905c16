import { expect, test } from '@jest/globals'
import { nearest } from './nearest.ts'

test.each([
  ['enviroment', 'environment'],
  ['hots', 'host'],
  ['private_key', 'private-key'],
  ['zzzzzz', undefined]
])('%s means %s', (word, expected) => {
  expect(nearest(word, ['environment', 'host', 'private-key', 'port'])).toBe(expected)
})
