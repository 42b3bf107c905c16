import { describe, expect, test } from '@jest/globals'
import { classify, describeReason } from './additive.ts'
import { plannedMigrations } from './check.ts'
import { readDjangoProject } from './django/project.ts'
import { migrationText } from './rules/example.ts'
import { objectSource } from './source.ts'

const planOf = (operations: string[], extra: string[] = [], header = '') =>
  plannedMigrations(
    readDjangoProject(
      objectSource({
        'orders/migrations/__init__.py': '',
        'orders/migrations/0002_next.py': header + migrationText('', operations, extra)
      })
    ),
    []
  )
const addField = (field: string) => `migrations.AddField(model_name='order', name='x', field=${field})`
const createItem = "migrations.CreateModel('Item', [('id', models.AutoField(primary_key=True))])"
const values = 'from django.db.models import Value\nfrom django.db.models.functions import Now\n'
const postgres = 'from django.contrib.postgres.operations import AddIndexConcurrently\n'

describe('proven additive', () => {
  test.each<[string, string[], string[], string]>([
    ['nothing pending', [], [], ''],
    ['a table', [createItem], [], ''],
    ['a nullable column', [addField('models.CharField(max_length=9, null=True, blank=True)')], [], ''],
    ['a nullable column with a default', [addField('models.IntegerField(null=True, default=7)')], [], ''],
    ['a database default', [addField('models.IntegerField(db_default=7)')], [], ''],
    ['a database default that is a Value', [addField("models.CharField(max_length=3, db_default=Value('a'))")], [], values],
    ['a database default of now', [addField('models.DateTimeField(db_default=Now())')], [], values],
    ['options only', ["migrations.AlterModelOptions('order', {'ordering': ['id']})"], [], ''],
    [
      'an index on a table made in the same plan',
      [createItem, "migrations.AddIndex('item', models.Index(fields=['id'], name='i'))"],
      [],
      ''
    ],
    ['a required column of a table made in the same plan', [createItem, "migrations.AddField('Item', 'x', models.IntegerField())"], [], ''],
    [
      'a reference between tables made in the same plan',
      [createItem, "migrations.CreateModel('Part', [('item', models.ForeignKey('orders.item', models.CASCADE))])"],
      [],
      ''
    ],
    [
      'a reference without constraint',
      ["migrations.CreateModel('Part', [('o', models.ForeignKey('orders.order', models.CASCADE, db_constraint=False))])"],
      [],
      ''
    ],
    [
      'a concurrent index outside a transaction',
      ["AddIndexConcurrently('order', models.Index(fields=['id'], name='i'))"],
      ['atomic = False'],
      postgres
    ],
    ['state only', ['migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("order", "x")])'], [], ''],
    ['separate, with an additive part', [`migrations.SeparateDatabaseAndState(database_operations=[${createItem}])`], [], '']
  ])('%s', (_, operations, extra, header) => {
    expect(classify(planOf(operations, extra, header))).toEqual({ additive: true, reasons: [] })
  })
})

describe('not proven additive', () => {
  test.each<[string, string[], RegExp, string[], string]>([
    ['NOT NULL with a Python default', [addField('models.IntegerField(default=7)')], /without a database default/, [], ''],
    ['NOT NULL', [addField('models.TextField()')], /without a database default/, [], ''],
    ['null that is not a literal', [addField('models.TextField(null=NULLABLE)')], /whether the column may be NULL/, [], ''],
    ['an expression as database default', [addField('models.UUIDField(db_default=models.Func())')], /db_default/, [], ''],
    ['a foreign key', [addField("models.ForeignKey('orders.item', models.SET_NULL, null=True)")], /locks the referenced table/, [], ''],
    ['a unique column', [addField('models.TextField(null=True, unique=True)')], /`unique` builds an index/, [], ''],
    ['an indexed column', [addField('models.TextField(null=True, db_index=True)')], /`db_index` builds an index/, [], ''],
    ['a slug', [addField('models.SlugField(null=True)')], /SlugField has an index/, [], ''],
    ['a positive integer', [addField('models.PositiveIntegerField(null=True)')], /CHECK/, [], ''],
    ['many to many', [addField("models.ManyToManyField('orders.item')")], /locks the referenced table/, [], ''],
    ['a generated column', [addField('models.GeneratedField(null=True)')], /not on the list of fields/, [], ''],
    ['a field of another package', [addField('other.MoneyField(null=True)')], /is not Django's/, [], ''],
    ['arguments that are hidden', [addField('models.TextField(null=True, **more)')], /cannot be read/, [], ''],
    ['an argument that is not known', [addField('models.TextField(null=True, sparse=True)')], /`sparse`/, [], ''],
    ['an index', ["migrations.AddIndex('order', models.Index(fields=['id'], name='i'))"], /keeps writers out/, [], ''],
    [
      'a concurrent index in a transaction',
      ["AddIndexConcurrently('order', models.Index(fields=['id'], name='i'))"],
      /atomic = False/,
      [],
      postgres
    ],
    ['a constraint', ["migrations.AddConstraint('order', models.UniqueConstraint(fields=['id'], name='u'))"], /every row/, [], ''],
    [
      'a table that references an old one',
      ["migrations.CreateModel('Part', [('o', models.ForeignKey('orders.order', models.CASCADE))])"],
      /locks the referenced table orders.order/,
      [],
      ''
    ],
    [
      'a table that references the user',
      ["migrations.CreateModel('Part', [('u', models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE))])"],
      /locks/,
      [],
      ''
    ],
    ['a table with fields that cannot be read', ["migrations.CreateModel('Part', FIELDS)"], /cannot be read/, [], ''],
    ['RemoveField', ["migrations.RemoveField('order', 'x')"], /drops a column/, [], ''],
    ['DeleteModel', ["migrations.DeleteModel('order')"], /drops a table/, [], ''],
    ['AlterField', ["migrations.AlterField('order', 'x', models.TextField())"], /changes a column/, [], ''],
    ['RenameField', ["migrations.RenameField('order', 'x', 'y')"], /renames/, [], ''],
    ['RenameModel', ["migrations.RenameModel('order', 'y')"], /renames/, [], ''],
    ['AlterModelTable', ["migrations.AlterModelTable('order', 'y')"], /renames/, [], ''],
    ['RunPython', ['migrations.RunPython(forwards)'], /runs code/, [], ''],
    ['RunSQL', ["migrations.RunSQL('select 1')"], /runs SQL/, [], ''],
    ['an operation that is not listed', ["migrations.AlterOrderWithRespectTo('order', 'x')"], /not on the list/, [], ''],
    ['an operation of another package', ['other.DoIt()'], /not an operation of Django/, [], ''],
    [
      'hidden inside',
      ["migrations.SeparateDatabaseAndState(database_operations=[migrations.DeleteModel('order')])"],
      /DeleteModel inside: it drops/,
      [],
      ''
    ],
    ['separate, not read', ['migrations.SeparateDatabaseAndState(database_operations=OPS)'], /cannot be read/, [], ''],
    ['operations that cannot be read', ['*more()'], /some of its operations/, [], ''],
    ['own methods', [], /defines apply/, ['def apply(self, state, editor):\n        pass'], '']
  ])('%s', (_, operations, reason, extra, header) => {
    const result = classify(planOf(operations, extra, header))
    expect(result.additive).toBe(false)
    expect(result.reasons.map(one => one.reason).join('\n')).toMatch(reason)
  })
})

test('a reason names operation, file and line; one bad operation among good ones is enough', () => {
  const { additive, reasons } = classify(planOf([createItem, "migrations.RemoveField('order', 'x')"]))
  expect(additive).toBe(false)
  expect(reasons.map(describeReason)).toEqual([
    'RemoveField in orders/migrations/0002_next.py:8: it drops a column that the running release may still read or write'
  ])
})

test('a migration of a package, known by name only, is never additive', () => {
  const result = classify([{ app: 'django_celery_beat', name: '0019_alter' }])
  expect(result).toMatchObject({ additive: false, reasons: [{ app: 'django_celery_beat', migration: '0019_alter' }] })
})
