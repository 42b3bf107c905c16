import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { checkMigrations } from '../../shared/squash/check.ts'
import { migrationText } from '../../shared/squash/rules/example.ts'
import { rules } from '../../shared/squash/rules/registry.ts'
import { replaces } from '../../shared/squash/rules/squash-example.ts'
import { objectSource } from '../../shared/squash/source.ts'
import { describeBed } from '../bed/bed.ts'
import type { ImageRecipe } from '../bed/image.ts'
import { python42, python52, runPython } from '../bed/python.ts'

type Step =
  | { run: readonly string[] }
  | { write: Readonly<Record<string, string | null>> }
  | { record: readonly (readonly [string, string])[] }
  | { forget: readonly (readonly [string, string])[] }
  | { read: string }
interface Answer {
  error?: string
  message?: string
  out?: string
  rows?: string[]
}
interface Scenario {
  name: string
  files: Record<string, string>
  steps: Step[]
  /** what the real Django did, one answer per step */
  expected: (answers: Answer[]) => void
}

const bad = (id: string, index = 0) => {
  const rule = rules.find(each => each.id === id)!
  return [rule.examples, ...(rule.more ?? [])][index]!.bad
}
const old = (...names: string[]) => ({ record: names.map(name => ['orders', name] as const) })
const forget: Step = {
  forget: [
    ['orders', '0001_initial'],
    ['orders', '0002_note']
  ]
}
const migrate: Step = { run: ['migrate', '--verbosity', '1'] }
const squash = 'orders/migrations/0001_squashed_0002_note.py'
const deletion = (...names: string[]): Step => ({ write: Object.fromEntries(names.map(name => [`orders/migrations/${name}.py`, null])) })
const without = (text: string) => text.replace(/^ *replaces = .*\n/m, '')
const nothing = expect.stringContaining('No migrations to apply')

const scenarios: Scenario[] = [
  {
    name: 'a sound squash runs alone on a fresh database and records what it replaces and itself; its own row does not count',
    files: rules.find(each => each.id === 'S01')!.examples.good.files,
    steps: [migrate, forget, migrate],
    expected([first, , again]) {
      expect(first!.rows).toEqual(['orders.0001_initial', 'orders.0001_squashed_0002_note', 'orders.0002_note'])
      expect(again).toMatchObject({ error: 'OperationalError', message: expect.stringContaining('already exists') })
    }
  },
  {
    name: 'where a later migration fails, the row of the squash is missing until the next run',
    files: {
      ...rules.find(each => each.id === 'S01')!.examples.good.files,
      'orders/migrations/0003_broken.py': migrationText("('orders', '0001_squashed_0002_note')", ["migrations.RunSQL('nonsense')"])
    },
    steps: [migrate, deletion('0003_broken'), { run: ['migrate', '--check'] }, migrate],
    expected([failed, , check, again]) {
      const targets = ['orders.0001_initial', 'orders.0002_note']
      expect(failed).toMatchObject({ error: 'OperationalError', rows: targets })
      expect(check).toMatchObject({ rows: targets })
      expect(check!.error).toBeUndefined()
      expect(again!.rows).toEqual(['orders.0001_initial', 'orders.0001_squashed_0002_note', 'orders.0002_note'])
    }
  },
  {
    name: 'S01: a squash that replaces itself leaves a fresh database empty without a word; once another follows, or with two of them, migrate stops',
    files: bad('S01').files,
    steps: [
      migrate,
      { write: { 'orders/migrations/0003_state.py': migrationText("('orders', '0001_squashed_0002_note')") } },
      migrate,
      {
        write: {
          'orders/migrations/0003_state.py': null,
          [squash]: migrationText('', [], [replaces('0001_other')]),
          'orders/migrations/0001_other.py': migrationText('', [], [replaces('0001_squashed_0002_note')])
        }
      },
      migrate
    ],
    expected([alone, , followed, , two]) {
      expect(alone).toEqual({ out: nothing, rows: [] })
      expect(followed).toMatchObject({ error: 'KeyError' })
      expect(two).toMatchObject({ error: 'NodeNotFoundError', message: expect.stringContaining('Unable to find replacement node') })
    }
  },
  {
    name: 'S02: with a wrong name production never records the squash and says nothing; a fresh database fails',
    files: bad('S02').files,
    steps: [migrate, { write: { 'db.sqlite3': null } }, old('0001_initial', '0002_note'), migrate, { run: ['migrate', '--check'] }],
    expected([fresh, , , production, check]) {
      expect(fresh).toMatchObject({ error: 'OperationalError', message: expect.stringContaining('duplicate column') })
      expect(production).toEqual({ out: nothing, rows: ['orders.0001_initial', 'orders.0002_note'] })
      expect(check!.error).toBeUndefined()
    }
  },
  {
    name: 'S03: two squashes of one migration are well on production and fail on a fresh database',
    files: bad('S03', 1).files,
    steps: [migrate, { write: { 'db.sqlite3': null } }, old('0001_initial', '0002_note', '0003_state'), migrate],
    expected([fresh, , , production]) {
      expect(fresh).toMatchObject({ error: 'OperationalError', message: expect.stringContaining('duplicate column') })
      expect(production!.error).toBeUndefined()
      expect(production!.rows).toHaveLength(5)
    }
  },
  ...['S04', 'S16', 'S17', 'G03'].map(id => ({
    name: `${id}: Django cannot order them`,
    files: bad(id).files,
    steps: [migrate],
    expected: ([answer]: Answer[]) => expect(answer).toMatchObject({ error: 'CircularDependencyError' })
  })),
  {
    name: 'S05: well at first; not where some rows are there, nor without `replaces`',
    files: bad('S05').files,
    steps: [
      migrate,
      { write: { 'db.sqlite3': null } },
      old('0001_initial'),
      migrate,
      { write: { 'db.sqlite3': null, [squash]: without(bad('S05').files[squash]!) } },
      migrate
    ],
    expected([fresh, , , partial, , removed]) {
      expect(fresh!.error).toBeUndefined()
      expect(partial).toMatchObject({ error: 'NodeNotFoundError', message: expect.stringContaining('Django tried to replace migration') })
      expect(removed).toMatchObject({ error: 'NodeNotFoundError' })
    }
  },
  ...[0, 1].map(index => ({
    name: `S07: what is left to be copied cannot be imported (${index + 1})`,
    files: bad('S07', index).files,
    steps: [migrate],
    expected: ([answer]: Answer[]) => expect(answer!.error).toBe(['SyntaxError', 'NameError'][index])
  })),
  {
    name: 'S08: the import works until the old files are deleted',
    files: {
      ...bad('S08').files,
      'orders/management/__init__.py': '',
      'orders/management/commands/__init__.py': '',
      'orders/management/commands/look.py': `${bad('S08').files['orders/tests.py']}\nfrom django.core.management.base import BaseCommand as Command\nCommand.handle = lambda *args, **options: None\n`
    },
    steps: [{ run: ['look'] }, deletion('0001_initial', '0002_note'), { run: ['look'] }],
    expected([first, , after]) {
      expect(first!.error).toBeUndefined()
      expect(after!.error).toBe('ModuleNotFoundError')
    }
  },
  {
    name: 'S09: a lost dependency is hidden until the old files are deleted',
    files: bad('S09').files,
    steps: [migrate, { write: { 'db.sqlite3': null } }, deletion('0001_initial', '0002_note'), migrate],
    expected([first, , , after]) {
      expect(first!.error).toBeUndefined()
      expect(after).toMatchObject({ error: 'ValueError', message: expect.stringContaining('stock.item') })
    }
  },
  {
    name: 'S10, S11, S12: squashmigrations drops run_before, atomic = False and what is elidable',
    files: {
      ...bad('S10').files,
      [squash]: '',
      'orders/migrations/0002_note.py': migrationText(
        "('orders', '0001_initial')",
        ["migrations.RunSQL('SELECT 1', 'SELECT 1')", "migrations.RunSQL('SELECT 2', elidable=True)"],
        ['atomic = False']
      )
    },
    steps: [deletion('0001_squashed_0002_note'), { run: ['squashmigrations', 'orders', '0002_note'] }, { read: squash }],
    expected([, command, written]) {
      expect(command!.error).toBeUndefined()
      const text = written!.out!
      expect(text).toContain('SELECT 1')
      expect(text).not.toMatch(/run_before|atomic|SELECT 2/)
      const files = {
        ...bad('S10').files,
        'orders/migrations/0002_note.py': scenarioFiles('S10, S11')['orders/migrations/0002_note.py']!,
        [squash]: text
      }
      const found = checkMigrations(objectSource(files)).findings.filter(finding => finding.severity !== 'info')
      expect(found.map(finding => finding.rule)).toEqual(['S10', 'S11'])
    }
  },
  {
    name: 'S07: the real squashmigrations writes what the rule knows',
    files: { ...bad('S07').files, 'orders/migrations/0001_squashed_0002_fill.py': '' },
    steps: [
      deletion('0001_squashed_0002_fill'),
      { run: ['squashmigrations', 'orders', '0002_fill'] },
      { read: 'orders/migrations/0001_squashed*' }
    ],
    expected([, command, written]) {
      expect(command!.out).toContain('Manual porting required')
      const files = { ...bad('S07').files, 'orders/migrations/0001_squashed_0002_fill.py': written!.out! }
      const found = checkMigrations(objectSource(files)).findings.filter(finding => finding.severity === 'error')
      expect(found).toMatchObject([{ rule: 'S07', message: expect.stringContaining('orders.migrations.0002_fill.fill') }])
    }
  },
  {
    name: 'S11: what needs to be outside a transaction fails inside one',
    files: {
      'orders/migrations/__init__.py': '',
      'orders/migrations/0001_initial.py': `from django.contrib.postgres.operations import AddIndexConcurrently\n${migrationText('', [
        "migrations.CreateModel('Order', [('id', models.AutoField(primary_key=True))])",
        "AddIndexConcurrently('order', models.Index(fields=['id'], name='orders_id'))"
      ])}`
    },
    steps: [migrate],
    expected: ([answer]) => expect(answer).toMatchObject({ error: 'NotSupportedError', message: expect.stringContaining('atomic = False') })
  },
  {
    name: 'S14: a database with some of the rows is stranded, and nothing says so',
    files: bad('S14').files,
    steps: [old('0001_initial'), migrate, { run: ['migrate', '--check'] }],
    expected([, answer, check]) {
      expect(answer).toEqual({ out: nothing, rows: ['orders.0001_initial'] })
      expect(check!.error).toBeUndefined()
    }
  },
  {
    name: 'S16: a reused name that does not follow the squash is never run',
    files: {
      ...bad('S16').files,
      'orders/migrations/0002_note.py': migrationText('', ["migrations.CreateModel('Part', [('id', models.AutoField(primary_key=True))])"])
    },
    steps: [migrate],
    expected([answer]) {
      expect(answer!.rows).toContain('orders.0002_note')
      expect(answer!.out).not.toContain('Applying orders.0002_note')
    }
  },
  {
    name: 'S18: before the squash only one migration could not be undone; after it none can',
    files: { ...bad('S18').files, [squash]: migrationText('', [], [replaces('none')]) },
    steps: [
      deletion('0001_squashed_0002_note'),
      { run: ['migrate', 'orders', '0001_initial'] },
      { run: ['migrate', 'orders', 'zero'] },
      { write: { 'db.sqlite3': null, [squash]: bad('S18').files[squash]! } },
      migrate,
      { run: ['migrate', 'orders', 'zero'] }
    ],
    expected([, , before, , forward, after]) {
      expect([before!.error, forward!.error]).toEqual([undefined, undefined])
      expect(after!.error).toBe('IrreversibleError')
    }
  }
]

function scenarioFiles(name: string): Record<string, string> {
  return scenarios.find(scenario => scenario.name.startsWith(name))!.files
}

const versions: readonly [string, ImageRecipe][] = [
  ['4.2', python42],
  ['5.2', python52]
]
await describeBed('what the rules claim of Django, done by the real one', () => {
  let asked: Promise<{ version: string; answers: Answer[][] }>[] = []
  beforeAll(async () => {
    const input = JSON.stringify(scenarios.map(({ files, steps }) => ({ files, steps })))
    asked = versions.map(async ([, image]) =>
      JSON.parse((await runPython(image, { directory: resolve('test/squash'), args: ['scenarios.py'], input })).stdout)
    )
    await Promise.allSettled(asked)
  }, 600_000)

  describe.each(versions.map(([version], index) => [version, index] as const))('Django %s', (version, index) => {
    test('is the one that answers', async () => {
      expect((await asked[index]!).version).toMatch(new RegExp(`^${version}\\.`))
    })
    test.each(scenarios.map((scenario, number) => [scenario.name, scenario, number] as const))(
      '%s',
      async (_, { steps, expected }, number) => {
        const answers = (await asked[index]!).answers[number]!
        expect(answers).toHaveLength(steps.length)
        expected(answers)
      }
    )
  })
})
