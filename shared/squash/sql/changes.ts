import { whyNoTransaction } from '../../migrations/sql-files.ts'
import type { Change, ChangeContext, ChangesOf, SqlReader } from '../changes.ts'
import type { Migration, Operation } from '../model.ts'
import { dialectOfText } from './dialect.ts'
import { mysqlReader } from './mysql.ts'
import { sqliteReader } from './sqlite.ts'

/** What the statements of a migration in SQL do. */
export const changesOf: ChangesOf = (migration, context) => {
  const reverse = migration.reverse === undefined ? 'none' : migration.reverse.length === 0 ? 'noop' : 'given'
  // What is run again whenever it is edited goes back by its older text.
  const way = isRepeatable(migration) ? undefined : reverse
  return {
    forward: readAll(migration.operations, context).map(change => ({ ...change, reverse: way })),
    backward: migration.reverse && readAll(migration.reverse, context),
    atomic: atomicOf(migration, context)
  }
}

export function isRepeatable(migration: Pick<Migration, 'name'>): boolean {
  return migration.name.startsWith('R__')
}

/** One transaction as the runner of Belay makes it, or one that the file itself makes around all that it does. */
function atomicOf(migration: Migration, { database }: ChangeContext): boolean | undefined {
  if (migration.atomic !== undefined) return migration.atomic
  const texts = migration.operations.map(textOf)
  const isWhole = /^(?:BEGIN|START\s+TRANSACTION)\b/i.test(texts[0] ?? '') && /^(?:COMMIT|END)\b/i.test(texts.at(-1) ?? '')
  const within = isWhole ? texts.slice(1, -1) : texts
  return whyNoTransaction(within.join(';\n'), database ?? 'postgres') === undefined
}

function readAll(operations: readonly Operation[], context: ChangeContext): Change[] {
  return operations.flatMap(operation => {
    const text = textOf(operation)
    const at = { file: operation.file, line: operation.line, column: operation.column }
    const reader = readerFor(text, context)
    if (reader === undefined)
      return [{ kind: 'unknown', reason: 'no reader of SQL is loaded', at, operation: operation.kind, sql: text, reverse: undefined }]
    return reader(text, { file: at.file, line: 1, column: 1 }).map(change => ({
      ...change,
      at: {
        file: at.file,
        line: at.line + change.at.line - 1,
        column: change.at.line === 1 ? at.column + change.at.column - 1 : change.at.column
      }
    }))
  })
}

/** The database's own reader; where nobody says which database it is, a text that only MySQL or SQLite takes is read as theirs. */
function readerFor(text: string, { database, sql }: ChangeContext): SqlReader | undefined {
  const dialect = database === undefined ? dialectOfText(text) : database === 'mariadb' ? 'mysql' : database
  return dialect === 'mysql' ? mysqlReader : dialect === 'sqlite' ? sqliteReader : sql
}

function textOf({ call }: Operation): string {
  return call.kind === 'string' ? call.value : ''
}
