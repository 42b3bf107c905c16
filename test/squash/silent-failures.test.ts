import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { checkMigrations, type Report } from '../../shared/squash/check.ts'
import type { MigrationKey } from '../../shared/squash/model.ts'
import { addState, migrationText } from '../../shared/squash/rules/example.ts'
import { formerSquash, liveFolder, liveOld, liveSquash, squashRow } from '../../shared/squash/rules/live-example.ts'
import { rules } from '../../shared/squash/rules/registry.ts'
import { objectSource } from '../../shared/squash/source.ts'
import { describeBed } from '../bed/bed.ts'
import type { ImageRecipe } from '../bed/image.ts'
import { python42, python52, runPython } from '../bed/python.ts'

/** A small project at one moment: its files, and with `null` those that were deleted since. */
type Files = Readonly<Record<string, string | null>>
type Step = { write: Files } | { run: readonly string[] } | { sql: string } | { fresh: true }
interface Answer {
  /** exit code of manage.py */
  code?: number
  out?: string
  /** what SQLite said to a statement */
  error?: string
  /** of django_migrations, in the order of recording */
  rows: string[]
}

interface SilentFailure {
  /** as the notes number it */
  what: string
  steps: readonly Step[]
  /** what the real Django did */
  django: (answers: readonly Answer[]) => void
  /** the step after which the check is asked, with the rows of that moment */
  askedAfter: number
  /** the base branch, where the rule needs one */
  base?: Files
  /** false: what is found needs no database, so none is asked */
  live?: false
  /** the rule that must say it */
  rule?: string
  /** nothing is wrong, and nothing may be said */
  passes?: true
  /** or the class of the squash, where nothing is wrong yet */
  squash?: { state: string; verdict: string }
}

const old = { ...liveFolder, ...liveOld }
const [first, second] = Object.keys(liveOld) as [string, string]
const [squashFile] = Object.keys(liveSquash) as [string]
const noOld = { [first]: null, [second]: null }
const migrate: Step = { run: ['migrate', '--no-input'] }
const check: Step = { run: ['migrate', '--check'] }
const selectNote: Step = { sql: 'SELECT note FROM orders_order' }
const [rowFirst, rowSecond, rowSquash] = ['orders.0001_initial', 'orders.0002_note', `orders.${squashRow}`] as const
const state = migrationText("('orders', '0002_note')", [addState])
const squashOf = (names: readonly string[], operations: readonly string[], dependencies = '') =>
  migrationText(dependencies, operations, [`replaces = [${names.map(name => `('orders', '${name}')`).join(', ')}]`])
const id = "('id', models.AutoField(primary_key=True))"
const note = "('note', models.TextField(null=True))"
const link = "migrations.AddField('order', 'note', models.ForeignKey('stock.Item', models.CASCADE, null=True))"
const stock = {
  'stock/migrations/__init__.py': '',
  'stock/migrations/0001_initial.py': migrationText('', [`migrations.CreateModel('Item', [${id}])`])
}
const nothingToDo = (answer: Answer | undefined, rows: readonly string[]) => {
  expect(answer).toMatchObject({ code: 0, rows })
  expect(answer?.out ?? '').not.toContain('Applying')
}

const failures: SilentFailure[] = [
  {
    what: '1: partly applied, target files deleted, `replaces` kept: stranded',
    steps: [
      { write: old },
      { run: ['migrate', 'orders', '0001_initial'] },
      { write: { ...liveSquash, ...noOld } },
      check,
      migrate,
      selectNote
    ],
    django([, , , checked, migrated, selected]) {
      nothingToDo(checked, [rowFirst])
      nothingToDo(migrated, [rowFirst])
      expect(selected?.error).toBe('no such column: note')
    },
    askedAfter: 4,
    rule: 'L01'
  },
  {
    what: '2: fully applied, but `migrate` not run again: never recorded',
    steps: [{ write: old }, migrate, { write: liveSquash }, check, migrate],
    django([, , , checked, migrated]) {
      nothingToDo(checked, [rowFirst, rowSecond])
      expect(migrated).toMatchObject({ code: 0, rows: [rowFirst, rowSecond, rowSquash] })
    },
    askedAfter: 3,
    squash: { state: 'full-unrecorded', verdict: 'run-migrate-first' }
  },
  {
    what: '3: `replaces` removed before the squash is recorded',
    steps: [{ write: old }, migrate, { write: { ...formerSquash, ...noOld } }, migrate],
    django([, , , migrated]) {
      expect(migrated?.code).toBe(1)
      expect(migrated?.out).toContain('table "orders_order" already exists')
    },
    askedAfter: 2,
    rule: 'L02'
  },
  ...(['L01', 'S02'] as const).map(
    (rule): SilentFailure => ({
      what: `4: a typing error in \`replaces\` (${rule})`,
      steps: [
        { write: old },
        migrate,
        { write: { [squashFile]: squashOf(['0001_initial', '0002_notes'], [`migrations.CreateModel('Order', [${id}, ${note}])`]) } },
        check,
        migrate,
        { fresh: true },
        migrate
      ],
      django([, , , checked, migrated, , fresh]) {
        nothingToDo(checked, [rowFirst, rowSecond])
        nothingToDo(migrated, [rowFirst, rowSecond])
        expect(fresh?.code).toBe(1)
        expect(fresh?.out).toContain('duplicate column name: note')
      },
      askedAfter: 4,
      rule,
      ...(rule === 'S02' ? { live: false as const } : {})
    })
  ),
  {
    what: '5: a rollback within the squash leaves its row; later a column is missing',
    steps: [
      { write: { ...old, ...liveSquash } },
      migrate,
      { run: ['migrate', 'orders', '0001_initial'] },
      { write: { ...formerSquash, ...noOld } },
      check,
      migrate,
      selectNote
    ],
    django([, migrated, back, , checked, after, selected]) {
      expect(migrated?.rows.toSorted()).toEqual([rowFirst, rowSquash, rowSecond].toSorted())
      expect(back).toMatchObject({ code: 0, rows: [rowFirst, rowSquash] })
      nothingToDo(checked, [rowFirst, rowSquash])
      nothingToDo(after, [rowFirst, rowSquash])
      expect(selected?.error).toBe('no such column: note')
    },
    askedAfter: 2,
    rule: 'L04'
  },
  {
    what: '6: the database is ahead of the code',
    steps: [
      { write: { ...old, 'orders/migrations/0003_state.py': state } },
      migrate,
      { write: { 'orders/migrations/0003_state.py': null } },
      check,
      migrate
    ],
    django([, , , checked, migrated]) {
      const rows = [rowFirst, rowSecond, 'orders.0003_state']
      nothingToDo(checked, rows)
      nothingToDo(migrated, rows)
    },
    askedAfter: 3,
    rule: 'L05'
  },
  {
    what: '7: a name that is used again after its file was deleted is skipped',
    steps: [
      { write: old },
      migrate,
      { write: { [second]: migrationText("('orders', '0001_initial')", [addState]) } },
      check,
      migrate,
      { sql: 'SELECT state FROM orders_order' }
    ],
    django([, , , checked, migrated, selected]) {
      nothingToDo(checked, [rowFirst, rowSecond])
      nothingToDo(migrated, [rowFirst, rowSecond])
      expect(selected?.error).toBe('no such column: state')
    },
    askedAfter: 2,
    base: { ...liveFolder, [first]: liveOld[first as keyof typeof liveOld] },
    rule: 'L09'
  },
  {
    what: '7: the same with a name that a squash has replaced',
    steps: [
      { write: { ...old, ...liveSquash } },
      migrate,
      { write: { ...noOld } },
      { write: { [second]: migrationText('', ["migrations.CreateModel('Part', [('id', models.AutoField(primary_key=True))])"]) } },
      check,
      migrate,
      { sql: 'SELECT id FROM orders_part' }
    ],
    django([, , , , checked, migrated, selected]) {
      expect(checked?.code).toBe(0)
      expect(migrated?.code).toBe(0)
      expect(selected?.error).toBe('no such table: orders_part')
    },
    askedAfter: 3,
    base: { ...liveFolder, ...liveSquash },
    rule: 'S16'
  },
  {
    what: '8: an external dependency that the squash lost is hidden until the deletion',
    steps: [
      {
        write: {
          ...old,
          ...stock,
          [second]: migrationText("('orders', '0001_initial'), ('stock', '0001_initial')", [link]),
          [squashFile]: squashOf(['0001_initial', '0002_note'], [`migrations.CreateModel('Order', [${id}])`, link])
        }
      },
      migrate,
      check,
      { write: noOld },
      check,
      { fresh: true },
      migrate
    ],
    django([, migrated, checked, , still, , fresh]) {
      expect([migrated?.code, checked?.code, still?.code]).toEqual([0, 0, 0])
      expect(fresh?.code).toBe(1)
      expect(fresh?.out).toContain('stock.item')
    },
    askedAfter: 2,
    live: false,
    rule: 'S09'
  },
  {
    what: '9: two overlapping squashes fail on a fresh database alone',
    steps: [
      { write: { ...old, 'orders/migrations/0003_state.py': state } },
      migrate,
      {
        write: {
          ...liveSquash,
          'orders/migrations/0002_squashed_0003_state.py': squashOf(
            ['0002_note', '0003_state'],
            ["migrations.AddField('order', 'note', models.TextField(null=True))", addState],
            "('orders', '0001_initial')"
          )
        }
      },
      check,
      migrate,
      { fresh: true },
      migrate
    ],
    django([, , , checked, migrated, , fresh]) {
      expect(checked?.code).toBe(0)
      expect(migrated?.code).toBe(0)
      expect(fresh?.code).toBe(1)
      expect(fresh?.out).toContain('duplicate column name: note')
    },
    askedAfter: 2,
    live: false,
    rule: 'S03'
  },
  {
    what: '10: a fresh install in which a later migration fails never records the squash',
    steps: [
      {
        write: {
          ...old,
          ...liveSquash,
          'orders/migrations/0003_broken.py': migrationText(`('orders', '${squashRow}')`, ["migrations.RunSQL('SELECT * FROM nowhere')"])
        }
      },
      migrate,
      { write: { 'orders/migrations/0003_broken.py': null } },
      check,
      { write: { ...formerSquash, ...noOld } },
      migrate
    ],
    django([, failed, , checked, , removed]) {
      expect(failed).toMatchObject({ code: 1, rows: [rowFirst, rowSecond] })
      nothingToDo(checked, [rowFirst, rowSecond])
      expect(removed?.code).toBe(1)
      expect(removed?.out).toContain('table "orders_order" already exists')
    },
    askedAfter: 3,
    squash: { state: 'full-unrecorded', verdict: 'run-migrate-first' }
  },
  {
    what: '10: and then `replaces` is removed',
    steps: [
      {
        write: {
          ...old,
          ...liveSquash,
          'orders/migrations/0003_broken.py': migrationText(`('orders', '${squashRow}')`, ["migrations.RunSQL('SELECT * FROM nowhere')"])
        }
      },
      migrate,
      { write: { ...formerSquash, ...noOld, 'orders/migrations/0003_broken.py': null } },
      migrate
    ],
    django: ([, , , removed]) => expect(removed?.out).toContain('table "orders_order" already exists'),
    askedAfter: 2,
    base: { ...old, ...liveSquash },
    rule: 'L02'
  }
]

const orderOf = (name: string, dependency: string, operation: string) => ({
  [`orders/migrations/${name}.py`]: migrationText(`('orders', '${dependency}')`, [operation])
})
const addNoteText = "migrations.AddField('order', 'note', models.TextField(null=True))"

/** What Django does report, but only on the one database, when `migrate` runs there. */
const loud: SilentFailure[] = [
  {
    what: 'L01: where something follows a deleted file, Django cannot build its graph',
    steps: [{ write: old }, { run: ['migrate', 'orders', '0001_initial'] }, { write: { ...liveSquash, [first]: null } }, migrate],
    django([, begun, , migrated]) {
      expect(begun).toMatchObject({ code: 0, rows: [rowFirst] })
      expect([migrated?.code, migrated?.out]).toEqual([1, expect.stringContaining('NodeNotFoundError')])
    },
    askedAfter: 2,
    rule: 'L01'
  },
  {
    what: 'L03: the row of a squash does not count while `replaces` is there',
    steps: [
      { write: { ...old, ...liveSquash } },
      migrate,
      { sql: `DELETE FROM django_migrations WHERE app = 'orders' AND name <> '${squashRow}'` },
      migrate
    ],
    django: ([, , , migrated]) => expect([migrated?.code, migrated?.out]).toEqual([1, expect.stringContaining('already exists')]),
    askedAfter: 2,
    rule: 'L03'
  },
  {
    what: 'L07: a dependency that an applied migration was given later',
    steps: [
      { write: old },
      migrate,
      { write: { ...orderOf('0003_state', '0001_initial', addState), ...orderOf('0002_note', '0003_state', addNoteText) } },
      migrate
    ],
    django: ([, , , migrated]) =>
      expect([migrated?.code, migrated?.out]).toEqual([1, expect.stringContaining('InconsistentMigrationHistory')]),
    askedAfter: 2,
    rule: 'L07'
  },
  {
    what: 'nothing: an applied migration may depend on a squash without a row, all of whose migrations are applied',
    steps: [
      { write: { ...old, ...orderOf('0003_state', '0002_note', addState) } },
      migrate,
      { write: { ...liveSquash, ...orderOf('0003_state', squashRow, addState) } },
      migrate
    ],
    django: ([, , , migrated]) => expect(migrated).toMatchObject({ code: 0, rows: [rowFirst, rowSecond, 'orders.0003_state', rowSquash] }),
    askedAfter: 2,
    squash: { state: 'full-unrecorded', verdict: 'run-migrate-first' },
    passes: true
  },
  {
    what: 'nothing: rows of deleted files stay when `replaces` is removed in its time, and another migration follows',
    steps: [
      { write: { ...old, ...liveSquash } },
      migrate,
      { write: { ...formerSquash, ...noOld, ...orderOf('0003_state', squashRow, addState) } },
      migrate
    ],
    django: ([, , , migrated]) => expect(migrated?.code).toBe(0),
    askedAfter: 3,
    passes: true
  }
]

/** The files as the steps until then have left them. */
function filesAfter({ steps, askedAfter }: SilentFailure): Record<string, string> {
  const written = steps.slice(0, askedAfter + 1).flatMap(step => ('write' in step ? [step.write] : []))
  return present(Object.assign({}, ...written) as Files)
}

function present(files: Files): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== null))
}

function keyOfRow(row: string): MigrationKey {
  const [app = '', name = ''] = row.split('.')
  return { app, name }
}

function asked(failure: SilentFailure, rows: readonly string[]): Report {
  const { base, live } = failure
  return checkMigrations(objectSource(filesAfter(failure)), {
    applied: live === false ? undefined : rows.map(keyOfRow),
    base: base && objectSource(present(base))
  })
}

/** What the next release would be told, which deletes the old files, when this report is handed to it. */
function deletionAfter({ squashes }: Report): Report {
  const environments = [{ name: 'production', unknown: undefined, squashes: squashes ?? [] }]
  const [before, files] = [objectSource({ ...present(old), ...liveSquash }), objectSource({ ...liveFolder, ...liveSquash })]
  return checkMigrations(files, { base: before, environments })
}

const all = [...failures, ...loud]
const versions: readonly [string, ImageRecipe][] = [
  ['4.2', python42],
  ['5.2', python52]
]
await describeBed('what the real Django does not report, or too late', () => {
  const directory = mkdtempSync(join(tmpdir(), 'belay-silent-'))
  let ran: Promise<{ version: string; answers: Answer[][] }>[] = []
  beforeAll(async () => {
    copyFileSync(resolve('test/squash/manage_steps.py'), join(directory, 'manage_steps.py'))
    const input = JSON.stringify(all.map(({ steps }) => steps))
    const env = { TMPDIR: '/tmp' }
    ran = versions.map(async ([, image]) =>
      JSON.parse((await runPython(image, { directory, args: ['manage_steps.py'], input, env, timeout: 300_000 })).stdout)
    )
    await Promise.allSettled(ran)
  }, 900_000)
  afterAll(() => rmSync(directory, { recursive: true }))

  describe.each(versions.map(([version], index) => [version, index] as const))('Django %s', (version, index) => {
    test('is the one that answers', async () => {
      expect((await ran[index]!).version).toMatch(new RegExp(`^${version}\\.`))
    })

    test.each(all.map((failure, number) => [failure.what, failure, number] as const))('%s', async (_, failure, number) => {
      const answers = (await ran[index]!).answers[number]!
      expect(answers).toHaveLength(failure.steps.length)
      failure.django(answers)
      const report = asked(failure, answers[failure.askedAfter]!.rows)
      if (failure.squash !== undefined) {
        expect(report.squashes).toMatchObject([failure.squash])
        expect(deletionAfter(report).findings.map(finding => finding.rule)).toContain('L08')
      }
      const { rule, passes } = failure
      if (passes) expect([report.verdict, report.findings.filter(finding => finding.severity !== 'info')]).toEqual(['passed', []])
      if (rule === undefined) return
      // Only a rule that is there can be asked.
      const isThere = rules.some(each => each.id === rule)
      expect(report.findings.map(finding => finding.rule).includes(rule)).toBe(isThere)
    })
  })
})
