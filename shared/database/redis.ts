import { createHash } from 'node:crypto'
import { UserError } from '../errors.ts'
import { DeadlinePassed } from '../host/errors.ts'
import type { Host } from '../host/host.ts'
import { quote, raw, sh } from '../host/shell.ts'
import type { BackupSource, Drill, DumpPlan, JobContext, RestoreSource, SourceFacts, VerifyLevel } from './backup-source.ts'
import { clientFailure, fact, refusal, runDatabaseJob } from './job.ts'
import { copyName, isCopyOf } from './names.ts'
import { parseRedisUrl, type RedisConnection } from './redis-connection.ts'
import { lua, type RedisShell, redisShell } from './redis-shell.ts'
import { drillBegins, holdsAs } from './restored.ts'
import { parseContent } from './table-content.ts'

export interface RedisOptions {
  /** Name in the configuration: part of job ids and of the member's name. */
  readonly key: string
  /** `redis://[user:password@]host:port[/database]` or `rediss://`. With a number this database is meant, else all of the server. */
  readonly url: string
}

/** Milliseconds in which clients must be gone. */
const SESSIONS_DEADLINE_MS = 10_000

/**
 * One Redis 7 or 8 server (or Valkey), by its own client on the host, which needs no access to the server's files. The member is an RDB file, which always
 * holds the whole server; a URL with a number counts, compares and restores only that database.
 *
 * A restore loads the file into a scratch server, and copies its keys (DUMP, RESTORE) into empty logical databases of the live server, which nobody reads;
 * then one script changes each with its live one (SWAPDB). Until then nothing that is live has changed, and what was live stays in the spare databases: it is
 * the kept copy, until dropped. It is the server itself that writes, so it comes out the same with an append-only file and without. REPLICAOF would need no
 * spare database, but a replica empties itself before it loads, stays read-only when its restore is killed, and must reach a port of the scratch server.
 *
 * Needs: as many empty databases as are restored, and memory for both. Refused for a cluster and for a replica. Not covered: functions and users (ACL), which the server keeps as
 * they are; types of modules. Keys keep their time to live, counted from the backup's file; what expired since does not come back.
 */
export class RedisSource implements BackupSource {
  readonly engine = 'redis'
  readonly database: string
  readonly #host: Host
  readonly #key: string
  readonly #connection: RedisConnection
  readonly #shell: RedisShell
  /** The database that is meant, as an argument; empty: all. */
  readonly #only: string

  /** Errors: UserError for a URL that cannot be read. */
  constructor(host: Host, { key, url }: RedisOptions) {
    this.#host = host
    this.#key = key
    this.#connection = parseRedisUrl(url, `The connection URL of databases.${key}`)
    this.#shell = redisShell(key, this.#connection)
    const { host: server, port, index } = this.#connection
    this.#only = index === undefined ? '' : String(index)
    this.database = `${server}:${port}${index === undefined ? '' : `/${index}`}`
  }

  async describe(): Promise<SourceFacts> {
    const output = await this.#run(
      `Connecting to ${this.#name}`,
      `${this.#ask}printf 'BELAY-version=%s\\nBELAY-bytes=%s\\n' "$version" "$bytes"\n`,
      30_000
    )
    return { version: fact(output, 'version') ?? '', bytes: Number(fact(output, 'bytes')) }
  }

  /** Every level loads the file: only so is it known what it holds. */
  dump(_level: VerifyLevel): readonly DumpPlan[] {
    const name = `${this.#key}.rdb`
    return [
      {
        prepare: `cd /
${this.#shell.functions}${this.#ask}belay_memory "$bytes" 'loading the backup beside the server'
estimate[M]=$bytes
client=$("$belay_cli" --version)
printf 'BELAY-%s.engine-version=%s\\nBELAY-%s.client-version=%s\\nBELAY-%s.bytes=%s\\n' "$M" "$version" "$M" "\${client#*-cli }" "$M" "$bytes"
`,
        // To a file: on its standard output errors and data would be one.
        dump: `r --rdb "$FILE"
[[ -s $FILE ]]
`,
        verify: `(
  trap belay_unload EXIT
  ${this.#load('"$FILE"')}  belay_content > "$CONTENT"
)
`,
        secrets: this.#shell.secrets,
        member: { name, role: 'database', format: 'rdb' },
        content: parseContent,
        checks: ['exit-code', 'full-decode', 'integrity', 'sha256'],
        commands: [`redis-cli --rdb ${name}`, `redis-check-rdb ${name}`, `redis-server --dbfilename ${name}`]
      }
    ]
  }

  async restore(job: JobContext, backup: RestoreSource): Promise<{ readonly kept: string }> {
    const label = shortHash(`${job.idPrefix} ${backup.directory}`)
    const copy = copyName(this.database, 'new', label)
    const kept = copyName(this.database, 'old', label)
    await this.#job(
      job,
      'restore',
      `Restoring ${this.#name}`,
      `${backup.hold ?? ''}${this.#ask}${this.#refuseRole}${this.#restored(backup)}
# What was copied and not swapped in would take memory for nothing.
belay_undo() { ${sh`r EVAL ${lua.drop} 0 ${copy}`} > /dev/null 2>&1 || :; belay_unload; }
trap belay_undo EXIT
databases=$(cut -f 1 -- "$belay_work/restored" | sed -n 's/^db//p')
plan=$(r EVAL ${quote(lua.prepare)} 0 ${sh`${this.database} ${copy} ${kept} ${this.#only}`} $databases)
case $plan in
  done) pairs= ;;
  short*) printf 'BELAY: a restore needs as many empty databases as it restores, and the server lacks %s. Raise databases in redis.conf, or drop the copies that earlier restores kept\\n' "\${plan#short }"; exit 64 ;;
  *) pairs=\${plan//$'\\n'/ } ;;
esac
if [[ $pairs ]]; then
  info=$(s INFO memory)
  belay_info maxmemory "$(r INFO memory)"; limit=$REPLY
  belay_info used_memory "$(r INFO memory)"; used=$REPLY
  belay_info used_memory_dataset "$info"; size=$REPLY
  if (( limit > 0 && used + size + size / 5 > limit )); then
    printf 'BELAY: the server may use %s MiB of memory (maxmemory) and needs %s MiB while it holds both what is live and what is restored\\n' $((limit / 1048576)) $(((used + size + size / 5) / 1048576))
    exit 64
  fi
  ${this.#connection.local ? `belay_memory "$size" 'what is restored beside what is live'` : ':'}
  keys() { local i; i=$("$1" INFO keyspace); [[ $i =~ (^|$'\\n')db$2:keys=([0-9]+),expires=([0-9]+) ]] && REPLY="\${BASH_REMATCH[2]} $((BASH_REMATCH[2] - BASH_REMATCH[3]))" || REPLY='0 0'; }
  while read -r from to; do
    while :; do
      s --raw EVAL ${quote(lua.next)} 0 "$from" "$to"
      [[ $(s -n $belay_notebook GET cursor) != 0 ]] || break
    done
  done <<< "$plan" | r --pipe > /dev/null
  while read -r from to; do
    keys s "$from"; read -r all lasting <<< "$REPLY"
    keys r "$to"; read -r came stay <<< "$REPLY"
    # One is the mark. What lasts is there to the key; what expires may have.
    (( stay - 1 == lasting && came - 1 <= all )) || { printf 'BELAY: of the %s keys of database %s that do not expire, %s came into the server\\n' "$lasting" "$from" $((stay - 1)); exit 64; }
  done <<< "$plan"
  [[ $(r EVAL ${quote(lua.swap)} 0 ${sh`${kept}`} $pairs) == swapped ]] || { echo 'BELAY: somebody emptied the databases that were to be swapped in. Nothing was changed'; exit 64; }
fi
# Else a crash would bring back what was live. A server that saves nothing is left to it.
saves=$(r CONFIG GET save 2>/dev/null | tail -n +2) || saves=unknown
belay_info aof_enabled "$(r INFO persistence)"
if [[ $REPLY == 1 ]]; then
  r WAITAOF 1 0 10000 > /dev/null 2>&1 || :
elif [[ $saves ]]; then
  until r BGSAVE > /dev/null 2>&1; do
    belay_info rdb_bgsave_in_progress "$(r INFO persistence)"
    [[ $REPLY == 1 ]] || { r BGSAVE > /dev/null; break; }
    sleep 0.1
  done
  while info=$(r INFO persistence); belay_info rdb_bgsave_in_progress "$info"; [[ $REPLY == 1 ]]; do sleep 0.1; done
  belay_info rdb_last_bgsave_status "$info"
  [[ $REPLY == ok ]] || { echo 'BELAY: it is restored, but the server could not save it to its disk: a restart would bring back what was before. See its log, and run the same again'; exit 64; }
fi
`
    )
    return { kept }
  }

  async drill(job: JobContext, backup: RestoreSource): Promise<Drill> {
    const output = await this.#job(
      job,
      'drill',
      `The drill of the backup of ${this.#name}`,
      `${backup.hold ?? ''}${drillBegins}${this.#restored(backup)}
databases=0 keys=0
while IFS=$'\\t' read -r name n _; do
  [[ $name != db* ]] || databases=$((databases + 1)) keys=$((keys + n))
done < "$belay_work/restored"
(( keys > 0 )) || { echo 'BELAY: the backup restores no key, and so proves nothing: is it the right database'; exit 64; }
printf 'BELAY-databases=%s\\nBELAY-keys=%s\\nBELAY-ms=%s\\n' "$databases" "$keys" "$(($(belay_ms) - belay_from))"
`
    )
    return {
      says: `${fact(output, 'databases')} databases with ${fact(output, 'keys')} keys, all values compared`,
      durationMs: Number(fact(output, 'ms'))
    }
  }

  async copyExists({ name }: { readonly name: string }): Promise<boolean> {
    const output = await this.#run(
      `Looking for the copy ${name}`,
      sh`printf 'BELAY-copies=%s\n' "$(r EVAL ${lua.count} 0 ${name})"\n`,
      30_000
    )
    return fact(output, 'copies') !== '0'
  }

  async dropCopy(job: JobContext, { name }: { readonly name: string }): Promise<void> {
    if (!isCopyOf(this.database, name)) throw new Error(`${name} is no copy that Belay made of ${this.database}`)
    await this.#job(job, 'drop', `Removing the copy ${name} of ${this.#name}`, sh`r EVAL ${lua.drop} 0 ${name} > /dev/null\n`)
  }

  /** A client that dumps ends with its connection. With null every other client is disconnected, until none comes back. */
  async endSessions(tag: string | null): Promise<void> {
    if (tag !== null) return
    await this.#run(
      `Ending the sessions of others in ${this.#name}`,
      `quiet=0 from=$SECONDS
while (( SECONDS - from < ${SESSIONS_DEADLINE_MS / 1000} )); do
  ended=0
  for type in normal pubsub; do ended=$((ended + $(r CLIENT KILL TYPE "$type" SKIPME yes))); done
  (( ended )) && quiet=0 || quiet=$((quiet + 1))
  # Half a second, in which whoever only lost a connection would be back.
  (( quiet < 5 )) || exit 0
  sleep 0.1
done
echo 'BELAY: clients connect again as fast as they are disconnected. Stop what writes to it first'
exit 64
`,
      SESSIONS_DEADLINE_MS + 20_000
    )
  }

  explain(what: string, output: string): Error {
    const own = refusal(output)
    if (own !== undefined) return new UserError(`${what}: ${own}.`)
    const right = /NOPERM .*?'([\w|]+)' command/.exec(output)?.[1]
    const advice =
      right === undefined
        ? reasons.find(([pattern]) => pattern.test(output))?.[1]
        : `the server does not let this user run ${right.toUpperCase()}. A backup needs +info +select +replconf +sync, a restore the rights of an administrator.`
    return clientFailure(advice === undefined ? `${what} failed.` : `${what} failed: ${advice}`, output)
  }

  get #name(): string {
    return `Redis ${this.database}`
  }

  /** Script text: sets `version` and `bytes`, and refuses a database that the server does not have. `belay_info NAME TEXT` sets REPLY. */
  get #ask(): string {
    return `belay_info() { [[ $2 =~ (^|$'\\n')"$1":([^$'\\r\\n']*) ]] && REPLY=\${BASH_REMATCH[2]} || REPLY=; }
info=$(r INFO)
${this.#only === '' ? '' : sh`r SELECT ${this.#only} > /dev/null\n`}belay_info valkey_version "$info"; version=$REPLY
[[ $version ]] || { belay_info redis_version "$info"; version=$REPLY; }
belay_info used_memory_dataset "$info"; bytes=\${REPLY:-0}
belay_info loading "$info"
[[ $REPLY != 1 ]] || { echo 'BELAY: the server is still loading its data. Try again when it has'; exit 64; }
`
  }

  get #refuseRole(): string {
    return `belay_info cluster_enabled "$info"
[[ $REPLY != 1 ]] || { echo 'BELAY: the server is part of a cluster, which has one database only, so that nothing can be restored beside it. Restore its RDB file by hand'; exit 64; }
belay_info role "$info"
[[ $REPLY == master ]] || { echo 'BELAY: the server is a replica. Restore into its master'; exit 64; }
`
  }

  #load(file: string): string {
    return sh`belay_load ${raw(file)} ${this.#only}\n`
  }

  /** Script text: a scratch server holds what the backup holds, compared with what its manifest says; it ends with the script. */
  #restored(backup: RestoreSource): string {
    return `trap belay_unload EXIT
${this.#load(sh`${`${backup.directory}/${backup.member}`}`)}belay_work=$belay_rdb
belay_content | LC_ALL=C sort > "$belay_work/restored"
${backup.content === undefined ? '' : holdsAs(backup.content)}`
  }

  #job(job: JobContext, name: string, what: string, script: string): Promise<string> {
    const { functions, secrets } = this.#shell
    return runDatabaseJob(
      this.#host,
      job,
      { name: `${name}-${this.#key}`, what, script: `cd /\n${functions}${script}`, secrets },
      (said, output) => this.explain(`${said} on ${this.#host.label}`, output)
    )
  }

  async #run(what: string, script: string, timeoutMs: number): Promise<string> {
    const { functions, secrets } = this.#shell
    const result = await this.#host.run(`cd /\n${functions}${script}`, { secrets, timeoutMs, check: false }).catch((error: unknown) => {
      if (error instanceof DeadlinePassed)
        throw new UserError(`${what} had no answer from ${this.#host.label} within ${timeoutMs / 1000} s.`, { cause: error })
      throw error
    })
    if (result.exitCode !== 0) throw this.explain(`${what} on ${this.#host.label}`, `${result.stdout}\n${result.stderr}`)
    return result.stdout
  }
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)

const reasons: readonly (readonly [RegExp, string])[] = [
  [/WRONGPASS|AUTH failed/, 'the server refused the password, or asks for none. Compare it with the connection URL.'],
  [/NOAUTH/, 'the server asks for a password. Write redis://:password@host:port.'],
  [/DB index is out of range/, 'the server has no database of this number.'],
  [/Connection refused|Name or service not known|No route to host|timed out/i, 'no server answers there. Are host and port right?'],
  [
    /DUMP payload version/,
    'the server is older than the redis-server of this host, and cannot take what that one writes. Install the same version.'
  ],
  [/\bOOM\b/, 'the server has reached its maxmemory.'],
  [/MISCONF/, 'the server cannot save to its disk and takes no writes. See its log.'],
  [/Unrecognized option/, 'redis-cli is older than 7. Install redis-tools of the version of the server.'],
  [/No space left on device|Error writing/, 'the disk is full.']
]
