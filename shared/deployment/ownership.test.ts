import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { UserError } from '../errors.ts'
import { loadOwnership, ownershipPath, removeOwnership, saveOwnership } from './ownership.ts'

const held = { deployment: '20261122-024035-k3x9qa', token: `00000001-${'0f'.repeat(16)}` }
let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'belay-ownership-'))
  path = ownershipPath(folder, 'mes', 'production')
})
afterEach(() => rm(folder, { recursive: true }))

test('what one action saves the next one loads, and nobody else can read it', async () => {
  expect(await loadOwnership(path)).toBeUndefined()
  await saveOwnership(path, held)
  await saveOwnership(path, held)
  expect(await loadOwnership(path)).toEqual(held)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect((await stat(dirname(path))).mode & 0o777).toBe(0o700)
  expect(await readdir(dirname(path))).toEqual(['mes-production.json'])
  await removeOwnership(path)
  await removeOwnership(path)
  expect(await loadOwnership(path)).toBeUndefined()
})

test.each(['', '{', '{"deployment":"x"}', `{"deployment":"x","token":"../../lock"}`])(
  'a broken file %j is an error, never "owns none"',
  async text => {
    await saveOwnership(path, held)
    await writeFile(path, text)
    await expect(loadOwnership(path)).rejects.toThrow(UserError)
  }
)

test('two applications never share a file, whatever they are called', () => {
  const paths = [
    ['a', 'b-c'],
    ['a-b', 'c'],
    ['a/b', 'c'],
    ['..', 'c']
  ].map(([app, environment]) => ownershipPath('/runner/temp', app!, environment!))
  expect(new Set(paths).size).toBe(paths.length)
  for (const each of paths) expect(dirname(each)).toBe('/runner/temp/belay')
})
