// G4: the switch is one short script under the lock's flock; who has lost the lock switches nothing.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { HostStore } from '../../shared/deployment/host-store.ts'
import type { Owner } from '../../shared/deployment/records.ts'
import type { Held } from '../../shared/deployment/store.ts'
import { UserError } from '../../shared/errors.ts'
import { FencedOff } from '../../shared/host/errors.ts'
import { systemClock } from '../../shared/ports.ts'
import { LocalApp } from './fixture.ts'

const owner: Owner = { repository: 'acme/mes', runId: '1', runAttempt: 1, job: 'deploy', actor: 'ada' }
const deployment = '20260102T030405Z-1-1'
let app: LocalApp
let store: HostStore
let held: Held

beforeEach(async () => {
  app = new LocalApp()
  store = new HostStore(app.host, join(app.home, 'held'), { clock: systemClock, random: randomBytes })
  await store.initialise()
  held = await store.open({ deployment, owner, first: { type: 'opened', kind: 'deploy', owner, version: 'v1' }, waitMs: 0 })
  for (const id of ['v1', 'v2']) mkdirSync(join(app.root, 'releases', id), { recursive: true })
})
afterEach(() => app.dispose())

const to = (id: string, token = held.token) => app.releases().switchTo({ ...app.job(), stateDir: store.stateDir, token }, id)
const current = () => readlinkSync(join(app.root, 'current'))

test('the holder of the lock switches, and again, without a job', async () => {
  expect(await to('v1')).toEqual({ from: undefined, to: 'releases/v1', changed: true })
  expect(await to('v2')).toEqual({ from: 'releases/v1', to: 'releases/v2', changed: true })
  expect(await to('v2')).toEqual({ from: 'releases/v2', to: 'releases/v2', changed: false })
  expect(current()).toBe('releases/v2')
  expect(readdirSync(join(store.stateDir, 'jobs'))).toEqual([])
})

test('who has lost the lock to another run is told who holds it, and switches nothing', async () => {
  await to('v1')
  const { holder } = await store.read()
  const next = await store.takeOver({ deployment, expected: holder!.fingerprint, owner: { ...owner, runId: '2', actor: 'grace' } })
  const error = await to('v2').catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(FencedOff)
  expect((error as FencedOff).holder).toContain('grace')
  expect(current()).toBe('releases/v1')
  expect(await to('v2', next.token)).toMatchObject({ changed: true })
})

test('a release that is not there is refused with its reason, and nothing is left in the way', async () => {
  const error = await to('v3').catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UserError)
  expect((error as UserError).message).toMatch(/Switching to v3 on local: releases\/v3 is not there: stage it first/)
  expect([existsSync(join(app.root, 'current')), existsSync(join(app.root, '.current-next'))]).toEqual([false, false])
})
