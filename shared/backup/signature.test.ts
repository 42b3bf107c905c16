import { describe, expect, test } from '@jest/globals'
import { checkKey, distrust, type Signature, sign } from './signature.ts'

const key = 'k'.repeat(32)
const text = '{\n  "id": "b1",\n  "sequence": 7,\n  "note": "a\\n  \\"signature\\": {"\n}\n'
const of = (signed: string): Signature | undefined => JSON.parse(signed).signature

test('what was signed is trusted with the same key, and says everything that it said before', () => {
  const signed = sign(text, key)
  expect(signed.split('\n').slice(0, 4)).toEqual(
    text
      .split('\n')
      .slice(0, 4)
      .map((line, at) => (at === 3 ? `${line},` : line))
  )
  expect(JSON.parse(signed)).toEqual({
    ...JSON.parse(text),
    signature: { algorithm: 'HMAC-SHA256', key: expect.any(String), value: expect.any(String) }
  })
  expect(distrust(signed, of(signed), key)).toBeUndefined()
  // Nothing of the key is in the file.
  expect(signed).not.toContain(key)
})

describe('not trusted', () => {
  const signed = sign(text, key)
  test.each([
    ['another number', signed.replace('7', '8'), /does not fit/],
    ['a key that is unknown to this Belay', signed.replace('"id"', '"new": 1,\n  "id"'), /does not fit/],
    ['another signature', signed.replace(/"value": "(.)/, (_, digit) => `"value": "${digit === '0' ? '1' : '0'}`), /does not fit/],
    ['a second key of the same name behind the signature', signed.replace(/\n\}\n$/, ',\n  "sequence": 9\n}\n'), /does not fit/],
    ['a second signature', signed.replace(/\n\}\n$/, `${signed.slice(signed.indexOf(',\n  "signature"'))}`), /does not fit/],
    ['the signature in another place', `{\n  "a": 1${signed.slice(signed.indexOf(',\n  "signature"'))}`, /does not fit/],
    ['no signature', text, /is not signed/]
  ])('%s', (_name, changed, why) => expect(distrust(changed, of(changed), key)).toMatch(why))
  test('another key', () => expect(distrust(signed, of(signed), 'x'.repeat(32))).toMatch(/signed with another key/))
})

test('a text is signed once, and only where nothing of it is lost', () => {
  expect(() => sign(sign(text, key), key)).toThrow('cannot be signed')
  expect(() => sign('{}', key)).toThrow('cannot be signed')
})

test('a key that can be guessed is refused', () => {
  expect(checkKey(` ${key}\n`)).toBe(key)
  expect(() => checkKey('secret')).toThrow(/has 6 characters.*openssl rand -hex 32/)
})
