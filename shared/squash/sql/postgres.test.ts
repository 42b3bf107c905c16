import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Change, ChangeKind, SqlReader } from '../changes.ts'
import { loadPostgresReader } from './load.ts'

let read: SqlReader
beforeAll(async () => {
  read = await loadPostgresReader()
})

const start = { file: 'x.sql', line: 1, column: 1 }

/** What the changes say beside where they stand. */
function kinds(changes: readonly Change[]): Partial<ChangeKind>[] {
  return changes.map(({ at: _at, operation: _operation, sql: _sql, reverse: _reverse, ...kind }) => kind as Partial<ChangeKind>)
}

const column = { type: 'text', nullable: true, databaseDefault: 'none', unique: false, indexed: false } as const

test.each<[string, Partial<ChangeKind>[]]>([
  [
    'DROP TABLE a, public.b, c.d CASCADE',
    [
      { kind: 'drop-table', table: 'a' },
      { kind: 'drop-table', table: 'b' },
      { kind: 'drop-table', table: 'c.d' }
    ]
  ],
  ['ALTER TABLE Orders RENAME TO "Old"', [{ kind: 'rename-table', table: 'orders', to: 'Old' }]],
  ['ALTER TABLE a SET SCHEMA s', [{ kind: 'rename-table', table: 'a', to: 's.a' }]],
  ['ALTER TABLE a RENAME b TO c', [{ kind: 'rename-column', table: 'a', column: 'b', to: 'c' }]],
  ['ALTER TABLE a RENAME CONSTRAINT b TO c', [{ kind: 'other-object', verb: 'alter', object: 'constraint', name: 'b' }]],
  ['ALTER INDEX a RENAME TO b', [{ kind: 'other-object', verb: 'alter', object: 'index', name: 'a' }]],
  ['ALTER TABLE a DROP b', [{ kind: 'drop-column', table: 'a', column: 'b' }]],
  [
    'ALTER TABLE a ALTER b SET NOT NULL, ALTER c DROP NOT NULL',
    [
      { kind: 'set-not-null', table: 'a', column: 'b' },
      { kind: 'drop-not-null', table: 'a', column: 'c' }
    ]
  ],
  [
    'ALTER TABLE a ALTER b SET DEFAULT 1, ALTER c DROP DEFAULT',
    [
      { kind: 'set-default', table: 'a', column: 'b' },
      { kind: 'drop-default', table: 'a', column: 'c' }
    ]
  ],
  [
    'ALTER TABLE a ALTER b TYPE bigint',
    [{ kind: 'change-type', table: 'a', column: 'b', from: undefined, to: 'bigint', rewrites: undefined }]
  ],
  [
    'ALTER TABLE a ALTER b TYPE bigint USING lower(b)::bigint',
    [{ kind: 'change-type', table: 'a', column: 'b', to: 'bigint', rewrites: true }]
  ],
  ['CREATE UNIQUE INDEX CONCURRENTLY i ON a (b)', [{ kind: 'create-index', table: 'a', name: 'i', unique: true, concurrently: true }]],
  ['CREATE INDEX ON a (b)', [{ kind: 'create-index', table: 'a', name: undefined, unique: false, concurrently: false }]],
  ['DROP INDEX CONCURRENTLY i', [{ kind: 'drop-index', table: undefined, name: 'i', concurrently: true }]],
  [
    'ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c NOT VALID',
    [{ kind: 'add-constraint', table: 'a', name: 'f', type: 'foreign-key', references: 'c', validates: false, usingIndex: false }]
  ],
  ['ALTER TABLE a VALIDATE CONSTRAINT f', [{ kind: 'validate-constraint', table: 'a', name: 'f' }]],
  ['ALTER TABLE a DROP CONSTRAINT f', [{ kind: 'drop-constraint', table: 'a', name: 'f' }]],
  ['ALTER TABLE a ADD CHECK (b > 0)', [{ kind: 'add-constraint', table: 'a', type: 'check', validates: true }]],
  [
    'ALTER TABLE a ADD CONSTRAINT u UNIQUE USING INDEX i',
    [{ kind: 'add-constraint', table: 'a', name: 'u', type: 'unique', usingIndex: true }]
  ],
  ['ALTER TABLE a ADD PRIMARY KEY (b)', [{ kind: 'add-constraint', table: 'a', type: 'primary-key', usingIndex: false }]],
  ['ALTER TABLE a ADD EXCLUDE USING gist (b WITH &&)', [{ kind: 'add-constraint', table: 'a', type: 'exclusion' }]],
  ['ALTER TABLE a ADD CONSTRAINT n NOT NULL b', [{ kind: 'set-not-null', table: 'a', column: 'b' }]],
  [
    'ALTER TABLE a ADD CONSTRAINT n NOT NULL b NOT VALID',
    [{ kind: 'add-constraint', table: 'a', name: 'n', type: 'check', validates: false, notNull: 'b' }]
  ],
  ['UPDATE a SET b = 1', [{ kind: 'data', verb: 'update', table: 'a', whole: true }]],
  ['UPDATE a SET b = 1 WHERE true', [{ kind: 'data', verb: 'update', table: 'a', whole: true }]],
  ['UPDATE a SET b = 1 WHERE c > 2', [{ kind: 'data', verb: 'update', table: 'a', whole: false }]],
  ['DELETE FROM a', [{ kind: 'data', verb: 'delete', table: 'a', whole: true }]],
  ['INSERT INTO a VALUES (1), (2)', [{ kind: 'data', verb: 'insert', table: 'a', whole: false }]],
  ['INSERT INTO a SELECT * FROM b', [{ kind: 'data', verb: 'insert', table: 'a', whole: true }]],
  [
    'TRUNCATE a, b',
    [
      { kind: 'data', verb: 'truncate', table: 'a', whole: true },
      { kind: 'data', verb: 'truncate', table: 'b', whole: true }
    ]
  ],
  [
    'WITH x AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM x',
    [
      { kind: 'data', verb: 'delete', table: 'a' },
      { kind: 'data', verb: 'insert', table: 'b' }
    ]
  ],
  ['WITH x AS (DELETE FROM a RETURNING *) SELECT count(*) FROM x', [{ kind: 'data', verb: 'delete', table: 'a', whole: true }]],
  ["SET LOCAL lock_timeout = '5s'", [{ kind: 'set-timeout', which: 'lock' }]],
  ['SET statement_timeout TO 60000', [{ kind: 'set-timeout', which: 'statement' }]],
  ["SELECT set_config('lock_timeout', '5s', true)", [{ kind: 'set-timeout', which: 'lock' }]],
  ['SET lock_timeout = 0', [{ kind: 'other-object', verb: 'alter', object: 'setting', name: 'lock_timeout' }]],
  ['BEGIN', [{ kind: 'transaction', verb: 'begin' }]],
  ['COMMIT', [{ kind: 'transaction', verb: 'commit' }]],
  ['ROLLBACK', [{ kind: 'transaction', verb: 'rollback' }]],
  ['SELECT 1', []],
  ['SELECT tidy_up()', [{ kind: 'unknown', reason: 'it calls tidy_up, whose effect is not read' }]],
  ['DO $$ BEGIN DROP TABLE a; END $$', [{ kind: 'unknown', reason: 'a DO block runs code that is not read' }]],
  ['CALL p()', [{ kind: 'unknown', reason: 'the procedure p is not read' }]],
  [
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    [{ kind: 'other-object', verb: 'create', object: 'function', name: 'f' }]
  ],
  ['CREATE OR REPLACE VIEW v AS SELECT 1', [{ kind: 'other-object', verb: 'create', object: 'view', name: 'v' }]],
  ['CREATE EXTENSION pgcrypto', [{ kind: 'other-object', verb: 'create', object: 'extension', name: 'pgcrypto' }]],
  ['DROP VIEW v', [{ kind: 'other-object', verb: 'drop', object: 'view', name: 'v' }]],
  ['DROP SCHEMA s CASCADE', [{ kind: 'unknown', reason: 'DROP SCHEMA … CASCADE drops what depends on it, tables and columns included' }]],
  ["COMMENT ON TABLE a IS 'x'", [{ kind: 'other-object', verb: 'alter', object: 'comment' }]],
  ['GRANT SELECT ON a TO b', [{ kind: 'other-object', verb: 'alter', object: 'grant' }]],
  ["ALTER TYPE t ADD VALUE 'x'", [{ kind: 'other-object', verb: 'alter', object: 'enum', name: 't' }]],
  ['ALTER TABLE a SET LOGGED', [{ kind: 'unknown', reason: 'SET LOGGED writes the whole table anew' }]],
  ['ALTER TABLE a ENABLE ROW LEVEL SECURITY', [{ kind: 'other-object', verb: 'alter', object: 'row security', name: 'a' }]],
  ['ALTER TABLE a ATTACH PARTITION b DEFAULT', [{ kind: 'unknown' }]],
  ['VACUUM FULL a', [{ kind: 'unknown' }]],
  ['CREATE TABLE a AS SELECT * FROM b', [{ kind: 'create-table', table: 'a', columns: [] }]],
  ['SELECT * INTO a FROM b', [{ kind: 'create-table', table: 'a', columns: [] }]],
  ['\\echo done', []],
  ['\\i other.sql', [{ kind: 'unknown', reason: '\\i of psql runs or loads what is not read here' }]],
  ['COPY a FROM stdin;\n1\n\\.\n', [{ kind: 'data', verb: 'insert', table: 'a' }]],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of Flyway
  ['ALTER TABLE ${schema}.a DROP COLUMN b', [{ kind: 'drop-column', column: 'b' }]],
  ["UPDATE a SET b = :'value' WHERE c = :id", [{ kind: 'data', verb: 'update', table: 'a', whole: false }]]
])('reads %s', (text, expected) => {
  const found = kinds(read(text, start))
  expect(found).toHaveLength(expected.length)
  for (const [i, one] of expected.entries()) expect(found[i]).toMatchObject(one)
})

test.each([
  ["text DEFAULT 'x'", { databaseDefault: 'stable', nullable: true }],
  ['timestamptz DEFAULT now() NOT NULL', { type: 'timestamptz', databaseDefault: 'stable', nullable: false }],
  ["timestamp DEFAULT (CURRENT_TIMESTAMP + interval '1 day')", { databaseDefault: 'stable' }],
  ['uuid DEFAULT gen_random_uuid()', { type: 'uuid', databaseDefault: 'volatile' }],
  ['uuid DEFAULT public.uuid_generate_v4()', { databaseDefault: 'volatile' }],
  ['timestamptz DEFAULT clock_timestamp()', { databaseDefault: 'volatile' }],
  ['int DEFAULT abs(random() * 10)::int', { databaseDefault: 'volatile' }],
  ["int DEFAULT nextval('s')", { databaseDefault: 'volatile' }],
  ['int DEFAULT my_number()', { databaseDefault: undefined }],
  ['text DEFAULT app.now()', { databaseDefault: undefined }],
  ["jsonb DEFAULT '{}'::jsonb", { databaseDefault: 'stable' }],
  ['int[] DEFAULT ARRAY[1, 2]', { type: 'integer[]', databaseDefault: 'stable' }],
  ['int DEFAULT NULL', { type: 'integer', databaseDefault: 'none' }],
  ['bigserial', { databaseDefault: 'volatile', nullable: false }],
  ['int GENERATED ALWAYS AS IDENTITY', { databaseDefault: 'volatile', nullable: false }],
  ['int GENERATED ALWAYS AS (b * 2) STORED', { databaseDefault: 'volatile' }],
  ['int PRIMARY KEY', { nullable: false, unique: true, indexed: true }],
  ['varchar(20) UNIQUE', { type: 'varchar(20)', unique: true, indexed: true }],
  ['numeric(10, 2) REFERENCES s.o (id)', { type: 'numeric(10,2)', references: 's.o' }]
])('reads the column %s', (definition, expected) => {
  const [change] = read(`ALTER TABLE a ADD c ${definition}`, start)
  expect(change).toMatchObject({ kind: 'add-column', table: 'a', column: { name: 'c', ...expected } })
})

test('sets the keys of a new table on its columns', () => {
  const [change] = read('CREATE TABLE a (b int, c text UNIQUE, d text, PRIMARY KEY (b), FOREIGN KEY (d) REFERENCES e)', start)
  expect(change).toMatchObject({
    kind: 'create-table',
    table: 'a',
    columns: [
      { name: 'b', nullable: false, unique: true, indexed: true },
      { ...column, name: 'c', unique: true, indexed: true },
      { ...column, name: 'd', references: 'e' }
    ]
  })
})

test('tells a CHECK beside the column that brings it', () => {
  expect(read('ALTER TABLE a ADD c int CHECK (c > 0)', start).map(change => change.kind)).toEqual(['add-column', 'add-constraint'])
})

describe('positions', () => {
  test('are those of the subcommand, counted in characters', () => {
    const text = '-- é\nSELECT \'straße\';\nALTER TABLE "ä"\n  ADD b int,\n  ADD CONSTRAINT ß CHECK (b > 0);'
    expect(read(text, start).map(change => [change.operation, change.at.line, change.at.column])).toEqual([
      ['ALTER TABLE', 4, 7],
      ['ALTER TABLE', 5, 7]
    ])
  })

  test('point to what the parser refuses', () => {
    const [change] = read("SELECT 'é';\nALTER TABEL a ADD b int", start)
    expect(change).toMatchObject({ kind: 'unknown', syntax: true, reason: 'syntax error at or near "TABEL"', at: { line: 2, column: 7 } })
  })

  test('a text that is not closed is unknown as a whole', () => {
    expect(read("SELECT 1; SELECT 'a", start)).toMatchObject([{ kind: 'unknown', at: { line: 1, column: 18 } }])
  })
})
