import { literal } from './sql.ts'

/**
 * SQL that runs in psql on the maintenance database. The blocks are constant text; names come in as session settings (`settings`), so nothing is
 * built into a statement except by format()'s %I and %L. A reason for doing nothing is raised as `BELAY: reason`.
 */

/** Names and numbers for the blocks below, as settings of the session. */
export function settings(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => `SET belay.${key} = ${literal(value)};\n`)
    .join('')
}

export function block(declarations: string, body: string): string {
  return `DO $belay$
DECLARE
  live text := current_setting('belay.live');
${declarations}BEGIN
${body}END $belay$;
`
}

/** Begins a guard: the database is there, and on the server that is meant. Sets `db` and `me`. */
const guarded = `  SELECT * INTO db FROM pg_database WHERE datname = live;
  IF NOT FOUND THEN RAISE EXCEPTION 'BELAY: the database % does not exist on this server', quote_ident(live); END IF;
  IF coalesce(current_setting('belay.server', true), '') NOT IN ('', db.oid || ' ' || extract(epoch FROM pg_postmaster_start_time())) THEN
    RAISE EXCEPTION 'BELAY: the administrator of this host reaches another server than the connection URL. Its socket and port must be those of the server in the URL';
  END IF;
  SELECT rolname, rolsuper, rolcreatedb INTO me FROM pg_roles WHERE rolname = current_user;
`

/** What is tied to the database itself. The words say what would become of it. */
function guardTies(slots: string, subscriptions: string, workers: string): string {
  return `  SELECT string_agg(slot_name, ', ') INTO what FROM pg_replication_slots WHERE database = live;
  IF what IS NOT NULL THEN RAISE EXCEPTION 'BELAY: the logical replication slots % belong to the database %; ${slots}', what, quote_ident(live); END IF;
  SELECT string_agg(subname, ', ') INTO what FROM pg_subscription WHERE subdbid = db.oid;
  IF what IS NOT NULL THEN RAISE EXCEPTION 'BELAY: the subscriptions % belong to the database %; ${subscriptions}', what, quote_ident(live); END IF;
  SELECT string_agg(quote_ident(gid), ', ') INTO what FROM pg_prepared_xacts WHERE database = live;
  IF what IS NOT NULL THEN RAISE EXCEPTION 'BELAY: the prepared transactions % are open in the database %', what, quote_ident(live); END IF;
  SELECT string_agg(DISTINCT backend_type, ', ') INTO what FROM pg_stat_activity WHERE datname = live
    AND backend_type NOT IN ('client backend', 'parallel worker', 'autovacuum worker', 'walsender', 'slotsync worker');
  IF what IS NOT NULL THEN RAISE EXCEPTION 'BELAY: background workers (%) are connected to the database %; ${workers}', what, quote_ident(live); END IF;
`
}

const guardVariables = `  db record;
  me record;
  what text;
`

/** Refuses, with the reason, what a copy or a swap cannot carry over; changes nothing. */
export const guardLive = block(
  guardVariables,
  `${guarded}  IF NOT me.rolsuper AND NOT me.rolcreatedb THEN
    RAISE EXCEPTION 'BELAY: the role % may not create databases. Configure admin: { as: postgres }, or ALTER ROLE % CREATEDB', quote_ident(me.rolname), quote_ident(me.rolname);
  END IF;
  IF NOT me.rolsuper AND NOT pg_has_role(db.datdba, 'USAGE') THEN
    RAISE EXCEPTION 'BELAY: the role % does not own the database %. Configure admin: { as: postgres }', quote_ident(me.rolname), quote_ident(live);
  END IF;
${guardTies('they would stay with the copy that goes', 'they would stay with the copy that goes', 'an extension owns them and they cannot be swapped with it')}`
)

/** The same for a restore in place, which needs neither of the two rights. */
export const guardInPlace = block(
  guardVariables,
  `${guarded}${guardTies('whoever reads them would get the whole restore as changes', 'they would go on writing into what is restored', 'an extension owns them and they would work in it meanwhile')}`
)

/** From now on no session can begin, not even a superuser's. */
export const closeLive = block('', `  EXECUTE format('ALTER DATABASE %I ALLOW_CONNECTIONS false', live);\n`)

/** Sessions can begin again; nothing to do when there is no such database or it is open. */
export const openLive = block(
  '',
  `  IF EXISTS (SELECT FROM pg_database WHERE datname = live AND NOT datallowconn) THEN
    EXECUTE format('ALTER DATABASE %I ALLOW_CONNECTIONS true', live);
  END IF;
`
)

/** Ten seconds: a backend ends within milliseconds unless it hangs in the kernel or in foreign code. */
export const SESSIONS_DEADLINE_MS = 10_000

/** Ends the sessions that the condition (on pg_stat_activity) names and waits until none is left; asked again in each round, for those that come in between. */
function endWhere(condition: string, who: string): string {
  return block(
    `  deadline timestamptz := clock_timestamp() + interval '${SESSIONS_DEADLINE_MS} ms';
  left_over int;
`,
    `  LOOP
    PERFORM pg_stat_clear_snapshot();
    BEGIN
      SELECT count(pg_terminate_backend(pid)) INTO left_over FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND backend_type IN ('client backend', 'parallel worker', 'walsender') AND ${condition};
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE EXCEPTION 'BELAY: the role % may not end the sessions of other roles in the database %. Configure admin: { as: postgres }', quote_ident(current_user), quote_ident(live);
    END;
    EXIT WHEN left_over = 0;
    IF clock_timestamp() > deadline THEN RAISE EXCEPTION 'BELAY: % sessions of ${who} are still there ${SESSIONS_DEADLINE_MS / 1000} s after they were ended', left_over; END IF;
    PERFORM pg_sleep(0.02);
  END LOOP;
`
  )
}
export const endAll = endWhere('datname = live', 'the database')
/** Those that this role may end: in place there is no need to be alone, only to get the locks. */
export const endOurs = endWhere(
  `datname = live AND (pg_has_role(usesysid, 'USAGE')
          OR pg_has_role('pg_signal_backend', 'USAGE') AND NOT (SELECT rolsuper FROM pg_roles WHERE oid = usesysid))`,
  'the database'
)
export const endTagged = endWhere(`application_name = current_setting('belay.tag')`, 'this step')

const left = "starts_with(datname, current_setting('belay.stem')) AND length(datname) = length(current_setting('belay.copy'))"

/**
 * Removes the copies of drills that were killed: only one drill runs at a time. A client that sudo started outlives its user's processes, and a server goes on
 * with a statement whose client is gone, an index for example, so their sessions are ended first.
 */
export const dropLeft = `SELECT format('ALTER DATABASE %I ALLOW_CONNECTIONS false', datname) FROM pg_database WHERE ${left} \\gexec
${endWhere(left, 'a drill that was killed')}SELECT format('DROP DATABASE %I', datname) FROM pg_database WHERE ${left} \\gexec
`

/** Sets the variables `bytes` and `directory` (empty: cannot be known by this role). */
export const sizeOfLive = `SELECT pg_database_size(oid) AS bytes, CASE
    WHEN current_setting('belay.local') <> 'yes' THEN ''
    WHEN pg_tablespace_location(dattablespace) <> '' THEN pg_tablespace_location(dattablespace)
    WHEN pg_has_role('pg_read_all_settings', 'USAGE') THEN (SELECT setting FROM pg_settings WHERE name = 'data_directory')
    ELSE '' END AS directory
  FROM pg_database WHERE datname = current_setting('belay.live') \\gset
`

/**
 * Compares the free space of the database's file system with 1.2 x its size and 256 MiB for the write-ahead log of the copy's checkpoints. psql itself
 * asks df, as the user that it runs as: one process instead of a second login.
 */
export const checkSpace = `SELECT :'directory' <> '' AS known \\gset
\\if :known
\\setenv BELAY_DIRECTORY :directory
\\set free \`df -B1 --output=avail -- "$BELAY_DIRECTORY" | tail -n 1\`
SELECT coalesce(nullif(trim(:'free'), ''), '-1')::numeric AS free, 1.2 * :bytes + 268435456 AS need \\gset
SELECT :free >= 0 AND :free < :need AS short, pg_size_pretty(:free::numeric) AS free_text, pg_size_pretty(:need::numeric) AS need_text \\gset
\\if :short
SELECT set_config('belay.free', :'free_text', false) AS a, set_config('belay.need', :'need_text', false) AS b \\gset
DO $belay$ BEGIN RAISE EXCEPTION 'BELAY: the file system of the database has % free and a copy of the database needs %', current_setting('belay.free'), current_setting('belay.need'); END $belay$;
\\endif
\\else
\\echo BELAY-space=unknown
\\endif
`

/**
 * Gives the database `belay.target` what CREATE DATABASE … TEMPLATE does not copy from `belay.source`: database-level grants, settings for all and
 * for single roles, connection limit, comment. A list setting is stored as a quoted list, and each element becomes a literal of its own, as pg_dump does it.
 */
export const copyProperties = `SELECT command FROM (
  WITH source AS (SELECT d.*, o.rolname AS owner FROM pg_database d JOIN pg_roles o ON o.oid = d.datdba WHERE datname = current_setting('belay.source')),
  target AS (SELECT current_setting('belay.target') AS name),
  grants AS (SELECT a.*, owner, r.rolname FROM source CROSS JOIN LATERAL aclexplode(datacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee)
  SELECT 1 AS n, format('REVOKE ALL ON DATABASE %I FROM PUBLIC', name) AS command FROM target, source WHERE datacl IS NOT NULL
  UNION ALL SELECT 2, format('REVOKE ALL ON DATABASE %I FROM %I', name, owner) FROM target, source WHERE datacl IS NOT NULL
  UNION ALL SELECT 3, format('GRANT %s ON DATABASE %I TO %s%s', privilege_type, name, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(rolname) END,
    CASE WHEN is_grantable AND grantee <> 0 THEN ' WITH GRANT OPTION' ELSE '' END) FROM target, grants WHERE grantee = 0 OR rolname IS NOT NULL
  UNION ALL SELECT 4, format('ALTER DATABASE %I CONNECTION LIMIT %s', name, datconnlimit) FROM target, source WHERE datconnlimit >= 0
  UNION ALL SELECT 5, format('COMMENT ON DATABASE %I IS %L', name, shobj_description(oid, 'pg_database')) FROM target, source
    WHERE shobj_description(oid, 'pg_database') IS NOT NULL
  UNION ALL SELECT 6, format('ALTER %s SET %I TO %s', CASE setrole WHEN 0 THEN format('DATABASE %I', name) ELSE format('ROLE %I IN DATABASE %I', rolname, name) END, key,
    CASE WHEN lower(key) IN ('local_preload_libraries', 'search_path', 'session_preload_libraries', 'shared_preload_libraries', 'temp_tablespaces', 'unix_socket_directories')
      THEN coalesce((SELECT string_agg(quote_literal(CASE WHEN m[1] LIKE '"%' THEN replace(substr(m[1], 2, length(m[1]) - 2), '""', '"') ELSE m[1] END), ', ' ORDER BY nr)
        FROM regexp_matches(value, '("(?:[^"]|"")*"|[^",\\s]+)', 'g') WITH ORDINALITY AS e(m, nr)), '''''')
      ELSE quote_literal(value) END)
    FROM target, source JOIN pg_db_role_setting s ON s.setdatabase = source.oid LEFT JOIN pg_roles r ON r.oid = s.setrole,
    LATERAL (SELECT split_part(c, '=', 1) AS key, substr(c, strpos(c, '=') + 1) AS value FROM unnest(setconfig) c) pair
    WHERE setrole = 0 OR rolname IS NOT NULL
) commands ORDER BY n \\gexec
`

/** Whether the restore point, the kept database and the live one are there: `BELAY-state=<point><kept><live>` of y and n. */
export const copiesState = `SELECT 'BELAY-state=' || string_agg(CASE WHEN datname IS NULL THEN 'n' ELSE 'y' END, '' ORDER BY nr) AS state,
    bool_or(nr = 1 AND datname IS NOT NULL) AS has_copy, bool_or(nr = 2 AND datname IS NOT NULL) AS has_kept, bool_or(nr = 3 AND datname IS NOT NULL) AS has_live
  FROM (VALUES (1, current_setting('belay.copy')), (2, current_setting('belay.kept')), (3, current_setting('belay.live'))) w(nr, name)
  LEFT JOIN pg_database ON datname = name \\gset
\\echo :state
`

/** Live becomes kept, the copy becomes live and is opened, in one transaction. */
export const swap = block(
  '',
  `  IF EXISTS (SELECT FROM pg_database WHERE datname = live) THEN EXECUTE format('ALTER DATABASE %I RENAME TO %I', live, current_setting('belay.kept')); END IF;
  EXECUTE format('ALTER DATABASE %I RENAME TO %I', current_setting('belay.copy'), live);
  EXECUTE format('ALTER DATABASE %I ALLOW_CONNECTIONS true', live);
`
)

/**
 * Rows of every table in one snapshot, and how many of them were written by transaction `belay.since` (64 bits; empty: the snapshot's own xmin) or a later
 * one. `changedRows` says what follows from it. First a line of the database: run of the server, oid, xmin and xmax of the snapshot, types; then one per
 * table: name, columns, rows, newer rows. Partitions count as tables; sequences, large objects and foreign tables are not looked at. A materialized view
 * counts as a table, and a refresh writes its rows anew.
 *
 * - The run of the server: after a crash transaction ids that reached no disk are given again, so that an id no longer says when a row was written.
 *   Recovery resets the statistics (documented), also where the postmaster lives on.
 * - age() counts transactions back from now modulo 2^32 and is below zero beyond 2^31; now is the same for a whole transaction, but not in parallel workers.
 *   A frozen row keeps its xmin; one that a server before 9.4 froze, and those of initdb, have the greatest age.
 * - A column's number tells one that was dropped and added again from the old one: neither writes a row.
 * - Only in the heap xmin says who wrote a row version.
 *
 * The txid_ functions are those that all versions have. 200,000 rows take about 0.02 s of processor time, a tenth of what hashing their content takes.
 */
export const rowVersionsSql = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL search_path = pg_catalog; SET LOCAL row_security = off; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off;
COPY (SELECT concat_ws(' ', pg_is_in_recovery(), extract(epoch FROM pg_postmaster_start_time()), extract(epoch FROM pg_stat_get_bgwriter_stat_reset_time())),
    (SELECT oid FROM pg_database WHERE datname = current_database()), txid_snapshot_xmin(txid_current_snapshot()), txid_snapshot_xmax(txid_current_snapshot()),
    md5(concat((SELECT string_agg(concat_ws(' ', oid, enumtypid, quote_literal(enumlabel)), ',' ORDER BY oid) FROM pg_enum),
      (SELECT string_agg(concat_ws(' ', attrelid, attnum, quote_ident(attname), format_type(atttypid, atttypmod)), ',' ORDER BY attrelid, attnum)
        FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE relkind = 'c' AND c.oid >= 16384 AND NOT attisdropped)))) TO STDOUT;
SELECT format('COPY (SELECT %L, %L, count(*), %s FROM ONLY %I.%I) TO STDOUT', format('%I.%I', nspname, relname), c.oid || ':' || md5(coalesce(columns, '')),
    CASE amname WHEN 'heap' THEN format('count(*) FILTER (WHERE age(xmin) <= %s AND age(xmin) >= 0)', age(since)) ELSE 'NULL' END, nspname, relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace LEFT JOIN pg_am a ON a.oid = relam
  CROSS JOIN (SELECT (coalesce(nullif(current_setting('belay.since'), '')::bigint, txid_snapshot_xmin(txid_current_snapshot())) % 4294967296)::text::xid AS since) s
  LEFT JOIN (SELECT attrelid, string_agg(concat_ws(' ', attnum, quote_ident(attname), format_type(atttypid, atttypmod), attnotnull, attgenerated,
      pg_get_expr(adbin, adrelid)), ',' ORDER BY attnum) AS columns
    FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum AND attgenerated <> ''
    WHERE attnum > 0 AND NOT attisdropped GROUP BY 1) d ON attrelid = c.oid
  WHERE relkind IN ('r', 'm') AND relpersistence <> 't' AND nspname <> 'information_schema' AND nspname !~ '^pg_' AND (relkind = 'r' OR relispopulated)
  ORDER BY 1 \\gexec
COMMIT;
`

/** What a dump must know: `version number|bytes|estimate|tables|may read all|version`. Indexes are not dumped; their size is the last vacuum's. */
export const dumpFacts = `SELECT concat_ws('|', current_setting('server_version_num'), size, greatest(size - coalesce(indexes, 0), 8388608), tables, complete,
    split_part(current_setting('server_version'), ' ', 1))
FROM (SELECT pg_database_size(current_database()) AS size,
  (SELECT sum(relpages::numeric * current_setting('block_size')::int) FROM pg_class WHERE relkind = 'i') AS indexes,
  (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p') AND relpersistence <> 't'
    AND nspname <> 'information_schema' AND nspname !~ '^pg_') AS tables,
  NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p', 'm', 'S') AND relpersistence <> 't'
      AND nspname <> 'information_schema' AND nspname !~ '^pg_' AND NOT (has_schema_privilege(n.oid, 'USAGE')
      AND CASE relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'SELECT') ELSE has_table_privilege(c.oid, 'SELECT') AND NOT row_security_active(c.oid) END))
    AND NOT EXISTS (SELECT FROM pg_largeobject_metadata WHERE NOT pg_has_role(lomowner, 'USAGE')) AS complete) facts;
`

/** CREATE DATABASE with everything that a new, empty database has in common with the live one; its owner is this role where `belay.owner` says `self`. */
export const createLike = `SELECT format('CREATE DATABASE %I TEMPLATE template0 OWNER %I ENCODING %L', current_setting('belay.copy'),
    CASE current_setting('belay.owner', true) WHEN 'self' THEN current_user ELSE rolname END, pg_encoding_to_char(encoding))
    || CASE WHEN row ->> 'datlocprovider' = 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', row ->> 'datlocale')
       WHEN row ->> 'datlocprovider' = 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', coalesce(row ->> 'datlocale', row ->> 'daticulocale'))
         || coalesce(format(' ICU_RULES %L', row ->> 'daticurules'), '')
       WHEN row ->> 'datlocprovider' = 'c' THEN ' LOCALE_PROVIDER libc' ELSE '' END
    || format(' LC_COLLATE %L LC_CTYPE %L', datcollate, datctype)
    -- Naming even the default tablespace needs a right on it.
    || CASE WHEN dattablespace = (SELECT dattablespace FROM pg_database WHERE datname = 'template0') THEN '' ELSE format(' TABLESPACE %I', spcname) END
  FROM (SELECT d.*, to_jsonb(d) AS row FROM pg_database d) d JOIN pg_roles r ON r.oid = datdba JOIN pg_tablespace t ON t.oid = dattablespace
  WHERE datname = current_setting('belay.live') \\gexec
`
