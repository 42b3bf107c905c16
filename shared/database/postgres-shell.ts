import { createHash } from 'node:crypto'
import { sh } from '../host/shell.ts'
import type { PostgresConnection } from './postgres-connection.ts'
import { conninfo } from './sql.ts'

/** How scripts reach PostgreSQL's clients: as the application's role by its URL, and as the administrator. */
export interface PostgresShell {
  /** Bash functions that the others need; once at the head of a script. */
  readonly functions: string
  /** Command prefix: environment of the application's role for the program that follows. `$REPLY` of pg_client is the usual program. */
  readonly app: string
  /** A psql session of the administrator (without one: of the application's role) in this database, SQL on stdin. */
  admin(database: string, tag: string): string
  /** An administrator's client program other than psql; undefined without an administrator. */
  adminProgram(program: string, args: readonly string[]): string | undefined
  readonly secrets: Readonly<Record<string, string>>
  /** Name of the variable that holds the password, for those who must not pass it on. */
  readonly secretName: string
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

export function postgresShell(key: string, connection: PostgresConnection, adminUser: string | undefined): PostgresShell {
  const suffix = createHash('sha256').update(key).digest('hex').slice(0, 8)
  const secretName = `BELAY_PG_${suffix}`
  const app = `pg_app_${suffix}`
  const environment = Object.entries({ ...connection.environment, PGDATABASE: connection.database })
    .map(([name, value]) => sh`${{ raw: name }}=${value}`)
    .join(' ')
  const password = connection.password === undefined ? '' : ` PGPASSWORD="$${secretName}"`
  const place = ['-p', connection.port, ...(connection.socket === undefined ? [] : ['-h', connection.socket])]
  return {
    functions: `${PG_CLIENT}${app}() { ${environment}${password} PGAPPNAME="\${belay_tag:-belay}" "$@"; }\n`,
    app,
    admin: (database, tag) =>
      adminUser === undefined
        ? sh`${{ raw: app }} "$REPLY" ${{ raw: PSQL_FLAGS }} -d ${conninfo({ dbname: database, application_name: tag })}`
        : sh`sudo -n -u ${adminUser} -- psql ${{ raw: PSQL_FLAGS }} ${place} -d ${conninfo({ dbname: database, application_name: tag, connect_timeout: '10' })}`,
    adminProgram: (program, args) => (adminUser === undefined ? undefined : sh`sudo -n -u ${adminUser} -- ${program} ${place} ${args}`),
    secrets: connection.password === undefined ? {} : { [secretName]: connection.password },
    secretName
  }
}

export { PSQL_FLAGS }

/** Script text that feeds SQL to a command on its stdin; nothing of it is ever in argv. */
export function feed(sql: string, command: string): string {
  return sh`printf %s ${sql} | ${{ raw: command }}`
}
