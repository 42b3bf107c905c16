import { describe, expect, test } from '@jest/globals'
import { parsePython } from './python-syntax.ts'
import { migrationText } from './rules/example.ts'

const good = migrationText("('orders', '0001_initial')", ["migrations.AddField('order', 'note', models.TextField(null=True))"])
const place = (text: string) => {
  const { problem } = parsePython(text)
  return problem === undefined ? undefined : [problem.kind, text.slice(0, problem.at).split('\n').length]
}

describe('broken as a team breaks files', () => {
  test.each<[string, string, string, number]>([
    ['colon lost', good.replace('Migration):', 'Migration)'), 'syntax', 4],
    ['comma lost between items', good.replace("'orders', '0001_initial'", "'orders' 1"), 'syntax', 5],
    ['bracket lost', good.replace("0001_initial')]", "0001_initial']"), 'syntax', 5],
    ['quote lost', good.replace("'0001_initial'", "'0001_initial"), 'syntax', 5],
    ['file cut off', good.slice(0, good.indexOf('null=True')), 'syntax', 7],
    ['Python 2 print', `print 'x'\n${good}`, 'syntax', 1],
    ['octal of Python 2', `x = 0755\n${good}`, 'syntax', 1],
    ['class line lost', good.replace('class Migration(migrations.Migration):\n', ''), 'syntax', 4],
    ['line moved to the left', good.replace('    operations', '   operations'), 'syntax', 6],
    ['line moved to the right', good.replace('    operations', '     operations'), 'syntax', 5],
    [
      'name of an argument lost',
      good.replace("'note', models.TextField(null=True)", "name='note', models.TextField(null=True)"),
      'syntax',
      7
    ],
    ['string over two lines', good.replace("'note'", "'no\nte'"), 'syntax', 7],
    ['import left open', `from x import a,\n${good}`, 'syntax', 1],
    ['try alone', `try:\n    pass\n${good}`, 'syntax', 1],
    ['half a conflict', good.replace('    operations', '>>>>>>> feature\n    operations'), 'conflict', 6]
  ])('%s', (_, text, kind, line) => {
    expect(place(text)).toEqual([kind, line])
  })
})

describe('valid Python that the parser alone does not know', () => {
  test.each([
    'def f():\n    yield\n',
    'def f():\n    x = yield\n    g((yield))\n',
    'x = 360.\ny = 1. + 2.\nz = f(1.)\nw = 1.e5\n',
    'for a, *b in c:\n    pass\n',
    'with f() as (a, b):\n    pass\n',
    'with f() as self.x:\n    pass\n',
    'match x:\n    case A():\n        pass\n    case {}:\n        pass\n',
    'x = 00\ny = [1.e-05]\n',
    'f(a=1, *b, **c)\nf(*a, b, **c)\n',
    "x = 'a\\\n b'\n",
    'if x: pass\nelse: y = 1; z = 2\n',
    'def f():\n\tif x:\n\t\tpass\n\treturn 1\n',
    'def f(): # one\n  # two\n    x = 1\n# three\n    y = 2\n',
    '\x0cx = 1\n'
  ])('%j', code => {
    expect(place(code)).toBeUndefined()
  })
})

test('an underline of seven signs and a documented conflict mark in a string are no conflict', () => {
  expect(place('"""Title\n=======\n"""\n')).toBeUndefined()
  expect(place('"""\n<<<<<<< begins a conflict\n"""\n')).toBeUndefined()
})

describe('encodings', () => {
  const bytes = (text: string) => Buffer.from(text, 'latin1')
  test('bytes that are not UTF-8 are a problem unless declared', () => {
    expect(parsePython(bytes("x = '\xe9'\n")).problem?.kind).toBe('encoding')
    expect(parsePython(bytes("# -*- coding: latin-1 -*-\nx = '\xe9'\n")).problem).toBeUndefined()
    expect(parsePython(Buffer.from('# coding: utf-8\nx = "é"\n')).problem).toBeUndefined()
    expect(parsePython(bytes("# coding: mac-unknown\nx = '\xe9'\n")).problem).toBeUndefined()
  })
  test('a byte order mark is skipped', () => {
    expect(parsePython(Buffer.from('\uFEFFx = 1\n')).problem).toBeUndefined()
  })
})
