import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { CopyStore } from '../copies/store.ts'
import type { DumpPlan } from '../database/backup-source.ts'
import { FakeEngine } from '../database/fake-engine.ts'
import { tagOf } from '../database/names.ts'
import { LocalHost } from '../host/local-host.ts'
import { systemClock } from '../ports.ts'
import { takeBackup } from './backup.ts'
import { keepFresh, verifyBackup } from './store.ts'

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

test('a copy that fails by a bug takes neither the backup nor the other copies away, and the bug keeps its stack', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'belay-backup-'))
  const host = new LocalHost()
  const put: string[] = []
  const nothing = async () => {}
  const store = (label: string, each: CopyStore['put']): CopyStore => ({
    label,
    put: each,
    get: () => Promise.reject(new Error('not asked')),
    list: async () => [],
    remove: nothing,
    close: nothing
  })
  const bug = new TypeError('undefined is not a function')
  try {
    await mkdir(join(stateDir, 'jobs'))
    const taking = takeBackup({
      host,
      clock: systemClock,
      job: { stateDir, idPrefix: 'd1.backup', timeoutMs: 30_000 },
      id: 'b1',
      databases: [{ name: 'main', engine: new FakeEngine() }],
      level: 'full',
      minFreeBytes: 1,
      app: 'shop',
      environment: 'production',
      copyTo: [store('broken', () => Promise.reject(bug)), store('good', async key => void put.push(key))]
    })
    await expect(taking).rejects.toBe(bug)
    expect((await verifyBackup(host, stateDir, 'b1')).copies).toEqual(['good'])
    expect(put).toEqual(['shop/production/b1/app.fake', 'shop/production/b1/manifest.json'])
  } finally {
    await rm(stateDir, { recursive: true, force: true })
  }
}, 60_000)

test('a complete directory that somebody still works with does not grow old', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'belay-fresh-'))
  const complete = join(directory, '.complete')
  await writeFile(complete, '')
  await utimes(complete, 1, 1)
  const stop = keepFresh(new LocalHost(), directory, 20)
  try {
    while ((await stat(complete)).mtimeMs === 1000) await new Promise(resolve => setTimeout(resolve, 20))
    expect(Date.now() - (await stat(complete)).mtimeMs).toBeLessThan(60_000)
  } finally {
    stop()
    await rm(directory, { recursive: true, force: true })
  }
}, 60_000)
