import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type BackupEvidence, takeBackup } from '../../shared/backup/backup.ts'
import { verifyBackup } from '../../shared/backup/store.ts'
import type { JobContext } from '../../shared/database/backup-source.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import { ident, literal } from '../../shared/database/sql.ts'
import type { Host } from '../../shared/host/host.ts'
import { quote } from '../../shared/host/shell.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { argumentsWhile } from '../bed/arguments.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { waitFor } from '../bed/process.ts'
import { failsUnder, killJob, timed } from '../host/kill-job.ts'

const database = `Sales "EU" 'x' é`
const role = 'App "user"'
const password = `p'"$\\ @:/%41`
const rows = 200_000
const state = '/home/deploy/state'
const small = '/srv/small/state'

/** Inserts rows as fast as it can, over and over reconnecting; writes down each row that the server acknowledged. */
const writer = `import os, sys, time, psycopg2
name, url, acked = sys.argv[1], os.environ['URL'], open(sys.argv[2], 'a', buffering=1)
n = 0
while True:
    try:
        c = psycopg2.connect(url)
        c.autocommit = True
        q = c.cursor()
        while True:
            n += 1
            q.execute('INSERT INTO public.writes VALUES (%s)', (f'{name}-{n}',))
            acked.write(f'{name}-{n}\\n')
    except psycopg2.Error:
        pass
`

/** Rows and content of every table: the exact count, and the sum of a 64-bit hash of each row's text, with what shapes the text of values fixed. */
const hashTables = `SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET timezone = 'UTC'; SET extra_float_digits = 3; SET search_path = pg_catalog;
SELECT format('SELECT %L, count(*), coalesce(sum(hashtextextended(%I::text COLLATE "C", 0)::numeric), 0) FROM ONLY %I.%I AS %I',
    nspname || '.' || relname, 'belay row', nspname, relname, 'belay row')
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE relkind IN ('r', 'm') AND relpersistence <> 't' AND nspname <> 'information_schema' AND nspname !~ '^pg_' ORDER BY 1 \\gexec`

await describeBed('PostgreSQL on a real host', () => {
  let bed: BedHost
  let host: Host
  let counter = 0
  const encoded = (text: string) => encodeURIComponent(text).replaceAll("'", '%27')
  const url = (name = database, login = `${encoded(role)}:${encoded(password)}`) => `postgres://${login}@127.0.0.1:5432/${encoded(name)}`
  const open = (options: { url?: string; as?: string | undefined; key?: string } = {}) =>
    new PostgresEngine(host, {
      key: options.key ?? 'main',
      connection: parsePostgresUrl(options.url ?? url()),
      adminUser: 'as' in options ? options.as : 'postgres'
    })
  const job = (step = 'backup', stateDir = state, output: string[] = []): JobContext => ({
    stateDir,
    idPrefix: `d${++counter}.${step}`,
    timeoutMs: 120_000,
    onOutput: text => output.push(text)
  })
  const backup = (id: string, options: Partial<Parameters<typeof takeBackup>[0]> = {}): Promise<BackupEvidence> =>
    takeBackup({ host, clock: systemClock, job: job(), id, databases: [{ name: 'main', engine: open() }], level: 'full', ...options })
  const published = async (stateDir = state) =>
    (await bed.exec(`ls ${stateDir}/backups`, { check: false })).stdout.split('\n').filter(Boolean)
  const expectUser = (promise: Promise<unknown>, message: RegExp) =>
    expect(promise).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(message) })

  beforeAll(async () => {
    bed = await bootHost({ name: 'database', linger: true, disks: [{ path: '/srv/small', mebibytes: 4 }] })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = new SshHost({ address, port, user, privateKey, knownHosts })
    await bed.exec(`install -d -o deploy -m 700 ${state} ${small} /home/deploy/acked`)
    await bed.write('/home/deploy/writer.py', writer)
    await bed.sql(`CREATE ROLE ${ident(role)} LOGIN PASSWORD ${literal(password)};
CREATE ROLE reader LOGIN;
CREATE DATABASE ${ident(database)} OWNER ${ident(role)};
REVOKE ALL ON DATABASE ${ident(database)} FROM PUBLIC;
GRANT CONNECT ON DATABASE ${ident(database)} TO reader WITH GRANT OPTION;
ALTER DATABASE ${ident(database)} SET search_path = "$user", "Odd, ""Name", public;
ALTER DATABASE ${ident(database)} SET timezone = 'Asia/Taipei';
ALTER ROLE reader IN DATABASE ${ident(database)} SET work_mem = '5MB';
ALTER DATABASE ${ident(database)} CONNECTION LIMIT 40;
COMMENT ON DATABASE ${ident(database)} IS 'it''s the \\ one';`)
    await bed.sql(
      `SET ROLE ${ident(role)}; CREATE SCHEMA app; CREATE TABLE app.orders (id bigint PRIMARY KEY, "the ""name" text, at timestamptz);
INSERT INTO app.orders SELECT g, md5(g::text), timestamptz '2026-01-01' + g * interval '1 s' FROM generate_series(1, ${rows}) g;
CREATE TABLE public.writes (id text PRIMARY KEY); CREATE TABLE app.empty ();`,
      database
    )
  }, 300_000)

  afterAll(async () => {
    await host?.close()
    await bed?.destroy()
  }, 180_000)

  const startWriters = async (name: string, count = 3) => {
    for (let n = 0; n < count; n++) {
      await bed.exec(
        `URL=${quote(url())} setsid python3 /home/deploy/writer.py ${name}${n} /home/deploy/acked/${name} >/dev/null 2>&1 </dev/null & echo $! >> /home/deploy/acked/${name}.pids`
      )
    }
  }
  const acked = async (name: string) =>
    (await bed.exec(`cat /home/deploy/acked/${name}`, { check: false })).stdout.split('\n').filter(Boolean)
  const untilAcked = (name: string, more: number) =>
    waitFor(`more than ${more} rows`, 60_000, async () => (await acked(name)).length > more || undefined)
  const stopWriters = (name: string) => bed.exec(`kill -KILL $(cat /home/deploy/acked/${name}.pids)`, { check: false })
  const written = async (name: string, from = database) =>
    (await bed.sql(`SELECT id FROM public.writes WHERE id LIKE '${name}%'`, from)).split('\n').filter(Boolean)

  describe('connections', () => {
    test('odd names and passwords work, and the server and its rights are described', async () => {
      expect(await open().describe()).toMatchObject({ version: expect.stringMatching(/^17\./), canCopy: true })
      expect(await open({ as: undefined }).describe()).toMatchObject({ canCopy: false })
    })

    test('a query gives text and null, keeps backslashes and colons, and cannot write', async () => {
      expect(await open().query(`SELECT 1, NULL, '', 'a:b\\c' || chr(10) || chr(9) -- why`)).toEqual([['1', null, '', 'a:b\\c\n\t']])
      await expectUser(open().query('DELETE FROM app.orders RETURNING 1'), /failed/)
      await expectUser(open().query('SELECT * FROM app.none'), /The query of the database "Sales ""EU"" 'x' é" on deploy@/)
      await expectUser(open().query('SELECT pg_sleep(60)', 200), /a statement took longer than its deadline/)
      expect(await bed.sql('SELECT count(*) FROM app.orders', database)).toBe(String(rows))
    })

    test.each([
      [
        'a wrong password',
        () => open({ url: url(database, `${encoded(role)}:sesame`) }),
        /the server refused the password of the role "App ""user"""/
      ],
      ['a missing database', () => open({ url: url('none') }), /the server has no database "none"/],
      ['a closed port', () => open({ url: 'postgres://a:sesame@127.0.0.1:9/x', as: undefined }), /no server answers/],
      [
        'a user that sudoers does not name',
        () => open({ as: 'www-data' }),
        /sudoers does not let this user run the PostgreSQL clients as www-data/
      ],
      ['a user that is not there', () => open({ as: 'nobody-here' }), /failed/]
    ])('%s is one clear message without the password', async (_name, engine, message) => {
      const error = await engine()
        .describe()
        .catch((thrown: unknown) => thrown as Error)
      expect(error).toMatchObject({ name: 'UserError', message: expect.stringMatching(message) })
      expect(JSON.stringify([(error as Error).message, ((error as Error).cause as Error | undefined)?.message])).not.toMatch(/sesame|p'"\$/)
    })

    test('an administrator of this host for a server elsewhere is refused', () => {
      expect(() => open({ url: 'postgres://a:b@db.example.net/x' })).toThrow('names another machine')
    })

    test('no password is in any argv or stored script (G7)', async () => {
      const seen = await argumentsWhile(bed, () => backup('secrets'))
      expect(seen).toContain('pg_dump')
      expect(seen).not.toContain(password)
      expect((await bed.exec(`grep -rlF ${quote(password)} ${state}`, { check: false })).stdout).toBe('')
    })
  })

  describe('backups (G2)', () => {
    test('a backup under a writer is consistent, verified and described', async () => {
      await startWriters('online')
      const before = Number(await bed.sql('SELECT count(*) FROM public.writes', database))
      const output: string[] = []
      const evidence = await backup('online', { job: job('backup', state, output), deployment: 'd0', app: 'mes', environment: 'test' })
      await stopWriters('online')
      expect(await verifyBackup(host, state, 'online')).toEqual(evidence.manifest)
      expect(evidence.manifest).toMatchObject({
        deployment: 'd0',
        members: [
          {
            engine: 'postgres',
            source: database,
            facts: { tables: 3 },
            checks: [{ name: 'exit-code' }, { name: 'full-decode' }, { name: 'sha256' }],
            exitCodes: [0, 0]
          },
          { role: 'globals' }
        ]
      })
      const restored = await bed.exec(
        `cd /; as() { runuser -u postgres -- "$@"; }; as createdb check_online && as pg_restore -e -d check_online < ${evidence.directory}/main.dump && as psql -d check_online -XAt -c 'SELECT count(*) FROM app.orders' -c 'SELECT count(*) FROM writes'`
      )
      const [orders, writes] = restored.stdout.trim().split('\n').map(Number)
      expect(orders).toBe(rows)
      expect(writes).toBeGreaterThanOrEqual(before)
      expect(output.join('')).not.toContain('BELAY')
    }, 180_000)

    test('sequence numbers grow and each backup names the one before, also when the counter is lost', async () => {
      const one = await backup('seq1', { level: 'quick' })
      await bed.exec(`rm ${state}/backups/.sequence`)
      const two = await backup('seq2', { level: 'quick' })
      expect(two.manifest).toMatchObject({ sequence: one.manifest.sequence + 1, previousId: 'seq1' })
    })

    test('several databases make several members of one backup', async () => {
      const { manifest } = await backup('both', {
        databases: [
          { name: 'main', engine: open() },
          { name: 'second', engine: open({ key: 'second' }) }
        ]
      })
      expect(manifest.members.map(member => member.name)).toEqual(['main.dump', 'main.globals.sql', 'second.dump', 'second.globals.sql'])
      expect(manifest.members.filter(({ facts }) => facts.content !== undefined).map(member => member.name)).toEqual([
        'main.dump',
        'second.dump'
      ])
      await verifyBackup(host, state, 'both')
    })

    test('an id that exists is refused and that backup stays', async () => {
      await backup('taken')
      await expectUser(backup('taken'), /there is a backup taken already\. No backup was added\./)
      await verifyBackup(host, state, 'taken')
    })

    test.each([
      ['cut by 1 byte', 'truncate -s -1 main.dump', /has \d+ bytes and the manifest says \d+/],
      ['cut by 4 bytes', 'truncate -s -4 main.dump', /has \d+ bytes/],
      ['cut by 16 bytes', 'truncate -s -16 main.dump', /has \d+ bytes/],
      ['cut in half', 'truncate -s $(( $(stat -c %s main.dump) / 2 )) main.dump', /has \d+ bytes/],
      [
        'with one bit flipped',
        `python3 -c "
import os
f = open('main.dump', 'r+b'); f.seek(os.path.getsize('main.dump') // 2); b = f.read(1); f.seek(-1, 1); f.write(bytes([b[0] ^ 1]))"`,
        /the SHA-256 of its member main\.dump is not that of the manifest/
      ],
      ['without its member', 'rm main.dump', /its member main\.dump is missing/],
      ['with a link for a member', 'mv main.dump /home/deploy/x.dump; ln -s /home/deploy/x.dump main.dump', /not a plain file/],
      ['with a cut manifest', 'truncate -s 100 manifest.json', /its manifest is not JSON/],
      ['without a manifest', 'rm manifest.json', /has no manifest, so it is not a backup/],
      ['copied to another id', 'sed -i "s/\\"id\\": \\"bad\\"/\\"id\\": \\"other\\"/" manifest.json', /belongs to the backup other/]
    ])('a backup %s is refused', async (_name, damage, message) => {
      await bed.exec(`rm -rf ${state}/backups/bad`)
      await backup('bad', { level: 'quick' })
      await bed.exec(`cd ${state}/backups/bad && ${damage}`)
      await expectUser(verifyBackup(host, state, 'bad'), message)
    })

    test('the full decode itself notices a dump that was cut while it was written', async () => {
      const plan = open().dump('full', 'belay:t')[0]!
      for (const cut of ['+0', '-1', '-4', '-16', '$(( $(stat -c %s "$FILE") / 2 ))']) {
        const result = await host.run(
          `M=0 FILE=/home/deploy/cut.dump CONTENT=/home/deploy/cut.content\nexec {belay_use}</dev/null\n${plan.prepare}${plan.dump}truncate -s "${cut}" "$FILE"\n${plan.verify}`,
          { secrets: plan.secrets, check: false }
        )
        expect(result.exitCode === 0).toBe(cut === '+0')
      }
    }, 180_000)

    test('disk full while dumping: no new backup, the earlier one stays, one clear message', async () => {
      await bed.sql(`CREATE DATABASE tiny OWNER ${ident(role)}`)
      await backup('early', {
        job: job('backup', small),
        minFreeBytes: 0,
        databases: [{ name: 'main', engine: open({ url: url('tiny') }) }]
      })
      await expectUser(backup('late', { job: job('backup', small), minFreeBytes: 0 }), /the disk is full.*No backup was added/)
      expect(await published(small)).toEqual(['early'])
      expect((await bed.exec(`ls -A ${small}/backups`)).stdout).not.toContain('tmp')
      await verifyBackup(host, small, 'early')
    }, 180_000)

    test('too little space is refused before anything is written', async () => {
      await expectUser(
        backup('nospace', { job: job('backup', small) }),
        /\/srv\/small\/state\/backups has \d+ MiB free and the backup asks for 2048 MiB/
      )
      expect(await published(small)).not.toContain('nospace')
    })

    test('a table that nobody told it to read fails loudly without an administrator, and is dumped with one', async () => {
      await bed.sql('CREATE TABLE public.payroll (id int); INSERT INTO public.payroll VALUES (1)', database)
      try {
        await expectUser(backup('noright', { databases: [{ name: 'main', engine: open({ as: undefined }) }] }), /lacks a right/)
        expect(await published()).not.toContain('noright')
        const { manifest } = await backup('right')
        expect(manifest.members[0]!.facts.tables).toBe(4)
        expect((await bed.exec(`pg_restore -l ${state}/backups/right/main.dump`)).stdout).toContain('payroll')
      } finally {
        await bed.sql('DROP TABLE public.payroll', database)
      }
    }, 180_000)

    test('killed at ten random points there is no backup or a whole one, and the next one cleans up', async () => {
      const { ms } = await timed(() => backup('not-killed'))
      let whole = 0
      for (let n = 0; n < 10; n++) {
        const id = `killed${n}`
        const context = job()
        const kill = bed.exec(killJob(state, `${context.idPrefix}.*`, (ms * (n + Math.random())) / 10), { user: 'deploy' })
        const failed = await failsUnder(kill, () => backup(id, { job: context }))
        if ((await published()).includes(id)) {
          await verifyBackup(host, state, id)
          whole++
        } else expect(failed).toBe(true)
      }
      await backup('after-kills')
      expect((await bed.exec(`ls -A ${state}/backups`)).stdout).not.toContain('.tmp')
      expect(whole).toBeLessThan(10)
    }, 300_000)

    test('what dead runs left is removed; what is being written or waits to be published stays', async () => {
      await bed.exec(
        `cd ${state}/backups && runuser -u deploy -- bash -c 'mkdir .dead.tmp .busy.tmp .waits.tmp .forgotten.tmp; touch .dead.tmp/main.dump {.waits,.forgotten}.tmp/.complete; touch -d "20 minutes ago" .forgotten.tmp/.complete; flock .busy.tmp sleep 600 >/dev/null 2>&1 &'; while flock -n .busy.tmp true; do sleep 0.05; done`
      )
      await backup('cleaner')
      expect((await bed.exec(`cd ${state}/backups && ls -d .*.tmp`)).stdout).toBe('.busy.tmp\n.waits.tmp\n')
      await bed.exec(`pkill -x sleep; rm -rf ${state}/backups/.{busy,waits}.tmp`)
    }, 180_000)

    test('two backups at once both succeed', async () => {
      await Promise.all([backup('at-once-1'), backup('at-once-2')])
      await verifyBackup(host, state, 'at-once-1')
      await verifyBackup(host, state, 'at-once-2')
    }, 180_000)
  })

  /** What stands in the tables of the live database, or of a copy that no session may use. */
  const content = async (name = database): Promise<string> => {
    const allow = (yes: boolean) => bed.sql(`ALTER DATABASE ${ident(name)} ALLOW_CONNECTIONS ${yes}`)
    if (name !== database) await allow(true)
    const read = await bed.sql(hashTables, name)
    if (name !== database) await allow(false)
    expect(read).toContain(`app.orders|${rows}|`)
    return read
  }

  describe('restore points (G6)', () => {
    const properties = (name: string) =>
      bed.sql(`SELECT datdba::regrole, encoding, datcollate, datctype, datconnlimit, datallowconn, shobj_description(d.oid, 'pg_database'),
        (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(datacl) a),
        (SELECT string_agg(setrole::regrole || ' ' || array_to_string(setconfig, ';'), ' | ' ORDER BY setrole) FROM pg_db_role_setting s WHERE setdatabase = d.oid)
        FROM pg_database d WHERE datname = ${literal(name)}`)

    test('returning under writers that reconnect like mad loses no acknowledged row, and grants, settings, owner and comment are as before', async () => {
      const engine = open()
      const context = job('restore-point')
      const before = await properties(database)
      expect(before).toContain('Asia/Taipei')
      await startWriters('before')
      await untilAcked('before', 50)
      await stopWriters('before')
      const fenced = await acked('before')
      expect(fenced.length).toBeGreaterThan(50)

      await startWriters('mad')
      const point = await engine.createRestorePoint(context, 'd1')
      expect(await engine.copyExists(point)).toBe(true)
      await untilAcked('mad', 50)
      await bed.sql('DROP TABLE app.orders; ALTER DATABASE ' + ident(database) + " SET timezone = 'UTC'", database)
      const { kept } = await engine.returnToRestorePoint(context, point)
      await untilAcked('mad', (await acked('mad')).length)
      await stopWriters('mad')
      await engine.endSessions(null)

      expect(await bed.sql('SELECT count(*) FROM app.orders', database)).toBe(String(rows))
      const back = new Set(await written('before'))
      expect(fenced.filter(id => !back.has(id))).toEqual([])
      expect(await properties(database)).toBe(before)
      expect(await bed.sql('SHOW search_path', database)).toBe('"$user", "Odd, ""Name", public')
      // Nothing of what came in while nobody was fenced off is gone either: it is in the live database or in the kept one.
      await bed.sql(`ALTER DATABASE ${ident(kept)} ALLOW_CONNECTIONS true`)
      const found = new Set([...(await written('mad')), ...(await written('mad', kept))])
      const all = await acked('mad')
      expect(all.length).toBeGreaterThan(50)
      expect(all.filter(id => !found.has(id))).toEqual([])
      // Repeated after it was done, it changes nothing.
      expect(await engine.returnToRestorePoint(context, point)).toEqual({ kept })
      expect(await engine.copyExists(point)).toBe(false)
      await engine.dropCopy(context, { name: kept })
    }, 180_000)

    test('a restore point holds what the database held, and no session can use it', async () => {
      const engine = open()
      const context = job('restore-point')
      const live = await content()
      const point = await engine.createRestorePoint(context, 'fp')
      expect(await bed.sql(`SELECT datallowconn FROM pg_database WHERE datname = ${literal(point.name)}`)).toBe('f')
      await bed.sql(`UPDATE app.orders SET at = at + interval '1 us' WHERE id = 7`, database)
      expect(await content()).not.toBe(live)
      expect(await content(point.name)).toBe(live)
      await bed.sql(`UPDATE app.orders SET at = at - interval '1 us' WHERE id = 7`, database)
      expect(await content()).toBe(live)
      await engine.dropCopy(context, point)
      expect(await engine.copyExists(point)).toBe(false)
    }, 180_000)

    test('killed at random points while it is made, the database opens again and the point can be made', async () => {
      const engine = open()
      const first = await timed(() => engine.createRestorePoint(job('restore-point'), 'first'))
      await engine.dropCopy(job('restore-point'), first.answer)
      let killed = 0
      for (let n = 0; n < 8; n++) {
        const label = `kill${n}`
        const context = job('restore-point')
        if (await killedIn(n, first.ms, `${context.idPrefix}.point-*`, () => engine.createRestorePoint(context, label))) killed++
        await engine.reopen({ ...context, idPrefix: `${context.idPrefix}-again` })
        expect(await engine.query('SELECT 1')).toEqual([['1']])
        const point = await engine.createRestorePoint(context, label)
        expect(await content(point.name)).toBe(await content())
        expect(await properties(point.name)).toBe((await properties(database)).replace('|t|', '|f|'))
        await engine.dropCopy(context, point)
      }
      expect(await bed.sql(`SELECT datname FROM pg_database WHERE datname ~ '_(point|new)_'`)).toBe('')
      // Else the moments were not those that matter.
      expect(killed).toBeGreaterThan(0)
    }, 600_000)

    test('killed at random points while it returns, the call can be repeated and ends in the same', async () => {
      const engine = open()
      const first = await engine.createRestorePoint(job('restore-point'), 'first')
      const back = await timed(() => engine.returnToRestorePoint(job('rollback'), first))
      await engine.dropCopy(job('rollback'), { name: back.answer.kept })
      let killed = 0
      for (let n = 0; n < 8; n++) {
        const context = job('restore-point')
        const point = await engine.createRestorePoint(context, `back${n}`)
        const before = await content()
        await bed.sql(`INSERT INTO public.writes VALUES ('lost${n}')`, database)
        if (await killedIn(n, back.ms, `${context.idPrefix}.return-*`, () => engine.returnToRestorePoint(context, point))) killed++
        const { kept } = await engine.returnToRestorePoint(context, point)
        expect(await content()).toBe(before)
        expect(await engine.copyExists(point)).toBe(false)
        await engine.dropCopy(context, { name: kept })
      }
      expect(killed).toBeGreaterThan(0)
    }, 600_000)

    /** Kills the jobs in the given eighth of `ms` milliseconds after their begin: in every other round without what sudo started, which then goes on. */
    const killedIn = (round: number, ms: number, jobs: string, work: () => Promise<unknown>) => {
      const kill = bed
        .exec(killJob(state, jobs, (ms * (round + Math.random())) / 8), { user: 'deploy' })
        .then(async () => void (round % 2 === 0 && (await bed.exec('pkill -KILL -x psql', { check: false }))))
      return failsUnder(kill, work)
    }

    test('refused with the reason: no right, a point that is gone, a subscription, a foreign database', async () => {
      await expectUser(
        open({ as: undefined }).createRestorePoint(job(), 'no'),
        /the role "App ""user""" may not create databases\. Configure admin/
      )
      await expectUser(
        open().returnToRestorePoint(job(), { name: `${database}_point_none`, bytes: 1, createdAt: '' }),
        /the restore point .* is not there/
      )
      await expectUser(open({ url: url('missing') }).createRestorePoint(job(), 'no'), /the database missing does not exist on this server/)
      await expect(open().dropCopy(job(), { name: 'postgres' })).rejects.toThrow('no copy that Belay made')
      await bed.sql("CREATE SUBSCRIPTION feed CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false)", database)
      await expectUser(open().createRestorePoint(job(), 'no'), /the subscriptions feed belong to the database/)
      await bed.sql('ALTER SUBSCRIPTION feed SET (slot_name = NONE); DROP SUBSCRIPTION feed', database)
      expect(await open().query('SELECT 1')).toEqual([['1']])
    }, 180_000)

    test('a role with CREATEDB that owns its database needs no administrator', async () => {
      await bed.sql(`ALTER ROLE ${ident(role)} CREATEDB`)
      try {
        const engine = open({ url: url('tiny'), as: undefined })
        const context = job('restore-point')
        const point = await engine.createRestorePoint(context, 'own')
        const { kept } = await engine.returnToRestorePoint(context, point)
        await engine.dropCopy(context, { name: kept })
        expect(await engine.query('SELECT 1')).toEqual([['1']])
      } finally {
        await bed.sql(`ALTER ROLE ${ident(role)} NOCREATEDB`)
      }
    }, 180_000)
  })

  describe('restore (G6)', () => {
    let evidence: BackupEvidence
    beforeEach(async () => {
      evidence = await backup(`restore${++counter}`)
    }, 180_000)
    const source = () => ({ directory: evidence.directory, member: 'main.dump', format: 'pg_dump-custom', tables: 3 })

    test('the backup is restored beside and swapped in; a newer table goes, the old database is kept', async () => {
      const engine = open()
      const context = job('rollback')
      const before = await content()
      await bed.sql('CREATE TABLE app.newer (id int); DELETE FROM app.orders WHERE id < 100', database)
      const { kept } = await engine.restore(context, source())
      expect(await content()).toBe(before)
      expect(await bed.sql('SHOW timezone', database)).toBe('Asia/Taipei')
      expect(await engine.restore(context, source())).toEqual({ kept })
      await engine.dropCopy(context, { name: kept })
    }, 180_000)

    test('a backup that does not restore leaves the live data unchanged', async () => {
      const engine = open()
      const before = await content()
      await expectUser(
        engine.restore(job('rollback'), { ...source(), tables: 4 }),
        /restored 3 tables and its manifest says 4\. Nothing was done to the database/
      )
      await bed.exec(`truncate -s -100 ${evidence.directory}/main.dump`)
      await expectUser(engine.restore(job('rollback'), source()), /failed/)
      expect(await content()).toBe(before)
      expect(await bed.sql(`SELECT datname FROM pg_database WHERE datname ~ '_old_'`)).toBe('')
    }, 180_000)
  })

  describe('what was written since (G6)', () => {
    const looked = `Seen "it's"`
    const engine = () => open({ url: url(looked) })
    const run = (sql: string) => bed.sql(sql, looked)
    beforeAll(() => bed.sql(`CREATE DATABASE ${ident(looked)}`))
    beforeEach(async () => {
      await run(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE TYPE pair AS (a int, b int);
CREATE TABLE orders (id int PRIMARY KEY, note text, mood mood DEFAULT 'good', pair pair DEFAULT (1, 2)) WITH (autovacuum_enabled = off);
INSERT INTO orders SELECT g, repeat(md5(g::text), CASE g WHEN 1 THEN 9999 ELSE 1 END) FROM generate_series(1, 1000) g;
CREATE TABLE "odd "".t" () WITH (autovacuum_enabled = off); INSERT INTO "odd "".t" DEFAULT VALUES;
CREATE UNLOGGED TABLE log (line text); CREATE TABLE parts (id int) PARTITION BY LIST (id);
CREATE TABLE one PARTITION OF parts FOR VALUES IN (1); CREATE TABLE two PARTITION OF parts FOR VALUES IN (2); INSERT INTO parts VALUES (1);
CREATE MATERIALIZED VIEW totals AS SELECT count(*) FROM orders; CREATE MATERIALIZED VIEW later AS SELECT 1 AS one WITH NO DATA;`)
    })
    afterAll(() => bed.sql(`DROP DATABASE IF EXISTS ${ident(looked)} WITH (FORCE)`))
    const changesBy = async (sql: string) => {
      const before = await engine().fingerprint(job())
      await run(sql)
      // As the journal gives it back.
      return engine().changesSince(job(), JSON.parse(JSON.stringify(before)))
    }
    const some = (table: string, count: number) => [{ table, rows: count }]
    const orders = (count: number) => some('public.orders', count)

    test.each([
      ['reading and locking', 'SELECT * FROM orders FOR UPDATE'],
      ['a transaction that was rolled back', 'BEGIN; DELETE FROM orders; INSERT INTO log VALUES (1); ROLLBACK'],
      ['writing to a temporary table', 'CREATE TEMP TABLE log (id int); INSERT INTO log VALUES (1)'],
      ['many transactions that write no row', `SELECT 'SELECT txid_current()' FROM generate_series(1, 100) \\gexec`],
      ['ANALYZE and VACUUM', 'ANALYZE; VACUUM'],
      ['VACUUM FREEZE', 'VACUUM FREEZE'],
      ['VACUUM FULL', 'VACUUM FULL'],
      ['CLUSTER', 'CLUSTER orders USING orders_pkey'],
      ['an index', 'CREATE INDEX ON orders (left(note, 9))']
    ])('%s is no write', async (_name, sql) => {
      expect(await changesBy(sql)).toBe('none')
    })

    test.each([
      ['rows that came in', `INSERT INTO orders VALUES (1001), (1002), (1003)`, orders(3)],
      ['a row that came in beneath a savepoint', 'BEGIN; SAVEPOINT a; INSERT INTO orders VALUES (1001); RELEASE a; COMMIT', orders(1)],
      ['rows that were changed', `UPDATE orders SET note = 'x' WHERE id < 5`, orders(4)],
      [
        'a row that was changed and changed back',
        `UPDATE orders SET id = 0 WHERE id = 7; UPDATE orders SET id = 7 WHERE id = 0`,
        orders(1)
      ],
      ['a large value', `UPDATE orders SET note = upper(note) WHERE id = 1`, orders(1)],
      ['rows that were deleted', 'DELETE FROM orders WHERE id > 990', orders(10)],
      ['one row for another', 'DELETE FROM orders WHERE id = 7; INSERT INTO orders VALUES (1001)', orders(1)],
      ['a table without columns', `INSERT INTO "odd "".t" DEFAULT VALUES`, some('public."odd "".t"', 1)],
      ['an unlogged table', 'INSERT INTO log VALUES (1)', some('public.log', 1)],
      [
        'a row that moved to another partition',
        'UPDATE parts SET id = 2',
        [
          { table: 'public.one', rows: 1 },
          { table: 'public.two', rows: 1 }
        ]
      ],
      ['TRUNCATE', 'TRUNCATE orders', orders(1000)],
      [
        'the same rows by COPY FREEZE',
        `COPY orders TO '/tmp/orders'; BEGIN; TRUNCATE orders; COPY orders FROM '/tmp/orders' FREEZE; COMMIT`,
        orders(1000)
      ],
      ['a write that VACUUM FREEZE froze', 'UPDATE orders SET id = id WHERE id = 7; VACUUM FREEZE', orders(1)],
      ['a write that VACUUM FULL copied', 'UPDATE orders SET id = id WHERE id = 7; VACUUM FULL', orders(1)],
      ['a new column', 'ALTER TABLE orders ADD COLUMN more int', orders(1000)],
      ['a column without its content', 'ALTER TABLE orders DROP COLUMN note; ALTER TABLE orders ADD COLUMN note text', orders(1000)],
      ['a column of another type', 'ALTER TABLE orders ALTER COLUMN note TYPE varchar', orders(1000)],
      ['a new table', 'CREATE TABLE newer (id int)', some('public.newer', 1)],
      [
        'a table that is gone',
        'DROP TABLE orders CASCADE; CREATE MATERIALIZED VIEW totals AS SELECT 1',
        [...orders(1000), ...some('public.totals', 1)]
      ],
      ['an empty table that was made again', 'DROP TABLE log; CREATE UNLOGGED TABLE log (line text)', some('public.log', 1)],
      ['a materialized view that was refreshed', 'REFRESH MATERIALIZED VIEW totals', some('public.totals', 1)],
      ['a materialized view that was filled', 'REFRESH MATERIALIZED VIEW later', some('public.later', 1)],
      ['another label of an enumeration', `ALTER TYPE mood RENAME VALUE 'bad' TO 'poor'`, 'unknown'],
      ['an attribute less of a composite type', 'ALTER TYPE pair DROP ATTRIBUTE b', 'unknown']
    ])('%s is seen', async (_name, sql, expected) => {
      expect(await changesBy(sql)).toEqual(expected)
    })

    test('rows that were frozen before the first look are no write, and a write after it is', async () => {
      await run('VACUUM FREEZE')
      expect(await changesBy('VACUUM FULL')).toBe('none')
      expect(await changesBy('DELETE FROM orders WHERE id = 1')).toEqual(orders(1))
    })

    /** Runs while another session's transaction has written `sql` and not ended; it then commits. */
    const beside = async <T>(sql: string, what: () => Promise<T>): Promise<T> => {
      await bed.exec('rm -f /tmp/let-go')
      const session = run(
        `BEGIN; ${sql}; SELECT pg_advisory_lock(7); DO $$ BEGIN WHILE (pg_stat_file('/tmp/let-go', true)).size IS NULL LOOP PERFORM pg_sleep(0.05); END LOOP; END $$; COMMIT`
      )
      while ((await run(`SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted`)) !== '1')
        await new Promise(resolve => setTimeout(resolve, 50))
      const answer = await what()
      expect(await run(`SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted`)).toBe('1')
      await bed.exec('touch /tmp/let-go')
      await session
      return answer
    }

    test('a transaction that was open at the first look and commits later is seen', async () => {
      const before = await beside('UPDATE orders SET id = id WHERE id = 7', () => engine().fingerprint(job()))
      expect(await engine().changesSince(job(), before)).toEqual(orders(1))
    })

    test('with rows written after a transaction that was open at the first look there is no proof', async () => {
      const before = await beside('INSERT INTO log VALUES (1)', async () => {
        await run('INSERT INTO orders VALUES (1001)')
        return engine().fingerprint(job())
      })
      expect(await engine().changesSince(job(), before)).toBe('unknown')
    })

    test('a table whose storage is not the heap gives no proof', async () => {
      await run('CREATE ACCESS METHOD other TYPE TABLE HANDLER heap_tableam_handler; CREATE TABLE elsewhere (id int) USING other')
      expect(await changesBy('SELECT 1')).toBe('unknown')
      await run('DROP ACCESS METHOD other CASCADE')
    })

    test('another database of the same name gives no proof', async () => {
      const before = await engine().fingerprint(job())
      await bed.sql(`ALTER DATABASE ${ident(looked)} RENAME TO looked_old`)
      await bed.sql(`CREATE DATABASE ${ident(looked)} TEMPLATE looked_old`)
      await bed.sql('DROP DATABASE looked_old')
      expect(await engine().changesSince(job(), before)).toBe('unknown')
    })

    test('what an older Belay wrote into the journal gives no proof', async () => {
      expect(await engine().changesSince(job(), { 'public.orders': { rows: 1000, hash: '1' } })).toBe('unknown')
    })

    test('after a crash there is no proof: transaction ids that reached no disk are given again', async () => {
      const before = await engine().fingerprint(job())
      const started = await run('SELECT pg_postmaster_start_time()')
      await bed.exec(`kill -KILL $(pgrep -f '^postgres: .*checkpointer')`)
      while ((await run('SELECT 1').catch(() => '')) !== '1') await new Promise(resolve => setTimeout(resolve, 100))
      expect(await run('SELECT pg_postmaster_start_time()')).toBe(started)
      expect(await engine().changesSince(job(), before)).toBe('unknown')
    }, 180_000)
  })

  describe('sessions and locks (G10)', () => {
    test('sessions are ended by their tag and gone when the call returns; others stay', async () => {
      const engine = open()
      const child = engine.clientEnvironment({ tag: 'belay:d9:migrate', lockTimeoutMs: 5000, statementTimeoutMs: 0 })
      expect(child).toEqual({ PGAPPNAME: 'belay:d9:migrate', PGOPTIONS: '-c lock_timeout=5000 -c statement_timeout=0' })
      const session = (environment: string) =>
        bed.exec(`${environment} psql ${quote(url())} -XAtc 'SELECT pg_sleep(120)'`, { check: false, timeout: 150_000 })
      const ended = session(
        Object.entries(child)
          .map(([name, value]) => `${name}=${quote(value)}`)
          .join(' ')
      )
      const other = session('PGAPPNAME=other')
      const counted = (name: string) => bed.sql(`SELECT count(*) FROM pg_stat_activity WHERE application_name = '${name}'`)
      while ((await counted('belay:d9:migrate')) !== '1' || (await counted('other')) !== '1')
        await new Promise(resolve => setTimeout(resolve, 50))
      await engine.endSessions('belay:d9:migrate')
      expect(await counted('belay:d9:migrate')).toBe('0')
      expect(await counted('other')).toBe('1')
      await engine.endSessions(null)
      expect(await counted('other')).toBe('0')
      expect((await ended).code).not.toBe(0)
      expect((await other).code).not.toBe(0)
    }, 180_000)

    test('the advisory lock excludes a second run, gives the exit code, and is gone afterwards', async () => {
      const engine = open()
      const run = (script: string, wait = 300) => {
        const locked = engine.underAdvisoryLock(script, wait)
        return host.run(locked.script, { secrets: locked.secrets, env: { PGAPPNAME: 'belay:d9:migrate' }, check: false })
      }
      const first = run(
        `echo "it's $PGAPPNAME"; env | grep -c BELAY_PG || true; cd; touch held; until [[ -e let-go ]]; do sleep 0.1; done; rm held let-go; exit 7`
      )
      await waitFor(
        'the script',
        60_000,
        async () => (await bed.exec('[ -e /home/deploy/held ]', { check: false })).code === 0 || undefined
      )
      expect(await run('echo no')).toMatchObject({
        exitCode: 75,
        stdout: '',
        stderr: expect.stringContaining('another session holds the migration lock')
      })
      await bed.exec('touch /home/deploy/let-go', { user: 'deploy' })
      expect(await first).toMatchObject({ exitCode: 7, stdout: "it's belay:d9:migrate\n0\n" })
      expect(await run('true', 2000)).toMatchObject({ exitCode: 0 })
    }, 180_000)

    test('when the session that holds the lock dies, the script is ended and the job fails', async () => {
      const engine = open()
      const locked = engine.underAdvisoryLock('( sleep 60; touch /home/deploy/ran-on ) & wait', 300)
      const running = host.run(locked.script, {
        secrets: locked.secrets,
        env: { PGAPPNAME: 'belay:d8:migrate' },
        check: false,
        timeoutMs: 90_000
      })
      await waitFor(
        'the script',
        60_000,
        async () => (await bed.exec('pgrep -u deploy -x sleep', { check: false })).code === 0 || undefined
      )
      await engine.endSessions('belay:d8:migrate')
      expect(await running).toMatchObject({ exitCode: 76, stderr: expect.stringContaining('ended before its script') })
      expect((await bed.exec('pgrep -u deploy -x sleep', { check: false })).stdout).toBe('')
    }, 180_000)

    test('a lock that cannot be asked for is not "held by another"', async () => {
      const locked = open({ url: url('none'), as: undefined }).underAdvisoryLock('echo no', 300)
      const result = await host.run(locked.script, { secrets: locked.secrets, check: false })
      expect(result).toMatchObject({ exitCode: 76, stdout: '', stderr: expect.stringContaining('database "none" does not exist') })
    })
  })
})
