import { UserError } from '../errors.ts'

/** A connection URL taken apart. The password is apart from what a program may be given as arguments: it travels as a secret. */
export interface RedisConnection {
  readonly host: string
  readonly port: string
  /** Name of the server's access list (ACL); undefined: `default`. */
  readonly user: string | undefined
  readonly password: string | undefined
  /** The one logical database that is meant; undefined: all of the server. */
  readonly index: number | undefined
  /** Arguments of `redis-cli` for TLS; none without it. */
  readonly tls: readonly string[]
  /** The server is on the host itself. */
  readonly local: boolean
}

const FORM = 'redis://user:password@host:port/database, or rediss:// for TLS'

/**
 * Reads `redis://[user:password@]host:port[/database]` and `rediss://`, the latter also with the parameters `ssl_cert_reqs` and `ssl_ca_certs` of Celery and
 * redis-py; others are a framework's own and are left out. `redis://:password@host` has no user. Percent-encoded parts are decoded; a password that was not
 * encoded is taken as it stands, as long as it holds no `/`, `?` or `#`. Errors: UserError, which never shows the URL.
 */
export function parseRedisUrl(url: string, where = 'The connection URL'): RedisConnection {
  const match = /^(rediss?):\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/is.exec(url.trim())
  if (!match) throw new UserError(`${where} is not of the form ${FORM}.`)
  const [, scheme = '', authority = '', path = '', query = ''] = match
  const at = authority.lastIndexOf('@')
  const login = at === -1 ? '' : authority.slice(0, at)
  const colon = login.indexOf(':')
  const place = /^(?:\[([^\]]+)\]|([^:[\]]*))(?::(\d*))?$/.exec(authority.slice(at + 1))
  if (!place)
    throw new UserError(
      `${where} has a host that cannot be read. Write host:port, and percent-encode the characters @ / ? # in the password.`
    )
  const host = decode(place[1] ?? place[2] ?? '') || '127.0.0.1'
  const port = place[3] || '6379'
  if (Number(port) < 1 || Number(port) > 65_535) throw new UserError(`${where} has a port that is none.`)
  const parameters = new URLSearchParams(query)
  const index = (path === '' ? parameters.get('db') : decode(path)) ?? ''
  if (!/^\d{0,5}$/.test(index))
    throw new UserError(`${where} names a database that is not a number. Write ${FORM}; without it, all are meant.`)
  // Without a colon it is a user, of whom no server asks a password.
  const user = colon === -1 ? decode(login) : decode(login.slice(0, colon))
  const password = colon === -1 ? '' : decode(login.slice(colon + 1))
  if ([host, user, password].some(part => /[\0\r\n]/.test(part))) throw new UserError(`${where} holds a character that cannot be in it.`)
  return {
    host,
    port,
    user: user === '' ? undefined : user,
    password: password === '' ? undefined : password,
    index: index === '' ? undefined : Number(index),
    tls: scheme.toLowerCase() === 'rediss' ? tlsArguments(host, parameters) : [],
    local: /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(host)
  }
}

/** What the log must hide of a URL: the password as it is, as it stands in the URL, and percent-encoded. */
export function masksOfRedisUrl(url: string): string[] {
  const { password } = parseRedisUrl(url)
  if (password === undefined) return []
  const written = /^[^:]*:\/\/[^:/?#@]*:([^/?#]*)@/s.exec(url.trim())?.[1]
  return [...new Set([password, encodeURIComponent(password), ...(written === undefined ? [] : [written])])]
}

function tlsArguments(host: string, parameters: URLSearchParams): string[] {
  const authority = parameters.get('ssl_ca_certs')
  const unchecked = /^(none|cert_none)$/i.test(parameters.get('ssl_cert_reqs') ?? '')
  const named = /^[\d.]+$|:/.test(host) ? [] : ['--sni', host]
  return ['--tls', ...named, ...(authority === null ? [] : ['--cacert', authority]), ...(unchecked ? ['--insecure'] : [])]
}

/** Decodes `%41`; a percent sign that begins no such pair stays as it is. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, run => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
}
