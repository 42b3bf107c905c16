import { createHash } from 'node:crypto'
import { UserError } from '../errors.ts'
import { DeadlinePassed } from '../host/errors.ts'
import type { Host } from '../host/host.ts'
import { raw, sh } from '../host/shell.ts'
import type { Drill, DumpPlan, JobContext, RestoreSource, VerifyLevel } from './backup-source.ts'
import type { ComposeService } from './compose.ts'
import { type Content, changedContent } from './content.ts'
import type { Changes, DatabaseEngine, DatabaseFacts, Fingerprint, LockNow, RestorePoint, SqlClient } from './engine.ts'
import { clientFailure, fact, refusal, runDatabaseJob } from './job.ts'
import type { MysqlConnection, MysqlVendor } from './mysql-connection.ts'
import { contentSettings, contentStatements, snapshotBegin, wholeStatements } from './mysql-content.ts'
import {
  copyFunctions,
  createLike,
  DEFINITIONS,
  hashObjects,
  keepObjects,
  othersIn,
  swapScript,
  wholeCopy,
  writeObjects
} from './mysql-copies.ts'
import { locksIn, lookAtLocks } from './mysql-locks.ts'
import {
  type DumpScope,
  dumpFacts,
  dumpScript,
  eventsOf,
  grantee,
  rightsIn,
  rightsToDump,
  schemaFlags,
  schemaScript,
  serverIdentity,
  snapshotFunctions,
  tablesOf
} from './mysql-script.ts'
import { clientPackage, feed, type MysqlShell, type MysqlShellOptions, mysqlShell, sessionLock, sessionsOf } from './mysql-shell.ts'
import { parseXmlRows } from './mysql-xml.ts'
import { copyName, drillName, isCopyOf, tagOf } from './names.ts'
import { countsAs, drillBegins, drillEnds, drilled, holdsAs } from './restored.ts'
import { schemaBytes, schemaHasNoRows, schemaOf } from './schema-only.ts'
import { mysqlIdent, mysqlLiteral, parseCopy } from './sql.ts'
import { parseContent } from './table-content.ts'

export interface MysqlOptions {
  /** Name in the configuration: part of job ids. */
  readonly key: string
  readonly vendor: MysqlVendor
  readonly connection: MysqlConnection
  /** User of the host who may create and remove schemas over the socket (`admin.as`). */
  readonly adminUser?: string | undefined
  /** The service of a compose project in whose container the clients run, by its own versions. */
  readonly compose?: ComposeService | undefined
  /** `data-only`: rows without what makes the tables; restored into tables made like the live ones. `schema`: the other way round; only a person restores it. */
  readonly scope?: DumpScope | undefined
  /** A server that drills restore into, in place of this one. */
  readonly drill?: (() => Promise<MysqlConnection>) | undefined
}

/** What a script prints when it refuses by itself. */
const REFUSED = 64
/** EX_TEMPFAIL: another session holds the advisory lock. */
const BUSY = 75
/** The session that held the advisory lock died while the script ran. */
const LOCK_LOST = 76

const FORMATS = { full: 'mysqldump', 'data-only': 'mysqldump-data', schema: 'mysqldump-schema' } as const

/**
 * MySQL 8.0 and newer, MariaDB 10.5 and newer, reached by their own clients on the host, or in the server's container. What MySQL calls a database is a schema:
 * copies lie beside it.
 */
export class MysqlEngine implements DatabaseEngine {
  readonly engine: MysqlVendor
  readonly database: string
  readonly #host: Host
  readonly #key: string
  readonly #connection: MysqlConnection
  readonly #admin: string | undefined
  readonly #scope: DumpScope
  readonly #shellOptions: MysqlShellOptions
  readonly #shell: MysqlShell
  readonly #drill: MysqlOptions['drill']

  /** Errors: UserError when an administrator of this host is named for a server elsewhere. */
  constructor(host: Host, { key, vendor, connection, adminUser, compose, scope = 'full', drill }: MysqlOptions) {
    if (adminUser !== undefined && !connection.local && compose === undefined) {
      throw new UserError(
        `databases.${key}: admin: { as: ${adminUser} } reaches the server of ${host.label} itself over its socket, and the connection URL names another machine. Remove admin, and give the URL's user the rights to create and drop ${mysqlIdent(`${connection.database}_%`)}.`
      )
    }
    this.#host = host
    this.#key = key
    this.#connection = connection
    this.#admin = adminUser
    this.#scope = scope
    this.#drill = drill
    this.#shellOptions = { key, vendor, connection, adminUser, compose }
    this.#shell = mysqlShell(this.#shellOptions)
    this.engine = vendor
    this.database = connection.database
  }

  async describe(): Promise<DatabaseFacts> {
    const what = `Connecting to ${this.#name}`
    const rights = ['SELECT', 'INSERT', 'CREATE', 'DROP', 'ALTER']
    const canCopy = `SELECT IF(${rightsIn(mysqlLiteral(copyName(this.database, 'point', 'x')), rights)} = ${rights.length}, 'yes', 'no');\n`
    const script = `${this.#head('belay:describe')}app=$(${feed(dumpFacts('full') + serverIdentity, this.#shell.app)})
admin=$(${feed(canCopy + serverIdentity, this.#shell.admin())})
printf 'BELAY-facts=%s\\nBELAY-server=%s\\nBELAY-copy=%s\\nBELAY-admin=%s\\n' "\${app%%$'\\n'*}" "\${app#*$'\\n'}" "\${admin%%$'\\n'*}" "\${admin#*$'\\n'}"
`
    const output = await this.#run(what, script, 30_000)
    if (fact(output, 'server') !== fact(output, 'admin')) {
      throw new UserError(
        `databases.${this.#key}: ${this.#admin ?? 'the administrator'} on ${this.#host.label} reaches another server than the connection URL. Its socket must be that of the server in the URL.`
      )
    }
    const [version = '', bytes] = (fact(output, 'facts') ?? '').split('\t')
    this.#mustBeOurs(version)
    return { version, bytes: Number(bytes), canCopy: fact(output, 'copy') === 'yes' }
  }

  async query(sql: string, timeoutMs = 10_000): Promise<readonly (readonly (string | null)[])[]> {
    const statement = sql.trim().replace(/;\s*$/, '')
    const limit =
      this.engine === 'mariadb'
        ? `max_statement_time = ${Math.max(0.001, timeoutMs / 1000)}`
        : `max_execution_time = ${Math.max(1, Math.round(timeoutMs))}`
    // XML tells null from an empty string and from the word. The newline ends a trailing comment.
    const script = `${this.#head('belay:query')}${feed(`SET SESSION ${limit};\nSTART TRANSACTION READ ONLY;\n${statement}\n;`, `${this.#shell.app} --xml`)}\n`
    return parseXmlRows(await this.#run(`The query of ${this.#name}`, script, timeoutMs + 5_000))
  }

  dump(level: VerifyLevel, tag: string): readonly DumpPlan[] {
    const scope = this.#scope
    const { app, dumpApp, dumpAdmin } = this.#shell
    const schema = scope === 'schema'
    if (schema && level === 'drill') throw schemaHasNoRows(this.#key)
    const name = `${this.#key}${schema ? '.schema' : ''}.sql.zst`
    const needs = rightsToDump(scope).join(', ')
    return [
      {
        prepare: `${this.#head(tag)}type -P zstd >/dev/null || { echo 'BELAY: zstd is not installed on this host. Install zstd'; exit ${REFUSED}; }
facts=$(${feed(dumpFacts(scope), app)})
asadmin[M]=
${
  this.#admin === undefined
    ? ''
    : `if [[ $facts != *all ]]; then
  # The user of the URL dumps when it may read everything: no sudo, and no more rights than needed.
  asadmin[M]=1
  facts=$(${feed(dumpFacts(scope), this.#shell.admin(this.database))})
fi
`
}IFS=$'\\t' read -r version bytes tables historic rights <<<"$facts"
${sh`[[ $rights == all ]] || { printf 'BELAY: the user of the connection URL may not read everything in the database (a right is missing, or a routine has another definer), and what it cannot see would be missing. GRANT %s ON %s.* to it, or configure admin\n' ${needs} ${mysqlIdent(this.database)}; exit ${REFUSED}; }
`}${this.#fits}my_history[M]=
(( historic == 0 )) || my_history[M]=--dump-history
estimate[M]=${schema ? schemaBytes : '$bytes'}
printf 'BELAY-%s.engine-version=%s\\nBELAY-%s.client-version=%s\\nBELAY-%s.bytes=%s\\nBELAY-%s.tables=%s\\n' "$M" "$version" "$M" "$client" "$M" "$bytes" "$M" "$tables"
`,
        dump: `${this.#tag(tag)}
if [[ \${asadmin[M]} ]]; then
  my_live() { ${this.#shell.admin(this.database)}; }
  my_dump() { ${dumpAdmin} "$@"; }
else
  my_live() { ${app}; }
  my_dump() { ${dumpApp} "$@"; }
fi
${schema ? schemaScript(this.database) : dumpScript(this.engine, this.database, scope)}`,
        verify:
          level === 'quick'
            ? '[[ -s $FILE ]]\n'
            : `read -r my_sha _ < <(zstd -dcq -- "$FILE" | belay_sha256)
[[ $my_sha == "\${plain[M]}" ]] || { echo 'BELAY: what was compressed does not come out again as it was'; exit ${REFUSED}; }
`,
        secrets: this.#shell.secrets,
        member: {
          name,
          role: schema ? 'schema' : 'database',
          format: FORMATS[scope],
          compression: 'zstd',
          source: schema ? schemaOf(this.database) : undefined
        },
        content: schema ? undefined : parseContent,
        checks: level === 'quick' ? ['exit-code', 'trailer', 'sha256'] : ['exit-code', 'trailer', 'full-decode', 'sha256'],
        commands: [
          `${this.engine === 'mariadb' ? 'mariadb-dump' : 'mysqldump'} ${schema ? schemaFlags.join(' ') : `--single-transaction ${scope === 'full' ? '--routines --triggers' : '--no-create-info'}`} ${this.database} | zstd -1`,
          ...(level !== 'quick' ? [`zstd -dc ${name} | sha256sum`] : [])
        ]
      }
    ]
  }

  async createRestorePoint(job: JobContext, label: string): Promise<RestorePoint> {
    const name = copyName(this.database, 'point', label)
    const output = await this.#job(
      job,
      'point',
      `The restore point of ${this.#name}`,
      `${this.#copies}
${this.#facts}${this.#fits}printf 'BELAY-bytes=%s\\n' "$bytes"
my_ask admin ${sh`${wholeCopy(name)}`}
if [[ $REPLY == $'1\\n' ]]; then exit 0; fi
(( historic == 0 )) || { echo 'BELAY: tables with system versioning would lose their history in a restore point. Take a backup before, and migrate without a restore point'; exit ${REFUSED}; }
my_drop ${sh`${mysqlIdent(name)}`}
${this.#checkSpace}my_live() { ${this.#shell.admin(this.database)}; }
${snapshotFunctions(this.engine)}my_end ${sh`${othersIn(this.database)}`} || { echo 'BELAY: sessions come into the database again and again. Stop what writes to it first'; exit ${REFUSED}; }
# Nobody writes while it is copied.
my_lock
my_made ${sh`${createLike(this.database, name)}`}
${this.#structure(name)}
${this.#copyRows(name)}
my_close lock
${hashObjects(this.database)}${writeObjects(this.database)}${keepObjects(name, '$my_objects_now')}my_close admin
`
    )
    return { name, bytes: Number(fact(output, 'bytes')), createdAt: new Date().toISOString() }
  }

  async returnToRestorePoint(job: JobContext, point: RestorePoint): Promise<{ readonly kept: string }> {
    const kept = copyName(this.database, 'failed', shortHash(point.name))
    await this.#job(
      job,
      'return',
      `The return of ${this.#name} to its restore point`,
      `${this.#copies}${swapScript(this.database, point.name, kept, `the restore point ${mysqlIdent(point.name)}`)}`
    )
    return { kept }
  }

  async copyExists({ name }: { readonly name: string }): Promise<boolean> {
    const output = await this.#run(
      `Looking for the copy of ${this.#name}`,
      `${this.#head('belay:describe')}printf 'BELAY-there=%s\\n' "$(${feed(wholeCopy(name), this.#shell.admin())})"\n`,
      30_000
    )
    return fact(output, 'there') === '1'
  }

  async dropCopy(job: JobContext, { name }: { readonly name: string }): Promise<void> {
    if (!isCopyOf(this.database, name)) throw new Error(`${name} is no copy that Belay made of ${this.database}`)
    await this.#job(
      job,
      'drop',
      `Removing the copy ${mysqlIdent(name)} of ${this.#name}`,
      `${this.#copies}${this.#dismiss(name)}my_drop ${sh`${mysqlIdent(name)}`}
my_close admin
`
    )
  }

  scratchName(label: string): string {
    return copyName(this.database, 'scratch', label)
  }

  async scratch(
    job: JobContext,
    label: string,
    backup?: RestoreSource
  ): Promise<{ readonly name: string; readonly engine: DatabaseEngine }> {
    const name = this.scratchName(label)
    const made =
      backup === undefined
        ? `my_drop ${sh`${mysqlIdent(name)}`}
my_made ${sh`${createLike(this.database, name)}`}
`
        : `${this.#restored(name, backup)}
${
  backup.format === FORMATS['data-only']
    ? `# Rows alone were backed up: what is no table comes from the live database too. No events, which would run in the copy.
${writeObjects(this.database, '/dev/null')}my_admin ${sh`${name}`} < "$belay_dir/objects"
`
    : ''
}`
    await this.#job(
      job,
      'scratch',
      backup === undefined ? `Making an empty database beside ${this.#name}` : `Restoring a copy of ${this.#name}`,
      `${backup?.hold ?? ''}${this.#copies}${this.#mayCopy(name)}${made}${this.#admit(name)}belay_made=
my_close admin
`
    )
    return this.#copyOf(name)
  }

  async emptyScratch(job: JobContext, label: string): Promise<{ readonly name: string; readonly engine: DatabaseEngine }> {
    const name = this.scratchName(label)
    await this.#job(
      job,
      'scratch-empty',
      `Copying the tables of ${this.#name} without their rows`,
      `${this.#copies}${this.#mayCopy(name)}my_drop ${sh`${mysqlIdent(name)}`}
${sh`belay_made=${mysqlIdent(name)}`}
my_made ${sh`${createLike(this.database, name)}`}
${this.#structure(name)}
${this.#admit(name)}belay_made=
my_close admin
`
    )
    return this.#copyOf(name)
  }

  #copyOf(name: string): { readonly name: string; readonly engine: DatabaseEngine } {
    const connection = { ...this.#connection, database: name }
    return {
      name,
      engine: new MysqlEngine(this.#host, { ...this.#shellOptions, key: `${this.#key}-scratch`, connection, scope: this.#scope })
    }
  }

  /**
   * Sessions are never shut out of a MySQL database. What a dead run may have left is a live database without its triggers, views, routines and events: the
   * copy that was to take its tables holds their definitions and no table yet.
   */
  async reopen(job: JobContext): Promise<void> {
    const left = (kind: 'failed' | 'old') => {
      const stem = copyName(this.database, kind, '')
      return `SELECT CONCAT('\`', REPLACE(TABLE_SCHEMA, '\`', '\`\`'), '\`') FROM information_schema.TABLES t WHERE TABLE_NAME = '${DEFINITIONS}' AND LEFT(TABLE_SCHEMA, ${[...stem].length}) = ${mysqlLiteral(stem)}
  AND (SELECT COUNT(*) FROM information_schema.TABLES o WHERE o.TABLE_SCHEMA = t.TABLE_SCHEMA) = 1 AND (SELECT COUNT(*) FROM information_schema.TABLES l WHERE l.TABLE_SCHEMA = ${mysqlLiteral(this.database)}) > 0;\n`
    }
    await this.#job(
      job,
      'reopen',
      `Opening ${this.#name}`,
      `${this.#copies}my_ask admin ${sh`${left('failed') + left('old')}`}
left=$REPLY
while IFS= read -r each; do
  [[ ! $each ]] || { my_apply "$each" ${sh`${mysqlIdent(this.database)}`}; my_grant "$each"; }
done <<<"$left"
my_close admin
`
    )
  }

  async restore(job: JobContext, backup: RestoreSource): Promise<{ readonly kept: string }> {
    const label = shortHash(`${job.idPrefix} ${backup.directory}`)
    const copy = copyName(this.database, 'new', label)
    const kept = copyName(this.database, 'old', label)
    const dataOnly = backup.format === FORMATS['data-only']
    const file = `${backup.directory}/${backup.member}`
    await this.#job(
      job,
      'restore',
      `Restoring ${this.#name}`,
      `${backup.hold ?? ''}${this.#copies}
my_ask admin ${sh`${wholeCopy(copy) + wholeCopy(kept)}`}
# An earlier attempt that died has made the copy already, or swapped it in.
if [[ $REPLY == $'0\\n0\\n' ]]; then
  ${this.#restored(copy, backup)}
  ${dataOnly ? '' : `${eventsOf(file)} > "$belay_dir/events"`}
  ${dataOnly ? writeObjects(this.database) : writeObjects(copy, '"$belay_dir/events"')}${keepObjects(copy, '')}belay_made=
fi
${swapScript(this.database, copy, kept, 'the restored copy')}`
    )
    return { kept }
  }

  async drill(job: JobContext, backup: RestoreSource): Promise<Drill> {
    if (this.#drill !== undefined) {
      if (backup.format === FORMATS['data-only'])
        throw new UserError(
          `The backup of ${this.#name} holds rows alone, and its drill takes the tables from the live database: leave drill-url out, or take a backup with \`scope: full\``
        )
      return new MysqlEngine(this.#host, { key: this.#key, vendor: this.engine, connection: await this.#drill() }).drill(job, backup)
    }
    const { copy, stem } = drillName(this.database, shortHash(`${job.idPrefix} ${backup.directory}`))
    const left = `SELECT CONCAT('DROP DATABASE \`', REPLACE(SCHEMA_NAME, '\`', '\`\`'), '\`;') FROM information_schema.SCHEMATA WHERE LEFT(SCHEMA_NAME, ${[...stem].length}) = ${mysqlLiteral(stem)} AND CHAR_LENGTH(SCHEMA_NAME) = ${[...copy].length};\n`
    const dataOnly = backup.format === FORMATS['data-only']
    const output = await this.#job(
      job,
      'drill',
      `The drill of the backup of ${this.#name}`,
      `${backup.hold ?? ''}${this.#copies}${drillBegins}
my_made ${sh`${left}`}
${this.#restored(copy, backup)}
${
  dataOnly
    ? ''
    : `# Everything that makes the schema, without rows, the next number of a table, and what a version comment says of the dump itself.
belay_schema() { LC_ALL=C sed -E -e '/^(INSERT INTO|\\(|LOCK TABLES|UNLOCK TABLES|-- |--$|\\/\\*!40000|\\/\\*!40103|SET @OLD_AUTOCOMMIT|set autocommit|commit;|COMMIT;|SET AUTOCOMMIT|\\/\\*M!101100 SET (@old_)?system_versioning|$)/d' -e 's/ AUTO_INCREMENT=[0-9]+//'; }
${tablesOf(`${backup.directory}/${backup.member}`)} | belay_schema > "$belay_dir/schema"
my_admin_dump --no-data --routines --triggers --skip-events -- ${sh`${copy}`} | my_plain | belay_schema > "$belay_dir/schema-restored"
if ! cmp -s "$belay_dir/schema" "$belay_dir/schema-restored"; then
  printf 'BELAY: the restored copy (>) has not the schema of the backup (<): %s\\n' "$(diff "$belay_dir/schema" "$belay_dir/schema-restored" | grep '^[<>]' | head -n 3 | cut -c 1-200 | paste -sd ' ')"
  exit ${REFUSED}
fi
`
}${drillEnds}`
    )
    return drilled(output)
  }

  fingerprint(job: JobContext): Promise<Fingerprint> {
    return this.#content(job)
  }

  async changesSince(job: JobContext, before: Fingerprint): Promise<Changes> {
    return changedContent(before, await this.#content(job))
  }

  async endSessions(tag: string | null): Promise<void> {
    const where = tag === null ? othersIn(this.database) : sessionsOf(tag)
    await this.#run(
      `Ending the sessions of ${tag ?? 'others'} in ${this.#name}`,
      `${this.#head('belay:end-sessions')}${this.#copies}my_end ${sh`${where}`} || { echo 'BELAY: there are new sessions all the time. Stop what connects to the database first'; exit ${REFUSED}; }
`,
      30_000
    )
  }

  /** MySQL's clients take neither a name nor time-outs from the environment: only the session that holds the advisory lock is recognisable. */
  clientEnvironment({ tag }: { readonly tag: string }): Readonly<Record<string, string>> {
    return { BELAY_SESSIONS: tag }
  }

  sqlClient({ tag, lockTimeoutMs, statementTimeoutMs }: Parameters<DatabaseEngine['sqlClient']>[0]): SqlClient {
    const shell = mysqlShell({ ...this.#shellOptions, key: `${this.#key}/sql` })
    const seconds = (ms: number) => Math.max(1, Math.ceil(ms / 1000))
    const lock =
      lockTimeoutMs === 0
        ? ''
        : `SET SESSION lock_wait_timeout = ${seconds(lockTimeoutMs)}, innodb_lock_wait_timeout = ${seconds(lockTimeoutMs)};\n`
    const limit =
      this.engine === 'mariadb' ? `max_statement_time = ${statementTimeoutMs / 1000}` : `max_execution_time = ${statementTimeoutMs}`
    return {
      functions: `cd /\n${sh`belay_tag=${sessionLock(tag)}`}\n${shell.functions}sql_client() { ${shell.app}; }\n`,
      begin: `${lock}SET SESSION ${limit};\n`,
      secrets: shell.secrets
    }
  }

  underAdvisoryLock(script: string, waitMs: number): { readonly script: string; readonly secrets: Readonly<Record<string, string>> } {
    // Locks are the server's and not a database's: its name is in the lock's.
    const lock = mysqlLiteral(`belay-migrate:${createHash('sha256').update(this.database).digest('hex').slice(0, 32)}`)
    const take = `SELECT CONCAT('BELAY-lock ', COALESCE(GET_LOCK(${lock}, ${Math.max(1, Math.ceil(waitMs / 1000))}), 'none'));`
    return {
      secrets: this.#shell.secrets,
      script: `cd /
belay_tag=belay:$(printf %s "\${BELAY_SESSIONS:-belay}" | sha256sum | cut -c 1-24):
${this.#shell.functions}trap '' PIPE
coproc belay_lock { ${this.#shell.app} 2>&1; }
# bash closes a coprocess's own descriptors in subshells, where the heartbeat needs one.
belay_0=\${belay_lock[0]} belay_1=\${belay_lock[1]} belay_lock_pid=$belay_lock_PID
exec {belay_lock_in}>&"$belay_1" {belay_lock_out}<&"$belay_0" {belay_0}<&- {belay_1}>&-
# Reads up to the mark; false when the session is gone. belay_line is then not the mark, belay_said what was said before.
belay_hear() {
  belay_said= belay_line=
  while IFS= read -r belay_line <&"$belay_lock_out"; do
    [[ $belay_line != "$1"* ]] || return 0
    belay_said+=$belay_line$'\\n'
  done
  return 1
}
${sh`printf '%s\\n' ${take} >&"$belay_lock_in"`} 2>/dev/null || :
belay_hear 'BELAY-lock ' || :
case $belay_line in
  'BELAY-lock 1') ;;
  'BELAY-lock 0') echo 'BELAY: another session holds the migration lock of the database' >&2; exit ${BUSY} ;;
  *) printf '%s' "$belay_said" >&2; exit ${LOCK_LOST} ;;
esac
${sh`belay_locked=${script}`}
set -m
( set +m
  trap - PIPE
  exec {belay_lock_in}>&- {belay_lock_out}<&-
  eval "unset -v ${this.#shell.secretName} \${!belay_@} \${!my_@}
unset -f belay_hear
{ :
$belay_locked
}" ) & belay_script=$!
set +m
# The client notices the end of its session only when it asks for something.
( exec {belay_never}<> <(:) {belay_lock_out}<&-
  while ! read -rt 1 -u "$belay_never"; do printf 'DO 0;\\n' >&"$belay_lock_in" || exit 0; done ) 2>/dev/null & belay_beat=$!
belay_code=0
wait -n "$belay_script" "$belay_lock_pid" || belay_code=$?
kill -KILL "$belay_beat" 2>/dev/null || :
wait "$belay_beat" 2>/dev/null || :
# What ran is done only if the lock was held to its end: the session must answer once more, and still hold it.
if { ${sh`printf '%s\\n' ${`SELECT CONCAT('BELAY-alive ', IS_USED_LOCK(${lock}) = CONNECTION_ID());`} >&"$belay_lock_in"`}; } 2>/dev/null && belay_hear BELAY-alive && [[ $belay_line == 'BELAY-alive 1' ]]; then
  exec {belay_lock_in}>&-
  wait "$belay_lock_pid" || :
  exit "$belay_code"
fi
echo 'BELAY: the session that held the migration lock ended before its script; what ran under it was ended' >&2
kill -TERM -- "-$belay_script" 2>/dev/null || :
for _ in {1..50}; do kill -0 -- "-$belay_script" 2>/dev/null || break; sleep 0.1; done
kill -KILL -- "-$belay_script" 2>/dev/null || :
exit ${LOCK_LOST}
`
    }
  }

  explain(what: string, output: string): Error {
    return explainMysql(what, output, this.#connection, this.engine, this.#admin)
  }

  /** Script text: what the administrator sees of the live database. */
  get #facts(): string {
    return sh`my_ask admin ${`USE ${mysqlIdent(this.database)};\n${dumpFacts('full')}`}
IFS=$'\\t' read -r version bytes tables historic rights <<<"$REPLY"
`
  }

  get #name(): string {
    return `the database ${mysqlIdent(this.database)}`
  }

  #tag(tag: string): string {
    return sh`belay_tag=${sessionLock(tag)}`
  }

  #head(tag: string): string {
    return `cd /\n${this.#tag(tag)}\n${this.#shell.functions}`
  }

  /** Functions for copies, and what removes the script's own files, and a copy that was not finished (`belay_made`), at its end. */
  get #copies(): string {
    return `belay_made= belay_dir=
belay_clean() {
  local code=$?
  [[ ! $belay_dir ]] || rm -rf -- "$belay_dir"
  [[ ! $belay_made ]] || printf 'SET foreign_key_checks = 0; DROP DATABASE IF EXISTS %s;' "$belay_made" | my_admin || :
  exit "$code"
}
trap belay_clean EXIT
${copyFunctions(this.#shell)}`
  }

  /** Script text: from `version`, whether the server is the vendor's and the client not older than it; sets `client`. */
  get #fits(): string {
    const vendor = names[this.engine]
    const other = this.engine === 'mariadb' ? 'mysql' : 'mariadb'
    return `if [[ $version ${this.engine === 'mariadb' ? '!=' : '=='} *MariaDB* ]]; then
  printf 'BELAY: the server is %s and not ${vendor}. Write engine: ${other}\\n' "$version"
  exit ${REFUSED}
fi
client=$(my_run "$my_dumper" --version)
[[ $client =~ ([0-9]+)\\.([0-9]+)\\.[0-9]+-MariaDB || $client =~ Distrib\\ ([0-9]+)\\.([0-9]+) || $client =~ Ver\\ ([0-9]+)\\.([0-9]+)\\.[0-9]+ ]]
belay_client=$((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2])) client=\${BASH_REMATCH[0]#* }
[[ $version =~ ^([0-9]+)\\.([0-9]+) ]]
if (( belay_client < BASH_REMATCH[1] * 1000 + BASH_REMATCH[2] )); then
  printf 'BELAY: the dump program %s is version %s and the server is version %s: what is newer in the server may be missing. Install %s of the server version\\n' "$my_where" "$client" "$version" ${clientPackage[this.engine]}
  exit ${REFUSED}
fi
`
  }

  /** Script text: one clear refusal where this user may make no such schema, before anything is read. */
  #mayCopy(name: string): string {
    if (this.#admin !== undefined) return ''
    const rights = ['SELECT', 'INSERT', 'CREATE', 'DROP', 'ALTER']
    const pattern = mysqlIdent(`${grantedAs(this.database)}\\_%`)
    return sh`my_ask admin ${`SELECT ${rightsIn(mysqlLiteral(name), rights)} = ${rights.length}, CURRENT_USER();\n`}
IFS=$'\t' read -r my_may my_user <<<"$REPLY"
if [[ $my_may != 1 ]]; then
  printf 'BELAY: %s may not make a copy of the database beside it. GRANT ALL ON %s.* to it, or configure admin\n' "$my_user" ${pattern}
  exit ${REFUSED}
fi
`
  }

  /** Script text: the application's user gets the rights in a copy that it has in the live database, and no more: what it may not do there must fail here. */
  #admit(name: string): string {
    if (this.#admin === undefined) return ''
    const [live, to] = [mysqlLiteral(this.database), mysqlLiteral(` ON ${mysqlIdent(grantedAs(name))}.* TO `)]
    return sh`my_who=$(${raw(feed(`SELECT HEX(CONVERT(${grantee} USING utf8mb4));\n`, this.#shell.app))})
my_made ${`SELECT CONCAT('GRANT ', GROUP_CONCAT(DISTINCT PRIVILEGE_TYPE SEPARATOR ', '), ${to}, GRANTEE, ';') FROM information_schema.SCHEMA_PRIVILEGES
  WHERE ${live} LIKE TABLE_SCHEMA AND PRIVILEGE_TYPE <> 'USAGE' AND GRANTEE = _utf8mb4 X`}"'$my_who'"' GROUP BY GRANTEE;'
`
  }

  /** As the administrator where there is one: the application's user may seldom look. */
  async heldLocks(): Promise<readonly LockNow[]> {
    const client = this.#shell.admin(this.database)
    const output = await this.#run(`Looking at the locks of ${this.#name}`, `${this.#head('belay:locks')}${lookAtLocks(client)}`, 10_000)
    return locksIn(output)
  }

  /** Script text: nobody keeps rights in a schema of this name once it is gone. */
  #dismiss(name: string): string {
    if (this.#admin === undefined) return ''
    const of = mysqlLiteral(`${mysqlIdent(grantedAs(name))}.* FROM `)
    return sh`my_ask admin ${`SELECT DISTINCT CONCAT('REVOKE ALL PRIVILEGES ON ', ${of}, GRANTEE, ';') FROM information_schema.SCHEMA_PRIVILEGES WHERE TABLE_SCHEMA = ${mysqlLiteral(grantedAs(name))};
`}
[[ ! $REPLY ]] || my_try "$REPLY"
`
  }

  /** Script text: refuses where a copy of `bytes` and a fifth more would fill the server's disk; of a server elsewhere the disk is not known. */
  get #checkSpace(): string {
    if (!this.#connection.local) return ''
    return `my_ask admin 'SELECT @@datadir;'
datadir=\${REPLY%$'\\n'}
{ read -r _; read -r free; } < <(my_run df -B1 --output=avail -- "$datadir" 2>/dev/null || my_run df -B1 --output=avail -- /)
if (( free < bytes + bytes / 5 + 67108864 )); then
  printf 'BELAY: the disk of the server has %s MiB free and a copy of the database needs %s MiB\\n' $((free / 1048576)) $(((bytes + bytes / 5) / 1048576 + 64))
  exit ${REFUSED}
fi
`
  }

  /** Script text: the tables of the live database, empty, in a copy. */
  #structure(copy: string): string {
    const list = `SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${mysqlLiteral(this.database)} AND TABLE_TYPE NOT IN ('VIEW', 'SYSTEM VIEW');\n`
    return sh`my_ask admin ${list}
tables_of=()
[[ ! $REPLY ]] || mapfile -t tables_of <<<"\${REPLY%$'\n'}"
(( \${#tables_of[@]} == 0 )) || my_whole --no-data --skip-triggers --skip-routines --skip-events -- ${this.database} "\${tables_of[@]}" | my_admin ${copy}`
  }

  /** Script text: fills the tables of a copy from the live ones, the largest first, two at a time. */
  #copyRows(copy: string): string {
    const statements = `SELECT CONCAT('INSERT INTO ', ${mysqlLiteral(`${mysqlIdent(copy)}.`)}, t, ' (', columns_of, ') SELECT ', columns_of, ' FROM ', ${mysqlLiteral(`${mysqlIdent(this.database)}.`)}, t, ';') FROM (
  SELECT CONCAT('\`', REPLACE(t.TABLE_NAME, '\`', '\`\`'), '\`') AS t, MAX(DATA_LENGTH) AS size, GROUP_CONCAT('\`', REPLACE(COLUMN_NAME, '\`', '\`\`'), '\`' ORDER BY ORDINAL_POSITION SEPARATOR ', ') AS columns_of
  FROM information_schema.TABLES t JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME
  WHERE t.TABLE_SCHEMA = ${mysqlLiteral(this.database)} AND TABLE_TYPE = 'BASE TABLE' AND EXTRA NOT RLIKE '(VIRTUAL|STORED|PERSISTENT) GENERATED' GROUP BY t.TABLE_NAME) s ORDER BY size DESC;
`
    const begin = `SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0, unique_checks = 0; SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;\n`
    return sh`my_ask admin ${statements}
printf %s "$REPLY" > "$belay_dir/rows"
{ printf %s ${begin}; sed -n '1~2p' "$belay_dir/rows"; } | my_admin & belay_half=$!
{ printf %s ${begin}; sed -n '2~2p' "$belay_dir/rows"; } | my_admin
wait "$belay_half"`
  }

  /** Script text: makes the copy from the backup's member and compares what its tables hold with what the manifest says. */
  #restored(copy: string, backup: RestoreSource): string {
    const file = `${backup.directory}/${backup.member}`
    const dataOnly = backup.format === FORMATS['data-only']
    const counted = `SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED');\n`
    return `${this.#facts}${this.#fits}${sh`bytes=$(( $(stat -c %s -- ${file}) * 6 ))`}
my_drop ${sh`${mysqlIdent(copy)}`}
${this.#checkSpace}${sh`belay_made=${mysqlIdent(copy)} belay_work=$belay_dir`}
my_made ${sh`${createLike(this.database, copy)}`}
${dataOnly ? this.#structure(copy) : ''}
${dataOnly ? `{ printf 'SET foreign_key_checks = 0;\\n'; ${tablesOf(file)}; }` : tablesOf(file)} | my_admin ${sh`${copy}`}
tables=$(${feed(counted, sh`my_admin ${copy}`)})
${backup.tables === undefined ? '' : countsAs(backup.tables)}
statements=$(${feed(contentSettings(this.engine) + contentStatements, sh`my_admin ${copy}`)})
{ printf %s ${sh`${contentSettings(this.engine) + snapshotBegin}`}; printf '%s\\n' "$statements"; } | my_admin ${sh`${copy}`} | LC_ALL=C sort > "$belay_dir/restored"
${backup.content === undefined ? '' : holdsAs(backup.content)}`
  }

  async #content(job: JobContext): Promise<Content> {
    const client = this.#shell.admin(this.database)
    const script = `${this.#head(tagOf(job.idPrefix))}statements=$(${feed(contentSettings(this.engine) + wholeStatements, client)})
{ printf %s ${sh`${contentSettings(this.engine) + snapshotBegin}`}; printf '%s\\n' "$statements"; } | ${client}
`
    const output = await this.#run(`Counting the rows of ${this.#name}`, script, job.timeoutMs)
    return Object.fromEntries(parseCopy(output).map(([table, rows, hash]) => [table!, { rows: Number(rows), hash: hash! }]))
  }

  #mustBeOurs(version: string): void {
    if (version.includes('MariaDB') !== (this.engine === 'mariadb'))
      throw new UserError(
        `databases.${this.#key}: the server is ${version} and not ${names[this.engine]}. Write engine: ${this.engine === 'mariadb' ? 'mysql' : 'mariadb'}.`
      )
  }

  #job(job: JobContext, name: string, what: string, script: string): Promise<string> {
    return runDatabaseJob(
      this.#host,
      job,
      { name: `${name}-${this.#key}`, what, script: `${this.#head(tagOf(job.idPrefix))}${script}`, secrets: this.#shell.secrets },
      (said, output) => this.explain(`${said} on ${this.#host.label}`, output)
    )
  }

  async #run(what: string, script: string, timeoutMs: number): Promise<string> {
    const result = await this.#host.run(script, { secrets: this.#shell.secrets, timeoutMs, check: false }).catch((error: unknown) => {
      if (error instanceof DeadlinePassed)
        throw new UserError(`${what} had no answer from ${this.#host.label} within ${timeoutMs / 1000} s.`, { cause: error })
      throw error
    })
    if (result.exitCode !== 0) throw this.explain(`${what} on ${this.#host.label}`, `${result.stdout}\n${result.stderr}`)
    return result.stdout
  }
}

const names: Readonly<Record<MysqlVendor, string>> = { mysql: 'MySQL', mariadb: 'MariaDB' }

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)

/** What went wrong, in one sentence that says what to do; the clients' filtered words are the cause. */
export function explainMysql(
  what: string,
  output: string,
  connection: MysqlConnection,
  vendor: MysqlVendor,
  admin: string | undefined
): UserError {
  const own = refusal(output)
  if (own !== undefined) return new UserError(`${what}: ${own}.`)
  const user = connection.user === undefined ? 'the user' : `the user ${connection.user}`
  const advice = reasons.find(([pattern]) => pattern.test(output))?.[1]({
    user,
    database: mysqlIdent(connection.database),
    admin: admin ?? '',
    clients: vendor === 'mariadb' ? '/usr/bin/mariadb, /usr/bin/mariadb-dump' : '/usr/bin/mysql, /usr/bin/mysqldump'
  })
  return clientFailure(advice === undefined ? `${what} failed.` : `${what} failed: ${advice}`, output)
}

/** A schema's name as GRANT takes it, where `_` and `%` stand for more than themselves. */
const grantedAs = (name: string) => name.replaceAll(/[_%\\]/g, '\\$&')

type Names = { readonly user: string; readonly database: string; readonly admin: string; readonly clients: string }

const code = (...numbers: number[]) => new RegExp(`(E(?:RROR|rror) |Got error: |error: |\\()(${numbers.join('|')})\\b`)

const reasons: readonly (readonly [RegExp, (names: Names) => string])[] = [
  [code(1045, 1698), ({ user }) => `the server refused ${user} or its password. Compare them with the connection URL.`],
  [code(1049), ({ database }) => `the server has no database ${database}. Compare the name with the connection URL.`],
  [
    code(1044),
    ({ user, database }) => `${user} may not use ${database}, or may not create a copy of it. Configure admin, or GRANT it the rights.`
  ],
  [code(2002, 2003), () => 'no server answers at the host and port (or socket) of the connection URL. Is it running?'],
  [code(2005), () => 'the host name in the connection URL cannot be resolved.'],
  [
    /TLS\/SSL error: unexpected eof|TLS\/SSL error: .*reset/,
    () => 'the session was ended: by an administrator, by the server, or because the server stopped.'
  ],
  [code(2026), () => 'the encrypted connection could not be made. Check the certificates, or ssl-mode in the connection URL.'],
  [
    /sudo: .*(password is required|not allowed to execute|terminal is required)|is not allowed to execute/,
    ({ admin, clients }) => `sudoers does not let this user run the clients as ${admin}. Add: <user> ALL=(${admin}) NOPASSWD: ${clients}`
  ],
  [/sudo: (command )?not found|sudo: No such file/, ({ admin }) => `sudo is not installed, and admin: { as: ${admin} } needs it.`],
  [code(1142, 1143, 1227, 1370, 1419, 3879), ({ user }) => `${user} lacks a right that it needs. Configure admin, who may do everything.`],
  [/insufficient privileges|insufficent privileges/, ({ user }) => `${user} may not see a routine of another definer. Configure admin.`],
  [code(1356), () => 'a view refers to something that is not there any more. Drop or mend it: SHOW CREATE VIEW fails for it too.'],
  [code(1412), () => 'a table was changed while the database was dumped. Run it again when no migration runs.'],
  [/No space left on device|Errcode: 28/, () => 'the disk is full.'],
  [code(1021, 1114), () => "the server's disk is full."],
  [code(1205), () => 'a lock was not granted in time; another session holds it.'],
  [code(1969, 3024), () => 'a statement took longer than its deadline.'],
  [code(1792), () => 'the statement writes, and only reading is allowed here.'],
  [code(1317, 1927, 2006, 2013, 1053), () => 'the session was ended: by an administrator, by the server, or because the server stopped.'],
  [code(1153, 2020), () => 'a row is larger than max_allowed_packet.']
]
