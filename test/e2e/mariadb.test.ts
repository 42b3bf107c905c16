// A shop on MariaDB with hand-written migrations, deployed, broken and rolled back by the root action over SSH (systems.md's S2).
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { run } from '../bed/process.ts'
import { Runner } from '../runner/run.ts'
import type { RunResult } from '../runner/types.ts'
import { bundle, outputsOf } from './site.ts'

const root = '/srv/shop'
const state = '/var/lib/belay/shop/production'
const url = 'mysql://shop:se%20cret@127.0.0.1:3306/shop'

/** Answers its version and the number of orders; takes an order with POST, and answers only when it is committed. */
const app = (version: string, healthy: boolean) => `import http.server, subprocess
def sql(text):
    return subprocess.run(['mariadb', '--defaults-file=/home/deploy/.my.cnf', '-N', 'shop'], input=text, capture_output=True, text=True, check=True).stdout.strip()
class Shop(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(${healthy ? 200 : 500}, '${version} ' + sql('SELECT COUNT(*) FROM orders'))
    def do_POST(self):
        sql("INSERT INTO orders (title) VALUES ('by a customer')")
        self.answer(201, 'ordered')
    def answer(self, status, text):
        self.send_response(status); self.end_headers(); self.wfile.write(text.encode())
    def log_message(self, *args): pass
http.server.HTTPServer(('127.0.0.1', 8000), Shop).serve_forever()
`
const column = (name: string) =>
  `test "$(mariadb --defaults-file=/home/deploy/.my.cnf -N shop -e "SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'shop' AND COLUMN_NAME = '${name}'")"`
const stars = {
  name: 'stars',
  check: `${column('stars')} = 1`,
  apply: "mariadb --defaults-file=/home/deploy/.my.cnf shop -e 'ALTER TABLE orders ADD COLUMN stars INT NOT NULL DEFAULT 5'",
  verify: `${column('stars')} = 1`
}
const forget = {
  name: 'forget',
  check: `${column('title')} = 0`,
  apply: "mariadb --defaults-file=/home/deploy/.my.cnf shop -e 'DELETE FROM orders WHERE id > 10; ALTER TABLE orders DROP COLUMN title'",
  verify: `${column('title')} = 0`
}

await describeBed('a shop on MariaDB', () => {
  let host: BedHost
  let directory: string
  let runner: Runner

  const config = (scripts: readonly object[], more: readonly object[] = []) =>
    stringify({
      app: 'shop',
      environments: { production: { hosts: [{ address: host.address, port: host.sshPort, user: host.user }] } },
      code: { root },
      databases: { main: { engine: 'mariadb', url: { secret: 'DATABASE_URL' }, admin: { as: 'root' } } },
      ...(scripts.length > 0 ? { migrations: [{ framework: 'scripts', database: 'main', scripts }, ...more] } : {}),
      services: [{ systemd: 'shop', 'stable-for': '1 s' }],
      maintenance: { file: 'shared/maintenance.flag' },
      backup: { 'min-free': '1 MiB' },
      health: {
        interval: '300 ms',
        successes: 2,
        failures: 5,
        checks: {
          api: { http: 'http://127.0.0.1:8000/' },
          orders: { sql: 'SELECT COUNT(*) >= 1000 FROM orders', expect: { value: '1' } }
        }
      }
    })

  const release = async (
    version: string,
    scripts: readonly object[],
    healthy = true,
    { files = {}, migrations = [] }: { files?: Readonly<Record<string, string>>; migrations?: readonly object[] } = {}
  ) => {
    const git = (...args: string[]) => run('git', ['-C', directory, '-c', 'user.name=S', '-c', 'user.email=s@example.invalid', ...args])
    await mkdir(join(directory, '.github'), { recursive: true })
    await writeFile(join(directory, 'app.py'), app(version, healthy))
    await writeFile(join(directory, '.github/belay.yml'), config(scripts, migrations))
    await mkdir(join(directory, 'db'), { recursive: true })
    for (const [file, text] of Object.entries(files)) await writeFile(join(directory, 'db', file), text)
    await git('add', '--all')
    await git('commit', '--quiet', '--message', version)
    await git('tag', '--annotate', '--message', version, version)
  }

  const command = async (name: string, inputs: Readonly<Record<string, string>> = {}, ref = 'refs/heads/main'): Promise<RunResult> => {
    const file = join(tmpdir(), `belay-shop-${process.pid}.yml`)
    const given = { command: name, environment: 'production', ...inputs }
    const secrets = { 'private-key': '${{ secrets.KEY }}', 'known-hosts': '${{ vars.HOSTS }}' }
    const step = {
      id: 'belay',
      uses: 'belay-actions/belay@v1',
      with: { ...given, ...secrets },
      env: { DATABASE_URL: '${{ secrets.DATABASE_URL }}' }
    }
    const checkout = { uses: 'actions/checkout@v6', with: { 'fetch-depth': 0 } }
    await writeFile(file, stringify({ on: 'push', jobs: { job: { 'runs-on': 'ubuntu-latest', steps: [checkout, step] } } }))
    return runner.start({
      workflow: file,
      ref,
      event: 'push',
      repository: 'shop/shop',
      repositories: { 'shop/shop': directory },
      actions: { 'belay-actions/belay': bundle },
      node: process.execPath,
      secrets: { KEY: host.privateKey, DATABASE_URL: url },
      vars: { HOSTS: host.knownHosts }
    }).done
  }
  const errors = (result: RunResult) => result.annotations.filter(each => each.level === 'error').map(each => each.message)
  const sql = async (text: string) => (await host.exec(`mariadb -N shop -e "${text}"`)).stdout.trim()
  const served = async () => (await host.ssh('curl -s http://127.0.0.1:8000/')).stdout.trim()
  const order = () => host.ssh('curl -sf -X POST http://127.0.0.1:8000/')
  const schemas = async () => (await host.exec("mariadb -N -e 'SHOW DATABASES'")).stdout.split('\n').filter(name => name.startsWith('shop'))

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'belay-shop-'))
    host = await bootHost({
      name: 'mariadb',
      units: ['shop'],
      sudoers: ['deploy ALL=(root) NOPASSWD: /usr/bin/mariadb, /usr/bin/mariadb-dump']
    })
    runner = new Runner(join(directory, '.runner'))
    await run('git', ['init', '--quiet', '--initial-branch=main', directory])
    await writeFile(join(directory, '.gitignore'), '.runner\n')
    await release('v1.0.0', [])
    await host.exec(`systemctl start mariadb
mariadb -e "CREATE DATABASE shop; CREATE USER shop@localhost IDENTIFIED BY 'se cret'; CREATE USER shop@127.0.0.1 IDENTIFIED BY 'se cret'; GRANT ALL ON shop.* TO shop@localhost; GRANT ALL ON shop.* TO shop@127.0.0.1;
USE shop; CREATE TABLE orders (id INT PRIMARY KEY AUTO_INCREMENT, title VARCHAR(200)); INSERT INTO orders (title) SELECT CONCAT('order ', seq) FROM seq_1_to_1000;"
install -d -o deploy -m 755 ${root} ${root}/releases ${root}/releases/v1.0.0 ${root}/shared
install -d -o deploy -m 700 ${state}
ln -s releases/v1.0.0 ${root}/current; chown -h deploy ${root}/current
printf '[Unit]\\nAfter=mariadb.service\\n[Service]\\nUser=deploy\\nWorkingDirectory=/\\nExecStart=/usr/bin/python3 ${root}/current/app.py\\n[Install]\\nWantedBy=multi-user.target\\n' > /etc/systemd/system/shop.service
systemctl daemon-reload`)
    await host.write('/home/deploy/.my.cnf', '[client]\nuser=shop\npassword="se cret"\n', { owner: 'deploy:deploy', mode: '600' })
    await host.write(`${root}/releases/v1.0.0/app.py`, app('v1.0.0', true), { owner: 'deploy:deploy' })
    await host.exec('systemctl enable --now shop')
    expect(errors(await command('adopt', { reason: 'it runs' }, 'refs/tags/v1.0.0'))).toEqual([])
  }, 600_000)

  afterAll(async () => {
    runner?.dispose()
    await rm(directory, { recursive: true, force: true })
    await host?.destroy()
  }, 180_000)

  test('a migration behind the fence, after a backup and a restore point, and no acknowledged order is lost', async () => {
    await release('v1.1.0', [stars])
    const result = await command('deploy', {}, 'refs/tags/v1.1.0')
    expect(errors(result)).toEqual([])
    expect(outputsOf(result)).toMatchObject({ outcome: 'verified', version: 'v1.1.0' })
    expect(await served()).toBe('v1.1.0 1000')
    expect(await sql('SELECT SUM(stars) FROM orders')).toBe('5000')
    const drilled = await command('restore-drill')
    expect(errors(drilled)).toEqual([])
    expect(drilled.log.join('\n')).toMatch(/restores: main in .* \(1 tables with 1000 rows/)
  }, 300_000)

  test('a migration that destroys data is undone when the gate fails: every order is there again', async () => {
    await order()
    await release('v1.2.0', [stars, forget], false)
    const result = await command('deploy', {}, 'refs/tags/v1.2.0')
    expect(result.conclusion).toBe('failure')
    expect(outputsOf(result)).toMatchObject({ outcome: 'rolled-back', plan: 'restore-point' })
    expect(await served()).toBe('v1.1.0 1001')
    expect(await sql("SELECT COUNT(*) FROM orders WHERE title LIKE 'order %' OR title = 'by a customer'")).toBe('1001')
    expect(await sql('SELECT SUM(stars) FROM orders')).toBe('5005')
    await order()
    expect(await served()).toBe('v1.1.0 1002')
  }, 300_000)

  const rehearsed = (result: RunResult) => result.annotations.filter(each => each.message.startsWith('Rehearsed'))
  // The query of the release before, by what the environment names.
  const titles = `mariadb --defaults-file=/home/deploy/.my.cnf -N "$(printf %s "$DATABASE_URL" | sed 's,.*/,,')" -e 'SELECT COUNT(title) FROM orders'`
  const files = {
    '0001_name.up.sql':
      'ALTER TABLE orders RENAME COLUMN title TO name;\nALTER TABLE orders ADD CONSTRAINT few_stars CHECK (stars < 6);\nCREATE INDEX by_stars ON orders (stars);\n',
    '0001_name.down.sql':
      'DROP INDEX by_stars ON orders;\nALTER TABLE orders DROP CONSTRAINT few_stars;\nALTER TABLE orders RENAME COLUMN name TO title;\n'
  }
  const rehearsal = (smoke: object) => ({
    framework: 'sql',
    database: 'main',
    directory: 'db',
    baseline: 'none',
    rehearse: true,
    smoke: { command: titles, ...smoke }
  })

  test('a rehearsal tells what goes back, what the release before cannot live with, and what the server does beside writers', async () => {
    const before = await schemas()
    await release('v1.3.0', [stars], true, { files, migrations: [rehearsal({ required: true })] })
    const refused = await command('deploy', {}, 'refs/tags/v1.3.0')
    expect(errors(refused).join('\n')).toMatch(
      /On a copy of main the previous release does not work on the new schema: ERROR 1054 .*Unknown column 'title'.*Make the change in two releases/
    )
    expect(await served()).toMatch(/^v1\.1\.0 /)
    expect(await sql('SELECT COUNT(title) FROM orders')).not.toBe('0')
    await release('v1.3.1', [stars], true, { files, migrations: [rehearsal({})] })
    const result = await command('deploy', {}, 'refs/tags/v1.3.1')
    expect(errors(result)).toEqual([])
    expect(outputsOf(result)).toMatchObject({ outcome: 'verified', version: 'v1.3.1' })
    const [said] = rehearsed(result)
    expect(said).toMatchObject({ level: 'warning', message: expect.stringContaining('Rehearsed sql:main: ') })
    expect(said!.message).toMatch(
      /\d+\.\d s, (longest change \d+\.\d s \(orders\)|no lock was seen), going back is lossless; the previous release does not work/
    )
    expect(said!.message).toMatch(
      /R15 holds: the server refuses to make 1 of 3 changes beside writers: 0001_name\.up\.sql \(ALTER TABLE orders ADD CONSTRAINT few_stars/
    )
    expect((await schemas()).filter(name => !before.includes(name) && !name.includes('_point_'))).toEqual([])
    expect(
      await host.exec('mariadb -N -e "SELECT TABLE_SCHEMA FROM information_schema.SCHEMA_PRIVILEGES WHERE TABLE_SCHEMA LIKE \'%scratch%\'"')
    ).toMatchObject({ stdout: '' })
    expect(await served()).toMatch(/^v1\.3\.1 /)
    expect(await sql('SELECT COUNT(name) FROM orders')).not.toBe('0')
  }, 400_000)

  test('a backup is restored when its loss is accepted, and what was live is kept beside', async () => {
    const taken = outputsOf(await command('backup'))['backup-id']!
    await sql('DELETE FROM orders WHERE id <= 500; ANALYZE TABLE orders')
    const planned = await command('restore', { backup: taken, 'dry-run': 'true' })
    expect(planned.log.join('\n')).toMatch(
      /This would be lost: main: everything written since .*by an estimate these differ now .*orders \(about \d+ rows fewer\)/
    )
    const result = await command('restore', { backup: taken, 'accept-loss': taken, reason: 'a bad clean-up' })
    // The check of a thousand orders failed before, so it is not the restore's fault that it may pass now.
    expect(errors(result)).toEqual([])
    expect(await served()).toBe('v1.3.1 1002')
    expect((await schemas()).some(name => /^shop_old_/.test(name))).toBe(true)
  }, 300_000)

  test('no password in any argument, log or file of the state directory', async () => {
    const found = await host.exec(`grep -rlF 'se cret' ${state} /tmp 2>/dev/null; grep -rlF 'se%20cret' ${state} /tmp 2>/dev/null`, {
      check: false
    })
    expect(found.stdout).toBe('')
  })
})
