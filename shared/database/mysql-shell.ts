import { createHash } from 'node:crypto'
import { quote, raw, sh } from '../host/shell.ts'
import { type ComposeService, composeContainer, inContainer } from './compose.ts'
import { type MysqlConnection, type MysqlVendor, optionFile } from './mysql-connection.ts'
import { mysqlLiteral } from './sql.ts'

/** How scripts reach the clients: as the application's user by its URL, and as the administrator. */
export interface MysqlShell {
  /** Bash functions that the others need; once at the head of a script. Sets `my_sql` and `my_dumper` to the clients of the server's vendor. */
  readonly functions: string
  /** A client that reads SQL from stdin and prints raw rows, as the application's user in its database. */
  readonly app: string
  /** The same as the administrator (without one: the application's user), in this database or in none. */
  admin(database?: string): string
  /** A dump by the application's user; its arguments follow. */
  readonly dumpApp: string
  /** A dump by the administrator (without one: the application's user); its arguments follow. */
  readonly dumpAdmin: string
  readonly secrets: Readonly<Record<string, string>>
  /** Name of the variable that holds the option file, for those who must not pass it on. */
  readonly secretName: string
}

/** Packages that hold the clients, for messages. */
export const clientPackage: Readonly<Record<MysqlVendor, string>> = { mariadb: 'mariadb-client', mysql: 'mysql-client' }

/**
 * Fixed for every session. No reconnect: a session that came back would have lost its locks and its snapshot. In binary mode no line of a dump can be a
 * command of the client's.
 */
const FLAGS = [
  '--batch',
  '--raw',
  '--unbuffered',
  '--skip-column-names',
  '--skip-reconnect',
  '--binary-mode',
  '--default-character-set=utf8mb4',
  '--connect-timeout=10'
]

/** How the sessions of one step are recognised: each holds a lock whose name ends with its own id. A name has at most 64 characters. */
export const sessionLock = (tag: string) => `belay:${createHash('sha256').update(tag).digest('hex').slice(0, 24)}:`

/** Bash functions that need nothing of a connection. */
const FUNCTIONS = raw(`my_find() {
  local p said
  for p in "\${@:2}"; do
    REPLY=$(my_type "$p") || continue
    # Each vendor's package may provide the other's names, but nobody else has these.
    [[ $p != mariadb* ]] || return 0
    said=$(my_run "$REPLY" --version)
    case $my_vendor:$said in mariadb:*MariaDB*) return 0 ;; mariadb:* | *MariaDB*) ;; *) return 0 ;; esac
  done
  printf 'BELAY: the client %s of %s is not installed %s. Install %s\\n' "$2" "$1" "$my_where" "$my_package"
  exit 64
}
# my_session NAME COMMAND…: a session that is asked by my_ask. Its ends are closed in the children of those that follow, else none would ever end.
declare -A my_in=() my_out=() my_pid=()
my_marks=0
my_session() {
  local n=$1 i o
  rm -f -- "$belay_dir/$n.in" "$belay_dir/$n.out"
  mkfifo -- "$belay_dir/$n.in" "$belay_dir/$n.out"
  ( for i in "\${my_in[@]}" "\${my_out[@]}"; do exec {i}>&-; done; [[ ! \${belay_use:-} ]] || exec {belay_use}>&-; "\${@:2}" ) < "$belay_dir/$n.in" > "$belay_dir/$n.out" & my_pid[$n]=$!
  exec {i}> "$belay_dir/$n.in" {o}< "$belay_dir/$n.out"
  my_in[$n]=$i my_out[$n]=$o
}
# my_ask NAME SQL: REPLY is what it printed; false when the session has ended.
my_ask() {
  local line mark="BELAY-mark-$((++my_marks))"
  REPLY=
  trap '' PIPE
  printf '%s\\nSELECT %s;\\n' "$2" "'$mark'" 2>/dev/null >&"\${my_in[$1]}" || { trap - PIPE; return 1; }
  trap - PIPE
  while IFS= read -r line <&"\${my_out[$1]}"; do
    [[ $line != "$mark" ]] || return 0
    REPLY+=$line$'\\n'
  done
  return 1
}
# my_close NAME: its exit code.
my_close() {
  local i=\${my_in[$1]} o=\${my_out[$1]}
  exec {i}>&- {o}<&-
  unset "my_in[$1]" "my_out[$1]"
  wait "\${my_pid[$1]}"
}
# The first line that MariaDB's dumps have is an error to older clients.
my_plain() { sed -e '1{/^\\/\\*!999999\\\\- enable the sandbox mode \\*\\/ *$/d' -e '/^\\/\\*M!999999\\\\- enable the sandbox mode \\*\\/ *$/d' -e '}'; }
`)

export interface MysqlShellOptions {
  /** Name in the configuration. */
  readonly key: string
  readonly vendor: MysqlVendor
  readonly connection: MysqlConnection
  /** User of the host (of the container) who is the administrator over the socket. */
  readonly adminUser?: string | undefined
  /**
   * The service of a compose project in whose container the clients run. A dump whose docker client is killed reads on in there, for nobody, to its end: the
   * dump programs cannot take a lock that would tell whose they are.
   */
  readonly compose?: ComposeService | undefined
}

export function mysqlShell({ key, vendor, connection, adminUser, compose }: MysqlShellOptions): MysqlShell {
  const suffix = createHash('sha256').update(key).digest('hex').slice(0, 8)
  const secretName = `BELAY_MY_${suffix}`
  const app = `my_app_${suffix}`
  const names =
    vendor === 'mariadb' ? { sql: ['mariadb', 'mysql'], dump: ['mariadb-dump', 'mysqldump'] } : { sql: ['mysql'], dump: ['mysqldump'] }
  // The clients would take the name of whoever logged in to the host, and not of whom sudo made them.
  const place = [
    ...(adminUser === undefined ? [] : [`--user=${adminUser}`]),
    ...(connection.socket === undefined ? ['--protocol=socket'] : [`--socket=${connection.socket}`])
  ]
  const container = `belay_container_${suffix}`
  const asUser = (user: string) => (compose === undefined ? sh`sudo -n -u ${user} --` : inContainer(container, [], user))
  const client = (database: string | undefined) => sh`${FLAGS} --init-command="$my_init" ${database === undefined ? [] : ['-D', database]}`
  const dump = [
    '--default-character-set=utf8mb4',
    '--no-tablespaces',
    ...(vendor === 'mysql' ? ['--set-gtid-purged=OFF', '--column-statistics=0'] : [])
  ]
  return {
    functions: `${
      compose === undefined
        ? `my_where='on this host'
my_run() { "$@"; }
my_type() { type -P "$1"; }
`
        : `${composeContainer(container, compose)}my_where='in the container'
my_run() { ${inContainer(container, [])} "$@" < /dev/null; }
my_type() { my_run bash -c 'type -P "$1"' bash "$1"; }
`
    }${sh`my_vendor=${vendor} my_package=${clientPackage[vendor]}
${FUNCTIONS}my_find ${vendor} ${names.sql}; my_sql=$REPLY
my_find ${vendor} ${names.dump}; my_dumper=$REPLY
`}my_init="DO GET_LOCK(CONCAT('$belay_tag', CONNECTION_ID()), 0)"
# What starts a client of the application's user on this host.
my_through=()
# The option file goes through a pipe: no disk ever holds the password.
${
  compose === undefined
    ? `${app}() { local program=$1; shift; "\${my_through[@]}" "$program" --defaults-extra-file=<(printf %s "$${secretName}") "$@"; }`
    : `${app}() { ${secretName}="$${secretName}" ${inContainer(container, [secretName])} bash -c ${quote(`options=$${secretName}; unset ${secretName}; exec "$0" --defaults-extra-file=<(printf %s "$options") "$@"`)} "$@"; }`
}
`,
    app: sh`${raw(app)} "$my_sql" ${raw(client(connection.database))}`,
    admin: database =>
      adminUser === undefined
        ? sh`${raw(app)} "$my_sql" ${raw(client(database))}`
        : sh`${raw(asUser(adminUser))} "\${my_sql##*/}" ${place} ${raw(client(database))}`,
    dumpApp: sh`${raw(app)} "$my_dumper" ${dump}`,
    dumpAdmin:
      adminUser === undefined ? sh`${raw(app)} "$my_dumper" ${dump}` : sh`${raw(asUser(adminUser))} "\${my_dumper##*/}" ${place} ${dump}`,
    secrets: { [secretName]: optionFile(connection, vendor) },
    secretName
  }
}

/** Script text that feeds SQL to a command on its stdin; nothing of it is ever in argv. */
export function feed(sql: string, command: string): string {
  return sh`printf %s ${sql} | ${raw(command)}`
}

/** SQL: the ids of the sessions of one step, where `p` is the list of processes. */
export const sessionsOf = (tag: string) => `IS_USED_LOCK(CONCAT(${mysqlLiteral(sessionLock(tag))}, p.id)) = p.id`
