import { type Arguments, callOf, decodeString, memberOf, OverlayScope, type Scope, sumOf, type Value } from './python-values.ts'

/**
 * Reads a module that holds nothing but imports, assignments of literals, names and calls, and classes of such assignments: nearly every migration that
 * a framework has written. It is a parser of that part of Python alone, ten times as fast as one of the whole language and without a tree.
 * undefined: something stands there that it does not know, however harmless, and the whole parser must look. What it answers is exactly what
 * that parser would (python-plain.test.ts compares them).
 */
export function readPlain(text: string): Scope | undefined {
  // Marks of a merge have rules of their own.
  if (text.includes('<<<<<<<') || text.includes('>>>>>>>')) return undefined
  try {
    return new PlainReader(text).module()
  } catch (error) {
    if (error === notPlain) return undefined
    throw error
  }
}

/** Thrown where the text leaves the part of the language that is read here. */
const notPlain = new Error('not plain')

/** All words that mean something by themselves, in Python 2 or 3, or only in some places. */
const keywords = new Set(
  `and as assert async await break case class continue def del elif else except exec finally for from global if import in is lambda match
  nonlocal not or pass print raise return try type while with yield None True False _ __debug__`.split(/\s+/)
)

/** The parser of the whole language ends at 400 nested values; it judges what comes near. */
const maximumNesting = 60

const [newline, carriageReturn, space, doubleQuote, hash, quote, openRound, closeRound] = [10, 13, 32, 34, 35, 39, 40, 41] as const
const [plus, comma, minus, point, colon, equals] = [43, 44, 45, 46, 58, 61] as const
const [openSquare, backslash, closeSquare, openBrace, closeBrace] = [91, 92, 93, 123, 125] as const

class PlainReader {
  private readonly text: string
  private readonly names: Scope = new Map()
  private at = 0
  private nesting = 0
  /** how many brackets are open: within them a line end is a space */
  private brackets = 0

  constructor(text: string) {
    this.text = text
  }

  module(): Scope {
    while (this.nextLine(0)) {
      const start = this.at
      const word = isLetter(this.code()) ? this.word() : ''
      if (word === 'import') this.importStatement(start)
      else if (word === 'from') this.fromStatement(start)
      else if (word === 'class') this.classStatement(start)
      else {
        this.at = start
        this.simpleStatement(this.names)
      }
    }
    if (this.at < this.text.length) throw notPlain
    return this.names
  }

  /** Goes to the next statement of a block of this depth. false: the block ends before, and the place stays. */
  private nextLine(depth: number): boolean {
    for (;;) {
      const start = this.at
      this.spaces()
      const code = this.code()
      if (code === hash) this.comment()
      else if (Number.isNaN(code)) return false
      else if (code !== newline) {
        if (this.at - start === depth) return true
        this.at = start
        return false
      }
      if (this.code() === newline) this.at++
    }
  }

  /** A docstring, `pass`, or `name = value`. */
  private simpleStatement(scope: Scope): void {
    const code = this.code()
    if (code === quote || code === doubleQuote) this.string()
    else {
      const name = this.word()
      if (name !== 'pass') {
        if (keywords.has(name)) throw notPlain
        this.spaces()
        this.take(equals)
        this.spaces()
        scope.set(name, this.value(scope))
      }
    }
    this.endOfLine()
  }

  private importStatement(from: number): void {
    this.someSpaces()
    const path = this.path()
    if (path.startsWith('.')) throw notPlain
    const alias = this.alias()
    const top = path.split('.')[0]!
    this.names.set(alias ?? top, { kind: 'name', name: alias === undefined ? top : path, at: from })
    this.endOfLine()
  }

  private fromStatement(from: number): void {
    this.someSpaces()
    const module = this.path()
    this.someSpaces()
    if (this.word() !== 'import') throw notPlain
    this.someSpaces()
    const bind = () => {
      const name = this.name()
      const full = module.endsWith('.') ? module + name : `${module}.${name}`
      this.names.set(this.alias() ?? name, { kind: 'name', name: full, at: from })
    }
    if (this.code() === openRound) {
      const start = this.at
      this.within(closeRound, bind)
      // Of nothing at all the whole parser knows what to say.
      if (/^\(\s*\)$/.test(this.text.slice(start, this.at))) throw notPlain
    } else {
      bind()
      for (this.spaces(); this.code() === comma; this.spaces()) {
        this.at++
        this.spaces()
        bind()
      }
    }
    this.endOfLine()
  }

  private alias(): string | undefined {
    const start = this.at
    this.spaces()
    if (this.at > start && isLetter(this.code()) && this.word() === 'as') {
      this.someSpaces()
      return this.name()
    }
    this.at = start
    return undefined
  }

  private classStatement(from: number): void {
    this.someSpaces()
    const name = this.name()
    if (this.code() !== openRound) throw notPlain
    const bases = this.args(this.names)
    if (bases.keywords.size > 0) throw notPlain
    this.take(colon)
    this.endOfLine()
    const attributes: Scope = new Map()
    const scope = new OverlayScope(attributes, this.names)
    const depth = this.firstDepth()
    while (this.nextLine(depth)) this.simpleStatement(scope)
    this.names.set(name, { kind: 'class', facts: { name, at: from, bases: bases.args, attributes, methods: [] }, at: from })
  }

  /** How deep the first statement of a block stands. The place stays where it is. */
  private firstDepth(): number {
    const start = this.at
    for (;;) {
      const line = this.at
      this.spaces()
      if (this.code() === hash) this.comment()
      if (this.code() !== newline) {
        const depth = this.at - line
        if (depth === 0 || Number.isNaN(this.code())) throw notPlain
        this.at = start
        return depth
      }
      this.at++
    }
  }

  /** A sum, or one operand. */
  private value(scope: Scope): Value {
    if (++this.nesting > maximumNesting) throw notPlain
    const from = this.at
    let value = this.operand(scope)
    for (let count = 0; count < maximumNesting; count++) {
      const end = this.at
      const isCommented = this.blanks()
      if (this.code() !== plus) {
        // What stands behind it is looked at by whoever asked for the value.
        this.at = end
        this.nesting--
        return value
      }
      this.at++
      if (this.blanks() || isCommented) throw notPlain
      value = sumOf(value, this.operand(scope), from)
    }
    throw notPlain
  }

  /** A literal, a name with its points and calls, or something in brackets. */
  private operand(scope: Scope): Value {
    const from = this.at
    const code = this.code()
    if (code === quote || code === doubleQuote) return this.strings()
    if (isDigit(code)) return { kind: 'number', value: this.number(), at: from }
    if (code === minus) {
      this.at++
      return { kind: 'number', value: -this.number(), at: from }
    }
    if (code === openRound) return this.tuple(scope)
    if (code === openSquare) return this.list(scope)
    if (code === openBrace) return this.braces(scope)
    const prefixed = this.text.charCodeAt(from + 1)
    if ((prefixed === quote || prefixed === doubleQuote) && isPrefix(code)) return this.strings()
    return this.nameOrCall(scope)
  }

  private nameOrCall(scope: Scope): Value {
    const from = this.at
    const first = this.word()
    let value: Value
    if (first === 'True' || first === 'False') value = { kind: 'constant', value: first === 'True', at: from }
    else if (first === 'None') value = { kind: 'constant', value: null, at: from }
    else if (keywords.has(first)) throw notPlain
    else value = scope.get(first) ?? { kind: 'name', name: first, at: from }
    for (let count = 0; count < maximumNesting; count++) {
      const code = this.code()
      if (code === point) {
        this.at++
        value = memberOf(value, this.name(), from)
      } else if (code === openRound) {
        const name = value.kind === 'name' ? value.name : value.kind === 'class' ? value.facts.name : ''
        const given = this.args(scope)
        value = callOf(name, given, { from, to: this.at })
      } else return value
    }
    throw notPlain
  }

  /** From the opening bracket to behind the closing one. */
  private args(scope: Scope): Arguments {
    const given: Arguments = { args: [], keywords: new Map(), complete: true }
    this.within(closeRound, () => {
      const name = this.keyword()
      if (name !== undefined) given.keywords.set(name, this.value(scope))
      else if (given.keywords.size > 0) throw notPlain
      else given.args.push(this.value(scope))
    })
    return given
  }

  /** The name of `name=value`; the place is then that of the value. undefined: it is not one, and the place stays. */
  private keyword(): string | undefined {
    const start = this.at
    if (!isLetter(this.code())) return undefined
    const name = this.word()
    const isCommented = this.blanks()
    if (this.code() !== equals) {
      this.at = start
      return undefined
    }
    this.at++
    if (this.blanks() || isCommented || keywords.has(name)) throw notPlain
    return name
  }

  /** `(value)` is that value. */
  private tuple(scope: Scope): Value {
    const at = this.at
    const items: Value[] = []
    const commas = this.within(closeRound, () => items.push(this.value(scope)))
    return items.length === 1 && commas === 0 ? items[0]! : { kind: 'list', mutable: false, items, at }
  }

  private list(scope: Scope): Value {
    const at = this.at
    const items: Value[] = []
    this.within(closeSquare, () => items.push(this.value(scope)))
    return { kind: 'list', mutable: true, items, at }
  }

  /** A dictionary, or a set. */
  private braces(scope: Scope): Value {
    const at = this.at
    const items: Value[] = []
    const entries: { key: Value; value: Value }[] = []
    this.within(closeBrace, () => {
      const key = this.value(scope)
      this.blanks()
      if (this.code() !== colon) items.push(key)
      else {
        this.at++
        this.blanks()
        entries.push({ key, value: this.value(scope) })
      }
    })
    if (items.length === 0) return { kind: 'dict', entries, complete: true, at }
    if (entries.length > 0) throw notPlain
    return { kind: 'list', mutable: false, items, at }
  }

  /** Reads item by item to behind the closing bracket; answers how many commas there were. */
  private within(end: number, item: () => void): number {
    this.at++
    this.brackets++
    let commas = 0
    for (;;) {
      this.blanks()
      if (this.code() === end) break
      item()
      this.blanks()
      if (this.code() !== comma) break
      this.at++
      commas++
    }
    this.take(end)
    this.brackets--
    return commas
  }

  /** Strings that stand behind each other are one. */
  private strings(): Value {
    const from = this.at
    const first = this.string()
    let all: Value[] | undefined
    for (;;) {
      const end = this.at
      const isCommented = this.blanks()
      const code = this.code()
      const next = this.text.charCodeAt(this.at + 1)
      if (code !== quote && code !== doubleQuote && !(isPrefix(code) && (next === quote || next === doubleQuote))) {
        this.at = end
        break
      }
      if (isCommented) throw notPlain
      all ??= [first]
      all.push(this.string())
    }
    if (all === undefined) return first
    let value = ''
    for (const part of all) {
      if (part.kind !== 'string') return part
      value += part.value
    }
    return { kind: 'string', value, at: from }
  }

  private string(): Value {
    const { text } = this
    const from = this.at
    const isRaw = this.code() === 114 || this.code() === 82
    const start = isPrefix(this.code()) ? from + 1 : from
    const mark = text.charCodeAt(start)
    const isLong = text.charCodeAt(start + 1) === mark && text.charCodeAt(start + 2) === mark
    const width = isLong ? 3 : 1
    let hasBackslash = false
    let at = start + width
    for (; ; at++) {
      const code = text.charCodeAt(at)
      if (code === mark && (!isLong || (text.charCodeAt(at + 1) === mark && text.charCodeAt(at + 2) === mark))) break
      if (Number.isNaN(code) || code === carriageReturn || (code === newline && !isLong)) throw notPlain
      if (code !== backslash) continue
      // Whether one at the end of a raw string escapes the quote is left to the whole parser.
      if (isRaw) throw notPlain
      hasBackslash = true
      at++
      const escaped = text.charCodeAt(at)
      if (escaped === newline || escaped === carriageReturn) throw notPlain
    }
    this.at = at + width
    if (start > from || hasBackslash) return decodeString(text.slice(from, this.at), from)
    return { kind: 'string', value: text.slice(start + width, at), at: from }
  }

  /** Decimal, as it is nearly always written. */
  private number(): number {
    const start = this.at
    this.digits()
    const isZero = this.text.charCodeAt(start) === 48
    if (isZero && this.at > start + 1) throw notPlain
    if (this.code() === point) {
      this.at++
      this.digits()
    }
    const code = this.code()
    if (isLetter(code) || code === point || code >= 128) throw notPlain
    return Number(this.text.slice(start, this.at))
  }

  private digits(): void {
    const start = this.at
    while (isDigit(this.code())) this.at++
    if (this.at === start) throw notPlain
  }

  /** `a.b.c`, or with points in front of it. */
  private path(): string {
    const start = this.at
    while (this.code() === point) this.at++
    if (this.at === start || isLetter(this.code())) {
      this.name()
      while (this.code() === point) {
        this.at++
        this.name()
      }
    }
    return this.text.slice(start, this.at)
  }

  /** A word that is no keyword. */
  private name(): string {
    const word = this.word()
    if (keywords.has(word)) throw notPlain
    return word
  }

  private word(): string {
    const { text } = this
    const start = this.at
    if (!isLetter(text.charCodeAt(start))) throw notPlain
    let at = start + 1
    let code = text.charCodeAt(at)
    while (isLetter(code) || isDigit(code)) code = text.charCodeAt(++at)
    // A letter of another script.
    if (code >= 128) throw notPlain
    this.at = at
    return text.slice(start, at)
  }

  /** Goes over spaces, and within brackets over line ends and comments. Answers whether there was a comment. */
  private blanks(): boolean {
    let isCommented = false
    for (;;) {
      const code = this.code()
      if (code === space) this.at++
      else if (this.brackets === 0) return false
      else if (code === newline) this.at++
      else if (code === hash) {
        this.comment()
        isCommented = true
      } else return isCommented
    }
  }

  private spaces(): void {
    while (this.code() === space) this.at++
  }

  private someSpaces(): void {
    this.take(space)
    this.spaces()
  }

  private comment(): void {
    const { text } = this
    let code = text.charCodeAt(this.at)
    while (code !== newline && !Number.isNaN(code)) {
      if (code === carriageReturn) throw notPlain
      code = text.charCodeAt(++this.at)
    }
  }

  /** Nothing but a comment is left of the line; the place is behind it. */
  private endOfLine(): void {
    this.spaces()
    if (this.code() === hash) this.comment()
    if (this.at < this.text.length) this.take(newline)
  }

  private take(code: number): void {
    if (this.code() !== code) throw notPlain
    this.at++
  }

  /** NaN at the end. */
  private code(): number {
    return this.text.charCodeAt(this.at)
  }
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** The one letter that may stand in front of a string, without what formats it: `b`, `r`, `u`. */
function isPrefix(code: number): boolean {
  return code === 98 || code === 114 || code === 117 || code === 66 || code === 82 || code === 85
}
