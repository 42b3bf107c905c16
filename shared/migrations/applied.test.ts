import { describe, expect, test } from '@jest/globals'
import { appliedOf, difference, list, mismatch } from './applied.ts'

describe('applied sets', () => {
  test('are made of rows, whatever their order and number', () => {
    expect(appliedOf(['b.1', 'a.2', 'a.1', 'b.1'])).toEqual(['a.1', 'a.2', 'b.1'])
  })

  test.each<[string[], string[], string[], string[]]>([
    [[], [], [], []],
    [['a.1'], ['a.1', 'b.1', 'a.2'], ['a.2', 'b.1'], []],
    [['a.2', 'a.1'], ['a.1'], [], ['a.2']],
    [['a.1', 'a.1'], ['a.2'], ['a.2'], ['a.1']]
  ])('%j -> %j', (before, after, added, removed) => {
    expect(difference(before, after)).toEqual({ added, removed })
  })

  test('say in a sentence how they differ from the plan, or nothing', () => {
    expect(mismatch(['a.1', 'a.2'], ['a.2', 'a.1'])).toBeUndefined()
    expect(mismatch(['a.1', 'a.2'], ['a.1', 'b.9'])).toBe('not applied although planned: a.2; applied although not planned: b.9')
  })

  test('are cut after ten names', () => {
    expect(list(Array.from({ length: 12 }, (_, index) => `m${index}`))).toBe('m0, m1, m2, m3, m4, m5, m6, m7, m8, m9 and 2 more')
  })
})
