import type { SyntaxNode } from '@lezer/common'
import type { CallValue, PythonModule, Scope, Value } from './python.ts'

/** One thing that the body of a function does. */
export interface Step {
  /** `call`: `value` is one; `raise`: the function ends here with an error; `other`: a statement that is not read */
  kind: 'call' | 'raise' | 'other'
  value: Value
  /** it may run or not, or any number of times: it stands under a condition, in a loop, or after a `return` under one */
  conditional: boolean
  /** it is an argument of another call, or a part of an expression */
  nested: boolean
  /** the calls of the `with` statements around it, outermost first */
  within: readonly CallValue[]
  at: number
}

/** Longer literal lists are read as a loop whose rounds are not known. */
const unrolledRounds = 200

/**
 * What a function of the module does, call by call in the order in which they stand, without running it; undefined where it has no such function.
 * Parameters have the values of `call`, where it is given, and are unknown otherwise. A loop over a literal list is gone through; a call of another
 * function is a step and is not followed.
 */
export function stepsOf(module: PythonModule, name: string, call?: CallValue): Step[] | undefined {
  const definition = module.functions.get(name)
  const body = definition?.getChild('Body')
  if (definition === undefined || !body) return undefined
  const walker = new Walker(module)
  const { scope } = module.inside.block()
  bindParameters(module, definition, scope, call)
  walker.block(body, { scope, conditional: false, within: [] })
  return walker.steps
}

function bindParameters(module: PythonModule, definition: SyntaxNode, scope: Scope, call: CallValue | undefined): void {
  const list = [...children(definition.getChild('ParamList') ?? definition)]
  let index = 0
  let byPlace = true
  for (const [at, node] of list.entries()) {
    const isRest = node.prevSibling?.name === '*' || node.prevSibling?.name === '**'
    if (node.name === '*' || node.name === '**') byPlace = false
    if (node.name !== 'VariableName' || node.prevSibling?.name === 'AssignOp' || node.parent?.name !== 'ParamList') continue
    const name = module.text.slice(node.from, node.to)
    const fallback = list.slice(at + 1).find(one => one.name === ',' || one.name === 'AssignOp')
    const initial = fallback?.name === 'AssignOp' ? fallback.nextSibling : null
    const isKnown = call?.complete === true && !isRest
    const given = isKnown ? (call.keywords.get(name) ?? (byPlace ? call.args[index] : undefined)) : undefined
    const otherwise = isKnown && initial !== null ? module.inside.value(initial, scope) : unknown('a parameter', node.from)
    scope.set(name, given ?? otherwise)
    index++
  }
}

interface Place {
  scope: Scope
  conditional: boolean
  within: readonly CallValue[]
}

/** How a block ends: `falls`: its end is reached; `may`: perhaps not; `leaves`: never. */
type End = 'falls' | 'may' | 'leaves'

class Walker {
  readonly steps: Step[] = []
  private readonly module: PythonModule

  constructor(module: PythonModule) {
    this.module = module
  }

  block(node: SyntaxNode, place: Place): End {
    let end: End = 'falls'
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      const next = this.statement(child, end === 'may' ? { ...place, conditional: true } : place)
      // What stands after a return or raise never runs.
      if (next === 'leaves') return end === 'may' ? 'may' : 'leaves'
      if (next === 'may') end = 'may'
    }
    return end
  }

  private statement(node: SyntaxNode, place: Place): End {
    const { inside } = this.module
    switch (node.name) {
      case ':':
      case 'Comment':
      case 'PassStatement':
      case 'ScopeStatement':
        return 'falls'
      case 'StatementGroup':
        return this.block(node, place)
      case 'ImportStatement':
      case 'FunctionDefinition':
      case 'ClassDefinition':
      case 'DecoratedStatement':
      case 'DeleteStatement':
        inside.statement(node, place.scope, place.conditional ? 'maybe' : 'always')
        return 'falls'
      case 'ExpressionStatement':
        if (node.firstChild !== null && !isConstant(node.firstChild)) {
          const before = this.steps.length
          this.calls(node.firstChild, place, false)
          // What is no step may change a list.
          if (this.steps.length === before) inside.statement(node, place.scope, place.conditional ? 'maybe' : 'always')
        }
        return 'falls'
      case 'AssignStatement':
      case 'UpdateStatement': {
        for (const child of children(node)) this.calls(child, place, false)
        // A block under a condition has names of its own, so that within it an assignment is sure.
        inside.statement(node, place.scope, node.name === 'AssignStatement' || !place.conditional ? 'always' : 'maybe')
        return 'falls'
      }
      case 'AssertStatement':
        for (const child of children(node)) this.calls(child, place, false)
        return 'falls'
      case 'ReturnStatement':
        for (const child of children(node)) this.calls(child, place, false)
        return 'leaves'
      case 'ContinueStatement':
      case 'BreakStatement':
        return 'may'
      case 'RaiseStatement': {
        const raised = [...children(node)].find(child => child.name !== 'raise')
        const value = raised === undefined ? unknown('the error at hand', node.from) : inside.value(raised, place.scope)
        this.add('raise', value, place, false, node.from)
        return 'leaves'
      }
      case 'IfStatement':
        return this.ifStatement(node, place)
      case 'WithStatement':
        return this.withStatement(node, place)
      case 'ForStatement':
      case 'WhileStatement':
        return this.loop(node, place)
      case 'TryStatement':
        return this.tryStatement(node, place)
      case 'MatchStatement': {
        let end: End = 'falls'
        for (const child of children(node)) {
          if (child.name !== 'MatchBody') this.calls(child, place, false)
          for (const body of child.getChildren('MatchClause').flatMap(clause => clause.getChildren('Body')))
            if (this.branch(body, place) !== 'falls') end = 'may'
        }
        return end
      }
      default:
        if (!node.type.isError) this.add('other', unknown(`a ${node.name} that is not read`, node.from), place, false, node.from)
        return 'falls'
    }
  }

  /** Where every handler raises, what follows is reached only when all of the body has run. */
  private tryStatement(node: SyntaxNode, place: Place): End {
    const bodies: { body: SyntaxNode; isHandler: boolean }[] = []
    let isHandler = false
    for (const child of children(node)) {
      if (/^(try|except|else|finally)$/.test(child.name)) isHandler = child.name === 'except'
      else if (child.name === 'Body') bodies.push({ body: child, isHandler })
    }
    const isSure = bodies.every(one => !one.isHandler || endsInRaise(one.body))
    let end: End = 'falls'
    for (const one of bodies) {
      const next = isSure && !one.isHandler ? this.block(one.body, place) : this.branch(one.body, place)
      if (next !== 'falls' && !(isSure && one.isHandler)) end = 'may'
    }
    return end
  }

  private ifStatement(node: SyntaxNode, place: Place): End {
    const ends: End[] = []
    let hasElse = false
    for (const child of children(node)) {
      if (child.name === 'else') hasElse = true
      else if (child.name === 'Body') ends.push(this.branch(child, place))
      else this.calls(child, place, false)
    }
    if (hasElse && ends.every(end => end === 'leaves')) return 'leaves'
    return ends.every(end => end === 'falls') ? 'falls' : 'may'
  }

  /** A block that may run or not. Names that it assigns are unknown behind it. */
  private branch(body: SyntaxNode, place: Place): End {
    const { scope, own } = this.module.inside.block(place.scope)
    const end = this.block(body, { ...place, scope, conditional: true })
    for (const name of own.keys()) place.scope.set(name, unknown('assigned under a condition', body.from))
    return end
  }

  private withStatement(node: SyntaxNode, place: Place): End {
    const within = [...place.within]
    let value: Value | undefined
    let named = false
    for (const child of children(node)) {
      if (child.name === 'Body') return this.block(child, { ...place, within })
      if (child.name === 'as') named = true
      else if (child.name === ',') named = false
      else if (named) {
        for (const name of namesIn(child))
          place.scope.set(this.text(name), child === name && value !== undefined ? value : unknown('unpacked', name.from))
      } else if (!isPunctuation(child)) {
        this.calls(child, place, false)
        value = this.module.inside.value(child, place.scope)
        if (value.kind === 'call') within.push(value)
      }
    }
    return 'falls'
  }

  private loop(node: SyntaxNode, place: Place): End {
    const bodies = node.getChildren('Body')
    const header: SyntaxNode[] = []
    const targets: SyntaxNode[] = []
    let inHeader = node.name === 'WhileStatement'
    for (const child of children(node)) {
      if (child.name === 'Body') break
      if (child.name === 'in') inHeader = true
      else if (inHeader) header.push(child)
      else targets.push(...namesIn(child))
    }
    for (const part of header) this.calls(part, place, false)
    const expression = header.filter(part => !isPunctuation(part) && part.name !== 'while')
    const list = node.name === 'ForStatement' && expression.length === 1 ? this.module.inside.value(expression[0]!, place.scope) : undefined
    const rounds = list?.kind === 'list' ? list.items.map(item => roundOf(item, targets.length)) : undefined
    if (bodies.length === 1 && rounds?.every(round => round !== undefined) && rounds.length <= unrolledRounds && !jumps(bodies[0]!)) {
      let end: End = 'falls'
      for (const round of rounds) {
        for (const [index, target] of targets.entries()) place.scope.set(this.text(target), round[index]!)
        const next = this.block(bodies[0]!, end === 'may' ? { ...place, conditional: true } : place)
        if (next === 'leaves') return end === 'may' ? 'may' : 'leaves'
        if (next === 'may') end = 'may'
      }
      return end
    }
    for (const target of targets) place.scope.set(this.text(target), unknown('the variable of a loop', target.from))
    let end: End = 'falls'
    for (const body of bodies) if (this.branch(body, place) !== 'falls') end = 'may'
    return end
  }

  /** The calls of an expression, those that it is made of before itself. */
  private calls(node: SyntaxNode, place: Place, nested: boolean): void {
    if (node.name === 'LambdaExpression' || node.name === 'Body') return
    if (node.name !== 'CallExpression') {
      const unsure = /Comprehension|ConditionalExpression/.test(node.name) ? { ...place, conditional: true } : place
      for (const child of children(node)) this.calls(child, unsure, nested || !isAlone(node))
      return
    }
    const value = this.module.inside.value(node, place.scope)
    if (value.kind === 'call' && value.name !== '' && isRead(value)) {
      this.emit(value, node, place, nested)
      return
    }
    const callee = node.firstChild
    if (callee !== null && callee.name !== 'VariableName') this.calls(callee, place, nested)
    const list = node.getChild('ArgList')
    if (list !== null) for (const argument of children(list)) this.calls(argument, place, true)
    // What it is called on is a list or the like that is known: nothing but that list changes.
    const base =
      callee?.name === 'MemberExpression' && callee.firstChild !== null
        ? this.module.inside.value(callee.firstChild, place.scope)
        : undefined
    if (base === undefined || !/^(list|dict|string|number)$/.test(base.kind)) this.add('call', value, place, nested, node.from)
  }

  /** The same for a call of which every part is read: its parts are taken from its value. What stands elsewhere was a step there. */
  private emit(value: Value, within: SyntaxNode, place: Place, nested: boolean): void {
    if (value.kind === 'list') for (const item of value.items) this.emit(item, within, place, true)
    else if (value.kind === 'dict') for (const entry of value.entries) this.emit(entry.value, within, place, true)
    if (value.kind !== 'call' || value.at < within.from || value.at >= within.to) return
    if (value.on !== undefined) this.emit(value.on, within, place, true)
    for (const argument of value.args) this.emit(argument, within, place, true)
    for (const argument of value.keywords.values()) this.emit(argument, within, place, true)
    this.add('call', value, place, nested, value.at)
  }

  private add(kind: Step['kind'], value: Value, place: Place, nested: boolean, at: number): void {
    this.steps.push({ kind, value, conditional: place.conditional, nested, within: place.within, at })
  }

  private text(node: SyntaxNode): string {
    return this.module.text.slice(node.from, node.to)
  }
}

/** Whether every part of a value is read, so that no call hides in it. */
function isRead(value: Value): boolean {
  switch (value.kind) {
    case 'call':
      return (
        value.complete &&
        value.args.every(isRead) &&
        [...value.keywords.values()].every(isRead) &&
        (value.on === undefined || isRead(value.on))
      )
    case 'list':
      return value.items.every(isRead)
    case 'dict':
      return value.complete && value.entries.every(entry => isRead(entry.key) && isRead(entry.value))
    case 'class':
    case 'maybe':
    case 'unknown':
      return false
    default:
      return true
  }
}

/** The values of the loop's variables in one round; undefined where they are not known. */
function roundOf(item: Value, targets: number): Value[] | undefined {
  if (item.kind === 'unknown' || item.kind === 'maybe') return undefined
  if (targets === 1) return [item]
  return item.kind === 'list' && item.items.length === targets ? item.items : undefined
}

function endsInRaise(body: SyntaxNode): boolean {
  let last = body.lastChild
  while (last?.name === 'Comment' || last?.name === 'StatementGroup') last = last.name === 'Comment' ? last.prevSibling : last.lastChild
  return last?.name === 'RaiseStatement'
}

/** Whether a round may end early. */
function jumps(body: SyntaxNode): boolean {
  const cursor = body.cursor()
  do if (cursor.name === 'BreakStatement' || cursor.name === 'ContinueStatement') return true
  while (cursor.next() && cursor.from < body.to)
  return false
}

function namesIn(node: SyntaxNode): SyntaxNode[] {
  return node.name === 'VariableName' ? [node] : [...children(node)].flatMap(namesIn)
}

/** Whether the node stands for nothing but what is in it. */
function isAlone(node: SyntaxNode): boolean {
  return node.name === 'ParenthesizedExpression' || node.name === 'AwaitExpression'
}

/** A docstring, `...`, or a name by itself. */
function isConstant(node: SyntaxNode): boolean {
  return /^(String|ContinuedString|FormatString|Number|Boolean|None|Ellipsis|VariableName)$/.test(node.name)
}

function isPunctuation(node: SyntaxNode): boolean {
  return node.name === 'Comment' || /^[(),:]$/.test(node.name) || /^(with|for|in|async|while)$/.test(node.name)
}

function unknown(reason: string, at: number): Value {
  return { kind: 'unknown', reason, at }
}

function* children(node: SyntaxNode): Generator<SyntaxNode> {
  for (let child = node.firstChild; child !== null; child = child.nextSibling) yield child
}
