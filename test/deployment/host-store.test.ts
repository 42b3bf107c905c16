import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { LockLost, NotWritten } from '../../shared/deployment/errors.ts'
import { HostStore } from '../../shared/deployment/host-store.ts'
import { readScript } from '../../shared/deployment/state-script.ts'
import { storeContract } from '../../shared/deployment/store-contract.ts'
import { FencedOff } from '../../shared/host/errors.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
import { quote } from '../../shared/host/shell.ts'
import { systemClock } from '../../shared/ports.ts'

const host = new LocalHost()
const folders: string[] = []
afterAll(async () => {
  await host.close()
  for (const folder of folders) await rm(folder, { recursive: true })
})

describe('HostStore on LocalHost', () => {
  storeContract(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'belay store-'))
    folders.push(folder)
    const stateDir = join(folder, "it's state")
    return {
      store: new HostStore(host, stateDir, { clock: systemClock, random: randomBytes }),
      runJob: async id => {
        const { promise: started, resolve } = Promise.withResolvers<void>()
        const job = host.job({ stateDir, id, script: 'echo started; sleep 600', timeoutMs: 60_000, onOutput: () => resolve() })
        await Promise.race([started, job])
        return async () => {
          await host.endJob(stateDir, id)
          await job
        }
      }
    }
  })
})

const owner = { repository: 'a/b', runId: '1', runAttempt: 1, job: 'j', actor: 'x' }

async function opened() {
  const folder = await mkdtemp(join(tmpdir(), 'belay store-'))
  folders.push(folder)
  const stateDir = join(folder, "it's state")
  const store = new HostStore(host, stateDir, { clock: systemClock, random: randomBytes })
  await store.initialise()
  const held = await store.open({ deployment: 'd1', owner, first: { type: 'opened', kind: 'deploy', version: 'v1', owner }, waitMs: 0 })
  const records = async () => (await store.read()).open?.records.map(({ seq, type }) => `${seq} ${type}`)
  const job = (id: string, script: string) => store.host.job({ stateDir, id: `d1.${id}`, script, timeoutMs: 30_000, token: held.token })
  return { stateDir, store, held, records, job }
}

const intent = { type: 'intent' as const, step: 'migrate' as const, plan: { "it's": 'a $(plan)\n' } }

describe('the host of a store', () => {
  test('a job finds the intent in the journal, and one that is followed again writes no other', async () => {
    const { store, held, records, job } = await opened()
    store.appendWithNext(held, [{ type: 'note', message: 'before' }, intent])
    const { tail } = await job('a', 'cat ../../deployments/d1/*.json')
    expect(tail).toContain('"type":"intent"')
    expect(await records()).toEqual(['1 opened', '2 note', '3 intent'])
    expect((await store.read()).open?.records[2]).toMatchObject(intent)
    store.appendWithNext(held, [intent])
    expect(await job('a', 'exit 1')).toMatchObject({ attached: true, exitCode: 0 })
    expect(await records()).toEqual(['1 opened', '2 note', '3 intent', '4 intent'])
  })

  test('an intent stands once, whichever of a note and the job that takes it along comes first', async () => {
    for (let round = 0; round < 8; round++) {
      const { store, held, records, job } = await opened()
      store.appendWithNext(held, [intent])
      const notes = Array.from({ length: 3 }, (_, index) => store.append(held, { type: 'note', message: `SIGINT ${index}` }))
      await Promise.all([job('a', ':'), ...notes])
      const types = (await records())?.map(each => each.split(' ')[1])
      expect(types?.sort()).toEqual(['intent', 'note', 'note', 'note', 'opened'])
    }
  }, 60_000)

  test.each(['run', 'upload', 'endJob'] as const)('%s comes after the intent', async what => {
    const { stateDir, store, held, records } = await opened()
    store.appendWithNext(held, [intent])
    if (what === 'run') expect((await store.host.run(`ls ${quote(stateDir)}/deployments/d1`)).stdout).toContain('000002.json')
    else if (what === 'upload') await store.host.upload('x', join(stateDir, 'backups', 'x'))
    else await store.host.endJob(stateDir, 'd1.none')
    expect(await records()).toEqual(['1 opened', '2 intent'])
  })

  test('no job starts for who has lost the lock', async () => {
    const { stateDir, store, held, records, job } = await opened()
    const other = new HostStore(host, stateDir, { clock: systemClock, random: randomBytes })
    const { holder } = await other.read()
    await other.takeOver({ deployment: 'd1', expected: holder!.fingerprint, owner })
    store.appendWithNext(held, [intent])
    await expect(job('a', 'touch ../../started')).rejects.toThrow(FencedOff)
    await expect(store.host.run(':')).rejects.toThrow(LockLost)
    expect(await records()).toEqual(['1 opened', '2 note'])
  })

  test('a journal that cannot be written: the job does not start, and nothing is said to have begun', async () => {
    const { stateDir, store, held, records, job } = await opened()
    store.appendWithNext(held, [{ type: 'note', message: 'before' }, intent])
    // A file where records are prepared: no user can write there, root neither.
    await host.run(`cd ${quote(stateDir)}/deployments/d1; rmdir .new; : >.new`)
    await expect(job('a', 'touch ../../started')).rejects.toThrow(NotWritten)
    await expect(store.host.run(':')).rejects.toThrow('nothing is changed')
    expect((await host.run(`ls ${quote(stateDir)}`)).stdout).not.toContain('started')
    expect(store.takeBack()).toBe(true)
    await host.run(`cd ${quote(stateDir)}/deployments/d1; rm .new; mkdir .new`)
    await store.append(held, { type: 'note', message: 'after' })
    expect(await records()).toEqual(['1 opened', '2 note', '3 note'])
  })
})

test('an answer that was asked for ahead is taken once; one that failed is asked for again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'belay store-'))
  folders.push(folder)
  const stateDir = join(folder, 'state')
  const parts = { clock: systemClock, random: randomBytes }
  const store = new HostStore(host, stateDir, parts)
  await store.initialise()
  const before = host.run(readScript(stateDir))
  await before
  const held = await store.open({ deployment: 'd1', owner, first: { type: 'opened', kind: 'deploy', version: 'v1', owner }, waitMs: 0 })
  const ahead = new HostStore(host, stateDir, { ...parts, ahead: before })
  expect((await ahead.read()).open).toBeUndefined()
  expect((await ahead.read()).open?.id).toBe(held.deployment)
  const failed = new HostStore(host, stateDir, { ...parts, ahead: Promise.reject(new Error('the connection broke')) })
  expect((await failed.read()).open?.id).toBe(held.deployment)
  // Ended on the host, by the kernel where memory ran out.
  const killed = new HostStore(host, stateDir, { ...parts, ahead: host.run('kill -KILL $$; sleep 5') })
  expect((await killed.read()).open?.id).toBe(held.deployment)
})
