// A role that may make no database restores where the live one stands: all of it or nothing, and nothing of what came later stays.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { takeBackup } from '../../shared/backup/backup.ts'
import type { Manifest } from '../../shared/backup/manifest.ts'
import { restoreSource } from '../../shared/backup/source.ts'
import type { JobContext } from '../../shared/database/backup-source.ts'
import type { SafetyCopy } from '../../shared/database/engine.ts'
import { PostgresEngine, type PostgresOptions } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import type { Host } from '../../shared/host/host.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { everything } from '../backup/postgres-everything.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { failsUnder, killJob, timed, whenBegun } from '../host/kill-job.ts'

const state = '/home/deploy/state'

/** What the fixture lacks that this must get rid of and bring back, whatever it lies in. */
const more = `
CREATE FUNCTION add_up(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE AGGREGATE total (int) (sfunc = add_up, stype = int, initcond = '0');
CREATE PROCEDURE nothing(inout n int) LANGUAGE plpgsql AS 'BEGIN n := 1; END';
CREATE OPERATOR @+@ (leftarg = int, rightarg = int, function = add_up);
CREATE TYPE pair AS (a int, b text); CREATE TYPE span AS RANGE (subtype = int);
CREATE COLLATION bytewise (provider = libc, locale = 'C');
CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple);
CREATE STATISTICS a_and_b ON a, b FROM keyless;
CREATE CAST (pair AS text) WITH INOUT;
CREATE PUBLICATION some_of_it FOR TABLE makers;
CREATE TABLE "COMMIT;" (line text); INSERT INTO "COMMIT;" VALUES ('COMMIT;'), ('\\\\.'), (E'tab\\tnew\\nline\\\\');
CREATE TABLE later (n int PRIMARY KEY, maker int REFERENCES makers DEFERRABLE INITIALLY DEFERRED); INSERT INTO later VALUES (1, 1);
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO reader;
GRANT CREATE ON SCHEMA public TO reader; GRANT SELECT (id) ON makers TO reader WITH GRANT OPTION;
COMMENT ON SCHEMA public IS 'ours';
`

/** A day's work of somebody who did not know that it would be undone. */
const since = `
DROP TABLE later, "Odd, ""schema"."tab	le" CASCADE; DROP AGGREGATE total (int);
CREATE SCHEMA newer; CREATE TABLE newer.t (n serial PRIMARY KEY, kind "Odd, ""schema".mood); INSERT INTO newer.t VALUES (1, 'fine');
CREATE TABLE public.newer (n int GENERATED ALWAYS AS IDENTITY, bag hstore) PARTITION BY LIST (n); CREATE TABLE newer_1 PARTITION OF newer FOR VALUES IN (1);
CREATE FUNCTION newer() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER newer BEFORE INSERT ON makers FOR EACH ROW EXECUTE FUNCTION newer();
CREATE VIEW newer_view AS SELECT * FROM makers; CREATE MATERIALIZED VIEW newer_copy AS SELECT * FROM makers; CREATE DOMAIN newer_word AS text;
CREATE TYPE newer_kind AS ENUM ('a'); CREATE SEQUENCE newer_numbers; CREATE PUBLICATION newer_all FOR TABLE newer.t; CREATE EXTENSION citext;
CREATE CAST (newer_kind AS pair) WITH INOUT; CREATE STATISTICS newer_both ON a, kind FROM keyless;
ALTER TABLE makers ADD COLUMN newer citext; UPDATE makers SET name = name || '!' WHERE id < 9; INSERT INTO makers (name) VALUES ('newer');
SELECT lo_from_bytea(0, 'newer'), lo_unlink((SELECT min(oid) FROM pg_largeobject_metadata));
ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO reader; ALTER DEFAULT PRIVILEGES IN SCHEMA newer GRANT ALL ON TABLES TO reader; ALTER DEFAULT PRIVILEGES GRANT ALL ON TYPES TO reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE USAGE ON SEQUENCES FROM reader;
REVOKE USAGE ON SCHEMA public FROM PUBLIC; GRANT ALL ON SCHEMA public TO reader; COMMENT ON SCHEMA public IS NULL; GRANT ALL ON makers TO reader;
`

await describeBed('PostgreSQL restored in its place', () => {
  let bed: BedHost
  let host: Host
  let counter = 0
  const open = (options: Partial<PostgresOptions> = {}) =>
    new PostgresEngine(host, { key: 'main', connection: parsePostgresUrl('postgres://app:app@127.0.0.1:5432/shop'), ...options })
  const job = (output: string[] = []): JobContext => ({
    stateDir: state,
    idPrefix: `p${++counter}.rollback`,
    timeoutMs: 120_000,
    onOutput: text => output.push(text)
  })
  const backup = async (engine = open()): Promise<Manifest> =>
    (
      await takeBackup({
        host,
        clock: systemClock,
        job: job(),
        id: `b${++counter}`,
        databases: [{ name: 'main', engine }],
        level: 'full',
        minFreeBytes: 1
      })
    ).manifest
  const source = (manifest: Manifest, engine = open()) => restoreSource(manifest, 'main', engine, 'restore', { stateDir: state })
  const safe = async (engine = open()): Promise<SafetyCopy & { readonly manifest: Manifest }> => {
    const fingerprint = await engine.fingerprint(job())
    const manifest = await backup(engine)
    return { fingerprint, content: manifest.members[0]!.facts.content!, manifest }
  }
  const sql = (query: string, database = 'shop') => bed.sql(query, database)
  /** Every object by its definition, and every row: what makes two databases the same. */
  const world = async (database = 'shop') =>
    (await bed.exec(`set -o pipefail; cd /; pg_dump -d ${database} | grep -vE '^\\\\(un)?restrict '`, { user: 'postgres' })).stdout
  /** The same of a new database that PostgreSQL's own tool restores the backup into: what differs from the first is the doing of pg_dump. */
  const expected = async (manifest: Manifest) => {
    await bed.exec(
      `cd /; as() { runuser -u postgres -- "$@"; }; as dropdb --if-exists expected; as createdb -O app -T template0 expected; as pg_restore -e -d expected < ${state}/backups/${manifest.id}/main.dump`
    )
    const restored = await world('expected')
    await bed.sql('DROP DATABASE expected')
    return restored
  }
  const copies = () => bed.sql("SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database")
  const expectUser = (promise: Promise<unknown>, message: RegExp) =>
    expect(promise).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(message) })

  beforeAll(async () => {
    bed = await bootHost({ name: 'in-place', disks: [{ path: '/srv/small', mebibytes: 160 }] })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = new SshHost({ address, port, user, privateKey, knownHosts })
    await bed.exec(`install -d -o deploy -m 700 ${state}`)
    await bed.sql("CREATE ROLE app LOGIN PASSWORD 'app'; CREATE ROLE reader LOGIN")
  }, 120_000)
  afterAll(async () => {
    await host?.close()
    await bed?.destroy()
  }, 60_000)

  const fresh = async () => {
    await bed.sql('DROP DATABASE IF EXISTS shop WITH (FORCE)')
    await bed.sql('CREATE DATABASE shop OWNER app')
    // By the superuser, as on a server that somebody else runs.
    await sql('CREATE EXTENSION pgcrypto; CREATE SCHEMA extensions; CREATE EXTENSION hstore')
    await sql('CREATE EXTENSION pg_trgm SCHEMA extensions; GRANT USAGE ON SCHEMA extensions TO app')
    await sql(`SET ROLE app; ${everything.replace(/CREATE EXTENSION \w+;/g, '')}${more}`)
  }

  describe('a database of real life', () => {
    beforeEach(fresh, 60_000)

    test('comes back as it was, object by object and row by row; what came later is gone, and no other database was made', async () => {
      const manifest = await backup()
      const whole = await expected(manifest)
      await sql(`SET ROLE app; ${since}`)
      const databases = await copies()
      expect(await open().whyInPlace()).toBe('the role app may not create databases (CREATEDB)')
      const context = job()
      await open().restoreInPlace(context, source(manifest), await safe())
      expect(await world()).toBe(whole)
      expect(await copies()).toBe(databases)
      expect(await sql("SELECT count(*) FROM pg_statistic s JOIN pg_class c ON c.oid = starelid WHERE relname = 'makers'")).not.toBe('0')
      // Again by the same step: users have written since, and it is not done once more.
      await sql("SET ROLE app; INSERT INTO makers (name) VALUES ('a user')")
      await open().restoreInPlace(context, source(manifest), await safe())
      expect(await sql("SELECT count(*) FROM makers WHERE name = 'a user'")).toBe('1')
      expect((await bed.exec(`ls -A /tmp | grep -c '^tmp\\.' || :`)).stdout).toBe('0\n')
    }, 120_000)

    test('with an extension less, and with the parallel format, the same', async () => {
      const engine = open({ format: 'directory' })
      await sql('DROP SCHEMA extensions CASCADE')
      const manifest = await backup(engine)
      const check = async () =>
        await sql(
          "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
      const before = await check()
      await sql('SET ROLE app; DROP TABLE later; CREATE TABLE newer (n int)')
      await engine.restoreInPlace(job(), source(manifest, engine), await safe(engine))
      expect(await check()).toBe(before)
      expect((await bed.exec(`ls -A ${state}/backups/${manifest.id}`)).stdout).toBe('main.dump.tar\nmain.globals.sql\nmanifest.json\n')
    }, 120_000)

    test('killed at any point, with everything that it started, the database is as it was or restored', async () => {
      const manifest = await backup()
      const whole = await expected(manifest)
      const first = await safe()
      const { ms } = await timed(() => open().restoreInPlace(job(), source(manifest), first))
      const ends = { asItWas: 0, restored: 0 }
      for (let round = 0; round < 20; round++) {
        await sql(`SET ROLE app; UPDATE makers SET name = name || '?' WHERE id = ${round + 20}`)
        const before = await world()
        const saved = await safe()
        const context = job()
        const [jobs, after] = [`${context.idPrefix}.*`, ms * Math.random()]
        const kill =
          round % 3 === 2
            ? bed.exec(`${whenBegun(state, jobs, after)}kill -TERM $(pgrep -f '^postgres: .*app shop')`, { check: false })
            : bed.exec(killJob(state, jobs, after), { user: 'deploy' })
        await failsUnder(kill, () => open().restoreInPlace(context, source(manifest), saved))
        // What a killed client leaves of its session ends by itself.
        while ((await bed.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = 'shop'")) !== '0')
          await new Promise(resolve => setTimeout(resolve, 50))
        const now = await world()
        if (now === before) ends.asItWas++
        else {
          expect(now).toBe(whole)
          ends.restored++
        }
      }
      // Else the moments were not those that matter.
      expect(ends.asItWas).toBeGreaterThan(3)
      // Whatever a killed run left is in nobody's way.
      await open().restoreInPlace(job(), source(manifest), await safe())
      expect(await world()).toBe(whole)
    }, 600_000)

    test('a backup that does not hold what its manifest says, or was cut, changes nothing', async () => {
      const manifest = await backup()
      const before = await world()
      const saved = await safe()
      const from = source(manifest)
      const wrong = { ...from, content: { ...from.content, 'public.makers': { rows: 3001, sample: null } } }
      await expectUser(
        open().restoreInPlace(job(), wrong, saved),
        /does not hold what the manifest says\. In the manifest: public\.makers 3001 .* is as it was/
      )
      await expectUser(open().restoreInPlace(job(), { ...from, tables: 99 }, saved), /its manifest says 99/)
      for (const bytes of [1, 16, 3000, 100_000]) {
        await bed.exec(`cd ${state}/backups/${manifest.id} && cp main.dump whole && truncate -s -${bytes} main.dump`)
        await expectUser(open().restoreInPlace(job(), { ...from, content: undefined, tables: undefined }, saved), /is as it was/)
        await bed.exec(`cd ${state}/backups/${manifest.id} && mv whole main.dump`)
      }
      expect(await world()).toBe(before)
    }, 120_000)

    test('rows that came after the safety copy are in no copy: then nothing is restored, also with a writer that reconnects', async () => {
      const manifest = await backup()
      const saved = await safe()
      await sql("SET ROLE app; UPDATE large_log SET line = line WHERE line = '10000'")
      await expectUser(
        open().restoreInPlace(job(), source(manifest), saved),
        /rows were written after the safety copy was taken.*public\.large_log/
      )
      const again = await safe()
      await sql('SET ROLE app; DELETE FROM keyless WHERE a = 2000')
      await expectUser(open().restoreInPlace(job(), source(manifest), again), /rows were written after .*public\.keyless/)
      await bed.write(
        '/home/deploy/mad.py',
        `import psycopg2
while True:
    try:
        c = psycopg2.connect('postgres://app:app@127.0.0.1:5432/shop'); c.autocommit = True; q = c.cursor()
        while True: q.execute("INSERT INTO public.large_log VALUES ('mad')")
    except psycopg2.Error:
        pass
`
      )
      await bed.exec('setsid python3 /home/deploy/mad.py >/dev/null 2>&1 </dev/null & echo $! > /home/deploy/mad.pid')
      try {
        await expectUser(open().restoreInPlace(job(), source(manifest), await safe()), /rows were written after .*Stop what still writes/)
      } finally {
        await bed.exec('kill -KILL $(cat /home/deploy/mad.pid)')
      }
      const rows = Number(await sql("SELECT count(*) FROM large_log WHERE line = 'mad'"))
      expect(rows).toBeGreaterThan(0)
    }, 120_000)

    test('sessions of its own role are ended, and a lock that it cannot have ends it without a change', async () => {
      const manifest = await backup()
      const saved = await safe()
      const reading = bed.exec(
        `psql postgres://app:app@127.0.0.1:5432/shop -XAtc 'BEGIN; SELECT count(*) FROM makers; SELECT pg_sleep(60)'`,
        { check: false }
      )
      const inside = () => bed.sql("SELECT count(*) FROM pg_stat_activity WHERE query ~ '^BEGIN; SELECT count.*pg_sleep'")
      while ((await inside()) === '0') await new Promise(resolve => setTimeout(resolve, 50))
      await open().restoreInPlace(job(), source(manifest), saved)
      expect((await reading).code).not.toBe(0)
      // The superuser's it may not end.
      const before = await world()
      const held = sql('BEGIN; LOCK TABLE makers IN ACCESS SHARE MODE; SELECT pg_sleep(45)')
      while ((await bed.sql("SELECT count(*) FROM pg_stat_activity WHERE query ~ 'LOCK TABLE makers.*pg_sleep'")) === '0')
        await new Promise(resolve => setTimeout(resolve, 50))
      await expectUser(open().restoreInPlace(job(), source(manifest), await safe()), /a lock was not granted in time.*is as it was/)
      await held
      expect(await world()).toBe(before)
    }, 180_000)
  })

  describe('what cannot be done', () => {
    beforeEach(fresh, 60_000)

    test.each([
      [
        'a table of another role',
        'CREATE TABLE payroll (n int)',
        /nor in its place, because this role can neither remove nor make: table public\.payroll of the role postgres\. Configure admin/
      ],
      [
        'an event trigger',
        "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; ALTER FUNCTION f() OWNER TO app; CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION f()",
        /event trigger watch, which only a superuser can make/
      ],
      [
        'default privileges of another role',
        'ALTER DEFAULT PRIVILEGES FOR ROLE postgres GRANT SELECT ON TABLES TO reader',
        /default privileges of the role postgres/
      ],
      ['a large object of another role', "SELECT lo_from_bytea(0, 'a')", /large objects of the role postgres/]
    ])(
      '%s is told before anything is done',
      async (_what, statement, message) => {
        await sql(statement)
        await expectUser(open().whyInPlace(), message)
      },
      60_000
    )

    test('an extension that came later and belongs to another role is told, and nothing is changed', async () => {
      const manifest = await backup()
      await sql('CREATE EXTENSION intarray')
      const before = await world()
      await expectUser(
        open().restoreInPlace(job(), source(manifest), await safe()),
        /the extension intarray came after the backup and belongs to the role postgres, and this role may not remove it/
      )
      expect(await world()).toBe(before)
    }, 60_000)

    test('a role that may make databases, and an administrator, restore beside', async () => {
      expect(await open({ adminUser: 'postgres' }).whyInPlace()).toBeUndefined()
      await bed.sql('ALTER ROLE app CREATEDB')
      expect(await open().whyInPlace()).toBeUndefined()
      await bed.sql('ALTER DATABASE shop OWNER TO postgres')
      await expectUser(
        open().whyInPlace(),
        /the role app does not own the database shop, and so cannot rename it, nor .*schema public, whose rights were changed/
      )
      await bed.sql('ALTER ROLE app NOCREATEDB')
    }, 60_000)
  })

  test('a disk that cannot hold both for a while ends it without a change: in place saves no room', async () => {
    await bed.exec('install -d -o postgres -m 700 /srv/small/pg')
    await bed.sql(`DROP DATABASE IF EXISTS shop WITH (FORCE)`)
    await bed.sql(`CREATE TABLESPACE small LOCATION '/srv/small/pg'`)
    await bed.sql('CREATE DATABASE shop OWNER app TABLESPACE small')
    await sql('SET ROLE app; CREATE TABLE orders AS SELECT g AS n, repeat(md5(g::text), 6) AS note FROM generate_series(1, 400000) g')
    const manifest = await backup()
    const free = async () => Number((await bed.exec('df -B1 --output=avail /srv/small | tail -n 1')).stdout)
    const [size, room] = [Number(await sql("SELECT pg_table_size('orders')")), await free()]
    // Less than the table, so that no way of keeping both can be.
    expect(room).toBeLessThan(size)
    const before = await sql('SELECT count(*), sum(hashtextextended(note, n)) FROM orders')
    await expectUser(open().restoreInPlace(job(), source(manifest), await safe()), /the disk is full\..*is as it was/)
    expect(await sql('SELECT count(*), sum(hashtextextended(note, n)) FROM orders')).toBe(before)
    // With the room it goes through, and gives the old files back.
    await sql('SET ROLE app; TRUNCATE orders; INSERT INTO orders VALUES (1)')
    await open().restoreInPlace(job(), source(manifest), await safe())
    expect(await sql('SELECT count(*), sum(hashtextextended(note, n)) FROM orders')).toBe(before)
  }, 180_000)
})
