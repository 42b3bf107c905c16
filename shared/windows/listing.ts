import { createHash } from 'node:crypto'
import type { DatabaseContent } from '../database/table-content.ts'

/** What an archive says of one entry. */
export interface Entry {
  /** As it stands there: `./`, `./directory/`, `./directory/file`. */
  readonly name: string
  readonly type: 'file' | 'directory' | 'symlink' | 'link'
  /** Permission bits, with those above them. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes of content; 0 for all but files. */
  readonly size: number
  readonly mtime: Date
  /** Of a link. */
  readonly target?: string | undefined
}

/**
 * What a tree holds, as `belay_list` of tree-shell.ts says it, so that a manifest means the same wherever it was written: lines as GNU tar prints them, their
 * number, and a SHA-256 over them and over the content of all files, in the archive's order.
 */
export class Listing {
  readonly #lines = createHash('sha256')
  readonly #owners = createHash('sha256')
  readonly #content = createHash('sha256')
  readonly #portable: boolean
  #count = 0

  /** `portable`: without modes, of which Windows knows none, to compare what lies there with an archive of POSIX. */
  constructor(portable = false) {
    this.#portable = portable
  }

  add(entry: Entry): void {
    const named = `${quoted(entry.name)}${entry.type === 'symlink' ? ` -> ${quoted(entry.target!)}` : entry.type === 'link' ? ` link to ${quoted(entry.target!)}` : ''}`
    this.#lines.update(`${this.#portable ? entry.type : modeText(entry)} ${entry.size} ${named}\n`)
    this.#owners.update(`${entry.uid}/${entry.gid} ${named}\n`)
    this.#count++
  }

  /** Content of the file that was added last. */
  content(chunk: Buffer): void {
    this.#content.update(chunk)
  }

  /** To be asked once. */
  end(): DatabaseContent {
    // As sha256sum says it of what comes through a pipe.
    const sample = this.#lines.update(`${this.#content.digest('hex')}  -`).digest('hex')
    return { '.': { rows: this.#count - 1, sample }, owners: { rows: 0, sample: this.#owners.digest('hex') } }
  }
}

const letters = { file: '-', directory: 'd', symlink: 'l', link: 'h' }

function modeText({ type, mode }: Entry): string {
  const three = (bits: number, special: boolean, letter: string) =>
    `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${special ? (bits & 1 ? letter : letter.toUpperCase()) : bits & 1 ? 'x' : '-'}`
  return `${letters[type]}${three(mode >> 6, (mode & 0o4000) !== 0, 's')}${three(mode >> 3, (mode & 0o2000) !== 0, 's')}${three(mode, (mode & 0o1000) !== 0, 't')}`
}

const escapes: Readonly<Record<number, string>> = {
  7: 'a',
  8: 'b',
  9: 't',
  10: 'n',
  11: 'v',
  12: 'f',
  13: 'r',
  34: '"',
  92: '\\'
}

/** A name as tar quotes it for C. */
function quoted(name: string): string {
  let text = '"'
  for (const byte of Buffer.from(name))
    text +=
      escapes[byte] !== undefined
        ? `\\${escapes[byte]}`
        : byte < 32 || byte > 126
          ? `\\${byte.toString(8).padStart(3, '0')}`
          : String.fromCharCode(byte)
  return `${text}"`
}
