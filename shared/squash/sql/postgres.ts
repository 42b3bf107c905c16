import type { Change, ChangeKind, Column, SqlReader } from '../changes.ts'
import type { Position } from '../model.ts'
import { rewrites } from '../rewrite.ts'
import { changeOf, type Effect } from './effects.ts'
import { functionName, type Node, typeText, unknownFunction, volatilityOf } from './postgres-expressions.ts'
import { headOf, positions, type Statement, splitSql } from './split.ts'

/** PostgreSQL's own parser. Errors: it throws on a text that does not parse. */
export type Parse = (text: string) => { stmts?: readonly { stmt?: Node }[] }

/** Reads statements of PostgreSQL from its own parser's tree. What that does not take, and what runs code, is `unknown`. */
export function postgresReader(parse: Parse): SqlReader {
  return (text, at) => {
    const { statements, problem } = splitSql(text, 'postgres')
    const place = positions(text, at.file)
    if (problem !== undefined) {
      const whole = { from: problem.at, to: text.length, text, head: headOf(text) }
      return [changeOf({ kind: 'unknown', reason: problem.message }, whole, place)]
    }
    return statements.flatMap(statement => readStatement(statement, parse, place))
  }
}

function readStatement(statement: Statement, parse: Parse, place: (offset: number) => Position): Change[] {
  const { text } = statement
  const change = (effect: Effect) => changeOf(effect, statement, place)
  if (text.startsWith('\\')) return metaCommand(text).map(change)
  const { tree, error } = parsed(text, parse)
  if (tree === undefined)
    return [change({ kind: 'unknown', reason: error.reason, offset: error.offset, ...(error.syntax ? { syntax: true } : {}) })]
  const at = byteOffsets(text)
  return (tree.stmts ?? [])
    .flatMap(({ stmt }) => effectsOf(stmt ?? {}))
    .map(effect => change({ ...effect, offset: effect.offset === undefined ? undefined : at(effect.offset) }))
}

/** Commands of psql. Those that only print or set psql itself do nothing to the database. */
function metaCommand(text: string): Effect[] {
  if (
    /^\\(?:echo|qecho|warn|set|unset|timing|pset|x|a|t|encoding|errverbose|if|elif|else|endif|q|\?|!|d\S*|restrict|unrestrict|\.)(?:\s|$)/.test(
      text
    )
  )
    return text.startsWith('\\if') || text.startsWith('\\elif') ? [{ kind: 'unknown', reason: `${text} decides when it runs` }] : []
  return [{ kind: 'unknown', reason: `${/^\\\S*/.exec(text)![0]} of psql runs or loads what is not read here` }]
}

/** Placeholders of Flyway (`${schema}`) and variables of psql (`:name`, `:'name'`) are no SQL before they are filled in. */
function parsed(
  text: string,
  parse: Parse
): { tree?: { stmts?: readonly { stmt?: Node }[] }; error: { reason: string; offset: number; syntax: boolean } } {
  const none = { reason: '', offset: 0, syntax: false }
  try {
    return { tree: parse(text), error: none }
  } catch (error) {
    const details = (error as { sqlDetails?: { cursorPosition?: number } }).sqlDetails
    // What the parser itself breaks on (nested too deep, out of memory) is no word on the text.
    if (details === undefined)
      return { error: { reason: `PostgreSQL's parser could not read it (${(error as Error).message})`, offset: 0, syntax: false } }
    const filled = text
      .replaceAll(/\$\{[\w:.-]+\}/g, name => `p${'_'.repeat(name.length - 1)}`)
      .replaceAll(/(?<![:\w]):(?:'(\w+)'|"(\w+)"|[A-Za-z_]\w*)/g, name =>
        name[1] === "'" ? `'${name.slice(2, -1)}' ` : `p${'_'.repeat(name.length - 1)}`
      )
    if (filled !== text) {
      try {
        return { tree: parse(filled), error: none }
      } catch {
        return { error: { reason: 'it has placeholders, and without their values it is not read', offset: 0, syntax: false } }
      }
    }
    const offset = Math.min(text.length, [...text].slice(0, details.cursorPosition ?? 0).join('').length)
    return { error: { reason: (error as Error).message, offset, syntax: true } }
  }
}

/** libpg_query counts in bytes of UTF-8. */
function byteOffsets(text: string): (offset: number) => number {
  const bytes = Buffer.from(text)
  return bytes.length === text.length ? offset => offset : offset => bytes.toString('utf8', 0, offset).length
}

function tableName(relation: Node): string {
  const { schemaname, relname } = relation ?? {}
  return schemaname === undefined || schemaname === 'public' ? (relname ?? '') : `${schemaname}.${relname}`
}

function listName(object: Node): string {
  const names: string[] = (object.List?.items ?? object.TypeName?.names ?? object.ObjectWithArgs?.objname ?? [object]).map(
    (each: Node) => each.String?.sval ?? ''
  )
  return (names[0] === 'public' ? names.slice(1) : names).join('.')
}

/** How the effects of one kind of statement are read; everything else is in `plainObjects`. */
const readers: Record<string, (body: Node) => Effect[]> = {
  CreateStmt: body => [{ kind: 'create-table', table: tableName(body.relation), columns: tableColumns(body.tableElts) }],
  CreateTableAsStmt: body =>
    body.objtype === 'OBJECT_MATVIEW'
      ? [{ kind: 'other-object', verb: 'create', object: 'materialized view', name: tableName(body.into?.rel) }]
      : [{ kind: 'create-table', table: tableName(body.into?.rel), columns: [] }, ...calls(body.query)],
  AlterTableStmt: alterTable,
  DropStmt: drop,
  RenameStmt: rename,
  AlterObjectSchemaStmt: body =>
    body.objectType === 'OBJECT_TABLE'
      ? [
          {
            kind: 'rename-table',
            table: tableName(body.relation),
            to: body.newschema === 'public' ? body.relation?.relname : `${body.newschema}.${body.relation?.relname}`
          }
        ]
      : [
          {
            kind: 'other-object',
            verb: 'alter',
            object: objectName(body.objectType),
            name: body.relation ? tableName(body.relation) : undefined
          }
        ],
  IndexStmt: body => [
    {
      kind: 'create-index',
      table: tableName(body.relation),
      name: body.idxname,
      unique: body.unique === true,
      concurrently: body.concurrent === true
    }
  ],
  UpdateStmt: body => [
    ...withQueries(body),
    { kind: 'data', verb: 'update', table: tableName(body.relation), whole: unbounded(body.whereClause) },
    ...calls(body)
  ],
  DeleteStmt: body => [
    ...withQueries(body),
    { kind: 'data', verb: 'delete', table: tableName(body.relation), whole: unbounded(body.whereClause) },
    ...calls(body)
  ],
  InsertStmt: body => [
    ...withQueries(body),
    { kind: 'data', verb: 'insert', table: tableName(body.relation), whole: insertsWhole(body.selectStmt?.SelectStmt) },
    ...calls(body)
  ],
  MergeStmt: body => [{ kind: 'data', verb: 'update', table: tableName(body.relation), whole: undefined }],
  CopyStmt: body => (body.is_from === true ? [{ kind: 'data', verb: 'insert', table: tableName(body.relation), whole: undefined }] : []),
  TruncateStmt: body =>
    (body.relations ?? []).map((each: Node) => ({ kind: 'data', verb: 'truncate', table: tableName(each.RangeVar), whole: true })),
  SelectStmt: select,
  VariableSetStmt: body => setting(body.name, body.kind === 'VAR_SET_VALUE' ? constant(body.args?.[0]) : undefined),
  TransactionStmt: body => transaction(body.kind),
  DoStmt: () => [{ kind: 'unknown', reason: 'a DO block runs code that is not read' }],
  CallStmt: body => [{ kind: 'unknown', reason: `the procedure ${functionName(body.funccall ?? {}).name} is not read` }],
  LockStmt: () => [{ kind: 'unknown', reason: 'LOCK TABLE keeps others out until the transaction ends' }],
  VacuumStmt: body =>
    (body.options ?? []).some((each: Node) => each.DefElem?.defname === 'full')
      ? [{ kind: 'unknown', reason: 'VACUUM FULL writes the whole table anew, and nobody can read it meanwhile' }]
      : [],
  ClusterStmt: () => [{ kind: 'unknown', reason: 'CLUSTER writes the whole table anew, and nobody can read it meanwhile' }],
  RepackStmt: () => [{ kind: 'unknown', reason: 'REPACK writes the whole table anew' }],
  ReindexStmt: body =>
    (body.params ?? []).some((each: Node) => each.DefElem?.defname === 'concurrently')
      ? [{ kind: 'other-object', verb: 'alter', object: 'index', name: body.relation && tableName(body.relation) }]
      : [{ kind: 'unknown', reason: 'REINDEX without CONCURRENTLY keeps writers out until it is done' }],
  CreateSchemaStmt: body => [
    { kind: 'other-object', verb: 'create', object: 'schema', name: body.schemaname },
    ...(body.schemaElts ?? []).flatMap((each: Node) => effectsOf(each))
  ],
  DropOwnedStmt: () => [{ kind: 'unknown', reason: 'DROP OWNED drops whatever the role has, tables included' }],
  DropdbStmt: () => [{ kind: 'unknown', reason: 'DROP DATABASE drops all that the database holds' }],
  VariableShowStmt: () => [],
  DiscardStmt: () => [],
  ExplainStmt: () => [],
  ListenStmt: () => [],
  NotifyStmt: () => [],
  UnlistenStmt: () => [],
  ConstraintsSetStmt: () => [],
  CheckPointStmt: () => []
}

/** Statements about objects that hold no rows of their own. */
const plainObjects =
  /^(Create|Alter|Drop|Comment|Grant|GrantRole|View|Rule|Define|CompositeType|RefreshMatView|SecLabel|AlterOwner|ReassignOwned|ImportForeignSchema)(\w*?)(?:Stmt)$/

function effectsOf(stmt: Node): Effect[] {
  const [type, body] = (Object.entries(stmt)[0] ?? ['', {}]) as [string, Node]
  const reader = readers[type]
  if (reader !== undefined) return reader(body ?? {})
  const found = plainObjects.exec(type)
  if (found === null) return [{ kind: 'unknown', reason: `${type.replace(/Stmt$/, '') || 'it'} is a statement that is not read here` }]
  const verb = /^(?:Create|View|Rule|Define|CompositeType|Import)/.test(type) ? 'create' : type.startsWith('Drop') ? 'drop' : 'alter'
  const object = (found[2] === '' ? found[1]! : found[2]!).replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
  return [{ kind: 'other-object', verb, object, name: nameOf(body ?? {}) }]
}

function nameOf(body: Node): string | undefined {
  if (body.relation?.relname !== undefined) return tableName(body.relation)
  if (body.view?.relname !== undefined) return tableName(body.view)
  if (body.sequence?.relname !== undefined) return tableName(body.sequence)
  const parts = body.funcname ?? body.typeName ?? body.domainname ?? body.defnames
  if (Array.isArray(parts)) return parts.map((each: Node) => each.String?.sval ?? '').join('.')
  return body.extname ?? body.trigname ?? body.policy_name ?? body.rolename ?? body.role
}

function objectName(type: unknown): string {
  return String(type ?? 'object')
    .replace(/^OBJECT_/, '')
    .toLowerCase()
    .replaceAll('_', ' ')
    .replace('tabconstraint', 'constraint')
    .replace('matview', 'materialized view')
}

function tableColumns(elements: readonly Node[] = []): Column[] {
  const columns = elements.flatMap(each => (each.ColumnDef ? [columnOf(each.ColumnDef)] : []))
  for (const { Constraint: constraint } of elements) {
    if (constraint === undefined) continue
    const keys: string[] = (constraint.keys ?? constraint.fk_attrs ?? []).map((each: Node) => each.String?.sval)
    for (const column of columns.filter(each => keys.includes(each.name))) {
      if (constraint.contype === 'CONSTR_PRIMARY' || constraint.contype === 'CONSTR_NOTNULL') column.nullable = false
      if (constraint.contype === 'CONSTR_PRIMARY' || constraint.contype === 'CONSTR_UNIQUE') {
        column.unique ||= keys.length === 1
        column.indexed = true
      }
      if (constraint.contype === 'CONSTR_FOREIGN') column.references ??= tableName(constraint.pktable)
    }
  }
  return columns
}

function columnOf(definition: Node): Column {
  const type = typeText(definition.typeName)
  const isSerial = type !== undefined && /^(?:small|big)?serial[248]?$/.test(type)
  const column: Column = {
    name: definition.colname ?? '',
    type,
    nullable: !isSerial,
    databaseDefault: isSerial ? 'volatile' : 'none',
    unique: false,
    indexed: false
  }
  // A domain may have a default and forbid NULL.
  if (type?.includes('.')) column.nullable = undefined
  for (const { Constraint: constraint } of definition.constraints ?? []) {
    switch (constraint?.contype) {
      case 'CONSTR_NOTNULL':
        column.nullable = false
        break
      case 'CONSTR_PRIMARY':
        column.nullable = false
        column.unique = column.indexed = true
        break
      case 'CONSTR_UNIQUE':
        column.unique = column.indexed = true
        break
      case 'CONSTR_DEFAULT':
        column.databaseDefault = constraint.raw_expr?.A_Const?.isnull === true ? 'none' : volatilityOf(constraint.raw_expr)
        break
      case 'CONSTR_IDENTITY':
        column.nullable = false
        column.databaseDefault = 'volatile'
        break
      case 'CONSTR_GENERATED':
        // A virtual one is computed when it is read, a stored one when the row is written.
        column.databaseDefault = constraint.generated_kind === 'v' ? 'stable' : 'volatile'
        break
      case 'CONSTR_FOREIGN':
        column.references = tableName(constraint.pktable)
    }
  }
  return column
}

/** Subcommands that neither read nor write rows. */
const quiet: Record<string, string> = {
  AT_SetStatistics: 'statistics',
  AT_SetOptions: 'column options',
  AT_ResetOptions: 'column options',
  AT_SetStorage: 'storage',
  AT_SetCompression: 'compression',
  AT_SetRelOptions: 'table options',
  AT_ResetRelOptions: 'table options',
  AT_ReplaceRelOptions: 'table options',
  AT_ChangeOwner: 'owner',
  AT_ClusterOn: 'cluster order',
  AT_DropCluster: 'cluster order',
  AT_EnableRowSecurity: 'row security',
  AT_DisableRowSecurity: 'row security',
  AT_ForceRowSecurity: 'row security',
  AT_NoForceRowSecurity: 'row security',
  AT_ReplicaIdentity: 'replica identity',
  AT_AlterConstraint: 'constraint',
  AT_DropInherit: 'inheritance',
  AT_AddInherit: 'inheritance',
  AT_DetachPartition: 'partition',
  AT_DetachPartitionFinalize: 'partition',
  AT_SetIdentity: 'identity',
  AT_EnableTrig: 'trigger',
  AT_EnableAlwaysTrig: 'trigger',
  AT_EnableReplicaTrig: 'trigger',
  AT_EnableTrigAll: 'trigger',
  AT_EnableTrigUser: 'trigger',
  AT_DisableTrig: 'trigger',
  AT_DisableTrigAll: 'trigger',
  AT_DisableTrigUser: 'trigger',
  AT_EnableRule: 'rule',
  AT_DisableRule: 'rule'
}

/** Subcommands that read or write every row, for which there is no kind of change. */
const heavy: Record<string, string> = {
  AT_SetLogged: 'SET LOGGED writes the whole table anew',
  AT_SetUnLogged: 'SET UNLOGGED writes the whole table anew',
  AT_SetTableSpace: 'SET TABLESPACE copies the whole table',
  AT_SetAccessMethod: 'SET ACCESS METHOD writes the whole table anew',
  AT_AttachPartition: 'ATTACH PARTITION reads every row of the partition, unless a CHECK proves them',
  AT_SetExpression: 'SET EXPRESSION may write the whole table anew'
}

function alterTable(body: Node): Effect[] {
  if (body.objtype !== 'OBJECT_TABLE')
    return [{ kind: 'other-object', verb: 'alter', object: objectName(body.objtype), name: tableName(body.relation) }]
  const table = tableName(body.relation)
  return (body.cmds ?? []).flatMap(({ AlterTableCmd: command }: Node) => alterCommand(table, command ?? {}))
}

function alterCommand(table: string, command: Node): Effect[] {
  const definition = command.def?.ColumnDef ?? command.def?.Constraint
  const offset: number | undefined = definition?.location
  const column: string = command.name ?? ''
  switch (command.subtype) {
    case 'AT_AddColumn': {
      const own = constraintsOf(definition).filter(each => each.contype === 'CONSTR_CHECK')
      return [{ kind: 'add-column', table, column: columnOf(definition), offset }, ...own.flatMap(each => constraintEffects(table, each))]
    }
    case 'AT_DropColumn':
      return [{ kind: 'drop-column', table, column }]
    case 'AT_AlterColumnType': {
      const to = typeText(definition?.typeName)
      return [{ kind: 'change-type', table, column, from: undefined, to, ...conversion(column, definition?.raw_default, to), offset }]
    }
    case 'AT_SetNotNull':
      return [{ kind: 'set-not-null', table, column }]
    case 'AT_DropNotNull':
      return [{ kind: 'drop-not-null', table, column }]
    case 'AT_ColumnDefault':
    case 'AT_CookedColumnDefault':
      return [{ kind: command.def === undefined ? 'drop-default' : 'set-default', table, column }]
    case 'AT_AddIdentity':
      return [{ kind: 'set-default', table, column }]
    case 'AT_DropIdentity':
    case 'AT_DropExpression':
      return [{ kind: 'drop-default', table, column }]
    case 'AT_AddConstraint':
      return constraintEffects(table, definition ?? {})
    case 'AT_ValidateConstraint':
      return [{ kind: 'validate-constraint', table, name: command.name }]
    case 'AT_DropConstraint':
      return [{ kind: 'drop-constraint', table, name: command.name }]
  }
  const object = quiet[command.subtype]
  if (object !== undefined) return [{ kind: 'other-object', verb: 'alter', object, name: table }]
  return [{ kind: 'unknown', reason: heavy[command.subtype] ?? `${String(command.subtype).replace(/^AT_/, '')} is not read here` }]
}

function constraintsOf(definition: Node): Node[] {
  return (definition?.constraints ?? []).flatMap((each: Node) => each.Constraint ?? [])
}

const constraintTypes: Record<string, (ChangeKind & { kind: 'add-constraint' })['type']> = {
  CONSTR_FOREIGN: 'foreign-key',
  CONSTR_CHECK: 'check',
  CONSTR_UNIQUE: 'unique',
  CONSTR_PRIMARY: 'primary-key',
  CONSTR_EXCLUSION: 'exclusion'
}

function constraintEffects(table: string, constraint: Node): Effect[] {
  const offset: number | undefined = constraint.location
  const validates = constraint.skip_validation !== true
  const name: string | undefined = constraint.conname
  if (constraint.contype === 'CONSTR_NOTNULL') {
    const columns: string[] = (constraint.keys ?? []).map((each: Node) => each.String?.sval ?? '')
    if (validates) return columns.map(column => ({ kind: 'set-not-null', table, column, offset }))
    return [{ kind: 'add-constraint', table, name, type: 'check', validates, usingIndex: false, notNull: columns[0], offset }]
  }
  const type = constraintTypes[constraint.contype]
  const test = constraint.raw_expr?.NullTest
  const proven: string | undefined = test?.nulltesttype === 'IS_NOT_NULL' ? test.arg?.ColumnRef?.fields?.at(-1)?.String?.sval : undefined
  if (type === undefined) return [{ kind: 'unknown', reason: `the constraint ${name ?? ''} is not read here`, offset }]
  return [
    {
      kind: 'add-constraint',
      table,
      name: name ?? constraint.indexname,
      type,
      ...(constraint.pktable === undefined ? {} : { references: tableName(constraint.pktable) }),
      validates,
      usingIndex: constraint.indexname !== undefined,
      ...(proven === undefined ? {} : { notNull: proven }),
      offset
    }
  ]
}

/** What USING says about the rows: the column itself, or a cast of it, is as good as none; anything else is computed for each row. */
function conversion(column: string, using: Node, to: string | undefined): { rewrites: boolean | undefined; converted?: true } {
  if (using === undefined) return { rewrites: undefined }
  const cast = using.TypeCast
  const inner = cast === undefined ? using : cast.arg
  const isItself = inner?.ColumnRef?.fields?.at(-1)?.String?.sval === column
  // A time zone that is UTC changes nothing.
  if (!isItself) return { converted: true, rewrites: using.FuncCall && functionName(using.FuncCall).name === 'timezone' ? undefined : true }
  const through = cast === undefined ? to : typeText(cast.typeName)
  // A cast to another type than the column's new one is a second conversion.
  return through === to ? { rewrites: undefined } : { converted: true, rewrites: rewrites(through, to, 'postgres') || undefined }
}

function drop(body: Node): Effect[] {
  const objects: Node[] = body.objects ?? []
  if (body.removeType === 'OBJECT_TABLE') return objects.map(each => ({ kind: 'drop-table', table: listName(each) }))
  if (body.removeType === 'OBJECT_INDEX')
    return objects.map(each => ({ kind: 'drop-index', table: undefined, name: listName(each), concurrently: body.concurrent === true }))
  const object = objectName(body.removeType)
  if (
    body.behavior === 'DROP_CASCADE' &&
    /^(?:schema|type|domain|extension|function|sequence|collation|foreign server|access method)$/.test(object)
  )
    return [{ kind: 'unknown', reason: `DROP ${object.toUpperCase()} … CASCADE drops what depends on it, tables and columns included` }]
  return objects.map(each => ({ kind: 'other-object', verb: 'drop', object, name: listName(each) || undefined }))
}

function rename(body: Node): Effect[] {
  const table = body.relation === undefined ? '' : tableName(body.relation)
  if (body.renameType === 'OBJECT_TABLE') return [{ kind: 'rename-table', table, to: table.replace(/[^.]*$/, () => body.newname) }]
  if (body.renameType === 'OBJECT_COLUMN' && body.relationType === 'OBJECT_TABLE')
    return [{ kind: 'rename-column', table, column: body.subname, to: body.newname }]
  return [{ kind: 'other-object', verb: 'alter', object: objectName(body.renameType), name: body.subname ?? (table || undefined) }]
}

/** A condition that is no constant bounds the rows. */
function unbounded(where: Node): boolean {
  return where === undefined || where.A_Const?.boolval?.boolval === true
}

function insertsWhole(query: Node): boolean {
  if (query === undefined || query.valuesLists !== undefined) return false
  if (query.limitCount !== undefined || query.fromClause === undefined) return false
  return unbounded(query.whereClause)
}

/** Changes of rows inside WITH. */
function withQueries(body: Node): Effect[] {
  return (body.withClause?.ctes ?? []).flatMap(({ CommonTableExpr: each }: Node) =>
    each?.ctequery?.SelectStmt === undefined ? effectsOf(each?.ctequery ?? {}) : []
  )
}

/** A function of the user's own may do anything. */
function calls(body: Node): Effect[] {
  const name = unknownFunction(body)
  return name === undefined ? [] : [{ kind: 'unknown', reason: `it calls ${name}, whose effect is not read` }]
}

function select(body: Node): Effect[] {
  const effects = withQueries(body)
  if (body.intoClause !== undefined) effects.push({ kind: 'create-table', table: tableName(body.intoClause.rel), columns: [] })
  for (const { ResTarget: target } of body.targetList ?? []) {
    const call = target?.val?.FuncCall
    if (call !== undefined && functionName(call).name === 'set_config')
      effects.push(...setting(constant(call.args?.[0]), constant(call.args?.[1])))
  }
  return [...effects, ...calls(body)]
}

function constant(node: Node): string | undefined {
  const value = node?.A_Const
  if (value === undefined) return undefined
  return value.sval?.sval ?? value.fval?.fval ?? (value.ival === undefined ? undefined : String(value.ival.ival ?? 0))
}

/** A time of 0 is none. */
function setting(name: string | undefined, value: string | undefined): Effect[] {
  const which = name === 'lock_timeout' ? 'lock' : name === 'statement_timeout' ? 'statement' : undefined
  if (which !== undefined && value !== undefined && !/^0+\D*$/.test(value)) return [{ kind: 'set-timeout', which }]
  return [{ kind: 'other-object', verb: 'alter', object: 'setting', name }]
}

function transaction(kind: string): Effect[] {
  if (kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START') return [{ kind: 'transaction', verb: 'begin' }]
  if (kind === 'TRANS_STMT_COMMIT') return [{ kind: 'transaction', verb: 'commit' }]
  if (kind === 'TRANS_STMT_ROLLBACK') return [{ kind: 'transaction', verb: 'rollback' }]
  return []
}
