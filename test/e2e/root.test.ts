import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { describeBed } from '../bed/bed.ts'
import type { BedHost } from '../bed/host.ts'
import type { RunResult } from '../runner/types.ts'
import { missingRows, OrderClient } from '../systems/mes/client.ts'
import { appliedMigrations, mesDatabase } from '../systems/mes/install.ts'
import { atRest, imprint, lookAt } from './outside.ts'
import { leaks } from './secrets.ts'
import { configOf, outputsOf, Site, stateDir } from './site.ts'

await describeBed('the MES by the root action, one step per command', () => {
  let site: Site
  let host: BedHost
  let client: OrderClient

  beforeAll(async () => {
    site = await Site.boot('root', configOf)
    host = site.host
    client = new OrderClient(host.url, 10)
  }, 900_000)

  afterAll(async () => {
    await client.stop()
    await site.destroy()
  }, 180_000)

  const errors = (result: RunResult) => result.annotations.filter(each => each.level === 'error').map(each => each.message)
  const notices = (result: RunResult) => result.annotations.filter(each => each.level === 'notice').map(each => each.message)
  const text = (result: RunResult) => result.log.join('\n')
  const tag = (version: string) => `refs/tags/${version}`

  test('refuses to deploy before the system is adopted', async () => {
    const result = await site.command('deploy', {}, tag('v1.1.0'))
    expect(errors(result)[0]).toContain('`command: adopt`')
    expect((await lookAt(host)).outcomes).toEqual([])
  }, 180_000)

  test('adopt: v1.0.0 becomes the first good release', async () => {
    const dry = await imprint(host)
    expect(errors(await site.command('adopt', { 'dry-run': 'true' }))).toEqual([])
    expect(await imprint(host)).toEqual(dry)
    const result = await site.command('adopt')
    expect(errors(result)).toEqual([])
    expect(outputsOf(result)).toMatchObject({ outcome: 'adopted', version: 'v1.0.0', release: 'v1.0.0' })
  }, 180_000)

  test('preflight, health, status and a dry run of deploy change nothing', async () => {
    const world = await imprint(host)
    const checked = await site.command('preflight', {}, tag('v1.1.0'))
    expect(errors(checked)).toEqual([])
    expect(outputsOf(checked)).toMatchObject({ status: 'passed', version: 'v1.1.0' })
    const older = await site.command('preflight', { ref: 'refs/tags/v9.9.9' }, tag('v1.1.0'))
    expect(errors(older)[0]).toContain('v9.9.9')
    const health = await site.command('health')
    expect(outputsOf(health)).toMatchObject({ status: 'passed', verdict: 'passed' })
    const status = await site.command('status')
    expect(text(status)).toContain('v1.0.0')
    const plan = await site.command('deploy', { 'dry-run': 'true' }, tag('v1.1.0'))
    expect(errors(plan)).toEqual([])
    expect(outputsOf(plan)).toMatchObject({ outcome: 'planned' })
    for (const line of [
      'Would: stage commit',
      'Would: back up main',
      'Would: CreateModel in workorder/migrations/0030_qualityinspection_and_more.py:11',
      'Would: copy main',
      'Would: run workorder.0030_qualityinspection_and_more from the staged release'
    ])
      expect(text(plan)).toContain(line)
    expect(await imprint(host)).toEqual(world)
  }, 300_000)

  test('deploy: v1.1.0 goes live in one step and no acknowledged row is lost', async () => {
    client.start()
    const result = await site.command('deploy', {}, tag('v1.1.0'))
    expect(errors(result)).toEqual([])
    expect(outputsOf(result)).toMatchObject({ status: 'passed', outcome: 'verified', version: 'v1.1.0' })
    expect(await lookAt(host)).toEqual({
      ...atRest,
      version: '1.1.0',
      code: expect.stringMatching(/^releases\/v1\.1\.0-[0-9a-f]{10}$/),
      outcomes: ['adopted', 'verified'],
      releases: { 'v1.0.0': 'adopted', 'v1.1.0': 'verified' },
      databases: [mesDatabase, expect.stringMatching(/^mes_db_point_/)]
    })
    expect(await missingRows(host, client.acknowledged)).toEqual([])
    expect(client.tally()[503]).toBeGreaterThan(0)
  }, 300_000)

  test('the same tag again: nothing to do, and nothing is done', async () => {
    await client.stop()
    const world = await imprint(host)
    const result = await site.command('deploy', {}, tag('v1.1.0'))
    expect(errors(result)).toEqual([])
    expect(outputsOf(result)).toMatchObject({ status: 'skipped', outcome: 'nothing-changed', version: 'v1.1.0' })
    expect(notices(result)).toEqual(['v1.1.0 is live and verified already: there is nothing to do'])
    expect(await imprint(host)).toEqual(world)
    client.start()
  }, 180_000)

  test('deploy: v1.2.0 fails and is rolled back within the same step', async () => {
    const result = await site.command('deploy', {}, tag('v1.2.0'))
    expect(result.conclusion).toBe('failure')
    expect(outputsOf(result)).toMatchObject({ status: 'failed', outcome: 'rolled-back', plan: 'restore-point' })
    expect(errors(result).join('\n')).toContain('expected status 200, got 500')
    expect(errors(result).join('\n')).toContain('nothing was lost')
    expect(result.summary['job']).toContain('Failed, and rolled back: the system is as before')
    expect(await lookAt(host)).toMatchObject({
      ...atRest,
      version: '1.1.0',
      code: expect.stringMatching(/^releases\/v1\.1\.0-/),
      outcomes: ['adopted', 'verified', 'rolled-back'],
      releases: { 'v1.0.0': 'adopted', 'v1.1.0': 'verified', 'v1.2.0': 'bad' }
    })
    expect((await appliedMigrations(host))['workorder']).toBe(30)
    await client.stop()
    expect(await missingRows(host, client.acknowledged)).toEqual([])
  }, 300_000)

  test('the tag that was rolled back is refused, with the way on', async () => {
    const world = await imprint(host)
    const [, , id] = (await host.exec(`ls ${stateDir}/deployments`)).stdout.split('\n')
    const result = await site.command('deploy', {}, tag('v1.2.0'))
    expect(errors(result)[0]).toBe(
      `One thing stands against this deployment; nothing was changed:
  - release: v1.2.0 was rolled back by deployment ${id}: the same commit would fail the same way. Mend it and push a new tag; or give \`force: true\` with a \`reason\``
    )
    expect(await imprint(host)).toEqual(world)
  }, 180_000)

  test('backup: a lone one needs no lock, is proven and holds every row', async () => {
    const result = await site.command('backup')
    expect(errors(result)).toEqual([])
    const { 'backup-id': id } = outputsOf(result)
    const manifest = JSON.parse((await host.exec(`cat ${stateDir}/backups/${id}/manifest.json`)).stdout) as {
      members: { name: string; sha256: string }[]
    }
    const [member] = manifest.members
    expect((await host.exec(`sha256sum ${stateDir}/backups/${id}/${member?.name}`)).stdout).toContain(member?.sha256)
    // Read by PostgreSQL's own tool, past Belay.
    const rows = await host.exec(
      `pg_restore --data-only --table workorder_workorder --file - ${stateDir}/backups/${id}/${member?.name} | grep -c "CLIENT-"`
    )
    expect(Number(rows.stdout)).toBe(client.acknowledged.length)
    expect(await lookAt(host)).toMatchObject(atRest)
  }, 180_000)

  test('restore: a named backup is tried and brought back with PostgreSQL and systemd, once its loss is accepted (G6)', async () => {
    const id = outputsOf(await site.command('backup'))['backup-id'] ?? ''
    const held = [...client.acknowledged]
    const drill = await site.command('restore-drill', { backup: id })
    expect(errors(drill)).toEqual([])
    expect(notices(drill).join()).toMatch(new RegExp(`Backup ${id} restores: main in [\\d.]+ s \\(\\d+ tables with \\d+ rows`))
    const bad = await host.sql(
      "UPDATE workorder_workorder SET order_number = 'gone ' || id WHERE order_number LIKE 'CLIENT-%' RETURNING 1",
      mesDatabase
    )
    expect(bad.split('\n').length).toBeGreaterThanOrEqual(held.length)
    expect(await missingRows(host, held)).not.toEqual([])
    const refused = await site.command('restore', { backup: id, reason: 'a bad import' })
    expect(errors(refused)[0]).toContain(`accept-loss: ${id}`)
    expect(await lookAt(host)).toMatchObject(atRest)

    const restored = await site.command('restore', { backup: id, reason: 'a bad import', 'accept-loss': id })
    expect(errors(restored)).toEqual([])
    expect(outputsOf(restored)).toMatchObject({ status: 'passed', outcome: 'rolled-back', plan: 'restore', 'backup-id': id })
    expect(await missingRows(host, held)).toEqual([])
    const end = await lookAt(host)
    expect(end).toMatchObject({ ...atRest, version: '1.1.0' })
    expect(end.outcomes.at(-1)).toBe('verified')
    // What was live is the safety copy.
    expect(await host.sql("SELECT count(*) FROM pg_database WHERE datname LIKE '%\\_old\\_%'")).toBe('1')
  }, 300_000)

  test('a job that ends half way leaves the lock; only a person who names the deployment gives it up', async () => {
    const half = await site.steps(
      `      - uses: belay-actions/belay/actions/deploy-code@v1
        with:
          phase: stage
          ref: refs/tags/v1.0.0
          environment: production
          private-key: \${{ secrets.BELAY_PRIVATE_KEY }}
          known-hosts: \${{ vars.BELAY_KNOWN_HOSTS }}
`,
      { ref: tag('v1.0.0') }
    )
    const open = await lookAt(host)
    expect(open).toMatchObject({ locked: true, version: '1.1.0' })
    expect(open.outcomes.at(-1)).toBe('open')
    const id = (await host.exec(`ls ${stateDir}/deployments`)).stdout.trim().split('\n').at(-1) ?? ''
    expect(half.annotations.map(each => each.message).join('\n')).toContain(`deployment ${id} of mes in production is still open`)
    const second = await site.command('deploy', { force: 'true', reason: 'try' }, tag('v1.2.0'))
    expect(errors(second)[0]).toContain(`Deployment ${id} holds the lock`)
    expect(text(await site.command('status'))).toContain(id)
    expect(errors(await site.command('unlock', { reason: 'we looked' }))[0]).toContain(`\`deployment: ${id}\` is the one that is open`)
    expect(errors(await site.command('unlock', { deployment: id }))[0]).toContain('Unlocking needs a `reason`')
    expect((await lookAt(host)).locked).toBe(true)
    const unlocked = await site.command('unlock', { deployment: id, reason: 'we looked' })
    expect(errors(unlocked)).toEqual([])
    const end = await lookAt(host)
    expect(end).toMatchObject({ ...atRest, version: '1.1.0' })
    expect(end.outcomes.at(-1)).toBe('stopped')
  }, 300_000)

  test('no secret is in a log, a summary or on a disk', async () => {
    expect(await leaks(site)).toEqual([])
  }, 180_000)
})
