import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { HostStore } from '../../shared/deployment/host-store.ts'
import { readScript } from '../../shared/deployment/state-script.ts'
import { storeContract } from '../../shared/deployment/store-contract.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
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

test('an answer that was asked for ahead is taken once; one that failed is asked for again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'belay store-'))
  folders.push(folder)
  const stateDir = join(folder, 'state')
  const parts = { clock: systemClock, random: randomBytes }
  const store = new HostStore(host, stateDir, parts)
  await store.initialise()
  const owner = { repository: 'a/b', runId: '1', runAttempt: 1, job: 'j', actor: 'x' }
  const before = host.run(readScript(stateDir))
  await before
  const held = await store.open({ deployment: 'd1', owner, first: { type: 'opened', kind: 'deploy', version: 'v1', owner }, waitMs: 0 })
  const ahead = new HostStore(host, stateDir, { ...parts, ahead: before })
  expect((await ahead.read()).open).toBeUndefined()
  expect((await ahead.read()).open?.id).toBe(held.deployment)
  const failed = new HostStore(host, stateDir, { ...parts, ahead: Promise.reject(new Error('the connection broke')) })
  expect((await failed.read()).open?.id).toBe(held.deployment)
})
