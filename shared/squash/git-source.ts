import { spawn } from 'node:child_process'
import { posix } from 'node:path'
import { UserError } from '../errors.ts'
import { defaultLimits, isRead, type SkippedEntry, type SourceLimits, type SourceTree } from './source.ts'

/** Runs one program without a shell. `deadline` is in milliseconds. */
export type Exec = (
  command: string,
  args: readonly string[],
  options: { cwd: string; stdin?: string | undefined; deadline: number }
) => Promise<{ code: number; stdout: Buffer; stderr: string }>

export interface GitSourceOptions {
  /** the repository's directory, or any directory inside it */
  directory: string
  /** a commit, tag or branch; resolved once, everything is then read from the commit that it named */
  ref: string
  /** the full id of the commit that `ref` names, where the caller has resolved it: spares a call of git */
  commit?: string | undefined
  exec?: Exec | undefined
  limits?: SourceLimits | undefined
  /** milliseconds for each call of git */
  deadline?: number | undefined
  /** which files are loaded; the others are only listed. Default: what the check may read. */
  wanted?: ((path: string) => boolean) | undefined
  /** another commit of the same repository: what both hold is not read again, and is the same bytes in memory */
  reuse?: GitSource | undefined
}

export interface GitSource extends SourceTree {
  /** the full id of the commit that was read */
  readonly commit: string
  /** what was read, by git's own ids */
  readonly objects: ReadonlyMap<string, Buffer>
}

interface TreeEntry {
  mode: string
  object: string
  size: number
  path: string
}

/**
 * The files of exactly one commit, whatever the working directory holds. Three calls of git: the ref is resolved over stdin (so a ref
 * that looks like an option is only a name that does not exist), the tree is listed with NUL separators, the contents come from one batch.
 * @throws UserError when there is no such commit or git cannot read the repository.
 */
export async function gitSource(options: GitSourceOptions): Promise<GitSource> {
  const { directory, ref, exec = spawnExec, limits = defaultLimits, deadline = 60_000 } = options
  const wanted = options.wanted ?? isRead
  const git = async (args: readonly string[], stdin?: string) => {
    // Replacement refs would show another commit's content under this commit's name.
    const result = await exec('git', ['--no-replace-objects', ...args], { cwd: directory, stdin, deadline })
    if (result.code !== 0) {
      throw new UserError(`Cannot read the git repository in '${directory}': git ${args[0]} ended with exit code ${result.code}.`, {
        cause: new Error(result.stderr.trim())
      })
    }
    return result.stdout
  }
  const commit = options.commit ?? (await resolve(ref, directory, git))
  const entries = parseTree(await git(['ls-tree', '-r', '-z', '-l', '--full-tree', commit]))
  if (entries.length > limits.files)
    throw new UserError(`Commit ${commit} holds more than ${limits.files} files. Check a smaller repository.`)

  const skipped: SkippedEntry[] = []
  const files = new Map(entries.filter(entry => entry.mode.startsWith('100')).map(entry => [entry.path, entry]))
  const links = entries.filter(entry => entry.mode === '120000')
  for (const entry of entries) if (entry.mode === '160000') skipped.push({ path: entry.path, reason: 'a submodule' })

  const load: TreeEntry[] = [...links]
  let total = 0
  for (const entry of files.values()) {
    if (!wanted(entry.path)) continue
    if (entry.size > limits.fileSize) skipped.push({ path: entry.path, reason: `larger than ${limits.fileSize} bytes` })
    else {
      total += entry.size
      load.push(entry)
    }
  }
  if (total > limits.totalSize)
    throw new UserError(`Commit ${commit} holds more than ${limits.totalSize} bytes of Python. Check a smaller repository.`)
  const objects = [...new Set(load.map(entry => entry.object))]
  const missing = objects.filter(object => options.reuse?.objects.has(object) !== true)
  const contents =
    missing.length === 0 ? new Map<string, Buffer>() : parseBatch(await git(['cat-file', '--batch'], `${missing.join('\n')}\n`), missing)
  for (const object of objects) {
    const known = options.reuse?.objects.get(object)
    if (known !== undefined) contents.set(object, known)
  }

  const readable = new Map<string, Buffer>()
  for (const entry of files.values()) {
    const content = contents.get(entry.object)
    if (content !== undefined && wanted(entry.path) && entry.size <= limits.fileSize) readable.set(entry.path, content)
  }
  const listed = new Set(files.keys())
  for (const link of links) {
    const target = contents.get(link.object)?.toString('utf8') ?? ''
    const path = target.startsWith('/') ? '..' : posix.normalize(posix.join(posix.dirname(link.path), target))
    if (path === '..' || path.startsWith('../')) skipped.push({ path: link.path, reason: 'a symbolic link out of the tree' })
    else if (files.has(path)) {
      listed.add(link.path)
      const content = readable.get(path)
      if (content !== undefined) readable.set(link.path, content)
    } else {
      const isDirectory = entries.some(entry => entry.path.startsWith(`${path}/`))
      skipped.push({ path: link.path, reason: isDirectory ? 'a symbolic link to a directory' : 'a symbolic link that leads nowhere' })
    }
  }
  const sorted = [...listed].sort()
  return { commit, objects: contents, list: () => sorted, read: path => readable.get(path), skipped }
}

/** The commit that a name stands for. */
async function resolve(ref: string, directory: string, git: (args: readonly string[], stdin?: string) => Promise<Buffer>): Promise<string> {
  if (ref === '' || ref.includes('\n') || ref.includes('\0'))
    throw new UserError(`${JSON.stringify(ref)} is not the name of a commit, tag or branch.`)
  const resolved = (await git(['cat-file', '--batch-check'], `${ref}^{commit}\n`)).toString('utf8').trim()
  const commit = /^([0-9a-f]{40}|[0-9a-f]{64}) commit \d+$/.exec(resolved)?.[1]
  if (commit === undefined) {
    throw new UserError(
      `No commit ${JSON.stringify(ref)} in '${directory}'. Fetch it first (actions/checkout with \`fetch-depth: 0\`), or correct the name.`
    )
  }
  return commit
}

/** `<mode> <type> <object> <size>\t<path>` per record, NUL-separated; the size is `-` for a submodule. */
function parseTree(output: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = []
  for (const record of output.toString('utf8').split('\0')) {
    if (record === '') continue
    const match = /^(\d{6}) \w+ ([0-9a-f]+) +(\d+|-)\t([\s\S]+)$/.exec(record)
    if (match === null) throw new Error(`git ls-tree answered a record that cannot be read: ${JSON.stringify(record)}`)
    entries.push({ mode: match[1]!, object: match[2]!, size: match[3] === '-' ? 0 : Number(match[3]), path: match[4]! })
  }
  return entries
}

/** `<object> <type> <size>\n<content>\n` per object; a cut stream is an error, never a shorter list. */
function parseBatch(output: Buffer, objects: string[]): Map<string, Buffer> {
  const contents = new Map<string, Buffer>()
  let offset = 0
  for (const object of objects) {
    const end = output.indexOf(10, offset)
    const header = end < 0 ? '' : output.toString('utf8', offset, end)
    const match = /^([0-9a-f]+) blob (\d+)$/.exec(header)
    if (match === null || match[1] !== object) throw new Error(`The answer of git cat-file is cut off or wrong at ${object}: '${header}'`)
    const start = end + 1
    const stop = start + Number(match[2])
    if (stop >= output.length) throw new Error(`The answer of git cat-file is cut off within ${object}`)
    contents.set(object, output.subarray(start, stop))
    offset = stop + 1
  }
  return contents
}

/** The real port. The child is killed at its deadline; what it printed up to then is never used. */
export const spawnExec: Exec = (command, args, { cwd, stdin, deadline }) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new UserError(`'${command} ${args.join(' ')}' gave no answer within ${deadline / 1000} s and was ended.`))
    }, deadline)
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.on('error', error => {
      clearTimeout(timer)
      reject(new UserError(`Cannot run '${command}': ${error.message}. Install it, or add it to PATH.`, { cause: error }))
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({
        code: code ?? 128,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8') + (signal === null ? '' : `\nended by ${signal}`)
      })
    })
    // The child may end before it has read everything; its exit code then tells why.
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin ?? '')
  })
