import { expect, test } from '@jest/globals'
import { latestOf, newestFor } from './named-backup.ts'

const [monday, tuesday, wednesday] = ['20260101-010000-aaaaaa', '20260102-010000-aaaaaa', '20260103-010000-aaaaaa']
const backup = (id: string, sequence: number) => ({ id, sequence })

test('the newest of the host is the one with the highest number, whatever the clock said when it was taken', () => {
  const backups = [backup(wednesday, 1), backup(tuesday, 2)]
  expect(latestOf(backups, [wednesday, tuesday], [])).toEqual({ id: tuesday, newest: backups[1] })
  // Its copy is no newer backup.
  expect(latestOf(backups, [wednesday, tuesday], [wednesday, tuesday])?.id).toBe(tuesday)
})

test('a copy that is newer than everything on the host is the latest: the host was set up again from an old disk', () =>
  expect(latestOf([backup(monday, 1)], [monday], [monday, wednesday, tuesday])).toEqual({ id: wednesday, newest: backup(monday, 1) }))

test('a copy of what the host has removed long ago is not', () =>
  expect(latestOf([backup(wednesday, 3)], [wednesday], [monday, tuesday, wednesday])?.id).toBe(wednesday))

test('without a backup on the host it is the newest copy, and without that there is none', () => {
  expect(latestOf([], [], [monday, tuesday])).toEqual({ id: tuesday, newest: undefined })
  expect(latestOf([], [], [])).toBeUndefined()
})

test('the latest for a purpose is the newest that holds what is asked for, rows and all', () => {
  const of = (sequence: number, ...databases: string[]) => ({ sequence, databases })
  const both = of(1, 'main (shop)', 'media (/srv/media)')
  const main = of(2, 'main (shop)')
  const schema = of(3, 'main (shop (schema only))')
  const files = of(4, 'media (/srv/media)')
  const all = [schema, both, files, main]
  expect(newestFor(all, { meant: ['main'] })).toBe(main)
  expect(newestFor(all, { meant: ['main', 'media'] })).toBe(files)
  expect(newestFor(all, { meant: ['main'], only: ['media'] })).toBe(files)
  expect(newestFor(all, { meant: [], only: ['main', 'media'] })).toBe(both)
  expect(newestFor([schema], { meant: ['main'] })).toBeUndefined()
  expect(newestFor([main], { meant: ['mai'] })).toBeUndefined()
})
