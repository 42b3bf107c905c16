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
    skipped: source.skipped.filter(entry => within(entry.path)).map(entry => ({ ...entry, path: entry.path.slice(start.length) }))
  }
}
