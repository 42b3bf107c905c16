import { describe, expect, test } from '@jest/globals'
import type { Deployment } from '../deployment/store.ts'
import { deploymentBackTo } from './rollback-facts.ts'

/** A deployment that began to migrate with this applied set; undefined: it migrated nothing. */
function deployment(id: string, before?: readonly string[]): Deployment {
  const at = '2026-11-22T03:00:00.000Z'
  return {
    id,
    records: before === undefined ? [] : [{ type: 'intent', seq: 2, at, step: 'migrate', plan: { before: { 'django:main': before } } }]
  }
}

describe('the deployment whose restore point leads back to a release', () => {
  const verified = deployment('v1.1.0', ['a.1'])
  const rolledBack = deployment('v1.2.0', ['a.2', 'a.1'])
  const applied = { 'django:main': ['a.1'] }

  test('is not a younger one that began with another schema', () => {
    expect(deploymentBackTo(applied, [rolledBack, verified])).toBe(verified)
  })

  test('is the newest of those that began with this schema, in whatever order it was read', () => {
    const code = deployment('v1.0.1', ['a.1'])
    expect(deploymentBackTo(applied, [rolledBack, verified, code])).toBe(verified)
    expect(deploymentBackTo({ 'django:main': ['a.1', 'a.2'] }, [rolledBack, verified])).toBe(rolledBack)
  })

  test('is none when no deployment began with it, or the release says nothing of its schema', () => {
    expect(deploymentBackTo({ 'django:main': ['a.0'] }, [rolledBack, verified])).toBeUndefined()
    expect(deploymentBackTo({}, [rolledBack, verified])).toBeUndefined()
    expect(deploymentBackTo(applied, [deployment('adopted')])).toBeUndefined()
  })
})
