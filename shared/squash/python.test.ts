import { describe, expect, test } from '@jest/globals'
import { readPython, type Value } from './python.ts'

/** A value as plain data, for comparison: unknown parts as `?reason` (`?*reason` for any number). */
function plain(value: Value | undefined): unknown {
  switch (value?.kind) {
    case undefined:
      return undefined
    case 'string':
    case 'number':
    case 'constant':
      return value.value
    case 'list':
      return value.items.map(plain)
    case 'dict':
      return Object.fromEntries(value.entries.map(entry => [String(plain(entry.key)), plain(entry.value)]))
    case 'call':
      return {
        call: value.name,
        args: value.args.map(plain),
        ...Object.fromEntries([...value.keywords].map(([name, one]) => [name, plain(one)]))
      }
    case 'name':
      return `<${value.name}>`
    case 'class':
      return `class ${value.facts.name}`
    case 'maybe':
      return { maybe: plain(value.value) }
    case 'unknown':
      return `?${value.many === true ? '*' : ''}`
  }
}

const read = (code: string) => plain(readPython(code).names.get('x'))

describe('values', () => {
  test.each<[string, unknown]>([
    ['x = \'a\' "b"', 'ab'],
    ["x = r'\\n' '\\n\\x41\\u00e9'", '\\n\nAé'],
    ["x = 'a' + 'b'", 'ab'],
    ["x = f'a'", 'a'],
    ["x = f'{a}'", '?'],
    ["x = b'a'", '?'],
    ['x = -1_000', -1000],
    ['x = 0x10', 16],
    ['x = None', null],
    ['x: bool = False', false],
    ['x = ()', []],
    ["x = ('a', 'b'),", [['a', 'b']]],
    ["x = (\n  'a'  # a comment\n)", 'a'],
    ['x = [1, # one\n 2,]', [1, 2]],
    ["x = {'a': 1, **{'b': 2}}", { a: 1, b: 2 }],
    ['x = [i for i in y]', '?'],
    ['x = 1 if y else 2', '?'],
    ['from django.db import models as m\nx = m.CharField(max_length=3)', { call: 'django.db.models.CharField', args: [], max_length: 3 }],
    ['import django.db.models.deletion\nx = django.db.models.deletion.CASCADE', '<django.db.models.deletion.CASCADE>'],
    ['from . import helpers\nx = helpers.LIST', '<.helpers.LIST>'],
    ['from ..base.lists import LIST\nx = LIST', '<..base.lists.LIST>']
  ])('%s', (code, expected) => {
    expect(read(code)).toEqual(expected)
  })
})

describe('lists that are put together', () => {
  test.each<[string, unknown]>([
    ['a = [1]\nx = a + [2] + [3]', [1, 2, 3]],
    ['a = [1]\nx = [*a, 2]\na.append(9)', [1, 2]],
    ['x = [1]\nx += [2]', [1, 2]],
    ['a = [1]\nx = a\na.append(2)', [1, 2]],
    ['x = (1,)\ny = x\nx += (2,)', [1, 2]],
    ['a = (1,)\nx = a\na += (2,)', [1]],
    ['x = [2]\nx.insert(0, 1)\nx.extend([3])', [1, 2, 3]],
    ['a = [1]\nx = list(a)\na.append(2)', [1]],
    ['x = []\nif y:\n    x.append(1)', [{ maybe: 1 }]],
    ['x = []\nif True:\n    x.append(1)\nelse:\n    x.append(2)', [1]],
    ['x = []\nif y:\n    pass\nelif True:\n    x.append(1)', [{ maybe: 1 }]],
    ['x = []\nif y:\n    pass\nelse:\n    x.append(1)', [{ maybe: 1 }]],
    ['x = [1]\nif y:\n    x = [2]', '?'],
    ['x = []\nfor y in z:\n    x.append(y)', ['?*']],
    ['x = []\ntry:\n    x.append(1)\nexcept E:\n    pass', [{ maybe: 1 }]],
    ['x = []\nwith y:\n    x.append(1)', [1]],
    ['x = [1]\nchange(x)', [1, '?*']],
    ['x = [1]\nx.sort()', [1, '?*']],
    ['x = [1]\nx[0] = 2', [1, '?*']],
    ['x = [1]\ndel x[0]', [1, '?*']],
    ['x = [1] + other', [1, '?*']],
    ['x = [*other]', ['?*']],
    ['x = [1]\nx += other()', [1, '?*']],
    ['x = []\ndef f():\n    x.append(1)\nf()', ['?*']],
    ['x = []\ndef f():\n    x.append(1)', []],
    ['x = [1]\ndef f():\n    global x\n    x = 2\nf()', '?'],
    ['class C:\n    y = [1]\nC.y.append(2)\nx = C.y', [1, 2]],
    ['class C:\n    y = [1]\nC.y += [2]\nx = C.y', [1, 2]],
    ['a = [1]\nclass C:\n    y = a + [2]\nx = C.y', [1, 2]]
  ])('%s', (code, expected) => {
    expect(read(code)).toEqual(expected)
  })
})

test('what was unpacked or looped over is unknown, not the first value', () => {
  expect(read('x = 1\nx, y = 2, 3')).toBe('?')
  expect(read('x = 1\nfor x in y:\n    pass')).toBe('?')
})

test('positions count lines and columns from 1', () => {
  const module = readPython('a = 1\n  \nbéta = [\n  call()]\n')
  const value = module.names.get('béta')
  expect(value?.kind === 'list' && module.position(value.items[0]!.at)).toEqual({ line: 4, column: 3 })
  expect(module.position(0)).toEqual({ line: 1, column: 1 })
})

test('very deep nesting becomes unknown and does not end the program', () => {
  const depth = 20_000
  expect(plain(readPython(`x = ${'['.repeat(depth)}${']'.repeat(depth)}`).names.get('x'))).toBeDefined()
  expect(readPython(`x = ${Array(depth).fill('[1]').join(' + ')}`).names.get('x')?.kind).toBeDefined()
})
