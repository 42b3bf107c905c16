import { expect, test } from '@jest/globals'
import { UserError } from '../errors.ts'
import { LockHeld, LockLost } from './errors.ts'
import type { Owner, Release } from './records.ts'
import type { Held, Store } from './store.ts'
import { fingerprintOf } from './token.ts'

export const someOwner: Owner = {
  repository: 'team/mes',
  runId: '42',
  runAttempt: 1,
  job: 'deploy',
  actor: "anna o'neill",
  url: 'https://github.com/team/mes/actions/runs/42'
}
export const otherOwner: Owner = { ...someOwner, runId: '43', actor: 'ben' }
export const someRelease: Release = { id: 'v1', version: 'v1.0.0', path: '/srv/app', state: 'staged', stagedAt: '2026-11-22T02:40:35.000Z' }

export function openIn(store: Store, deployment: string, waitMs = 0): Promise<Held> {
  return store.open({
    deployment,
    owner: someOwner,
    first: { type: 'opened', kind: 'deploy', owner: someOwner, version: 'v1.1.0' },
    waitMs
  })
}

const first = '20261122-024035-aaaaaa'
const second = '20261122-024036-bbbbbb'

export interface Fixture {
  readonly store: Store
  /** A job of the deployment runs until the returned function is called. */
  runJob(id: string): Promise<() => Promise<void>>
}

/** What every Store promises. `make` gives an empty one that is not initialised. */
export function storeContract(make: () => Promise<Fixture>): void {
  const initialised = async () => {
    const fixture = await make()
    await fixture.store.initialise()
    return fixture
  }

  test('without a state directory everything says: adopt first', async () => {
    const { store } = await make()
    const nobody = { deployment: first, token: `00000001-${'0'.repeat(32)}` }
    for (const call of [() => store.read(), () => openIn(store, first), () => store.appendAll(nobody, [], [someRelease])]) {
      await expect(call()).rejects.toThrow(UserError)
      await expect(call()).rejects.toThrow(/There is no Belay state in .*adopt/)
    }
  })

  test('initialise is safe to repeat and keeps what is there', async () => {
    const { store } = await initialised()
    const held = await openIn(store, first)
    await store.close(held, { type: 'closed', outcome: 'adopted', message: '' }, { records: [], releases: [someRelease] })
    await store.initialise()
    expect(await store.read()).toMatchObject({
      version: 1,
      holder: undefined,
      open: undefined,
      deployments: [{ id: first }],
      releases: [someRelease],
      backups: []
    })
  })

  test('open, append, close: the records stand in order, and the lock is held between', async () => {
    const { store } = await initialised()
    const held = await openIn(store, first)
    expect(held.token).toMatch(/^00000001-[0-9a-f]{32}$/)
    const plan = { text: `it's "$(touch x)" \`\` \\ \n\u2028 %s ünï`, list: [1, null, true] }
    expect(await store.append(held, { type: 'intent', step: 'stage', plan, jobs: [`${first}.stage`] })).toMatchObject({
      seq: 2,
      type: 'intent',
      plan
    })
    const two = await store.appendAll(held, [
      { type: 'evidence', step: 'stage', evidence: { a: 1 }, durationMs: 12.5 },
      { type: 'note', message: 'SIGINT' }
    ])
    expect(two.map(each => each.seq)).toEqual([3, 4])
    expect(await store.appendAll(held, [])).toEqual([])
    const state = await store.read()
    expect(state.holder).toMatchObject({ deployment: first, owner: someOwner, fingerprint: fingerprintOf(held.token), runningJobs: [] })
    expect(state.open?.records.map(each => [each.seq, each.type])).toEqual([
      [1, 'opened'],
      [2, 'intent'],
      [3, 'evidence'],
      [4, 'note']
    ])
    expect(state.open?.records[1]).toEqual({
      seq: 2,
      at: expect.any(String),
      type: 'intent',
      step: 'stage',
      plan,
      jobs: [`${first}.stage`]
    })
    expect(JSON.stringify(state)).not.toContain(held.token)
    await store.close(held, { type: 'closed', outcome: 'verified', message: 'all good', release: 'v1' })
    const after = await store.read()
    expect([after.holder, after.open]).toEqual([undefined, undefined])
    expect(after.deployments[0]?.records.at(-1)).toMatchObject({ seq: 5, type: 'closed', outcome: 'verified' })
  })

  test('what is appended with the next stands before it, once, and under the number that was told', async () => {
    const { store } = await make()
    await store.initialise()
    const held = await openIn(store, first)
    expect(store.appendWithNext(held, [{ type: 'intent', step: 'fence', plan: {} }], [someRelease])).toMatchObject([{ type: 'intent' }])
    expect(store.appendWithNext(held, [{ type: 'intent', step: 'migrate', plan: {} }])).toMatchObject([{ step: 'migrate' }])
    expect(await store.append(held, { type: 'note', message: 'next' })).toMatchObject({ seq: 4 })
    expect(await store.append(held, { type: 'note', message: 'after' })).toMatchObject({ seq: 5 })
    store.appendWithNext(held, [{ type: 'note', message: 'last' }])
    await store.close(held, { type: 'closed', outcome: 'verified', message: '' })
    const state = await store.read()
    expect(state.deployments[0]?.records.map(({ seq, type }) => `${seq} ${type}`)).toEqual([
      '1 opened',
      '2 intent',
      '3 intent',
      '4 note',
      '5 note',
      '6 note',
      '7 closed'
    ])
    expect(state.releases).toEqual([someRelease])
    expect(store.takeBack()).toBe(false)
    expect(() => store.appendWithNext(held, [{ type: 'closed', outcome: 'verified', message: '' }])).toThrow()
  })

  test('records that belong to open and close cannot be appended', async () => {
    const { store } = await initialised()
    const held = await openIn(store, first)
    await expect(store.append(held, { type: 'closed', outcome: 'verified', message: '' })).rejects.toThrow('open and close')
    expect((await store.read()).open?.records).toHaveLength(1)
  })

  test('a second one is told who holds the lock, how far it is, and the exact next commands', async () => {
    const { store } = await initialised()
    const held = await openIn(store, first)
    await store.append(held, { type: 'intent', step: 'migrate', plan: {} })
    const error = await openIn(store, second).catch(caught => caught)
    expect(error).toBeInstanceOf(LockHeld)
    expect(error.holder).toMatchObject({ deployment: first, owner: someOwner })
    for (const part of [first, 'team/mes', someOwner.url!, "anna o'neill", 'since 20', 'step migrate has begun and not ended']) {
      expect(error.message).toContain(part)
    }
    expect(error.message).toContain(`\`command: rollback\` with \`deployment: ${first}\``)
    expect(error.message).toContain(`\`command: unlock\` with \`deployment: ${first}\``)
    expect(error.message).not.toContain(held.token)
    expect((await store.read()).deployments).toHaveLength(1)
  })

  test('open waits and gets the lock as soon as it is given back', async () => {
    const { store } = await initialised()
    const held = await openIn(store, first)
    const waiting = openIn(store, second, 30_000)
    await store.close(held, { type: 'closed', outcome: 'verified', message: '' })
    const next = await waiting
    expect(next.token).toMatch(/^00000002-/)
    expect((await store.read()).holder?.deployment).toBe(second)
  })

  test('of two that open at once exactly one wins', async () => {
    const { store } = await initialised()
    const results = await Promise.allSettled([openIn(store, first), openIn(store, second)])
    expect(results.map(each => each.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await store.read()).deployments).toHaveLength(1)
  })

  test('an id is used once', async () => {
    const { store } = await initialised()
    await store.close(await openIn(store, first), { type: 'closed', outcome: 'verified', message: '' })
    await expect(openIn(store, first)).rejects.toThrow('exists already')
  })

  test('after a takeover the old token is worth nothing and the new one goes on', async () => {
    const { store } = await initialised()
    const old = await openIn(store, first)
    const expected = fingerprintOf(old.token)
    const held = await store.takeOver({ deployment: first, expected, owner: otherOwner })
    expect(held.token).toMatch(/^00000002-/)
    const lost = [
      () => store.append(old, { type: 'note', message: 'x' }),
      () => store.close(old, { type: 'closed', outcome: 'verified', message: '' }),
      () => store.appendAll(old, [], [someRelease]),
      () => store.removeRelease('v1', old)
    ]
    for (const call of lost) await expect(call()).rejects.toThrow(LockLost)
    expect(await store.append(held, { type: 'note', message: 'mine' })).toMatchObject({ seq: 3 })
    const state = await store.read()
    expect(state.holder).toMatchObject({ deployment: first, owner: otherOwner, fingerprint: fingerprintOf(held.token) })
    expect(state.open?.records[1]).toMatchObject({ type: 'note', message: expect.stringContaining(`before: ${expected}`) })
    expect(state.releases).toEqual([])
  })

  test('takeover and unlock are refused when the holder is another, or nobody', async () => {
    const { store } = await initialised()
    const held = await openIn(store, first)
    const wrong = 'feedfacefeedface'
    await expect(store.takeOver({ deployment: first, expected: wrong, owner: otherOwner })).rejects.toThrow(UserError)
    await expect(store.takeOver({ deployment: second, expected: fingerprintOf(held.token), owner: otherOwner })).rejects.toThrow(UserError)
    await expect(store.unlock(wrong, 'give up')).rejects.toThrow(/Someone else acted first/)
    await store.close(held, { type: 'closed', outcome: 'verified', message: '' })
    await expect(store.takeOver({ deployment: first, expected: fingerprintOf(held.token), owner: otherOwner })).rejects.toThrow(UserError)
    await expect(store.append(held, { type: 'note', message: 'x' })).rejects.toThrow(LockLost)
  })

  test('takeover and unlock are refused while a job of the deployment runs, and work once it has ended', async () => {
    const { store, runJob } = await initialised()
    const held = await openIn(store, first)
    const expected = fingerprintOf(held.token)
    const end = await runJob(`${first}.migrate`)
    const endOther = await runJob(`${second}.stage`)
    expect((await store.read()).holder?.runningJobs).toEqual([`${first}.migrate`])
    await expect(store.takeOver({ deployment: first, expected, owner: otherOwner })).rejects.toThrow(`still running`)
    await expect(store.unlock(expected, 'give up')).rejects.toThrow(`${first}.migrate`)
    await end()
    expect((await store.read()).holder?.runningJobs).toEqual([])
    expect((await store.takeOver({ deployment: first, expected, owner: otherOwner })).deployment).toBe(first)
    await endOther()
  })

  test('unlock closes the deployment as stopped, with the reason, and the next one can open', async () => {
    const { store } = await initialised()
    const held = await openIn(store, first)
    await store.unlock(fingerprintOf(held.token), 'the runner burnt down')
    const state = await store.read()
    expect([state.holder, state.open]).toEqual([undefined, undefined])
    expect(state.deployments[0]?.records.at(-1)).toMatchObject({ type: 'closed', outcome: 'stopped', message: 'the runner burnt down' })
    await expect(store.append(held, { type: 'note', message: 'x' })).rejects.toThrow(LockLost)
    expect((await openIn(store, second)).deployment).toBe(second)
  })

  test('releases are put, replaced and removed', async () => {
    const { store } = await initialised()
    const held = await openIn(store, first)
    await store.appendAll(held, [], [someRelease])
    await store.appendAll(
      held,
      [],
      [
        { ...someRelease, state: 'verified', applied: { 'django:main': ['a.0001'] } },
        { ...someRelease, id: 'v2', state: 'bad' }
      ]
    )
    expect((await store.read()).releases).toEqual([
      { ...someRelease, state: 'verified', applied: { 'django:main': ['a.0001'] } },
      { ...someRelease, id: 'v2', state: 'bad' }
    ])
    await store.removeRelease('v1', held)
    expect((await store.read()).releases.map(each => each.id)).toEqual(['v2'])
  })

  test('what is opened and closed with more records has them in order', async () => {
    const { store } = await initialised()
    const opened = { type: 'opened' as const, kind: 'deploy' as const, owner: someOwner, version: 'v1.1.0' }
    const note = (message: string) => ({ type: 'note' as const, message })
    const held = await store.open({ deployment: first, owner: someOwner, first: opened, more: [note('a'), note('b')], waitMs: 0 })
    const left = { records: [note('c')], releases: [{ ...someRelease, state: 'verified' as const }] }
    const written = await store.close(held, { type: 'closed', outcome: 'verified', message: 'd' }, left)
    const state = await store.read()
    expect(state.deployments[0]?.records.slice(3)).toEqual(written)
    expect([state.holder, state.open, state.releases]).toEqual([undefined, undefined, left.releases])
    expect(
      state.deployments[0]?.records.map(each => [each.seq, each.type === 'opened' ? each.version : 'message' in each && each.message])
    ).toEqual(['v1.1.0', 'a', 'b', 'c', 'd'].map((text, index) => [index + 1, text]))
    const lost = store.close(held, { type: 'closed', outcome: 'verified', message: 'e' }, { records: [], releases: [someRelease] })
    await expect(lost).rejects.toThrow(LockLost)
    expect((await store.read()).releases).toEqual(left.releases)
  })

  test('the newest 20 deployments are read, newest first', async () => {
    const { store } = await initialised()
    const ids = Array.from({ length: 22 }, (_, index) => `20261122-0240${String(index).padStart(2, '0')}-aaaaaa`)
    for (const id of ids) await store.close(await openIn(store, id), { type: 'closed', outcome: 'nothing-changed', message: '' })
    expect((await store.read()).deployments.map(each => each.id)).toEqual(ids.slice(2).reverse())
  })
}
