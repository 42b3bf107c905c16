import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { UserError } from '../errors.ts'
import { checkRelativePath } from './names.ts'

export interface Requirements {
  /** Digest of the file and of every file that it includes; the same digest means the same virtual environment. */
  readonly digest: string
  /** Something is installed out of the release itself: its environment serves this tree only. */
  readonly local: boolean
}

/**
 * Reads a requirements file and what it includes (`-r`, `-c`).
 * `read` gives a file of the commit, or undefined. Errors: UserError for a missing file, a loop's escape, an editable install.
 */
export async function readRequirements(
  file: string,
  tree: string,
  read: (path: string) => Promise<string | undefined>
): Promise<Requirements> {
  const texts = new Map<string, string>()
  let local = false
  const visit = async (path: string, from: string): Promise<void> => {
    if (texts.has(path)) return
    const text = await read(path)
    if (text === undefined) throw new UserError(`${from} names ${path}, which is not in the commit`)
    texts.set(path, text)
    for (const line of logicalLines(text)) {
      const included = /^(?:-r|--requirement|-c|--constraint)(?:\s+|=|(?<=^-[rc]))(\S+)$/.exec(line)?.[1]
      if (included !== undefined && !/^[a-z+]+:\/\//.test(included)) {
        await visit(checkRelativePath(posix.join(posix.dirname(path), included), path), path)
      } else if (/^(-e|--editable)\b/.test(line)) {
        throw new UserError(
          `${path} asks for an editable install (${line}), which would point at the directory that it was built in. Write the path without -e.`
        )
      } else if (
        /^\.{0,2}\/|^\.$|^\.\[|^file:|^--find-links[ =]+(?![a-z]+:\/\/)|^-f\s*(?![a-z]+:\/\/)|@\s*(file:|\.)/.test(line) ||
        /^[^\s@]+\.(whl|zip|tar\.gz)$/.test(line)
      ) {
        local = true
      }
    }
  }
  await visit(checkRelativePath(file, 'code.environment.venv'), 'code.environment.venv')
  const hash = createHash('sha256')
  for (const [path, text] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(`${path}\0${text}\0`)
  if (local) hash.update(tree)
  return { digest: hash.digest('hex'), local }
}

function logicalLines(text: string): string[] {
  return text
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map(line => line.replace(/(^|\s)#.*$/, '').trim())
    .filter(line => line !== '')
}
