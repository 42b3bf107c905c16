import type { ValueRef } from '../config/schema.ts'
import { UserError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import { sh } from '../host/shell.ts'
import { masksOfMysqlUrl } from './mysql-connection.ts'
import { masksOfUrl } from './postgres-connection.ts'
import { masksOfRedisUrl } from './redis-connection.ts'

export interface ResolvedValue {
  readonly value: string
  /** What the log must replace from now on. Host, user and database names are not in it: masking `mes` would star out every path. */
  readonly masks: readonly string[]
}

/**
 * The value that a configuration names: a variable of the step's environment, or a key of an env file on the host. Only the lines of that key
 * are read; the last one wins. Errors: UserError that names the file, key or variable, never a value.
 */
export async function resolveValue(
  ref: ValueRef,
  ports: { readonly host: Host; readonly secret: (name: string) => string | undefined; readonly root?: string | undefined }
): Promise<ResolvedValue> {
  if ('secret' in ref) {
    const value = ports.secret(ref.secret)
    if (value === undefined || value === '') {
      throw new UserError(
        `The secret ${ref.secret} is not set. Give it to the step: env: { ${ref.secret}: \${{ secrets.${ref.secret} }} }.`
      )
    }
    return { value, masks: masksOf(value) }
  }
  const path = ref['env-file'].startsWith('/') || ports.root === undefined ? ref['env-file'] : `${ports.root}/${ref['env-file']}`
  const value = await readEnvFile(ports.host, path, ref.key)
  return { value, masks: masksOf(value) }
}

/** The password of a connection URL; any other value as a whole. */
function masksOf(value: string): string[] {
  try {
    if (/^(mysql|mariadb)/i.test(value.trim())) return masksOfMysqlUrl(value)
    return /^rediss?:/i.test(value.trim()) ? masksOfRedisUrl(value) : masksOfUrl(value)
  } catch {
    return [value, encodeURIComponent(value)]
  }
}

/** Pure: the same connection URL with another database. */
export function withDatabase(url: string, database: string): string {
  const [, server, query = ''] = /^([^?]*?:\/\/[^/?]*)[^?]*(\?.*)?$/s.exec(url.trim()) ?? []
  if (server === undefined) throw new UserError('The connection URL is not of the form scheme://user:password@host:port/database.')
  const rest = query
    .slice(1)
    .split('&')
    .filter(pair => pair !== '' && !/^dbname(=|$)/.test(pair))
  return `${server}/${encodeURIComponent(database)}${rest.length === 0 ? '' : `?${rest.join('&')}`}`
}

async function readEnvFile(host: Host, path: string, key: string): Promise<string> {
  // The pattern is made of a name that the schema limits to letters, digits and underscores.
  const pattern = `^[[:space:]]*(export[[:space:]]+)?${key}[[:space:]]*=`
  const { stdout, exitCode } = await host.run(
    sh`[ -e ${path} ] || exit 40
[ -f ${path} ] && [ -r ${path} ] || exit 41
LC_ALL=C grep -aE -e ${pattern} -- ${path} || [ $? -eq 1 ]`,
    { check: false }
  )
  if (exitCode === 40) throw new UserError(`${path} does not exist on ${host.label}, so ${key} cannot be read from it.`)
  if (exitCode === 41)
    throw new UserError(`${path} on ${host.label} is not a file that this user may read, so ${key} cannot be read from it.`)
  if (exitCode !== 0) throw new UserError(`${path} on ${host.label} could not be read (exit code ${exitCode}).`)
  const line = stdout.replace(/\n$/, '').split('\n').at(-1) ?? ''
  if (line === '') throw new UserError(`${path} on ${host.label} has no line ${key}=…`)
  const value = parseEnvLine(line)
  if (value === undefined)
    throw new UserError(`The value of ${key} in ${path} on ${host.label} has an opening quote without a closing one on the same line.`)
  if (value === '') throw new UserError(`${key} is empty in ${path} on ${host.label}.`)
  return value
}

/**
 * The value of one `KEY=value` line: `export`, single or double quotes, a comment after a blank, a carriage return at the end. Variables are not
 * expanded. undefined: a quote is not closed.
 */
export function parseEnvLine(line: string): string | undefined {
  const text = line
    .slice(line.indexOf('=') + 1)
    .replace(/\r$/, '')
    .trim()
  if (text.startsWith("'")) return /^'([^']*)'/.exec(text)?.[1]
  if (text.startsWith('"')) {
    const inner = /^"((?:[^"\\]|\\.)*)"/s.exec(text)?.[1]
    return inner?.replace(/\\(["\\$`])/g, '$1')
  }
  return text.replace(/(?:^|\s+)#.*$/s, '')
}
