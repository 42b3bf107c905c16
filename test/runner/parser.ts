// GitHub's own parser for workflow and action files, and a small view of its tokens.
import { readFileSync } from 'node:fs'
import * as nodeModule from 'node:module'
import type { TemplateContext } from '@actions/workflow-parser/templates/template-context'
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token'
import { Red } from './types.ts'

// The package imports its .json schemas without the attribute that Node asks for. The hook lives only while it loads; jest resolves modules itself and needs none.
const hook = nodeModule.registerHooks?.({
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

function document(file: string, parsed: { context: TemplateContext; value: TemplateToken | undefined }): Document {
  const [error] = parsed.context.errors.getErrors()
  if (error) throw new Red(error.rawMessage, file, error.range?.start.line ?? 1)
  if (!parsed.value) throw new Red('the file is empty', file, 1)
  return { file, root: parsed.value as unknown as Token, context: parsed.context }
}

export async function readWorkflow(file: string, content = readFileSync(file, 'utf8')): Promise<Document> {
  const parsed = parseWorkflow({ name: file, content }, new NoOperationTraceWriter())
  const result = document(file, parsed)
  // The conversion checks what the schema cannot: unknown needs, cycles, double ids.
  await convertWorkflowTemplate(parsed.context, parsed.value as TemplateToken)
  document(file, parsed)
  return result
}

export function readAction(file: string): Document {
  const content = readFileSync(file, 'utf8')
  return document(file, parseAction({ name: file, content }, new NoOperationTraceWriter()))
}

/** The expression of an `if`, with `success() &&` in front unless it asks for a status itself. */
export function condition(doc: Document, token: Token | undefined): string {
  if (token === undefined) return 'success()'
  const converted = convertToIfCondition(doc.context, token as unknown as TemplateToken)
  if (!converted) throw new Red(`the condition cannot be read: ${String(token.expression ?? token.value)}`, doc.file, token.line)
  return converted.expression
}
