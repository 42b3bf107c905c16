import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { takeBackup } from '../../shared/backup/backup.ts'
import { verifyBackup } from '../../shared/backup/store.ts'
import type { JobContext } from '../../shared/database/backup-source.ts'
import { resolveValue } from '../../shared/database/connection-value.ts'
import { copyName } from '../../shared/database/names.ts'
import { SqliteEngine } from '../../shared/database/sqlite.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
import { sh } from '../../shared/host/shell.ts'
import { systemClock } from '../../shared/ports.ts'
import { failsUnder, killJob, timed } from '../host/kill-job.ts'

const host = new LocalHost({ path: '/usr/bin:/bin' })
const root = mkdtempSync(join(tmpdir(), 'belay-sqlite-'))
const installed = (await host.run('type -P sqlite3 || :')).stdout.trim() !== ''

/** Inserts rows over and over, and prints each that was committed. */
const writer = `import { DatabaseSync } from 'node:sqlite'
const db = new DatabaseSync(process.argv[1], { timeout: 10000 })
for (let n = 1; ; n++) { db.prepare('INSERT INTO writes VALUES (?)').run(n); console.log(n); await new Promise(done => setTimeout(done, 1)) }`

afterAll(() => rmSync(root, { recursive: true, force: true }))

// The demo machine has Node.js and no sqlite3; a server has it the other way round. Where sqlite3 is missing, that half is covered by the bed's hosts only.
describe.each([['node:sqlite', process.execPath], ...(installed ? [['sqlite3', undefined] as const] : [])] as const)(
  'SQLite by %s',
  (_name, nodePath) => {
    let directory: string
    let path: string
    let state: string
    let counter = 0
    let engine: SqliteEngine
    const job = (): JobContext => ({ stateDir: state, idPrefix: `d${++counter}.step`, timeoutMs: 60_000 })
    const backup = (id: string) =>
      takeBackup({ host, clock: systemClock, job: job(), id, databases: [{ name: 'main', engine }], level: 'full', minFreeBytes: 0 })
    const open = () => new DatabaseSync(path)
    const count = (table = 'odd ""t') => {
      const db = open()
      try {
        return db.prepare(`SELECT count(*) AS n FROM "${table}"`).get()!['n']
      } finally {
        db.close()
      }
    }
    const expectUser = (promise: Promise<unknown>, message: RegExp) =>
      expect(promise).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(message) })

    beforeEach(() => {
      directory = mkdtempSync(join(root, `it's "$x" `))
      path = join(directory, 'app é.sqlite3')
      state = join(directory, 'state')
      mkdirSync(join(state, 'jobs'), { recursive: true })
      engine = new SqliteEngine(host, { key: 'main', path, nodePath })
      const db = open()
      db.exec(`PRAGMA journal_mode = WAL; CREATE TABLE "odd ""t" (id INTEGER PRIMARY KEY, "a ""b" TEXT, f REAL, b BLOB); CREATE TABLE writes (n INTEGER);
      INSERT INTO "odd ""t" WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 1000) SELECT n, 'x''y' || char(10) || n, n / 3.0, randomblob(4) FROM s`)
      db.close()
    })

    test('text, numbers, blobs and null come back from a query; it cannot write or run commands of the client', async () => {
      expect(await engine.query(`SELECT 'a''b' || char(10), 7, NULL, X'00ff', ''`)).toEqual([["a'b\n", '7', null, '00ff', '']])
      await expectUser(engine.query('DELETE FROM writes'), /may not read or write|failed/)
      await expectUser(engine.query(`.shell touch "${directory}/ran"`), /failed/)
      expect(readdirSync(directory)).not.toContain('ran')
      expect(await engine.describe()).toMatchObject({ canCopy: true, version: expect.stringMatching(/^3\./) })
    })

    test('a backup under a writer holds all that was committed before, also what is only in the log (G2)', async () => {
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', writer, path])
      let acked = 0
      child.stdout.on('data', (chunk: Buffer) => (acked = Number(chunk.toString().trim().split('\n').at(-1))))
      while (acked < 50) await new Promise(resolve => setTimeout(resolve, 20))
      const before = acked
      const evidence = await backup('b1')
      child.kill('SIGKILL')
      expect(await verifyBackup(host, state, 'b1')).toEqual(evidence.manifest)
      const copy = new DatabaseSync(join(evidence.directory, 'main.sqlite3'), { readOnly: true })
      expect(copy.prepare('SELECT count(*) AS n FROM "odd ""t"').get()).toEqual({ n: 1000 })
      expect(copy.prepare('SELECT max(n) AS n FROM writes').get()!['n']).toBeGreaterThanOrEqual(before)
      copy.close()
    })

    test.each([
      ['a path that is not there', () => rmSync(path), /there is no file/],
      ['an empty file', () => truncateSync(path, 0), /is empty\. Is the path right\?/],
      ['a file that is no database', () => writeFileSync(path, 'x'.repeat(5000)), /is no SQLite database/],
      ['a damaged database', () => damage(path), /damaged|integrity_check/]
    ])('%s is refused, adds no backup and creates nothing', async (_case, spoil, message) => {
      await backup('good')
      for (const side of ['-wal', '-shm']) rmSync(`${path}${side}`, { force: true })
      spoil()
      await expectUser(backup('bad'), message)
      expect(readdirSync(join(state, 'backups')).filter(name => !name.startsWith('.'))).toEqual(['good'])
      await verifyBackup(host, state, 'good')
    })

    test('a member cut or flipped is refused', async () => {
      const { directory: at } = await backup('bad')
      const member = join(at, 'main.sqlite3')
      const bytes = readFileSync(member)
      bytes[bytes.length >> 1]! ^= 1
      writeFileSync(member, bytes)
      await expectUser(verifyBackup(host, state, 'bad'), /the SHA-256 of its member/)
      for (const cut of [1, 4, 16, bytes.length >> 1]) {
        writeFileSync(member, bytes.subarray(0, bytes.length - cut))
        await expectUser(verifyBackup(host, state, 'bad'), /bytes and the manifest says/)
      }
    })

    test('returning to a restore point undoes everything, keeps the failed file with its log, and can be repeated (G6)', async () => {
      const mode = statSync(path).mode
      const context = job()
      const point = await engine.createRestorePoint(context, 'd1')
      const before = await engine.fingerprint(context)
      expect(await new SqliteEngine(host, { key: 'main', path: join(directory, point.name), nodePath }).fingerprint(context)).toEqual(
        before
      )
      const db = open()
      db.exec('DELETE FROM "odd ""t" WHERE id > 10; ALTER TABLE writes ADD COLUMN x')
      // A process that was killed leaves its log behind: a stale log beside the old file would undo the return.
      expect(statSync(`${path}-wal`).size).toBeGreaterThan(0)
      await expectUser(engine.returnToRestorePoint(context, point), /these processes still have the database open: \d+ /)
      db.close()
      const { kept } = await engine.returnToRestorePoint(context, point)
      expect(await engine.fingerprint(context)).toEqual(before)
      expect(statSync(path).mode).toBe(mode)
      const failed = new DatabaseSync(join(directory, kept))
      expect(failed.prepare('SELECT count(*) AS n FROM "odd ""t"').get()).toEqual({ n: 10 })
      failed.close()
      expect(await engine.returnToRestorePoint(context, point)).toEqual({ kept })
      expect(await engine.copyExists(point)).toBe(false)
      await engine.dropCopy(context, { name: kept })
      expect(readdirSync(directory).filter(name => /_(point|failed|new)_/.test(name))).toEqual([])
    })

    test('what was written since is seen by counts and content (G6)', async () => {
      const before = await engine.fingerprint(job())
      expect(await engine.changesSince(job(), JSON.parse(JSON.stringify(before)))).toBe('none')
      const db = open()
      db.exec('UPDATE "odd ""t" SET f = f + 1 WHERE id = 7; INSERT INTO writes VALUES (1), (2)')
      expect(await engine.changesSince(job(), before)).toEqual([
        { table: 'odd "t', rows: 1 },
        { table: 'writes', rows: 2 }
      ])
      db.exec('UPDATE "odd ""t" SET f = f - 1 WHERE id = 7; DELETE FROM writes')
      db.close()
      expect(await engine.changesSince(job(), { tables: 'of another engine' })).toBe('unknown')
    })

    test('a stale log of a killed process does not come back after a restore', async () => {
      const { directory: at } = await backup('b1')
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', writer, path])
      await new Promise(resolve => child.stdout.once('data', resolve))
      child.kill('SIGKILL')
      await new Promise(resolve => child.once('exit', resolve))
      expect(statSync(`${path}-wal`).size).toBeGreaterThan(0)
      const { kept } = await engine.restore(job(), { directory: at, member: 'main.sqlite3', format: 'sqlite3', tables: 2 })
      expect(count('writes')).toBe(0)
      expect(count()).toBe(1000)
      const old = new DatabaseSync(join(directory, kept))
      expect(old.prepare('SELECT count(*) AS n FROM writes').get()!['n']).toBeGreaterThan(0)
      old.close()
    })

    test('an attempt that died before it swapped is not taken for a restore', async () => {
      const { directory: at } = await backup('b1')
      const db = new DatabaseSync(path)
      db.exec("INSERT INTO writes VALUES ('since the backup')")
      db.close()
      const same = job()
      const label = createHash('sha256').update(`${same.idPrefix} ${at}`).digest('hex').slice(0, 12)
      const kept = copyName(path.slice(path.lastIndexOf('/') + 1), 'old', label)
      // As it lies there when the first attempt is killed between the link and the rename, and the second cannot copy.
      linkSync(path, join(directory, kept))
      const source = { directory: at, member: 'main.sqlite3', format: 'sqlite3', tables: 2 }
      await expect(engine.restore(same, { ...source, member: 'gone.sqlite3' })).rejects.toThrow()
      expect(count('writes')).toBe(1)
      expect(await engine.restore(same, source)).toEqual({ kept })
      expect(count('writes')).toBe(0)
      // Done: now it is not done again.
      const later = new DatabaseSync(path)
      later.exec("INSERT INTO writes VALUES ('after the restore')")
      later.close()
      await engine.restore(same, source)
      expect(count('writes')).toBe(1)
    })

    test('a backup that does not pass its checks leaves the live file unchanged', async () => {
      const { directory: at } = await backup('b1')
      const before = await engine.fingerprint(job())
      const source = { directory: at, member: 'main.sqlite3', format: 'sqlite3' }
      await expectUser(engine.restore(job(), { ...source, tables: 3 }), /the backup restored 2 tables and its manifest says 3/)
      damage(join(at, 'main.sqlite3'))
      await expectUser(engine.restore(job(), source), /integrity_check/)
      expect(await engine.fingerprint(job())).toEqual(before)
    })

    test('killed at random points while it returns, the call can be repeated and ends in the same', async () => {
      const point = await engine.createRestorePoint(job(), 'whole')
      const { ms } = await timed(() => engine.returnToRestorePoint(job(), point))
      let killed = 0
      for (let n = 0; n < 8; n++) {
        const context = job()
        const point = await engine.createRestorePoint(context, `d${n}`)
        const before = await engine.fingerprint(context)
        const db = open()
        db.exec(`INSERT INTO writes VALUES (${n})`)
        db.close()
        const kill = host.run(killJob(state, `${context.idPrefix}.return-*`, (ms * n) / 8))
        if (await failsUnder(kill, () => engine.returnToRestorePoint(context, point))) killed++
        await engine.returnToRestorePoint(context, point)
        expect(await engine.fingerprint(context)).toEqual(before)
      }
      // Else the moments were not those that matter.
      expect(killed).toBeGreaterThan(0)
    }, 180_000)

    test('the lock excludes a second run and gives the exit code', async () => {
      const held = join(directory, 'held')
      const { script } = engine.underAdvisoryLock(sh`touch ${held}; while [[ -e ${held} ]]; do sleep 0.05; done; exit 7`, 200)
      const first = host.run(script, { check: false })
      while (!existsSync(held)) await new Promise(resolve => setTimeout(resolve, 20))
      expect(await host.run(script, { check: false })).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('another run holds') })
      rmSync(held)
      expect(await first).toMatchObject({ exitCode: 7 })
    })
  }
)

/** Overwrites a page in the middle, so that the header stays right. */
function damage(path: string): void {
  const bytes = readFileSync(path)
  bytes.fill(0x5a, 4096 * 2, 4096 * 4)
  writeFileSync(path, bytes)
}

describe('values of connections, read on the host', () => {
  const file = join(root, 'shared .env')
  const ports = { host, secret: (name: string) => ({ SET: 'postgres://a:sesame@h/d', EMPTY: '' })[name], root }
  beforeAll(() =>
    writeFileSync(
      file,
      `A=1\nexport DATABASE_URL="postgres://a:old@h/d"\r\nDATABASE_URL='postgres://a:open%2Fsesame@h/d' # now\r\nOPEN="x\n`
    )
  )

  test('from an env file: the last line wins, the password is masked as it is and encoded', async () => {
    expect(await resolveValue({ 'env-file': 'shared .env', key: 'DATABASE_URL' }, ports)).toEqual({
      value: 'postgres://a:open%2Fsesame@h/d',
      masks: ['open/sesame', 'open%2Fsesame']
    })
  })
  test('from the environment of the step', async () => {
    expect(await resolveValue({ secret: 'SET' }, ports)).toEqual({ value: 'postgres://a:sesame@h/d', masks: ['sesame'] })
  })
  test.each([
    [{ 'env-file': 'none', key: 'A' }, /none does not exist on local, so A cannot be read/],
    [{ 'env-file': '/', key: 'A' }, /is not a file/],
    [{ 'env-file': 'shared .env', key: 'NONE' }, /has no line NONE=/],
    [{ 'env-file': 'shared .env', key: 'OPEN' }, /opening quote/],
    [{ secret: 'EMPTY' }, /The secret EMPTY is not set/],
    [{ secret: 'NONE' }, /The secret NONE is not set/]
  ])('%j is one clear message', async (ref, message) => {
    await expect(resolveValue(ref, ports)).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(message) })
  })
})
