import { quote, raw, sh } from '../host/shell.ts'
import type { MysqlVendor } from './mysql-connection.ts'
import {
  contentSettings,
  contentStatements,
  definitions,
  lockStatement,
  outsideSnapshots,
  snapshotBegin,
  touchStatements
} from './mysql-content.ts'

/** What parts a dump from the events that follow it: events would run in every copy that is made, so they are made last, and only in the live database. */
export const EVENTS_FOLLOW = '-- BELAY: events follow'

/** What a dump holds: everything, the rows alone, or what makes the tables and no row. */
export type DumpScope = 'full' | 'data-only' | 'schema'

/** Rights without which a dump lacks something silently. */
export const rightsToDump = (scope: DumpScope) =>
  scope === 'data-only' ? ['SELECT', 'LOCK TABLES'] : ['SELECT', 'LOCK TABLES', 'SHOW VIEW', 'TRIGGER', 'EVENT', 'EXECUTE']

/** SQL: the session's user as the lists of rights name it. */
export const grantee =
  "CONCAT('''', SUBSTR(CURRENT_USER(), 1, CHAR_LENGTH(CURRENT_USER()) - CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1), '''@''', SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')"

/** SQL: how many of these rights the session's user has in a schema of this name (an expression). */
export function rightsIn(schema: string, rights: readonly string[]): string {
  return `(SELECT COUNT(DISTINCT PRIVILEGE_TYPE) FROM (SELECT GRANTEE, PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES
    UNION SELECT GRANTEE, PRIVILEGE_TYPE FROM information_schema.SCHEMA_PRIVILEGES WHERE ${schema} LIKE TABLE_SCHEMA) p
  WHERE GRANTEE = ${grantee}
    AND PRIVILEGE_TYPE IN (${rights.map(right => `'${right}'`).join(', ')}))`
}

const BASE = "TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')"

/** A line of version, bytes, tables, tables with a history, and whether the user sees everything that a dump needs. MySQL's sizes are else a day old. */
export const dumpFacts = (scope: DumpScope) => `/*!80000 SET SESSION information_schema_stats_expiry = 0 */;
SELECT CONCAT_WS(CHAR(9), VERSION(),
  (SELECT COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND ${BASE}),
  (SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND ${BASE}),
  (SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'SYSTEM VERSIONED'),
  IF(${rightsIn('DATABASE()', rightsToDump(scope))} = ${rightsToDump(scope).length}${
    scope === 'data-only'
      ? ''
      : ' AND NOT EXISTS (SELECT 1 FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_DEFINITION IS NULL)'
  }, 'all', 'some'));
`

/** Which server this is: two that answer the same are one. */
export const serverIdentity = "SELECT CONCAT_WS('|', @@hostname, @@port, @@datadir);\n"

/**
 * Bash functions that lock every table of the live database for reading in a session beside (`lock`), and begin another one (`count`) whose snapshot is that
 * moment's. `my_live` is a function that runs a client. A table that a transaction has written to is not locked before that ends; while one waits for the lock its
 * writers wait too, so it is waited for three seconds at a time.
 */
export function snapshotFunctions(vendor: MysqlVendor): string {
  return sh`my_live_quietly() { my_live 2> "$belay_dir/lock.err"; }
my_lock() {
  local n
  for n in {1..10}; do
    my_session lock my_live_quietly
    if my_ask lock ${`${contentSettings(vendor)}SET SESSION lock_wait_timeout = 3;\n${lockStatement}`} && my_locked=$REPLY && my_ask lock "$my_locked" \
      && my_ask lock ${lockStatement} && [[ $REPLY == "$my_locked" ]]; then return 0; fi
    my_close lock || :
    grep -q '^ERROR 1205 ' "$belay_dir/lock.err" || { cat -- "$belay_dir/lock.err" >&2; [[ -s $belay_dir/lock.err ]] && exit 1; }
    sleep 1
  done
  echo 'BELAY: the tables could not be locked for a moment, ten times in 3 s each: a transaction stays open that has written. Look for it in SHOW PROCESSLIST'
  exit 64
}
my_snapshot() {
  my_ask count ${touchStatements} || exit 1
  my_ask count ${snapshotBegin}"$REPLY" || exit 1
}
# Prints a line for every table; the session lives on.
my_contents() {
  local line
  my_ask count ${contentStatements} || return 1
  trap '' PIPE
  printf '%s\n' "$REPLY" "SELECT 'BELAY-counted';" 2>/dev/null >&"\${my_in[count]}" &
  while IFS= read -r line <&"\${my_out[count]}"; do
    [[ $line != BELAY-counted ]] || return 0
    printf '%s\n' "$line"
  done
  return 1
}
`
}

/** SQL: the session of a dump that waits for the lock of a table's definition. */
const dumpWaits =
  "SELECT ID FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND STATE = 'Waiting for table metadata lock' AND INFO LIKE 'SELECT /*!40001%' AND TIME >= 1 LIMIT 1;\n"

/**
 * Perl: stdin goes to stdout and to the descriptor of the first argument; the number of bytes and the last of them are appended to the files of the second
 * and the third. tee reads 8 KiB at a time: with sha256sum, wc and tail behind it, it took 1.6 s of processors where dump and compression take 5.6 s. This with
 * sha256sum, and a dump program that writes 64 KiB at a time, takes 0.3 s (measured). Larger pipes spare nothing more.
 */
const SPLIT = `use strict;
my ($to, $bytes, $end) = @ARGV;
open my $sha, ">&=", $to or die "$!\n";
# PERL_UNICODE may ask for letters in place of bytes.
binmode $_ for *STDIN, *STDOUT, $sha;
my ($n, $last, $part) = (0, "");
while (1) {
  my $got = sysread STDIN, $part, 1 << 17;
  defined $got or die "read: $!\n";
  $got or last;
  for my $out ($sha, *STDOUT) {
    for (my $at = 0; $at < $got;) { $at += syswrite($out, $part, $got - $at, $at) // die "write: $!\n" }
  }
  $n += $got;
  $last = $got < 4096 ? $last . $part : $part;
  $last = substr $last, -4096 if length $last > 4096;
}
for ([$bytes, "$n\n"], [$end, $last]) {
  open my $file, ">>:raw", $_->[0] or die "$!\n";
  print $file $_->[1] and close $file or die "write: $!\n";
}
`

/**
 * Script text: writes `FILE`. `my_live` and `my_dump` are functions that run the client and the dump.
 *
 * MySQL cannot hand a snapshot to another session. So every table is locked for reading until both the counting session and the dump have begun their
 * transactions: nobody can commit between the two. That the dump has is known by its first line on a table, which comes after. A table of another engine
 * than InnoDB is in no snapshot: then the lock is held to the end of the dump.
 */
export function dumpScript(vendor: MysqlVendor, database: string, scope: 'full' | 'data-only'): string {
  const flags =
    scope === 'full'
      ? '--single-transaction --quick --hex-blob --comments --routines --triggers --skip-events'
      : '--single-transaction --quick --hex-blob --comments --no-create-info --skip-triggers --complete-insert'
  return `${snapshotFunctions(vendor)}${sh`belay_dir="$FILE.parts"
mkdir -- "$belay_dir"
mkfifo -- "$belay_dir/sha256"
my_head() {
  local line
  while IFS= read -r line; do
    printf '%s\n' "$line"
    case $line in '-- Table structure '* | '-- Dumping '* | '-- Sequence '* | '-- Temporary '* | '-- Dump completed'*) break ;; esac
  done
}
# my_split END: to stdout and to who hashes.
my_perl=
my_split() { tee -- /dev/fd/"$my_to_sha256"; }
if type -P perl > /dev/null; then
  my_perl=1
  my_split() { perl -e ${SPLIT} -- "$my_to_sha256" "$belay_dir/bytes" "$1"; }
fi
my_gate() {
  my_head > "$belay_dir/head"
  [[ $my_held ]] || printf 'UNLOCK TABLES;\n' >&"\${my_in[lock]}"
  my_split "$belay_dir/end" < "$belay_dir/head"
  my_split "$belay_dir/end"
}
# A statement that changes a table waits for the counting session, the dump for that statement, and the counting session for the dump: nobody would end.
my_watch() {
  local never
  # No child that would keep the sessions' ends open.
  exec {never}<> <(:)
  while ! read -rt 1 -u "$never"; do
    my_ask lock ${dumpWaits} || return 0
    [[ $REPLY ]] || continue
    echo 'BELAY: a statement that changes a table waited for the dump, and the dump for it. Run it again when no migration runs'
    my_ask lock "KILL \${REPLY%$'\n'};" || :
    return 0
  done
}
# What can be asked before the lock is: every writer waits for it.
my_session count my_live
my_ask count ${contentSettings(vendor)}${outsideSnapshots} || exit 1
my_held=
if [[ $REPLY != $'0\n' ]]; then my_held=1; echo 'WARNING: some tables are not InnoDB, so writers wait until the dump has ended'; fi
my_ask count ${definitions} || exit 1
my_before=$REPLY
${raw(
  scope === 'full'
    ? sh`my_ask count 'SELECT COUNT(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE();' || exit 1
: > "$belay_dir/events"
# Asked only where there are any: mariadb-dump cannot do it in a database whose name has a quote.
if [[ $REPLY != $'0\n' ]]; then
my_dump --no-data --no-create-info --skip-triggers --skip-routines --events --comments -- ${database} | my_plain > "$belay_dir/events"
[[ $(tail -n 1 -- "$belay_dir/events") == '-- Dump completed'* ]] || { echo 'BELAY: the dump of the events did not come to its end'; exit 64; }
fi`
    : ': > "$belay_dir/events"'
)}
belay_sha256 < "$belay_dir/sha256" > "$belay_dir/sha256.is" & my_sha256=$!
my_lock
my_snapshot
( trap - EXIT; my_contents > "$CONTENT" ) & my_counter=$!
( trap - EXIT; my_watch ) & my_watcher=$!
{
  exec {my_to_sha256}> "$belay_dir/sha256"
  # Else 4 KiB at a time.
  ! type -P stdbuf > /dev/null || my_through=(stdbuf -o 64K)
  my_dump ${raw(flags)} \${my_history[M]} -- ${database} | my_gate
  { printf '%s\n' ${EVENTS_FOLLOW}; cat -- "$belay_dir/events"; } | my_split /dev/null
} | zstd -q -1 -T0 -o "$FILE"
wait "$my_sha256"
kill "$my_watcher" 2>/dev/null || :
wait "$my_watcher" || :
if [[ $my_perl ]]; then
  my_size=0
  while read -r my_part; do my_size=$((my_size + my_part)); done < "$belay_dir/bytes"
  my_end=$(tail -n 1 -- "$belay_dir/end")
else
  my_size=$(zstd -dcq -- "$FILE" | wc -c)
  my_end=$(${raw(tablesIn('"$FILE"'))} | tail -n 1)
fi
[[ $my_end == '-- Dump completed'* ]] || { echo 'BELAY: the dump did not come to its end: its last line is missing'; exit 64; }
wait "$my_counter" || { echo 'BELAY: the rows could not be counted in the snapshot of the dump'; exit 1; }
my_ask count ${definitions} || exit 1
[[ $REPLY == "$my_before" ]] || { echo 'BELAY: a table, view, routine, trigger or event was made, changed or removed while the database was dumped. Run it again'; exit 64; }
my_close count
my_close lock
read -r my_sha _ < "$belay_dir/sha256.is"
plain[M]=$my_sha
printf 'BELAY-%s.plain-bytes=%s\nBELAY-%s.plain-sha256=%s\n' "$M" "$my_size" "$M" "$my_sha"
rm -rf -- "$belay_dir"
`}`
}

/** Script text: writes `FILE`, what makes the tables and no row: so little that it needs no pipe. */
export function schemaScript(database: string): string {
  return sh`mkdir -- "$FILE.parts"
my_dump ${schemaFlags} -- ${database} > "$FILE.parts/plain"
[[ $(tail -n 1 -- "$FILE.parts/plain") == '-- Dump completed'* ]] || { echo 'BELAY: the dump did not come to its end: its last line is missing'; exit 64; }
read -r my_sha _ < <(sha256sum < "$FILE.parts/plain")
plain[M]=$my_sha
my_size=$(stat -c %s -- "$FILE.parts/plain")
printf 'BELAY-%s.plain-bytes=%s\nBELAY-%s.plain-sha256=%s\n' "$M" "$my_size" "$M" "$my_sha"
zstd -q -1 -o "$FILE" -- "$FILE.parts/plain"
rm -rf -- "$FILE.parts"
: > "$CONTENT"
`
}
export const schemaFlags = ['--single-transaction', '--no-data', '--comments', '--routines', '--triggers', '--events']

/** `file`: one word of bash. */
const tablesIn = (file: string) => sh`zstd -dcq -- ${raw(file)} | sed -e ${`/^${EVENTS_FOLLOW}$/,$d`}`

/** The plain text of a member's tables (and what belongs to them), or of its events. */
export const tablesOf = (file: string) => `${tablesIn(quote(file))} | my_plain`
export const eventsOf = (file: string) => sh`zstd -dcq -- ${file} | sed -e ${`1,/^${EVENTS_FOLLOW}$/d`}`
