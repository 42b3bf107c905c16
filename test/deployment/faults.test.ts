import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { LockLost } from '../../shared/deployment/errors.ts'
import { HostStore } from '../../shared/deployment/host-store.ts'
import type { Held } from '../../shared/deployment/store.ts'
import { openIn, otherOwner, someOwner, someRelease } from '../../shared/deployment/store-contract.ts'
import { fingerprintOf } from '../../shared/deployment/token.ts'
import { UserError } from '../../shared/errors.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { asHost, BashHost } from './bash-host.ts'

const run = promisify(execFile)
const host = new LocalHost()
const id = '20261122-024035-aaaaaa'
const note = { type: 'note', message: 'x' } as const
let folder: string
let stateDir: string
let store: HostStore
const storeAt = (dir: string) => new HostStore(host, dir, { clock: systemClock, random: randomBytes })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'belay-faults-'))
})
beforeEach(async () => {
  stateDir = await mkdtemp(join(folder, 's'))
  store = storeAt(stateDir)
  await store.initialise()
})
afterAll(async () => {
  await host.close()
  await rm(folder, { recursive: true })
})

describe('races between processes', () => {
  test('of two breakers exactly one wins, 20 times', async () => {
    let held = await openIn(store, id)
    for (let round = 0; round < 20; round++) {
      const request = { deployment: id, expected: fingerprintOf(held.token), owner: otherOwner }
      const results = await Promise.allSettled([storeAt(stateDir).takeOver(request), storeAt(stateDir).takeOver(request)])
      const won = results.filter(each => each.status === 'fulfilled').map(each => each.value)
      const lost = results.filter(each => each.status === 'rejected').map(each => each.reason)
      expect([won.length, lost.length]).toEqual([1, 1])
      expect(lost[0]).toBeInstanceOf(UserError)
      expect(lost[0].message).toContain('Someone else acted first')
      await expect(store.append(held, note)).rejects.toThrow(LockLost)
      held = won[0]!
      await store.append(held, note)
    }
    expect(held.token).toMatch(/^00000021-/)
    expect((await store.read()).open?.records).toHaveLength(41)
    expect((await readdir(stateDir)).filter(name => name.startsWith('owner.'))).toHaveLength(1)
  }, 60_000)

  test('of four that open at once exactly one wins, 5 times', async () => {
    for (let round = 0; round < 5; round++) {
      const results = await Promise.allSettled(
        ['aaaaaa', 'bbbbbb', 'cccccc', 'dddddd'].map(end => openIn(storeAt(stateDir), `20261122-02404${round}-${end}`))
      )
      const won = results.filter(each => each.status === 'fulfilled').map(each => each.value)
      expect(won).toHaveLength(1)
      await store.close(won[0]!, { type: 'closed', outcome: 'verified', message: '' })
    }
    expect((await store.read()).deployments).toHaveLength(5)
  }, 60_000)

  test('records appended at once get numbers without a gap', async () => {
    const held = await openIn(store, id)
    const made = await Promise.all([1, 2, 3, 4, 5].map(index => store.append(held, { type: 'note', message: String(index) })))
    expect(made.map(each => each.seq).sort()).toEqual([2, 3, 4, 5, 6])
    expect((await store.read()).open?.records).toHaveLength(6)
  })

  test('a job starts with the token of the holder and with no other', async () => {
    const old = await openIn(store, id)
    const held = await store.takeOver({ deployment: id, expected: fingerprintOf(old.token), owner: otherOwner })
    const job = (name: string, { token }: Held) => host.job({ stateDir, id: `${id}.${name}`, script: 'echo ran', timeoutMs: 20_000, token })
    await expect(job('old', old)).rejects.toThrow()
    expect(await readdir(join(stateDir, 'jobs'))).toEqual([])
    expect((await job('new', held)).tail).toBe('ran\n')
  })
})

describe('G7: the token', () => {
  test('is in no argument of a process, no script and no answer of read; all files are private', async () => {
    const shims = join(folder, 'shims')
    const log = join(folder, 'argv')
    await mkdir(shims)
    for (const name of ['ln', 'mv', 'rm', 'sync', 'mkdir', 'flock', 'sha256sum', 'stat', 'tail', 'head', 'grep', 'find']) {
      await writeFile(join(shims, name), `#!/bin/bash\nprintf '%s\\n' "${name} $*" >>${log}\nPATH=/usr/bin:/bin exec ${name} "$@"\n`)
      await chmod(join(shims, name), 0o755)
    }
    const bash = new BashHost({ PATH: `${shims}:/usr/bin:/bin` })
    const watched = new HostStore(asHost(bash), stateDir, { clock: systemClock, random: randomBytes })
    const held = await openIn(watched, id)
    await watched.append(held, note)
    expect(await readFile(log, 'utf8')).toMatch(/^ln -L /m)
    const next = await watched.takeOver({ deployment: id, expected: fingerprintOf(held.token), owner: otherOwner })
    await watched.appendAll(next, [note], [someRelease])
    expect(JSON.stringify(await watched.read())).not.toContain(next.token.slice(9))
    await watched.removeRelease(someRelease.id, next)
    await watched.close(next, { type: 'closed', outcome: 'verified', message: '' })
    const argv = await readFile(log, 'utf8')
    for (const secret of [held.token, held.token.slice(9), next.token, next.token.slice(9)]) {
      expect(argv).not.toContain(secret)
      expect(bash.scripts.join('\n')).not.toContain(secret)
    }
    for (const entry of await readdir(stateDir, { recursive: true, withFileTypes: true })) {
      expect([entry.name, (await stat(join(entry.parentPath, entry.name))).mode & 0o777]).toEqual([
        entry.name,
        entry.isDirectory() ? 0o700 : 0o600
      ])
    }
    expect((await stat(stateDir)).mode & 0o777).toBe(0o700)
  })
})

describe('what is broken is named, and nothing is built on it', () => {
  const record = (name: string) => join(stateDir, 'deployments', id, name)
  const line = (seq: number, rest: object) => `${JSON.stringify({ seq, at: '2026-11-22T02:40:35.000Z', ...rest })}\n`
  const opened = { type: 'opened', kind: 'deploy', owner: someOwner }

  const breaks: Record<string, { breakIt: () => Promise<unknown>; names: string; appendToo?: boolean }> = {
    'a torn record': { breakIt: () => writeFile(record('000002.json'), '{"seq":2,"at"'), names: '000002.json', appendToo: true },
    'an empty record': { breakIt: () => writeFile(record('000002.json'), ''), names: '000002.json', appendToo: true },
    'a record of another number': { breakIt: () => writeFile(record('000002.json'), line(3, note)), names: '000002.json' },
    'a record of an unknown type': { breakIt: () => writeFile(record('000002.json'), line(2, { type: 'future' })), names: '000002.json' },
    'a missing record': { breakIt: () => rm(record('000001.json')), names: '000002.json', appendToo: true },
    'a file that is no record': { breakIt: () => writeFile(record('000002.json~'), ''), names: '000002.json~', appendToo: true },
    'a directory among the records': { breakIt: () => mkdir(record('000003.json')), names: '000003.json', appendToo: true },
    'a second opened': { breakIt: () => writeFile(record('000002.json'), line(2, opened)), names: '000002.json' },
    'a second open deployment': {
      breakIt: async () => {
        await mkdir(join(stateDir, 'deployments/20261122-024036-bbbbbb'))
        await writeFile(join(stateDir, 'deployments/20261122-024036-bbbbbb/000001.json'), line(1, opened))
      },
      names: '20261122-024036-bbbbbb'
    },
    'a broken owner': { breakIt: () => writeFile(join(stateDir, 'lock'), `feedfacefeedface ${id}\n{}\n`), names: 'lock' },
    'an empty lock': { breakIt: () => writeFile(join(stateDir, 'lock'), ''), names: 'lock' },
    'a broken release': {
      breakIt: async () => {
        await mkdir(join(stateDir, 'releases/v9'))
        await writeFile(join(stateDir, 'releases/v9/release.json'), '{"id":"v9"}')
      },
      names: 'releases/v9/release.json'
    },
    'a version of a later Belay': { breakIt: () => writeFile(join(stateDir, 'version'), '2\n'), names: 'newer Belay', appendToo: true },
    'a broken version': { breakIt: () => writeFile(join(stateDir, 'version'), 'x\n'), names: 'version', appendToo: true }
  }

  test.each(Object.entries(breaks))('%s', async (_name, { breakIt, names, appendToo }) => {
    const held = await openIn(store, id)
    await store.append(held, note)
    await breakIt()
    const error = await store.read().catch(caught => caught)
    expect(error).toBeInstanceOf(UserError)
    expect(`${error.message}\n${error.cause ?? ''}`).toContain(names)
    if (appendToo) await expect(store.append(held, note)).rejects.toThrow(UserError)
  })

  test('a backup without a manifest or with a broken one is none, and is named', async () => {
    for (const [name, manifest] of [['b1'], ['b2', '{'], ['b3', '{"engine":\n "postgres"}\n']]) {
      await mkdir(join(stateDir, 'backups', name!))
      if (manifest !== undefined) await writeFile(join(stateDir, 'backups', name!, 'manifest.json'), manifest)
    }
    const backups = [...(await store.read()).backups].sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(backups).toEqual([
      { id: 'b1' },
      { id: 'b2', problem: expect.stringContaining('backups/b2/manifest.json') },
      { id: 'b3', manifest: { engine: 'postgres' } }
    ])
  })

  test('of many backups the newest are read, and all are known', async () => {
    for (let n = 1; n <= 103; n++) {
      const directory = join(stateDir, 'backups', `b${n}`)
      await mkdir(directory)
      await writeFile(join(directory, 'manifest.json'), `{ "n": ${n} }`)
      await utimes(join(directory, 'manifest.json'), n, n)
    }
    const { backups } = await store.read()
    expect(backups).toHaveLength(103)
    const read = backups.flatMap(({ manifest }) => (manifest === undefined ? [] : [(manifest as { n: number }).n]))
    expect(read.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index + 4))
  })

  test('a lock file that someone removed leaves the deployment open, and it can be taken over', async () => {
    const old = await openIn(store, id)
    await rm(join(stateDir, 'lock'))
    expect((await store.read()).holder).toMatchObject({ deployment: id, fingerprint: 'missing', owner: someOwner })
    await expect(openIn(store, '20261122-024036-bbbbbb')).rejects.toThrow('removed past Belay')
    await expect(store.append(old, note)).rejects.toThrow(LockLost)
    const held = await store.takeOver({ deployment: id, expected: 'missing', owner: otherOwner })
    await store.close(held, { type: 'closed', outcome: 'rolled-back', message: '' })
    expect((await store.read()).holder).toBeUndefined()
  })

  test("a directory that is not Belay's, or another user's, is refused", async () => {
    await writeFile(join(folder, 'precious'), '')
    await expect(storeAt(folder).initialise()).rejects.toThrow(/is not Belay's: it holds/)
    expect((await readdir(folder)).includes('version')).toBe(false)
    await chown(stateDir, 65534, 65534)
    await expect(store.read()).rejects.toThrow('belongs to another user')
    await expect(store.initialise()).rejects.toThrow('install -d -m 0700')
  })
})

describe('a full disk', () => {
  let disk: string
  const fill = () =>
    run('sh', ['-c', 'head -c 100m /dev/zero >>"$0"; head -c 4096 /dev/zero >>"$0"; :', join(disk, 'filler')]).catch(() => undefined)

  beforeEach(async () => {
    disk = await mkdtemp(join(folder, 'disk'))
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).catch(error => {
      throw new Error('This test mounts a small file system, so it runs as root', { cause: error })
    })
    store = storeAt(join(disk, 'state'))
    await store.initialise()
  })

  afterEach(() => run('umount', [disk]))

  test('the record that says so still fits, and the reserve is made again', async () => {
    const held = await openIn(store, id)
    await fill()
    const plan = { text: 'x'.repeat(10_000) }
    expect(await store.append(held, { type: 'intent', step: 'backup', plan })).toMatchObject({ seq: 2 })
    expect(await readdir(join(disk, 'state'))).not.toContain('reserve')
    expect((await store.read()).open?.records[1]).toMatchObject({ plan })
    await rm(join(disk, 'filler'))
    await store.close(held, { type: 'closed', outcome: 'stopped', message: 'full' })
    expect((await stat(join(disk, 'state/reserve'))).size).toBe(256 * 1024)
  })

  test('without room even so, one clear error and nothing half-written; with room again it goes on', async () => {
    const held = await openIn(store, id)
    await fill()
    await store.append(held, note)
    await fill()
    const before = await store.read()
    for (const call of [
      () => store.append(held, { type: 'note', message: 'x'.repeat(9_000) }),
      () => store.appendAll(held, [], [someRelease]),
      () => store.close(held, { type: 'closed', outcome: 'stopped', message: '' }),
      () => store.takeOver({ deployment: id, expected: fingerprintOf(held.token), owner: otherOwner })
    ]) {
      const error = await call().catch(caught => caught)
      expect(error).toBeInstanceOf(UserError)
      expect(error.message).toMatch(/^The disk of .* is full: the journal cannot be written, so nothing is changed\. Free some space/)
    }
    const after = await store.read()
    expect([after.open, after.holder, after.releases]).toEqual([before.open, before.holder, []])
    await rm(join(disk, 'filler'))
    expect(await store.append(held, note)).toMatchObject({ seq: 3 })
    await store.close(held, { type: 'closed', outcome: 'stopped', message: '' })
  })
})
