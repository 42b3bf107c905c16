import { describe, expect, test } from '@jest/globals'
import type { JournalRecord, StepName } from '../deployment/records.ts'
import { fenceStands, isFenced, leftFenced, wasOpened } from './fence-state.ts'

/** `fence!` is an intent, `fence` its evidence, `fence?` a failure. */
function journal(text: string): JournalRecord[] {
  return text.split(' ').map((word, index): JournalRecord => {
    const base = { seq: index + 1, at: '2026-01-01T00:00:00.000Z', step: word.replace(/[!?]$/, '') as StepName }
    if (word.endsWith('!')) return { ...base, type: 'intent', plan: {} }
    if (word.endsWith('?')) return { ...base, type: 'failed', message: 'it failed', durationMs: 1 }
    return { ...base, type: 'evidence', evidence: {}, durationMs: 1 }
  })
}

describe('does the fence stand', () => {
  test.each([
    ['backup! backup', false],
    ['fence!', true],
    ['fence! fence', true],
    ['fence! fence migrate! migrate?', true],
    ['fence! fence open!', true],
    ['fence! fence open! open', false],
    ['fence! fence open! open live-gate? fence! fence', true]
  ])('%s: %s', (text, expected) => {
    expect(isFenced(journal(text))).toBe(expected)
  })
})

describe('G6: could users write since the restore point', () => {
  test.each([
    ['never fenced', 'migrate! migrate', true, true],
    ['fenced, restore point, migrated', 'fence! fence restore-point! restore-point migrate!', true, false],
    ['restarted behind a maintenance file', 'fence! fence restore-point! restore-point restart! restart gate?', true, false],
    ['restarted without a maintenance file', 'fence! fence restore-point! restore-point restart!', false, true],
    ['opening was begun', 'fence! fence restore-point! restore-point restart! restart gate open!', true, true],
    ['opened', 'fence! fence restore-point! restore-point restart! restart gate open! open live-gate?', true, true],
    [
      'opened, and fenced once more for the proof',
      'fence! fence restore-point! restore-point restart! restart gate open! open live-gate? fence! fence',
      true,
      true
    ],
    [
      'opened by policy after a refusal, without an intent',
      'fence! fence restore-point! restore-point rollback! open rollback?',
      true,
      true
    ]
  ])('%s', (_name, text, hasMaintenanceFile, expected) => {
    expect(wasOpened(journal(text), hasMaintenanceFile)).toBe(expected)
  })
})

describe('is it proven that the writers are stopped', () => {
  test.each([
    ['fence!', false],
    ['fence! fence', true],
    ['fence! fence restart!', false],
    ['fence! fence restart! restart gate', false],
    ['fence! fence restart! restart fence! fence', true]
  ])('%s: %s', (text, expected) => {
    expect(fenceStands(journal(text))).toBe(expected)
  })
})

describe('was the last deployment given up behind its fence', () => {
  const deployment = (id: string, text: string, outcome: 'stopped' | 'rolled-back') => ({
    id,
    records: [...journal(text), { seq: 99, at: '2026-11-22T02:40:35.000Z', type: 'closed' as const, outcome, message: '' }]
  })
  const fenced = 'fence! fence migrate!'
  test('yes, whatever came before it', () => {
    expect(leftFenced([deployment('b', fenced, 'stopped'), deployment('a', 'stage!', 'rolled-back')], undefined)?.id).toBe('b')
  })
  test('yes, where a way back by hand had closed it and failed', () => {
    expect(leftFenced([deployment('b', 'rollback! fence! rollback?', 'stopped')], undefined)?.id).toBe('b')
  })
  test('this deployment itself does not count', () => {
    expect(leftFenced([{ id: 'c', records: journal('stage!') }, deployment('b', fenced, 'stopped')], 'c')?.id).toBe('b')
  })
  test.each([
    ['it was opened', deployment('b', `${fenced} open! open`, 'stopped')],
    ['it was rolled back', deployment('b', fenced, 'rolled-back')]
  ])('no: %s', (_why, last) => {
    expect(leftFenced([last, deployment('a', fenced, 'stopped')], undefined)).toBeUndefined()
  })
})
