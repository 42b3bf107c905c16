import { UserError } from '../errors.ts'
import { type Exec, type GitSource, gitSource, spawnExec } from './git-source.ts'

/** What a branch is compared with. */
export interface Base {
  /** as it was named: `origin/main` */
  readonly ref: string
  /** the commit that the branch left it at; what is not in it is new */
  readonly mergeBase: GitSource
  /** its newest commit that is in the checkout; the same where nothing was merged since */
  readonly tip: GitSource
}

export interface BaseRequest {
  readonly directory: string
  /** the commit that is checked */
  readonly head: string
  readonly ref: string
  /** the same commit, where it was read already */
  readonly reuse?: GitSource | undefined
  readonly exec?: Exec | undefined
}

const deepen = 'Set `fetch-depth: 0` at actions/checkout.'

/**
 * Reads both, or says why the checkout does not hold them: a shallow one lacks the history. Errors: UserError where the history is complete and there is
 * still no such commit, which is a wrong name.
 */
export async function readBase({
  directory,
  head,
  ref,
  reuse,
  exec = spawnExec
}: BaseRequest): Promise<Base | { readonly missing: string }> {
  const git = (args: readonly string[], stdin?: string) =>
    exec('git', ['--no-replace-objects', ...args], { cwd: directory, stdin, deadline: 60_000 })
  const isShallow = (await git(['rev-parse', '--is-shallow-repository'])).stdout.toString('utf8').trim() === 'true'
  const commitOf = async (name: string) => {
    const answer = (await git(['cat-file', '--batch-check'], `${name}^{commit}\n`)).stdout.toString('utf8').trim()
    return /^([0-9a-f]{40}|[0-9a-f]{64}) commit \d+$/.exec(answer)?.[1]
  }
  const [from, tip] = [await commitOf(head), /[\n\0]/.test(ref) || ref === '' ? undefined : await commitOf(ref)]
  if (from === undefined) throw new UserError(`No commit ${JSON.stringify(head)} in '${directory}'. Fetch it first, or correct the name.`)
  if (tip === undefined) {
    if (isShallow) return { missing: `${ref} is not in this checkout, which is shallow. ${deepen}` }
    throw new UserError(`There is no commit ${JSON.stringify(ref)} in '${directory}': correct \`base-ref\`, or fetch it first. ${deepen}`)
  }
  const found = await git(['merge-base', from, tip])
  const commit = found.stdout.toString('utf8').trim()
  if (found.code !== 0 || commit === '') {
    if (isShallow) return { missing: `where this branch left ${ref} is not in this checkout, which is shallow. ${deepen}` }
    throw new UserError(`${ref} and ${head} have no commit in common, so nothing can be compared. Correct \`base-ref\`.`)
  }
  const mergeBase = await gitSource({ directory, ref, commit, exec, reuse })
  return { ref, mergeBase, tip: tip === commit ? mergeBase : await gitSource({ directory, ref, commit: tip, exec, reuse: mergeBase }) }
}

/** Lines of each file that one commit has and the other had not, by the newer commit's numbers: `[first, last]`, both included. */
export type ChangedLines = ReadonlyMap<string, readonly (readonly [number, number])[]>

/** Errors: UserError where git cannot compare them. */
export async function changedLines(directory: string, from: string, to: string, exec: Exec = spawnExec): Promise<ChangedLines> {
  const args = [
    '-c',
    'core.quotePath=false',
    '--no-replace-objects',
    'diff',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
    '--no-renames',
    '-U0',
    '--src-prefix=a/',
    '--dst-prefix=b/',
    from,
    to,
    '--'
  ]
  const result = await exec('git', args, { cwd: directory, deadline: 60_000 })
  if (result.code !== 0)
    throw new UserError(`git could not compare ${from} with ${to} in '${directory}'.`, { cause: new Error(result.stderr.trim()) })
  return parseDiff(result.stdout.toString('utf8'))
}

/** Reads a diff without context. A file that is gone has its first line, which is where a finding about it is told. */
export function parseDiff(text: string): ChangedLines {
  const changed = new Map<string, (readonly [number, number])[]>()
  let old = ''
  let ranges: (readonly [number, number])[] = []
  // Lines of content are counted off, so that one that looks like a head is none.
  let content = 0
  for (const line of text.split('\n')) {
    if (content > 0) {
      if (!line.startsWith('\\')) content--
      continue
    }
    if (line.startsWith('--- ')) old = pathOf(line)
    else if (line.startsWith('+++ ')) {
      const path = line === '+++ /dev/null' ? old : pathOf(line)
      ranges = line === '+++ /dev/null' ? [[1, 1]] : []
      changed.set(path, ranges)
    }
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line)
    if (hunk === null) continue
    const [start, count] = [Number(hunk[2]), Number(hunk[3] ?? '1')]
    content = Number(hunk[1] ?? '1') + count
    // Where lines were only taken out, the line before them is what a reader sees as changed.
    if (start > 0) ranges.push([start, start + Math.max(count, 1) - 1])
  }
  return changed
}

/** A name with a quote, a backslash or a control character stands in quotes, as C writes it; one that cannot be read stays as it stands. */
function pathOf(line: string): string {
  const name = line.slice(4).replace(/\t$/, '')
  if (!name.startsWith('"')) return name.slice(2)
  try {
    return (JSON.parse(name) as string).slice(2)
  } catch {
    return name
  }
}

export function isChanged(lines: ChangedLines, { file, line }: { readonly file: string; readonly line: number }): boolean {
  return lines.get(file)?.some(([first, last]) => line >= first && line <= last) ?? false
}
