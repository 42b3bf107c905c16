import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { checksumLine, GitCheckout } from './checkout.ts'

const path = '/usr/local/bin:/usr/bin:/bin'
const home = mkdtempSync(join(tmpdir(), 'belay-checkout-'))
const directory = join(home, "a 'repository'")
const env = {
  PATH: path,
  HOME: home,
  GIT_AUTHOR_NAME: 't',
  GIT_AUTHOR_EMAIL: 't@example.net',
  GIT_COMMITTER_NAME: 't',
  GIT_COMMITTER_EMAIL: 't@example.net'
}
const git = (...args: string[]) => execFileSync('git', ['-C', directory, ...args], { env, encoding: 'utf8' }).trim()
const commit = () => (git('add', '-A'), git('commit', '-q', '--allow-empty', '-m', 'x'), git('rev-parse', 'HEAD'))
const checkout = new GitCheckout(directory, { PATH: path, HOME: home })
let unpacked = 0

async function unpack(ref: string) {
  const packed = await checkout.pack(await checkout.resolve(ref), home)
  const target = join(home, `unpacked-${unpacked++}`)
  mkdirSync(target)
  execFileSync('tar', ['-xzf', packed.archive, '-C', target])
  writeFileSync(join(home, 'sums'), packed.files.map(file => checksumLine(file.sha256, file.path)).join(''), 'latin1')
  execFileSync('sha256sum', ['--check', '--quiet', '--strict', join(home, 'sums')], { cwd: target })
  await packed.dispose()
  return { packed, target }
}

beforeAll(() => {
  mkdirSync(directory)
  execFileSync('git', ['init', '-q', '-b', 'main', directory], { env })
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('what is sent to the host', () => {
  test('is the tree of the commit, byte for byte, whatever its attributes say', async () => {
    writeFileSync(
      join(directory, '.gitattributes'),
      'secret.txt export-ignore\nversion.txt export-subst\n*.bat text eol=crlf\n*.id ident\n'
    )
    writeFileSync(join(directory, 'secret.txt'), 'kept')
    writeFileSync(join(directory, 'version.txt'), '$Format:%H$')
    writeFileSync(join(directory, 'run.bat'), 'a\nb\n')
    writeFileSync(join(directory, 'x.id'), '$Id$')
    for (const name of ["it's $(x)", 'a\nb', 'back\\slash', '中文', ' lead', '-rf']) writeFileSync(join(directory, name), name)
    writeFileSync(join(directory, 'big'), Buffer.alloc(3_000_000, 'a\n'))
    writeFileSync(join(directory, 'empty'), '')
    symlinkSync('../elsewhere', join(directory, 'link'))
    const head = commit()
    writeFileSync(join(directory, 'version.txt'), 'changed in the working tree only')
    const { packed, target } = await unpack(head)
    const listed = execFileSync('git', ['-C', directory, 'ls-tree', '-r', '-z', '--name-only', head], { env, encoding: 'utf8' })
      .split('\0')
      .filter(Boolean)
    expect(readdirSync(target).sort()).toEqual(listed.sort())
    expect([...packed.paths].sort()).toEqual(listed.sort())
    expect(packed.links).toEqual([{ path: 'link', target: '../elsewhere' }])
    expect(readdirSync(home).filter(name => name.startsWith('belay-git-'))).toEqual([])
    git('checkout', '-q', '--', 'version.txt')
  })

  test.each([
    ['a tag', 'v1.0.0'],
    ['an annotated tag', 'v1.0.1'],
    ['a name full of quotes', `it's-$(x)"`]
  ])('can be named by %s', async (_name, tag) => {
    git('tag', ...(tag === 'v1.0.1' ? ['-a', '-m', 'x'] : []), tag)
    expect((await checkout.resolve(tag)).commit).toBe(git('rev-parse', 'HEAD'))
    expect((await checkout.resolve(`refs/tags/${tag}`)).tree).toBe(git('rev-parse', 'HEAD^{tree}'))
  })

  test('names that are none, or not here, get one clear message', async () => {
    await expect(checkout.resolve('--all')).rejects.toThrow('is no name of a tag')
    await expect(checkout.resolve('v9.9.9')).rejects.toThrow('v9.9.9 is not in the checkout')
    await expect(new GitCheckout(home, { PATH: path }).resolve('main')).rejects.toThrow('not a git repository')
  })

  test('a submodule, Git LFS and an empty commit are refused with what to do', async () => {
    git('checkout', '-q', '-b', 'bad')
    git('update-index', '--add', '--cacheinfo', `160000,${git('rev-parse', 'HEAD')},vendor/lib`)
    git('commit', '-q', '-m', 'x')
    const before = readdirSync(home)
    await expect(unpack('bad')).rejects.toThrow('submodules (vendor/lib)')
    expect(readdirSync(home)).toEqual(before)
    git('rm', '-q', '--cached', 'vendor/lib')
    writeFileSync(join(directory, 'model.bin'), 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n')
    commit()
    await expect(unpack('bad')).rejects.toThrow('Git LFS (model.bin)')
    git('checkout', '-q', '--orphan', 'nothing')
    git('rm', '-rfq', '.')
    commit()
    await expect(unpack('nothing')).rejects.toThrow('holds no file')
    git('checkout', '-q', 'main')
  })

  test('works from a shallow clone and a linked work tree', async () => {
    const shallow = join(home, 'shallow')
    execFileSync('git', ['clone', '-q', '--depth', '1', '--branch', 'main', `file://${directory}`, shallow], { env })
    const linked = join(home, 'linked')
    git('worktree', 'add', '-q', '--detach', linked, 'main')
    for (const each of [shallow, linked]) {
      const from = new GitCheckout(each, { PATH: path, HOME: home })
      const packed = await from.pack(await from.resolve('HEAD'), home)
      expect(packed.paths).toContain('中文')
      await packed.dispose()
    }
  })
})

test('lines of sha256sum escape what would break a line', () => {
  expect(checksumLine('00', 'a\nb\\c')).toBe('\\00  ./a\\nb\\\\c\n')
  expect(checksumLine('00', 'a b')).toBe('00  ./a b\n')
})
