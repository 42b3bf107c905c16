import { describe, expect, test } from '@jest/globals'
import { checkMigrations, checkProject, readProject, type SourceCheckOptions } from '../check.ts'
import { objectSource } from '../source.ts'
import { addNote, addState, createOrder, migrationText } from './example.ts'
import { createWithNote, orders, ordersAndState, replaces, squashed, squashFile } from './squash-example.ts'

const folder = { 'orders/migrations/__init__.py': '' }
const list = replaces('0001_initial', '0002_note')

/** The rules of squashes that find something, in order, without the figures of S13. */
function found(files: Record<string, string>, options: SourceCheckOptions = {}) {
  const { findings } = checkMigrations(objectSource(files), options)
  return findings.filter(({ rule, severity }) => rule !== 'S13' && (rule.startsWith('S') || severity === 'error'))
}
const ids = (...args: Parameters<typeof found>) => found(...args).map(finding => finding.rule)
const inBase = (files: Record<string, string>) => ({ base: objectSource(files) })

describe('S02: a target that is missing', () => {
  test('names the one that was meant, at its place in the list', () => {
    const files = { ...orders, [squashFile]: migrationText('', [createWithNote], [replaces('0001_initial', '0002_nota')]) }
    expect(found(files)).toMatchObject([{ rule: 'S02', line: 5, fix: 'Did you mean 0002_note? Otherwise bring orders.0002_nota back.' }])
  })
  test('is not one whose file is there and broken', () => {
    expect(ids({ ...orders, 'orders/migrations/0002_note.py': 'class', [squashFile]: squashed })).toEqual(['G06'])
  })
  test('deleted together with a new squash it is S14 alone', () => {
    const { 'orders/migrations/0002_note.py': _, ...left } = orders
    expect(ids({ ...left, [squashFile]: squashed }, inBase(orders))).toEqual(['S14'])
  })
})

describe('S14: added and deleted at once', () => {
  test('is not a file that is renamed with the help of `replaces`: one name is applied or not', () => {
    const { 'orders/migrations/0002_note.py': _, ...left } = orders
    const renamed = migrationText("('orders', '0001_initial')", [addNote], [replaces('0002_note')])
    expect(ids({ ...left, 'orders/migrations/0002_remark.py': renamed }, inBase(orders))).toEqual(['S15'])
  })
  test('is not the second release', () => {
    expect(ids({ ...folder, [squashFile]: squashed }, inBase({ ...orders, [squashFile]: squashed }))).toEqual(['S15'])
  })
})

test('S04: also one of several, and without a typing error that S02 tells', () => {
  const state = migrationText('', [createOrder], [replaces('0001_initial', '0003_state')])
  expect(found({ ...ordersAndState, 'orders/migrations/0001_squashed.py': state })).toMatchObject([
    { rule: 'S04', message: 'orders.0001_squashed does not replace orders.0002_note, which stands between migrations that it replaces.' }
  ])
})

describe('a circle', () => {
  const stock = (dependencies: string) => ({
    'stock/migrations/__init__.py': '',
    'stock/migrations/0001_initial.py': migrationText(dependencies)
  })
  const needing = migrationText("('orders', '0001_initial'), ('stock', '0001_initial')", [addNote])
  test('that was there before the squash is G03, whatever the squash', () => {
    const files = {
      ...orders,
      'orders/migrations/0002_note.py': needing,
      ...stock("('orders', '0002_note')"),
      [squashFile]: migrationText("('stock', '0001_initial')", [], [list])
    }
    expect(ids(files)).toEqual(['G03'])
  })
  test('that the squash closes is S17, and it says for which database', () => {
    const files = {
      ...orders,
      'orders/migrations/0002_note.py': needing,
      ...stock("('orders', '0001_initial')"),
      [squashFile]: migrationText("('stock', '0001_initial')", [], [list])
    }
    expect(found(files)).toMatchObject([
      {
        rule: 'S17',
        message:
          'orders.0001_squashed_0002_note closes a circle: orders.0001_squashed_0002_note -> stock.0001_initial -> orders.0001_squashed_0002_note.'
      }
    ])
    // With some of the rows the squash is not used, and there is no circle.
    const applied = [{ app: 'orders', name: '0001_initial' }]
    expect(found(files, { applied })).toMatchObject([{ rule: 'S17' }])
  })
})

describe('S08: what names a replaced module', () => {
  const withFile = (text: string, path = 'orders/tools.py') => ids({ ...orders, [squashFile]: squashed, [path]: text })
  test.each([
    "import_module('orders.migrations.0002_note')",
    'x = __import__("project.orders.migrations.0002_note", fromlist=["x"])',
    "@mock.patch('orders.migrations.0002_note.fill')\ndef test(): pass",
    "import_module('.migrations.0002_note', __package__)"
  ])('%s', text => expect(withFile(text)).toEqual(['S08']))
  test.each([
    "# import_module('orders.migrations.0002_note')",
    "import_module('other.migrations.0002_note')",
    "import_module('orders.migrations.0003_state')",
    "label = '0002_note'",
    "call_command('migrate', 'orders', '0002_note')"
  ])('not %s', text => expect(withFile(text)).toEqual([]))
  test('also in the squash itself, from its own folder', () => {
    const text = `from importlib import import_module\nold = import_module('.0002_note', __package__)\n${squashed}`
    expect(ids({ ...orders, [squashFile]: text })).toEqual(['S08'])
    expect(ids({ ...orders, [squashFile]: text.replace("'.0002_note'", "'orders.migrations.0002_note'") })).toEqual(['S08'])
  })
  test('not what the old files import of each other; of a deleted one it says so', () => {
    const importing = {
      ...orders,
      'orders/migrations/0002_note.py': `x = __import__('orders.migrations.0001_initial')\n${orders['orders/migrations/0002_note.py']}`
    }
    expect(ids({ ...importing, [squashFile]: squashed })).toEqual([])
    expect(found({ ...folder, [squashFile]: squashed, 'a.py': "x = __import__('orders.migrations.0002_note')" })[0]?.message).toContain(
      'does not exist any more'
    )
  })
  test('with MIGRATION_MODULES it is the other folder', () => {
    const files = {
      'manage.py': "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.settings')\n",
      'site/settings.py': "MIGRATION_MODULES = {'orders': 'site.moved'}\n",
      'orders/apps.py': 'from django.apps import AppConfig\n\n\nclass Orders(AppConfig):\n    name = "orders"\n',
      'site/moved/__init__.py': '',
      'site/moved/0001_initial.py': orders['orders/migrations/0001_initial.py'],
      'site/moved/0002_note.py': orders['orders/migrations/0002_note.py'],
      'site/moved/0001_squashed_0002_note.py': squashed
    }
    expect(ids({ ...files, 'a.py': "x = __import__('orders.migrations.0002_note')" })).toEqual([])
    expect(found({ ...files, 'a.py': "x = __import__('site.moved.0002_note')" })).toMatchObject([
      { rule: 'S08', file: 'a.py', app: 'orders' }
    ])
  })
})

describe('S09: a dependency that is kept', () => {
  const target = (dependency: string) => ({
    ...orders,
    'orders/migrations/0002_note.py': migrationText(`('orders', '0001_initial'), ${dependency}`, [addNote])
  })
  const stock = {
    'stock/migrations/__init__.py': '',
    'stock/migrations/0001_initial.py': migrationText(''),
    'stock/migrations/0002_name.py': migrationText("('stock', '0001_initial')"),
    'stock/migrations/0003_last.py': migrationText("('stock', '0002_name')")
  }
  const stockSquash = {
    'stock/migrations/0001_squashed.py': migrationText('', [], ["replaces = [('stock', '0001_initial'), ('stock', '0002_name')]"])
  }
  const other = { 'other/migrations/__init__.py': '', 'other/migrations/0001_initial.py': migrationText("('stock', '0002_name')") }
  const check = (files: Record<string, string>, dependency: string) =>
    ids({ ...files, [squashFile]: migrationText(dependency, [createWithNote], [list]) }).filter(id => id === 'S09')
  test.each<[string, Record<string, string>, string, string[]]>([
    ['named itself', { ...target("('stock', '0002_name')"), ...stock }, "('stock', '0002_name')", []],
    ['a later one of the app', { ...target("('stock', '0002_name')"), ...stock }, "('stock', '0003_last')", []],
    ['an earlier one of the app', { ...target("('stock', '0002_name')"), ...stock }, "('stock', '0001_initial')", ['S09']],
    ['through another app', { ...target("('stock', '0002_name')"), ...stock, ...other }, "('other', '0001_initial')", []],
    ['through __latest__', { ...target("('stock', '0002_name')"), ...stock }, "('stock', '__latest__')", []],
    ['__first__ by any', { ...target("('stock', '__first__')"), ...stock }, "('stock', '0002_name')", []],
    [
      'through the squash of the other app',
      { ...target("('stock', '0002_name')"), ...stock, ...stockSquash },
      "('stock', '0001_squashed')",
      []
    ],
    [
      'a deleted one, by its squash',
      { ...target("('stock', '0002_name')"), ...stockSquash, 'stock/migrations/__init__.py': '' },
      "('stock', '0001_squashed')",
      []
    ],
    ['of a package, a later one', target("('auth', '0011_update')"), "('auth', '0012_alter')", []],
    ['of a package, an earlier one', target("('auth', '0012_alter')"), "('auth', '__first__')", ['S09']]
  ])('%s', (_, files, dependency, expected) => expect(check(files, dependency)).toEqual(expected))

  test('a swappable one, resolved or not, is no other than it was', () => {
    const swappable = (text: string) => `from django.conf import settings\n${text}`
    const user = {
      'people/migrations/__init__.py': '',
      'people/migrations/0001_initial.py': migrationText('', ["migrations.CreateModel('User', [], {'swappable': 'AUTH_USER_MODEL'})"])
    }
    const needing = {
      ...orders,
      'orders/migrations/0001_initial.py': swappable(
        migrationText('migrations.swappable_dependency(settings.AUTH_USER_MODEL)', [createOrder])
      )
    }
    const kept = {
      [squashFile]: swappable(migrationText('migrations.swappable_dependency(settings.AUTH_USER_MODEL)', [createWithNote], [list]))
    }
    expect(ids({ ...needing, ...user, ...kept })).toEqual([])
    expect(ids({ ...needing, ...kept })).toEqual([])
    expect(ids({ ...needing, ...user, [squashFile]: squashed })).toEqual(['S09'])
  })
  test('of files that this change deletes it is asked of the base', () => {
    const before = { ...target("('stock', '0001_initial')"), ...stock, [squashFile]: squashed }
    expect(ids({ ...folder, ...stock, [squashFile]: squashed }, inBase(before))).toEqual(['S09', 'S15'])
  })
  test('on a migration before the range', () => {
    const files = {
      ...ordersAndState,
      'orders/migrations/0002_squashed.py': migrationText('', [addNote, addState], [replaces('0002_note', '0003_state')])
    }
    expect(ids(files)).toEqual(['S09'])
  })
})

describe('S12: operations on data', () => {
  const withFunction = (name: string, operations: string[], extra: string[]) =>
    `def ${name}(apps, schema_editor):\n    pass\n\n\n${migrationText("('orders', '0001_initial')".repeat(extra.length === 0 ? 1 : 0), operations, extra)}`
  const files = (operation: string, squash: string[], name = 'fill') => ({
    ...orders,
    'orders/migrations/0002_note.py': withFunction('fill', [operation], []),
    [squashFile]: withFunction(name, [createOrder, ...squash], [list])
  })
  const noop = ', migrations.RunPython.noop'
  test.each<[string, Record<string, string>, string[]]>([
    ['copied', files(`migrations.RunPython(fill${noop})`, [`migrations.RunPython(fill${noop})`]), []],
    [
      'copied under another name',
      files(`migrations.RunPython(fill${noop})`, [`migrations.RunPython(fill_notes${noop})`], 'fill_notes'),
      []
    ],
    ['gone', files(`migrations.RunPython(fill${noop})`, []), ['S12']],
    ['elidable', files(`migrations.RunPython(fill${noop}, elidable=True)`, []), []],
    ['elidable by what is not read', files(`migrations.RunPython(fill${noop}, elidable=LATER)`, []), []],
    ['other SQL in its place counts as the same', files("migrations.RunSQL('SELECT  1', '')", ["migrations.RunSQL('SELECT 1 ', '')"]), []]
  ])('%s', (_, project, expected) => expect(ids(project)).toEqual(expected))
})

test('S11: an atomic squash is well where nothing needs to be outside a transaction', () => {
  const files = {
    ...orders,
    'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote], ['atomic = False']),
    [squashFile]: squashed
  }
  expect(ids(files)).toEqual([])
})

test('S16: by the base also where the new one does not follow the squash', () => {
  const before = {
    ...folder,
    [squashFile]: squashed,
    'orders/migrations/0003_state.py': migrationText("('orders', '0001_squashed_0002_note')", [addState])
  }
  const files = { ...before, 'orders/migrations/0001_initial.py': migrationText('') }
  expect(ids(files, inBase(before))).toContain('S16')
  expect(ids(files)).not.toContain('S16')
})

test('S18: nothing is lost where every migration was irreversible, or none was', () => {
  const sql = "migrations.RunSQL('SELECT 1')"
  const all = {
    ...orders,
    'orders/migrations/0001_initial.py': migrationText('', [sql]),
    'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [sql])
  }
  expect(ids({ ...all, [squashFile]: migrationText('', [sql, sql], [list]) })).toEqual([])
})

test('S06: without a known version it says how to give one', () => {
  const files = {
    ...ordersAndState,
    [squashFile]: squashed,
    'orders/migrations/0001_outer.py': migrationText('', [createWithNote, addState], [replaces('0001_squashed_0002_note', '0003_state')])
  }
  expect(found(files)).toMatchObject([{ rule: 'S06', fix: expect.stringContaining('django-version') }])
  expect(ids(files, { version: [6, 1] })).toEqual([])
})

test('a project that was made to be slow is judged in no time', () => {
  const name = (index: number) => `${String(index).padStart(5, '0')}_x`
  const files: Record<string, string> = { ...folder }
  // A chain of squashes, each replacing the two before it; a long history, squashed at its end; and a circle through all of another app.
  for (let index = 0; index < 1500; index++) {
    const replaced = [index - 1, index - 2].filter(other => other >= 0).map(other => name(other))
    if (index < 300)
      files[`orders/migrations/${name(index)}.py`] = migrationText('', [], replaced.length === 0 ? [] : [replaces(...replaced)])
    files[`stock/migrations/${name(index)}.py`] = migrationText(index === 0 ? '' : `('stock', '${name(index - 1)}')`)
    files[`parts/migrations/${name(index)}.py`] = migrationText(`('parts', '${name(index === 0 ? 1499 : index - 1)}')`)
  }
  files['stock/migrations/__init__.py'] = files['parts/migrations/__init__.py'] = ''
  files['stock/migrations/squashed.py'] = migrationText('', [], [`replaces = [('stock', '${name(700)}'), ('stock', '${name(1499)}')]`])
  files['parts/migrations/squashed.py'] = migrationText(
    `('parts', '${name(9)}')`,
    [],
    [`replaces = [('parts', '${name(10)}'), ('parts', '${name(11)}')]`]
  )
  const project = readProject('django', objectSource(files))
  const started = performance.now()
  const { verdict, findings } = checkProject(project, objectSource(files))
  expect(performance.now() - started).toBeLessThan(10_000)
  expect(verdict).toBe('failed')
  expect(new Set(findings.map(finding => finding.rule))).toEqual(new Set(['G03', 'S04', 'S06', 'S09', 'S13']))
})
