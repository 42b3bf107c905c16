// What is encrypted to an age recipient, read again by whoever has its identity, with the age of the machine.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { takeBackup } from '../../shared/backup/backup.ts'
import { openBackup } from '../../shared/backup/encryption.ts'
import { restoreSource } from '../../shared/backup/source.ts'
import { verifyBackup } from '../../shared/backup/store.ts'
import type { JobContext } from '../../shared/database/backup-source.ts'
import { SqliteEngine } from '../../shared/database/sqlite.ts'
import { FileTree } from '../../shared/files/tree.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'

const host = new LocalHost()
const root = mkdtempSync(join(tmpdir(), 'belay-age-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A new identity, with the comments that age-keygen writes. */
function keygen(): { readonly identity: string; readonly recipient: string } {
  const identity = execFileSync('age-keygen', { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
  return { identity, recipient: /public key: (age1[0-9a-z]+)/.exec(identity)![1]! }
}
const mine = keygen()

let state: string
let path: string
let counter = 0
let engine: SqliteEngine
const job = (): JobContext => ({ stateDir: state, idPrefix: `d${++counter}.step`, timeoutMs: 60_000 })
const backup = (id: string, encryptTo: readonly string[], level: 'full' | 'drill' = 'full') =>
  takeBackup({ host, clock: systemClock, job: job(), id, databases: [{ name: 'main', engine }], level, minFreeBytes: 1, encryptTo })
const expectUser = (promise: Promise<unknown>, message: RegExp) =>
  expect(promise).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(message) })
const open = async (id: string, identity: string | undefined) =>
  openBackup(host, job(), await verifyBackup(host, state, id), { identity, databases: ['main'] })
const hidden = () => readdirSync(join(state, 'backups')).filter(name => name.endsWith('.tmp'))

beforeEach(() => {
  const directory = mkdtempSync(join(root, "it's "))
  state = join(directory, 'state')
  mkdirSync(state)
  path = join(directory, 'app.db')
  engine = new SqliteEngine(host, { key: 'main', path })
  const db = new DatabaseSync(path)
  db.exec("CREATE TABLE t (n TEXT); INSERT INTO t VALUES ('a customer')")
  db.close()
})

test('nothing plain stays on the disk, and the manifest says what was encrypted, and to whom', async () => {
  const { manifest, directory } = await backup('b1', [`  ${mine.recipient}`], 'drill')
  expect(readdirSync(directory).sort()).toEqual(['main.sqlite3.age', 'manifest.json'])
  const stored = readFileSync(join(directory, 'main.sqlite3.age'))
  expect(stored.subarray(0, 21).toString()).toBe('age-encryption.org/v1')
  expect(stored.includes('a customer')).toBe(false)
  const [member] = (await verifyBackup(host, state, 'b1')).members
  expect(member).toMatchObject({
    name: 'main.sqlite3.age',
    bytes: stored.length,
    plainBytes: 8192,
    encryption: { type: 'age', recipients: [mine.recipient] }
  })
  expect(member!.checks.map(check => check.name)).toContain('drill')
  expect(manifest.members[0]!.plainSha256).not.toBe(member!.sha256)
})

test('who has the identity restores it, and what was decrypted for that is removed', async () => {
  await backup('b1', [mine.recipient])
  const db = new DatabaseSync(path)
  db.exec("UPDATE t SET n = 'changed'")
  db.close()
  const manifest = await verifyBackup(host, state, 'b1')
  const opened = await open('b1', mine.identity)
  expect(statSync(opened.directory).mode & 0o777).toBe(0o700)
  expect(statSync(join(opened.directory, 'main.sqlite3')).mode & 0o777).toBe(0o600)
  const source = (purpose: 'drill' | 'restore') =>
    restoreSource(manifest, 'main', engine, purpose, { stateDir: state, directory: opened.directory })
  expect((await engine.drill(job(), source('drill'))).says).toMatch(/^1 tables with 1 rows/)
  await engine.restore(job(), source('restore'))
  await opened.close()
  expect(hidden()).toEqual([])
  expect(await engine.query('SELECT n FROM t')).toEqual([['a customer']])
})

test('a member that was compressed before is decrypted too', async () => {
  const tree = join(state, '..', 'media')
  mkdirSync(tree)
  writeFileSync(join(tree, 'photo'), 'of a customer')
  const files = new FileTree(host, { key: 'media', path: tree })
  const request = {
    host,
    clock: systemClock,
    id: 'b1',
    databases: [{ name: 'media', engine: files }],
    level: 'full' as const,
    minFreeBytes: 1
  }
  const { manifest } = await takeBackup({ ...request, job: job(), encryptTo: [mine.recipient] })
  writeFileSync(join(tree, 'photo'), 'changed')
  const opened = await openBackup(host, job(), manifest, { identity: mine.identity, databases: ['media'] })
  await files.restore(job(), restoreSource(manifest, 'media', files, 'restore', { stateDir: state, directory: opened.directory }))
  await opened.close()
  expect(readFileSync(join(tree, 'photo'), 'utf8')).toBe('of a customer')
})

test('who reads the same backup meanwhile takes nothing away from a restore', async () => {
  await backup('b1', [mine.recipient])
  const manifest = await verifyBackup(host, state, 'b1')
  const restoring = job()
  const reader = { identity: mine.identity, databases: ['main'] }
  const opened = await openBackup(host, restoring, manifest, reader)
  await (await open('b1', mine.identity)).close()
  await engine.restore(restoring, restoreSource(manifest, 'main', engine, 'restore', { stateDir: state, directory: opened.directory }))
  // The same job's next attempt recognises by the directory what is restored already.
  const again = await openBackup(host, restoring, manifest, reader)
  expect(again.directory).toBe(opened.directory)
  for (const each of [opened, again]) await each.close()
  expect(hidden()).toEqual([])
})

test('an SSH key is a recipient too', async () => {
  const file = join(root, 'key')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'deploy at home', '-f', file])
  await backup('b1', [readFileSync(`${file}.pub`, 'utf8'), mine.recipient])
  for (const identity of [readFileSync(file, 'utf8'), mine.identity]) await (await open('b1', identity)).close()
})

test('no identity, another one, or a text that is none: told apart, and nothing plain is left', async () => {
  await backup('b1', [mine.recipient])
  await expectUser(open('b1', undefined), new RegExp(`encrypted to ${mine.recipient}: give the age identity`))
  await expectUser(open('b1', keygen().identity), new RegExp(`identity is of none of its recipients \\(${mine.recipient}\\)`))
  await expectUser(open('b1', 'sesame'), /the identity is not one of age/)
  expect(hidden()).toEqual([])
})

test('a recipient that age does not take: no backup, and the earlier one stays', async () => {
  await backup('b1', [])
  await expectUser(backup('b2', ['age1nonsense']), /age does not take one of the recipients.*No backup was added\.$/)
  expect(readdirSync(join(state, 'backups')).filter(name => !name.startsWith('.'))).toEqual(['b1'])
  expect(hidden()).toEqual([])
})

test.each([
  ['one bit flipped', (data: Buffer) => data.fill(data[300]! ^ 1, 300, 301)],
  ['16 bytes cut', (data: Buffer) => data.subarray(0, -16)],
  ['half of it cut', (data: Buffer) => data.subarray(0, data.length >> 1)]
])('%s: refused by the manifest, and by age where somebody changed the manifest too', async (_name, damage) => {
  const { directory, manifest } = await backup('b1', [mine.recipient])
  const file = join(directory, 'main.sqlite3.age')
  writeFileSync(file, damage(readFileSync(file)))
  await expectUser(verifyBackup(host, state, 'b1'), /is damaged/)
  await expectUser(
    openBackup(host, job(), manifest, { identity: mine.identity, databases: ['main'] }),
    /Decrypting the backup b1 on local failed: what is stored is not what age wrote, or it was cut/
  )
  expect(hidden()).toEqual([])
})

test('the identity is in no argument and in no file while it is used', async () => {
  await backup('b1', [mine.recipient])
  const secret = mine.identity.trim().split('\n').at(-1)!
  const seen: string[] = []
  let over = false
  const watching = (async () => {
    while (!over) {
      for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
        try {
          if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(secret)) seen.push(pid)
        } catch {}
      }
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  })()
  const opened = await open('b1', mine.identity)
  over = true
  await watching
  expect(seen).toEqual([])
  expect(spawnSync('grep', ['-rlF', secret, state]).stdout.toString()).toBe('')
  await opened.close()
})

await describeBed('on a host without age, where the runner encrypts by the library', () => {
  let bed: BedHost
  let bare: SshHost
  const home = '/home/deploy/it is'
  const stateDir = `${home}/state`
  const engineThere = () => new SqliteEngine(bare, { key: 'main', path: `${home}/app.db` })
  const jobThere = (): JobContext => ({ stateDir, idPrefix: `d${++counter}.step`, timeoutMs: 60_000 })
  const take = (id: string, encryptTo: readonly string[]) =>
    takeBackup({
      host: bare,
      clock: systemClock,
      job: jobThere(),
      id,
      databases: [{ name: 'main', engine: engineThere() }],
      level: 'full',
      minFreeBytes: 1,
      encryptTo
    })
  const openThere = async (id: string, identity: string) =>
    openBackup(bare, jobThere(), await verifyBackup(bare, stateDir, id), { identity, databases: ['main'] })
  const left = async () => (await bed.exec(`ls -A '${stateDir}/backups' | grep tmp || :`)).stdout
  const age = (from: string, to: string) => bed.exec(`mv ${from} ${to}`)
  const [here, away] = ['/usr/bin/age', '/usr/bin/age.away']

  beforeAll(async () => {
    bed = await bootHost({ name: 'no-age' })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    bare = new SshHost({ address, port, user, privateKey, knownHosts })
    await bare.run(`mkdir -p '${stateDir}'; sqlite3 '${home}/app.db' "CREATE TABLE t (n TEXT); INSERT INTO t VALUES ('a customer')"`)
    await age(here, away)
  }, 300_000)
  afterAll(async () => {
    await bare?.close()
    await bed?.destroy()
  }, 180_000)

  test('what it writes the program reads, and the other way round', async () => {
    const { directory } = await take('b1', [mine.recipient])
    expect((await bed.exec(`ls '${directory}'`)).stdout).toBe('main.sqlite3.age\nmanifest.json\n')
    await age(away, here)
    await (await openThere('b1', mine.identity)).close()
    await take('b2', [mine.recipient])
    await age(here, away)
    const opened = await openThere('b2', mine.identity)
    expect((await bed.exec(`stat -c '%a %U' '${opened.directory}' '${opened.directory}/main.sqlite3'`)).stdout).toBe(
      '700 deploy\n600 deploy\n'
    )
    const source = restoreSource(await verifyBackup(bare, stateDir, 'b2'), 'main', engineThere(), 'drill', {
      stateDir,
      directory: opened.directory
    })
    expect((await engineThere().drill(jobThere(), source)).says).toMatch(/^1 tables with 1 rows/)
    await opened.close()
    expect(await left()).toBe('')
  }, 180_000)

  test('another identity, one that is none, and a damaged file are told as by the program', async () => {
    const { directory } = await take('b3', [mine.recipient])
    await expectUser(openThere('b3', keygen().identity), /identity is of none of its recipients/)
    await expectUser(openThere('b3', 'sesame'), /The identity is not one of age/)
    const manifest = await verifyBackup(bare, stateDir, 'b3')
    const file = `${directory}/main.sqlite3.age`
    await bed.exec(`cp '${file}' /root/whole`)
    for (const damage of ['truncate -s -16', 'truncate -s 40', 'printf sixteen-letters. | dd status=none conv=notrunc bs=1 seek=400 of=']) {
      await bed.exec(`cp /root/whole '${file}'; ${damage}${damage.endsWith('=') ? '' : ' '}'${file}'`)
      const opening = openBackup(bare, jobThere(), manifest, { identity: mine.identity, databases: ['main'] })
      await expectUser(opening, /what is stored is not what age wrote, or it was cut/)
    }
    expect(await left()).toBe('')
  }, 180_000)

  test('a recipient that it cannot take: told before anything is dumped', async () => {
    const ssh = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJlbGF5'
    await expectUser(take('b4', [ssh]), /age is not installed on this host.*Install age.*No backup was added/)
    expect(await left()).toBe('')
  }, 180_000)
})
