import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { DatabaseEngine } from '../../shared/database/engine.ts'
import { MysqlEngine } from '../../shared/database/mysql.ts'
import { parseMysqlUrl } from '../../shared/database/mysql-connection.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import { UserError } from '../../shared/errors.ts'
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

  const djangoOf = (engine: DatabaseEngine) => {
    const config = {
      framework: 'django',
      database: 'main',
      directory: '.',
      alias: 'default',
      'ignore-tables': [] as string[],
      rehearse: false
    } as const
    const timeouts = { 'db-lock-timeout': 5_000, 'statement-timeout': 0, timeout: 60_000 }
    const context = { host, stateDir: '/nowhere', releasePath: '/nowhere', engine, clock: systemClock, databaseEnv: {} }
    return new Django({ ...config, ...timeouts }, context)
  }
  const djangoIn = (database: string, password = 'secret') =>
    djangoOf(
      new PostgresEngine(host, { key: 'main', connection: parsePostgresUrl(`postgres://app:${password}@127.0.0.1:5432/${database}`) })
    )

  const table = (schema: string, values: string, owner = 'app') =>
    `CREATE TABLE ${schema}.django_migrations (id serial, app text, name text);
     INSERT INTO ${schema}.django_migrations (id, app, name) VALUES ${values};
     ALTER TABLE ${schema}.django_migrations OWNER TO ${owner};`
  const database = async (name: string, sql: string) => {
    await bed.sql(`CREATE DATABASE ${name} OWNER app`)
    await bed.sql(sql, name)
  }

  test('PostgreSQL: rows come in the order of recording with their doubles, the applied set has each once, and a database without the table none', async () => {
    await database('there', table('public', "(2, 'b', '0001'), (3, 'a', '0001'), (1, 'c', '0001'), (4, 'b', '0001')"))
    await database('empty', 'SELECT 1')
    expect(await djangoIn('there').recorded()).toEqual(['c.0001', 'b.0001', 'a.0001', 'b.0001'])
    expect(await djangoIn('there').appliedSet()).toEqual(['a.0001', 'b.0001', 'c.0001'])
    expect(await djangoIn('empty').recorded()).toEqual([])
    expect(await djangoIn('there').tables()).toEqual(['django_migrations'])
  }, 120_000)

  test('PostgreSQL: of two schemas the search path decides, as it does for Django; where it reaches none, all that have the table are named', async () => {
    await database(
      'two',
      `CREATE SCHEMA tenant AUTHORIZATION app; ${table('public', "(1, 'a', '0001')")} ${table('tenant', "(1, 'b', '0001')")}`
    )
    expect(await djangoIn('two').recorded()).toEqual(['a.0001'])
    await bed.sql('ALTER ROLE app IN DATABASE two SET search_path = tenant, public')
    expect(await djangoIn('two').recorded()).toEqual(['b.0001'])
    await bed.sql('ALTER ROLE app IN DATABASE two SET search_path = nowhere')
    await expect(djangoIn('two').recorded()).rejects.toThrow(
      "django_migrations of two is in the schemas public, tenant, and the search path of the database's user reaches none of them"
    )
    await database('hidden', `CREATE SCHEMA other AUTHORIZATION app; ${table('other', "(1, 'a', '0001')")}`)
    await expect(djangoIn('hidden').recorded()).rejects.toThrow('is in schema other, which the search path')
    // What a name without a schema does not find is not counted.
    expect(await djangoIn('hidden').tables()).toEqual([])
  }, 120_000)

  test('PostgreSQL: without a right, on the table or on its schema, it says which one is missing', async () => {
    await database('closed', table('public', "(1, 'a', '0001')", 'postgres'))
    await expect(djangoIn('closed').recorded()).rejects.toThrow('GRANT SELECT ON public.django_migrations')
    await database('locked', `CREATE SCHEMA vault; ${table('vault', "(1, 'a', '0001')", 'postgres')}`)
    await bed.sql('ALTER ROLE app IN DATABASE locked SET search_path = vault')
    await expect(djangoIn('locked').recorded()).rejects.toThrow('GRANT USAGE ON SCHEMA vault')
    await expect(djangoIn('closed', 'wrong').recorded()).rejects.toThrow('refused the password')
  }, 120_000)

  test('PostgreSQL: a server that does not answer is one error, in time', async () => {
    await database('silent', table('public', "(1, 'a', '0001')"))
    const nobody = new PostgresEngine(host, { key: 'main', connection: parsePostgresUrl('postgres://app:secret@127.0.0.1:1/silent') })
    await expect(djangoOf(nobody).recorded()).rejects.toThrow(UserError)
    // Somebody holds the table: the question ends by its own deadline.
    const holder = bed.sql('BEGIN; LOCK TABLE django_migrations; SELECT pg_sleep(20); ROLLBACK', 'silent')
    await bed.sql('SELECT pg_sleep(1)', 'silent')
    const started = Date.now()
    const error: unknown = await djangoIn('silent')
      .recorded()
      .catch((each: unknown) => each)
    expect(error).toBeInstanceOf(UserError)
    expect(String(error)).toContain('a statement took longer than its deadline')
    expect(Date.now() - started).toBeLessThan(25_000)
    await holder
    // It takes connections and says nothing.
    const server = '$(head -1 /var/lib/postgresql/17/main/postmaster.pid)'
    await bed.exec(`kill -STOP ${server}`)
    try {
      const asked = Date.now()
      const silence: unknown = await djangoIn('silent')
        .recorded()
        .catch((each: unknown) => each)
      expect(silence).toBeInstanceOf(UserError)
      expect(String(silence)).toContain('the server did not answer in time')
      expect(Date.now() - asked).toBeLessThan(30_000)
    } finally {
      await bed.exec(`kill -CONT ${server}`)
    }
  }, 120_000)

  test('MariaDB: is read from its table, is empty without one, and says so when the table may not be read', async () => {
    const inMariadb = (database: string, password = 'secret') =>
      new MysqlEngine(host, {
        key: 'main',
        vendor: 'mariadb',
        connection: parseMysqlUrl(`mysql://app:${password}@127.0.0.1:3306/${database}`)
      })
    const appliedIn = (database: string, password?: string) => djangoOf(inMariadb(database, password)).recorded()
    await bed.exec('systemctl start mariadb; mariadb', {
      input: `CREATE USER app@localhost IDENTIFIED BY 'secret';
CREATE DATABASE empty; GRANT ALL ON empty.* TO app@localhost;
CREATE DATABASE there; GRANT ALL ON there.* TO app@localhost;
CREATE TABLE there.django_migrations (id int, app varchar(255), name varchar(255)); INSERT INTO there.django_migrations VALUES (1, 'b', '0001'), (3, 'b', '0001'), (2, 'a', '0001');
CREATE DATABASE closed; GRANT INSERT ON closed.* TO app@localhost; CREATE TABLE closed.django_migrations (id int, app varchar(255), name varchar(255));`
    })
    expect(await appliedIn('there')).toEqual(['b.0001', 'a.0001', 'b.0001'])
    expect(await appliedIn('empty')).toEqual([])
    expect(await djangoOf(inMariadb('there')).tables()).toEqual(['django_migrations'])
    expect(await djangoOf(inMariadb('empty')).tables()).toEqual([])
    await expect(appliedIn('closed')).rejects.toThrow('lacks a right that it needs')
    await expect(appliedIn('there', 'wrong')).rejects.toThrow('refused the user app or its password')
  }, 120_000)
})
