// MariaDB in a container of a compose project: all clients run inside, nothing of the host's own clients is used.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { takeBackup } from '../../shared/backup/backup.ts'
import { restoreSource } from '../../shared/backup/source.ts'
import { verifyBackup } from '../../shared/backup/store.ts'
import type { JobContext } from '../../shared/database/backup-source.ts'
import { MysqlEngine, type MysqlOptions } from '../../shared/database/mysql.ts'
import { parseMysqlUrl } from '../../shared/database/mysql-connection.ts'
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

await describeBed('MariaDB in a compose service', () => {
  let bed: BedHost
  let host: Host
  let counter = 0
  let project: string
  const job = (): JobContext => ({ stateDir: state, idPrefix: `c${++counter}.backup`, timeoutMs: 240_000 })
  const open = (options: Partial<MysqlOptions> = {}) =>
    new MysqlEngine(host, {
      key: 'main',
      vendor: 'mariadb',
      connection: parseMysqlUrl(`mysql://app:${encodeURIComponent(password).replaceAll("'", '%27')}@127.0.0.1:3306/shop`),
      compose: { file, service: 'db', project },
      adminUser: 'mysql',
      ...options
    })
  const backup = async (id: string, engine: MysqlEngine) =>
    (await takeBackup({ host, clock: systemClock, job: job(), id, databases: [{ name: 'main', engine }], level: 'drill', minFreeBytes: 1 }))
      .manifest
  /** SQL inside the container, as its superuser. */
  const sql = async (query: string) =>
    (await bed.exec(`docker exec -i -u mysql ${project}-db-1 mariadb --batch --raw --skip-column-names`, { input: query })).stdout.trim()

  beforeAll(async () => {
    const docker = await findDocker()
    // The same as for PostgreSQL in compose: built once for both.
    const recipe = withPackages(debian, 'docker-compose', 'docker-cli', 'postgresql-17-cron')
    await ensureImage(docker, recipe)
    const image = await ensureImage(docker, debian)
    bed = await bootHost({
      name: 'compose-maria',
      image: recipe,
      flags: ['--volume', `${docker.address.replace('unix://', '')}:/run/docker.sock`]
    })
    project = bed.container
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = new SshHost({ address, port, user, privateKey, knownHosts })
    await bed.exec(`install -d -o deploy -m 700 ${state}; getent group "$(stat -c %g /run/docker.sock)" || groupadd -g "$(stat -c %g /run/docker.sock)" sock
usermod -aG "$(stat -c %g /run/docker.sock)" deploy
# Nothing of the host's own MariaDB is to be used.
chmod -x /usr/bin/mariadb /usr/bin/mariadb-dump; rm -f /usr/bin/mysql /usr/bin/mysqldump`)
    await bed.write(
      file,
      JSON.stringify({
        services: {
          db: {
            image,
            network_mode: 'none',
            init: true,
            entrypoint: ['bash', '-c', 'install -d -o mysql /run/mysqld && exec mariadbd --user=mysql']
          }
        }
      })
    )
    await bed.exec(`docker-compose -p ${project} -f ${file} up -d`, { timeout: 120_000 })
    while ((await bed.exec(`docker exec -u mysql ${project}-db-1 mariadb -e ''`, { check: false })).code !== 0)
      await new Promise(resolve => setTimeout(resolve, 200))
    await sql(`CREATE DATABASE shop; CREATE USER app@localhost IDENTIFIED BY '${password.replace(/[\\']/g, '\\$&')}'; GRANT ALL ON shop.* TO app@localhost;
USE shop; CREATE TABLE orders (n int PRIMARY KEY, note text); INSERT INTO orders SELECT seq, MD5(seq) FROM seq_1_to_50000;
CREATE VIEW few AS SELECT * FROM orders WHERE n < 10; CREATE EVENT clean ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 00:00:00' DO DELETE FROM orders;`)
  }, 900_000)
  afterAll(async () => {
    await bed?.exec(`docker-compose -p ${project} -f ${file} down -t 1 -v`, { check: false, timeout: 60_000 })
    await host?.close()
    await bed?.destroy()
  }, 120_000)

  test.each(['full', 'data-only'] as const)(
    '%s it is backed up, tried, returned to a restore point and restored',
    async scope => {
      const engine = open({ scope })
      expect(await engine.describe()).toMatchObject({ version: expect.stringMatching(/^11\.8.*MariaDB/), canCopy: true })
      const manifest = await backup(scope, engine)
      expect(manifest.members[0]!.facts.content).toMatchObject({ orders: { rows: 50_000 } })
      expect(await verifyBackup(host, state, scope)).toEqual(manifest)
      const context = job()
      const point = await engine.createRestorePoint(context, scope)
      await sql('DROP TABLE shop.orders')
      const failed = await engine.returnToRestorePoint(context, point)
      expect(await engine.query('SELECT count(*) FROM orders')).toEqual([['50000']])
      await sql('DELETE FROM shop.orders WHERE n > 7')
      const old = await engine.restore(context, restoreSource(manifest, 'main', engine, 'restore', { stateDir: state }))
      expect(await sql('SELECT count(*) FROM shop.orders; SELECT count(*) FROM shop.few; SHOW EVENTS FROM shop')).toMatch(
        /^50000\n9\nshop\tclean\t/
      )
      await engine.dropCopy(context, { name: failed.kept })
      await engine.dropCopy(context, { name: old.kept })
      expect((await sql('SHOW DATABASES')).split('\n').filter(name => name.startsWith('shop'))).toEqual(['shop'])
    },
    300_000
  )

  test('no password is in any argument, on the host or in the container (G7)', async () => {
    const seen = bed.exec(
      `for i in {1..60}; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '; docker top ${project}-db-1 -eo pid,args; done`,
      { timeout: 120_000 }
    )
    await backup('secrets', open())
    const said = (await seen).stdout
    expect(said).toMatch(/docker exec .*mariadb-dump/)
    expect(said).toMatch(/timeout -k .*mariadb-dump/)
    expect(said).not.toContain('4711')
  }, 180_000)

  test('a service that is not there, or is stopped, is told', async () => {
    await expect(open({ compose: { file, service: 'cache', project } }).describe()).rejects.toMatchObject({ name: 'UserError' })
    await bed.exec(`docker-compose -p ${project} -f ${file} stop -t 1`)
    await expect(open().describe()).rejects.toThrow(
      /the service db of \/srv\/shop\/compose\.yaml has 0 containers and one is needed; is it running\?/
    )
  }, 60_000)
})
