import { describe, expect, test } from '@jest/globals'
import { readRequirements } from './requirements.ts'

const read = (files: Record<string, string>) => (path: string) => Promise.resolve(files[path])
const digest = async (files: Record<string, string>, tree = 'tree') => (await readRequirements('req/prod.txt', tree, read(files))).digest

describe('the requirements of an environment', () => {
  test('include what they name, once, also in a circle', async () => {
    const files = {
      'req/prod.txt': 'Django==4.2 # why\n-r base.txt\n-c ../constraints.txt',
      'req/base.txt': '--requirement=prod.txt\nredis',
      'constraints.txt': 'redis==5'
    }
    const before = await digest(files)
    expect(await digest(files, 'another tree')).toBe(before)
    expect(await digest({ ...files, 'constraints.txt': 'redis==6' })).not.toBe(before)
    expect(await digest({ ...files, 'unrelated.txt': 'x' })).toBe(before)
  })

  test.each(['./wheels/a.whl', '.', 'wheels/a.whl', 'a @ file:///x', '--find-links wheels', '../lib'])(
    '%s ties the environment to this tree',
    async line => {
      const files = { 'req/prod.txt': line }
      expect(await digest(files, 'one')).not.toBe(await digest(files, 'two'))
    }
  )

  test.each([
    'Django>=4.2,<5',
    'a[b]==1.0',
    '--index-url https://packages.example.net/simple',
    'a @ https://example.net/a.whl',
    'a==1 ; python_version < "3.9"',
    '--find-links https://example.net/'
  ])('%s does not', async line => {
    const files = { 'req/prod.txt': line }
    expect(await digest(files, 'one')).toBe(await digest(files, 'two'))
  })

  test.each([
    ['-e .', 'editable'],
    ['--editable ./lib', 'editable'],
    ['-r missing.txt', 'names req/missing.txt, which is not in the commit'],
    ['-r ../../outside.txt', 'must be a path inside it']
  ])('%s is refused', async (line, message) => {
    await expect(readRequirements('req/prod.txt', 'tree', read({ 'req/prod.txt': line }))).rejects.toThrow(message)
  })
})
