import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { migration } from '../../shared/config/schema.ts'
import { withDatabase } from '../../shared/database/connection-value.ts'
import { MysqlEngine } from '../../shared/database/mysql.ts'
import { type MysqlVendor, parseMysqlUrl } from '../../shared/database/mysql-connection.ts'
import type { Host } from '../../shared/host/host.ts'
import { openHost } from '../../shared/host/open-host.ts'
import { quote } from '../../shared/host/shell.ts'
import { Django } from '../../shared/migrations/django.ts'
import { tryOnline } from '../../shared/migrations/online-trial.ts'
import { runSmoke } from '../../shared/migrations/smoke.ts'
import { systemClock } from '../../shared/ports.ts'
import { type BedHost, type BootOptions, bootHost } from '../bed/host.ts'
import { type Found, jobOf, type Place, rehearsals, rehearse, rehearseWith } from './rehearse-cases.ts'
import { installDjango, shop } from './rehearse-django.ts'

export interface Server extends Place {
  readonly bed: BedHost
  readonly vendor: MysqlVendor
  engine(name: string, options?: { readonly as?: string; readonly scope?: 'data-only' }): MysqlEngine
  admin(statements: string): Promise<string>
}

/** What holds of MySQL and MariaDB alike; the tests of one of them alone follow it. */
export function mysqlRehearsals(vendor: MysqlVendor, image?: BootOptions['image']): () => Server {
  let server: Server | undefined
  let host: Host
  beforeAll(async () => {
    const bed = await bootHost({
      name: `rehearse-${vendor}`,
      image,
      sudoers: [`deploy ALL=(root) NOPASSWD: /usr/bin/${vendor}, /usr/bin/${vendor === 'mysql' ? 'mysqldump' : 'mariadb-dump'}`]
    })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = openHost({ address, port, user, privateKey, knownHosts })
    const admin = async (statements: string) =>
      (await bed.exec(`${vendor} --batch --raw --skip-column-names`, { input: statements })).stdout.trim()
    await bed.exec(`systemctl start ${vendor}; install -d -o deploy -g deploy /srv/state /srv/releases`)
    await admin("CREATE USER app@localhost IDENTIFIED BY 'secret'; CREATE USER app@127.0.0.1 IDENTIFIED BY 'secret';")
    const engine: Server['engine'] = (name, { as, scope } = {}) =>
      new MysqlEngine(host, {
        key: 'main',
        vendor,
        connection: parseMysqlUrl(`mysql://app:secret@127.0.0.1:3306/${name}`),
        adminUser: as,
        scope
      })
    server = {
      bed,
      vendor,
      host,
      stateDir: '/srv/state',
      releases: '/srv/releases',
      engine,
      admin,
      live: (name, statements) => admin(`USE ${name};\n${statements}`),
      open: async (name, statements) => {
        const grants = ['localhost', '127.0.0.1'].map(at => `GRANT ALL ON \`${name}\`.* TO app@${at};`).join(' ')
        await admin(`CREATE DATABASE ${name}; ${grants} USE ${name}; ${statements};`)
        return engine(name, { as: 'root' })
      },
      copies: () => admin('SHOW DATABASES'),
      writeRelease: async (directory, files) => {
        for (const [file, text] of Object.entries(files))
          await bed.exec(`install -d "$(dirname ${directory}/${file})"; cat > ${directory}/${file}`, { input: `${text}\n` })
      }
    }
  }, 600_000)
  afterAll(async () => {
    await host?.close()
    await server?.bed.destroy()
  }, 180_000)
  rehearsals(() => server!, {
    rows: n =>
      `INSERT INTO orders WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${n}) SELECT n, CONCAT('note ', n), n / 7.0, n FROM s`,
    // Twice every row of half a million is copied.
    slow: `INSERT INTO orders SELECT e.id * 200000 + a.id * 8000 + b.id * 400 + c.id * 20 + d.id, 'x', 1, 1 FROM orders a, orders b, orders c, orders d, orders e WHERE e.id <= 3;
ALTER TABLE orders CONVERT TO CHARACTER SET latin1; ALTER TABLE orders CONVERT TO CHARACTER SET utf8mb4;`,
    // Through the environment alone: a URL that only its database tells from the live one's.
    ask: sql =>
      `printf %s ${quote(sql)} | ${vendor} --user=app --password=secret --host=127.0.0.1 "$(printf %s "$DATABASE_URL" | sed 's,.*/,,')"`,
    databaseEnv: database => ({ DATABASE_URL: withDatabase('mysql://app:secret@127.0.0.1:3306/live', database) }),
    locked: /^orders$/
  })

  test('a user that may make no database is told the grant, and with it that is enough', async () => {
    const { admin, engine, live, releases } = server!
    await server!.open('bare_s', 'CREATE TABLE orders (id int PRIMARY KEY); INSERT INTO orders VALUES (1)')
    const files = { '0001_x.up.sql': 'ALTER TABLE orders ADD COLUMN x int;', '0001_x.down.sql': 'ALTER TABLE orders DROP COLUMN x;' }
    await expect(rehearse(server!, engine('bare_s'), 'bare_s', files, { baseline: 'none' })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(
        /Restoring a copy of the database `bare_s` on .*: app@(localhost|127\.0\.0\.1) may not make a copy of the database beside it\. GRANT ALL ON `bare\\_s\\_%`\.\* to it, or configure admin/
      )
    })
    expect(releases).not.toBe('')
    await admin('GRANT ALL ON `bare\\_s\\_%`.* TO app@localhost; GRANT ALL ON `bare\\_s\\_%`.* TO app@127.0.0.1;')
    expect(await rehearse(server!, engine('bare_s'), 'bare_s', files, { baseline: 'none' })).toMatchObject({ lossless: 'yes' })
    expect(await live('bare_s', 'SELECT COUNT(*) FROM orders;')).toBe('1')
  }, 180_000)

  test('no right in a copy outlives it', async () => {
    expect(
      await server!.admin("SELECT DISTINCT TABLE_SCHEMA FROM information_schema.SCHEMA_PRIVILEGES WHERE TABLE_SCHEMA LIKE '%scratch%'")
    ).toBe('')
  })

  test('with rows alone in the backup, the copy has the views and triggers of the live database too', async () => {
    await server!.open(
      'rowsonly',
      `CREATE TABLE orders (id int PRIMARY KEY, n int); CREATE VIEW seen AS SELECT id FROM orders; CREATE TRIGGER more BEFORE INSERT ON orders FOR EACH ROW SET NEW.n = 7; INSERT INTO orders VALUES (1, 1)`
    )
    const files = {
      '0001_x.up.sql': 'INSERT INTO orders SELECT id + 1, 1 FROM seen; ALTER TABLE orders ADD CHECK (n = 7);',
      '0001_x.down.sql': 'DELETE FROM orders WHERE id > 1; DROP TRIGGER more;'
    }
    const engine = server!.engine('rowsonly', { as: 'root', scope: 'data-only' })
    expect(await rehearse(server!, engine, 'rowsonly', files, { baseline: 'none' })).toMatchObject({
      lossless: 'no',
      lost: [
        expect.stringContaining('missing afterwards: trigger orders.more'),
        expect.stringContaining('left over: constraint orders.'),
        expect.stringContaining('it cannot be applied again: 0001_x of')
      ]
    })
  }, 180_000)

  test('R15 is decided by the server, each change at its place and with the settings of its session', async () => {
    const engine = await server!.open(
      'online',
      'CREATE TABLE customers (id int PRIMARY KEY); CREATE TABLE orders (id int NOT NULL PRIMARY KEY, note varchar(40), customer int, twice int); INSERT INTO orders VALUES (1, NULL, NULL, 1), (2, NULL, NULL, 1)'
    )
    const files = {
      '0001_a.sql':
        "ALTER TABLE orders ADD COLUMN fresh int; UPDATE orders SET note = 'filled'; ALTER TABLE orders MODIFY note varchar(40) NOT NULL; CREATE INDEX by_fresh ON orders (fresh);",
      '0002_b.sql':
        'ALTER TABLE orders MODIFY id bigint NOT NULL; RENAME TABLE orders TO sales; ALTER TABLE sales ADD CONSTRAINT positive CHECK (id > 0);',
      '0003_c.sql':
        'ALTER TABLE sales ADD CONSTRAINT slow FOREIGN KEY (customer) REFERENCES customers (id); ALTER TABLE sales DROP FOREIGN KEY slow;\nSET SESSION foreign_key_checks = 0; ALTER TABLE sales ADD CONSTRAINT quick FOREIGN KEY (customer) REFERENCES customers (id);'
    }
    const found = await rehearse(server!, engine, 'online', files, { baseline: 'none' })
    const job = jobOf(server!)
    const copy = await engine.emptyScratch!(job, 'online')
    const verdicts = await tryOnline(host, copy.engine, found.statements, job)
    expect(await server!.admin(`SELECT COUNT(*) FROM ${copy.name}.sales`)).toBe('0')
    await engine.dropCopy(job, copy)
    expect(verdicts.map(({ migration, statement, verdict }) => [migration, verdict, statement])).toEqual([
      ['0001_a.sql', 'online', 'ALTER TABLE orders ADD COLUMN fresh int'],
      ['0001_a.sql', 'online', 'ALTER TABLE orders MODIFY note varchar(40) NOT NULL'],
      ['0001_a.sql', 'online', 'CREATE INDEX by_fresh ON orders (fresh)'],
      ['0002_b.sql', 'copies', 'ALTER TABLE orders MODIFY id bigint NOT NULL'],
      ['0002_b.sql', 'copies', 'ALTER TABLE sales ADD CONSTRAINT positive CHECK (id > 0)'],
      ['0003_c.sql', 'copies', expect.stringContaining('CONSTRAINT slow')],
      ['0003_c.sql', 'online', 'ALTER TABLE sales DROP FOREIGN KEY slow'],
      ['0003_c.sql', 'online', expect.stringContaining('CONSTRAINT quick')]
    ])
    expect(await live('online', 'SELECT COUNT(*) FROM orders;')).toBe('2')
  }, 180_000)

  test('what follows a statement that fails without rows is not judged', async () => {
    const engine = await server!.open('undecided', 'CREATE TABLE orders (id int PRIMARY KEY)')
    const job = jobOf(server!)
    const copy = await engine.emptyScratch!(job, 'undecided')
    const verdicts = await tryOnline(
      host,
      copy.engine,
      ['ALTER TABLE orders ADD COLUMN a int', 'ALTER TABLE nowhere ADD COLUMN a int', 'ALTER TABLE orders ADD COLUMN b int'].map(sql => ({
        migration: 'm',
        sql
      })),
      job
    )
    await engine.dropCopy(job, copy)
    expect(verdicts.map(each => each.verdict)).toEqual(['online', 'unknown', 'unknown'])
  }, 180_000)

  test("Django's migrations on a copy, and its previous release there, which its own settings would lead elsewhere", async () => {
    const { bed, releases } = server!
    await installDjango(bed)
    const live = await server!.open('djangos', 'SELECT 1')
    const { old, next } = shop('djangos')
    const at = { old: `${releases}/django-old`, next: `${releases}/django-next` }
    await server!.writeRelease(at.old, old)
    await server!.writeRelease(at.next, next)
    const config = migration.parse({ framework: 'django', database: 'main' })
    if (config.framework !== 'django') throw new Error('not Django')
    const context = { host, stateDir: server!.stateDir, clock: systemClock }
    await new Django(config, { ...context, releasePath: at.old, engine: live }).apply(jobOf(server!), [])
    await server!.live('djangos', "INSERT INTO shop_order (note, amount) VALUES ('kept', 7);")
    const tried = (command: string): Promise<Found> =>
      rehearseWith(server!, live, each => new Django(config, each), at.next, {
        smoke: copy => job =>
          runSmoke(
            host,
            copy,
            {
              command,
              timeoutMs: 30_000,
              release: at.old,
              directory: '.',
              django: { alias: 'default', settings: undefined },
              databaseEnv: {}
            },
            job
          )
      })
    const found = await tried('python3 manage.py shell -c "from shop.models import Order; print(Order.objects.get().note)"')
    expect(found).toMatchObject({ applied: ['shop.0002_change'], lossless: 'no', lost: ['shop_order.note'] })
    expect(found.smoke).toEqual({
      result: 'fails',
      says: expect.stringMatching(/^the previous release does not work on the new schema: .*Unknown column 'shop_order\.note'/)
    })
    expect(
      (
        await tried(
          'python3 manage.py shell -c "from shop.models import Order; print(Order.objects.get().amount)" 2>/dev/null || python3 manage.py shell -c "from django.db import connection as c; print(c.cursor().execute(\'SELECT stars FROM shop_order\'))"'
        )
      ).smoke
    ).toMatchObject({ result: 'works' })
    expect((await tried('true')).smoke).toMatchObject({ result: 'unknown', says: expect.stringContaining('proves nothing') })
    const job = jobOf(server!)
    const copy = await live.emptyScratch!(job, 'django')
    const verdicts = await tryOnline(host, copy.engine, found.statements, job)
    await live.dropCopy(job, copy)
    expect(verdicts.map(({ migration: name, verdict, statement }) => `${name} ${verdict} ${statement}`)).toEqual([
      expect.stringMatching(/^shop\.0002_change online ALTER TABLE `shop_order` ADD COLUMN `stars`/),
      expect.stringMatching(/^shop\.0002_change online ALTER TABLE `shop_order` DROP COLUMN `note`/),
      expect.stringMatching(/^shop\.0002_change copies ALTER TABLE `shop_order` MODIFY `amount` bigint/)
    ])
    expect(await server!.live('djangos', 'SELECT note, amount FROM shop_order;')).toBe('kept\t7')
  }, 300_000)

  const live = (name: string, statements: string) => server!.live(name, statements)
  return () => server!
}
