import { describe, expect, test } from '@jest/globals'
import type { Change, ChangeKind, MigrationChanges } from './changes.ts'
import { reversalOf, reversals } from './reversal.ts'

const at = { file: 'a/migrations/0002_x.py', line: 3, column: 9 }
const change = (kind: ChangeKind, reverse: Change['reverse'] = 'automatic'): Change => ({ ...kind, at, operation: 'Operation', reverse })
const migration = (forward: Change[], backward?: Change[]): MigrationChanges => ({ forward, backward, atomic: true })
const column = (name: string) => ({
  name,
  type: 'text',
  nullable: true,
  databaseDefault: 'none' as const,
  unique: false,
  indexed: false
})
const addNote: ChangeKind = { kind: 'add-column', table: 'item', column: column('note') }
const dropNote: ChangeKind = { kind: 'drop-column', table: 'item', column: 'note' }
const createLog: ChangeKind = { kind: 'create-table', table: 'log', columns: [column('id')] }
const dropLog: ChangeKind = { kind: 'drop-table', table: 'log' }
const index: ChangeKind = { kind: 'create-index', table: 'item', name: 'item_note', unique: false, concurrently: false }
const dropIndex: ChangeKind = { kind: 'drop-index', table: undefined, name: 'item_note', concurrently: false }
const type = (from: string | undefined, to: string | undefined): ChangeKind => ({
  kind: 'change-type',
  table: 'item',
  column: 'note',
  from,
  to,
  rewrites: undefined
})

describe('going back is lossless only for what is on the list', () => {
  const lossless: [string, Change[], boolean][] = [
    ['a new table', [change(createLog)], true],
    ['a new column', [change(addNote)], true],
    ['an index', [change(index)], true],
    ['a constraint', [change({ ...constraint('item'), validates: true })], true],
    ['a default', [change({ kind: 'set-default', table: 'item', column: 'note' })], true],
    ['NOT NULL, which changes no row', [change({ kind: 'set-not-null', table: 'item', column: 'note' })], true],
    ['a renamed table', [change({ kind: 'rename-table', table: 'item', to: 'thing' })], true],
    ['a renamed column', [change({ kind: 'rename-column', table: 'item', column: 'note', to: 'text' })], true],
    ["the framework's picture alone", [change({ kind: 'state-only' }, 'noop')], true],
    ['NULL allowed: rows written since may be NULL', [change({ kind: 'drop-not-null', table: 'item', column: 'note' })], false],
    ['an index dropped: rows written since may break it', [change(dropIndex)], false],
    ['a longer varchar: rows written since may be longer', [change(type('varchar(20)', 'varchar(50)'))], false],
    ['varchar to text', [change(type('varchar(20)', 'text'))], false],
    ['integer to bigint', [change(type('integer', 'bigint'))], false],
    ['more digits before the point', [change(type('numeric(8, 2)', 'numeric(10, 2)'))], false],
    ['rows of a table that it made', [change(createLog), change(data('log'), 'noop')], true]
  ]
  test.each(lossless)('%s', (_, forward, afterWrites) => {
    expect(reversalOf(migration(forward))).toMatchObject({ lossless: true, reversible: true, afterWrites, loses: [] })
  })

  const lossy: [string, Change[], unknown[]][] = [
    ['a column dropped', [change(dropNote)], [{ table: 'item', column: 'note', what: 'what it held' }]],
    ['a table dropped', [change(dropLog)], [{ table: 'log', what: 'its rows' }]],
    ['rows changed', [change(data('item'), 'noop')], [{ table: 'item', what: 'rows that an update changed' }]],
    ['a shorter varchar', [change(type('varchar(50)', 'varchar(20)'))], [expect.objectContaining({ table: 'item', column: 'note' })]],
    ['text to varchar', [change(type('text', 'varchar(20)'))], [expect.objectContaining({ column: 'note' })]],
    ['fewer digits behind the point', [change(type('numeric(8, 4)', 'numeric(8, 2)'))], [expect.objectContaining({ column: 'note' })]],
    ['a type that is not known', [change(type(undefined, 'text'))], [expect.objectContaining({ column: 'note' })]],
    [
      'a table renamed and a column of it dropped',
      [change({ kind: 'rename-table', table: 'thing', to: 'item' }), change(dropNote)],
      [expect.objectContaining({ table: 'item' })]
    ]
  ]
  test.each(lossy)('not %s', (_, forward, loses) => {
    expect(reversalOf(migration(forward))).toMatchObject({ lossless: false, afterWrites: false, reversible: true, loses })
  })

  test.each([
    ['code', change({ kind: 'code', name: 'fill' }, 'given'), true],
    ['code whose way back does nothing', change({ kind: 'code', name: 'fill' }, 'noop'), true],
    ['code without a way back', change({ kind: 'code', name: 'fill' }, 'none'), false],
    ['what is not read', change({ kind: 'unknown', reason: 'some of its operations cannot be read' }, 'given'), true],
    ["the user's own way back, not read", change(index, 'given'), true],
    ['an index that its way back leaves', change(index, 'noop'), true],
    ['an index without a way back', change(index, 'none'), false]
  ])('not %s, though no loss is known', (_, one, reversible) => {
    expect(reversalOf(migration([one]))).toMatchObject({ lossless: false, reversible, loses: [] })
  })

  test('nothing is said of a way back that cannot be told', () => {
    expect(reversalOf(migration([{ ...change(index), reverse: undefined }]))).toMatchObject({ lossless: false, reversible: false })
  })

  test('what it made is named, and goes with what was written to it', () => {
    const found = reversalOf(migration([change(createLog), change(addNote)]))
    expect(found.drops).toEqual([
      { table: 'log', what: 'its rows' },
      { table: 'item', column: 'note', what: 'what it holds' }
    ])
    expect(found.reason).toBe('going back drops log (its rows), item.note (what it holds), which this migration made')
  })
})

describe('migrations that are undone together', () => {
  test('what one drops of what another made is no loss', () => {
    expect(reversals([migration([change(addNote)]), migration([change(dropNote)])]).map(each => each.lossless)).toEqual([true, true])
    expect(reversalOf(migration([change(dropNote)])).lossless).toBe(false)
  })
  test('under the name that it has by then', () => {
    const plan = [migration([change(createLog)]), migration([change({ kind: 'rename-table', table: 'log', to: 'event' })])]
    expect(reversals([...plan, migration([change({ kind: 'drop-table', table: 'event' })])])[2]?.lossless).toBe(true)
    expect(reversals([...plan, migration([change(dropLog)])])[2]?.lossless).toBe(false)
  })
})

describe('a way back that the user wrote', () => {
  const own = (forward: ChangeKind[], backward: ChangeKind[]) =>
    reversalOf(
      migration(
        forward.map(each => ({ ...change(each), reverse: undefined })),
        backward.map(each => ({ ...change(each), reverse: undefined }))
      )
    )
  test('undoes it change by change', () => {
    expect(own([createLog, addNote, index], [dropIndex, dropNote, dropLog])).toMatchObject({ lossless: true, reversible: true })
  })
  test('may leave the indexes of a table that it drops', () => {
    const inLog: ChangeKind = { kind: 'create-index', table: 'log', name: 'log_id', unique: false, concurrently: false }
    expect(own([createLog, inLog], [dropLog]).reason).toContain('drop index log_id')
    expect(own([createLog, { ...constraint('log'), validates: true }], [dropLog]).lossless).toBe(true)
  })
  test.each([
    ['is empty', [addNote], [], 'lacks what undoes it: drop column note of item'],
    ['drops more', [addNote], [dropNote, dropLog], 'does more than to undo it: drop table log'],
    ['changes rows', [addNote], [dropNote, data('item')], 'is not known to bring back'],
    ['runs what is not read', [addNote], [dropNote, { kind: 'unknown', reason: 'no' }], 'is not known to bring back']
  ] as [string, ChangeKind[], ChangeKind[], string][])('is not lossless where it %s', (_, forward, backward, reason) => {
    const found = own(forward, backward)
    expect(found.lossless).toBe(false)
    expect(found.reason).toContain(reason)
  })
})

function constraint(table: string) {
  return { kind: 'add-constraint' as const, table, name: 'c', type: 'check' as const, usingIndex: false }
}

function data(table: string): ChangeKind {
  return { kind: 'data', verb: 'update', table, whole: true }
}
