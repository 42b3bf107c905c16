// G4: one deployment at a time, from whatever run.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { describeBed } from '../bed/bed.ts'
import { FaultSystem, repositoryName } from './system.ts'

await describeBed('the lock', () => {
  let system: FaultSystem
  beforeAll(async () => void (system = await FaultSystem.boot()), 300_000)
  afterAll(() => system?.destroy(), 300_000)

  test('a second deployment at once is told who holds it; with a lock-timeout it waits and goes on from there', async () => {
    const run = system.newRun()
    const first = await system.open('v1.1.1', { run })
    const open = first.id
    const second = await system.deploy('v1.1.5')
    expect(second.code).toBe(1)
    expect(second.output).toContain(`Deployment ${open} holds the lock of /var/lib/belay/mes/production`)
    expect(second.output).toContain(
      `Holder: ${repositoryName}, job deploy of https://github.com/${repositoryName}/actions/runs/${run} (attempt 1), started by octocat`
    )
    expect(second.output).toContain('lock-timeout')
    const third = await system.start(system.deployment('v1.1.5', { inputs: { 'lock-timeout': '3 min' } }))
    const ends = await Promise.all([first.done, third.done])
    expect(ends.map(({ code, outputs }) => [code, outputs['outcome']])).toEqual([
      [0, 'verified'],
      [0, 'verified']
    ])
    expect(await system.world()).toMatchObject({ version: '1.1.5', maintenance: 'down', lock: 'free', leftovers: '' })
    // The way back of the one that waited is what the first one made live, not what was live when it began to wait.
    const opened = (await system.journal())[0] as { code?: { release?: string } }
    expect(opened.code?.release).toMatch(/^v1\.1\.1-/)
    expect(await system.missing()).toEqual([])
  }, 300_000)

  test('a stale lock: refused while its run still runs, as GitHub says; of two that break it at once one wins', async () => {
    const before = await system.world()
    const run = system.newRun()
    const started = await system.open('v1.1.6', { run, config: system.config({ fence: 'always' }) })
    await system.untilIntent('migrate')
    started.process.kill('SIGKILL')
    await started.done
    const open = started.id
    await system.untilOnHost('! grep -qlszF "BELAY_JOB_DIR=" /proc/[0-9]*/environ')
    const rollback = (inputs: Record<string, string | undefined> = {}) =>
      system.run({ run: system.newRun(), inputs: { command: 'rollback', deployment: open, reason: 'stale', ...inputs } })

    const asked = system.github.asked.length
    const refused = await rollback()
    expect(refused.code).toBe(1)
    expect(refused.output).toContain('It cannot be taken over: its run has not ended.')
    expect(system.github.asked.slice(asked)).toEqual([`/repos/${repositoryName}/actions/runs/${run}`])
    const unknown = await rollback({ 'github-token': '' })
    expect(unknown.code).toBe(1)
    expect(unknown.output).toMatch(/it is not known whether its run has ended \(give `github-token`, or run `command: unlock`/)
    expect((await system.world()).lock).toBe('held')
    expect(await system.newestDeployment()).toBe(open)

    system.github.runs.set(String(run), 'completed')
    const two = await Promise.all([rollback(), rollback()])
    expect(two.map(each => each.code).sort()).toEqual([0, 1])
    const [winner, loser] = two[0]?.code === 0 ? two : [two[1], two[0]]
    expect(winner?.outputs).toMatchObject({ outcome: 'rolled-back', plan: 'restore-point' })
    expect(loser?.output).toMatch(/Someone else acted first|It cannot be taken over: its run has not ended|has ended: rolled-back/)
    expect(loser?.output).not.toMatch(/This is a bug|^\s+at /m)
    expect((await system.journal()).filter(record => record.message?.startsWith('Taken over by'))).toHaveLength(1)
    expect(await system.world()).toEqual(before)
    await system.untilWritable()
    expect(await system.missing()).toEqual([])
  }, 300_000)
})
