import { posix } from 'node:path'

/**
 * The files that are checked: exactly one state of a repository (a commit, a directory, or a test's object), never a mixture.
 * Paths are relative to the repository's root, with `/`, without a leading `./`.
 */
export interface SourceTree {
  /** Every regular file, sorted. */
  list(): string[]
  /** The content, or undefined where there is no such file or it was not loaded. */
  read(path: string): Uint8Array | string | undefined
  /** What exists but is not offered, with the reason; a check that would have needed it reports it as unknown. */
  readonly skipped: readonly SkippedEntry[]
  /** Of a folder that is seen alone: where it lies in the repository, so that a report can name files as the repository does. */
  readonly folder?: string | undefined
  /** And all files of the repository, their paths as seen from that folder: `../.github/belay.yml`. */
  readonly outer?: SourceTree | undefined
}

export interface SkippedEntry {
  path: string
  reason: string
}

/** Bounds that keep a hostile or mistaken tree from filling the memory. A real migration is below 1 MB, a large repository below 200,000 files. */
export interface SourceLimits {
  /** bytes of one file */
  fileSize: number
  /** number of listed files */
  files: number
  /** bytes of all loaded files together */
  totalSize: number
}

export const defaultLimits: SourceLimits = { fileSize: 2 * 1024 * 1024, files: 200_000, totalSize: 256 * 1024 * 1024 }

/** Files that some rule or framework looks into: code, SQL, settings, versions of packages, and what runs commands. */
export function isRead(path: string): boolean {
  return /\.(py|sql|ini|toml|cfg|conf|lock|sh|bash|bat|cmd|ps1|mk|ya?ml)$|(^|\/)(requirements[^/]*\.txt|requirements\/[^/]+\.txt|Makefile|Procfile|Dockerfile)$/i.test(
    path
  )
}

/** A tree from a plain object: tests, and the examples of the rules. */
export function objectSource(files: Record<string, string | Uint8Array>, skipped: SkippedEntry[] = []): SourceTree {
  const contents = new Map(Object.entries(files))
  return { list: () => [...contents.keys()].sort(), read: path => contents.get(path), skipped }
}

/** The same tree seen from one of its folders; `''` and `.` are the whole tree. */
export function subtree(source: SourceTree, folder: string): SourceTree {
  const prefix = folder.replace(/^(\.?\/+)+|\/+$/g, '').replace(/^\.$/, '')
  if (prefix === '') return source
  const start = `${prefix}/`
  const within = (path: string) => path.startsWith(start)
  return {
    list: () =>
      source
        .list()
        .filter(within)
        .map(path => path.slice(start.length)),
    read: path => source.read(start + path),
    skipped: source.skipped.filter(entry => within(entry.path)).map(entry => ({ ...entry, path: entry.path.slice(start.length) })),
    folder: posix.join(source.folder ?? '', prefix),
    outer: seenFrom(source.outer ?? source, prefix)
  }
}

function seenFrom(whole: SourceTree, folder: string): SourceTree {
  return {
    list: () => whole.list().map(path => posix.relative(`/${folder}`, `/${path}`)),
    read: path => whole.read(posix.join(folder, path)),
    skipped: []
  }
}

/** The text of a file, of the folder itself or around it; undefined where there is none. */
export function readText(source: SourceTree, path: string): string | undefined {
  const content = source.read(path) ?? source.outer?.read(path)
  return content === undefined || typeof content === 'string' ? content : Buffer.from(content).toString('utf8')
}
