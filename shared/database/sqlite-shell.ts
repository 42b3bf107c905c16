import { quote, raw, sh } from '../host/shell.ts'

/**
 * SQLite on a host through `node:sqlite` of a Node.js program (24 or newer) where one is named, else through `sqlite3`. Both give bash the same
 * functions: `sq_sql r|w FILE SQL` prints rows as SQL literals, `sq_run FILE MS` runs the statements on its stdin, `sq_backup FILE TARGET` copies a consistent state in one snapshot while others write,
 * `sq_hold FILE` keeps everybody else out of the database, with no log beside it, until `sq_release`, or is false and says in REPLY why; `sq_version`. They
 * wait 10 s for a lock.
 */
export function sqliteFunctions(nodePath: string | undefined): string {
  return `${nodePath === undefined ? 'sq_node=' : sh`sq_node=$(type -P ${nodePath}) || sq_node=`}
sq_cli=
[[ $sq_node ]] || sq_cli=$(type -P sqlite3) || sq_cli=
[[ $sq_cli || $sq_node ]] || { echo 'BELAY: neither sqlite3 nor Node.js 24 is on this host. Install sqlite3'; exit 64; }
if [[ $sq_cli ]]; then
  # A leading blank keeps a statement from being read as a command of the shell program.
  sq_sql() { local mode=(); [[ $1 == w ]] || mode=(-readonly); "$sq_cli" -batch -bail -init /dev/null \${mode[@]+"\${mode[@]}"} -cmd '.timeout 10000' -cmd '.mode quote' "$2" " $3"; }
  sq_run() { "$sq_cli" -batch -bail -init /dev/null -cmd ".timeout $2" "$1"; }
  # The open read transaction keeps one snapshot: without it the copy would begin again with every write of another process.
  sq_backup() {
    local name=\${2//\\\\/\\\\\\\\}; name=\${name//\\"/\\\\\\"}
    printf '.timeout 10000\\nBEGIN;\\nSELECT 1 FROM sqlite_master LIMIT 0;\\n.backup main "%s"\\nCOMMIT;\\n' "$name" | "$sq_cli" -batch -bail -init /dev/null "$1"
  }
  sq_holder() {
    exec "$sq_cli" -batch -bail -init /dev/null -cmd '.timeout 10000' -cmd '.mode quote' "$1" < <(
      printf 'PRAGMA journal_mode = DELETE;\nBEGIN EXCLUSIVE;\nPRAGMA journal_mode;\nSELECT 1;\n'
      # Its errors go nowhere: it would hold the pipe of what sqlite3 says open.
      exec cat 2>/dev/null
    )
  }
else
  sq_program=${quote(NODE_PROGRAM)}
  sq_node() { "$sq_node" --disable-warning=ExperimentalWarning --input-type=module -e "$sq_program" -- "$@"; }
  sq_sql() { sq_node sql "$@"; }
  sq_run() { sq_node run "$@"; }
  sq_backup() { sq_node backup "$@"; }
  sq_holder() { exec "$sq_node" --disable-warning=ExperimentalWarning --input-type=module -e "$sq_program" -- hold "$1"; }
fi
sq_mine=
# Not by the locking mode EXCLUSIVE: its journal stays open, and when it ends it removes the file of that name, which by then is the new database's.
sq_hold() {
  local line from to
  REPLY=
  coproc sq_held { sq_holder "$1" 2>&1; }
  # Of a coprocess that has ended bash forgets these.
  sq_mine=$sq_held_PID from=\${sq_held[0]} to=\${sq_held[1]}
  exec {sq_to}>&"$to" {sq_from}<&"$from" {to}>&- {from}<&-
  while IFS= read -r line <&"$sq_from"; do
    [[ $line != 1 ]] || break
    REPLY+=$line$'\\n'
  done
  [[ $line == 1 && $REPLY == *"'delete'"$'\\n' ]] && return 0
  sq_release
  return 1
}
sq_release() {
  exec {sq_to}>&- {sq_from}<&-
  wait "$sq_mine" 2>/dev/null || :
  sq_mine=
}
sq_version() { sq_sql r :memory: 'SELECT sqlite_version()' | tr -d "'"; }
`
}

const NODE_PROGRAM = `import { DatabaseSync, backup } from 'node:sqlite'
const [command, ...args] = process.argv.slice(1)
const literal = v => v === null ? 'NULL' : typeof v === 'string' ? "'" + v.replaceAll("'", "''") + "'" : v instanceof Uint8Array ? "X'" + Buffer.from(v).toString('hex') + "'" : String(v)
try {
  if (command === 'backup') {
    const db = new DatabaseSync(args[0], { timeout: 10000 })
    db.exec('BEGIN; SELECT 1 FROM sqlite_master LIMIT 0')
    await backup(db, args[1], { rate: 100000 })
    db.close()
  } else if (command === 'run') {
    let text = ''
    for await (const part of process.stdin.setEncoding('utf8')) text += part
    const db = new DatabaseSync(args[0], { timeout: Number(args[1]) })
    if (text.startsWith('SELECT ')) for (const row of db.prepare(text).iterate()) process.stdout.write(Object.values(row).join('|') + '\\n')
    else db.exec(text)
    db.close()
  } else if (command === 'hold') {
    const db = new DatabaseSync(args[0], { timeout: 10000 })
    db.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
    process.stdout.write(literal(db.prepare('PRAGMA journal_mode').get().journal_mode) + '\\n1\\n')
    for await (const _ of process.stdin);
  } else {
    const readOnly = args[0] === 'r' && args[1] !== ':memory:'
    const db = new DatabaseSync(args[1], { readOnly, timeout: 10000 })
    const statement = db.prepare(args[2])
    statement.setReadBigInts(true)
    statement.setReturnArrays(true)
    let text = ''
    for (const row of statement.iterate()) {
      text += row.map(literal).join(',') + '\\n'
      if (text.length > 1e6) { await new Promise(done => process.stdout.write(text, done)); text = '' }
    }
    await new Promise(done => process.stdout.write(text, done))
    db.close()
  }
} catch (error) {
  process.stderr.write('Error: ' + error.message + '\\n')
  process.exitCode = 1
}`

/** Rows that `sq_sql` printed, as text; null stays null. */
export function parseRows(text: string): (string | null)[][] {
  const rows: (string | null)[][] = []
  const value = /(NULL)|([xX])?'((?:[^']|'')*)'|([^,\n']+)/y
  let row: (string | null)[] = []
  let at = 0
  while (at < text.length) {
    value.lastIndex = at
    const match = value.exec(text)
    if (!match) throw new Error('SQLite printed rows in a form that Belay does not know')
    at = value.lastIndex
    const [, isNull, , string, number] = match
    row.push(isNull === undefined ? (string?.replaceAll("''", "'") ?? number!) : null)
    const next = text[at++]
    if (next === '\n' || next === undefined) {
      rows.push(row)
      row = []
    }
  }
  return rows
}

/**
 * `sq_users FILE` prints the processes that have the database or a file beside it open, as `pid program`; only those that this user may see, and not the
 * holder of `sq_hold`. `sq_wait FILE [SECONDS] [FORMAT]` waits ten seconds for there to be none and refuses.
 */
export const processFunctions = raw(`sq_users() {
  local f p same=() seen=
  for f in "$1" "$1"-{wal,shm,journal}; do [[ ! -e $f ]] || same+=(-o -samefile "$f"); done
  # By inode and not by name: in a container the file may have another one.
  for p in $(find -L /proc/[0-9]*/fd -maxdepth 1 \\( "\${same[@]:1}" \\) 2>/dev/null || :); do
    p=\${p#/proc/} p=\${p%%/*}
    [[ $seen == *" $p "* || $p == "\${sq_mine:-}" ]] && continue
    seen+=" $p "
    printf '%s %s\\n' "$p" "$(cat "/proc/$p/comm" 2>/dev/null)"
  done
}
sq_wait() {
  local from=$SECONDS users
  while :; do
    users=$(sq_users "$1")
    [[ $users ]] || return 0
    (( SECONDS - from < \${2:-10} )) || break
    sleep 0.1
  done
  printf "BELAY: \${3:-these processes still have the database open: %s. Stop them first}\\n" "\${users//$'\\n'/, }"
  exit 64
}
`)
