import { expect, test } from '@jest/globals'
import type { Change, ChangeContext, SqlReader } from '../changes.ts'
import { objectSource } from '../source.ts'
import { changesOf } from './changes.ts'
import { readDjangoProject } from './project.ts'

const header = `from django.conf import settings
from django.contrib.postgres import operations as pg
from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now
import taggit.managers
import other
def fill(apps, schema_editor): pass
`

function text(dependency: string | undefined, operations: string[], extra = ''): string {
  const parent = dependency === undefined ? '' : `('shop', '${dependency}')`
  return `${header}class Migration(migrations.Migration):\n    dependencies = [${parent}]\n${extra}    operations = [\n${operations.map(one => `        ${one},\n`).join('')}    ]\n`
}

const initial = [
  "migrations.CreateModel('Customer', [('id', models.BigAutoField(primary_key=True)), ('name', models.CharField(max_length=20))])",
  `migrations.CreateModel('Order', [
            ('id', models.AutoField(primary_key=True)),
            ('note', models.CharField(max_length=20, null=True)),
            ('code', models.CharField(max_length=9, db_column='c', default='x')),
            ('amount', models.IntegerField(default=1)),
            ('customer', models.ForeignKey('shop.customer', models.CASCADE, null=True)),
            ('tags', models.ManyToManyField('shop.tag')),
            ('strange', other.Field()),
        ], options={'unique_together': {('note', 'code')}})`,
  "migrations.CreateModel('Tag', [('id', models.AutoField(primary_key=True))], options={'db_table': 'labels'})",
  "migrations.CreateModel('Mirror', [('id', models.AutoField(primary_key=True))], options={'managed': False})"
]

function changes(operations: string[], options: { database?: ChangeContext['database']; sql?: SqlReader; extra?: string } = {}): Change[] {
  const project = readDjangoProject(
    objectSource({
      'shop/migrations/__init__.py': '',
      'shop/migrations/0001_initial.py': text(undefined, initial),
      'shop/migrations/0002_next.py': text('0001_initial', operations, options.extra)
    })
  )
  const migration = project.migrations.find(one => one.name === '0002_next')!
  return changesOf(migration, { project, database: options.database, sql: options.sql }).forward
}

/** Without what is the same for all. */
const bare = (...args: Parameters<typeof changes>) =>
  changes(...args).map(({ at: _at, operation: _operation, reverse: _reverse, ...change }) => change)

const alter = (name: string, field: string) => `migrations.AlterField('order', '${name}', ${field})`
const add = (field: string) => `migrations.AddField('Order', 'x', ${field})`
const column = { name: 'x', nullable: false, databaseDefault: 'none', unique: false, indexed: false }
const table = 'shop_order'

test.each<[string, unknown[]]>([
  [
    "migrations.CreateModel('New', [('id', models.AutoField(primary_key=True)), ('to', models.ForeignKey('Order', models.CASCADE, db_constraint=False))])",
    [
      {
        kind: 'create-table',
        table: 'shop_new',
        columns: [
          { name: 'id', type: 'integer', nullable: false, databaseDefault: 'volatile', unique: true, indexed: false },
          { ...column, name: 'to_id', type: 'integer', indexed: true }
        ]
      }
    ]
  ],
  [
    "migrations.DeleteModel('Order')",
    [
      { kind: 'drop-table', table: 'shop_order_tags' },
      { kind: 'drop-table', table }
    ]
  ],
  ["migrations.DeleteModel('Tag')", [{ kind: 'drop-table', table: 'labels' }]],
  ["migrations.DeleteModel('Mirror')", [{ kind: 'state-only' }]],
  [
    "migrations.RenameModel('Order', 'Sale')",
    [
      { kind: 'rename-table', table, to: 'shop_sale' },
      { kind: 'rename-table', table: 'shop_order_tags', to: 'shop_sale_tags' },
      { kind: 'rename-column', table: 'shop_sale_tags', column: 'order_id', to: 'sale_id' },
      { kind: 'drop-constraint', table: 'shop_sale_tags', name: undefined },
      {
        kind: 'add-constraint',
        table: 'shop_sale_tags',
        name: undefined,
        type: 'foreign-key',
        validates: true,
        usingIndex: false,
        references: 'shop_sale'
      }
    ]
  ],
  [
    "migrations.RenameModel('Tag', 'Label')",
    [
      { kind: 'rename-column', table: 'shop_order_tags', column: 'tag_id', to: 'label_id' },
      { kind: 'drop-constraint', table: 'shop_order_tags', name: undefined },
      {
        kind: 'add-constraint',
        table: 'shop_order_tags',
        name: undefined,
        type: 'foreign-key',
        validates: true,
        usingIndex: false,
        references: 'labels'
      }
    ]
  ],
  ["migrations.AlterModelTable('Customer', 'people')", [{ kind: 'rename-table', table: 'shop_customer', to: 'people' }]],
  ["migrations.AlterModelTable('Tag', None)", [{ kind: 'rename-table', table: 'labels', to: 'shop_tag' }]],
  [add('models.TextField(null=True)'), [{ kind: 'add-column', table, column: { ...column, type: 'text', nullable: true } }]],
  [add("models.CharField(max_length=3, default='a')"), [{ kind: 'add-column', table, column: { ...column, type: 'varchar(3)' } }]],
  [
    add('models.IntegerField(db_default=3)'),
    [{ kind: 'add-column', table, column: { ...column, type: 'integer', databaseDefault: 'stable' } }]
  ],
  [
    add('models.DateTimeField(db_default=Now())'),
    [{ kind: 'add-column', table, column: { ...column, type: 'timestamp with time zone', databaseDefault: 'stable' } }]
  ],
  [
    add('models.UUIDField(db_default=RandomUUID())'),
    [{ kind: 'add-column', table, column: { ...column, type: 'uuid', databaseDefault: 'volatile' } }]
  ],
  [
    add('models.IntegerField(db_default=other.f())'),
    [
      { kind: 'add-column', table, column: { ...column, type: 'integer', databaseDefault: undefined } },
      { kind: 'unknown', reason: 'whether the database computes the default of shop_order.x for every row' }
    ]
  ],
  [
    add('models.PositiveIntegerField(null=True)'),
    [
      { kind: 'add-column', table, column: { ...column, type: 'integer', nullable: true } },
      { kind: 'add-constraint', table, name: undefined, type: 'check', validates: true, usingIndex: false }
    ]
  ],
  [
    add("models.ForeignKey('customer', models.CASCADE, null=True)"),
    [
      {
        kind: 'add-column',
        table,
        column: { ...column, name: 'x_id', type: 'bigint', nullable: true, indexed: true, references: 'shop_customer' }
      }
    ]
  ],
  [
    add('models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, null=True)'),
    [
      {
        kind: 'add-column',
        table,
        column: { ...column, name: 'x_id', type: undefined, nullable: true, unique: true, references: 'auth_user' }
      }
    ]
  ],
  [add("models.ManyToManyField('Customer', through='shop.Deal')"), [{ kind: 'state-only' }]],
  [
    add("taggit.managers.TaggableManager(to='taggit.Tag')"),
    [{ kind: 'unknown', reason: 'what taggit.managers.TaggableManager makes is not known' }]
  ],
  ["migrations.RemoveField('order', 'code')", [{ kind: 'drop-column', table, column: 'c' }]],
  [
    "migrations.RemoveField('order', 'customer')",
    [
      { kind: 'drop-constraint', table, name: undefined },
      { kind: 'drop-column', table, column: 'customer_id' }
    ]
  ],
  ["migrations.RemoveField('order', 'tags')", [{ kind: 'drop-table', table: 'shop_order_tags' }]],
  ["migrations.RenameField('order', 'note', 'remark')", [{ kind: 'rename-column', table, column: 'note', to: 'remark' }]],
  ["migrations.RenameField('order', 'code', 'number')", [{ kind: 'state-only' }]],
  ["migrations.RenameField('order', 'tags', 'labels')", [{ kind: 'rename-table', table: 'shop_order_tags', to: 'shop_order_labels' }]],
  [alter('note', "models.CharField(max_length=20, null=True, verbose_name='n')"), [{ kind: 'state-only' }]],
  [
    alter('note', 'models.CharField(max_length=40, null=True)'),
    [{ kind: 'change-type', table, column: 'note', from: 'varchar(20)', to: 'varchar(40)', rewrites: false }]
  ],
  [
    alter('note', 'models.TextField(null=True)'),
    [{ kind: 'change-type', table, column: 'note', from: 'varchar(20)', to: 'text', rewrites: false }]
  ],
  [
    alter('note', 'models.CharField(max_length=9, null=True)'),
    [{ kind: 'change-type', table, column: 'note', from: 'varchar(20)', to: 'varchar(9)', rewrites: true }]
  ],
  [
    alter('amount', 'models.BigIntegerField(default=1)'),
    [{ kind: 'change-type', table, column: 'amount', from: 'integer', to: 'bigint', rewrites: true }]
  ],
  [
    alter('amount', 'models.PositiveIntegerField(default=1)'),
    [{ kind: 'add-constraint', table, name: undefined, type: 'check', validates: true, usingIndex: false }]
  ],
  [
    alter('amount', 'models.IntegerField(default=1, db_index=True, null=True)'),
    [
      { kind: 'drop-not-null', table, column: 'amount' },
      { kind: 'create-index', table, name: undefined, unique: false, concurrently: false }
    ]
  ],
  [
    alter('amount', 'models.IntegerField(default=1, unique=True)'),
    [{ kind: 'add-constraint', table, name: undefined, type: 'unique', validates: true, usingIndex: false }]
  ],
  [alter('amount', "models.IntegerField(default=1, db_column='total')"), [{ kind: 'rename-column', table, column: 'amount', to: 'total' }]],
  [alter('amount', 'models.IntegerField(db_default=1)'), [{ kind: 'set-default', table, column: 'amount' }]],
  [alter('note', 'models.CharField(max_length=20)'), [{ kind: 'set-not-null', table, column: 'note' }]],
  [
    alter('note', "models.CharField(max_length=20, default='')"),
    [
      { kind: 'data', verb: 'update', table, whole: true },
      { kind: 'set-not-null', table, column: 'note' }
    ]
  ],
  [
    alter('customer', "models.ForeignKey('shop.customer', models.CASCADE, null=True, db_constraint=False)"),
    [{ kind: 'drop-constraint', table, name: undefined }]
  ],
  [
    alter('strange', 'other.Field(size=3)'),
    [
      { kind: 'change-type', table, column: 'strange', from: undefined, to: undefined, rewrites: undefined },
      { kind: 'unknown', reason: 'whether the change of shop_order.strange writes every row anew' }
    ]
  ],
  [alter('strange', "other.Field(help_text='h')"), [{ kind: 'state-only' }]],
  [
    "migrations.AlterField('missing', 'x', models.TextField())",
    [
      { kind: 'change-type', table: 'shop_missing', column: 'x', from: undefined, to: 'text', rewrites: undefined },
      { kind: 'unknown', reason: 'what the field x was before is not known, so it cannot be told what is changed' }
    ]
  ],
  [
    "migrations.AddIndex('order', models.Index(fields=['note'], name='i'))",
    [{ kind: 'create-index', table, name: 'i', unique: false, concurrently: false }]
  ],
  [
    "pg.AddIndexConcurrently('order', models.Index(fields=['note'], name='i'))",
    [{ kind: 'create-index', table, name: 'i', unique: false, concurrently: true }]
  ],
  ["pg.RemoveIndexConcurrently('order', 'i')", [{ kind: 'drop-index', table, name: 'i', concurrently: true }]],
  ["migrations.RemoveIndex('order', 'i')", [{ kind: 'drop-index', table, name: 'i', concurrently: false }]],
  ["migrations.RenameIndex('order', new_name='b', old_name='a')", [{ kind: 'other-object', verb: 'alter', object: 'index', name: 'b' }]],
  [
    "migrations.AddConstraint('order', models.UniqueConstraint(fields=['note'], name='u'))",
    [{ kind: 'add-constraint', table, name: 'u', type: 'unique', validates: true, usingIndex: false }]
  ],
  [
    "migrations.AddConstraint('order', models.UniqueConstraint(fields=['note'], condition=Q(amount=1), name='u'))",
    [{ kind: 'create-index', table, name: 'u', unique: true, concurrently: false }]
  ],
  [
    "pg.AddConstraintNotValid('order', models.CheckConstraint(check=Q(note__isnull=False), name='c'))",
    [{ kind: 'add-constraint', table, name: 'c', type: 'check', validates: false, usingIndex: false, notNull: 'note' }]
  ],
  ["pg.ValidateConstraint('order', 'c')", [{ kind: 'validate-constraint', table, name: 'c' }]],
  ["migrations.RemoveConstraint('order', 'c')", [{ kind: 'drop-constraint', table, name: 'c' }]],
  [
    "migrations.AlterUniqueTogether('order', {('note', 'code'), ('note', 'amount')})",
    [{ kind: 'add-constraint', table, name: undefined, type: 'unique', validates: true, usingIndex: false }]
  ],
  ["migrations.AlterUniqueTogether('order', set())", [{ kind: 'drop-constraint', table, name: undefined }]],
  [
    "migrations.AlterIndexTogether('order', {('note', 'code')})",
    [{ kind: 'create-index', table, name: undefined, unique: false, concurrently: false }]
  ],
  [
    "migrations.AlterOrderWithRespectTo('order', 'customer')",
    [{ kind: 'add-column', table, column: { ...column, name: '_order', type: 'integer' } }]
  ],
  ["migrations.AlterModelOptions('order', {'ordering': ['id']})", [{ kind: 'state-only' }]],
  ['pg.TrigramExtension()', [{ kind: 'other-object', verb: 'create', object: 'extension', name: undefined }]],
  ["pg.CreateCollation('ci', 'und')", [{ kind: 'other-object', verb: 'create', object: 'collation', name: 'ci' }]],
  ['other.Operation()', [{ kind: 'unknown', reason: 'other.Operation is not an operation of Django' }]],
  ['migrations.RunPython(fill)', [{ kind: 'code', name: 'fill' }]],
  ["migrations.RunSQL('ANALYZE')", [{ kind: 'unknown', reason: 'SQL is not read here' }]],
  [
    "migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField('order', 'code')])",
    [{ kind: 'state-only', removes: { table, column: 'c' } }]
  ],
  [
    "migrations.SeparateDatabaseAndState([migrations.AddField('order', 'x', models.TextField(null=True))], [])",
    [{ kind: 'add-column', table, column: { ...column, type: 'text', nullable: true } }]
  ]
])('%s', (operation, expected) => {
  expect(bare([operation])).toEqual(expected)
})

test('what a state operation did is known afterwards', () => {
  const hide =
    "migrations.SeparateDatabaseAndState(state_operations=[migrations.RenameField('order', 'note', 'remark'), migrations.AlterField('order', 'remark', models.CharField(max_length=20, null=True, db_column='note'))])"
  expect(bare([hide, "migrations.RemoveField('order', 'remark')"])).toEqual([
    { kind: 'state-only' },
    { kind: 'drop-column', table, column: 'note' }
  ])
})

test('types and checks are those of the database', () => {
  expect(bare([alter('amount', 'models.PositiveIntegerField(default=1)')], { database: 'mysql' })).toEqual([
    { kind: 'change-type', table, column: 'amount', from: 'integer', to: 'integer unsigned', rewrites: true }
  ])
  expect(bare([alter('note', 'models.CharField(max_length=64, null=True)')], { database: 'mysql' })).toMatchObject([{ rewrites: true }])
  expect(bare([alter('note', 'models.CharField(max_length=64, null=True)')], { database: 'mariadb' })).toMatchObject([{ rewrites: false }])
})

test('SQL is read statement by statement, parameters left out, and keeps the way back that was given', () => {
  const seen: string[] = []
  const sql: SqlReader = (statement, at) => {
    seen.push(statement)
    return [{ kind: 'drop-table', table: statement, at, operation: 'DROP TABLE', reverse: undefined, sql: statement }]
  }
  const found = changes(
    [
      "migrations.RunSQL(['a', ('b %s %% %s', [1, 2])], reverse_sql='c')",
      'migrations.RunSQL("d")',
      "migrations.RunSQL('', 'e')",
      'migrations.RunSQL(open("f").read())'
    ],
    { sql }
  )
  expect(seen).toEqual(['a', 'b NULL % NULL', 'd'])
  expect(found.map(({ kind, operation, reverse }) => [kind, operation, reverse])).toEqual([
    ['drop-table', 'RunSQL', 'given'],
    ['drop-table', 'RunSQL', 'given'],
    ['drop-table', 'RunSQL', 'none'],
    ['state-only', 'RunSQL', 'given'],
    ['unknown', 'RunSQL', 'none']
  ])
})

test.each([
  ['migrations.RunPython(fill)', 'none'],
  ['migrations.RunPython(fill, migrations.RunPython.noop)', 'noop'],
  ['migrations.RunPython(fill, reverse_code=fill)', 'given'],
  ["migrations.RunSQL('x', migrations.RunSQL.noop)", 'noop'],
  ["migrations.RemoveField('order', 'note')", 'automatic'],
  ['other.Operation()', undefined]
])('the way back of %s is %s', (operation, reverse) => {
  expect(changes([operation]).map(change => change.reverse)).toEqual([reverse])
})

test('a squash is read on the models as they were before what it replaces', () => {
  const files = {
    'shop/migrations/__init__.py': '',
    'shop/migrations/0001_initial.py': text(undefined, initial),
    'shop/migrations/0002_wide.py': text('0001_initial', [alter('amount', 'models.BigIntegerField(default=1)')]),
    'shop/migrations/0003_index.py': text('0002_wide', ["migrations.RenameModel('Order', 'Sale')"]),
    'shop/migrations/0002_squashed.py': text(
      '0001_initial',
      [alter('amount', 'models.BigIntegerField(default=1)'), "migrations.RenameModel('Order', 'Sale')"],
      "    replaces = [('shop', '0002_wide'), ('shop', '0003_index')]\n"
    ),
    'shop/migrations/0004_after.py': text('0002_squashed', ["migrations.RemoveField('sale', 'note')"])
  }
  const project = readDjangoProject(objectSource(files))
  const context = { project, database: undefined, sql: undefined }
  const kinds = Object.fromEntries(
    project.migrations.map(one => [
      one.name,
      changesOf(one, context).forward.map(change => ('table' in change ? `${change.kind} ${change.table}` : change.kind))
    ])
  )
  expect(kinds['0002_squashed']).toEqual([
    'change-type shop_order',
    'rename-table shop_order',
    'rename-table shop_order_tags',
    'rename-column shop_sale_tags',
    'drop-constraint shop_sale_tags',
    'add-constraint shop_sale_tags'
  ])
  expect(kinds['0002_squashed']!.slice(0, 1)).toEqual(kinds['0002_wide'])
  expect(kinds['0004_after']).toEqual(['drop-column shop_sale'])
})

test('a ring of dependencies and a condition are no reason to stop', () => {
  const files = {
    'shop/migrations/__init__.py': '',
    'shop/migrations/0001_a.py': text('0002_b', []),
    'shop/migrations/0002_b.py': `${text('0001_a', [])}\nif settings.X:\n    Migration.operations.append(migrations.RemoveField('a', 'b'))\n`
  }
  const project = readDjangoProject(objectSource(files))
  const context = { project, database: undefined, sql: undefined }
  expect(project.migrations.flatMap(one => changesOf(one, context).forward.map(change => change.kind))).toEqual([
    'unknown',
    'drop-column',
    'unknown'
  ])
})
