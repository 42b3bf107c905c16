import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { UserError } from '../errors.ts'
import { checkMigrations } from './check.ts'
import { gitSource, spawnExec } from './git-source.ts'
import { createOrder, migrationText } from './rules/example.ts'
import { defaultLimits } from './source.ts'

let directory = ''
const identity = { GIT_AUTHOR_NAME: 'T', GIT_AUTHOR_EMAIL: 't@example.net', GIT_COMMITTER_NAME: 'T', GIT_COMMITTER_EMAIL: 't@example.net' }
const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: directory, env: { PATH: process.env['PATH'], HOME: directory, ...identity }, encoding: 'utf8' }).trim()
const write = (path: string, content: string | Buffer) => {
  mkdirSync(join(directory, path, '..'), { recursive: true })
  writeFileSync(join(directory, path), content)
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'belay-git-'))
  git('init', '-q', '-b', 'main')
  write('orders/migrations/__init__.py', '')
  write('orders/migrations/0001_initial.py', migrationText('', [createOrder]))
  write('orders/migrations/0002 "ü\n.py', 'x = 1\n')
  write('README.md', 'text')
  symlinkSync('0001_initial.py', join(directory, 'orders/migrations/linked.py'))
  symlinkSync('../../../etc/hosts.py', join(directory, 'orders/migrations/outside.py'))
  git('add', '.')
  git('commit', '-qm', 'one')
  git('tag', 'v1')
  git('rm', '-q', 'orders/migrations/0002 "ü\n.py', 'orders/migrations/linked.py', 'orders/migrations/outside.py')
  git('commit', '-qm', 'two')
})
afterAll(() => rmSync(directory, { recursive: true }))

test('reads exactly the commit, whatever the working directory holds', async () => {
  write('orders/migrations/0009_untracked.py', 'broken(')
  write('orders/migrations/0001_initial.py', 'changed')
  const source = await gitSource({ directory, ref: 'main' })
  expect(source.commit).toBe(git('rev-parse', 'main'))
  expect(source.list()).toEqual(['README.md', 'orders/migrations/0001_initial.py', 'orders/migrations/__init__.py'])
  expect(Buffer.from(source.read('orders/migrations/0001_initial.py')!).toString()).toBe(migrationText('', [createOrder]))
  expect(source.read('README.md')).toBeUndefined()
  expect(checkMigrations(source).verdict).toBe('passed')
})

test('names with quotes, newlines and letters beyond ASCII; links inside the tree followed, out of it refused', async () => {
  const source = await gitSource({ directory, ref: 'v1' })
  expect(Buffer.from(source.read('orders/migrations/0002 "ü\n.py')!).toString()).toBe('x = 1\n')
  expect(source.read('orders/migrations/linked.py')).toEqual(source.read('orders/migrations/0001_initial.py'))
  expect(source.list()).not.toContain('orders/migrations/outside.py')
  expect(source.skipped).toEqual([{ path: 'orders/migrations/outside.py', reason: 'a symbolic link out of the tree' }])
})

test('a commit that the caller resolved is read with one call less, and is the one that is read', async () => {
  const calls: (readonly string[])[] = []
  const exec: typeof spawnExec = (command, args, options) => {
    calls.push(args)
    return spawnExec(command, args, options)
  }
  const source = await gitSource({ directory, ref: 'main', commit: git('rev-parse', 'v1'), exec })
  expect(calls.map(args => args[1])).toEqual(['ls-tree', 'cat-file'])
  expect(source.commit).toBe(git('rev-parse', 'v1'))
  expect(source.list()).toContain('orders/migrations/linked.py')
  await expect(gitSource({ directory, ref: 'main', commit: '0'.repeat(40) })).rejects.toThrow('git ls-tree ended with exit code 128')
})

test('works from a folder inside the repository and lists the whole tree', async () => {
  expect((await gitSource({ directory: join(directory, 'orders'), ref: 'main' })).list()).toContain('README.md')
})

describe('a ref never becomes an option', () => {
  test.each(['--help', '-x', '--output=stolen', '', 'a\nb', 'a\0b', 'none', '$(touch stolen)', 'main; touch stolen'])(
    '%j is refused',
    async ref => {
      await expect(gitSource({ directory, ref })).rejects.toThrow(UserError)
    }
  )
  test('no argument of any call holds it', async () => {
    const calls: string[][] = []
    await gitSource({
      directory,
      ref: 'v1',
      exec: (command, args, options) => {
        calls.push([command, ...args])
        return spawnExec(command, args, options)
      }
    })
    expect(calls.length).toBe(3)
    expect(calls.flat()).not.toContain('v1')
  })
})

test('limits and failures are told', async () => {
  const small = await gitSource({ directory, ref: 'main', limits: { ...defaultLimits, fileSize: 5 } })
  expect(small.read('orders/migrations/0001_initial.py')).toBeUndefined()
  expect(small.skipped).toEqual([{ path: 'orders/migrations/0001_initial.py', reason: 'larger than 5 bytes' }])
  expect(checkMigrations(small).verdict).toBe('inconclusive')
  await expect(gitSource({ directory, ref: 'main', limits: { ...defaultLimits, files: 1 } })).rejects.toThrow(/more than 1 files/)
  await expect(gitSource({ directory, ref: 'main', limits: { ...defaultLimits, totalSize: 10 } })).rejects.toThrow(/more than 10 bytes/)
  await expect(gitSource({ directory: tmpdir(), ref: 'main' })).rejects.toThrow(/Cannot read the git repository/)
})

test.each([1, 10, 60, 400])('an answer that was cut off by %d bytes is an error, never a shorter list', async lost => {
  const cut = gitSource({
    directory,
    ref: 'main',
    exec: async (command, args, options) => {
      const result = await spawnExec(command, args, options)
      return args.includes('--batch') ? { ...result, stdout: result.stdout.subarray(0, Math.max(0, result.stdout.length - lost)) } : result
    }
  })
  await expect(cut).rejects.toThrow(/cut off/)
})

test('a program that hangs is ended at its deadline', async () => {
  const start = Date.now()
  await expect(spawnExec('sleep', ['30'], { cwd: directory, deadline: 200 })).rejects.toThrow(/no answer within 0.2 s/)
  expect(Date.now() - start).toBeLessThan(5000)
  await expect(spawnExec('belay-no-such-program', [], { cwd: directory, deadline: 1000 })).rejects.toThrow(/Install it/)
})
