import { operationOf } from './django/migration.ts'
import type { Migration, Operation } from './model.ts'
import type { CallValue, Value } from './python.ts'

/** Why the pending migrations are not proven additive; names the operation, the file and the line. */
export interface AdditiveReason {
  app: string
  migration: string
  /** the kind of the operation, `''` for what concerns the whole migration */
  operation: string
  file: string
  line: number
  column: number
  reason: string
}

/**
 * `additive` is true only when every pending operation is proven to leave the running release working: it adds tables, or columns that an
 * INSERT of the old code may leave out, and takes no lock that waits for or holds up other sessions for long. Then no fence is needed and
 * going back is code-only, the schema kept. Everything that is not proven is a reason against it.
 */
export interface Classification {
  additive: boolean
  reasons: AdditiveReason[]
}

/** What a plan may hold: a migration of the repository, or only the name of one that was not read (from a package, say). */
export type PlannedItem = Migration | { app: string; name: string }

/** Model fields of Django that become one plain column, without index, check or reference of their own. */
const plainFields = new Set(
  'BigIntegerField BinaryField BooleanField CharField DateField DateTimeField DecimalField DurationField EmailField FileField FilePathField FloatField GenericIPAddressField ImageField IntegerField JSONField SmallIntegerField TextField TimeField URLField UUIDField'.split(
    ' '
  )
)

/** Fields with a CHECK of their own: adding the column makes PostgreSQL read every row under its lock. */
const checkedFields = new Set(['PositiveBigIntegerField', 'PositiveIntegerField', 'PositiveSmallIntegerField'])

/** Keyword arguments of fields that change nothing in how the column is added. */
const harmlessArguments = new Set(
  'allow_files allow_folders allow_unicode auto_now auto_now_add blank choices db_collation db_column db_comment decimal_places decoder default editable encoder error_messages height_field help_text match max_digits max_length name path protocol recursive serialize storage unpack_ipv4 upload_to validators verbose_name width_field'.split(
    ' '
  )
)

/** Operations that change Django's picture of the models and send no SQL. */
const stateOnly = new Set(['AlterModelOptions', 'AlterModelManagers'])

const relations = new Set(['ForeignKey', 'OneToOneField', 'ManyToManyField'])

/** Decides whether a plan, in its order, is proven additive and compatible with the release that runs now. */
export function classify(plan: readonly PlannedItem[]): Classification {
  const reasons: AdditiveReason[] = []
  const created = new Set<string>()
  for (const item of plan) {
    if (!('operations' in item)) {
      reasons.push({
        app: item.app,
        migration: item.name,
        operation: '',
        file: '',
        line: 0,
        column: 0,
        reason: 'the migration is not in the repository, so its operations are not read'
      })
      continue
    }
    const whole = (reason: string) =>
      reasons.push({ app: item.app, migration: item.name, operation: '', file: item.file, line: item.line, column: item.column, reason })
    if (!item.operationsKnown) whole('some of its operations cannot be read from the source')
    if (!item.graphKnown) whole('the migration cannot be read completely')
    if (item.methods.length > 0) whole(`the Migration class defines ${item.methods.join(', ')}, whose effect is not known`)
    for (const operation of item.operations) {
      const reason = objection(operation, item, created)
      if (reason !== undefined) {
        const { kind, file, line, column } = operation
        reasons.push({ app: item.app, migration: item.name, operation: kind, file, line, column, reason })
      }
    }
  }
  return { additive: reasons.length === 0, reasons }
}

/** One line per reason, for a summary: `AddField in mes/migrations/0004_x.py:12: …`. */
export function describeReason(reason: AdditiveReason): string {
  const what = reason.operation === '' ? `${reason.app}.${reason.migration}` : reason.operation
  return reason.file === '' ? `${what}: ${reason.reason}` : `${what} in ${reason.file}:${reason.line}: ${reason.reason}`
}

/** Why one operation is not proven additive; undefined when it is. `created` collects the tables that this plan makes itself. */
function objection(operation: Operation, migration: Migration, created: Set<string>): string | undefined {
  const { call, kind } = operation
  if (operation.conditional) return 'it runs under a condition that cannot be read'
  // Only what Django does to a database is on the list; a statement of a user's own is never proven additive.
  if (migration.framework !== 'django') return 'the running release was not proven to work with it'
  if (call.kind !== 'call' || !operation.known) return `${operation.path} is not an operation of Django, so its effect is not known`
  if (!call.complete) return 'some of its arguments cannot be read'
  if (stateOnly.has(kind)) return undefined
  switch (kind) {
    case 'CreateModel':
      return createModel(call, migration, created)
    case 'AddField': {
      const model = textArgument(call, 'model_name', 0)
      const field = argument(call, 'field', 2)
      if (model === undefined || field === undefined) return 'its model or field cannot be read'
      const isNewTable = created.has(tableKey(migration.app, model))
      return isNewTable ? relationObjection(field, migration.app, created) : fieldObjection(field)
    }
    case 'AddIndex':
    case 'AddConstraint': {
      const model = textArgument(call, 'model_name', 0)
      if (model !== undefined && created.has(tableKey(migration.app, model))) return undefined
      return kind === 'AddIndex'
        ? 'building an index keeps writers out of the table until it is done (AddIndexConcurrently does not)'
        : 'a constraint is checked on every row under a lock, and the running release may violate it'
    }
    case 'AlterUniqueTogether':
    case 'AlterIndexTogether': {
      const model = textArgument(call, 'name', 0)
      if (model !== undefined && created.has(tableKey(migration.app, model))) return undefined
      return 'it builds or drops an index under a lock'
    }
    case 'AddIndexConcurrently':
      return migration.atomic === false ? undefined : 'the migration is not `atomic = False`, so Django refuses a concurrent index'
    case 'SeparateDatabaseAndState':
      return separate(call, operation, migration, created)
    case 'RunPython':
      return 'it runs code whose effect on the data is not known'
    case 'RunSQL':
      return 'it runs SQL that is not read here'
    case 'RemoveField':
      return 'it drops a column that the running release may still read or write'
    case 'DeleteModel':
      return 'it drops a table that the running release may still use'
    case 'AlterField':
      return 'it changes a column that the running release uses, and may rewrite the table'
    case 'RenameField':
    case 'RenameModel':
    case 'AlterModelTable':
      return 'it renames what the running release still calls by its old name'
    default:
      return `${kind} is not on the list of operations that are proven additive`
  }
}

function createModel(call: CallValue, migration: Migration, created: Set<string>): string | undefined {
  const name = textArgument(call, 'name', 0)
  const fields = argument(call, 'fields', 1)
  if (name === undefined || fields?.kind !== 'list') return 'its name or fields cannot be read'
  created.add(tableKey(migration.app, name))
  const bases = argument(call, 'bases', 3)
  if (bases !== undefined && bases.kind !== 'list') return 'its bases cannot be read'
  for (const item of fields.items) {
    const field = item.kind === 'list' ? item.items[1] : undefined
    if (field === undefined) return 'one of its fields cannot be read'
    const reason = relationObjection(field, migration.app, created)
    if (reason !== undefined) return reason
  }
  return undefined
}

/** What a field of a new, empty table can still do to other tables: lock one that it references. */
function relationObjection(field: Value, app: string, created: ReadonlySet<string>): string | undefined {
  if (field.kind !== 'call' || !field.complete) return 'a field cannot be read'
  const kind = djangoField(field)
  if (kind === undefined)
    return `the field class ${field.name === '' ? '(not a name)' : field.name} is not Django's, so its column is not known`
  if (!relations.has(kind)) return undefined
  if (kind !== 'ManyToManyField' && isConstant(field.keywords.get('db_constraint'), false)) return undefined
  const to = field.keywords.get('to') ?? field.args[0]
  const through = field.keywords.get('through')
  if (kind === 'ManyToManyField' && through !== undefined) return undefined
  const target = to?.kind === 'string' ? (to.value.includes('.') ? to.value.split('.') : [app, to.value]) : undefined
  if (target?.length === 2 && created.has(tableKey(target[0]!, target[1]!))) return undefined
  return `its ${kind} locks the referenced table${target === undefined ? '' : ` ${target.join('.')}`} against writers while the constraint is added`
}

/** Why a new column in a table with data is not proven additive. */
function fieldObjection(field: Value): string | undefined {
  if (field.kind !== 'call' || !field.complete) return 'its field cannot be read'
  const kind = djangoField(field)
  if (kind === undefined)
    return `the field class ${field.name === '' ? '(not a name)' : field.name} is not Django's, so its column is not known`
  if (relations.has(kind)) return `a ${kind} locks the referenced table against writers while the constraint is added`
  if (checkedFields.has(kind)) return `a ${kind} has a CHECK that is verified on every row under a lock`
  if (kind === 'SlugField' && !isConstant(field.keywords.get('db_index'), false))
    return 'a SlugField has an index, which is built under a lock'
  if (kind !== 'SlugField' && !plainFields.has(kind)) return `${kind} is not on the list of fields that are proven additive`
  for (const [name, value] of field.keywords) {
    if (name === 'null' || name === 'db_default' || harmlessArguments.has(name)) continue
    if (name === 'unique' || name === 'db_index' || name === 'primary_key') {
      if (!isConstant(value, false)) return `\`${name}\` builds an index under a lock`
    } else return `its argument \`${name}\` is not on the list of arguments that are proven harmless`
  }
  const databaseDefault = field.keywords.get('db_default')
  if (databaseDefault !== undefined && !isStableDefault(databaseDefault))
    return 'its `db_default` is an expression that may be computed for every row, under a lock'
  if (databaseDefault !== undefined || isConstant(field.keywords.get('null'), true)) return undefined
  return field.keywords.has('null') && !isConstant(field.keywords.get('null'), false)
    ? 'whether the column may be NULL cannot be read'
    : 'the column is NOT NULL without a database default (`default` is not one), so an INSERT of the running release fails'
}

/** A literal, `Value(literal)`, or the start of the transaction: PostgreSQL 11+ and MySQL 8 store it without touching the rows. */
function isStableDefault(value: Value): boolean {
  if (value.kind === 'string' || value.kind === 'number') return true
  if (value.kind === 'constant') return value.value !== null
  if (value.kind !== 'call') return false
  const first = value.args[0]
  if (/^django\.db\.models\.(expressions\.)?Value$/.test(value.name) && first !== undefined) return isStableDefault(first)
  return /^django\.db\.models\.functions\.(datetime\.)?Now$/.test(value.name) && value.args.length === 0
}

function separate(call: CallValue, operation: Operation, migration: Migration, created: Set<string>): string | undefined {
  const database = argument(call, 'database_operations', 0)
  if (database === undefined || isConstant(database, null)) return undefined
  if (database.kind !== 'list') return 'its database operations cannot be read'
  for (const item of database.items) {
    if (item.kind !== 'call') return 'one of its database operations cannot be read'
    const inner = operationOf(item, { file: operation.file, line: operation.line, column: operation.column }, false)
    const reason = objection(inner, migration, created)
    if (reason !== undefined) return `${inner.kind} inside: ${reason}`
  }
  return undefined
}

/** The class of a field of Django's, undefined for any other. Django writes `models.X` for all of its own. */
function djangoField(field: CallValue): string | undefined {
  return /^django\.db\.models\.(?:fields\.)?(?:\w+\.)*(\w+)$/.exec(field.name)?.[1]
}

function argument(call: CallValue, name: string, index: number): Value | undefined {
  return call.keywords.get(name) ?? call.args[index]
}

function textArgument(call: CallValue, name: string, index: number): string | undefined {
  const value = argument(call, name, index)
  return value?.kind === 'string' ? value.value : undefined
}

function isConstant(value: Value | undefined, expected: boolean | null): boolean {
  return value?.kind === 'constant' && value.value === expected
}

/** Django compares model names without case. */
function tableKey(app: string, model: string): string {
  return `${app}.${model.toLowerCase()}`
}
