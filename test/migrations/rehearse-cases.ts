import { expect, test } from '@jest/globals'
import { takeBackup } from '../../shared/backup/backup.ts'
import { restoreSource } from '../../shared/backup/source.ts'
import { verifyBackup } from '../../shared/backup/store.ts'
import { migration } from '../../shared/config/schema.ts'
import type { DatabaseEngine } from '../../shared/database/engine.ts'
import type { Host } from '../../shared/host/host.ts'
import type { MigrationContext, MigrationFramework } from '../../shared/migrations/framework.ts'
import type { RanStatement } from '../../shared/migrations/online-trial.ts'
import { type Trial, type Tried, tryMigrations } from '../../shared/migrations/rehearsal.ts'
import { runSmoke } from '../../shared/migrations/smoke.ts'
import { Sql } from '../../shared/migrations/sql.ts'
import { systemClock } from '../../shared/ports.ts'

/** A server, or a directory of files, on which migrations are rehearsed. */
export interface Place {
  readonly host: Host
  readonly stateDir: string
  /** A directory for a release. */
  readonly releases: string
  /** A database of that name which holds what the statements make. */
  open(name: string, statements: string): Promise<DatabaseEngine>
  /** Runs statements in the live database. */
  live(name: string, statements: string): Promise<string>
  /** Names of the databases (files) that are copies. */
  copies(): Promise<string>
  writeRelease(directory: string, files: Readonly<Record<string, string>>): Promise<void>
}

/** Statements of one engine for the same things. */
export interface Words {
  /** Rows with `id` 1 … n. */
  readonly rows: (n: number) => string
  /** Work that takes about a second under a lock of the table `orders`. */
  readonly slow: string
  /** Bash that asks the database which the environment names. */
  readonly ask: (sql: string) => string
  readonly databaseEnv: (database: string) => Readonly<Record<string, string>>
  /** What the report calls that lock. */
  readonly locked: RegExp
}

let step = 0

export type Found = Trial & { readonly statements: readonly RanStatement[] }
export type More = { readonly smoke?: (copy: DatabaseEngine) => Tried['smoke'] }

/** A job of a deployment of its own. */
export const jobOf = (place: Place, id = `d${++step}`, name = 'rehearse') => ({
  stateDir: place.stateDir,
  idPrefix: `${id}.${name}`,
  timeoutMs: 120_000
})

/** Backs the database up, restores it into a copy, and tries there what the framework has pending. */
export async function rehearseWith(
  place: Place,
  engine: DatabaseEngine,
  open: (context: MigrationContext) => MigrationFramework,
  releasePath: string,
  more: More = {}
): Promise<Found> {
  const { host, stateDir } = place
  const id = `d${++step}`
  const job = (name: string) => jobOf(place, id, name)
  await takeBackup({
    host,
    clock: systemClock,
    job: job('backup'),
    id,
    databases: [{ name: 'main', engine }],
    level: 'full',
    minFreeBytes: 0
  })
  const manifest = await verifyBackup(host, stateDir, id)
  const copy = await engine.scratch(job('rehearse'), id, restoreSource(manifest, 'main', engine, 'drill', { stateDir }))
  try {
    const framework = open({ host, stateDir, releasePath, engine: copy.engine, scratch: true, clock: systemClock, waitMs: 500 })
    const tried = { framework, engine: copy.engine, clock: systemClock, smoke: more.smoke?.(copy.engine) }
    const { trial, statements } = await tryMigrations(tried, job('rehearse.main'))
    return { ...trial, statements }
  } finally {
    await engine.dropCopy(job('rehearse'), copy)
  }
}

/** The same with files of SQL. */
export async function rehearse(
  place: Place,
  engine: DatabaseEngine,
  name: string,
  files: Readonly<Record<string, string>>,
  config: object = {},
  more: More = {}
): Promise<Found> {
  const releasePath = `${place.releases}/${name}-${++step}`
  await place.writeRelease(releasePath, files)
  const parsed = migration.parse({ framework: 'sql', database: 'main', ...config })
  if (parsed.framework !== 'sql') throw new Error('not SQL')
  return rehearseWith(place, engine, context => new Sql(parsed, context), releasePath, more)
}

/** What holds of every engine. */
export function rehearsals(place: () => Place, words: Words): void {
  const schema = `CREATE TABLE orders (id int NOT NULL PRIMARY KEY, note varchar(40), price float, amount int); CREATE INDEX by_amount ON orders (amount); CREATE TABLE empty_one (id int NOT NULL PRIMARY KEY);`
  const config = { baseline: 'none' }

  test('what comes back as it was is lossless, the live database is as before, and no copy remains', async () => {
    const engine = await place().open('whole', `${schema} ${words.rows(500)}`)
    const trial = await rehearse(
      place(),
      engine,
      'whole',
      {
        '0001_stars.up.sql': 'ALTER TABLE orders ADD COLUMN stars int NOT NULL DEFAULT 5; CREATE TABLE more (id int);',
        '0001_stars.down.sql': 'ALTER TABLE orders DROP COLUMN stars; DROP TABLE more;'
      },
      config
    )
    expect(trial).toMatchObject({ applied: ['0001_stars'], lossless: 'yes', lost: [] })
    expect(trial.looks).toBeGreaterThan(0)
    expect(await place().copies()).not.toContain('scratch')
    expect(await place().live('whole', 'SELECT COUNT(*) FROM orders;')).toBe('500')
    await expect(place().live('whole', 'SELECT stars FROM orders;')).rejects.toThrow()
  }, 180_000)

  test('a column whose values do not come back is named, one that only moved in its row is not', async () => {
    const engine = await place().open('lossy', `${schema} ${words.rows(300)}`)
    const trial = await rehearse(
      place(),
      engine,
      'lossy',
      {
        '0001_note.up.sql':
          'ALTER TABLE orders DROP COLUMN note; UPDATE orders SET amount = amount + 1; CREATE TABLE kept (id int); INSERT INTO kept VALUES (1);',
        '0001_note.down.sql':
          'ALTER TABLE orders ADD COLUMN note varchar(40); UPDATE orders SET amount = amount - 1; DELETE FROM orders WHERE id = 300 AND 1 = 0; DROP TABLE kept;'
      },
      config
    )
    expect(trial).toMatchObject({ lossless: 'no', lost: [expect.stringMatching(/^orders\.note$/)] })
  }, 180_000)

  test('values that were swapped between two rows, a fraction that was cut, and rows that are gone are losses', async () => {
    const engine = await place().open('swapped', `${schema} ${words.rows(50)}`)
    const swap = (a: number, b: number) => `UPDATE orders SET amount = CASE id WHEN ${a} THEN ${b} ELSE ${a} END WHERE id IN (${a}, ${b});`
    const trial = await rehearse(
      place(),
      engine,
      'swapped',
      {
        '0001_swap.up.sql': 'UPDATE orders SET price = price * 1.000001 WHERE id = 7; INSERT INTO empty_one VALUES (1);',
        '0001_swap.down.sql': swap(3, 4)
      },
      config
    )
    expect(trial).toMatchObject({
      lossless: 'no',
      lost: ['empty_one: 1 of 0 rows', 'orders.amount', 'orders.price', expect.stringMatching(/^it cannot be applied again: 0001_swap of/)]
    })
  }, 180_000)

  test('a migration without a way back says so, and one that fails on the copy says which', async () => {
    const engine = await place().open('oneway', `${schema} ${words.rows(5)}`)
    const up = { '0001_x.sql': 'ALTER TABLE orders ADD COLUMN x int;' }
    expect(await rehearse(place(), engine, 'oneway', up, config)).toMatchObject({
      lossless: 'unknown',
      lost: [expect.stringContaining('0001_x has no statements for the way back')]
    })
    const bad = { '0001_x.sql': 'ALTER TABLE nowhere ADD COLUMN x int;' }
    await expect(rehearse(place(), engine, 'oneway', bad, config)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('0001_x of')
    })
    expect(await place().copies()).not.toContain('scratch')
  }, 180_000)

  test('how long a table was locked against others is seen', async () => {
    const engine = await place().open('locked', `${schema} ${words.rows(20)}`)
    const trial = await rehearse(place(), engine, 'locked', { '0001_slow.sql': words.slow }, config)
    expect(trial.locks[0]).toMatchObject({ table: expect.stringMatching(words.locked), mode: expect.any(String) })
    expect(trial.locks[0]!.ms).toBeGreaterThan(300)
    expect(trial.locks[0]!.ms).toBeLessThan(trial.ms)
  }, 180_000)

  test.each<[string, (old: string) => string, object]>([
    ['that works', old => old, { result: 'works' }],
    [
      'that asks for a column that is gone',
      old => `${old}\necho unreached`,
      { result: 'fails', says: expect.stringMatching(/^the previous release does not work on the new schema: .*note/) }
    ],
    ['that does not end', () => 'sleep 600', { result: 'fails', says: expect.stringContaining('the command had not ended after 2 s') }]
  ])(
    'a command of the previous release %s',
    async (what, command, smoke) => {
      const name = `smoke_${what.replaceAll(' ', '_').slice(0, 14)}`
      const engine = await place().open(name, `${schema} ${words.rows(5)}`)
      const old = `${place().releases}/old-${name}`
      await place().writeRelease(old, { 'sub.txt': 'here' })
      const files = {
        '0001_note.sql': `ALTER TABLE orders ADD COLUMN fresh int;${what.includes('gone') ? ' ALTER TABLE orders DROP COLUMN note;' : ''}`
      }
      const found = await rehearse(place(), engine, name, files, config, {
        smoke: copy => {
          const asks = `test "$(cat sub.txt)" = here\n${words.ask('SELECT COUNT(fresh) FROM orders')}\n${words.ask('SELECT note FROM orders')}`
          const { command: text, databaseEnv } = { command: command(asks), databaseEnv: words.databaseEnv(copy.database) }
          return job => runSmoke(place().host, copy, { command: text, timeoutMs: 2_000, release: old, directory: '.', databaseEnv }, job)
        }
      })
      expect(found.smoke).toMatchObject(smoke)
      // It has asked the copy: the live database has no such column.
      await expect(place().live(name, 'SELECT fresh FROM orders;')).rejects.toThrow()
    },
    180_000
  )
}
