// docs/backup-format.md, followed command by command without Belay.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { takeBackup } from '../../shared/backup/backup.ts'
import { MysqlEngine } from '../../shared/database/mysql.ts'
import { parseMysqlUrl } from '../../shared/database/mysql-connection.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import { RedisSource } from '../../shared/database/redis.ts'
import { SqliteEngine } from '../../shared/database/sqlite.ts'
import { FileTree } from '../../shared/files/tree.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
import { quote } from '../../shared/host/shell.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { run } from '../bed/process.ts'

const page = readFileSync('docs/backup-format.md', 'utf8')
const key = 'a key that only the runner knows: 4711'

/** The commands that the page gives under this name, with these variables set. */
function commands(name: string, variables: Readonly<Record<string, string>>): string {
  const [, script] = new RegExp(`\n\`\`\`sh ${name}\n([\\s\\S]*?)\`\`\`\n`).exec(page) ?? []
  if (script === undefined) throw new Error(`The page has no commands ${name}`)
  const set = Object.entries(variables).map(([each, value]) => `${each}=${quote(value)}\n`)
  return `set -eu -o pipefail\n${set.join('')}${script}`
}

// PowerShell is nowhere here, as the page says.
test('every block of commands on the page is followed here, but those of PowerShell', () => {
  const named = [...page.matchAll(/\n```(?:sh )?(\S*)\n[\s\S]*?```\n/g)].map(([, name]) => name).filter(name => name !== 'powershell')
  expect(named).toEqual([
    'check',
    'signature',
    'decrypt',
    'postgres',
    'postgres-parallel',
    'postgres-globals',
    'postgres-compare',
    'postgres-swap',
    'mariadb',
    'mariadb-compare',
    'mariadb-swap',
    'sqlite',
    'redis',
    'files'
  ])
})

test('SQLite: the backup is checked, proven to be ours, and restored over a database with a stale log', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'belay-format-'))
  try {
    const database = join(directory, 'app.db')
    const db = new DatabaseSync(database)
    db.exec("CREATE TABLE t (n); INSERT INTO t VALUES ('then')")
    const host = new LocalHost()
    const state = join(directory, 'state')
    await run('mkdir', [state])
    const engine = new SqliteEngine(host, { key: 'main', path: database })
    const { directory: backup } = await takeBackup({
      host,
      clock: systemClock,
      job: { stateDir: state, idPrefix: 'd1.backup', timeoutMs: 60_000 },
      id: 'b1',
      databases: [{ name: 'main', engine }],
      level: 'full',
      minFreeBytes: 1,
      manifestKey: key
    })
    db.exec("PRAGMA journal_mode = WAL; UPDATE t SET n = 'now'")
    const bash = (name: string, variables = {}) => run('bash', ['-c', commands(name, { BACKUP: backup, ...variables })], { check: false })
    expect((await bash('check')).stdout).toBe('main.sqlite3: OK\n')
    const [expected, said, end] = (await bash('signature', { KEY: key })).stdout.trim().split('\n')
    expect(said).toMatch(/^[0-9a-f]{64}$/)
    expect(said).toBe(expected)
    expect(end).toBe('1')
    expect((await bash('signature', { KEY: `${key}!` })).stdout.split('\n')[0]).not.toBe(said)

    // The writer is killed, not closed: its log stays.
    expect((await bash('sqlite', { DATABASE: database })).stdout).toBe('ok\n')
    db.close()
    const restored = new DatabaseSync(database, { readOnly: true })
    expect(restored.prepare('SELECT n FROM t').all()).toEqual([{ n: 'then' }])
    restored.close()

    writeFileSync(join(backup, 'main.sqlite3'), 'x', { flag: 'a' })
    const damaged = await bash('check')
    expect([damaged.code, damaged.stdout]).toEqual([1, 'main.sqlite3: FAILED\n'])
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}, 180_000)

test('encrypted: read with the identity, and compared with the manifest', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'belay-format-'))
  try {
    const database = join(directory, 'app.db')
    new DatabaseSync(database).exec('CREATE TABLE t (n); INSERT INTO t VALUES (1)')
    const identity = join(directory, 'identity')
    const said = await run('age-keygen', ['-o', identity])
    const [, recipient] = /Public key: (.*)/.exec(said.stderr) ?? []
    const host = new LocalHost()
    const state = join(directory, 'state')
    await run('mkdir', [state, join(directory, 'plain')])
    const { directory: backup } = await takeBackup({
      host,
      clock: systemClock,
      job: { stateDir: state, idPrefix: 'd1.backup', timeoutMs: 60_000 },
      id: 'b1',
      databases: [{ name: 'main', engine: new SqliteEngine(host, { key: 'main', path: database }) }],
      level: 'full',
      minFreeBytes: 1,
      encryptTo: [recipient!]
    })
    const bash = (name: string) =>
      run('bash', ['-c', commands(name, { BACKUP: backup, IDENTITY: identity, PLAIN: join(directory, 'plain') })], { check: false })
    expect((await bash('check')).stdout).toBe('main.sqlite3.age: OK\n')
    expect((await bash('decrypt')).stdout).toBe('main.sqlite3: OK\n')
    const plain = new DatabaseSync(join(directory, 'plain/main.sqlite3'), { readOnly: true })
    expect(plain.prepare('SELECT n FROM t').all()).toEqual([{ n: 1 }])
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}, 180_000)

test('files: unpacked beside, and swapped', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'belay-format-'))
  try {
    const tree = join(directory, 'the media')
    const state = join(directory, 'state')
    await run('mkdir', [state, tree])
    writeFileSync(join(tree, 'a photo'), 'then', { mode: 0o640 })
    const host = new LocalHost()
    const { directory: backup } = await takeBackup({
      host,
      clock: systemClock,
      job: { stateDir: state, idPrefix: 'd1.backup', timeoutMs: 60_000 },
      id: 'b1',
      databases: [{ name: 'media', engine: new FileTree(host, { key: 'media', path: tree }) }],
      level: 'full',
      minFreeBytes: 1
    })
    writeFileSync(join(tree, 'a photo'), 'now')
    await run('bash', ['-c', commands('files', { BACKUP: backup, TREE: tree })])
    expect(readFileSync(join(tree, 'a photo'), 'utf8')).toBe('then')
    expect(statSync(join(tree, 'a photo')).mode & 0o777).toBe(0o640)
    expect(readFileSync(join(`${tree}.old`, 'a photo'), 'utf8')).toBe('now')
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}, 180_000)

await describeBed('servers by hand', () => {
  let bed: BedHost
  let host: SshHost
  beforeAll(async () => {
    bed = await bootHost({ name: 'format' })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = new SshHost({ address, port, user, privateKey, knownHosts })
    await bed.exec('install -d -o deploy -m 700 /home/deploy/state')
  }, 300_000)
  afterAll(async () => {
    await host?.close()
    await bed?.destroy()
  }, 180_000)

  test('Redis: looked at in a server of its own', async () => {
    await bed.exec('redis-cli -n 3 mset a 1 b 2 > /dev/null')
    const engine = new RedisSource(host, { key: 'cache', url: 'redis://127.0.0.1:6379' })
    const { directory, manifest } = await takeBackup({
      host,
      clock: systemClock,
      job: { stateDir: '/home/deploy/state', idPrefix: 'd2.backup', timeoutMs: 60_000 },
      id: 'r1',
      databases: [{ name: 'cache', engine }],
      level: 'full',
      minFreeBytes: 1
    })
    const script = commands('redis', { BACKUP: directory, SCRATCH: '/home/deploy/scratch' })
    const { stdout } = await bed.exec(`runuser -u deploy -- bash -c ${quote(script)}`)
    expect(stdout).toMatch(/^db3:keys=2,/m)
    expect(manifest.members[0]!.facts.content).toMatchObject({ db3: { rows: 2 } })
  }, 180_000)

  test('PostgreSQL: restored beside, compared with the manifest, and swapped in', async () => {
    await bed.sql("CREATE ROLE app LOGIN PASSWORD 'app'; CREATE DATABASE shop OWNER app;")
    await bed.sql('SET ROLE app; CREATE TABLE orders (n int PRIMARY KEY); INSERT INTO orders SELECT generate_series(1, 321)', 'shop')
    const engine = new PostgresEngine(host, {
      key: 'main',
      connection: parsePostgresUrl('postgres://app:app@127.0.0.1:5432/shop'),
      adminUser: 'postgres'
    })
    const { directory } = await takeBackup({
      host,
      clock: systemClock,
      job: { stateDir: '/home/deploy/state', idPrefix: 'd1.backup', timeoutMs: 60_000 },
      id: 'b1',
      databases: [{ name: 'main', engine }],
      level: 'full',
      minFreeBytes: 1
    })
    await bed.sql('DELETE FROM orders', 'shop')
    // The administrator of the machine, who may read everything and be postgres.
    await bed.exec(`chmod -R o+rX /home/deploy/state && chmod o+x /home/deploy`)
    const asPostgres = (name: string, variables: Record<string, string>) =>
      bed.exec(`runuser -u postgres -- bash -c ${quote(commands(name, variables))}`)
    await asPostgres('postgres', { BACKUP: directory, OWNER: 'app', NEW: 'shop_new' })
    const compared = await asPostgres('postgres-compare', { BACKUP: directory, NEW: 'shop_new', TABLE: 'public.orders' })
    expect(compared.stdout).toBe('321\n321\n')
    await asPostgres('postgres-swap', { LIVE: 'shop', NEW: 'shop_new' })
    expect(await bed.sql('SELECT count(*) FROM orders', 'shop')).toBe('321')
    expect(await bed.sql("SELECT datallowconn FROM pg_database WHERE datname = 'shop_old'")).toBe('f')
  }, 180_000)

  test('a parallel dump is unpacked and restored on a server that had none of its roles', async () => {
    await bed.sql("CREATE ROLE clerk; CREATE ROLE till LOGIN PASSWORD 'till' IN ROLE clerk; CREATE DATABASE store OWNER till;")
    await bed.sql(
      'SET ROLE till; CREATE TABLE orders (n int PRIMARY KEY); INSERT INTO orders SELECT generate_series(1, 123); GRANT SELECT ON orders TO clerk',
      'store'
    )
    const engine = new PostgresEngine(host, {
      key: 'main',
      connection: parsePostgresUrl('postgres://till:till@127.0.0.1:5432/store'),
      adminUser: 'postgres',
      format: 'directory'
    })
    const { directory } = await takeBackup({
      host,
      clock: systemClock,
      job: { stateDir: '/home/deploy/state', idPrefix: 'd2.backup', timeoutMs: 60_000 },
      id: 'b2',
      databases: [{ name: 'main', engine }],
      level: 'full',
      minFreeBytes: 1
    })
    // Another server: neither the database nor the roles are there.
    await bed.sql('DROP DATABASE store')
    await bed.sql('DROP ROLE till; DROP ROLE clerk;')
    await bed.exec(`chmod -R o+rX /home/deploy/state && chmod o+x /home/deploy`)
    const asPostgres = (name: string, variables: Record<string, string>) =>
      bed.exec(`runuser -u postgres -- bash -c ${quote(commands(name, variables))}`)
    const globals = await asPostgres('postgres-globals', { BACKUP: directory })
    expect(globals.stdout).toBe('-- PostgreSQL database cluster dump complete\n')
    expect(globals.stderr).toContain('role "postgres" already exists')
    await asPostgres('postgres-parallel', { BACKUP: directory, OWNER: 'till', NEW: 'store', UNPACKED: '/var/lib/postgresql/unpacked' })
    const compared = await asPostgres('postgres-compare', { BACKUP: directory, NEW: 'store', TABLE: 'public.orders' })
    expect(compared.stdout).toBe('123\n123\n')
    expect(await bed.sql("SELECT pg_has_role('till', 'clerk', 'USAGE'), has_table_privilege('clerk', 'orders', 'SELECT')", 'store')).toBe(
      't|t'
    )
    expect(await bed.sql("SELECT rolpassword IS NULL FROM pg_authid WHERE rolname = 'till'")).toBe('t')
  }, 180_000)

  test('MariaDB: restored beside, compared with the manifest, and swapped in, with what is no table', async () => {
    const sql = async (query: string, database = 'mysql') =>
      (await bed.exec(`mariadb -N ${database}`, { input: query })).stdout.trim().replaceAll('\t', '|')
    await bed.exec('systemctl start mariadb')
    await sql(`CREATE DATABASE inn; CREATE USER app@localhost IDENTIFIED BY 'app'; GRANT ALL ON inn.* TO app@localhost; USE inn;
CREATE TABLE rooms (n int PRIMARY KEY); CREATE TABLE guests (id int PRIMARY KEY AUTO_INCREMENT, room int, name varchar(50), FOREIGN KEY (room) REFERENCES rooms (n));
INSERT INTO rooms SELECT seq FROM seq_1_to_9; INSERT INTO guests (room, name) SELECT 1 + seq % 9, CONCAT('guest ', seq) FROM seq_1_to_321;
CREATE FUNCTION twice(x int) RETURNS int DETERMINISTIC RETURN x * 2; CREATE VIEW taken AS SELECT n, twice(n) AS two FROM rooms;
CREATE TRIGGER polite BEFORE INSERT ON guests FOR EACH ROW SET NEW.name = CONCAT('dear ', NEW.name);
CREATE EVENT closing ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 00:00:00' DO DELETE FROM guests;`)
    const schema = async () =>
      (
        await bed.exec('mariadb-dump --skip-comments --skip-extended-insert --order-by-primary --routines --triggers --events inn')
      ).stdout.replace(/ AUTO_INCREMENT=\d+/g, '')
    const before = await schema()
    const engine = new MysqlEngine(host, {
      key: 'main',
      vendor: 'mariadb',
      connection: parseMysqlUrl('mysql://app:app@127.0.0.1:3306/inn')
    })
    const { directory } = await takeBackup({
      host,
      clock: systemClock,
      job: { stateDir: '/home/deploy/state', idPrefix: 'd3.backup', timeoutMs: 60_000 },
      id: 'b3',
      databases: [{ name: 'main', engine }],
      level: 'full',
      minFreeBytes: 1
    })
    await sql(
      "DELETE FROM guests WHERE id > 5; DROP VIEW taken; CREATE PROCEDURE newer() SELECT 1; CREATE TABLE newer (n int); INSERT INTO guests (room, name) VALUES (1, 'late')",
      'inn'
    )
    const asRoot = (name: string, variables: Record<string, string>) => bed.exec(commands(name, variables))
    await asRoot('mariadb', { BACKUP: directory, NEW: 'inn_new' })
    const compared = await asRoot('mariadb-compare', { BACKUP: directory, NEW: 'inn_new', TABLE: 'guests' })
    expect(compared.stdout).toBe('321\n321\n')
    await bed.exec('install -d -m 700 /root/work')
    await asRoot('mariadb-swap', { BACKUP: directory, NEW: 'inn_new', LIVE: 'inn', WORK: '/root/work' })
    expect(await schema()).toBe(before)
    expect(await sql('SELECT COUNT(*) FROM guests', 'inn_old')).toBe('6')
    expect((await bed.exec('cat /root/work/live.sql')).stdout).toMatch(/PROCEDURE `newer`/)
    expect(await sql("SHOW DATABASES LIKE 'inn%'")).toBe('inn\ninn_old')
  }, 180_000)
})
