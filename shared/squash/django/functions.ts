import { posix } from 'node:path'
import type { SyntaxNode } from '@lezer/common'
import type { Migration, Operation, Position } from '../model.ts'
import { positions, readTree, type Value } from '../python.ts'
import { parsePython } from '../python-syntax.ts'
import type { SourceTree } from '../source.ts'

/** A function that an operation of a migration runs, itself or through another. */
export interface UsedFunction {
  name: string
  /** from `def` to its end */
  text: string
  /** where an offset of `text` is */
  position(offset: number): Position
  /** what the file that it stands in imports: the name there, and the dotted path */
  imports: readonly (readonly [alias: string, path: string])[]
}

export interface UsedFunctions {
  found: UsedFunction[]
  /** what `RunPython` is given and is in no file of the source, with its operation's place */
  unknown: { name: string; reason: string; at: Position }[]
}

interface Module {
  file: string
  text: string
  functions: ReadonlyMap<string, SyntaxNode>
  imports: readonly (readonly [alias: string, path: string])[]
  place: (at: number) => { line: number; column: number }
}

/** A chain of helpers that is longer is nothing that a person has written for one migration. */
const limit = 200

/**
 * What `RunPython` runs of the project's own code, forwards and backwards: functions of the migration's file, of modules that it imports, and what
 * these call in turn.
 */
export function usedFunctions(migration: Migration, source: SourceTree): UsedFunctions {
  let ofSource = known.get(source)
  if (ofSource === undefined) known.set(source, (ofSource = new WeakMap()))
  const used = ofSource.get(migration.operations) ?? read(migration, source)
  ofSource.set(migration.operations, used)
  return used
}

/** Several rules ask for the same, and to parse is nearly all of the work. A list of operations belongs to one file, which two sources may share. */
const known = new WeakMap<SourceTree, WeakMap<readonly Operation[], UsedFunctions>>()

function read({ operations, file }: Migration, source: SourceTree): UsedFunctions {
  const used: UsedFunctions = { found: [], unknown: [] }
  const wanted = operations.flatMap(operation => functionNames(operation.call).map(name => ({ name, at: operation as Position })))
  if (wanted.length === 0) return used
  const modules = new Map<string, Module | undefined>()
  const moduleAt = (path: string) => {
    if (!modules.has(path)) modules.set(path, readModule(path, source))
    return modules.get(path)
  }
  const seen = new Set<string>()
  const take = (module: Module, name: string): boolean => {
    const node = module.functions.get(name)
    const key = `${module.file}:${name}`
    if (node === undefined) return false
    if (seen.has(key) || seen.size >= limit) return true
    seen.add(key)
    const text = module.text.slice(node.from, node.to)
    const { file: path, place, imports } = module
    used.found.push({ name, text, imports, position: offset => ({ file: path, ...place(node.from + offset) }) })
    for (const other of module.functions.keys()) if (new RegExp(`\\b${other}\\b`).test(text)) take(module, other)
    for (const [alias, target] of [...imports, ...importsWithin(text)])
      for (const [, member = ''] of text.matchAll(new RegExp(`(?<![.\\w])${alias}(?:\\.(\\w+))?\\s*\\(`, 'g')))
        follow(member === '' ? target : `${target}.${member}`, path)
    return true
  }
  /** false: it is no function of a file that is there */
  const follow = (path: string, from: string): boolean => {
    const name = path.slice(path.lastIndexOf('.') + 1)
    return modulePaths(path, from).some(each => {
      const module = moduleAt(each)
      return module !== undefined && take(module, name)
    })
  }
  const own = moduleAt(file)
  for (const { name, at } of wanted) {
    if (/^(django\.|migrations\.)|(^|\.)Run(Python|SQL)\.noop$/.test(name)) continue
    if (!name.includes('.') ? own !== undefined && take(own, name) : follow(name, file)) continue
    const there = name.includes('.') && modulePaths(name, file).find(each => moduleAt(each) !== undefined)
    used.unknown.push({
      name,
      at: { file: at.file, line: at.line, column: at.column },
      reason: there ? `${there} has no function of that name` : 'it is in no file of this source'
    })
  }
  return used
}

function readModule(file: string, source: SourceTree): Module | undefined {
  const content = source.read(file)
  if (content === undefined) return undefined
  const parsed = parsePython(content)
  const { text, tree } = parsed
  const functions = new Map<string, SyntaxNode>()
  for (let node = tree.topNode.firstChild; node !== null; node = node.nextSibling) {
    const definition = node.name === 'DecoratedStatement' ? node.getChild('FunctionDefinition') : node
    const name = definition?.name === 'FunctionDefinition' ? definition.getChild('VariableName') : null
    if (definition !== null && name !== null) functions.set(text.slice(name.from, name.to), definition)
  }
  const imports = [...readTree(parsed).names].flatMap(([name, value]) => (value.kind === 'name' ? [[name, value.name] as const] : []))
  return { file, text, functions, imports, place: positions(text) }
}

/** Where the module of `helpers.fill` may lie: as Python finds it from any folder around the migration, the nearest first. */
function modulePaths(path: string, from: string): string[] {
  const dots = /^\.*/.exec(path)![0].length
  const parts = path.slice(dots).split('.').slice(0, -1)
  let folder = posix.dirname(from)
  const folders: string[] = []
  if (dots > 0) {
    for (let level = 1; level < dots; level++) folder = posix.dirname(folder)
    folders.push(folder)
  } else
    for (;;) {
      folder = posix.dirname(folder)
      folders.push(folder)
      if (folder === '.' || folder === '/') break
    }
  return folders.flatMap(each => {
    const base = posix.join(each, ...parts)
    return parts.length === 0 ? [posix.join(base, '__init__.py')] : [`${base}.py`, `${base}/__init__.py`]
  })
}

/** What a function imports itself: the name, and the dotted path. */
export function importsWithin(text: string): (readonly [alias: string, path: string])[] {
  return [...text.matchAll(/^\s+from\s+([\w.]+)\s+import\s+(?:\(([^()]+)\)|([^()\n]+))/gm)].flatMap(([, module, inside, list = inside]) =>
    list!
      .split(',')
      .filter(part => part.trim() !== '')
      .map(part => {
        const [what = '', alias = what] = part.trim().split(/\s+as\s+/)
        return [alias, `${module}${module!.endsWith('.') ? '' : '.'}${what}`] as const
      })
  )
}

/** The names that the `RunPython` of a call are given, however deep it lies in lists and other operations. */
function functionNames(value: Value): string[] {
  if (value.kind === 'list') return value.items.flatMap(functionNames)
  if (value.kind !== 'call') return []
  const inner = [...value.args, ...value.keywords.values()]
  if (!/(^|\.)RunPython$/.test(value.name)) return inner.flatMap(functionNames)
  return inner.flatMap(one => (one.kind === 'name' ? [one.name] : []))
}
