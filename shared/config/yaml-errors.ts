import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml'
import * as z from 'zod'
import { UserError } from '../errors.ts'
import { nearest } from '../nearest.ts'

/**
 * Reads YAML text by a schema. `source` is what messages call the text: a file's path, or `input checks`.
 * Errors: one UserError with every problem as `source:line:column: path: what is wrong`, unknown keys with the nearest known one.
 */
export function parseYaml<T>(schema: z.ZodType<T>, text: string, source: string): T {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const broken = document.errors.map(error => {
    const { line, col } = lines.linePos(error.pos[0])
    return `${source}:${line}:${col}: ${error.message}`
  })
  if (broken.length > 0) throw problem(source, broken)
  // A thousand aliases of aliases are an attack, not a configuration: the library stops at 100.
  const result = schema.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {})
  if (result.success) return result.data
  const found = new Set(result.error.issues.flatMap(issue => flatten(issue, [])).map(each => render(each, schema, document, lines, source)))
  throw problem(source, [...found])
}

interface Problem {
  readonly path: readonly PropertyKey[]
  readonly message: string
  /** Set for a key that the schema does not know: the place is the key and not its value. */
  readonly unknownKey?: string | undefined
}

function problem(source: string, lines: readonly string[]): UserError {
  return new UserError(`${source} is not usable:\n${lines.map(line => `  ${line}`).join('\n')}`)
}

/** One line per thing that is wrong; of a union's branches the one that came furthest, since that is the one that was meant. */
function flatten(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[]): Problem[] {
  const path = [...prefix, ...issue.path]
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => ({ path: [...path, key], message: 'no such key', unknownKey: key }))
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branches = issue.errors.map(branch => branch.flatMap(each => flatten(each, path)))
    // A branch whose own type or required key does not fit was not meant.
    const score = (branch: Problem[]) => branch.filter(each => each.message.startsWith('Invalid input')).length * 10 + branch.length
    return branches.reduce((best, branch) => (score(branch) < score(best) ? branch : best))
  }
  return [{ path, message: issue.message }]
}

function render(found: Problem, schema: z.ZodType, document: Document, lines: LineCounter, source: string): string {
  const { line, col } = lines.linePos(offsetOf(found, document))
  const where = found.path.map(String).join('.')
  const near = found.unknownKey === undefined ? undefined : nearest(found.unknownKey, knownKeys(schema, found.path.slice(0, -1)))
  return `${source}:${line}:${col}: ${where === '' ? '' : `${where}: `}${found.message}${near === undefined ? '' : `; did you mean ${near}?`}`
}

function offsetOf(found: Problem, document: Document): number {
  const { path } = found
  if (found.unknownKey !== undefined) {
    const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
    const pair = isMap(parent) ? parent.items.find(item => isNode(item.key) && String(item.key) === found.unknownKey) : undefined
    if (pair !== undefined && isNode(pair.key)) return pair.key.range?.[0] ?? 0
  }
  // What is missing has no place of its own: the nearest parent that stands in the text has one.
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

/** Every key that the schema knows at a path, over all branches of unions. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Node
  let nodes: Node[] = [json]
  for (const step of path) {
    nodes = nodes.flatMap(branches).flatMap(node => {
      if (typeof step === 'number') return node.items ? [node.items] : (node.prefixItems ?? [])
      const own = node.properties?.[String(step)]
      return own ? [own] : typeof node.additionalProperties === 'object' ? [node.additionalProperties] : []
    })
  }
  return [...new Set(nodes.flatMap(branches).flatMap(node => Object.keys(node.properties ?? {})))]
}

interface Node {
  readonly properties?: Record<string, Node>
  readonly additionalProperties?: Node | boolean
  readonly items?: Node
  readonly prefixItems?: Node[]
  readonly anyOf?: Node[]
  readonly oneOf?: Node[]
  readonly allOf?: Node[]
}

function branches(node: Node): Node[] {
  const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])]
  return inner.length === 0 ? [node] : inner.flatMap(branches)
}
