import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { takeBackup } from '../../shared/backup/backup.ts'
import { restoreSource } from '../../shared/backup/source.ts'
import type { JobContext, VerifyLevel } from '../../shared/database/backup-source.ts'
import { MysqlEngine } from '../../shared/database/mysql.ts'
import { parseMysqlUrl } from '../../shared/database/mysql-connection.ts'
import type { Host } from '../../shared/host/host.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { sidMysql } from './mysql-image.ts'

const state = '/home/deploy/state'

/** What MariaDB has not, or writes otherwise: native JSON, expression defaults and keys, invisible columns, roles. */
const everything = `CREATE TABLE hens (id int PRIMARY KEY AUTO_INCREMENT, egg int, name varchar(50) DEFAULT (CONCAT('hen ', 1 + 1)), UNIQUE (name)); CREATE TABLE eggs (id int PRIMARY KEY, hen int, FOREIGN KEY (hen) REFERENCES hens (id));
ALTER TABLE hens ADD FOREIGN KEY (egg) REFERENCES eggs (id);
CREATE TABLE \`odd.\`\`table\` (n int PRIMARY KEY, doc json, twice int GENERATED ALWAYS AS (n * 2) STORED, v int AS (n + 1) VIRTUAL, bits bit(9), f float, hidden int DEFAULT 7 INVISIBLE, raw varbinary(20),
  kind enum('a','it''s'), at datetime(6), INDEX low ((LOWER(kind))), CONSTRAINT positive CHECK (n > 0));
INSERT INTO \`odd.\`\`table\` (n, doc, bits, f, raw, kind, at) VALUES (1, '{"b": 1, "a": [null, "😀"]}', 5, 0.1, X'00ff0a', 'it''s', '2026-01-01 00:00:00.000001'), (2, NULL, NULL, NULL, NULL, NULL, NULL);
SET foreign_key_checks = 0; INSERT INTO hens VALUES (1, 1, 'x'); INSERT INTO eggs VALUES (1, 1);
CREATE TABLE log (line text); INSERT INTO log VALUES ('é😀\\n\\t\\\\'), (NULL);
CREATE FUNCTION twice(x int) RETURNS int DETERMINISTIC RETURN x * 2; CREATE PROCEDURE note() INSERT INTO log VALUES ('note');
CREATE VIEW cheap AS SELECT n, twice(n) AS double_n FROM \`odd.\`\`table\`; CREATE VIEW cheaper AS SELECT * FROM cheap;
CREATE TRIGGER touch BEFORE INSERT ON hens FOR EACH ROW SET NEW.name = CONCAT('é', NEW.name);
CREATE EVENT clean ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 00:00:00' DO DELETE FROM log;`

await describeBed(
  'MySQL itself on a real host',
  () => {
    let bed: BedHost
    let host: Host
    let counter = 0
    const engine = (as: string | undefined = 'root', scope?: 'data-only') =>
      new MysqlEngine(host, {
        key: 'main',
        vendor: 'mysql',
        connection: parseMysqlUrl('mysql://app:p%23%22@127.0.0.1:3306/Shop%20%60x'),
        adminUser: as,
        scope
      })
    const job = (): JobContext => ({ stateDir: state, idPrefix: `d${++counter}.step`, timeoutMs: 120_000 })
    const sql = async (query: string) =>
      (await bed.exec('mysql --batch --raw --skip-column-names', { input: `USE \`Shop \`\`x\`;\n${query}` })).stdout.trim()
    const whole = async () =>
      (
        await bed.exec(
          'mysqldump --skip-comments --skip-extended-insert --order-by-primary --routines --triggers --events --hex-blob --set-gtid-purged=OFF -- "Shop \\`x"'
        )
      ).stdout.replace(/ AUTO_INCREMENT=\d+/g, '')
    const backup = async (id: string, level: VerifyLevel, of = engine()) =>
      (await takeBackup({ host, clock: systemClock, job: job(), id, databases: [{ name: 'main', engine: of }], level, minFreeBytes: 0 }))
        .manifest

    beforeAll(async () => {
      bed = await bootHost({
        name: 'mysql',
        image: sidMysql,
        sudoers: ['deploy ALL=(root, mysql) NOPASSWD: /usr/bin/mysql, /usr/bin/mysqldump']
      })
      const { address, sshPort: port, user, privateKey, knownHosts } = bed
      host = new SshHost({ address, port, user, privateKey, knownHosts })
      await bed.exec(`systemctl start mysql; install -d -o deploy -m 700 ${state}`)
      await bed.exec('mysql', {
        input: `CREATE DATABASE \`Shop \`\`x\`; CREATE USER app@localhost IDENTIFIED BY 'p#"'; GRANT ALL ON \`Shop \`\`x\`.* TO app@localhost; CREATE USER other@localhost;
USE \`Shop \`\`x\`; ${everything} GRANT EXECUTE ON PROCEDURE \`Shop \`\`x\`.note TO other@localhost;`
      })
    }, 300_000)
    afterAll(async () => {
      await host?.close()
      await bed?.destroy()
    }, 180_000)

    test('a backup is dumped, counted, tried and restored, with everything in it', async () => {
      expect(await engine().describe()).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+/), canCopy: true })
      const before = await whole()
      const manifest = await backup('whole', 'drill')
      expect(manifest.members[0]).toMatchObject({ engine: 'mysql', facts: { tables: 4 } })
      await sql(
        "DELETE FROM log; DROP VIEW cheaper; DROP TRIGGER touch; DROP FUNCTION twice; CREATE TABLE newer (n int); INSERT INTO log VALUES ('kept')"
      )
      const { kept } = await engine().restore(job(), restoreSource(manifest, 'main', engine(), 'restore', { stateDir: state }))
      expect(await whole()).toBe(before)
      expect(await sql(`SELECT line FROM \`${kept.replaceAll('`', '``')}\`.log`)).toBe('kept')
      await engine().dropCopy(job(), { name: kept })
      expect(await engine().query("SELECT NULL, '', doc FROM `odd.``table` WHERE n = 1")).toEqual([
        [null, '', '{"a": [null, "😀"], "b": 1}']
      ])
    }, 300_000)

    test('a return to a restore point gives everything back, grants on routines too', async () => {
      const before = await whole()
      const point = await engine().createRestorePoint(job(), 'd1')
      const fingerprint = await engine().fingerprint(job())
      expect(await engine().changesSince(job(), fingerprint)).toBe('none')
      await sql('SET foreign_key_checks = 0; DROP TABLE hens, eggs; DELETE FROM log')
      const context = job()
      const { kept } = await engine().returnToRestorePoint(context, point)
      expect(await whole()).toBe(before)
      expect(await engine().changesSince(job(), fingerprint)).toBe('none')
      expect(await sql('SHOW GRANTS FOR other@localhost')).toContain('GRANT EXECUTE ON PROCEDURE')
      expect(await engine().returnToRestorePoint(context, point)).toEqual({ kept })
      await engine().dropCopy(job(), { name: kept })
    }, 300_000)

    test('the administrator may be the user mysql of the host, who is less than root', async () => {
      await sql('CREATE USER mysql@localhost IDENTIFIED WITH auth_socket; GRANT ALL ON *.* TO mysql@localhost WITH GRANT OPTION')
      expect(await engine('mysql').describe()).toMatchObject({ canCopy: true })
      const point = await engine('mysql').createRestorePoint(job(), 'd2')
      await engine('mysql').dropCopy(job(), point)
    }, 300_000)

    test('without an administrator a routine of another definer is not left out silently', async () => {
      await expect(
        backup(
          'hidden',
          'full',
          new MysqlEngine(host, {
            key: 'main',
            vendor: 'mysql',
            connection: parseMysqlUrl('mysql://app:p%23%22@127.0.0.1:3306/Shop%20%60x')
          })
        )
      ).rejects.toThrow(/a routine has another definer/)
      const manifest = await backup('rows', 'drill', engine('root', 'data-only'))
      expect(manifest.members[0]!.format).toBe('mysqldump-data')
    }, 300_000)
  },
  sidMysql
)
