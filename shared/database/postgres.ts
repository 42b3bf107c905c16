import { createHash } from 'node:crypto'
import { UserError } from '../errors.ts'
import { DeadlinePassed } from '../host/errors.ts'
import type { Host } from '../host/host.ts'
import { raw, sh } from '../host/shell.ts'
import type { Drill, DumpPlan, JobContext, RestoreSource, VerifyLevel } from './backup-source.ts'
import type { ComposeService } from './compose.ts'
import type { Changes, DatabaseEngine, DatabaseFacts, Fingerprint, RestorePoint, SafetyCopy, SqlClient } from './engine.ts'
import { clientFailure, fact, refusal, runDatabaseJob } from './job.ts'
import { copyName, drillName, isCopyOf, tagOf } from './names.ts'
import { DIRECTORY, openArchive, UNPACKED } from './postgres-archive.ts'
import type { PostgresConnection } from './postgres-connection.ts'
import { contentSettings, contentSql } from './postgres-content.ts'
import { dumpPlans } from './postgres-dump.ts'
import { inPlaceScript, standsInTheWay, whyInPlace } from './postgres-in-place.ts'
import { noPooler, type Pooler, pooler } from './postgres-pooler.ts'
import { feed, type PostgresShell, postgresShell } from './postgres-shell.ts'
import {
  checkSpace,
  closeLive,
  copiesState,
  copyProperties,
  createLike,
  dropLeft,
  dumpFacts,
  endAll,
  endTagged,
  guardLive,
  openLive,
  rowVersionsSql,
  SESSIONS_DEADLINE_MS,
  settings,
  sizeOfLive,
  swap
} from './postgres-sql.ts'
import { countsAs, drillBegins, drillEnds, drilled, holdsAs, millisecondClock } from './restored.ts'
import { changedRows, parseRowVersions, type RowVersions, xminOf } from './row-versions.ts'
import { ident, literal, parseCopy } from './sql.ts'

export interface PostgresOptions {
  /** Name in the configuration: part of job ids. */
  readonly key: string
  readonly connection: PostgresConnection
  /** User of the host who may create and rename databases over the socket (`admin.as`). */
  readonly adminUser?: string | undefined
  /** User of the host as whom every client runs, over the socket. */
  readonly as?: string | undefined
  /** The service of a compose project in whose container the clients run: all of them, by its own versions. */
  readonly compose?: ComposeService | undefined
  /** How it is dumped: one archive, or a directory that several processes write side by side. */
  readonly format?: 'custom' | 'directory' | undefined
  /** `schema`: what makes the tables, and no row; nothing restores it but a person. */
  readonly scope?: 'full' | 'schema' | undefined
  /** Processes that dump (into a directory) and restore side by side; default 2. */
  readonly jobs?: number | undefined
  /** A server that drills restore into, in place of this one. */
  readonly drill?: (() => Promise<PostgresConnection>) | undefined
  /** It is that server: the roles of the backup are not there, so that nobody's ownership and rights come back. */
  readonly roleless?: boolean | undefined
  /** Admin console of the PgBouncer before it, which is paused while the database is closed. */
  readonly pgbouncer?: PostgresConnection | undefined
}

/** What a script prints when it refuses by itself. */
const REFUSED = 64
/** EX_TEMPFAIL: another session holds the advisory lock. */
const BUSY = 75
/** The session that held the advisory lock died while the script ran. */
const LOCK_LOST = 76

/**
 * Bytes up to which a copy goes through the write-ahead log, PostgreSQL's own default: it spares the two checkpoints of STRATEGY FILE_COPY, which flush
 * what every database of the server has dirty (measured with 47 MB: 0.60 s instead of 0.75 s; from 60 MB on no difference, and twice the writing).
 */
const copiedThroughLog = 56 * 2 ** 20

/** PostgreSQL 12 to 18, reached by its own clients on the host. */
export class PostgresEngine implements DatabaseEngine {
  readonly engine = 'postgres'
  readonly database: string
  readonly #host: Host
  readonly #key: string
  readonly #options: PostgresOptions & { readonly jobs: number }
  readonly #connection: PostgresConnection
  /** As whom the administrator's clients run; undefined: as this user. */
  readonly #admin: string | undefined
  readonly #shell: PostgresShell
  readonly #pooler: Pooler
  readonly #secrets: Readonly<Record<string, string>>
  /** Where the administrator's sessions are while the live database is closed or renamed. */
  readonly #maintenance: string

  /** Errors: UserError when an administrator of this host is named for a server elsewhere. */
  constructor(host: Host, options: PostgresOptions) {
    const { key, connection, adminUser, as } = options
    if (adminUser !== undefined && !connection.local && options.compose === undefined) {
      throw new UserError(
        `databases.${key}: admin: { as: ${adminUser} } reaches the server of ${host.label} itself over its socket, and the connection URL names another machine. Remove admin, and give the URL's role CREATEDB.`
      )
    }
    this.#host = host
    this.#key = key
    this.#connection = connection
    this.#options = { ...options, jobs: options.jobs ?? 2 }
    this.#admin = adminUser ?? as
    this.#shell = postgresShell(options)
    this.database = connection.database
    const console =
      options.pgbouncer === undefined
        ? undefined
        : postgresShell({ key: `${key}/pgbouncer`, connection: options.pgbouncer, compose: options.compose })
    this.#pooler = console === undefined ? noPooler : pooler(console, this.database)
    this.#secrets = { ...this.#shell.secrets, ...console?.secrets }
    this.#maintenance = connection.database === 'postgres' ? 'template1' : 'postgres'
  }

  async describe(): Promise<DatabaseFacts> {
    const what = `Connecting to ${this.#name}`
    const canCopy = `SELECT (rolsuper OR rolcreatedb AND pg_has_role(datdba, 'USAGE'))::text FROM pg_roles, pg_database
      WHERE rolname = current_user AND datname = ${literal(this.database)};`
    const script = `${this.#head('belay:describe')}${this.#shell.find('psql')}
exec {belay_admin}< <(${feed(`${settings({ live: this.database })}${canCopy}SELECT oid || ' ' || extract(epoch FROM pg_postmaster_start_time()) FROM pg_database WHERE datname = ${literal(this.database)};`, this.#adminPsql('belay:describe'))})
belay_pid=$!
app=$(${feed(
      `${dumpFacts}\nSELECT oid || ' ' || extract(epoch FROM pg_postmaster_start_time()) FROM pg_database WHERE datname = current_database();`,
      this.#shell.psql
    )})
printf 'BELAY-app=%s\\n' "\${app//$'\\n'/ ; }"
admin=$(cat <&"$belay_admin")
wait "$belay_pid"
${this.#pooler.functions}${this.#pooler.check}printf 'BELAY-admin=%s\\n' "\${admin//$'\\n'/ ; }"
`
    const output = await this.#run(what, script, 30_000)
    const [facts = '', server = ''] = (fact(output, 'app') ?? '').split(' ; ')
    const [copy = '', adminServer = ''] = (fact(output, 'admin') ?? '').split(' ; ')
    if (server !== adminServer) {
      throw new UserError(
        `databases.${this.#key}: ${this.#admin ?? 'the administrator'} on ${this.#host.label} reaches another server than the connection URL. Its socket and port must be those of the server in the URL.`
      )
    }
    const [, bytes, , , , version] = facts.split('|')
    return { version: version ?? '', bytes: Number(bytes), canCopy: copy === 'true' }
  }

  async query(sql: string, timeoutMs = 10_000): Promise<readonly (readonly (string | null)[])[]> {
    const statement = sql.trim().replace(/;\s*$/, '')
    // COPY takes exactly one query, and its text format tells null from an empty string. `-c` passes the text on without psql's own commands and
    // variables; the newline ends a trailing comment.
    const copy = `BEGIN READ ONLY; COPY (${statement}\n) TO STDOUT`
    const script = `${this.#head('belay:query')}${this.#shell.find('psql')}
${this.#shell.psql} ${sh`-c ${`SET statement_timeout = ${Math.max(1, Math.round(timeoutMs))}`} -c ${copy}`}
`
    return parseCopy(await this.#run(`The query of ${this.#name}`, script, timeoutMs + 5_000))
  }

  dump(level: VerifyLevel, tag: string): readonly DumpPlan[] {
    const { key, format = 'custom', scope = 'full', jobs } = this.#options
    return dumpPlans({ key, database: this.database, shell: this.#shell, head: this.#head(tag), format, scope, jobs }, level, tag)
  }

  async createRestorePoint(job: JobContext, label: string): Promise<RestorePoint> {
    const name = copyName(this.database, 'point', label)
    const tag = tagOf(job.idPrefix)
    const values = {
      live: this.database,
      copy: name,
      kept: copyName(this.database, 'new', label),
      tag,
      local: this.#local ? 'yes' : 'no'
    }
    // Made under another name and renamed when it is complete: a database of the point's name is always whole.
    const sql = `${this.#session(job)}${settings(values)}SET belay.server = :'server';
${guardLive}${endTagged}${copiesState}${sizeOfLive}SELECT 'BELAY-bytes=' || :bytes AS line \\gset
\\echo :line
\\if :has_copy
${openLive}\\else
${checkSpace}\\if :has_kept
SELECT format('DROP DATABASE %I', current_setting('belay.kept')) \\gexec
\\endif
SELECT current_setting('server_version_num')::int >= 150000 AS modern, current_setting('server_version_num')::int >= 130000 AS known \\gset
${closeLive}${endAll}SELECT format('CREATE DATABASE %I TEMPLATE %I OWNER %I ALLOW_CONNECTIONS false', current_setting('belay.kept'), datname, rolname)
    || CASE WHEN current_setting('server_version_num')::int >= 150000 AND :bytes > ${copiedThroughLog} THEN ' STRATEGY FILE_COPY' ELSE '' END
  FROM pg_database JOIN pg_roles r ON r.oid = datdba WHERE datname = current_setting('belay.live') \\gexec
${settings({ source: this.database, target: values.kept })}${copyProperties}BEGIN;
SELECT format('ALTER DATABASE %I RENAME TO %I', current_setting('belay.kept'), current_setting('belay.copy')) \\gexec
${openLive}COMMIT;
\\endif
`
    const output = await this.#job(
      job,
      'point',
      `The restore point of ${this.#name}`,
      `${this.#shell.find('psql')}
server=$(${feed("SELECT oid || ' ' || extract(epoch FROM pg_postmaster_start_time()) FROM pg_database WHERE datname = current_database();", this.#shell.psql)}) || server=
reopen() { ${feed(`${settings({ live: this.database })}${openLive}`, this.#adminPsql(tag))}; }
${this.#paused}if ${feed(sql, `${this.#adminPsql(tag)} -v server="$server"`)}; then :; else
  code=$?
  reopen || :
  exit $code
fi
`
    )
    return { name, bytes: Number(fact(output, 'bytes')), createdAt: new Date().toISOString() }
  }

  async returnToRestorePoint(job: JobContext, point: RestorePoint): Promise<{ readonly kept: string }> {
    const kept = copyName(this.database, 'failed', shortHash(point.name))
    await this.#swap(
      job,
      'return',
      `The return of ${this.#name} to its restore point`,
      point.name,
      kept,
      `the restore point ${ident(point.name)}`
    )
    return { kept }
  }

  async copyExists(point: Pick<RestorePoint, 'name'>): Promise<boolean> {
    const sql = `SELECT 'BELAY-there=' || (EXISTS (SELECT FROM pg_database WHERE datname = ${literal(point.name)}))::text;`
    const output = await this.#run(
      `Looking for the restore point of ${this.#name}`,
      `${this.#head('belay:describe')}${this.#shell.find('psql')}\n${feed(sql, this.#adminPsql('belay:describe'))}\n`,
      30_000
    )
    return fact(output, 'there') === 'true'
  }

  async dropCopy(job: JobContext, { name }: Pick<RestorePoint, 'name'>): Promise<void> {
    if (!isCopyOf(this.database, name)) throw new Error(`${name} is no copy that Belay made of ${this.database}`)
    await this.#job(
      job,
      'drop',
      `Removing the copy ${ident(name)} of ${this.#name}`,
      `${this.#shell.find('psql')}\n${feed(`${this.#session(job)}DROP DATABASE IF EXISTS ${ident(name)};`, this.#adminPsql(tagOf(job.idPrefix)))}\n`
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
    const empty = `${this.#session(job)}${settings({ live: this.database, copy: name })}SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity WHERE datname = ${literal(name)} \\gset
DROP DATABASE IF EXISTS ${ident(name)};
${createLike}`
    await this.#job(
      job,
      'scratch',
      backup === undefined ? `Making an empty database beside ${this.#name}` : `Restoring a copy of ${this.#name}`,
      `${backup?.hold ?? ''}${this.#shell.find('psql')}
${backup === undefined ? feed(empty, this.#adminPsql(tagOf(job.idPrefix))) : this.#restored(job, name, '', backup)}
`
    )
    const connection = { ...this.#connection, database: name }
    return {
      name,
      engine: new PostgresEngine(this.#host, { ...this.#options, key: `${this.#key}-scratch`, connection, pgbouncer: undefined })
    }
  }

  async reopen(job: JobContext): Promise<void> {
    await this.#job(
      job,
      'reopen',
      `Opening ${this.#name}`,
      `${this.#shell.find('psql')}\n${feed(`${settings({ live: this.database })}${openLive}`, this.#adminPsql(tagOf(job.idPrefix)))}\n${this.#pooler.functions}${this.#pooler.resume}`
    )
  }

  async restore(job: JobContext, backup: RestoreSource): Promise<{ readonly kept: string }> {
    const label = shortHash(`${job.idPrefix} ${backup.directory}`)
    const copy = copyName(this.database, 'new', label)
    const kept = copyName(this.database, 'old', label)
    const tag = tagOf(job.idPrefix)
    const output = await this.#job(
      job,
      'restore',
      `Restoring ${this.#name}`,
      `${backup.hold ?? ''}${this.#shell.find('psql')}
state=$(${feed(`${settings({ live: this.database, copy, kept })}${copiesState}`, this.#adminPsql(tag))})
if [[ $state == *=nyy ]]; then echo BELAY-done=yes; exit 0; fi
${this.#restored(job, copy, guardLive, backup)}`
    ).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error
      throw new UserError(`${error.message} Nothing was done to ${this.#name} itself.`, { cause: error.cause })
    })
    if (fact(output, 'done') !== 'yes')
      await this.#swap(job, 'restore-swap', `Swapping the restored copy of ${this.#name} in`, copy, kept, 'the restored copy', backup)
    return { kept }
  }

  async whyInPlace(): Promise<string | undefined> {
    const tag = 'belay:describe'
    const limited = `SET statement_timeout = '30s';\n`
    const inLive = this.#shell.admin(this.database, tag)
    const asked = `${limited}${settings({ live: this.database })}${whyInPlace}`
    // The live database may be why it is restored, and on some servers a role may enter no other.
    const output = await this.#run(
      `Looking for a way to restore ${this.#name}`,
      `${this.#head(tag)}${this.#shell.find('psql')}
why=$(${feed(asked, this.#adminPsql(tag))} 2>/dev/null || ${feed(asked, inLive)})
[[ $why ]] || exit 0
printf 'BELAY-why=%s\\n' "$why"
${feed(`${limited}SELECT 'BELAY-way=' || string_agg(replace(what, E'\\n', ' '), ', ') FROM (${standsInTheWay}) w;`, inLive)}
`,
      45_000
    )
    const why = fact(output, 'why')
    const stands = fact(output, 'way')
    if (stands === undefined) return why
    throw new UserError(
      `${this.#name[0]!.toUpperCase()}${this.#name.slice(1)} cannot be restored beside the live one, because ${why}, nor in its place, because this role can neither remove nor make: ${stands}. Configure admin: { as: postgres }, or give the role of the URL CREATEDB and the ownership of the database.`
    )
  }

  async restoreInPlace(job: JobContext, backup: RestoreSource, safety: SafetyCopy): Promise<void> {
    const since = xminOf(safety.fingerprint)
    if (since === undefined) throw new Error('A safety copy without the transaction that it was taken after')
    const { app, find, streams } = this.#shell
    const tag = tagOf(job.idPrefix)
    const psql = this.#shell.admin(this.database, tag)
    // Nothing of it needs the database: it turns the archive into SQL, as whoever may read it.
    const archive = openArchive(backup, false, streams)
    const { functions, pause, resume } = this.#pooler
    const name = `in-place-${this.#options.key}`
    const what = `Restoring ${this.#name} in its place`
    const output = await this.#job(
      job,
      'in-place',
      what,
      `${backup.hold ?? ''}# A job of this very step that came to its end has done it: users may have written since.
for belay_exit in ${sh`${job.stateDir}/jobs/${job.idPrefix}`}.${sh`${name}`}{,.*}/exit; do
  [[ ! -e $belay_exit || $(head -c 7 -- "$belay_exit") != '0 exit ' ]] || { echo BELAY-done=yes; exit 0; }
done
belay_work=$(mktemp -d)
belay_end() {
  local code=$?
  trap - EXIT
  rm -rf -- "$belay_work"
  ${archive.end}
  ${pause === '' ? '' : resume}
  exit "$code"
}
trap belay_end EXIT
${archive.begin}
${pause === '' ? '' : `${functions}${pause}`}${find('psql')}
major=$(${feed("SELECT current_setting('server_version_num')::int / 10000;", psql)})
${find('pg_restore', '"$major"')}
restorer=$REPLY
${find('psql')}
${inPlaceScript({
  session: this.#session(job),
  live: this.database,
  tag,
  psql,
  emit: streams ? `${app} ${this.#unpacked(backup)} "$restorer"` : `"$restorer"${backup.format === DIRECTORY ? ' /dev/stdin' : ''}`,
  streams,
  backup,
  safety: { content: safety.content, since }
})}`
    ).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error
      throw new UserError(`${error.message} It is one transaction, and ${this.#name} is as it was unless that came to its end.`, {
        cause: error.cause
      })
    })
    if (fact(output, 'done') === 'yes') return
    // Without statistics it is slow, and restored all the same.
    await this.#job(job, 'analyze', `ANALYZE of ${this.#name}`, `${find('psql')}\n${feed(`${this.#session(job)}ANALYZE;`, psql)}\n`).catch(
      (error: unknown) => {
        if (!(error instanceof UserError)) throw error
        job.onOutput?.(`${error.message}\n`)
      }
    )
  }

  async drill(job: JobContext, backup: RestoreSource): Promise<Drill> {
    const { drill: elsewhere, key: name, jobs } = this.#options
    if (elsewhere !== undefined)
      return new PostgresEngine(this.#host, { key: name, connection: await elsewhere(), jobs, roleless: true }).drill(job, backup)
    const { copy, stem } = drillName(this.database, shortHash(`${job.idPrefix} ${backup.directory}`))
    const { app, find, streams, target } = this.#shell
    const listed = this.#options.roleless
      ? `--no-owner --no-acl --file=- < "$1" | sed -n -e '/; Type: MATERIALIZED VIEW DATA; /d' -e '/^-- Name: .*; Type: /p'`
      : `--list < "$1" | sed -e '/^;/d' -e '/^[0-9]*; [0-9]* [0-9]* MATERIALIZED VIEW DATA /d' -e 's/^[0-9]*; [0-9]* [0-9]* //'`
    const schema = ['--schema-only', '--format=custom', '--no-password', '-d', target(copy, tagOf(job.idPrefix))]
    const dumped = this.#shell.adminProgram('pg_dump', schema) ?? sh`${raw(app)} "$belay_dumper" ${schema}`
    const output = await this.#job(
      job,
      'drill',
      `The drill of the backup of ${this.#name}`,
      `${backup.hold ?? ''}${this.#shell.find('psql')}
${drillBegins}${feed(`${settings({ live: this.database, stem, copy })}${dropLeft}`, this.#adminPsql(tagOf(job.idPrefix)))}
${this.#restored(job, copy, '', backup)}
${find('pg_dump', '"$major"')}
belay_dumper=$REPLY
# Kinds, names and owners, where there are those: how PostgreSQL writes an expression down changes when it has read it again.
belay_objects() { ${app} "\${@:2}" --schema-only ${listed} | LC_ALL=C sort; }
${dumped} > "$belay_work/again"
belay_objects "$belay_archive" ${this.#unpacked(backup)} "$restorer" ${backup.format === DIRECTORY && !streams ? '/dev/stdin' : ''} > "$belay_work/schema"
belay_objects "$belay_work/again" "$restorer" > "$belay_work/schema-restored"
if ! cmp -s "$belay_work/schema" "$belay_work/schema-restored"; then
  printf 'BELAY: the restored copy (>) does not hold the objects of the backup (<): %s\\n' "$(diff "$belay_work/schema" "$belay_work/schema-restored" | grep '^[<>]' | head -n 3 | cut -c 1-200 | paste -sd ' ')"
  exit ${REFUSED}
fi
belay_failed=1
${drillEnds}`
    )
    return drilled(output)
  }

  /**
   * Script text: makes the copy from the backup's member and compares what its tables hold with what the manifest says. `restorer`, `major`,
   * `belay_archive` and `belay_work/restored` are for what follows. A copy that is not what it should be is removed; so is any while `belay_failed` is set at the end.
   */
  #restored(job: JobContext, copy: string, guard: string, backup: RestoreSource): string {
    const tag = tagOf(job.idPrefix)
    const values = { live: this.database, copy, kept: '', tag, local: this.#local ? 'yes' : 'no' }
    const owner = this.#options.roleless ? settings({ owner: 'self' }) : ''
    const start = `${this.#session(job)}${settings(values)}${owner}${guard}${endTagged}${copiesState}\\if :has_copy
SELECT format('DROP DATABASE %I', current_setting('belay.copy')) \\gexec
\\endif
${sizeOfLive}${checkSpace}${createLike}`
    const counted = `SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p') AND relpersistence <> 't'
  AND nspname <> 'information_schema' AND nspname !~ '^pg_';`
    const { app, find, streams, target } = this.#shell
    const before = this.#unpackedBy(backup)
    const several = !streams || before.length > 0
    const { jobs, roleless } = this.#options
    const bare = roleless ? ['--no-owner', '--no-acl'] : []
    const flags = ['--exit-on-error', '--no-password', ...bare, ...(several ? [`--jobs=${jobs}`] : []), '-d', target(copy, tag)]
    const restorer = this.#shell.adminProgram('pg_restore', flags, before) ?? sh`${raw(app)} ${before} "$restorer" ${flags}`
    const inCopy = this.#shell.admin(copy, tag)
    const tables = backup.tables === undefined ? '' : countsAs(backup.tables)
    const archive = openArchive(backup, this.#admin !== undefined && !streams, streams)
    return `${millisecondClock}belay_work=$(mktemp -d) belay_failed=
belay_end() {
  local code=$?
  rm -rf -- "$belay_work"
  ${archive.end}
  if (( code != 0 )) || [[ $belay_failed ]]; then ${find('psql')}; ${feed(`${this.#session(job)}DROP DATABASE IF EXISTS ${ident(copy)};`, this.#adminPsql(tag))} || :; fi
  exit "$code"
}
trap belay_end EXIT
${archive.begin}
${find('psql')}
${feed(start, this.#adminPsql(tag))}
major=$(${feed("SELECT current_setting('server_version_num')::int / 10000;", this.#adminPsql(tag))})
${find('pg_restore', '"$major"')}
restorer=$REPLY
${find('psql')}
belay_begun=$(belay_ms)
${restorer}${streams ? '' : ' /dev/stdin'} < "$belay_archive"
belay_loaded=$(belay_ms)
${feed('SET client_min_messages = error; ANALYZE;', inCopy)}
printf 'BELAY-note=restored in %s ms, ANALYZE in %s ms\\n' $((belay_loaded - belay_begun)) $(($(belay_ms) - belay_loaded))
tables=$(${feed(counted, inCopy)})
${tables}${feed(`${contentSettings}BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n${contentSql}COMMIT;`, inCopy)} | LC_ALL=C sort > "$belay_work/restored"
${backup.content === undefined ? '' : holdsAs(backup.content)}`
  }

  fingerprint(job: JobContext): Promise<Fingerprint> {
    return this.#rowVersions(job, '')
  }

  async changesSince(job: JobContext, before: Fingerprint): Promise<Changes> {
    const since = xminOf(before)
    return since === undefined ? 'unknown' : changedRows(before, await this.#rowVersions(job, since))
  }

  async endSessions(tag: string | null): Promise<void> {
    const sql = `${settings({ live: this.database, tag: tag ?? '' })}${tag === null ? endAll : endTagged}`
    await this.#run(
      `Ending the sessions of ${tag ?? 'others'} in ${this.#name}`,
      `${this.#head('belay:end-sessions')}${this.#shell.find('psql')}\n${feed(sql, this.#adminPsql('belay:end-sessions'))}\n`,
      SESSIONS_DEADLINE_MS + 15_000
    )
  }

  clientEnvironment(options: {
    readonly tag: string
    readonly lockTimeoutMs: number
    readonly statementTimeoutMs: number
  }): Readonly<Record<string, string>> {
    const own = this.#connection.environment['PGOPTIONS']
    const limits = `-c lock_timeout=${Math.round(options.lockTimeoutMs)} -c statement_timeout=${Math.round(options.statementTimeoutMs)}`
    return { PGAPPNAME: options.tag, PGOPTIONS: own === undefined ? limits : `${own} ${limits}` }
  }

  sqlClient({ tag, lockTimeoutMs, statementTimeoutMs }: Parameters<DatabaseEngine['sqlClient']>[0]): SqlClient {
    // Under names of its own: what runs under the advisory lock has lost those of the session that holds it.
    const shell = postgresShell({ ...this.#options, key: `${this.#key}/sql` })
    return {
      functions: `cd /\n${sh`belay_tag=${tag}`}\n${shell.functions}${shell.find('psql')}\nsql_program=$REPLY\nsql_client() { local REPLY=$sql_program; ${shell.psql}; }\n`,
      begin: `SET lock_timeout = ${Math.round(lockTimeoutMs)}; SET statement_timeout = ${Math.round(statementTimeoutMs)};\n`,
      secrets: shell.secrets
    }
  }

  underAdvisoryLock(script: string, waitMs: number): { readonly script: string; readonly secrets: Readonly<Record<string, string>> } {
    return {
      secrets: this.#shell.secrets,
      script: `${this.#head('belay:lock')}${this.#shell.find('psql')}
belay_tag="\${PGAPPNAME:-belay}"
trap '' PIPE
coproc belay_lock { ${this.#shell.psql} -v ON_ERROR_STOP=0 2>&1; }
# bash closes a coprocess's own descriptors in subshells, where the heartbeat needs one.
belay_0=\${belay_lock[0]} belay_1=\${belay_lock[1]} belay_lock_pid=$belay_lock_PID
exec {belay_lock_in}>&"$belay_1" {belay_lock_out}<&"$belay_0" {belay_0}<&- {belay_1}>&-
# Reads up to the mark; false when the session is gone. belay_line is then not the mark, belay_said what was said before.
belay_hear() {
  belay_said= belay_line=
  while IFS= read -r belay_line <&"$belay_lock_out"; do
    [[ $belay_line != "$1 "* ]] || return 0
    belay_said+=$belay_line$'\\n'
  done
  return 1
}
${sh`printf '%s\\n' ${takeLock(waitMs)} >&"$belay_lock_in"`} || :
belay_hear BELAY-lock || :
case $belay_line in
  'BELAY-lock 00000') ;;
  'BELAY-lock 55P03') echo 'BELAY: another session holds the migration lock of the database' >&2; exit ${BUSY} ;;
  *) printf '%s' "$belay_said" >&2; exit ${LOCK_LOST} ;;
esac
${sh`belay_locked=${script}`}
set -m
( set +m
  trap - PIPE
  exec {belay_lock_in}>&- {belay_lock_out}<&-
  eval "unset -v ${this.#shell.secretName} \${!belay_@}
unset -f belay_hear
{ :
$belay_locked
}" ) & belay_script=$!
set +m
# psql notices the end of its session only when it asks for something.
( exec {belay_never}<> <(:) {belay_lock_out}<&-
  while ! read -rt 1 -u "$belay_never"; do printf 'SELECT 1 AS belay \\\\gset\\n' >&"$belay_lock_in" || exit 0; done ) 2>/dev/null & belay_beat=$!
belay_code=0
wait -n "$belay_script" "$belay_lock_pid" || belay_code=$?
kill -KILL "$belay_beat" 2>/dev/null || :
wait "$belay_beat" 2>/dev/null || :
# What ran is done only if the lock was held to its end: the session must answer once more.
if { ${sh`printf '%s\\n' ${'SELECT 1 AS belay \\gset'} ${'\\echo BELAY-alive :SQLSTATE'} >&"$belay_lock_in"`}; } 2>/dev/null && belay_hear BELAY-alive && [[ $belay_line == 'BELAY-alive 00000' ]]; then
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
    return explainPostgres(what, output, this.#connection, this.#admin)
  }

  /** Words before a program that reads the archive: in a container it is a tar on stdin. */
  #unpackedBy({ format }: RestoreSource): readonly string[] {
    return this.#shell.streams && format === DIRECTORY ? UNPACKED : []
  }

  #unpacked(backup: RestoreSource): string {
    return sh`${this.#unpackedBy(backup)}`
  }

  /** The server's files are where its clients are. */
  get #local(): boolean {
    return this.#connection.local || this.#options.compose !== undefined
  }

  get #name(): string {
    return `the database ${ident(this.database)}`
  }

  #adminPsql(tag: string): string {
    return this.#shell.admin(this.#maintenance, tag)
  }

  /** Script text: from here to the script's end, however it comes, nothing reaches the database through PgBouncer. */
  get #paused(): string {
    const { functions, pause, resume } = this.#pooler
    if (pause === '') return ''
    return `${functions}belay_resume() {
  local code=$?
  trap - EXIT
  ${resume}
  exit "$code"
}
trap belay_resume EXIT
${pause}`
  }

  #head(tag: string): string {
    return `cd /\n${sh`belay_tag=${tag}`}\n${this.#shell.functions}`
  }

  /** The server ends a statement by itself when the job's deadline has passed and nobody is there to cancel it. */
  #session(job: JobContext): string {
    return `SET statement_timeout = ${Math.round(job.timeoutMs)}; SET lock_timeout = 30000; SET client_min_messages = error;\n`
  }

  async #swap(
    job: JobContext,
    name: string,
    what: string,
    copy: string,
    kept: string,
    called: string,
    restored?: RestoreSource
  ): Promise<void> {
    const tag = tagOf(job.idPrefix)
    const sql = `${this.#session(job)}${settings({ live: this.database, copy, kept, tag, called })}${endTagged}${copiesState}SELECT NOT :'has_copy'::boolean AND :'has_kept'::boolean AND :'has_live'::boolean AS done,
  NOT :'has_copy'::boolean AS gone, :'has_copy'::boolean AND :'has_kept'::boolean AND :'has_live'::boolean AS both \\gset
\\if :done
${openLive}\\else
\\if :gone
DO $belay$ BEGIN RAISE EXCEPTION 'BELAY: % is not there', current_setting('belay.called'); END $belay$;
\\endif
\\if :both
DO $belay$ BEGIN RAISE EXCEPTION 'BELAY: % exists from an earlier return; look at it and drop it first', quote_ident(current_setting('belay.kept')); END $belay$;
\\endif
\\if :has_live
${guardLive}${restored ? `${settings({ source: this.database, target: copy })}${copyProperties}` : ''}${closeLive}${endAll}\\endif
${settings({ closing: copy })}DO $belay$ BEGIN EXECUTE format('ALTER DATABASE %I ALLOW_CONNECTIONS false', current_setting('belay.closing')); END $belay$;
SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity WHERE datname = current_setting('belay.closing') \\gset
${swap}\\endif
`
    await this.#job(
      job,
      name,
      what,
      `${restored?.hold ?? ''}${this.#paused}${this.#shell.find('psql')}
if ${feed(sql, this.#adminPsql(tag))}; then :; else
  code=$?
  { ${feed(`${settings({ live: this.database })}${openLive}`, this.#adminPsql(tag))}; } || :
  exit $code
fi
`
    )
  }

  /** `since`: the transaction from which row versions count as newer; empty: from the oldest that is still open. */
  async #rowVersions(job: JobContext, since: string): Promise<RowVersions> {
    const tag = tagOf(job.idPrefix)
    const sql = `${this.#session(job)}${settings({ since })}${rowVersionsSql}`
    const script = `${this.#head(tag)}${this.#shell.find('psql')}\n${feed(sql, this.#shell.admin(this.database, tag))}\n`
    return parseRowVersions(await this.#run(`Counting the rows of ${this.#name}`, script, job.timeoutMs))
  }

  #job(job: JobContext, name: string, what: string, script: string): Promise<string> {
    return runDatabaseJob(
      this.#host,
      job,
      { name: `${name}-${this.#key}`, what, script: `${this.#head(tagOf(job.idPrefix))}${script}`, secrets: this.#secrets },
      (said, output) => this.explain(`${said} on ${this.#host.label}`, output)
    )
  }

  async #run(what: string, script: string, timeoutMs: number): Promise<string> {
    const result = await this.#host.run(script, { secrets: this.#secrets, timeoutMs, check: false }).catch((error: unknown) => {
      if (error instanceof DeadlinePassed)
        throw new UserError(`${what} had no answer from ${this.#host.label} within ${timeoutMs / 1000} s.`, { cause: error })
      throw error
    })
    if (result.exitCode !== 0) throw this.explain(`${what} on ${this.#host.label}`, `${result.stdout}\n${result.stderr}`)
    return result.stdout
  }
}

/** A constant of Belay's own: advisory locks are per database, so one key is enough. The digits spell BELAY in ASCII. */
const ADVISORY_KEY = 0x42454c4159

/** psql tells on stdout how taking the lock went, and then waits for more on stdin: the lock lives as long as that pipe. */
function takeLock(waitMs: number): readonly string[] {
  return [
    'SET idle_session_timeout = 0;',
    'SET statement_timeout = 0;',
    `SET lock_timeout = ${Math.max(1, Math.round(waitMs))};`,
    `SELECT pg_advisory_lock(${ADVISORY_KEY});`,
    '\\echo BELAY-lock :SQLSTATE'
  ]
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)

/** What went wrong, in one sentence that says what to do; the clients' filtered words are the cause. */
export function explainPostgres(what: string, output: string, connection: PostgresConnection, admin: string | undefined): UserError {
  const own = refusal(output)
  if (own !== undefined) return new UserError(`${what}: ${own}.`)
  const user = connection.user === undefined ? 'the role' : `the role ${ident(connection.user)}`
  const advice = reasons.find(([pattern]) => pattern.test(output))?.[1]({ user, database: ident(connection.database), admin: admin ?? '' })
  return clientFailure(advice === undefined ? `${what} failed.` : `${what} failed: ${advice}`, output)
}

const reasons: readonly (readonly [RegExp, (names: { user: string; database: string; admin: string }) => string])[] = [
  [
    /authentication failed for user|no password supplied/,
    ({ user }) => `the server refused the password of ${user}. Compare it with the connection URL.`
  ],
  [
    /no pg_hba\.conf entry/,
    ({ user, database }) => `pg_hba.conf on the server has no line that lets ${user} into ${database} from this host.`
  ],
  [
    /FATAL: +database .* does not exist/,
    ({ database }) => `the server has no database ${database}. Compare the name with the connection URL.`
  ],
  [/FATAL: +role .* does not exist/, ({ user }) => `the server has no such role (${user}).`],
  [
    /not currently accepting connections/,
    ({ database }) =>
      `${database} is closed to sessions: a run died while it made or returned to a restore point. Run the same action again, or ALTER DATABASE ${database} ALLOW_CONNECTIONS true.`
  ],
  [
    /Connection refused|No such file or directory\s+Is the server running/,
    () => 'no server answers at the host and port of the connection URL. Is it running?'
  ],
  [/could not translate host name/, () => 'the host name in the connection URL cannot be resolved.'],
  [/timeout expired/, () => 'the server did not answer in time. Check the host, the port and the firewall.'],
  [
    /sudo: .*(password is required|not allowed to execute|terminal is required)|is not allowed to execute/,
    ({ admin }) =>
      `sudoers does not let this user run the PostgreSQL clients as ${admin}. Add: <user> ALL=(${admin}) NOPASSWD: /usr/bin/psql, /usr/bin/pg_dump, /usr/bin/pg_dumpall, /usr/bin/pg_restore`
  ],
  [
    /permission denied while trying to connect to the Docker/i,
    () => 'this user may not use docker on the host. Add it to the group docker, which makes it as powerful as root there.'
  ],
  [/Error response from daemon: .*is not running/, () => 'the container of the compose service is not running. Start it, then try again.'],
  [/sudo: (command )?not found|sudo: No such file/, ({ admin }) => `sudo is not installed, and admin: { as: ${admin} } needs it.`],
  [
    /permission denied to create database/,
    ({ user }) => `${user} may not create databases. Configure admin: { as: postgres }, or give it CREATEDB.`
  ],
  [
    /permission denied for|row-level security policy|must be (owner|superuser)/,
    ({ user }) => `${user} lacks a right that it needs. Configure admin: { as: postgres }.`
  ],
  [/No space left on device/, () => 'the disk is full.'],
  [/lock timeout/, () => 'a lock was not granted in time; another session holds it.'],
  [/statement timeout/, () => 'a statement took longer than its deadline.'],
  [/server version mismatch/, () => "the client is older than the server. Install the client of the server's version."],
  [
    /being accessed by other users/,
    ({ database }) => `sessions came into ${database} again before it could be swapped. Run the same action again.`
  ]
]
