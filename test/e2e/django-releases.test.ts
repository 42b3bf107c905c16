import { appendFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { migrationText } from '../../shared/squash/rules/example.ts'
import { describeBed } from '../bed/bed.ts'
import { run } from '../bed/process.ts'
import { GitHubServer } from '../faults/github-server.ts'
import type { RunResult } from '../runner/types.ts'
import { mesDatabase } from '../systems/mes/install.ts'
import { writeVersion } from '../systems/mes/repository.ts'
import { lookAt } from './outside.ts'
import { configOf, outputsOf, Site } from './site.ts'

/** An index: not additive, since it keeps writers out while it is built, and undone without a loss whatever users have written. */
const index = "migrations.AddIndex('workorder', models.Index(fields=['status'], name='workorder_by_status'))"

/** Its removal fails where somebody has removed it. */
const rule = "migrations.AddConstraint('workorder', models.CheckConstraint(check=models.Q(id__gte=0), name='workorder_rule'))"

await describeBed('releases of a Django project that migrate', () => {
  let site: Site
  const github = new GitHubServer()
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

  /** Migrations after all that are applied: one operation each. */
  async function migrates(root: string, migrations: Readonly<Record<string, string>>): Promise<void> {
    let last = (await applied()).findLast(each => each.startsWith('workorder.'))!.slice('workorder.'.length)
    for (const [name, operation] of Object.entries(migrations)) {
      await writeFile(join(root, 'workorder', 'migrations', `${name}.py`), migrationText(`('workorder', '${last}')`, [operation]))
      last = name
    }
  }
  /** Goes back from a run of its own: GitHub says that the other one has ended. */
  function goBack(failed: RunResult): Promise<RunResult> {
    const { deployment, report } = outputsOf(failed)
    const { by } = JSON.parse(report!) as { by: { url: string } }
    github.runs.set(by.url.split('/').at(-1)!, 'completed')
    return site.command('rollback', { deployment: deployment!, reason: 'it is not well', 'github-token': '${{ github.token }}' })
  }
  const databases = async () => (await site.host.sql('SELECT datname FROM pg_database ORDER BY 1')).split('\n')

  beforeAll(async () => {
    await github.start()
    site = await Site.boot('down', configOf)
    site.env = { GITHUB_API_URL: github.url }
    expect(errors(await site.command('adopt'))).toEqual([])
    expect(errors(await site.command('deploy', {}, 'refs/tags/v1.1.0'))).toEqual([])
  }, 900_000)
  afterAll(async () => {
    await site.destroy()
    await github.close()
  }, 180_000)

  test('users have written since: it goes back by its own migrations, their rows stay, and the schema is exactly as it was', async () => {
    const before = await applied()
    await release('v1.3.0', root => migrates(root, { '0090_index': index }))
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
      await appendFile(join(root, 'mes_config', 'settings.py'), "\nINSTALLED_APPS = [*INSTALLED_APPS, 'django.contrib.sites']\n")
    })
    const deployed = await site.command('deploy', {}, 'refs/tags/v1.4.0')
    expect(errors(deployed).join('\n')).toContain(
      'django:main would also apply sites.0001_initial, sites.0002_alter_domain_unique, which the check of the repository did not see'
    )
    expect(outputsOf(deployed)).toMatchObject({ outcome: 'nothing-changed' })
    expect(await applied()).toEqual(before)
    expect(await lookAt(site.host)).toMatchObject({ version: '1.1.0', locked: false, maintenance: false })
  }, 600_000)

  test('a way back that fails half way stops with the fence up, and goes on when what stood in its way is mended', async () => {
    const before = await applied()
    await release('v1.5.0', root => migrates(root, { '0090_rule': rule, '0091_index': index }))
    expect(errors(await site.command('deploy', {}, 'refs/tags/v1.5.0'))).toEqual([])
    await site.host.sql('ALTER TABLE workorder_workorder DROP CONSTRAINT workorder_rule', mesDatabase)
    await site.host.sql("UPDATE workorder_workorder SET remark = 'kept' WHERE id = (SELECT max(id) FROM workorder_workorder)", mesDatabase)

    const failed = await site.command('rollback', { to: 'previous', reason: 'it was slow' })
    expect(errors(failed).join('\n')).toMatch(
      /Undoing workorder\.0090_rule failed in mes_db with exit code 1\. Undone before it: workorder\.0091_index/
    )
    const { deployment } = outputsOf(failed)
    expect(errors(failed)[0]).toContain(`then run \`rollback\` with \`deployment: ${deployment}\` again`)
    expect(Object.values(failed.summary).join('')).toMatch(/users saw the maintenance answer \| \d+\.\d s, and still see it/)
    expect(await applied()).toEqual([...before, 'workorder.0090_rule'].sort())
    expect(await lookAt(site.host)).toMatchObject({ locked: true, maintenance: true })

    await site.host.sql('ALTER TABLE workorder_workorder ADD CONSTRAINT workorder_rule CHECK (id >= 0)', mesDatabase)
    const back = await goBack(failed)
    expect(errors(back)).toEqual([])
    expect(outputsOf(back)).toMatchObject({ plan: 'migrate-down' })
    expect([await indexed(), await applied()]).toEqual(['0', before])
    expect(await site.host.sql("SELECT count(*) FROM workorder_workorder WHERE remark = 'kept'", mesDatabase)).toBe('1')
    expect(await lookAt(site.host)).toMatchObject({ version: '1.1.0', locked: false, maintenance: false })
  }, 600_000)

  test('the restore point is gone: what was rehearsed without a loss leads back by the migrations themselves', async () => {
    const before = await applied()
    const sum = () => site.host.sql('SELECT md5(string_agg(w::text, chr(10) ORDER BY id)) FROM workorder_workorder w', mesDatabase)
    const content = await sum()
    const there = await databases()
    await release('v1.6.0', async root => {
      const change = (by: string) => `UPDATE workorder_workorder SET remark = ${by} WHERE id % 100 = 0`
      const [up, down] = [change("'checked ' || remark"), change('substr(remark, 9)')]
      await migrates(root, { '0090_checked': `migrations.RunSQL(${JSON.stringify(up)}, ${JSON.stringify(down)})` })
      await appendFile(join(root, 'mes_config', 'wsgi.py'), "\nraise RuntimeError('this release does not start')\n")
      await appendFile(join(root, '.github', 'belay.yml'), 'rollback: { automatic: false }\n')
    })
    const failed = await site.command('deploy', { rehearse: 'true' }, 'refs/tags/v1.6.0')
    expect(outputsOf(failed)).toMatchObject({ outcome: 'stopped' })
    expect(await sum()).not.toBe(content)
    const copies = (await databases()).filter(each => !there.includes(each))
    expect(copies).toHaveLength(1)
    await site.host.sql(`DROP DATABASE "${copies[0]}"`)

    const back = await goBack(failed)
    expect(errors(back)).toEqual([])
    expect(outputsOf(back)).toMatchObject({ plan: 'migrate-down' })
    expect(back.log.join('\n')).toContain(
      'going back over workorder.0090_checked of django:main was tried on a copy, and its content was as before'
    )
    expect([await sum(), await applied()]).toEqual([content, before])
    expect(await lookAt(site.host)).toMatchObject({ version: '1.1.0', locked: false, maintenance: false })
  }, 600_000)
})
