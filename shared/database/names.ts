import { createHash } from 'node:crypto'

/** PostgreSQL cuts longer names silently (NAMEDATALEN 64, less the closing NUL). */
const MAX_NAME_BYTES = 63

/**
 * What a copy of a database is called: `<database>_<kind>_<label>`, always the same for the same arguments, at most 63 bytes.
 * A longer one is cut in the database's part and made unique again by a hash.
 */
export function copyName(database: string, kind: CopyKind, label: string): string {
  const whole = `${database}_${kind}_${label}`
  if (Buffer.byteLength(whole) <= MAX_NAME_BYTES) return whole
  const end = `_${kind}_${createHash('sha256').update(whole).digest('hex').slice(0, 16)}`
  return `${cut(database, MAX_NAME_BYTES - end.length)}${end}`
}

/**
 * `point`: restore point. `failed`: what was live before a return. `new`: a restore under way. `old`: what was live before a restore. `drill`: a restore on
 * trial. `scratch`: migrations on trial.
 */
export type CopyKind = 'point' | 'failed' | 'new' | 'old' | 'drill' | 'scratch'

/**
 * The name of a drill's copy, and what the names of all such copies of this database begin with, as long as this one: nobody else's database or file is
 * called so. Where the name had to be cut, only this one is known.
 */
export function drillName(database: string, hash: string): { readonly copy: string; readonly stem: string } {
  const copy = copyName(database, 'drill', `belay${hash}`)
  return { copy, stem: copy.endsWith(`_drill_belay${hash}`) ? copy.slice(0, -hash.length) : copy }
}

/** Whether a name is one that `copyName` gives for this database: nothing else is ever dropped. */
export function isCopyOf(database: string, name: string): boolean {
  const match = /^(.*)_(?:point|failed|new|old|drill|scratch)_(.+)$/su.exec(name)
  if (!match) return false
  return match[1] === database || (/^[0-9a-f]{16}$/.test(match[2]!) && match[1] !== '' && database.startsWith(match[1]!))
}

/** The application name of the sessions of one step: printable ASCII, at most 63 bytes, as PostgreSQL keeps it. */
export function sessionTag(deployment: string, step: string): string {
  const tag = `belay:${deployment}:${step}`
  if (/^[\x20-\x7e]{1,63}$/.test(tag)) return tag
  return `belay:${createHash('sha256').update(tag).digest('hex').slice(0, 40)}`
}

/** The tag of a job's own sessions, from its `<deployment>.<step>`. */
export function tagOf(idPrefix: string): string {
  const dot = idPrefix.lastIndexOf('.')
  return dot === -1 ? sessionTag(idPrefix, 'database') : sessionTag(idPrefix.slice(0, dot), idPrefix.slice(dot + 1))
}

function cut(text: string, bytes: number): string {
  let result = ''
  let length = 0
  for (const character of text) {
    length += Buffer.byteLength(character)
    if (length > bytes) break
    result += character
  }
  return result
}
