/** Quoting for PostgreSQL, MySQL and SQLite. Every name and value that reaches SQL goes through one of these (G9). */

/** A quoted identifier. */
export function ident(name: string): string {
  return `"${withoutNul(name).replaceAll('"', '""')}"`
}

/** A string literal that reads the same whatever `standard_conforming_strings` says. PostgreSQL only. */
export function literal(value: string): string {
  const quoted = `'${withoutNul(value).replaceAll("'", "''")}'`
  return value.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

/** A string literal of SQLite, where a backslash is a character like any other. */
export function sqliteLiteral(value: string): string {
  return `'${withoutNul(value).replaceAll("'", "''")}'`
}

/** A quoted identifier of MySQL. */
export function mysqlIdent(name: string): string {
  return `\`${withoutNul(name).replaceAll('`', '``')}\``
}

/** A string literal of MySQL that reads the same whatever `sql_mode` says of backslashes. */
export function mysqlLiteral(value: string): string {
  return value === '' ? "''" : `_utf8mb4 X'${Buffer.from(withoutNul(value)).toString('hex')}'`
}

/** libpq's `key='value'` pairs. In place of a database name they keep the name `a=b` or `postgres://x` from being read as a connection string. */
export function conninfo(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([key, value]) => `${key}='${withoutNul(value).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`)
    .join(' ')
}

/**
 * Rows that `COPY (...) TO STDOUT` printed in text format: tabs part the columns, `\N` is null, backslashes escape.
 * Also how Belay's own SQLite helper prints.
 */
export function parseCopy(text: string): (string | null)[][] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map(line => line.split('\t').map(field => (field === '\\N' ? null : unescaped(field))))
}

const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

function unescaped(field: string): string {
  return field.includes('\\') ? field.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter) : field
}

function withoutNul(value: string): string {
  if (value.includes('\0')) throw new Error('A value with a NUL character cannot be part of an SQL statement')
  return value
}
