// A backup is restored into a copy and compared: what a database of real life holds comes back, and what differs is told.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { takeBackup } from '../../shared/backup/backup.ts'
import type { Manifest } from '../../shared/backup/manifest.ts'
import { restoreSource } from '../../shared/backup/source.ts'
import { verifyBackup } from '../../shared/backup/store.ts'
import type { JobContext } from '../../shared/database/backup-source.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import { ident, literal } from '../../shared/database/sql.ts'
import type { Host } from '../../shared/host/host.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { killJob, timed } from '../host/kill-job.ts'
import { everything } from './postgres-everything.ts'

const database = `Plant "A"`
/** A person made it, and no drill may take it away. */
const theirs = `${database}_drill_202611221200`
const state = '/home/deploy/state'

await describeBed('a drill with PostgreSQL', () => {
  let bed: BedHost
  let host: Host
  let counter = 0
  const encoded = encodeURIComponent(database)
  const engine = (options: { admin?: boolean; database?: string } = {}) =>
    new PostgresEngine(host, {
      key: 'main',
      connection: parsePostgresUrl(`postgres://app:app@127.0.0.1:5432/${options.database ?? encoded}`),
      adminUser: options.admin === false ? undefined : 'postgres'
    })
  const job = (): JobContext => ({ stateDir: state, idPrefix: `d${++counter}.drill`, timeoutMs: 120_000 })
  const backup = async (id: string, level: 'full' | 'drill', of = engine()): Promise<Manifest> =>
    (await takeBackup({ host, clock: systemClock, job: job(), id, databases: [{ name: 'main', engine: of }], level })).manifest
  const source = (manifest: Manifest) => restoreSource(manifest, 'main', engine(), 'drill', { stateDir: state })
  /** The manifest with another truth about one table. */
  const told = (manifest: Manifest, table: string, fact: { rows?: number; sample?: string | null }): Manifest => {
    const [member] = manifest.members
    const { content } = member!.facts
    expect(content).toHaveProperty([table])
    return {
      ...manifest,
      members: [{ ...member!, facts: { ...member!.facts, content: { ...content, [table]: { ...content![table]!, ...fact } } } }]
    }
  }
  const copies = async () => await bed.sql("SELECT datname FROM pg_database WHERE datname ~ '_(drill_belay|new_)'")
  const published = async () => (await bed.exec(`ls ${state}/backups`, { check: false })).stdout.split('\n').filter(Boolean)

  beforeAll(async () => {
    bed = await bootHost({ name: 'drill' })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = new SshHost({ address, port, user, privateKey, knownHosts })
    await bed.exec(`install -d -o deploy -m 700 ${state}`)
    await bed.sql(
      `CREATE ROLE app LOGIN PASSWORD 'app'; CREATE DATABASE ${ident(database)} OWNER app; CREATE DATABASE empty OWNER app; CREATE DATABASE rowless OWNER app; CREATE DATABASE ${ident(theirs)};`
    )
    await bed.sql('CREATE EXTENSION pgcrypto; CREATE EXTENSION hstore;', database)
    await bed.sql(`SET ROLE app; ${everything.replace(/CREATE EXTENSION \w+;/g, '')}`, database)
    await bed.sql('SET ROLE app; CREATE TABLE t (n int PRIMARY KEY)', 'rowless')
  }, 300_000)
  afterAll(async () => {
    await host?.close()
    await bed?.destroy()
  }, 180_000)

  test('everything that a database holds comes back, counted exactly in the snapshot of the dump while others write', async () => {
    const writing = bed.sql('DO $$ BEGIN FOR i IN 1..4000 LOOP INSERT INTO writes DEFAULT VALUES; COMMIT; END LOOP; END $$', database)
    const manifest = await backup('whole', 'drill')
    await writing
    const [member] = manifest.members
    expect(manifest.level).toBe('drill')
    expect(member!.checks.map(check => check.name)).toEqual(['exit-code', 'full-decode', 'sha256', 'drill'])
    expect(member!.drillMs).toBeGreaterThan(0)
    const content = member!.facts.content!
    expect(Object.fromEntries(Object.entries(content).map(([table, { rows }]) => [table, rows]))).toEqual({
      '"Odd, ""schema"."tab\tle"': 5000,
      'large objects': 4,
      'public.children': 1,
      'public.events_2025': 856,
      'public.events_rest': 1144,
      'public.keyless': 4000,
      'public.large_log': 20000,
      'public.makers': 3000,
      'public.parents': 1,
      'public.scratch': 1,
      'public.small_log': 300,
      'public.writes': expect.any(Number)
    })
    // Rows are compared where a key tells them apart, or where there are few.
    expect(Object.keys(content).filter(table => content[table]!.sample === null)).toEqual(['large objects', 'public.large_log'])
    expect(await copies()).toBe('')
    expect(await verifyBackup(host, state, 'whole')).toEqual(manifest)
    // The same backup again, by the application's own role.
    await bed.sql('ALTER ROLE app CREATEDB')
    const again = await engine({ admin: false }).drill(job(), source(manifest))
    const rows = Object.values(content).reduce((sum, each) => sum + each.rows, 0)
    expect(again.says).toBe(`12 tables with ${rows} rows, rows of 10 tables compared`)
    expect(await copies()).toBe('')
  }, 300_000)

  test('what differs from the manifest is told by table, and no copy stays', async () => {
    const manifest = await backup('differs', 'full')
    const drill = (wrong: Manifest) => engine().drill(job(), source(wrong))
    await expect(drill(told(manifest, 'public.makers', { rows: 3001 }))).rejects.toThrow(
      /does not hold what the manifest says\. In the manifest: public\.makers 3001 .*Restored: public\.makers 3000 /
    )
    await expect(drill(told(manifest, 'public.small_log', { sample: 'a'.repeat(64) }))).rejects.toThrow(/public\.small_log 300 aaaa/)
    const [member] = manifest.members
    await expect(drill({ ...manifest, members: [{ ...member!, facts: { ...member!.facts, tables: 40 } }] })).rejects.toThrow(
      /restored 12 tables and its manifest says 40/
    )
    expect(await copies()).toBe('')
  }, 300_000)

  test('a member that was cut does not restore, and no copy stays', async () => {
    const manifest = await backup('cut', 'full')
    await bed.exec(`truncate -s -2000 ${state}/backups/cut/main.dump`)
    await expect(engine().drill(job(), source(manifest))).rejects.toMatchObject({ name: 'UserError' })
    expect(await copies()).toBe('')
    await expect(verifyBackup(host, state, 'cut')).rejects.toThrow(/has \d+ bytes and the manifest says/)
  }, 180_000)

  test('killed at any point a drill leaves the live database as it is, and the next one takes its copy away', async () => {
    const manifest = await backup('killed', 'full')
    const { ms } = await timed(() => engine().drill(job(), source(manifest)))
    let left = 0
    for (let round = 0; round < 8; round++) {
      const running = { ...job(), idPrefix: `k${round}.drill` }
      // A part of what a whole one takes on this machine, however busy it is.
      const killing = bed.exec(killJob(state, `${running.idPrefix}.*`, (ms * round) / 9), { user: 'deploy' })
      const drill = engine()
        .drill(running, source(manifest))
        .catch(() => undefined)
      await killing
      // Before the call: it may begin anew by itself where nothing was heard of the killed one.
      if ((await copies()) !== '') left++
      await drill
      if (round % 3 === 2) expect((await engine().drill(job(), source(manifest))).says).toContain('12 tables')
    }
    // Else the moments were not those that matter.
    expect(left).toBeGreaterThan(0)
    expect(await bed.sql('SELECT count(*) FROM makers', database)).toBe('3000')
    expect((await engine().drill(job(), source(manifest))).says).toContain('12 tables')
    expect(await copies()).toBe('')
    expect(await bed.sql(`SELECT count(*) FROM pg_database WHERE datname = ${literal(theirs)}`)).toBe('1')
  }, 300_000)

  test('the copy of a killed drill is taken away also where a session still works in it', async () => {
    const manifest = await backup('worked-in', 'full')
    const dead = `${database}_drill_belay0123456789ab`
    await bed.sql(`CREATE DATABASE ${ident(dead)}`)
    // As a client that sudo started, which outlives the user's own processes, or the index that a server builds for nobody.
    const working = bed.sql('SELECT pg_sleep(600)', dead).catch((error: Error) => error)
    while ((await bed.sql("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query ~ '^SELECT pg_sleep'")) === '0');
    expect((await engine().drill(job(), source(manifest))).says).toContain('12 tables')
    expect(await copies()).toBe('')
    expect(String(await working)).toMatch(/terminating connection/)
  }, 300_000)

  test('a backup of nothing proves nothing', async () => {
    const before = await published()
    await expect(backup('none', 'drill', engine({ database: 'empty' }))).rejects.toThrow(
      /restores 0 tables and 0 rows, and so proves nothing: is it the right database\..*No backup was added/
    )
    await expect(backup('none', 'drill', engine({ database: 'rowless' }))).rejects.toThrow(/restores 1 tables and 0 rows/)
    expect(await published()).toEqual(before)
    expect(await copies()).toBe('')
  }, 180_000)

  test('a restore compares before it swaps: the live database stays as it is', async () => {
    const manifest = await backup('before-swap', 'full')
    await bed.sql("INSERT INTO makers (name) VALUES ('newer')", database)
    const wrong = told(manifest, 'public.makers', { sample: null })
    await expect(engine().restore(job(), restoreSource(wrong, 'main', engine(), 'restore', { stateDir: state }))).rejects.toThrow(
      /does not hold what the manifest says/
    )
    expect(await bed.sql("SELECT count(*) FROM makers WHERE name = 'newer'", database)).toBe('1')
    expect(await copies()).toBe('')
    await engine().restore(job(), restoreSource(manifest, 'main', engine(), 'restore', { stateDir: state }))
    expect(await bed.sql("SELECT count(*) FROM makers WHERE name = 'newer'", database)).toBe('0')
  }, 180_000)

  describe('on a server of its own', () => {
    const url = 'postgres://drill:d%40rill@127.0.0.1:5444/postgres'
    const elsewhere = (given = url, format: 'custom' | 'directory' = 'custom') =>
      new PostgresEngine(host, {
        key: 'main',
        connection: parsePostgresUrl(`postgres://app:app@127.0.0.1:5432/${encoded}`),
        adminUser: 'postgres',
        format,
        drill: async () => parsePostgresUrl(given)
      })
    const there = async (query: string) =>
      (await bed.exec('cd /; psql -p 5444 -XqAt -v ON_ERROR_STOP=1 -d postgres', { user: 'postgres', input: query })).stdout.trim()
    const made = () => there("SELECT string_agg(datname, ' ') FROM pg_database WHERE datname !~ '^(template.|postgres)$'")

    beforeAll(async () => {
      await bed.exec('pg_createcluster --locale C.UTF-8 --encoding UTF8 --port 5444 17 drill --start', { timeout: 180_000 })
      // None of the roles of the live server is there.
      await there("CREATE ROLE drill LOGIN CREATEDB PASSWORD 'd@rill'")
    }, 240_000)

    test('a backup is tried there, without roles and rights, and nothing is made on the live server or left there', async () => {
      const live = await bed.sql('SELECT string_agg(datname, chr(10) ORDER BY datname), max(oid) FROM pg_database')
      for (const format of ['custom', 'directory'] as const) {
        const manifest = await backup(`elsewhere-${format}`, 'drill', elsewhere(url, format))
        expect(manifest.members[0]!.checks.at(-1)).toEqual({ name: 'drill', result: 'passed' })
        expect(await made()).toBe('')
        const wrong = told(manifest, 'public.makers', { rows: 1 })
        await expect(elsewhere().drill(job(), source(wrong))).rejects.toThrow(/does not hold what the manifest says.*public\.makers/)
        expect(await made()).toBe('')
      }
      expect(await bed.sql('SELECT string_agg(datname, chr(10) ORDER BY datname), max(oid) FROM pg_database')).toBe(live)
    }, 240_000)

    test('without the right to make databases there, or with a wrong password, it is told, and no backup was added', async () => {
      const before = await published()
      await there('ALTER ROLE drill NOCREATEDB')
      await expect(backup('none', 'drill', elsewhere())).rejects.toThrow(/the role "drill" may not create databases.*No backup was added/)
      await expect(backup('none', 'drill', elsewhere(url.replace('d%40rill', 'sesame')))).rejects.toThrow(
        /the server refused the password of the role "drill"/
      )
      expect(await published()).toEqual(before)
    }, 180_000)
  })
})
