// What a backup of PostgreSQL is made of: the database as an archive or as a directory that several processes write, and what lies beside the databases.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { takeBackup } from '../../shared/backup/backup.ts'
import type { Manifest } from '../../shared/backup/manifest.ts'
import { restoreSource } from '../../shared/backup/source.ts'
import { verifyBackup } from '../../shared/backup/store.ts'
import type { JobContext, VerifyLevel } from '../../shared/database/backup-source.ts'
import { PostgresEngine, type PostgresOptions } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import { conninfo, ident } from '../../shared/database/sql.ts'
import type { Host } from '../../shared/host/host.ts'
import { quote } from '../../shared/host/shell.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { waitFor } from '../bed/process.ts'

const state = '/home/deploy/state'
/** libpq would take it for a connection string. */
const database = `Shop "dbname=x" it's`

await describeBed('what a backup of PostgreSQL is made of', () => {
  let bed: BedHost
  let host: Host
  let counter = 0
  const job = (output: string[] = []): JobContext => ({
    stateDir: state,
    idPrefix: `f${++counter}.backup`,
    timeoutMs: 120_000,
    onOutput: text => output.push(text)
  })
  const open = (options: Partial<PostgresOptions> = {}) =>
    new PostgresEngine(host, {
      key: 'main',
      connection: parsePostgresUrl(`postgres://app:app@127.0.0.1:5432/${encodeURIComponent(database)}`),
      adminUser: 'postgres',
      ...options
    })
  const backup = async (id: string, engine: PostgresEngine, level: VerifyLevel = 'full', output?: string[]): Promise<Manifest> =>
    (await takeBackup({ host, clock: systemClock, job: job(output), id, databases: [{ name: 'main', engine }], level, minFreeBytes: 1 }))
      .manifest
  const sql = (query: string) => bed.sql(query, conninfo({ dbname: database }))
  const files = async (id: string) => (await bed.exec(`ls -A ${state}/backups/${id}`)).stdout.trim().split('\n')
  const names = ({ members }: Manifest) => members.map(member => member.name)

  beforeAll(async () => {
    bed = await bootHost({ name: 'formats' })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = new SshHost({ address, port, user, privateKey, knownHosts })
    await bed.exec(`install -d -o deploy -m 700 ${state}`)
    await bed.sql(
      `CREATE ROLE app LOGIN CREATEDB PASSWORD 'app'; CREATE ROLE "Odd ""role" NOLOGIN; GRANT "Odd ""role" TO app; ALTER ROLE app SET work_mem = '5MB';
CREATE DATABASE ${ident(database)} OWNER app;`
    )
    await sql(`SET ROLE app; CREATE TABLE orders (id int PRIMARY KEY, note text); INSERT INTO orders SELECT g, md5(g::text) FROM generate_series(1, 50000) g;
CREATE TABLE parts AS SELECT * FROM orders WHERE id % 3 = 0; CREATE INDEX ON parts (note); SELECT lo_from_bytea(0, '\\x01');`)
  }, 300_000)
  afterAll(async () => {
    await host?.close()
    await bed?.destroy()
  }, 180_000)

  test("roles and their memberships and settings are a member of their own, without passwords, read by the application's role", async () => {
    const manifest = await backup('globals', open({ adminUser: undefined }))
    expect(names(manifest)).toEqual(['main.dump', 'main.globals.sql'])
    expect(manifest.members[1]).toMatchObject({
      role: 'globals',
      format: 'sql',
      checks: [{ name: 'exit-code' }, { name: 'trailer' }, { name: 'sha256' }]
    })
    expect(await verifyBackup(host, state, 'globals')).toEqual(manifest)
    const sql = (await bed.exec(`cat ${state}/backups/globals/main.globals.sql`)).stdout
    expect(sql).toContain('CREATE ROLE "Odd ""role"')
    expect(sql).toContain('GRANT "Odd ""role" TO app')
    expect(sql).toContain(`ALTER ROLE app SET work_mem TO '5MB'`)
    expect(sql).not.toMatch(/PASSWORD|SCRAM/)
    // What an ordinary role sees is all that a superuser sees.
    const whole = (await bed.exec('cd /; pg_dumpall --globals-only --no-role-passwords', { user: 'postgres' })).stdout
    const plain = (text: string) => text.split('\n').filter(line => !/^\\(un)?restrict /.test(line))
    expect(plain(sql)).toEqual(plain(whole))
  }, 180_000)

  test('where nobody may read them the backup is one without them: the log says so, and the manifest has no such member', async () => {
    await sql('REVOKE SELECT ON pg_auth_members FROM PUBLIC')
    // The program is there and fails for the administrator too.
    const broken = 'mv /usr/bin/pg_dumpall{,.away} && ln -s /bin/false /usr/bin/pg_dumpall'
    await bed.exec(broken)
    try {
      const output: string[] = []
      const manifest = await backup('no-globals', open(), 'full', output)
      expect(names(manifest)).toEqual(['main.dump'])
      expect(await files('no-globals')).toEqual(['main.dump', 'manifest.json'])
      expect(output.join('')).toContain('roles and tablespaces are not in this backup')
      await bed.exec('mv -f /usr/bin/pg_dumpall{.away,}')
      // The application's role may not read them, the administrator may.
      expect(names(await backup('by-admin', open()))).toEqual(['main.dump', 'main.globals.sql'])
    } finally {
      await sql('GRANT SELECT ON pg_auth_members TO PUBLIC')
    }
  }, 180_000)

  test('a backup of the schema alone makes the tables and has no row; nothing restores or tries it, and no one takes it for the database', async () => {
    const of = open({ scope: 'schema', format: 'directory' })
    const manifest = await backup('schema', of)
    expect(names(manifest)).toEqual(['main.schema.dump'])
    expect(manifest.members[0]).toMatchObject({
      role: 'schema',
      source: `${database} (schema only)`,
      checks: [{}, { name: 'full-decode' }, {}]
    })
    expect(manifest.members[0]!.facts.content).toBeUndefined()
    expect(await verifyBackup(host, state, 'schema')).toEqual(manifest)
    for (const engine of [open(), of])
      expect(() => restoreSource(manifest, 'main', engine, 'restore', { stateDir: state })).toThrow(
        /\(schema only\), and main is postgres .* It is not used/
      )
    await expect(backup('schema-drill', of, 'drill')).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/holds no rows/)
    })
    // By hand.
    await bed.sql('CREATE DATABASE by_hand OWNER app')
    await bed.exec(`cd /; runuser -u postgres -- pg_restore --exit-on-error --dbname=by_hand < ${state}/backups/schema/main.schema.dump`)
    const dumped = async (dbname: string) =>
      (await bed.exec(`cd /; pg_dump --schema-only --restrict-key=k ${quote(conninfo({ dbname }))}`, { user: 'postgres' })).stdout
    expect(await dumped('by_hand')).toBe(await dumped(database))
    expect(await bed.sql('SELECT count(*) FROM orders', 'by_hand')).toBe('0')
    await bed.sql('DROP DATABASE by_hand')
  }, 60_000)

  test.each([
    ['the role of the URL', { adminUser: undefined }],
    ['an administrator', { adminUser: 'postgres' }],
    ['another user over the socket', { adminUser: undefined, as: 'postgres' }]
  ])(
    'a parallel dump by %s is one member, and restores by several processes',
    async (who, options) => {
      const engine = open({
        ...options,
        format: 'directory',
        ...('as' in options ? { connection: parsePostgresUrl(`postgres:///${encodeURIComponent(database)}`) } : {})
      })
      // A table that the URL's role may not read makes the administrator dump.
      if (who === 'an administrator') await sql('CREATE TABLE payroll AS SELECT 1 AS n')
      const id = `directory${++counter}`
      try {
        const manifest = await backup(id, engine, 'drill')
        expect(names(manifest)).toEqual(['main.dump.tar', 'main.globals.sql'])
        expect(manifest.members[0]).toMatchObject({
          format: 'pg_dump-directory-tar',
          checks: [{}, { name: 'full-decode' }, {}, { name: 'drill' }]
        })
        expect(await files(id)).toEqual(['main.dump.tar', 'main.globals.sql', 'manifest.json'])
        const counted = () =>
          sql('SELECT count(*) FROM orders UNION ALL SELECT count(*) FROM parts UNION ALL SELECT count(*) FROM pg_largeobject_metadata')
        const before = await counted()
        await sql('DELETE FROM orders WHERE id > 100')
        const context = job()
        const { kept } = await engine.restore(context, restoreSource(manifest, 'main', engine, 'restore', { stateDir: state }))
        expect(await counted()).toBe(before)
        expect(await sql(`SELECT tableowner FROM pg_tables WHERE tablename = 'orders'`)).toBe('app')
        await engine.dropCopy(context, { name: kept })
        expect(await files(id)).toEqual(['main.dump.tar', 'main.globals.sql', 'manifest.json'])
        expect(await verifyBackup(host, state, id)).toEqual(manifest)
      } finally {
        await sql('DROP TABLE IF EXISTS payroll')
      }
    },
    300_000
  )

  test('while the administrator restores an archive by several processes, nobody but its owner can come near it', async () => {
    const engine = open()
    const manifest = await backup('shared', engine)
    await bed.exec(`chmod 755 ${state}/backups/shared`)
    // On the host itself: what a look takes must be less than what the workers live.
    await bed.exec('rm -f /tmp/looks /tmp/enough')
    const looking = bed.exec(
      `cd ${state}/backups/shared; until [[ -e /tmp/enough ]]; do echo $(stat -c %a . main.dump; pgrep -cu postgres -x pg_restore); : > /tmp/looks; done | sort -u`,
      { timeout: 120_000 }
    )
    await waitFor('a first look', 60_000, async () => (await bed.exec('[ -e /tmp/looks ]', { check: false })).code === 0 || undefined)
    const { says } = await engine.drill(job(), restoreSource(manifest, 'main', engine, 'drill', { stateDir: state }))
    await bed.exec('touch /tmp/enough')
    const modes = (await looking).stdout.split('\n')
    expect(says).toContain('2 tables with 66667 rows')
    // Two workers and the one that leads them, while the file may be read and its directory may not be entered.
    expect(modes.filter(mode => mode.startsWith('700 644 '))).toContain('700 644 3')
    expect(modes.filter(mode => /^7[1-7]. 6[1-7]/.test(mode))).toEqual([])
    expect((await bed.exec(`stat -c %a ${state}/backups/shared/main.dump`)).stdout).toBe('600\n')
    expect((await bed.exec(`cat ${state}/backups/shared/main.dump`, { user: 'postgres', check: false })).code).not.toBe(0)
  }, 180_000)

  test.each([
    ['a data file that is missing', 'rm "$(ls -S "$FILE.d"/*.dat* | head -n 1)"'],
    ['a data file that was cut', 'truncate -s -20 "$(ls -S "$FILE.d"/*.dat* | head -n 1)"'],
    ['a table of contents that is missing', 'rm "$FILE.d/toc.dat"']
  ])(
    'the full decode of a parallel dump notices %s',
    async (_what, damage) => {
      const plan = open({ format: 'directory', adminUser: undefined }).dump('full', 'belay:t')[0]!
      const run = (between: string) =>
        host.run(
          `cd; umask 077; rm -rf probe; mkdir probe; M=0 FILE=$HOME/probe/main.dump.tar CONTENT=$HOME/probe/content\nexec {belay_use}</dev/null\n${plan.prepare}${plan.dump}${between}\n${plan.verify}`,
          {
            secrets: plan.secrets,
            check: false
          }
        )
      expect((await run(damage)).exitCode).not.toBe(0)
      expect((await run('true')).exitCode).toBe(0)
      // What was packed must be what was decoded.
      expect((await run('printf x >> "$FILE.d/toc.dat"')).exitCode).not.toBe(0)
    },
    180_000
  )

  test('over the socket as another user a backup needs no password and no role of its own', async () => {
    const engine = open({
      adminUser: undefined,
      as: 'postgres',
      connection: parsePostgresUrl(`postgres:///${encodeURIComponent(database)}`)
    })
    expect(await engine.describe()).toMatchObject({ canCopy: true })
    expect(await engine.query('SELECT current_user')).toEqual([['postgres']])
    expect(names(await backup('socket', engine, 'drill'))).toEqual(['main.dump', 'main.globals.sql'])
    const context = job()
    const point = await engine.createRestorePoint(context, 'd1')
    await sql('DELETE FROM orders')
    const { kept } = await engine.returnToRestorePoint(context, point)
    expect(await sql('SELECT count(*) FROM orders')).toBe('50000')
    await engine.dropCopy(context, { name: kept })
    const locked = engine.underAdvisoryLock('echo ran', 300)
    expect(await host.run(locked.script, { secrets: locked.secrets, check: false })).toMatchObject({ exitCode: 0, stdout: 'ran\n' })
  }, 180_000)

  test('a connection that such a user cannot have is refused', () => {
    expect(() => open({ as: 'postgres' })).toThrow(/names a role, a password or a machine\. Write postgres:\/\/\//)
  })
})
