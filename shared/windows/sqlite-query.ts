import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import { messageOf, UserError } from '../errors.ts'

/** Milliseconds that a statement waits for a lock of the database. */
const lockMs = 10_000

/** Rows of a query as text (null stays null, bytes as hexadecimal digits), one by one; the database is opened for reading only. */
export function* rowsOf(path: string, sql: string): Generator<readonly (string | null)[]> {
  const database = new DatabaseSync(path, { readOnly: true, timeout: lockMs })
  try {
    const statement = database.prepare(sql)
    statement.setReadBigInts(true)
    // By position: two columns may have one name.
    statement.setReturnArrays(true)
    for (const row of statement.iterate() as Iterable<unknown>) yield (row as SQLOutputValue[]).map(text)
  } finally {
    database.close()
  }
}

/** Statements in one transaction. Errors: UserError. */
export function change(path: string, sql: string): void {
  const database = new DatabaseSync(path, { timeout: lockMs })
  try {
    database.exec(`BEGIN IMMEDIATE;\n${sql}\nCOMMIT;`)
  } catch (error) {
    throw new UserError(`${path} could not be written: ${messageOf(error)}`, { cause: error })
  } finally {
    database.close()
  }
}

function text(value: SQLOutputValue): string | null {
  if (value === null) return null
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value)
}
