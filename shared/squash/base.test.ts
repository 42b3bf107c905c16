import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { changedLines, isChanged, readBase } from './base.ts'

let directory = ''
const env = { PATH: process.env['PATH'] ?? '' }
const git = (...args: string[]) =>
  execFileSync('git', ['-C', directory, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    env,
    encoding: 'utf8',
    stdio: 'pipe'
  }).trim()
function commit(files: Readonly<Record<string, string>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), content)
  }
  git('add', '--all')
  git('commit', '--quiet', '--allow-empty', '-m', 'one')
  return git('rev-parse', 'HEAD')
}
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'belay-base-'))
  git('init', '--quiet', '--initial-branch=main')
})
afterEach(() => rmSync(directory, { recursive: true }))

describe('the base branch', () => {
  test('is read where this branch left it, and at its newest commit', async () => {
    const left = commit({ 'a.py': '1' })
    git('checkout', '--quiet', '-b', 'feature')
    const head = commit({ 'b.py': '2' })
    git('checkout', '--quiet', 'main')
    const tip = commit({ 'c.py': '3' })
    const base = await readBase({ directory, head, ref: 'main' })
    if ('missing' in base) throw new Error(base.missing)
    expect([base.mergeBase.commit, base.tip.commit]).toEqual([left, tip])
    expect([base.mergeBase.list(), base.tip.list()]).toEqual([['a.py'], ['a.py', 'c.py']])
  })

  test('that a shallow checkout lacks is told, with what to set', async () => {
    commit({ 'a.py': '1' })
    git('checkout', '--quiet', '-b', 'feature')
    commit({ 'b.py': '2' })
    const origin = directory
    directory = mkdtempSync(join(tmpdir(), 'belay-base-'))
    try {
      execFileSync('git', ['clone', '--quiet', '--depth=1', '--branch=feature', `file://${origin}`, directory], { env, stdio: 'pipe' })
      expect(await readBase({ directory, head: 'HEAD', ref: 'origin/main' })).toEqual({
        missing: 'origin/main is not in this checkout, which is shallow. Set `fetch-depth: 0` at actions/checkout.'
      })
      git('fetch', '--quiet', '--depth=1', 'origin', 'main:refs/remotes/origin/main')
      expect(await readBase({ directory, head: 'HEAD', ref: 'origin/main' })).toEqual({
        missing: 'where this branch left origin/main is not in this checkout, which is shallow. Set `fetch-depth: 0` at actions/checkout.'
      })
    } finally {
      rmSync(origin, { recursive: true })
    }
  })

  test.each(['mian', '--all', '', 'a\nb'])('with a wrong name is an error of the user: %j', async ref => {
    commit({ 'a.py': '1' })
    await expect(readBase({ directory, head: 'HEAD', ref })).rejects.toThrow('correct `base-ref`')
  })

  test('without a common commit is told', async () => {
    commit({ 'a.py': '1' })
    git('checkout', '--quiet', '--orphan', 'other')
    commit({ 'a.py': '2' })
    await expect(readBase({ directory, head: 'HEAD', ref: 'main' })).rejects.toThrow('no commit in common')
  })
})

test('changed lines are those of the newer commit', async () => {
  const from = commit({ 'a b.py': '1\n2\n3\n4\n', 'gone.py': 'x\n', 'ü.py': '1\n', 'same.py': '1\n', 'tricky.sql': 'a\n' })
  rmSync(join(directory, 'gone.py'))
  const to = commit({
    'a b.py': '1\nzwei\n3\n4\nfünf\nsechs\n',
    'new.py': '1\n2\n',
    'ü.py': '1\n2\n',
    'tricky.sql': 'a\n++ b/other.py\n-- x\n',
    'a"b\\c.py': '1\n'
  })
  const lines = await changedLines(directory, from, to)
  expect(Object.fromEntries(lines)).toEqual({
    'a"b\\c.py': [[1, 1]],
    'a b.py': [
      [2, 2],
      [5, 6]
    ],
    'gone.py': [[1, 1]],
    'new.py': [[1, 2]],
    'tricky.sql': [[2, 3]],
    'ü.py': [[2, 2]]
  })
  expect([4, 5].map(line => isChanged(lines, { file: 'a b.py', line }))).toEqual([false, true])
  expect(isChanged(lines, { file: 'same.py', line: 1 })).toBe(false)
})
