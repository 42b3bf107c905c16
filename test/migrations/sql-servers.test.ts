import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { migration } from '../../shared/config/schema.ts'
import type { DatabaseEngine } from '../../shared/database/engine.ts'
import { MysqlEngine } from '../../shared/database/mysql.ts'
import { parseMysqlUrl } from '../../shared/database/mysql-connection.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import type { Host } from '../../shared/host/host.ts'
import { openHost } from '../../shared/host/open-host.ts'
import { MigrationFailed } from '../../shared/migrations/framework.ts'
import { Sql } from '../../shared/migrations/sql.ts'
import { systemClock } from '../../shared/ports.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'

await describeBed('files of SQL in a server', () => {
  let bed: BedHost
  let host: Host
  let step = 0

  beforeAll(async () => {
    bed = await bootHost({ name: 'sqlfiles' })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = openHost({ address, port, user, privateKey, knownHosts })
    await bed.sql("CREATE USER app PASSWORD 'secret'")
    await bed.exec(
      `systemctl start mariadb; mariadb -e "CREATE USER app@'%' IDENTIFIED BY 'secret'; GRANT ALL ON \\\`shop%\\\`.* TO app@'%'"; install -d -o deploy -g deploy /srv/state`
    )
  }, 600_000)
  afterAll(async () => {
    await host.close()
    await bed.destroy()
  })

  const job = (timeoutMs = 60_000) => ({ stateDir: '/srv/state', idPrefix: `d${++step}.migrate`, timeoutMs })

  interface Fixture {
    readonly engine: DatabaseEngine
    readonly name: string
    /** Statements as the administrator. */
    admin(sql: string): Promise<string>
  }
  async function postgres(name: string): Promise<Fixture> {
    await bed.sql(`CREATE DATABASE ${name} OWNER app`)
    const connection = parsePostgresUrl(`postgres://app:secret@127.0.0.1:5432/${name}`)
    return {
      name,
      engine: new PostgresEngine(host, { key: 'main', connection }),
      admin: async sql => JSON.stringify(await bed.sql(sql, name))
    }
  }
  async function mariadb(name: string): Promise<Fixture> {
    await bed.exec(`mariadb -e 'CREATE DATABASE ${name}'`)
    const connection = parseMysqlUrl(`mysql://app:secret@127.0.0.1:3306/${name}`)
    const admin = async (sql: string) => (await bed.exec(`mariadb -N ${name} <<'SQL'\n${sql}\nSQL`)).stdout.trim()
    return { name, engine: new MysqlEngine(host, { key: 'main', vendor: 'mariadb', connection }), admin }
  }
  async function framework(fixture: Fixture, files: Record<string, string>, config: object = {}): Promise<Sql> {
    const directory = `/srv/${fixture.name}`
    await bed.exec(`rm -rf ${directory}; install -d ${directory}`)
    for (const [file, text] of Object.entries(files)) await bed.exec(`cat > ${directory}/${file} <<'END_OF_FILE'\n${text}\nEND_OF_FILE`)
    const parsed = migration.parse({ framework: 'sql', database: 'main', ...config })
    if (parsed.framework !== 'sql') throw new Error('not SQL')
    return new Sql(parsed, {
      host,
      stateDir: '/srv/state',
      releasePath: directory,
      engine: fixture.engine,
      clock: systemClock,
      waitMs: 500
    })
  }
  async function failure(promise: Promise<unknown>): Promise<MigrationFailed> {
    const error = await promise.then(
      () => undefined,
      (thrown: unknown) => thrown
    )
    if (!(error instanceof MigrationFailed)) throw error ?? new Error('it did not fail')
    return error
  }
  const first = { '0001_orders.up.sql': 'CREATE TABLE orders (id int PRIMARY KEY);', '0001_orders.down.sql': 'DROP TABLE orders;' }

  describe.each([
    ['PostgreSQL', postgres, 'shop_p'],
    ['MariaDB', mariadb, 'shop_m']
  ])('%s', (kind, open, stem) => {
    test('they are applied once, go back by their down files, and no row that they select is shown', async () => {
      const fixture = await open(`${stem}1`)
      const files = { ...first, '0002_rows.up.sql': "INSERT INTO orders VALUES (7); SELECT 'hidden', id FROM orders;" }
      const sql = await framework(fixture, files)
      expect(await sql.appliedSet()).toEqual([])
      const shown: string[] = []
      const evidence = await sql.apply({ ...job(), onOutput: text => void shown.push(text) }, [])
      expect(evidence).toMatchObject({ applied: ['0001_orders', '0002_rows'], attempts: 1 })
      expect(shown.join('')).toContain('Applying 0001_orders')
      expect(shown.join('')).not.toContain('hidden')
      await sql.verify()
      await expect(sql.revert(job(), [])).rejects.toThrow('0002_rows has no statements for the way back')
      await fixture.admin("DELETE FROM belay_migrations WHERE name = '0002_rows'")
      expect(await sql.revert(job(), [])).toMatchObject({ reverted: ['0001_orders'], after: [] })
      await expect(fixture.admin('SELECT * FROM orders')).rejects.toThrow()
    }, 120_000)

    test('one that breaks half way: what can be taken back is, and what cannot is told', async () => {
      const fixture = await open(`${stem}2`)
      const sql = await framework(fixture, { ...first, '0002_bad.sql': 'CREATE TABLE half (id int); INSERT INTO nowhere VALUES (1);' })
      const error = await failure(sql.apply(job(), []))
      expect(error.message).toContain('0002_bad of')
      expect(error.evidence).toMatchObject({ after: ['0001_orders'], partly: kind === 'MariaDB' })
      expect(error.evidence.error.join()).toContain('nowhere')
      if (kind === 'MariaDB') await expect(sql.plan()).rejects.toThrow('0002_bad of shop_m2 was begun and has not ended')
      else expect(await sql.plan()).toEqual([{ name: '0002_bad', atomic: true }])
    }, 120_000)

    test('a lock that is not free in time is tried again, and the file is applied when it is', async () => {
      const fixture = await open(`${stem}3`)
      const sql = await framework(fixture, { ...first }, { 'db-lock-timeout': '1 s' })
      await sql.apply(job(), [])
      const added = await framework(
        fixture,
        { ...first, '0002_note.sql': 'ALTER TABLE orders ADD COLUMN note int;' },
        { 'db-lock-timeout': '1 s' }
      )
      const held =
        kind === 'MariaDB'
          ? fixture.admin('BEGIN; SELECT count(*) FROM orders; SELECT SLEEP(4); COMMIT;')
          : fixture.admin('BEGIN; LOCK TABLE orders IN ACCESS SHARE MODE; SELECT pg_sleep(4); COMMIT;')
      await systemClock.sleep(1_000)
      const shown: string[] = []
      const evidence = await added.apply({ ...job(), onOutput: text => void shown.push(text) }, ['0001_orders'])
      await held
      expect(evidence.applied).toEqual(['0002_note'])
      expect(evidence.attempts).toBeGreaterThan(1)
      expect(shown.join('')).toContain('A lock was not free')
    }, 120_000)

    test('one that hangs is ended at its deadline, and its session is gone', async () => {
      const fixture = await open(`${stem}4`)
      const hang = kind === 'MariaDB' ? 'DO SLEEP(300);' : 'SELECT pg_sleep(300);'
      const sql = await framework(fixture, { ...first, '0002_hang.sql': hang }, { timeout: '6 s' })
      const error = await failure(sql.apply(job(), []))
      expect(error.message).toContain('had not ended after 6 s and was stopped; its database sessions are gone')
      expect(error.evidence.after).toEqual(['0001_orders'])
      const sessions =
        kind === 'MariaDB'
          ? await fixture.admin("SELECT count(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'DO SLEEP%'")
          : await fixture.admin("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(300)%' AND pid <> pg_backend_pid()")
      expect(sessions).toMatch(/\b0\b/)
    }, 120_000)

    test('of two runs at once one is refused', async () => {
      const fixture = await open(`${stem}5`)
      const slow = kind === 'MariaDB' ? 'DO SLEEP(6);' : 'SELECT pg_sleep(6);'
      const sql = await framework(fixture, { ...first, '0002_slow.sql': slow })
      const running = sql.apply(job(), [])
      await systemClock.sleep(3_000)
      const second = (await framework(fixture, { ...first, '0002_slow.sql': slow })).apply(job(), [])
      await expect(second).rejects.toThrow(/Another run holds the migration lock|was begun and has not ended: another run is at it now/)
      expect((await running).applied).toEqual(['0001_orders', '0002_slow'])
    }, 120_000)
  })

  test('PostgreSQL: CREATE INDEX CONCURRENTLY runs outside a transaction, and a file that ends its own is told', async () => {
    const fixture = await postgres('shop_p6')
    const sql = await framework(fixture, { ...first, '0002_index.sql': 'CREATE INDEX CONCURRENTLY i ON orders (id);' })
    expect(await sql.plan()).toEqual([
      { name: '0001_orders', atomic: true },
      { name: '0002_index', atomic: false }
    ])
    expect((await sql.apply(job(), [])).applied).toEqual(['0001_orders', '0002_index'])
    const sneaky = await framework(fixture, {
      ...first,
      '0002_index.sql': 'CREATE INDEX CONCURRENTLY i ON orders (id);',
      '0003_sneaky.sql': 'DO $x$ BEGIN PERFORM 1; END $x$;\n\\echo x\nABORT;\nCREATE TABLE left_behind (id int);'
    })
    const error = await failure(sneaky.apply(job(), ['0001_orders', '0002_index']))
    expect(error.evidence.after).toEqual(['0001_orders', '0002_index'])
  }, 120_000)
})
