import { describe, expect, test } from '@jest/globals'
import type { Framework, Migration, Project } from '../model.ts'
import { objectSource } from '../source.ts'
import { checkExample } from './check-example.ts'
import { migrationText } from './example.ts'
import { databaseAhead } from './l05-database-ahead.ts'
import { formerSquash, liveFolder, liveOld, liveSquash, rowsOf, squashRow } from './live-example.ts'

const found = async (files: Record<string, string>, rows: string[], base?: Record<string, string>) =>
  (await checkExample({ files, base, applied: rowsOf(...rows) })).findings
    .filter(({ rule }) => rule === 'L05')
    .map(({ message }) => message)
const [first, second] = ['0001_initial', '0002_note']
const third = { 'orders/migrations/0003_state.py': migrationText(`('orders', '${squashRow}')`) }

describe('rows of Django that no file knows', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['the targets of a squash whose files are gone', { ...liveFolder, ...liveSquash }, [first, second, squashRow]],
    ['and before the row of a squash that has lost `replaces`', { ...liveFolder, ...formerSquash }, [first, second, squashRow]],
    ['before the row of what follows it', { ...liveFolder, ...formerSquash, ...third }, [squashRow, first, second, '0003_state']],
    ['of a squash that would run again, which L02 tells', { ...liveFolder, ...formerSquash }, [first, second]]
  ])('are old ones, not new ones: %s', async (_, files, rows) => {
    expect(await found(files, rows)).toEqual([])
  })

  test('are ahead where they were recorded last, and all of them are named, to the fifth', async () => {
    expect(await found({ ...liveFolder, ...liveOld }, [first, second, '0003_a', '0004_b'])).toEqual([
      'The live database has applied orders.0003_a, orders.0004_b, which are not in this commit; its last migration of orders is 0002_note.'
    ])
    const many = Array.from({ length: 7 }, (_, index) => `000${index + 3}_a`)
    expect(await found({ ...liveFolder, ...liveOld }, [first, second, ...many])).toEqual([
      expect.stringContaining('orders.0007_a and 2 more')
    ])
  })

  test('are not ahead where the base branch has their files: that they were deleted is told by others', async () => {
    const { 'orders/migrations/0002_note.py': _, ...rest } = liveOld
    expect(await found({ ...liveFolder, ...rest }, [first, second], { ...liveFolder, ...liveOld })).toEqual([])
  })
})

test.each<Framework>(['alembic', 'sql'])('of %s every unknown name is one that the code does not have, whatever the order', framework => {
  const place = { file: 'versions/a.py', line: 1, column: 1 }
  const migration: Migration = {
    ...place,
    framework,
    app: 'main',
    name: 'a1',
    dependencies: [],
    runBefore: [],
    replaces: [],
    operations: [],
    operationsKnown: true,
    graphKnown: true,
    atomic: undefined,
    initial: undefined,
    methods: []
  }
  const project: Project = {
    framework,
    apps: [{ label: 'main', framework, directory: '.', migrations: 'versions', state: 'migrated' }],
    migrations: [migration],
    problems: [],
    unknown: []
  }
  const check = (...names: string[]) =>
    databaseAhead.check({
      project,
      source: objectSource({}),
      graphs: [],
      base: undefined,
      baseSource: undefined,
      tip: undefined,
      tables: undefined,
      environment: undefined,
      ruleIds: new Set(),
      recorded: names.map(name => ({ app: 'main', name })),
      database: undefined,
      version: undefined,
      isNew: () => false,
      changes: () => ({ forward: [], backward: undefined, atomic: undefined })
    })
  expect(check('b2', 'a1')).toMatchObject([{ ...place, app: 'main', message: expect.stringContaining('main.b2') }])
  expect(check('a1')).toEqual([])
})
