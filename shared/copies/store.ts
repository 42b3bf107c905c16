import type { Readable } from 'node:stream'
import { UserError } from '../errors.ts'

/** A place off the host where backups are copied. One file per kind, one line in the registry. */
export interface CopyStore {
  /** What messages and manifests call it: `s3://bucket/prefix`, `ssh://user@host:port/dir`, `artifact://owner/name/runs/7`; nothing secret. */
  readonly label: string
  /** Days after which the place itself removes what lies there; undefined: not known, or never. */
  readonly days?: number | undefined
  /**
   * Stores one file. It counts only when what lies there was proven to have this size and SHA-256 (checksum of the server, or read back).
   * What lay there before is replaced. Safe to repeat.
   * Errors: UserError; then nothing half remains, or the message says what does.
   */
  put(key: string, source: () => Promise<Readable>, facts: FileProof): Promise<void>
  /** A file's bytes; the stream errors when it cannot be read to its end. Errors: UserError where there is none. */
  get(key: string): Promise<Readable>
  /** Every file whose key begins with the prefix, in the order of the keys. */
  list(prefix: string): Promise<readonly StoredFile[]>
  /** Nothing to do when it is gone. */
  remove(key: string): Promise<void>
  close(): Promise<void>
}

export interface StoredFile {
  readonly key: string
  readonly bytes: number
}

export interface FileProof {
  readonly bytes: number
  /** 64 hexadecimal digits. */
  readonly sha256: string
}

/** Whose backup a copy is of. */
export interface CopyName {
  readonly app: string
  readonly environment: string
  /** The backup's id. */
  readonly id: string
}

const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/

/** `<app>/<environment>/<backup-id>/<file>`. Errors: UserError for a name that could mean another place. */
export function copyKey({ app, environment, id }: CopyName, file: string): string {
  return [app, environment, id, file].map(segment).join('/')
}

/** What the keys of a backup's files begin with. */
export function copyPrefix({ app, environment, id }: CopyName): string {
  return `${[app, environment, id].map(segment).join('/')}/`
}

/** What the keys of all backups of an application's environment begin with. */
export function siblingsPrefix({ app, environment }: Pick<CopyName, 'app' | 'environment'>): string {
  return `${[app, environment].map(segment).join('/')}/`
}

function segment(name: string): string {
  if (SEGMENT.test(name)) return name
  throw new UserError(
    `${JSON.stringify(name)} cannot be part of a copy's name: letters, digits, dot, dash and underscore only, a letter or a digit first.`
  )
}
