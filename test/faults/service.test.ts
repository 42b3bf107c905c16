// G5, G12: a service that answers at first and dies after 4 s, and that systemd starts again for ever, is not one that runs.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { describeBed } from '../bed/bed.ts'
import { FaultSystem } from './system.ts'

await describeBed('a service that dies after 4 s', () => {
  let system: FaultSystem
  beforeAll(async () => void (system = await FaultSystem.boot()), 300_000)
  afterAll(() => system?.destroy(), 300_000)

  test('is seen by the proof of the restart, and rolled back; the same release is refused from then on', async () => {
    const before = await system.world()
    // The default of `stable-for`, 5 s.
    const config = system.config({ services: ['gunicorn-mes_config', 'celery-mes_config'] })
    const ended = await system.deploy('v1.1.4', { config })
    expect([ended.code, ended.outputs['outcome'], ended.outputs['plan']]).toEqual([1, 'rolled-back', 'restore-point'])
    expect(ended.output).toMatch(/::error::.*gunicorn-mes_config/)
    const journal = await system.journal()
    expect(journal.find(record => record.type === 'failed')).toMatchObject({ step: 'restart' })
    expect(journal.at(-1)).toMatchObject({ type: 'closed', outcome: 'rolled-back' })
    expect(await system.world()).toEqual(before)
    await system.untilWritable()
    expect(await system.missing()).toEqual([])

    const again = await system.deploy('v1.1.4', { config })
    expect(again.code).toBe(1)
    expect(again.output).toContain('v1.1.4 was rolled back by deployment')
    expect(await system.world()).toEqual(before)
  }, 300_000)

  test('`current` as a real directory is refused before anything is changed', async () => {
    const root = '/var/www/mes'
    await system.host.exec(`cd ${root} && cp -a releases/v1.0.0 real && mv -T current link && mv -T real current`)
    const journal = await system.newestDeployment()
    const ended = await system.deploy('v1.1.1')
    expect(ended.code).toBe(1)
    expect(ended.output).toMatch(
      /\/var\/www\/mes\/current on deploy@127\.0\.0\.1:\d+ is a real directory, not a link: move it to releases\//
    )
    expect(ended.output).not.toMatch(/This is a bug|^\s+at /m)
    expect(await system.newestDeployment()).toBe(journal)
    expect((await system.host.exec(`cd ${root} && test ! -L current && test -d current && ls releases`)).stdout).not.toContain('v1.1.1')
    expect((await system.world()).version).toBe('1.0.0')
    await system.host.exec(`cd ${root} && mv -T current real && mv -T link current && rm -r real`)
  }, 300_000)
})
