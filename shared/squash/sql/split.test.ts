import { beforeAll, describe, expect, test } from '@jest/globals'
import { loadModule, parseSync } from 'libpg-query'
import { headOf, positions, splitSql } from './split.ts'
import type { Dialect } from './tokens.ts'

beforeAll(loadModule)

const texts = (text: string, dialect: Dialect) => splitSql(text, dialect).statements.map(each => each.text)

/** A generator of numbers that gives the same ones in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

test('cuts 5,000 random texts where the parser of PostgreSQL cuts them', () => {
  const statements = [
    'SELECT 1',
    "SELECT 'a;b', 'it''s -- no comment', '\\'",
    "SELECT E'a\\';b', e'\\\\'",
    "SELECT E'a\\'x'\n  'b\\';c'",
    "SELECT 'a'\n\n 'b;c'",
    'SELECT "a;b", "x""y;"',
    'SELECT $$ a; b $$',
    "SELECT $tag$ a; $$ ' $x$; $tag$",
    'SELECT $1 + $2',
    'SELECT a$b$c FROM t$x$',
    'SELECT 1 /* a; /* nested; */ b; */ + 2',
    'SELECT 1 -- ; \' " $$\n + 2',
    "SELECT U&'d\\0061t;', B'01', x'1F', N'n;'",
    'CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)',
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END',
    'CREATE OR REPLACE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC; END',
    "CREATE FUNCTION g() RETURNS text AS $f$ BEGIN RETURN ';'; END $f$ LANGUAGE plpgsql",
    "DO $do$ BEGIN PERFORM ';'; END $do$",
    'BEGIN',
    'END',
    "SELECT 'é;ü', \"straße;\", '😀'",
    'SELECT 1e5, .5, 0x1F, a.b[1;]'.replace(';', ''),
    'INSERT INTO t VALUES (1, (2)), (3, 4)',
    "SELECT a <@ b, c ->> 'x;', d::text"
  ]
  const between = ['', ' ', '\n', '\r\n', ' -- c;\n', '/* x; */', '\t\n\n', '-- é\n', '/*/**/;*/']
  const roll = dice(42)
  const pick = (from: readonly string[]) => from[roll(from.length)]!
  for (let round = 0; round < 5000; round++) {
    let text = pick(between)
    for (let i = roll(6); i >= 0; i--) text += `${pick(between)}${roll(8) === 0 ? '' : pick(statements)}${pick(between)};`
    if (roll(3) === 0) text += pick(between) + pick(statements) + pick(between)
    const bytes = Buffer.from(text)
    const theirs = (parseSync(text).stmts ?? []).map(({ stmt_location: from = 0, stmt_len: length = 0 }) =>
      bytes.subarray(from, length === 0 ? bytes.length : from + length).toString()
    )
    const ours = splitSql(text, 'postgres')
    expect(ours.problem).toBeUndefined()
    const got = ours.statements.map(each => text.slice(each.from, each.to))
    expect(got.length).toBe(theirs.length)
    // The parser leaves blanks and comments on a statement's end; its beginning is the first word.
    for (const [i, one] of got.entries()) {
      expect(theirs[i]!.startsWith(one) ? one : [one, text]).toBe(one)
      expect(splitSql(theirs[i]!.slice(one.length), 'postgres').statements).toEqual([])
    }
  }
})

test('says the line and column of each statement', () => {
  const text = 'SELECT 1;\n\n  -- note\n  ALTER TABLE a\n    ADD b int;SELECT 2'
  const place = positions(text, 'x.sql')
  expect(splitSql(text, 'postgres').statements.map(each => place(each.from))).toEqual([
    { file: 'x.sql', line: 1, column: 1 },
    { file: 'x.sql', line: 4, column: 3 },
    { file: 'x.sql', line: 5, column: 15 }
  ])
})

describe('postgres', () => {
  test('reads lines for psql, and the data below COPY as a part of it', () => {
    expect(texts("\\connect x;y\nSELECT 1;\nCOPY t (a) FROM stdin;\n1;2\nit's\n\\.\nSELECT 2;", 'postgres')).toEqual([
      '\\connect x;y',
      'SELECT 1',
      'COPY t (a) FROM stdin',
      'SELECT 2'
    ])
  })

  test('takes backslashes as escapes after standard_conforming_strings was switched off', () => {
    expect(texts("SET standard_conforming_strings = off; SELECT 'a\\';b'; SELECT 1", 'postgres')).toEqual([
      'SET standard_conforming_strings = off',
      "SELECT 'a\\';b'",
      'SELECT 1'
    ])
  })

  test('takes what is between the marks of goose as one statement', () => {
    expect(texts('-- +goose StatementBegin\nSELECT 1; SELECT 2;\n-- +goose StatementEnd\nSELECT 3;', 'postgres')).toEqual([
      'SELECT 1; SELECT 2',
      'SELECT 3'
    ])
  })
})

describe('mysql', () => {
  test('knows its quotes and comments', () => {
    expect(texts('SELECT \'a\\\';b\', "c;\\"", `d;``e`; # f;\n-- g;\nSELECT 1--2;', 'mysql')).toEqual([
      'SELECT \'a\\\';b\', "c;\\"", `d;``e`',
      'SELECT 1--2'
    ])
  })

  test('runs what is in marked comments', () => {
    expect(texts('/*!40101 SET NAMES utf8 */; /* no; */ SELECT 1', 'mysql')).toEqual(['SET NAMES utf8', 'SELECT 1'])
  })

  test('obeys DELIMITER', () => {
    expect(texts('DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END//\nDELIMITER ;\nSELECT 2;', 'mysql')).toEqual([
      'CREATE PROCEDURE p() BEGIN SELECT 1; END',
      'SELECT 2'
    ])
  })

  test('keeps the body of a routine together without DELIMITER', () => {
    const routine =
      'CREATE DEFINER=`a`@`b` TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN IF NEW.a IS NULL THEN SET NEW.a = 1; END IF; SELECT CASE WHEN 1 THEN 2 END; WHILE 0 DO SET @a = 1; END WHILE; END'
    expect(texts(`${routine}; SELECT 1;`, 'mysql')).toEqual([routine, 'SELECT 1'])
  })
})

test('keeps the body of a trigger of SQLite together', () => {
  const trigger = 'CREATE TRIGGER t AFTER INSERT ON x BEGIN UPDATE x SET [a;b] = 1; DELETE FROM y; END'
  expect(texts(`${trigger}; SELECT 1`, 'sqlite')).toEqual([trigger, 'SELECT 1'])
})

test.each<[string, string, Dialect, string]>([
  ["SELECT 1;\nSELECT 'abc;\n", 'syntax', 'postgres', "a string that is not closed in ''abc;'"],
  ['SELECT 1; /* a /* b */', 'syntax', 'postgres', "a comment that is not closed in '/* a /* b */'"],
  ['DO $x$ BEGIN; $y$', 'syntax', 'postgres', "a dollar quote that is not closed in '$x$ BEGIN; $y$'"],
  ['SELECT `a;', 'syntax', 'mysql', "a name that is not closed in '`a;'"],
  [`SELECT 1;\n${'<'.repeat(7)} HEAD\nSELECT 2;\n`, 'conflict', 'postgres', 'unresolved merge conflict']
])('finds what is wrong in %j', (text, kind, dialect, message) => {
  expect(splitSql(text, dialect).problem).toMatchObject({ kind, message })
})

test('takes the marks of a conflict inside quotes for text', () => {
  expect(splitSql(`SELECT '\n${'<'.repeat(7)} HEAD\n'`, 'postgres').problem).toBeUndefined()
})

test.each([
  ['create unique index concurrently i on t(a)', 'CREATE INDEX'],
  ['ALTER TABLE ONLY a ADD b int', 'ALTER TABLE'],
  ['create or replace function f() returns int', 'CREATE FUNCTION'],
  ['CREATE MATERIALIZED VIEW v AS SELECT 1', 'CREATE MATERIALIZED VIEW'],
  ['drop table if exists a', 'DROP TABLE'],
  ['update a set b = 1', 'UPDATE'],
  ['/* x */ insert into a values (1)', 'INSERT'],
  ['\\connect x', '\\connect'],
  ['COMMENT ON TABLE a IS 1', 'COMMENT TABLE'],
  ['truncate table a', 'TRUNCATE TABLE']
])('calls %j %s', (text, head) => {
  expect(headOf(text)).toBe(head)
})
