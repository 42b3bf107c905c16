import { execFile } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { HostStore } from '../../shared/deployment/host-store.ts'
import type { Held, State } from '../../shared/deployment/store.ts'
import { openIn, otherOwner, someRelease } from '../../shared/deployment/store-contract.ts'
import { FakeClock } from '../../shared/fake-ports.ts'
import { asHost, BashHost, ClientDied } from './bash-host.ts'

/**
 * G3: KILL the script of each transition before each of its commands, one after another, and at random microseconds (so also inside sync, mv, ln).
 * What is then read is the state before the transition or the one after it, and the next call can go on from there.
 */
const id = '20261122-024035-aaaaaa'
const next = '20261122-024036-bbbbbb'

interface Case {
  readonly from: 'idle' | 'open'
  run(store: HostStore, held: Held, fingerprint: string): Promise<unknown>
}

const cases: Record<string, Case> = {
  initialise: { from: 'idle', run: store => store.initialise() },
  open: { from: 'idle', run: store => openIn(store, id) },
  append: { from: 'open', run: (store, held) => store.append(held, { type: 'intent', step: 'migrate', plan: { a: "it's" } }) },
  close: { from: 'open', run: (store, held) => store.close(held, { type: 'closed', outcome: 'verified', message: 'x' }) },
  takeOver: { from: 'open', run: (store, _, expected) => store.takeOver({ deployment: id, expected, owner: otherOwner }) },
  unlock: { from: 'open', run: (store, _, expected) => store.unlock(expected, 'x') },
  appendRelease: { from: 'open', run: (store, held) => store.appendAll(held, [], [{ ...someRelease, state: 'verified' }]) },
  removeRelease: { from: 'open', run: (store, held) => store.removeRelease('v1', held) }
}

let folder: string
const templates: Record<string, { held: Held; fingerprint: string }> = {}
let copies = 0

function storeIn(name: string): { store: HostStore; host: BashHost } {
  const host = new BashHost()
  return { host, store: new HostStore(asHost(host), join(folder, name), { clock: new FakeClock(), random: randomBytes }) }
}

/** A fresh copy of a template; `cp -a` keeps the lock and its owner file one inode. */
async function fresh(from: Case['from']) {
  const name = `copy${++copies}`
  const { store, host } = storeIn(name)
  await promisify(execFile)('cp', ['-a', join(folder, from), join(folder, name)])
  return { store, host, ...templates[from]!, clean: () => rm(join(folder, name), { recursive: true }) }
}

/** What the transitions are about, without times and without notes, which are for people. */
function essence(state: State) {
  return {
    holder: state.holder && {
      deployment: state.holder.deployment,
      run: state.holder.owner.runId,
      lockFile: state.holder.fingerprint !== 'missing'
    },
    open: state.open?.id,
    deployments: state.deployments.map(each => [each.id, each.records.map(record => record.type).filter(type => type !== 'note')]),
    releases: state.releases.map(each => [each.id, each.state])
  }
}

/** The next one to come, whoever it is, gets on: it takes over and closes what is open, or opens its own. */
async function goesOn(store: HostStore, state: State): Promise<void> {
  if (state.holder === undefined) {
    await openIn(store, next)
    return
  }
  const { deployment, fingerprint } = state.holder
  const held = await store.takeOver({ deployment, expected: fingerprint, owner: otherOwner })
  await store.close(held, { type: 'closed', outcome: 'rolled-back', message: '' })
}

/** Runs one case under a fault; false: the script ended before the fault came. */
async function struck(
  each: Case,
  fault: { insert?: string; killAfterUs?: number },
  before: unknown,
  after: unknown,
  clientDies: boolean
): Promise<boolean> {
  const { store, host, held, fingerprint, clean } = await fresh(each.from)
  host.fault = { ...fault, clientDies }
  const runs = host.scripts.length
  const died = await each.run(store, held, fingerprint).then(
    () => false,
    error => {
      if (error instanceof ClientDied) return true
      throw error
    }
  )
  const hit = died || host.scripts.length > runs + 1
  const state = await store.read()
  if (died) expect([before, after]).toContainEqual(essence(state))
  else expect(essence(state)).toEqual(after)
  await goesOn(store, state)
  await clean()
  return hit
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'belay-kill-'))
  const idle = storeIn('idle').store
  await idle.initialise()
  const earlier = await openIn(idle, '20261122-000000-aaaaaa')
  await idle.close(earlier, { type: 'closed', outcome: 'adopted', message: '' }, { records: [], releases: [someRelease] })
  templates['idle'] = { held: { deployment: id, token: '' }, fingerprint: '' }
  await cp(join(folder, 'idle'), join(folder, 'open'), { recursive: true })
  const open = storeIn('open').store
  const held = await openIn(open, id)
  templates['open'] = { held, fingerprint: (await open.read()).holder!.fingerprint }
})
afterAll(() => rm(folder, { recursive: true }))

describe.each(Object.entries(cases))('%s, killed', (_name, each) => {
  let before: unknown
  let after: unknown

  beforeAll(async () => {
    const { store, held, fingerprint, clean } = await fresh(each.from)
    before = essence(await store.read())
    await each.run(store, held, fingerprint)
    after = essence(await store.read())
    await clean()
  })

  test('before each of its commands, its client too', async () => {
    let commands = 0
    while (await struck(each, { insert: killBefore(commands + 1) }, before, after, true)) commands++
    expect(commands).toBeGreaterThan(10)
  }, 120_000)

  test('before every fifth command, and tried again by its client: it happens once', async () => {
    let at = 1
    while (await struck(each, { insert: killBefore(at) }, before, after, false)) at += 5
    expect(at).toBeGreaterThan(10)
  }, 120_000)

  test('at random microseconds, its client too', async () => {
    let hits = 0
    for (let round = 0; round < 8; round++) {
      if (await struck(each, { killAfterUs: 2_000 + randomInt(18_000) }, before, after, true)) hits++
    }
    expect(hits).toBeGreaterThan(0)
  }, 60_000)
})

function killBefore(command: number): string {
  return `belay_n=0; set -T; trap 'if ((++belay_n == ${command})); then kill -KILL $$; fi' DEBUG`
}
