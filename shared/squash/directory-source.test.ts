import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { UserError } from '../errors.ts'
import { directorySource } from './directory-source.ts'
import { defaultLimits, subtree } from './source.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'belay-source-'))
  mkdirSync(join(root, 'tree/app/migrations'), { recursive: true })
  mkdirSync(join(root, 'tree/.git'))
  writeFileSync(join(root, 'tree/.git/config'), '')
  writeFileSync(join(root, 'tree/app/migrations/0001.py'), 'one')
  writeFileSync(join(root, 'tree/manage.py'), 'manage')
  writeFileSync(join(root, 'secret.py'), 'secret')
})
afterEach(() => rmSync(root, { recursive: true }))

test('lists regular files with posix paths and reads them', () => {
  const source = directorySource(join(root, 'tree'))
  expect(source.list()).toEqual(['app/migrations/0001.py', 'manage.py'])
  expect(Buffer.from(source.read('app/migrations/0001.py')!).toString()).toBe('one')
  expect(source.read('../secret.py')).toBeUndefined()
  expect(subtree(source, './app/').list()).toEqual(['migrations/0001.py'])
  expect(Buffer.from(subtree(source, 'app').read('migrations/0001.py')!).toString()).toBe('one')
})

test('a link inside is followed; out of the tree, to a directory, to nothing it is refused and told', () => {
  symlinkSync('0001.py', join(root, 'tree/app/migrations/inside.py'))
  symlinkSync('../../../secret.py', join(root, 'tree/app/migrations/outside.py'))
  symlinkSync('app', join(root, 'tree/again'))
  symlinkSync('nothing', join(root, 'tree/dangling.py'))
  symlinkSync('..', join(root, 'tree/app/up'))
  const source = directorySource(join(root, 'tree'))
  expect(source.list()).toEqual(['app/migrations/0001.py', 'app/migrations/inside.py', 'manage.py'])
  expect(Buffer.from(source.read('app/migrations/inside.py')!).toString()).toBe('one')
  expect(source.read('app/migrations/outside.py')).toBeUndefined()
  expect(Object.fromEntries(source.skipped.map(entry => [entry.path, entry.reason]))).toEqual({
    'app/migrations/outside.py': 'a symbolic link out of the tree',
    again: 'a symbolic link to a directory',
    'app/up': 'a symbolic link to a directory',
    'dangling.py': 'a symbolic link that leads nowhere'
  })
})

test('a file that became a link out of the tree after it was listed is not read', () => {
  const source = directorySource(join(root, 'tree'))
  rmSync(join(root, 'tree/manage.py'))
  symlinkSync('../secret.py', join(root, 'tree/manage.py'))
  expect(source.read('manage.py')).toBeUndefined()
  expect(source.skipped).toEqual([{ path: 'manage.py', reason: 'a symbolic link since it was listed' }])
})

test('limits: a large file is told, too many files and bytes are refused, and so is a directory that is not there', () => {
  const small = directorySource(join(root, 'tree'), { ...defaultLimits, fileSize: 3 })
  expect(small.read('manage.py')).toBeUndefined()
  expect(small.skipped).toEqual([{ path: 'manage.py', reason: 'larger than 3 bytes' }])
  expect(() => directorySource(join(root, 'tree'), { ...defaultLimits, files: 1 })).toThrow(UserError)
  const scarce = directorySource(join(root, 'tree'), { ...defaultLimits, totalSize: 5 })
  expect(() => scarce.read('manage.py')).toThrow(/More than 5 bytes/)
  expect(() => directorySource(join(root, 'none'))).toThrow(UserError)
  expect(() => directorySource(join(root, 'secret.py'))).toThrow(/not a directory/)
})
