import { describe, expect, test } from '@jest/globals'
import type { JournalRecord, Release, StepName } from './records.ts'
import type { Deployment, Holder, State } from './store.ts'
import { interruptedStep, situation } from './summarise.ts'
import { fingerprintOf } from './token.ts'

const owner = { repository: 'team/mes', runId: '1', runAttempt: 1, job: 'deploy', actor: 'anna' }
const at = '2026-11-22T02:40:35.000Z'
const token = `00000007-${'ab'.repeat(16)}`
const opened: JournalRecord = { seq: 1, at, type: 'opened', kind: 'deploy', owner }
const intent = (step: StepName): JournalRecord => ({ seq: 2, at, type: 'intent', step, plan: {} })
const evidence = (step: StepName): JournalRecord => ({ seq: 3, at, type: 'evidence', step, evidence: {}, durationMs: 1 })
const failed = (step: StepName): JournalRecord => ({ seq: 3, at, type: 'failed', step, message: 'x', durationMs: 1 })
const closed = (release?: string): JournalRecord => ({ seq: 9, at, type: 'closed', outcome: 'verified', message: '', release })
const deployment = (id: string, ...records: JournalRecord[]): Deployment => ({ id, records: [opened, ...records] })
const release = (id: string, state: Release['state'], verified?: number): Release => ({
  id,
  version: id,
  path: `/srv/${id}`,
  state,
  stagedAt: at,
  verifiedAt: verified === undefined ? undefined : `2026-11-2${verified}T00:00:00.000Z`
})
const holder = (over: Partial<Holder> = {}): Holder => ({
  deployment: 'd1',
  fingerprint: fingerprintOf(token),
  owner,
  since: at,
  runningJobs: [],
  ...over
})
const state = (over: Partial<State> = {}): State => ({
  version: 1,
  deployments: [],
  releases: [],
  backups: [],
  freeBytes: 1,
  hostTime: at,
  ...over
})
const openState = (records: JournalRecord[], over: Partial<Holder> = {}): State => {
  const open = deployment('d1', ...records)
  return state({ open, deployments: [open], holder: holder(over) })
}

describe('the kind of situation', () => {
  const held = { deployment: 'd1', token }
  test.each([
    ['no state directory', undefined, undefined, 'no-state'],
    ['nothing open', state({ deployments: [deployment('d1', closed())] }), undefined, 'idle'],
    ['nothing open, though this job holds an old token', state({ deployments: [deployment('d1', closed())] }), held, 'idle'],
    ['open, this job holds it', openState([]), held, 'open-mine'],
    ['open, this job holds nothing', openState([]), undefined, 'open-other'],
    ['open, this job holds another one', openState([]), { deployment: 'd0', token }, 'open-other'],
    ['open, taken over since', openState([], { fingerprint: 'feedfacefeedface' }), held, 'open-other'],
    ['open, its lock file removed', openState([], { fingerprint: 'missing' }), held, 'open-other']
  ] as const)('%s', (_name, given, mine, kind) => {
    expect(situation(given, mine).kind).toBe(kind)
  })
})

describe('the live release, the last good one and the candidates', () => {
  const v1 = release('v1', 'adopted', 1)
  const v2 = release('v2', 'verified', 2)
  const v3 = release('v3', 'verified', 3)
  const bad = release('v4', 'bad', 4)
  const live = release('v5', 'live')
  const after = (id: string) => [deployment('d1', closed(id))]
  test.each([
    ['none at all', [], [], undefined, undefined, []],
    ['adopted only', [v1], [], 'v1', 'v1', []],
    ['order by verification, not by name or place', [v2, v3, v1], [], 'v3', 'v3', ['v2', 'v1']],
    ['a bad one is never a candidate, though verified once', [bad, v1, v2], after('v2'), 'v2', 'v2', ['v1']],
    ['staged ones are none', [release('v6', 'staged'), v1], after('v1'), 'v1', 'v1', []],
    ['rolled back by hand: the newer good one is a candidate', [v1, v2, v3], after('v2'), 'v2', 'v3', ['v3', 'v1']],
    ['between switch and gate', [v1, v2, live], after('v2'), 'v5', 'v2', ['v2', 'v1']],
    [
      'the last deployment changed nothing: the one before counts',
      [v1, v2],
      [deployment('d2', closed()), ...after('v1')],
      'v1',
      'v2',
      ['v2']
    ]
  ] as const)('%s', (_name, releases, deployments, liveId, lastGood, candidates) => {
    const found = situation(state({ releases: [...releases], deployments: [...deployments] }))
    if (found.kind === 'no-state') throw new Error('there is a state')
    expect([found.live?.id, found.lastGood?.id, found.candidates.map(each => each.id)]).toEqual([liveId, lastGood, candidates])
  })
})

describe('the interrupted step', () => {
  test.each([
    ['nothing begun', [], undefined],
    ['begun', [intent('migrate')], 'migrate'],
    ['done', [intent('migrate'), evidence('migrate')], undefined],
    ['failed', [intent('migrate'), failed('migrate')], undefined],
    ['the second begun', [intent('fence'), evidence('fence'), intent('migrate')], 'migrate'],
    ['begun, with a note after', [intent('migrate'), { seq: 3, at, type: 'note', message: 'SIGTERM' }], 'migrate'],
    ['done, then begun again', [intent('gate'), evidence('gate'), intent('gate')], 'gate'],
    ['closed', [intent('migrate'), closed()], undefined]
  ] as [string, JournalRecord[], StepName | undefined][])('%s', (_name, records, step) => {
    expect(interruptedStep(deployment('d1', ...records))?.step).toBe(step)
  })
})

describe('the choices', () => {
  test.each([
    ['no state', undefined, [/command: adopt/]],
    ['idle without a good release', state(), [/command: adopt/]],
    ['idle with one', state({ releases: [release('v1', 'adopted', 1)] }), [/command: deploy/]],
    [
      'idle with two',
      state({ releases: [release('v1', 'adopted', 1), release('v2', 'verified', 2)] }),
      [/command: deploy/, /command: rollback.*to: v1/]
    ],
    ['open', openState([]), [/resume.*deployment: d1/, /command: rollback.*deployment: d1/, /command: unlock.*deployment: d1/]],
    ['open with a job', openState([], { runningJobs: ['d1.migrate'] }), [/wait: d1\.migrate/, /resume/, /rollback/, /unlock/]]
  ] as const)('%s', (_name, given, patterns) => {
    const { choices } = situation(given)
    expect(choices).toHaveLength(patterns.length)
    for (const [index, pattern] of patterns.entries()) expect(choices[index]).toMatch(pattern)
  })
})
