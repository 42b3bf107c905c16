import { describe, expect, test } from '@jest/globals'
import { compareSqlFiles, parseSqlFile, sectionOf, whyNoTransaction } from './sql-files.ts'

describe('names of files of SQL', () => {
  test.each<[string, object | undefined]>([
    ['V1__init.sql', { name: 'V1__init', role: 'up', version: [1] }],
    ['V1.2_3__add_note.sql', { name: 'V1.2_3__add_note', role: 'up', version: [1, 2, 3] }],
    ['U1__init.sql', { name: 'V1__init', role: 'down', version: [1] }],
    ['R__views.sql', { name: 'R__views', role: 'repeatable', version: [] }],
    ['0001_init.sql', { name: '0001_init', role: 'up', version: [1] }],
    ['20240101120000_add.up.sql', { name: '20240101120000_add', role: 'up', version: [20240101120000] }],
    ['20240101120000_add.down.sql', { name: '20240101120000_add', role: 'down' }],
    ['001.sql', { name: '001', role: 'up', version: [1] }],
    ['schema.sql', undefined],
    ['V1_init.sql', undefined],
    ['0001_init.txt', undefined]
  ])('%s', (file, expected) => {
    const parsed = parseSqlFile(file)
    if (expected === undefined) expect(parsed).toBeUndefined()
    else expect(parsed).toMatchObject({ file, ...expected })
  })

  test('are ordered by the numbers of their versions, what is repeatable last', () => {
    const files = ['R__a.sql', 'V10__x.sql', 'V2__b.sql', 'V2.1__c.sql', 'V1__z.sql'].map(file => parseSqlFile(file)!)
    expect(files.sort(compareSqlFiles).map(each => each.name)).toEqual(['V1__z', 'V2__b', 'V2.1__c', 'V10__x', 'R__a'])
  })
})

test('a file with both directions gives each its part', () => {
  const goose = '-- +goose Up\nCREATE TABLE a (x int);\n-- +goose Down\nDROP TABLE a;\n'
  expect(sectionOf(goose, 'up')).toBe('-- +goose Up\nCREATE TABLE a (x int);\n')
  expect(sectionOf(goose, 'down')).toBe('-- +goose Down\nDROP TABLE a;\n')
  expect(sectionOf('-- migrate:up\nSELECT 1;\n', 'down')).toBeUndefined()
  expect(sectionOf('SELECT 1;', 'up')).toBe('SELECT 1;')
  expect(sectionOf('SELECT 1;', 'down')).toBeUndefined()
})

describe('a file runs in a transaction', () => {
  test.each<[string, string, string | undefined]>([
    ['ALTER TABLE a ADD b int;', 'postgres', undefined],
    ["COMMENT ON TABLE a IS 'BEGIN; COMMIT;'; -- COMMIT;\n/* VACUUM; */ SELECT 1", 'postgres', undefined],
    ['CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $x$ BEGIN PERFORM 1; COMMIT; END; $x$;', 'postgres', undefined],
    ['CREATE INDEX CONCURRENTLY i ON a (b);', 'postgres', 'CONCURRENTLY cannot run in a transaction'],
    ['SELECT 1;\nvacuum a;', 'postgres', 'VACUUM cannot run in a transaction'],
    ['BEGIN;\nSELECT 1;\nCOMMIT;', 'postgres', 'it has a transaction of its own'],
    ['-- belay: no transaction\nSELECT 1;', 'postgres', 'the file says so'],
    ['SELECT 1;', 'mariadb', 'the server commits at every change of the schema'],
    ['PRAGMA foreign_keys = OFF;', 'sqlite', 'PRAGMA FOREIGN_KEYS cannot run in a transaction'],
    ['CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = 1; END;', 'sqlite', undefined]
  ])('%s (%s)', (text, engine, why) => {
    expect(whyNoTransaction(text, engine)).toBe(why)
  })
})
