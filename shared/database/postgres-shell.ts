import { createHash } from 'node:crypto'
import { UserError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { type ComposeService, composeContainer, inContainer } from './compose.ts'
import type { PostgresConnection } from './postgres-connection.ts'
import { conninfo } from './sql.ts'

/** How scripts reach PostgreSQL's clients: as the application's role by its URL, and as the administrator. */
export interface PostgresShell {
  /** Bash functions and variables that the others need; once at the head of a script. */
  readonly functions: string
  /** Script text that sets REPLY to a client program; `major` is a word of bash. */
  find(program: string, major?: string): string
  /** Command prefix: what the application's role needs for the program that follows, `$REPLY` as a rule. Which database it means says `target`. */
  readonly app: string
  /** psql of the application's role in its database, SQL on stdin; `find('psql')` comes before. */
  readonly psql: string
  /** What `-d` takes to reach this database, for programs under `app`. */
  target(database: string, tag: string): string
  /** A psql session of the administrator (without one: of the application's role) in this database, SQL on stdin. */
  admin(database: string, tag: string): string
  /** An administrator's client program other than psql; undefined without an administrator. `before`: words of a command that runs it. */
  adminProgram(program: string, args: readonly string[], before?: readonly string[]): string | undefined
  /** Prints the version of the administrator's client program. */
  adminVersion(program: string): string
  readonly secrets: Readonly<Record<string, string>>
  /** Name of the variable that holds the password, for those who must not pass it on. */
  readonly secretName: string
  /** The clients run where no file of the host is seen: data goes through stdin and stdout only. */
  readonly streams: boolean
}

export interface PostgresShellOptions {
  /** Name in the configuration. */
  readonly key: string
  readonly connection: PostgresConnection
  /** User of the host (of the container) who may create and rename databases over the socket. */
  readonly adminUser?: string | undefined
  /** User of the host (of the container) as whom every client runs, over the socket. */
  readonly as?: string | undefined
  /** The service of a compose project in whose container the clients run. */
  readonly compose?: ComposeService | undefined
}

/** Fixed for every session: no start-up file, no prompt, stop at the first error, one line per error. */
const PSQL_FLAGS = '-X -q -A -t -w -v ON_ERROR_STOP=1 -v VERBOSITY=terse -v SHOW_CONTEXT=never'

/**
 * `pg_client PROGRAM [MAJOR]` sets REPLY. Debian's and RHEL's packages keep every major version in a directory of its own; the program in PATH is
 * there often a wrapper in Perl that guesses the version (65 ms more per call, measured).
 */
const PG_CLIENT = `pg_client() {
  local d
  REPLY=
  for d in /usr/lib/postgresql/\${2:-*}/bin /usr/pgsql-\${2:-*}/bin; do [[ ! -x $d/$1 ]] || REPLY=$d/$1; done
  [[ $REPLY ]] || REPLY=$(type -P "$1") || { printf 'BELAY: %s is not installed on this host. Install PostgreSQL client programs of the server version\\n' "$1" >&2; exit 64; }
}
`

/** Errors: UserError for `as` with a server that is not reached over a socket of this host, or with a password. */
export function postgresShell({ key, connection, adminUser, as, compose }: PostgresShellOptions): PostgresShell {
  const suffix = createHash('sha256').update(key).digest('hex').slice(0, 8)
  const secretName = `BELAY_PG_${suffix}`
  const app = `pg_app_${suffix}`
  const place = ['-p', connection.port, ...(connection.socket === undefined ? [] : ['-h', connection.socket])]
  const flags = { raw: PSQL_FLAGS }
  const container = `belay_container_${suffix}`
  const asUser = (user: string) => (compose === undefined ? sh`sudo -n -u ${user} --` : inContainer(container, [], user))
  const begin = compose === undefined ? PG_CLIENT : composeContainer(container, compose)
  const administrator = adminUser ?? as
  const common = {
    app,
    adminProgram: (program: string, args: readonly string[], before: readonly string[] = []) =>
      administrator === undefined ? undefined : sh`${{ raw: asUser(administrator) }} ${before} ${program} ${place} ${args}`,
    adminVersion: (program: string) =>
      compose === undefined ? sh`PGPORT=${connection.port} ${program} --version` : `${inContainer(container, [])} ${program} --version`,
    secretName,
    streams: compose !== undefined
  }
  const adminPsql = (user: string, database: string, tag: string) =>
    sh`${{ raw: asUser(user) }} psql ${flags} ${place} -d ${conninfo({ dbname: database, application_name: tag, connect_timeout: '10' })}`
  if (as !== undefined) {
    if (connection.password !== undefined || connection.user !== undefined || /^[^/]/.test(connection.environment['PGHOST'] ?? ''))
      throw new UserError(
        `databases.${key}: as: ${as} connects over the socket as the role of that name, and the connection URL names a role, a password or a machine. Write postgres:///${connection.database}, or leave as out.`
      )
    const own: Record<string, string> = { port: connection.port, ...(connection.socket === undefined ? {} : { host: connection.socket }) }
    return {
      ...common,
      // sudo passes no environment on: all that a client must know stands in its arguments, and none of it is secret.
      functions: `${compose === undefined ? '' : begin}${app}() { ${asUser(as)} "$@"; }\n`,
      find: program => `REPLY=${program}`,
      psql: `${app} psql ${PSQL_FLAGS} ${sh`-d ${conninfo({ dbname: connection.database, connect_timeout: '10', ...own })}`}" application_name='\${belay_tag//[\\'\\\\]/_}'"`,
      target: (database, tag) => conninfo({ dbname: database, application_name: tag, ...own }),
      admin: (database, tag) => adminPsql(adminUser ?? as, database, tag),
      secrets: {}
    }
  }
  const environment = { ...connection.environment, PGDATABASE: connection.database }
  const assigned = Object.entries(environment)
    .map(([name, value]) => sh`${{ raw: name }}=${value}`)
    .join(' ')
  const password = connection.password === undefined ? '' : ` PGPASSWORD="$${secretName}"`
  const run =
    compose === undefined
      ? '"$@"'
      : `${inContainer(container, [...Object.keys(environment), ...(password === '' ? [] : ['PGPASSWORD']), 'PGAPPNAME'])} "$@"`
  const target = (database: string, tag: string) => conninfo({ dbname: database, application_name: tag })
  return {
    ...common,
    functions: `${begin}${app}() { ${assigned}${password} PGAPPNAME="\${belay_tag:-belay}" ${run}; }\n`,
    find: (program, major) =>
      compose !== undefined ? `REPLY=${program}` : `pg_client ${program}${major === undefined ? '' : ` ${major}`}`,
    psql: `${app} "$REPLY" ${PSQL_FLAGS}`,
    target,
    admin: (database, tag) =>
      adminUser === undefined ? sh`${{ raw: app }} "$REPLY" ${flags} -d ${target(database, tag)}` : adminPsql(adminUser, database, tag),
    secrets: connection.password === undefined ? {} : { [secretName]: connection.password }
  }
}

/** Script text that feeds SQL to a command on its stdin; nothing of it is ever in argv. */
export function feed(sql: string, command: string): string {
  return sh`printf %s ${sql} | ${{ raw: command }}`
}
