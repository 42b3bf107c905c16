import { describe, expect, test } from '@jest/globals'
import { readPython, type Value } from './python.ts'
import { type Step, stepsOf } from './python-body.ts'

const short = (value: Value): string =>
  value.kind === 'string' ? value.value : value.kind === 'call' ? `${value.name}(${value.args.map(short).join(', ')})` : `<${value.kind}>`

/** The steps of `f`, one text each: `?` conditional, `/` nested, the names of `with` calls in front. */
function steps(body: string, head = ''): string[] {
  const code = `from alembic import op\n${head}\ndef f(p):\n${body.replace(/^/gm, '    ')}\n`
  const text = ({ kind, value, conditional, nested, within }: Step) =>
    `${within.map(call => `${call.name}: `).join('')}${conditional ? '?' : ''}${nested ? '/' : ''}${kind === 'call' ? '' : `${kind} `}${short(value)}`
  return stepsOf(readPython(code), 'f')!.map(text)
}

describe('calls in their order', () => {
  test.each<[string, string, string[]]>([
    ['nothing', '"""A text."""\npass\n...', []],
    ['one', "op.drop_table('a')", ['alembic.op.drop_table(a)']],
    ['what a call is made of comes before it', "op.a(op.f('x'))", ['/alembic.op.f(x)', 'alembic.op.a(alembic.op.f(x))']],
    ['a result that is kept', 'b = op.get_bind()\nb.execute("x")', ['alembic.op.get_bind()', 'alembic.op.get_bind().execute(x)']],
    ['a chain', 'op.get_bind().execute("x")', ['/alembic.op.get_bind()', 'alembic.op.get_bind().execute(x)']],
    ['with', "with op.b('t') as t:\n    t.c('x')", ['alembic.op.b(t)', 'alembic.op.b: alembic.op.b().c(x)']],
    ['a condition', 'if p:\n    op.a()\nelse:\n    op.b()\nop.c()', ['?alembic.op.a()', '?alembic.op.b()', 'alembic.op.c()']],
    ['a return under a condition', 'if p:\n    return\nop.a()', ['?alembic.op.a()']],
    ['both ways return', 'if p:\n    return\nelse:\n    raise E()\nop.a()', ['?raise E()']],
    ['a return', 'return\nop.a()', []],
    ['raise', "raise E('x')\nop.a()", ['raise E(x)']],
    ['a loop over a list', "for t in ['a', 'b']:\n    op.a(t)", ['alembic.op.a(a)', 'alembic.op.a(b)']],
    ['a loop over pairs', "for t, c in [('a', 'b')]:\n    op.a(t, c)", ['alembic.op.a(a, b)']],
    ['a loop over what is not known', 'for t in p:\n    op.a(t)', ['?alembic.op.a(<unknown>)']],
    ['a loop that may end', "for t in ['a', 'b']:\n    if p:\n        break\n    op.a(t)", ['?alembic.op.a(<unknown>)']],
    ['a comprehension', '[op.a(t) for t in p]', ['?/alembic.op.a(<name>)']],
    ['try', 'try:\n    op.a()\nexcept E:\n    op.b()', ['?alembic.op.a()', '?alembic.op.b()']],
    [
      'try, where the handler raises',
      'try:\n    op.a()\nexcept E:\n    op.b()\n    raise\nop.c()',
      ['alembic.op.a()', '?alembic.op.b()', '?raise <unknown>', 'alembic.op.c()']
    ],
    ['assigned under a condition', "x = 'a'\nif p:\n    x = 'b'\n    op.a(x)\nop.b(x)", ['?alembic.op.a(b)', 'alembic.op.b(<unknown>)']],
    ['a list of its own', "x = []\nx.append('a')\nfor t in x:\n    op.a(t)", ['alembic.op.a(a)']],
    ['a function in it is not run', 'def g():\n    op.a()\nop.b()', ['alembic.op.b()']],
    ['a parameter', 'op.a(p)', ['alembic.op.a(<unknown>)']]
  ])('%s', (_, body, expected) => {
    expect(steps(body)).toEqual(expected)
  })
})

test('names of the module are seen as they are at the end', () => {
  expect(steps('op.a(X)', "X = 'a'")).toEqual(['alembic.op.a(a)'])
})

test('a call gives the parameters their values, by place, by name and by default', () => {
  const module = readPython("from alembic import op\ndef f(a, b='y', *, c=1):\n    op.a(a, b, c)\nX = f('x', c='z')\n")
  const call = module.names.get('X')
  expect(call?.kind === 'call' && stepsOf(module, 'f', call)!.map(step => short(step.value))).toEqual(['alembic.op.a(x, y, z)'])
  expect(stepsOf(module, 'f')!.map(step => short(step.value))).toEqual(['alembic.op.a(<unknown>, <unknown>, <unknown>)'])
})

test('a method of a class is not the function of its name', () => {
  const module = readPython('class C:\n    def f(self):\n        a()\n')
  expect(stepsOf(module, 'f')).toBeUndefined()
})
