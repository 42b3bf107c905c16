import { expect, test } from '@jest/globals'
import { fakeContext } from '../deployment/fake-context.ts'
import { fakeJobFile } from '../deployment/job-file.ts'
import { Session } from '../deployment/session.ts'
import { adopt } from './adopt.ts'

const config = `app: mes
environments: { production: { hosts: [{ address: local }] } }
health: { checks: { page: { command: 'true' } } }
`

test('G5: half of a deployment is not adopted', async () => {
  const context = fakeContext({ config })
  await context.store.initialise()
  const session = await Session.join(context, fakeJobFile(), undefined)
  const { id } = await session.require(async () => ({ kind: 'deploy', version: 'v1.1.0' }))
  await expect(adopt(session, undefined)).rejects.toThrow(`Deployment ${id} is open`)
  const state = await context.store.read()
  expect([state.open?.id, state.releases]).toEqual([id, []])
})
