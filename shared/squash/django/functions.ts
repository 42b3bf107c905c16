import type { SyntaxNode } from '@lezer/common'
import type { Operation, Position } from '../model.ts'
import { positions, readTree, type Value } from '../python.ts'
import { parsePython } from '../python-syntax.ts'
import type { SourceTree } from '../source.ts'

/** A function of a migration module that one of its operations runs, itself or through another. */
export interface UsedFunction {
  name: string
  /** from `def` to its end */
  text: string
  /** where an offset of `text` is */
  position(offset: number): Position
}

/** What `RunPython` runs of a migration's own file. */
export interface UsedFunctions {
  /** forwards and backwards; a function from another module is not looked at */
  functions: readonly UsedFunction[]
  /** what the file imports or only names, by the name that it has there: `Order` -> `orders.models.Order` */
  names: ReadonlyMap<string, string>
}

/** Several rules ask for the same, and to parse is nearly all of the work. A list of operations belongs to one file. */
const known = new WeakMap<SourceTree, WeakMap<readonly Operation[], UsedFunctions>>()

export function usedFunctions(operations: readonly Operation[], file: string, source: SourceTree): UsedFunctions {
  let ofSource = known.get(source)
  if (ofSource === undefined) known.set(source, (ofSource = new WeakMap()))
  const used = ofSource.get(operations) ?? read(operations, file, source)
  ofSource.set(operations, used)
  return used
}

function read(operations: readonly Operation[], file: string, source: SourceTree): UsedFunctions {
  const wanted = operations.flatMap(operation => functionNames(operation.call))
  const content = wanted.length === 0 ? undefined : source.read(file)
  if (content === undefined) return { functions: [], names: new Map() }
  const parsed = parsePython(content)
  const { text, tree } = parsed
  const nodes = new Map<string, SyntaxNode>()
  for (let node = tree.topNode.firstChild; node !== null; node = node.nextSibling) {
    const definition = node.name === 'DecoratedStatement' ? node.getChild('FunctionDefinition') : node
    const name = definition?.name === 'FunctionDefinition' ? definition.getChild('VariableName') : null
    if (definition !== null && name !== null) nodes.set(text.slice(name.from, name.to), definition)
  }
  const place = positions(text)
  const found = new Map<string, UsedFunction>()
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const node = nodes.get(name)
    if (node === undefined || found.has(name)) continue
    const { from } = node
    const own = text.slice(from, node.to)
    found.set(name, { name, text: own, position: offset => ({ file, ...place(from + offset) }) })
    for (const other of nodes.keys()) if (new RegExp(`\\b${other}\\b`).test(own)) wanted.push(other)
  }
  const names = found.size === 0 ? [] : [...readTree(parsed).names]
  return {
    functions: [...found.values()],
    names: new Map(names.flatMap(([name, value]) => (value.kind === 'name' ? [[name, value.name] as const] : [])))
  }
}

/** The names that the `RunPython` of a call are given, however deep it lies in lists and other operations. */
function functionNames(value: Value): string[] {
  if (value.kind === 'list') return value.items.flatMap(functionNames)
  if (value.kind !== 'call') return []
  const inner = [...value.args, ...value.keywords.values()]
  if (!/(^|\.)RunPython$/.test(value.name)) return inner.flatMap(functionNames)
  return inner.flatMap(one => (one.kind === 'name' ? [one.name] : []))
}
