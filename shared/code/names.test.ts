import { describe, expect, test } from '@jest/globals'
import { checkRef, checkRelativePath, checkReleaseId, releaseId, sharedPaths } from './names.ts'

const commit = '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d'

describe('the id of a release', () => {
  test.each([
    ['v1.1.0', 'v1.1.0-1a2b3c4d5e'],
    ['refs/tags/v1.1.0', 'v1.1.0-1a2b3c4d5e'],
    ['feature/new parts', 'feature-new-parts-1a2b3c4d5e'],
    ['../../etc', 'etc-1a2b3c4d5e'],
    ["$(reboot)'`\n", 'reboot-1a2b3c4d5e'],
    ['--force', 'force-1a2b3c4d5e'],
    ['中文', 'release-1a2b3c4d5e'],
    ['a..b', 'a.b-1a2b3c4d5e'],
    ['x'.repeat(200), `${'x'.repeat(60)}-1a2b3c4d5e`]
  ])('of %j is %s', (version, id) => {
    expect(releaseId(version, commit)).toBe(id)
    expect(checkReleaseId(releaseId(version, commit, 9))).toBe(`${id}-9`)
  })

  test.each(['', '.', '..', 'a/b', '-x', '.x', 'a b', 'v1.partial', 'v1.removed', "v1'", 'v1\n'])('%j is none', id => {
    expect(() => checkReleaseId(id)).toThrow('is no release')
  })
})

describe('a ref (G9)', () => {
  test.each(['v1.1.0', 'refs/tags/v1.1.0', 'feature/a-b_c', commit, "it's", '$(x)', 'a;b', 'a"b', '中文'])(
    '%j gets through to git, never to a shell',
    ref => {
      expect(checkRef(ref)).toBe(ref)
    }
  )
  test.each([
    '',
    '-v',
    '--upload-pack=x',
    'a b',
    'a\nb',
    'a..b',
    'HEAD~1',
    'a^{tree}',
    'a:b',
    '@{-1}',
    '@',
    '/a',
    'a/',
    'a//b',
    '.a',
    'a/.b',
    'a.lock',
    'a\0b',
    'a\\b',
    '*'
  ])('%j is refused', ref => {
    expect(() => checkRef(ref)).toThrow('is no name of a tag')
  })
})

describe('a path (G9)', () => {
  test.each(['', '/etc', '..', 'a/../b', './a', 'a//b', 'a/.', 'a\nb', 'a\0'])('%j is refused', path => {
    expect(() => checkRelativePath(path, 'code.shared')).toThrow('code.shared')
  })
  test('is otherwise kept as it is, quotes and all', () => {
    expect(sharedPaths(['.env', 'media/', "it's $(x)/a b"])).toEqual([
      { path: '.env', directory: false },
      { path: 'media', directory: true },
      { path: "it's $(x)/a b", directory: false }
    ])
  })
  test.each([[['media', 'media/']], [['media', 'media/a']], [['a/b', 'a']]])('%j overlap', shared => {
    expect(() => sharedPaths(shared)).toThrow('overlap')
  })
  test.each(['REVISION', 'venv', 'venv/x', '.git'])('%s belongs to Belay', path => {
    expect(() => sharedPaths([path])).toThrow('uses itself')
  })
})
