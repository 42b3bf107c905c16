// The runner's parts on their own.
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { Masker, parseCommand } from './commands.ts'
import { Groups } from './concurrency.ts'
import { evaluate, hashFiles } from './expressions.ts'
import { keyValues } from './files.ts'
import { clean, fresh } from './harness.ts'
import { expand } from './matrix.ts'
import { matches } from './triggers.ts'

afterAll(clean)

describe('expressions', () => {
  test.each([
    ["'a' == 'A'", true],
    ['1 == true', true],
    ["format('{0}-{1}', 'a', 2)", 'a-2'],
    ["contains(fromJSON('[\"x\"]'), 'X')", true],
    ['github.missing.deeper', null],
    ['github.NAME', 'n'],
    ['env.name', null],
    ['env.NAME', 'e'],
    ['github.constructor', 'c'],
    ['github.list.*.v', [1, 2]],
    ["'' || 'default'", 'default']
  ])('%s is %j', (expression, expected) => {
    expect(evaluate(expression, { github: { name: 'n', constructor: 'c', list: [{ v: 1 }, { v: 2 }] }, env: { NAME: 'e' } })).toEqual(
      expected
    )
  })

  test('an unknown name is an error, not an empty text', () => {
    expect(() => evaluate('nothing.here', { github: {} })).toThrow(/nothing/)
  })

  test('hashFiles hashes the hashes of what matches', () => {
    const dir = fresh('hash')
    mkdirSync(join(dir, 'sub'), { recursive: true })
    for (const [name, text] of [
      ['a.lock', 'a'],
      ['sub/b.lock', 'b'],
      ['sub/c.txt', 'c'],
      ['.hidden.lock', 'h']
    ] as const)
      writeFileSync(join(dir, name), text)
    const sha = (...texts: string[]) => {
      const all = createHash('sha256')
      for (const t of texts) all.update(createHash('sha256').update(t).digest())
      return all.digest('hex')
    }
    expect(hashFiles(dir, '**/*.lock')).toBe(sha('h', 'a', 'b'))
    expect(hashFiles(dir, '*.lock')).toBe(sha('h', 'a'))
    expect(hashFiles(dir, '**/*.lock', '!sub/**')).toBe(sha('h', 'a'))
    expect(hashFiles(dir, 'sub')).toBe(sha('b', 'c'))
    expect(hashFiles(dir, 'none*')).toBe('')
  })
})

describe('command files', () => {
  test('lines and blocks', () => {
    expect(keyValues('a=1\nb=x=y\n\nc<<EOF\nl1\n\nl=2\nEOF\nd=<<x\n')).toEqual({ a: '1', b: 'x=y', c: 'l1\n\nl=2', d: '<<x' })
    expect(keyValues('e<<E\nE\n')).toEqual({ e: '' })
  })
  test.each([
    ['no sign', /Invalid format/],
    ['a<<EOF\nnever', /Matching delimiter not found 'EOF'/],
    ['<<EOF\nx\nEOF', /must not be empty/],
    ['=x', /must not be empty/]
  ])('%j is an error', (text, message) => {
    expect(() => keyValues(text)).toThrow(message)
  })
})

describe('workflow commands', () => {
  test('properties and data are unescaped', () => {
    expect(parseCommand('  ::error file=a%2Cb.py,line=3,title=x%3Ay::one%0Atwo%25')).toEqual({
      name: 'error',
      properties: { file: 'a,b.py', line: '3', title: 'x:y' },
      data: 'one\ntwo%'
    })
  })
  test.each(['plain', '::unknown::x', ':: error::x', 'x ::error::y'])('%j is output', line => expect(parseCommand(line)).toBeUndefined())

  test('masks: overlapping, by line, and encoded', () => {
    const masker = new Masker()
    masker.addSecret('p&ss "w"\nsecond line')
    masker.add('abc')
    masker.add('bcd')
    expect(masker.mask('xabcdx')).toBe('x***x')
    expect(masker.mask('second line')).toBe('***')
    expect(masker.mask(Buffer.from('..p&ss "w"\nsecond line').toString('base64'))).toContain('***')
    const uri = new Masker()
    uri.addSecret('a/b c')
    expect(uri.mask('?p=a%2Fb%20c&')).toBe('?p=***&')
    uri.add('  ')
    expect(uri.mask('a  b')).toBe('a  b')
  })
})

describe('filters', () => {
  test.each([
    ['v*', 'v1.2', true],
    ['v*', 'v1/2', false],
    ['releases/**', 'releases/a/b', true],
    ['v[12].[0-9]+', 'v1.10', true],
    ['v[12].[0-9]+', 'v3.0', false],
    ['hotfix/**', 'hotfix/x', true],
    ['a.c', 'abc', false],
    ['**', 'any/thing', true]
  ])('%s and %s: %s', (pattern, name, expected) => expect(matches([pattern], name)).toBe(expected))
  test('a later ! takes back, a later pattern gives again', () => {
    expect(matches(['v*', '!v1*', 'v1.9'], 'v1.2')).toBe(false)
    expect(matches(['v*', '!v1*', 'v1.9'], 'v1.9')).toBe(true)
  })
})

test('matrix: product, exclude, include that extends and include that adds', () => {
  expect(expand({ os: ['a', 'b'], n: [1, 2], exclude: [{ os: 'b', n: 2 }], include: [{ os: 'a', extra: 'x' }, { os: 'c' }] })).toEqual([
    { os: 'a', n: 1, extra: 'x' },
    { os: 'a', n: 2, extra: 'x' },
    { os: 'b', n: 1 },
    { os: 'c' }
  ])
  expect(expand(null)).toEqual([{}])
  expect(expand({ include: [{ a: 1 }, { a: 2 }] })).toEqual([{ a: 1 }, { a: 2 }])
})

test('a group runs one, keeps one waiting, and drops the one that waited before', async () => {
  const groups = new Groups()
  const first = await groups.enter('G', false, () => {})
  const second = groups.enter('g', false, () => {})
  const third = groups.enter('G', false, () => {})
  expect(await second).toBeUndefined()
  let admitted = false
  void third.then(() => (admitted = true))
  await new Promise(r => setImmediate(r))
  expect(admitted).toBe(false)
  first?.()
  expect(typeof (await third)).toBe('function')
})
