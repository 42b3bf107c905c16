// What a swap cannot carry over is refused with the reason, before anything is done; made with the real thing each time.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { takeBackup } from '../../shared/backup/backup.ts'
import { restoreSource } from '../../shared/backup/source.ts'
import type { JobContext } from '../../shared/database/backup-source.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import type { Host } from '../../shared/host/host.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { debian, withPackages } from '../bed/image.ts'

const state = '/home/deploy/state'

await describeBed('what a swap cannot carry over', () => {
  let bed: BedHost
  let host: Host
  let counter = 0
  const engine = () =>
    new PostgresEngine(host, { key: 'main', connection: parsePostgresUrl('postgres://app:app@127.0.0.1:5432/shop'), adminUser: 'postgres' })
  const job = (): JobContext => ({ stateDir: state, idPrefix: `r${++counter}.rollback`, timeoutMs: 120_000 })
  const databases = () => bed.sql("SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database WHERE datname !~ 'template|postgres'")

  beforeAll(async () => {
    bed = await bootHost({ name: 'refusals', image: withPackages(debian, 'docker-compose', 'docker-cli', 'postgresql-17-cron') })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = new SshHost({ address, port, user, privateKey, knownHosts })
    await bed.exec(`install -d -o deploy -m 700 ${state}`)
    await bed.sql('ALTER SYSTEM SET wal_level = logical')
    await bed.sql('ALTER SYSTEM SET max_prepared_transactions = 4')
    await bed.sql("ALTER SYSTEM SET shared_preload_libraries = 'pg_cron'")
    await bed.sql("ALTER SYSTEM SET cron.database_name = 'shop'")
    await bed.sql("CREATE ROLE app LOGIN PASSWORD 'app'; CREATE DATABASE shop OWNER app; CREATE DATABASE other;")
    await bed.exec('systemctl restart postgresql@17-main')
    await bed.sql('SET ROLE app; CREATE TABLE orders AS SELECT generate_series(1, 100) AS n', 'shop')
    // The launcher of pg_cron sits in the database that it is told, and in no other.
    await bed.sql("ALTER SYSTEM SET cron.database_name = 'other'")
    await bed.exec('systemctl restart postgresql@17-main')
  }, 900_000)
  afterAll(async () => {
    await host?.close()
    await bed?.destroy()
  }, 180_000)

  const workers = async (name: string) => {
    await bed.sql(`ALTER SYSTEM SET cron.database_name = '${name}'`)
    await bed.exec('systemctl restart postgresql@17-main')
    const there = `SELECT count(*) FROM pg_stat_activity WHERE datname = '${name}' AND backend_type ~ 'cron'`
    while ((await bed.sql(there)) === '0') await new Promise(resolve => setTimeout(resolve, 100))
  }

  test.each([
    {
      what: 'a logical replication slot',
      make: () => bed.sql("SELECT pg_create_logical_replication_slot('feed', 'pgoutput')", 'shop'),
      remove: () => bed.sql("SELECT pg_drop_replication_slot('feed')", 'shop'),
      reason: /: the logical replication slots feed belong to the database shop; they would stay with the copy that goes\./
    },
    {
      what: 'a subscription',
      make: () => bed.sql("CREATE SUBSCRIPTION intake CONNECTION 'dbname=other' PUBLICATION p WITH (connect = false)", 'shop'),
      remove: () => bed.sql('ALTER SUBSCRIPTION intake SET (slot_name = NONE); DROP SUBSCRIPTION intake', 'shop'),
      reason: /: the subscriptions intake belong to the database shop; they would stay with the copy that goes\./
    },
    {
      what: 'a prepared transaction',
      make: () => bed.sql("BEGIN; INSERT INTO orders VALUES (1000); PREPARE TRANSACTION 'two phases'", 'shop'),
      remove: () => bed.sql("ROLLBACK PREPARED 'two phases'", 'shop'),
      reason: /: the prepared transactions "two phases" are open in the database shop\./
    },
    {
      what: 'a background worker of an extension',
      make: () => workers('shop'),
      remove: () => workers('other'),
      reason:
        /: background workers \(pg_cron launcher\) are connected to the database shop; an extension owns them and they cannot be swapped with it\./
    }
  ])(
    '$what refuses a restore point, a return and a restore',
    async ({ make, remove, reason }) => {
      const id = `b${++counter}`
      await takeBackup({
        host,
        clock: systemClock,
        job: job(),
        id,
        databases: [{ name: 'main', engine: engine() }],
        level: 'quick',
        minFreeBytes: 1
      }).then(async ({ manifest }) => {
        const point = await engine().createRestorePoint(job(), id)
        await make()
        try {
          const before = await databases()
          const refusedBy = [
            () => engine().createRestorePoint(job(), `${id}-again`),
            () => engine().returnToRestorePoint(job(), point),
            () => engine().restore(job(), restoreSource(manifest, 'main', engine(), 'restore', { stateDir: state }))
          ]
          for (const refused of refusedBy)
            await expect(refused()).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(reason) })
          // A drill touches nothing live.
          await engine().drill(job(), restoreSource(manifest, 'main', engine(), 'drill', { stateDir: state }))
          expect(await databases()).toBe(before)
          expect(await engine().query('SELECT count(*) FROM orders')).toEqual([['100']])
        } finally {
          await remove()
        }
        const { kept } = await engine().returnToRestorePoint(job(), point)
        await engine().dropCopy(job(), { name: kept })
      })
    },
    300_000
  )

  test('a publication goes along: only the slots of its subscribers hold a database', async () => {
    await bed.sql('CREATE PUBLICATION all_of_it FOR ALL TABLES', 'shop')
    const point = await engine().createRestorePoint(job(), 'published')
    const { kept } = await engine().returnToRestorePoint(job(), point)
    expect(await bed.sql('SELECT pubname FROM pg_publication', 'shop')).toBe('all_of_it')
    await engine().dropCopy(job(), { name: kept })
  }, 180_000)

  test('a client of another major version is told with the package to install', async () => {
    const wrapped = (version: string) =>
      bed.exec(`cd /usr/lib/postgresql/17/bin; [ -e pg_dump.real ] || mv pg_dump pg_dump.real
printf '#!/bin/sh\\n[ "$1" != --version ] || { echo "pg_dump (PostgreSQL) ${version}"; exit; }\\nexec /usr/lib/postgresql/17/bin/pg_dump.real "$@"\\n' > pg_dump; chmod 755 pg_dump`)
    try {
      for (const version of ['16.9', '18.1']) {
        await wrapped(version)
        await expect(
          takeBackup({
            host,
            clock: systemClock,
            job: job(),
            id: `v${++counter}`,
            databases: [{ name: 'main', engine: engine() }],
            level: 'quick',
            minFreeBytes: 1
          })
        ).rejects.toThrow(
          new RegExp(
            `pg_dump on this host is version ${version} and the server is version 17\\..*Install postgresql-client-17\\. No backup was added`
          )
        )
      }
    } finally {
      await bed.exec('cd /usr/lib/postgresql/17/bin && mv -f pg_dump.real pg_dump')
    }
  }, 180_000)

  test('a restore that fails shows neither a row nor a statement', async () => {
    const secret = 'credit card 4711'
    // It holds only where it was made: the copy's rows are refused, and DETAIL and CONTEXT name them.
    await bed.sql(
      `SET ROLE app; CREATE TABLE cards (n int, what text, CHECK (current_database() = 'shop')); INSERT INTO cards VALUES (1, '${secret}')`,
      'shop'
    )
    const output: string[] = []
    const context = () => ({ ...job(), onOutput: (text: string) => void output.push(text) })
    const { manifest } = await takeBackup({
      host,
      clock: systemClock,
      job: context(),
      id: 'cards',
      databases: [{ name: 'main', engine: engine() }],
      level: 'quick',
      minFreeBytes: 1
    })
    const error = await engine()
      .restore(context(), restoreSource(manifest, 'main', engine(), 'restore', { stateDir: state }))
      .then(
        () => undefined,
        (thrown: Error) => thrown
      )
    expect(error).toMatchObject({ name: 'UserError', message: expect.stringContaining('Nothing was done to the database') })
    const said = [error!.message, (error!.cause as Error | undefined)?.message, ...output].join('\n')
    expect(said).toContain('new row for relation "cards" violates check constraint')
    expect(said).not.toMatch(/4711|CREATE TABLE|COPY|DETAIL|CONTEXT/)
    await bed.sql('DROP TABLE cards', 'shop')
  }, 180_000)
})
