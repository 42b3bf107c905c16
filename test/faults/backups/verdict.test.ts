import { describe, expect, test } from '@jest/globals'
import { losses, type Sight, type Try } from './verdict.ts'

const sight = (backups: Readonly<Record<string, string>>, live = 'l'): Sight => ({ backups: new Map(Object.entries(backups)), live })
const survived: Try = {
  before: sight({ a: '1', b: '2' }),
  after: sight({ a: '1', b: '2' }),
  run: { ended: 'failed', id: 'c', said: 'The disk is full. No backup was added.' },
  proofs: new Map(),
  wrong: [],
  next: { left: [] }
}
const published = sight({ a: '1', b: '2', c: '3' })
const proven = new Map([['c', undefined]])

describe('no loss', () => {
  test.each<[string, Partial<Try>]>([
    ['a run that failed and added nothing', {}],
    ['a run that passed, with a backup that restores', { after: published, proofs: proven, run: { ended: 'passed', id: 'c', said: '' } }],
    ['a run that was killed after it had published', { after: published, proofs: proven, run: { ended: 'killed', id: 'c', said: '' } }],
    [
      'a run that lost its connection after it had published, and did not say that it had not',
      { after: published, proofs: proven, run: { ended: 'failed', id: 'c', said: 'The connection was lost' } }
    ]
  ])('%s', (_name, change) => expect(losses({ ...survived, ...change })).toEqual([]))
})

describe('a loss', () => {
  test.each<[string, Partial<Try>, string]>([
    ['a backup that is gone', { after: sight({ b: '2' }) }, 'the backup a is gone'],
    ['a backup that was changed', { after: sight({ a: '1', b: 'x' }) }, 'the backup b was changed'],
    [
      'a new backup that does not restore',
      { after: published, proofs: new Map([['c', 'rows are missing']]), run: { ended: 'passed', id: 'c', said: '' } },
      'the new backup c is none: rows are missing'
    ],
    ['a new backup that nobody has tried', { after: published, run: { ended: 'killed', said: '' } }, 'nobody has proven the new backup c'],
    ['success without a backup', { run: { ended: 'passed', id: 'c', said: '' } }, 'the run reported success, and there is no backup of it'],
    ['"no backup was added" beside one', { after: published, proofs: proven }, 'the run said that no backup was added, and there is one'],
    ['live data that changed', { after: sight({ a: '1', b: '2' }, 'm') }, 'what is live has changed'],
    ['what the next backup does not tidy up', { next: { left: ['.c.tmp'] } }, 'left behind after the next backup: .c.tmp'],
    ['a next backup that fails', { next: { left: [], failed: 'busy' } }, 'the next backup failed: busy'],
    ['what the fault itself has found', { wrong: ['3 acknowledged rows are missing'] }, '3 acknowledged rows are missing']
  ])('%s', (_name, change, said) => expect(losses({ ...survived, ...change })).toEqual([said]))

  test('all of them are named', () => {
    expect(losses({ ...survived, after: sight({}, 'm') })).toHaveLength(3)
  })
})
