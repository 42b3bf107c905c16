import { createHash } from 'node:crypto'

/**
 * A fencing token: a generation that grows with every transition, then 128 random bits. Whoever has it may change things, so it is masked,
 * kept in files of mode 0600 and passed as a secret only.
 */
export const tokenPattern = /^\d{8}-[0-9a-f]{32}$/

/** SHA-256 of the token, its first 16 hex digits. */
export function fingerprintOf(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 16)
}

/** What fills tokens, nonces and ids; `crypto.randomBytes` fits. */
export type Random = (bytes: number) => Uint8Array

export function randomHex(random: Random, bytes: number): string {
  return Buffer.from(random(bytes)).toString('hex')
}
