import { describe, expect, test } from '@jest/globals'
import { type DatabaseState, type Facts, type Plan, planRollback, type ReverseFacts, type SchemaFacts } from './planner.ts'

const nothingDone: Facts = {
  undecided: [],
  previous: { id: 'v1.0.0-aaaaaaaaaa', state: 'verified', present: true },
  codeChanged: false,
  servicesTouched: false,
  schema: [],
  databases: [],
  opened: false,
  baselineFailed: false,
  lossAccepted: false
}
const same: SchemaFacts = { set: 'django:main', database: 'main', before: ['a.0001'], now: ['a.0001'], additive: false, reasons: [] }
const moved: SchemaFacts = { ...same, now: ['a.0001', 'a.0002'], reasons: ['a.0002 RemoveField at a/migrations/0002_x.py:8'] }
const additive: SchemaFacts = { ...moved, additive: true, reasons: [] }
const database: DatabaseState = { database: 'main', touched: true, restorePoint: 'mes_rp_1', backup: 'b1', writes: 'unknown' }

const reverse: ReverseFacts = { releasePath: '/srv/releases/v2', proof: 'listed', afterWrites: true, drops: [], partly: false }
const undoable: SchemaFacts = { ...moved, reverse }
const written: DatabaseState = { ...database, writes: [{ table: 'orders', rows: 7 }] }
const openedAfter = { codeChanged: true, opened: true, databases: [written] }

interface Row {
  readonly name: string
  readonly facts: Partial<Facts>
  readonly kind: Plan['kind']
  readonly says: string
  readonly check?: (plan: Plan) => void
}

const rows: Row[] = [
  { name: 'nothing live changed', facts: {}, kind: 'nothing', says: 'no code, schema, data or service was changed' },
  {
    name: 'only fenced',
    facts: { servicesTouched: true, schema: [same] },
    kind: 'code-only',
    says: 'same as before',
    check: plan => expect(plan).toMatchObject({ to: null })
  },
  {
    name: 'code switched, applied set unchanged',
    facts: { codeChanged: true, schema: [same] },
    kind: 'code-only',
    says: 'the applied migrations are the same as before',
    check: plan => expect(plan).toMatchObject({ to: 'v1.0.0-aaaaaaaaaa', schemaKept: false })
  },
  {
    name: 'additive migrations, schema kept',
    facts: { codeChanged: true, opened: true, schema: [additive], databases: [database] },
    kind: 'code-only',
    says: 'which is kept',
    check: plan => expect(plan).toMatchObject({ schemaKept: true })
  },
  {
    name: 'an additive set from which something also vanished is not additive',
    facts: { codeChanged: true, schema: [{ ...additive, now: ['a.0002'] }], databases: [database] },
    kind: 'restore-point',
    says: 'not as before'
  },
  {
    name: 'destroying migration behind the fence',
    facts: { codeChanged: true, schema: [moved], databases: [database] },
    kind: 'restore-point',
    says: 'the fence has stood',
    check: plan => expect(plan).toMatchObject({ databases: [{ database: 'main', restorePoint: 'mes_rp_1' }], to: 'v1.0.0-aaaaaaaaaa' })
  },
  {
    name: 'a migration that failed half way with its ledger unchanged',
    facts: { schema: [same], databases: [database] },
    kind: 'restore-point',
    says: 'without finishing'
  },
  {
    name: 'opened, and provably nothing was written',
    facts: { codeChanged: true, opened: true, schema: [moved], databases: [{ ...database, writes: 'none' }] },
    kind: 'restore-point',
    says: 'proven by counts'
  },
  {
    name: 'opened, and rows came in',
    facts: { codeChanged: true, opened: true, schema: [moved], databases: [{ ...database, writes: [{ table: 'orders', rows: 7 }] }] },
    kind: 'refuse',
    says: 'users could write',
    check: plan => expect(JSON.stringify(plan)).toContain('main.orders: 7 rows')
  },
  {
    name: 'opened, and nobody knows what came in',
    facts: { codeChanged: true, opened: true, schema: [moved], databases: [database] },
    kind: 'refuse',
    says: 'users could write'
  },
  {
    name: 'the loss is accepted: the restore point loses least',
    facts: { codeChanged: true, opened: true, schema: [moved], databases: [database], lossAccepted: true },
    kind: 'restore-point',
    says: 'accepted by a person',
    check: plan => expect(plan).toMatchObject({ loss: ['main: everything written since restore point mes_rp_1'] })
  },
  {
    name: 'the loss is accepted and there is only a backup',
    facts: { codeChanged: true, opened: true, schema: [moved], databases: [{ ...database, restorePoint: null }], lossAccepted: true },
    kind: 'restore',
    says: 'accepted by a person',
    check: plan => expect(plan).toMatchObject({ databases: [{ backup: 'b1' }], loss: ['main: everything written since backup b1'] })
  },
  {
    name: 'the loss is accepted and there is no backup',
    facts: {
      codeChanged: true,
      opened: true,
      schema: [moved],
      databases: [{ ...database, backup: null, restorePoint: null }],
      lossAccepted: true
    },
    kind: 'refuse',
    says: 'users could write'
  },
  {
    name: 'no restore point',
    facts: { codeChanged: true, schema: [moved], databases: [{ ...database, restorePoint: null }] },
    kind: 'refuse',
    says: 'no restore point'
  },
  {
    name: 'one of two databases has no restore point',
    facts: { codeChanged: true, schema: [moved], databases: [database, { ...database, database: 'other', restorePoint: null }] },
    kind: 'refuse',
    says: 'other has no restore point'
  },
  {
    name: 'the applied set cannot be read',
    facts: { codeChanged: true, schema: [{ ...additive, now: null }], databases: [{ ...database, touched: false }] },
    kind: 'restore-point',
    says: 'not as before'
  },
  {
    name: 'opened, and rows came in, but the migrations lose nothing on their way back',
    facts: { ...openedAfter, schema: [undoable] },
    kind: 'migrate-down',
    says: 'every change of a.0002 of django:main is undone without a loss',
    check: plan =>
      expect(plan).toMatchObject({
        to: 'v1.0.0-aaaaaaaaaa',
        loss: [],
        sets: [{ set: 'django:main', database: 'main', releasePath: '/srv/releases/v2', to: ['a.0001'] }]
      })
  },
  {
    name: 'the same with what the deployment made: what was written to it goes, and is named',
    facts: { ...openedAfter, schema: [{ ...undoable, reverse: { ...reverse, drops: ['orders.colour'] } }] },
    kind: 'migrate-down',
    says: 'stays',
    check: plan => expect(plan).toMatchObject({ loss: [expect.stringContaining('main.orders.colour')] })
  },
  {
    name: 'behind the fence a restore point is quicker',
    facts: { codeChanged: true, schema: [undoable], databases: [database] },
    kind: 'restore-point',
    says: 'the fence has stood'
  },
  {
    name: 'behind the fence without a restore point',
    facts: {
      codeChanged: true,
      schema: [{ ...undoable, reverse: { ...reverse, afterWrites: false, drops: ['orders.colour'], proof: 'rehearsed' } }],
      databases: [{ ...database, restorePoint: null }]
    },
    kind: 'migrate-down',
    says: 'was tried on a copy',
    check: plan => expect(plan).toMatchObject({ loss: [] })
  },
  {
    name: 'opened and provably nothing written: the restore point',
    facts: { ...openedAfter, schema: [undoable], databases: [{ ...database, writes: 'none' }] },
    kind: 'restore-point',
    says: 'proven by counts'
  },
  {
    name: 'less is lost by going back than by a loss that was accepted',
    facts: { ...openedAfter, schema: [undoable], lossAccepted: true },
    kind: 'migrate-down',
    says: 'stays'
  },
  {
    name: 'opened, and what users wrote may stand in the way',
    facts: { ...openedAfter, schema: [{ ...undoable, reverse: { ...reverse, afterWrites: false } }] },
    kind: 'refuse',
    says: 'users could write'
  },
  {
    name: 'one that failed may have done a part, which going back leaves',
    facts: { ...openedAfter, schema: [{ ...undoable, reverse: { ...reverse, partly: true } }] },
    kind: 'refuse',
    says: 'users could write'
  },
  {
    name: 'another database was changed without a row that says so',
    facts: { ...openedAfter, schema: [undoable], databases: [written, { ...written, database: 'other' }] },
    kind: 'refuse',
    says: 'other may have changed it without finishing'
  },
  {
    name: 'one of two sets is not known to lose nothing',
    facts: { ...openedAfter, schema: [undoable, { ...moved, set: 'scripts:main' }] },
    kind: 'refuse',
    says: 'users could write'
  },
  {
    name: 'a set from which something also vanished does not go back',
    facts: { ...openedAfter, schema: [{ ...undoable, now: ['a.0002'] }] },
    kind: 'refuse',
    says: 'users could write'
  },
  {
    name: 'a set that cannot be read does not go back',
    facts: { ...openedAfter, schema: [{ ...undoable, now: null }] },
    kind: 'refuse',
    says: 'users could write'
  },
  {
    name: 'a history that was adopted goes back by its rows, not by migrations',
    facts: { ...openedAfter, schema: [undoable], historyAdopted: true },
    kind: 'refuse',
    says: 'users could write'
  },
  {
    name: 'previous release is bad',
    facts: { codeChanged: true, previous: { id: 'v0.9.0-b', state: 'bad', present: true } },
    kind: 'refuse',
    says: 'is bad'
  },
  {
    name: 'previous release was only staged',
    facts: { codeChanged: true, previous: { id: 'v0.9.0-b', state: 'staged', present: true } },
    kind: 'refuse',
    says: 'is staged'
  },
  {
    name: 'previous release is gone',
    facts: { codeChanged: true, previous: { id: 'v0.9.0-b', state: 'verified', present: false } },
    kind: 'refuse',
    says: 'gone from the host'
  },
  { name: 'never adopted', facts: { codeChanged: true, previous: null }, kind: 'refuse', says: 'no release is known' },
  {
    name: 'adopted is good enough',
    facts: { codeChanged: true, previous: { id: 'v0.9.0-b', state: 'adopted', present: true } },
    kind: 'code-only',
    says: 'same as before'
  },
  {
    name: 'bad already before',
    facts: { servicesTouched: true, baselineFailed: true, schema: [same] },
    kind: 'refuse',
    says: 'bad already'
  },
  { name: 'a job still runs', facts: { codeChanged: true, undecided: ['job d1.migrate runs'] }, kind: 'refuse', says: 'd1.migrate' }
]

describe('G5 G6: one plan for every state', () => {
  test.each(rows)('$name -> $kind', ({ facts, kind, says, check }) => {
    const plan = planRollback({ ...nothingDone, ...facts })
    expect(plan.kind).toBe(kind)
    expect(plan.reasons.join('\n')).toContain(says)
    check?.(plan)
  })
  test('a refusal always offers a choice with its cost', () => {
    for (const { facts, kind } of rows) {
      const plan = planRollback({ ...nothingDone, ...facts })
      if (kind === 'refuse')
        expect((plan as Extract<Plan, { kind: 'refuse' }>).choices.every(choice => choice.what !== '' && choice.cost !== '')).toBe(true)
    }
  })
})
