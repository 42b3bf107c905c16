import { expect, test } from '@jest/globals'
import { FakeClock } from '../fake-ports.ts'
import { FakeStore } from './fake-store.ts'
import { OpenDeployment } from './open-deployment.ts'
import { openIn } from './store-contract.ts'

test('its records hold evidence that is written only with the next intent, under the number that it will have', async () => {
  const clock = new FakeClock()
  const store = new FakeStore(clock)
  await store.initialise()
  const held = await openIn(store, '20261122-024035-aaaaaa')
  const deployment = new OpenDeployment(store, held, (await store.read()).open?.records ?? [], clock)
  deployment.begin('fence', {})
  await deployment.done('fence', { says: 'stopped' }, 10, true)
  const seen = deployment.records.map(({ seq, type }) => `${seq} ${type}`)
  expect(seen).toEqual(['1 opened', '2 intent', '3 evidence'])
  deployment.begin('migrate', {})
  expect((await store.read()).open?.records.map(({ seq, type }) => `${seq} ${type}`)).toEqual([...seen, '4 intent'])
  expect(deployment.records).toHaveLength(4)
})

test('evidence that could not be written is not forgotten', async () => {
  const clock = new FakeClock()
  const store = new FakeStore(clock)
  await store.initialise()
  const held = await openIn(store, '20261122-024035-aaaaaa')
  const deployment = new OpenDeployment(store, held, (await store.read()).open?.records ?? [], clock)
  await deployment.done('restore-point', { points: {} }, 10, true)
  const append = store.appendAll.bind(store)
  store.appendAll = async () => {
    throw new Error('the disk is full')
  }
  await expect(deployment.flush()).rejects.toThrow('the disk is full')
  store.appendAll = append
  expect(deployment.evidence('restore-point')).toEqual({ points: {} })
  await deployment.flush()
  expect((await store.read()).open?.records.map(({ type }) => type)).toEqual(['opened', 'evidence'])
})
