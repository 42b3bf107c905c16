import type { Operation, Position } from '../model.ts'
import type { CallValue, PythonModule } from '../python.ts'
import { type Step, stepsOf } from '../python-body.ts'

/** What Alembic's own `op` can do to a database. */
const knownOperations = new Set(
  'add_column alter_column bulk_insert create_check_constraint create_exclude_constraint create_foreign_key create_index create_primary_key create_table create_table_comment create_unique_constraint drop_column drop_constraint drop_index drop_table drop_table_comment execute rename_table'.split(
    ' '
  )
)
const neutralOperations = new Set(
  'batch_alter_table f get_bind get_context implementation_for inline_literal register_operation'.split(' ')
)

const connection = /^alembic\.(op|context)\.get_(bind|context)\(\)\./
/** Reads, settings and blocks: nothing changes in the database by them. */
const neutralOnConnection =
  /\.(begin|begin_nested|autocommit_block|execution_options|connect|has_table|in_\w+|is_\w+|get_\w+|fetch\w+|first|all|one|one_or_none|mappings|keys|close|scalar_one|scalar_one_or_none)$|\.(execute|exec_driver_sql|scalar|scalars)\(\)\./
const neutralModules =
  /^(logging|warnings|datetime|uuid|re|json|time|textwrap|contextlib|itertools|functools|collections|decimal|string|math|random|secrets|hashlib|typing|enum|os\.(environ|getenv|path))\b/
const neutralFunctions = new Set(
  'print len str int float bool bytes list dict set frozenset tuple sorted reversed range enumerate zip map filter any all sum min max isinstance hasattr getattr repr globals locals super type'.split(
    ' '
  )
)
const logging = /(^|\.)getLogger\(\)\.(debug|info|warn|warning|error|exception|critical|log)$/
/** A helper that calls itself, or a chain of helpers, ends somewhere. */
const followedCalls = 8

/** What one function (`upgrade`, `downgrade`) does. */
export interface ReadFunction {
  operations: Operation[]
  /** what of it is not known; `what` completes "upgrade() …" */
  unknown: { what: string; at: number }[]
}

/** The operations of a function of the module in their order; undefined where the module does not define it. */
export function readFunction(module: PythonModule, name: string, file: string): ReadFunction | undefined {
  if (!module.functions.has(name)) return undefined
  const reader = new FunctionReader(module, name, file)
  reader.follow(name, undefined, false, 0)
  return reader.result()
}

class FunctionReader {
  private readonly operations: Operation[] = []
  private readonly code: { text: string; at: number }[] = []
  private condition: number | undefined
  private readonly module: PythonModule
  private readonly root: string
  private readonly file: string

  constructor(module: PythonModule, root: string, file: string) {
    this.module = module
    this.root = root
    this.file = file
  }

  result(): ReadFunction {
    const unknown: ReadFunction['unknown'] = []
    if (this.code[0] !== undefined) {
      const names = [...new Set(this.code.map(({ text }) => text))]
      const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
      unknown.push({ what: `runs code that is not read: ${names.slice(0, 3).join(', ')}${more}`, at: this.code[0].at })
    }
    if (this.condition !== undefined)
      unknown.push({ what: 'has operations under a condition or in a loop that is not read', at: this.condition })
    return { operations: this.operations, unknown }
  }

  /** Whether it does anything at all. */
  follow(name: string, call: CallValue | undefined, conditional: boolean, depth: number): void {
    for (const step of stepsOf(this.module, name, call) ?? [])
      this.step(conditional && !step.conditional ? { ...step, conditional } : step, depth)
  }

  private step(step: Step, depth: number): void {
    const { value, kind, conditional } = step
    if (kind === 'raise') {
      const name = value.kind === 'call' || value.kind === 'name' ? value.name : ''
      // A guard under a condition is no way that the migration goes.
      if (!conditional) this.add(step, 'raise', name, true)
      return
    }
    if (kind === 'other' || value.kind !== 'call') {
      if (!step.nested || kind === 'other') this.foreign(step, '')
      return
    }
    const { name } = value
    const method = name.split('.').at(-1)!
    const own = /^alembic\.op\.(?:batch_alter_table\(\)\.)?(\w+)$/.exec(name)?.[1]
    if (own !== undefined) {
      if (knownOperations.has(own)) this.add(step, own, name, true)
      else if (!neutralOperations.has(own)) this.foreign(step, name)
    } else if (connection.test(name)) {
      if (neutralOnConnection.test(name)) return
      if (/^(execute|exec_driver_sql|scalar|scalars)$/.test(method)) this.add(step, 'execute', name, true)
      else this.foreign(step, name)
    } else if (/Enum\(\)\.(create|drop)$/i.test(name)) this.add(step, `${method}_type`, name, true)
    else if (this.module.functions.has(name) && depth < followedCalls) this.follow(name, value, conditional, depth + 1)
    else if (name === '' && this.isDispatch(step.at)) this.dispatch(conditional, depth)
    else if (!step.nested && !isNeutral(name, method)) this.foreign(step, name)
    else if (step.nested && this.handsOver(value)) this.foreign(step, name)
  }

  /** The template for several databases: `globals()["upgrade_%s" % engine_name]()`. */
  private isDispatch(at: number): boolean {
    return /^globals\(\)\[\s*f?["'](up|down)grade_/.test(this.module.text.slice(at, at + 60))
  }

  private dispatch(conditional: boolean, depth: number): void {
    if (depth >= followedCalls) return
    for (const name of this.module.functions.keys())
      if (name.startsWith(`${this.root}_`)) this.follow(name, undefined, conditional, depth + 1)
  }

  /** Whether a function that is not known gets the connection. */
  private handsOver(call: CallValue): boolean {
    if (/^(alembic|sqlalchemy)\./.test(call.name) || neutralFunctions.has(call.name)) return false
    return [...call.args, ...call.keywords.values()].some(value => value.kind === 'call' && /^alembic\.(op|context)\.get_/.test(value.name))
  }

  private foreign(step: Step, name: string): void {
    this.code.push({ text: name === '' ? excerpt(this.module.text, step.at) : `${name.replace(/^alembic\.op\./, 'op.')}()`, at: step.at })
    this.add(step, name.split('.').at(-1) || 'code', name, false)
  }

  private add(step: Step, kind: string, path: string, known: boolean): void {
    const autocommit = step.within.some(call => call.name.endsWith('.autocommit_block'))
    if (step.conditional) this.condition ??= step.at
    this.operations.push({
      kind,
      path,
      known,
      conditional: step.conditional,
      call: step.value,
      ...(autocommit ? { autocommit } : {}),
      ...this.at(step.at)
    })
  }

  private at(offset: number): Position {
    return { file: this.file, ...this.module.position(offset) }
  }
}

/** Whether a call that is no operation leaves the database as it is. */
function isNeutral(name: string, method: string): boolean {
  if (/^alembic\.context\.(get_|is_|config)/.test(name)) return true
  if (name.startsWith('sqlalchemy.')) {
    if (/^sqlalchemy\.orm\..*\(\)\./.test(name) || /^sqlalchemy\.create_engine/.test(name)) return false
    return !/^(create|drop|create_all|drop_all|execute|commit|scalar|scalars)$/.test(method) || !name.includes('().')
  }
  return neutralModules.test(name) || neutralFunctions.has(name) || logging.test(name)
}

function excerpt(text: string, at: number): string {
  const line = text
    .slice(at, at + 80)
    .split('\n', 1)[0]!
    .trim()
  return `\`${line.length > 50 ? `${line.slice(0, 50)}…` : line}\``
}
