import { describe, expect, test } from '@jest/globals'
import { readProjectInTurns } from '../check.ts'
import { migrationText } from '../rules/example.ts'
import { objectSource } from '../source.ts'
import { readDjangoProject } from './project.ts'

const config = (name: string, body: string) => `from django.apps import AppConfig\n\nclass ${name}(AppConfig):\n    ${body}\n`
const manage = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.settings')\n"
const initial = migrationText('')
const labels = (files: Record<string, string>) =>
  readDjangoProject(objectSource(files)).apps.map(app => [app.label, app.migrations, app.state])

describe('the label of an app', () => {
  const app = (apps?: string) => ({
    'src/shop/migrations/__init__.py': '',
    'src/shop/migrations/0001_initial.py': initial,
    ...(apps === undefined ? {} : { 'src/shop/apps.py': apps })
  })
  test.each<[string, string | undefined, string]>([
    ['the folder', undefined, 'shop'],
    ['`label`', config('ShopConfig', "name = 'shop'\n    label = 'store'"), 'store'],
    ['the last part of `name`', config('ShopConfig', "name = 'company.market'"), 'market'],
    ['the default of several', `${config('A', "name = 'a'\n    label = 'one'\n    default = True")}\n${config('B', "name = 'b'")}`, 'one'],
    ['the only one that is not switched off', `${config('A', "name = 'a'\n    default = False")}\n${config('B', "name = 'b'")}`, 'b'],
    ['a name put together', config('A', "name = 'shop.' + 'goods'"), 'goods']
  ])('%s', (_, apps, label) => {
    expect(labels(app(apps))).toEqual([[label, 'src/shop/migrations', 'migrated']])
    expect(readDjangoProject(objectSource(app(apps))).unknown).toEqual([])
  })
  test.each<[string, string]>([
    ['computed', config('A', "name = 'shop'\n    label = compute()")],
    ['two that differ', `${config('A', "name = 'a'")}\n${config('B', "name = 'b'")}`],
    ['a broken apps.py', 'class A(AppConfig:\n']
  ])('is unknown when it is %s', (_, apps) => {
    expect(readDjangoProject(objectSource(app(apps))).unknown).toMatchObject([{ affects: 'graph', file: 'src/shop/apps.py' }])
  })
  test('shared by two apps: the installed one is taken, else it is unknown', () => {
    const twice = {
      'a/shop/migrations/__init__.py': '',
      'a/shop/migrations/0001_a.py': initial,
      'b/shop/migrations/__init__.py': '',
      'b/shop/migrations/0001_b.py': initial
    }
    expect(
      readDjangoProject(objectSource(twice))
        .unknown.map(one => one.reason)
        .join()
    ).toContain("share the label 'shop'")
    const settings = { 'manage.py': manage, 'site/settings.py': "INSTALLED_APPS = ['b.shop']\n" }
    const project = readDjangoProject(objectSource({ ...twice, ...settings }))
    expect([project.unknown, project.migrations.map(one => one.name)]).toEqual([[], ['0001_b']])
  })
})

describe('MIGRATION_MODULES', () => {
  const files = {
    'manage.py': manage,
    'shop/apps.py': config('S', "name = 'shop'"),
    'shop/migrations/__init__.py': '',
    'shop/migrations/0001_initial.py': initial
  }
  test('moves the migrations', () => {
    const moved = {
      ...files,
      'site/settings.py': "MIGRATION_MODULES = {'shop': 'db.shop'}\n",
      'db/shop/__init__.py': '',
      'db/shop/0001_moved.py': initial
    }
    const project = readDjangoProject(objectSource(moved))
    expect(project.migrations.map(one => one.file)).toEqual(['db/shop/0001_moved.py'])
    expect(project.unknown).toEqual([])
  })
  test('switches them off with None', () => {
    expect(labels({ ...files, 'site/settings.py': "MIGRATION_MODULES = {'shop': None}\n" })).toEqual([['shop', undefined, 'unmigrated']])
  })
  test('is found behind `from .base import *`', () => {
    expect(
      labels({ ...files, 'site/settings.py': 'from .base import *\n', 'site/base.py': "MIGRATION_MODULES = {'shop': None}\n" })
    ).toEqual([['shop', undefined, 'unmigrated']])
  })
  test('is unknown when it is computed or leads out of the repository', () => {
    for (const value of ['Disable()', "{'shop': 'elsewhere.migrations'}"]) {
      const project = readDjangoProject(objectSource({ ...files, 'site/settings.py': `MIGRATION_MODULES = ${value}\n` }))
      expect(project.unknown).toMatchObject([{ affects: 'graph', file: 'site/settings.py' }])
    }
  })
})

describe('what counts as a migration', () => {
  test('not packages, not names with _ or ~, not the folder of another tool', () => {
    const project = readDjangoProject(
      objectSource({
        'shop/migrations/__init__.py': '',
        'shop/migrations/0001_initial.py': initial,
        'shop/migrations/_helper.py': 'x = 1\n',
        'shop/migrations/~backup.py': 'x = 1\n',
        'shop/migrations/notes.txt': '',
        'shop/migrations/data/__init__.py': '',
        'service/migrations/env.py': 'from alembic import context\n',
        'service/migrations/versions/0001_x.py': 'revision = 1\n',
        'shop/tests/migrations/__init__.py': '',
        'shop/tests/migrations/test_0001.py':
          'from django.db.migrations.executor import MigrationExecutor\nfrom django.db import connection\n',
        'venv/lib/site-packages/other/migrations/0001_initial.py': initial
      })
    )
    expect(project.migrations.map(one => one.file)).toEqual(['shop/migrations/0001_initial.py'])
    expect([project.problems, project.unknown]).toEqual([[], []])
  })
  test('an app whose migrations package is empty is migrated all the same', () => {
    expect(labels({ 'shop/models.py': '', 'shop/migrations/__init__.py': '' })).toEqual([['shop', 'shop/migrations', 'migrated']])
    expect(labels({ 'tool/migrations/__init__.py': '' })).toEqual([])
  })
  test('a name that is not a Python name is one too', () => {
    expect(
      readDjangoProject(
        objectSource({ 'shop/migrations/__init__.py': '', 'shop/migrations/0001-initial copy.py': initial })
      ).migrations.map(one => one.name)
    ).toEqual(['0001-initial copy'])
  })
})

describe('one migration', () => {
  const read = (text: string, more: Record<string, string> = {}) =>
    readDjangoProject(objectSource({ 'shop/migrations/__init__.py': '', 'shop/migrations/0001_x.py': text, ...more }))
  const only = (text: string, more: Record<string, string> = {}) => read(text, more).migrations.find(one => one.app === 'shop')!

  test('its facts have their own places', () => {
    const migration = only(
      migrationText(
        "('auth', '0001_initial')",
        ['migrations.RunSQL("x")'],
        ['atomic = False', 'initial = True', "run_before = [('admin', '0001_initial')]"]
      )
    )
    expect(migration).toMatchObject({ atomic: false, initial: true, line: 4, graphKnown: true, operationsKnown: true })
    expect(migration.runBefore).toMatchObject([{ app: 'admin', line: 7, column: 19 }])
    expect(migration.dependencies).toMatchObject([{ app: 'auth', name: '0001_initial', line: 8, column: 21 }])
    expect(migration.operations).toMatchObject([{ kind: 'RunSQL', known: true, line: 10, column: 9 }])
  })

  test('Migration and its operations may be imported under other names', () => {
    const migration = only('from django.db.migrations import Migration as M, RunSQL as S\nclass Migration(M):\n    operations = [S("x")]\n')
    expect(migration).toMatchObject({ graphKnown: true, operations: [{ kind: 'RunSQL', known: true }] })
  })

  test.each<[string, string]>([
    ['inherits from another class', 'from x import Base\nclass Migration(Base):\n    pass\n'],
    ['is imported', 'from x import Migration\n'],
    ['may come from a star', 'from django.db import migrations\nfrom x import *\n'],
    ['is defined under a condition', 'from django.db import migrations\nif x:\n    class Migration(migrations.Migration):\n        pass\n'],
    [
      'has its own constructor',
      'from django.db import migrations\nclass Migration(migrations.Migration):\n    def __init__(self, *a):\n        pass\n'
    ],
    [
      'depends on a condition',
      'from django.db import migrations\nclass Migration(migrations.Migration):\n    dependencies = []\n    if x:\n        dependencies.append(("a", "b"))\n'
    ],
    [
      'lacks the comma of its only entry',
      "from django.db import migrations\nclass Migration(migrations.Migration):\n    dependencies = ('shop', '0001')\n"
    ]
  ])('is unknown when it %s', (_, text) => {
    const project = read(text)
    expect(project.unknown.map(one => one.affects)).toContain('graph')
    expect(project.migrations[0]?.graphKnown).toBe(false)
    expect(project.problems).toEqual([])
  })

  test('a swappable dependency is the app of the setting, of the model that offers itself, or of a package', () => {
    const swappable = `from django.conf import settings\n${migrationText('migrations.swappable_dependency(settings.AUTH_USER_MODEL)')}`
    const user = (app: string) => ({
      [`${app}/migrations/__init__.py`]: '',
      [`${app}/migrations/0001_initial.py`]: migrationText('', ["migrations.CreateModel('User', [], {'swappable': 'AUTH_USER_MODEL'})"])
    })
    expect(only(swappable).dependencies).toEqual([])
    expect(only(swappable, user('people')).dependencies).toMatchObject([{ app: 'people', name: '__first__' }])
    const both = { ...user('people'), ...user('staff') }
    expect(read(swappable, both).unknown).toMatchObject([{ affects: 'graph', app: 'shop' }])
    const settings = { 'manage.py': manage, 'site/settings.py': "AUTH_USER_MODEL = 'staff.User'\n" }
    expect(only(swappable, { ...both, ...settings }).dependencies).toMatchObject([{ app: 'staff' }])
    expect(only(migrationText("migrations.swappable_dependency('staff.User')")).dependencies).toMatchObject([
      { app: 'staff', name: '__first__' }
    ])
  })
})

test('read in turns it is the same project, and other work gets its turn between two files', async () => {
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`shop/migrations/00${10 + index}_x.py`, initial]))
  const source = objectSource({ 'shop/migrations/__init__.py': '', ...files })
  let turns = 0
  const count = () => {
    turns++
    beat = setImmediate(count)
  }
  let beat = setImmediate(count)
  const project = await readProjectInTurns('django', source)
  clearImmediate(beat)
  expect(project).toEqual(readDjangoProject(source))
  expect(turns).toBeGreaterThanOrEqual(20)
})
