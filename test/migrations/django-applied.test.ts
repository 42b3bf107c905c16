import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { DatabaseEngine } from '../../shared/database/engine.ts'
import { MysqlEngine } from '../../shared/database/mysql.ts'
import { parseMysqlUrl } from '../../shared/database/mysql-connection.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import type { Host } from '../../shared/host/host.ts'
import { openHost } from '../../shared/host/open-host.ts'
import { Django } from '../../shared/migrations/django.ts'
import { systemClock } from '../../shared/ports.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'

await describeBed('the applied set of Django in a server', () => {
  let bed: BedHost
  let host: Host

  beforeAll(async () => {
    bed = await bootHost({ name: 'applied' })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = openHost({ address, port, user, privateKey, knownHosts })
    await bed.sql("CREATE USER app PASSWORD 'secret'")
  }, 600_000)
  afterAll(async () => {
    await host.close()
    await bed.destroy()
  })

  const appliedOf = (engine: DatabaseEngine) => {
    const config = { framework: 'django', database: 'main', directory: '.', alias: 'default' } as const
    const timeouts = { 'db-lock-timeout': 5_000, 'statement-timeout': 0, timeout: 60_000 }
    const context = { host, stateDir: '/nowhere', releasePath: '/nowhere', engine, clock: systemClock, databaseEnv: {} }
    return new Django({ ...config, ...timeouts }, context).appliedSet()
  }
  const appliedIn = (database: string, password = 'secret') =>
    appliedOf(
      new PostgresEngine(host, { key: 'main', connection: parsePostgresUrl(`postgres://app:${password}@127.0.0.1:5432/${database}`) })
    )

  test('PostgreSQL: is read from its table, is empty without one, and says where the table is when it cannot be reached', async () => {
    for (const name of ['there', 'empty', 'hidden']) await bed.sql(`CREATE DATABASE ${name} OWNER app`)
    const rows =
      "(app text, name text); INSERT INTO %.django_migrations VALUES ('b', '0001'), ('a', '0001'); ALTER TABLE %.django_migrations OWNER TO app"
    await bed.sql(`CREATE TABLE public.django_migrations ${rows.replaceAll('%', 'public')}`, 'there')
    await bed.sql(`CREATE SCHEMA other AUTHORIZATION app; CREATE TABLE other.django_migrations ${rows.replaceAll('%', 'other')}`, 'hidden')
    expect(await appliedIn('there')).toEqual(['a.0001', 'b.0001'])
    expect(await appliedIn('empty')).toEqual([])
    await expect(appliedIn('hidden')).rejects.toThrow('is in schema other, which the search path')
    await bed.sql('ALTER TABLE public.django_migrations OWNER TO postgres', 'there')
    await expect(appliedIn('there')).rejects.toThrow('lacks a right that it needs')
    await expect(appliedIn('there', 'wrong')).rejects.toThrow('refused the password')
  }, 120_000)

  test('MariaDB: is read from its table, is empty without one, and says so when the table may not be read', async () => {
    const appliedIn = (database: string, password = 'secret') =>
      appliedOf(
        new MysqlEngine(host, {
          key: 'main',
          vendor: 'mariadb',
          connection: parseMysqlUrl(`mysql://app:${password}@127.0.0.1:3306/${database}`)
        })
      )
    await bed.exec('systemctl start mariadb; mariadb', {
      input: `CREATE USER app@localhost IDENTIFIED BY 'secret';
CREATE DATABASE empty; GRANT ALL ON empty.* TO app@localhost;
CREATE DATABASE there; GRANT ALL ON there.* TO app@localhost;
CREATE TABLE there.django_migrations (app varchar(255), name varchar(255)); INSERT INTO there.django_migrations VALUES ('b', '0001'), ('a', '0001');
CREATE DATABASE closed; GRANT INSERT ON closed.* TO app@localhost; CREATE TABLE closed.django_migrations (app varchar(255), name varchar(255));`
    })
    expect(await appliedIn('there')).toEqual(['a.0001', 'b.0001'])
    expect(await appliedIn('empty')).toEqual([])
    await expect(appliedIn('closed')).rejects.toThrow('lacks a right that it needs')
    await expect(appliedIn('there', 'wrong')).rejects.toThrow('refused the user app or its password')
  }, 120_000)
})
