// GitHub's own parser for workflow and action files, and a small view of its tokens.
import { readFileSync } from 'node:fs'
import * as nodeModule from 'node:module'
import type { TemplateContext } from '@actions/workflow-parser/templates/template-context'
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token'
import { isScalar, LineCounter, parseDocument, visit } from 'yaml'
import { Red } from './types.ts'

// The package imports its .json schemas without the attribute that Node asks for. The hook lives only while it loads.
// jest loads modules itself: it needs no hook and refuses one.
const hook =
  'jest' in import.meta
    ? undefined
    : nodeModule.registerHooks({
        load: (url, context, next) =>
          next(url, url.endsWith('.json') ? { ...context, importAttributes: { ...context.importAttributes, type: 'json' } } : context)
      })
const { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } = await import('@actions/workflow-parser')
const { parseAction } = await import('@actions/workflow-parser/actions/action-parser')
const { convertToIfCondition } = await import('@actions/workflow-parser/model/converter/if-condition')
hook?.deregister()

export interface Token {
  readonly templateTokenType: number
  readonly line: number | undefined
  readonly isExpression: boolean
  readonly expression?: string
  readonly value?: string | number | boolean
  [Symbol.iterator]?: () => Iterator<unknown>
}
export interface Pair {
  key: string
  keyToken: Token
  value: Token
}
export interface Document {
  file: string
  root: Token
  context: TemplateContext
}

const kinds = { string: 0, sequence: 1, mapping: 2, expression: 3, insert: 4, boolean: 5, number: 6, null: 7 } as const
export const is = (token: Token | undefined, kind: keyof typeof kinds): boolean => token?.templateTokenType === kinds[kind]

export const items = (token: Token | undefined): Token[] =>
  is(token, 'sequence') ? ([...(token as Iterable<Token> & Token)] as Token[]) : []
export function pairs(token: Token | undefined): Pair[] {
  if (!is(token, 'mapping')) return []
  return [...(token as Token & Iterable<{ key: Token; value: Token }>)].map(p => ({
    key: String(p.key.value ?? ''),
    keyToken: p.key,
    value: p.value
  }))
}
export const get = (token: Token | undefined, key: string): Token | undefined => pairs(token).find(p => p.key === key)?.value
/** A scalar, or a list of scalars, as strings. */
export const strings = (token: Token | undefined): string[] =>
  token === undefined || is(token, 'null')
    ? []
    : is(token, 'sequence')
      ? items(token).map(t => String(t.value ?? ''))
      : [String(token.value ?? '')]

/**
 * Texts with expressions in them. The parser is made for editors: of a text over several lines it keeps the source, indentation and
 * all, so the text itself is looked up in the YAML document.
 */
const templates = new WeakMap<object, string>()
/** The text around and including `${{ }}`; undefined when the token is one expression or has none. */
export const template = (token: Token): string | undefined => templates.get(token)

interface Mixed extends Token {
  readonly originalExpressions?: unknown[]
  readonly source?: string
  readonly range?: { start: { line: number; column: number }; end: { line: number } }
}
function findTemplates(root: Token, content: string): void {
  const counter = new LineCounter()
  const texts = new Map<string, string>()
  visit(parseDocument(content, { lineCounter: counter, uniqueKeys: false }), {
    Scalar: (_, node) => {
      if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return
      const { line, col } = counter.linePos(node.range[0])
      texts.set(`${line}:${col}`, node.value)
    }
  })
  const walk = (token: Mixed) => {
    for (const child of items(token)) walk(child)
    for (const pair of pairs(token)) walk(pair.value)
    if (token.originalExpressions === undefined || !token.range) return
    const { start, end } = token.range
    const text = start.line === end.line ? token.source : texts.get(`${start.line}:${start.column}`)
    if (text === undefined) throw new Error(`no YAML text at ${start.line}:${start.column}`)
    templates.set(token, text)
  }
  walk(root)
}

function document(file: string, content: string, parsed: { context: TemplateContext; value: TemplateToken | undefined }): Document {
  const [error] = parsed.context.errors.getErrors()
  if (error) throw new Red(error.rawMessage, file, error.range?.start.line ?? 1)
  if (!parsed.value) throw new Red('the file is empty', file, 1)
  const root = parsed.value as unknown as Token
  findTemplates(root, content)
  return { file, root, context: parsed.context }
}

export async function readWorkflow(file: string, content = readFileSync(file, 'utf8')): Promise<Document> {
  const parsed = parseWorkflow({ name: file, content }, new NoOperationTraceWriter())
  const result = document(file, content, parsed)
  // The conversion checks what the schema cannot: unknown needs, cycles, double ids.
  await convertWorkflowTemplate(parsed.context, parsed.value as TemplateToken)
  document(file, content, parsed)
  return result
}

export function readAction(file: string): Document {
  const content = readFileSync(file, 'utf8')
  return document(file, content, parseAction({ name: file, content }, new NoOperationTraceWriter()))
}

/** The expression of an `if`, with `success() &&` in front unless it asks for a status itself. */
export function condition(doc: Document, token: Token | undefined): string {
  if (token === undefined) return 'success()'
  const converted = convertToIfCondition(doc.context, token as unknown as TemplateToken)
  if (!converted) throw new Red(`the condition cannot be read: ${String(token.expression ?? token.value)}`, doc.file, token.line)
  return converted.expression
}
