import { describe, expect, test } from '@jest/globals'
import { pythonTokens, sqlTokens } from './same-content.ts'

const same = (a: string, b: string) => expect(pythonTokens(a)).toEqual(pythonTokens(b))
const differs = (a: string, b: string) => expect(pythonTokens(a)).not.toEqual(pythonTokens(b))

describe('Python that says the same', () => {
  test.each([
    ['comments', 'x = 1  # one\n', '# first\nx = 1\n'],
    ['layout', 'f(a, b)\n', 'f(\n    a,\n    b,\n)\n'],
    ['docstrings', '"""A."""\nclass M:\n    """B."""\n    x = 1\n', 'class M:\n    x = 1\n'],
    ['quotes', "x = ['a', 'b']\n", 'x = ["a", "b",]\n'],
    ['a comma behind the last pair', 'x = [(1, 2)]\n', 'x = [(1, 2,)]\n']
  ])('%s', (_, a, b) => same(a, b))

  test.each([
    ['a value', "x = 'a'\n", "x = 'b'\n"],
    ['a tuple of one', 'x = (1,)\n', 'x = (1)\n'],
    ['a raw string', "x = r'\\d'\n", "x = '\\d'\n"],
    ['spaces in a string', "x = 'a b'\n", "x = 'a  b'\n"],
    ['a string that is an argument', "f('a')\n", 'f()\n'],
    ['the depth of a statement', 'if a:\n    b()\n    c()\n', 'if a:\n    b()\nc()\n']
  ])('but not %s', (_, a, b) => differs(a, b))

  test('of a broken file nothing is said', () => expect(pythonTokens('x = (\n')).toBeUndefined())
})

describe('SQL that says the same', () => {
  test('comments and layout', () =>
    expect(sqlTokens('-- note\nALTER TABLE a /* why */ ADD b int;\n')).toEqual(sqlTokens('ALTER TABLE a\n  ADD b int;')))
  test.each([
    ['text within quotes', "UPDATE a SET b = 'x -- y'", "UPDATE a SET b = 'x -- z'"],
    ['a body within dollars', 'DO $$ BEGIN  x; END $$', 'DO $$ BEGIN x; END $$'],
    ['a comment that MySQL runs', 'CREATE TABLE a (b int) /*!50100 x */', 'CREATE TABLE a (b int)']
  ])('but not %s', (_, a, b) => expect(sqlTokens(a)).not.toEqual(sqlTokens(b)))
})
