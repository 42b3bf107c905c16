import { expect, test } from '@jest/globals'
import { changesOf } from '../../shared/squash/alembic/changes.ts'
import { readAlembicProject } from '../../shared/squash/alembic/project.ts'
import type { Change } from '../../shared/squash/changes.ts'
import { alembicIni, revisionText } from '../../shared/squash/rules/alembic-example.ts'
import { rules } from '../../shared/squash/rules/registry.ts'
import type { ExamplePair } from '../../shared/squash/rules/rule.ts'
import { objectSource } from '../../shared/squash/source.ts'
import { describeBed } from '../bed/bed.ts'
import { alembicVersions, askAlembic } from './ask-alembic.ts'

/** Operations whose statements on PostgreSQL are compared with the changes that are read from them. */
const operations: string[][] = [
  ["op.create_table('t', sa.Column('id', sa.Integer(), primary_key=True), sa.Column('a', sa.String(3), nullable=False), schema='s')"],
  ["op.drop_table('t', schema='s')"],
  ["op.rename_table('t', 'u')"],
  ["op.add_column('t', sa.Column('a', sa.Integer(), nullable=False, server_default='0'))"],
  ["op.add_column('t', sa.Column('a', sa.Integer(), sa.ForeignKey('u.id')), schema='s')"],
  ["op.add_column('t', sa.Column('a', sa.Integer(), unique=True))"],
  ["op.add_column('t', sa.Column('a', sa.Integer(), index=True))"],
  ["op.drop_column('t', 'a')"],
  [
    "op.alter_column('t', 'a', new_column_name='b', type_=sa.BigInteger(), server_default=None, nullable=False, comment='x', existing_type=sa.Integer(), schema='s')"
  ],
  ["op.alter_column('t', 'a', nullable=True, server_default='1', existing_type=sa.Integer())"],
  ["op.alter_column('t', 'a', existing_type=sa.Integer(), existing_nullable=True)"],
  ["op.create_index('ix', 't', ['a'], unique=True, schema='s')", "op.drop_index('ix', table_name='t', schema='s')"],
  [
    "op.create_index('ix', 't', ['a'], unique=False, postgresql_concurrently=True)",
    "op.drop_index('ix', table_name='t', postgresql_concurrently=True)"
  ],
  ["op.create_foreign_key('fk', 't', 'u', ['a'], ['id'], source_schema='s', referent_schema='r')"],
  ["op.create_foreign_key('fk', 't', 'u', ['a'], ['id'], postgresql_not_valid=True)"],
  [
    "op.create_check_constraint('ck', 't', 'a > 0', schema='s')",
    "op.create_check_constraint('ck', 't', 'a > 0', postgresql_not_valid=True)"
  ],
  [
    "op.create_unique_constraint('uq', 't', ['a'])",
    "op.create_primary_key('pk', 't', ['a'])",
    "op.drop_constraint('uq', 't', type_='unique')"
  ],
  [
    "u = sa.table('u', sa.column('a', sa.String()))",
    "op.bulk_insert(u, [{'a': 'x'}])",
    "op.execute(u.update().values(a='y'))",
    'op.execute(u.delete())'
  ],
  [
    "with op.batch_alter_table('t', schema='s') as b:",
    "    b.add_column(sa.Column('a', sa.Integer()))",
    "    b.drop_column('c')",
    "    b.alter_column('d', nullable=False, existing_type=sa.Integer())",
    "    b.create_index('ix', ['a'])",
    "    b.create_foreign_key('fk', 'u', ['a'], ['id'], referent_schema='r')",
    "    b.create_unique_constraint('uq', ['a'])",
    "    b.drop_constraint('ck', type_='check')"
  ],
  [
    "op.drop_table('a')",
    'with op.get_context().autocommit_block():',
    "    op.create_index('ix', 't', ['a'], postgresql_concurrently=True)",
    "op.drop_table('b')"
  ]
]

/** How the statements of a change begin. */
function statementsOf(change: Change): string[] {
  const column = (name: string) => `ALTER TABLE ${(change as { table: string }).table} ALTER COLUMN ${name}`
  switch (change.kind) {
    case 'create-table':
      return [`CREATE TABLE ${change.table} (`]
    case 'drop-table':
      return [`DROP TABLE ${change.table}`]
    case 'rename-table':
      return [`ALTER TABLE ${change.table} RENAME TO ${change.to}`]
    case 'add-column': {
      const { name, nullable, databaseDefault, references, unique, indexed } = change.column
      return [
        `ALTER TABLE ${change.table} ADD COLUMN ${name} INTEGER${databaseDefault === 'none' ? '' : ' DEFAULT'}${nullable ? '' : " '0' NOT NULL"}`,
        ...(references === undefined ? [] : [`ALTER TABLE ${change.table} ADD FOREIGN KEY(${name}) REFERENCES ${references}`]),
        ...(unique ? [`ALTER TABLE ${change.table} ADD UNIQUE (${name})`] : []),
        ...(indexed ? [`CREATE INDEX ix_${change.table}_${name} ON ${change.table}`] : [])
      ]
    }
    case 'drop-column':
      return [`ALTER TABLE ${change.table} DROP COLUMN ${change.column}`]
    case 'rename-column':
      return [`ALTER TABLE ${change.table} RENAME ${change.column} TO ${change.to}`]
    case 'change-type':
      return [`${column(change.column)} TYPE ${change.to!.toUpperCase()}`]
    case 'set-not-null':
      return [`${column(change.column)} SET NOT NULL`]
    case 'drop-not-null':
      return [`${column(change.column)} DROP NOT NULL`]
    case 'set-default':
      return [`${column(change.column)} SET DEFAULT`]
    case 'drop-default':
      return [`${column(change.column)} DROP DEFAULT`]
    case 'create-index':
      return [
        `CREATE ${change.unique ? 'UNIQUE ' : ''}INDEX ${change.concurrently ? 'CONCURRENTLY ' : ''}${change.name} ON ${change.table} (`
      ]
    case 'drop-index': {
      const schema = change.table?.includes('.') ? `${change.table.split('.')[0]}.` : ''
      return [`DROP INDEX ${change.concurrently ? 'CONCURRENTLY ' : ''}${schema}${change.name}`]
    }
    case 'add-constraint': {
      const type = change.type.toUpperCase().replace('-', ' ')
      return [
        `ALTER TABLE ${change.table} ADD CONSTRAINT ${change.name} ${type} (… ${change.references ?? ''}${change.validates ? '' : ' NOT VALID'}`
      ]
    }
    case 'drop-constraint':
      return [`ALTER TABLE ${change.table} DROP CONSTRAINT ${change.name}`]
    case 'data':
      return [`${{ insert: 'INSERT INTO', update: 'UPDATE', delete: 'DELETE FROM', truncate: '' }[change.verb]} ${change.table}`]
    case 'transaction':
      return [change.verb.toUpperCase()]
    case 'other-object':
      return [`COMMENT ON COLUMN ${change.name}`]
    default:
      return [change.kind]
  }
}

/** What Alembic writes between the beginning of the migration and its own row. */
function statementsIn(output: string): string[] {
  return output
    .slice(output.indexOf('-- Running upgrade'), output.lastIndexOf('COMMIT'))
    .replace(/^--.*$/gm, '')
    .split(';')
    .map(statement => statement.replace(/\s+/g, ' ').trim())
    .filter(statement => statement !== '' && !/alembic_version/.test(statement))
}

const upgrade = ['upgrade', 'head']
const upgradeAll = ['upgrade', 'heads']
const back = ['downgrade', '-1']
const ok = /^ok$/
const severalHeads = /^CommandError: Multiple head revisions/

/** What the rules' pages say of Alembic: by rule and number of the example, what commands give on the bad and on the good one. */
const claims: [rule: string, number: number, commands: string[][], bad: RegExp[], good: RegExp[]][] = [
  ['G01', 2, [upgrade, upgradeAll], [severalHeads, ok], [severalHeads, ok]],
  ['G02', 2, [upgrade], [/^KeyError: '1a2b'$/], [ok]],
  ['G03', 2, [upgrade], [/^CommandError: Cycle is detected/], [ok]],
  ['G03', 3, [upgrade], [ok], [ok]],
  ['G04', 2, [upgrade], [/^CommandError: Could not determine revision id from filename helpers\.py/], [ok]],
  ['G06', 2, [upgrade], [/^SyntaxError/], [/no such table/]],
  ['G09', 1, [upgrade, upgradeAll], [severalHeads, ok], [ok, ok]],
  ['G09', 2, [upgradeAll], [/^CommandError: Branch name 'orders' in revision/], [ok]],
  ['B02', 1, [upgrade, back, upgrade], [ok, ok, /duplicate column name: note/], [ok, ok, ok]],
  ['B02', 2, [upgrade, back], [ok, /^NotImplementedError: restore a backup/], [ok, ok]],
  ['B02', 3, [upgrade, back], [ok, /^AttributeError: .* has no attribute 'downgrade'/], [ok, /Ambiguous walk/]]
]

/** What else the reader and the rules rest on. */
const revision = (id: string, down: string, extra = '', functions = ['upgrade', 'downgrade']) =>
  `revision = '${id}'\ndown_revision = ${down}\n${extra}\n${functions.map(name => `def ${name}():\n    pass\n`).join('')}`
const facts: [name: string, files: Record<string, string>, old: RegExp, fresh?: RegExp][] = [
  ['no upgrade()', { 'x.py': revision('1a', 'None', '', ['downgrade']) }, /^AttributeError: .* has no attribute 'upgrade'/],
  [
    'no down_revision',
    { 'x.py': revision('1a', 'None').replace(/down_revision.*/, '') },
    /^AttributeError: .* has no attribute 'down_revision'/
  ],
  ['an id in the name of the file', { '1a.py': revision('', 'None').replace(/revision = ''\n/, '') }, ok],
  ['down_revision is a label', { 'x.py': revision('1a', 'None', "branch_labels = 'x'"), 'y.py': revision('2b', "'x'") }, /^KeyError: 'x'/],
  [
    'depends_on is a label',
    { 'x.py': revision('1a', 'None', "branch_labels = 'x'"), 'y.py': revision('2b', 'None', "depends_on = 'x'") },
    ok
  ],
  [
    'depends_on is the beginning of an id',
    { 'x.py': revision('1a2b3c', 'None'), 'y.py': revision('2b', 'None', "depends_on = '1a2b'") },
    /^KeyError/
  ],
  [
    'a doubled id that is followed',
    { 'x.py': revision('1a', 'None'), 'y.py': revision('1a', 'None'), 'z.py': revision('2b', "'1a'") },
    /overlaps with/
  ],
  ['a hyphen in an id', { 'x.py': revision('1-a', 'None') }, /^CommandError: Character\(s\) '-' not allowed/],
  ['a colon in an id', { 'x.py': revision('1:a', 'None') }, ok, /^CommandError: Character\(s\) ':' not allowed/]
]

for (const [version, image] of alembicVersions) {
  await describeBed(
    `Alembic ${version}`,
    () => {
      test('the changes that are read are the statements that the real one sends, in their order', async () => {
        const files = operations.map(up => ({ ...alembicIni, 'alembic/versions/x.py': revisionText('1a', { up }) }))
        const question = { cases: files.map(one => ({ files: one, commands: [['sql', 'head']] })) }
        const { answers } = await askAlembic<string[]>(image, 'alembic-commands.py', question)
        const own = files.map((one, index) => {
          const project = readAlembicProject(objectSource(one))
          const { forward } = changesOf(project.migrations[0]!, { project, database: 'postgres', sql: undefined })
          return [operations[index], forward.flatMap(statementsOf)]
        })
        const theirs = answers.map(([output], index) => {
          // A constraint is compared by its end, since its columns are not read.
          const short = statementsIn(output!).map(text =>
            text.replace(/^(.* ADD CONSTRAINT \w+ [A-Z ]+?) ?\(.*?\)(?: REFERENCES ([\w.]+) \(\w+\))?/, '$1 (… $2')
          )
          const begun = (own[index]![1] as string[]).map((start, at) =>
            short[at]?.startsWith(start) && !start.includes('(…') ? start : short[at]
          )
          return [operations[index], short.length === begun.length ? begun : short]
        })
        expect(own).toEqual(theirs)
      }, 60_000)

      test('what the pages of the rules say of Alembic is so', async () => {
        const pairOf = (id: string, number: number): ExamplePair => {
          const rule = rules.find(one => one.id === id)!
          return [rule.examples, ...(rule.more ?? [])][number - 1]!
        }
        const cases = [
          ...claims.flatMap(([id, number, commands]) =>
            (['bad', 'good'] as const).map(side => ({ files: pairOf(id, number)[side].files, commands }))
          ),
          ...facts.map(([, files]) => ({
            files: {
              'alembic.ini': '[alembic]\nscript_location = alembic\n',
              ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`alembic/versions/${name}`, text]))
            },
            commands: [upgradeAll]
          }))
        ]
        const { answers } = await askAlembic<string[]>(image, 'alembic-commands.py', { cases })
        expect(answers.length).toBe(cases.length)
        const expected = [
          ...claims.flatMap(([id, number, , bad, good]) => [
            [`${id} bad ${number}`, bad] as const,
            [`${id} good ${number}`, good] as const
          ]),
          ...facts.map(([name, , old, fresh]) => [name, [version === '1.13' ? old : (fresh ?? old)]] as const)
        ]
        const wrong = expected.filter(([, patterns], index) => !patterns.every((pattern, at) => pattern.test(answers[index]![at] ?? '')))
        expect(wrong.map(([name]) => `${name}: ${answers[expected.findIndex(one => one[0] === name)]!.join(' | ')}`)).toEqual([])
      }, 60_000)
    },
    image
  )
}
