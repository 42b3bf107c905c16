import type { Column } from '../changes.ts'
import type { CallValue, Value } from '../python.ts'

/** The names that PostgreSQL's dialect gives to SQLAlchemy's own types; others are written as they are called, in lower case. */
const typeNames: Readonly<Record<string, string>> = {
  BigInteger: 'bigint',
  DateTime: 'timestamp',
  Integer: 'integer',
  LargeBinary: 'blob',
  SmallInteger: 'smallint',
  String: 'varchar',
  Unicode: 'varchar',
  UnicodeText: 'text'
}

/** Functions that PostgreSQL computes once for a statement, so that adding a column with them touches no row. */
const stableFunctions =
  /^(now|current_timestamp|current_date|current_time|localtimestamp|localtime|transaction_timestamp|statement_timestamp)$/i

/** What a string, an `op.f('…')` or a `quoted_name('…', …)` says; undefined for anything else. */
export function textOf(value: Value | undefined): string | undefined {
  if (value?.kind === 'string') return value.value
  if (value?.kind === 'call' && /(\.f|quoted_name|\.conv)$/.test(value.name)) return textOf(value.args[0])
  return undefined
}

/** The SQL of a literal or of `text('…')`; undefined where it is built otherwise. */
export function sqlOf(value: Value | undefined): string | undefined {
  if (value?.kind === 'string') return value.value
  if (value?.kind !== 'call') return undefined
  if (/^sqlalchemy\.(sql\.|sql\.expression\.)?(text|DDL)$/.test(value.name) || /^textwrap\.dedent$/.test(value.name))
    return sqlOf(value.args[0] ?? value.keywords.get('text'))
  // `text('…').bindparams(…)`
  return value.on !== undefined && /\.(bindparams|execution_options|columns)$/.test(value.name) ? sqlOf(value.on) : undefined
}

/** `sa.String(length=20)` as `varchar(20)`; undefined where it is no type that is written out. */
export function typeOf(value: Value | undefined): string | undefined {
  if (value?.kind !== 'call' && value?.kind !== 'name') return undefined
  const name = value.name.split('.').at(-1)
  if (name === undefined || name === '') return undefined
  if (value.kind === 'call' && name === 'ARRAY') {
    const inner = typeOf(value.args[0] ?? value.keywords.get('item_type'))
    return inner === undefined ? undefined : `${inner}[]`
  }
  // An enumeration is a type of its name, whatever it holds.
  if (value.kind === 'call' && /^enum$/i.test(name)) {
    const own = textOf(value.keywords.get('name'))
    return own === undefined ? undefined : `enum ${own}`
  }
  // What else a type is told changes what is stored, or a class of the project's own decides about it.
  const isOther = (one: Value) => one.kind !== 'number' && one.kind !== 'constant'
  if (value.kind === 'call' && value.args.some(isOther)) return undefined
  const base = typeNames[name] ?? name.toLowerCase()
  if (value.kind === 'name') return base
  const named = ['length', 'precision', 'scale'].map(key => value.keywords.get(key))
  const sizes = [...value.args, ...named].flatMap(one => (one?.kind === 'number' ? [String(one.value)] : []))
  const zone = constantOf(value.keywords.get('timezone')) === true ? ' with time zone' : ''
  return `${base}${sizes.length > 0 ? `(${sizes.join(',')})` : ''}${zone}`
}

export function constantOf(value: Value | undefined): boolean | null | undefined {
  return value?.kind === 'constant' ? value.value : undefined
}

/** What `server_default=…` makes the database keep; undefined where it cannot be told. */
export function serverDefault(value: Value | undefined): Column['databaseDefault'] {
  if (value === undefined || constantOf(value) === null) return 'none'
  if (value.kind === 'string' || value.kind === 'number' || value.kind === 'constant') return 'stable'
  if (value.kind !== 'call') return undefined
  const name = value.name.split('.').at(-1)!
  if (/^(Identity|Computed|Sequence|FetchedValue)$/.test(name)) return name === 'FetchedValue' ? undefined : 'volatile'
  if (/^sqlalchemy\.(sql\.|sql\.expression\.)?(true|false|null|literal)$/.test(value.name)) return 'stable'
  if (/^sqlalchemy\.(sql\.)?(functions\.)?func\./.test(value.name)) return stableFunctions.test(name) ? 'stable' : 'volatile'
  const sql = sqlOf(value)
  return sql === undefined ? undefined : defaultOf(sql)
}

/** A default written as SQL: a literal and the time of the statement are stable, any other function may be computed for every row. */
function defaultOf(sql: string): Column['databaseDefault'] {
  const text = sql
    .trim()
    .replace(/^\((.*)\)$/s, '$1')
    .replace(/::[\w .()[\]"]+$/, '')
  if (/^null$/i.test(text)) return 'none'
  if (/^(e?'(?:[^']|'')*'|[-+]?[\d.]+|true|false|b'[01]+'|array\[[^()]*\])$/i.test(text)) return 'stable'
  const name = /^(\w+)\s*(\(\s*\d*\s*\))?$/.exec(text)?.[1]
  if (name !== undefined && stableFunctions.test(name)) return 'stable'
  return /\(/.test(text) ? 'volatile' : undefined
}

/** A `Column(…)`; undefined where it, or its name, cannot be read. */
export function columnOf(value: Value | undefined): Column | undefined {
  if (value?.kind !== 'call' || !/(^|\.)Column$/.test(value.name)) return undefined
  const name = textOf(value.args[0] ?? value.keywords.get('name'))
  if (name === undefined) return undefined
  const rest = value.args.slice(textOf(value.args[0]) === undefined ? 0 : 1)
  const isItem = (one: Value) =>
    one.kind === 'call' && /(^|\.)(ForeignKey|Identity|Computed|Sequence|CheckConstraint|FetchedValue)$/.test(one.name)
  const items = rest.filter((one): one is CallValue => one.kind === 'call' && isItem(one))
  const type = value.keywords.get('type_') ?? rest.find(one => !isItem(one))
  const isKey = value.keywords.get('primary_key')
  const nullable = value.keywords.get('nullable')
  const generated = items.find(one => /(^|\.)(Identity|Computed)$/.test(one.name))
  const given = value.keywords.get('server_default')
  const flag = (one: Value | undefined) => one !== undefined && constantOf(one) !== false
  const target = items.filter(one => /(^|\.)ForeignKey$/.test(one.name)).map(one => textOf(one.args[0] ?? one.keywords.get('column')))
  return {
    name,
    type: typeOf(type),
    nullable: !value.complete
      ? undefined
      : nullable === undefined
        ? isKey === undefined
          ? true
          : constantOf(isKey) !== true
        : (constantOf(nullable) ?? undefined),
    databaseDefault: !value.complete ? undefined : generated === undefined ? serverDefault(given) : 'volatile',
    unique: flag(value.keywords.get('unique')) || flag(isKey),
    indexed: flag(value.keywords.get('index')),
    ...(target.length > 0 ? { references: target[0]?.split('.').slice(0, -1).join('.') ?? '' } : {})
  }
}
