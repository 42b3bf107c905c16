import { UserError } from '../errors.ts'

/** A connection URL taken apart. Everything but the database's name reaches the clients as the text of an option file. */
export interface MysqlConnection {
  readonly database: string
  readonly user: string | undefined
  readonly password: string | undefined
  readonly host: string
  readonly port: string
  /** Path of the socket, when the URL names one. */
  readonly socket: string | undefined
  /** `ssl-ca` and its like, as the URL has them. */
  readonly tls: Readonly<Record<string, string>>
  /** The server is on the host itself: over the loopback address or a socket. */
  readonly local: boolean
}

export type MysqlVendor = 'mysql' | 'mariadb'

/** Parameters of a URL that are files of the clients' TLS, by the names that drivers give them. */
const files: Readonly<Record<string, string>> = {
  'ssl-ca': 'ssl-ca',
  ssl_ca: 'ssl-ca',
  sslrootcert: 'ssl-ca',
  'ssl-cert': 'ssl-cert',
  ssl_cert: 'ssl-cert',
  'ssl-key': 'ssl-key',
  ssl_key: 'ssl-key'
}

/**
 * Reads `mysql://user:password@host:port/database`, also with the schemes that SQLAlchemy, Django and Rails use, and with `?unix_socket=PATH`. Percent-encoded
 * parts are decoded; a password that was not encoded is taken as it stands, as long as it holds no `/` or `?`. Parameters that are no client's are left out.
 * Errors: UserError, which never shows the URL.
 */
export function parseMysqlUrl(url: string, where = 'The connection URL'): MysqlConnection {
  const match = /^(?:mysql2?|mariadb)(?:\+[a-z0-9_]+)?:\/\/([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/is.exec(url.trim())
  if (!match) throw new UserError(`${where} is not of the form mysql://user:password@host:port/database.`)
  const [, authority = '', path = '', query = ''] = match
  const at = authority.lastIndexOf('@')
  const login = at === -1 ? '' : authority.slice(0, at)
  const colon = login.indexOf(':')
  const place = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d*))?$/.exec(authority.slice(at + 1))
  if (!place)
    throw new UserError(
      `${where} has a host that cannot be read. Write host:port, and percent-encode the characters @ / ? # : in the password.`
    )
  const parameters = new Map(
    query
      .split('&')
      .filter(Boolean)
      .map(pair => {
        const equals = pair.indexOf('=')
        return equals === -1 ? [decode(pair), ''] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))]
      })
  )
  const named = decode(place[1] ?? place[2] ?? '')
  const socket =
    parameters.get('unix_socket') ??
    parameters.get('unix-socket') ??
    parameters.get('socket') ??
    (named.startsWith('/') ? named : undefined)
  const host = named.startsWith('/') ? '' : named
  const user = colon === -1 ? decode(login) : decode(login.slice(0, colon))
  const password = colon === -1 ? undefined : decode(login.slice(colon + 1))
  const database = decode(path)
  if (database === '') throw new UserError(`${where} names no database. Write mysql://user:password@host:port/database.`)
  const tls: Record<string, string> = {}
  for (const [name, option] of Object.entries(files)) {
    const value = parameters.get(name)
    if (value !== undefined && value !== '') tls[option] = value
  }
  const mode = parameters.get('ssl-mode') ?? parameters.get('ssl_mode') ?? parameters.get('sslmode')
  if (mode !== undefined && mode !== '') tls['ssl-mode'] = mode.toUpperCase().replaceAll('-', '_')
  if ([database, user, password ?? '', host, socket ?? '', ...Object.values(tls)].some(part => part.includes('\0')))
    throw new UserError(`${where} holds a NUL character.`)
  return {
    database,
    user: user === '' ? undefined : user,
    password: password === '' ? undefined : password,
    host,
    port: place[3] === undefined || place[3] === '' ? '3306' : place[3],
    socket,
    tls,
    local: socket !== undefined || host === '' || /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(host)
  }
}

/** The option file that makes the vendor's clients connect so. It holds the password: it is passed through a pipe, never written to a disk. */
export function optionFile({ user, password, host, port, socket, tls }: MysqlConnection, vendor: MysqlVendor): string {
  const { 'ssl-mode': mode, ...certificates } = tls
  const options = {
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(socket === undefined ? { ...(host === '' ? {} : { host }), port } : { socket }),
    ...certificates,
    ...(mode === undefined ? {} : vendor === 'mysql' ? { 'ssl-mode': mode } : mariadbMode(mode))
  }
  return `[client]\n${Object.entries(options)
    .map(([name, value]) => `${name}=${optionValue(value)}\n`)
    .join('')}`
}

/** MariaDB's clients have two switches in place of MySQL's `ssl-mode`. */
function mariadbMode(mode: string): Record<string, string> {
  if (mode === 'DISABLED' || mode === 'DISABLE') return { ssl: '0' }
  return mode.startsWith('VERIFY_')
    ? { ssl: '1', 'ssl-verify-server-cert': '1' }
    : mode === 'REQUIRED' || mode === 'REQUIRE'
      ? { ssl: '1' }
      : {}
}

/** As option files quote: a `#` outside of quotes would begin a comment. */
function optionValue(value: string): string {
  const escapes: Record<string, string> = { '\\': '\\\\', '"': '\\"', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t' }
  return `"${value.replace(/[\\"'\n\r\t]/g, character => escapes[character]!)}"`
}

/** What the log must hide of a URL: the password as it is, as it stands in the URL, and percent-encoded. */
export function masksOfMysqlUrl(url: string): string[] {
  const { password } = parseMysqlUrl(url)
  if (password === undefined) return []
  const raw = /^[^:]*:\/\/[^:/?@]*:([^/?]*)@/s.exec(url.trim())?.[1]
  return [...new Set([password, encodeURIComponent(password), ...(raw === undefined ? [] : [raw])])]
}

/** Decodes `%41`; a percent sign that begins no such pair stays as it is. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, run => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
}
