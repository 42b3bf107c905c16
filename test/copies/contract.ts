import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, test } from '@jest/globals'
import type { CopyStore, FileProof } from '../../shared/copies/store.ts'
import { UserError } from '../../shared/errors.ts'

export const factsOf = (content: Buffer): FileProof => ({
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex')
})

/** In pieces of 64 KiB, as a host gives them. */
export const streamOf =
  (content: Buffer): (() => Promise<Readable>) =>
  async () =>
    Readable.from(
      (function* () {
        for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536)
      })()
    )

/** What every kind of store must do. Each test has keys of its own. */
export function storeContract(open: () => CopyStore): void {
  const put = (key: string, content: Buffer) => open().put(key, streamOf(content), factsOf(content))

  test.each([0, 1, 100_000, 13 * 2 ** 20 + 1])('a file of %d bytes comes back as it was, and is listed with its size', async bytes => {
    const content = randomBytes(bytes)
    const key = `app/size/${bytes}/f`
    await put(key, content)
    expect((await buffer(await open().get(key))).equals(content)).toBe(true)
    expect(await open().list(key)).toEqual([{ key, bytes }])
  })

  test('the same file put again is no error, and another of that name replaces it', async () => {
    const [one, two] = [randomBytes(1000), randomBytes(2000)]
    await put('app/again/b1/f', one)
    await put('app/again/b1/f', one)
    expect((await buffer(await open().get('app/again/b1/f'))).equals(one)).toBe(true)
    await put('app/again/b1/f', two)
    expect((await buffer(await open().get('app/again/b1/f'))).equals(two)).toBe(true)
  })

  test('only what begins with the prefix is listed, in the order of the keys', async () => {
    for (const key of ['app/list/b2/f', 'app/list/b1/g', 'app/list/b1/f', 'app/list2/b1/f']) await put(key, Buffer.from(key))
    expect((await open().list('app/list/')).map(file => file.key)).toEqual(['app/list/b1/f', 'app/list/b1/g', 'app/list/b2/f'])
    expect((await open().list('app/list/b1/f')).map(file => file.key)).toEqual(['app/list/b1/f'])
    expect(await open().list('nobody/')).toEqual([])
  })

  test('what was removed is gone, the rest stays, and to remove it again is no error', async () => {
    for (const key of ['app/remove/b1/f', 'app/remove/b1/g']) await put(key, Buffer.from(key))
    await open().remove('app/remove/b1/f')
    await open().remove('app/remove/b1/f')
    expect(await open().list('app/remove/')).toEqual([{ key: 'app/remove/b1/g', bytes: 15 }])
    await expect(open().get('app/remove/b1/f').then(buffer)).rejects.toThrow(UserError)
  })

  test.each([
    ['another SHA-256', 7_000_000, 7_000_000],
    ['fewer bytes', 7_000_000, 6_999_999],
    ['more bytes', 7_000_000, 7_000_001],
    ['another SHA-256, small', 700, 700]
  ])('a source with %s than the manifest says leaves nothing', async (_, announced, given) => {
    const key = `app/wrong/${announced}-${given}/f`
    const facts = { ...factsOf(randomBytes(10)), bytes: announced }
    await expect(open().put(key, streamOf(randomBytes(given)), facts)).rejects.toThrow(/not what the manifest says: it(s SHA-256| has)/)
    expect(await open().list(key)).toEqual([])
  })

  test('a source that breaks in the middle leaves nothing, and its own words are told', async () => {
    const content = randomBytes(12 * 2 ** 20)
    const broken = async () =>
      Readable.from(
        (async function* () {
          yield content.subarray(0, 11 * 2 ** 20)
          throw new UserError('the disk of the host has a bad sector')
        })()
      )
    await expect(open().put('app/broken/b1/f', broken, factsOf(content))).rejects.toThrow('the disk of the host has a bad sector')
    expect(await open().list('app/broken/')).toEqual([])
  })
}
