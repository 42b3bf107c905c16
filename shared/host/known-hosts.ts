import { createHash, createHmac } from 'node:crypto'
import { UserError } from '../errors.ts'

/** One key that known_hosts holds for a host. */
export interface HostKey {
  readonly type: string
  /** The key as it goes over the wire. */
  readonly blob: Buffer
  /** Line in the known_hosts text, from 1. */
  readonly line: number
}

interface Entry extends HostKey {
  readonly marker: 'revoked' | 'cert-authority' | undefined
  readonly patterns: readonly string[]
}

/** Signature algorithms for each key type that a connection can be made with. SHA-1 signatures of RSA keys are not among them. */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256']
}

/** Which keys a host may show (G8). Errors: UserError for an empty or damaged text, for a host that is not in it, and for a certificate authority alone. */
export class KnownHosts {
  readonly #keys: readonly HostKey[]
  readonly #revoked: readonly Buffer[]
  readonly #name: string

  constructor(text: string, host: string, port: number) {
    this.#name = hostName(host, port)
    if (text.trim() === '') throw new UserError(`No host key is known for ${this.#name}: \`known-hosts\` is empty. ${howToGet(host, port)}`)
    const entries = parseKnownHosts(text).filter(entry => matches(entry.patterns, host, port))
    this.#revoked = entries.filter(entry => entry.marker === 'revoked').map(entry => entry.blob)
    const keys = entries.filter(entry => entry.marker === undefined && !this.#isRevoked(entry.blob))
    this.#keys = keys.filter(entry => entry.type in ALGORITHMS)
    if (this.#keys.length > 0) return
    const authority = entries.find(entry => entry.marker === 'cert-authority')
    if (authority !== undefined) {
      throw new UserError(
        `\`known-hosts\` names only a certificate authority for ${this.#name} (line ${authority.line}), and host certificates are not verified here. Add the host's own key. ${howToGet(host, port)}`
      )
    }
    if (keys.length > 0) {
      throw new UserError(
        `\`known-hosts\` holds only ${[...new Set(keys.map(key => key.type))].join(', ')} for ${this.#name}, which cannot be used here. Add a key of type ${Object.keys(ALGORITHMS).join(', ')}. ${howToGet(host, port)}`
      )
    }
    const revoked = this.#revoked.length > 0 ? ' (every key that it has for it is revoked)' : ''
    throw new UserError(`\`known-hosts\` holds no key for ${this.#name}${revoked}. ${howToGet(host, port)}`)
  }

  /** What to offer in the handshake, so that the host shows a key that is known. */
  get algorithms(): string[] {
    return [...new Set(this.#keys.flatMap(key => ALGORITHMS[key.type] ?? []))]
  }

  /** undefined when the key is one of the known ones, whole; else the error for the user. */
  check(blob: Buffer): UserError | undefined {
    if (this.#isRevoked(blob)) {
      return new UserError(
        `${this.#name} shows the host key ${fingerprint(blob)} (${keyType(blob)}), which \`known-hosts\` marks as revoked. Do not connect until the host has a new key and you know why.`
      )
    }
    if (this.#keys.some(key => key.blob.equals(blob))) return undefined
    const known = this.#keys.map(key => `${fingerprint(key.blob)} (${key.type}, line ${key.line})`).join(', ')
    return new UserError(
      `The host key of ${this.#name} is not the one that is known. It shows ${fingerprint(blob)} (${keyType(blob)}); \`known-hosts\` holds ${known}. ` +
        'Either the host was set up anew, or someone is in between. Compare with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the host itself before you change `known-hosts`.'
    )
  }

  #isRevoked(blob: Buffer): boolean {
    return this.#revoked.some(revoked => revoked.equals(blob))
  }
}

/** Reads known_hosts text in OpenSSH's format. Errors: UserError that names every line that is not understood. */
export function parseKnownHosts(text: string): Entry[] {
  const entries: Entry[] = []
  const bad: string[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const entry = parseLine(line, index + 1)
    if (typeof entry === 'string') bad.push(`line ${index + 1}: ${entry}`)
    else entries.push(entry)
  }
  if (bad.length > 0)
    throw new UserError(
      `\`known-hosts\` is not understood: ${bad.join('; ')}. Each line is: names, key type, key, as \`ssh-keyscan\` prints them.`
    )
  return entries
}

function parseLine(text: string, line: number): Entry | string {
  const words = text.split(/[ \t]+/)
  let marker: Entry['marker']
  if (words[0]!.startsWith('@')) {
    const word = words.shift()!
    if (word === '@revoked') marker = 'revoked'
    else if (word === '@cert-authority') marker = 'cert-authority'
    else return `the marker ${word} is unknown`
  }
  const [names, type, key] = words
  if (names === undefined || type === undefined || key === undefined) return 'it has fewer than three words'
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return 'the key is not Base64'
  const blob = Buffer.from(key, 'base64')
  if (keyType(blob) !== type) return `the key is not of type ${type} or is cut off`
  if (!isWhole(blob)) return 'the key is cut off'
  const patterns = names.split(',')
  for (const pattern of patterns) {
    if (pattern.startsWith('|') && !/^\|1\|[A-Za-z0-9+/=]+\|[A-Za-z0-9+/=]+$/.test(pattern)) return 'the hashed name is not understood'
  }
  return { marker, patterns, type, blob, line }
}

/** The type that a key names itself; empty when there is none. */
function keyType(blob: Buffer): string {
  if (blob.length < 4) return ''
  const length = blob.readUInt32BE(0)
  return length < 64 && blob.length >= 4 + length ? blob.toString('latin1', 4, 4 + length) : ''
}

/** A key is a row of strings with their lengths, to the last byte. */
function isWhole(blob: Buffer): boolean {
  let at = 0
  let fields = 0
  while (at + 4 <= blob.length) {
    at += 4 + blob.readUInt32BE(at)
    fields++
  }
  return at === blob.length && fields >= 2
}

/** As `ssh-keygen -l` prints it. */
export function fingerprint(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}

/** As known_hosts calls a host: the bare name on port 22, else `[name]:port`. */
function hostName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`
}

/** A negated pattern that matches wins over all others of its line. */
function matches(patterns: readonly string[], host: string, port: number): boolean {
  const names = [hostName(host, port), ...(port === 22 ? [`[${host}]:22`] : [])].map(name => name.toLowerCase())
  const matching = patterns.filter(pattern => names.some(name => matchesOne(pattern.replace(/^!/, ''), name)))
  return matching.length > 0 && !matching.some(pattern => pattern.startsWith('!'))
}

function matchesOne(pattern: string, name: string): boolean {
  const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(pattern) ?? []
  if (salt !== undefined && hash !== undefined) {
    return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest().equals(Buffer.from(hash, 'base64'))
  }
  const expression = pattern
    .toLowerCase()
    .replace(/[^*?]/g, character =>
      /[a-z0-9]/.test(character) ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
    )
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${expression}$`).test(name)
}

function howToGet(host: string, port: number): string {
  const option = port === 22 ? '' : `-p ${port} `
  return (
    `From a machine that you trust, run \`ssh-keyscan ${option}${host}\`, compare the result of \`ssh-keyscan ${option}${host} | ssh-keygen -lf -\` ` +
    'with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the host itself, and store the lines as the secret for `known-hosts`.'
  )
}
