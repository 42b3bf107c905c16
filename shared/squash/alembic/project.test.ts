import { describe, expect, test } from '@jest/globals'
import { checkMigrations } from '../check.ts'
import { alembicIni, revisionText } from '../rules/alembic-example.ts'
import { migrationText } from '../rules/example.ts'
import { objectSource } from '../source.ts'
import { alembic } from './framework.ts'
import { readAlembicProject } from './project.ts'

const read = (files: Record<string, string>) => readAlembicProject(objectSource(files))
const one = (text: string) => read({ ...alembicIni, 'alembic/versions/x.py': text })
const labels = (files: Record<string, string>) => read(files).apps.map(app => [app.label, app.directory, app.migrations])

describe('environments', () => {
  test('two sections are two, named as the sections; the usual one has the name of its folder', () => {
    expect(
      labels({
        'alembic.ini': '[alembic]\nscript_location = db/main\n[reports]\nscript_location = db/reports\n[loggers]\nkeys = root\n',
        'db/main/versions/a.py': revisionText('1a'),
        'db/reports/versions/b.py': revisionText('1b')
      })
    ).toEqual([
      ['main', 'db/main', 'db/main/versions'],
      ['reports', 'db/reports', 'db/reports/versions']
    ])
  })
  test('folders of one name are told apart by their paths', () => {
    const files = (name: string) => ({
      [`${name}/alembic.ini`]: '[alembic]\nscript_location = alembic\n',
      [`${name}/alembic/versions/a.py`]: revisionText('1a')
    })
    expect(labels({ ...files('shop.v2'), ...files('stock') }).map(([label]) => label)).toEqual(['shop_v2/alembic', 'stock/alembic'])
  })
  test('two configurations for the same files are one environment', () => {
    const files = { ...alembicIni, 'alembic.prod.ini': alembicIni['alembic.ini'], 'alembic/versions/a.py': revisionText('1a') }
    expect(labels(files)).toEqual([['alembic', 'alembic', 'alembic/versions']])
  })
  test('a folder with env.py and versions, without any configuration; one of an installed package is none', () => {
    const environment = (folder: string) => ({
      [`${folder}/env.py`]: 'from alembic import context',
      [`${folder}/versions/a.py`]: revisionText('1a')
    })
    const files = {
      ...environment('migrations'),
      ...environment('venv/lib/site-packages/x/migrations'),
      'app/env.py': 'A = 1',
      'app/versions/a.py': ''
    }
    expect(labels(files)).toEqual([['migrations', 'migrations', 'migrations/versions']])
    expect(alembic.detect(objectSource(files))).toBe(true)
    expect(alembic.detect(objectSource({ 'manage.py': '', 'a/migrations/0001_x.py': '', 'setup.ini': '[x]' }))).toBe(false)
  })
  test('without a configuration, folders within the folder are unknown', () => {
    const project = read({ 'm/env.py': 'import alembic', 'm/versions/a.py': revisionText('1a'), 'm/versions/x/b.py': revisionText('2b') })
    expect(project.migrations.map(one_ => one_.name)).toEqual(['1a'])
    expect(project.unknown.map(({ affects, reason }) => [affects, reason])).toEqual([
      ['graph', 'whether Alembic loads m/versions/x/b.py and what else is in folders of m/versions is set in no alembic.ini here']
    ])
  })
  test('a folder of a package, and one relative to where the command is called', () => {
    expect(
      labels({
        'alembic.ini': '[alembic]\nscript_location = shop.db:migrations\n',
        'src/shop/db/migrations/versions/a.py': revisionText('1a')
      })
    ).toEqual([['migrations', 'src/shop/db/migrations', 'src/shop/db/migrations/versions']])
    expect(
      labels({ 'conf/alembic.ini': '[alembic]\nscript_location = db/alembic\n', 'db/alembic/versions/a.py': revisionText('1a') })
    ).toEqual([['alembic', 'db/alembic', 'db/alembic/versions']])
  })
  test.each([
    ['script_location = /srv/alembic', 'script_location = /srv/alembic of [alembic] is not a folder of the repository'],
    ['script_location = other:place', 'script_location = other:place of [alembic] is not a folder of the repository'],
    ['script_location = %(root)s/x', 'script_location = %(root)s/x has a %(…)s that is not in the file']
  ])('what cannot be followed is unknown: %s', (line, reason) => {
    const project = read({ 'alembic.ini': `[alembic]\n${line}\n` })
    expect(project.unknown.map(({ affects, file, reason: text }) => [affects, file, text])).toEqual([['graph', 'alembic.ini', reason]])
  })
  test('a file that was not read leaves the graph open', () => {
    const files = { ...alembicIni, 'alembic/versions/a.py': revisionText('1a') }
    const source = { ...objectSource(files), skipped: [{ path: 'alembic/versions/big.py', reason: 'larger than 10 bytes' }] }
    const project = readAlembicProject(source)
    expect(project.migrations.map(({ name, graphKnown }) => [name, graphKnown])).toEqual([
      ['1a', true],
      ['big', false]
    ])
    expect(project.unknown).toMatchObject([{ affects: 'graph', file: 'alembic/versions/big.py' }])
  })
})

describe('the head of a revision', () => {
  test('annotations, tuples, labels and depends_on', () => {
    const [migration] = one(
      "revision: str = '2b'\ndown_revision: Union[str, None] = ('1a', '1b')\nbranch_labels = ('x',)\ndepends_on = ['9f']\ndef upgrade():\n    pass\ndef downgrade():\n    pass\n"
    ).migrations
    expect(migration).toMatchObject({
      app: 'alembic',
      name: '2b',
      file: 'alembic/versions/x.py',
      line: 1,
      labels: ['x'],
      graphKnown: true,
      reverse: []
    })
    expect(migration!.dependencies.map(({ name, order, line }) => [name, order, line])).toEqual([
      ['1a', undefined, 2],
      ['1b', undefined, 2],
      ['9f', true, 4]
    ])
  })
  test.each([
    ['revision = make_id()\ndown_revision = None\n', 'revision: the result of make_id()', 1],
    ["revision = '1a'\ndown_revision = previous.revision\n", 'down_revision: the value of previous.revision is not in this file', 2],
    ["revision = '1a'\ndown_revision = None\ndepends_on = ''\n", 'depends_on: an empty string', 3]
  ])('what is computed is unknown: %j', (head, reason, line) => {
    const project = one(`${head}def upgrade():\n    pass\n`)
    expect(project.unknown.map(one_ => [one_.affects, one_.reason, one_.line])).toEqual([['graph', reason, line]])
    expect(project.migrations[0]!.graphKnown).toBe(false)
  })
  test.each([
    ['', 'sets no `revision`'],
    ["revision = '1a'\ndef upgrade():\n    pass\n", 'sets no `down_revision`'],
    ["revision = '1a'\ndown_revision = None\n", 'defines no function upgrade()']
  ])('what Alembic stops at: %j', (text, detail) => {
    expect(one(text).problems.map(problem => [problem.kind, problem.detail.includes(detail)])).toEqual([['no-migration-class', true]])
  })
  test('a broken file is a problem and keeps its id where that can be read', () => {
    const project = one("revision = '1a'\ndown_revision = None\ndef upgrade(:\n    pass\n")
    expect(project.problems.map(({ kind, migration, line }) => [kind, migration, line])).toEqual([['syntax', '1a', 3]])
    expect(project.migrations).toMatchObject([{ name: '1a', graphKnown: false, operationsKnown: false }])
    expect(project.unknown).toEqual([])
  })
})

describe('the operations of a revision', () => {
  const operations = (up: string[], more: string[] = []) => {
    const { migrations, unknown } = one(revisionText('1a', { up, extra: more }))
    const { operations: list, operationsKnown } = migrations[0]!
    return [
      list.map(({ kind, conditional, known }) => `${conditional ? '?' : ''}${known ? '' : '!'}${kind}`),
      operationsKnown,
      unknown.map(({ reason }) => reason)
    ]
  }
  test.each<[string, string[], string[]]>([
    ['op itself', ["op.drop_table('a')", "op.rename_table('b', 'c')"], ['drop_table', 'rename_table']],
    ['a batch block', ["with op.batch_alter_table('a') as b:", "    b.drop_column('c')"], ['drop_column']],
    ['the connection', ['bind = op.get_bind()', 'rows = bind.execute(sa.text("SELECT 1")).fetchall()'], ['execute']],
    ['an enumeration', ["sa.Enum(name='e').create(op.get_bind(), checkfirst=True)"], ['create_type']],
    ['reading and building', ['i = sa.inspect(op.get_bind())', "t = sa.table('t')", "print(i.get_table_names(), op.f('x'))"], []],
    ['a list of tables', ["for t in ('a', 'b'):", '    op.drop_table(t)'], ['drop_table', 'drop_table']]
  ])('%s', (_, up, expected) => {
    expect(operations(up)).toEqual([expected, true, []])
  })
  test.each<[string, string[], string[], string]>([
    ['code of its own', ['backfill(op.get_bind())'], ['!backfill'], 'upgrade() runs code that is not read: backfill()'],
    [
      'a session',
      ['s = sa.orm.Session(op.get_bind())', 's.commit()'],
      ['!commit'],
      'upgrade() runs code that is not read: sqlalchemy.orm.Session().commit()'
    ],
    ['a plugin', ["op.create_entity('x')"], ['!create_entity'], 'upgrade() runs code that is not read: op.create_entity()'],
    [
      'a condition',
      ['if x:', "    op.drop_table('a')"],
      ['?drop_table'],
      'upgrade() has operations under a condition or in a loop that is not read'
    ]
  ])('not known: %s', (_, up, expected, reason) => {
    const [kinds, known, reasons] = operations(up)
    expect([kinds, known, reasons]).toEqual([expected, false, [reason]])
  })
  test('functions of the same file are followed, with their arguments', () => {
    const text = revisionText('1a', { up: ["drop('a')"], extra: ['def drop(table):', '    op.drop_table(table)'] })
    const [operation] = one(text).migrations[0]!.operations
    expect(operation).toMatchObject({ kind: 'drop_table', line: 7, call: { args: [{ value: 'a' }] } })
  })
  test('one function per database, as the template for several databases has it', () => {
    const text =
      'from alembic import op\nrevision = "1a"\ndown_revision = None\ndef upgrade(engine_name):\n    globals()["upgrade_%s" % engine_name]()\ndef downgrade(engine_name):\n    globals()["downgrade_%s" % engine_name]()\ndef upgrade_a():\n    op.drop_table("a")\ndef upgrade_b():\n    op.drop_table("b")\ndef downgrade_a():\n    pass\n'
    const project = one(text)
    expect(project.migrations[0]!.operations.map(operation => operation.kind)).toEqual(['drop_table', 'drop_table'])
    expect([project.migrations[0]!.reverse, project.unknown]).toEqual([[], []])
  })
})

test('1,000 revisions are read within a second of work', () => {
  const files: Record<string, string> = { ...alembicIni }
  const columns = Array.from({ length: 6 }, (_, index) => `    sa.Column('c${index}', sa.String(length=20), nullable=False),`)
  for (let i = 0; i < 1000; i++) {
    const up = [
      `op.create_table('t${i}',`,
      ...columns,
      ')',
      `with op.batch_alter_table('t${i}') as batch:`,
      "    batch.create_index('ix', ['c1'])"
    ]
    files[`alembic/versions/${i}_x.py`] = revisionText(`r${i}`, {
      down: i === 0 ? 'None' : `'r${i - 1}'`,
      up,
      back: [`op.drop_table('t${i}')`]
    })
  }
  const source = objectSource(files)
  readAlembicProject(source)
  const start = process.cpuUsage()
  const project = readAlembicProject(source)
  const { user, system } = process.cpuUsage(start)
  expect([project.migrations.length, project.unknown]).toEqual([1000, []])
  expect((user + system) / 1000).toBeLessThan(1000)
})

describe('with the rows of the live database', () => {
  const files = {
    ...alembicIni,
    'alembic/versions/a.py': revisionText('1a'),
    'alembic/versions/b.py': revisionText('2b', { down: "'1a'", up: ["op.drop_table('t')"] }),
    'alembic/versions/c.py': revisionText('3c', { down: "'2b'" })
  }
  const pending = (...rows: string[]) =>
    checkMigrations(objectSource(files), { applied: rows.map(name => ({ app: 'alembic', name })) }).pending?.map(one => [
      one.name,
      one.operations
    ])

  test('what comes next is told, in its order', () => {
    expect(pending('1a')).toEqual([
      ['2b', ['drop_table']],
      ['3c', []]
    ])
    expect(pending('3c')).toEqual([])
  })
  test('nothing where Alembic refuses the rows: one that no file knows, or one below another', () => {
    expect([pending('1a', 'ffff'), pending('1a', '2b')]).toEqual([[], []])
  })
  test('two sources of truth in one repository are both checked', () => {
    const report = checkMigrations(
      objectSource({ ...files, 'manage.py': '', 'shop/migrations/__init__.py': '', 'shop/migrations/0001_x.py': migrationText('') })
    )
    expect(report.apps.map(app => [app.framework, app.label, app.leaves])).toEqual([
      ['django', 'shop', ['0001_x']],
      ['alembic', 'alembic', ['3c']]
    ])
  })
})
