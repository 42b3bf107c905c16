import { beforeEach, describe, expect, test } from '@jest/globals'
import { UserError } from '../errors.ts'
import { FakeClock } from '../fake-ports.ts'
import { fakeContext } from './fake-context.ts'
import { FakeStore } from './fake-store.ts'
import { fakeJobFile } from './job-file.ts'
import { runStep } from './run-step.ts'
import { Session } from './session.ts'
import type { Inspected, Step } from './step.ts'

type Evidence = { readonly says: string }
let store: FakeStore
let ran: number

beforeEach(async () => {
  store = new FakeStore(new FakeClock())
  await store.initialise()
  ran = 0
})

function step(changes: Partial<Step<{ readonly n: number }, Evidence>> = {}): Step<{ readonly n: number }, Evidence> {
  return {
    name: 'switch',
    title: 'Switch',
    changes: true,
    plan: async () => ({ plan: { n: 1 }, says: ['switch'] }),
    run: async () => {
      ran++
      return { says: 'switched' }
    },
    ...changes
  }
}

const opening = async () => ({ kind: 'deploy' as const, version: 'v1.1.0' })
const join = (dryRun = false) => Session.join(fakeContext({ store, dryRun }), fakeJobFile(), undefined)
const written = async () =>
  (await store.read()).open?.records.map(record => ('step' in record ? `${record.type} ${record.step}` : record.type)) ?? []

describe('G3: intent before, evidence after', () => {
  test('a step that succeeds', async () => {
    const session = await join()
    const during: string[][] = []
    const result = await runStep(session, step({ run: async () => (during.push(await written()), { says: 'switched' }) }), { opening })
    expect(result).toMatchObject({ status: 'passed', evidence: { says: 'switched' } })
    expect(during).toEqual([['opened', 'intent switch']])
    expect(await written()).toEqual(['opened', 'intent switch', 'evidence switch'])
  })

  test('a step that fails', async () => {
    const session = await join()
    const broken = step({ run: () => Promise.reject(new UserError('no such release')) })
    await expect(runStep(session, broken, { opening })).rejects.toThrow('no such release')
    expect(await written()).toEqual(['opened', 'intent switch', 'failed switch'])
  })

  test('G11: a dry run plans, changes nothing and opens nothing', async () => {
    const session = await join(true)
    expect(await runStep(session, step(), { opening })).toMatchObject({ status: 'planned' })
    expect(ran).toBe(0)
    expect((await store.read()).deployments).toEqual([])
  })

  test('a step that has nothing to do opens nothing', async () => {
    const session = await join()
    expect(await runStep(session, step({ plan: async () => ({ skip: 'nothing' }) }), { opening })).toMatchObject({ status: 'skipped' })
    expect((await store.read()).deployments).toEqual([])
  })
})

describe('a step that was interrupted', () => {
  async function interrupted(inspected: Inspected<Evidence>) {
    const session = await join()
    const deployment = await session.require(opening)
    await deployment.begin('switch', { n: 1 })
    return { session, again: step({ inspect: async () => inspected }) }
  }

  test('and had done its work is not run again', async () => {
    const { session, again } = await interrupted({ outcome: 'done', evidence: { says: 'found switched' } })
    expect(await runStep(session, again, { opening })).toMatchObject({ status: 'passed', evidence: { says: 'found switched' } })
    expect(ran).toBe(0)
    expect(await written()).toEqual(['opened', 'intent switch', 'evidence switch'])
  })

  test.each([{ outcome: 'not-started' as const }, { outcome: 'partly' as const, what: 'half' }])(
    'and had not is run again: $outcome',
    async inspected => {
      const { session, again } = await interrupted(inspected)
      await runStep(session, again, { opening })
      expect(ran).toBe(1)
      expect(await written()).toEqual(['opened', 'intent switch', 'intent switch', 'evidence switch'])
    }
  )

  test('and still runs is waited for by a person', async () => {
    const { session, again } = await interrupted({ outcome: 'running', what: 'job d.switch.1' })
    await expect(runStep(session, again, { opening })).rejects.toThrow('job d.switch.1 still runs')
    expect(ran).toBe(0)
  })
})
