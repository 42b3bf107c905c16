import type { Database } from './changes.ts'

/**
 * Whether a change of type makes the database write every row anew, which MySQL and MariaDB call a copy; undefined: it cannot be told. Types are
 * written as people write them, lower case: `varchar(20)`, `timestamp with time zone`, `int unsigned`. Nobody saying which database it is, PostgreSQL.
 */
export function rewrites(from: string | undefined, to: string | undefined, database: Database | undefined): boolean | undefined {
  if (from === undefined || to === undefined) return undefined
  if (database === 'sqlite') return from !== to
  return database === 'mysql' || database === 'mariadb' ? copied(mysqlType(from), mysqlType(to), database) : rewritten(from, to)
}

interface Type {
  readonly name: string
  readonly sizes: readonly number[]
}

/** Other names of PostgreSQL's types, and the types of columns that number themselves. */
const postgresNames: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int: 'integer',
  int8: 'bigint',
  smallserial: 'smallint',
  serial: 'integer',
  bigserial: 'bigint',
  float4: 'real',
  float8: 'double precision',
  double: 'double precision',
  double_precision: 'double precision',
  bool: 'boolean',
  bpchar: 'char',
  character: 'char',
  'character varying': 'varchar',
  'bit varying': 'varbit',
  decimal: 'numeric',
  'timestamp with time zone': 'timestamptz',
  'timestamp without time zone': 'timestamp',
  'time with time zone': 'timetz',
  'time without time zone': 'time',
  blob: 'bytea'
}

/** Types of PostgreSQL and of its usual extensions, none of which is a domain or an enumeration that somebody made. */
const postgresTypes = new Set(
  'smallint integer bigint real numeric boolean uuid date json jsonb bytea varchar text char timestamp timestamptz time timetz interval inet cidr bit varbit xml money tsvector hstore citext'
    .split(' ')
    .concat('double precision')
)

/** Values of the first are valid as they are stored for the second, where that has no length to cut them to. */
const sameBytes = new Set(
  'varchar text,text varchar,xml text,xml varchar,cidr inet,bit varbit,varchar citext,text citext,citext varchar,citext text'.split(',')
)

/**
 * PostgreSQL keeps the rows where the old values are valid as they are stored: a longer or unbounded varchar, text for varchar, a numeric of the
 * same scale with more digits, finer times. `timestamp` against `timestamptz` depends on the session's time zone.
 */
function rewritten(from: string, to: string): boolean | undefined {
  if (from === to) return false
  if (from.endsWith('[]') && to.endsWith('[]')) return rewritten(from.slice(0, -2), to.slice(0, -2)) || undefined
  const [a, b] = [postgresType(from), postgresType(to)]
  if (a === undefined || b === undefined || !postgresTypes.has(a.name) || !postgresTypes.has(b.name)) return undefined
  const grows = (index: number, unlimited: number) => (b.sizes[index] ?? unlimited) >= (a.sizes[index] ?? unlimited)
  if (a.name === b.name) {
    switch (b.name) {
      case 'varchar':
      case 'varbit':
        return !grows(0, Number.POSITIVE_INFINITY)
      case 'numeric':
        if (b.sizes.length === 0) return false
        if (a.sizes.length === 0) return true
        return !((b.sizes[1] ?? 0) === (a.sizes[1] ?? 0) && grows(0, Number.POSITIVE_INFINITY))
      case 'timestamp':
      case 'timestamptz':
      case 'time':
      case 'timetz':
      case 'interval':
        return !grows(0, 6)
      case 'char':
      case 'bit':
        return (a.sizes[0] ?? 1) !== (b.sizes[0] ?? 1)
      default:
        return false
    }
  }
  const pair = `${a.name} ${b.name}`
  if (pair === 'timestamp timestamptz' || pair === 'timestamptz timestamp') return undefined
  if (sameBytes.has(pair)) return b.sizes.length === 0 ? false : b.name === 'varbit' ? undefined : true
  return true
}

function postgresType(text: string): Type | undefined {
  // The number of digits of a time stands in the middle of its name.
  const [, first, list = '', rest = ''] = /^([a-z_][\w ]*?)(?:\(([\d, ]+)\))?( with(?:out)? time zone)?$/.exec(text) ?? []
  if (first === undefined) return undefined
  const sizes = numbersOf(list)
  const name = first + rest
  // FLOAT(n) counts binary digits.
  if (name === 'float') return { name: (sizes[0] ?? 53) <= 24 ? 'real' : 'double precision', sizes: [] }
  return { name: postgresNames[name] ?? name, sizes }
}

const mysqlNames: Readonly<Record<string, string>> = {
  integer: 'int',
  bool: 'tinyint',
  boolean: 'tinyint',
  dec: 'decimal',
  numeric: 'decimal',
  fixed: 'decimal',
  real: 'double',
  'double precision': 'double',
  character: 'char',
  'character varying': 'varchar'
}

const mysqlTypes = new Set(
  'tinyint smallint mediumint int bigint float double decimal char varchar binary varbinary tinytext text mediumtext longtext tinyblob blob mediumblob longblob date datetime timestamp time year json uuid'.split(
    ' '
  )
)

/** What MySQL and MariaDB do not change in place, they copy. */
function copied(a: Type, b: Type, database: Database): boolean | undefined {
  const bare = ({ name }: Type) => name.replace(' unsigned', '')
  if (!mysqlTypes.has(bare(a)) || !mysqlTypes.has(bare(b))) return undefined
  // MySQL takes some texts for bytes as they are stored.
  const isBytes = (/text$/.test(a.name) && /blob$/.test(b.name)) || (a.name === 'varchar' && b.name === 'varbinary')
  if (a.name !== b.name) return database === 'mysql' && isBytes ? undefined : true
  const [before = 0, after = 0] = [a.sizes[0], b.sizes[0]]
  switch (b.name) {
    case 'varchar':
      return after < before || lengthGrows(4 * before, 4 * after, database)
    case 'varbinary':
      return after < before || lengthGrows(before, after, database)
    case 'char':
    case 'binary':
    case 'decimal':
    case 'datetime':
    case 'timestamp':
    case 'time':
      return String(a.sizes) !== String(b.sizes)
    default:
      return String(a.sizes) === String(b.sizes) ? false : undefined
  }
}

/**
 * The length of a value takes one byte in a column of up to 255 bytes, and two beyond; a character of utf8mb4 has four. MariaDB stores what is shorter
 * than 128 bytes in the same way in both, so that no row changes where the column could hold no more.
 */
function lengthGrows(before: number, after: number, database: Database): boolean {
  return after > 255 && before <= 255 && (database === 'mysql' || before > 127)
}

function mysqlType(text: string): Type {
  const [, first = text, list = '', rest = ''] = /^([a-z_][\w ]*?)(?:\(([\d, ]+)\))?((?: [a-z ]+)?)$/.exec(text.toLowerCase()) ?? []
  const words = `${first}${rest}`.replace(/ (?:signed|auto_increment)\b/g, '').replace(/ (?:unsigned(?: zerofill)?|zerofill)$/, '')
  const name = mysqlNames[words] ?? words
  const unsigned = /unsigned|zerofill/.test(text.toLowerCase()) ? ' unsigned' : ''
  const sizes = numbersOf(list)
  // The width of a whole number is how it is shown.
  if (/int$/.test(name)) return { name: name + unsigned, sizes: [] }
  if (name === 'decimal') return { name: name + unsigned, sizes: [sizes[0] ?? 10, sizes[1] ?? 0] }
  if (/^(?:char|binary)$/.test(name)) return { name, sizes: [sizes[0] ?? 1] }
  if (/^(?:datetime|timestamp|time)$/.test(name)) return { name, sizes: [sizes[0] ?? 0] }
  return { name: name + unsigned, sizes }
}

function numbersOf(list: string): number[] {
  return list === '' ? [] : list.split(',').map(Number)
}
