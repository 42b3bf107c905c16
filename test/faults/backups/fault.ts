import type { Cell } from './cell.ts'
import type { Kind } from './kinds.ts'
import type { Try } from './verdict.ts'

/** One thing that can happen to a backup: made to happen at a point that the cell's random numbers choose. */
export interface Fault {
  /** For `--only` and for seeds: words with hyphens. */
  readonly name: string
  /** What a user would call it: a row of the table. */
  readonly says: string
  readonly kinds: readonly Kind[]
  /** How many tries make sense, where that is not as many as are asked for. */
  readonly tries?: ((asked: number, cell: Cell) => number) | undefined
  /** The state directory lies on a disk of a few MiB. */
  readonly smallDisk?: boolean | undefined
  /** A backup is taken after the last try, and must find and leave nothing of those before. */
  readonly leaves?: boolean | undefined
  /** Part of the run in CI, for these kinds. */
  readonly ci?: readonly Kind[] | undefined
  /** Makes it happen, the n-th time from 0. */
  inject(cell: Cell, n: number): Promise<Outcome>
}

export interface Outcome extends Partial<Pick<Try, 'wrong'>> {
  readonly run: Try['run']
  /** The point lay behind the end of what it was to hit: the try does not count, and another is made. */
  readonly missed?: boolean | undefined
  /** The checksum in the manifest refused it, and nothing else would have. */
  readonly onlyManifest?: boolean | undefined
  /** It changed what is live on purpose, and has compared by itself. */
  readonly compared?: boolean | undefined
}
