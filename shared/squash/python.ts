import type { SyntaxNode } from '@lezer/common'
import { readPlain } from './python-plain.ts'
import { decodePython, type ParsedPython, parseText, type SyntaxProblem } from './python-syntax.ts'
import {
  type CallValue,
  type ClassFacts,
  callOf,
  decodeString,
  forget,
  type ListValue,
  memberOf,
  OverlayScope,
  reasonOf,
  type Scope,
  sumOf,
  unknown,
  type Value
} from './python-values.ts'

export { type CallValue, type ClassFacts, type ListValue, reasonOf, type Scope, type UnknownValue, type Value } from './python-values.ts'

export interface PythonModule {
  text: string
  problem: SyntaxProblem | undefined
  names: Map<string, Value>
  /** modules of `from x import *`, as written (with leading dots) */
  stars: string[]
  /** the module's own functions, for `stepsOf` */
  functions: ReadonlyMap<string, SyntaxNode>
  /** reads the inside of functions, for `stepsOf` */
  inside: BodyAccess
  /** line and column of an offset, both counted from 1, columns in UTF-16 units */
  position(at: number): { line: number; column: number }
}

/** What the reader of a function's body needs of the reader of its module. */
export interface BodyAccess {
  /** names of a block: reads fall through to `outer` (the module, where there is none), writes stay in the block; `own` holds them */
  block(outer?: Scope): { scope: Scope; own: Scope }
  value(node: SyntaxNode, scope: Scope): Value
  /** takes over what a statement assigns, imports, or does to lists */
  statement(node: SyntaxNode, scope: Scope, certainty: Certainty): void
}

/** How sure it is that a statement runs: once, perhaps, or any number of times. */
export type Certainty = 'always' | 'maybe' | 'repeated'

const mutators = new Set([
  'append',
  'extend',
  'insert',
  'remove',
  'pop',
  'clear',
  'sort',
  'reverse',
  '__setitem__',
  '__delitem__',
  '__iadd__'
])
const maximumDepth = 400

/**
 * Reads the facts of one module. Never throws on broken text: `problem` is then set and the facts are what could be recovered.
 * `resolveStar` gives the names of a module that is imported with `*`, where the caller can read it.
 */
export function readPython(content: Uint8Array | string, resolveStar?: (module: string) => Scope | undefined): PythonModule {
  const decoded = decodePython(content)
  const plain = decoded.problem === undefined ? readPlain(decoded.text) : undefined
  if (plain !== undefined) return moduleOf(decoded.text, plain)
  return readTree(parseText(decoded), resolveStar)
}

/** The same from the parser's whole tree, which is for what `readPlain` does not know. */
export function readTree(parsed: ParsedPython, resolveStar?: (module: string) => Scope | undefined): PythonModule {
  const reader = new Reader(parsed, resolveStar)
  reader.block(parsed.tree.topNode, reader.module, 'always')
  reader.settle()
  const { module: names, stars, bodies: functions } = reader
  return { text: parsed.text, problem: parsed.problem, names, stars, functions, inside: reader.inside(), position: positions(parsed.text) }
}

/** A module that is nothing but assignments and classes of them. */
function moduleOf(text: string, names: Scope): PythonModule {
  const noTree = () => {
    throw new Error('There is no tree of a module without functions')
  }
  const inside: BodyAccess = { block: noTree, value: noTree, statement: noTree }
  return { text, problem: undefined, names, stars: [], functions: new Map(), inside, position: positions(text) }
}

/** Line and column of offsets in a text; the line table is built on first use. */
export function positions(text: string): (at: number) => { line: number; column: number } {
  let starts: number[] | undefined
  return at => {
    if (starts === undefined) {
      starts = [0]
      for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1)
    }
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= at) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: at - starts[low]! + 1 }
  }
}

class Reader {
  readonly module: Scope = new Map()
  readonly stars: string[] = []
  private readonly text: string
  private readonly resolveStar: ((module: string) => Scope | undefined) | undefined
  /** bodies of the module's own functions, and which of them are called while the module is imported */
  private readonly functions = new Map<string, SyntaxNode>()
  private readonly called = new Set<string>()
  /** the functions that stand in the module itself, not in a class or in another function */
  readonly bodies = new Map<string, SyntaxNode>()
  /** whether a method is called on the result of another call is told only within bodies: a migration's own lists never need it */
  private bodyDepth = 0
  private depth = 0

  constructor(parsed: ParsedPython, resolveStar: ((module: string) => Scope | undefined) | undefined) {
    this.text = parsed.text
    this.resolveStar = resolveStar
  }

  /** For the bodies of functions, which are read after the module is: they see its names as they are at the end. */
  inside(): BodyAccess {
    const reading = <T>(read: () => T): T => {
      this.bodyDepth++
      try {
        return read()
      } finally {
        this.bodyDepth--
      }
    }
    return {
      block: (outer = this.module) => {
        const own: Scope = new Map()
        return { scope: new OverlayScope(own, outer), own }
      },
      value: (node, scope) => reading(() => this.value(node, scope)),
      statement: (node, scope, certainty) => reading(() => this.statement(node, scope, certainty))
    }
  }

  block(node: SyntaxNode, scope: Scope, certainty: Certainty): void {
    for (let child = node.firstChild; child !== null; child = child.nextSibling) this.statement(child, scope, certainty)
  }

  private statement(node: SyntaxNode, scope: Scope, certainty: Certainty): void {
    switch (node.name) {
      case 'StatementGroup':
        this.block(node, scope, certainty)
        return
      case 'ImportStatement':
        this.importStatement(node, scope)
        return
      case 'AssignStatement':
        this.assign(node, scope, certainty)
        return
      case 'UpdateStatement':
        this.update(node, scope, certainty)
        return
      case 'ExpressionStatement': {
        const expression = node.firstChild
        if (expression !== null && !this.mutation(expression, scope, certainty)) this.value(expression, scope)
        return
      }
      case 'DeleteStatement': {
        for (const child of children(node)) {
          const target = child.name === 'MemberExpression' ? this.targetList(child.firstChild, scope) : undefined
          if (target !== undefined) forget(target, 'an item is deleted', node.from)
          else if (child.name === 'VariableName') scope.set(this.slice(child), unknown('deleted', node.from))
        }
        return
      }
      case 'ClassDefinition':
        this.classDefinition(node, scope, certainty)
        return
      case 'DecoratedStatement': {
        for (const child of children(node)) {
          if (child.name === 'ClassDefinition') {
            this.classDefinition(child, scope, certainty)
            const name = child.getChild('VariableName')
            if (name !== null) scope.set(this.slice(name), unknown('a decorated class', child.from))
          } else if (child.name === 'FunctionDefinition') this.statement(child, scope, certainty)
        }
        return
      }
      case 'FunctionDefinition': {
        const name = node.getChild('VariableName')
        if (name === null) return
        this.functions.set(this.slice(name), node)
        if (scope === this.module) this.bodies.set(this.slice(name), node)
        scope.set(this.slice(name), { kind: 'name', name: this.slice(name), at: node.from })
        return
      }
      case 'IfStatement':
        this.ifStatement(node, scope, certainty)
        return
      case 'WithStatement':
        for (const body of node.getChildren('Body')) this.block(body, scope, certainty)
        return
      case 'ForStatement':
      case 'WhileStatement': {
        const keyword = node.getChild('in') ?? node.getChild('Body')
        for (const child of children(node)) {
          if (keyword !== null && child.from >= keyword.from) break
          if (child.name === 'VariableName') scope.set(this.slice(child), unknown('the variable of a loop', child.from))
        }
        for (const body of node.getChildren('Body')) this.block(body, scope, 'repeated')
        return
      }
      case 'TryStatement':
      case 'MatchStatement':
        for (const body of [
          ...node.getChildren('Body'),
          ...(node.getChild('MatchBody')?.getChildren('MatchClause') ?? []).flatMap(clause => clause.getChildren('Body'))
        ])
          this.block(body, scope, certainty === 'always' ? 'maybe' : certainty)
        return
      default:
        return
    }
  }

  private ifStatement(node: SyntaxNode, scope: Scope, certainty: Certainty): void {
    let decided = false
    let test: SyntaxNode | null = null
    let isElse = false
    for (const child of children(node)) {
      if (child.name === 'if' || child.name === 'elif') test = null
      else if (child.name === 'else') isElse = true
      else if (child.name === 'Body') {
        const known = isElse || (test?.name === 'Boolean' ? this.slice(test) === 'True' : undefined)
        if (known !== false && !decided) {
          const sure = known === true && !this.sawUncertainBranch(node, child)
          this.block(child, scope, sure ? certainty : certainty === 'always' ? 'maybe' : certainty)
        }
        if (known === true) decided = true
      } else test ??= child
    }
  }

  /** Whether a branch before this one depends on a condition that is not a literal. */
  private sawUncertainBranch(node: SyntaxNode, until: SyntaxNode): boolean {
    for (const child of children(node)) {
      if (child.from >= until.from) return false
      const previous = child.prevSibling
      if ((previous?.name === 'if' || previous?.name === 'elif') && child.name !== 'Boolean' && child.name !== 'Body') return true
    }
    return false
  }

  private importStatement(node: SyntaxNode, scope: Scope): void {
    const parts = [...children(node)]
    const text = (node_: SyntaxNode) => this.slice(node_)
    const importAt = parts.findIndex(part => part.name === 'import')
    if (importAt < 0) return
    const from = parts[0]?.name === 'from' ? parts.slice(1, importAt).map(text).join('') : undefined
    const rest = parts.slice(importAt + 1).filter(part => part.name !== '(' && part.name !== ')' && part.name !== 'Comment')
    let words: string[] = []
    const bind = () => {
      if (words.length === 0) return
      const as = words.indexOf('as')
      const path = (as < 0 ? words : words.slice(0, as)).join('')
      const alias = as < 0 ? undefined : words[as + 1]
      if (path === '*' && from !== undefined) {
        this.stars.push(from)
        for (const [name, value] of this.resolveStar?.(from) ?? new Map<string, Value>()) if (!name.startsWith('_')) scope.set(name, value)
      } else if (from !== undefined) {
        const full = from.endsWith('.') ? from + path : `${from}.${path}`
        scope.set(alias ?? path, { kind: 'name', name: full, at: node.from })
      } else if (alias !== undefined) scope.set(alias, { kind: 'name', name: path, at: node.from })
      else {
        const top = path.split('.')[0]!
        scope.set(top, { kind: 'name', name: top, at: node.from })
      }
      words = []
    }
    for (const part of rest) {
      if (part.name === ',') bind()
      else words.push(part.name === 'as' ? 'as' : text(part))
    }
    bind()
  }

  private assign(node: SyntaxNode, scope: Scope, certainty: Certainty): void {
    const groups: SyntaxNode[][] = [[]]
    for (const child of children(node)) {
      if (child.name === 'AssignOp') groups.push([])
      else if (child.name !== 'TypeDef' && child.name !== 'Comment') groups.at(-1)!.push(child)
    }
    const right = groups.length > 1 ? groups.pop()! : undefined
    if (right === undefined) return
    const value = right.length === 1 ? this.value(right[0]!, scope) : this.listOf(right, scope, false, right[0]?.from ?? node.from)
    for (const target of groups) {
      if (target.length === 1 && target[0]!.name === 'VariableName') {
        scope.set(this.slice(target[0]!), certainty === 'always' ? value : unknown('assigned under a condition', node.from))
      } else if (target.length === 1 && target[0]!.name === 'MemberExpression')
        this.assignMember(target[0]!, value, scope, certainty, node.from)
      else {
        for (const part of target) {
          for (const name of [part, ...part.getChildren('VariableName')]) {
            if (name.name === 'VariableName') scope.set(this.slice(name), unknown('unpacked from another value', node.from))
          }
        }
      }
    }
  }

  /** `Migration.x = …` after the class, `list[0] = …`. */
  private assignMember(target: SyntaxNode, value: Value, scope: Scope, certainty: Certainty, at: number): void {
    const base = target.firstChild === null ? undefined : this.value(target.firstChild, scope)
    const property = target.getChild('PropertyName')
    if (base?.kind === 'class' && property !== null) {
      base.facts.attributes.set(this.slice(property), certainty === 'always' ? value : unknown('assigned under a condition', at))
    } else if (base?.kind === 'list') forget(base, 'an item is assigned', at)
    else if (base?.kind === 'dict') base.complete = false
  }

  private update(node: SyntaxNode, scope: Scope, certainty: Certainty): void {
    const parts = [...children(node)].filter(child => child.name !== 'Comment')
    const operator = parts.findIndex(part => part.name === 'UpdateOp')
    const target = parts[0]
    if (target === undefined || operator < 0) return
    const right = parts.slice(operator + 1)
    const value = right.length === 1 ? this.value(right[0]!, scope) : this.listOf(right, scope, false, right[0]?.from ?? node.from)
    const list = this.targetList(target, scope)
    const isPlus = this.slice(parts[operator]!) === '+='
    if (list?.mutable === true) {
      if (isPlus) this.extend(list, value, certainty)
      else forget(list, 'changed by an operator that is not read', node.from)
      return
    }
    const current = this.value(target, scope)
    const next = isPlus ? sumOf(current, value, node.from) : unknown('an operator that is not read', node.from)
    const assigned = certainty === 'always' ? next : unknown('changed under a condition', node.from)
    if (target.name === 'VariableName') scope.set(this.slice(target), assigned)
    else if (target.name === 'MemberExpression') this.assignMember(target, assigned, scope, 'always', node.from)
  }

  /** `x.append(…)` and its like, as a statement. Returns whether it was one. */
  private mutation(node: SyntaxNode, scope: Scope, certainty: Certainty): boolean {
    if (node.name !== 'CallExpression') return false
    const callee = node.firstChild
    const method = callee?.name === 'MemberExpression' ? callee.getChild('PropertyName') : null
    if (callee === null || method === null || callee.firstChild === null) return false
    const name = this.slice(method)
    if (!mutators.has(name)) return false
    const list = this.targetList(callee.firstChild, scope)
    if (list === undefined) return false
    const call = this.argumentsOf(node, scope)
    const first = call.args[0]
    if (name === 'append' && first !== undefined && call.args.length === 1) this.add(list, first, certainty)
    else if ((name === 'extend' || name === '__iadd__') && first !== undefined) this.extend(list, first, certainty)
    else if (name === 'insert' && first?.kind === 'number' && first.value === 0 && call.args[1] !== undefined && certainty === 'always')
      list.items.unshift(call.args[1])
    else if (name === 'clear' && certainty === 'always') list.items.length = 0
    else forget(list, `changed by .${name}()`, node.from)
    return true
  }

  private add(list: ListValue, item: Value, certainty: Certainty): void {
    if (certainty === 'always') list.items.push(item)
    else if (certainty === 'maybe') list.items.push({ kind: 'maybe', value: item, reason: 'added under a condition', at: item.at })
    else list.items.push(unknown('added in a loop', item.at, true))
  }

  private extend(list: ListValue, value: Value, certainty: Certainty): void {
    if (value.kind === 'list') for (const item of [...value.items]) this.add(list, item, certainty)
    else list.items.push(unknown(reasonOf(value), value.at, true))
  }

  /** The list that a target names (`x`, `Migration.operations`), if it is known. */
  private targetList(node: SyntaxNode | null, scope: Scope): ListValue | undefined {
    if (node === null || (node.name !== 'VariableName' && node.name !== 'MemberExpression')) return undefined
    const value = this.value(node, scope)
    return value.kind === 'list' ? value : undefined
  }

  private classDefinition(node: SyntaxNode, scope: Scope, certainty: Certainty): void {
    const name = node.getChild('VariableName')
    if (name === null) return
    const argList = node.getChild('ArgList')
    const bases = argList === null ? [] : this.readArguments(argList, scope).args
    const attributes: Scope = new Map()
    const body = node.getChild('Body')
    const methods: string[] = []
    const facts: ClassFacts = { name: this.slice(name), at: node.from, bases, attributes, methods }
    if (body !== null) {
      this.block(body, new OverlayScope(attributes, scope), 'always')
      for (const child of children(body)) {
        const definition =
          child.name === 'DecoratedStatement' ? child.getChild('FunctionDefinition') : child.name === 'FunctionDefinition' ? child : null
        const method = definition?.getChild('VariableName')
        if (method !== null && method !== undefined) methods.push(this.slice(method))
      }
    }
    const value: Value = { kind: 'class', facts, at: node.from }
    scope.set(facts.name, certainty === 'always' ? value : { kind: 'maybe', value, reason: 'defined under a condition', at: node.from })
  }

  private value(node: SyntaxNode, scope: Scope): Value {
    if (++this.depth > maximumDepth) {
      this.depth--
      return unknown('nested too deeply', node.from)
    }
    try {
      return this.evaluate(node, scope)
    } finally {
      this.depth--
    }
  }

  private evaluate(node: SyntaxNode, scope: Scope): Value {
    const at = node.from
    switch (node.name) {
      case 'String':
        return decodeString(this.slice(node), at)
      case 'ContinuedString': {
        let joined = ''
        for (const child of children(node)) {
          const part = this.value(child, scope)
          if (part.kind === 'unknown') return part
          if (part.kind === 'string') joined += part.value
        }
        return { kind: 'string', value: joined, at }
      }
      case 'FormatString':
        return node.getChild('FormatReplacement') === null ? decodeString(this.slice(node), at) : unknown('a formatted string', at)
      case 'Number': {
        const number = Number(this.slice(node).replaceAll('_', ''))
        return Number.isNaN(number) ? unknown('a number that is not read', at) : { kind: 'number', value: number, at }
      }
      case 'Boolean':
        return { kind: 'constant', value: this.slice(node) === 'True', at }
      case 'None':
        return { kind: 'constant', value: null, at }
      case 'UnaryExpression': {
        const operand = node.lastChild === null ? undefined : this.value(node.lastChild, scope)
        const operator = node.firstChild === null ? '' : this.slice(node.firstChild)
        if (operand?.kind === 'number' && operator === '-') return { kind: 'number', value: -operand.value, at }
        return unknown('an expression', at)
      }
      case 'VariableName': {
        const name = this.slice(node)
        return scope.get(name) ?? { kind: 'name', name, at }
      }
      case 'MemberExpression':
        return this.member(node, scope)
      case 'ParenthesizedExpression': {
        const inner = [...children(node)].find(child => child.name !== '(' && child.name !== ')' && child.name !== 'Comment')
        return inner === undefined ? { kind: 'list', mutable: false, items: [], at } : this.value(inner, scope)
      }
      case 'ArrayExpression':
      case 'TupleExpression':
      case 'SetExpression':
        return this.listOf([...children(node)], scope, node.name === 'ArrayExpression', at)
      case 'DictionaryExpression':
        return this.dictionary(node, scope)
      case 'BinaryExpression': {
        const operator = node.getChild('ArithOp')
        const left = node.firstChild
        const right = node.lastChild
        if (operator === null || left === null || right === null || this.slice(operator) !== '+') return unknown('an expression', at)
        return sumOf(this.value(left, scope), this.value(right, scope), at)
      }
      case 'CallExpression':
        return this.call(node, scope)
      case 'ConditionalExpression':
        return unknown('depends on a condition', at)
      case 'ArrayComprehensionExpression':
      case 'ComprehensionExpression':
      case 'SetComprehensionExpression':
      case 'DictionaryComprehensionExpression':
        return unknown('a comprehension', at)
      default:
        return unknown('an expression', at)
    }
  }

  private member(node: SyntaxNode, scope: Scope): Value {
    const base = node.firstChild === null ? undefined : this.value(node.firstChild, scope)
    const property = node.getChild('PropertyName')
    if (base === undefined || property === null) return unknown('an item of another value', node.from)
    if (base.kind === 'call' && base.name !== '' && this.bodyDepth > 0)
      return { kind: 'name', name: `${base.name}().${this.slice(property)}`, at: node.from }
    return memberOf(base, this.slice(property), node.from)
  }

  private listOf(nodes: SyntaxNode[], scope: Scope, mutable: boolean, at: number): ListValue {
    const items: Value[] = []
    let star = false
    for (const child of nodes) {
      if (child.name === '*') star = true
      else if (!isPunctuation(child)) {
        const value = this.value(child, scope)
        if (!star) items.push(value)
        else if (value.kind === 'list') items.push(...value.items)
        else items.push(unknown(reasonOf(value), value.at, true))
        star = false
      }
    }
    return { kind: 'list', mutable, items, at }
  }

  private dictionary(node: SyntaxNode, scope: Scope): Value {
    const entries: { key: Value; value: Value }[] = []
    let complete = true
    let key: Value | undefined
    let splat = false
    for (const child of children(node)) {
      if (child.name === '**') splat = true
      else if (!isPunctuation(child)) {
        const value = this.value(child, scope)
        if (splat) {
          if (value.kind === 'dict') {
            entries.push(...value.entries)
            complete &&= value.complete
          } else complete = false
          splat = false
        } else if (key === undefined) key = value
        else {
          entries.push({ key, value })
          key = undefined
        }
      }
    }
    return { kind: 'dict', entries, complete, at: node.from }
  }

  private call(node: SyntaxNode, scope: Scope): Value {
    const callee = node.firstChild
    if (callee === null) return unknown('a call', node.from)
    const target = this.value(callee, scope)
    const name = target.kind === 'name' ? target.name : target.kind === 'class' ? target.facts.name : ''
    const call = this.argumentsOf(node, scope)
    const on = this.bodyDepth > 0 && name.includes('().') && callee.firstChild !== null ? this.value(callee.firstChild, scope) : undefined
    if (this.functions.has(name)) this.called.add(name)
    const value = callOf(name, call, node)
    if (value.kind === 'call' && on?.kind === 'call') value.on = on
    return value
  }

  private argumentsOf(node: SyntaxNode, scope: Scope): { args: Value[]; keywords: Map<string, Value>; complete: boolean } {
    const list = node.getChild('ArgList')
    return list === null ? { args: [], keywords: new Map(), complete: true } : this.readArguments(list, scope)
  }

  private readArguments(list: SyntaxNode, scope: Scope): { args: Value[]; keywords: Map<string, Value>; complete: boolean } {
    const args: Value[] = []
    const keywords = new Map<string, Value>()
    let complete = true
    let group: SyntaxNode[] = []
    const finish = () => {
      const [first, second, third] = group
      group = []
      if (first === undefined) return
      if (first.name === '*' && second !== undefined) {
        const value = this.value(second, scope)
        if (value.kind === 'list' && value.items.every(item => item.kind !== 'unknown' && item.kind !== 'maybe')) args.push(...value.items)
        else complete = false
      } else if (first.name === '**' && second !== undefined) {
        const value = this.value(second, scope)
        if (value.kind === 'dict' && value.complete && value.entries.every(entry => entry.key.kind === 'string')) {
          for (const entry of value.entries) if (entry.key.kind === 'string') keywords.set(entry.key.value, entry.value)
        } else complete = false
      } else if (second?.name === 'AssignOp' && third !== undefined) keywords.set(this.slice(first), this.value(third, scope))
      else if (second !== undefined) args.push(unknown('a generator', first.from))
      else args.push(this.value(first, scope))
    }
    for (const child of children(list)) {
      if (child.name === ',' || child.name === ')') finish()
      else if (child.name !== '(' && child.name !== 'Comment' && !child.type.isError) group.push(child)
    }
    finish()
    return { args, keywords, complete }
  }

  /** Lists that a called function of this module changes are no longer known. */
  settle(): void {
    for (const name of this.called) {
      const body = this.functions.get(name)
      if (body === undefined) continue
      const code = this.slice(body)
      for (const match of code.matchAll(/\b(\w+)(?:\.(\w+))?(?:\s*(?:\+=|\[[^\]]*\]\s*=[^=])|\.(\w+)\()/g)) {
        const value = this.module.get(match[1]!)
        const target = value?.kind === 'class' && match[2] !== undefined ? value.facts.attributes.get(match[2]) : value
        if (target?.kind === 'list' && (match[3] === undefined || mutators.has(match[3]))) forget(target, `changed by ${name}()`, body.from)
      }
      for (const match of code.matchAll(/\bglobal\s+([\w, ]+)/g)) {
        for (const global of match[1]!.split(',')) this.module.set(global.trim(), unknown(`assigned by ${name}()`, body.from))
      }
    }
  }

  private slice(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to)
  }
}

function* children(node: SyntaxNode): Generator<SyntaxNode> {
  for (let child = node.firstChild; child !== null; child = child.nextSibling) yield child
}

function isPunctuation(node: SyntaxNode): boolean {
  return node.name === 'Comment' || node.type.isError || /^[[\](){},:]$/.test(node.name)
}
