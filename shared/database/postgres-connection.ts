import { UserError } from '../errors.ts'

/** A connection URL taken apart, as libpq's environment variables. The password is apart from them: it travels as a secret. */
export interface PostgresConnection {
  readonly database: string
  readonly user: string | undefined
  readonly password: string | undefined
  /** `PGHOST`, `PGPORT`, `PGUSER`, `PGSSLMODE`, …; never PGPASSWORD or PGDATABASE. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly port: string
  /** Directory of the socket, when the URL names one. */
  readonly socket: string | undefined
  /** The server is on the host itself: over the loopback address or a socket. */
  readonly local: boolean
}

/** Parameters of a URL that libpq also takes from the environment. */
const variables: Readonly<Record<string, string>> = {
  sslmode: 'PGSSLMODE',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  sslrootcert: 'PGSSLROOTCERT',
  sslcrl: 'PGSSLCRL',
  sslcrldir: 'PGSSLCRLDIR',
  sslnegotiation: 'PGSSLNEGOTIATION',
  ssl_min_protocol_version: 'PGSSLMINPROTOCOLVERSION',
  ssl_max_protocol_version: 'PGSSLMAXPROTOCOLVERSION',
  channel_binding: 'PGCHANNELBINDING',
  gssencmode: 'PGGSSENCMODE',
  krbsrvname: 'PGKRBSRVNAME',
  require_auth: 'PGREQUIREAUTH',
  options: 'PGOPTIONS',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  target_session_attrs: 'PGTARGETSESSIONATTRS',
  load_balance_hosts: 'PGLOADBALANCEHOSTS',
  client_encoding: 'PGCLIENTENCODING',
  hostaddr: 'PGHOSTADDR'
}

/**
 * Reads `postgres://user:password@host:port/database?sslmode=…`, also with the schemes that Django, SQLAlchemy and psycopg use. Percent-encoded
 * parts are decoded; a password that was not encoded is taken as it stands, as long as it holds no `/` or `?`. Parameters that are not libpq's
 * (a framework's own) are left out. Errors: UserError, which never shows the URL.
 */
export function parsePostgresUrl(url: string, where = 'The connection URL'): PostgresConnection {
  const match = /^(?:postgres|postgresql|postgis|psql|pgsql)(?:\+[a-z0-9_]+)?:\/\/([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/is.exec(url.trim())
  if (!match) throw new UserError(`${where} is not of the form postgres://user:password@host:port/database.`)
  const [, authority = '', path = '', query = ''] = match
  const at = authority.lastIndexOf('@')
  const login = at === -1 ? '' : authority.slice(0, at)
  const colon = login.indexOf(':')
  const parameters = new Map<string, string>()
  for (const pair of query.split('&').filter(Boolean)) {
    const equals = pair.indexOf('=')
    parameters.set(decode(equals === -1 ? pair : pair.slice(0, equals)), equals === -1 ? '' : decode(pair.slice(equals + 1)))
  }
  const [hosts, ports] = hostsOf(authority.slice(at + 1), where)
  const host = parameters.get('host') ?? hosts
  const port = parameters.get('port') ?? ports
  const user = parameters.get('user') ?? (colon === -1 ? decode(login) : decode(login.slice(0, colon)))
  const password = parameters.get('password') ?? (colon === -1 ? undefined : decode(login.slice(colon + 1)))
  const database = parameters.get('dbname') ?? decode(path)
  if (database === '') throw new UserError(`${where} names no database. Write postgres://user:password@host:port/database.`)
  const environment: Record<string, string> = { PGCONNECT_TIMEOUT: '10' }
  if (host !== '') environment['PGHOST'] = host
  if (port !== '') environment['PGPORT'] = port
  if (user !== '') environment['PGUSER'] = user
  for (const [name, variable] of Object.entries(variables)) {
    const value = parameters.get(name)
    if (value !== undefined && value !== '') environment[variable] = value
  }
  const parts = [database, ...Object.values(environment), password ?? '']
  if (parts.some(part => part.includes('\0'))) throw new UserError(`${where} holds a NUL character.`)
  return {
    database,
    user: user === '' ? undefined : user,
    password: password === '' ? undefined : password,
    environment,
    port: port === '' ? '5432' : port,
    socket: host.startsWith('/') ? host : undefined,
    local: host === '' || host.startsWith('/') || /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(host)
  }
}

/** What the log must hide of a URL: the password as it is, as it stands in the URL, and percent-encoded. */
export function masksOfUrl(url: string): string[] {
  const { password } = parsePostgresUrl(url)
  if (password === undefined) return []
  const raw = /^[^:]*:\/\/[^:/?@]*:([^/?]*)@/s.exec(url.trim())?.[1]
  return [...new Set([password, encodeURIComponent(password), ...(raw === undefined ? [] : [raw])])]
}

/** `a:1,b:2` as libpq's lists `a,b` and `1,2`; an address of IP version 6 stands in brackets. */
function hostsOf(text: string, where: string): [hosts: string, ports: string] {
  const hosts: string[] = []
  const ports: string[] = []
  for (const each of text.split(',')) {
    const match = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d*))?$/.exec(each)
    if (!match)
      throw new UserError(
        `${where} has a host that cannot be read. Write host:port, and percent-encode the characters @ / ? # : in the password.`
      )
    hosts.push(decode(match[1] ?? match[2] ?? ''))
    ports.push(match[3] ?? '')
  }
  return [hosts.join(','), ports.every(port => port === '') ? '' : ports.join(',')]
}

/** Decodes `%41`; a percent sign that begins no such pair stays as it is. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, run => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
}
