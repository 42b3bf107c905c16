import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import type { Host } from '../../shared/host/host.ts'
import { openHost } from '../../shared/host/open-host.ts'
import { Django } from '../../shared/migrations/django.ts'
import { systemClock } from '../../shared/ports.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'

await describeBed('the applied set of Django in PostgreSQL', () => {
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

  const appliedIn = (database: string, password = 'secret') => {
    const config = { framework: 'django', database: 'main', directory: '.', alias: 'default' } as const
    const timeouts = { 'db-lock-timeout': 5_000, 'statement-timeout': 0, timeout: 60_000 }
    const engine = new PostgresEngine(host, {
      key: 'main',
      connection: parsePostgresUrl(`postgres://app:${password}@127.0.0.1:5432/${database}`)
    })
    const context = { host, stateDir: '/nowhere', releasePath: '/nowhere', engine, clock: systemClock, databaseEnv: {} }
    return new Django({ ...config, ...timeouts }, context).appliedSet()
  }

  test('is read from its table, is empty without one, and says where the table is when it cannot be reached', async () => {
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
})
