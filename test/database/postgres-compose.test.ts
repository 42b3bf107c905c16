// PostgreSQL in a container of a compose project: all clients run inside, nothing of the host's own clients is used.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { takeBackup } from '../../shared/backup/backup.ts'
import { restoreSource } from '../../shared/backup/source.ts'
import { verifyBackup } from '../../shared/backup/store.ts'
import type { JobContext } from '../../shared/database/backup-source.ts'
import { PostgresEngine, type PostgresOptions } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import type { Host } from '../../shared/host/host.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { describeBed } from '../bed/bed.ts'
import { findDocker } from '../bed/docker.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { debian, ensureImage, withPackages } from '../bed/image.ts'

const state = '/home/deploy/state'
const file = '/srv/shop/compose.yaml'
const password = `p'"$\\ @ 4711`

await describeBed('PostgreSQL in a compose service', () => {
  let bed: BedHost
  let host: Host
  let counter = 0
  let project: string
  const job = (): JobContext => ({ stateDir: state, idPrefix: `c${++counter}.backup`, timeoutMs: 240_000 })
  const open = (options: Partial<PostgresOptions> = {}) =>
    new PostgresEngine(host, {
      key: 'main',
      connection: parsePostgresUrl(`postgres://app:${encodeURIComponent(password)}@127.0.0.1:5432/shop`),
      compose: { file, service: 'db', project },
      ...options
    })
  const socket = { as: 'postgres', connection: parsePostgresUrl('postgres:///shop') }
  const byPeer = () => open(socket)
  const backup = async (id: string, engine: PostgresEngine) =>
    (await takeBackup({ host, clock: systemClock, job: job(), id, databases: [{ name: 'main', engine }], level: 'drill', minFreeBytes: 1 }))
      .manifest
  /** SQL inside the container, as its superuser. */
  const sql = async (query: string, database = 'shop') =>
    (
      await bed.exec(`docker exec -i -u postgres ${project}-db-1 psql -X -q -A -t -v ON_ERROR_STOP=1 -d ${database}`, { input: query })
    ).stdout.trim()

  beforeAll(async () => {
    const docker = await findDocker()
    const recipe = withPackages(debian, 'docker-compose', 'docker-cli', 'postgresql-17-cron')
    await ensureImage(docker, recipe)
    const image = await ensureImage(docker, debian)
    bed = await bootHost({
      name: 'compose',
      image: recipe,
      flags: ['--volume', `${docker.address.replace('unix://', '')}:/run/docker.sock`]
    })
    project = bed.container
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = new SshHost({ address, port, user, privateKey, knownHosts })
    await bed.exec(`install -d -o deploy -m 700 ${state}; getent group "$(stat -c %g /run/docker.sock)" || groupadd -g "$(stat -c %g /run/docker.sock)" sock
usermod -aG "$(stat -c %g /run/docker.sock)" deploy
# Nothing of the host's own PostgreSQL is to be used.
systemctl stop postgresql; chmod -x /usr/lib/postgresql/*/bin/* /usr/bin/psql /usr/bin/pg_dump /usr/bin/pg_dumpall /usr/bin/pg_restore`)
    await bed.write(
      file,
      JSON.stringify({
        services: {
          db: {
            image,
            network_mode: 'none',
            init: true,
            entrypoint: [
              'bash',
              '-c',
              'install -d -o postgres /run/postgresql && exec runuser -u postgres -- /usr/lib/postgresql/17/bin/postgres -D /var/lib/postgresql/17/main -c config_file=/etc/postgresql/17/main/postgresql.conf'
            ]
          }
        }
      })
    )
    await bed.exec(`docker-compose -p ${project} -f ${file} up -d`, { timeout: 120_000 })
    while ((await bed.exec(`docker exec -u postgres ${project}-db-1 psql -c ''`, { check: false })).code !== 0)
      await new Promise(resolve => setTimeout(resolve, 200))
    await sql(`CREATE ROLE app LOGIN CREATEDB PASSWORD 'p''"$\\ @ 4711'; CREATE DATABASE shop OWNER app;`, 'postgres')
    await sql(
      'SET ROLE app; CREATE TABLE orders (n int PRIMARY KEY, note text); INSERT INTO orders SELECT g, md5(g::text) FROM generate_series(1, 50000) g'
    )
  }, 900_000)
  afterAll(async () => {
    await bed?.exec(`docker-compose -p ${project} -f ${file} down -t 1 -v`, { check: false, timeout: 60_000 })
    await host?.close()
    await bed?.destroy()
  }, 300_000)

  test.each([
    ['by its URL', () => open()],
    ['over the socket as postgres', byPeer],
    ['with an administrator', () => open({ adminUser: 'postgres' })],
    ['by its URL, by several processes into a directory,', () => open({ format: 'directory' })],
    ['over the socket as postgres, by several processes,', () => open({ ...socket, format: 'directory', jobs: 3 })]
  ])(
    '%s it is backed up, tried, returned to a restore point and restored',
    async (_how, make) => {
      const engine = make()
      expect(await engine.describe()).toMatchObject({ version: expect.stringMatching(/^17\./), canCopy: true })
      const id = `b${++counter}`
      const manifest = await backup(id, engine)
      const [member] = manifest.members
      expect(manifest.members.map(({ name }) => name)).toEqual([
        member!.format === 'pg_dump-directory-tar' ? 'main.dump.tar' : 'main.dump',
        'main.globals.sql'
      ])
      expect(member!.checks.map(({ name }) => name)).toEqual(['exit-code', 'full-decode', 'sha256', 'drill'])
      expect(manifest.members[0]!.facts.content).toMatchObject({ 'public.orders': { rows: 50_000 } })
      expect(await verifyBackup(host, state, id)).toEqual(manifest)
      const context = job()
      const point = await engine.createRestorePoint(context, id)
      await sql('DROP TABLE orders')
      const failed = await engine.returnToRestorePoint(context, point)
      expect(await engine.query('SELECT count(*) FROM orders')).toEqual([['50000']])
      await sql('DELETE FROM orders WHERE n > 7')
      const old = await engine.restore(context, restoreSource(manifest, 'main', engine, 'restore', { stateDir: state }))
      expect(await sql('SELECT count(*) FROM orders')).toBe('50000')
      expect(await sql("SELECT tableowner FROM pg_tables WHERE tablename = 'orders'")).toBe('app')
      await engine.dropCopy(context, { name: failed.kept })
      await engine.dropCopy(context, { name: old.kept })
      expect((await bed.exec(`docker exec ${project}-db-1 sh -c 'ls -d /tmp/belay-pg.*'`, { check: false })).stdout).toBe('')
      expect(await sql("SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database", 'postgres')).toBe(
        'postgres shop template0 template1'
      )
    },
    300_000
  )

  test.each([
    ['a data file is cut', 'truncate -s -20 "$(ls -S *.dat* | grep -v toc | head -n 1)"'],
    ['a data file is missing', 'rm "$(ls -S *.dat* | grep -v toc | head -n 1)"'],
    ['the table of contents is missing', 'rm toc.dat']
  ])(
    'the full decode of a parallel dump inside notices that %s',
    async (_what, damage) => {
      const plan = open({ format: 'directory' }).dump('full', 'belay:t')[0]!
      const run = (between: string) =>
        host.run(
          `cd; umask 077; rm -rf probe; mkdir probe; M=0 FILE=$HOME/probe/main.dump.tar CONTENT=$HOME/probe/content\nexec {belay_use}</dev/null\n${plan.prepare}${plan.dump}${between}\n${plan.verify}`,
          { secrets: plan.secrets, check: false, timeoutMs: 120_000 }
        )
      expect((await run(`( mkdir probe/d; cd probe/d; tar -xf "$FILE"; ${damage}; tar -cf "$FILE" * )`)).exitCode).not.toBe(0)
      expect((await run('true')).exitCode).toBe(0)
    },
    120_000
  )

  test('no password is in any argument, on the host or in the container (G7)', async () => {
    // The dump waits for this lock until it was seen.
    const locked = sql('BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(600)').catch(() => '')
    const locks = "FROM pg_stat_activity WHERE state = 'active' AND query ~ '^SELECT pg_sleep'"
    while ((await sql(`SELECT count(*) ${locks}`)) !== '1');
    let over = false
    const taken = backup('secrets', open()).finally(() => {
      over = true
    })
    let said = ''
    const seen = [/docker exec .*PGPASSWORD.*pg_dump/, /timeout -k .*pg_dump/]
    let waits = true
    while (!over) {
      said += (await bed.exec(`cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '; echo; docker top ${project}-db-1 -eo pid,args`)).stdout
      if (waits && seen.every(pattern => pattern.test(said))) {
        waits = false
        await sql(`SELECT pg_terminate_backend(pid) ${locks}`)
      }
    }
    await Promise.all([taken, locked])
    for (const pattern of seen) expect(said).toMatch(pattern)
    expect(said).not.toContain('4711')
  }, 300_000)

  test('a backup whose client is killed leaves nothing running in the container', async () => {
    await sql('INSERT INTO orders SELECT g, repeat(md5(g::text), 20) FROM generate_series(60000, 400000) g')
    const context = { ...job(), idPrefix: 'killed.backup' }
    const taken = takeBackup({
      host,
      clock: systemClock,
      job: context,
      id: 'killed',
      databases: [{ name: 'main', engine: open() }],
      level: 'quick',
      minFreeBytes: 1
    })
    let over = false
    const ended = expect(taken.finally(() => (over = true))).rejects.toMatchObject({ name: 'UserError' })
    const clients = async () =>
      (await bed.exec(`docker top ${project}-db-1 -eo pid,args | grep -E '^ *[0-9]+ +(\\S*/)?(pg_dump|psql|timeout) '`, { check: false }))
        .stdout
    // The first that is seen may be a call that ends by itself: until one was hit, the next is tried.
    let hit = false
    while (!over && !hit) {
      if ((await clients()).includes('pg_dump')) hit = (await bed.exec(`pkill -KILL -f '^docker exec'`, { check: false })).code === 0
      else await new Promise(resolve => setTimeout(resolve, 20))
    }
    await ended
    const until = Date.now() + 60_000
    while ((await clients()) !== '' && Date.now() < until) await new Promise(resolve => setTimeout(resolve, 200))
    expect(await clients()).toBe('')
    expect((await bed.exec(`ls -A ${state}/backups`)).stdout).not.toContain('killed')
  }, 300_000)

  test('a service that is not there, or is stopped, is told', async () => {
    await expect(open({ compose: { file, service: 'cache', project } }).describe()).rejects.toMatchObject({ name: 'UserError' })
    await bed.exec(`docker-compose -p ${project} -f ${file} stop -t 1`)
    await expect(open().describe()).rejects.toThrow(
      /the service db of \/srv\/shop\/compose\.yaml has 0 containers and one is needed; is it running\?/
    )
  }, 180_000)
})
