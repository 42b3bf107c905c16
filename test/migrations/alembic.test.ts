import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { migration } from '../../shared/config/schema.ts'
import type { DatabaseEngine } from '../../shared/database/engine.ts'
import { MysqlEngine } from '../../shared/database/mysql.ts'
import { parseMysqlUrl } from '../../shared/database/mysql-connection.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import { SqliteEngine } from '../../shared/database/sqlite.ts'
import type { Host } from '../../shared/host/host.ts'
import { openHost } from '../../shared/host/open-host.ts'
import { Alembic } from '../../shared/migrations/alembic.ts'
import { MigrationFailed } from '../../shared/migrations/framework.ts'
import { systemClock } from '../../shared/ports.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { debian, withPackages } from '../bed/image.ts'

const envPy = `from alembic import context
from sqlalchemy import create_engine, pool

engine = create_engine(context.config.get_main_option('sqlalchemy.url'), poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
`

interface Revision {
  readonly down?: string | readonly string[] | undefined
  readonly up?: readonly string[] | undefined
  readonly back?: readonly string[] | undefined
  readonly more?: string | undefined
}
function revisionFile(name: string, { down, up = [], back, more = '' }: Revision): string {
  const lines = (statements: readonly string[]) =>
    statements.map(each => `    op.execute(${JSON.stringify(each)})\n`).join('') || '    pass\n'
  const parents = down === undefined ? 'None' : typeof down === 'string' ? `'${down}'` : `(${down.map(each => `'${each}'`).join(', ')})`
  return `import time
from alembic import op
revision = '${name}'
down_revision = ${parents}
${more}

def upgrade():
${lines(up)}

def downgrade():
${back === undefined ? '    raise NotImplementedError()' : lines(back)}
`
}

const orders: Revision = { up: ['CREATE TABLE orders (id int PRIMARY KEY)'], back: ['DROP TABLE orders'] }

await describeBed('migrations of Alembic on a real host', () => {
  let bed: BedHost
  let host: Host
  let step = 0

  beforeAll(async () => {
    bed = await bootHost({ name: 'alembic', image: withPackages(debian, 'alembic', 'python3-pymysql') })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = openHost({ address, port, user, privateKey, knownHosts })
    await bed.sql("CREATE USER app PASSWORD 'secret'")
    await bed.exec(
      `systemctl start mariadb; mariadb -e "CREATE USER app@'%' IDENTIFIED BY 'secret'; GRANT ALL ON \\\`shop%\\\`.* TO app@'%'"; install -d -o deploy -g deploy /srv/state /srv/lite`
    )
  }, 600_000)
  afterAll(async () => {
    await host?.close()
    await bed?.destroy()
  })

  const job = (timeoutMs = 60_000, idPrefix = `d${++step}.migrate`) => ({ stateDir: '/srv/state', idPrefix, timeoutMs })

  interface Fixture {
    readonly name: string
    readonly url: string
    readonly engine: DatabaseEngine
    /** Statements as the administrator; the output. */
    admin(sql: string): Promise<string>
  }
  async function postgres(name: string): Promise<Fixture> {
    await bed.sql(`CREATE DATABASE ${name} OWNER app`)
    const connection = parsePostgresUrl(`postgres://app:secret@127.0.0.1:5432/${name}`)
    return {
      name,
      // What a URL says wins over the environment.
      url: `postgresql://app:secret@127.0.0.1:5432/${name}?application_name=shop&options=-c%%20lock_timeout%%3D0`,
      engine: new PostgresEngine(host, { key: 'main', connection }),
      admin: async sql => String(await bed.sql(sql, name))
    }
  }
  async function mariadb(name: string): Promise<Fixture> {
    await bed.exec(`mariadb -e 'CREATE DATABASE ${name}'`)
    const connection = parseMysqlUrl(`mysql://app:secret@127.0.0.1:3306/${name}`)
    return {
      name,
      url: `mysql+pymysql://app:secret@127.0.0.1:3306/${name}`,
      engine: new MysqlEngine(host, { key: 'main', vendor: 'mariadb', connection }),
      admin: async sql => (await bed.exec(`mariadb -N ${name} <<'SQL'\n${sql}\nSQL`)).stdout.trim()
    }
  }
  async function sqlite(name: string): Promise<Fixture> {
    const path = `/srv/lite/${name}.db`
    const admin = async (sql: string) => (await bed.exec(`sqlite3 ${path} <<'SQL'\n${sql}\nSQL`, { user: 'deploy' })).stdout.trim()
    await admin('CREATE TABLE users (id int);')
    return { name, url: `sqlite:///${path}`, engine: new SqliteEngine(host, { key: 'main', path }), admin }
  }
  async function files(name: string, all: Readonly<Record<string, string>>): Promise<void> {
    for (const [file, text] of Object.entries(all)) await bed.exec(`cat > /srv/${name}/${file} <<'END_OF_FILE'\n${text}\nEND_OF_FILE`)
  }
  async function project(
    { name, url, engine }: Fixture,
    revisions: Readonly<Record<string, Revision>>,
    config: object = {},
    env = envPy
  ): Promise<Alembic> {
    await bed.exec(`rm -rf /srv/${name}; install -d /srv/${name}/alembic/versions`)
    await files(name, {
      'alembic.ini': `[alembic]\nscript_location = alembic\nsqlalchemy.url = ${url}`,
      'alembic/env.py': env,
      ...Object.fromEntries(Object.entries(revisions).map(([id, each]) => [`alembic/versions/${id}_x.py`, revisionFile(id, each)]))
    })
    const parsed = migration.parse({ framework: 'alembic', database: 'main', ...config })
    if (parsed.framework !== 'alembic') throw new Error('not Alembic')
    return new Alembic(parsed, { host, stateDir: '/srv/state', releasePath: `/srv/${name}`, engine, clock: systemClock, waitMs: 500 })
  }
  async function failure(promise: Promise<unknown>): Promise<MigrationFailed> {
    const error = await promise.then(
      () => undefined,
      (thrown: unknown) => thrown
    )
    if (!(error instanceof MigrationFailed)) throw error ?? new Error('it did not fail')
    return error
  }
  const causeOf = async (promise: Promise<unknown>): Promise<string> => {
    const error = await promise.then(
      () => undefined,
      (thrown: unknown) => thrown as Error
    )
    return `${error?.message}\n${(error?.cause as Error | undefined)?.message}`
  }

  describe.each([
    ['PostgreSQL', postgres, 'shop_p'],
    ['MariaDB', mariadb, 'shop_m'],
    ['SQLite', sqlite, 'shop_s']
  ])('%s', (kind, open, stem) => {
    test('several heads go up, and back to exactly what was recorded', async () => {
      const fixture = await open(`${stem}1`)
      const first = await project(fixture, { a1: orders })
      expect(await first.appliedSet()).toEqual([])
      expect(await first.plan()).toEqual([{ name: 'a1', atomic: kind === 'PostgreSQL' }])
      // To plan writes nothing.
      await expect(fixture.admin('SELECT * FROM alembic_version;')).rejects.toThrow()
      await expect(first.verify()).rejects.toThrow('still to be applied: a1')
      const refused = await failure(first.apply(job(), [], ['b1']))
      expect(refused.message).toContain('would also apply a1, which the check of the repository did not see')
      expect([refused.evidence, await first.heads()]).toMatchObject([{ after: [], partly: false, attempts: 1 }, []])
      const evidence = await first.apply(job(), [], ['a1'])
      expect(evidence).toMatchObject({ applied: ['a1'], planned: ['a1'], after: ['a1'], attempts: 1 })
      expect(evidence.version).toMatch(/^1\./)
      expect(evidence.files['a1']).toBe(
        (await bed.exec(`sha256sum /srv/${fixture.name}/alembic/versions/a1_x.py | cut -c1-64`)).stdout.trim()
      )
      await first.verify()
      const table = (name: string): Revision => ({ up: [`CREATE TABLE ${name} (id int)`], back: [`DROP TABLE ${name}`] })
      const next = await project(fixture, {
        a1: orders,
        b1: { ...table('notes'), down: 'a1' },
        c1: { ...table('tags'), down: 'a1' },
        d1: { ...table('jobs'), more: "depends_on = 'b1'" },
        e1: { ...table('ends'), down: 'c1' }
      })
      const up = job()
      const after = ['a1', 'b1', 'c1', 'd1', 'e1']
      // Less is pending than what was asked for.
      expect(await next.apply(up, ['a1'], [...after, 'x1'])).toMatchObject({ after, attempts: 2 })
      // Followed and not run again.
      expect((await next.apply(up, ['a1'], [...after, 'x1'])).after).toEqual(after)
      const back = await next.revert(job(), ['a1', 'c1'])
      expect(back).toMatchObject({ before: after, after: ['a1', 'c1'], reverted: ['b1', 'd1', 'e1'] })
      expect(await next.heads()).toEqual(['c1'])
      await fixture.admin('SELECT * FROM tags;')
      await expect(fixture.admin('SELECT * FROM notes;')).rejects.toThrow()
      expect((await next.revert(job(), [])).after).toEqual([])
      await expect(fixture.admin('SELECT * FROM orders;')).rejects.toThrow()
    }, 120_000)

    test('one that breaks half way: what can be taken back is, and what cannot is told', async () => {
      const fixture = await open(`${stem}2`)
      const alembic = await project(fixture, {
        a1: orders,
        b1: { down: 'a1', up: ['CREATE TABLE half (id int)', "INSERT INTO nowhere VALUES ('hidden')"], back: [] }
      })
      const output: string[] = []
      const error = await failure(alembic.apply({ ...job(), onOutput: text => void output.push(text) }, []))
      expect(error.message).toContain('The migration b1 of')
      // env.py has one transaction for all of them.
      expect(error.evidence).toMatchObject({
        after: kind === 'PostgreSQL' ? [] : ['a1'],
        partly: kind !== 'PostgreSQL',
        planned: ['a1', 'b1']
      })
      expect(error.evidence.error.join('\n') + output.join('')).not.toContain('hidden')
      expect(error.evidence.error.join('\n')).toContain('nowhere')
      if (kind === 'PostgreSQL') await expect(fixture.admin('SELECT * FROM half')).rejects.toThrow()
      else await fixture.admin('SELECT * FROM half;')
    }, 120_000)
  })

  describe.each([
    ['PostgreSQL', postgres, 'shop_p'],
    ['MariaDB', mariadb, 'shop_m']
  ])('%s as a server', (kind, open, stem) => {
    test('a lock that is not free in time is tried again', async () => {
      const fixture = await open(`${stem}3`)
      const config = { 'db-lock-timeout': '1 s' }
      await (await project(fixture, { a1: orders })).apply(job(), [])
      const note = { down: 'a1', up: ['ALTER TABLE orders ADD COLUMN note int'], back: [] }
      const alembic = await project(fixture, { a1: orders, b1: note }, config)
      const held =
        kind === 'MariaDB'
          ? fixture.admin('BEGIN; SELECT count(*) FROM orders; SELECT SLEEP(6); COMMIT;')
          : fixture.admin('BEGIN; LOCK TABLE orders IN ACCESS SHARE MODE; SELECT pg_sleep(6); COMMIT;')
      await systemClock.sleep(500)
      const evidence = await alembic.apply(job(), ['a1'])
      await held
      expect(evidence.applied).toEqual(['b1'])
      expect(evidence.attempts).toBeGreaterThan(1)
    }, 120_000)

    test('one that hangs is ended at its deadline, and its session is gone', async () => {
      const fixture = await open(`${stem}4`)
      const hang = kind === 'MariaDB' ? 'DO SLEEP(300)' : 'SELECT pg_sleep(300)'
      const alembic = await project(fixture, { a1: { up: [hang], back: [] } }, { timeout: '6 s' })
      const error = await failure(alembic.apply(job(), []))
      expect(error.message).toContain('had not ended after 6 s and were stopped; their database sessions are gone')
      expect(error.evidence).toMatchObject({ ended: 'deadline', after: [] })
      const sessions =
        kind === 'MariaDB'
          ? await fixture.admin("SELECT count(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'DO SLEEP%'")
          : await fixture.admin("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(300)%' AND pid <> pg_backend_pid()")
      expect(sessions).toBe('0')
    }, 120_000)

    test('of two runs at once one is refused', async () => {
      const fixture = await open(`${stem}5`)
      const slow = kind === 'MariaDB' ? 'DO SLEEP(6)' : 'SELECT pg_sleep(6)'
      const alembic = await project(fixture, { a1: { up: [slow], back: [] } })
      const running = alembic.apply(job(), [])
      await systemClock.sleep(3_000)
      await expect(alembic.apply(job(), [])).rejects.toThrow('Another run holds the migration lock')
      expect((await running).applied).toEqual(['a1'])
    }, 120_000)
  })

  test('a runner that is killed in the middle: the job ends, and the next run follows it', async () => {
    const fixture = await postgres('shop_p6')
    const alembic = await project(fixture, { a1: { up: ['SELECT pg_sleep(8)', 'CREATE TABLE once (id int)'], back: [] } })
    const mine = job(60_000, 'killed.migrate')
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    const reach = { ssh: { address, port, user, privateKey, knownHosts }, url: 'postgres://app:secret@127.0.0.1:5432/shop_p6' }
    const runner = spawn(process.execPath, [new URL('apply-alembic-once.ts', import.meta.url).pathname], {
      env: { ...process.env, BELAY_REACH: JSON.stringify({ ...reach, releasePath: '/srv/shop_p6', job: mine }) },
      stdio: 'ignore'
    })
    const busy = () => fixture.admin("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(8)%' AND pid <> pg_backend_pid()")
    for (let tries = 0; (await busy()) === '0'; tries++) {
      if (tries > 100) throw new Error('the migration did not begin')
      await systemClock.sleep(200)
    }
    runner.kill('SIGKILL')
    await once(runner, 'exit')
    expect(await alembic.apply(mine, [])).toMatchObject({ applied: ['a1'], attempts: 1 })
  }, 120_000)

  test('what Alembic cannot start from is one clear error', async () => {
    const fixture = await postgres('shop_p7')
    const orphan = await project(fixture, { b1: { down: 'gone1', back: [] } })
    expect(await causeOf(orphan.plan())).toContain('Revision gone1 referenced from gone1 -> b1 (head), is not present')
    const broken = await project(fixture, { a1: orders }, {}, 'from alembic import context\nimport nowhere_to_be_found\n')
    expect(await causeOf(broken.plan())).toContain("ModuleNotFoundError: No module named 'nowhere_to_be_found'")
    expect((await failure(broken.apply(job(), []))).evidence.error.join('\n')).toContain('nowhere_to_be_found')
    const silent = await project(fixture, { a1: orders }, {}, 'pass\n')
    expect((await failure(silent.apply(job(), []))).evidence.error.join('\n')).toContain('env.py did not call context.run_migrations()')
    const elsewhere = await project(fixture, { a1: orders }, { ini: 'other.ini' })
    expect(await causeOf(elsewhere.plan())).toContain('there is no other.ini')
    const twice = await project(fixture, { a1: orders })
    await files('shop_p7', { 'alembic/versions/z_again.py': revisionFile('a1', orders) })
    expect(await causeOf(twice.plan())).toContain('Revision a1 is present more than once')
    const two = await project(fixture, { a1: orders, b1: { down: 'a1', back: [] }, c1: { down: 'a1', back: [] } }, { target: 'head' })
    expect(await causeOf(two.plan())).toContain('Multiple head revisions are present')
    const table = await project(
      fixture,
      { a1: orders },
      {},
      envPy.replace('connection=connection', "connection=connection, version_table='v'")
    )
    expect(await causeOf(table.plan())).toContain('env.py keeps its revisions in v, and migrations.version-table is alembic_version')
    expect(await (await project(fixture, { a1: orders })).appliedSet()).toEqual([])
  }, 120_000)

  test('a revision that the release does not have is never "nothing applied"', async () => {
    const fixture = await postgres('shop_p8')
    await (await project(fixture, { a1: orders })).apply(job(), [])
    const other = await project(fixture, { x1: orders })
    await expect(other.appliedSet()).rejects.toThrow('shop_p8 has the revision a1 applied, which no file of this release has')
    expect(await other.heads()).toEqual(['a1'])
    expect(await causeOf(other.plan())).toContain('The database has revision a1, which no file of this release has')
    const changed = await project(fixture, { a1: orders, b1: { down: 'a1', back: [] } })
    const error = await failure(changed.apply(job(), []))
    expect(error.message).toContain('changed between the plan and the migration (applied although not planned: a1)')
    expect(await changed.heads()).toEqual(['a1'])
    // No way back is written: nothing changes, and it is told.
    await changed.apply(job(), ['a1'])
    const irreversible = await project(fixture, { a1: { up: orders.up }, b1: { down: 'a1', back: [] } })
    const stuck = await failure(irreversible.revert(job(), []))
    expect(stuck.message).toContain('The way back over a1 of shop_p8 failed')
    expect(stuck.evidence).toMatchObject({ after: ['a1', 'b1'], partly: false })
  }, 120_000)

  test('in a database on trial the live one is not touched', async () => {
    const fixture = await postgres('shop_p10')
    await bed.sql('ALTER USER app CREATEDB')
    await project(fixture, { a1: orders })
    const { name, engine } = await fixture.engine.scratch({ ...job(), idPrefix: 'trial.rehearse' }, 'trial')
    const trial = (url: string) => project({ ...fixture, url, engine }, { a1: orders })
    const context = { host, stateDir: '/srv/state', releasePath: '/srv/shop_p10', engine, clock: systemClock, scratch: true }
    const config = migration.parse({ framework: 'alembic', database: 'main' })
    if (config.framework !== 'alembic') throw new Error('not Alembic')
    await trial(fixture.url)
    expect((await new Alembic(config, context).apply(job(), [])).applied).toEqual(['a1'])
    expect(await fixture.admin("SELECT to_regclass('orders') IS NULL AND to_regclass('alembic_version') IS NULL")).toBe('t')
    expect(await bed.sql('SELECT count(*) FROM orders', name)).toBe('0')
    // A connection of env.py's own making cannot be led there, and is refused before anything runs.
    const own =
      "create_engine('postgresql://', creator=lambda: psycopg2.connect('host=127.0.0.1 user=app password=secret dbname=shop_p10'))"
    const env = envPy.replace(/create_engine\(.*\)/, own).replace('from alembic', 'import psycopg2\nfrom alembic')
    await project(fixture, { a1: orders }, {}, env)
    await bed.sql('DROP TABLE orders, alembic_version', name)
    const error = await failure(new Alembic(config, context).apply(job(), []))
    expect(error.evidence.error.join('\n')).toContain('cannot be tried in another one')
    expect(await fixture.admin("SELECT to_regclass('orders') IS NULL")).toBe('t')
  }, 120_000)

  test('in a database on trial of MariaDB it is told which statements changed the schema, and by which revision', async () => {
    const fixture = await mariadb('shop_m10')
    await project(fixture, {
      a1: orders,
      b1: { down: 'a1', up: ['CREATE INDEX by_id ON orders (id)', 'INSERT INTO orders VALUES (9)'], back: ['DROP INDEX by_id ON orders'] }
    })
    const { name, engine } = await fixture.engine.scratch({ ...job(), idPrefix: 'trial.rehearse-m' }, 'trial-m')
    const config = migration.parse({ framework: 'alembic', database: 'main' })
    if (config.framework !== 'alembic') throw new Error('not Alembic')
    const trial = new Alembic(config, {
      host,
      stateDir: '/srv/state',
      releasePath: '/srv/shop_m10',
      engine,
      clock: systemClock,
      scratch: true
    })
    const { statements } = await trial.apply(job(), [])
    expect(statements).toEqual([
      { migration: 'a1', sql: expect.stringMatching(/^CREATE TABLE orders/) },
      { migration: 'b1', sql: 'CREATE INDEX by_id ON orders (id)' }
    ])
    expect((await bed.exec(`mariadb -N -e 'SELECT COUNT(*) FROM \`${name}\`.orders'`)).stdout.trim()).toBe('1')
    await expect(fixture.admin('SELECT * FROM orders;')).rejects.toThrow()
  }, 120_000)

  test('a database that does not answer is named', async () => {
    const fixture = await postgres('shop_p9')
    const connection = parsePostgresUrl('postgres://app:secret@127.0.0.1:1/shop_p9')
    const deaf = new PostgresEngine(host, { key: 'main', connection })
    const alembic = await project({ ...fixture, engine: deaf, url: 'postgresql://app:secret@127.0.0.1:1/shop_p9' }, { a1: orders })
    await expect(alembic.appliedSet()).rejects.toThrow(/shop_p9/)
    expect(await causeOf(alembic.plan())).toContain('OperationalError')
  }, 120_000)
})
