import { createHash } from 'node:crypto'
import { quote, sh } from '../host/shell.ts'
import type { RedisConnection } from './redis-connection.ts'

/** How scripts reach a Redis server, by its own client on the host, and one of their own that nobody else can reach. */
export interface RedisShell {
  /** Once at the head of a script. Then `r COMMAND…` asks the server, and `s COMMAND…` the scratch server that `belay_load FILE` started. */
  readonly functions: string
  readonly secrets: Readonly<Record<string, string>>
}

/** Logical databases of a scratch server: its last one is a notebook. A backup of a server that numbers higher does not load. */
const SCRATCH_DATABASES = 1024

export function redisShell(key: string, { host, port, user, password, tls }: RedisConnection): RedisShell {
  const secretName = `BELAY_REDIS_${createHash('sha256').update(key).digest('hex').slice(0, 8)}`
  const login = password === undefined ? '' : `REDISCLI_AUTH="$${secretName}" VALKEYCLI_AUTH="$${secretName}" `
  const place = ['-h', host, '-p', port, ...(user === undefined ? [] : ['--user', user]), ...tls]
  return {
    // -e: else a refused command exits 0.
    functions: `belay_cli=$(type -P redis-cli || type -P valkey-cli) || { echo 'BELAY: neither redis-cli nor valkey-cli is on this host. Install redis-tools'; exit 64; }
r() { ${login}"$belay_cli" -e --no-auth-warning ${sh`${place}`} "$@"; }
${SCRATCH}`,
    secrets: password === undefined ? {} : { [secretName]: password }
  }
}

/** The one key of a spare database that says what the database is: hash of `name`, `kind` (`new` | `old`), `source`, `of`. */
const MARKER = 'belay:copy'

/** Calls `each(database, marker)` for every logical database that the server has. */
const EVERY = `local function every(each)
  for i = 0, 16383 do
    local answer = redis.pcall('SELECT', i)
    if type(answer) == 'table' and answer.err then return end
    local mark = {}
    local found = redis.pcall('HGETALL', '${MARKER}')
    if not found.err then for n = 1, #found, 2 do mark[found[n]] = found[n + 1] end end
    each(i, mark)
  end
end
`

/** `only`: empties every database but this one, where one is named, and those that are copies. */
const tidy = `${EVERY}every(function(i, mark)
  if mark.name or (ARGV[1] ~= '' and tonumber(ARGV[1]) ~= i) then redis.call('FLUSHDB') end
end)`

/**
 * `belay_load FILE [DATABASE]` checks an RDB file with redis-check-rdb and loads it into a server of the script's own, on a socket in a private directory and without a
 * port; `belay_unload` ends it, as does the end of the script, whatever ends it. As a replica of nobody it keeps also what has expired since: what it counts
 * is what the file holds, of this database or of all, less the copies that an earlier restore kept. `belay_content` prints that as COPY would: the keys of every database, and a digest of all values, which the order of keys and
 * their encoding do not change. Debian's redis-server and redis-check-rdb are one program that goes by its name; redis-tools is enough.
 */
const SCRATCH = `belay_server=$(type -P redis-server || type -P valkey-server || type -P redis-check-rdb) || belay_server=
belay_checker=$(type -P redis-check-rdb || type -P valkey-check-rdb) || belay_checker=
[[ $belay_server && $belay_checker ]] || { echo 'BELAY: redis-server and redis-check-rdb are not on this host, so that nothing can be proved about a backup. Install redis-server or redis-tools, of the version of the server'; exit 64; }
belay_rdb= belay_pid= belay_notebook=${SCRATCH_DATABASES - 1}
s() { "$belay_cli" -e -s "$belay_rdb/socket" "$@"; }
belay_memory() {
  local line available=
  while read -r line; do [[ $line != MemAvailable:* ]] || available=\${line//[!0-9]/}; done < /proc/meminfo
  [[ ! $available ]] || (( available * 1024 > $1 + $1 / 5 + 67108864 )) || { printf 'BELAY: %s needs %s MiB of memory and this host has %s MiB available\\n' "$2" $((($1 + $1 / 5) / 1048576 + 64)) $((available / 1024)); exit 64; }
}
belay_load() {
  local bytes said with=(setpriv --pdeathsig KILL)
  # A directory that nobody holds was left by a script that was killed.
  for said in "\${TMPDIR:-/tmp}"/belay-redis.*; do
    [[ -d $said && -O $said && ! -L $said ]] || continue
    exec {belay_held}<"$said"
    if flock -n "$belay_held"; then rm -rf -- "$said"; fi
    exec {belay_held}<&-
  done
  belay_rdb=$(mktemp -d -- "\${TMPDIR:-/tmp}/belay-redis.XXXXXXXX")
  exec {belay_held}<"$belay_rdb"
  flock -n "$belay_held"
  # What it says names keys: none of it may be shown.
  said=$("$belay_checker" "$1" 2>&1) || { echo 'BELAY: the backup does not pass redis-check-rdb'; exit 64; }
  bytes=\${said##*used-mem = \\'} bytes=\${bytes%%\\'*}
  [[ $bytes =~ ^[0-9]{1,15}$ ]] || bytes=$(stat -c %s -- "$1")
  belay_memory "$bytes" 'loading the backup beside the server'
  ln -s -- "$1" "$belay_rdb/dump.rdb"
  printf '%s\\n' 'port 0' "unixsocket $belay_rdb/socket" 'unixsocketperm 700' "dir $belay_rdb" "logfile $belay_rdb/log" 'save ""' 'appendonly no' \\
    'databases ${SCRATCH_DATABASES}' 'replicaof 127.0.0.1 0' 'replica-read-only no' 'enable-debug-command local' 'sanitize-dump-payload yes' > "$belay_rdb/conf"
  "\${with[@]}" true 2>/dev/null || with=()
  # Where memory ends, the kernel is to take this one and no other.
  "\${with[@]}" bash -c '{ echo 1000 > /proc/self/oom_score_adj; } 2>/dev/null; exec -a redis-server "$0" "$1"' "$belay_server" "$belay_rdb/conf" > /dev/null 2>&1 & belay_pid=$!
  until [[ $(s PING 2>/dev/null) == PONG ]]; do
    kill -0 "$belay_pid" 2>/dev/null && { sleep 0.02; continue; }
    belay_pid=
    said=$(cat -- "$belay_rdb/log" 2>/dev/null) || said=
    case $said in
      *"Can't handle RDB format version"*) echo 'BELAY: the backup is of a newer Redis than the one on this host' ;;
      *module*) echo 'BELAY: the backup holds types of a module, which the redis-server of this host does not load' ;;
      *'configured to handle more than'*) echo 'BELAY: the backup holds a database with a number of ${SCRATCH_DATABASES} or more' ;;
      *) echo 'BELAY: the backup does not load into a Redis server' ;;
    esac
    exit 64
  done
  s EVAL ${quote(tidy)} 0 "\${2-}" > /dev/null
}
belay_unload() {
  [[ ! $belay_pid ]] || { kill -KILL "$belay_pid"; wait "$belay_pid"; } 2>/dev/null || :
  belay_pid=
  [[ ! $belay_rdb ]] || rm -rf -- "$belay_rdb"
}
belay_content() {
  local info
  info=$(s INFO keyspace)
  sed -n 's/^db\\([0-9]*\\):keys=\\([0-9]*\\),.*/db\\1\\t\\2\\t\\\\N/p' <<< "$info"
  info=$(s DEBUG DIGEST | sha256sum)
  printf 'all values\\t0\\t%s\\n' "\${info%% *}"
}
`

/**
 * Each is one EVAL, and nothing comes between what it reads and what it writes; an append-only file has all of it or nothing.
 */
export const lua = {
  /**
   * `source new old only database…`: gives each database that changes (those of the backup, and those of the server that hold something; or `only` it) an
   * empty one, highest number first, marks it as the copy `new`, and says `database spare` line by line. Empties what an attempt that died has left. Says `done` where the
   * copy `old` is there, `short n` where n are missing.
   */
  prepare: `${EVERY}local source, new, old, only = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local change, spare, done = {}, {}, false
for n = 5, #ARGV do change[tonumber(ARGV[n])] = true end
every(function(i, mark)
  if mark.source == source and mark.kind == 'new' then redis.call('FLUSHDB') mark = {} end
  if mark.name == old then done = true end
  if mark.name then return end
  if redis.call('DBSIZE') > 0 then
    if only == '' or tonumber(only) == i then change[i] = true end
  elseif not change[i] then
    table.insert(spare, i)
  end
end)
if done then return 'done' end
local changed, said = {}, {}
for i in pairs(change) do table.insert(changed, i) end
table.sort(changed)
if #changed > #spare then return 'short ' .. (#changed - #spare) end
for _, i in ipairs(changed) do
  local to = table.remove(spare)
  redis.call('SELECT', to)
  redis.call('HSET', '${MARKER}', 'name', new, 'kind', 'new', 'source', source, 'of', i)
  table.insert(said, i .. ' ' .. to)
end
return table.concat(said, '\\n')`,

  /** `old database spare…`: changes each with its spare one, which is marked as the copy `old` from then on. Says `lost` where a spare one is no longer marked. */
  swap: `for n = 2, #ARGV, 2 do
  redis.call('SELECT', ARGV[n + 1])
  if redis.call('HGET', '${MARKER}', 'kind') ~= 'new' or redis.call('HGET', '${MARKER}', 'of') ~= ARGV[n] then return 'lost' end
end
for n = 2, #ARGV, 2 do
  redis.call('SELECT', ARGV[n + 1])
  local source = redis.call('HGET', '${MARKER}', 'source')
  redis.call('DEL', '${MARKER}')
  redis.call('SWAPDB', ARGV[n], ARGV[n + 1])
  redis.call('HSET', '${MARKER}', 'name', ARGV[1], 'kind', 'old', 'source', source, 'of', ARGV[n])
end
return 'swapped'`,

  /** `name`: empties every database that is marked as this copy. */
  drop: `${EVERY}every(function(i, mark) if mark.name == ARGV[1] then redis.call('FLUSHDB', 'ASYNC') end end) return 'dropped'`,

  /** `name`: how many databases are marked as this copy. */
  count: `${EVERY}local n = 0 every(function(i, mark) if mark.name == ARGV[1] then n = n + 1 end end) return n`,

  /**
   * For a scratch server. `database spare`: the next keys of the database as commands that restore them into `spare`, in Redis's own protocol; what has
   * expired is left out. The place where the next call begins is kept in the notebook, as `cursor`; it is 0 after the last.
   */
  next: `redis.call('SELECT', ${SCRATCH_DATABASES - 1})
local cursor = redis.call('GET', 'cursor') or '0'
redis.call('SELECT', ARGV[1])
local page = redis.call('SCAN', cursor, 'COUNT', 500)
local said = {}
local function add(...)
  local words = {...}
  table.insert(said, '*' .. #words .. '\\r\\n')
  for _, word in ipairs(words) do table.insert(said, '$' .. #word .. '\\r\\n' .. word .. '\\r\\n') end
end
add('SELECT', ARGV[2])
for _, key in ipairs(page[2]) do
  local left, value = redis.call('PTTL', key), redis.call('DUMP', key)
  -- To RESTORE, 0 ms mean for ever.
  if value and (left == -1 or left > 0) then add('RESTORE', key, string.format('%.0f', math.max(left, 0)), value, 'REPLACE') end
end
redis.call('SELECT', ${SCRATCH_DATABASES - 1})
redis.call('SET', 'cursor', page[1])
return table.concat(said)`
}
