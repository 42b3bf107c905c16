import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { UserError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import { LocalHost } from '../host/local-host.ts'
import { systemClock } from '../ports.ts'
import { listCopies, removeCopy } from './copies.ts'
import { copyBackup } from './copy-backup.ts'
import { fetchBackup } from './fetch-backup.ts'
import { SshStore } from './ssh.ts'

const host = new LocalHost()
const name = { app: 'shop', environment: 'production', id: 'b1' }
let root: string
let state: string
let store: SshStore

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'belay-copies-'))
  state = join(root, 'state')
  mkdirSync(join(state, 'backups/b1'), { recursive: true })
  store = new SshStore(host, join(root, 'vault'), [])
  const member = { name: 'main.dump', bytes: 4, sha256: createHash('sha256').update('dump').digest('hex') }
  writeFileSync(join(state, 'backups/b1/main.dump'), 'dump')
  writeFileSync(join(state, 'backups/b1/manifest.json'), JSON.stringify({ ...name, members: [member] }))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const copy = () => copyBackup({ host, directory: join(state, 'backups/b1'), store, clock: systemClock, ...name })
const fetched = (more = {}) => fetchBackup({ store, host, stateDir: state, ...name, ...more })
const lose = () => rmSync(join(state, 'backups/b1'), { recursive: true })

test('a copy without its manifest is none, and what is there is not replaced', async () => {
  await copy()
  await expect(fetched()).rejects.toThrow(/is there already\. Restore that one, or move it away first/)
  lose()
  await store.remove('shop/production/b1/manifest.json')
  await expect(fetched()).rejects.toThrow('There is no whole copy of the backup b1 of shop/production')
  expect(await listCopies(store, name)).toEqual([{ id: 'b1', bytes: 4, whole: false }])
  expect(readdirSync(join(state, 'backups'))).toEqual([])
})

test("another application's or environment's copy is not this one's, also where somebody has moved it", async () => {
  await copy()
  lose()
  await expect(fetched({ environment: 'staging' })).rejects.toThrow('There is no whole copy')
  await host.run(`cd ${root}/vault/shop && cp -r production staging`)
  await expect(fetched({ environment: 'staging' })).rejects.toThrow('is that of environment production, and this is staging')
  await expect(fetched({ app: '../shop' })).rejects.toThrow("cannot be part of a copy's name")
  expect(await listCopies(store, { app: 'shop', environment: 'prod' })).toEqual([])
  expect(readdirSync(join(state, 'backups'))).toEqual([])
})

test('a member that changed after its manifest was written is not copied', async () => {
  writeFileSync(join(state, 'backups/b1/main.dump'), 'dumq')
  await expect(copy()).rejects.toThrow(/not what the manifest says: its SHA-256/)
  expect(await listCopies(store, name)).toEqual([])
})

test('what a killed fetch has left is no obstacle', async () => {
  await copy()
  lose()
  const left = join(state, 'backups/.fetch-b1')
  mkdirSync(left)
  writeFileSync(join(left, 'main.dump'), 'du')
  // A run that works may have begun a moment ago, and what it has brought is not taken from it.
  await expect(fetched()).rejects.toThrow(/was not brought to local: another run has been bringing it in the last 10 minutes/)
  expect(readdirSync(left)).toEqual(['main.dump'])
  for (const each of [join(left, 'main.dump'), left]) utimesSync(each, 1, 1)
  expect(await fetched()).toBe(join(state, 'backups/b1'))
  expect(readdirSync(join(state, 'backups')).sort()).toEqual(['.lock', 'b1'])
  expect(readdirSync(join(state, 'backups/b1')).sort()).toEqual(['main.dump', 'manifest.json'])
})

test('a copy that is brought and then not believed does not stay as a backup', async () => {
  await copy()
  lose()
  const prove = async () => {
    expect(readdirSync(join(state, 'backups/b1')).sort()).toEqual(['main.dump', 'manifest.json'])
    throw new Error('it is not signed')
  }
  await expect(fetched({ prove })).rejects.toThrow('it is not signed')
  expect(readdirSync(join(state, 'backups'))).toEqual(['.lock'])
})

/** The machine itself, with programs of the test's before its own. */
const hostWith = (program: string, script: string): Host => {
  mkdirSync(join(root, 'bin'))
  writeFileSync(join(root, 'bin', program), `#!/bin/bash\n${script}\n`, { mode: 0o755 })
  const run: Host['run'] = (text, options) => host.run(text, { ...options, env: { PATH: `${join(root, 'bin')}:${process.env['PATH']}` } })
  return Object.assign(new LocalHost(), { run })
}

test.each([
  ['the rename', 'mv', 'echo "mv: no room" >&2; exit 1', /could not be given its name there \(mv: no room\)\. Mend that/],
  [
    'the last sync',
    'sync',
    '[[ $2 != */backups ]] || { echo "sync: I/O error" >&2; exit 1; }; exec /usr/bin/sync "$@"',
    /could not be given its name there \(sync: I.O error\)\. Mend that/
  ]
])('%s fails: an error that says what to do, and no backup was added', async (_, program, script, words) => {
  await copy()
  lose()
  const error = await fetched({ host: hostWith(program, script) }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UserError)
  expect((error as Error).message).toMatch(words)
  expect(readdirSync(join(state, 'backups'))).toEqual(['.lock'])
})

test('another run that was faster keeps what it has brought', async () => {
  await copy()
  lose()
  const other = `mkdir ${state}/backups/b1; : > ${state}/backups/b1/theirs; exec /usr/bin/mv "$@"`
  const error = await fetched({ host: hostWith('mv', other) }).catch((thrown: unknown) => thrown)
  expect(String(error)).toContain('is there already: another run has made it meanwhile')
  expect(readdirSync(join(state, 'backups')).sort()).toEqual(['.lock', 'b1'])
  expect(readdirSync(join(state, 'backups/b1'))).toEqual(['theirs'])
})

test('what is written to a slow disk has longer than a command', async () => {
  await copy()
  lose()
  const waits: (number | undefined)[] = []
  const run: Host['run'] = (text, options) => {
    if (text.includes('mv -nT')) waits.push(options?.timeoutMs)
    return host.run(text, options)
  }
  await fetched({ host: Object.assign(new LocalHost(), { run }) })
  expect(waits).toEqual([1_800_000])
})

test('a directory whose disk is not mounted is an error, and one that nobody has made yet holds nothing', async () => {
  expect(await listCopies(store, name)).toEqual([])
  await expect(listCopies(new SshStore(host, join(root, 'absent/vault'), []), name)).rejects.toThrow(/could not be listed: .*No such file/)
  writeFileSync(join(root, 'vault'), 'a file')
  await expect(listCopies(store, name)).rejects.toThrow(/could not be listed: .*Not a directory/)
})

test('a removed copy is gone with its directory', async () => {
  await copy()
  await removeCopy(store, name)
  expect(await listCopies(store, name)).toEqual([])
  expect(existsSync(join(root, 'vault/shop/production/b1'))).toBe(false)
})
