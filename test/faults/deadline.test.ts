// G10: a deadline ends everything that was started, database sessions included, before anything else is decided.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { describeBed } from '../bed/bed.ts'
import { mesDatabase } from '../systems/mes/install.ts'
import { FaultSystem } from './system.ts'

await describeBed('a deadline', () => {
  let system: FaultSystem
  beforeAll(async () => void (system = await FaultSystem.boot()), 300_000)
  afterAll(() => system?.destroy(), 300_000)

  test('in a migration: its session is gone when the failure is written, and the system comes back', async () => {
    const before = await system.world()
    const config = system.config({ migrations: [{ framework: 'django', database: 'main', timeout: '30 s' }] })
    const started = await system.open('v1.1.3', { config })
    await system.untilSleeping()
    await system.untilOnHost('record failed migrate')
    expect(await system.sleepers()).toBe(0)
    const ended = await started.done
    expect([ended.code, ended.outputs['outcome'], ended.outputs['plan']]).toEqual([1, 'rolled-back', 'restore-point'])
    expect(ended.output).toMatch(/::error::.*30 s/)
    const journal = await system.journal()
    const failed = journal.findIndex(record => record.type === 'failed' && record.step === 'migrate')
    expect(journal.findIndex(record => record.type === 'intent' && record.step === 'rollback')).toBeGreaterThan(failed)
    expect(await system.world()).toEqual(before)
    expect(await system.host.sql("SELECT count(*) FROM workorder_workorder WHERE remark = 'endless'", mesDatabase)).toBe('0')
    await system.untilWritable()
    expect(await system.missing()).toEqual([])
  }, 300_000)

  test('in a stage hook that hangs and leaves children: all of them end, and nothing live is touched', async () => {
    const before = await system.world()
    const pids = (await system.host.exec('systemctl show -p MainPID --value gunicorn-mes_config celery-mes_config')).stdout
    const run = 'setsid sleep 98701 & (nohup sleep 98702 >/dev/null 2>&1 &) ; sleep 98703'
    const config = system.config({ code: system.code({ hooks: { stage: [{ run, timeout: '8 s' }] } }) })
    const started = await system.open('v1.1.1', { config })
    await system.untilOnHost('[ "$(pgrep -fc "^sleep 9870[123]")" = 3 ]')
    const ended = await started.done
    expect([ended.code, ended.outputs['outcome']]).toEqual([1, 'nothing-changed'])
    expect(ended.output).toMatch(/::error::Hook 1 of stage .* had not ended after 8 s and was stopped/)
    expect((await system.host.exec('pgrep -fc "^sleep 9870[123]"', { check: false })).stdout).toBe('0\n')
    expect((await system.host.exec('systemctl show -p MainPID --value gunicorn-mes_config celery-mes_config')).stdout).toBe(pids)
    expect((await system.journal()).at(-1)).toMatchObject({ type: 'closed', outcome: 'nothing-changed' })
    expect(await system.world()).toEqual(before)
    expect(await system.missing()).toEqual([])
  }, 300_000)
})
