import { expect, test } from '@jest/globals'
import { bytesText } from './bytes.ts'

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [12_288, '12.0 KiB'],
  [2 ** 20 - 1, '1.0 MiB'],
  [1.2 * 2 ** 20, '1.2 MiB'],
  [5 * 2 ** 30, '5.0 GiB'],
  [2 ** 51, '2048.0 TiB']
])('%d bytes', (bytes, text) => expect(bytesText(bytes)).toBe(text))
