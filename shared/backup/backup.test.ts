import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { DumpPlan } from '../database/backup-source.ts'
import { FakeEngine } from '../database/fake-engine.ts'
import { tagOf } from '../database/names.ts'
import { LocalHost } from '../host/local-host.ts'
import { systemClock } from '../ports.ts'
import { takeBackup } from './backup.ts'

class Failing extends FakeEngine {
  override dump(): readonly DumpPlan[] {
    return super.dump().map(plan => ({ ...plan, dump: 'echo the server is down; exit 3\n' }))
  }
}

test('why a dump failed is told also where its server cannot be asked for the sessions', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'belay-backup-'))
  try {
    await mkdir(join(stateDir, 'jobs'))
    const engine = new Failing()
    const job = { stateDir, idPrefix: 'd1.backup', timeoutMs: 30_000 }
    engine.failures.set(`endSessions ${tagOf(job.idPrefix)}`, new Error('nobody answers'))
    const databases = [{ name: 'main', engine }]
    const taking = takeBackup({ host: new LocalHost(), clock: systemClock, job, id: 'b1', databases, level: 'full', minFreeBytes: 1 })
    await expect(taking).rejects.toThrow(/the server is down[\s\S]*No backup was added/)
    expect(engine.calls).toContain(`endSessions ${tagOf(job.idPrefix)}`)
  } finally {
    await rm(stateDir, { recursive: true, force: true })
  }
}, 60_000)
