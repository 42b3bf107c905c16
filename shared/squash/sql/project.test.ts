import { beforeAll, describe, expect, test } from '@jest/globals'
import type { ChangeContext, SqlReader } from '../changes.ts'
import { checkMigrations, detectFrameworks, plannedMigrations, readProject } from '../check.ts'
import { objectSource } from '../source.ts'
import { changesOf } from './changes.ts'
import { loadPostgresReader } from './load.ts'

let sql: SqlReader
beforeAll(async () => {
  sql = await loadPostgresReader()
})

const table = 'CREATE TABLE a (b int);\n'
const read = (files: Record<string, string | Uint8Array>) => readProject('sql', objectSource(files))
const names = (files: Record<string, string>) => read(files).migrations.map(each => each.name)

describe('a directory of migrations', () => {
  test.each([
    ['Flyway', { 'src/main/resources/db/migration/V1__a.sql': table }],
    ['pairs', { 'store/001_a.up.sql': table, 'store/001_a.down.sql': '' }],
    ['dbmate', { 'db/x/20240101_a.sql': `-- migrate:up\n${table}-- migrate:down\nDROP TABLE a;\n` }],
    ['goose', { 'sql/1_a.sql': `-- +goose Up\n${table}` }],
    ['a usual name', { 'migrations/1_a.sql': table }],
    ['numbers of three digits', { 'ddl/001_a.sql': table, 'ddl/002_b.sql': table }],
    ['times', { 'ddl/20240101_a.sql': table, 'ddl/20240102_b.sql': table }]
  ])('is found by %s', (_, files) => {
    expect(detectFrameworks(objectSource(files))).toEqual(['sql'])
  })

  test.each([
    ['one schema', { 'db/schema.sql': table }],
    ['a schema in a folder for migrations', { 'migrations/schema.sql': table }],
    ['data of tests', { 'tests/fixtures/001_a.sql': table, 'tests/fixtures/002_b.sql': table }],
    ['migrations of tests', { 'src/test/resources/db/migration/V1__a.sql': table }],
    ['the first start of a container', { 'docker-entrypoint-initdb.d/001_a.sql': table, 'docker-entrypoint-initdb.d/002_b.sql': table }],
    ['numbered queries', { 'report/1_a.sql': table, 'report/2_b.sql': table }],
    ['SQL that a migration of Django runs', { 'a/migrations/0001_a.py': '', 'a/migrations/sql/0001_a.sql': table }],
    ['SQL beside migrations of Django', { 'a/migrations/0001_a.py': '', 'a/migrations/0001_a.sql': table }],
    ['down files alone', { 'migrations/1_a.down.sql': table }]
  ])('is not %s', (_, files) => {
    expect(detectFrameworks(objectSource(files))).not.toContain('sql')
  })

  test('each is an app of its own, labelled by its path', () => {
    const { apps } = read({ 'x/migrations/1_a.sql': table, 'V1__a.sql': table })
    expect(apps.map(each => each.label)).toEqual(['.', 'x/migrations'])
  })

  test('may lie below another project in Python', () => {
    expect(detectFrameworks(objectSource({ 'db/__init__.py': '', 'db/migrations/1_a.sql': table }))).toContain('sql')
  })
})

test('versions are compared by number, part by part, and what is repeatable comes last', () => {
  const files = ['V10__c', 'V2__b', 'V1.10__y', 'V1.2__x', 'R__view', 'V1__a', 'U1__a']
  const found = names(Object.fromEntries(files.map(name => [`db/${name}.sql`, table])))
  expect(found).toEqual(['V1__a', 'V1.2__x', 'V1.10__y', 'V2__b', 'V10__c', 'R__view'])
})

test('each depends on the one before', () => {
  const [first, second] = read({ 'db/V1__a.sql': table, 'db/V2__b.sql': table }).migrations
  expect(first!.dependencies).toEqual([])
  expect(second!.dependencies).toMatchObject([{ app: 'db', name: 'V1__a', file: 'db/V2__b.sql' }])
})

describe('the way back', () => {
  test.each<[string, Record<string, string>]>([
    ['a down file', { 'db/001_a.up.sql': table, 'db/001_a.down.sql': 'DROP TABLE a;' }],
    ['a file U', { 'db/V1__a.sql': table, 'db/U1__other.sql': 'DROP TABLE a;' }],
    ['a section of goose', { 'db/1_a.sql': `-- +goose Up\n${table}-- +goose Down\nDROP TABLE a;` }],
    ['a section of dbmate', { 'db/1_a.sql': `-- migrate:up\n${table}-- migrate:down\nDROP TABLE a;` }]
  ])('is %s', (_, files) => {
    const project = read(files)
    const [migration] = project.migrations
    expect(migration!.operations.map(each => each.kind)).toEqual(['CREATE TABLE'])
    expect(migration!.reverse?.map(each => each.kind)).toEqual(['DROP TABLE'])
    const { forward, backward } = changesOf(migration!, { project, database: 'postgres', sql })
    expect(forward).toMatchObject([{ kind: 'create-table', reverse: 'given' }])
    expect(backward).toMatchObject([{ kind: 'drop-table', table: 'a' }])
  })

  test.each([
    ['none', { 'db/V1__a.sql': table }],
    ['noop', { 'db/001_a.up.sql': table, 'db/001_a.down.sql': '-- nothing\n' }],
    [undefined, { 'db/V1__b.sql': table, 'db/R__a.sql': table }]
  ])('is %s', (reverse, files) => {
    const project = read(files)
    const { forward } = changesOf(project.migrations.at(-1)!, { project, database: 'postgres', sql })
    expect(forward.map(each => each.reverse)).toEqual([reverse])
  })
})

test('changes stand where their part of the statement does, in either section', () => {
  const project = read({ 'db/1_a.sql': '-- +goose Up\nSELECT 1; ALTER TABLE a\n  ADD b int;\n-- +goose Down\n\n  ALTER TABLE a DROP b;\n' })
  const { forward, backward } = changesOf(project.migrations[0]!, { project, database: 'postgres', sql })
  expect(forward.map(each => each.at)).toEqual([{ file: 'db/1_a.sql', line: 3, column: 7 }])
  expect(backward?.map(each => each.at)).toEqual([{ file: 'db/1_a.sql', line: 6, column: 3 }])
})

test.each<[string, ChangeContext['database'], Record<string, string>, boolean]>([
  ['a plain file', 'postgres', { 'db/V1__a.sql': table }, true],
  ['a concurrent index', 'postgres', { 'db/V1__a.sql': 'CREATE INDEX CONCURRENTLY i ON a (b);' }, false],
  ['a transaction of its own around all', 'postgres', { 'db/V1__a.sql': `BEGIN;\n${table}COMMIT;` }, true],
  ['a transaction of its own within', 'postgres', { 'db/V1__a.sql': `${table}BEGIN;\nCOMMIT;\n` }, false],
  ['a mark of goose', 'postgres', { 'db/1_a.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n${table}` }, false],
  ['a mark of dbmate', 'postgres', { 'db/1_a.sql': `-- migrate:up transaction:false\n${table}` }, false],
  ['a configuration of Flyway', 'postgres', { 'db/V1__a.sql': table, 'db/V1__a.sql.conf': 'executeInTransaction=false\n' }, false],
  ['MySQL', 'mysql', { 'db/V1__a.sql': table }, false]
])('%s on %s', (_, database, files, atomic) => {
  const project = read(files)
  expect(changesOf(project.migrations[0]!, { project, database, sql }).atomic).toBe(atomic)
})

describe('the reader', () => {
  const kindOf = (text: string, context: Partial<ChangeContext>) => {
    const project = read({ 'db/V1__a.sql': text })
    return changesOf(project.migrations[0]!, { project, database: undefined, sql: undefined, ...context }).forward[0]!.kind
  }

  test('is that of the database', () => {
    expect(kindOf('ALTER TABLE a MODIFY b int;', { database: 'mysql' })).toBe('change-type')
    expect(kindOf('ALTER TABLE a MODIFY b int;', { database: 'sqlite' })).toBe('unknown')
    expect(kindOf('ALTER TABLE a MODIFY b int;', { database: 'postgres', sql })).toBe('unknown')
  })

  test('is guessed only by what no other database takes', () => {
    expect(kindOf('ALTER TABLE `a` MODIFY b int;', { sql })).toBe('change-type')
    expect(kindOf('ALTER TABLE a DROP b;', { sql })).toBe('drop-column')
  })

  test('is not guessed where none was loaded', () => {
    expect(kindOf('ALTER TABLE a DROP b;', { database: 'postgres' })).toBe('unknown')
  })
})

describe('problems', () => {
  test.each<[string, string | Uint8Array, string, number]>([
    ['a quote that is not closed', "SELECT 1;\nSELECT 'a;\n", 'syntax', 2],
    ['a conflict', `${table}${'<'.repeat(7)} HEAD\n${table}${'='.repeat(7)}\n${'>'.repeat(7)} x\n`, 'conflict', 2],
    ['another encoding', Uint8Array.from([...Buffer.from("SELECT 1;\nSELECT '"), 0xe9, 0x27, 0x3b]), 'encoding', 2]
  ])('%s', (_, content, kind, line) => {
    const project = read({ 'db/V1__a.sql': content })
    expect(project.problems).toMatchObject([{ kind, app: 'db', migration: 'V1__a', file: 'db/V1__a.sql', line }])
    expect(project.migrations[0]!.operationsKnown).toBe(false)
  })

  test.each([
    ['V1__a.sql', 'V1__b.sql'],
    ['V1__a.sql', 'V1.0__b.sql'],
    ['001_a.sql', '0001_b.sql']
  ])('%s and %s have one version', (first, second) => {
    const project = read({ [`migrations/${first}`]: table, [`migrations/${second}`]: table })
    expect(project.problems).toMatchObject([{ kind: 'duplicate' }])
  })
})

test('plans what is not recorded, in the order of versions', () => {
  const project = read({ 'db/V10__c.sql': table, 'db/V9__b.sql': table, 'db/V1__a.sql': table })
  expect(plannedMigrations(project, [{ app: 'db', name: 'V1__a' }]).map(each => each.name)).toEqual(['V9__b', 'V10__c'])
})

test('refuses new SQL only where the database is known to be PostgreSQL', () => {
  const files = { 'db/V1__a.sql': 'ALTER TABLE a MODIFY b int;' }
  const check = (database: 'postgres' | undefined, base: Record<string, string>) =>
    checkMigrations(objectSource(files), { sql, database, base: objectSource(base) }).findings.filter(each => each.rule === 'G06')
  expect(check('postgres', {})).toMatchObject([{ line: 1, column: 15 }])
  expect(check(undefined, {})).toEqual([])
  expect(check('postgres', files)).toEqual([])
})
