import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { describeBed } from '../../bed/bed.ts'
import type { BedHost } from '../../bed/host.ts'
import { run, waitFor } from '../../bed/process.ts'
import { missingRows, OrderClient } from './client.ts'
import { appsOf, versions } from './history.ts'
import {
  appliedMigrations,
  type BootedMes,
  bootMes,
  mesDatabase,
  mesRoot,
  migrateByHand,
  readHealth,
  seededRows,
  setMaintenance,
  stageByHand,
  switchByHand,
  waitForHealth
} from './install.ts'
import { writeRepository } from './repository.ts'

const atFirst = {
  workorder: 29,
  system: 13,
  reporting: 14,
  workorder_dispatch: 7,
  fill_work: 8,
  onsite_reporting: 10,
  manufacturing_order: 5
}

describe('the repository of the MES', () => {
  let directory: string
  beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'belay-mes-'))))
  afterAll(() => rm(directory, { recursive: true, force: true }))
  const git = async (...args: string[]) => (await run('git', ['-C', join(directory, 'one'), ...args])).stdout.trim()

  test('has one annotated tag per version on main, and is the same each time', async () => {
    await writeRepository(join(directory, 'one'))
    await writeRepository(join(directory, 'two'))
    const tags = await git('for-each-ref', '--format=%(refname:short) %(objecttype)', 'refs/tags')
    expect(tags).toBe('v1.0.0 tag\nv1.1.0 tag\nv1.2.0 tag')
    expect(await git('rev-parse', 'main')).toBe(await git('rev-parse', 'v1.2.0^{commit}'))
    expect(await git('rev-parse', 'main')).toBe((await run('git', ['-C', join(directory, 'two'), 'rev-parse', 'main'])).stdout.trim())
  })

  test.each([
    ['1.0.0', 29],
    ['1.1.0', 30],
    ['1.2.0', 31]
  ])('has the migrations that the document counts: v%s', async (version, workorder) => {
    const files = (await git('ls-tree', '-r', '--name-only', `v${version}`)).split('\n')
    const counts = Object.fromEntries(
      Object.keys(atFirst).map(app => [app, files.filter(file => file.startsWith(`${app}/migrations/0`)).length])
    )
    expect(counts).toEqual({ ...atFirst, workorder })
  })

  test('has the operations that the document counts', () => {
    const operations = Object.fromEntries(appsOf('1.0.0').map(app => [app.label, app.migrations.flatMap(each => each.operations).length]))
    expect(operations).toMatchObject({ workorder: 86, system: 25, reporting: 28 })
  })
})

await describeBed('the MES on a real host', () => {
  let mes: BootedMes
  let host: BedHost
  const booted: BedHost[] = []

  beforeAll(async () => {
    mes = await bootMes()
    host = mes.host
    booted.push(host)
    for (const version of versions.slice(1)) await stageByHand(host, version)
  }, 900_000)

  afterAll(() => Promise.all(booted.map(each => each.destroy())), 60_000)

  const manage = (version: string, command: string) =>
    host.exec(`cd ${mesRoot}/releases/v${version} && venv/bin/python manage.py ${command}`, { user: 'deploy', check: false })
  const status = async (path: string, options: RequestInit = {}) => {
    const response = await fetch(host.url + path, { ...options, signal: AbortSignal.timeout(30_000) })
    await response.body?.cancel()
    return response.status
  }
  const columns = async () =>
    (await host.sql("SELECT column_name FROM information_schema.columns WHERE table_name = 'workorder_workorder'", mesDatabase)).split('\n')
  const remarks = () => host.sql("SELECT count(*) FROM workorder_workorder WHERE remark <> ''", mesDatabase)

  test('is v1.0.0, healthy through nginx, in the layout that its team made', async () => {
    expect(await readHealth(host)).toEqual({ status: 'ok', version: '1.0.0', db: 'ok', redis: 'ok' })
    expect((await host.exec(`readlink ${mesRoot}/current; stat -Lc %U:%G ${mesRoot}/current`)).stdout).toBe(
      'releases/v1.0.0\ndeploy:www-data\n'
    )
    expect((await host.exec(`stat -c '%a %U' ${mesRoot}/shared/.env`)).stdout).toBe('600 deploy\n')
    expect(mes.installed.databasePassword).toMatch(/^p@ss\/[0-9a-f]{18}'\$:$/)
    expect(await host.sql(`SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = '${mesDatabase}'`)).toBe('mes_user')
    expect((await host.exec('systemctl is-enabled gunicorn-mes_config celery-mes_config')).stdout).toBe('enabled\nenabled\n')
    expect(await status('/static/mes.css')).toBe(200)
  })

  test('has 29/13/14/7/8/10/5 migrations applied and 200,000 work orders', async () => {
    expect(await appliedMigrations(host)).toEqual({ ...atFirst, auth: 12, contenttypes: 2 })
    expect(await host.sql('SELECT count(*) FROM workorder_workorder', mesDatabase)).toBe(String(seededRows))
  })

  test.each(versions)('has models that say what its migrations say: v%s', async version => {
    expect(await manage(version, 'makemigrations --check --dry-run')).toMatchObject({ code: 0, stdout: 'No changes detected\n' })
  })

  test('runs a task in the Celery worker', async () => {
    const started = await fetch(`${host.url}/tasks/`, { method: 'POST', signal: AbortSignal.timeout(30_000) })
    expect(started.status).toBe(202)
    const { id } = (await started.json()) as { id: string }
    const done = await waitFor('the task', 60_000, async () => {
      const answer = (await (await fetch(`${host.url}/tasks/${id}`, { signal: AbortSignal.timeout(30_000) })).json()) as {
        state: string
        result: number
      }
      return answer.state === 'SUCCESS' ? answer : undefined
    })
    expect(done.result).toBe(seededRows)
  })

  test('shows the maintenance page to the outside while the flag is there, and works on inside', async () => {
    const local = () => host.exec('curl -fsS http://127.0.0.1:8000/health/', { user: 'deploy' })
    await setMaintenance(host, true)
    const answer = await fetch(`${host.url}/orders/count`, { signal: AbortSignal.timeout(30_000) })
    expect({ status: answer.status, retry: answer.headers.get('retry-after') }).toEqual({ status: 503, retry: '30' })
    expect(await answer.text()).toContain('Maintenance')
    expect((await local()).stdout).toContain('"status": "ok"')
    await setMaintenance(host, false)
    expect(await status('/orders/count')).toBe(200)
  })

  test('acknowledges rows that are there, and the check sees one that is not', async () => {
    const client = new OrderClient(host.url, 20)
    client.start()
    const acknowledged = (more: number) => {
      const count = client.acknowledged.length + more
      return waitFor(`${more} rows`, 60_000, async () => client.acknowledged.length >= count || undefined)
    }
    await acknowledged(10)
    await host.exec('systemctl stop gunicorn-mes_config')
    await setMaintenance(host, true)
    await waitFor('an answer of the maintenance page', 60_000, async () => (client.tally()[503] ?? 0) > 0 || undefined)
    await host.exec('systemctl start gunicorn-mes_config')
    await setMaintenance(host, false)
    await waitForHealth(host, '1.0.0')
    await acknowledged(6)
    await client.stop()
    expect(client.tally()[503]).toBeGreaterThan(0)
    expect(client.acknowledged.length).toBe(client.tally()[201])
    expect(client.acknowledged.length).toBeGreaterThan(15)
    expect(await missingRows(host, client.acknowledged)).toEqual([])
    const [lost] = client.acknowledged
    if (!lost) throw new Error('nothing was acknowledged')
    await host.sql(`DELETE FROM workorder_workorder WHERE id = ${lost.id}`, mesDatabase)
    expect(await missingRows(host, client.acknowledged)).toEqual([lost])
  }, 180_000)

  test('goes to v1.1.0 under writes: a new table and column, no row and no remark lost', async () => {
    const before = await remarks()
    const client = new OrderClient(host.url, 20)
    client.start()
    const acknowledged = async () => {
      const before = client.acknowledged.length
      return waitFor('a row', 60_000, async () => client.acknowledged.length > before || undefined)
    }
    await acknowledged()
    await migrateByHand(host, '1.1.0')
    await acknowledged()
    const withOldCode = client.acknowledged.length
    await switchByHand(host, '1.1.0')
    await waitForHealth(host, '1.1.0')
    await acknowledged()
    await client.stop()
    expect((await appliedMigrations(host))['workorder']).toBe(30)
    expect(await columns()).toEqual(expect.arrayContaining(['remark', 'customer_reference']))
    expect(await missingRows(host, client.acknowledged)).toEqual([])
    expect(client.acknowledged.length).toBeGreaterThan(withOldCode)
    expect(Number(await remarks())).toBeGreaterThanOrEqual(Number(before) + client.acknowledged.length)
    expect(Number(await host.sql('SELECT count(*) FROM workorder_qualityinspection', mesDatabase))).toBeGreaterThan(0)
  }, 180_000)

  test('is broken by v1.2.0: the migration destroys the remarks, and every answer is a 500', async () => {
    expect(Number(await remarks())).toBeGreaterThan(seededRows)
    await migrateByHand(host, '1.2.0')
    await switchByHand(host, '1.2.0')
    await waitFor('an answer of v1.2.0', 60_000, async () => ((await status('/health/')) === 500 ? true : undefined))
    expect(await columns()).not.toContain('remark')
    expect(await status('/orders/count')).toBe(500)
    expect(await status('/orders/', { method: 'POST', body: '{"order_number": "V120"}' })).toBe(500)
    expect((await host.exec('systemctl is-active gunicorn-mes_config')).stdout).toBe('active\n')
  }, 180_000)

  test('cannot be mended by Django: going back says OK, and the remarks stay lost', async () => {
    expect((await manage('1.2.0', 'migrate workorder 0030 --verbosity 0')).code).toBe(0)
    await switchByHand(host, '1.1.0')
    await waitForHealth(host, '1.1.0')
    expect(await columns()).toContain('remark')
    expect(await remarks()).toBe('0')
  }, 180_000)
})
