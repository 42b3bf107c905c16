import { randomBytes } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { UserError } from '../errors.ts'
import { newDeploymentId, parseDeploymentId } from './deployment-id.ts'

test('ids tell their time, sort by it, and differ within a second', () => {
  const now = new Date('2026-11-22T02:40:35.999Z')
  expect(newDeploymentId(now, () => new Uint8Array(6))).toBe('20261122-024035-000000')
  expect(newDeploymentId(now, () => new Uint8Array(6).fill(255))).toMatch(/^20261122-024035-[0-9a-z]{6}$/)
  expect(newDeploymentId(new Date('2026-12-01T00:00:00Z'), randomBytes) > newDeploymentId(now, randomBytes)).toBe(true)
  expect(new Set(Array.from({ length: 1000 }, () => newDeploymentId(now, randomBytes))).size).toBeGreaterThan(998)
})

test('an id that an input names is taken as it is', () => {
  expect(parseDeploymentId('20261122-024035-k3x9qa')).toBe('20261122-024035-k3x9qa')
})

test.each([
  '',
  '..',
  '../20261122-024035-k3x9qa',
  '20261122-024035-k3x9qa/..',
  '20261122-024035-K3X9QA',
  '20261122-024035-k3x9qa\n',
  '-rf',
  '$(id)'
])('%j is refused', text => {
  expect(() => parseDeploymentId(text)).toThrow(UserError)
})
