import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { describeBed } from '../bed/bed.ts'
import type { BedHost } from '../bed/host.ts'
import { missingRows, OrderClient } from '../systems/mes/client.ts'
import { appliedMigrations, mesDatabase, seededRows } from '../systems/mes/install.ts'
import { atRest, imprint, inCopyOf, lookAt } from './outside.ts'
import { leaks } from './secrets.ts'
import { configOf, outputsOf, Site, stateDir, stepsOf } from './site.ts'

await describeBed('the MES by workflows-examples, step by step', () => {
  let site: Site
  let host: BedHost
  let client: OrderClient
  /** Acknowledged when v1.1.0's run began and when it had ended. */
  let [before, after] = [0, 0]

  beforeAll(async () => {
    site = await Site.boot('chained', configOf)
    host = site.host
    client = new OrderClient(host.url, 10)
    client.start()
  }, 900_000)

  afterAll(async () => {
    await client.stop()
    await site.destroy()
  }, 180_000)

  const failures = (result: Awaited<ReturnType<Site['example']>>) => result.annotations.filter(each => each.level === 'error')
  const rollback = (inputs: Record<string, string | boolean>) =>
    site.example('rollback.yml', {
      inputs: {
        environment: 'production',
        to: '',
        deployment: '',
        'accept-loss': '',
        reason: 'the customer wants v1.0.0',
        'dry-run': false,
        ...inputs
      }
    })
  const columns = async () =>
    (await host.sql("SELECT column_name FROM information_schema.columns WHERE table_name = 'workorder_workorder'", mesDatabase)).split('\n')
  const points = async () => (await lookAt(host)).databases.filter(name => name.includes('_point_'))

  test('adopts v1.0.0 while users write', async () => {
    const result = await site.command('adopt')
    expect(failures(result)).toEqual([])
    expect(outputsOf(result)).toMatchObject({ status: 'passed', outcome: 'adopted', version: 'v1.0.0' })
    expect(await lookAt(host)).toEqual({
      ...atRest,
      version: '1.0.0',
      code: 'releases/v1.0.0',
      outcomes: ['adopted'],
      releases: { 'v1.0.0': 'adopted' },
      databases: [mesDatabase]
    })
  }, 180_000)

  test('deploys v1.1.0 behind a fence and loses no acknowledged row', async () => {
    before = client.acknowledged.length
    const result = await site.example('production.yml', { ref: 'refs/tags/v1.1.0' })
    expect(failures(result)).toEqual([])
    expect(result.conclusion).toBe('success')
    after = client.acknowledged.length
    const end = await lookAt(host)
    expect(end).toEqual({
      ...atRest,
      version: '1.1.0',
      code: expect.stringMatching(/^releases\/v1\.1\.0-[0-9a-f]{10}$/),
      outcomes: ['adopted', 'verified'],
      releases: { 'v1.0.0': 'adopted', 'v1.1.0': 'verified' },
      databases: [mesDatabase, expect.stringMatching(/^mes_db_point_/)]
    })
    expect((await appliedMigrations(host))['workorder']).toBe(30)
    expect(client.tally()[503]).toBeGreaterThan(0)
    expect(await missingRows(host, client.acknowledged)).toEqual([])
    expect(result.summary['deploy']).toContain('v1.1.0 is live and verified')
  }, 300_000)

  test('turns red with v1.2.0 and is back at v1.1.0, remarks and rows included', async () => {
    const point = await points()
    const result = await site.example('production.yml', { ref: 'refs/tags/v1.2.0' })
    expect(result.conclusion).toBe('failure')
    expect(stepsOf(result).flatMap(step => (step.conclusion === 'failure' ? [step.name] : []))).toEqual(['Gate behind the fence'])
    expect(failures(result).map(each => each.message)).toEqual([
      'The health gate is failed: 6 rounds failed, 5 are forgiven; in the last one api: expected status 200, got 500.',
      'Process completed with exit code 1.'
    ])
    const named = (name: string) => stepsOf(result).find(step => step.name === name)
    expect(named('Gate behind the fence')?.conclusion).toBe('failure')
    expect(named('Let users in')?.conclusion).toBe('skipped')
    expect(named('Go back')?.outputs).toMatchObject({ plan: 'restore-point', loss: '[]', status: 'passed' })
    const end = await lookAt(host)
    expect(end).toEqual({
      ...atRest,
      version: '1.1.0',
      code: expect.stringMatching(/^releases\/v1\.1\.0-/),
      outcomes: ['adopted', 'verified', 'rolled-back'],
      releases: { 'v1.0.0': 'adopted', 'v1.1.0': 'verified', 'v1.2.0': 'bad' },
      // The way back to v1.0.0 stays, and what v1.2.0 made of the database is kept for study.
      databases: [mesDatabase, expect.stringMatching(/^mes_db_failed_/), ...point]
    })
    expect((await appliedMigrations(host))['workorder']).toBe(30)
    expect(await columns()).toContain('remark')
    expect(await missingRows(host, client.acknowledged)).toEqual([])
    const remarks = await host.sql(
      "SELECT count(*) FROM workorder_workorder WHERE order_number LIKE 'CLIENT-%' AND remark = ''",
      mesDatabase
    )
    expect(remarks).toBe('0')
    expect(result.summary['deploy']).toContain('nothing was lost')
  }, 300_000)

  test('a dry run of the way back to v1.0.0 changes nothing and names what stands against it', async () => {
    await client.stop()
    const world = await imprint(host)
    const result = await rollback({ to: 'v1.0.0', 'dry-run': true })
    expect(result.conclusion).toBe('success')
    expect(outputsOfStep(result, 'Go back')).toMatchObject({ plan: 'refuse' })
    expect(await imprint(host)).toEqual(world)
  }, 180_000)

  test('refuses the way back to v1.0.0, names the loss and the choices, and changes nothing', async () => {
    const world = await imprint(host)
    const [point] = await points()
    const result = await rollback({ to: 'v1.0.0' })
    expect(result.conclusion).toBe('failure')
    const [error] = failures(result)
    expect(error?.message).toContain('No safe way back, so nothing was changed')
    expect(error?.message).toContain('AlterField in workorder/migrations/0030_qualityinspection_and_more.py')
    expect(error?.message).not.toContain('0031')
    expect(error?.message).toContain(
      `roll back with the input \`accept-loss\` naming this deployment. Cost: main: everything written since restore point ${point}`
    )
    expect(outputsOfStep(result, 'Go back')).toMatchObject({ plan: 'refuse', status: 'failed' })
    expect(String(result.summary['rollback']).replaceAll('\\', '')).toContain(`everything written since restore point ${point}`)
    expect(await imprint(host)).toEqual(world)
  }, 180_000)

  test('goes back to v1.0.0 when the named loss is accepted, and loses exactly that', async () => {
    const [point = ''] = await points()
    const ids = await inCopyOf(host, point, copy => host.sql('SELECT id FROM workorder_workorder', copy))
    const kept = new Set(ids.split('\n').map(Number))
    const deployment = point.slice('mes_db_point_'.length)
    const result = await rollback({ to: 'v1.0.0', 'accept-loss': deployment })
    expect(failures(result)).toEqual([])
    expect(outputsOfStep(result, 'Go back')).toMatchObject({
      plan: 'restore-point',
      loss: JSON.stringify([`main: everything written since restore point ${point}`])
    })
    const end = await lookAt(host)
    expect(end).toMatchObject({
      ...atRest,
      version: '1.0.0',
      code: 'releases/v1.0.0',
      outcomes: ['adopted', 'verified', 'rolled-back', 'verified'],
      releases: { 'v1.0.0': 'adopted', 'v1.1.0': 'bad', 'v1.2.0': 'bad' }
    })
    expect((await appliedMigrations(host))['workorder']).toBe(29)
    const lost = await missingRows(host, client.acknowledged)
    expect(lost).toEqual(client.acknowledged.filter(row => !kept.has(row.id)))
    // What was acknowledged before v1.1.0's run is there; what was acknowledged after it was named, and is gone.
    const isLost = new Set(lost)
    expect(client.acknowledged.slice(0, before).filter(row => isLost.has(row))).toEqual([])
    expect(client.acknowledged.slice(after).filter(row => !isLost.has(row))).toEqual([])
    expect(client.acknowledged.length).toBeGreaterThan(after)
    // One that the client gave up waiting for may be there too.
    const more = Number(await host.sql('SELECT count(*) FROM workorder_workorder', mesDatabase)) - seededRows
    expect(more).toBeGreaterThanOrEqual(client.acknowledged.length - lost.length)
    expect(more).toBeLessThanOrEqual(client.acknowledged.length - lost.length + (client.tally()['no answer'] ?? 0))
    // Nothing is thrown away: the database of v1.1.0 is still there under another name, with every row.
    const study = end.databases.filter(name => name.includes('_failed_'))
    const missing = new Map<string, number>()
    for (const name of study) missing.set(name, (await inCopyOf(host, name, copy => missingRows(host, client.acknowledged, copy))).length)
    expect([...missing.values()]).toContain(0)
    expect(end.databases).toEqual([mesDatabase, ...study])
  }, 300_000)

  test('the journal tells the whole story, readable without Belay', async () => {
    const records = (await host.exec(`cat ${stateDir}/deployments/*/*.json`)).stdout
    for (const step of ['backup', 'fence', 'restore-point', 'migrate', 'switch', 'restart', 'gate', 'open', 'live-gate', 'rollback'])
      expect(records).toContain(`"step":"${step}"`)
  })

  test('no secret is in a log, a summary or on a disk', async () => {
    expect(await leaks(site)).toEqual([])
  }, 180_000)
})

function outputsOfStep(result: Awaited<ReturnType<Site['example']>>, name: string): Record<string, string> {
  return stepsOf(result).find(step => step.name === name)?.outputs ?? {}
}
