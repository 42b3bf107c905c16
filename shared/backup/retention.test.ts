import { describe, expect, test } from '@jest/globals'
import { type KnownBackup, planRetention, type RetentionPolicy } from './retention.ts'

const day = 86_400_000
const now = Date.parse('2026-03-20T12:00:00Z')
const policy: RetentionPolicy = { keepDays: 7, minVerified: 2 }
const none = { now, needed: new Map<string, string>() }

/** A backup that was taken so many days ago; numbers grow with time unless it is said otherwise. */
const taken = (daysAgo: number, more: Partial<KnownBackup> = {}): KnownBackup => ({
  id: `b${daysAgo}`,
  sequence: 1000 - daysAgo,
  finishedAt: now - daysAgo * day,
  databases: ['main'],
  pinned: false,
  ...more
})
const daily = (days: number) => Array.from({ length: days }, (_, index) => taken(index))
const kept = (...args: Parameters<typeof planRetention>) => planRetention(...args).keep.map(({ id }) => id)

test('a backup a day and seven days kept', () => {
  const plan = planRetention(daily(30), policy, none)
  expect(plan.keep.map(({ id }) => id)).toEqual(['b0', 'b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7'])
  expect(plan.keep[3]).toEqual({ id: 'b3', why: 'not older than 7 days' })
  expect(plan.remove).toHaveLength(22)
  expect(plan.remove[0]).toBe('b29')
})

test('where backups have stopped nothing expires', () => {
  const old = daily(8).map(each => ({ ...each, finishedAt: each.finishedAt - 300 * day }))
  expect(planRetention(old, policy, none).remove).toEqual([])
})

test('the last ones of each database stay, however old', () => {
  const backups = [taken(0), taken(40, { databases: ['main', 'audit'] }), taken(50, { databases: ['audit'] }), taken(60), taken(70)]
  expect(planRetention(backups, policy, none)).toEqual({
    keep: [
      { id: 'b0', why: 'not older than 7 days' },
      { id: 'b40', why: 'one of the last 2 of main' },
      { id: 'b50', why: 'one of the last 2 of audit' }
    ],
    remove: ['b70', 'b60']
  })
})

test.each([0, -3])('fewer than one is never kept, whatever min-verified says (%d)', minVerified => {
  expect(kept([taken(10), taken(20)], { keepDays: 0, minVerified }, none)).toEqual(['b10'])
})

test('the last, and the newest of weeks and months, by ISO weeks and UTC', () => {
  const many = daily(100)
  expect(kept(many, { keepDays: 0, keepLast: 3, minVerified: 1 }, none)).toEqual(['b0', 'b1', 'b2'])
  // 2026-03-20 is a Friday: the Sundays before it are 5, 12 and 19 days ago.
  expect(kept(many, { keepDays: 0, keepWeekly: 4, minVerified: 1 }, none)).toEqual(['b0', 'b5', 'b12', 'b19'])
  // The last days of February and of January.
  expect(kept(many, { keepDays: 0, keepMonthly: 3, minVerified: 1 }, none)).toEqual(['b0', 'b20', 'b48'])
  // A week over the turn of a year is one week.
  const turn = [taken(0, { finishedAt: Date.parse('2026-01-02T00:00:00Z') }), taken(1, { finishedAt: Date.parse('2025-12-30T00:00:00Z') })]
  expect(kept(turn, { keepDays: 0, keepWeekly: 5, minVerified: 1 }, none)).toEqual(['b0'])
})

describe('never removed', () => {
  test('what is pinned', () => {
    expect(planRetention([...daily(3), taken(400, { pinned: true })], policy, none).remove).toEqual([])
  })
  test('what a release needs, by its id or by its deployment', () => {
    const needed = new Map([
      ['b90', 'the way back of v1'],
      ['d7', 'the way back of v2']
    ])
    const plan = planRetention([...daily(3), taken(80, { deployment: 'd7' }), taken(90), taken(100)], policy, { now, needed })
    expect(plan.remove).toEqual(['b100'])
    expect(plan.keep.at(-1)).toEqual({ id: 'b90', why: 'the way back of v1' })
  })
  test('what lies in the future; and the age of others is not counted from it', () => {
    const future = taken(-40, { sequence: 900 })
    expect(kept([...daily(3), future], policy, none)).toEqual(['b0', 'b1', 'b2', 'b-40'])
  })
})

describe('a clock that was changed', () => {
  const running = (daysAgo: number, more: Partial<KnownBackup> = {}) =>
    taken(daysAgo, { boot: 'x', uptime: (100 - daysAgo) * day, ...more })
  test('forward: the age of what was taken since the machine started is known all the same', () => {
    const backups = [running(0, { finishedAt: now + 40 * day }), ...[1, 2, 3, 4, 5, 6, 9].map(ago => running(ago))]
    expect(planRetention(backups, policy, { ...none, now: now + 40 * day }).remove).toEqual(['b9'])
  })
  test('back: all others lie in the future now', () => {
    const backups = [running(0, { finishedAt: now - 40 * day }), ...[1, 2, 3, 20].map(ago => running(ago))]
    expect(planRetention(backups, policy, { ...none, now: now - 40 * day }).remove).toEqual([])
  })
})

test('nothing known, nothing removed', () => {
  expect(planRetention([], policy, none)).toEqual({ keep: [], remove: [] })
})

test('a backup of the files alone does not stand for the database of its month', () => {
  const [media, main] = [['media (/srv/media)'], ['main (app)']]
  const backups = [
    taken(0, { databases: [...main, ...media] }),
    taken(45, { databases: media }),
    taken(46, { databases: main }),
    taken(47, { databases: main })
  ]
  expect(planRetention(backups, { keepDays: 0, keepMonthly: 2, minVerified: 1 }, none).remove).toEqual(['b47'])
})
