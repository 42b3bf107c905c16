import { posix, win32 } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { explained, fullPath, within } from './disk.ts'
import { cannotBeNamed, isUnfinished, matcher } from './names.ts'
import { modeOf } from './pack.ts'

describe('a path that is given', () => {
  test('is whole, with its drive on Windows, and comes out as the platform writes it', () => {
    expect(fullPath('D:\\ledger\\state', 'x', win32)).toBe('D:\\ledger\\state')
    expect(fullPath('d:/ledger/state/', 'x', win32)).toBe('d:\\ledger\\state')
    expect(fullPath('/srv/it\'s "x"/', 'x', posix)).toBe('/srv/it\'s "x"')
  })

  test.each([
    ['\\ledger', win32],
    ['/ledger', win32],
    ['D:ledger', win32],
    ['D:\\', win32],
    ['D:\\a\\..\\b', win32],
    ['D:\\a\\\\b', win32],
    ['\\\\server\\share\\x', win32],
    ['\\\\?\\D:\\x', win32],
    ['state', posix],
    ['/', posix],
    ['/a/./b', posix],
    ['/a\nb', posix]
  ])('%j is refused', (path, api) => {
    expect(() => fullPath(path, 'files.state', api)).toThrow(/^files\.state: .* is not usable here: write a whole path/)
  })

  test('lies in a directory by its steps, and on Windows whatever its letters', () => {
    expect(within('D:\\Ledger', 'd:\\ledger\\state', win32)).toBe(true)
    expect(within('D:\\ledger', 'D:\\ledger', win32)).toBe(true)
    expect(within('D:\\ledger', 'D:\\ledger-belay', win32)).toBe(false)
    expect(within('D:\\ledger', 'E:\\ledger\\x', win32)).toBe(false)
    expect(within('/srv/x', '/srv/x/..y', posix)).toBe(true)
    expect(within('/srv/x', '/srv/X/y', posix)).toBe(false)
  })
})

test('a name that Windows cannot have is told', () => {
  for (const name of ['a:b', 'a*', 'q"', 'x.', 'x ', 'con', 'NUL.txt', 'com1', 'LPT¹.x', 'a\u0001b', 'a\\b'])
    expect(cannotBeNamed(name, 'win32')).toMatch(/Windows/)
  for (const name of ['a b', '.hidden', 'console', 'com10', 'übung 1.csv', "it's", '[x]'])
    expect(cannotBeNamed(name, 'win32')).toBeUndefined()
  expect(cannotBeNamed('a:b*', 'linux')).toBeUndefined()
})

test('what is excluded: * and ? match no slash, and on Windows letters of any size', () => {
  const excluded = matcher(['cache', 'thumbs/*.png', 'log?', '[ab]x', 'a.b', '(1)', '[!a]y'], 'linux')
  for (const path of ['cache', 'thumbs/1.png', 'log1', 'ax', 'bx', 'a.b', '(1)', 'by']) expect([path, excluded(path)]).toEqual([path, true])
  for (const path of ['Cache', 'x/cache', 'thumbs/a/1.png', 'log', 'log/', 'cx', 'aab', 'ay', 'a'])
    expect([path, excluded(path)]).toEqual([path, false])
  expect(matcher(['cache'], 'win32')('CACHE')).toBe(true)
})

test('only what a restore was making is taken for unfinished', () => {
  expect([isUnfinished('state', 'state_new_0123456789ab'), isUnfinished('state', 'state_new_0123456789ab.live')]).toEqual([true, false])
  for (const name of ['state_new_version', 'state_new_2', 'state_old_0123456789ab', 'other_new_0123456789ab', 'state'])
    expect([name, isUnfinished('state', name)]).toEqual([name, false])
})

test('modes from Windows are those that a POSIX machine can live with', () => {
  expect(modeOf('directory', 0o40666, 'win32')).toBe(0o755)
  expect([modeOf('file', 0o100666, 'win32'), modeOf('file', 0o100444, 'win32')]).toEqual([0o644, 0o444])
  expect(modeOf('file', 0o104751, 'linux')).toBe(0o4751)
})

test('a failure of the file system says what to do, and a bug stays one', () => {
  const failure = (code: string) => Object.assign(new Error(code), { code, path: 'D:\\x' })
  for (const code of ['EBUSY', 'EPERM', 'EACCES'])
    expect(explained('Backing up', failure(code))).toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/^Backing up failed: a process has D:\\x open, or this user has no right/)
    })
  expect(explained('Backing up', failure('ENOSPC'))).toMatchObject({ message: 'Backing up failed: the disk is full.' })
  const bug = new TypeError('x is not a function')
  expect(explained('Backing up', bug)).toBe(bug)
})
