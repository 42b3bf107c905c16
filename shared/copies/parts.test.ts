import { expect, test } from '@jest/globals'
import { Buffers, cut, partBytes, SMALLEST_PART } from './parts.ts'

test('a file of any size has at most 10,000 parts, in whole MiB', () => {
  expect(partBytes(1, SMALLEST_PART)).toBe(5 * 2 ** 20)
  expect(partBytes(50 * 2 ** 30, SMALLEST_PART)).toBe(6 * 2 ** 20)
  for (const bytes of [1, 2 ** 30, 49 * 2 ** 30, 2 ** 40])
    expect(Math.ceil(bytes / partBytes(bytes, SMALLEST_PART))).toBeLessThanOrEqual(10_000)
})

async function* pieces(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size))
}

test.each([1, 3, 4, 5, 100])('pieces of %d bytes become parts of 4, and the last is what is left', async size => {
  const parts: string[] = []
  for await (const { number, body, release } of cut(pieces('abcdefghij', size), new Buffers(1, 4))) {
    parts.push(`${number} ${body}`)
    release()
  }
  expect(parts).toEqual(['1 abcd', '2 efgh', '3 ij'])
})

test('no more buffers than there are: who reads waits until one is given back', async () => {
  const parts = cut(pieces('abcdefgh', 2), new Buffers(1, 4))
  const first = await parts.next()
  const second = parts.next()
  expect(await Promise.race([second, new Promise(resolve => setTimeout(resolve, 20, 'waits'))])).toBe('waits')
  first.value!.release()
  expect(String((await second).value!.body)).toBe('efgh')
})

test('a source that breaks gives its buffer back', async () => {
  const buffers = new Buffers(1, 4)
  const broken = async function* () {
    yield Buffer.from('ab')
    throw new Error('broken')
  }
  await expect(cut(broken(), buffers).next()).rejects.toThrow('broken')
  expect((await buffers.take()).length).toBe(4)
})
