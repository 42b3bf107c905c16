// Django and Alembic where the application is only in an image: in a container of its own that compose makes of a service of the release.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { migration } from '../../shared/config/schema.ts'
import { MysqlEngine } from '../../shared/database/mysql.ts'
import { parseMysqlUrl } from '../../shared/database/mysql-connection.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import type { Host } from '../../shared/host/host.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { MigrationFailed } from '../../shared/migrations/framework.ts'
import { migrationFramework } from '../../shared/migrations/registry.ts'
import { systemClock } from '../../shared/ports.ts'
import { migrationText } from '../../shared/squash/rules/example.ts'
import { describeBed } from '../bed/bed.ts'
import { type Docker, findDocker } from '../bed/docker.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { debian, ensureImage, type ImageRecipe, withPackages } from '../bed/image.ts'
import { waitFor } from '../bed/process.ts'
import { python42 } from '../bed/python.ts'

const stateDir = '/home/deploy/state'
const create =
  "migrations.CreateModel('Order', [('id', models.AutoField(primary_key=True, serialize=False)), ('note', models.TextField(null=True))])"
const add = "migrations.AddField('order', 'colour', models.CharField(max_length=9, null=True))"
const django = (more: Readonly<Record<string, string>> = {}) => ({
  'manage.py':
    "import os, sys\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')\nfrom django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n",
  'settings.py':
    "SECRET_KEY = 'x'\nUSE_TZ = True\nINSTALLED_APPS = ['orders']\nDATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': 'shop', 'USER': 'app', 'PASSWORD': 'secret', 'HOST': '127.0.0.1'}}\n",
  'orders/__init__.py': '',
  'orders/models.py':
    'from django.db import models\nclass Order(models.Model):\n    id = models.AutoField(primary_key=True)\n    note = models.TextField(null=True)\n    colour = models.CharField(max_length=9, null=True)\n',
  'orders/migrations/__init__.py': '',
  'orders/migrations/0001_initial.py': migrationText('', [create]),
  ...more
})
const second = { 'orders/migrations/0002_colour.py': migrationText("('orders', '0001_initial')", [add]) }
const revision = (id: string, down: string, up: string, back = 'pass') =>
  `from alembic import op\nrevision = '${id}'\ndown_revision = ${down}\ndef upgrade():\n    op.execute('''${up}''')\ndef downgrade():\n    ${back}\n`
const alembic = (url: string, versions: Readonly<Record<string, string>>) => ({
  'alembic.ini': `[alembic]\nscript_location = alembic\nsqlalchemy.url = ${url}\n`,
  'alembic/env.py':
    "from alembic import context\nfrom sqlalchemy import create_engine\nwith create_engine(context.config.get_main_option('sqlalchemy.url')).connect() as connection:\n    context.configure(connection=connection)\n    with context.begin_transaction():\n        context.run_migrations()\n",
  ...Object.fromEntries(Object.entries(versions).map(([id, text]) => [`alembic/versions/${id}.py`, text]))
})

const versions: readonly { readonly version: number; readonly recipe: ImageRecipe }[] = [
  { version: 2, recipe: withPackages(debian, 'docker-compose', 'docker-cli', 'postgresql-17-cron') },
  // Debian 12 is the last that packages it.
  { version: 1, recipe: { ...withPackages(debian, 'docker-compose', 'docker.io'), suite: 'bookworm' } }
]

await describeBed('migrations in a compose service', () => {
  describe.each(versions)('compose version $version', ({ version, recipe }) => {
    let docker: Docker
    let bed: BedHost
    let host: Host
    let image: string
    let directory: string
    let step = 0
    const output: string[] = []
    const job = (timeoutMs = 60_000, idPrefix = `c${version}x${++step}.migrate`) => ({
      stateDir,
      idPrefix,
      timeoutMs,
      onOutput: (text: string) => void output.push(text)
    })

    beforeAll(async () => {
      docker = await findDocker()
      image = await ensureImage(docker, python42)
      directory = await mkdtemp(join(tmpdir(), 'belay-compose-'))
      const socket = docker.address.replace('unix://', '')
      bed = await bootHost({ name: `inside-v${version}`, image: recipe, flags: ['--volume', `${socket}:/run/outer.sock`] })
      const { address, sshPort: port, user, privateKey, knownHosts } = bed
      host = new SshHost({ address, port, user, privateKey, knownHosts })
      await bed.exec(`systemctl stop docker.socket docker containerd 2>/dev/null || :; ln -sfn /run/outer.sock /run/docker.sock
getent group "$(stat -Lc %g /run/docker.sock)" || groupadd -g "$(stat -Lc %g /run/docker.sock)" sock
usermod -aG "$(stat -Lc %g /run/docker.sock)" deploy; install -d -o deploy -m 700 ${stateDir}
systemctl start mariadb; mariadb -e "CREATE DATABASE shop; CREATE USER app@'127.0.0.1' IDENTIFIED BY 'secret'; CREATE USER app@localhost IDENTIFIED BY 'secret'; GRANT ALL ON shop.* TO app@'127.0.0.1'; GRANT ALL ON shop.* TO app@localhost"`)
      await bed.sql("CREATE USER app PASSWORD 'secret'")
    }, 900_000)
    afterAll(async () => {
      await host?.close()
      await bed?.destroy()
      await rm(directory, { recursive: true, force: true })
    }, 120_000)

    const postgres = () =>
      new PostgresEngine(host, { key: 'main', connection: parsePostgresUrl('postgres://app:secret@127.0.0.1:5432/shop') })
    const mariadb = () =>
      new MysqlEngine(host, { key: 'main', vendor: 'mariadb', connection: parseMysqlUrl('mysql://app:secret@127.0.0.1:3306/shop') })
    const anew = async () => {
      await bed.sql('DROP DATABASE IF EXISTS shop')
      await bed.sql('CREATE DATABASE shop OWNER app')
      await bed.exec("mariadb -e 'DROP DATABASE IF EXISTS shop; CREATE DATABASE shop'")
    }
    /** A release on the host is its compose file; its code is in the container alone, as it would be in its image. */
    async function release(
      name: string,
      files: Readonly<Record<string, string>>,
      config: Readonly<Record<string, unknown>> = {},
      engine: PostgresEngine | MysqlEngine = postgres()
    ) {
      const code = join(directory, name)
      await rm(code, { recursive: true, force: true })
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(code, path)), { recursive: true })
        await writeFile(join(code, path), text)
      }
      const releasePath = `/srv/releases/${name}`
      const web = {
        image,
        network_mode: `container:${bed.container}`,
        volumes: [`${code}:/app:ro`],
        working_dir: '/app',
        entrypoint: ['/bin/false'],
        depends_on: ['other'],
        security_opt: ['seccomp=unconfined', 'apparmor=unconfined']
      }
      await bed.exec(`install -d ${releasePath}`)
      await bed.write(`${releasePath}/compose.yaml`, JSON.stringify({ version: '3.7', services: { web, other: { image: 'never-there' } } }))
      const compose = { service: 'web', project: bed.container }
      const parsed = migration.parse({ framework: 'django', database: 'main', compose, ...config })
      return migrationFramework(parsed, { host, stateDir, releasePath, engine, clock: systemClock, waitMs: 2_000 })
    }
    const failure = async (promise: Promise<unknown>): Promise<MigrationFailed> => {
      const error = await promise.then(
        () => undefined,
        (thrown: unknown) => thrown
      )
      if (!(error instanceof MigrationFailed)) throw error ?? new Error('it did not fail')
      return error
    }
    const containers = async () => (await docker.run(['ps', '-q', '--filter', `name=belay-c${version}x`])).stdout.trim()
    const names = async (engine = postgres()) =>
      (await engine.query("SELECT column_name FROM information_schema.columns WHERE table_name = 'orders_order' ORDER BY 1")).flat()

    test('Django: planned, applied, compared with the models, and taken back to the recorded set', async () => {
      await anew()
      const old = await release('one', django())
      expect((await old.plan()).map(each => each.name)).toEqual(['orders.0001_initial'])
      expect((await old.apply(job(), [])).after).toEqual(['orders.0001_initial'])
      expect(await old.drift!()).not.toEqual([])
      const app = await release('two', django(second))
      const before = await app.appliedSet()
      const evidence = await app.apply(job(), before)
      expect(evidence).toMatchObject({ version: expect.stringMatching(/^4\.2/), applied: ['orders.0002_colour'], attempts: 1 })
      expect(evidence.files['orders.0002_colour']).toMatch(/^[0-9a-f]{64}$/)
      expect(output.join('')).toContain('Applying orders.0002_colour')
      expect(output.join('')).not.toContain('BELAY-')
      expect(await app.drift!()).toEqual([])
      expect(await names()).toEqual(['colour', 'id', 'note'])
      expect((await app.revert!(job(), before)).reverted).toEqual(['orders.0002_colour'])
      expect(await names()).toEqual(['id', 'note'])
      expect(await containers()).toBe('')
    }, 240_000)

    test('Alembic: planned, applied and taken back, in PostgreSQL and MariaDB', async () => {
      await anew()
      for (const [name, engine, url] of [
        ['pg', postgres(), 'postgresql+psycopg2://app:secret@127.0.0.1/shop'],
        ['my', mariadb(), 'mysql+pymysql://app:secret@127.0.0.1/shop']
      ] as const) {
        const files = alembic(url, {
          a1: revision('a1', 'None', 'CREATE TABLE orders (id integer)', "op.execute('DROP TABLE orders')"),
          b1: revision('b1', "'a1'", 'ALTER TABLE orders ADD COLUMN n integer', "op.execute('ALTER TABLE orders DROP COLUMN n')")
        })
        const app = await release(name, files, { framework: 'alembic' }, engine)
        expect((await app.plan()).map(each => each.name)).toEqual(['a1', 'b1'])
        expect((await app.apply(job(), [])).applied).toEqual(['a1', 'b1'])
        expect((await app.revert!(job(), ['a1'])).after).toEqual(['a1'])
        expect((await engine.query("SELECT column_name FROM information_schema.columns WHERE table_name = 'orders'")).flat()).toEqual([
          'id'
        ])
      }
    }, 240_000)

    test('with `build` the image is made of the release first, code and all', async () => {
      await anew()
      const app = await release('built', django(), { compose: { service: 'made', project: bed.container, build: true } })
      const releasePath = '/srv/releases/built'
      for (const [path, text] of Object.entries(django())) await bed.write(`${releasePath}/code/${path}`, text)
      await bed.write(`${releasePath}/Dockerfile`, `FROM ${image}\nCOPY code /code\nWORKDIR /code\n`)
      const made = { build: { context: '.' }, network_mode: `container:${bed.container}`, entrypoint: ['/bin/false'] }
      await bed.write(`${releasePath}/compose.yaml`, JSON.stringify({ version: '3.7', services: { made } }))
      try {
        expect((await app.apply(job(), [])).applied).toEqual(['orders.0001_initial'])
      } finally {
        for (const name of [`${bed.container}-made`, `${bed.container}_made`]) await docker.run(['image', 'rm', name], { check: false })
      }
    }, 240_000)

    test.each([
      [
        'Django in PostgreSQL',
        () =>
          release(
            'hang',
            django({
              'orders/migrations/0002_hang.py': migrationText("('orders', '0001_initial')", ["migrations.RunSQL('SELECT pg_sleep(600)')"])
            })
          ),
        postgres
      ],
      [
        'Alembic in MariaDB',
        () =>
          release(
            'hang-my',
            alembic('mysql+pymysql://app:secret@127.0.0.1/shop', { z1: revision('z1', 'None', 'SELECT SLEEP(600)') }),
            { framework: 'alembic' },
            mariadb()
          ),
        mariadb
      ]
    ] as const)(
      '%s: one that hangs is ended with its container and its sessions',
      async (_, make, engine) => {
        await anew()
        const app = await make()
        const before = await app.appliedSet()
        const error = await failure(app.apply(job(9_000), before))
        expect(error.message).toMatch(/had not ended after 9 s and were stopped; their database sessions are gone/)
        expect(await containers()).toBe('')
        const sleeping = await engine().query(
          engine === postgres
            ? "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()"
            : "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE '%SLEEP(600)%' AND ID <> CONNECTION_ID()"
        )
        expect(sleeping).toEqual([['0']])
      },
      240_000
    )

    test('who is killed on the host takes the container along, though nobody removes it', async () => {
      await anew()
      const more = {
        'orders/migrations/0002_hang.py': migrationText("('orders', '0001_initial')", ["migrations.RunSQL('SELECT pg_sleep(600)')"])
      }
      const app = await release('killed', django(more))
      const spec = job(120_000)
      const applying = failure(app.apply(spec, []))
      const asleep = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()"
      await waitFor('the migration sleeps', 30_000, async () => ((await postgres().query(asleep))[0]?.[0] === '1' ? true : undefined))
      await host.endJob(stateDir, `${spec.idPrefix}.migrate`)
      await waitFor('the container has gone by itself', 10_000, async () => ((await containers()) === '' ? true : undefined))
      expect((await applying).message).toMatch(/were ended from outside/)
    }, 240_000)

    test('what is wrong is told in one sentence', async () => {
      await anew()
      const cause = async (promise: Promise<unknown>) =>
        promise.then(
          () => 'it did not fail',
          (error: Error) => `${error.message}\n${(error.cause as Error | undefined)?.message ?? ''}`
        )
      const compose = (more: object) => ({ compose: { service: 'web', project: bed.container, ...more } })
      const planOf = async (config: object, files = django()) => cause((await release('wrong', files, { ...config })).plan())
      expect(await planOf(compose({ service: 'none' }))).toContain(
        'there is no service none in /srv/releases/wrong/compose.yaml (migrations.compose)'
      )
      expect(await planOf({ directory: 'backend' })).toMatch(/there is no manage\.py in backend of the image of service web/)
      expect(await planOf({ python: 'python9' })).toMatch(/there is no Python in the image of service web/)
    }, 240_000)
  })
})
