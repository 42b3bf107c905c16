import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { connectEarly, rememberHost, takeEarly } from './early-host.ts'

let temp: string
beforeAll(async () => {
  temp = await mkdtemp(join(tmpdir(), 'belay-early-'))
})
afterAll(() => rm(temp, { recursive: true }))

// Port 1 of this machine refuses: what is early never fails, whatever becomes of it.
const address = { address: '127.0.0.1', port: 1, user: 'deploy' }
const knownHosts = `[127.0.0.1]:1 ssh-ed25519 ${Buffer.concat([
  Buffer.from([0, 0, 0, 11]),
  Buffer.from('ssh-ed25519'),
  Buffer.from([0, 0, 0, 32]),
  Buffer.alloc(32, 7)
]).toString('base64')}`
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const inputs = () => ({
  RUNNER_TEMP: temp,
  INPUT_ENVIRONMENT: 'production',
  'INPUT_PRIVATE-KEY': privateKey,
  'INPUT_KNOWN-HOSTS': `${knownHosts}\n`
})
const spec = { ...address, privateKey: privateKey.trim(), passphrase: undefined, knownHosts }

test('the first action of a job connects to nothing early', async () => {
  expect(await connectEarly(inputs())).toBeUndefined()
  expect(await connectEarly({ ...inputs(), RUNNER_TEMP: undefined })).toBeUndefined()
})

test('the next one connects to where it did, and uses it only for exactly that', async () => {
  await rememberHost(inputs(), temp, spec, '/var/lib/belay/a')
  const early = await connectEarly(inputs())
  expect(early?.host.label).toBe('deploy@127.0.0.1:1')
  expect(early?.stateDir).toBe('/var/lib/belay/a')
  expect(takeEarly(early, { ...spec })).toBe(early?.host)
  for (const other of [
    { port: 2 },
    { user: 'root' },
    { address: 'localhost' },
    { knownHosts: 'x' },
    { privateKey: 'x' },
    { passphrase: 'x' }
  ])
    expect(takeEarly(early, { ...spec, ...other })).toBeUndefined()
  await expect(early?.state).rejects.toThrow()
  await early?.login
})

test.each([
  ['another environment', { INPUT_ENVIRONMENT: 'staging' }],
  ['another configuration', { INPUT_CONFIG: 'other.yml' }],
  ['a host by input', { INPUT_HOST: '127.0.0.2' }],
  ['no key', { 'INPUT_PRIVATE-KEY': ' ' }],
  ['no known hosts', { 'INPUT_KNOWN-HOSTS': undefined }]
])('%s: nothing early', async (_, change) => {
  await rememberHost(inputs(), temp, spec, '/var/lib/belay/a')
  expect(await connectEarly({ ...inputs(), ...change })).toBeUndefined()
})

test('what is kept is private and holds no secret', async () => {
  await rememberHost(inputs(), temp, spec, '/var/lib/belay/a')
  const folder = join(temp, 'belay')
  expect(await readdir(folder)).toEqual(['host.json'])
  const text = await readFile(join(folder, 'host.json'), 'utf8')
  for (const secret of [privateKey.split('\n')[1]!, knownHosts]) expect(text).not.toContain(secret)
  expect((await stat(join(folder, 'host.json'))).mode & 0o777).toBe(0o600)
})

test('a broken file, and a host that needs no connection, are no reason to fail', async () => {
  await writeFile(join(temp, 'belay', 'host.json'), '{')
  expect(await connectEarly(inputs())).toBeUndefined()
  await rememberHost(inputs(), temp, { ...spec, address: 'local' }, '/var/lib/belay/a')
  expect(await readFile(join(temp, 'belay', 'host.json'), 'utf8')).toBe('{')
})
