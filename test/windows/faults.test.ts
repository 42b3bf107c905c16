// What may happen to a backup on Windows: killed, another one beside it, a full disk, a process that has a file open. The backups that were there are there
// still, and the next one works and leaves nothing.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { copyName } from '../../shared/database/names.ts'
import { Machine, native, wine } from './machine.ts'

const patience = 580_000
let machine: Machine
beforeEach(() => {
  machine = new Machine()
})
afterEach(() => machine.end())

const accepted = (id: string) => ({ command: 'restore', backup: id, only: 'main,state', 'accept-loss': id, reason: 'the test asks for it' })
const tries = 20

/** How the directory's backups are: whole by their manifests, sizes included. */
const backups = () =>
  machine.list().map(id => machine.manifest(id).members.map(({ name, bytes }) => [id, name, bytes, statSync(machine.file(id, name)).size]))

/** Milliseconds of a run that nobody kills. */
async function lasts(run: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await run()
  return performance.now() - from
}

test(
  `a backup that is killed adds none or a whole one, ${tries} times`,
  async () => {
    writeFileSync(join(machine.tree, 'random.bin'), (await import('node:crypto')).randomBytes(20_000_000))
    const ms = await lasts(() => machine.backup())
    let added = 0
    for (let n = 0; n < tries; n++) {
      const before = backups()
      const { child, done } = machine.start('backup-db', { 'min-free': '1 MiB' })
      await sleep((ms * (n + Math.random())) / tries)
      child.kill('SIGKILL')
      await done
      const now = backups()
      expect(now.filter(each => before.some(was => JSON.stringify(was) === JSON.stringify(each)))).toEqual(before)
      for (const members of now) for (const [, , bytes, size] of members) expect(size).toBe(bytes)
      added += now.length - before.length
    }
    expect(added).toBeLessThan(tries)
    const { 'backup-id': id } = await machine.backup()
    expect(machine.left()).toEqual([])
    expect((await machine.run('belay', { command: 'restore-drill', backup: id! })).code).toBe(0)
  },
  patience
)

test(
  `a restore that is killed leaves what was live or what was restored, ${tries} times`,
  async () => {
    writeFileSync(join(machine.tree, 'random.bin'), (await import('node:crypto')).randomBytes(5_000_000))
    const { 'backup-id': id } = (await machine.backup()) as { 'backup-id': string }
    let run = 5000
    const restore = () => machine.start('belay', accepted(id), { GITHUB_RUN_ID: String(run) })
    const ms = await lasts(() => restore().done)
    for (let n = 0; n < tries; n++) {
      run++
      for (const name of machine.beside())
        rmSync(join(machine.directory, name.startsWith('ledger') ? `data/${name}` : name), { recursive: true, force: true })
      machine.sign(1)
      const rows = machine.rows()
      writeFileSync(join(machine.tree, 'a.json'), 'live')
      const { child, done } = restore()
      await sleep(ms * (0.3 + (0.7 * (n + Math.random())) / tries))
      child.kill('SIGKILL')
      await done
      expect([rows, 100]).toContain(machine.rows())
      // Between its two renames there is no tree for a moment; then the next run, or whoever reads its mark, gives it back.
      const again = await restore().done
      expect([again.code, again.log]).toEqual([0, expect.any(String)])
      expect([machine.rows(), readFileSync(join(machine.tree, 'a.json'), 'utf8')]).toEqual([100, '{"flag": false}\n'])
      expect(machine.beside().filter(name => !/^(state|ledger\.db)_old_[0-9a-f]+$/.test(name))).toEqual([])
    }
  },
  patience
)

test(
  'a restore that died between its two renames is undone by the next backup',
  async () => {
    const label = 'abcdef123456'
    const [old, copy] = (['old', 'new'] as const).map(kind => join(machine.directory, copyName('state', kind, label)))
    renameSync(machine.tree, old!)
    mkdirSync(copy!)
    writeFileSync(`${copy}.live`, copyName('state', 'old', label))
    const { 'backup-id': id } = await machine.backup()
    expect(readFileSync(join(machine.tree, 'a.json'), 'utf8')).toBe('{"flag": false}\n')
    expect(machine.beside()).toEqual([])
    expect(machine.manifest(id!).members[1]!.facts.content!['.']!.rows).toBe(6)
    // The application has begun anew: a person decides.
    renameSync(machine.tree, old!)
    mkdirSync(copy!)
    mkdirSync(machine.tree)
    writeFileSync(`${copy}.live`, copyName('state', 'old', label))
    expect(await machine.fails('backup-db', { 'min-free': '1 MiB' })).toMatch(
      /killed between its two renames, and something has made a new/
    )
    expect(machine.beside().sort()).toEqual([
      copyName('state', 'new', label),
      `${copyName('state', 'new', label)}.live`,
      copyName('state', 'old', label)
    ])
  },
  patience
)

test(
  'two backups at once come one after the other, and one waits for a restore',
  async () => {
    const started = [machine.start('backup-db', { 'min-free': '1 MiB' }), machine.start('backup-db', { 'min-free': '1 MiB' })]
    const outcomes = await Promise.all(started.map(each => each.done))
    expect(outcomes.map(each => [each.code, each.outputs['status']])).toEqual([
      [0, 'passed'],
      [0, 'passed']
    ])
    expect(
      machine
        .list()
        .map(id => machine.manifest(id).sequence)
        .sort()
    ).toEqual([1, 2])
    const holder = await machine.opens(join(machine.state, 'backups', '.alone.db'), 'BEGIN EXCLUSIVE')
    const { child, done } = machine.start('backup-db', { 'min-free': '1 MiB' })
    await sleep(wine === undefined ? 1_500 : 6_000)
    expect([child.exitCode, machine.list().length]).toEqual([null, 2])
    // A dead process holds nothing.
    holder.kill('SIGKILL')
    expect((await done).code).toBe(0)
  },
  patience
)

test(
  'a file that goes on changing fails the backup, and is named',
  async () => {
    const file = join(machine.tree, 'growing.log')
    writeFileSync(file, Buffer.alloc(40_000_000, 'x'))
    let on = true
    const writing = (async () => {
      while (on) {
        writeFileSync(file, 'x', { flag: 'a' })
        await sleep(1)
      }
    })()
    const said = await machine.fails('backup-db', { 'min-free': '1 MiB' })
    on = false
    await writing
    expect(said).toMatch(/changed while they were read, twice; the first is .*growing\.log.* No backup was added/)
    expect([existsSync(join(machine.state, 'backups')) ? machine.list() : [], machine.left()]).toEqual([[], []])
  },
  patience
)

test(
  'a restore refuses while a process has the database open, and nothing is changed',
  async () => {
    const { 'backup-id': id } = (await machine.backup()) as { 'backup-id': string }
    machine.sign(1)
    // On Windows it is enough that it is open; elsewhere SQLite itself must see it.
    const holder = await machine.opens(machine.database, wine === undefined ? 'PRAGMA journal_mode = WAL; BEGIN; SELECT * FROM ledger' : '')
    const said = await machine.fails('belay', { ...accepted(id), only: 'main' })
    holder.kill('SIGKILL')
    expect(said).toMatch(
      wine === undefined
        ? /A process still has .*ledger\.db open\. Stop what writes to it.* Nothing was changed/
        : /ledger\.db is as it was: it cannot be replaced\. Replacing it failed: a process has .* open/
    )
    expect(machine.rows()).toBe(101)
    await machine.backup()
    expect(machine.beside()).toEqual([])
    expect((await machine.run('belay', { ...accepted(id), only: 'main' })).code).toBe(0)
    expect(machine.rows()).toBe(100)
  },
  patience
)

// Needs a file system of its own.
const root = wine === undefined && process.getuid?.() === 0 ? test : test.skip

root(
  'a live tree that cannot be renamed stays as it is, and so does all in it',
  async () => {
    const { 'backup-id': id } = (await machine.backup()) as { 'backup-id': string }
    writeFileSync(join(machine.tree, 'a.json'), 'live')
    // Answers EBUSY, as Windows does where a process has a file in it open.
    execFileSync('mount', ['--bind', machine.tree, machine.tree])
    try {
      expect(await machine.fails('belay', { ...accepted(id), only: 'state' })).toMatch(
        /state is as it was: it cannot be renamed to make room for the restored one\. Renaming it failed: a process has .*state open.*Stop that process/
      )
    } finally {
      execFileSync('umount', [machine.tree])
    }
    expect([readFileSync(join(machine.tree, 'a.json'), 'utf8'), machine.beside()]).toEqual(['live', []])
    expect((await machine.run('belay', { ...accepted(id), only: 'state' })).code).toBe(0)
    expect(readFileSync(join(machine.tree, 'a.json'), 'utf8')).toBe('{"flag": false}\n')
  },
  patience
)

root(
  'a full disk adds no backup, wherever it fills up, and the next one works when there is room',
  async () => {
    const disk = mkdtempSync(join(tmpdir(), 'belay-full-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk])
    try {
      const state = join(disk, 'state')
      mkdirSync(state)
      writeFileSync(join(machine.tree, 'random.bin'), (await import('node:crypto')).randomBytes(8_000_000))
      const inputs = { 'min-free': '1 B', 'state-dir': native(state) }
      const first = await machine.run('backup-db', inputs)
      expect(first.code).toBe(0)
      const list = () => readdirSync(join(state, 'backups')).filter(name => !name.startsWith('.'))
      const before = list()
      const filler = join(disk, 'filler')
      const { bavail, bsize } = (await import('node:fs')).statfsSync(disk)
      // Of what a backup needs, so much is there: nothing of the database, half of the tree, all but the manifest.
      for (const part of [0, 0.02, 0.5, 0.99]) {
        writeFileSync(filler, Buffer.alloc(Math.floor(bavail * bsize - part * 8_000_000)))
        const { code, log } = await machine.run('backup-db', inputs)
        expect([code, log]).toEqual([1, expect.stringMatching(/the disk is full.* No backup was added/)])
        expect(list()).toEqual(before)
        expect(readdirSync(join(state, 'backups')).filter(name => name.endsWith('.tmp'))).toEqual([])
        rmSync(filler)
      }
      rmSync(join(state, 'backups', before[0]!), { recursive: true })
      expect((await machine.run('backup-db', inputs)).code).toBe(0)
      expect(list().length).toBe(1)
    } finally {
      execFileSync('umount', [disk])
      rmSync(disk, { recursive: true })
    }
  },
  patience
)
