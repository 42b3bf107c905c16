import { raw, sh } from '../host/shell.ts'
import { objectsHash } from './mysql-content.ts'
import type { MysqlShell } from './mysql-shell.ts'
import { mysqlIdent, mysqlLiteral } from './sql.ts'

/**
 * The table of a copy that holds, as SQL, what is not a table: a copy is whole when it has one. Beside that `body` the number of tables, the grants on routines,
 * and the hash of what the live database had besides its tables when the body was written down from it.
 */
export const DEFINITIONS = 'belay_definitions'

/** SQL: what is removed by name in a schema, as statements. */
function drops(schema: string, kinds: readonly ('events' | 'triggers' | 'views' | 'routines')[]): string {
  const quoted = (column: string) => `CONCAT('\`', REPLACE(${column}, '\`', '\`\`'), '\`')`
  const of = {
    events: ['EVENT', 'EVENT'],
    triggers: ['TRIGGER', 'TRIGGER'],
    views: ['VIEW', 'TABLE'],
    routines: ['ROUTINE', 'ROUTINE']
  } as const
  return kinds
    .map(kind => {
      const [word, prefix] = of[kind]
      const called = kind === 'routines' ? "', ROUTINE_TYPE, '" : word
      return `SELECT CONCAT('DROP ${called} IF EXISTS ', ${quoted(`${prefix}_SCHEMA`)}, '.', ${quoted(`${prefix}_NAME`)}, ';') FROM information_schema.${kind.toUpperCase()} WHERE ${prefix}_SCHEMA = ${mysqlLiteral(schema)};\n`
    })
    .join('')
}

/** Tables and sequences that move: everything but views and the definitions. */
const movable = (schema: string) =>
  `TABLE_SCHEMA = ${mysqlLiteral(schema)} AND TABLE_TYPE NOT IN ('VIEW', 'SYSTEM VIEW') AND TABLE_NAME <> '${DEFINITIONS}' AND TABLE_NAME <> '${DEFINITIONS}_new'`

/** SQL: `have` is 1 for a schema that is there, `whole` 1 where it has its definitions, `n` its tables. */
const stateOf = (schema: string) => `(SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${mysqlLiteral(schema)}),
  (SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${mysqlLiteral(schema)} AND TABLE_NAME = '${DEFINITIONS}'),
  (SELECT COUNT(*) FROM information_schema.TABLES WHERE ${movable(schema)})`

export const wholeCopy = (schema: string) =>
  `SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${mysqlLiteral(schema)} AND TABLE_NAME = '${DEFINITIONS}';\n`

/** A schema with the live one's default character set and collation. */
export const createLike = (live: string, copy: string) =>
  `SELECT CONCAT('CREATE DATABASE IF NOT EXISTS ', ${mysqlLiteral(mysqlIdent(copy))}, ' CHARACTER SET ', DEFAULT_CHARACTER_SET_NAME, ' COLLATE ', DEFAULT_COLLATION_NAME, ';') FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${mysqlLiteral(live)};\n`

/** Whose sessions are ended: SQL over `p`, the list of processes. */
export const othersIn = (database: string) => `p.DB = ${mysqlLiteral(database)}`

/** What a session of the administrator begins with: names of a thousand tables in one value, and no end while rows are copied beside it. */
const settings = 'SET SESSION group_concat_max_len = 67108864, wait_timeout = 28800;'

/**
 * Bash functions for whoever makes, swaps or removes a copy, and the session `admin` that they ask: to start a client takes longer than most statements.
 * `my_admin [DATABASE]` reads SQL, `my_admin_dump …` dumps, as the administrator.
 */
export function copyFunctions(shell: MysqlShell): string {
  return `my_admin() { ${shell.admin()} \${1+-D "$1"}; }
my_admin_dump() { ${shell.dumpAdmin} --comments "$@"; }
my_forgiving() { ${shell.admin()} --force 2>/dev/null; }
my_open() { my_session admin my_admin; my_ask admin '${settings}'; }
# my_try SQL: runs every statement, whichever of them fails.
my_try() {
  [[ \${my_in[try]-} ]] || my_session try my_forgiving
  my_ask try '${settings}' && my_ask try "$1" || :
}
# Makes statements by SQL and runs them.
my_made() { my_ask admin "$1" && my_ask admin "$REPLY"; }
my_drop() { my_ask admin "SET foreign_key_checks = 0; DROP DATABASE IF EXISTS $1; SET foreign_key_checks = DEFAULT;"; }
# A dump that is whole, on stdout. With my_force=--force what cannot be written down is left out: a view that refers to what is gone.
my_force=
my_whole() {
  my_admin_dump $my_force "$@" > "$belay_dir/part" || [[ $my_force ]]
  [[ $(tail -n 1 -- "$belay_dir/part") == '-- Dump completed'* ]] || { echo 'BELAY: a dump of definitions did not come to its end' >&2; exit 64; }
  my_plain < "$belay_dir/part"
}
# my_apply FROM TO: makes in one schema what the definitions of another say, and gives the grants on routines again.
my_apply() {
  my_ask admin "SELECT OCTET_LENGTH(body) FROM $1.${DEFINITIONS};" || return
  local bytes=\${REPLY%$'\\n'}
  if (( bytes > 0 )); then
    printf 'SELECT body FROM %s.${DEFINITIONS};\\n' "$1" >&"\${my_in[admin]}"
    # Not line by line, for which bash would read each byte by itself.
    head -c "$bytes" <&"\${my_out[admin]}" > "$belay_dir/body"
    my_ask admin "USE $2;"$'\\n'"$(< "$belay_dir/body")" || return
  fi
}
# my_grant FROM: gives the grants on routines again that its definitions name. A user may be gone.
my_grant() {
  my_ask admin "SELECT grants FROM $1.${DEFINITIONS} WHERE grants IS NOT NULL;" || return
  [[ ! $REPLY ]] || my_try "$REPLY"
}
# my_end WHERE [SECONDS]: ends sessions; false when there are new ones all the time.
my_end() {
  local n
  for ((n = 0; n < \${2:-10} * 10; n++)); do
    my_ask admin "SELECT CONCAT('KILL ', p.ID, ';') FROM information_schema.PROCESSLIST p WHERE p.ID <> CONNECTION_ID() AND p.USER NOT IN ('system user', 'event_scheduler') AND p.COMMAND NOT IN ('Daemon', 'Binlog Dump', 'Binlog Dump GTID') AND $1;" || exit 1
    [[ $REPLY ]] || return 0
    # One that has ended by itself meanwhile is an error.
    my_try "$REPLY"
    sleep 0.1
  done
  return 1
}
belay_dir=$(mktemp -d)
my_open
`
}

/**
 * Script text: writes SQL to `belay_dir/objects` that makes what is no table in a schema, from another file where its events lie already. The dump program
 * is started only for what there is: and it cannot write down the events of a database whose name has a quote.
 */
export function writeObjects(schema: string, events?: string): string {
  const of = mysqlLiteral(schema)
  const counts = `SELECT CONCAT_WS(' ', (SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ${of}) + (SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${of}),
  (SELECT COUNT(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${of}));\n`
  const views = `SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ${of};\n`
  return sh`my_ask admin ${counts}
read -r my_programs my_events <<<"$REPLY"
my_ask admin ${views}
my_views=()
[[ ! $REPLY ]] || mapfile -t my_views <<<"\${REPLY%$'\n'}"
{
  (( my_programs == 0 )) || my_whole --no-data --no-create-info --routines --triggers --add-drop-trigger --skip-events -- ${schema}
  (( \${#my_views[@]} == 0 )) || my_whole --no-data --skip-triggers --skip-routines --skip-events -- ${schema} "\${my_views[@]}"
  ${raw(events === undefined ? sh`(( my_events == 0 )) || my_whole --no-data --no-create-info --skip-triggers --skip-routines --events -- ${schema}` : `cat -- ${events}`)}
} > "$belay_dir/objects"
`
}

/** SQL: the definitions under a name that says nothing yet, from a SELECT of body and hash; and the name that makes the copy whole, which comes last. */
const beginDefinitions = (schema: string) =>
  `DROP TABLE IF EXISTS ${mysqlIdent(schema)}.${DEFINITIONS}_new; CREATE TABLE ${mysqlIdent(schema)}.${DEFINITIONS}_new (body longtext, tables bigint, grants longtext, objects char(64)) ENGINE=InnoDB CHARACTER SET utf8mb4;`
const insertInto = (schema: string) => `INSERT INTO ${mysqlIdent(schema)}.${DEFINITIONS}_new (body, tables, objects)`
const endDefinitions = (schema: string) => `RENAME TABLE ${mysqlIdent(schema)}.${DEFINITIONS}_new TO ${mysqlIdent(schema)}.${DEFINITIONS};`

/** SQL for `my_ask`, in double quotes: what `belay_dir/objects` says. */
const bodyOf = `CONVERT(X'$(od -An -v -tx1 -- "$belay_dir/objects" | tr -d ' \\n')' USING utf8mb4)`

/** Script text: puts `belay_dir/objects` into the copy, and the hash of the live database from which it comes, if it does; with it the copy is whole. */
export function keepObjects(copy: string, hash: string): string {
  const count = `SELECT COUNT(*) FROM information_schema.TABLES WHERE ${movable(copy)};\n`
  return sh`my_ask admin ${count}
held=\${REPLY%$'\n'}
my_ask admin ${beginDefinitions(copy)}${insertInto(copy)}" VALUES (${raw(bodyOf)}, $held, NULLIF('${raw(hash)}', ''));"${endDefinitions(copy)}
`
}

/** Script text: `my_objects_now` is the hash of what the live database has besides tables. */
export const hashObjects = (live: string) => sh`my_ask admin ${`SELECT ${objectsHash(mysqlLiteral(live))};\n`}
my_objects_now=\${REPLY%$'\n'}
`

/**
 * Script text: the live database becomes what `copy` holds, and `kept` gets what was live. One RENAME TABLE moves all tables. Triggers cannot move with their
 * tables, and views, routines and events not at all: they are removed before and made again after, from the definitions that lie in both copies by then. So
 * whatever died, a repetition finds what is left to do; and where the rename itself fails, what was removed is made again at once.
 *
 * What the live database has besides tables is seldom other than when its restore point was made: then its definitions are those of the copy.
 */
export function swapScript(live: string, copy: string, kept: string, called: string): string {
  const quoted = (schema: string) => `CONCAT(${mysqlLiteral(`${mysqlIdent(schema)}.`)}, '\`', REPLACE(TABLE_NAME, '\`', '\`\`'), '\`')`
  const move = (from: string, to: string, order: number) =>
    `SELECT ${order} AS o, CONCAT(${quoted(from)}, ' TO ', ${quoted(to)}) AS move FROM information_schema.TABLES WHERE ${movable(from)}`
  const rename = `SELECT CONCAT('RENAME TABLE ', GROUP_CONCAT(move ORDER BY o SEPARATOR ', '), ';') FROM (${move(live, kept, 1)} UNION ALL ${move(copy, live, 2)}) m HAVING COUNT(*) > 0;\n`
  // Grants on routines are lost with them; only an administrator may see whose they are. MariaDB keeps a database's name there in UTF-8 twice over.
  const grants = `UPDATE ${mysqlIdent(kept)}.${DEFINITIONS}_new SET grants = (SELECT GROUP_CONCAT('GRANT ', REPLACE(Proc_priv, 'Grant', 'Grant Option'), ' ON ', Routine_type, ' ', ${mysqlLiteral(`${mysqlIdent(live)}.`)}, '\`', REPLACE(Routine_name, '\`', '\`\`'), '\` TO ', QUOTE(User), '@', QUOTE(Host), ';' SEPARATOR '\\n') FROM mysql.procs_priv WHERE Db IN (${mysqlLiteral(live)}, CONVERT(CAST(${mysqlLiteral(live)} AS BINARY) USING latin1)));\n`
  const held = `SELECT CONCAT_WS(' ', tables, COALESCE(objects = ${objectsHash(mysqlLiteral(live))}, 0), (SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${mysqlLiteral(live)})) FROM ${mysqlIdent(copy)}.${DEFINITIONS};\n`
  const [of, into] = [mysqlIdent(copy), mysqlIdent(kept)]
  return sh`my_ask admin ${`SELECT CONCAT_WS(' ', ${[copy, kept, live].map(stateOf).join(', ')});\n`}
read -r has_copy copy_whole copy_tables has_kept kept_whole kept_tables has_live live_whole live_tables <<<"$REPLY"
if (( ! copy_whole )); then
  if (( kept_whole && ! has_copy )); then exit 0; fi
  printf 'BELAY: %s is not there\n' ${called}
  exit 64
fi
my_ask admin ${held}
read -r held same routines <<<"$REPLY"
if (( copy_tables > 0 && copy_tables < held )); then printf 'BELAY: the server died while it renamed, and %s of %s tables are in %s. Move them by hand\n' $((held - copy_tables)) "$held" ${mysqlIdent(live)}; exit 64; fi
if (( held == copy_tables && (held > 0 || (kept_tables == 0 && (live_tables > 0 || ! kept_whole))) )); then
  if (( kept_tables > 0 )); then printf 'BELAY: %s exists from an earlier return; look at it and drop it first\n' ${into}; exit 64; fi
  my_made ${createLike(live, kept)}
  if (( ! kept_whole )); then
    my_ask admin ${beginDefinitions(kept)}
    if (( same )); then
      my_ask admin ${insertInto(kept)}" SELECT body, $live_tables, NULL FROM "${`${of}.${DEFINITIONS};`}
    else
      my_force=--force
      ${raw(writeObjects(live))}
      my_ask admin ${insertInto(kept)}" VALUES (${raw(bodyOf)}, $live_tables, NULL);"
    fi
    (( routines == 0 )) || my_try ${grants}
    my_ask admin ${endDefinitions(kept)}
  fi
  my_end ${othersIn(live)} 1 || :
  my_ask admin ${`${drops(live, ['events', 'triggers', 'views', 'routines'])}${drops(copy, ['events', 'triggers', 'views'])}${rename}`}
  my_swap=$REPLY
  my_ask admin 'SELECT CONNECTION_ID();'
  my_id=\${REPLY%$'\n'}
  if ! my_ask admin "SET SESSION lock_wait_timeout = 20;"$'\n'"$my_swap""SET SESSION lock_wait_timeout = DEFAULT;"; then
    code=0
    my_close admin || code=$?
    my_open
    # Where only the client died, the server may still rename, or has renamed: then what is kept holds all that was live.
    my_end "p.ID = $my_id" || exit 1
    my_ask admin ${`SELECT COUNT(*) FROM information_schema.TABLES WHERE ${movable(kept)};\n`}
    [[ $REPLY != $'0\n' ]] || { my_apply ${into} ${mysqlIdent(live)} && my_grant ${into} && my_drop ${into} || :; }
    exit "$(( code > 0 ? code : 1 ))"
  fi
fi
my_apply ${of} ${mysqlIdent(live)}
my_grant ${into}
my_drop ${of}
my_close admin
`
}
