import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from '@jest/globals'
import { HostStore } from '../../shared/deployment/host-store.ts'
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
