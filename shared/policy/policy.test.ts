import { describe, expect, test } from '@jest/globals'
import { checkRef, type RefFacts } from './tag.ts'
import { outsideWindow } from './window.ts'

const commit = 'a'.repeat(40)
const good: RefFacts = { ref: 'refs/tags/v1.1.0', commit, remoteTag: 'annotated', remoteCommit: commit, onBranch: true }
const policy = { tags: 'v*', on: 'main' }

describe('which refs may be deployed', () => {
  test.each<[string, Partial<RefFacts>, string | undefined, string | undefined, string[]]>([
    ['all is right', {}, 'v1.0.0', undefined, []],
    ['the same version again', {}, 'v1.1.0', undefined, []],
    ['not semver', { ref: 'refs/tags/vnext' }, undefined, undefined, ['semver']],
    ['lightweight on the remote', { remoteTag: 'lightweight' }, undefined, undefined, ['annotated']],
    ['not on the remote', { remoteTag: 'absent', remoteCommit: undefined }, undefined, undefined, ['remote']],
    ['the remote is silent', { remoteTag: 'unknown', remoteCommit: undefined }, undefined, undefined, ['remote']],
    ['moved on the remote', { remoteCommit: 'b'.repeat(40) }, undefined, undefined, ['moved']],
    ['older than live', {}, 'v1.2.0', undefined, ['newer']],
    ['older than live, with a reason', {}, 'v1.2.0', 'because', ['newer']],
    ['off the branch', { onBranch: false }, undefined, undefined, ['branch']],
    ['a branch where tags are wanted', { ref: 'refs/heads/main' }, undefined, undefined, ['ref']],
    ['two at once', { remoteTag: 'lightweight', onBranch: false }, undefined, undefined, ['annotated', 'branch']]
  ])('%s', (_name, facts, live, reason, checks) => {
    expect(checkRef({ ...good, ...facts }, policy, live, reason).map(finding => finding.check)).toEqual(checks)
  })
  test.each([undefined, 'because'])('an older one is told how far a reason goes: %s', reason => {
    const facts = { ref: 'refs/tags/v1.1.0', commit: 'c'.repeat(40) }
    const [found] = checkRef(facts, {}, 'v1.2.0', reason)
    expect(found).toMatchObject({ check: 'newer', level: reason === undefined ? 'error' : 'warning' })
    expect(found?.message).toMatch(/migrations? that v1\.1\.0 lacks.*L05/)
    expect(found?.message).toContain('`rollback`')
  })

  test('a prerelease is older than its release', () => {
    expect(checkRef({ ...good, ref: 'refs/tags/v1.1.0-rc.1' }, policy, 'v1.1.0', undefined)).toMatchObject([
      { check: 'newer', level: 'error' }
    ])
  })
  test('branches by pattern', () => {
    const allowed = { branches: ['staging', 'hotfix/**'] }
    expect(checkRef({ ref: 'refs/heads/hotfix/a/b', commit }, allowed, undefined, undefined)).toEqual([])
    expect(checkRef({ ref: 'refs/heads/feature', commit }, allowed, undefined, undefined)).toMatchObject([{ check: 'ref' }])
  })
})

describe('maintenance windows', () => {
  const window = { zone: 'Asia/Taipei', open: ['Sat 02:00-06:00', 'Sun 23:00-01:00'], expected: 7_200_000, 'rollback-reserve': 3_600_000 }
  test.each([
    ['Friday 18:30 UTC is Saturday 02:30 in Taipei', '2026-01-02T18:30:00Z', undefined],
    [
      'too late for the rollback reserve',
      '2026-01-02T19:30:00Z',
      'the window closes in 150 min, and a deployment with its rollback reserve needs 180 min'
    ],
    ['closed', '2026-01-02T02:30:00Z', 'it is Fri 10:30, and the window is open']
  ])('%s', (_name, now, expected) => {
    const answer = outsideWindow(window, new Date(now))
    expected === undefined ? expect(answer).toBeUndefined() : expect(answer).toContain(expected)
  })
  test('a window over midnight', () => {
    expect(outsideWindow({ ...window, expected: 0, 'rollback-reserve': 0 }, new Date('2026-01-04T16:30:00Z'))).toBeUndefined()
    expect(outsideWindow({ ...window, expected: 0, 'rollback-reserve': 0 }, new Date('2026-01-04T17:00:00Z'))).toContain('Mon 01:00')
  })
})
