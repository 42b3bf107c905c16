import type { ParsedKey } from 'ssh2'
import { UserError } from '../errors.ts'

type Parse = (data: string, passphrase?: string) => ParsedKey | ParsedKey[] | Error

/** Reads a private key in OpenSSH's, PEM or PuTTY format. Line ends and blank space around it, as they come from pasting, do no harm. Errors: UserError. */
export function readPrivateKey(parse: Parse, text: string, passphrase: string | undefined): ParsedKey {
  const clean = `${text.replaceAll(/\r\n?/g, '\n').trim()}\n`
  if (clean === '\n')
    throw new UserError('`private-key` is empty. Pass the private key whose public half is in the authorized_keys of the user on the host.')
  const parsed = parse(clean, passphrase)
  if (parsed instanceof Error) throw keyError(parsed, clean, passphrase)
  const key = Array.isArray(parsed) ? parsed[0] : parsed
  if (key === undefined) throw keyError(new Error('it holds no key'), clean, passphrase)
  if (!key.isPrivateKey()) throw new UserError('`private-key` holds a public key. Pass the other file, the one without `.pub`.')
  return key
}

function keyError(error: Error, text: string, passphrase: string | undefined): UserError {
  const encrypted = /encrypted/i.test(error.message) || /ENCRYPTED/.test(text)
  if (encrypted && passphrase === undefined)
    return new UserError('`private-key` is encrypted. Pass its passphrase as `passphrase`, or use a key without one.', { cause: error })
  if (/passphrase|integrity check|decrypt/i.test(error.message)) {
    return new UserError('`private-key` could not be decrypted: `passphrase` is wrong, or the key is damaged.', { cause: error })
  }
  if (!text.includes('-----BEGIN') && !text.startsWith('PuTTY-User-Key-File')) {
    return new UserError(
      '`private-key` is not a private key: it has no line `-----BEGIN … PRIVATE KEY-----`. Pass the whole content of the key file.',
      { cause: error }
    )
  }
  return new UserError(
    '`private-key` is damaged or of a kind that is not understood. Pass the whole file, first and last line included; ed25519, ECDSA and RSA keys are understood.',
    {
      cause: error
    }
  )
}
