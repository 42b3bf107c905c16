import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { UserError } from '../errors.ts'

/**
 * The runner signs a manifest with a key that the host never sees: who can write on the host can then neither change a backup, nor pass one of another
 * application, environment or machine off as this one's. Signed is the file's text up to the signature itself, which stands last: whatever a newer Belay
 * writes into a manifest is covered too, and an older one can check it.
 */

export const signature = z.object({
  algorithm: z.literal('HMAC-SHA256'),
  /** The first 16 hexadecimal digits of the SHA-256 of `belay manifest key`, a newline and the key: tells which key it was, and nothing about it. */
  key: z.string().regex(/^[0-9a-f]{16}$/),
  value: z.string().regex(/^[0-9a-f]{64}$/)
})
export type Signature = z.infer<typeof signature>

/** Whose backups are to be trusted. Without a key only their integrity is known. */
export interface Trust {
  readonly key?: string | undefined
  readonly app?: string | undefined
  readonly environment?: string | undefined
  /** `Host.label`. */
  readonly host?: string | undefined
  /** The machine that a person says it was taken on, in place of `host`: asked without a key too. */
  readonly fromHost?: string | undefined
}

/** Fewer characters can be guessed. */
const shortest = 32

/** Errors: UserError for a key that can be guessed. */
export function checkKey(key: string): string {
  if (key.trim().length >= shortest) return key.trim()
  throw new UserError(
    `The manifest-key has ${key.trim().length} characters, and fewer than ${shortest} can be guessed. Make one with: openssl rand -hex 32`
  )
}

const begin = ',\n  "signature": {'

/** Signs a file's text, an object with one key to a line. */
export function sign(text: string, key: string): string {
  const body = text.replace(/\n\}\n$/, '')
  if (body === text || body.includes(begin)) throw new Error('This text cannot be signed')
  const made: Signature = { algorithm: 'HMAC-SHA256', key: fingerprint(key), value: mac(body, key) }
  const [, ...lines] = JSON.stringify(made, null, 2).split('\n')
  return `${body}${begin}\n${lines.map(line => `  ${line}`).join('\n')}\n}\n`
}

/** Why a file's text is not to be trusted; undefined: its signature is that of the key. */
export function distrust(text: string, given: Signature | undefined, key: string): string | undefined {
  if (given === undefined) return 'it is not signed, and a manifest-key is given: who could write on the host could have made it'
  if (given.key !== fingerprint(key)) return `it was signed with another key (${given.key}, and this one is ${fingerprint(key)})`
  // A line break within a string is escaped in JSON, so this stands nowhere else.
  const at = text.indexOf(begin)
  // Nothing may follow the signature: a reader of JSON takes the last of two keys of one name.
  const expected = Buffer.from(at === -1 || at !== text.lastIndexOf(begin) ? '' : sign(`${text.slice(0, at)}\n}\n`, key))
  const found = Buffer.from(text)
  return expected.length === found.length && timingSafeEqual(expected, found) ? undefined : 'its signature does not fit: it was changed'
}

function mac(text: string, key: string): string {
  return createHmac('sha256', key).update(text).digest('hex')
}

function fingerprint(key: string): string {
  return createHash('sha256').update(`belay manifest key\n${key}`).digest('hex').slice(0, 16)
}
