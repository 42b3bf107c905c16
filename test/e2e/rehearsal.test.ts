import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { describeBed } from '../bed/bed.ts'
import type { RunResult } from '../runner/types.ts'
import { lookAt } from './outside.ts'
import { configOf, outputsOf, Site } from './site.ts'

await describeBed('migrations that are rehearsed on a copy', () => {
  let site: Site

  const errors = (result: RunResult) => result.annotations.filter(each => each.level === 'error').map(each => each.message)
  const text = (result: RunResult) =>
    result.annotations.flatMap(each => (each.message.startsWith('Rehearsed') ? [each.message] : [])).join('\n')
  const copies = async () => JSON.stringify(await site.host.sql("SELECT datname FROM pg_database WHERE datname LIKE '%scratch%'"))

  // The release that is live, by its own models: every column of them is asked for.
  const smoke =
    'python manage.py shell -c "from workorder.models import WorkOrder; from django.db import connection; print(WorkOrder.objects.first(), connection.settings_dict[\'NAME\'])"'

  beforeAll(async () => {
    site = await Site.boot('rehearse', host =>
      configOf(host).replace(
        '{ framework: django, database: main }',
        `{ framework: django, database: main, smoke: { command: ${JSON.stringify(smoke)} } }`
      )
    )
    expect(errors(await site.command('adopt'))).toEqual([])
  }, 900_000)

  afterAll(() => site.destroy(), 180_000)

  test('how long they take, what they lock, and that going back is lossless, is told before the live database is touched', async () => {
    const result = await site.command('deploy', { rehearse: 'true' }, 'refs/tags/v1.1.0')
    expect(errors(result)).toEqual([])
    expect(outputsOf(result)).toMatchObject({ outcome: 'verified', version: 'v1.1.0' })
    expect(text(result)).toMatch(
      /\d+\.\d s, (longest lock \d+\.\d s \(public\.\w+\)|no lock was seen), going back is lossless; the previous release works on the new schema/
    )
    expect(await copies()).not.toContain('scratch')
  }, 300_000)

  test('what going back would lose is named by table and column', async () => {
    const result = await site.command('deploy', { rehearse: 'true' }, 'refs/tags/v1.2.0')
    expect(text(result)).toMatch(/going back loses .*public\.workorder_workorder\.remark/)
    expect(text(result)).toMatch(/; the previous release does not work on the new schema: .*workorder_workorder\.remark/)
    // The release itself is broken, as ever.
    expect(outputsOf(result)).toMatchObject({ outcome: 'rolled-back', plan: 'restore-point' })
    expect(await copies()).not.toContain('scratch')
    expect((await lookAt(site.host)).version).toBe('1.1.0')
  }, 300_000)
})
