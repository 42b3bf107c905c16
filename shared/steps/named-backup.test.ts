import { expect, test } from '@jest/globals'
import { latestOf } from './named-backup.ts'

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
