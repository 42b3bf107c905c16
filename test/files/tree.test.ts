// Trees of files: what tar can hold comes back as it was, on this machine and on a real host as a user who is not root.
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { takeBackup } from '../../shared/backup/backup.ts'
import type { Manifest } from '../../shared/backup/manifest.ts'
import { restoreSource } from '../../shared/backup/source.ts'
import { verifyBackup } from '../../shared/backup/store.ts'
import type { JobContext } from '../../shared/database/backup-source.ts'
import { copyName } from '../../shared/database/names.ts'
import { FileTree } from '../../shared/files/tree.ts'
import type { Host } from '../../shared/host/host.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
import { sh } from '../../shared/host/shell.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { failsUnder, killJob, timed } from '../host/kill-job.ts'

const root = mkdtempSync(join(tmpdir(), 'belay-tree-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const expectUser = (promise: Promise<unknown>, message: RegExp) =>
  expect(promise).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(message) })

/** By path, as bytes: what it is, its mode and owner, the inode that it shares with others, and its content or target. */
function look(directory: string): Record<string, string> {
  const found: Record<string, string> = {}
  const inodes = new Map<number, number>()
  const visit = (at: Buffer, name: string) => {
    const stat = lstatSync(at)
    if (!inodes.has(stat.ino)) inodes.set(stat.ino, inodes.size)
    const content = stat.isFile()
      ? createHash('sha256').update(readFileSync(at)).digest('hex')
      : stat.isSymbolicLink()
        ? readlinkSync(at)
        : ''
    const shared = stat.isFile() ? `#${inodes.get(stat.ino)}` : ''
    found[name] =
      `${stat.mode.toString(8)} ${stat.uid}:${stat.gid} ${stat.isDirectory() ? '' : Math.floor(stat.mtimeMs / 1000)} ${shared} ${content}`
    if (!stat.isDirectory()) return
    const names = readdirSync(at, { encoding: 'buffer' }).toSorted(Buffer.compare)
    for (const each of names) visit(Buffer.concat([at, Buffer.from('/'), each]), `${name}/${each.toString('latin1')}`)
  }
  visit(Buffer.from(directory), '.')
  return found
}

describe('a tree on this machine', () => {
  const host = new LocalHost({ path: '/usr/bin:/bin' })
  let directory: string
  let path: string
  let state: string
  let counter = 0
  const open = (exclude: readonly string[] = []) => new FileTree(host, { key: 'media', path, exclude })
  const job = (): JobContext => ({ stateDir: state, idPrefix: `d${++counter}.files`, timeoutMs: 60_000 })
  const backup = async (level: 'full' | 'drill' = 'full', tree = open()): Promise<Manifest> =>
    (
      await takeBackup({
        host,
        clock: systemClock,
        job: job(),
        id: `b${++counter}`,
        databases: [{ name: 'media', engine: tree }],
        level,
        minFreeBytes: 0
      })
    ).manifest
  const source = (manifest: Manifest, purpose: 'restore' | 'drill' = 'restore', tree = open()) =>
    restoreSource(manifest, 'media', tree, purpose, { stateDir: state })
  const beside = () => readdirSync(directory).filter(name => !['state', basename(path)].includes(name))
  const published = () => readdirSync(join(state, 'backups')).filter(name => !name.startsWith('.'))

  beforeEach(() => {
    directory = mkdtempSync(join(root, `it's "$x" `))
    path = join(directory, 'media é')
    state = join(directory, 'state')
    mkdirSync(join(state, 'jobs'), { recursive: true })
    const at = (name: string) => join(path, name)
    for (const name of ['', 'dir', 'dir/deep', 'empty', 'closed', 'sticky']) mkdirSync(at(name))
    writeFileSync(at('dir/a'), 'content of a')
    linkSync(at('dir/a'), at('z hard'))
    linkSync(at('dir/a'), at('dir/deep/hard'))
    symlinkSync('dir/a', at('link'))
    symlinkSync('/nowhere -> "x"\n', at('dangling'))
    for (const name of ['new\nline', ' blank ', '-rf', "it's", '"q" \\n', '*', 'ü', '.hidden', 'x'.repeat(250)])
      writeFileSync(at(name), name)
    writeFileSync(Buffer.concat([Buffer.from(`${path}/bad `), Buffer.from([0xff, 0xfe])]), 'bytes')
    writeFileSync(at('sparse'), 'begin')
    truncateSync(at('sparse'), 20 * 2 ** 20)
    appendFileSync(at('sparse'), 'end')
    writeFileSync(at('zero'), '')
    chmodSync(at('dir/deep/hard'), 0o4755)
    chmodSync(at('sticky'), 0o1777)
    writeFileSync(at('closed/inside'), 'x')
    chmodSync(at('closed'), 0o555)
    chmodSync(path, 0o2750)
    if (process.getuid!() === 0) {
      chownSync(at('dir'), 33, 4711)
      chownSync(at('-rf'), 12_345, 33)
    }
  })

  test('all that tar can hold comes back as it was, and what was live is kept', async () => {
    const was = look(path)
    const manifest = await backup('drill')
    const [member] = manifest.members
    expect(member).toMatchObject({
      name: 'media.tar.zst',
      role: 'files',
      format: 'tar',
      compression: 'zstd',
      source: path,
      engine: 'files'
    })
    expect(member!.checks.map(check => check.name)).toEqual(['exit-code', 'full-decode', 'sha256', 'drill'])
    const entries = Object.keys(was).length - 1
    const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/)
    expect(member!.facts.content).toEqual({ '.': { rows: entries, sample: sha256 }, owners: { rows: 0, sample: sha256 } })
    expect(member!.bytes).toBeLessThan(100_000)
    // What a person gets with zstd and tar alone.
    const { stdout } = await host.run(
      `zstd -dc '${`${state}/backups/${manifest.id}/media.tar.zst`.replaceAll("'", `'\\''`)}' | tee >(wc -c >&2) | sha256sum`
    )
    expect(stdout.slice(0, 64)).toBe(member!.plainSha256)
    expect(await verifyBackup(host, state, manifest.id)).toEqual(manifest)
    expect(beside()).toEqual([])
    rmSync(join(path, 'dir'), { recursive: true })
    writeFileSync(join(path, 'newer'), 'since')
    const changed = look(path)
    const same = job()
    const { kept } = await open().restore(same, source(manifest))
    expect(look(path)).toEqual(was)
    expect(statSync(join(path, 'sparse')).blocks).toBeLessThan(1000)
    expect(look(join(directory, kept))).toEqual(changed)
    expect(beside()).toEqual([kept])
    // Done: now it is not done again.
    writeFileSync(join(path, 'after'), 'x')
    await open().restore(same, source(manifest))
    expect(existsSync(join(path, 'after'))).toBe(true)
    expect(await open().copyExists({ name: kept })).toBe(true)
    await open().dropCopy(job(), { name: kept })
    expect(await open().copyExists({ name: kept })).toBe(false)
    expect(beside()).toEqual([])
    await expect(open().dropCopy(job(), { name: 'state' })).rejects.toThrow(/is no copy that Belay made/)
  }, 180_000)

  test('the tree may be gone, and it may be behind a symbolic link', async () => {
    const was = look(path)
    const manifest = await backup()
    const real = join(directory, 'elsewhere')
    renameSync(path, real)
    symlinkSync('elsewhere', path)
    writeFileSync(join(real, 'newer'), 'since')
    await open().restore(job(), source(manifest))
    expect(readlinkSync(path)).toBe('elsewhere')
    expect(look(real)).toEqual(was)
    rmSync(path)
    await open().restore(job(), source(manifest))
    expect(look(path)).toEqual(was)
    await expectUser(backup('full', new FileTree(host, { key: 'media', path: `${path}x` })), /there is no .*No backup was added/)
    await expectUser(
      backup('full', new FileTree(host, { key: 'media', path: join(path, 'zero') })),
      /is not a directory.*No backup was added/
    )
    await expectUser(backup('full', new FileTree(host, { key: 'media', path: directory })), /the state directory of Belay lies in/)
  }, 180_000)

  test('what is excluded is in no backup, and stays live over a restore', async () => {
    for (const name of ['cache', 'thumbs', 'thumbs/keep']) mkdirSync(join(path, name))
    for (const name of ['cache/a b', 'thumbs/1.png', 'thumbs/2 3.png', 'thumbs/keep/4.png']) writeFileSync(join(path, name), name)
    const tree = open(['cache', 'thumbs/*.png', 'not there'])
    const manifest = await backup('drill', tree)
    const whole = await backup('full')
    expect(whole.members[0]!.facts.content!['.']!.rows - manifest.members[0]!.facts.content!['.']!.rows).toBe(4)
    writeFileSync(join(path, 'cache/newer'), 'x')
    writeFileSync(join(path, 'thumbs/keep/4.png'), 'changed')
    const { kept } = await tree.restore(job(), source(manifest, 'restore', tree))
    expect(readdirSync(join(path, 'cache')).toSorted()).toEqual(['a b', 'newer'])
    expect(readdirSync(join(path, 'thumbs')).toSorted()).toEqual(['1.png', '2 3.png', 'keep'])
    expect(readFileSync(join(path, 'thumbs/keep/4.png'), 'utf8')).toBe('thumbs/keep/4.png')
    expect(readdirSync(join(directory, kept))).not.toContain('cache')
  }, 180_000)

  test.each([
    ['relative', [], /not the absolute path/],
    ['/a/', [], /not the absolute path/],
    ['/', [], /not the absolute path/],
    ['/a/../b', [], /not the absolute path/],
    ['/a', ['/b'], /exclude: \/b is not a path below/],
    ['/a', ['b/'], /is not a path below/],
    ['/a', ['../b'], /is not a path below/]
  ])('%s without %j is refused', (path, exclude, message) => {
    expect(() => new FileTree(host, { key: 'm', path, exclude })).toThrow(
      expect.objectContaining({ name: 'UserError', message: expect.stringMatching(message) })
    )
  })

  test('a file that keeps changing while it is read fails the backup; entries that come and go do not', async () => {
    // Of random bytes, which take their time: the writer gets its turn on a busy machine too.
    const large = randomBytes(96 * 2 ** 20)
    writeFileSync(join(path, 'large'), large)
    const writer = (script: string) => spawn('bash', ['-c', script], { cwd: path, stdio: 'ignore' })
    const appending = writer('while :; do printf x >> large; done')
    while (statSync(join(path, 'large')).size === large.length) await new Promise(resolve => setTimeout(resolve, 5))
    await expectUser(
      backup(),
      /1 files of .* changed while they were read, twice; the first is \.\/large\. Stop what writes them, or exclude them\. No backup was added/
    )
    appending.kill('SIGKILL')
    mkdirSync(join(path, 'été \\1'))
    // So many that it is sure to change while it is read.
    for (let n = 0; n < 2000; n++) writeFileSync(join(path, 'été \\1', `old${n}`), 'x')
    const coming = writer(`for ((n = 0; ; n++)); do : > 'été \\1/'$n; rm -f 'été \\1/'$((n - 20)); done`)
    const manifest = await backup('drill')
    coming.kill('SIGKILL')
    expect(published()).toEqual([manifest.id])
    expect(readdirSync(join(state, 'backups', manifest.id)).toSorted()).toEqual(['manifest.json', 'media.tar.zst'])
  }, 180_000)

  test('an empty tree is backed up, and its backup proves nothing', async () => {
    rmSync(path, { recursive: true })
    mkdirSync(path)
    expect((await backup()).members[0]!.facts.content!['.']!.rows).toBe(0)
    await expectUser(
      backup('drill'),
      /the backup restores an empty tree, and so proves nothing: is it the right directory\..*No backup was added/
    )
    expect(beside()).toEqual([])
  }, 180_000)

  test('a member that was cut or flipped, or is not what its manifest says, changes nothing that is live', async () => {
    const manifest = await backup()
    writeFileSync(join(path, 'newer'), 'since')
    const was = look(path)
    const [first] = manifest.members
    const other = { '.': { rows: 5, sample: 'a'.repeat(64) }, owners: first!.facts.content!['owners']! }
    const wrong = { ...manifest, members: [{ ...first!, facts: { ...first!.facts, content: other } }] }
    await expectUser(open().restore(job(), source(wrong)), /holds \d+ entries, and they are not those that its manifest says \(5\)/)
    const member = join(state, 'backups', manifest.id, 'media.tar.zst')
    const whole = readFileSync(member)
    const spoiled = [1, 4, 16, whole.length >> 1].map(cut => whole.subarray(0, whole.length - cut))
    for (const at of [0.1, 0.5, 0.9]) {
      const bytes = Buffer.from(whole)
      bytes[Math.floor(bytes.length * at)]! ^= 4
      spoiled.push(bytes)
    }
    for (const bytes of spoiled) {
      writeFileSync(member, bytes)
      await expectUser(verifyBackup(host, state, manifest.id), /is damaged/)
      await expectUser(open().restore(job(), source(manifest)), /does not decode|are not those that its manifest says/)
      await expectUser(open().drill(job(), source(manifest, 'drill')), /does not decode|are not those that its manifest says/)
    }
    expect(look(path)).toEqual(was)
    expect(beside()).toEqual([])
  }, 180_000)

  test('a restore that died between any two of its steps is ended by the next', async () => {
    const tree = open(['cache'])
    mkdirSync(join(path, 'cache'))
    writeFileSync(join(path, 'cache/x'), 'x')
    const manifest = await backup('full', tree)
    const same = job()
    const label = createHash('sha256')
      .update(`${same.idPrefix} ${join(state, 'backups', manifest.id)}`)
      .digest('hex')
      .slice(0, 12)
    const [fresh, old] = [join(directory, copyName(basename(path), 'new', label)), join(directory, copyName(basename(path), 'old', label))]
    const mark = `${fresh}.live`
    const restore = () => tree.restore(same, source(manifest, 'restore', tree))
    const was = look(path)
    writeFileSync(join(path, 'newer'), 'since')
    await restore()
    expect(look(path)).toEqual(was)
    const inode = () => `${statSync(old).ino}\n`
    const steps: Record<string, () => void> = {
      'before the swap': () => {
        writeFileSync(mark, inode())
        renameSync(path, fresh)
        renameSync(old, path)
      },
      'after the exchange': () => {
        writeFileSync(mark, inode())
        renameSync(old, fresh)
      },
      'between two renames': () => {
        writeFileSync(mark, inode())
        renameSync(path, fresh)
      },
      'before what is excluded came along': () => {
        writeFileSync(mark, inode())
        renameSync(join(path, 'cache'), join(old, 'cache'))
      }
    }
    for (const [, step] of Object.entries(steps)) {
      step()
      await restore()
      expect(look(path)).toEqual(was)
      expect(existsSync(join(old, 'newer'))).toBe(true)
      expect(beside()).toEqual([basename(old)])
    }
    // Somebody put another directory there meanwhile: it is left alone.
    steps['before the swap']!()
    renameSync(path, `${path} aside`)
    mkdirSync(path)
    await expectUser(restore(), /is not the directory that it was when the restore began/)
    expect(readdirSync(path)).toEqual([])
  }, 180_000)

  test('killed at random points a restore leaves the one tree or the other, and can be repeated', async () => {
    for (let n = 0; n < 400; n++) writeFileSync(join(path, 'dir', `f${n}`), String(n))
    const manifest = await backup()
    const was = look(path)
    const { answer, ms } = await timed(() => open().restore(job(), source(manifest)))
    await open().dropCopy(job(), { name: answer.kept })
    let left = 0
    for (let round = 0; round < 8; round++) {
      const running = { ...job(), idPrefix: `k${round}.files` }
      writeFileSync(join(path, 'newer'), String(round))
      const changed = look(path)
      // A part of what a whole one takes on this machine, however busy it is.
      const kill = host.run(killJob(state, `${running.idPrefix}.*`, (ms * round) / 8))
      await failsUnder(kill, () => open().restore(running, source(manifest)))
      if (beside().length > 0) left++
      if (existsSync(path)) expect([was, changed]).toContainEqual(look(path))
      const { kept } = await open().restore(running, source(manifest))
      expect(look(path)).toEqual(was)
      expect(look(join(directory, kept))).toEqual(changed)
      await open().dropCopy(job(), { name: kept })
      expect(beside()).toEqual([])
    }
    // Else the moments were not those that matter.
    expect(left).toBeGreaterThan(0)
  }, 300_000)
})

await describeBed('a tree on a host, as a user who is not root', () => {
  let bed: BedHost
  let host: Host
  let counter = 0
  const state = '/home/deploy/state'
  const open = (path = '/srv/app/media') => new FileTree(host, { key: 'media', path })
  const job = (): JobContext => ({ stateDir: state, idPrefix: `d${++counter}.files`, timeoutMs: 60_000 })
  const backup = async (level: 'full' | 'drill' = 'full', tree = open()): Promise<Manifest> =>
    (
      await takeBackup({
        host,
        clock: systemClock,
        job: job(),
        id: `b${++counter}`,
        databases: [{ name: 'media', engine: tree }],
        level,
        minFreeBytes: 0
      })
    ).manifest
  const source = (manifest: Manifest, purpose: 'restore' | 'drill' = 'restore', tree = open()) =>
    restoreSource(manifest, 'media', tree, purpose, { stateDir: state })
  const listing = async (path: string) =>
    (await bed.exec(`cd ${path} && find . -printf '%p %y %m %U:%G %l\\n' | sort; find . -type f -exec sha256sum {} + | sort`)).stdout

  beforeAll(async () => {
    bed = await bootHost({ name: 'tree', disks: [{ path: '/small', mebibytes: 12 }] })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = new SshHost({ address, port, user, privateKey, knownHosts })
    await bed.exec(`install -d -o deploy -m 700 ${state}; install -d -o deploy /srv/app /srv/app/media /srv/app/media/shared
      cd /srv/app/media; echo a > a; echo b > shared/b; chown -R deploy:deploy .; chgrp -R www-data shared; chmod 2770 shared`)
  }, 300_000)
  afterAll(async () => {
    await host?.close()
    await bed?.destroy()
  }, 180_000)

  test('groups that the user has come back, with the exchange that this host knows', async () => {
    const was = await listing('/srv/app/media')
    const manifest = await backup('drill')
    await bed.exec('rm -r /srv/app/media/shared')
    const { kept } = await open().restore(job(), source(manifest))
    expect(await listing('/srv/app/media')).toBe(was)
    await open().dropCopy(job(), { name: kept })
    expect((await bed.exec('ls /srv/app')).stdout).toBe('media\n')
  }, 180_000)

  test('what others own is drilled without its owners, and not restored without root', async () => {
    await bed.exec('cd /srv/app/media; echo w > theirs; chown www-data: theirs')
    try {
      const was = await listing('/srv/app/media')
      const manifest = await backup('drill')
      expect(manifest.members[0]!.checks.at(-1)).toEqual({ name: 'drill', result: 'passed' })
      expect((await open().drill(job(), source(manifest, 'drill'))).says).toMatch(/^4 entries, but their owners, .* compared$/)
      await expectUser(
        open().restore(job(), source(manifest)),
        /1 entries of the backup belong to others \(the first to 33:33, user and group\), and only root/
      )
      expect(await listing('/srv/app/media')).toBe(was)
      expect((await bed.exec('ls /srv/app')).stdout).toBe('media\n')
    } finally {
      await bed.exec('rm /srv/app/media/theirs')
    }
  }, 180_000)

  test('what cannot be read fails the backup, with their number and the first path', async () => {
    await bed.exec('cd /srv/app/media; install -m 600 /dev/null secret; install -m 600 /dev/null "se\ncret"; install -d -m 700 locked')
    try {
      const said: string[] = []
      const taken = takeBackup({
        host,
        clock: systemClock,
        job: { ...job(), onOutput: text => void said.push(text) },
        id: 'unreadable',
        databases: [{ name: 'media', engine: open() }],
        level: 'full',
        minFreeBytes: 0
      })
      await expectUser(taken, /this user may not read 3 entries of \/srv\/app\/media, the first is \.\/locked\. No backup was added/)
      expect(said.join('')).toBe('')
    } finally {
      await bed.exec('cd /srv/app/media; rm -r secret "se\ncret" locked')
    }
  }, 180_000)

  test('where it cannot be swapped or has no room, what is live stays', async () => {
    const fill =
      'install -d -o deploy -g deploy /small/media && head -c 5000000 /dev/urandom > /small/media/f && chown deploy:deploy /small/media/f'
    await bed.exec(fill)
    const small = open('/small/media')
    const manifest = await backup('full', small)
    await bed.exec('head -c 4000000 /dev/zero > /small/other')
    await expectUser(
      small.restore(job(), source(manifest, 'restore', small)),
      /the file system of \/small\/media has \d+ MiB free and a copy of it needs \d+ MiB/
    )
    await expectUser(small.drill(job(), source(manifest, 'drill', small)), /MiB free and a copy of it needs/)
    const mounted = open('/small')
    const disk = await backup('full', mounted)
    await expectUser(mounted.restore(job(), source(disk, 'restore', mounted)), /may not write in/)
    await bed.exec(
      'rm /small/other; mkdir -p "/small/media/sub dir"; chown deploy:deploy "/small/media/sub dir"; mount -t tmpfs none "/small/media/sub dir"'
    )
    await expectUser(
      small.restore(job(), source(manifest, 'restore', small)),
      /something is mounted at \/small\/media\/sub dir, so that the tree cannot be swapped/
    )
    await bed.exec('umount "/small/media/sub dir"')
    await small.restore(job(), source(manifest, 'restore', small))
    expect((await bed.exec('ls /small')).stdout).toMatch(/^media\nmedia_old_[0-9a-f]{12}\n$/)
    // The store itself is full.
    await bed.exec('rm -r /small/media_old_*; install -d -o deploy -m 700 /small/state; head -c 4000000 /dev/zero > /small/other')
    const taken = takeBackup({
      host,
      clock: systemClock,
      job: { ...job(), stateDir: '/small/state' },
      id: 'full',
      databases: [{ name: 'media', engine: small }],
      level: 'full',
      minFreeBytes: 0
    })
    await expectUser(taken, /the disk is full\. No backup was added/)
    expect((await bed.exec("find /small/state -name '*.zst*'")).stdout).toBe('')
  }, 180_000)
})
