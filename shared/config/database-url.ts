import { UserError } from '../errors.ts'

/** A connection in single inputs, in the place of `database-url`. */
export interface DatabaseParts {
  readonly engine?: string | undefined
  readonly 'db-host'?: string | undefined
  readonly 'db-port'?: number | undefined
  readonly 'db-user'?: string | undefined
  readonly 'db-password'?: string | undefined
  readonly 'database-url'?: string | undefined
  readonly 'database-as'?: string | undefined
  /** With these the name of the database, for Redis its number. */
  readonly database?: string | undefined
}

const parts = ['db-host', 'db-port', 'db-user', 'db-password'] as const

/**
 * The URL that single inputs make, every part of it percent-encoded; undefined: none of them is given. A host that begins with a slash is the directory of
 * PostgreSQL's socket. Errors: UserError where they do not fit together; it never shows a value.
 */
export function databaseUrl(inputs: DatabaseParts): string | undefined {
  const given = parts.filter(name => inputs[name] !== undefined)
  if (given.length === 0) return undefined
  const { engine = 'postgres', database, 'db-host': host, 'db-port': port, 'db-user': user, 'db-password': password } = inputs
  const other = (['database-url', 'database-as'] as const).find(name => inputs[name] !== undefined)
  if (other !== undefined) throw new UserError(`The inputs \`${other}\` and \`${given[0]}\` say the same in two ways: give one of them`)
  if (engine === 'sqlite' || engine === 'files')
    throw new UserError(`The input \`${given[0]}\` is not for \`engine: ${engine}\`, which has no server`)
  if (host === undefined) throw new UserError(`With \`${given[0]}\` the input \`db-host\` is needed: the server, as seen from the host`)
  if (database === undefined && engine !== 'redis')
    throw new UserError('With `db-host` the input `database` is needed: the name of the database')
  if (user === undefined && engine !== 'redis') throw new UserError('With `db-host` the input `db-user` is needed')
  const login = [user ?? '', ...(password === undefined ? [] : [password])].map(encoded).join(':')
  const socket = host.startsWith('/')
  if (socket && engine !== 'postgres')
    throw new UserError('The input `db-host` is a path, which only `engine: postgres` takes: write `database-url` with its socket')
  const place = `${socket ? '' : host.includes(':') ? `[${host.replace(/^\[|\]$/g, '')}]` : encoded(host)}${port === undefined ? '' : `:${port}`}`
  return `${engine}://${login === '' ? '' : `${login}@`}${place}/${encoded(database ?? '')}${socket ? `?host=${encoded(host)}` : ''}`
}

/** The same inputs with the URL in place of its parts. Errors: as databaseUrl. */
export function withDatabaseUrl<T extends DatabaseParts>(inputs: T): T {
  const url = databaseUrl(inputs)
  return url === undefined ? inputs : { ...inputs, 'database-url': url, database: undefined }
}

/** What `encodeURIComponent` leaves alone is harmless in a URL, but for the quote, which some readers take for the end of it. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll("'", '%27')
}
