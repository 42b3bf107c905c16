import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type BackupEvidence, takeBackup } from '../../shared/backup/backup.ts'
import type { Manifest } from '../../shared/backup/manifest.ts'
import { restoreSource } from '../../shared/backup/source.ts'
import { verifyBackup } from '../../shared/backup/store.ts'
import type { JobContext, VerifyLevel } from '../../shared/database/backup-source.ts'
import { MysqlEngine } from '../../shared/database/mysql.ts'
import { parseMysqlUrl } from '../../shared/database/mysql-connection.ts'
import { compareSchemas, readSchema } from '../../shared/database/schema-objects.ts'
import { mysqlIdent } from '../../shared/database/sql.ts'
import { hashTables, lostIn } from '../../shared/database/table-hashes.ts'
import type { Host } from '../../shared/host/host.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { argumentsWhile } from '../bed/arguments.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { waitFor } from '../bed/process.ts'
import { failsUnder, killJob, timed } from '../host/kill-job.ts'

/** Without quotes and backslashes: mariadb-dump 11.8 fails at the events of such a database. */
const database = 'Plant `A`.x é台'
const password = `p'"$\\ @:/#é;%41`
const state = '/home/deploy/state'
const small = '/srv/small/state'

/** Everything that a dump must bring along. */
const everything = `SET NAMES utf8mb4;
CREATE TABLE makers (id int PRIMARY KEY AUTO_INCREMENT, name varchar(80) NOT NULL UNIQUE, mood ENUM('fine', 'so ''so''', 'back\\\\slash') DEFAULT 'fine', tags SET('a','b','c')) COMMENT 'it''s';
CREATE TABLE \`odd.\`\`table "台"\` (n int NOT NULL, twice int GENERATED ALWAYS AS (n * 2) STORED, \`h\` int AS (n + 1) VIRTUAL, maker int, at datetime(6), price decimal(12,4), ratio double, f float,
  raw varbinary(40), blob_ longblob, bits bit(9), doc json, \`select\` text CHARACTER SET latin1, ci varchar(20) COLLATE utf8mb4_unicode_ci, day date, stamp timestamp NULL, PRIMARY KEY (n), UNIQUE (n, maker),
  CONSTRAINT positive CHECK (n > 0), CONSTRAINT made_by FOREIGN KEY (maker) REFERENCES makers (id) ON DELETE CASCADE);
CREATE TABLE hens (id int PRIMARY KEY, egg int); CREATE TABLE eggs (id int PRIMARY KEY, hen int, FOREIGN KEY (hen) REFERENCES hens (id));
ALTER TABLE hens ADD FOREIGN KEY (egg) REFERENCES eggs (id);
CREATE TABLE empty_one (id int PRIMARY KEY); CREATE TABLE small_log (line text); CREATE TABLE large_log (line text);
CREATE TABLE keyless (a int NOT NULL, b int NOT NULL, UNIQUE z_first (a), UNIQUE a_second (b));
CREATE TABLE parts (at date NOT NULL, what text) PARTITION BY RANGE (YEAR(at)) (PARTITION p0 VALUES LESS THAN (2026), PARTITION p1 VALUES LESS THAN MAXVALUE);
CREATE TABLE writes (id bigint PRIMARY KEY AUTO_INCREMENT, t int);
CREATE TABLE touched (n int PRIMARY KEY, by_whom varchar(99)) DEFAULT CHARSET latin1;
CREATE SEQUENCE numbers START WITH 7 INCREMENT BY 3;
SELECT NEXTVAL(numbers), NEXTVAL(numbers);
CREATE FUNCTION twice(x int) RETURNS int DETERMINISTIC RETURN x * 2;
CREATE PROCEDURE note(IN x text) INSERT INTO small_log VALUES (x);
CREATE VIEW cheap AS SELECT n, twice(n) AS double_n FROM \`odd.\`\`table "台"\` WHERE price < 5;
CREATE VIEW \`a view of a view\` AS SELECT * FROM cheap;
CREATE TRIGGER touch BEFORE INSERT ON touched FOR EACH ROW SET NEW.by_whom = CONCAT('é ', CURRENT_USER());
CREATE TRIGGER touch_again BEFORE INSERT ON touched FOR EACH ROW FOLLOWS touch SET NEW.by_whom = CONCAT(NEW.by_whom, '!');
CREATE EVENT clean ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 00:00:00' COMMENT 'x' DO DELETE FROM small_log;
CREATE EVENT asleep ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM makers;
INSERT INTO makers (name) SELECT CONCAT('maker ', seq) FROM seq_1_to_3000;
SET sql_mode = '';
INSERT INTO \`odd.\`\`table "台"\` (n, maker, at, price, ratio, f, raw, blob_, bits, doc, \`select\`, ci, day, stamp)
  SELECT seq, 1 + seq % 3000, '2026-01-01' + INTERVAL seq SECOND, seq / 7, 1 / seq, 1 / seq, UNHEX(MD5(seq)), REPEAT(UNHEX('00ff0a0d1a27225c'), seq % 9), seq % 512, JSON_OBJECT('g', seq, 'ü', NULL),
    CONCAT('é\\n\\t\\\\', seq), CONCAT('😀', seq), IF(seq % 5, '2026-02-03', '0000-00-00'), IF(seq % 3, '2026-03-29 01:30:00', NULL) FROM seq_1_to_5000;
SET foreign_key_checks = 0; INSERT INTO hens VALUES (1, 1); INSERT INTO eggs VALUES (1, 1);
INSERT INTO small_log SELECT CONCAT('line ', seq % 10) FROM seq_1_to_300; INSERT INTO large_log SELECT seq FROM seq_1_to_20000;
INSERT INTO keyless SELECT seq, 5000 - seq FROM seq_1_to_4000; INSERT INTO parts SELECT '2025-06-01' + INTERVAL seq DAY, seq FROM seq_1_to_900;
INSERT INTO touched (n) VALUES (1);
`

await describeBed('MariaDB on a real host', () => {
  let bed: BedHost
  let host: Host
  let counter = 0
  const url = (name = database, login = `app:${encodeURIComponent(password).replaceAll("'", '%27')}`) =>
    `mysql://${login}@127.0.0.1:3306/${encodeURIComponent(name)}`
  const open = (
    options: { url?: string; as?: string | undefined; key?: string; scope?: 'full' | 'data-only' | 'schema'; vendor?: 'mysql' } = {}
  ) =>
    new MysqlEngine(host, {
      key: options.key ?? 'main',
      vendor: options.vendor ?? 'mariadb',
      connection: parseMysqlUrl(options.url ?? url()),
      adminUser: 'as' in options ? options.as : 'mysql',
      scope: options.scope
    })
  const job = (step = 'backup', stateDir = state, output: string[] = []): JobContext => ({
    stateDir,
    idPrefix: `d${++counter}.${step}`,
    timeoutMs: 120_000,
    onOutput: text => output.push(text)
  })
  const backup = (id: string, options: Partial<Parameters<typeof takeBackup>[0]> & { of?: MysqlEngine } = {}): Promise<BackupEvidence> =>
    takeBackup({
      host,
      clock: systemClock,
      job: job(),
      id,
      databases: [{ name: 'main', engine: options.of ?? open() }],
      level: 'full' satisfies VerifyLevel,
      minFreeBytes: 0,
      ...options
    })
  const source = (manifest: Manifest, engine = open()) => restoreSource(manifest, 'main', engine, 'restore', { stateDir: state })
  const sql = async (query: string) =>
    (await bed.exec('mariadb --batch --raw --skip-column-names --default-character-set=utf8mb4', { input: query })).stdout.trim()
  const live = (query: string) => sql(`USE ${mysqlIdent(database)};\n${query}`)
  const schemas = async () => (await sql("SHOW DATABASES LIKE '%\\_%belay%'")) + (await sql("SHOW DATABASES LIKE '%\\_new\\_%'"))
  const published = async (stateDir = state) =>
    (await bed.exec(`ls ${stateDir}/backups`, { check: false })).stdout.split('\n').filter(Boolean)
  const expectUser = (promise: Promise<unknown>, message: RegExp) =>
    expect(promise).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(message) })
  /** The schema as the vendor's own dump writes it, and its rows. */
  const whole = async (name = database) =>
    (
      await bed.exec(
        'read -r name; mariadb-dump --skip-comments --skip-extended-insert --order-by-primary --routines --triggers --events --hex-blob --default-character-set=utf8mb4 -- "$name"',
        { input: `${name.replaceAll('\\', '\\\\')}\n` }
      )
    ).stdout.replace(/ AUTO_INCREMENT=\d+/g, '')

  beforeAll(async () => {
    bed = await bootHost({
      name: 'mariadb',
      sudoers: ['deploy ALL=(mysql) NOPASSWD: /usr/bin/mariadb, /usr/bin/mariadb-dump'],
      disks: [{ path: '/srv/small', mebibytes: 1 }]
    })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = new SshHost({ address, port, user, privateKey, knownHosts })
    await bed.exec(`systemctl start mariadb; install -d -o deploy -m 700 ${state} ${small}`)
    await sql(`SET GLOBAL event_scheduler = ON;
CREATE DATABASE ${mysqlIdent(database)} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE USER app@localhost IDENTIFIED BY '${password.replace(/[\\']/g, '\\$&')}';
CREATE USER other@localhost;
GRANT ALL ON ${mysqlIdent(database)}.* TO app@localhost; GRANT SELECT ON ${mysqlIdent(database)}.* TO other@localhost;
USE ${mysqlIdent(database)}; ${everything}
GRANT EXECUTE ON PROCEDURE ${mysqlIdent(database)}.note TO other@localhost;`)
  }, 120_000)

  afterAll(async () => {
    await host?.close()
    await bed?.destroy()
  }, 180_000)

  describe('connections', () => {
    test('odd names and passwords work, and the server and its rights are described', async () => {
      expect(await open().describe()).toMatchObject({ version: expect.stringMatching(/^11\.8.*MariaDB/), canCopy: true })
      expect(await open({ as: undefined }).describe()).toMatchObject({ canCopy: false, bytes: expect.any(Number) })
    })

    test('a query gives text and null, keeps backslashes, and cannot write', async () => {
      expect(await open().query(`SELECT 1, NULL, '', 'NULL', 'a:b\\\\c<&>"\\n\\t é😀' -- why`)).toEqual([
        ['1', null, '', 'NULL', 'a:b\\c<&>"\n\t é😀']
      ])
      expect(await open().query('SELECT id FROM makers WHERE id < 3')).toEqual([['1'], ['2']])
      expect(await open().query('SELECT id FROM makers WHERE id < 0')).toEqual([])
      await expectUser(open().query('DELETE FROM makers'), /the statement writes/)
      await expectUser(open().query('SELECT * FROM none'), /The query of the database `Plant ``A``.x é台` on deploy@/)
      await expectUser(open().query('SELECT SLEEP(60) FROM makers', 200), /a statement took longer than its deadline/)
    })
  })

  describe('backups (G2)', () => {
    test('everything that a database holds is dumped, counted, decoded and described', async () => {
      const evidence = await backup('whole')
      expect(await verifyBackup(host, state, 'whole')).toEqual(evidence.manifest)
      const [member] = evidence.manifest.members
      expect(member).toMatchObject({
        engine: 'mariadb',
        source: database,
        compression: 'zstd',
        checks: [{ name: 'exit-code' }, { name: 'trailer' }, { name: 'full-decode' }, { name: 'sha256' }]
      })
      const content = member!.facts.content!
      expect(Object.fromEntries(Object.entries(content).map(([table, { rows }]) => [table, rows]))).toEqual({
        'odd.`table "台"': 5000,
        ...{
          makers: 3000,
          hens: 1,
          eggs: 1,
          empty_one: 0,
          small_log: 300,
          large_log: 20_000,
          keyless: 4000,
          parts: 900,
          writes: 0,
          touched: 1
        }
      })
      expect(Object.keys(content).filter(table => content[table]!.sample === null)).toEqual(['large_log'])
      const plain = await bed.exec(`zstd -dc ${evidence.directory}/main.sql.zst | tee >(wc -c >&2) | sha256sum`)
      expect(plain.stdout).toContain(member!.plainSha256)
      expect(plain.stderr.trim()).toBe(String(member!.plainBytes))
    }, 180_000)

    test('a host without perl and stdbuf makes the same backup', async () => {
      const programs = '/usr/bin/perl /usr/bin/stdbuf'
      await bed.exec(`install -d /srv/away && mv ${programs} /srv/away`)
      try {
        const [member] = (await backup('plainly', { level: 'quick' })).manifest.members
        const plain = await bed.exec(`zstd -dc ${state}/backups/plainly/main.sql.zst | tee >(wc -c >&2) | sha256sum`)
        expect(plain.stdout).toContain(member!.plainSha256)
        expect(plain.stderr.trim()).toBe(String(member!.plainBytes))
      } finally {
        await bed.exec('mv /srv/away/* /usr/bin')
      }
    }, 180_000)
  })

  describe('under writers and faults', () => {
    const large = 'large'
    const engineOf = (options: { as?: string | undefined } = {}) => open({ url: url(large), key: 'large', ...options })
    const take = (id: string, level: VerifyLevel = 'full', context = job()) =>
      takeBackup({
        host,
        clock: systemClock,
        job: context,
        id,
        databases: [{ name: 'large', engine: engineOf() }],
        level,
        minFreeBytes: 0
      })
    /** Until the query says 1. */
    const until = (what: string, query: string) =>
      waitFor(what, 60_000, async () => (await sql(`SELECT COUNT(*) > 0 FROM ${query}`)) === '1' || undefined)
    /** Halts the next dump in its midst: what reads it stands still, and it reads a table. Then the lock is gone, unless it is held to the end. */
    const halted = async () => {
      await bed.exec('until pkill -STOP -u deploy -x zstd; do (( SECONDS < 50 )) || exit 1; sleep 0.01; done')
      await until('a dump that reads', "information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT /*!40001%'")
      await waitFor('the end of the lock', 60_000, async () => {
        const used = await sql(`SHOW OPEN TABLES FROM ${large} WHERE In_use > 0 AND \`Table\` IN ('z_last', 'aria')`)
        return used === '' || used.includes('aria') || undefined
      })
      return () => bed.exec('pkill -CONT -u deploy -x zstd')
    }
    /** What does not end before the dump does. */
    const meanwhile = async (resume: () => Promise<unknown>, query: string) => {
      let ended = false
      const asked = sql(query).finally(() => {
        ended = true
      })
      const waits = `information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for table%' AND INFO LIKE '${query.slice(0, 8)}%'`
      while (!ended && (await sql(`SELECT COUNT(*) FROM ${waits}`)) === '0');
      await resume()
      return asked
    }

    beforeAll(async () => {
      await sql(`CREATE DATABASE ${large}; GRANT ALL ON ${large}.* TO app@localhost; USE ${large};
CREATE TABLE a_first (n int PRIMARY KEY AUTO_INCREMENT, t int); CREATE TABLE big (n int PRIMARY KEY, t longtext); CREATE TABLE z_last (n int PRIMARY KEY AUTO_INCREMENT, t int);
INSERT INTO a_first VALUES (1, 0); INSERT INTO z_last VALUES (1, 0);
INSERT INTO big SELECT seq, CONCAT(MD5(seq), REPEAT(MD5(seq * 3), 30)) FROM seq_1_to_60000;
DELIMITER ;;
CREATE PROCEDURE busy() BEGIN DECLARE i int DEFAULT 0; DECLARE until_ datetime DEFAULT SYSDATE() + INTERVAL 1 MINUTE; WHILE SYSDATE() < until_ AND IS_FREE_LOCK('enough') DO
  UPDATE a_first SET t = t + 1 WHERE n = 1; INSERT INTO z_last (t) VALUES (i); INSERT INTO a_first (t) VALUES (i); UPDATE z_last SET t = t + 1 WHERE n = 1; SET i = i + 1; END WHILE; END;;
DELIMITER ;`)
    }, 180_000)

    test('the rows that the manifest counts and samples are those of the dump, to the row, while others write as fast as they can', async () => {
      const writing = bed.exec(`for i in 1 2; do mariadb ${large} -e 'CALL busy()' & done; wait`, { timeout: 120_000 })
      await until('a writer', `${large}.z_last WHERE n > 1`)
      const rows: number[] = []
      for (const id of ['busy1', 'busy2', 'busy3']) {
        const { manifest } = await take(id, 'drill')
        rows.push(manifest.members[0]!.facts.content!['z_last']!.rows)
      }
      await sql("SELECT GET_LOCK('enough', 0), SLEEP(1)")
      await writing
      expect(rows[1]).toBeGreaterThan(rows[0]!)
      for (const table of ['a_first', 'z_last']) await sql(`TRUNCATE TABLE ${large}.${table}; INSERT INTO ${large}.${table} VALUES (1, 0)`)
    }, 240_000)

    test('a table that is made during the dump, or changed before it was read, makes it fail; one that was read already waits', async () => {
      const made = expectUser(
        take('ddl1'),
        /a table, view, routine, trigger or event was made, changed or removed while the database was dumped/
      )
      await meanwhile(await halted(), `CREATE TABLE ${large}.newcomer (n int)`)
      await made
      await sql(`DROP TABLE ${large}.newcomer`)
      const emptied = expectUser(take('ddl2'), /a statement that changes a table waited for the dump/)
      await meanwhile(await halted(), `TRUNCATE TABLE ${large}.z_last`)
      await emptied
      await sql(`INSERT INTO ${large}.z_last VALUES (1, 0)`)
      const whole = take('ddl3', 'drill')
      await meanwhile(await halted(), `TRUNCATE TABLE ${large}.a_first`)
      expect((await whole).manifest.members[0]!.facts.content!['a_first']!.rows).toBeGreaterThan(0)
      expect(await sql(`SELECT COUNT(*) FROM ${large}.a_first`)).toBe('0')
      await sql(`INSERT INTO ${large}.a_first VALUES (1, 0)`)
    }, 180_000)

    test('writers wait to the end of the dump for a table that no snapshot covers', async () => {
      await sql(`USE ${large}; CREATE TABLE aria (n int PRIMARY KEY) ENGINE=Aria; INSERT INTO aria SELECT seq FROM seq_1_to_5000`)
      try {
        const taken = take('aria', 'drill')
        await meanwhile(await halted(), `INSERT INTO ${large}.aria VALUES (6000)`)
        expect((await taken).manifest.members[0]!.facts.content!['aria']!.rows).toBe(5000)
        expect(await sql(`SELECT COUNT(*) FROM ${large}.aria`)).toBe('5001')
      } finally {
        await sql(`DROP TABLE ${large}.aria`)
      }
    }, 180_000)

    test('a transaction that stays open is waited for without stopping the others, and named in the end', async () => {
      const holding = bed.exec(
        `rm -f /tmp/let-go; { echo 'START TRANSACTION; UPDATE a_first SET t = t + 1 WHERE n = 1;'; until [[ -e /tmp/let-go ]]; do sleep 0.1; done; echo 'COMMIT;'; } | mariadb ${large}`
      )
      await until('a transaction', 'information_schema.INNODB_TRX')
      const taken = take('held')
      await until(
        'a lock that is waited for',
        "information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for table%' AND INFO LIKE 'LOCK TABLES%'"
      )
      await bed.exec('touch /tmp/let-go')
      await taken
      await holding
    }, 180_000)

    test.each([
      ['its client is killed', () => bed.exec('pkill -KILL -u deploy -x mariadb-dump'), /failed|ended/],
      [
        "its server's session is killed",
        () =>
          sql(
            "SET @id = (SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'app' AND INFO LIKE 'SELECT /*!40001%' LIMIT 1); EXECUTE IMMEDIATE CONCAT('KILL ', @id)"
          ),
        /the session was ended/
      ],
      [
        'the counting session is killed',
        () =>
          sql(
            `BEGIN NOT ATOMIC FOR p IN (SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'app' AND DB = '${large}' AND (INFO IS NULL OR INFO NOT LIKE 'SELECT /*!40001%')) DO EXECUTE IMMEDIATE CONCAT('KILL ', p.ID); END FOR; END`.replace(
              /^/,
              'DELIMITER ;;\n'
            ) + ';;'
          ),
        /failed|ended/
      ]
    ])(
      'a dump fails when %s: no backup is added, and no session stays',
      async (_name, kill, message) => {
        const before = await published()
        const refused = expectUser(take('fails'), message)
        const resume = await halted()
        await kill()
        await resume()
        await refused
        expect(await published()).toEqual(before)
        // A server ends the sessions of clients that died in its own time.
        await until(
          'the end of its sessions',
          "(SELECT 1) one WHERE NOT EXISTS (SELECT 1 FROM information_schema.PROCESSLIST WHERE USER = 'app')"
        )
      },
      180_000
    )

    test('disk full while dumping: no new backup, the earlier one stays, one clear message', async () => {
      await expectUser(take('late', 'full', job('backup', small)), /the disk is full.*No backup was added/)
      expect(await published(small)).toEqual([])
      expect((await bed.exec(`ls -A ${small}/backups`)).stdout).not.toContain('tmp')
    }, 180_000)

    test.each(['-1', '-4', '-16', '/2'])(
      'a member that is cut by %s bytes restores nowhere',
      async cut => {
        const { manifest } = await take(`cut${cut.replace('/', 'h')}`, 'quick')
        const file = `${state}/backups/${manifest.id}/large.sql.zst`
        await bed.exec(`truncate -s ${cut === '/2' ? `$(( $(stat -c %s ${file}) / 2 ))` : cut} ${file}`)
        await expect(verifyBackup(host, state, manifest.id)).rejects.toThrow(/has \d+ bytes and the manifest says/)
        const from = restoreSource(manifest, 'large', engineOf(), 'restore', { stateDir: state })
        await expectUser(engineOf().restore(job('restore'), from), /failed|does not hold|restored \d+ tables/)
        expect(await schemas()).toBe('')
      },
      180_000
    )

    test('a view that is broken, a user that may not see everything, and a wrong name are refused with the reason', async () => {
      const before = await published()
      await sql(`CREATE TABLE ${large}.gone (n int); CREATE VIEW ${large}.broken AS SELECT * FROM ${large}.gone; DROP TABLE ${large}.gone`)
      await expectUser(take('broken'), /a view refers to something that is not there any more/)
      await sql(`DROP VIEW ${large}.broken`)
      await expectUser(
        backup('rights', { of: open({ url: url(database, 'other'), as: undefined }) }),
        /may not read everything.*GRANT SELECT, LOCK TABLES, SHOW VIEW, TRIGGER, EVENT, EXECUTE ON `Plant ``A``\.x é台`\.\*/
      )
      await expectUser(backup('none', { of: open({ url: url('none') }) }), /may not use `none`|no database `none`/)
      await expectUser(backup('pass', { of: open({ url: url(database, 'app:sesame') }) }), /refused the user app or its password/)
      await expectUser(
        backup('vendor', { of: open({ vendor: 'mysql' }) }),
        /the client mysql of mysql is not installed|Write engine: mariadb/
      )
      expect(await published()).toEqual(before)
    }, 180_000)

    test('no password is in any argv or file', async () => {
      const seen = await argumentsWhile(bed, () => backup('secrets'))
      expect(seen).toContain('mariadb-dump')
      expect(seen).not.toContain("p'")
      expect((await bed.exec(`grep -rlF -e 'é;%41' /home/deploy /tmp`, { check: false })).stdout).toBe('')
    }, 180_000)
  })

  describe('restores', () => {
    test('the live database becomes what the backup holds, with everything in it, and what was live is kept', async () => {
      const before = await whole()
      const { manifest } = await backup('round')
      await live(
        "DELETE FROM makers WHERE id < 50; DROP VIEW `a view of a view`; CREATE TABLE newer (n int); DROP TRIGGER touch_again; DROP EVENT clean; INSERT INTO small_log VALUES ('kept')"
      )
      const context = job('restore')
      const { kept } = await open().restore(context, source(manifest))
      expect(await whole()).toBe(before)
      expect(await open().copyExists({ name: kept })).toBe(true)
      expect(await sql(`SELECT COUNT(*) FROM ${mysqlIdent(kept)}.small_log WHERE line = 'kept'`)).toBe('1')
      expect(await sql('SHOW GRANTS FOR other@localhost')).toContain('EXECUTE ON PROCEDURE')
      expect(await open().restore({ ...context, idPrefix: `${context.idPrefix}` }, source(manifest))).toEqual({ kept })
      expect(await schemas()).toBe('')
      await open().dropCopy(job(), { name: kept })
      expect(await open().copyExists({ name: kept })).toBe(false)
    }, 180_000)

    test('a copy of a backup for trials holds the same, runs no event, and the user has the rights that it has in the live database', async () => {
      const { manifest } = await backup('trial')
      const copy = await open().scratch(job('rehearse'), 'trial', source(manifest))
      const before = await hashTables(copy.engine, [])
      // A dump writes a float in six digits, as every client shows it; after a restore of the tests before, the live ones have no more.
      const differing = lostIn(await hashTables(open(), []), before)
      expect(differing.filter(name => name !== 'odd.`table "台".f')).toEqual([])
      expect(compareSchemas(await readSchema(open()), await readSchema(copy.engine)).differences).toEqual([])
      const inCopy = (query: string) => sql(`USE ${mysqlIdent(copy.name)};\n${query}`)
      expect(await inCopy('SELECT COUNT(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE();')).toBe('0')
      // What is compared is exact: a fraction, a bit, one byte of text, a NULL that becomes text, two rows that swap.
      await inCopy(
        `SET sql_mode = ''; UPDATE \`odd.\`\`table "台"\` SET f = f * 1.000001 WHERE n = 9; UPDATE \`odd.\`\`table "台"\` SET bits = bits ^ 1, stamp = stamp WHERE n = 10; UPDATE \`odd.\`\`table "台"\` SET ci = UPPER(CONCAT(ci, 'ss')), stamp = stamp WHERE n = 11; UPDATE keyless SET b = -1 WHERE a = 1; UPDATE keyless SET b = 4999 WHERE a = 2; UPDATE keyless SET b = 4998 WHERE a = 1; UPDATE parts SET what = NULL LIMIT 1;`
      )
      expect(lostIn(before, await hashTables(copy.engine, []))).toEqual([
        'keyless.b',
        'odd.`table "台".bits',
        'odd.`table "台".ci',
        'odd.`table "台".f',
        'parts.what'
      ])
      await open().dropCopy(job('rehearse'), copy)
      expect(await sql("SELECT COUNT(*) FROM information_schema.SCHEMA_PRIVILEGES WHERE TABLE_SCHEMA LIKE '%scratch%'")).toBe('0')
    }, 120_000)

    test('a drill compares and leaves nothing', async () => {
      const { manifest } = await backup('drilled', { level: 'drill' })
      expect(manifest.members[0]!.checks.at(-1)).toEqual({ name: 'drill', result: 'passed' })
      expect(await schemas()).toBe('')
    }, 180_000)

    test('a drill on a server of its own makes nothing on the live one, and leaves nothing there', async () => {
      const socket = '/run/mysqld/drill.sock'
      const there = async (query: string) =>
        (await bed.exec(`mariadb --socket=${socket} --batch --skip-column-names`, { input: query })).stdout.trim()
      await bed.exec(`mariadb-install-db --no-defaults --user=mysql --datadir=/var/lib/drill > /dev/null
systemd-run --quiet --unit=drill-db mariadbd --no-defaults --user=mysql --datadir=/var/lib/drill --port=3307 --socket=${socket} --bind-address=127.0.0.1 --pid-file=/run/mysqld/drill.pid`)
      await waitFor('the second server', 30_000, async () =>
        (await bed.exec(`mariadb-admin --socket=${socket} ping`, { check: false })).code === 0 ? true : undefined
      )
      // None of the users of the live server is there, who are definers in the dump.
      await there(
        "CREATE DATABASE trial CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci; CREATE USER drill@localhost IDENTIFIED BY 'd@rill'; GRANT ALL ON *.* TO drill@localhost; CREATE USER weak@localhost IDENTIFIED BY 'w'; GRANT ALL ON trial.* TO weak@localhost"
      )
      const elsewhere = (login = 'drill:d%40rill', scope: 'full' | 'data-only' = 'full') =>
        new MysqlEngine(host, {
          key: 'main',
          vendor: 'mariadb',
          connection: parseMysqlUrl(url()),
          adminUser: 'mysql',
          scope,
          drill: async () => parseMysqlUrl(`mysql://${login}@127.0.0.1:3307/trial`)
        })
      const made = () => there('SHOW DATABASES')
      const before = await made()
      // A schema that was made and removed would be counted by the live server.
      const creations = () => sql("SHOW GLOBAL STATUS LIKE 'Com_create_db'")
      const created = await creations()
      const { manifest } = await backup('elsewhere', { level: 'drill', of: elsewhere() })
      expect(manifest.members[0]!.checks.at(-1)).toEqual({ name: 'drill', result: 'passed' })
      expect(await there("SHOW GLOBAL STATUS LIKE 'Com_create_db'")).toMatch(/[1-9]\d*$/)
      expect(await creations()).toBe(created)
      expect(await made()).toBe(before)
      const right = source(manifest)
      const wrong = { ...right, content: { ...right.content, keyless: { rows: 1, sample: null } } }
      await expectUser(elsewhere().drill(job('drill'), wrong), /does not hold what the manifest says.*keyless/)
      expect(await made()).toBe(before)
      const was = await published()
      await expectUser(backup('refused', { level: 'drill', of: elsewhere('weak:w') }), /may not use .*No backup was added/s)
      await expectUser(
        backup('refused', { level: 'drill', of: elsewhere('drill:sesame') }),
        /the server refused the user drill or its password/
      )
      await expectUser(
        backup('refused', { level: 'drill', of: elsewhere('drill:d%40rill', 'data-only') }),
        /holds rows alone.*leave drill-url out/
      )
      expect(await published()).toEqual(was)
    }, 240_000)
  })

  describe('restore points (G6)', () => {
    test('returning gives back everything, and is safe to repeat', async () => {
      const engine = open()
      const before = await whole()
      const context = job('restore-point')
      const point = await engine.createRestorePoint(context, 'd1')
      expect(await engine.createRestorePoint(context, 'd1')).toMatchObject({ name: point.name })
      expect(await engine.copyExists(point)).toBe(true)
      await live(
        'SET foreign_key_checks = 0; DROP TABLE hens, eggs; ALTER TABLE makers ADD x int; DROP FUNCTION twice; DELETE FROM small_log'
      )
      const { kept } = await engine.returnToRestorePoint(context, point)
      expect(await whole()).toBe(before)
      expect(await engine.returnToRestorePoint(context, point)).toEqual({ kept })
      expect(await whole()).toBe(before)
      expect(await engine.copyExists(point)).toBe(false)
      await engine.dropCopy(context, { name: kept })
    }, 180_000)

    test('a view that the failed migration broke is not asked for, and is there again', async () => {
      await live('CREATE TABLE base (n int); CREATE VIEW on_base AS SELECT n FROM base')
      const before = await whole()
      const point = await open().createRestorePoint(job('restore-point'), 'd2')
      await live('DROP TABLE base')
      const { kept } = await open().returnToRestorePoint(job('rollback'), point)
      expect(await whole()).toBe(before)
      await open().dropCopy(job(), { name: kept })
      await live('DROP VIEW on_base; DROP TABLE base')
    }, 180_000)
  })

  describe('killed at any point', () => {
    /** Kills the jobs in the given sixth of `ms` milliseconds after their begin: in every other round without what sudo started, which then goes on. */
    const killedIn = (round: number, ms: number, jobs: string, work: () => Promise<unknown>) => {
      const kill = bed
        .exec(killJob(state, jobs, (ms * (round + Math.random())) / 6), { user: 'deploy' })
        .then(async () => void (round % 2 === 0 && (await bed.exec('pkill -KILL -x mariadb', { check: false }))))
      return failsUnder(kill, work)
    }

    test('a restore that is repeated ends in what the backup holds, and every row that was live is kept', async () => {
      const before = await whole()
      const { manifest } = await backup('kills')
      const { answer, ms } = await timed(() => open().restore(job('restore'), source(manifest)))
      await open().dropCopy(job(), { name: answer.kept })
      for (let round = 0; round < 6; round++) {
        await live(`INSERT INTO small_log VALUES ('round ${round}')`)
        const context = job('restore')
        await killedIn(round, ms, `${context.idPrefix}.*`, () => open().restore(context, source(manifest)))
        const { kept } = await open().restore(context, source(manifest))
        expect(await whole()).toBe(before)
        expect(await sql(`SELECT COUNT(*) FROM ${mysqlIdent(kept)}.small_log WHERE line = 'round ${round}'`)).toBe('1')
        await open().dropCopy(context, { name: kept })
      }
      expect(await schemas()).toBe('')
    }, 600_000)

    test('a restore point that is made again is whole, and a return that is repeated ends in the same', async () => {
      const before = await whole()
      const first = await timed(() => open().createRestorePoint(job('restore-point'), 'first'))
      const back = await timed(() => open().returnToRestorePoint(job('rollback'), first.answer))
      await open().dropCopy(job(), { name: back.answer.kept })
      let killed = 0
      for (let round = 0; round < 6; round++) {
        const context = job('restore-point')
        await killedIn(round, first.ms, `${context.idPrefix}.point-*`, () => open().createRestorePoint(context, `kill${round}`))
        await open().reopen(context)
        const point = await open().createRestorePoint(context, `kill${round}`)
        await live(`DROP VIEW IF EXISTS \`a view of a view\`; INSERT INTO small_log VALUES ('lost ${round}')`)
        if (await killedIn(round, back.ms, `${context.idPrefix}.return-*`, () => open().returnToRestorePoint(context, point))) killed++
        await open().reopen(context)
        const { kept } = await open().returnToRestorePoint(context, point)
        expect(await whole()).toBe(before)
        expect(await sql(`SELECT COUNT(*) FROM ${mysqlIdent(kept)}.small_log WHERE line = 'lost ${round}'`)).toBe('1')
        await open().dropCopy(context, { name: kept })
      }
      expect(killed).toBeGreaterThan(0)
      expect(await schemas()).toBe('')
    }, 600_000)

    test('the copy that a dead drill left is removed by the next one', async () => {
      const { manifest } = await backup('tried')
      const copies = () => sql("SHOW DATABASES LIKE '%\\_drill\\_%'")
      await sql(`CREATE DATABASE ${mysqlIdent(`${database}_drill_belay0123456789ab`)}`)
      expect(await copies()).not.toBe('')
      await open().drill(job('drill'), source(manifest))
      expect(await copies()).toBe('')
    }, 180_000)
  })

  describe('a writer that was not stopped, and reconnects', () => {
    /** Writes rows under numbers that never come again, as fast as they are acknowledged; answers what stops it and gives the numbers that were. */
    const writer = async () => {
      await bed.exec('rm -f /tmp/stop /tmp/acknowledged')
      await bed.write('/tmp/database', database)
      const writing = bed.exec(
        `database=$(cat /tmp/database)
while [[ ! -e /tmp/stop ]]; do
  while [[ ! -e /tmp/stop ]]; do
    n=\${EPOCHREALTIME/[.,]/}
    printf 'INSERT INTO writes (id) VALUES (%s); SELECT %s;\n' $n $n 2>/dev/null || break
    sleep 0.005
  done | mariadb --unbuffered --skip-reconnect --skip-column-names --default-character-set=utf8mb4 "$database" >> /tmp/acknowledged 2>/dev/null || :
done
cat /tmp/acknowledged`,
        { timeout: 240_000 }
      )
      const acknowledged = async () => Number((await bed.exec('wc -l < /tmp/acknowledged', { check: false })).stdout)
      await waitFor('a row that was acknowledged', 60_000, async () => (await acknowledged()) > 0 || undefined)
      return async () => {
        const before = await acknowledged()
        await waitFor('a row that was acknowledged since', 60_000, async () => (await acknowledged()) > before || undefined)
        await bed.exec('touch /tmp/stop')
        return (await writing).stdout.split('\n').filter(Boolean)
      }
    }
    /** That each number is in one of the two, and both have some. */
    const expectAll = async (numbers: readonly string[], kept: string) => {
      const found = async (name: string) => new Set((await sql(`SELECT id FROM ${mysqlIdent(name)}.writes`)).split('\n'))
      const [inKept, inLive] = [await found(kept), await found(database)]
      expect(numbers.filter(number => !inKept.has(number) && !inLive.has(number))).toEqual([])
      expect(numbers.filter(number => inKept.has(number)).length).toBeGreaterThan(0)
      expect(numbers.filter(number => inLive.has(number)).length).toBeGreaterThan(0)
    }

    test.each([
      [
        'a restore swaps',
        async () => {
          const { manifest } = await backup('written')
          return () => open().restore(job('restore'), source(manifest))
        }
      ],
      [
        'a return swaps',
        async () => {
          const point = await open().createRestorePoint(job('restore-point'), 'written')
          return () => open().returnToRestorePoint(job('rollback'), point)
        }
      ]
    ])(
      'loses no acknowledged row while %s: each is in what is live or in what is kept',
      async (_name, prepare) => {
        const swap = await prepare()
        const stop = await writer()
        const { kept } = await swap()
        await expectAll(await stop(), kept)
        await open().dropCopy(job(), { name: kept })
        await live('DELETE FROM writes')
      },
      180_000
    )
  })

  describe('what was written', () => {
    test('nothing, or these tables: exactly', async () => {
      const engine = open()
      const before = await engine.fingerprint(job())
      expect(await engine.changesSince(job(), before)).toBe('none')
      await live(
        'UPDATE `odd.``table "台"` SET f = f + 1 WHERE n = 7; INSERT INTO makers (name) VALUES (\'new\'); DELETE FROM keyless WHERE a < 4'
      )
      expect(await engine.changesSince(job(), before)).toEqual([
        { table: 'keyless', rows: 3 },
        { table: 'makers', rows: 1 },
        { table: 'odd.`table "台"', rows: 1 }
      ])
      expect(await engine.changesSince(job(), { of: 'another engine' })).toBe('unknown')
    }, 180_000)

    test('a backup of the rows alone goes into tables that are made like the live ones', async () => {
      const of = open({ scope: 'data-only' })
      const { manifest } = await backup('rows', { of, level: 'drill' })
      expect(manifest.members[0]!.format).toBe('mysqldump-data')
      const before = await whole()
      await live("DELETE FROM small_log; UPDATE makers SET name = 'x' WHERE id = 9")
      const { kept } = await of.restore(job('restore'), source(manifest, of))
      expect(await whole()).toBe(before)
      await of.dropCopy(job(), { name: kept })
      await live('CREATE TABLE newer (n int)')
      await expectUser(of.restore(job('restore'), source(manifest, of)), /restored 12 tables and its manifest says 11/)
      await live('DROP TABLE newer')
      expect(await schemas()).toBe('')
    }, 180_000)

    test('a backup of the schema alone makes the tables and has no row, and nothing restores or tries it', async () => {
      const of = open({ scope: 'schema' })
      const { manifest } = await backup('schema', { of })
      expect(manifest.members).toMatchObject([
        { name: 'main.schema.sql.zst', role: 'schema', format: 'mysqldump-schema', source: `${database} (schema only)` }
      ])
      expect(() => source(manifest)).toThrow(/\(schema only\), and main is mariadb .* It is not used/)
      await expectUser(backup('schema-drill', { of, level: 'drill' }), /holds no rows/)
      await sql('CREATE DATABASE by_hand CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci')
      await bed.exec(`zstd -dc ${state}/backups/schema/main.schema.sql.zst | mariadb --binary-mode by_hand`)
      const structure = async (name: string) => (await whole(name)).replace(/^INSERT INTO .*\n/gm, '')
      const made = await structure('by_hand')
      expect(made).toContain('CREATE TABLE')
      expect(made).toBe((await structure(database)).replaceAll(mysqlIdent(database), '`by_hand`'))
      // A sequence is dumped with a row by the vendor's own hand.
      const rows = 'SELECT (SELECT COUNT(*) FROM makers) + (SELECT COUNT(*) FROM small_log) + (SELECT COUNT(*) FROM eggs)'
      expect([Number(await live(rows)) > 0, await sql(`USE by_hand; ${rows}`)]).toEqual([true, '0'])
      await sql('DROP DATABASE by_hand')
    }, 60_000)

    test("a step's own sessions are ended, or everybody's, and nobody else's", async () => {
      const sleeping = host.run(open().underAdvisoryLock('sleep 30', 300).script, {
        secrets: open().underAdvisoryLock('', 1).secrets,
        env: { BELAY_SESSIONS: 'belay:d7:x' },
        check: false
      })
      const stranger = bed.exec(`mariadb mysql -e 'SELECT SLEEP(8)'`, { check: false })
      const sessions = (query: string) => sql(`SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ${query}`)
      await waitFor('both sessions', 60_000, async () => (await sessions("USER = 'app' OR INFO = 'SELECT SLEEP(8)'")) === '2' || undefined)
      await open().endSessions('belay:none:x')
      expect(await sessions("USER = 'app'")).toBe('1')
      await open().endSessions(null)
      expect((await sleeping).exitCode).toBe(76)
      expect((await stranger).code).toBe(0)
      expect(await sessions("USER = 'app'")).toBe('0')
    }, 180_000)
  })

  describe('the advisory lock', () => {
    const env = { BELAY_SESSIONS: 'belay:d9:migrate' }

    test('excludes a second run, gives the exit code, and is gone afterwards', async () => {
      const run = (script: string, wait = 300) => {
        const locked = open().underAdvisoryLock(script, wait)
        return host.run(locked.script, { secrets: locked.secrets, env, check: false })
      }
      const first = run(
        `echo "it's $BELAY_SESSIONS"; env | grep -c BELAY_MY || true; cd; touch held; until [[ -e let-go ]]; do sleep 0.1; done; rm held let-go; exit 7`
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

    test('when the session that holds it dies, the script is ended and the job fails', async () => {
      const locked = open().underAdvisoryLock('( sleep 60; touch /home/deploy/ran-on ) & wait', 300)
      const running = host.run(locked.script, { secrets: locked.secrets, env, check: false, timeoutMs: 90_000 })
      await waitFor(
        'the script',
        60_000,
        async () => (await bed.exec('pgrep -u deploy -x sleep', { check: false })).code === 0 || undefined
      )
      await open().endSessions('belay:d9:migrate')
      expect(await running).toMatchObject({ exitCode: 76, stderr: expect.stringContaining('ended before its script') })
      expect((await bed.exec('pgrep -u deploy -x sleep', { check: false })).stdout).toBe('')
    }, 180_000)

    test('one that cannot be asked for is not "held by another"', async () => {
      const locked = open({ url: url('none') }).underAdvisoryLock('echo no', 300)
      const result = await host.run(locked.script, { secrets: locked.secrets, check: false })
      expect(result).toMatchObject({ exitCode: 76, stdout: '', stderr: expect.stringMatching(/ERROR 10(44|49)/) })
    })
  })
})
