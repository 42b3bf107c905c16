import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { UserError } from '../errors.ts'
import type { Host, RunResult } from '../host/host.ts'
import { LocalHost } from '../host/local-host.ts'
import { fakeManifest } from './fake-manifest.ts'
import { type Manifest, manifest, renderManifest } from './manifest.ts'
import { listBackups, removeBackups } from './prune.ts'
import { useTogether } from './use.ts'

let stateDir: string
const host = new LocalHost()

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'belay-prune-'))
})
afterEach(() => rm(stateDir, { recursive: true, force: true }))

const at = (sequence: number) => new Date(Date.UTC(2026, 0, sequence)).toISOString()

async function backup(sequence: number, more: Partial<Manifest> = {}): Promise<string> {
  const id = `b${sequence}`
  const member = (name: string, database: string) => ({ ...fakeManifest.members[0]!, name, database })
  const value: Manifest = {
    schemaVersion: 1,
    id,
    sequence,
    previousId: null,
    startedAt: at(sequence),
    finishedAt: at(sequence),
    durationMs: 1000,
    host: 'local',
    level: 'full',
    members: [member('main.dump', 'main'), member('audit.dump', 'audit "2"')],
    ...more
  }
  const directory = join(stateDir, 'backups', id)
  await mkdir(directory, { recursive: true })
  for (const each of value.members) await writeFile(join(directory, each.name), '12345')
  await writeFile(join(directory, 'manifest.json'), renderManifest(value))
  return id
}

const ids = async () => (await readdir(join(stateDir, 'backups'))).filter(name => !name.startsWith('.')).sort()

test('every backup is listed with what retention asks, and nothing else is', async () => {
  await backup(1, { pinned: true, deployment: 'd1', clock: { boot: 'a-b', uptimeMs: 1230 } })
  await backup(2)
  const foreign = join(stateDir, 'backups')
  for (const name of ['empty', 'unknown', '.b3.tmp', 'lists']) await mkdir(join(foreign, name))
  await writeFile(join(foreign, 'unknown/manifest.json'), '{"sequence": 5, "finishedAt": "2026-01-01T00:00:00Z"}')
  await writeFile(join(foreign, '.b3.tmp/manifest.json'), await readFile(join(foreign, 'b2/manifest.json')))
  await writeFile(join(foreign, 'lists/manifest.json'), 'a\n  "sequence": "x",\n  "finishedAt": 1,\n')
  await symlink('b2', join(foreign, 'link'))
  const listed = await listBackups(host, stateDir)
  expect(listed.backups.toSorted((a, b) => a.sequence - b.sequence)).toEqual([
    {
      id: 'b1',
      sequence: 1,
      finishedAt: Date.parse(at(1)),
      databases: ['main (app)', 'audit "2" (app)'],
      pinned: true,
      deployment: 'd1',
      boot: 'a-b',
      uptime: 1230,
      host: 'local'
    },
    { id: 'b2', sequence: 2, finishedAt: Date.parse(at(2)), databases: ['main (app)', 'audit "2" (app)'], pinned: false, host: 'local' }
  ])
  expect([...listed.unreadable].sort()).toEqual(['lists', 'unknown'])
  expect(Math.abs(listed.now - Date.now())).toBeLessThan(60_000)
})

test('without backups the list is empty, and there is nothing to remove', async () => {
  expect((await listBackups(host, stateDir)).backups).toEqual([])
  await mkdir(join(stateDir, 'backups'))
  expect((await listBackups(host, stateDir)).backups).toEqual([])
  expect(await removeBackups(host, stateDir, ['b1'], undefined)).toEqual({ removed: [], left: [] })
})

test('exactly those that are named go, but none with something else in its directory', async () => {
  for (const sequence of [1, 2, 3, 4]) await backup(sequence)
  await writeFile(join(stateDir, 'backups/b3/notes.txt'), 'keep me')
  expect(await removeBackups(host, stateDir, ['b1', 'b3', 'gone'], undefined)).toEqual({ removed: ['b1'], left: ['b3'] })
  expect(await ids()).toEqual(['b2', 'b3', 'b4'])
  expect((await readdir(join(stateDir, 'backups'))).filter(name => name.endsWith('.tmp'))).toEqual([])
})

test('jobs that ended long ago go with them, those of the open deployment and those without an end do not', async () => {
  await backup(1)
  const job = async (name: string, file: string, days: number) => {
    await mkdir(join(stateDir, 'jobs', name, 'out'), { recursive: true })
    await writeFile(join(stateDir, 'jobs', name, 'out/000000'), 'x')
    await writeFile(join(stateDir, 'jobs', name, file), '0')
    const time = new Date(Date.now() - days * 86_400_000)
    await utimes(join(stateDir, 'jobs', name, file), time, time)
  }
  await job('d1.stage.1', 'exit', 40)
  await job('d2.stage.1', 'exit', 40)
  await job('d1.migrate.1', 'started', 40)
  await job('d3.stage.1', 'exit', 20)
  await removeBackups(host, stateDir, [], 'd2')
  expect((await readdir(join(stateDir, 'jobs'))).sort()).toEqual(['d1.migrate.1', 'd2.stage.1', 'd3.stage.1'])
})

test('nothing goes while a backup is taken', async () => {
  await backup(1)
  const other = spawn('bash', ['-c', `${useTogether(stateDir, 1)}echo held; sleep 600`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true
  })
  try {
    await new Promise(done => other.stdout.once('data', done))
    const waiting = shortWait(host)
    await expect(removeBackups(waiting, stateDir, ['b1'], undefined)).rejects.toThrow(/a backup or a restore has been running/)
    await expect(removeBackups(waiting, stateDir, ['b1'], undefined)).rejects.toBeInstanceOf(UserError)
    expect(await ids()).toEqual(['b1'])
  } finally {
    process.kill(-other.pid!, 'SIGKILL')
  }
})

/** Does not wait half a minute for the lock. */
function shortWait(real: Host): Host {
  return new Proxy(real, {
    get: (target, name) =>
      name === 'run'
        ? (script: string, options: object) => target.run(script.replace("-w '30'", '-w 0.2').replace('-w 30', '-w 0.2'), options)
        : Reflect.get(target, name)
  })
}

test('killed at any point each backup is there whole or it is none, and the next removal ends it', async () => {
  const all = Array.from({ length: 30 }, (_, index) => `b${index + 1}`)
  let cut = 0
  for (let round = 0; round < 20; round++) {
    for (let sequence = 1; sequence <= 30; sequence++) await backup(sequence)
    // The script itself in a bash of its own, ended with all of its children.
    const killed = {
      run: (script: string) =>
        new Promise<RunResult>(done => {
          const child = spawn('bash', ['-c', `set -eu -o pipefail\n${script}`], { stdio: 'ignore', detached: true })
          setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), 8 + 6 * round)
          child.once('close', code => done({ exitCode: code ?? 137, stdout: '', stderr: '' }))
        })
    } as unknown as Host
    await removeBackups({ ...killed, label: 'x' } as Host, stateDir, all, undefined).catch(() => undefined)
    const left = await ids()
    if (left.length > 0 && left.length < 30) cut++
    for (const id of left) {
      const value = manifest.parse(JSON.parse(await readFile(join(stateDir, 'backups', id, 'manifest.json'), 'utf8')))
      expect(await readdir(join(stateDir, 'backups', id))).toHaveLength(value.members.length + 1)
    }
    expect((await removeBackups(host, stateDir, left, undefined)).removed.toSorted()).toEqual(left)
    await rm(join(stateDir, 'backups'), { recursive: true })
  }
  // Else the moments were not those that matter.
  expect(cut).toBeGreaterThan(2)
}, 120_000)
