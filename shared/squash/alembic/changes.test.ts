import { describe, expect, test } from '@jest/globals'
import type { Change, ChangeContext, SqlReader } from '../changes.ts'
import { alembicIni, revisionText } from '../rules/alembic-example.ts'
import { objectSource } from '../source.ts'
import { changesOf } from './changes.ts'
import { readAlembicProject } from './project.ts'

function changes(up: string[], back: string[] | 'no function' = ['pass'], sql?: SqlReader) {
  const project = readAlembicProject(
    objectSource({
      ...alembicIni,
      'alembic/versions/x.py': revisionText('1a', {
        up,
        back: back === 'no function' ? undefined : back,
        extra: ['from sqlalchemy.dialects import postgresql']
      })
    })
  )
  const context: ChangeContext = { project, database: 'postgres', sql }
  return changesOf(project.migrations[0]!, context)
}
/** What is particular to a change. */
const plain = ({ at: _at, operation: _operation, reverse: _reverse, ...rest }: Change) => rest
const forward = (...up: string[]) => changes(up).forward.map(plain)
const column = (values: object) => ({ type: 'integer', nullable: true, databaseDefault: 'none', unique: false, indexed: false, ...values })

describe('columns', () => {
  test.each<[string, object]>([
    ["sa.Column('a', sa.Integer())", {}],
    ["sa.Column('a', sa.Integer(), nullable=False)", { nullable: false }],
    ["sa.Column('a', sa.Integer, primary_key=True)", { nullable: false, unique: true }],
    ["sa.Column('a', sa.String(length=20), unique=True, index=True)", { type: 'varchar(20)', unique: true, indexed: true }],
    [
      "sa.Column('a', sa.DateTime(timezone=True), server_default=sa.text('now()'))",
      { type: 'timestamp with time zone', databaseDefault: 'stable' }
    ],
    ["sa.Column('a', sa.DateTime(), server_default=sa.func.now())", { type: 'timestamp', databaseDefault: 'stable' }],
    ["sa.Column('a', postgresql.UUID(), server_default=sa.text('gen_random_uuid()'))", { type: 'uuid', databaseDefault: 'volatile' }],
    ["sa.Column('a', sa.Integer(), server_default='0')", { databaseDefault: 'stable' }],
    ["sa.Column('a', sa.Text(), server_default=sa.text(\"'x'::text\"))", { type: 'text', databaseDefault: 'stable' }],
    ["sa.Column('a', sa.Integer(), server_default=default())", { databaseDefault: undefined }],
    ["sa.Column('a', sa.Integer(), sa.Identity())", { databaseDefault: 'volatile' }],
    ["sa.Column('a', sa.Integer(), sa.ForeignKey('s.users.id'))", { references: 's.users' }],
    ["sa.Column('a', sa.Integer(), nullable=flag)", { nullable: undefined }],
    ["sa.Column('a', Money())", { type: 'money' }]
  ])('%s', (text, expected) => {
    expect(forward(`op.add_column('t', ${text})`)).toEqual([{ kind: 'add-column', table: 't', column: column({ name: 'a', ...expected }) }])
  })
})

describe('operations', () => {
  test.each<[string[], object[]]>([
    [["op.add_column('t', make())"], [{ kind: 'unknown', reason: 'its column cannot be read' }]],
    [["op.drop_column('t', 'a', schema='s')"], [{ kind: 'drop-column', table: 's.t', column: 'a' }]],
    [["op.drop_column(name, 'a')"], [{ kind: 'unknown', reason: 'the name of its table cannot be read' }]],
    [["op.drop_table('t', schema=None)"], [{ kind: 'drop-table', table: 't' }]],
    [["op.rename_table('t', 'u', schema='s')"], [{ kind: 'rename-table', table: 's.t', to: 's.u' }]],
    [
      [
        "op.alter_column('t', 'a', nullable=False, server_default=None, type_=sa.BigInteger(), existing_type=sa.Integer(), new_column_name='b')"
      ],
      [
        { kind: 'change-type', table: 't', column: 'a', from: 'integer', to: 'bigint', rewrites: true },
        { kind: 'set-not-null', table: 't', column: 'a' },
        { kind: 'drop-default', table: 't', column: 'a' },
        { kind: 'rename-column', table: 't', column: 'a', to: 'b' }
      ]
    ],
    [
      ["op.alter_column('t', 'a', existing_type=sa.String(10), type_=sa.String(20), nullable=True, server_default='x')"],
      [
        { kind: 'change-type', table: 't', column: 'a', from: 'varchar(10)', to: 'varchar(20)', rewrites: false },
        { kind: 'drop-not-null', table: 't', column: 'a' },
        { kind: 'set-default', table: 't', column: 'a' }
      ]
    ],
    [["op.alter_column('t', 'a', existing_type=sa.Text(), existing_nullable=True)"], []],
    [
      ["op.create_index('ix', 't', ['a'], unique=True, postgresql_concurrently=True)"],
      [{ kind: 'create-index', table: 't', name: 'ix', unique: true, concurrently: true }]
    ],
    [
      ["op.create_index(op.f('ix'), 't', ['a'], unique=False)"],
      [{ kind: 'create-index', table: 't', name: 'ix', unique: false, concurrently: false }]
    ],
    [["op.drop_index('ix', table_name='t')"], [{ kind: 'drop-index', table: 't', name: 'ix', concurrently: false }]],
    [
      ["op.create_foreign_key('fk', 't', 'u', ['a'], ['id'], source_schema='s', referent_schema='r', postgresql_not_valid=True)"],
      [{ kind: 'add-constraint', table: 's.t', name: 'fk', type: 'foreign-key', references: 'r.u', validates: false, usingIndex: false }]
    ],
    [
      ["op.create_check_constraint('ck', 't', 'a > 0')"],
      [{ kind: 'add-constraint', table: 't', name: 'ck', type: 'check', validates: true, usingIndex: false }]
    ],
    [
      ["op.create_unique_constraint(None, 't', ['a'])"],
      [{ kind: 'add-constraint', table: 't', name: undefined, type: 'unique', validates: true, usingIndex: false }]
    ],
    [["op.drop_constraint('ck', 't', type_='check')"], [{ kind: 'drop-constraint', table: 't', name: 'ck' }]],
    [
      [
        "u = sa.table('u', sa.column('a'))",
        "op.bulk_insert(u, [{'a': 1}])",
        'op.execute(u.update().values(a=1))',
        'op.execute(u.delete().where(u.c.a == 1))'
      ],
      [
        { kind: 'data', verb: 'insert', table: 'u', whole: false },
        { kind: 'data', verb: 'update', table: 'u', whole: true },
        { kind: 'data', verb: 'delete', table: 'u', whole: false }
      ]
    ],
    [['op.execute(sa.update(t).values(a=1))'], [{ kind: 'data', verb: 'update', table: undefined, whole: true }]],
    [["op.get_bind().execute(sa.text('DROP TABLE t'))"], [{ kind: 'unknown', reason: 'SQL that is not read here', sql: 'DROP TABLE t' }]],
    [["op.execute(f'DROP TABLE {name}')"], [{ kind: 'unknown', reason: 'SQL that is put together when it runs' }]],
    [["sa.Enum(name='e').drop(op.get_bind())"], [{ kind: 'other-object', verb: 'drop', object: 'type', name: 'e' }]],
    [['backfill()'], [{ kind: 'unknown', reason: 'backfill() is not an operation of Alembic, and its code is not read' }]],
    [
      ['if x:', "    op.drop_table('t')"],
      [
        { kind: 'unknown', reason: 'it runs under a condition or in a loop that is not read' },
        { kind: 'drop-table', table: 't' }
      ]
    ]
  ])('%j', (up, expected) => {
    expect(forward(...up)).toEqual(expected)
  })

  test('the same in a batch block, where the table is that of the block', () => {
    const block = (line: string) => forward("with op.batch_alter_table('t', schema='s') as b:", `    ${line}`)[0]
    const added = { kind: 'add-constraint', table: 's.t', validates: true, usingIndex: false }
    expect(block("b.add_column(sa.Column('a', sa.Integer()))")).toEqual({ kind: 'add-column', table: 's.t', column: column({ name: 'a' }) })
    expect(block("b.drop_column('a')")).toEqual({ kind: 'drop-column', table: 's.t', column: 'a' })
    expect(block("b.alter_column('a', new_column_name='c')")).toEqual({ kind: 'rename-column', table: 's.t', column: 'a', to: 'c' })
    expect(block("b.create_index(b.f('ix'), ['a'])")).toEqual({
      kind: 'create-index',
      table: 's.t',
      name: 'ix',
      unique: false,
      concurrently: false
    })
    expect(block("b.drop_index('ix')")).toEqual({ kind: 'drop-index', table: 's.t', name: 'ix', concurrently: false })
    expect(block("b.create_foreign_key('fk', 'u', ['a'], ['id'])")).toEqual({ ...added, name: 'fk', type: 'foreign-key', references: 'u' })
    expect(block("b.create_unique_constraint('uq', ['a'])")).toEqual({ ...added, name: 'uq', type: 'unique' })
    expect(block("b.create_check_constraint('ck', 'a > 0')")).toEqual({ ...added, name: 'ck', type: 'check' })
    expect(block("b.drop_constraint('uq', type_='unique')")).toEqual({ kind: 'drop-constraint', table: 's.t', name: 'uq' })
  })

  test('a new table: its constraints tell of its columns', () => {
    expect(
      forward(
        "op.create_table('t', sa.Column('id', sa.Integer(), nullable=True), sa.Column('a', sa.Integer()),",
        "    sa.PrimaryKeyConstraint('id'), sa.ForeignKeyConstraint(['a'], ['u.id']), sa.UniqueConstraint('a'), *more)"
      )
    ).toEqual([
      {
        kind: 'create-table',
        table: 't',
        columns: [column({ name: 'id', nullable: false, unique: true }), column({ name: 'a', unique: true, references: 'u' })]
      },
      { kind: 'unknown', reason: 'some of its columns cannot be read' }
    ])
  })
})

test('a block without a transaction is a commit before and a new beginning after it', () => {
  const up = [
    "op.drop_table('a')",
    'with op.get_context().autocommit_block():',
    "    op.create_index('ix', 't', ['a'], postgresql_concurrently=True)",
    "op.drop_table('b')"
  ]
  const { forward: list, atomic } = changes(up)
  expect(list.map(change => (change.kind === 'transaction' ? change.verb : change.kind))).toEqual([
    'drop-table',
    'commit',
    'create-index',
    'begin',
    'drop-table'
  ])
  expect([atomic, changes(["op.drop_table('a')"]).atomic]).toEqual([false, true])
})

test('SQL goes to the reader of SQL, and stands at its operation', () => {
  const sql: SqlReader = (text, at) => [{ kind: 'drop-table', table: text, at, operation: 'DROP TABLE', reverse: undefined, sql: text }]
  expect(changes(['op.execute("""x""")'], ["op.execute(sa.text('y'))"], sql)).toMatchObject({
    forward: [
      { kind: 'drop-table', table: 'x', sql: 'x', operation: 'op.execute', at: { file: 'alembic/versions/x.py', line: 10, column: 5 } }
    ],
    backward: [{ kind: 'drop-table', table: 'y' }]
  })
})

describe('the way back is what downgrade() says', () => {
  test.each<[string, string[] | 'no function', string, number | undefined]>([
    ['given', ["op.drop_table('t')"], 'given', 1],
    ['empty', ['pass'], 'noop', 0],
    ['an error', ['raise NotImplementedError()'], 'none', undefined],
    ['missing', 'no function', 'none', undefined]
  ])('%s', (_, back, reverse, count) => {
    const result = changes(["op.create_table('t')"], back)
    expect([result.forward[0]!.reverse, result.backward?.length]).toEqual([reverse, count])
  })
})
