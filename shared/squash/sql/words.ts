import { type Dialect, Tokens } from './tokens.ts'

/** A token that is no blank. `upper`: a word in capitals, a sign as it is, `''` for what is in quotes. */
interface Word {
  kind: 'word' | 'name' | 'string' | 'sign'
  text: string
  upper: string
  from: number
  to: number
}

/** The words of one statement, read one after the other. Reading beyond the end gives empty words, never an error. */
export class Words {
  readonly #words: readonly Word[]
  readonly #end: number
  #at: number

  constructor(words: readonly Word[], at = 0, end = words.length) {
    this.#words = words
    this.#at = at
    this.#end = end
  }

  static of(text: string, dialect: Dialect): Words {
    const tokens = new Tokens(text, dialect)
    tokens.delimiter = '\0'
    const words: Word[] = []
    for (let token = tokens.at(0, false); token !== undefined; token = tokens.at(token.to, false)) {
      const { kind, from, to } = token
      if (kind === 'space' || kind === 'line' || kind === 'end') continue
      const part = text.slice(from, to)
      words.push({ kind, text: part, upper: kind === 'word' || kind === 'sign' ? part.toUpperCase() : '', from, to })
    }
    return new Words(words)
  }

  get done(): boolean {
    return this.#at >= this.#end
  }

  /** Offset of the next word in the statement; undefined at the end. */
  get offset(): number | undefined {
    return this.done ? undefined : this.#words[this.#at]!.from
  }

  peek(ahead = 0): Word {
    const index = this.#at + ahead
    return index < this.#end ? this.#words[index]! : { kind: 'sign', text: '', upper: '', from: 0, to: 0 }
  }

  next(): Word {
    const word = this.peek()
    this.#at++
    return word
  }

  /** Whether these words come next; then they are read. */
  take(...words: string[]): boolean {
    if (!words.every((word, ahead) => this.peek(ahead).upper === word)) return false
    this.#at += words.length
    return true
  }

  /** Reads one of these words. */
  any(...words: string[]): string | undefined {
    return words.includes(this.peek().upper) ? this.next().upper : undefined
  }

  /** A name, with that of its schema: `db.t`. Lower case where it is not in quotes; undefined where there is none. */
  name(): string | undefined {
    const part = () => {
      const { kind, text } = this.peek()
      if (kind !== 'word' && kind !== 'name' && !(kind === 'string' && text.startsWith('"'))) return undefined
      this.next()
      return kind === 'word' ? text.toLowerCase() : text.slice(1, -1).replaceAll(/([`"])\1/g, '$1')
    }
    let name = part()
    while (name !== undefined && this.peek().upper === '.') {
      this.next()
      name += `.${part() ?? ''}`
    }
    return name
  }

  /** What is in the brackets that come next; undefined where there are none. */
  brackets(): Words | undefined {
    if (this.peek().upper !== '(') return undefined
    const from = this.#at + 1
    let depth = 0
    for (; this.#at < this.#end; this.#at++) {
      const { upper } = this.#words[this.#at]!
      if (upper === '(') depth++
      else if (upper === ')' && --depth === 0) break
    }
    const inside = new Words(this.#words, from, Math.min(this.#at, this.#end))
    this.#at++
    return inside
  }

  /** The rest, cut at the commas that are in no brackets. */
  list(): Words[] {
    const parts: Words[] = []
    let depth = 0
    let from = this.#at
    for (; this.#at < this.#end; this.#at++) {
      const { upper } = this.#words[this.#at]!
      if (upper === '(') depth++
      else if (upper === ')') depth--
      else if (upper === ',' && depth === 0) {
        parts.push(new Words(this.#words, from, this.#at))
        from = this.#at + 1
      }
    }
    if (from < this.#end) parts.push(new Words(this.#words, from, this.#end))
    return parts
  }

  /** Whether one of these words is in the rest, outside of brackets. */
  has(...words: string[]): boolean {
    let depth = 0
    for (let i = this.#at; i < this.#end; i++) {
      const { upper } = this.#words[i]!
      if (upper === '(') depth++
      else if (upper === ')') depth--
      else if (depth === 0 && words.includes(upper)) return true
    }
    return false
  }

  /** Words that brackets follow, anywhere in the rest: functions that are called. */
  called(): string[] {
    const found: string[] = []
    for (let i = this.#at; i + 1 < this.#end; i++)
      if (this.#words[i + 1]!.upper === '(' && (this.#words[i]!.kind === 'word' || this.#words[i]!.kind === 'name'))
        found.push(this.#words[i]!.text.toUpperCase())
    return found
  }

  /** Whether all that is left are numbers, texts and signs. */
  isLiteral(): boolean {
    for (let i = this.#at; i < this.#end; i++) {
      const { kind, upper } = this.#words[i]!
      if (kind === 'name' || (kind === 'word' && !/^(?:NULL|TRUE|FALSE|CURRENT_TIMESTAMP|CURRENT_DATE)$/.test(upper))) return false
    }
    return true
  }

  /** The names in the first brackets of the rest: the columns of a key. */
  firstBrackets(): string[] {
    const copy = this.copy()
    while (!copy.done && copy.peek().upper !== '(') copy.next()
    return (
      copy
        .brackets()
        ?.list()
        .flatMap(each => each.name() ?? []) ?? []
    )
  }

  copy(): Words {
    return new Words(this.#words, this.#at, this.#end)
  }

  /** The rest as it is written, without blanks. */
  text(): string {
    return this.#words
      .slice(this.#at, this.#end)
      .map(word => (word.kind === 'word' ? word.text.toLowerCase() : word.text))
      .join('')
  }
}
