/**
 * What every table holds, in the snapshot of the transaction that this runs in: a line of name, exact rows and sample each (see table-content.ts), made by
 * COPY. First come settings that fix how values become text. Tables of extensions are left out, whose rows come with the extension, and materialized
 * views, which are made anew and may say something else then.
 *
 * A sample of 500 rows from either end of the key is read through its index. Without a key nothing says which rows are which, so all of them are hashed, up
 * to 10,000.
 */
export const contentSettings = `SET statement_timeout = 0; SET lock_timeout = '60s'; SET idle_in_transaction_session_timeout = 0; SET datestyle = 'ISO, YMD';
SET intervalstyle = 'postgres'; SET timezone = 'UTC'; SET extra_float_digits = 3; SET bytea_output = 'hex'; SET client_encoding = 'UTF8';
SET search_path = pg_catalog; SET row_security = off; SET max_parallel_workers_per_gather = 0; SET jit = off;
`

const hash = `encode(sha256(convert_to(coalesce(string_agg(h, '''' ORDER BY h COLLATE "C"), ''''), ''UTF8'')), ''hex'')`

/** Which tables are told of: alias t, with their oid and name. */
const tables = `(SELECT c.oid, format('%I.%I', nspname, relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'r' AND relpersistence <> 't' AND nspname <> 'information_schema' AND nspname !~ '^pg_'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')) t`

/**
 * Begins a transaction whose snapshot is taken when every table is locked as a dump locks it. TRUNCATE and what rewrites a table are not bound to
 * snapshots: one that came between the dump and the counting would make the manifest contradict its own dump.
 */
export const contentBegin = `SELECT coalesce(string_agg(name, ', ' ORDER BY name), '') AS locked FROM ${tables} \\gset
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT :'locked' <> '' AS any \\gset
\\if :any
LOCK TABLE :locked IN ACCESS SHARE MODE;
\\endif
`

export const contentSql = `COPY (SELECT 'large objects', count(*), NULL FROM pg_largeobject_metadata) TO STDOUT;
SELECT CASE WHEN ascending IS NULL THEN format('COPY (SELECT %1$L, n, CASE WHEN n <= 10000 THEN (SELECT ${hash} FROM (SELECT md5(ROW(%2$s)::text) AS h FROM ONLY %1$s "belay row") s) END FROM (SELECT count(*) AS n FROM ONLY %1$s) c) TO STDOUT', name, coalesce(columns, ''))
    ELSE format('COPY (SELECT %1$L, (SELECT count(*) FROM ONLY %1$s), (SELECT ${hash} FROM ((SELECT md5(ROW(%4$s)::text) AS h FROM ONLY %1$s "belay row" ORDER BY %2$s LIMIT 500) UNION ALL (SELECT md5(ROW(%4$s)::text) FROM ONLY %1$s "belay row" ORDER BY %3$s LIMIT 500)) s)) TO STDOUT', name, ascending, descending, columns) END
  FROM ${tables}
  -- By name: a restore may give columns and indexes another order than they were made in.
  LEFT JOIN LATERAL (SELECT string_agg(format('"belay row".%I', attname), ', ' ORDER BY attname COLLATE "C") AS columns
    FROM pg_attribute WHERE attrelid = t.oid AND attnum > 0 AND NOT attisdropped) cols ON true
  LEFT JOIN LATERAL (SELECT string_agg(format('"belay row".%I', attname), ', ' ORDER BY nr) AS ascending,
      string_agg(format('"belay row".%I DESC', attname), ', ' ORDER BY nr) AS descending
    FROM (SELECT indkey, indnkeyatts FROM pg_index JOIN pg_class x ON x.oid = indexrelid
        WHERE indrelid = t.oid AND indisunique AND indisvalid AND indpred IS NULL AND indexprs IS NULL
        AND NOT EXISTS (SELECT FROM unnest(indkey::int2[]) WITH ORDINALITY k(attnum, nr) JOIN pg_attribute a ON attrelid = indrelid AND a.attnum = k.attnum
          WHERE nr <= indnkeyatts AND NOT attnotnull) ORDER BY indisprimary DESC, x.relname COLLATE "C" LIMIT 1) i
    CROSS JOIN LATERAL unnest(indkey::int2[]) WITH ORDINALITY k(attnum, nr) JOIN pg_attribute a ON attrelid = t.oid AND a.attnum = k.attnum
    WHERE nr <= indnkeyatts) keys ON true
  ORDER BY name \\gexec
`
