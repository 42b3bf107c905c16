import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { migrationText } from '../../shared/squash/rules/example.ts'
import { describeBed } from '../bed/bed.ts'
import { run } from '../bed/process.ts'
import type { RunResult } from '../runner/types.ts'
import { mesDatabase } from '../systems/mes/install.ts'
import { writeVersion } from '../systems/mes/repository.ts'
import { lookAt } from './outside.ts'
import { configOf, outputsOf, Site } from './site.ts'

/** An index: not additive, since it keeps writers out while it is built, and undone without a loss whatever users have written. */
const index = "migrations.AddIndex('workorder', models.Index(fields=['status'], name='workorder_by_status'))"

await describeBed('releases of a Django project that migrate', () => {
  let site: Site
  const errors = (result: RunResult) => result.annotations.filter(each => each.level === 'error').map(each => each.message)
  const indexed = () => site.host.sql("SELECT count(*) FROM pg_indexes WHERE indexname = 'workorder_by_status'", mesDatabase)
  const applied = async () => (await site.host.sql("SELECT app || '.' || name FROM django_migrations ORDER BY 1", mesDatabase)).split('\n')

  /** v1.1.0 with this change of its files, as a commit on main. */
  async function release(version: string, change: (root: string) => Promise<void>): Promise<void> {
    const git = (...args: string[]) =>
      run('git', ['-C', site.origin, '-c', 'user.name=MES', '-c', 'user.email=mes@example.invalid', ...args])
    for (const name of await readdir(site.origin))
      if (!['.git', '.github'].includes(name)) await rm(join(site.origin, name), { recursive: true })
    await writeVersion(site.origin, '1.1.0')
    await change(site.origin)
    await git('add', '--all')
    await git('commit', '--quiet', '--message', version)
    await git('tag', '--annotate', '--message', version, version)
  }

  beforeAll(async () => {
    site = await Site.boot('down', configOf)
    expect(errors(await site.command('adopt'))).toEqual([])
    expect(errors(await site.command('deploy', {}, 'refs/tags/v1.1.0'))).toEqual([])
  }, 900_000)
  afterAll(() => site.destroy(), 180_000)

  test('users have written since: it goes back by its own migrations, their rows stay, and the schema is exactly as it was', async () => {
    const before = await applied()
    const last = before
      .filter(name => name.startsWith('workorder.'))
      .at(-1)!
      .slice('workorder.'.length)
    await release('v1.3.0', root =>
      writeFile(join(root, 'workorder', 'migrations', '0090_index.py'), migrationText(`('workorder', '${last}')`, [index]))
    )
    const deployed = await site.command('deploy', {}, 'refs/tags/v1.3.0')
    expect(errors(deployed)).toEqual([])
    expect(outputsOf(deployed)).toMatchObject({ outcome: 'verified' })
    expect(await indexed()).toBe('1')
    const rows = Number(await site.host.sql('SELECT count(*) FROM workorder_workorder', mesDatabase))
    await site.host.sql(
      "UPDATE workorder_workorder SET remark = 'written after the deployment' WHERE id = (SELECT min(id) FROM workorder_workorder)",
      mesDatabase
    )

    const back = await site.command('rollback', { to: 'previous', reason: 'it was slow' })
    expect(errors(back)).toEqual([])
    expect(outputsOf(back)).toMatchObject({ plan: 'migrate-down' })
    expect(back.log.join('\n')).toContain(
      'every change of workorder.0090_index of django:main is undone without a loss of what was there before'
    )
    expect([await indexed(), await applied()]).toEqual(['0', before])
    expect(await site.host.sql("SELECT count(*) FROM workorder_workorder WHERE remark = 'written after the deployment'", mesDatabase)).toBe(
      '1'
    )
    expect(Number(await site.host.sql('SELECT count(*) FROM workorder_workorder', mesDatabase))).toBe(rows)
    expect(await lookAt(site.host)).toMatchObject({ version: '1.1.0', locked: false, maintenance: false })
  }, 600_000)

  test('a package brings migrations that nobody checked: without a fence they are not applied, and all is as it was', async () => {
    const before = await applied()
    await release('v1.4.0', async root => {
      const settings = join(root, 'mes_config', 'settings.py')
      await writeFile(settings, `${await readFile(settings, 'utf8')}\nINSTALLED_APPS = [*INSTALLED_APPS, 'django.contrib.sites']\n`)
    })
    const deployed = await site.command('deploy', {}, 'refs/tags/v1.4.0')
    expect(errors(deployed).join('\n')).toContain(
      'django:main would also apply sites.0001_initial, sites.0002_alter_domain_unique, which the check of the repository did not see'
    )
    expect(outputsOf(deployed)).toMatchObject({ outcome: 'nothing-changed' })
    expect(await applied()).toEqual(before)
    expect(await lookAt(site.host)).toMatchObject({ version: '1.1.0', locked: false, maintenance: false })
  }, 600_000)
})
