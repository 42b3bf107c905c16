// GitHub's expressions over plain values, and hashFiles.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { data, Evaluator, Lexer, Parser } from '@actions/expressions'
import type { ExpressionData } from '@actions/expressions/data/expressiondata'
import { is, items, pairs, type Token, template } from './parser.ts'
import { Red } from './types.ts'

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value }
export type Contexts = Record<string, Value>
export type Functions = Record<string, (...args: Value[]) => Value>

/** The package's dictionary loses keys such as `constructor`; and `env` is case-sensitive on Linux. */
class Dictionary extends data.Dictionary {
  readonly #entries = new Map<string, { key: string; value: ExpressionData }>()
  readonly #fold: (key: string) => string
  constructor(entries: [string, ExpressionData][], exact: boolean) {
    super()
    this.#fold = exact ? key => key : key => key.toLowerCase()
    for (const [key, value] of entries) if (!this.#entries.has(this.#fold(key))) this.#entries.set(this.#fold(key), { key, value })
  }
  override get(key: string): ExpressionData | undefined {
    return this.#entries.get(this.#fold(key))?.value
  }
  override values(): ExpressionData[] {
    return [...this.#entries.values()].map(e => e.value)
  }
  override pairs(): { key: string; value: ExpressionData }[] {
    return [...this.#entries.values()]
  }
}

function toData(value: Value | undefined, exact = false): ExpressionData {
  if (value === null || value === undefined) return new data.Null()
  if (typeof value === 'string') return new data.StringData(value)
  if (typeof value === 'number') return new data.NumberData(value)
  if (typeof value === 'boolean') return new data.BooleanData(value)
  if (Array.isArray(value)) return new data.Array(...value.map(v => toData(v)))
  return new Dictionary(
    Object.entries(value).map(([k, v]) => [k, toData(v)]),
    exact
  )
}

function fromData(value: ExpressionData): Value {
  if (value instanceof data.StringData || value instanceof data.NumberData || value instanceof data.BooleanData) return value.value
  if (value instanceof data.Array) return value.values().map(fromData)
  if (value instanceof data.Dictionary) return Object.fromEntries(value.pairs().map(p => [p.key, fromData(p.value)]))
  return null
}

export function evaluate(expression: string, contexts: Contexts, functions: Functions = {}): Value {
  const extensions = Object.entries(functions).map(([name, call]) => ({
    name,
    minArgs: 0,
    maxArgs: 255,
    call: (...args: ExpressionData[]) => toData(call(...args.map(fromData)))
  }))
  const all = new Dictionary(
    Object.entries(contexts).map(([name, value]) => [name, toData(value, name === 'env')]),
    false
  )
  const { tokens } = new Lexer(expression).lex()
  // The package unescapes only the first pair of quotes.
  for (const t of tokens) if (typeof t.value === 'string' && t.lexeme.startsWith("'")) t.value = t.lexeme.slice(1, -1).replaceAll("''", "'")
  const tree = new Parser(tokens, Object.keys(contexts), extensions).parse()
  return fromData(new Evaluator(tree, all, new Map(extensions.map(f => [f.name.toLowerCase(), f]))).evaluate())
}

export const truthy = (value: Value): boolean => !(value === null || value === false || value === '' || value === 0 || Number.isNaN(value))

/** How GitHub writes a value into a string. */
export const text = (value: Value | undefined): string => toData(value).coerceString()

/** The value of a token with all its expressions evaluated. */
export function value(token: Token | undefined, file: string, contexts: Contexts, functions: Functions = {}): Value {
  if (token === undefined || is(token, 'null')) return null
  if (is(token, 'insert')) throw new Red('${{ insert }} is not supported by this runner', file, token.line)
  if (token.isExpression) {
    const one = (expression: string) => {
      try {
        return evaluate(expression, contexts, functions)
      } catch (error) {
        throw new Red(`\${{ ${expression.trim()} }}: ${(error as Error).message}`, file, token.line)
      }
    }
    const mixed = template(token)
    if (mixed === undefined) return one(token.expression ?? '')
    // A `}}` inside a quoted text of the expression does not end it.
    return mixed.replace(/\$\{\{((?:'(?:[^']|'')*'|(?!\}\})[^'])*)\}\}/g, (_, expression: string) => {
      const part = one(expression)
      if (part !== null && typeof part === 'object')
        throw new Red(`\${{ ${expression.trim()} }} is not a text: use toJSON()`, file, token.line)
      return text(part)
    })
  }
  if (is(token, 'sequence')) return items(token).map(t => value(t, file, contexts, functions))
  if (is(token, 'mapping')) {
    const out: Record<string, Value> = {}
    for (const pair of pairs(token)) {
      if (pair.keyToken.isExpression) throw new Red('an expression as a key is not supported by this runner', file, pair.keyToken.line)
      out[pair.key] = value(pair.value, file, contexts, functions)
    }
    return out
  }
  return token.value ?? null
}

export function textOf(token: Token | undefined, file: string, contexts: Contexts, functions: Functions = {}): string {
  const result = value(token, file, contexts, functions)
  if (result !== null && typeof result === 'object') throw new Red('a text is needed here, not a list or a mapping', file, token?.line)
  return text(result)
}

/** A mapping of texts, such as `env` or `with`. */
export function texts(token: Token | undefined, file: string, contexts: Contexts, functions: Functions = {}): Record<string, string> {
  const whole = token?.isExpression ? value(token, file, contexts, functions) : undefined
  if (whole !== undefined) {
    if (whole === null || typeof whole !== 'object' || Array.isArray(whole)) throw new Red('a mapping is needed here', file, token?.line)
    return Object.fromEntries(Object.entries(whole).map(([k, v]) => [k, text(v)]))
  }
  const out: Record<string, string> = {}
  for (const pair of pairs(token)) {
    if (is(pair.keyToken, 'insert') || pair.keyToken.isExpression)
      throw new Red('an expression as a key is not supported by this runner', file, pair.keyToken.line)
    out[pair.key] = textOf(pair.value, file, contexts, functions)
  }
  return out
}

/** `**` crosses directories, `*` and `?` do not. */
function glob(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/|\*\*|\*|\?|\[!?[^\]]+\]|[\\^$.|+(){}[\]]/g, part =>
    part === '**/'
      ? '(?:.*/)?'
      : part === '**'
        ? '.*'
        : part === '*'
          ? '[^/]*'
          : part === '?'
            ? '[^/]'
            : part.length > 2
              ? part.replace('[!', '[^')
              : `\\${part}`
  )
  return new RegExp(`^${source}(?:/.*)?$`)
}

/** SHA-256 of the SHA-256 of each file that matches, in the order of their paths; '' when none does. */
export function hashFiles(workspace: string, ...patterns: Value[]): string {
  const tests = patterns
    .flatMap(p => text(p).split('\n'))
    .map(p => p.trim())
    .filter(p => p !== '' && !p.startsWith('#'))
    .map(p => {
      const path = p.replace(/^!/, '').replace(/^\.\//, '')
      return { keep: !p.startsWith('!'), test: glob(path.startsWith('/') ? relative(workspace, path) : path) }
    })
  const files: string[] = []
  const walk = (dir: string) => {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      const path = join(dir, entry.name)
      if (entry.isDirectory()) walk(path)
      else if (entry.isFile()) {
        const name = relative(workspace, path)
        if (tests.reduce((in_, t) => (t.test.test(name) ? t.keep : in_), false)) files.push(path)
      }
    }
  }
  walk(workspace)
  if (files.length === 0) return ''
  const result = createHash('sha256')
  for (const file of files.sort()) result.update(createHash('sha256').update(readFileSync(file)).digest())
  return result.digest('hex')
}
