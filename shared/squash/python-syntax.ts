import type { SyntaxNode, Tree } from '@lezer/common'
import { parser } from '@lezer/python'

export interface SyntaxProblem {
  kind: 'conflict' | 'syntax' | 'encoding'
  /** offset in the text */
  at: number
  message: string
}

export interface ParsedPython {
  text: string
  tree: Tree
  /** the first problem, if any */
  problem: SyntaxProblem | undefined
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Decodes as Python does: UTF-8 unless the first two lines declare another encoding. One that is not known here is read byte by byte. */
export function decodePython(content: Uint8Array | string): { text: string; problem: SyntaxProblem | undefined } {
  if (typeof content === 'string') return { text: content.replace(/^\uFEFF/, ''), problem: undefined }
  const head = Buffer.from(content.buffer, content.byteOffset, Math.min(content.byteLength, 400)).toString('latin1').split(/\r?\n/, 2)
  const declared = head.map(line => /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(line)?.[1]).find(name => name !== undefined)
  if (declared !== undefined && !/^utf[-_]?8(-sig)?$/i.test(declared))
    return { text: decoderOf(declared).decode(content), problem: undefined }
  try {
    return { text: utf8.decode(content), problem: undefined }
  } catch {
    const text = new TextDecoder('utf-8').decode(content)
    return {
      text,
      problem: {
        kind: 'encoding',
        at: Math.max(0, text.indexOf('\uFFFD')),
        message: 'the bytes are not UTF-8, and no other encoding is declared'
      }
    }
  }
}

function decoderOf(name: string): { decode(content: Uint8Array): string } {
  try {
    return new TextDecoder(name.replace(/^latin[-_]1$/i, 'latin1').replaceAll('_', '-'))
  } catch {
    return { decode: content => Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1') }
  }
}

/** Parses one module; the tree is complete even where the text is broken (lezer recovers), so `problem` must be looked at. */
export function parsePython(content: Uint8Array | string): ParsedPython {
  return parseText(decodePython(content))
}

/** The same of a text that `decodePython` gave. */
export function parseText({ text, problem }: { text: string; problem: SyntaxProblem | undefined }): ParsedPython {
  let tree = parser.parse(text)
  if (problem !== undefined) return { text, tree, problem }
  const conflict = findConflict(text, tree)
  if (conflict !== undefined) return { text, tree, problem: conflict }
  if (firstError(tree) !== undefined) {
    const eased = easeForLezer(text, tree)
    if (eased !== text) tree = parser.parse(eased)
  }
  const at = firstError(tree)
  const open = at === undefined ? undefined : findOpenString(text, tree, at)
  if (open !== undefined)
    return { text, tree, problem: { kind: 'syntax', at: open, message: `a string that is not closed in ${excerpt(text, open)}` } }
  if (at !== undefined)
    return { text, tree, problem: { kind: 'syntax', at: pointAt(text, at), message: `invalid syntax near ${excerpt(text, at)}` } }
  return { text, tree, problem: findLenient(text, tree) }
}

/** The offset of the first node that the parser had to skip or to invent. */
function firstError(tree: Tree): number | undefined {
  const cursor = tree.cursor()
  do if (cursor.type.isError) return cursor.from
  while (cursor.next())
  return undefined
}

/** A string that begins before the first error and has no closing quote: the error shows only on a later line. */
function findOpenString(text: string, tree: Tree, before: number): number | undefined {
  let found: number | undefined
  tree.iterate({
    to: before,
    enter: node => {
      if (found === undefined && (node.name === 'String' || node.name === 'FormatString') && isOpenString(text.slice(node.from, node.to)))
        found = node.from
    }
  })
  return found
}

/**
 * Marks of an unresolved merge. `=======` alone is a common underline in a docstring, so it counts only between the other two;
 * a single opening or closing mark counts where it is not inside a string.
 */
function findConflict(text: string, tree: Tree): SyntaxProblem | undefined {
  if (!/^(<{7}|>{7})(\s|$)/m.test(text)) return undefined
  const whole = /^<{7}(?: [^\n]*)?\r?\n[\s\S]*?^={7}\r?$[\s\S]*?^>{7}(?: [^\n]*)?\r?$/m.exec(text)
  const message = 'unresolved merge conflict'
  if (whole !== null) return { kind: 'conflict', at: whole.index, message }
  for (const mark of text.matchAll(/^(<{7}|>{7})(\s|$)/gm)) {
    const name = tree.resolveInner(mark.index, 1).name
    if (name !== 'String' && name !== 'FormatString' && name !== 'Escape') return { kind: 'conflict', at: mark.index, message }
  }
  return undefined
}

/**
 * Valid Python that @lezer/python 1.1 does not know, rewritten at equal length so that every position stays: a bare `yield`, a float that
 * ends in its point, a starred target of a loop, a target after `as` that is not a name, a `case` with empty brackets, spaces in
 * front of the end. Found by parsing 16,493 valid files.
 */
function easeForLezer(text: string, tree: Tree): string {
  const opaque: [number, number][] = []
  tree.iterate({
    enter: node => {
      if (node.name !== 'String' && node.name !== 'Comment') return true
      opaque.push([node.from, node.to])
      return false
    }
  })
  let index = 0
  const isOpaque = (at: number) => {
    while (index < opaque.length && opaque[index]![1] <= at) index++
    return index < opaque.length && opaque[index]![0] <= at
  }
  const rewrite = (source: string, pattern: RegExp, replacement: (match: string) => string) => {
    index = 0
    return source.replace(pattern, (match: string, ...rest: unknown[]) =>
      isOpaque(rest.find(value => typeof value === 'number') as number) ? match : replacement(match)
    )
  }
  let eased = rewrite(text, /\byield\b(?=[ \t]*(?:[\r\n)\];#,]|$))/g, () => 'yie1d')
  eased = rewrite(eased, /(?<![\w.])\d[\d_]*\.(?![\w.])/g, match => `${match.slice(0, -1)}0`)
  eased = rewrite(eased, /(?<![\w.])\d[\d_]*\.(?=[eEjJ])/g, match => `${match.slice(0, -1)}0`)
  eased = rewrite(eased, /\bfor\b[^\n:]*?\bin\b/g, match => match.replaceAll('*', ' '))
  eased = rewrite(eased, /\bas[ \t]+(?:\([^()\n]*\)|\w+(?:\.\w+)+)(?=[ \t]*[:,)])/g, match => `as ${'x'.repeat(match.length - 3)}`)
  // The spaces of a last line that does not end are read as a block.
  eased = rewrite(eased, /(?<=\n)[ \t]+$/g, match => '\n'.repeat(match.length))
  eased = rewrite(eased, /^[ \t]+case\b[^\n]*:/gm, match => match.replaceAll('()', '  ').replaceAll('{}', '_ '))
  return eased
}

/** What lezer accepts and Python 3 does not: found by breaking real migrations at random and asking CPython. The first one in the text. */
function findLenient(text: string, tree: Tree): SyntaxProblem | undefined {
  let problem: SyntaxProblem | undefined
  const report = (at: number, message: string) => {
    problem ??= { kind: 'syntax', at, message }
  }
  tree.iterate({
    // `at.node` builds the node's whole chain of parents: only where a check needs it.
    enter: at => {
      if (problem !== undefined) return false
      const { name, from, to } = at
      switch (name) {
        case 'PrintStatement':
          return report(from, '`print` without brackets is Python 2')
        case 'CompareOp':
          return text.slice(from, to) === '<>' ? report(from, '`<>` is Python 2') : undefined
        case 'Number':
          // `1.e-05` is read as an attribute `e` and a number `05`.
          return /^0[\d_]*[1-9][\d_]*$/.test(text.slice(from, to)) && !/[eE][-+]$/.test(text.slice(from - 2, from))
            ? report(from, 'a number cannot begin with 0')
            : undefined
        case 'String':
          return isOpenString(text.slice(from, to)) ? report(from, `a string that is not closed in ${excerpt(text, from)}`) : undefined
        case 'ArgList':
          return checkArguments(at.node, report)
        case 'TryStatement':
          return at.node.getChild('except') === null && at.node.getChild('finally') === null
            ? report(from, '`try` without `except` or `finally`')
            : undefined
        case 'ImportStatement':
          return at.node.lastChild?.name === ',' ? report(at.node.lastChild.from, 'a comma at the end of an import') : undefined
        case 'Script':
        case 'Body':
          return checkIndentation(text, at.node, report)
      }
    }
  })
  return problem
}

/** A string in single quotes ends on its line unless the line break is escaped. */
function isOpenString(literal: string): boolean {
  const quote = /^[a-zA-Z]*('''|"""|'|")/.exec(literal)
  if (quote === null) return false
  const body = literal.slice(quote[0].length)
  return !body.endsWith(quote[1]!) || (quote[1]!.length === 1 && /[\r\n]/.test(body.replace(/\\(\r\n|[\s\S])/g, '')))
}

function checkArguments(list: SyntaxNode, report: (at: number, message: string) => void): void {
  let named = false
  for (let child = list.firstChild; child !== null; child = child.nextSibling) {
    const starts = child.prevSibling?.name === '(' || child.prevSibling?.name === ','
    if (!starts || child.name === ')' || child.name === '*' || child.name === 'Comment') continue
    if (child.name === '**' || child.nextSibling?.name === 'AssignOp') named = true
    else if (named) report(child.from, 'a positional argument after a named one')
  }
}

/** The statements of a block that begin a line stand at one column: at the margin in a module, deeper than the header in a body. */
function checkIndentation(text: string, block: SyntaxNode, report: (at: number, message: string) => void): void {
  let expected = block.name === 'Script' ? '' : undefined
  for (let child = block.firstChild; child !== null; child = child.nextSibling) {
    if (child.name === ':' || child.name === 'Comment') continue
    const indent = text.slice(text.lastIndexOf('\n', child.from - 1) + 1, child.from)
    if (!/^[ \t\f]*$/.test(indent)) continue
    const margin = indent.replace(/^.*\f/, '')
    if (expected === undefined) expected = margin
    else if (margin !== expected) report(child.from, `unexpected indentation of ${excerpt(text, child.from)}`)
  }
}

/** An error node often stands behind the white space that follows the last good token; point at what a reader sees. */
function pointAt(text: string, at: number): number {
  let offset = Math.min(at, text.length)
  while (offset > 0 && (offset >= text.length || /\s/.test(text[offset]!))) offset--
  return offset
}

function excerpt(text: string, at: number): string {
  const point = pointAt(text, at)
  const start = text.lastIndexOf('\n', point) + 1
  const end = text.indexOf('\n', point)
  const line = text.slice(start, end < 0 ? text.length : end).trim()
  return `\`${line.length > 60 ? `${line.slice(0, 60)}…` : line}\``
}
