// Backups of a running system, taken, tried and removed by the real actions in the real runner.
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { type Manifest, manifest } from '../../shared/backup/manifest.ts'
import type { Run } from '../runner/run.ts'
import { entries, errorsOf, Guestbook, stars } from '../workflows/guestbook.ts'

const patience = 240_000
let book: Guestbook
/** The run that `run` started last. */
let last: Run
beforeAll(async () => {
  book = await Guestbook.make()
}, patience)
afterAll(() => book.end())

const backups = () => join(book.system().state, 'backups')
const left = () =>
  readdirSync(backups())
    .filter(name => !name.startsWith('.'))
    .sort()
const read = (id: string): Manifest => manifest.parse(JSON.parse(readFileSync(join(backups(), id, 'manifest.json'), 'utf8')))

type Inputs = Readonly<Record<string, string | number | boolean>>

/** One job that takes backups one after the other, with these inputs; answers the outputs of each. */
const take = (...inputs: Inputs[]) => run('belay-actions/belay/actions/backup-db@v1', inputs)

async function run(uses: string, inputs: readonly Inputs[]): Promise<readonly Record<string, string>[]> {
  const steps = inputs.map((each, index) => ({ name: `b${index}`, uses, with: each }))
  const file = join(book.directory, 'backups.yml')
  writeFileSync(
    file,
    stringify({ on: 'push', jobs: { backup: { 'runs-on': 'ubuntu-latest', steps: [{ uses: 'actions/checkout@v6' }, ...steps] } } })
  )
  last = book.start(file, { ref: 'refs/heads/main' })
  const result = await last.done
  if (result.conclusion !== 'success') throw new Error(errorsOf(result).join('\n') || result.log.join('\n'))
  return steps.map(({ name }) => result.jobs['backup']!.steps.find(step => step.name === name && step.stage === 'main')!.outputs)
}

test(
  'each removes what the policy no longer keeps, and says which; what is pinned stays',
  async () => {
    const policy = { 'keep-days': 0, 'min-verified': 2 }
    const before = left()
    const outputs = await take({ ...policy, pin: true }, policy, policy, policy)
    const ids = outputs.map(each => each['backup-id']!)
    expect(ids.map(id => left().includes(id))).toEqual([true, false, true, true])
    expect(outputs.map(each => each['pruned'])).toEqual(['', '', '', ids[1]])
    expect(left()).toEqual([...before, ids[0], ids[2], ids[3]].sort())
    expect(read(ids[0]!)).toMatchObject({ pinned: true, clock: { boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() } })
    // By default a week is kept.
    expect((await take({}))[0]).toMatchObject({ pruned: '' })
  },
  patience
)

test(
  'a backup that fails removes nothing',
  async () => {
    const before = left()
    await expect(take({ 'keep-days': 0, 'min-verified': 1, 'min-free': '100 TiB' })).rejects.toThrow(/MiB free and the backup asks for/)
    expect(left()).toEqual(before)
  },
  patience
)

const drill = async (inputs: Inputs) => (await run('belay-actions/belay@v1', [{ command: 'restore-drill', ...inputs }]))[0]!

test(
  'a backup with a drill was restored, and can be tried again at any time',
  async () => {
    const database = readFileSync(book.system().database)
    const [outputs] = await take({ verify: 'drill' })
    expect(outputs).toMatchObject({ status: 'passed', verified: 'drill', 'drill-ms': expect.stringMatching(/^[1-9]\d*$/) })
    const id = outputs!['backup-id']!
    const { level, members } = read(id)
    expect([level, members[0]!.checks.at(-1)]).toEqual(['drill', { name: 'drill', result: 'passed' }])
    expect(members[0]!.facts.content).toMatchObject({ entry: { rows: expect.any(Number), sample: null } })
    expect(await drill({})).toMatchObject({ status: 'passed', 'backup-id': id, 'drill-ms': expect.stringMatching(/^[1-9]\d*$/) })
    const older = left()[0]!
    expect(await drill({ backup: older })).toMatchObject({ 'backup-id': older })
    // The live database was only looked at, and nothing lies beside it.
    expect(readFileSync(book.system().database).equals(database)).toBe(true)
    expect(readdirSync(join(book.system().database, '..')).filter(name => /_(drill|new)_/.test(name))).toEqual([])
  },
  patience
)

test(
  'the latest is the newest that holds what is asked for',
  async () => {
    const tree = { engine: 'files', database: join(book.directory, 'a tree') }
    mkdirSync(tree.database)
    writeFileSync(join(tree.database, 'one'), 'once')
    const [database] = await take({})
    const [files] = await take(tree)
    expect(await drill({})).toMatchObject({ 'backup-id': database!['backup-id'] })
    expect(await drill(tree)).toMatchObject({ 'backup-id': files!['backup-id'] })
    await take({})
    expect(await drill(tree)).toMatchObject({ 'backup-id': files!['backup-id'] })
    writeFileSync(join(tree.database, 'one'), 'twice')
    const restore = { command: 'restore', reason: 'it says so twice', 'accept-loss': files!['backup-id']!, ...tree }
    expect((await run('belay-actions/belay@v1', [restore]))[0]).toMatchObject({ outcome: 'rolled-back' })
    expect(readFileSync(join(tree.database, 'one'), 'utf8')).toBe('once')
  },
  patience
)

test(
  'a drill is red for a backup that is not there, was cut, or has another byte',
  async () => {
    await expect(drill({ backup: 'nobody' })).rejects.toThrow(/^There is no backup nobody on local/)
    const [cut, changed] = (await take({}, {})).map(outputs => outputs['backup-id']!)
    const member = (id: string) => join(backups(), id, read(id).members[0]!.name)
    truncateSync(member(cut!), 4096)
    await expect(drill({ backup: cut! })).rejects.toThrow(/has 4096 bytes and the manifest says \d+/)
    const bytes = readFileSync(member(changed!))
    bytes[bytes.length - 1]! ^= 1
    writeFileSync(member(changed!), bytes)
    await expect(drill({ backup: changed! })).rejects.toThrow(/the SHA-256 of its member .* is not that of the manifest/)
    appendFileSync(member(changed!), 'x')
    await expect(drill({ backup: 'latest' })).rejects.toThrow(/bytes and the manifest says/)
  },
  patience
)

test(
  'with a key every backup is signed, and what was changed, replayed or made by another is refused before it is used',
  async () => {
    const key = { 'manifest-key': 'a key that only the runner knows: 4711' }
    const [unsigned] = (await take({})).map(outputs => outputs['backup-id']!)
    const [first, second] = (await take(key, key)).map(outputs => outputs['backup-id']!)
    expect(read(first!).signature).toMatchObject({ algorithm: 'HMAC-SHA256' })
    expect(readFileSync(join(backups(), first!, 'manifest.json'), 'utf8')).not.toContain('4711')
    expect(await drill({ ...key, backup: first! })).toMatchObject({ 'backup-id': first })
    expect(await drill(key)).toMatchObject({ 'backup-id': second })
    // Without the key there is integrity only.
    expect(await drill({ backup: first! })).toMatchObject({ 'backup-id': first })
    await expect(drill({ ...key, backup: unsigned! })).rejects.toThrow(/not to be trusted: it is not signed/)
    await expect(drill({ 'manifest-key': 'another key, of the same length as it', backup: first! })).rejects.toThrow(
      /signed with another key/
    )
    await expect(drill({ 'manifest-key': 'short', backup: first! })).rejects.toThrow(/manifest-key has 5 characters/)

    // Of another application: its state directory holds this one's backup.
    await expect(drill({ ...key, backup: first!, app: 'someone-else', 'state-dir': book.system().state })).rejects.toThrow(
      /it was taken of app guestbook-\d+, and this is someone-else/
    )
    // Replayed: the older one in the place of the newer.
    const place = (id: string) => join(backups(), id)
    const away = join(book.directory, 'away')
    renameSync(place(second!), away)
    cpSync(place(first!), place(second!), { recursive: true })
    await expect(drill({ ...key, backup: second! })).rejects.toThrow(/its manifest belongs to the backup/)
    rmSync(place(second!), { recursive: true })
    await expect(drill(key)).rejects.toThrow(`The newest backup that was signed is ${second}, and it is gone`)
    renameSync(away, place(second!))
    // Changed, with a checksum that fits.
    const manifestFile = join(place(second!), 'manifest.json')
    const text = readFileSync(manifestFile, 'utf8')
    writeFileSync(manifestFile, text.replace('"rows": 1', '"rows": 2'))
    await expect(drill({ ...key, backup: second! })).rejects.toThrow(/its signature does not fit: it was changed/)
    const pointer = join(backups(), '.latest.json')
    writeFileSync(pointer, readFileSync(pointer, 'utf8').replace(second!, first!))
    await expect(drill(key)).rejects.toThrow(/\.latest\.json on local, which names the newest backup, is not to be trusted/)
  },
  patience
)

test(
  'a restore brings back what a backup holds, once, when its loss is accepted; what was live is kept, and the next deployment builds on it',
  async () => {
    const command = (inputs: Inputs) => run('belay-actions/belay@v1', [{ command: 'restore', ...inputs }])
    const id = (await take({}))[0]!['backup-id']!
    const entry = await book.write()
    await expect(command({ backup: id, reason: 'a bad import' })).rejects.toThrow(
      new RegExp(`main: everything written since .*backup ${id}[\\s\\S]*accept-loss: ${id}`)
    )
    await expect(command({ backup: id, 'accept-loss': id })).rejects.toThrow('A restore needs a `reason`')
    expect((await command({ backup: id, 'dry-run': true }))[0]).toMatchObject({ plan: 'restore', outcome: 'planned' })
    expect(book.has([entry])).toBe(true)
    const before = await book.world()

    const asked = { backup: id, reason: 'a bad import', 'accept-loss': id }
    expect((await command(asked))[0]).toMatchObject({ status: 'passed', outcome: 'rolled-back', plan: 'restore', 'backup-id': id })
    expect(book.has([entry])).toBe(false)
    expect(await book.world()).toEqual({ ...before, entries: before.entries - 1 })
    const restored = book.journal().at(-1)
    expect(restored!.records.at(-1)).toMatchObject({
      type: 'closed',
      outcome: 'verified',
      message: expect.stringContaining(`backup ${id}`)
    })
    const kept = readdirSync(join(book.system().database, '..')).filter(name => name.includes('_old_'))
    expect(kept).toHaveLength(1)
    const later = await book.write()
    const again = await book.runner.rerun(last, 'all').done
    expect(errorsOf(again)).toEqual([])
    expect(again.log.join('\n')).toContain('This run has restored already')
    expect(book.has([later])).toBe(true)
    // Another run may do it again; the next deployment finds nothing that it does not know.
    expect((await command(asked))[0]).toMatchObject({ outcome: 'rolled-back' })
    expect(book.has([later])).toBe(false)
    const tag = book.release('v1.1.0', { migrations: [entries, stars] })
    const deployed = await book.run('production.yml', { ref: tag })
    expect(errorsOf(deployed)).toEqual([])
    expect(await book.world()).toMatchObject({ served: 'v1.1.0', locked: false })
  },
  patience
)

test(
  'an encrypted backup is of use only to who has the identity',
  async () => {
    const identity = execFileSync('age-keygen', { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
    const [outputs] = await take({ 'encrypt-to': /age1[0-9a-z]+/.exec(identity)![0], verify: 'drill' })
    const id = outputs!['backup-id']!
    expect(read(id).members.map(member => member.name)).toEqual(['main.sqlite3.age'])
    await expect(drill({ backup: id })).rejects.toThrow(/is encrypted to age1[0-9a-z]+: give the age identity .* as `identity`/)
    expect(await drill({ backup: id, identity })).toMatchObject({ 'backup-id': id })
    const entry = await book.write()
    const asked = { command: 'restore', backup: id, reason: 'a bad import', 'accept-loss': id }
    await expect(run('belay-actions/belay@v1', [asked])).rejects.toThrow(/is encrypted to/)
    expect(await book.world()).toMatchObject({ locked: false })
    expect((await run('belay-actions/belay@v1', [{ ...asked, identity }]))[0]).toMatchObject({ outcome: 'rolled-back', 'backup-id': id })
    expect(book.has([entry])).toBe(false)
    expect(readdirSync(backups()).filter(name => name.endsWith('.tmp'))).toEqual([])
    await expect(take({ 'encrypt-to': 'bob' })).rejects.toThrow(/an age recipient \(age1…\) or an SSH public key/)
  },
  patience
)

test(
  'a restore that was killed at any point is ended by a re-run of its run',
  async () => {
    const id = (await take({}))[0]!['backup-id']!
    const before = await book.world()
    const held = () => existsSync(join(book.system().state, 'lock'))
    const restores = () => readdirSync(join(book.system().state, 'jobs')).filter(job => job.includes('.restore-')).length
    let halfWay = 0
    for (const moment of ['begun', 'locked', 'restoring', 'ended']) {
      const entry = await book.write()
      const earlier = restores()
      let over = false
      const restoring = run('belay-actions/belay@v1', [{ command: 'restore', backup: id, 'accept-loss': id, reason: 'killed' }])
        .catch(() => undefined)
        .finally(() => {
          over = true
        })
      const until = async (condition: () => boolean) => {
        while (!over && !condition()) await new Promise(resolve => setTimeout(resolve, 1))
      }
      let pids: number[] = []
      await until(() => (pids = actionsThatRun()).length > 0)
      if (moment !== 'begun') await until(held)
      if (moment === 'restoring' || moment === 'ended') await until(() => restores() > earlier)
      if (moment === 'ended') await until(() => !held())
      for (const pid of pids) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          // It has ended.
        }
      }
      await restoring
      if ((await book.world()).locked) halfWay++
      // A job of the host outlives its runner; until it has ended a re-run is told to wait.
      const rerun = (run: Run) => book.runner.rerun(run, 'all')
      const waits = Date.now() + 60_000
      let again = rerun(last)
      while (errorsOf(await again.done).some(each => each.includes('still running on the host')) && Date.now() < waits) again = rerun(again)
      expect(errorsOf(await again.done)).toEqual([])
      expect(book.has([entry])).toBe(false)
      expect(await book.world()).toEqual(before)
    }
    // Else the moments were not those that matter.
    expect(halfWay).toBeGreaterThan(0)
  },
  patience
)

test(
  'backups go to another directory, and are found there by whoever does not name it',
  async () => {
    const destination = join(book.directory, "the other 'disk'")
    const state = book.system().state
    const taking = (inputs: Inputs = {}) => take({ destination, 'keep-days': 0, 'min-verified': 1, ...inputs })
    await take({ destination: backups() })
    await take({ destination: join(state, '..', 'state', 'backups') })
    expect(lstatSync(backups()).isDirectory()).toBe(true)
    // What a killed run left beside it.
    symlinkSync('nowhere', `${backups()}.new`)
    // What is there already is for a person to move, as the error says.
    await expect(taking()).rejects.toThrow(/There are backups in .* already, and they belong into .*cp -a /)
    expect(readdirSync(book.directory)).not.toContain("the other 'disk'")
    cpSync(backups(), destination, { recursive: true })
    renameSync(backups(), `${backups()}.old`)
    const first = (await taking())[0]!['backup-id']!
    expect(lstatSync(backups()).isSymbolicLink()).toBe(true)
    expect(readdirSync(destination)).toContain(first)
    const [outputs] = await taking()
    expect(outputs!['pruned']!.split(',')).toContain(first)
    const id = outputs!['backup-id']!
    expect(readdirSync(destination)).toContain(id)
    expect(await drill({})).toMatchObject({ 'backup-id': id })
    const deployed = await book.run('production.yml', { ref: book.branch('onto-the-disk', 'v1.1.0', {}) })
    expect(errorsOf(deployed).filter(each => /backup/i.test(each))).toEqual([])
    // Its disk is away: nothing is written in its place, and what needs no backup still works.
    renameSync(destination, `${destination}.away`)
    await expect(taking()).rejects.toThrow(/was: is its disk mounted\?/)
    await expect(take({})).rejects.toThrow(/backups go to .*, and it is not there: is its disk mounted\?/)
    expect(readdirSync(book.directory)).not.toContain("the other 'disk'")
    expect((await run('belay-actions/belay@v1', [{ command: 'status' }]))[0]).toMatchObject({ status: 'passed' })
    renameSync(`${destination}.away`, destination)
    await expect(taking({ destination: `${destination}2` })).rejects.toThrow(/go to .*, and not to/)
    await expect(taking({ destination: 'backups' })).rejects.toThrow(/an absolute path on the host/)
    // A machine that was set up anew finds them.
    unlinkSync(join(state, 'backups'))
    expect((await run('belay-actions/belay@v1', [{ command: 'restore-drill', destination }]))[0]).toMatchObject({ 'backup-id': id })
    unlinkSync(join(state, 'backups'))
    renameSync(`${state}/backups.old`, backups())
  },
  patience
)

/** The processes of the root action that this file's runner has started. */
function actionsThatRun(): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => {
      try {
        const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8')
        return read('cmdline').includes('/belay.js') && read('environ').includes(`GITHUB_WORKSPACE=${book.directory}`)
      } catch {
        return false
      }
    })
    .map(Number)
}
