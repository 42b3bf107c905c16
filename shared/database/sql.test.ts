import { describe, expect, test } from '@jest/globals'
import { conninfo, ident, literal, parseCopy, sqliteLiteral } from './sql.ts'

describe('quoting', () => {
  test.each([
    ['a', '"a"'],
    ['A "b"; DROP', '"A ""b""; DROP"'],
    ["it's \\", '"it\'s \\"']
  ])('identifier %s', (name, quoted) => expect(ident(name)).toBe(quoted))
  test.each([
    ["it's", "'it''s'"],
    ['C:\\x', " E'C:\\\\x'"],
    ["\\'; DROP", " E'\\\\''; DROP'"]
  ])('literal %s', (value, quoted) => expect(literal(value)).toBe(quoted))
  test('SQLite takes a backslash as it is', () => expect(sqliteLiteral("\\'")).toBe("'\\'''"))
  test('connection strings', () => expect(conninfo({ dbname: "a'b\\c", user: 'x y' })).toBe("dbname='a\\'b\\\\c' user='x y'"))
  test('NUL is refused', () => {
    expect(() => ident('a\0')).toThrow('NUL')
    expect(() => literal('a\0')).toThrow('NUL')
  })
})

test('rows in COPY text format come back as they were', () => {
  expect(parseCopy('a\\tb\t\\N\n\\\\N\t\\n\n\n')).toEqual([['a\tb', null], ['\\N', '\n'], ['']])
  expect(parseCopy('')).toEqual([])
})
