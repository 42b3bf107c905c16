import { execFileSync } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import ssh2 from 'ssh2'
import { UserError } from '../errors.ts'
import { fingerprint, KnownHosts } from './known-hosts.ts'

const make = (type: 'ed25519' | 'rsa' | 'ecdsa', bits?: number) => {
  const pair = ssh2.utils.generateKeyPairSync(type as never, (bits === undefined ? {} : { bits }) as never)
  const [name = '', key = ''] = pair.public.split(' ')
  return { name, key, line: `${name} ${key}`, blob: Buffer.from(key, 'base64') }
}
const ed25519 = make('ed25519')
const other = make('ed25519')
const ecdsa = make('ecdsa', 256)
const rsa = make('rsa', 2048)

const hashed = (name: string) => {
  const salt = randomBytes(20)
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`
}

function trusts(text: string, host = 'mes1.example.net', port = 22, blob = ed25519.blob): boolean {
  try {
    return new KnownHosts(text, host, port).check(blob) === undefined
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    return false
  }
}

describe('a host is known (G8)', () => {
  test.each<[string, string, string, number, boolean]>([
    ['by its name', `mes1.example.net ${ed25519.line}`, 'mes1.example.net', 22, true],
    ['by its name in another case', `Mes1.Example.NET ${ed25519.line}`, 'mes1.example.net', 22, true],
    ['by one of several names', `10.0.0.1,mes1.example.net ${ed25519.line} comment here`, 'mes1.example.net', 22, true],
    ['with tabs and carriage returns', `mes1.example.net\t${ed25519.name}  ${ed25519.key}\r\n`, 'mes1.example.net', 22, true],
    ['by name and port', `[mes1.example.net]:2222 ${ed25519.line}`, 'mes1.example.net', 2222, true],
    ['not by the name alone on another port', `mes1.example.net ${ed25519.line}`, 'mes1.example.net', 2222, false],
    ['not on port 22 by another port', `[mes1.example.net]:2222 ${ed25519.line}`, 'mes1.example.net', 22, false],
    ['by its hashed name', `${hashed('mes1.example.net')} ${ed25519.line}`, 'mes1.example.net', 22, true],
    ['by its hashed name and port', `${hashed('[mes1.example.net]:2222')} ${ed25519.line}`, 'mes1.example.net', 2222, true],
    ['not by the hash of another name', `${hashed('mes2.example.net')} ${ed25519.line}`, 'mes1.example.net', 22, false],
    ['by a wildcard', `*.example.net ${ed25519.line}`, 'mes1.example.net', 22, true],
    ['by a question mark', `mes?.example.net ${ed25519.line}`, 'mes1.example.net', 22, true],
    ['not when a dot stands for any character', `mes1.example.net ${ed25519.line}`, 'mes1xexample.net', 22, false],
    ['not when a negated name matches', `*.example.net,!mes1.example.net ${ed25519.line}`, 'mes1.example.net', 22, false],
    ['when the negated name is another', `*.example.net,!mes2.example.net ${ed25519.line}`, 'mes1.example.net', 22, true],
    ['not by a negated name alone', `!mes2.example.net ${ed25519.line}`, 'mes1.example.net', 22, false],
    ['by an IPv6 address', `2001:db8::1 ${ed25519.line}`, '2001:db8::1', 22, true],
    ['by an IPv6 address and port', `[2001:db8::1]:2222 ${ed25519.line}`, '2001:db8::1', 2222, true],
    ['not with another key', `mes1.example.net ${other.line}`, 'mes1.example.net', 22, false],
    [
      'with one of several keys',
      `# a comment\n\nmes1.example.net ${other.line}\nmes1.example.net ${ed25519.line}\n`,
      'mes1.example.net',
      22,
      true
    ],
    ['not with a revoked key', `mes1.example.net ${ed25519.line}\n@revoked * ${ed25519.line}`, 'mes1.example.net', 22, false],
    ['although another key of it is revoked', `mes1.example.net ${ed25519.line}\n@revoked * ${other.line}`, 'mes1.example.net', 22, true],
    [
      'beside a certificate authority',
      `@cert-authority *.example.net ${rsa.line}\nmes1.example.net ${ed25519.line}`,
      'mes1.example.net',
      22,
      true
    ],
    ['not by a certificate authority', `@cert-authority *.example.net ${ed25519.line}`, 'mes1.example.net', 22, false]
  ])('%s', (_how, text, host, port, expected) => {
    expect(trusts(text, host, port)).toBe(expected)
  })

  test('only the key types that it has are offered, RSA without SHA-1', () => {
    expect(new KnownHosts(`h ${ed25519.line}`, 'h', 22).algorithms).toEqual(['ssh-ed25519'])
    expect(new KnownHosts(`h ${rsa.line}\nh ${ecdsa.line}`, 'h', 22).algorithms).toEqual([
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ecdsa-sha2-nistp256'
    ])
    expect(new KnownHosts(`h ${rsa.line}\nh ${ed25519.line}\n@revoked h ${ed25519.line}`, 'h', 22).algorithms).toEqual([
      'rsa-sha2-512',
      'rsa-sha2-256'
    ])
  })
})

describe('the error', () => {
  const message = (text: string, host = 'h', port = 22) => {
    try {
      return String(new KnownHosts(text, host, port).check(ed25519.blob)?.message)
    } catch (error) {
      expect(error).toBeInstanceOf(UserError)
      return (error as Error).message
    }
  }

  test('for no known_hosts tells how to get it', () => {
    expect(message(' \n')).toMatch(
      /^No host key is known for h: `known-hosts` is empty\. From a machine that you trust, run `ssh-keyscan h`, compare/
    )
    expect(message(`x ${ed25519.line}`, 'h', 2222)).toContain(
      'holds no key for [h]:2222. From a machine that you trust, run `ssh-keyscan -p 2222 h`'
    )
  })

  test('for another key has both fingerprints', () => {
    const text = message(`# here\nh ${other.line}`)
    expect(text).toContain(
      `It shows ${fingerprint(ed25519.blob)} (ssh-ed25519); \`known-hosts\` holds ${fingerprint(other.blob)} (ssh-ed25519, line 2).`
    )
  })

  test('for a revoked key and for a certificate authority says which it is', () => {
    expect(message(`h ${other.line}\n@revoked h ${ed25519.line}`)).toContain(
      `${fingerprint(ed25519.blob)} (ssh-ed25519), which \`known-hosts\` marks as revoked`
    )
    expect(message(`@revoked h ${ed25519.line}\nh ${ed25519.line}`)).toContain('every key that it has for it is revoked')
    expect(message(`\n@cert-authority * ${ed25519.line}`)).toContain('names only a certificate authority for h (line 2)')
  })

  test('for bad lines names all of them', () => {
    const cut = ed25519.key.slice(0, -8)
    expect(
      message(
        `h ${ed25519.line}\nnonsense\nh ssh-ed25519 !!!\nh ssh-rsa ${ed25519.key}\n@other h ${ed25519.line}\nh ssh-ed25519 ${cut}\n|2|x h ssh-ed25519`
      )
    ).toBe(
      '`known-hosts` is not understood: line 2: it has fewer than three words; line 3: the key is not Base64; line 4: the key is not of type ssh-rsa or is cut off; ' +
        'line 5: the marker @other is unknown; line 6: the key is cut off; line 7: the key is not Base64. Each line is: names, key type, key, as `ssh-keyscan` prints them.'
    )
  })
})

test('fingerprints are those of ssh-keygen', () => {
  const line = execFileSync('ssh-keygen', ['-lf', '-'], { input: ed25519.line }).toString()
  expect(line).toContain(` ${fingerprint(ed25519.blob)} `)
})
