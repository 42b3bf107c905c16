import { describe, expect, test } from '@jest/globals'
import { type DatabaseState, type Facts, type Plan, planRollback, type SchemaFacts } from './planner.ts'

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
