/**
 * What can be said of a Python expression without running it. `at` is an offset in the text.
 * - `name`: a dotted name, with imports resolved (`models.CharField` -> `django.db.models.CharField`); what it holds is not known here
 * - `maybe` (only as an item of a list): present or not, depending on a condition
 * - `unknown`: nothing is known; as an item of a list with `many` it stands for any number of items
 */
export type Value =
  | { kind: 'string'; value: string; at: number }
  | { kind: 'number'; value: number; at: number }
  | { kind: 'constant'; value: boolean | null; at: number }
  | ListValue
  | { kind: 'dict'; entries: { key: Value; value: Value }[]; complete: boolean; at: number }
  | CallValue
  | { kind: 'name'; name: string; at: number }
  | { kind: 'class'; facts: ClassFacts; at: number }
  | { kind: 'maybe'; value: Value; reason: string; at: number }
  | UnknownValue

export interface ListValue {
  kind: 'list'
  /** a Python list; tuples and sets are lists that cannot be appended to */
  mutable: boolean
  items: Value[]
  at: number
}
export interface CallValue {
  kind: 'call'
  /** the dotted name of what is called, imports resolved; `''` where it is not a name */
  name: string
  args: Value[]
  keywords: Map<string, Value>
  /** false when `*x` or `**x` hides arguments */
  complete: boolean
  /** in the body of a function: the call whose result this method is called on (`op.get_bind()` of `op.get_bind().execute(…)`) */
  on?: CallValue | undefined
  at: number
}
export interface UnknownValue {
  kind: 'unknown'
  reason: string
  many?: boolean | undefined
  at: number
}

export interface ClassFacts {
  name: string
  at: number
  bases: Value[]
  attributes: Map<string, Value>
  methods: string[]
}

export type Scope = Map<string, Value>

/** Calls that read a list and do not change it. */
const harmless = new Set([
  'list',
  'tuple',
  'sorted',
  'len',
  'set',
  'frozenset',
  'print',
  'sum',
  'reversed',
  'enumerate',
  'dict',
  'str',
  'repr',
  'any',
  'all'
])
/** A class body: reads fall through to the module, writes stay in the class. */
export class OverlayScope extends Map<string, Value> {
  private readonly own: Scope
  private readonly outer: Scope
  constructor(own: Scope, outer: Scope) {
    super()
    this.own = own
    this.outer = outer
  }
  override get(name: string): Value | undefined {
    return this.own.get(name) ?? this.outer.get(name)
  }
  override set(name: string, value: Value): this {
    this.own.set(name, value)
    return this
  }
}

export function unknown(reason: string, at: number, many?: boolean): UnknownValue {
  return { kind: 'unknown', reason, at, many }
}

export function forget(list: ListValue, reason: string, at: number): void {
  list.items.push(unknown(reason, at, true))
}

/** `left + right` */
export function sumOf(left: Value, right: Value, at: number): Value {
  if (left.kind === 'string' && right.kind === 'string') return { kind: 'string', value: left.value + right.value, at }
  if (left.kind === 'list' || right.kind === 'list') {
    const items = (value: Value) => (value.kind === 'list' ? value.items : [unknown(reasonOf(value), value.at, true)])
    const mutable = left.kind === 'list' ? left.mutable : right.kind === 'list' && right.mutable
    return { kind: 'list', mutable, items: [...items(left), ...items(right)], at }
  }
  return unknown('a sum of values that are not read', at)
}

/** `base.property` */
export function memberOf(base: Value, property: string, at: number): Value {
  if (base.kind === 'name') return { kind: 'name', name: `${base.name}.${property}`, at }
  if (base.kind === 'class') return base.facts.attributes.get(property) ?? unknown('an attribute that is not read', at)
  return unknown('an attribute of another value', at)
}

/** What the parentheses of a call hold. */
export interface Arguments {
  args: Value[]
  keywords: Map<string, Value>
  complete: boolean
}

/** `name(…)`, which stands from `from` to `to`. Lists that it may change are no longer known. */
export function callOf(name: string, { args, keywords, complete }: Arguments, { from, to }: { from: number; to: number }): Value {
  const first = args[0]
  if ((name === 'list' || name === 'tuple') && keywords.size === 0) {
    if (first === undefined) return { kind: 'list', mutable: name === 'list', items: [], at: from }
    if (first.kind === 'list') return { kind: 'list', mutable: name === 'list', items: [...first.items], at: from }
  }
  // What another function gets, it may change.
  if (!harmless.has(name) && !/^(django|alembic|sqlalchemy)\./.test(name)) {
    const who = name === '' ? 'a function' : `${name}()`
    for (const argument of [...args, ...keywords.values()]) {
      if (argument.kind === 'list' && argument.mutable && (argument.at < from || argument.at >= to))
        forget(argument, `passed to ${who}`, from)
      else if (argument.kind === 'class') {
        for (const attribute of argument.facts.attributes.values())
          if (attribute.kind === 'list') forget(attribute, `passed to ${who}`, from)
      }
    }
  }
  return { kind: 'call', name, args, keywords, complete, at: from }
}

/** Why a value is not a list of known items. */
export function reasonOf(value: Value): string {
  switch (value.kind) {
    case 'unknown':
    case 'maybe':
      return value.reason
    case 'name':
      return `the value of ${value.name} is not in this file`
    case 'call':
      return `the result of ${value.name === '' ? 'a call' : `${value.name}()`}`
    default:
      return `a ${value.kind} where a list was expected`
  }
}

const simpleEscapes: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': ''
}

/** A string literal's value, or unknown for bytes and `\N{…}`. */
export function decodeString(literal: string, at: number): Value {
  const match = /^([a-zA-Z]*)('''|"""|'|")([\s\S]*)$/.exec(literal)
  if (match === null) return unknown('a string that is not read', at)
  const prefix = match[1]!.toLowerCase()
  if (prefix.includes('b')) return unknown('bytes', at)
  const quote = match[2]!
  const body = match[3]!.endsWith(quote) ? match[3]!.slice(0, -quote.length) : match[3]!
  if (prefix.includes('r') || !body.includes('\\'))
    return { kind: 'string', value: prefix.includes('f') ? body.replaceAll('{{', '{').replaceAll('}}', '}') : body, at }
  if (/\\N\{/.test(body)) return unknown('a named character', at)
  const value = body.replace(/\\(\r?\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])/g, (whole, code: string) => {
    if (code === '\r\n') return ''
    if (/^[xuU]./.test(code)) {
      const point = Number.parseInt(code.slice(1), 16)
      return Number.isNaN(point) || point > 0x10ffff ? whole : String.fromCodePoint(point)
    }
    if (/^[0-7]/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8))
    return simpleEscapes[code] ?? whole
  })
  return { kind: 'string', value, at }
}
