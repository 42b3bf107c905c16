import { expect, test } from '@jest/globals'
import type { Change, ChangeKind } from './changes.ts'
import { touchedTables } from './touched.ts'

const changes = (...kinds: ChangeKind[]): Change[] =>
  kinds.map(kind => ({ ...kind, at: { file: 'x', line: 1, column: 1 }, operation: 'x', reverse: undefined }))
const column = (references?: string) => ({
  name: 'c',
  type: 'int',
  nullable: true,
  databaseDefault: 'none' as const,
  unique: false,
  indexed: false,
  references
})

test('what is there already is touched, each once; what is made here is not', () => {
  expect(
    touchedTables(
      changes(
        { kind: 'create-table', table: 'notes', columns: [column('orders')] },
        { kind: 'add-column', table: 'notes', column: column() },
        { kind: 'add-column', table: 'items', column: column('users') },
        { kind: 'drop-column', table: 'items', column: 'old' },
        { kind: 'rename-table', table: 'old', to: 'new' },
        { kind: 'add-column', table: 'new', column: column() },
        { kind: 'data', verb: 'update', table: undefined, whole: true },
        { kind: 'code', name: 'fill' }
      )
    )
  ).toEqual({ tables: ['orders', 'items', 'users', 'old'], all: false })
  expect(touchedTables(changes({ kind: 'drop-table', table: 'a' }))).toEqual({ tables: ['a'], all: true })
})
