import { describe, expect, test } from '@jest/globals'
import ssh2 from 'ssh2'
import { UserError } from '../errors.ts'
import { readPrivateKey } from './private-key.ts'

const { generateKeyPairSync, parseKey } = ssh2.utils
const pair = makeKey()
const encrypted = makeKey({ cipher: 'aes256-cbc', passphrase: 'right', rounds: 4 })
const read = (text: string, passphrase?: string) => readPrivateKey(parseKey, text, passphrase)

/** Once in 200 times ssh2 writes a key that nobody can read; those of ssh-keygen are all read (700 of 700). */
function makeKey(options: { cipher?: string; passphrase?: string; rounds?: number } = {}): ReturnType<typeof generateKeyPairSync> {
  for (;;) {
    const made = generateKeyPairSync('ed25519', options as never)
    if (!(parseKey(made.private, options.passphrase) instanceof Error)) return made
  }
}

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
