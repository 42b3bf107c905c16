import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { HostStore } from '../../shared/deployment/host-store.ts'
import type { Owner } from '../../shared/deployment/records.ts'
import type { Held } from '../../shared/deployment/store.ts'
import { ConnectionLost, FencedOff } from '../../shared/host/errors.ts'
import type { Host, RunOptions } from '../../shared/host/host.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { operate, ServiceFailed } from '../../shared/services/operate.ts'

const host = new LocalHost()
const owner: Owner = { repository: 'acme/mes', runId: '1', runAttempt: 1, job: 'deploy', actor: 'ada' }
const deployment = '20260102T030405Z-1-1'
let directory: string
let stateDir: string
let file: string
let store: HostStore
let held: Held

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'belay-maintenance-'))
  stateDir = join(directory, 'state')
  file = join(directory, "shared/it's maintenance.on")
  await mkdir(join(directory, 'shared'))
  await writeFile(file, '')
  store = new HostStore(host, stateDir, { clock: systemClock, random: randomBytes })
  await store.initialise()
  held = await store.open({ deployment, owner, first: { type: 'opened', kind: 'deploy', owner, version: 'v1' }, waitMs: 0 })
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const open = (token: string | undefined = held.token, over: Host = host) =>
  operate({ host: over, scope: 'app/test', stateDir, job: { stateDir, idPrefix: 'd1.open', timeoutMs: 30_000, token } }, 'open', [], file)

test('the holder of the lock lets users in, without a job, and again', async () => {
  expect(await open()).toMatchObject({ action: 'open', maintenance: 'down', services: [] })
  expect(existsSync(file)).toBe(false)
  expect(await open()).toMatchObject({ maintenance: 'down' })
  expect(await readdir(join(stateDir, 'jobs'))).toEqual([])
})

test('G4: who has lost the lock to another run does not let users in, and is told who holds it', async () => {
  const { holder } = await store.read()
  const other = { ...owner, runId: '2', actor: 'grace' }
  const next = await store.takeOver({ deployment, expected: holder!.fingerprint, owner: other })
  const error = await open().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(FencedOff)
  expect((error as FencedOff).holder).toContain('grace')
  expect(existsSync(file)).toBe(true)
  expect(await open(next.token)).toMatchObject({ maintenance: 'down' })
})

test('G4: a lock that was released, a token of nobody, or no state directory at all let no users in', async () => {
  await expect(open(`${held.token.slice(0, -1)}x`)).rejects.toThrow(FencedOff)
  await store.close(held, { type: 'closed', outcome: 'verified', message: 'done' })
  await expect(open()).rejects.toThrow('nobody holds the lock')
  await rm(stateDir, { recursive: true })
  await expect(open()).rejects.toThrow(FencedOff)
  expect(existsSync(file)).toBe(true)
})

test('G4: nobody takes the lock over between the check and the removal', async () => {
  const { holder } = await store.read()
  // The removal waits, as on a slow disk, while it holds the lock's flock.
  const waiting = `rm() { touch ${JSON.stringify(join(directory, 'removing'))}; sleep 1; command rm "$@"; }\n`
  const slow = { label: host.label, run: (script: string, options?: RunOptions) => host.run(waiting + script, options) } as Host
  const opening = open(held.token, slow)
  while (!existsSync(join(directory, 'removing'))) await new Promise(resolve => setTimeout(resolve, 10))
  await store.takeOver({ deployment, expected: holder!.fingerprint, owner })
  expect(existsSync(file)).toBe(false)
  expect(await opening).toMatchObject({ maintenance: 'down' })
})

test('a connection that breaks is made again', async () => {
  let calls = 0
  const breaking = {
    label: host.label,
    run: async (script: string, options?: RunOptions) => {
      const result = await host.run(script, options)
      if (++calls < 3) throw new ConnectionLost('cut')
      return result
    }
  } as Host
  expect(await open(held.token, breaking)).toMatchObject({ maintenance: 'down' })
  calls = -10
  await expect(open(held.token, breaking)).rejects.toThrow(ConnectionLost)
})

test('G7: the token is a secret of the script and stands nowhere in its text', async () => {
  const sent: [string, RunOptions | undefined][] = []
  await open(held.token, {
    label: host.label,
    run: (script: string, options?: RunOptions) => (sent.push([script, options]), host.run(script, options))
  } as Host)
  expect(sent).toHaveLength(1)
  const [script, { secrets, ...options } = {}] = sent[0]!
  expect(Object.values(secrets!)).toEqual([held.token])
  expect(script + JSON.stringify(options)).not.toContain(held.token)
})

test('a file that cannot be removed is told', async () => {
  await rm(file)
  await mkdir(file)
  const error = await open().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ServiceFailed)
  expect((error as Error).message).toContain(`The maintenance file could not be removed on local: ${file}`)
})

test('without a deployment it is a job, as everything that changes something', async () => {
  const evidence = await operate(
    { host, scope: 'app/test', stateDir, job: { stateDir, idPrefix: 'd1.lone', timeoutMs: 30_000 } },
    'open',
    [],
    file
  )
  expect(evidence).toMatchObject({ maintenance: 'down' })
  expect(existsSync(file)).toBe(false)
})
