// A swap behind a real PgBouncer: it waits while the database is closed, and goes on in every case.
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import type { JobContext } from '../../shared/database/backup-source.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import { ident } from '../../shared/database/sql.ts'
import type { Host } from '../../shared/host/host.ts'
import { quote } from '../../shared/host/shell.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { waitFor } from '../bed/process.ts'
import { killJob } from '../host/kill-job.ts'

const state = '/home/deploy/state'
const database = 'Shop "EU"'

const configuration = `[databases]
shop = host=127.0.0.1 port=5432 dbname='Shop "EU"'
alias = host=127.0.0.1 port=5432 dbname='Shop "EU"'
other = host=127.0.0.1 port=5432 dbname=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = 6432
unix_socket_dir = /tmp
auth_type = plain
auth_file = /etc/pgbouncer/users.txt
admin_users = console
pool_mode = POOL
logfile = /var/log/postgresql/pgbouncer.log
pidfile = /run/postgresql/pgbouncer.pid
server_login_retry = 15
`

/** Inserts rows, over and over reconnecting; writes down each row that was acknowledged, and how often it failed. */
const writer = `import os, sys, time, psycopg2
acked, failed = open(sys.argv[1] + '.acked', 'a', buffering=1), open(sys.argv[1] + '.failed', 'a', buffering=1)
n = 0
while True:
    try:
        c = psycopg2.connect(os.environ['URL'])
        c.autocommit = True
        q = c.cursor()
        while True:
            n += 1
            q.execute('INSERT INTO writes VALUES (%s)', (f'{sys.argv[2]}-{n}',))
            acked.write(f'{sys.argv[2]}-{n}\\n')
    except psycopg2.Error as e:
        failed.write(str(e) + '\\n')
`

await describeBed('PostgreSQL behind PgBouncer', () => {
  let bed: BedHost
  let host: Host
  let counter = 0
  const encoded = encodeURIComponent(database)
  const console = (password = 'secret') => parsePostgresUrl(`postgres://console:${password}@127.0.0.1:6432/pgbouncer`)
  const open = (pgbouncer = console(), name = encoded) =>
    new PostgresEngine(host, {
      key: 'main',
      connection: parsePostgresUrl(`postgres://app:app@127.0.0.1:5432/${name}`),
      adminUser: 'postgres',
      pgbouncer
    })
  const job = (): JobContext => ({ stateDir: state, idPrefix: `p${++counter}.restore-point`, timeoutMs: 60_000 })
  const ask = async (sql: string) =>
    (await bed.exec(`PGPASSWORD=secret psql -X -q -A -t -h 127.0.0.1 -p 6432 -U console -d pgbouncer -c ${quote(sql)}`)).stdout
  /** Name and whether it is paused, of each of its databases. */
  const paused = async () =>
    (await ask('SHOW DATABASES'))
      .split('\n')
      .filter(Boolean)
      .map(line => line.split('|'))
      .map(columns => [columns[0], columns.at(-2)])
      .filter(([name]) => name !== 'pgbouncer')
  const start = async (pool: string) => {
    await bed.write('/etc/pgbouncer/pgbouncer.ini', configuration.replace('POOL', pool), { owner: 'postgres:postgres', mode: '600' })
    await bed.exec('systemctl restart pgbouncer')
    while ((await bed.exec('ss -Hltn sport = :6432')).stdout === '') await new Promise(resolve => setTimeout(resolve, 50))
  }
  const startWriter = (name: string, through: string) =>
    bed.exec(
      `cd /home/deploy; URL=${quote(`postgres://app:app@127.0.0.1:6432/${through}`)} setsid python3 writer.py ${name} ${name}${through.length} >/dev/null 2>&1 </dev/null &`
    )
  const lines = async (file: string) => (await bed.exec(`cat /home/deploy/${file}`, { check: false })).stdout.split('\n').filter(Boolean)

  beforeAll(async () => {
    bed = await bootHost({ name: 'pooler' })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = new SshHost({ address, port, user, privateKey, knownHosts })
    await bed.exec(`install -d -o deploy -m 700 ${state}`)
    await bed.write('/home/deploy/writer.py', writer)
    await bed.write('/etc/pgbouncer/users.txt', '"app" "app"\n"console" "secret"\n', { owner: 'postgres:postgres', mode: '600' })
    await bed.sql(`CREATE ROLE app LOGIN PASSWORD 'app'; CREATE DATABASE ${ident(database)} OWNER app;`)
    await bed.sql(
      'SET ROLE app; CREATE TABLE writes (id text PRIMARY KEY); CREATE TABLE orders AS SELECT generate_series(1, 1000) AS n',
      database
    )
  }, 120_000)
  afterAll(async () => {
    await host?.close()
    await bed?.destroy()
  }, 180_000)

  afterEach(() => bed.exec('pkill -KILL -f ^python3.writer.py', { check: false }))

  test.each(['transaction', 'session'])(
    'with %s pooling, writers through it lose no acknowledged row over a restore point and a return',
    async pool => {
      await start(pool)
      const engine = open()
      await engine.describe()
      await startWriter(pool, 'shop')
      await startWriter(pool, 'alias')
      const acked = async () => (await lines(`${pool}.acked`)).length
      const more = (ms: number, than: number) => waitFor(`more than ${than} rows`, ms, async () => (await acked()) > than || undefined)
      await more(60_000, 20)
      const context = job()
      const point = await engine.createRestorePoint(context, `d-${pool}`)
      expect(await paused()).toEqual([
        ['alias', '0'],
        ['other', '0'],
        ['shop', '0']
      ])
      await more(60_000, await acked())
      const { kept } = await engine.returnToRestorePoint(context, point)
      expect((await paused()).map(([, is]) => is)).toEqual(['0', '0', '0'])
      // They write again at once, and not when PgBouncer has forgotten a refused login (15 s).
      await more(10_000, (await acked()) + 20)
      await bed.exec('pkill -KILL -f ^python3.writer.py')
      await engine.endSessions(null)
      const all = await lines(`${pool}.acked`)
      await bed.sql(`ALTER DATABASE ${ident(kept)} ALLOW_CONNECTIONS true`)
      const found = new Set(
        (await Promise.all([database, kept].map(name => bed.sql(`SELECT id FROM writes WHERE id LIKE '${pool}%'`, name))))
          .join('\n')
          .split('\n')
      )
      expect(all.filter(id => !found.has(id))).toEqual([])
      // Between transactions nobody notices more than a pause; in a session everybody is ended, as without PgBouncer.
      const refused = (await lines(`${pool}.failed`)).filter(line => /not currently accepting|server login has been failing/.test(line))
      expect(refused).toEqual([])
      await engine.dropCopy(context, { name: kept })
    },
    180_000
  )

  test('a transaction that does not end in time is ended, and the others go on', async () => {
    await start('transaction')
    const engine = open()
    const long = bed.exec(`psql ${quote(`postgres://app:app@127.0.0.1:6432/shop`)} -XAtc 'SELECT pg_sleep(60)'`, { check: false })
    while ((await bed.sql(`SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'`)) !== '1')
      await new Promise(resolve => setTimeout(resolve, 50))
    const context = job()
    const point = await engine.createRestorePoint(context, 'long')
    expect((await long).code).not.toBe(0)
    expect((await paused()).map(([, is]) => is)).toEqual(['0', '0', '0'])
    await engine.dropCopy(context, point)
  }, 180_000)

  test('after a refusal, and after a killed run is taken up again, nothing stays paused', async () => {
    await start('transaction')
    const engine = open()
    await expect(engine.returnToRestorePoint(job(), { name: `${database}_point_none`, bytes: 1, createdAt: '' })).rejects.toThrow(
      'is not there'
    )
    expect((await paused()).map(([, is]) => is)).toEqual(['0', '0', '0'])
    let left = 0
    for (let round = 0; round < 6; round++) {
      const context = job()
      let ended = false
      const made = engine
        .createRestorePoint(context, `kill${round}`)
        .catch((error: unknown) => error)
        .finally(() => {
          ended = true
        })
      // Some while after the pause began, or before it: what a fixed time after the call meets depends on how busy the machine is.
      if (round % 3 > 0) while (!ended && !(await paused()).some(([, is]) => is === '1'));
      await bed.exec(killJob(state, `${context.idPrefix}.*`, 40 * round), { user: 'deploy' })
      await bed.exec('pkill -KILL -x psql', { check: false })
      if ((await paused()).some(([, is]) => is === '1')) left++
      await made
      await engine.reopen(job())
      expect((await paused()).map(([, is]) => is)).toEqual(['0', '0', '0'])
      expect(await engine.query('SELECT count(*) FROM orders')).toEqual([['1000']])
      const point = await engine.createRestorePoint(job(), `kill${round}`)
      await engine.dropCopy(job(), point)
    }
    // Else the moments were not those that matter.
    expect(left).toBeGreaterThan(0)
  }, 300_000)

  test('a console that cannot be asked, and a database that PgBouncer does not know, are told before anything is closed', async () => {
    await start('transaction')
    await expect(open(console('wrong')).describe()).rejects.toThrow(/password of the role|failed/)
    await expect(open(console('wrong')).createRestorePoint(job(), 'no')).rejects.toMatchObject({ name: 'UserError' })
    await bed.sql('CREATE DATABASE unknown OWNER app')
    await expect(open(console(), 'unknown').createRestorePoint(job(), 'no')).rejects.toThrow(
      /PgBouncer.* has no database that leads to unknown/
    )
    expect(await open().query('SELECT 1')).toEqual([['1']])
    // It is down: the database stays open.
    await bed.exec('systemctl stop pgbouncer')
    await expect(open().createRestorePoint(job(), 'no')).rejects.toMatchObject({ name: 'UserError' })
    expect(await open().query('SELECT 1')).toEqual([['1']])
  }, 180_000)
})
