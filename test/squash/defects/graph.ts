import {
  changed,
  clinic,
  clinicWith,
  type Defect,
  fleet,
  invoicing,
  migration,
  nextPatients,
  patients,
  revision,
  revisions,
  sqlFolder,
  warehouse
} from './projects.ts'

const add = (name: string) => `        migrations.AddField('patient', '${name}', models.TextField(null=True)),`
const on = (name: string) => `('patients', '${name}')`
const file = (name: string) => `${patients}/${name}.py`
const rev = (id: string) => `${revisions}/${id}_x.py`
const first = '8f3c1a2b9d10'
const note = "    op.add_column('items', sa.Column('note', sa.Text()))"
const second = { ...clinic, [file('0002_a')]: migration(add('a')) }

/** G01 to G11: what does not fit together. */
export const graphDefects: readonly Defect[] = [
  {
    rule: 'G01',
    name: 'two numbers, one parent, in an app with a label',
    at: [`${invoicing}/0003_b.py`, ''],
    ...changed(clinic, {
      [`${invoicing}/0002_a.py`]: migration('', '', '', "('invoicing', '0001_initial')"),
      [`${invoicing}/0003_b.py`]: migration('', '', '', "('invoicing', '0001_initial')")
    })
  },
  {
    rule: 'G01',
    name: 'three heads of Alembic',
    at: [rev('c3'), ''],
    ...changed(warehouse, {
      [rev('a1')]: revision('a1', first, note),
      [rev('b2')]: revision('b2', first, note),
      [rev('c3')]: revision('c3', 'a1', note)
    })
  },
  {
    rule: 'G01',
    name: 'a merge that forgets one of three',
    at: [file('0003_merge'), ''],
    ...changed(clinic, {
      [file('0002_a')]: migration(add('a')),
      [file('0002_b')]: migration(add('b')),
      [file('0002_c')]: migration(add('c')),
      [file('0003_merge')]: migration('', '', '', `${on('0002_a')}, ${on('0002_b')}`)
    })
  },
  {
    rule: 'G02',
    name: 'the directory in place of the label',
    at: [nextPatients, "'0009_gone'"],
    ...clinicWith(migration('', '', '', `${on('0001_initial')}, ('invoicing', '0009_gone')`))
  },
  {
    rule: 'G02',
    name: 'down_revision of a deleted file',
    at: [rev('a1'), ''],
    ...changed(warehouse, { [rev('a1')]: revision('a1', 'deadbeef0000', note) })
  },
  {
    rule: 'G02',
    name: 'run_before of a missing migration',
    at: [nextPatients, "'0004_later'"],
    ...clinicWith(migration(add('a'), '', "    run_before = [('invoicing', '0004_later')]"))
  },
  {
    rule: 'G03',
    name: 'two new files, each after the other',
    at: [file('0002_a'), ''],
    ...changed(clinic, {
      [file('0002_a')]: migration(add('a'), '', '', on('0003_b')),
      [file('0003_b')]: migration(add('b'), '', '', on('0002_a'))
    })
  },
  {
    rule: 'G03',
    name: 'by run_before',
    at: [`${invoicing}/0001_initial.py`, ''],
    ...clinicWith(migration(add('a'), '', "    run_before = [('patients', '0001_initial')]", "('invoicing', '0001_initial')"))
  },
  {
    rule: 'G03',
    name: 'three revisions in a ring',
    at: [rev('a1'), ''],
    ...changed(warehouse, {
      [rev('a1')]: revision('a1', 'c3', note),
      [rev('b2')]: revision('b2', 'a1', note),
      [rev('c3')]: revision('c3', 'b2', note)
    })
  },
  {
    rule: 'G04',
    name: 'helpers beside the migrations',
    at: [file('helpers'), ''],
    ...changed(clinic, { [file('helpers')]: 'def fill(apps, editor):\n    pass\n' })
  },
  {
    rule: 'G04',
    name: 'the class has another name',
    at: [nextPatients, ''],
    ...clinicWith(migration(add('a')).replace('class Migration(', 'class Migrations('))
  },
  { rule: 'G04', name: 'an empty file', at: [nextPatients, ''], ...clinicWith('') },
  {
    rule: 'G05',
    name: 'the file was deleted',
    at: [`${invoicing}/0001_initial.py`, ''],
    ...changed(clinic, {}, [`${invoicing}/__init__.py`])
  },
  {
    rule: 'G05',
    name: 'a new app',
    at: ['backend/apps/lab/migrations/0001_initial.py', ''],
    ...changed(clinic, {
      'backend/apps/lab/__init__.py': '',
      'backend/apps/lab/models.py': '',
      'backend/apps/lab/apps.py': "from django.apps import AppConfig\n\n\nclass Lab(AppConfig):\n    name = 'apps.lab'\n",
      'backend/apps/lab/migrations/0001_initial.py': clinic[`${patients}/0001_initial.py`]!
    })
  },
  {
    rule: 'G05',
    name: 'misspelt',
    at: [file('0001_initial'), ''],
    ...changed(clinic, { [`${patients}/_init_.py`]: '' }, [`${patients}/__init__.py`])
  },
  {
    rule: 'G06',
    name: 'a conflict with CRLF',
    at: [nextPatients, ''],
    ...clinicWith(
      migration([`${'<'.repeat(7)} HEAD`, add('a'), '='.repeat(7), add('b'), `${'>'.repeat(7)} feature/b`].join('\n')).replaceAll(
        '\n',
        '\r\n'
      )
    )
  },
  {
    rule: 'G06',
    name: 'a bracket is missing in a revision',
    at: [rev('a1'), ''],
    ...changed(warehouse, { [rev('a1')]: revision('a1', first, "    op.add_column('items', sa.Column('note', sa.Text())") })
  },
  {
    rule: 'G06',
    name: 'a quote without an end in SQL',
    at: [`${sqlFolder}/000002_x.up.sql`, ''],
    ...changed(fleet, { [`${sqlFolder}/000002_x.up.sql`]: "UPDATE vehicles SET colour = 'red WHERE id = 1;\n" })
  },
  {
    rule: 'G07',
    name: 'somebody else was faster',
    at: [file('0002_b'), ''],
    ...changed(clinic, { [file('0002_b')]: migration(add('b')) }),
    tip: second
  },
  {
    rule: 'G07',
    name: 'a head on the base branch',
    at: [rev('b2'), ''],
    ...changed(warehouse, { [rev('b2')]: revision('b2', first, note) }),
    tip: { ...warehouse, [rev('a1')]: revision('a1', first, note) }
  },
  {
    rule: 'G07',
    name: 'other numbers',
    at: [file('0002_b'), ''],
    ...changed(clinic, { [file('0002_b')]: migration(add('b')) }),
    tip: { ...second, [file('0003_c')]: migration(add('c'), '', '', on('0002_a')) }
  },
  {
    rule: 'G08',
    name: 'an operation of the first migration is changed',
    at: [file('0001_initial'), ''],
    ...changed(clinic, { [file('0001_initial')]: clinic[file('0001_initial')]!.replace('max_length=80', 'max_length=90') })
  },
  {
    rule: 'G08',
    name: 'a statement of a file of SQL is added',
    at: [`${sqlFolder}/000001_vehicles.up.sql`, ''],
    ...changed(fleet, {
      [`${sqlFolder}/000001_vehicles.up.sql`]: `${fleet[`${sqlFolder}/000001_vehicles.up.sql`]}CREATE INDEX by_plate ON vehicles (plate);\n`
    })
  },
  {
    rule: 'G08',
    name: 'a revision has another body',
    at: [rev('a1'), ''],
    ...changed(
      { ...warehouse, [rev('a1')]: revision('a1', first, note) },
      { [rev('a1')]: revision('a1', first, note.replace('Text', 'String')) }
    )
  },
  {
    rule: 'G09',
    name: 'a revision is copied',
    at: [rev('b2'), ''],
    ...changed(warehouse, { [rev('a1')]: revision('a1', first, note), [rev('b2')]: revision('a1', first, note) })
  },
  {
    rule: 'G09',
    name: 'one number twice, with and without zeros',
    at: [`${sqlFolder}/2_y.up.sql`, ''],
    ...changed(fleet, { [`${sqlFolder}/000002_x.up.sql`]: 'SELECT 1;\n', [`${sqlFolder}/2_y.up.sql`]: 'SELECT 2;\n' })
  },
  {
    rule: 'G09',
    name: 'versions with points and underscores',
    at: ['sql/V2__a.sql', ''],
    files: { 'sql/V1__a.sql': 'SELECT 1;\n', 'sql/V2__a.sql': 'SELECT 1;\n', 'sql/V2_0__b.sql': 'SELECT 1;\n' }
  },
  {
    rule: 'G10',
    name: 'a lower number in SQL',
    at: [`${sqlFolder}/000002_x.up.sql`, ''],
    ...changed({ ...fleet, [`${sqlFolder}/000003_z.up.sql`]: 'SELECT 3;\n' }, { [`${sqlFolder}/000002_x.up.sql`]: 'SELECT 2;\n' })
  },
  {
    rule: 'G10',
    name: 'a new file between two old ones of Django',
    at: [file('0002_between'), ''],
    ...changed(
      { ...clinic, [file('0003_c')]: migration(add('c')) },
      { [file('0002_between')]: migration(add('b')), [file('0003_c')]: migration(add('c'), '', '', on('0002_between')) }
    )
  },
  {
    rule: 'G10',
    name: 'a revision is put between two',
    at: [rev('b2'), ''],
    ...changed(
      { ...warehouse, [rev('c3')]: revision('c3', first, note) },
      { [rev('b2')]: revision('b2', first, note), [rev('c3')]: revision('c3', 'b2', note) }
    )
  },
  {
    rule: 'G11',
    name: 'operations of a function',
    at: [nextPatients, ''],
    ...clinicWith(migration('').replace('operations = [\n\n    ]', 'operations = make_operations()'))
  },
  {
    rule: 'G11',
    name: 'a loop over tables of the database',
    at: [rev('a1'), ''],
    ...changed(warehouse, {
      [rev('a1')]: revision(
        'a1',
        first,
        '    for table in sa.inspect(op.get_bind()).get_table_names():\n        op.drop_column(table, "x")'
      )
    })
  },
  {
    rule: 'G11',
    name: 'an operation of a package',
    at: [nextPatients, 'Special('],
    ...clinicWith(migration('        Special(1),', 'from special.operations import Special\n'))
  }
]
