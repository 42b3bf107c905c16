import { raw, sh } from '../host/shell.ts'
import type { RestoreSource } from './backup-source.ts'
import { contentSettings, contentSql } from './postgres-content.ts'
import { block, endOurs, endTagged, guardInPlace, settings } from './postgres-sql.ts'
import { countsAs, holdsAs } from './restored.ts'
import { type DatabaseContent, renderContent } from './table-content.ts'

/**
 * A restore where the live database stands, for a role that may make no other: all that is in it goes and all that the backup holds comes, in one
 * transaction. Until its COMMIT nobody sees anything of it, and a failure, a kill or a full disk at any point undoes it.
 *
 * It saves no room: the files of the old tables go only at the COMMIT, so for a while there is both, as with a copy beside.
 */

/** Of objects that a dump holds: not PostgreSQL's own, and none that is part of another (an extension, a range type, an identity column). */
const ours = (catalog: string, row: string) =>
  `${row}.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = '${catalog}'::regclass AND objid = ${row}.oid AND objsubid = 0 AND deptype IN ('e', 'i'))`

const userSchema = (row: string) => `${row}.nspname <> 'information_schema' AND ${row}.nspname !~ '^pg_'`

/** What a new database's schema `public` has: owner and rights. Before PostgreSQL 15 it belongs to whoever made the cluster. */
const publicOwner = `(SELECT rolname FROM pg_roles WHERE oid = CASE WHEN current_setting('server_version_num')::int >= 150000 THEN 6171 ELSE 10 END)`
const publicRights = `(SELECT array_agg(a::text ORDER BY a::text) FROM (VALUES (format('%I=UC/%1$I', ${publicOwner})),
    (format('=%s/%I', CASE WHEN current_setting('server_version_num')::int >= 150000 THEN 'U' ELSE 'UC' END, ${publicOwner}))) v(a))`

/** Why this role can make no copy beside the database `belay.live`, in one line; none: it can. */
export const whyInPlace = `SELECT CASE
    WHEN NOT rolcreatedb THEN format('the role %I may not create databases (CREATEDB)', rolname)
    WHEN NOT pg_has_role(datdba, 'USAGE') THEN format('the role %I does not own the database %I, and so cannot rename it', rolname, datname) END
  FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_setting('belay.live') AND NOT rolsuper
    AND NOT (rolcreatedb AND pg_has_role(datdba, 'USAGE'));`

/** What stands in the way of a restore in place, the first three: nobody but its owner can take it away and make it again. No row: nothing. */
export const standsInTheWay = `SELECT what FROM (
    SELECT format('%s %I.%I of the role %I', CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' ELSE 'table' END, nspname, relname, relowner::regrole) AS what
      FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND relpersistence <> 't'
      AND ${userSchema('n')} AND ${ours('pg_class', 'c')} AND NOT pg_has_role(relowner, 'USAGE')
    UNION ALL SELECT format('function %s of the role %I', p.oid::regprocedure, proowner::regrole) FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
      WHERE ${userSchema('n')} AND ${ours('pg_proc', 'p')} AND NOT pg_has_role(proowner, 'USAGE')
    UNION ALL SELECT format('type %s of the role %I', t.oid::regtype, typowner::regrole) FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace
      WHERE typtype IN ('d', 'e', 'r') AND ${userSchema('n')} AND ${ours('pg_type', 't')} AND NOT pg_has_role(typowner, 'USAGE')
    UNION ALL SELECT format('schema %I of the role %I', nspname, nspowner::regrole) FROM pg_namespace n
      WHERE ${userSchema('n')} AND ${ours('pg_namespace', 'n')} AND NOT pg_has_role(nspowner, 'USAGE')
      AND NOT EXISTS (SELECT FROM pg_extension WHERE extnamespace = n.oid)
    UNION ALL SELECT format('schema public, whose rights were changed, of the role %I', nspowner::regrole) FROM pg_namespace
      WHERE nspname = 'public' AND NOT pg_has_role(nspowner, 'USAGE')
      AND (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(nspacl) a) IS DISTINCT FROM ${publicRights}
    UNION ALL SELECT format('event trigger %I, which only a superuser can make', evtname) FROM pg_event_trigger e
      WHERE ${ours('pg_event_trigger', 'e')} AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
    UNION ALL SELECT format('publication %I of the role %I', pubname, pubowner::regrole) FROM pg_publication p WHERE NOT pg_has_role(pubowner, 'USAGE')
    UNION ALL SELECT format('foreign data wrapper %I of the role %I', fdwname, fdwowner::regrole) FROM pg_foreign_data_wrapper f
      WHERE ${ours('pg_foreign_data_wrapper', 'f')} AND NOT pg_has_role(fdwowner, 'USAGE')
    UNION ALL SELECT format('foreign server %I of the role %I', srvname, srvowner::regrole) FROM pg_foreign_server s
      WHERE ${ours('pg_foreign_server', 's')} AND NOT pg_has_role(srvowner, 'USAGE')
    UNION ALL SELECT DISTINCT format('default privileges of the role %I', defaclrole::regrole) FROM pg_default_acl WHERE NOT pg_has_role(defaclrole, 'USAGE')
    UNION ALL SELECT DISTINCT format('large objects of the role %I', lomowner::regrole) FROM pg_largeobject_metadata WHERE NOT pg_has_role(lomowner, 'USAGE')
  ) w LIMIT 3`

/** Extensions that the backup has too stay as they are: most can only be made by a superuser. `belay.extensions`: names in the backup, one a line. */
const kept = `extname = ANY (string_to_array(current_setting('belay.extensions'), E'\\n') || 'plpgsql'::text)`

/** Schemas that stay, and are emptied: `public`, and those that an extension which stays lies in. */
const stays = (row: string) =>
  `(${row}.nspname = 'public' OR EXISTS (SELECT FROM pg_extension WHERE extnamespace = ${row}.oid AND ${kept}))`

/** Entries of the archive that must be left out, because what they would make or change stays: one a line, as `pg_restore --list` prints them. */
const leaveOut = `SELECT format('COMMENT - EXTENSION %s ', extname) FROM pg_extension WHERE ${kept} AND NOT pg_has_role(extowner, 'USAGE')
  UNION ALL SELECT format(entry, nspname, pg_get_userbyid(nspowner)) FROM pg_namespace n, (VALUES ('SCHEMA - %s %s', true), ('ACL - SCHEMA %s %s', false), ('COMMENT - SCHEMA %s %s', false)) e(entry, own)
    WHERE ${userSchema('n')} AND nspname <> 'public' AND ${ours('pg_namespace', 'n')} AND ${stays('n')} AND (own OR NOT pg_has_role(nspowner, 'USAGE'));
`

/** The catalogs of what lies in schemas, in the order in which it goes; what depends on it goes with it. */
const inSchemas: readonly (readonly [catalog: string, schema: string, condition: string])[] = [
  ['pg_class', 'relnamespace', "relkind IN ('r', 'p', 'v', 'm', 'f')"],
  ['pg_class', 'relnamespace', "relkind = 'S'"],
  ['pg_operator', 'oprnamespace', 'true'],
  ['pg_opclass', 'opcnamespace', 'true'],
  ['pg_opfamily', 'opfnamespace', 'true'],
  ['pg_proc', 'pronamespace', 'true'],
  [
    'pg_type',
    'typnamespace',
    "(typtype IN ('d', 'e', 'r', 'b') OR typtype = 'c' AND (SELECT relkind FROM pg_class WHERE oid = typrelid) = 'c')"
  ],
  ['pg_collation', 'collnamespace', 'true'],
  ['pg_conversion', 'connamespace', 'true'],
  ['pg_ts_config', 'cfgnamespace', 'true'],
  ['pg_ts_dict', 'dictnamespace', 'true'],
  ['pg_ts_parser', 'prsnamespace', 'true'],
  ['pg_ts_template', 'tmplnamespace', 'true'],
  ['pg_statistic_ext', 'stxnamespace', 'true']
]
const besideSchemas = [
  'pg_publication',
  'pg_event_trigger',
  'pg_foreign_server',
  'pg_foreign_data_wrapper',
  'pg_transform',
  'pg_cast',
  'pg_language',
  'pg_am'
]

const found = [
  ...inSchemas.map(
    (
      [catalog, schema, condition],
      nr
    ) => `SELECT ${nr + 2} AS nr, '${catalog}'::regclass AS catalog, o.oid FROM ${catalog} o JOIN pg_namespace n ON n.oid = ${schema}
      WHERE ${condition} AND ${ours(catalog, 'o')} AND ${userSchema('n')} AND ${stays('n')}`
  ),
  ...besideSchemas.map((catalog, nr) => `SELECT ${nr + 50}, '${catalog}'::regclass, o.oid FROM ${catalog} o WHERE ${ours(catalog, 'o')}`)
].join('\n    UNION ALL ')

const grantee = `CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END`

/** All that a new database has not; what stays is as in a new one. Every command can be repeated: what went with another is passed over. */
const empty = block(
  `  each record;
  command text;
`,
  `  FOR each IN SELECT extname, extowner FROM pg_extension WHERE NOT (${kept}) AND NOT pg_has_role(extowner, 'USAGE') LOOP
    RAISE EXCEPTION 'BELAY: the extension % came after the backup and belongs to the role %, and this role may not remove it. Let that role run DROP EXTENSION %', quote_ident(each.extname), quote_ident(pg_get_userbyid(each.extowner)), quote_ident(each.extname);
  END LOOP;
  FOR command IN SELECT drops FROM (
    SELECT 1 AS nr, format('DROP SCHEMA IF EXISTS %I CASCADE', nspname) AS drops FROM pg_namespace n WHERE ${userSchema('n')} AND ${ours('pg_namespace', 'n')} AND NOT ${stays('n')}
    UNION ALL SELECT nr, format('DROP %s IF EXISTS %s CASCADE', CASE WHEN catalog = 'pg_proc'::regclass THEN 'ROUTINE' WHEN type = 'statistics object' THEN 'STATISTICS' ELSE upper(replace(type, '-', ' ')) END, identity)
      FROM (${found}) objects CROSS JOIN LATERAL pg_identify_object(catalog, objects.oid, 0)
    UNION ALL SELECT 90, format('DROP EXTENSION IF EXISTS %I CASCADE', extname) FROM pg_extension WHERE NOT (${kept})) d ORDER BY nr LOOP
    EXECUTE command;
  END LOOP;
  PERFORM lo_unlink(oid) FROM pg_largeobject_metadata;
  -- Rows that a dump takes out of the tables of an extension.
  FOR each IN SELECT c.oid::regclass AS name, condition FROM pg_extension CROSS JOIN LATERAL unnest(extconfig, extcondition) u(config, condition)
      JOIN pg_class c ON c.oid = config WHERE relkind = 'r' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM ONLY %s %s)::text', each.name, each.condition) INTO command;
    IF command = 'true' THEN EXECUTE format('DELETE FROM ONLY %s %s', each.name, each.condition); END IF;
  END LOOP;
  FOR command IN SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I %s %s', defaclrole::regrole, CASE WHEN defaclnamespace <> 0 THEN format('IN SCHEMA %I', defaclnamespace::regnamespace) END, what)
    FROM (SELECT d.*, CASE defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS kind FROM pg_default_acl d) d
    CROSS JOIN LATERAL (SELECT 1 AS nr, format('REVOKE ALL ON %s FROM %s', kind, ${grantee}) AS what FROM aclexplode(defaclacl) a
      UNION SELECT 2, format('GRANT ALL ON %s TO %I', kind, defaclrole::regrole) WHERE defaclnamespace = 0
      UNION SELECT 2, format('GRANT %s ON %s TO PUBLIC', CASE defaclobjtype WHEN 'f' THEN 'EXECUTE' ELSE 'USAGE' END, kind) WHERE defaclnamespace = 0 AND defaclobjtype IN ('f', 'T')) w ORDER BY nr LOOP
    EXECUTE command;
  END LOOP;
  FOR each IN SELECT n.*, nspname = 'public' AS is_public FROM pg_namespace n WHERE ${userSchema('n')} AND ${stays('n')} AND pg_has_role(nspowner, 'USAGE')
      AND (nspname = 'public' OR ${ours('pg_namespace', 'n')}) LOOP
    FOR command IN SELECT DISTINCT format('REVOKE ALL ON SCHEMA %I FROM %s CASCADE', each.nspname, ${grantee}) FROM aclexplode(each.nspacl) a WHERE a.grantee <> each.nspowner LOOP
      EXECUTE command;
    END LOOP;
    IF each.is_public THEN
      IF pg_get_userbyid(each.nspowner) <> ${publicOwner} THEN EXECUTE format('ALTER SCHEMA public OWNER TO %I', ${publicOwner}); END IF;
      EXECUTE format('GRANT %s ON SCHEMA public TO PUBLIC', CASE WHEN current_setting('server_version_num')::int >= 150000 THEN 'USAGE' ELSE 'ALL' END);
      EXECUTE format('GRANT ALL ON SCHEMA public TO %I', ${publicOwner});
      COMMENT ON SCHEMA public IS 'standard public schema';
    ELSE
      EXECUTE format('COMMENT ON SCHEMA %I IS NULL', each.nspname);
    END IF;
  END LOOP;
`
)

/** Every table is locked: from here to the end nobody else reads or writes one. */
const lockAll = `BEGIN;
SELECT coalesce(string_agg(format('%I.%I', nspname, relname), ', ' ORDER BY c.oid), '') AS locked FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE relkind IN ('r', 'p') AND relpersistence <> 't' AND ${userSchema('n')} AND ${ours('pg_class', 'c')} \\gset
SELECT :'locked' <> '' AS any \\gset
\\if :any
LOCK TABLE :locked IN ACCESS EXCLUSIVE MODE;
\\endif
`

/** Names of the tables with a row that was written by transaction `belay.since` or a later one. */
const newerRows = `SELECT format('COPY (SELECT %L FROM ONLY %I.%I WHERE age(xmin) <= %s AND age(xmin) >= 0 LIMIT 1) TO STDOUT', format('%I.%I', nspname, relname), nspname, relname, age(since))
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  JOIN pg_am a ON a.oid = relam AND amname = 'heap' CROSS JOIN (SELECT (current_setting('belay.since')::bigint % 4294967296)::text::xid AS since) s
  WHERE relkind = 'r' AND relpersistence <> 't' AND ${userSchema('n')} AND ${ours('pg_class', 'c')} \\gexec
`

const counted = `SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p') AND relpersistence <> 't'
  AND nspname <> 'information_schema' AND nspname !~ '^pg_';
`

/**
 * `pg_restore` ends its text with COMMIT, which is not its to say: it goes, when nothing follows it but the end that pg_restore writes. A text without that
 * end was cut, and fails. A row of data may read the same, so what comes last decides.
 */
const withoutCommit = `function flush(i) { for (i = 0; i < n; i++) print kept[i]; n = 0 }
/^COMMIT;$/ { flush(); kept[n++] = $0; next }
n > 0 && n < 20 { kept[n++] = $0; next }
{ flush(); print }
END {
  if (n == 0) exit 1
  for (i = 1; i < n; i++) if (kept[i] !~ /^(--.*|\\\\unrestrict .*)?$/) exit 1
  for (i = 1; i < n; i++) print kept[i]
}`

export interface InPlaceScript {
  /** SQL that sets the time-outs of the session. */
  readonly session: string
  readonly live: string
  readonly tag: string
  /** Command prefix: psql in the live database, with a variable `extensions` to come. */
  readonly psql: string
  /** Bash that begins a command which prints the archive `belay_archive`; flags of pg_restore follow. */
  readonly emit: string
  /** pg_restore sees no file of the host. */
  readonly streams: boolean
  readonly backup: RestoreSource
  /** What is live as its safety copy has it, and a transaction before it was taken. */
  readonly safety: { readonly content: DatabaseContent; readonly since: string }
}

/**
 * Script text; `belay_work` is a directory of the script's own, and `belay_archive` the member. Exit code 64 says its reason. Whatever is not said to the one
 * session that does it all is not done: its COMMIT comes last, and only when what it holds is what the manifest says.
 */
export function inPlaceScript({ session, live, tag, psql, emit, streams, backup, safety }: InPlaceScript): string {
  const tell = (sql: string) => sh`printf '%s\n' ${sql} >&"$belay_in" || exit 1\n`
  const begin = `${session}${settings({ live, tag, since: safety.since })}SET belay.extensions = :'extensions';
${guardInPlace}${endTagged}${endOurs}${lockAll}${contentSettings}${contentSql}\\echo BELAY-content
${newerRows}\\echo BELAY-newer
${leaveOut}\\echo BELAY-out`
  const tables = backup.tables === undefined ? '' : countsAs(backup.tables)
  return `belay_emit() { ${emit} "$@" < "$belay_archive"; }
belay_emit --list > "$belay_work/list"
belay_extensions=$(sed -n 's/^[0-9]*; [0-9]* [0-9]* EXTENSION - \\([^ ]*\\) .*/\\1/p' "$belay_work/list")
mkfifo -- "$belay_work/to" "$belay_work/from"
${psql} -v extensions="$belay_extensions" < "$belay_work/to" > "$belay_work/from" & belay_session=$!
exec {belay_in}> "$belay_work/to" {belay_out}< "$belay_work/from"
# What it prints up to a mark, into a file; fails when it has ended.
belay_hear() {
  : > "$belay_work/$1"
  while IFS= read -r belay_line <&"$belay_out"; do
    [[ $belay_line != "BELAY-$1" ]] || return 0
    printf '%s\\n' "$belay_line" >> "$belay_work/$1"
  done
  return 1
}
trap '' PIPE
${tell(begin)}belay_hear content && belay_hear newer && belay_hear out || exit 1
LC_ALL=C sort -o "$belay_work/content" "$belay_work/content"
${sh`printf %s ${renderContent(safety.content)} > "$belay_work/safety"`}
if [[ -s $belay_work/newer ]] || ! cmp -s "$belay_work/safety" "$belay_work/content"; then
  printf 'BELAY: rows were written after the safety copy was taken, and would be in no copy (%s). Stop what still writes, then run the same action again\\n' \\
    "$({ cat "$belay_work/newer"; LC_ALL=C comm -3 "$belay_work/safety" "$belay_work/content" | tr -d '\\t' | sed 's/[0-9].*//'; } | sort -u | head -n 3 | cut -c 1-100 | paste -sd ' ')"
  exit 64
fi
belay_flags=()
declare -A belay_left_out=()
while IFS= read -r belay_line; do belay_left_out["x$belay_line"]=1; done < "$belay_work/out"
if (( \${#belay_left_out[@]} )); then
  while IFS= read -r belay_line; do
    [[ $belay_line == ';'* || ! \${belay_left_out["x\${belay_line#* * * }"]-} ]] && printf '%s\\n' "$belay_line" || belay_flags=(--use-list="$belay_work/use")
  done < "$belay_work/list" > "$belay_work/use"
fi
${streams ? `(( \${#belay_flags[@]} == 0 )) || { echo 'BELAY: an extension of this database belongs to another role, and inside a compose service nothing can be left out of the archive. Configure admin: { as: postgres }'; exit 64; }\n` : ''}${tell(`${empty}\\o /dev/null`)}( trap - PIPE
  belay_emit --single-transaction --file=- "\${belay_flags[@]}" | LC_ALL=C awk ${sh`${withoutCommit}`} >&"$belay_in" ) || { exec {belay_in}>&-; wait "$belay_session" || :; exit 1; }
${tell(`\\o\n${counted}\\echo BELAY-tables\n${contentSettings}${contentSql}\\echo BELAY-restored`)}belay_hear tables && belay_hear restored || exit 1
tables=$(<"$belay_work/tables")
LC_ALL=C sort -o "$belay_work/restored" "$belay_work/restored"
${tables}${backup.content === undefined ? '' : holdsAs(backup.content)}${tell('COMMIT;\n\\echo BELAY-committed')}belay_hear committed || exit 1
exec {belay_in}>&-
trap - PIPE
wait "$belay_session" || :
`
}
