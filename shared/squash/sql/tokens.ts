/** The three ways to write quotes and comments that the databases have. */
export type Dialect = 'postgres' | 'mysql' | 'sqlite'

export interface Token {
  /**
   * - `space`: blanks and comments, and the marks around code that only MySQL runs
   * - `line`: a line for the client, not the server: a meta-command of psql, DELIMITER of mysql
   * - `word`: a name or keyword without quotes; `name`: one in quotes; `string`: a text in quotes
   */
  kind: 'space' | 'line' | 'word' | 'name' | 'string' | 'sign' | 'end'
  from: number
  to: number
  /** what a quote or comment lacks: its end */
  open?: 'string' | 'name' | 'comment' | 'dollar quote' | undefined
}

const blank = /[ \t\r\n\f\v\u00a0]+/y
const word = /[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}_$]*/uy
const lineComment = /--[^\n\r]*/y
const mysqlLineComment = /(?:--(?=[\s]|$)|#)[^\n\r]*/y
const number = /\d[\w.]*|\.\d\w*/y
const parameter = /\$\d+/y
const dollarQuote = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy
/** What may stand between two parts of one string in PostgreSQL: blanks with a line break among them, and no comment. */
const continued = /[ \t\f\v]*[\n\r][ \t\f\v\n\r]*'/y
const delimiterLine = /DELIMITER[ \t]+(\S+)[^\n\r]*/iy
const metaCommand = /\\[^\n\r]*/y

/** Cuts a text into tokens, one at a time. It never fails: what is not closed reaches to the end of the text and says so. */
export class Tokens {
  readonly text: string
  readonly #dialect: Dialect
  /** what ends a statement; DELIMITER changes it in the files of MySQL */
  delimiter = ';'
  /** backslashes escape in plain strings too: MySQL, and PostgreSQL where `standard_conforming_strings` is off */
  backslashes: boolean

  constructor(text: string, dialect: Dialect) {
    this.text = text
    this.#dialect = dialect
    this.backslashes = dialect === 'mysql'
  }

  /** The token that begins at an offset, undefined behind the end. `fresh`: no statement is open, so that a line may be for the client. */
  at(from: number, fresh: boolean): Token | undefined {
    const { text } = this
    if (from >= text.length) return undefined
    const token = (kind: Token['kind'], to: number, open?: Token['open']): Token =>
      open === undefined ? { kind, from, to } : { kind, from, to, open }
    const match = (pattern: RegExp): number => {
      pattern.lastIndex = from
      return pattern.test(text) ? pattern.lastIndex : -1
    }
    const character = text[from]!
    let to = match(blank)
    if (to > 0) return token('space', to)
    if (text.startsWith(this.delimiter, from)) return token('end', from + this.delimiter.length)
    to = match(this.#dialect === 'mysql' ? mysqlLineComment : lineComment)
    if (to > 0) return token('space', to)
    if (text.startsWith('/*', from)) return this.#comment(from)
    if (this.#dialect === 'mysql' && text.startsWith('*/', from)) return token('space', from + 2)
    if (fresh && this.#dialect === 'postgres' && character === '\\') return token('line', match(metaCommand))
    if (fresh && this.#dialect === 'mysql' && (character === 'D' || character === 'd')) {
      to = match(delimiterLine)
      if (to > 0) {
        delimiterLine.lastIndex = from
        this.delimiter = delimiterLine.exec(text)![1]!
        return token('line', to)
      }
    }
    if (character === "'") return this.#quoted(from, from + 1, 'string', this.backslashes)
    if (character === '"') return this.#quoted(from, from + 1, this.#dialect === 'mysql' ? 'string' : 'name', this.#dialect === 'mysql')
    if (character === '`' && this.#dialect !== 'postgres') return this.#quoted(from, from + 1, 'name', false)
    if (character === '[' && this.#dialect === 'sqlite') {
      const end = text.indexOf(']', from)
      return end < 0 ? token('name', text.length, 'name') : token('name', end + 1)
    }
    if (this.#dialect === 'postgres' && character === '$') {
      to = match(parameter)
      if (to > 0) return token('sign', to)
      to = match(dollarQuote)
      if (to > 0) {
        const tag = text.slice(from, to)
        const end = text.indexOf(tag, to)
        return end < 0 ? token('string', text.length, 'dollar quote') : token('string', end + tag.length)
      }
    }
    to = match(word)
    if (to > 0) {
      // E'…' has escapes; the other letters before a quote change nothing about where the string ends.
      if (to === from + 1 && text[to] === "'" && this.#dialect === 'postgres' && /[ebxn]/i.test(character))
        return this.#quoted(from, to + 1, 'string', /e/i.test(character) || this.backslashes)
      return token('word', to)
    }
    to = match(number)
    return token('sign', to > 0 ? to : from + (text.codePointAt(from)! > 0xffff ? 2 : 1))
  }

  /** Nested in PostgreSQL. What MySQL runs of a comment (the marked kind) is code; its marks are blanks. */
  #comment(from: number): Token {
    const { text } = this
    if (this.#dialect === 'mysql') {
      const code = /\/\*M?!\d*/y
      code.lastIndex = from
      if (code.test(text)) return { kind: 'space', from, to: code.lastIndex }
    }
    let depth = 1
    const mark = this.#dialect === 'postgres' ? /\/\*|\*\//g : /\*\//g
    mark.lastIndex = from + 2
    for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
      depth += found[0] === '/*' ? 1 : -1
      if (depth === 0) return { kind: 'space', from, to: mark.lastIndex }
    }
    return { kind: 'space', from, to: text.length, open: 'comment' }
  }

  #quoted(from: number, inside: number, kind: 'string' | 'name', backslashes: boolean): Token {
    const { text } = this
    const quote = text[inside - 1]!
    for (let i = inside; i < text.length; i++) {
      const character = text[i]
      if (character === '\\' && backslashes) i++
      else if (character === quote) {
        if (text[i + 1] === quote) i++
        else {
          if (kind === 'name' || this.#dialect !== 'postgres') return { kind, from, to: i + 1 }
          continued.lastIndex = i + 1
          if (!continued.test(text)) return { kind, from, to: i + 1 }
          i = continued.lastIndex - 1
        }
      }
    }
    return { kind, from, to: text.length, open: kind }
  }
}
