import { beforeEach, describe, expect, test } from '@jest/globals'
import type { Manifest } from '../backup/manifest.ts'
import { type FakeContext, fakeContext } from '../deployment/fake-context.ts'
import { fakeJobFile } from '../deployment/job-file.ts'
import type { LiveCodeRecord, Release } from '../deployment/records.ts'
import { Session } from '../deployment/session.ts'
import type { Json } from '../deployment/step.ts'
import { rollBack } from './rollback.ts'

const config = `app: mes
environments: { production: { hosts: [{ address: local }] } }
code: { root: /srv/mes }
databases: { main: { engine: sqlite, path: /srv/mes/shared/main.db } }
maintenance: { file: shared/maintenance }
health: { checks: { page: { command: 'true' } }, successes: 1, failures: 0 }
`
const migrations = `migrations:
  - framework: scripts
    database: main
    scripts: [{ name: one, check: is-there one, apply: 'true', verify: 'true' }]
`

const release = (id: string, state: Release['state'], hour: number, path = `/srv/mes/releases/${id}`): Release => ({
  id,
  version: id,
  path,
  state,
  stagedAt: `2025-01-01T0${hour}:00:00.000Z`,
  ...(state === 'verified' || state === 'adopted' ? { verifiedAt: `2025-01-01T0${hour}:30:00.000Z` } : {})
})

let context: FakeContext
let live: string
let healthy: boolean
/** What changed something, in order. */
let changes: string[]

function world(text = config): void {
  context = fakeContext({ config: text })
  live = 'symlink\0releases/v2\0/srv/mes/releases/v2\0v2\0\0\0false\0'
  healthy = true
  changes = []
  const change = (name: string, stdout = '') => {
    changes.push(name)
    return stdout
  }
  context.host
    .on('directory=false', () => live)
    .on('test -d "$BELAY_PATH"', '')
    .on('.current-next', () => change('link', 'BELAY-changed=true\n'))
    .on('rm -- current', () => change('no link', 'BELAY-changed=true\n'))
    .on('belay_dir=$(mktemp', () => `@0\nended ${healthy ? 0 : 1} 1000\noutput \nerror \n`)
}

beforeEach(async () => {
  world()
  await context.store.initialise()
})

async function open(code?: LiveCodeRecord): Promise<Session> {
  const session = await Session.join(context, fakeJobFile(), undefined)
  await session.require(async () => ({ kind: 'deploy', version: 'v2', code }))
  await session.mine.done('stage', { release: 'v2', version: 'v2' }, 1, false)
  return session
}

const outcome = async () => (await context.store.read()).deployments[0]?.records.findLast(record => record.type === 'closed')?.outcome

describe('G5: what is called rolled back is what ran before', () => {
  test('where no link was before the deployment, the one that it made goes', async () => {
    await context.store.putRelease(release('before', 'adopted', 1, '/'))
    const session = await open({ kind: 'none' })
    const { plan } = await rollBack(session, {})
    expect([plan.kind, changes, await outcome()]).toEqual(['code-only', ['no link'], 'rolled-back'])
  })

  test('a link that led out of releases/ when it was adopted leads there again', async () => {
    await context.store.putRelease(release('adopted-app', 'adopted', 1, '/opt/app'))
    const session = await open({ kind: 'symlink', target: '/opt/app', path: '/opt/app' })
    const result = await rollBack(session, {})
    expect([result.release, changes]).toEqual(['adopted-app', ['link']])
    expect(context.host.scripts.findLast(each => each.script.includes('.current-next'))?.script).toContain('target=/opt/app')
  })

  test('by hand, a directory in the place of the link is not passed over', async () => {
    for (const each of [release('v1', 'verified', 1), release('v2', 'verified', 2)]) await context.store.putRelease(each)
    live = 'none\0\0/srv/mes/current\0\0\0\0true\0'
    context.host.on('.current-next', { exitCode: 64, stdout: 'BELAY: /srv/mes/current is a real directory\n' })
    const session = await Session.join(context, fakeJobFile(), undefined)
    await expect(rollBack(session, { to: 'v1', reason: 'slow' })).rejects.toThrow('is a real directory')
    expect(await outcome()).toBeUndefined()
  })

  test('G6: nothing is touched when the files of the previous release are gone', async () => {
    await context.store.putRelease(release('v1', 'verified', 1))
    context.host.on('test -d "$BELAY_PATH"', { exitCode: 1 })
    const session = await open({ kind: 'symlink', target: 'releases/v1', release: 'v1' })
    await expect(rollBack(session, {})).rejects.toThrow('the files of the previous release v1 are gone')
    expect(changes).toEqual([])
  })
})

describe('a release is bad when it was tried and failed', () => {
  test.each([
    ['gate', 'bad'],
    ['fence', 'staged']
  ] as const)('failed in %s: %s', async (step, state) => {
    for (const each of [release('v1', 'verified', 1), release('v2', 'staged', 2)]) await context.store.putRelease(each)
    const session = await open({ kind: 'symlink', target: 'releases/v1', release: 'v1' })
    await session.mine.failed(step, 'it failed', 1)
    await rollBack(session, {})
    expect((await context.store.read()).releases.find(each => each.id === 'v2')?.state).toBe(state)
  })
})

describe('the migrations go back by themselves where that loses nothing', () => {
  const undo = migrations.replace("verify: 'true' }", "verify: 'true', undo: take-away one }")

  /** Migrated behind the fence, without a restore point; the check of the migrations knew the way back. */
  async function migrated(lossless: boolean): Promise<Session> {
    world(config + undo)
    await context.store.initialise()
    await context.store.putRelease({ ...release('v1', 'verified', 1), applied: { 'scripts:main': [] } })
    let there = true
    context.host
      .on('take-away one', () => {
        there = false
        changes.push('undo')
        return ''
      })
      .on('is-there one', () => (there ? '' : { exitCode: 1 }))
      .on('shared/maintenance', '@maintenance up\n\t\n@end \n\t\n')
    const session = await open({ kind: 'symlink', target: 'releases/v1', release: 'v1' })
    const { mine } = session
    const reversals = [{ name: 'one', lossless, afterWrites: true, atomic: true, drops: [], reason: '' }]
    const set = { set: 'scripts:main', database: 'main', before: [], pending: ['one'], additive: false, reasons: ['one is not additive'] }
    await mine.done('squash-check', { sets: [{ ...set, reversals }], says: '', verdict: 'passed' }, 1, false)
    mine.begin('fence', {})
    await mine.done('fence', {}, 1, false)
    mine.begin('migrate', { releasePath: '/srv/mes/releases/v2', backups: {}, before: { 'scripts:main': [] } })
    await mine.done('migrate', { sets: { 'scripts:main': { before: [], after: ['one'], applied: ['one'] } }, says: '' }, 1, false)
    return session
  }

  test("by the failed release's code, and before that code goes", async () => {
    const session = await migrated(true)
    const { plan } = await rollBack(session, {})
    expect(plan).toMatchObject({ kind: 'migrate-down', to: 'v1', loss: [], sets: [{ releasePath: '/srv/mes/releases/v2', to: [] }] })
    expect(changes.filter(each => each === 'undo' || each === 'link')).toEqual(['undo', 'link'])
    expect(context.host.scripts.find(each => each.script.includes('take-away one'))?.script).toContain('cd -- /srv/mes/releases/v2')
    expect(session.mine.intent('rollback')).toMatchObject({ kind: 'migrate-down' })
    expect(context.log.text()).toContain('The migrations of scripts:main are as before: undone one')
    expect(await outcome()).toBe('rolled-back')
  })

  test('and not where it is not known to', async () => {
    const session = await migrated(false)
    await expect(rollBack(session, {})).rejects.toThrow('main has no restore point of this deployment')
    expect(changes).not.toContain('undo')
  })
})

describe('G6: users who were let in past the journal', () => {
  const point = { name: 'main.db_point_x', bytes: 1, createdAt: '2026-01-01T00:00:00.000Z' }

  /** Fenced, a restore point made, and migrated; the previous release is v1. */
  async function migrated(): Promise<Session> {
    world(config + migrations)
    await context.store.initialise()
    await context.store.putRelease({ ...release('v1', 'verified', 1), applied: { 'scripts:main': [] } })
    context.host.on('is-there one', '').on('[[ -f /srv/mes/shared/main.db_point_x ]]', '')
    const session = await open({ kind: 'symlink', target: 'releases/v1', release: 'v1' })
    const { mine } = session
    await mine.begin('fence', {})
    await mine.done('fence', {}, 1, false)
    await mine.done('restore-point', { points: { main: point } }, 1, false)
    await mine.begin('migrate', { releasePath: '/srv/mes/releases/v2', backups: {}, before: { 'scripts:main': [] } })
    return session
  }
  const maintenance = (is: 'up' | 'down') =>
    context.host.on('shared/maintenance', `@maintenance ${is}\n\t\n@end \n\t\n`).on(/rm -f -- \S*shared\/maintenance/, 'removed\n')

  test('the fence stands: back to the restore point', async () => {
    const session = await migrated()
    maintenance('up')
    context.host.on('mv -fT -- "$copy" "$live"', '')
    const { plan } = await rollBack(session, {})
    expect([plan.kind, 'loss' in plan ? plan.loss : undefined]).toEqual(['restore-point', []])
  })

  test('the maintenance answer is gone (the machine was started again): not without a proof or an accepted loss', async () => {
    const session = await migrated()
    maintenance('down')
    await expect(rollBack(session, {})).rejects.toThrow('users could write since the restore point')
    expect(context.log.text()).toContain('is gone, though the fence had made it')
  })
})

test('G6: that users are let in after a refusal is written down before it is done', async () => {
  world(`${config}rollback: { on-refuse: open }\n`)
  await context.store.initialise()
  const session = await open({ kind: 'symlink', target: 'releases/v1', release: 'v1' })
  await session.mine.begin('fence', {})
  let before: string[] = []
  context.host.on('shared/maintenance', () => {
    before = session.mine.records.map(each => ('step' in each ? `${each.type} ${each.step}` : each.type))
    return new Error('sudo refused')
  })
  await expect(rollBack(session, {})).rejects.toMatchObject({
    message: expect.stringContaining('no release is known that was verified'),
    cause: { message: 'sudo refused' }
  })
  expect(before.at(-1)).toBe('intent open')
})

const manifest: Manifest = {
  schemaVersion: 1,
  id: 'b1',
  sequence: 1,
  previousId: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 1,
  host: 'local',
  level: 'full',
  members: [
    {
      name: 'main.sqlite3',
      role: 'database',
      format: 'sqlite3',
      bytes: 1,
      sha256: 'a'.repeat(64),
      database: 'main',
      engine: 'sqlite',
      source: '/srv/mes/shared/main.db',
      engineVersion: '3',
      clientVersion: '3',
      facts: { bytes: 1, tables: 1 },
      dumpMs: 1,
      verifyMs: 1,
      checks: [{ name: 'integrity', result: 'passed' }],
      commands: ['.backup'],
      exitCodes: [0]
    }
  ]
}

test('G6: a restore that was interrupted is not done again, over what users have written since', async () => {
  await context.store.putRelease(release('v1', 'verified', 1))
  const restores: string[] = []
  context.host
    .on('cat manifest.json', `1 ${'a'.repeat(64)}  main.sqlite3\n\n${JSON.stringify(manifest)}`)
    .on('shared/maintenance', '@end \n\t\n')
    .on(/rm -f -- \S*shared\/maintenance/, 'removed\n')
    .on('b1/main.sqlite3 "$copy"', script => (restores.push(script.split('\n').slice(1).join('\n')), ''))
  const session = await open({ kind: 'symlink', target: 'releases/v2', release: 'v1' })
  const plan = { kind: 'restore', to: 'v1', reasons: [], databases: [{ database: 'main', backup: 'b1' }], loss: ['main: everything'] }
  await session.mine.begin('rollback', plan as unknown as Json)
  healthy = false
  await expect(rollBack(session, {})).rejects.toThrow('the health gate is failed')
  healthy = true
  await rollBack(session, {})
  expect(restores).toHaveLength(2)
  // The same names of copies: the second run finds the first one's work by them.
  expect(restores[1]).toBe(restores[0])
})

test('G6: what refuses a backup leaves the system running', async () => {
  await context.store.putRelease(release('v1', 'verified', 1))
  const encrypted = { ...manifest.members[0]!, name: 'main.sqlite3.age', encryption: { type: 'age', recipients: ['age1x'] } }
  context.host.on('cat manifest.json', `1 ${'a'.repeat(64)}  main.sqlite3.age\n\n${JSON.stringify({ ...manifest, members: [encrypted] })}`)
  const session = await open({ kind: 'symlink', target: 'releases/v2', release: 'v1' })
  const plan = { kind: 'restore', to: 'v1', reasons: [], databases: [{ database: 'main', backup: 'b1' }], loss: ['main: everything'] }
  await session.mine.begin('rollback', plan as unknown as Json)
  await expect(rollBack(session, {})).rejects.toThrow('is encrypted to age1x: give the age identity')
  expect(context.host.scripts.filter(({ script }) => script.includes('shared/maintenance'))).toEqual([])
})
