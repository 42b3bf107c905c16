import { createHash } from 'node:crypto'
import { UserError } from '../errors.ts'
import { DeadlinePassed } from '../host/errors.ts'
import type { Host } from '../host/host.ts'
import { quote, raw, sh } from '../host/shell.ts'
import type { Drill, DumpPlan, JobContext, RestoreSource, VerifyLevel } from './backup-source.ts'
import { type Content, changedContent } from './content.ts'
import type { Changes, DatabaseEngine, DatabaseFacts, Fingerprint, LockNow, RestorePoint, SqlClient, TableHash } from './engine.ts'
import { clientFailure, fact, refusal, runDatabaseJob } from './job.ts'
import { copyName, drillName, isCopyOf } from './names.ts'
import { countsAs, drillBegins, drillEnds, drilled, holdsAs } from './restored.ts'
import { ident, sqliteLiteral } from './sql.ts'
import { parseRows, processFunctions, sqliteFunctions } from './sqlite-shell.ts'
import { parseContent } from './table-content.ts'

export interface SqliteOptions {
  /** Name in the configuration: part of job ids. */
  readonly key: string
  /** Absolute path of the database file. */
  readonly path: string
  /** A Node.js 24 program on the host, for where there is no `sqlite3`. */
  readonly nodePath?: string | undefined
}

/** Names of the tables that hold rows of their own. */
export const TABLES =
  "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY 1"

/** Tables that one statement counts: it is an argument of a program, which may have 128 KiB. */
const PORTION = 200

/** Makes the statement that counts tables; names are written as COPY would. `$belay_n`, where to begin, comes between the parts. */
const COUNTS = [
  `SELECT coalesce('SELECT replace(replace(replace(replace(name, char(92), char(92) || char(92)), char(9), char(92) || ''t''), char(10), char(92) || ''n''), char(13), char(92) || ''r''), CASE name ' ||
  group_concat('WHEN ' || quote(name) || ' THEN (SELECT count(*) FROM "' || replace(name, '"', '""') || '")', ' ') || ${sqliteLiteral(` END FROM (${TABLES} LIMIT ${PORTION} OFFSET `)} || `,
  ` || ')', 'SELECT 1 WHERE 0') FROM (${TABLES} LIMIT ${PORTION} OFFSET `,
  ')'
] as const

/**
 * Script text that prints name and rows of every table of `file` (a word of bash), as COPY would. There is no sample: the member is the database itself, so
 * its SHA-256 is that of all of its content.
 */
const contentOf = (file: string) => `{
  ${sh`belay_tables=$(sq_sql r ${raw(file)} ${`SELECT count(*) FROM (${TABLES})`})`}
  for ((belay_n = 0; belay_n < belay_tables; belay_n += ${PORTION})); do
    belay_counts=$(sq_sql r ${file} ${quote(COUNTS[0])}"$belay_n"${quote(COUNTS[1])}"$belay_n"${quote(COUNTS[2])})
    belay_quote="'" belay_counts=\${belay_counts:1:-1}
    belay_counts=\${belay_counts//"$belay_quote$belay_quote"/"$belay_quote"}
    sq_sql r ${file} "$belay_counts" | sed -e "s/^'\\(.*\\)',\\([0-9]*\\)$/\\1\\t\\2\\t\\\\\\\\N/" -e "s/''/'/g"
  done
}`

/**
 * One SQLite file and what lies beside it (`-wal`, `-shm`, `-journal`). Copies lie in the same directory, so that a rename is what decides; owner and mode of
 * the live file are kept.
 */
export class SqliteEngine implements DatabaseEngine {
  readonly engine = 'sqlite'
  readonly database: string
  readonly #host: Host
  readonly #key: string
  readonly #directory: string
  readonly #file: string
  readonly #functions: string
  readonly #nodePath: string | undefined

  constructor(host: Host, { key, path, nodePath }: SqliteOptions) {
    if (!/^\/.*[^/]$/s.test(path))
      throw new UserError(`databases.${key}: the path ${path} of the SQLite file is not absolute, and no code.root is known.`)
    this.#host = host
    this.#key = key
    this.database = path
    this.#directory = path.slice(0, path.lastIndexOf('/')) || '/'
    this.#file = path.slice(path.lastIndexOf('/') + 1)
    this.#nodePath = nodePath
    this.#functions = `cd /\n${sqliteFunctions(nodePath)}`
  }

  async describe(): Promise<DatabaseFacts> {
    const output = await this.#run(
      `Opening the database ${this.database}`,
      `${this.#mustExist}${sh`sq_sql r ${this.database} ${TABLES}`} > /dev/null
${sh`printf 'BELAY-version=%s\\nBELAY-bytes=%s\\n' "$(sq_version)" "$(stat -c %s -- ${this.database})"
if [[ -w ${this.#directory} && ( -O ${this.database} || $EUID == 0 ) ]]; then echo BELAY-copy=yes; fi
`}`,
      30_000
    )
    return { version: fact(output, 'version') ?? '', bytes: Number(fact(output, 'bytes')), canCopy: fact(output, 'copy') === 'yes' }
  }

  async query(sql: string, timeoutMs = 10_000): Promise<readonly (readonly (string | null)[])[]> {
    return parseRows(
      await this.#run(`The query of ${this.database}`, `${this.#mustExist}${sh`sq_sql r ${this.database} ${sql}`}\n`, timeoutMs)
    )
  }

  dump(level: VerifyLevel): readonly DumpPlan[] {
    const name = `${this.#key}.sqlite3`
    return [
      {
        prepare: `${this.#functions}${this.#mustExist}tables=$(${sh`sq_sql r ${this.database} ${`SELECT count(*) FROM (${TABLES})`}`})
bytes=0
for f in ${sh`${this.database} ${`${this.database}-wal`}`}; do [[ ! -f $f ]] || bytes=$((bytes + $(stat -c %s -- "$f"))); done
estimate[M]=$bytes
version=$(sq_version)
printf 'BELAY-%s.engine-version=%s\\nBELAY-%s.client-version=%s\\nBELAY-%s.bytes=%s\\nBELAY-%s.tables=%s\\n' "$M" "$version" "$M" "$version" "$M" "$bytes" "$M" "$tables"
`,
        dump: `${sh`sq_backup ${this.database} "$FILE"`}
[[ -s $FILE ]]
`,
        // Opened as immutable: nothing is written beside it, also when the source is in WAL mode. The name is made of safe characters.
        verify: `cd -- "$TEMP"
checked=$(sq_sql r ${sh`file:${name}?immutable=1`} 'PRAGMA ${level === 'quick' ? 'quick_check' : 'integrity_check'}')
[[ $checked == "'ok'" ]] || { echo 'BELAY: the copy does not pass integrity_check; the database itself is damaged'; exit 64; }
${contentOf(sh`file:${name}?immutable=1`)} > "$CONTENT"
cd /
`,
        secrets: {},
        member: { name, role: 'database', format: 'sqlite3' },
        content: parseContent,
        checks: level === 'quick' ? ['exit-code', 'trailer', 'sha256'] : ['exit-code', 'integrity', 'sha256'],
        commands: [`.backup ${this.database}`, level === 'quick' ? 'PRAGMA quick_check' : 'PRAGMA integrity_check']
      }
    ]
  }

  async createRestorePoint(job: JobContext, label: string): Promise<RestorePoint> {
    const name = copyName(this.#file, 'point', label)
    const output = await this.#job(
      job,
      'point',
      `The restore point of ${this.database}`,
      `${this.#mustExist}${this.#copyRights}${sh`live=${this.database} point=${this.#beside(name)} new=${this.#beside(copyName(this.#file, 'new', label))}`}
if [[ ! -e $point ]]; then
  rm -f -- "$new" "$new"-{wal,shm,journal}
  ${processFunctions.raw}sq_wait "$live"
  size=$(stat -c %s -- "$live")
  [[ ! -f $live-wal ]] || size=$((size + $(stat -c %s -- "$live-wal")))
  ${this.#checkRoom}  sq_backup "$live" "$new"
  rm -f -- "$new"-{wal,shm,journal}
  chown --reference="$live" -- "$new"
  chmod --reference="$live" -- "$new"
  sync -- "$new"
  mv -T -- "$new" "$point"
  ${sh`sync -- ${this.#directory}`}
fi
size=$(stat -c %s -- "$point")
printf 'BELAY-bytes=%s\\n' "$size"
`
    )
    return { name, bytes: Number(fact(output, 'bytes')), createdAt: new Date().toISOString() }
  }

  async returnToRestorePoint(job: JobContext, point: RestorePoint): Promise<{ readonly kept: string }> {
    const kept = copyName(this.#file, 'failed', shortHash(point.name))
    await this.#job(job, 'return', `The return of ${this.database} to its restore point`, this.#swap(point.name, kept, 'the restore point'))
    return { kept }
  }

  async copyExists(point: Pick<RestorePoint, 'name'>): Promise<boolean> {
    const { exitCode } = await this.#host.run(sh`[[ -f ${this.#beside(point.name)} ]]`, { check: false })
    return exitCode === 0
  }

  async dropCopy(job: JobContext, { name }: Pick<RestorePoint, 'name'>): Promise<void> {
    if (!isCopyOf(this.#file, name) || name.includes('/')) throw new Error(`${name} is no copy that Belay made of ${this.database}`)
    const path = this.#beside(name)
    await this.#job(
      job,
      'drop',
      `Removing the copy ${name} of ${this.database}`,
      sh`rm -f -- ${path} ${`${path}-wal`} ${`${path}-shm`} ${`${path}-journal`}\n`
    )
  }

  scratchName(label: string): string {
    return copyName(this.#file, 'scratch', label)
  }

  async scratch(
    job: JobContext,
    label: string,
    backup?: RestoreSource
  ): Promise<{ readonly name: string; readonly engine: DatabaseEngine }> {
    const name = this.scratchName(label)
    const path = this.#beside(name)
    const made =
      backup === undefined
        ? // A file without a page is refused by every query: its path may be wrong.
          sh`rm -f -- "$copy" "$copy"-{wal,shm,journal}
sq_sql w "$copy" 'PRAGMA user_version = 1'
`
        : `${this.#restored(backup)}
rm -rf -- "$belay_work"
trap 'rm -f -- "$copy"' EXIT
`
    await this.#job(
      job,
      'scratch',
      backup === undefined ? `Making an empty database beside ${this.database}` : `Restoring a copy of ${this.database}`,
      `${backup?.hold ?? ''}${this.#mustExist}${this.#copyRights}${sh`copy=${path} live=${this.database}`}
${made}chown --reference="$live" -- "$copy"
chmod --reference="$live" -- "$copy"
trap - EXIT
`
    )
    return { name, engine: new SqliteEngine(this.#host, { key: `${this.#key}-scratch`, path, nodePath: this.#nodePath }) }
  }

  /** Column by column, each in the order of the primary key, so that a row that got another's value is seen; without a key in that of the values. */
  async hashTables(but: readonly string[]): Promise<ReadonlyMap<string, TableHash>> {
    const path = this.database
    const found = await this.query(
      `SELECT m.name, c.name, c.pk FROM (${TABLES}) m, pragma_table_xinfo(m.name) c WHERE c.hidden = 0${but.map(name => ` AND m.name <> ${sqliteLiteral(name)}`).join('')} ORDER BY 1, 2`
    )
    const tables = new Map<string, { columns: string[]; key: { name: string; at: number }[] }>()
    for (const [name, column, at] of found) {
      const table = tables.get(name!) ?? { columns: [], key: [] }
      tables.set(name!, table)
      table.columns.push(column!)
      if (at !== '0') table.key.push({ name: column!, at: Number(at) })
    }
    const script = [...tables].map(([name, { columns, key }]) => {
      const of = ident(name)
      const ordered = key.sort((a, b) => a.at - b.at).map(each => ident(each.name))
      const hashes = columns.map(column => {
        const value = `quote(${ident(column)})`
        const row = [...ordered.map(each => `quote(${each})`), value].join(" || ',' || ")
        return sh`sq_sql r ${path} ${`SELECT ${row} FROM ${of} ORDER BY ${ordered.length === 0 ? value : ordered.join(', ')}`} | sha256sum
`
      })
      return sh`sq_sql r ${path} ${`SELECT count(*) FROM ${of}`}
${raw(hashes.join(''))}`
    })
    const lines = (await this.#run(`Comparing the rows of ${path}`, script.join(''), 30 * 60_000)).split('\n')
    let line = 0
    return new Map(
      [...tables].map(([name, { columns }]) => {
        const rows = Number(lines[line++])
        return [name, { rows, columns: Object.fromEntries(columns.map(column => [column, lines[line++]!.slice(0, 64)])) }]
      })
    )
  }

  /**
   * What the kernel knows of the locks that SQLite takes on the file, or on that of its log: they are of the whole database. Nothing is opened for it, so
   * nobody has to wait for this look.
   */
  async heldLocks(): Promise<readonly LockNow[]> {
    const output = await this.#run(
      `Looking at the locks of ${this.database}`,
      sh`file=$(stat -c %i -- ${this.database})
log=$(stat -c %i -- ${`${this.database}-shm`} 2> /dev/null) || log=none
# Device and inode are one field, and then come the first and the last byte. SQLite locks by fixed bytes: the second of these keeps writers out, a range after it readers too; of the log it is byte 120.
awk -v "file=$file" -v "log_file=$log" '$2 != "->" && $4 == "WRITE" {
  split($6, id, ":")
  if (id[3] == file && $7 > 1073741825) print "everybody", $5
  else if (id[3] == file && $7 == 1073741825 || id[3] == log_file && $7 <= 120 && ($8 == "EOF" || $8 >= 120)) print "writers", $5
}' /proc/locks
`,
      10_000
    )
    return output.split('\n').flatMap(line => {
      const [mode, pid] = line.split(' ')
      return mode && pid ? [{ table: 'the whole file', mode, holder: pid }] : []
    })
  }

  /** A file is never closed to its users. */
  async reopen(): Promise<void> {}

  async restore(job: JobContext, backup: RestoreSource): Promise<{ readonly kept: string }> {
    const label = shortHash(`${job.idPrefix} ${backup.directory}`)
    const copy = copyName(this.#file, 'new', label)
    const kept = copyName(this.#file, 'old', label)
    await this.#job(
      job,
      'restore',
      `Restoring ${this.database}`,
      `${backup.hold ?? ''}${this.#mustExist}${this.#copyRights}${sh`copy=${this.#beside(copy)} old=${this.#beside(kept)} live=${this.database}`}
# Live under its second name too: an earlier attempt died before it swapped.
if [[ -e $copy || ! -e $old || $old -ef $live ]]; then
  ${this.#restored(backup)}
  rm -rf -- "$belay_work"
  # Where it cannot be swapped in, it must not lie there for ever: the next attempt makes it anew.
  restored=1
  trap 'rm -f -- "$copy"' EXIT
  chown --reference="$live" -- "$copy"
  chmod --reference="$live" -- "$copy"
  sync -- "$copy"
fi
${this.#swap(copy, kept, 'the restored copy')}`
    )
    return { kept }
  }

  async drill(job: JobContext, backup: RestoreSource): Promise<Drill> {
    const { copy, stem } = drillName(this.#file, shortHash(`${job.idPrefix} ${backup.directory}`))
    return drilled(
      await this.#job(
        job,
        'drill',
        `The drill of the backup of ${this.database}`,
        `${backup.hold ?? ''}${sh`copy=${this.#beside(copy)}`}
${drillBegins}${sh`rm -f -- ${this.#beside(stem)}`}*
${this.#restored(backup)}
${drillEnds}`
      )
    )
  }

  /** Script text: `copy` becomes what the backup holds, compared with what its manifest says. It is removed at the script's end. */
  #restored(backup: RestoreSource): string {
    return `belay_work=$(mktemp -d)
belay_clean() { rm -rf -- "$belay_work"; rm -f -- "$copy" "$copy"-{wal,shm,journal}; }
trap belay_clean EXIT
rm -f -- "$copy" "$copy"-{wal,shm,journal}
${sh`size=$(stat -c %s -- ${`${backup.directory}/${backup.member}`})`}
${this.#checkRoom}${sh`cp -- ${`${backup.directory}/${backup.member}`} "$copy"`}
checked=$(sq_sql w "$copy" 'PRAGMA integrity_check') || checked=
[[ $checked == "'ok'" ]] || { echo 'BELAY: the backup does not pass integrity_check'; exit 64; }
${sh`tables=$(sq_sql r "$copy" ${`SELECT count(*) FROM (${TABLES})`})`}
${backup.tables === undefined ? '' : countsAs(backup.tables)}
${contentOf('"$copy"')} | LC_ALL=C sort > "$belay_work/restored"
${backup.content === undefined ? '' : holdsAs(backup.content)}
rm -f -- "$copy"-{wal,shm,journal}`
  }

  /** SQLite's rows do not tell when they were written, so their content is hashed. */
  fingerprint(job: JobContext): Promise<Fingerprint> {
    return this.#content(job)
  }

  async changesSince(job: JobContext, before: Fingerprint): Promise<Changes> {
    return changedContent(before, await this.#content(job))
  }

  /** SQLite has no sessions to end: with null this waits until no process that the user may see has the file open. */
  async endSessions(tag: string | null): Promise<void> {
    if (tag === null)
      await this.#run(`Waiting for the users of ${this.database}`, `${processFunctions.raw}${sh`sq_wait ${this.database}`}\n`, 30_000)
  }

  clientEnvironment(): Readonly<Record<string, string>> {
    return {}
  }

  sqlClient({ lockTimeoutMs }: Parameters<DatabaseEngine['sqlClient']>[0]): SqlClient {
    return {
      functions: `${this.#functions}${this.#mustExist}sql_client() { ${sh`sq_run ${this.database} ${Math.round(lockTimeoutMs)}`}; }\n`,
      begin: '',
      secrets: {}
    }
  }

  /** The lock is a flock of the database file itself: it does not touch SQLite's own locks, and lives as long as the script and its children. */
  underAdvisoryLock(script: string, waitMs: number): { readonly script: string; readonly secrets: Readonly<Record<string, string>> } {
    return {
      secrets: {},
      script: `${sh`exec {belay_lock}<${this.database} || { printf 'BELAY: %s cannot be opened for its lock\\n' ${this.database} >&2; exit 76; }
flock -w ${Math.max(0.001, waitMs / 1000)} "$belay_lock" || { echo 'BELAY: another run holds the migration lock of the database' >&2; exit 75; }
unset -v belay_lock`}
${script}
`
    }
  }

  explain(what: string, output: string): Error {
    const own = refusal(output)
    if (own !== undefined) return new UserError(`${what}: ${own}.`)
    const advice = reasons.find(([pattern]) => pattern.test(output))?.[1]
    return clientFailure(advice === undefined ? `${what} failed.` : `${what} failed: ${advice}`, output)
  }

  #beside(name: string): string {
    return `${this.#directory === '/' ? '' : this.#directory}/${name}`
  }

  /** sqlite3 creates what is not there, and its backup of a wrong path is empty and "ok". */
  get #mustExist(): string {
    return sh`[[ -e ${this.database} ]] || { printf 'BELAY: there is no file %s on this host\n' ${this.database}; exit 64; }
[[ -f ${this.database} && -r ${this.database} ]] || { printf 'BELAY: %s is not a file that this user may read\n' ${this.database}; exit 64; }
[[ -s ${this.database} ]] || { printf 'BELAY: %s is empty. Is the path right?\n' ${this.database}; exit 64; }
`
  }

  /** Refuses where a copy of `size` bytes and a fifth more would fill the file system of the database. */
  get #checkRoom(): string {
    return `{ read -r _; read -r free; } < <(${sh`df -B1 --output=avail -- ${this.#directory}`})
if (( free < size + size / 5 + 16777216 )); then
  printf 'BELAY: the file system of the database has %s MiB free and a copy of it needs %s MiB\\n' $((free / 1048576)) $(((size + size / 5) / 1048576 + 16))
  exit 64
fi
`
  }

  get #copyRights(): string {
    return sh`[[ -w ${this.#directory} ]] || { printf 'BELAY: this user may not write into %s, where a copy of the database must lie\n' ${this.#directory}; exit 64; }
[[ -O ${this.database} || $EUID == 0 ]] || { printf 'BELAY: %s belongs to another user, and a copy of it could not be given to that user\n' ${this.database}; exit 64; }
`
  }

  /**
   * Live gets the second name `kept`, its side files go with it, and then one rename puts the copy in the place of live. A dead run is recognised: live and
   * kept are still the same file, or the copy is gone and kept is there.
   * Meanwhile the database is held: who comes in between waits for the lock, and comes to the new file or fails. A writer that got into the old one would lay
   * its journal, whose name it makes of the path, beside the new.
   */
  #swap(copy: string, kept: string, called: string): string {
    return sh`live=${this.database} copy=${this.#beside(copy)} kept=${this.#beside(kept)}
if [[ ! -e $copy ]]; then
  [[ -e $kept && -e $live && ! $kept -ef $live ]] && exit 0
  printf 'BELAY: %s is not there\n' ${called}
  exit 64
fi
if [[ -e $live ]]; then
  if [[ -e $kept && ! $kept -ef $live ]]; then printf 'BELAY: %s exists from an earlier return; look at it and remove it first\n' "$kept"; exit 64; fi
  ${processFunctions}sq_wait "$live"
  # Its log is taken into the file. A damaged database cannot do that: its log goes with it.
  if ! sq_hold "$live"; then
    case $REPLY in *locked* | *busy* | *"'wal'"*) echo 'BELAY: a process still has the database open. Stop what writes to it first'; exit 64 ;; esac
    echo 'WARNING: the database could not be locked while it is swapped (it may be damaged): nothing may write to it now'
  fi
  trap 'if [[ $kept -ef $live ]]; then rm -f -- "$kept"; fi; [[ ! \${restored:-} ]] || rm -f -- "$copy"' EXIT
  [[ $kept -ef $live ]] || ln -- "$live" "$kept" || cp -p -- "$live" "$kept"
  sync -- "$kept" ${this.#directory}
fi
for side in wal journal; do [[ ! -e $live-$side ]] || mv -fT -- "$live-$side" "$kept-$side"; done
rm -f -- "$live-shm"
mv -fT -- "$copy" "$live"
rm -f -- "$copy"-{wal,shm,journal}
sync -- ${this.#directory}
if [[ $sq_mine ]]; then
  sq_wait "$kept" 60 'what was live is kept, and the restored database is in its place, but these processes still have the old file open: %s. End them, then run this again'
  sq_release
fi
`
  }

  async #content(job: JobContext): Promise<Content> {
    const path = this.database
    const what = `Counting the rows of ${path}`
    const select = `SELECT m.name, group_concat('quote(' || '"' || replace(c.name, '"', '""') || '"' || ')', '||'',''||') FROM (${TABLES}) m, pragma_table_info(m.name) c GROUP BY 1 ORDER BY 1`
    const columns = parseRows(await this.#run(what, sh`sq_sql r ${path} ${select}\n`, job.timeoutMs))
    const script = columns.map(
      ([table, row]) => sh`sq_sql r ${path} ${`SELECT count(*) FROM ${ident(table!)}`}
sq_sql r ${path} ${`SELECT ${row!} FROM ${ident(table!)} ORDER BY 1`} | sha256sum
`
    )
    const lines = (await this.#run(what, script.join(''), job.timeoutMs)).split('\n')
    return Object.fromEntries(
      columns.map(([table], index) => [table!, { rows: Number(lines[2 * index]), hash: lines[2 * index + 1]!.slice(0, 64) }])
    )
  }

  #job(job: JobContext, name: string, what: string, script: string): Promise<string> {
    return runDatabaseJob(this.#host, job, { name: `${name}-${this.#key}`, what, script: `${this.#functions}${script}` }, (said, output) =>
      this.explain(`${said} on ${this.#host.label}`, output)
    )
  }

  async #run(what: string, script: string, timeoutMs: number): Promise<string> {
    const result = await this.#host.run(`${this.#functions}${script}`, { timeoutMs, check: false }).catch((error: unknown) => {
      if (error instanceof DeadlinePassed)
        throw new UserError(`${what} had not ended on ${this.#host.label} within ${timeoutMs / 1000} s.`, { cause: error })
      throw error
    })
    if (result.exitCode !== 0) throw this.explain(`${what} on ${this.#host.label}`, `${result.stdout}\n${result.stderr}`)
    return result.stdout
  }
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)

const reasons: readonly (readonly [RegExp, string])[] = [
  [/database is locked/, 'another process holds the database for more than 10 s.'],
  [/file is not a database/, 'the file is no SQLite database. Is the path right?'],
  [/malformed|corrupt/, 'the database file is damaged.'],
  [/No space left on device|disk is full/, 'the disk is full.'],
  [/unable to open database file|readonly database|Permission denied/, 'this user may not read or write the file or its directory.']
]
