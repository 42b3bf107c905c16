import type { Column, Database } from '../changes.ts'
import type { CallValue, Value } from '../python.ts'
import { argument, isConstant, sameValue } from './values.ts'

/** A field of a model, as far as it decides about the database. */
export interface Field {
  call: CallValue
  /** the class, where it is Django's: `CharField`; undefined for any other */
  kind: string | undefined
  /** undefined: it has no column of its own in the model's table */
  column: string | undefined
  nullable: boolean | undefined
  primaryKey: boolean
  unique: boolean
  /** an index of its own, beside what `unique` brings */
  indexed: boolean
  databaseDefault: Column['databaseDefault']
  /** a field that points to rows of another model: its `to`, and whether the database knows of it */
  relation?: { to: Value | undefined; constraint: boolean } | undefined
  /** a ManyToManyField, with `hidden` where its table is made by the field itself: `table` is its `db_table` */
  many?: { to: Value | undefined; hidden: boolean; table: string | undefined } | undefined
}

const toOne = new Set(['ForeignKey', 'OneToOneField'])
const withoutColumn = new Set(['CompositePrimaryKey', 'GenericForeignKey', 'GenericRelation'])
/** Keyword arguments that change nothing in the database. */
const stateArguments = new Set(
  'auto_created auto_now auto_now_add blank choices decoder default editable encoder error_messages help_text limit_choices_to on_delete parent_link related_name related_query_name serialize storage upload_to validators verbose_name'.split(
    ' '
  )
)

/** Reads a field as a migration writes it; undefined where it is no call that can be read. */
export function readField(name: string, value: Value | undefined): Field | undefined {
  if (value?.kind !== 'call' || !value.complete || value.name === '') return undefined
  const kind = djangoField(value)
  const to = argument(value, 'to', 0)
  const isOne = kind === undefined ? value.keywords.has('on_delete') : toOne.has(kind)
  const isMany = kind === 'ManyToManyField'
  // A class of another package that takes `to` or `through` and no `on_delete` is a many-to-many, tags for instance: no column.
  const isManager = kind === undefined && !isOne && (value.keywords.has('to') || value.keywords.has('through'))
  const named = value.keywords.get('db_column')
  const column =
    isMany || isManager || withoutColumn.has(kind ?? '') ? undefined : named?.kind === 'string' ? named.value : isOne ? `${name}_id` : name
  const flag = (argumentName: string) => isTrue(value.keywords.get(argumentName))
  const primaryKey = flag('primary_key')
  const unique = flag('unique') || primaryKey || kind === 'OneToOneField'
  const isIndexedByDefault = kind === 'SlugField' || (isOne && kind !== 'OneToOneField')
  const table = value.keywords.get('db_table')
  return {
    call: value,
    kind,
    column,
    nullable: primaryKey ? false : nullableOf(value, kind),
    primaryKey,
    unique,
    indexed: !unique && (value.keywords.has('db_index') ? flag('db_index') : isIndexedByDefault),
    databaseDefault: defaultOf(value, kind),
    ...(isOne ? { relation: { to, constraint: !isConstant(value.keywords.get('db_constraint'), false) } } : {}),
    ...(isMany || isManager
      ? { many: { to, hidden: isMany && !value.keywords.has('through'), table: table?.kind === 'string' ? table.value : undefined } }
      : {})
  }
}

/** Arguments that Django itself takes for no change of the database: any other makes it drop and make anew the constraint of a relation. */
const relationArguments = new Set(
  'blank choices db_column editable error_messages help_text limit_choices_to on_delete related_name related_query_name validators verbose_name'.split(
    ' '
  )
)

/** Whether the two are written alike but for what Django does not look at; what a relation points to is not compared. */
export function sameColumn(a: Field, b: Field): boolean {
  const isRelation = a.relation !== undefined
  const ignored = isRelation ? relationArguments : stateArguments
  const named = (field: Field) => [...field.call.keywords].filter(([name]) => !ignored.has(name) && !(isRelation && name === 'to'))
  const left = named(a)
  const right = new Map(named(b))
  return (
    a.call.name === b.call.name &&
    a.column === b.column &&
    left.length === right.size &&
    left.every(([name, value]) => sameValue(value, right.get(name)))
  )
}

/** The same field pointing to another model. */
export function pointedTo(field: Field, name: string): Field {
  const to: Value = { kind: 'string', value: name, at: field.call.at }
  const keywords = new Map(field.call.keywords)
  const isKeyword = keywords.has('to')
  if (isKeyword) keywords.set('to', to)
  const call = { ...field.call, keywords, args: isKeyword ? field.call.args : [to, ...field.call.args.slice(1)] }
  return {
    ...field,
    call,
    ...(field.relation === undefined ? {} : { relation: { ...field.relation, to } }),
    ...(field.many === undefined ? {} : { many: { ...field.many, to } })
  }
}

function isTrue(value: Value | undefined): boolean {
  return isConstant(value, true)
}

function nullableOf(call: CallValue, kind: string | undefined): boolean | undefined {
  if (kind === 'GeneratedField') return true
  const value = call.keywords.get('null')
  if (value === undefined) return false
  return value.kind === 'constant' && typeof value.value === 'boolean' ? value.value : undefined
}

function defaultOf(call: CallValue, kind: string | undefined): Column['databaseDefault'] {
  // An identity column, and a generated one that is stored, get a value for each row that is there.
  if (kind !== undefined && /^(Small|Big)?AutoField$/.test(kind)) return 'volatile'
  if (kind === 'GeneratedField') return isTrue(call.keywords.get('db_persist')) ? 'volatile' : 'stable'
  const value = call.keywords.get('db_default')
  return value === undefined || isNotProvided(value) ? 'none' : volatility(value)
}

function isNotProvided(value: Value): boolean {
  return value.kind === 'name' && value.name.endsWith('.NOT_PROVIDED')
}

/** A literal, or the time of the statement, is the same for all rows and is stored once; a random value is made for each. */
function volatility(value: Value): Column['databaseDefault'] {
  if (value.kind === 'string' || value.kind === 'number' || value.kind === 'constant') return 'stable'
  if (value.kind !== 'call') return undefined
  const name = value.name.split('.').at(-1)!
  if (!value.name.startsWith('django.')) return undefined
  if (name === 'Random' || name === 'RandomUUID') return 'volatile'
  if (name === 'Now' || name === 'TransactionNow') return 'stable'
  const first = value.args[0]
  return name === 'Value' && first !== undefined ? volatility(first) : undefined
}

/** The class of a field of Django's, undefined for any other. */
function djangoField(field: CallValue): string | undefined {
  return /^django\.(?:db\.models|contrib\.(?:postgres|gis)\b[\w.]*?)\.(?:fields\.)?(?:\w+\.)*(\w+)$/.exec(field.name)?.[1]
}

const sizes: Record<string, number> = {
  CharField: 0,
  EmailField: 254,
  FileField: 100,
  FilePathField: 100,
  ImageField: 100,
  SlugField: 50,
  URLField: 200
}

/** The type on PostgreSQL (and SQLite, whose names mean nothing), and on MySQL and MariaDB where it differs. */
const types: Record<string, string | [string, string]> = {
  AutoField: 'integer',
  BigAutoField: 'bigint',
  BigIntegerField: 'bigint',
  BinaryField: ['bytea', 'longblob'],
  BooleanField: ['boolean', 'tinyint(1)'],
  CICharField: 'citext',
  CIEmailField: 'citext',
  CITextField: 'citext',
  DateField: 'date',
  DateTimeField: ['timestamp with time zone', 'datetime(6)'],
  DurationField: ['interval', 'bigint'],
  FloatField: ['double precision', 'double'],
  GenericIPAddressField: ['inet', 'char(39)'],
  HStoreField: 'hstore',
  IntegerField: 'integer',
  JSONField: ['jsonb', 'json'],
  PositiveBigIntegerField: ['bigint', 'bigint unsigned'],
  PositiveIntegerField: ['integer', 'integer unsigned'],
  PositiveSmallIntegerField: ['smallint', 'smallint unsigned'],
  SearchVectorField: 'tsvector',
  SmallAutoField: 'smallint',
  SmallIntegerField: 'smallint',
  TextField: ['text', 'longtext'],
  TimeField: ['time', 'time(6)'],
  UUIDField: ['uuid', 'char(32)']
}

/** The column's type; undefined where it cannot be told. `pointed` is the type of the column that a relation points to. */
export function typeOf(field: Field, database: Database | undefined, pointed: string | undefined): string | undefined {
  const { kind, call } = field
  if (field.relation !== undefined) return pointed?.replace(/ auto_increment$/, '')
  if (kind === undefined) return undefined
  const isMysql = database === 'mysql' || database === 'mariadb'
  if (kind in sizes) {
    const length = call.keywords.get('max_length')
    if (length === undefined && kind === 'CharField') return isMysql ? undefined : 'varchar'
    return length === undefined ? `varchar(${sizes[kind]})` : length.kind === 'number' ? `varchar(${length.value})` : undefined
  }
  if (kind === 'DecimalField') {
    const [digits, places] = [argument(call, 'max_digits', 2), argument(call, 'decimal_places', 3)]
    return digits?.kind === 'number' && places?.kind === 'number' ? `numeric(${digits.value}, ${places.value})` : undefined
  }
  if (kind === 'ArrayField') {
    const inner = readField('', argument(call, 'base_field', 0))
    const base = inner && typeOf(inner, database, undefined)
    return base === undefined ? undefined : `${base}[]`
  }
  if (kind === 'GeneratedField') {
    const output = readField('', call.keywords.get('output_field'))
    return output && typeOf(output, database, undefined)
  }
  const type = types[kind]
  return Array.isArray(type) ? type[isMysql ? 1 : 0] : type
}

/** A CHECK that the field brings along, by database: Django keeps whole numbers positive with it where there is no unsigned type. */
export function hasCheck(field: Field, database: Database | undefined): boolean {
  return /^Positive(Big|Small)?IntegerField$/.test(field.kind ?? '') && database !== 'mysql' && database !== 'mariadb'
}
