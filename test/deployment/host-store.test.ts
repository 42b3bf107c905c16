import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
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
        const job = join(stateDir, 'jobs', id)
        await mkdir(job, { recursive: true })
        const child = spawn('flock', [join(job, 'alive'), 'sh', '-c', 'echo started; read end'], { stdio: ['pipe', 'pipe', 'inherit'] })
        await new Promise(resolve => child.stdout.once('data', resolve))
        return async () => {
          const ended = new Promise(resolve => child.once('close', resolve))
          child.stdin.end('\n')
          await ended
        }
      }
    }
  })
})
