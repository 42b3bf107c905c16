import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { describeBed } from '../bed/bed.ts'
import { run } from '../bed/process.ts'
import type { RunResult } from '../runner/types.ts'
import { mesDatabase } from '../systems/mes/install.ts'
import { lookAt } from './outside.ts'
import { configOf, outputsOf, Site } from './site.ts'

await describeBed('a history of migrations that begins anew', () => {
  let site: Site
  let before: string

  const errors = (result: RunResult) => result.annotations.filter(each => each.level === 'error').map(each => each.message)
  const rows = async () =>
    JSON.stringify(await site.host.sql('SELECT app, name, applied FROM django_migrations ORDER BY app, name', mesDatabase))
  const git = (...args: string[]) => run('git', ['-C', site.origin, '-c', 'user.name=MES', '-c', 'user.email=mes@example.invalid', ...args])
  const deploy = (version: string) => site.command('deploy', { 'adopt-history': 'true' }, `refs/tags/${version}`)

  /** As S5's team does it on a development machine: every migration file is deleted, and makemigrations writes the first ones anew. */
  async function beginAnew(): Promise<void> {
    await git('checkout', '--quiet', '-B', 'main', 'v1.0.0')
    const { host } = site
    await host.exec(
      `rm -rf /tmp/anew && cp -RL /var/www/mes/current/. /tmp/anew && rm -rf /tmp/anew/venv && find /tmp/anew -path '*/migrations/0*.py' -delete && chown -R deploy /tmp/anew`
    )
    await host.exec('cd /tmp/anew && /var/www/mes/current/venv/bin/python manage.py makemigrations 2>&1', { user: 'deploy' })
    for (const app of await readdir(site.origin)) {
      const folder = join(site.origin, app, 'migrations')
      const old = await readdir(folder).catch(() => [])
      for (const file of old.filter(name => /^0.*\.py$/.test(name))) await rm(join(folder, file))
      const { stdout } = await host.exec(`cd /tmp/anew/${app}/migrations 2>/dev/null && ls 0*.py || true`)
      for (const file of stdout.split('\n').filter(Boolean))
        await writeFile(join(folder, file), (await host.exec(`cat /tmp/anew/${app}/migrations/${file}`)).stdout)
    }
  }
  async function tag(version: string): Promise<void> {
    await git('add', '--all')
    await git('commit', '--quiet', '--message', version)
    await git('tag', '--annotate', '--message', version, version)
  }

  beforeAll(async () => {
    site = await Site.boot('anew', configOf)
    await beginAnew()
    await tag('v1.0.3')
    const wsgi = join(site.origin, 'mes_config/wsgi.py')
    const sound = await readFile(wsgi, 'utf8')
    await writeFile(wsgi, `${sound}\nraise RuntimeError('broken on purpose')\n`)
    await tag('v1.0.2')
    await writeFile(wsgi, sound)
    const first = join(site.origin, 'system/migrations/0001_initial.py')
    const text = await readFile(first, 'utf8')
    const shorter = text.replace(/max_length=(\d+)/, (_, length) => `max_length=${Number(length) + 1}`)
    expect(shorter).not.toBe(text)
    await writeFile(first, shorter)
    await tag('v1.0.1')
    expect(errors(await site.command('adopt'))).toEqual([])
    before = await rows()
  }, 900_000)

  afterAll(() => site.destroy(), 180_000)

  test('migrations that do not make the live schema are refused, and nothing was changed', async () => {
    const result = await deploy('v1.0.1')
    expect(errors(result).join('\n')).toContain('is not what the new migrations make, so nothing was recorded')
    expect(errors(result).join('\n')).toMatch(/only the live database has column public\.system_\w+\.\w+: character varying\(\d+\)/)
    expect(await rows()).toBe(before)
    expect((await lookAt(site.host)).version).toBe('1.0.0')
  }, 300_000)

  test('a release that fails afterwards is rolled back, and the rows are as they were, to the microsecond', async () => {
    const result = await deploy('v1.0.2')
    expect(outputsOf(result)).toMatchObject({ outcome: 'rolled-back', plan: 'code-only' })
    expect(errors(result).join('\n')).toContain('nothing was lost')
    expect(await rows()).toBe(before)
  }, 300_000)

  test('the new history is recorded, the release is verified, and nothing is pending', async () => {
    const result = await deploy('v1.0.3')
    expect(errors(result)).toEqual([])
    expect(outputsOf(result)).toMatchObject({ outcome: 'verified', version: 'v1.0.3' })
    const now = JSON.parse(await rows())
    expect(JSON.stringify(now)).not.toBe(before)
    expect(JSON.stringify(now)).toContain('0001_initial')
    expect(JSON.stringify(now)).not.toContain('0029')
    const databases = await site.host.sql('SELECT datname FROM pg_database')
    expect(JSON.stringify(databases)).not.toContain('scratch')
    const { stdout } = await site.host.exec(
      'cd /var/www/mes/current && venv/bin/python manage.py migrate --check && echo nothing pending',
      { user: 'deploy' }
    )
    expect(stdout).toContain('nothing pending')
  }, 300_000)

  test('a rollback by hand brings the old rows back with the old release', async () => {
    const result = await site.command('rollback', { to: 'previous', reason: 'the team wants the old history' })
    expect(errors(result)).toEqual([])
    expect(outputsOf(result)).toMatchObject({ outcome: 'rolled-back', plan: 'code-only' })
    expect(await rows()).toBe(before)
    expect((await lookAt(site.host)).version).toBe('1.0.0')
  }, 300_000)
})
