import { messageOf, UserError } from '../errors.ts'
import type { DatabaseEngine } from './engine.ts'

/** One thing of which a schema is made. Two schemas are equal when they are made of the same. */
export interface SchemaObject {
  readonly kind: 'table' | 'column' | 'index' | 'constraint' | 'sequence' | 'view' | 'trigger' | 'function' | 'type' | 'extension'
  /** The table that it belongs to; `''` for what belongs to none. */
  readonly table: string
  readonly name: string
  /** All that matters of it, without its own name and without the order of columns. */
  readonly definition: string
}

/**
 * Schemas of the system, and what belongs to an extension, are left out. A column that numbers itself is one, whether by serial or as identity: Django made
 * the former until 4.1.
 */
const postgres = `WITH spaces AS (SELECT oid, nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'),
own AS (SELECT c.*, nspname FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
  WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))
SELECT 'table', format('%s.%s', nspname, relname), '', format('%s %s %s', relkind, relpersistence, coalesce(pg_get_partkeydef(oid), '')) FROM own WHERE relkind IN ('r', 'p', 'f')
UNION ALL SELECT 'column', format('%s.%s', nspname, relname), attname,
  concat_ws(' ', format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'NOT NULL' END,
    CASE WHEN attidentity <> '' OR pg_get_serial_sequence(format('%I.%I', nspname, relname), attname) IS NOT NULL THEN 'numbers itself'
      WHEN attgenerated <> '' THEN 'generated ' || pg_get_expr(adbin, adrelid) WHEN adbin IS NOT NULL THEN 'DEFAULT ' || pg_get_expr(adbin, adrelid) END,
    CASE WHEN attcollation <> typcollation THEN format('COLLATE %s', attcollation::regcollation) END)
  FROM own JOIN pg_attribute a ON attrelid = own.oid AND attnum > 0 AND NOT attisdropped JOIN pg_type t ON t.oid = atttypid
  LEFT JOIN pg_attrdef ON adrelid = own.oid AND adnum = attnum WHERE relkind IN ('r', 'p', 'f')
UNION ALL SELECT 'constraint', format('%s.%s', nspname, relname), conname, pg_get_constraintdef(k.oid) FROM own JOIN pg_constraint k ON conrelid = own.oid WHERE contype NOT IN ('n', 't')
UNION ALL SELECT 'index', format('%s.%s', t.nspname, t.relname), i.relname,
  regexp_replace(pg_get_indexdef(x.indexrelid), ' INDEX (\\S+|"([^"]|"")+") ON ', ' INDEX ON ') || CASE WHEN indisvalid THEN '' ELSE ' INVALID' END
  FROM pg_index x JOIN own t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
  WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
UNION ALL SELECT 'view', '', format('%s.%s', nspname, relname), concat_ws(' ', relkind, pg_get_viewdef(oid)) FROM own WHERE relkind IN ('v', 'm')
UNION ALL SELECT 'sequence', '', format('%s.%s', nspname, relname), '' FROM own WHERE relkind = 'S'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = own.oid AND d.deptype IN ('a', 'i'))
UNION ALL SELECT 'trigger', format('%s.%s', nspname, relname), tgname, pg_get_triggerdef(t.oid) FROM own JOIN pg_trigger t ON tgrelid = own.oid AND NOT tgisinternal
UNION ALL SELECT 'function', '', format('%s.%s(%s)', nspname, proname, pg_get_function_identity_arguments(p.oid)), CASE WHEN prokind IN ('f', 'p') THEN pg_get_functiondef(p.oid) ELSE prokind::text END
  FROM pg_proc p JOIN spaces s ON s.oid = pronamespace WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
UNION ALL SELECT 'type', '', format('%s.%s', nspname, typname), coalesce((SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), format_type(typbasetype, typtypmod))
  FROM pg_type t JOIN spaces s ON s.oid = typnamespace WHERE typtype IN ('e', 'd') AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
UNION ALL SELECT 'extension', '', extname, extversion FROM pg_extension WHERE extname <> 'plpgsql'`

const mysql = `SELECT 'table', TABLE_NAME, '', CONCAT_WS(' ', TABLE_TYPE, ENGINE, TABLE_COLLATION) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE <> 'VIEW'
UNION ALL SELECT 'column', c.TABLE_NAME, COLUMN_NAME, CONCAT_WS(' ', COLUMN_TYPE, CASE IS_NULLABLE WHEN 'NO' THEN 'NOT NULL' END, CONCAT('DEFAULT ', COLUMN_DEFAULT), NULLIF(EXTRA, ''), NULLIF(COLLATION_NAME, ''), NULLIF(GENERATION_EXPRESSION, ''))
  FROM information_schema.COLUMNS c JOIN information_schema.TABLES t USING (TABLE_SCHEMA, TABLE_NAME) WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE <> 'VIEW'
UNION ALL SELECT 'index', TABLE_NAME, INDEX_NAME, CONCAT(CASE NON_UNIQUE WHEN 0 THEN 'UNIQUE ' ELSE '' END, INDEX_TYPE, ' (', GROUP_CONCAT(CONCAT_WS(' ', COLUMN_NAME, SUB_PART, NULLIF(COLLATION, 'A')) ORDER BY SEQ_IN_INDEX), ')')
  FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() GROUP BY TABLE_NAME, INDEX_NAME, NON_UNIQUE, INDEX_TYPE
UNION ALL SELECT 'constraint', k.TABLE_NAME, k.CONSTRAINT_NAME, CONCAT('FOREIGN KEY (', GROUP_CONCAT(COLUMN_NAME ORDER BY ORDINAL_POSITION), ') ', k.REFERENCED_TABLE_NAME, ' (', GROUP_CONCAT(REFERENCED_COLUMN_NAME ORDER BY ORDINAL_POSITION), ') ', UPDATE_RULE, ' ', DELETE_RULE)
  FROM information_schema.KEY_COLUMN_USAGE k JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME
  WHERE k.TABLE_SCHEMA = DATABASE() AND k.REFERENCED_TABLE_NAME IS NOT NULL GROUP BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.REFERENCED_TABLE_NAME, UPDATE_RULE, DELETE_RULE
UNION ALL SELECT 'constraint', t.TABLE_NAME, t.CONSTRAINT_NAME, CONCAT('CHECK ', CHECK_CLAUSE) FROM information_schema.TABLE_CONSTRAINTS t
  JOIN information_schema.CHECK_CONSTRAINTS c ON c.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME %same
  WHERE t.TABLE_SCHEMA = DATABASE() AND t.CONSTRAINT_TYPE = 'CHECK'
UNION ALL SELECT 'view', '', TABLE_NAME, REPLACE(VIEW_DEFINITION, CONCAT('\`', REPLACE(DATABASE(), '\`', '\`\`'), '\`.'), '') FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()
UNION ALL SELECT 'trigger', EVENT_OBJECT_TABLE, TRIGGER_NAME, CONCAT_WS(' ', ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()
UNION ALL SELECT 'function', '', ROUTINE_NAME, CONCAT_WS(' ', ROUTINE_TYPE, DTD_IDENTIFIER, ROUTINE_DEFINITION) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()`

/** A table's text is compared where it holds more than its columns tell: its checks. */
const sqlite = `SELECT 'table', m.name, '', CASE WHEN lower(m.sql) LIKE '%without rowid%' THEN 'WITHOUT ROWID' ELSE '' END FROM sqlite_master m WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
UNION ALL SELECT 'column', m.name, c.name, lower(c.type) || CASE c."notnull" WHEN 1 THEN ' NOT NULL' ELSE '' END || coalesce(' DEFAULT ' || c.dflt_value, '') || CASE c.pk WHEN 0 THEN '' ELSE ' primary key' END
  FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
UNION ALL SELECT 'index', m.name, i.name, CASE i."unique" WHEN 1 THEN 'UNIQUE ' ELSE '' END || '(' || (SELECT group_concat(coalesce(x.name, 'expression') || CASE x."desc" WHEN 1 THEN ' DESC' ELSE '' END) FROM pragma_index_xinfo(i.name) x WHERE x.key = 1) || ')'
    || coalesce((SELECT substr(s.sql, instr(upper(s.sql), ' WHERE ')) FROM sqlite_master s WHERE s.name = i.name AND i.partial = 1), '')
  FROM sqlite_master m, pragma_index_list(m.name) i WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
UNION ALL SELECT 'constraint', m.name, '', 'FOREIGN KEY (' || f."from" || ') ' || f."table" || ' (' || coalesce(f."to", '') || ') ' || f.on_update || ' ' || f.on_delete FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
UNION ALL SELECT 'constraint', m.name, 'checks', replace(replace(lower(substr(m.sql, instr(lower(m.sql), 'check'))), char(10), ' '), '"', '') FROM sqlite_master m WHERE m.type = 'table' AND lower(m.sql) LIKE '%check%(%'
UNION ALL SELECT m.type, CASE m.type WHEN 'trigger' THEN m.tbl_name ELSE '' END, m.name, m.sql FROM sqlite_master m WHERE m.type IN ('view', 'trigger')`

/** What the schema of a database is made of, sorted. Reads only. Errors: UserError. */
export async function readSchema(engine: DatabaseEngine): Promise<readonly SchemaObject[]> {
  const sql =
    engine.engine === 'postgres'
      ? postgres
      : engine.engine === 'sqlite'
        ? sqlite
        : // MariaDB names checks per table, MySQL per schema.
          mysql.replace('%same', engine.engine === 'mariadb' ? 'AND c.TABLE_NAME = t.TABLE_NAME' : '')
  try {
    const rows = await engine.query(sql, 60_000)
    return rows
      .map(([kind, table, name, definition]) => ({
        kind: kind as SchemaObject['kind'],
        table: table ?? '',
        name: name ?? '',
        definition: (definition ?? '').trim()
      }))
      .sort((a, b) => order(a).localeCompare(order(b)))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError(`Could not read the schema of ${engine.database}: ${messageOf(error)}`, { cause: error.cause })
  }
}

const order = ({ kind, table, name, definition }: SchemaObject) => [table, kind, name, definition].join('\0')

/** Names that a database or Django gives by itself; nothing is ever looked up by them. */
const generated =
  /(_pkey|_key\d*|_fkey\d*|_check\d*|_idx\d*)$|_[0-9a-f]{8}(_\w+)?$|^SYS_|^PRIMARY$|^sqlite_autoindex_|_ibfk_\d+$|_chk_\d+$|^CONSTRAINT_\d+$/

export interface SchemaDifference {
  /** One line each: what only one of the two has. */
  readonly differences: readonly string[]
  /** What differs in a name that nobody uses. */
  readonly tolerated: readonly string[]
}

/** Pure: what keeps two schemas from being equal. `ignore`: tables that are not looked at. */
export function compareSchemas(
  live: readonly SchemaObject[],
  fresh: readonly SchemaObject[],
  ignore: readonly string[] = []
): SchemaDifference {
  const ignored = (each: SchemaObject) => ignore.some(name => each.table === name || each.table.endsWith(`.${name}`))
  const left = live.filter(each => !ignored(each))
  const right = fresh.filter(each => !ignored(each))
  const key = (each: SchemaObject) => order(each)
  const there = new Set(left.map(key))
  const both = new Set(right.map(key).filter(each => there.has(each)))
  const onlyLive = left.filter(each => !both.has(key(each)))
  const onlyFresh = right.filter(each => !both.has(key(each)))
  const tolerated: string[] = []
  const named = (each: SchemaObject) => each.kind === 'index' || each.kind === 'constraint'
  for (const one of [...onlyLive]) {
    if (!named(one) || !generated.test(one.name)) continue
    const twin = onlyFresh.find(
      each => each.kind === one.kind && each.table === one.table && each.definition === one.definition && generated.test(each.name)
    )
    if (twin === undefined) continue
    tolerated.push(`${one.kind} of ${one.table} is called ${one.name}, and would be ${twin.name}`)
    onlyLive.splice(onlyLive.indexOf(one), 1)
    onlyFresh.splice(onlyFresh.indexOf(twin), 1)
  }
  const whole = new Set([...onlyLive, ...onlyFresh].filter(each => each.kind === 'table').map(each => each.table))
  // A table that is missing is said once, and not again for each of its columns.
  const shown = (each: SchemaObject) => each.kind === 'table' || !whole.has(each.table)
  const describe = ({ kind, table, name, definition }: SchemaObject) =>
    `${kind} ${[table, name].filter(part => part !== '').join('.')}${definition === '' || kind === 'table' ? '' : `: ${definition.slice(0, 160)}`}`
  return {
    differences: [
      ...onlyLive.filter(shown).map(each => `only the live database has ${describe(each)}`),
      ...onlyFresh.filter(shown).map(each => `only the new migrations make ${describe(each)}`)
    ],
    tolerated
  }
}
