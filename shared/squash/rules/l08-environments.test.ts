import { expect, test } from '@jest/globals'
import type { EnvironmentState } from '../environments.ts'
import { checkExample } from './check-example.ts'
import { formerSquash, liveFolder, liveOld, liveSquash, squashRow } from './live-example.ts'

const squash = { app: 'orders', name: squashRow, applied: 2, of: 2 }
const recorded: EnvironmentState = {
  name: 'production',
  unknown: undefined,
  squashes: [{ ...squash, state: 'full-recorded', verdict: 'may-delete' }]
}
const silent: EnvironmentState = { name: 'staging', unknown: 'there is no report of it', squashes: [] }
const both = { ...liveFolder, ...liveOld, ...liveSquash }
const deleted = { ...liveFolder, ...liveSquash }

const found = async (files: Record<string, string>, base: Record<string, string> | undefined, ...environments: EnvironmentState[]) =>
  (await checkExample({ files, base, environments })).findings.filter(({ rule }) => rule === 'L08').map(({ message }) => message)

test('every environment that is not known to have recorded the squash is named, with the reason', async () => {
  const partial: EnvironmentState = {
    ...recorded,
    name: 'demo',
    squashes: [{ ...squash, applied: 1, state: 'partial', verdict: 'run-migrate-first' }]
  }
  const without: EnvironmentState = { ...recorded, name: 'old', squashes: [] }
  expect(await found(deleted, both, recorded, silent, partial, without)).toEqual([
    'orders.0001_initial, orders.0002_note are deleted, but staging is not known to have recorded orders.0001_squashed_0002_note: there is no report of it.',
    'orders.0001_initial, orders.0002_note are deleted, but demo is not known to have recorded orders.0001_squashed_0002_note: there it is partial (1 of 2 applied).',
    'orders.0001_initial, orders.0002_note are deleted, but old is not known to have recorded orders.0001_squashed_0002_note: its report does not know this squash: it was not deployed there when the database was asked.'
  ])
})

test('nothing is asked of anybody before something is deleted, nor for what was deleted long ago', async () => {
  expect(await found(both, both, silent)).toEqual([])
  expect(await found(deleted, deleted, silent)).toEqual([])
})

test('removing `replaces` asks for the same', async () => {
  const files = { ...liveFolder, ...formerSquash }
  expect(await found(files, deleted, silent)).toEqual([expect.stringContaining('`replaces` is removed, but staging')])
  expect(await found(files, deleted, recorded)).toEqual([])
})
