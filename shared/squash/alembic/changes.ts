import type { Change, ChangeContext, ChangeKind, ChangesOf, Column, Database } from '../changes.ts'
import type { Migration, Operation } from '../model.ts'
import type { CallValue, Value } from '../python.ts'
import { rewrites } from '../rewrite.ts'
import { columnOf, constantOf, serverDefault, sqlOf, textOf, typeOf } from './columns.ts'

/** A change without what it has from its operation. A function of the user's own is `unknown`: all of a revision is his code. */
type Effect = Exclude<ChangeKind, { kind: 'code' }> & { sql?: string | undefined }

/** What `upgrade()` and `downgrade()` do to the database. */
export const changesOf: ChangesOf = (migration, context) => {
  const { reverse } = migration
  return {
    forward: changesIn(migration.operations, wayBack(migration), context),
    backward: reverse === undefined || raises(reverse) ? undefined : changesIn(reverse, 'given', context),
    atomic: migration.atomic
  }
}

/** How Alembic undoes a migration: only as its `downgrade()` says. */
function wayBack({ reverse, graphKnown }: Migration): Change['reverse'] {
  if (!graphKnown) return undefined
  if (reverse === undefined || raises(reverse)) return 'none'
  return reverse.length === 0 ? 'noop' : 'given'
}

/** Whether a function of a migration does nothing but raise an error. */
export function raises(operations: readonly Operation[]): boolean {
  return operations.some(operation => operation.kind === 'raise')
}

function changesIn(operations: readonly Operation[], reverse: Change['reverse'], context: ChangeContext): Change[] {
  const changes: Change[] = []
  let outside = false
  const put = (operation: Operation, kinds: Effect[]) => {
    const { file, line, column } = operation
    const name = operation.path.startsWith('alembic.op.') ? `op.${operation.kind}` : operation.kind
    for (const kind of kinds) changes.push({ ...kind, at: { file, line, column }, operation: name, reverse })
  }
  for (const operation of operations) {
    // Alembic commits before an autocommit block and begins anew behind it.
    if ((operation.autocommit === true) !== outside) {
      outside = !outside
      put(operation, [{ kind: 'transaction', verb: outside ? 'commit' : 'begin' }])
    }
    if (operation.conditional) put(operation, [{ kind: 'unknown', reason: 'it runs under a condition or in a loop that is not read' }])
    put(operation, kindsOf(operation, context))
  }
  return changes
}

const unknown = (reason: string): Effect[] => [{ kind: 'unknown', reason }]

/** The arguments of an operation, the table of a batch block put first where `op` has it. */
class Arguments {
  private readonly call: CallValue
  private readonly batch: CallValue | undefined

  constructor(call: CallValue) {
    this.call = call
    this.batch = /batch_alter_table\(\)/.test(call.name) ? call.on : undefined
  }

  /** `index` counts as for `op`; within a batch block the table, which stands at `tableIndex` there, is not among the arguments. */
  value(name: string, index: number, tableIndex = 0): Value | undefined {
    const named = this.call.keywords.get(name)
    if (named !== undefined || index < 0) return named
    return this.call.args[this.batch !== undefined && index > tableIndex ? index - 1 : index]
  }

  text(name: string, index: number, tableIndex = 0): string | undefined {
    return textOf(this.value(name, index, tableIndex))
  }

  /** The arguments from one on, as `op` counts them. */
  rest(index: number): Value[] {
    return this.call.args.slice(index)
  }

  get complete(): boolean {
    return this.call.complete
  }

  /** The qualified name of the operation's own table. */
  table(name = 'table_name', index = 0, schema = 'schema'): string | undefined {
    const call = this.batch ?? this.call
    const own =
      this.batch === undefined
        ? textOf(call.keywords.get(name) ?? call.args[index])
        : textOf(call.keywords.get('table_name') ?? call.args[0])
    return own === undefined
      ? undefined
      : this.qualified(own, call.keywords.get(this.batch === undefined ? schema : 'schema') ?? (this.batch && call.args[1]))
  }

  qualified(name: string, schema: Value | undefined): string | undefined {
    if (schema === undefined || constantOf(schema) === null) return name
    const text = textOf(schema)
    return text === undefined ? undefined : `${text}.${name}`
  }

  flag(name: string): boolean {
    return constantOf(this.call.keywords.get(name)) === true
  }
}

function kindsOf(operation: Operation, context: ChangeContext): Effect[] {
  const { call, kind, known, path } = operation
  if (kind === 'raise') return unknown('it ends with an error')
  if (call.kind !== 'call' || !known)
    return unknown(path === '' ? 'it is code that is not read' : `${path}() is not an operation of Alembic, and its code is not read`)
  const args = new Arguments(call)
  if (!args.complete && kind !== 'create_table') return unknown('some of its arguments cannot be read')
  if (kind === 'execute') return executed(call, context)
  if (kind === 'create_type' || kind === 'drop_type')
    return [
      {
        kind: 'other-object',
        verb: kind === 'create_type' ? 'create' : 'drop',
        object: 'type',
        name: textOf(call.on?.keywords.get('name'))
      }
    ]
  if (kind === 'bulk_insert') {
    const rows = args.value('rows', 1)
    return [{ kind: 'data', verb: 'insert', table: tableOf(args.value('table', 0)), whole: rows?.kind === 'list' ? false : undefined }]
  }
  if (kind === 'rename_table') {
    const table = args.table('old_table_name')
    const to = args.text('new_table_name', 1)
    return table === undefined || to === undefined
      ? unknown('the name of its table cannot be read')
      : [{ kind: 'rename-table', table, to: qualifiedLike(table, to) }]
  }
  if (kind === 'drop_index') {
    const name = args.text('index_name', 0)
    const table = args.table('table_name', 1)
    return [{ kind: 'drop-index', table, name, concurrently: args.flag('postgresql_concurrently') }]
  }
  const isNamedFirst =
    /^create_(index|foreign_key|check_constraint|unique_constraint|primary_key|exclude_constraint)$|^drop_constraint$/.test(kind)
  const isForeignKey = kind === 'create_foreign_key'
  const table = isForeignKey ? args.table('source_table', 1, 'source_schema') : args.table('table_name', isNamedFirst ? 1 : 0)
  if (table === undefined) return unknown('the name of its table cannot be read')
  switch (kind) {
    case 'create_table':
      return createTable(table, args)
    case 'drop_table':
      return [{ kind: 'drop-table', table }]
    case 'create_table_comment':
    case 'drop_table_comment':
      return [{ kind: 'other-object', verb: 'alter', object: 'comment', name: table }]
    case 'add_column': {
      const column = columnOf(args.value('column', 1))
      return column === undefined ? unknown('its column cannot be read') : [{ kind: 'add-column', table, column }]
    }
    case 'drop_column': {
      const column = args.text('column_name', 1)
      return column === undefined ? unknown('its column cannot be read') : [{ kind: 'drop-column', table, column }]
    }
    case 'alter_column':
      return alterColumn(table, args, context.database)
    case 'create_index': {
      const unique = args.value('unique', -1)
      return [
        {
          kind: 'create-index',
          table,
          name: args.text('index_name', 0),
          unique: unique !== undefined && constantOf(unique) !== false,
          concurrently: args.flag('postgresql_concurrently')
        }
      ]
    }
    case 'drop_constraint':
      return [{ kind: 'drop-constraint', table, name: args.text('constraint_name', 0) }]
    case 'create_foreign_key': {
      const target = args.text('referent_table', 2, 1)
      const references = target === undefined ? undefined : args.qualified(target, args.value('referent_schema', -1))
      return [constraint(table, args, 'foreign-key', references)]
    }
    case 'create_check_constraint':
      return [constraint(table, args, 'check')]
    case 'create_unique_constraint':
      return [constraint(table, args, 'unique')]
    case 'create_primary_key':
      return [constraint(table, args, 'primary-key')]
    case 'create_exclude_constraint':
      return [constraint(table, args, 'exclusion')]
    default:
      return unknown(`op.${kind} is not read`)
  }
}

function constraint(
  table: string,
  args: Arguments,
  type: Extract<ChangeKind, { kind: 'add-constraint' }>['type'],
  references?: string
): Effect {
  const validates = !args.flag('postgresql_not_valid')
  const name = args.text('constraint_name', 0)
  return { kind: 'add-constraint', table, name, type, validates, usingIndex: false, ...(references === undefined ? {} : { references }) }
}

/** The columns of a new table; what its constraints say of them is taken over. */
function createTable(table: string, args: Arguments): Effect[] {
  const columns: Column[] = []
  let complete = args.complete
  const named = (value: CallValue) => {
    const list = value.args[0]?.kind === 'list' ? value.args[0].items : value.args
    return new Set(list.map(textOf))
  }
  const items = args.rest(1)
  for (const item of items) {
    if (item.kind === 'call' && /(^|\.)Column$/.test(item.name)) {
      const column = columnOf(item)
      if (column === undefined) complete = false
      else columns.push(column)
    } else if (item.kind !== 'call') complete = false
  }
  for (const item of items) {
    if (item.kind !== 'call') continue
    const kind = /(^|\.)(PrimaryKey|Unique|ForeignKey)Constraint$/.exec(item.name)?.[2]
    if (kind === undefined) continue
    const names = named(item)
    for (const column of columns.filter(one => names.has(one.name))) {
      if (kind === 'PrimaryKey') column.nullable = false
      if (kind !== 'ForeignKey' && names.size === 1) column.unique = true
      const target = item.args[1]?.kind === 'list' ? textOf(item.args[1].items[0]) : undefined
      if (kind === 'ForeignKey' && target !== undefined) column.references = target.split('.').slice(0, -1).join('.')
    }
  }
  return [{ kind: 'create-table', table, columns }, ...(complete ? [] : unknown('some of its columns cannot be read'))]
}

/** In the order in which Alembic sends them to PostgreSQL: the type first, the new name last. */
function alterColumn(table: string, args: Arguments, database: Database | undefined): Effect[] {
  const column = args.text('column_name', 1)
  if (column === undefined) return unknown('its column cannot be read')
  const kinds: Effect[] = []
  const type = args.value('type_', -1)
  if (type !== undefined && constantOf(type) !== null) {
    const from = typeOf(args.value('existing_type', -1))
    const to = typeOf(type)
    const converted = args.value('postgresql_using', -1) !== undefined
    kinds.push({
      kind: 'change-type',
      table,
      column,
      from,
      to,
      ...(converted ? { converted, rewrites: undefined } : { rewrites: rewrites(from, to, database) })
    })
  }
  const nullable = args.value('nullable', -1)
  if (nullable !== undefined && constantOf(nullable) !== null) {
    const value = constantOf(nullable)
    if (value === undefined) kinds.push(...unknown('whether the column may be NULL cannot be read'))
    else kinds.push({ kind: value ? 'drop-not-null' : 'set-not-null', table, column })
  }
  const initial = args.value('server_default', -1)
  if (initial !== undefined && constantOf(initial) !== false)
    kinds.push({ kind: serverDefault(initial) === 'none' ? 'drop-default' : 'set-default', table, column })
  const comment = args.value('comment', -1)
  if (comment !== undefined && constantOf(comment) !== false)
    kinds.push({ kind: 'other-object', verb: 'alter', object: 'comment', name: `${table}.${column}` })
  const name = args.value('new_column_name', -1)
  if (name !== undefined && constantOf(name) !== null) {
    const to = textOf(name)
    kinds.push(
      ...(to === undefined ? unknown('the new name of the column cannot be read') : [{ kind: 'rename-column' as const, table, column, to }])
    )
  }
  return kinds
}

/** SQL text, or an expression of SQLAlchemy that changes rows. */
function executed(call: CallValue, context: ChangeContext): Effect[] {
  const statement = call.args[0] ?? call.keywords.get('sqltext') ?? call.keywords.get('statement')
  const sql = sqlOf(statement)
  if (sql !== undefined) {
    if (context.sql === undefined) return [{ kind: 'unknown', reason: 'SQL that is not read here', sql }]
    return context.sql(sql, { file: '', line: 1, column: 1 }).flatMap(change => (change.kind === 'code' ? [] : [change]))
  }
  const chain: CallValue[] = []
  for (let link = statement?.kind === 'call' ? statement : undefined; link !== undefined; link = link.on) chain.unshift(link)
  const verbs = ['insert', 'update', 'delete'] as const
  const index = chain.findIndex(link => verbs.some(verb => link.name.split('.').at(-1) === verb))
  const changing = chain[index]
  if (changing?.name.startsWith('sqlalchemy.')) {
    const verb = verbs.find(one => changing.name.endsWith(`.${one}`))!
    const whole =
      verb === 'insert'
        ? chain.some(link => link.name.endsWith('.from_select'))
          ? undefined
          : false
        : !chain.some(link => /\.(where|filter|filter_by)$/.test(link.name))
    return [{ kind: 'data', verb, table: tableOf(changing.on ?? changing.args[0]), whole }]
  }
  if (chain.length > 0 && /^sqlalchemy\.(sql\.|sql\.expression\.)?select$/.test(chain[0]!.name)) return []
  const type = /^sqlalchemy\.schema\.(Create|Drop)(Sequence|Schema)$/.exec(chain[0]?.name ?? '')
  if (type !== null)
    return [
      {
        kind: 'other-object',
        verb: type[1] === 'Create' ? 'create' : 'drop',
        object: type[2]!.toLowerCase(),
        name: textOf(chain[0]!.args[0])
      }
    ]
  return unknown('SQL that is put together when it runs')
}

/** The name in `sa.table('x', …)`, `sa.Table('x', …)` or `op.create_table('x', …)`. */
function tableOf(value: Value | undefined): string | undefined {
  if (value?.kind !== 'call' || !/(^|\.)([tT]able|create_table)$/.test(value.name)) return undefined
  const name = textOf(value.args[0] ?? value.keywords.get('name'))
  const schema = textOf(value.keywords.get('schema'))
  return name === undefined || schema === undefined ? name : `${schema}.${name}`
}

/** The new name of a table stays in the old one's schema. */
function qualifiedLike(table: string, name: string): string {
  const schema = table.includes('.') ? table.slice(0, table.lastIndexOf('.') + 1) : ''
  return schema + name
}
