import { expect, test } from '@jest/globals'
import type { JournalRecord, NewRecord } from '../deployment/records.ts'
import type { State } from '../deployment/store.ts'
import { neededBackups } from './retention.ts'

const at = '2026-01-01T00:00:00.000Z'
const owner = { repository: 'o/r', runId: '1', runAttempt: 1, job: 'j', actor: 'a' }
const deployment = (id: string, ...records: NewRecord[]) => ({
  id,
  records: [{ type: 'opened', kind: 'deploy', owner } as NewRecord, ...records].map(
    (each, index) => ({ ...each, seq: index + 1, at }) as JournalRecord
  )
})
const release = (id: string, state: 'verified' | 'bad', by: string) => ({
  id,
  version: id,
  path: `/r/${id}`,
  state,
  stagedAt: at,
  deployment: by
})
const state = (more: Partial<State>): State => ({
  version: 1,
  deployments: [],
  releases: [],
  backups: [],
  freeBytes: 1,
  hostTime: at,
  ...more
})

test('what a release needs to be gone back from stays, by its deployment and by what that relied on', () => {
  const needed = neededBackups(
    state({
      releases: [release('v1', 'verified', 'd1'), release('v2', 'bad', 'd2')],
      deployments: [
        deployment(
          'd1',
          { type: 'intent', step: 'migrate', plan: { backups: { main: 'nightly' } } },
          {
            type: 'evidence',
            step: 'backup',
            evidence: { backup: 'own' },
            durationMs: 1
          }
        ),
        deployment('d2', { type: 'evidence', step: 'backup', evidence: { backup: 'of-the-bad-one' }, durationMs: 1 })
      ]
    })
  )
  expect([...needed.keys()].sort()).toEqual(['d1', 'nightly', 'own'])
})

test('an open restore or way back needs what it restores', () => {
  const open = deployment('d9', {
    type: 'intent',
    step: 'rollback',
    plan: {
      kind: 'restore',
      databases: [
        { database: 'main', backup: 'old' },
        { database: 'audit', backup: 'older' }
      ]
    }
  })
  expect([...neededBackups(state({ open, deployments: [open] })).keys()].sort()).toEqual(['d9', 'old', 'older'])
})
