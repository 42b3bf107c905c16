/**
 * What the database clients write to stderr, without what may hold a row of data (G7): `DETAIL:`, `CONTEXT:`, `STATEMENT:`, `LINE n:`, the echo of a
 * statement or command, and every message whose shape is not known to name only objects of the database.
 */
export function filterClientErrors(text: string): string {
  const kept: string[] = []
  for (const line of text.split(/\r?\n/)) {
    const safe = filterLine(line)
    if (safe !== undefined && safe !== kept.at(-1)) kept.push(safe)
  }
  return kept.join('\n')
}

/** The line as it may be shown; undefined: it is dropped. */
export function filterLine(line: string): string | undefined {
  const text = line.trim()
  if (text === '') return undefined
  const mysql = mysqlLine(text)
  if (mysql !== undefined) return mysql
  const [, program = '', level = '', rest = ''] =
    /^((?!ERROR|FATAL|PANIC|WARNING)(?:[\w./-]+)(?::<stdin>:\d+|: line \d+)?: +)?((?:error|warning|fatal): +)?(.*)$/s.exec(text)!
  const fromServer = /^(.*?)\b(ERROR|FATAL|PANIC|WARNING): +(.*)$/s.exec(text)
  if (fromServer) {
    const introduction = fromServer[1]!.slice(`${program}${level}`.length)
    const shown = introductions.test(introduction) ? `${program}${level}${introduction}` : ''
    const message = safeMessage(fromServer[3]!)
    // A warning that cannot be shown helps nobody; an error that cannot be shown is still an error.
    return fromServer[2] === 'WARNING' && message.endsWith(withheld) ? undefined : `${shown}${fromServer[2]}: ${message}`
  }
  if (known(rest)) return `${program}${level}${position(rest)}`
  if (known(text)) return position(text)
  return clients.test(program) && level !== 'warning: ' && level !== '' ? `${program}${level}${withheld}` : undefined
}

/**
 * An error of MySQL's or MariaDB's: its number says what happened, so that much is shown of every one. The clients print the failing statement too, in lines
 * of their own, which begin with nothing that is known.
 */
function mysqlLine(text: string): string | undefined {
  const client = /^(?:[\w./-]+: )?ERROR (\d{4}) \(([0-9A-Z]{5})\)( at line \d+)?(?: in file: '[^']*')?: (.*)$/s.exec(text)
  if (client) return `ERROR ${client[1]} (${client[2]})${client[3] ?? ''}: ${safeMysql(client[4]!)}`
  const dump = /^(?:[\w./-]*\/)?(mysqldump|mariadb-dump): (?:\[Warning\] )?(.*)$/s.exec(text)
  if (!dump) return undefined
  const [, program, said = ''] = dump
  const [, number, message = ''] =
    /^Got error: (\d{4}): "?(.*?)"? when [\w ]+(?:;.*)?$/s.exec(said) ??
    /^Error (\d{4}): (.*?) when dumping table [^:]*(?: at row: \d+)?$/s.exec(said) ??
    []
  if (number !== undefined) return `${program}: error ${number}: ${safeMysql(message)}`
  const [, failed = '', code] = /^Couldn't execute '.*': (.*) \((\d{4})\)$/s.exec(said) ?? []
  if (code !== undefined) return `${program}: error ${code}: ${safeMysql(failed)}`
  return `${program}: ${safeMysql(said)}`
}

function safeMysql(message: string): string {
  return mysqlSafe.test(message) ? message : withheld
}

/** Programs whose errors are reported even when the message is not. */
const clients = /^(?:.*\/)?(psql|pg_\w+|createdb|dropdb|sqlite3|sudo)\b/
const introductions = /^(connection to server (at|on socket) [^:]*(: ?\d*)?[^:]* failed: |query failed: |could not execute query: |)$/

const withheld = '(message withheld: it may hold data)'

function safeMessage(message: string): string {
  const code = /^([0-9A-Z]{5}): (.*)$/s.exec(message)
  const text = code ? code[2]! : message
  return `${code ? `${code[1]}: ` : ''}${known(text) ? position(text) : withheld}`
}

/** The place in a statement says nothing that the reader could use without the statement. */
function position(message: string): string {
  return message.replace(/ at character \d+$/, '')
}

const name = String.raw`"(?:[^"]|"")*"`
/** Messages in which only names of roles, databases and objects, sizes and the operating system's own words occur. */
const shapes = [
  // Connections.
  String.raw`(password|peer|ident|scram|md5|certificate|pam|ldap|gssapi)\b[\w ]* authentication failed for user ${name}`,
  String.raw`no pg_hba\.conf entry for .*`,
  String.raw`(database|role) ${name} does not exist`,
  String.raw`database ${name} is not currently accepting connections`,
  String.raw`permission denied for database ${name}`,
  String.raw`role ${name} is not permitted to log in`,
  String.raw`(sorry, too many clients already|too many connections for (role|database) ${name}|remaining connection slots are reserved .*)`,
  String.raw`the database system is (starting up|shutting down|in recovery mode|not yet accepting connections.*)`,
  String.raw`connection to server (at|on socket) .* failed: (Connection refused|No such file or directory|Permission denied|timeout expired|Connection timed out|No route to host|Network is unreachable|fe_sendauth: no password supplied|server does not support SSL, but SSL was required|SSL error: certificate verify failed|server closed the connection unexpectedly)`,
  String.raw`could not translate host name ${name} to address: .*`,
  String.raw`(server closed the connection unexpectedly|terminating connection (due to|because of) [\w ]+|connection to server was lost|lost synchronization with server.*|SSL connection has been closed unexpectedly)`,
  String.raw`fe_sendauth: no password supplied`,
  String.raw`invalid sslmode value: .*`,
  // Rights and objects.
  String.raw`permission denied for (schema|table|sequence|view|function|language|large object|relation|tablespace|type|foreign server) [^:]*`,
  String.raw`permission denied to (create|rename|alter|terminate|set|grant|drop|change)[\w ]*("[^"]*")?[\w ]*`,
  String.raw`must be (owner of|superuser|member of|a member of|able to SET ROLE)[^:]*`,
  String.raw`permission denied to copy database ${name}`,
  String.raw`(relation|table|schema|column|function|type|extension|index|constraint|tablespace|sequence|collation|view|operator|access method)( ${name}(\.${name})?| [\w.]+\([\w ,\[\]."]*\)| [\w.]+)( of relation ${name})? (does not exist|already exists)`,
  String.raw`(column|table|database|role|schema) ${name}( of relation ${name})? (is ambiguous|contains null values|is not a table|is not a view|specified more than once)`,
  String.raw`(database|role|relation|schema) ${name} already exists`,
  String.raw`(source )?database ${name} is being accessed by other users`,
  String.raw`query would be affected by row-level security policy for table ${name}`,
  // Constraints: the row itself is in DETAIL.
  String.raw`duplicate key value violates unique constraint ${name}`,
  String.raw`null value in column ${name}( of relation ${name})? violates not-null constraint`,
  String.raw`(new row for relation|insert or update on table|update or delete on table) ${name} violates (check|foreign key) constraint ${name}( on table ${name})?`,
  String.raw`could not create unique index ${name}`,
  String.raw`(check|exclusion) constraint ${name}( of relation ${name})? is violated by some row`,
  // Limits, locks and the machine.
  String.raw`canceling statement due to (statement timeout|lock timeout|user request|conflict with recovery)`,
  String.raw`canceling autovacuum task`,
  String.raw`(deadlock detected|could not obtain lock on [\w ]+${name}|could not serialize access due to [\w/ ]+)`,
  String.raw`cannot execute [A-Z ]+ (in a read-only transaction|inside a transaction block|during recovery)`,
  String.raw`[A-Z ]+ cannot (run inside a transaction block|be executed [\w ]+)`,
  String.raw`current transaction is aborted, commands ignored until end of transaction block`,
  String.raw`(could not (extend|write to|write|open|create|close|fsync|read|rename|stat|seek|access)( \w+)*( ${name}| file [^:]*)?)(: [A-Z][\w ]+)?`,
  String.raw`out of (shared )?memory`,
  String.raw`(disk full|No space left on device|Disk quota exceeded)`,
  String.raw`[^:"']*: (No space left on device|Permission denied|No such file or directory|Disk quota exceeded|Read-only file system|Input/output error|command not found|Is a directory|Broken pipe)`,
  // The clients themselves.
  String.raw`(aborting because of )?server version mismatch`,
  String.raw`server version: [\w.() /~+-]+; [\w]+ version: [\w.() /~+-]+`,
  String.raw`unsupported version \([\d.]+\) in file header`,
  String.raw`(did not find magic string in file header|input file (is too short|does not appear to be a valid archive).*|input file appears to be a text format dump.*|found unexpected block ID .*|corrupt tar header.*|could not uncompress data: .*|unexpected end of file|could not find block ID \d+ in archive.*)`,
  String.raw`could not read from input file: end of file`,
  String.raw`this build does not support compression with \w+`,
  String.raw`unrecognized configuration parameter ${name}`,
  String.raw`syntax error at end of input`,
  // sudo.
  String.raw`a password is required`,
  String.raw`a terminal is required to read the password.*`,
  String.raw`Sorry, user [\w-]+ is not allowed to execute .*`,
  String.raw`unknown user:? [\w-]+`,
  // SQLite.
  String.raw`(database is locked|database table is locked|unable to open database file|disk I/O error|database disk image is malformed|file is not a database|database or disk is full|attempt to write a readonly database|out of memory)( \(\d+\))?`,
  String.raw`no such (table|column|index|function|module|collation sequence): [\w.]+`,
  String.raw`unsupported file format`
]
const safe = new RegExp(
  String.raw`^(?:(?:in prepare|stepping|near line \d+|Error|Runtime error|Parse error)[,:]? )*(?:${shapes.join('|')})( \(\d+\))?( at character \d+)?[.;]?$`,
  'i'
)

function known(message: string): boolean {
  return safe.test(message.trim())
}

const quoted = "(?:'[^']*'|`[^`]*`)"
const account = `${quoted}(?:@${quoted})?`
const object = `${quoted}(?:\\.${quoted})?`
/** As `shapes`, of MySQL's and MariaDB's messages. */
const mysqlShapes = [
  String.raw`Access denied for user ${account}( \(using password: (YES|NO)\)| to database ${quoted})?`,
  String.raw`Access denied; you need \(?at least one of\)? the [\w ,_]+ privilege\(s\) for this operation`,
  String.raw`[A-Z ,_]+ command denied to user ${account} for (table|routine|column)[^:]*`,
  String.raw`Unknown (database|table|server host|MySQL server host|collation:?|character set:?|storage engine|prepared statement handler) ${object}( \(-?\d+\))?`,
  String.raw`Unknown column ${quoted} in '?[\w ]+'?`,
  String.raw`(Table|View|Function|Procedure|PROCEDURE|FUNCTION|Trigger|TRIGGER|Event|EVENT|SEQUENCE) (${object}|[\w$.]+) (doesn't exist|does not exist|already exists)`,
  String.raw`View ${object} references invalid table\(s\) or column\(s\) or function\(s\) or definer/invoker of view lack rights to use them`,
  String.raw`Can't (create|drop) database ${quoted}; database (exists|doesn't exist)`,
  String.raw`Can't connect to (local )?(MySQL |MariaDB )?(server|MySQL server|MariaDB server)[\w ]* (through socket |on )?${quoted}( ?:\d+)?( \(\d+( "[\w ]+")?\))?`,
  String.raw`(Lost connection to (MySQL |MariaDB )?server[\w ,':]*( error: \d+( "[\w /]+")?)?|(MySQL |MariaDB )?[Ss]erver has gone away|Connection was killed|Server shutdown in progress)`,
  String.raw`(Query execution was interrupted[\w ,()]*|Lock wait timeout exceeded; try restarting transaction|Deadlock found when trying to get lock; try restarting transaction)`,
  String.raw`Table definition has changed, please retry transaction`,
  String.raw`Cannot execute statement in a READ ONLY transaction`,
  String.raw`The (MySQL|MariaDB) server is running with the [\w-]+ option so it cannot execute this statement`,
  String.raw`The table ${quoted} is full`,
  String.raw`(Got error \d+ "[\w ]+" from storage engine \w+|Disk full \([^)]*\); waiting for someone to free some space\.*( \(errno: \d+ "[\w ]+"\))?)`,
  String.raw`(Cannot (add or update a child row|delete or update a parent row): a foreign key constraint fails)( \(.*\))?`,
  String.raw`Got a packet bigger than 'max_allowed_packet' bytes`,
  String.raw`(Trigger in wrong schema|Changing schema from ${quoted} to ${quoted} is not allowed)`,
  String.raw`Can't execute the given command because you have active locked tables or an active transaction`,
  String.raw`(Column count doesn't match value count at row \d+|Data truncated for column ${quoted} at row \d+|Out of range value for column ${quoted} at row \d+|Field ${quoted} doesn't have a default value|Column ${quoted} cannot be null)`,
  String.raw`Got errno \d+ on write`,
  String.raw`${account} has insuff?icent privileges to SHOW CREATE (FUNCTION|PROCEDURE|EVENT|TRIGGER) ${quoted}!?`,
  String.raw`TLS/SSL error: [\w ,.:()-]*`
]
const mysqlSafe = new RegExp(`^(?:${mysqlShapes.join('|')})[.!]?$`)
