import type { ChangeKind, Column, SqlReader } from '../changes.ts'
import { changeOf, type Effect } from './effects.ts'
import { positions, splitSql } from './split.ts'
import { Words } from './words.ts'

type Kind = 'mysql' | 'sqlite'

/**
 * Reads the statements of MySQL, MariaDB and SQLite that change a schema or rows, by the words that they begin with (decision 0021). A form that is not
 * on the list here is `unknown`, and so is a statement with words left over where the form has ended.
 */
export function headReader(dialect: Kind): SqlReader {
  return (text, at) => {
    const { statements, problem } = splitSql(text, dialect)
    const place = positions(text, at.file)
    if (problem !== undefined) {
      const whole = { from: problem.at, to: text.length, text, head: 'statement' }
      return [changeOf({ kind: 'unknown', reason: problem.message }, whole, place)]
    }
    return statements.flatMap(statement =>
      effectsOf(Words.of(statement.text, dialect), dialect).map(effect => changeOf(effect, statement, place))
    )
  }
}

const unknown = (reason: string, offset?: number): Effect[] => [{ kind: 'unknown', reason, offset }]
const notRead = (what: string, offset?: number) => unknown(`this form of ${what} is not read here`, offset)
const other = (verb: 'create' | 'drop' | 'alter', object: string, name?: string): Effect[] => [{ kind: 'other-object', verb, object, name }]

const objects = /^(?:VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT|USER|ROLE|DATABASE|SCHEMA|SEQUENCE|SERVER|PACKAGE|LOGFILE|RESOURCE)$/

function effectsOf(words: Words, dialect: Kind): Effect[] {
  const first = words.next().upper
  switch (first) {
    case '':
      return []
    case 'ALTER':
      return alter(words, dialect)
    case 'CREATE':
      return create(words, dialect)
    case 'DROP':
      return drop(words)
    case 'RENAME':
      return rename(words)
    case 'TRUNCATE': {
      words.take('TABLE')
      return [{ kind: 'data', verb: 'truncate', table: words.name(), whole: true }]
    }
    case 'UPDATE':
      return update(words)
    case 'DELETE':
      return remove(words)
    case 'INSERT':
    case 'REPLACE':
      return insert(words)
    case 'LOAD':
      return [{ kind: 'data', verb: 'insert', table: undefined, whole: undefined }]
    case 'SET':
      return setting(words)
    case 'PRAGMA':
      return other('alter', 'setting', words.name())
    case 'USE':
      return other('alter', 'setting', 'database')
    case 'START':
    case 'BEGIN':
      return [{ kind: 'transaction', verb: 'begin' }]
    case 'COMMIT':
    case 'END':
      return [{ kind: 'transaction', verb: 'commit' }]
    case 'ROLLBACK':
      return words.has('TO') ? [] : [{ kind: 'transaction', verb: 'rollback' }]
    case 'GRANT':
    case 'REVOKE':
      return other('alter', 'rights')
    case 'ANALYZE':
    case 'FLUSH':
    case 'UNLOCK':
    case 'SAVEPOINT':
    case 'RELEASE':
    case 'SHOW':
    case 'EXPLAIN':
      return []
    case 'SELECT':
      return select(words)
    case 'OPTIMIZE':
    case 'VACUUM':
      return unknown(`${first} writes whole tables anew`)
    default:
      return unknown(`${first} is not read here`)
  }
}

function alter(words: Words, dialect: Kind): Effect[] {
  while (words.any('ONLINE', 'OFFLINE', 'IGNORE') !== undefined);
  if (!words.take('TABLE')) return objectEffect('alter', words)
  words.take('IF', 'EXISTS')
  const table = words.name()
  if (table === undefined) return notRead('ALTER TABLE')
  if (words.take('WAIT')) words.next()
  else words.take('NOWAIT')
  return words.list().flatMap(part => {
    const offset = part.offset
    const effects = dialect === 'mysql' ? alterMysql(part, table) : alterSqlite(part, table)
    return effects.map(effect => ({ offset, ...effect }))
  })
}

function alterSqlite(words: Words, table: string): Effect[] {
  if (words.take('RENAME')) return renameWithin(words, table)
  if (words.take('ADD')) {
    if (words.any('CONSTRAINT', 'CHECK') !== undefined) return notRead('ALTER TABLE')
    words.take('COLUMN')
    return addColumn(words, table)
  }
  if (words.take('DROP')) {
    if (words.take('CONSTRAINT')) return notRead('ALTER TABLE')
    words.take('COLUMN')
    return ended(words, column => ({ kind: 'drop-column', table, column }))
  }
  return notRead('ALTER TABLE', words.offset)
}

function alterMysql(words: Words, table: string): Effect[] {
  const first = words.next().upper
  const anew = (what: string) => unknown(`${what} writes the whole table anew`)
  switch (first) {
    case 'ADD':
      return addMysql(words, table)
    case 'DROP':
      return dropWithin(words, table)
    case 'MODIFY': {
      words.take('COLUMN')
      words.take('IF', 'EXISTS')
      return redefine(words, table, words.name())
    }
    case 'CHANGE': {
      words.take('COLUMN')
      words.take('IF', 'EXISTS')
      const from = words.name()
      const to = words.name()
      if (from === undefined || to === undefined) return notRead('CHANGE')
      const renamed: Effect[] = from.toLowerCase() === to.toLowerCase() ? [] : [{ kind: 'rename-column', table, column: from, to }]
      return [...renamed, ...redefine(words, table, to)]
    }
    case 'RENAME':
      return renameWithin(words, table)
    case 'ALTER': {
      if (words.any('INDEX', 'KEY') !== undefined) return other('alter', 'index', words.name())
      if (words.any('CHECK', 'CONSTRAINT') !== undefined) return other('alter', 'constraint', words.name())
      words.take('COLUMN')
      const column = words.name()
      if (column === undefined) return notRead('ALTER COLUMN')
      if (words.take('DROP', 'DEFAULT')) return [{ kind: 'drop-default', table, column }]
      if (words.take('SET', 'DEFAULT')) return [{ kind: 'set-default', table, column }]
      return words.take('SET') && words.any('VISIBLE', 'INVISIBLE') !== undefined
        ? other('alter', 'column options', column)
        : notRead('ALTER COLUMN')
    }
    case 'ALGORITHM':
    case 'LOCK':
      return []
    case 'CONVERT':
      return anew('CONVERT TO CHARACTER SET')
    case 'ENGINE':
    case 'FORCE':
    case 'ORDER':
    case 'ROW_FORMAT':
    case 'KEY_BLOCK_SIZE':
    case 'TABLESPACE':
      return anew(first)
    case 'AUTO_INCREMENT':
    case 'COMMENT':
    case 'DEFAULT':
    case 'CHARACTER':
    case 'CHARSET':
    case 'COLLATE':
    case 'STATS_PERSISTENT':
    case 'STATS_AUTO_RECALC':
    case 'STATS_SAMPLE_PAGES':
    case 'MAX_ROWS':
    case 'MIN_ROWS':
    case 'AVG_ROW_LENGTH':
    case 'DISABLE':
    case 'ENABLE':
      return other('alter', 'table options', table)
    default:
      return notRead('ALTER TABLE')
  }
}

function addMysql(words: Words, table: string): Effect[] {
  if (words.take('COLUMN')) return addColumns(words, table)
  if (words.peek().upper === '(') return addColumns(words, table)
  if (words.take('PARTITION')) return unknown('ADD PARTITION is not read here')
  const constraint = tableConstraint(words, table)
  return constraint ?? addColumns(words, table)
}

/** One column, or several in brackets. */
function addColumns(words: Words, table: string): Effect[] {
  const several = words.brackets()
  return several === undefined
    ? addColumn(words, table)
    : several.list().flatMap(each => tableConstraint(each, table) ?? addColumn(each, table))
}

function addColumn(words: Words, table: string): Effect[] {
  words.take('IF', 'NOT', 'EXISTS')
  const offset = words.offset
  const read = columnOf(words)
  return read === undefined ? notRead('ADD COLUMN', offset) : [{ kind: 'add-column', table, column: read, offset }]
}

/** MODIFY and CHANGE say the whole column again; what it was before is not in the statement. */
function redefine(words: Words, table: string, column: string | undefined): Effect[] {
  const read = column === undefined ? undefined : definition(words, column)
  if (read === undefined || column === undefined) return notRead('MODIFY')
  const effects: Effect[] = [{ kind: 'change-type', table, column, from: undefined, to: read.type, rewrites: undefined }]
  if (read.nullable === false) effects.push({ kind: 'set-not-null', table, column })
  return effects
}

/** An index or constraint as it stands in CREATE TABLE and after ADD; undefined: it is a column. */
function tableConstraint(words: Words, table: string): Effect[] | undefined {
  let name: string | undefined
  if (words.take('CONSTRAINT')) {
    if (!/^(?:PRIMARY|UNIQUE|FOREIGN|CHECK)$/.test(words.peek().upper)) name = words.name()
    words.take('IF', 'NOT', 'EXISTS')
  }
  const constraint = (type: (ChangeKind & { kind: 'add-constraint' })['type'], references?: string): Effect[] => [
    { kind: 'add-constraint', table, name, type, ...(references === undefined ? {} : { references }), validates: true, usingIndex: false }
  ]
  if (words.take('PRIMARY', 'KEY')) return constraint('primary-key')
  if (words.take('FOREIGN', 'KEY')) {
    words.take('IF', 'NOT', 'EXISTS')
    if (words.peek().upper !== '(') name ??= words.name()
    words.brackets()
    const references = words.take('REFERENCES') ? words.name() : undefined
    return references === undefined ? notRead('FOREIGN KEY') : constraint('foreign-key', references)
  }
  if (words.peek().upper === 'CHECK' && words.peek(1).upper === '(') return constraint('check')
  const isUnique = words.take('UNIQUE')
  const special = isUnique ? undefined : words.any('FULLTEXT', 'SPATIAL')
  // `key` and `index` are words of the language; a column of that name stands in quotes.
  const isKey = words.any('INDEX', 'KEY') !== undefined
  if (!isUnique && special === undefined && !isKey) return name === undefined ? undefined : notRead('CONSTRAINT')
  words.take('IF', 'NOT', 'EXISTS')
  if (words.peek().upper !== '(' && words.peek().upper !== 'USING') name ??= words.name()
  if (isUnique) return constraint('unique')
  return [{ kind: 'create-index', table, name, unique: false, concurrently: false }]
}

function dropWithin(words: Words, table: string): Effect[] {
  if (words.take('PRIMARY', 'KEY')) return [{ kind: 'drop-constraint', table, name: 'PRIMARY' }]
  if (words.take('FOREIGN', 'KEY') || words.any('CONSTRAINT', 'CHECK') !== undefined) {
    words.take('IF', 'EXISTS')
    return ended(words, name => ({ kind: 'drop-constraint', table, name }))
  }
  if (words.any('INDEX', 'KEY') !== undefined) {
    words.take('IF', 'EXISTS')
    return ended(words, name => ({ kind: 'drop-index', table, name, concurrently: false }))
  }
  if (words.take('PARTITION')) return unknown('DROP PARTITION drops the rows of the partition')
  words.take('COLUMN')
  words.take('IF', 'EXISTS')
  const column = words.name()
  words.any('CASCADE', 'RESTRICT')
  return column === undefined || !words.done ? notRead('DROP') : [{ kind: 'drop-column', table, column }]
}

function renameWithin(words: Words, table: string): Effect[] {
  if (words.any('INDEX', 'KEY') !== undefined) return other('alter', 'index', words.name())
  if (words.any('TO', 'AS', '=') !== undefined) return ended(words, to => ({ kind: 'rename-table', table, to }))
  words.take('COLUMN')
  words.take('IF', 'EXISTS')
  const column = words.name()
  if (column === undefined) return notRead('RENAME')
  if (words.done) return [{ kind: 'rename-table', table, to: column }]
  return words.take('TO') ? ended(words, to => ({ kind: 'rename-column', table, column, to })) : notRead('RENAME')
}

/** A form that ends in one name. */
function ended(words: Words, effect: (name: string) => Effect): Effect[] {
  const name = words.name()
  return name === undefined || !words.done ? notRead('the statement') : [effect(name)]
}

function create(words: Words, dialect: Kind): Effect[] {
  words.take('OR', 'REPLACE')
  words.any('TEMP', 'TEMPORARY')
  if (words.take('TABLE')) return createTable(words, dialect)
  const isUnique = words.take('UNIQUE')
  words.any('FULLTEXT', 'SPATIAL')
  if (words.take('INDEX')) {
    words.take('IF', 'NOT', 'EXISTS')
    const name = words.name()
    if (words.any('USING') !== undefined) words.next()
    const table = words.take('ON') ? words.name() : undefined
    return table === undefined ? notRead('CREATE INDEX') : [{ kind: 'create-index', table, name, unique: isUnique, concurrently: false }]
  }
  return objectEffect('create', words)
}

function createTable(words: Words, dialect: Kind): Effect[] {
  words.take('IF', 'NOT', 'EXISTS')
  const table = words.name()
  if (table === undefined) return notRead('CREATE TABLE')
  const elements = words.brackets()
  const columns: Column[] = []
  for (const element of elements?.list() ?? []) {
    if (tableElement(element, table, columns)) continue
    const column = columnOf(element)
    // LIKE in brackets, a period, a query: nothing that is read as columns
    if (column === undefined) return [{ kind: 'create-table', table, columns: [] }]
    if (dialect === 'sqlite' && column.unique && column.type === 'integer' && column.nullable === false) column.databaseDefault = 'volatile'
    columns.push(column)
  }
  return [{ kind: 'create-table', table, columns }]
}

/** Keys and constraints among the columns of a new table, set on the columns before them. false: it is a column. */
function tableElement(words: Words, table: string, columns: Column[]): boolean {
  if (words.done) return true
  if (words.peek().kind !== 'word') return false
  const keys = words.copy().firstBrackets()
  const [effect] = tableConstraint(words, table) ?? []
  if (effect === undefined) return false
  for (const column of columns.filter(each => keys.includes(each.name))) {
    if (effect.kind === 'add-constraint') {
      if (effect.type === 'primary-key') column.nullable = false
      if (effect.type === 'primary-key' || effect.type === 'unique') {
        column.unique ||= keys.length === 1
        column.indexed = true
      }
      if (effect.type === 'foreign-key') column.references ??= effect.references
    } else if (effect.kind === 'create-index') column.indexed = true
  }
  return true
}

function columnOf(words: Words): Column | undefined {
  const name = words.name()
  return name === undefined || name.includes('.') ? undefined : definition(words, name)
}

/** Type and attributes of a column; undefined where they are not read to their end. */
function definition(words: Words, name: string): Column | undefined {
  const column: Column = { name, type: typeOf(words), nullable: true, databaseDefault: 'none', unique: false, indexed: false }
  if (column.type === 'serial') Object.assign(column, { nullable: false, databaseDefault: 'volatile', unique: true, indexed: true })
  while (!words.done) {
    if (words.take('NOT', 'NULL')) column.nullable = false
    else if (words.take('NULL')) column.nullable = true
    else if (words.take('DEFAULT')) column.databaseDefault = defaultOf(words)
    else if (words.any('AUTO_INCREMENT', 'AUTOINCREMENT') !== undefined) column.databaseDefault = 'volatile'
    else if (words.take('UNIQUE')) {
      words.take('KEY')
      column.unique = column.indexed = true
    } else if (words.take('PRIMARY', 'KEY') || words.take('KEY')) {
      words.any('ASC', 'DESC')
      column.nullable = false
      column.unique = column.indexed = true
    } else if (words.take('REFERENCES')) {
      column.references = words.name()
      words.brackets()
      while (words.take('ON')) {
        words.any('DELETE', 'UPDATE')
        if (words.any('SET', 'NO') !== undefined) words.next()
        else words.next()
      }
      words.take('MATCH') && words.next()
      words.take('NOT')
      words.take('DEFERRABLE')
      if (words.take('INITIALLY')) words.next()
    } else if (words.take('ON', 'UPDATE') || words.take('ON', 'CONFLICT')) {
      words.next()
      words.brackets()
    } else if (words.any('COMMENT', 'COLLATE', 'CHARSET', 'STORAGE', 'COLUMN_FORMAT', 'ENGINE_ATTRIBUTE') !== undefined) {
      words.take('=')
      words.next()
    } else if (words.take('CHARACTER', 'SET')) words.next()
    else if (words.take('CONSTRAINT')) words.name()
    else if (words.take('CHECK')) words.brackets()
    else if (words.take('GENERATED', 'ALWAYS', 'AS') || words.take('AS')) {
      words.brackets()
      column.databaseDefault = words.any('STORED', 'PERSISTENT') !== undefined ? 'volatile' : 'stable'
      words.take('VIRTUAL')
    } else if (words.any('VISIBLE', 'INVISIBLE', 'FIRST', 'ENFORCED') !== undefined) continue
    else if (words.take('AFTER')) words.name()
    else return undefined
  }
  return column
}

/** Words that may follow the name of a type and are a part of it. */
const typeWords = new Set(['UNSIGNED', 'SIGNED', 'ZEROFILL', 'PRECISION', 'VARYING', 'BINARY', 'ASCII', 'UNICODE'])
const notTypes = new Set([
  'NOT',
  'NULL',
  'DEFAULT',
  'PRIMARY',
  'UNIQUE',
  'KEY',
  'REFERENCES',
  'CHECK',
  'CONSTRAINT',
  'COLLATE',
  'GENERATED',
  'AS',
  'AUTO_INCREMENT',
  'COMMENT'
])

function typeOf(words: Words): string | undefined {
  const { kind, upper } = words.peek()
  if (kind !== 'word' || notTypes.has(upper)) return undefined
  let type = words.next().text.toLowerCase()
  const arguments_ = words.brackets()
  if (arguments_ !== undefined) type += `(${arguments_.text()})`
  while (typeWords.has(words.peek().upper)) {
    type += ` ${words.next().text.toLowerCase()}`
    const more = words.brackets()
    if (more !== undefined) type += `(${more.text()})`
  }
  return type
}

const perRow = /^(?:UUID|UUID_SHORT|RAND|RANDOM|RANDOMBLOB|NEXTVAL|NEXT|SYSDATE|RANDOM_BYTES)$/

function defaultOf(words: Words): Column['databaseDefault'] {
  const inside = words.brackets()
  if (inside !== undefined) {
    const called = inside.called()
    if (called.some(name => perRow.test(name))) return 'volatile'
    return called.length === 0 && inside.isLiteral() ? 'stable' : undefined
  }
  if (words.any('-', '+') !== undefined) {
    words.next()
    return 'stable'
  }
  const word = words.next()
  words.brackets()
  if (word.upper === 'NULL') return 'none'
  if (word.kind === 'string' || word.kind === 'name' || /^\d/.test(word.upper)) return 'stable'
  if (/^(?:CURRENT_TIMESTAMP|CURRENT_DATE|CURRENT_TIME|NOW|LOCALTIME|LOCALTIMESTAMP|TRUE|FALSE)$/.test(word.upper)) return 'stable'
  // b'0', x'00', _utf8'a'
  if (words.peek().kind === 'string') {
    words.next()
    return 'stable'
  }
  return perRow.test(word.upper) ? 'volatile' : undefined
}

function drop(words: Words): Effect[] {
  words.any('TEMP', 'TEMPORARY')
  if (words.any('TABLE', 'TABLES') !== undefined) {
    words.take('IF', 'EXISTS')
    return words.list().flatMap((each): Effect[] => {
      const table = each.name()
      each.any('CASCADE', 'RESTRICT')
      return table === undefined || !each.done ? notRead('DROP TABLE') : [{ kind: 'drop-table', table }]
    })
  }
  if (words.take('INDEX')) {
    words.take('IF', 'EXISTS')
    const name = words.name()
    const table = words.take('ON') ? words.name() : undefined
    return [{ kind: 'drop-index', table, name, concurrently: false }]
  }
  const what = words.peek().upper
  if (what === 'DATABASE' || what === 'SCHEMA') return unknown(`DROP ${what} drops all that it holds`)
  return objectEffect('drop', words)
}

/** Views, routines and the like: the first word that names a kind of object says which. */
function objectEffect(verb: 'create' | 'drop' | 'alter', words: Words): Effect[] {
  for (let i = 0; i < 12 && !words.done; i++) {
    const { upper } = words.next()
    if (!objects.test(upper)) continue
    words.take('IF', 'NOT', 'EXISTS')
    words.take('IF', 'EXISTS')
    return other(verb, upper.toLowerCase(), words.name())
  }
  return notRead(verb.toUpperCase())
}

function rename(words: Words): Effect[] {
  if (words.any('TABLE', 'TABLES') === undefined) return words.take('USER') ? other('alter', 'user') : notRead('RENAME')
  words.take('IF', 'EXISTS')
  return words.list().flatMap((each): Effect[] => {
    const table = each.name()
    return table !== undefined && each.take('TO') ? ended(each, to => ({ kind: 'rename-table', table, to })) : notRead('RENAME TABLE')
  })
}

/** No condition and no limit: all rows; with other tables beside it only those that these have. */
function wholeOf(words: Words): boolean | undefined {
  if (words.has('WHERE', 'LIMIT')) return false
  return words.has('JOIN', 'USING') ? undefined : true
}

function update(words: Words): Effect[] {
  while (words.any('LOW_PRIORITY', 'IGNORE') !== undefined);
  if (words.take('OR')) words.next()
  const table = words.name()
  return [{ kind: 'data', verb: 'update', table, whole: wholeOf(words) }]
}

function remove(words: Words): Effect[] {
  while (words.any('LOW_PRIORITY', 'QUICK', 'IGNORE') !== undefined);
  if (words.take('FROM')) {
    const table = words.name()
    return [{ kind: 'data', verb: 'delete', table, whole: wholeOf(words) }]
  }
  return [{ kind: 'data', verb: 'delete', table: words.name(), whole: words.has('WHERE', 'LIMIT') ? false : undefined }]
}

function insert(words: Words): Effect[] {
  while (words.any('LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY', 'IGNORE') !== undefined);
  if (words.take('OR')) words.next()
  words.take('INTO')
  const table = words.name()
  const isQuery = words.has('SELECT') || (!words.has('VALUES', 'VALUE', 'SET') && words.called().length === 0)
  const whole = isQuery ? (words.has('WHERE', 'LIMIT') ? false : words.has('FROM')) : false
  return [{ kind: 'data', verb: 'insert', table, whole }]
}

const lockTimeouts = /^(?:LOCK_WAIT_TIMEOUT|INNODB_LOCK_WAIT_TIMEOUT)$/
const statementTimeouts = /^(?:MAX_STATEMENT_TIME|MAX_EXECUTION_TIME)$/

function setting(words: Words): Effect[] {
  const set = words.list().flatMap((each): Effect[] => {
    while (each.any('@', 'SESSION', 'LOCAL', '.') !== undefined);
    const name = each.next().upper
    const value = each.any('=', ':') === undefined ? '' : each.next().upper
    if (/^0+$/.test(value)) return []
    if (lockTimeouts.test(name)) return [{ kind: 'set-timeout', which: 'lock' }]
    return statementTimeouts.test(name) ? [{ kind: 'set-timeout', which: 'statement' }] : []
  })
  return set.length > 0 ? set : other('alter', 'setting')
}

const harmless =
  /^(?:COUNT|MAX|MIN|SUM|AVG|CONCAT|CONCAT_WS|NOW|IF|IFNULL|NULLIF|COALESCE|DATABASE|VERSION|CAST|CONVERT|SLEEP|GET_LOCK|RELEASE_LOCK|LAST_INSERT_ID|ROW_COUNT|IN|AND|OR|WHERE|SELECT|EXISTS|FROM|AS|ON|VALUES|UPPER|LOWER|LENGTH|SUBSTRING|REPLACE|TRIM|DATE|UUID|GROUP_CONCAT|CHANGES)$/

function select(words: Words): Effect[] {
  const own = words.called().find(name => !harmless.test(name))
  return own === undefined ? [] : unknown(`it calls ${own.toLowerCase()}, whose effect is not read`)
}
