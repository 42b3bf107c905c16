import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { UserError } from '../errors.ts'
import type { Host } from '../host/host.ts'

/**
 * age in JavaScript, by the author of age, for a host without the program: what is encrypted passes through the runner, as a stream. It knows age's own
 * recipients only; SSH keys need the program.
 */

/** Whether these recipients can do without the program. */
export function libraryTakes(recipients: readonly string[]): boolean {
  return recipients.every(recipient => recipient.startsWith('age1'))
}

/** Encrypts a file of the host into another one beside it. `bytes`: of the plain file. */
export async function encryptFile(
  host: Host,
  {
    from,
    to,
    bytes,
    recipients
  }: { readonly from: string; readonly to: string; readonly bytes: number; readonly recipients: readonly string[] }
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const { Encrypter } = await import('age-encryption')
  const age = new Encrypter()
  try {
    for (const recipient of recipients) age.addRecipient(recipient)
  } catch (error) {
    throw new UserError('age does not take one of the recipients in encrypt-to.', { cause: error })
  }
  const stream = await age.encrypt(web(await host.download(from)))
  return host.upload({ stream: Readable.fromWeb(stream as ReadableStream), bytes: stream.size(bytes) }, to, { timeoutMs: transferMs })
}

/** Decrypts a file of the host into another one. `bytes`: of the encrypted file. Errors: UserError where the identity does not fit, or the file is damaged. */
export async function decryptFile(
  host: Host,
  { from, to, bytes, identity }: { readonly from: string; readonly to: string; readonly bytes: number; readonly identity: string }
): Promise<void> {
  const keys = identity.match(/^AGE-SECRET-KEY-[0-9A-Z-]+$/gim)
  if (keys === null)
    throw new UserError(
      'The identity is not one of age. One of another kind, like an SSH key, needs age on the host (Debian: apt-get install age).'
    )
  const { Decrypter } = await import('age-encryption')
  const age = new Decrypter()
  try {
    for (const key of keys) age.addIdentity(key.toUpperCase())
  } catch {
    throw new UserError('The identity is not one of age.')
  }
  const stream = await age.decrypt(web(await host.download(from)))
  await host.upload({ stream: Readable.fromWeb(stream as ReadableStream), bytes: stream.size(bytes) }, to, { timeoutMs: transferMs })
}

/** Whether it is the library that could not read a file, and not the host. */
export function isOfAge(error: unknown): boolean {
  return (
    error instanceof Error &&
    !(error instanceof UserError) &&
    /^(no identity matched|invalid |ciphertext |final chunk|stream ended|aes\/gcm|aead|unsupported |unrecognized )/i.test(error.message)
  )
}

/** The longest that one file may take between host and runner. */
const transferMs = 6 * 3_600_000

function web(stream: Readable): globalThis.ReadableStream<Uint8Array> {
  return Readable.toWeb(stream) as globalThis.ReadableStream<Uint8Array>
}
