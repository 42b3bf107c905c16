// Hosts that still have the first version of compose, a program of its own, ask it in the same words.
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
import { findDocker } from '../bed/docker.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { debian, ensureImage, type ImageRecipe, withPackages } from '../bed/image.ts'

const state = '/home/deploy/state'
const file = '/srv/shop/compose.yaml'
/** Debian 12 is the last that packages it. */
const older: ImageRecipe = { ...withPackages(debian, 'docker-compose', 'docker.io'), suite: 'bookworm' }

await describeBed('PostgreSQL in a service of compose version 1', () => {
  let bed: BedHost
  let host: Host
  let counter = 0
  let project: string
  const job = (): JobContext => ({ stateDir: state, idPrefix: `o${++counter}.backup`, timeoutMs: 240_000 })
  const engine = (format: 'custom' | 'directory' = 'custom') =>
    new PostgresEngine(host, {
      key: 'main',
      connection: parsePostgresUrl('postgres://app:app@127.0.0.1:5432/shop'),
      compose: { file, service: 'db', project },
      format
    })
  const sql = async (query: string, database = 'shop') =>
    (
      await bed.exec(`docker exec -i -u postgres ${project}_db_1 psql -X -q -A -t -v ON_ERROR_STOP=1 -d ${database}`, { input: query })
    ).stdout.trim()

  beforeAll(async () => {
    const docker = await findDocker()
    await ensureImage(docker, older)
    const image = await ensureImage(docker, debian)
    bed = await bootHost({
      name: 'compose-v1',
      image: older,
      flags: ['--volume', `${docker.address.replace('unix://', '')}:/run/outer.sock`]
    })
    project = bed.container
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = new SshHost({ address, port, user, privateKey, knownHosts })
    // The package brings a daemon too: the bed's own is asked in its place.
    await bed.exec(`systemctl stop docker.socket docker containerd || :; ln -sfn /run/outer.sock /run/docker.sock
install -d -o deploy -m 700 ${state}; getent group "$(stat -Lc %g /run/docker.sock)" || groupadd -g "$(stat -Lc %g /run/docker.sock)" sock
usermod -aG "$(stat -Lc %g /run/docker.sock)" deploy
systemctl stop postgresql; chmod -x /usr/lib/postgresql/*/bin/* /usr/bin/psql /usr/bin/pg_dump /usr/bin/pg_dumpall /usr/bin/pg_restore`)
    await bed.write(
      file,
      JSON.stringify({
        version: '3.7',
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
    while ((await bed.exec(`docker exec -u postgres ${project}_db_1 psql -c ''`, { check: false })).code !== 0)
      await new Promise(resolve => setTimeout(resolve, 200))
    await sql(`CREATE ROLE app LOGIN CREATEDB PASSWORD 'app'; CREATE DATABASE shop OWNER app;`, 'postgres')
    await sql('SET ROLE app; CREATE TABLE orders (n int PRIMARY KEY); INSERT INTO orders SELECT g FROM generate_series(1, 5000) g')
  }, 1_500_000)
  afterAll(async () => {
    await bed?.exec(`docker-compose -p ${project} -f ${file} down -t 1 -v`, { check: false, timeout: 60_000 })
    await host?.close()
    await bed?.destroy()
  }, 120_000)

  test('it is version 1, and there is no other', async () => {
    expect((await bed.exec('docker-compose version --short')).stdout).toMatch(/^1\./)
    expect((await bed.exec('docker compose version', { check: false })).code).not.toBe(0)
  }, 60_000)

  test.each(['custom', 'directory'] as const)(
    'a backup (%s) is taken, tried and restored',
    async format => {
      expect(await engine().describe()).toMatchObject({ version: expect.stringMatching(/^17\./), canCopy: true })
      const id = `b${++counter}`
      const { manifest } = await takeBackup({
        host,
        clock: systemClock,
        job: job(),
        id,
        databases: [{ name: 'main', engine: engine(format) }],
        level: 'drill',
        minFreeBytes: 1
      })
      await sql('DELETE FROM orders WHERE n > 7')
      const context = job()
      const { kept } = await engine(format).restore(
        context,
        restoreSource(manifest, 'main', engine(format), 'restore', { stateDir: state })
      )
      expect(await sql('SELECT count(*) FROM orders')).toBe('5000')
      await engine().dropCopy(context, { name: kept })
    },
    240_000
  )

  test('a service that is stopped is told', async () => {
    await bed.exec(`docker-compose -p ${project} -f ${file} stop -t 1`, { timeout: 60_000 })
    await expect(engine().describe()).rejects.toThrow(
      /the service db of \/srv\/shop\/compose\.yaml has 0 containers and one is needed; is it running\?|is not running/
    )
  }, 120_000)
})
