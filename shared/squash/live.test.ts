import { describe, expect, test } from '@jest/globals'
import { liveTable } from '../report/squash.ts'
import { checkMigrations, mergeReports, readProject } from './check.ts'
import { formerSquashes } from './live.ts'
import { migrationText } from './rules/example.ts'
import { formerSquash, liveFolder, liveOld, liveSquash, rowsOf, squashRow } from './rules/live-example.ts'
import { objectSource } from './source.ts'

const [first, second] = ['0001_initial', '0002_note'] as const
const both = { ...liveFolder, ...liveOld, ...liveSquash }
const deleted = { ...liveFolder, ...liveSquash }
const squashesOf = (files: Record<string, string>, rows: string[]) =>
  checkMigrations(objectSource(files), { applied: rowsOf(...rows) }).squashes

describe('how a database stands to a squash', () => {
  test.each<[string, Record<string, string>, string[], string, number, string]>([
    ['nothing applied', both, [], 'fresh', 0, 'may-add'],
    ['nothing applied, old files gone', deleted, [], 'fresh', 0, 'may-add'],
    ['a part applied', both, [first], 'partial', 1, 'run-migrate-first'],
    ['a part applied, old files gone', deleted, [first], 'partial', 1, 'would-strand'],
    ['all applied', both, [first, second], 'full-unrecorded', 2, 'run-migrate-first'],
    ['all applied, old files gone', deleted, [first, second], 'full-unrecorded', 2, 'run-migrate-first'],
    ['all applied and the squash recorded', both, [first, second, squashRow], 'full-recorded', 2, 'may-delete'],
    ['in any order, with doubles', both, [squashRow, second, first, second], 'full-recorded', 2, 'may-delete'],
    ['only its own row', both, [squashRow], 'orphan', 0, 'would-strand'],
    ['its own row and a part', both, [first, squashRow], 'stale', 1, 'run-migrate-first'],
    ['its own row and a part, old files gone', deleted, [first, squashRow], 'stale', 1, 'would-strand']
  ])('%s', (_, files, rows, state, applied, verdict) => {
    expect(squashesOf(files, rows)).toEqual([{ app: 'orders', name: squashRow, state, applied, of: 2, verdict }])
  })

  test('a part applied, and only its own file gone: Django cannot place what follows', () => {
    const { 'orders/migrations/0001_initial.py': _, ...rest } = both
    expect(squashesOf(rest, [first])).toMatchObject([{ state: 'partial', verdict: 'would-strand' }])
  })

  test('a name that stands twice in `replaces` counts once, the squash itself not at all', () => {
    const replaces = `replaces = [('orders', '${first}'), ('orders', '${first}'), ('orders', '${squashRow}')]`
    const files = { ...both, [`orders/migrations/${squashRow}.py`]: migrationText('', [], [replaces]) }
    expect(squashesOf(files, [first])).toMatchObject([{ state: 'full-unrecorded', applied: 1, of: 1 }])
  })

  test('a squash within a squash (Django 6) counts as applied when what it replaces is, whatever its own row', () => {
    const outer = migrationText('', [], [`replaces = [('orders', '${squashRow}'), ('orders', '0003_state')]`])
    const files = {
      ...both,
      'orders/migrations/0003_state.py': migrationText("('orders', '0002_note')"),
      'orders/migrations/0001_all.py': outer
    }
    const statesOf = (...rows: string[]) =>
      checkMigrations(objectSource(files), { applied: rowsOf(...rows), version: [6, 0] }).squashes?.map(
        ({ name, state, applied, of }) => `${name} ${state} ${applied}/${of}`
      )
    expect(statesOf(first, second, '0003_state')).toEqual(['0001_all full-unrecorded 2/2', `${squashRow} full-unrecorded 2/2`])
    expect(statesOf(first, squashRow)).toEqual(['0001_all fresh 0/2', `${squashRow} stale 1/2`])
  })

  test('an old file that is broken is not gone', () => {
    const files = { ...both, 'orders/migrations/0002_note.py': 'class Migration(:' }
    expect(squashesOf(files, [first])).toMatchObject([{ state: 'partial', verdict: 'run-migrate-first' }])
  })

  test('without a database nothing is said, without a squash nothing is there to say', () => {
    expect(checkMigrations(objectSource(both)).squashes).toBeUndefined()
    expect(squashesOf({ ...liveFolder, ...liveOld }, [])).toEqual([])
    expect(mergeReports([checkMigrations(objectSource(both))])).not.toHaveProperty('squashes')
  })

  test('several projects are told in one report, and in one table', () => {
    const report = checkMigrations(objectSource(both), { applied: rowsOf(first) })
    const merged = mergeReports([report, report])
    expect(merged.squashes).toHaveLength(2)
    expect(liveTable(merged.squashes!).join('\n')).toContain('| `orders.0001_squashed_0002_note` | partial | 1 of 2 | run `migrate` first')
    expect(liveTable([])).toEqual([])
  })
})

describe('a squash that has lost `replaces`', () => {
  const former = (files: Record<string, string>, base?: Record<string, string>) =>
    formerSquashes(readProject('django', objectSource(files)), base && readProject('django', objectSource(base))).map(({ names }) =>
      names.map(({ name }) => name)
    )

  test('is known by the base branch with all that it replaced, and by its name with the last of it', () => {
    const files = { ...liveFolder, ...formerSquash }
    expect(former(files, both)).toEqual([[first, second]])
    expect(former(files)).toEqual([[second]])
  })

  test('is none while `replaces` is there, nor where the last file is still on disk, nor a migration of another name', () => {
    expect(former(both, both)).toEqual([])
    expect(former({ ...liveFolder, ...liveOld, ...formerSquash })).toEqual([])
    expect(former({ ...liveFolder, ...liveOld })).toEqual([])
  })
})
