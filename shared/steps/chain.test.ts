import { beforeEach, describe, expect, test } from '@jest/globals'
import { LockLost } from '../deployment/errors.ts'
import { type FakeContext, fakeContext } from '../deployment/fake-context.ts'
import { fakeJobFile } from '../deployment/job-file.ts'
import { Session } from '../deployment/session.ts'
import { UserError } from '../errors.ts'
import { ConnectionLost, FencedOff } from '../host/errors.ts'
import { afterFailure, DeploymentFailed } from './chain.ts'

let context: FakeContext
let session: Session

/** A deployment that is open and has changed nothing yet. */
beforeEach(async () => {
  context = fakeContext()
  await context.store.initialise()
  session = await Session.join(context, fakeJobFile(), undefined)
  await session.require(async () => ({ kind: 'deploy', version: 'v1.1.0' }))
})

describe('G5: a step that threw does not leave the deployment half way', () => {
  test.each([
    ['what the user can mend', new UserError('the disk is full')],
    ['a connection that broke', new ConnectionLost('The connection broke')],
    ['a bug', new TypeError('x is undefined')]
  ])('after %s it is rolled back', async (_what, thrown) => {
    const error = await afterFailure(session, thrown)
    expect(error).toBeInstanceOf(DeploymentFailed)
    expect(error.message).toContain(thrown.message)
    expect(error.message).toContain('Nothing live had been changed.')
    expect((await context.store.read()).open).toBeUndefined()
  })

  test('a bug is called one, with its stack beneath', async () => {
    const error = await afterFailure(session, new TypeError('x is undefined'))
    expect(error.message).toContain('This is a bug in Belay')
    expect((error.cause as Error).message).toContain('chain.test.ts')
  })

  test.each([new LockLost('it was taken over'), new FencedOff('local', 'x.migrate.1', 'another')])(
    'G4: who has lost the lock touches nothing more (%#)',
    async thrown => {
      expect(await afterFailure(session, thrown)).toBe(thrown)
      expect((await context.store.read()).open).toBeDefined()
    }
  )
})
