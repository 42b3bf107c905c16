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

export const contentSql = `COPY (SELECT 'large objects', count(*), NULL FROM pg_largeobject_metadata) TO STDOUT;
SELECT CASE WHEN ascending IS NULL THEN format('COPY (SELECT %L, n, CASE WHEN n <= 10000 THEN (SELECT ${hash} FROM (SELECT md5("belay row"::text) AS h FROM ONLY %s "belay row") s) END FROM (SELECT count(*) AS n FROM ONLY %2$s) c) TO STDOUT', name, name)
    ELSE format('COPY (SELECT %1$L, (SELECT count(*) FROM ONLY %1$s), (SELECT ${hash} FROM ((SELECT md5("belay row"::text) AS h FROM ONLY %1$s "belay row" ORDER BY %2$s LIMIT 500) UNION ALL (SELECT md5("belay row"::text) FROM ONLY %1$s "belay row" ORDER BY %3$s LIMIT 500)) s)) TO STDOUT', name, ascending, descending) END
  FROM (SELECT c.oid, format('%I.%I', nspname, relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'r' AND relpersistence <> 't' AND nspname <> 'information_schema' AND nspname !~ '^pg_'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')) t
  LEFT JOIN LATERAL (SELECT string_agg(format('"belay row".%I', attname), ', ' ORDER BY nr) AS ascending,
      string_agg(format('"belay row".%I DESC', attname), ', ' ORDER BY nr) AS descending
    FROM (SELECT indkey, indnkeyatts FROM pg_index WHERE indrelid = t.oid AND indisunique AND indisvalid AND indpred IS NULL AND indexprs IS NULL
        AND NOT EXISTS (SELECT FROM unnest(indkey::int2[]) WITH ORDINALITY k(attnum, nr) JOIN pg_attribute a ON attrelid = indrelid AND a.attnum = k.attnum
          WHERE nr <= indnkeyatts AND NOT attnotnull) ORDER BY indisprimary DESC, indexrelid LIMIT 1) i
    CROSS JOIN LATERAL unnest(indkey::int2[]) WITH ORDINALITY k(attnum, nr) JOIN pg_attribute a ON attrelid = t.oid AND a.attnum = k.attnum
    WHERE nr <= indnkeyatts) keys ON true
  ORDER BY name \\gexec
`
