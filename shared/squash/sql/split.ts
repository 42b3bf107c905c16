import type { Position } from '../model.ts'
import { type Dialect, type Token, Tokens } from './tokens.ts'

/** One statement of a text, without the blanks and comments around it and without what ends it. Offsets are of the text. */
export interface Statement {
  from: number
  to: number
  text: string
  /** `ALTER TABLE`, `CREATE INDEX`: what it does, in the words that it begins with */
  head: string
}

/** A quote or comment that is not closed, or a merge conflict. */
export interface SplitProblem {
  kind: 'syntax' | 'conflict'
  at: number
  message: string
}

/**
 * Cuts a text into statements as the database's own client does: what is in quotes, comments, brackets and the bodies of routines ends none. Lines for the
 * client (`\connect`) are statements of their own; DELIMITER lines are none. The data below a `COPY … FROM stdin` belongs to it.
 */
export function splitSql(text: string, dialect: Dialect): { statements: Statement[]; problem: SplitProblem | undefined } {
  const tokens = new Tokens(text, dialect)
  const statements: Statement[] = []
  let problem = findConflict(text, dialect)
  let from = -1
  let to = -1
  let brackets = 0
  let body = new Body(dialect)
  /** goose: what is between StatementBegin and StatementEnd is one statement */
  let held = false
  const close = () => {
    if (from < 0) return
    const statement = text.slice(from, to)
    statements.push({ from, to, text: statement, head: headOf(statement) })
    if (dialect === 'postgres' && /^SET\s/i.test(statement)) {
      const setting = /^SET\s+(?:SESSION\s+|LOCAL\s+)?standard_conforming_strings\s*(?:=|TO)\s*'?(\w+)/i.exec(statement)?.[1]
      if (setting !== undefined) tokens.backslashes = /^(?:off|false|no|0)$/i.test(setting)
    }
    from = -1
    brackets = 0
    body = new Body(dialect)
  }
  for (let token = tokens.at(0, true); token !== undefined; token = tokens.at(token.to, from < 0)) {
    if (token.open !== undefined && problem === undefined)
      problem = { kind: 'syntax', at: token.from, message: `a ${token.open} that is not closed in ${excerpt(text, token.from)}` }
    if (token.kind === 'space') {
      if (text.startsWith('-- +goose Statement', token.from)) {
        held = text.startsWith('-- +goose StatementBegin', token.from)
        if (!held) close()
      }
      continue
    }
    if (token.kind === 'line') {
      if (text[token.from] === '\\')
        statements.push({
          from: token.from,
          to: token.to,
          text: text.slice(token.from, token.to),
          head: headOf(text.slice(token.from, token.to))
        })
      continue
    }
    if (token.kind === 'end' && !held && brackets <= 0 && !(body.depth > 0 && tokens.delimiter === ';')) {
      if (dialect === 'postgres' && from >= 0 && /^COPY\b[\s\S]*\bFROM\s+STDIN\b/i.test(text.slice(from, Math.min(to, from + 4000)))) {
        const data = /\n\\\.(?=\r?\n|\r?$)/g
        data.lastIndex = token.to
        token = data.test(text) ? { ...token, to: data.lastIndex } : { ...token, to: text.length }
      }
      close()
      continue
    }
    if (from < 0) from = token.from
    to = token.kind === 'end' && held ? to : token.to
    if (token.kind === 'sign') {
      if (text[token.from] === '(') brackets++
      else if (text[token.from] === ')') brackets--
    }
    if (token.kind === 'word') body.see(text, token, brackets)
    else body.pause()
  }
  close()
  return { statements, problem }
}

const blocks = /^(?:BEGIN|CASE|END|IF|LOOP|WHILE|REPEAT)$/i

/** How deep a statement stands in the body of a routine that is not in quotes: `BEGIN ATOMIC … END` of PostgreSQL, BEGIN … END elsewhere. */
class Body {
  depth = 0
  #words: string[] = []
  #isRoutine: boolean | undefined
  #last = ''
  readonly #dialect: Dialect

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  /** `END; IF` is no `END IF`. */
  pause(): void {
    this.#last = ''
  }

  see(text: string, token: Token, brackets: number): void {
    if (this.#isRoutine === false) return
    const length = token.to - token.from
    if (this.#isRoutine === undefined) {
      if (this.#words.length === 0 && length !== 6) this.#isRoutine = false
      else {
        this.#words.push(text.slice(token.from, token.to).toUpperCase())
        this.#isRoutine = isRoutine(this.#words, this.#dialect)
      }
      return
    }
    if (brackets > 0) return
    const found = length <= 6 ? text.slice(token.from, token.to).toUpperCase() : ''
    if (blocks.test(found)) {
      if (found === 'BEGIN' && this.#last !== 'END') this.depth++
      else if (found === 'CASE' && this.depth > 0 && this.#last !== 'END') this.depth++
      else if (found === 'END' && this.depth > 0) this.depth--
      else if (this.#last === 'END' && found !== 'CASE' && found !== 'BEGIN') this.depth++
    }
    this.#last = found
  }
}

/** Whether the words that a statement begins with are those of a routine; undefined: not to be told yet. */
function isRoutine(words: readonly string[], dialect: Dialect): boolean | undefined {
  if (words[0] !== 'CREATE') return false
  const last = words.at(-1)!
  if (last === 'FUNCTION' || last === 'PROCEDURE') return dialect !== 'sqlite'
  if (last === 'TRIGGER' || last === 'EVENT') return dialect !== 'postgres'
  if (words.length === 1 || /^(?:OR|REPLACE|TEMP|TEMPORARY)$/.test(last)) return undefined
  // MySQL: CREATE DEFINER = name@host PROCEDURE
  if (dialect === 'mysql' && (last === 'DEFINER' || last === 'AGGREGATE' || words.includes('DEFINER')) && words.length < 8) return undefined
  return false
}

/** Marks of an unresolved merge, where they are not inside quotes. */
function findConflict(text: string, dialect: Dialect): SplitProblem | undefined {
  if (!/^(?:<{7}|>{7})(?:\s|$)/m.test(text)) return undefined
  const message = 'unresolved merge conflict'
  const whole = /^<{7}(?: [^\n]*)?\r?\n[\s\S]*?^={7}\r?$[\s\S]*?^>{7}(?: [^\n]*)?\r?$/m.exec(text)
  if (whole !== null) return { kind: 'conflict', at: whole.index, message }
  const marks = [...text.matchAll(/^(?:<{7}|>{7})(?:\s|$)/gm)].map(mark => mark.index)
  const tokens = new Tokens(text, dialect)
  for (let token = tokens.at(0, false); token !== undefined; token = tokens.at(token.to, false)) {
    if (token.kind === 'sign' && marks.includes(token.from)) return { kind: 'conflict', at: token.from, message }
  }
  return undefined
}

/** The words that say what a statement does: `ALTER TABLE`, `CREATE INDEX`. What only qualifies them is left out. */
export function headOf(statement: string): string {
  if (statement.startsWith('\\')) return /^\\\S*/.exec(statement)![0]
  const words = leadingWords(statement, 8)
  const first = words[0] ?? ''
  if (!/^(?:CREATE|ALTER|DROP|COMMENT|RENAME|TRUNCATE|LOCK|REFRESH|REINDEX)$/.test(first)) return first === '' ? 'statement' : first
  const rest = words
    .slice(1)
    .filter(
      each =>
        !/^(?:OR|REPLACE|UNIQUE|FULLTEXT|SPATIAL|TEMP|TEMPORARY|GLOBAL|LOCAL|UNLOGGED|ONLINE|OFFLINE|IGNORE|ON|CONSTRAINT|RECURSIVE)$/.test(
          each
        )
    )
  const object = rest[0] ?? ''
  if (!/^[A-Z]+$/.test(object) || /^(?:TRUNCATE|LOCK)$/.test(first)) return object === 'TABLE' ? `${first} TABLE` : first
  return /^(?:MATERIALIZED|FOREIGN|EVENT|TEXT|DEFAULT)$/.test(object) && rest[1] !== undefined
    ? `${first} ${object} ${rest[1]}`
    : `${first} ${object}`
}

function leadingWords(statement: string, limit: number): string[] {
  const words: string[] = []
  const next = /(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|--[^\n]*\n)*([A-Za-z_]+)(?=[\s;(/]|$)/y
  for (let found = next.exec(statement); found !== null && words.length < limit; found = next.exec(statement))
    words.push(found[1]!.toUpperCase())
  return words
}

/** What stands at an offset, short enough for a message. */
export function excerpt(text: string, at: number): string {
  const line = text
    .slice(at, at + 60)
    .split('\n', 1)[0]!
    .trimEnd()
  return `'${line.length > 40 ? `${line.slice(0, 40)}…` : line}'`
}

/** Line and column of offsets in one text; the lines are counted once. */
export function positions(text: string, file: string): (offset: number) => Position {
  let starts: number[] | undefined
  return offset => {
    if (starts === undefined) {
      starts = [0]
      for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1)
    }
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { file, line: low + 1, column: offset - starts[low]! + 1 }
  }
}
