import { describe, expect, test } from '@jest/globals'
import { fakeManifest } from './fake-manifest.ts'
import { manifest, renderManifest } from './manifest.ts'

const valid = fakeManifest

test('a manifest is read as it was written', () => {
  expect(manifest.parse(JSON.parse(renderManifest(valid)))).toEqual(valid)
  // The store finds the highest number with grep when its counter is lost.
  expect(renderManifest(valid)).toContain('\n  "sequence": 3,\n')
})

describe('what proves nothing is no manifest', () => {
  const member = valid.members[0]!
  test.each([
    ['no member', { ...valid, members: [] }],
    ['an empty member', { ...valid, members: [{ ...member, bytes: 0 }] }],
    ['a member outside the directory', { ...valid, members: [{ ...member, name: '../main.dump' }] }],
    ['a cut checksum', { ...valid, members: [{ ...member, sha256: 'a'.repeat(63) }] }],
    ['no check', { ...valid, members: [{ ...member, checks: [] }] }],
    ['a failed command', { ...valid, members: [{ ...member, exitCodes: [1] }] }],
    ['a local time', { ...valid, startedAt: '2026-01-01T00:00:00' }],
    ['another version', { ...valid, schemaVersion: 2 }],
    ['an id that is a path', { ...valid, id: '../1' }]
  ])('%s', (_name, value) => expect(manifest.safeParse(value).success).toBe(false))
})
