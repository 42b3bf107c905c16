import { expect, test } from '@jest/globals'
import { type FakeContext, fakeContext } from '../deployment/fake-context.ts'
import { fakeJobFile } from '../deployment/job-file.ts'
import type { Release } from '../deployment/records.ts'
import { Session } from '../deployment/session.ts'
import { finish } from './finish.ts'

const config = `app: mes
environments: { production: { hosts: [{ address: local }] } }
code: { root: /srv/mes, keep: 1 }
databases: { main: { engine: sqlite, path: /srv/mes/shared/main.db } }
`
const release = (id: string, state: Release['state'], hour: number): Release => ({
  id,
  version: id,
  path: `/srv/mes/releases/${id}`,
  state,
  stagedAt: `2026-01-01T0${hour}:00:00.000Z`,
  ...(state === 'verified' ? { verifiedAt: `2026-01-01T0${hour}:30:00.000Z` } : {})
})

async function open(context: FakeContext): Promise<Session> {
  const session = await Session.join(context, fakeJobFile(), undefined)
  await session.require(async () => ({ kind: 'deploy', version: 'v2' }))
  return session
}

/** v2 is staged, and made live when `switched`. */
async function deployed(context: FakeContext, switched = true): Promise<Session> {
  await context.store.putRelease(release('v2', 'staged', 4))
  const session = await open(context)
  await session.mine.done('stage', { release: 'v2', version: 'v2' }, 1, false)
  if (switched) await session.mine.done('switch', { release: 'v2', from: 'v1', says: '' }, 1, false)
  return session
}

test('G1: a gate that passed before the switch proves nothing of the staged release', async () => {
  const context = fakeContext({ config })
  await context.store.initialise()
  const session = await deployed(context, false)
  await expect(finish(session)).rejects.toThrow('v2 is only staged and not live')
  const state = await context.store.read()
  expect(state.releases.map(each => each.state)).toEqual(['staged'])
  expect(state.open?.id).toBe(session.mine.id)
})

test('a bad release is remembered when its files are removed', async () => {
  const context = fakeContext({ config })
  await context.store.initialise()
  for (const each of [release('old', 'verified', 1), release('broken', 'bad', 2), release('v1', 'verified', 3)])
    await context.store.putRelease(each)
  context.host.on('find ', 'old\0broken\0v1\0v2\0').on('BELAY-removed', 'BELAY-removed=old\nBELAY-removed=broken\n')
  await finish(await deployed(context))
  const { releases } = await context.store.read()
  expect(releases.map(({ id, state }) => [id, state])).toEqual([
    ['broken', 'bad'],
    ['v1', 'verified'],
    ['v2', 'verified']
  ])
})

test('what a rollback kept for study goes with the next good deployment, each copy asked of its own database', async () => {
  const context = fakeContext({ config })
  await context.store.initialise()
  const earlier = await open(context)
  const evidence = {
    says: '',
    kept: ['main.db_failed_1', 'jobs_failed_1'],
    copies: { main: 'main.db_failed_1', gone: 'jobs_failed_1' },
    release: 'v1'
  }
  await earlier.mine.done('rollback', evidence, 1, false)
  await earlier.mine.close('rolled-back', 'v2 failed')
  const dropped: string[] = []
  context.host
    .on('[[ -f /srv/mes/shared/main.db_failed_1 ]]', '')
    .on('rm -f --', script => (dropped.push(/rm -f -- (\S+)/.exec(script)![1]!), ''))
  await finish(await deployed(context))
  expect(dropped).toEqual(['/srv/mes/shared/main.db_failed_1'])
  expect(context.log.text()).not.toContain('could not be removed')
})
