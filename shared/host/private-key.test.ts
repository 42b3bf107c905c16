import { describe, expect, test } from '@jest/globals'
import ssh2 from 'ssh2'
import { UserError } from '../errors.ts'
import { readPrivateKey } from './private-key.ts'

const { generateKeyPairSync, parseKey } = ssh2.utils
const pair = generateKeyPairSync('ed25519')
const encrypted = generateKeyPairSync('ed25519', { cipher: 'aes256-cbc', passphrase: 'right', rounds: 4 } as never)
const read = (text: string, passphrase?: string) => readPrivateKey(parseKey, text, passphrase)

test('reads keys as they come from pasting', () => {
  const blob = read(pair.private).getPublicSSH()
  expect(read(pair.private.trim()).getPublicSSH().equals(blob)).toBe(true)
  expect(
    read(`\n  ${pair.private.replaceAll('\n', '\r\n')}\r\n`)
      .getPublicSSH()
      .equals(blob)
  ).toBe(true)
  expect(read(encrypted.private, 'right').type).toBe('ssh-ed25519')
  expect(read(generateKeyPairSync('rsa', { bits: 2048 } as never).private).type).toBe('ssh-rsa')
})

describe('says what is wrong with', () => {
  test.each<[string, string, string | undefined, RegExp]>([
    ['no key', '  \n', undefined, /is empty/],
    ['an encrypted key without its passphrase', encrypted.private, undefined, /is encrypted\. Pass its passphrase/],
    ['a wrong passphrase', encrypted.private, 'wrong', /`passphrase` is wrong/],
    ['a public key', pair.public, undefined, /holds a public key/],
    ['some text', 'hello', undefined, /is not a private key: it has no line/],
    ['a key that is cut off', pair.private.slice(0, 120), undefined, /is damaged/]
  ])('%s', (_what, text, passphrase, message) => {
    expect(() => read(text, passphrase)).toThrow(UserError)
    expect(() => read(text, passphrase)).toThrow(message)
  })
})
