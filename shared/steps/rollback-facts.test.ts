import { describe, expect, test } from '@jest/globals'
import type { Deployment } from '../deployment/store.ts'
import { deploymentBackTo, mayBePartly, reverseOf } from './rollback-facts.ts'
import type { PendingReverse } from './squash-check.ts'

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

describe('how migrations can go back', () => {
  const way = { releasePath: '/srv/releases/v2', partly: false }
  const known = (name: string, more: Partial<PendingReverse> = {}): PendingReverse => ({
    name,
    lossless: true,
    afterWrites: true,
    atomic: true,
    drops: [],
    reason: '',
    ...more
  })

  test('where each of them is known to lose nothing', () => {
    expect(reverseOf(['a.1', 'a.2'], [known('a.1', { drops: ['x'] }), known('a.2', { afterWrites: false })], way)).toEqual({
      ...way,
      proof: 'listed',
      afterWrites: false,
      drops: ['x']
    })
    expect(reverseOf(['a.1', 'a.2'], [known('a.1')], way)).toBeUndefined()
    expect(reverseOf(['a.1'], [known('a.1', { lossless: false })], way)).toBeUndefined()
    expect(reverseOf([], [known('a.1')], way)).toBeUndefined()
    // A row alone loses nothing; what ran beside it counts as before.
    const records = ['a.squash']
    expect(reverseOf(['a.squash'], [], way)).toBeUndefined()
    expect(reverseOf(['a.squash'], [], { ...way, records })).toEqual({ ...way, proof: 'listed', afterWrites: true, drops: [] })
    expect(reverseOf(['a.1', 'a.squash'], [known('a.1', { lossless: false })], { ...way, records })).toBeUndefined()
  })

  test('not where one that did not end may have done a part', () => {
    const check = (atomic: boolean | undefined) => ({
      set: 'django:main',
      database: 'main',
      before: [],
      pending: ['a.1', 'a.2'],
      additive: false,
      reasons: [],
      ...(atomic === undefined ? {} : { reversals: [known('a.1', { atomic: false }), known('a.2', { atomic })] })
    })
    expect(mayBePartly(check(true), ['a.1'], true)).toBe(false)
    expect(mayBePartly(check(true), ['a.1'], false)).toBe(true)
    expect(mayBePartly(check(false), ['a.1'], true)).toBe(true)
    expect(mayBePartly(check(undefined), ['a.1'], true)).toBe(true)
    expect(mayBePartly(check(false), ['a.1', 'a.2'], false)).toBe(false)
  })
})
