import type { MysqlVendor } from './mysql-connection.ts'

/**
 * SQL that tells what every table of the session's database holds, in the snapshot of the transaction that it runs in: a line of name, exact rows and sample
 * each (see table-content.ts). Settings that fix how values become text come first.
 *
 * A sample of 500 rows from either end of the key is read through its index. Without a key nothing says which rows are which, so all of them are hashed, up
 * to 10,000. Generated columns are left out, which are made anew.
 */
export function contentSettings(vendor: MysqlVendor): string {
  const limit = vendor === 'mariadb' ? 'max_statement_time = 0' : 'max_execution_time = 0'
  return `SET SESSION sql_mode = '', time_zone = '+00:00', group_concat_max_len = 67108864, lock_wait_timeout = 60, wait_timeout = 28800, ${limit};
`
}

/** A snapshot that lasts, and a lock on every table that keeps its definition (and TRUNCATE away) for as long. */
export const snapshotBegin =
  'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ;\nSTART TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY;\n'

/** Base tables, and those of MariaDB that keep their history; sequences hold no rows. */
const tables = `SELECT TABLE_NAME AS name, CONCAT('\`', REPLACE(TABLE_NAME, '\`', '\`\`'), '\`') AS ident, ENGINE AS engine
  FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')`

/** One statement that locks every table against writers; made of names only, so what was listed twice can be compared. */
export const lockStatement = `SELECT COALESCE(CONCAT('LOCK TABLES ', GROUP_CONCAT(ident, ' READ' ORDER BY ident SEPARATOR ', '), ';'), 'DO 0;') FROM (${tables}) t;
`

/** Statements that open every table, which takes the lock of its definition until the transaction ends. */
export const touchStatements = `SELECT COALESCE(GROUP_CONCAT('SELECT 1 FROM ', ident, ' LIMIT 0;' ORDER BY ident SEPARATOR '\\n'), 'DO 0;') FROM (${tables}) t;
`

/** The number of tables that no snapshot covers. */
export const outsideSnapshots = `SELECT COUNT(*) FROM (${tables}) t WHERE engine <> 'InnoDB';
`

/**
 * SQL: a line for each view, routine, trigger and event of a schema (an expression). A view that refers to what is gone is another one: MariaDB then knows no
 * columns of it, and MySQL says so in its comment.
 */
const objectsIn = (
  schema: string
) => `SELECT CONVERT(CONCAT_WS('\\t', 'v', v.TABLE_NAME, DEFINER, SECURITY_TYPE, CHECK_OPTION, /*M! ALGORITHM, */ CHARACTER_SET_CLIENT, COLLATION_CONNECTION, TABLE_COMMENT, COALESCE(n, 0), SHA2(VIEW_DEFINITION, 256)) USING utf8mb4) AS x
    FROM information_schema.VIEWS v JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = ${schema} AND t.TABLE_NAME = v.TABLE_NAME
    LEFT JOIN (SELECT TABLE_NAME AS of_columns, COUNT(*) AS n FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ${schema} GROUP BY TABLE_NAME) c ON of_columns = v.TABLE_NAME
    WHERE v.TABLE_SCHEMA = ${schema}
  UNION ALL SELECT CONVERT(CONCAT_WS('\\t', 'r', ROUTINE_TYPE, ROUTINE_NAME, LAST_ALTERED, SHA2(ROUTINE_DEFINITION, 256)) USING utf8mb4) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${schema}
  UNION ALL SELECT CONVERT(CONCAT_WS('\\t', 'g', TRIGGER_NAME, EVENT_OBJECT_TABLE, CREATED, SHA2(ACTION_STATEMENT, 256)) USING utf8mb4) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ${schema}
  UNION ALL SELECT CONVERT(CONCAT_WS('\\t', 'e', EVENT_NAME, LAST_ALTERED, STATUS, SHA2(EVENT_DEFINITION, 256)) USING utf8mb4) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${schema}`

const hashOf = (lines: string) => `(SELECT SHA2(COALESCE(GROUP_CONCAT(x ORDER BY x SEPARATOR '\\n'), ''), 256) FROM (${lines}) s)`

/** SQL: a hash over what a schema (an expression) has besides tables: the same means that nothing of it was made, changed or removed. */
export const objectsHash = (schema: string) => hashOf(objectsIn(schema))

/**
 * Prints a hash over the names of everything and the text of what is not a table: the same before and after a dump means that nothing was made, changed or
 * removed meanwhile. Tables that there are already cannot be changed while the snapshot's transaction has them open.
 */
export const definitions = `SELECT ${hashOf(`SELECT CONVERT(CONCAT_WS('\\t', 't', TABLE_NAME, TABLE_TYPE, ENGINE) USING utf8mb4) AS x FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()
  UNION ALL ${objectsIn('DATABASE()')}`)};
`

/** Written as COPY would: the fields' own tabs, newlines and backslashes escaped. */
const name = `REPLACE(REPLACE(REPLACE(REPLACE(name, CHAR(92), CONCAT(CHAR(92), CHAR(92))), CHAR(9), CONCAT(CHAR(92), 't')), CHAR(10), CONCAT(CHAR(92), 'n')), CHAR(13), CONCAT(CHAR(92), 'r'))`

const hash = "SHA2(COALESCE(GROUP_CONCAT(h ORDER BY h SEPARATOR ''''), ''''), 256)"

/** Tables with what a statement needs to read them: one expression that hashes a row, and the columns of a key in both directions. */
const readable = `(SELECT name, ident, COALESCE(row_hash, '''N''') AS row_hash, ascending, descending FROM (${tables}) t
  LEFT JOIN (SELECT TABLE_NAME AS of_columns, GROUP_CONCAT('COALESCE(SHA2(r.\`', REPLACE(COLUMN_NAME, '\`', '\`\`'), '\`', IF(DATA_TYPE = 'bit', '+0', ''), ', 256), ''N'')'
      ORDER BY CAST(COLUMN_NAME AS BINARY) SEPARATOR ', ') AS row_hash
    FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND EXTRA NOT RLIKE '(VIRTUAL|STORED|PERSISTENT) GENERATED' GROUP BY TABLE_NAME) c ON of_columns = name
  LEFT JOIN (SELECT of_key, ascending, descending FROM (SELECT k.*, ROW_NUMBER() OVER (PARTITION BY of_key ORDER BY index_name <> 'PRIMARY', index_name) AS nr
      FROM (SELECT TABLE_NAME AS of_key, INDEX_NAME AS index_name,
          GROUP_CONCAT('r.\`', REPLACE(COLUMN_NAME, '\`', '\`\`'), '\`' ORDER BY SEQ_IN_INDEX SEPARATOR ', ') AS ascending,
          GROUP_CONCAT('r.\`', REPLACE(COLUMN_NAME, '\`', '\`\`'), '\` DESC' ORDER BY SEQ_IN_INDEX SEPARATOR ', ') AS descending
        FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND NON_UNIQUE = 0
        GROUP BY TABLE_NAME, INDEX_NAME HAVING SUM(COLUMN_NAME IS NULL OR SUB_PART IS NOT NULL OR NULLABLE = 'YES') = 0) k) n WHERE nr = 1) k ON of_key = name) t`

/** Prints the statements that print the lines. */
export const contentStatements = `SELECT IF(ascending IS NULL,
    CONCAT('SELECT ', QUOTE(${name}), ', n, IF(n <= 10000, (SELECT ${hash} FROM (SELECT SHA2(CONCAT(', row_hash, '), 256) AS h FROM ', ident, ' r) s), CONCAT(CHAR(92), ''N'')) FROM (SELECT COUNT(*) AS n FROM ', ident, ') c;'),
    CONCAT('SELECT ', QUOTE(${name}), ', (SELECT COUNT(*) FROM ', ident, '), (SELECT ${hash} FROM ((SELECT SHA2(CONCAT(', row_hash, '), 256) AS h FROM ', ident, ' r ORDER BY ', ascending, ' LIMIT 500) UNION ALL (SELECT SHA2(CONCAT(', row_hash, '), 256) FROM ', ident, ' r ORDER BY ', descending, ' LIMIT 500)) s);'))
  FROM ${readable} ORDER BY CAST(name AS BINARY);
`

/** Prints the statements that print name, rows and a hash over all rows that does not depend on their order: the sum of 128 bits of each row's own. */
export const wholeStatements = `SELECT CONCAT('SELECT ', QUOTE(${name}), ', COUNT(*), CONCAT_WS('':'', COALESCE(SUM(CAST(CONV(LEFT(h, 16), 16, 10) AS DECIMAL(20, 0))), 0), COALESCE(SUM(CAST(CONV(SUBSTRING(h, 17, 16), 16, 10) AS DECIMAL(20, 0))), 0)) FROM (SELECT SHA2(CONCAT(', row_hash, '), 256) AS h FROM ', ident, ' r) s;')
  FROM ${readable} ORDER BY CAST(name AS BINARY);
`
