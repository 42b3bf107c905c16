// Backups on Windows, taken, tried and restored by the real bundle on a machine on which nothing but Node.js can be started.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { restoreSource } from '../../shared/backup/source.ts'
import { verifyBackup } from '../../shared/backup/store.ts'
import { SqliteEngine } from '../../shared/database/sqlite.ts'
import { FileTree } from '../../shared/files/tree.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
import { Machine, native, wine } from './machine.ts'

const patience = 240_000
let machine: Machine
beforeEach(() => {
  machine = new Machine()
})
afterEach(() => machine.end())

const key = { 'manifest-key': 'a key that only the runner knows: 4711' }
const accepted = (id: string) => ({ command: 'restore', backup: id, 'accept-loss': id, reason: 'the test asks for it' })

test(
  'a database in WAL mode and a directory are backed up while the application writes, and every byte is proven',
  async () => {
    const writer = new DatabaseSync(machine.database)
    writer.exec("PRAGMA journal_mode = WAL; INSERT INTO ledger (signed) VALUES ('in the log')")
    const outputs = await machine.backup()
    writer.close()
    const id = outputs['backup-id']!
    expect(machine.list()).toEqual([id])
    expect(outputs).toMatchObject({ verified: 'full', pruned: '', copies: '', manifest: native(machine.file(id)) })
    const { members, sequence, previousId, host, app, environment } = machine.manifest(id)
    expect({ sequence, previousId, host, app, environment }).toEqual({
      sequence: 1,
      previousId: null,
      host: 'local',
      app: 'ledger',
      environment: 'production'
    })
    expect(members.map(({ name, role, checks }) => [name, role, checks.map(check => check.name)])).toEqual([
      ['main.sqlite3', 'database', ['integrity', 'sha256']],
      ['state.tar.zst', 'files', ['full-decode', 'sha256']]
    ])
    expect(members[0]!.facts).toMatchObject({ tables: 2, content: { ledger: { rows: 101 }, 'odd "name': { rows: 0 } } })
    // Root, a.json, deep, er, its file, large.bin, empty: without the cache.
    expect(members[1]!.facts.content!['.']!.rows).toBe(6)
    expect(outputs['sha256']).toBe(members[0]!.sha256)
    expect(machine.left()).toEqual([])
    const quick = await machine.backup({ verify: 'quick' })
    expect(quick['verified']).toBe('quick')
    expect(machine.manifest(quick['backup-id']!)).toMatchObject({ sequence: 2, previousId: id, level: 'quick' })
  },
  patience
)

test(
  'a drill restores into a copy that is compared, and leaves nothing',
  async () => {
    const outputs = await machine.backup({ verify: 'drill' })
    expect(outputs).toMatchObject({ verified: 'drill', 'drill-ms': expect.stringMatching(/^[1-9]\d*$/) })
    const { code, log, outputs: drilled } = await machine.run('belay', { command: 'restore-drill' })
    expect([code, drilled['status'], drilled['backup-id']]).toEqual([0, 'passed', outputs['backup-id']])
    expect(log).toMatch(
      /restores: main in [\d.]+ s \(2 tables with 100 rows.*; state in [\d.]+ s \(6 entries and the content of all files compared\)/
    )
    expect(machine.beside()).toEqual([])
    expect(machine.rows()).toBe(100)
    // What is empty proves nothing.
    rmSync(machine.tree, { recursive: true })
    mkdirSync(machine.tree)
    expect(await machine.fails('backup-db', { verify: 'drill', 'min-free': '1 MiB' })).toMatch(
      /restores an empty tree, and so proves nothing.* No backup was added/
    )
    expect(machine.list()).toEqual([outputs['backup-id']])
  },
  patience
)

test(
  'a restore brings back database and files, keeps what was live, and does nothing twice',
  async () => {
    const { 'backup-id': id } = (await machine.backup()) as { 'backup-id': string }
    machine.sign(5)
    writeFileSync(join(machine.tree, 'a.json'), '{"flag": true}\n')
    writeFileSync(join(machine.tree, 'later.txt'), 'written since')
    writeFileSync(join(machine.tree, 'cache', 'x'), 'newer, in no backup')

    expect(await machine.fails('belay', { command: 'restore', backup: id, reason: 'x' })).toMatch(
      /nobody has accepted that:\n.*main: everything written since/
    )
    expect(await machine.fails('belay', { ...accepted(id), reason: '' })).toMatch(/needs a `reason`/)
    expect(machine.rows()).toBe(105)

    // The database alone is meant where nothing else is named.
    const first = await machine.run('belay', accepted(id))
    expect(first.log).toContain('What was live is kept as ')
    expect([first.code, first.outputs['outcome'], machine.rows()]).toEqual([0, 'rolled-back', 100])
    const [old] = machine.beside()
    expect(machine.rows(join(machine.directory, 'data', old!))).toBe(105)
    expect(readFileSync(join(machine.tree, 'a.json'), 'utf8')).toContain('true')

    const second = await machine.run('belay', { ...accepted(id), only: 'state' })
    expect([second.code, readFileSync(join(machine.tree, 'a.json'), 'utf8')]).toEqual([0, '{"flag": false}\n'])
    expect(readdirSync(machine.tree).sort()).toEqual(['a.json', 'cache', 'deep', 'empty'])
    expect(readFileSync(join(machine.tree, 'cache', 'x'), 'utf8')).toBe('newer, in no backup')
    expect(readFileSync(join(machine.tree, 'deep', 'er', 'übung 1.csv'), 'utf8')).toBe('1;2;3\n')
    expect(readFileSync(join(machine.tree, 'deep', 'large.bin')).equals(Buffer.alloc(3_000_000, 'some bytes '))).toBe(true)
    const kept = machine.beside().find(name => name.startsWith('state_old_'))!
    expect(readFileSync(join(machine.directory, kept, 'later.txt'), 'utf8')).toBe('written since')
    const records = readFileSync(join(machine.state, 'restores.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(records).toMatchObject([
      { backup: id, restored: ['main'], runId: '4711' },
      { restored: ['state'], reason: 'the test asks for it' }
    ])

    // The same run again: what users have written since stays.
    machine.sign(7)
    const again = await machine.run('belay', accepted(id))
    expect([again.code, again.outputs['outcome'], machine.rows()]).toEqual([0, 'nothing-changed', 107])
    const another = await machine.run('belay', accepted(id), { GITHUB_RUN_ID: '4712' })
    expect([another.code, another.outputs['outcome'], machine.rows()]).toEqual([0, 'rolled-back', 100])
  },
  patience
)

test(
  'a backup that was cut, has another byte, or another manifest is refused before anything is changed',
  async () => {
    const { 'backup-id': id } = (await machine.backup(key)) as { 'backup-id': string }
    const tries = (what: string) =>
      what === 'drill' ? machine.fails('belay', { command: 'restore-drill', ...key }) : machine.fails('belay', { ...accepted(id), ...key })
    for (const name of ['main.sqlite3', 'state.tar.zst']) {
      const whole = readFileSync(machine.file(id, name))
      truncateSync(machine.file(id, name), whole.length - 1)
      expect(await tries('drill')).toMatch(/is damaged: its member .* has \d+ bytes and the manifest says/)
      const flipped = Buffer.from(whole)
      flipped[Math.floor(whole.length / 2)]! ^= 4
      writeFileSync(machine.file(id, name), flipped)
      expect(await tries('restore')).toMatch(/is damaged: the SHA-256 of its member/)
      writeFileSync(machine.file(id, name), whole)
    }
    const text = readFileSync(machine.file(id), 'utf8')
    writeFileSync(machine.file(id), text.replace('"rows": 100', '"rows": 99'))
    expect(await tries('restore')).toMatch(/not to be trusted: its signature does not fit: it was changed/)
    // Without a key the content tells.
    expect(await machine.fails('belay', accepted(id))).toMatch(
      /does not hold what the manifest says. In the manifest: ledger with 99 rows. Restored: 100/
    )
    writeFileSync(machine.file(id), text.replace(/"sample": "[0-9a-f]/, '"sample": "0'))
    if (text.match(/"sample": "0/) === null)
      expect(await machine.fails('belay', { ...accepted(id), only: 'state' })).toMatch(/they are not those that its manifest says/)
    writeFileSync(machine.file(id), text)
    expect(await machine.fails('belay', { command: 'restore-drill', 'manifest-key': 'another key, of the same length as it' })).toMatch(
      /signed with another key/
    )
    // Gone, though it was the newest that was signed; an older one is not taken in its place.
    const { 'backup-id': second } = await machine.backup({ ...key })
    renameSync(machine.file(second!, ''), join(machine.directory, 'away'))
    expect(await tries('drill')).toMatch(/The newest backup that was signed is .*, and it is gone/)
    expect([machine.rows(), machine.beside()]).toEqual([100, []])
  },
  patience
)

test(
  'old backups go by the policy, and what else lies there stays',
  async () => {
    const policy = { 'keep-days': 0, 'min-verified': 2 }
    const ids: string[] = []
    for (const more of [{ pin: true }, {}, {}]) ids.push((await machine.backup({ ...policy, ...more }))['backup-id']!)
    mkdirSync(machine.file('mine', ''))
    const last = await machine.backup(policy)
    expect(last['pruned']).toBe(ids[1])
    expect(machine.list()).toEqual([ids[0], ids[2], last['backup-id'], 'mine'].sort())
    expect(machine.left()).toEqual([])
    expect(await machine.fails('backup-db', { ...policy, 'min-free': '100 TiB' })).toMatch(
      /MiB free and the backup asks for.* No backup was added/
    )
    expect(machine.list().length).toBe(4)
    for (const only of [{ files: native(machine.tree) }, {}])
      expect(await machine.fails('backup-db', { 'min-free': '1 MiB', timeout: '1 ms', ...only })).toMatch(
        /The backup had not ended after 0\.001 s and was stopped\. No backup was added\./
      )
    expect([machine.list().length, machine.left()]).toEqual([4, []])
  },
  patience
)

test(
  'an encrypted backup is read by its identity and by no other',
  async () => {
    const { generateIdentity, identityToRecipient } = await import('age-encryption')
    const [identity, other] = [await generateIdentity(), await generateIdentity()]
    const { 'backup-id': id } = (await machine.backup({ 'encrypt-to': await identityToRecipient(identity), verify: 'drill' })) as {
      'backup-id': string
    }
    expect(readdirSync(machine.file(id, '')).sort()).toEqual(['main.sqlite3.age', 'manifest.json', 'state.tar.zst.age'])
    expect(readFileSync(machine.file(id, 'main.sqlite3.age')).includes('somebody')).toBe(false)
    expect(await machine.fails('belay', { command: 'restore-drill' })).toMatch(/is encrypted to age1/)
    expect(await machine.fails('belay', { command: 'restore-drill', identity: other })).toMatch(/the identity is of none of its recipients/)
    machine.sign(3)
    const { code, log } = await machine.run('belay', { ...accepted(id), only: 'main,state', identity })
    expect([code, log.replace(/^::add-mask::.*$/gm, '').includes('SECRET'), machine.rows(), machine.left()]).toEqual([0, false, 100, []])
    expect(await machine.fails('backup-db', { 'encrypt-to': 'ssh-ed25519 AAAA' })).toMatch(/takes age recipients/)
  },
  patience
)

const posix = wine === undefined ? test : test.skip

posix(
  'a backup of the one kind of machine is tried and restored by the other',
  async () => {
    chmodSync(join(machine.tree, 'deep'), 0o750)
    symlinkSync('deep', join(machine.tree, 'link'))
    const { 'backup-id': id } = (await machine.backup(key)) as { 'backup-id': string }
    const host = new LocalHost({ path: '/usr/bin:/bin' })
    const manifest = await verifyBackup(host, machine.state, id, { key: key['manifest-key'], host: 'local', app: 'ledger' })
    mkdirSync(join(machine.state, 'jobs'))
    const sources = {
      main: new SqliteEngine(host, { key: 'main', path: machine.database, nodePath: process.execPath }),
      state: new FileTree(host, { key: 'state', path: machine.tree, exclude: ['cache'] })
    }
    const job = (idPrefix: string) => ({ stateDir: machine.state, idPrefix, timeoutMs: 60_000 })
    for (const [name, source] of Object.entries(sources))
      expect(
        (await source.drill(job('a.drill'), restoreSource(manifest, name, source, 'drill', { stateDir: machine.state }))).says
      ).toMatch(/2 tables with 100 rows|7 entries/)
    // By hand, as docs/backup-format.md says it for Windows.
    const [, line] = /^node -e "(.*)"$/m.exec(readFileSync(join(import.meta.dirname, '../../docs/backup-format.md'), 'utf8'))!
    const hand = join(machine.directory, 'hand')
    cpSync(machine.file(id, ''), hand, { recursive: true })
    execFileSync(process.execPath, ['-e', line!], { cwd: hand })
    mkdirSync(join(hand, 'tree'))
    execFileSync('tar', ['-xf', 'state.tar', '-C', 'tree'], { cwd: hand })
    expect(execFileSync('diff', ['-r', '--exclude=cache', machine.tree, join(hand, 'tree')], { encoding: 'utf8' })).toBe('')

    writeFileSync(join(machine.tree, 'a.json'), 'changed')
    machine.sign(4)
    for (const [name, source] of Object.entries(sources))
      await source.restore(job('a.restore'), restoreSource(manifest, name, source, 'restore', { stateDir: machine.state }))
    expect([machine.rows(), readFileSync(join(machine.tree, 'a.json'), 'utf8')]).toEqual([100, '{"flag": false}\n'])

    const { takeBackup } = await import('../../shared/backup/backup.ts')
    const { systemClock } = await import('../../shared/ports.ts')
    const databases = Object.entries(sources).map(([name, engine]) => ({ name, engine }))
    const request = {
      host,
      clock: systemClock,
      job: job('b'),
      databases,
      level: 'full',
      minFreeBytes: 0,
      app: 'ledger',
      environment: 'production'
    } as const
    await takeBackup({ ...request, id: 'of-posix', manifestKey: key['manifest-key'] })
    const { code, log, outputs } = await machine.run('belay', { command: 'restore-drill', ...key })
    expect([log, code, outputs['backup-id']]).toEqual([expect.stringContaining('7 entries'), 0, 'of-posix'])
    writeFileSync(join(machine.tree, 'a.json'), 'changed')
    const restored = await machine.run('belay', { ...accepted('of-posix'), only: 'state', ...key })
    expect([restored.code, readFileSync(join(machine.tree, 'a.json'), 'utf8')]).toEqual([0, '{"flag": false}\n'])
    await host.close()
  },
  patience
)

test(
  'everything else says what it needs',
  async () => {
    for (const [action, inputs] of [
      ['preflight', {}],
      ['deploy-code', { phase: 'stage' }],
      ['rollback', {}],
      ['belay', { command: 'status' }],
      ['belay', { command: 'adopt' }]
    ] as const)
      expect(await machine.fails(action, inputs)).toMatch(/With `host: local` on Windows Belay takes backups/)
    const inputs = { config: '', app: 'ledger', host: 'local' }
    const rest = { 'state-dir': native(machine.state) }
    rmSync(join(machine.directory, 'checkout', '.github', 'belay.yml'))
    expect(await machine.fails('backup-db', { ...inputs, files: native(machine.tree) })).toMatch(/the input `state-dir` is needed/)
    expect(
      await machine.fails('backup-db', { ...inputs, ...rest, engine: 'postgres', 'database-url': 'postgres://x@localhost/y' })
    ).toMatch(/is postgres: on Windows/)
    expect(await machine.fails('backup-db', { ...inputs, ...rest, files: native(machine.tree), 'copy-to': 's3://bucket/x' })).toMatch(
      /`copy-to` is not there on Windows/
    )
    expect(await machine.fails('backup-db', { ...inputs, ...rest, files: 'state' })).toMatch(/write a whole path/)
    expect(await machine.fails('backup-db', { ...inputs, ...rest, files: native(machine.directory) })).toMatch(
      /The state directory of Belay lies in/
    )
    expect(await machine.fails('backup-db', { ...inputs, ...rest, files: native(join(machine.directory, 'nothing')) })).toMatch(
      /There is no /
    )
    expect(
      await machine.fails('backup-db', { ...inputs, ...rest, engine: 'sqlite', database: native(join(machine.directory, 'no.db')) })
    ).toMatch(/There is no file/)
    writeFileSync(join(machine.directory, 'no.db'), 'this is no database, though it is long enough to be read as one'.repeat(100))
    expect(
      await machine.fails('backup-db', { ...inputs, ...rest, engine: 'sqlite', database: native(join(machine.directory, 'no.db')) })
    ).toMatch(/the file is no SQLite database/)
    expect(
      await machine.fails('backup-db', { ...inputs, 'state-dir': native(join(machine.directory, 'nothing')), files: native(machine.tree) })
    ).toMatch(/There is no directory/)
    // By inputs alone it works too, and the tree gets its own name.
    const outputs = await machine.backup({ ...inputs, ...rest, files: native(machine.tree) })
    expect(machine.manifest(outputs['backup-id']!).members).toMatchObject([{ name: 'state.tar.zst', database: 'state' }])
    expect(machine.list()).toEqual([outputs['backup-id']])
  },
  patience
)
