import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { migration } from '../../shared/config/schema.ts'
import { SqliteEngine } from '../../shared/database/sqlite.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
import { MigrationFailed } from '../../shared/migrations/framework.ts'
import { Sql } from '../../shared/migrations/sql.ts'
import { systemClock } from '../../shared/ports.ts'

const host = new LocalHost()
let home: string
let step = 0
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'belay-sql-'))
  // A file without a page is refused: its path may be wrong.
  database(db => db.exec('PRAGMA user_version = 1'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const job = (idPrefix = `d${++step}.migrate`) => ({ stateDir: home, idPrefix, timeoutMs: 30_000 })
const file = (name: string, text: string) => writeFileSync(join(home, name), text)

function framework(config: object = {}, nodePath: string | undefined = process.execPath): Sql {
  const parsed = migration.parse({ framework: 'sql', database: 'main', ...config })
  if (parsed.framework !== 'sql') throw new Error('not SQL')
  const engine = new SqliteEngine(host, { key: 'main', path: join(home, 'app.db'), nodePath })
  return new Sql(parsed, { host, stateDir: home, releasePath: home, engine, clock: systemClock, waitMs: 300 })
}

function database<T>(work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(join(home, 'app.db'))
  try {
    return work(db)
  } finally {
    db.close()
  }
}
const tables = () =>
  database(db => db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all()).map(row => row['name'])

async function failure(promise: Promise<unknown>): Promise<MigrationFailed> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown
  )
  if (!(error instanceof MigrationFailed)) throw error ?? new Error('it did not fail')
  return error
}

beforeEach(() => {
  file('V1__orders.sql', "CREATE TABLE orders (id integer PRIMARY KEY, note text DEFAULT 'it''s; -- none');")
  file('V2__items.sql', 'CREATE TABLE items (id integer PRIMARY KEY);\nINSERT INTO items VALUES (1);')
  file('U2__items.sql', 'DROP TABLE items;')
  file('schema.sql', 'this is no migration')
})

describe.each([
  ['sqlite3', undefined],
  ['Node.js', process.execPath]
])('files of SQL on SQLite, by %s', (_, nodePath) => {
  test('are applied in order, with their sums in the ledger, and only once', async () => {
    const sql = framework({}, nodePath)
    expect(await sql.appliedSet()).toEqual([])
    expect(await sql.plan()).toEqual([
      { name: 'V1__orders', atomic: true },
      { name: 'V2__items', atomic: true }
    ])
    await expect(sql.verify()).rejects.toThrow('still to be applied: V1__orders, V2__items')
    await expect(sql.apply(job(), [], ['V1__orders'])).rejects.toThrow(
      'would also apply V2__items, which the check of the repository did not see'
    )
    const evidence = await sql.apply(job(), [], ['V1__orders', 'V2__items', 'V3__x'])
    expect(evidence).toMatchObject({ framework: 'sql', before: [], applied: ['V1__orders', 'V2__items'], attempts: 1 })
    expect(evidence.files['V1__orders']).toMatch(/^[0-9a-f]{64}$/)
    expect(tables()).toEqual(['belay_migrations', 'items', 'orders'])
    await sql.verify()
    expect(await sql.apply(job(), evidence.after)).toMatchObject({ planned: [], applied: [] })
    file('V3__more.sql', 'ALTER TABLE items ADD COLUMN n int')
    expect(await sql.apply(job(), evidence.after)).toMatchObject({ applied: ['V3__more'] })
  })

  test('one that fails is taken back whole, and those before it stay', async () => {
    file('V3__bad.sql', 'CREATE TABLE half (id int);\nINSERT INTO nowhere VALUES (1);')
    const error = await failure(framework({}, nodePath).apply(job(), []))
    expect(error.message).toMatch(/V3__bad of .* failed with exit code \d+\. Done before it: V1__orders, V2__items\./)
    expect(error.evidence).toMatchObject({ applied: ['V1__orders', 'V2__items'], partly: false })
    expect(tables()).toEqual(['belay_migrations', 'items', 'orders'])
  })

  test('go back to the recorded set by their down files, and nowhere without them', async () => {
    const sql = framework({}, nodePath)
    await sql.apply(job(), [])
    await expect(sql.revert(job(), [])).rejects.toThrow('V1__orders has no statements for the way back')
    expect(await sql.revert(job(), ['V1__orders'])).toMatchObject({ reverted: ['V2__items'], after: ['V1__orders'] })
    expect(tables()).toEqual(['belay_migrations', 'orders'])
    await expect(sql.revert(job(), ['V9__x'])).rejects.toThrow('V9__x is not applied')
  })
})

describe('files of SQL', () => {
  test('what comes before an applied one is refused, unless the order does not matter', async () => {
    await framework().apply(job(), [])
    file('V1.5__late.sql', 'CREATE TABLE late (id int);')
    await expect(framework().plan()).rejects.toThrow('V1.5__late.sql comes before V2__items.sql')
    expect(await framework({ 'out-of-order': true }).plan()).toEqual([{ name: 'V1.5__late', atomic: true }])
  })

  test('an applied file that was edited, and a ledger that was, are told', async () => {
    const { after } = await framework().apply(job(), [])
    file('V1__orders.sql', 'CREATE TABLE orders (id integer PRIMARY KEY);')
    await expect(framework().apply(job(), after)).rejects.toThrow('V1__orders.sql is not the file that was applied')
    database(db => db.exec("UPDATE belay_migrations SET checksum = 'x' WHERE name = 'V2__items'"))
    await expect(framework().appliedSet()).rejects.toThrow('has a row that Belay did not write: V2__items')
  })

  test('a database with tables and no ledger needs a baseline', async () => {
    database(db => db.exec('CREATE TABLE orders (id int)'))
    await expect(framework().appliedSet()).rejects.toThrow('has 1 table and no belay_migrations yet')
    await expect(framework({ baseline: 'V7__x' }).appliedSet()).rejects.toThrow('There is no file V7__x')
    const sql = framework({ baseline: 'V1__orders' })
    expect(await sql.appliedSet()).toEqual(['V1__orders'])
    expect(await sql.apply(job(), ['V1__orders'])).toMatchObject({ applied: ['V2__items'], after: ['V1__orders', 'V2__items'] })
  })

  test('a file that takes its row with it in an unended comment, or in a rollback, has not passed', async () => {
    file('V2__items.sql', 'CREATE TABLE items (id int);\n/* no end')
    const error = await failure(framework().apply(job(), []))
    expect(error.evidence.after).toEqual(['V1__orders'])
    expect(tables()).toEqual(['belay_migrations', 'orders'])
  })

  test('one without a transaction that breaks half way is known for ever after', async () => {
    file('V3__pragma.sql', 'PRAGMA foreign_keys = OFF;\nCREATE TABLE half (id int);\nINSERT INTO nowhere VALUES (1);')
    const error = await failure(framework().apply(job(), []))
    expect(error.message).toContain('It is not one transaction: part of its work may remain')
    expect(error.evidence).toMatchObject({ partly: true, after: ['V1__orders', 'V2__items'] })
    await expect(framework().plan()).rejects.toThrow('V3__pragma of ')
    database(db => db.exec("DELETE FROM belay_migrations WHERE state = 'running'; DROP TABLE half"))
    file('V3__pragma.sql', 'PRAGMA foreign_keys = OFF;\nCREATE TABLE half (id int);')
    expect(await framework().apply(job(), ['V1__orders', 'V2__items'])).toMatchObject({ applied: ['V3__pragma'] })
  })

  test('a repeatable one runs again when it was changed', async () => {
    file('R__views.sql', 'DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT 1 AS a;')
    const sql = framework()
    const { after } = await sql.apply(job(), [])
    expect(await sql.plan()).toEqual([])
    file('R__views.sql', 'DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT 2 AS a;')
    expect(await sql.apply(job(), after)).toMatchObject({ planned: ['R__views'], applied: [] })
    expect(database(db => db.prepare('SELECT a FROM v').get())).toEqual({ a: 2 })
  })

  test('somebody else who migrates between the plan and the run is told, and nothing runs', async () => {
    const sql = framework()
    await sql.apply(job(), [])
    file('V3__x.sql', 'CREATE TABLE x (id int);')
    const error = await failure(sql.apply(job(), ['V1__orders']))
    expect(error.message).toContain('changed between the plan and the migration')
    expect(tables()).not.toContain('x')
  })

  test('the same step again follows the job that is there', async () => {
    const mine = job()
    expect(await framework().apply(mine, [])).toMatchObject({ applied: ['V1__orders', 'V2__items'] })
    expect(await framework().apply(mine, [])).toMatchObject({ applied: ['V1__orders', 'V2__items'] })
  })

  test('two files of one version are one clear error', async () => {
    file('V2.0__twin.sql', 'SELECT 1;')
    await expect(framework().plan()).rejects.toThrow('V2.0__twin.sql and V2__items.sql in')
  })

  test('a directory without such files, or that is not there, is one clear error', async () => {
    await expect(framework({ directory: 'nowhere' }).plan()).rejects.toThrow(`there is no directory ${home}/nowhere`)
    rmSync(join(home, 'V1__orders.sql'))
    rmSync(join(home, 'V2__items.sql'))
    await expect(framework().plan()).rejects.toThrow('There is no file of SQL with a version in its name')
  })
})
