import { describe, expect, test } from '@jest/globals'
import type { Change, ChangeKind } from '../changes.ts'
import { mysqlReader } from './mysql.ts'
import { sqliteReader } from './sqlite.ts'

const start = { file: 'x.sql', line: 1, column: 1 }

function kinds(changes: readonly Change[]): Partial<ChangeKind>[] {
  return changes.map(({ at: _at, operation: _operation, sql: _sql, reverse: _reverse, ...kind }) => kind as Partial<ChangeKind>)
}

const t = { table: 't' }

describe('mysql', () => {
  test.each<[string, Partial<ChangeKind>[]]>([
    [
      'ALTER TABLE t ADD a INT NOT NULL DEFAULT 0 AFTER b',
      [
        {
          kind: 'add-column',
          ...t,
          column: { name: 'a', type: 'int', nullable: false, databaseDefault: 'stable', unique: false, indexed: false }
        }
      ]
    ],
    ['ALTER TABLE t ADD COLUMN (a INT, b INT)', [{ kind: 'add-column' }, { kind: 'add-column' }]],
    ["ALTER TABLE `t` ADD COLUMN IF NOT EXISTS `a b` ENUM('x','y'), ALGORITHM=INPLACE, LOCK=NONE", [{ kind: 'add-column', ...t }]],
    [
      'ALTER TABLE t DROP a, DROP INDEX i, DROP PRIMARY KEY, DROP FOREIGN KEY f, DROP CHECK c',
      [
        { kind: 'drop-column', ...t, column: 'a' },
        { kind: 'drop-index', ...t, name: 'i' },
        { kind: 'drop-constraint', ...t, name: 'PRIMARY' },
        { kind: 'drop-constraint', ...t, name: 'f' },
        { kind: 'drop-constraint', ...t, name: 'c' }
      ]
    ],
    [
      'ALTER TABLE t MODIFY a VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL',
      [
        { kind: 'change-type', ...t, column: 'a', to: 'varchar(300)', rewrites: undefined },
        { kind: 'set-not-null', ...t, column: 'a' }
      ]
    ],
    [
      "ALTER TABLE t CHANGE COLUMN a b DECIMAL(10,2) UNSIGNED NULL DEFAULT NULL COMMENT 'x' FIRST",
      [
        { kind: 'rename-column', ...t, column: 'a', to: 'b' },
        { kind: 'change-type', ...t, column: 'b', to: 'decimal(10,2) unsigned' }
      ]
    ],
    ['ALTER TABLE t RENAME COLUMN a TO b', [{ kind: 'rename-column', ...t, column: 'a', to: 'b' }]],
    ['ALTER TABLE t RENAME TO u', [{ kind: 'rename-table', ...t, to: 'u' }]],
    ['ALTER TABLE t RENAME u', [{ kind: 'rename-table', ...t, to: 'u' }]],
    ['ALTER TABLE t RENAME INDEX a TO b', [{ kind: 'other-object', verb: 'alter', object: 'index' }]],
    [
      'RENAME TABLE a TO b, c TO d',
      [
        { kind: 'rename-table', table: 'a', to: 'b' },
        { kind: 'rename-table', table: 'c', to: 'd' }
      ]
    ],
    [
      'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES o (id) ON DELETE CASCADE',
      [{ kind: 'add-constraint', ...t, name: 'f', type: 'foreign-key', references: 'o', validates: true }]
    ],
    [
      'ALTER TABLE t ADD UNIQUE KEY u (a), ADD INDEX i (b), ADD FULLTEXT (c), ADD PRIMARY KEY (d), ADD CHECK (e > 0)',
      [
        { kind: 'add-constraint', ...t, name: 'u', type: 'unique' },
        { kind: 'create-index', ...t, name: 'i' },
        { kind: 'create-index', ...t, name: undefined },
        { kind: 'add-constraint', ...t, type: 'primary-key' },
        { kind: 'add-constraint', ...t, type: 'check' }
      ]
    ],
    [
      'ALTER TABLE t ALTER COLUMN a SET DEFAULT 3, ALTER b DROP DEFAULT, ALTER INDEX i INVISIBLE',
      [
        { kind: 'set-default', ...t, column: 'a' },
        { kind: 'drop-default', ...t, column: 'b' },
        { kind: 'other-object', object: 'index' }
      ]
    ],
    ['ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4', [{ kind: 'unknown' }]],
    ['ALTER TABLE t ENGINE=InnoDB', [{ kind: 'unknown' }]],
    ["ALTER TABLE t AUTO_INCREMENT = 100, COMMENT = 'x'", [{ kind: 'other-object' }, { kind: 'other-object' }]],
    ['ALTER TABLE t DROP PARTITION p', [{ kind: 'unknown' }]],
    ['ALTER TABLE t FROBNICATE a', [{ kind: 'unknown' }]],
    ['ALTER TABLE t DROP COLUMN a FROBNICATE', [{ kind: 'unknown' }]],
    ['ALTER TABLE t ADD a INT FROBNICATE', [{ kind: 'unknown' }]],
    ['ALTER ONLINE IGNORE TABLE db.T ADD UNIQUE (a)', [{ kind: 'add-constraint', table: 'db.t', type: 'unique' }]],
    ['CREATE UNIQUE INDEX i ON t (a) ALGORITHM=INPLACE', [{ kind: 'create-index', ...t, name: 'i', unique: true }]],
    ['DROP INDEX i ON t', [{ kind: 'drop-index', ...t, name: 'i' }]],
    [
      'DROP TABLE IF EXISTS a, `b`',
      [
        { kind: 'drop-table', table: 'a' },
        { kind: 'drop-table', table: 'b' }
      ]
    ],
    ['DROP DATABASE d', [{ kind: 'unknown' }]],
    ['TRUNCATE TABLE t', [{ kind: 'data', verb: 'truncate', ...t, whole: true }]],
    ['UPDATE t SET a = 1', [{ kind: 'data', verb: 'update', ...t, whole: true }]],
    ['UPDATE t SET a = (SELECT 1 FROM o WHERE 1)', [{ kind: 'data', verb: 'update', ...t, whole: true }]],
    ['UPDATE t SET a = 1 WHERE b LIMIT 5', [{ kind: 'data', verb: 'update', ...t, whole: false }]],
    ['UPDATE t JOIN o ON t.a = o.a SET t.a = 1', [{ kind: 'data', verb: 'update', ...t, whole: undefined }]],
    ['DELETE FROM t', [{ kind: 'data', verb: 'delete', ...t, whole: true }]],
    ['INSERT INTO t (a) VALUES (1)', [{ kind: 'data', verb: 'insert', ...t, whole: false }]],
    ['INSERT INTO t SELECT * FROM o', [{ kind: 'data', verb: 'insert', ...t, whole: true }]],
    ['SET SESSION lock_wait_timeout = 5', [{ kind: 'set-timeout', which: 'lock' }]],
    ['SET @@session.max_statement_time = 5', [{ kind: 'set-timeout', which: 'statement' }]],
    ['SET NAMES utf8', [{ kind: 'other-object', object: 'setting' }]],
    ['/*!40101 SET NAMES utf8 */', [{ kind: 'other-object', object: 'setting' }]],
    ['START TRANSACTION', [{ kind: 'transaction', verb: 'begin' }]],
    ['CREATE VIEW v AS SELECT 1', [{ kind: 'other-object', verb: 'create', object: 'view', name: 'v' }]],
    [
      'CREATE DEFINER=`a`@`b` PROCEDURE p() BEGIN SELECT 1; END',
      [{ kind: 'other-object', verb: 'create', object: 'procedure', name: 'p' }]
    ],
    ['CALL p()', [{ kind: 'unknown' }]],
    ['SELECT tidy()', [{ kind: 'unknown', reason: 'it calls tidy, whose effect is not read' }]],
    ['SELECT COUNT(*) FROM t', []]
  ])('reads %s', (text, expected) => {
    const found = kinds(mysqlReader(text, start))
    expect(found).toHaveLength(expected.length)
    for (const [i, one] of expected.entries()) expect(found[i]).toMatchObject(one)
  })

  test('reads the columns and keys of a new table', () => {
    const [change] = mysqlReader(
      "CREATE TABLE IF NOT EXISTS t (\n  `id` INT UNSIGNED NOT NULL AUTO_INCREMENT,\n  a JSON COMMENT 'x, y',\n  b varchar(20) DEFAULT (uuid()),\n  c int GENERATED ALWAYS AS (id + 1) STORED,\n  PRIMARY KEY (`id`), KEY k (a(10), b),\n  CONSTRAINT f FOREIGN KEY (b) REFERENCES o (id) ON DELETE SET NULL\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
      start
    )
    expect(change).toMatchObject({
      kind: 'create-table',
      table: 't',
      columns: [
        { name: 'id', type: 'int unsigned', nullable: false, databaseDefault: 'volatile', unique: true, indexed: true },
        { name: 'a', type: 'json', nullable: true, databaseDefault: 'none', unique: false },
        { name: 'b', type: 'varchar(20)', databaseDefault: 'volatile', indexed: true, references: 'o' },
        { name: 'c', type: 'int', databaseDefault: 'volatile' }
      ]
    })
  })

  test('points to the part of ALTER TABLE', () => {
    const found = mysqlReader('SELECT 1;\nALTER TABLE t\n  ADD a INT,\n  DROP b;', start)
    expect(found.map(change => [change.kind, change.at.line, change.at.column])).toEqual([
      ['add-column', 3, 7],
      ['drop-column', 4, 3]
    ])
  })
})

test.each<[string, Partial<ChangeKind>[]]>([
  ['ALTER TABLE t RENAME TO u', [{ kind: 'rename-table', ...t, to: 'u' }]],
  ['ALTER TABLE [t] RENAME a TO "b"', [{ kind: 'rename-column', ...t, column: 'a', to: 'b' }]],
  [
    "ALTER TABLE t ADD COLUMN a TEXT NOT NULL DEFAULT ''",
    [
      {
        kind: 'add-column',
        ...t,
        column: { name: 'a', type: 'text', nullable: false, databaseDefault: 'stable', unique: false, indexed: false }
      }
    ]
  ],
  ['ALTER TABLE t DROP COLUMN a', [{ kind: 'drop-column', ...t, column: 'a' }]],
  ['ALTER TABLE t MODIFY a INT', [{ kind: 'unknown' }]],
  ['CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT)', [{ kind: 'create-table', ...t }]],
  ['CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a)', [{ kind: 'create-index', ...t, unique: true }]],
  ['DROP INDEX i', [{ kind: 'drop-index', table: undefined, name: 'i' }]],
  ['CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM u; END', [{ kind: 'other-object', verb: 'create', object: 'trigger', name: 'x' }]],
  ['PRAGMA foreign_keys = off', [{ kind: 'other-object', object: 'setting', name: 'foreign_keys' }]],
  ['INSERT OR REPLACE INTO t VALUES (1)', [{ kind: 'data', verb: 'insert', ...t, whole: false }]],
  ['VACUUM', [{ kind: 'unknown' }]]
])('sqlite: reads %s', (text, expected) => {
  const found = kinds(sqliteReader(text, start))
  expect(found).toHaveLength(expected.length)
  for (const [i, one] of expected.entries()) expect(found[i]).toMatchObject(one)
})
