import { beforeEach, describe, expect, test } from '@jest/globals'
import { UserError } from '../errors.ts'
import { FakeClock } from '../fake-ports.ts'
import { FakeGitHub } from '../github/github.ts'
import { fakeContext } from './fake-context.ts'
import { FakeStore } from './fake-store.ts'
import { fakeJobFile } from './job-file.ts'
import type { Owner } from './records.ts'
import { Session, takeOverOwnRun } from './session.ts'

const opening = async () => ({ kind: 'deploy' as const, version: 'v1.1.0' })
let store: FakeStore

beforeEach(async () => {
  store = new FakeStore(new FakeClock())
  await store.initialise()
})

/** A job on its own runner: its own context and its own RUNNER_TEMP. */
function job(owner: Partial<Owner> = {}, github = new FakeGitHub()) {
  const context = fakeContext({ store, owner, github })
  return { context, file: fakeJobFile() }
}

async function opened(owner: Partial<Owner> = {}) {
  const first = job(owner)
  const session = await Session.join(first.context, first.file, undefined)
  await session.require(opening)
  return { ...first, session }
}

describe('G4: one deployment at a time, shared by the actions of one job', () => {
  test('the first that changes something opens, the next of the same job joins without wiring', async () => {
    const { context, file, session } = await opened()
    const next = await Session.join(context, file, undefined)
    expect(next.deployment?.id).toBe(session.deployment?.id)
    expect(next.deployment?.opened.version).toBe('v1.1.0')
  })

  test('the token is masked', async () => {
    const { context, session } = await opened()
    expect(context.log.masked).toContain(session.deployment!.held.token)
  })

  test('another job is told who holds the lock and what it can do', async () => {
    const { session } = await opened({ actor: 'anna' })
    const other = job({ runId: '8' })
    const joined = await Session.join(other.context, other.file, undefined)
    expect(joined.deployment).toBeUndefined()
    await expect(joined.require(opening)).rejects.toThrow(
      new RegExp(`Deployment ${session.deployment!.id} holds the lock[\\s\\S]*anna[\\s\\S]*command: rollback`)
    )
  })

  test('a job whose deployment was taken over changes nothing more', async () => {
    const first = await opened({ runId: '7' })
    const second = job({ runId: '8' }, new FakeGitHub({ 'octo/mes/7': 'ended' }))
    const session = await Session.join(second.context, second.file, first.session.deployment!.id)
    expect(session.deployment?.id).toBe(first.session.deployment!.id)
    await expect(Session.join(first.context, first.file, undefined)).rejects.toThrow('was taken over by another job')
    await expect(first.session.deployment!.note('late')).rejects.toThrow('no longer holds')
  })
})

describe('taking over', () => {
  test.each([
    ['its run has ended', { runId: '8' }, 'ended', undefined],
    ['its run still runs', { runId: '8' }, 'running', 'its run has not ended'],
    ['nobody knows', { runId: '8' }, undefined, 'it is not known whether its run has ended'],
    ['it is an earlier attempt of this run', { runId: '7', runAttempt: 2 }, undefined, undefined]
  ] as const)('%s', async (_name, owner, state, refusal) => {
    const first = await opened({ runId: '7' })
    const second = job(owner, new FakeGitHub(state === undefined ? {} : { 'octo/mes/7': state }))
    const taking = Session.join(second.context, second.file, first.session.deployment!.id)
    if (refusal === undefined) expect((await taking).deployment?.id).toBe(first.session.deployment!.id)
    else await expect(taking).rejects.toThrow(refusal)
  })

  test('never while a job of it runs on the host', async () => {
    const first = await opened({ runId: '7' })
    store.runningJobs.add(`${first.session.deployment!.id}.migrate.1`)
    const second = job({ runId: '8' }, new FakeGitHub({ 'octo/mes/7': 'ended' }))
    await expect(Session.join(second.context, second.file, first.session.deployment!.id)).rejects.toThrow(UserError)
  })

  test('a later attempt of the same run finds it without its id; another run does not', async () => {
    const first = await opened({ runId: '7' })
    const other = job({ runId: '8' }, new FakeGitHub({ 'octo/mes/7': 'ended' }))
    const stranger = await Session.join(other.context, other.file, undefined)
    await takeOverOwnRun(stranger)
    expect(stranger.deployment).toBeUndefined()
    const again = job({ runId: '7', runAttempt: 2 })
    const session = await Session.join(again.context, again.file, undefined)
    await takeOverOwnRun(session)
    expect(session.deployment?.id).toBe(first.session.deployment!.id)
  })

  test('another job of the same attempt, which may still run, must name it', async () => {
    await opened({ runId: '7', runAttempt: 1, job: 'deploy' })
    const beside = job({ runId: '7', runAttempt: 1, job: 'other' })
    const session = await Session.join(beside.context, beside.file, undefined)
    await takeOverOwnRun(session)
    expect(session.deployment).toBeUndefined()
  })

  test('dry-run looks at the named deployment and takes nothing over', async () => {
    const first = await opened({ runId: '7' })
    const id = first.session.deployment!.id
    const context = fakeContext({ store, owner: { runId: '8' }, dryRun: true })
    const session = await Session.join(context, fakeJobFile(), id)
    expect(session.deployment?.id).toBe(id)
    await expect(session.deployment!.note('nothing')).rejects.toThrow()
    await first.session.deployment!.note('still mine')
    await expect(Session.join(context, fakeJobFile(), '20260101-000000-abcdef')).rejects.toThrow('There is no deployment')
  })

  test('a deployment that has ended is named with its end', async () => {
    const { session } = await opened()
    const { id } = session.deployment!
    await session.deployment!.close('rolled-back', 'v1.1.0 failed in gate')
    const other = job({ runId: '8' })
    await expect(Session.join(other.context, other.file, id)).rejects.toThrow(
      `Deployment ${id} has ended: rolled-back. v1.1.0 failed in gate`
    )
  })
})

test('what was live is read only after the lock was waited for', async () => {
  const first = await opened({ runId: '7' })
  const { file } = job({ runId: '8' })
  const context = { ...fakeContext({ store, owner: { runId: '8' } }), lockTimeoutMs: 60_000 }
  const session = await Session.join(context, file, undefined)
  const order: string[] = []
  const waiting = session.require(async () => (order.push('read'), opening()))
  order.push('closing')
  await first.session.deployment!.close('verified', 'v1.1.0 is live')
  await waiting
  expect(order).toEqual(['closing', 'read'])
})

test('what was proven before there was a deployment becomes part of it', async () => {
  const { context } = job()
  const file = fakeJobFile()
  await (await Session.join(context, file, undefined)).remember('baseline', { report: { verdict: 'failed' } }, 12)
  const session = await Session.join(context, file, undefined)
  expect(session.evidence('baseline')).toEqual({ report: { verdict: 'failed' } })
  await session.require(opening)
  expect(session.evidence('baseline')).toEqual({ report: { verdict: 'failed' } })
  await session.deployment!.begin('stage', {})
  const state = await store.read()
  expect(state.open?.records.map(record => ('step' in record ? `${record.type} ${record.step}` : record.type))).toEqual([
    'opened',
    'evidence baseline',
    'intent stage'
  ])
})

test('G3: a job that was killed while it opened its deployment finds it again', async () => {
  const { context } = job()
  const file = fakeJobFile()
  const write = file.write
  file.write = async changes => (changes.token === undefined ? write(changes) : Promise.reject(new Error('killed')))
  await expect((await Session.join(context, file, undefined)).require(opening)).rejects.toThrow('killed')
  file.write = write
  const session = await Session.join(context, file, undefined)
  expect(session.mine.id).toBe((await store.read()).open?.id)
  await session.mine.note('the new token counts')
})

test('G4: a deployment that was given up elsewhere is not followed by one of its own', async () => {
  const { context } = job()
  const file = fakeJobFile()
  const { id } = await (await Session.join(context, file, undefined)).require(opening)
  await store.unlock((await store.read()).holder!.fingerprint, 'Given up by a person')
  await expect(Session.join(context, file, undefined)).rejects.toThrow('Given up by a person')
  expect(await file.read()).toMatchObject({ ended: id })
  expect((await Session.join(context, file, undefined)).deployment).toBeUndefined()
})
