import { createHash } from 'node:crypto'
import { checksumLine, type Packed } from './checkout.ts'
import { sharedPaths } from './names.ts'

/** Lists as `sha256sum` writes them, of the files that a release has when it is unpacked. Together they are all of them. */
export interface ReleaseLists {
  /** What `recordFiles` would find once shared paths are linked, byte for byte; REVISION among it, unless the repository has its own. */
  readonly recorded: Buffer
  /** What is not part of the record: it gives way to a shared path, or is what an application writes beside its code. */
  readonly others: Buffer
}

/**
 * The record of a release whose tree nobody but Belay has touched: the host checks every file against it, so it need not hash them again. Paths are
 * the bytes of git, as latin1, and sorted as such.
 */
export function releaseLists(packed: Pick<Packed, 'files' | 'paths'>, shared: readonly string[], commit: string): ReleaseLists {
  const linked = sharedPaths(shared).map(({ path }) => Buffer.from(path).toString('latin1'))
  const revision = packed.paths.includes('REVISION')
    ? []
    : [{ path: 'REVISION', sha256: createHash('sha256').update(`${commit}\n`).digest('hex') }]
  const recorded: string[] = []
  const others: string[] = []
  for (const { path, sha256 } of [...packed.files, ...revision].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const gives = linked.some(each => path === each || path.startsWith(`${each}/`))
    ;(gives || isNotOurs(path) ? others : recorded).push(checksumLine(sha256, path))
  }
  return { recorded: Buffer.from(recorded.join(''), 'latin1'), others: Buffer.from(others.join(''), 'latin1') }
}

/** The same as `notOurs` in job.ts, for the path of a file. */
function isNotOurs(path: string): boolean {
  return path.endsWith('.pyc') || path.startsWith('venv/') || path.split('/').some(part => part === '__pycache__' || part === '.git')
}
