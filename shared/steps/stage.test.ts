import { expect, test } from '@jest/globals'
import { fakeContext } from '../deployment/fake-context.ts'
import { fakeJobFile } from '../deployment/job-file.ts'
import type { Release } from '../deployment/records.ts'
import { Session } from '../deployment/session.ts'
import { stageStep } from './stage.ts'

const config = `app: mes
environments: { production: { hosts: [{ address: local }] } }
code: { root: /srv/mes }
`
const id = 'v1-0123456789'
const plan = { id, version: 'v1', commit: '0123456789'.repeat(4), tree: 'a', path: `/srv/mes/releases/${id}`, reuse: true, spec: 'x' }
const known: Release = {
  id,
  version: 'v1',
  path: plan.path,
  state: 'verified',
  stagedAt: '2025-01-01T00:00:00.000Z',
  verifiedAt: '2025-01-01T01:00:00.000Z'
}

test.each([
  ['verified', 'verified'],
  ['adopted', 'adopted'],
  ['bad', 'staged']
] as const)('G6: a release that is %s is %s while it is deployed again', async (state, expected) => {
  const context = fakeContext({ config })
  await context.store.initialise()
  await context.store.putRelease({ ...known, state })
  context.host.on(id, 'BELAY-fingerprint=abc\nBELAY-files=1\n')
  const session = await Session.join(context, fakeJobFile(), undefined)
  await session.require(async () => ({ kind: 'deploy', version: 'v1' }))
  await stageStep({ ref: 'v1', version: 'v1', force: true }).run(session, plan)
  expect((await context.state()).releases[0]?.state).toBe(expected)
  await session.mine.flush()
  const [release] = (await context.store.read()).releases
  expect([release?.state, release?.verifiedAt === known.verifiedAt]).toEqual([expected, expected !== 'staged'])
})
