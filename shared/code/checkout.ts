import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { UserError } from '../errors.ts'
import { checkRef } from './names.ts'

export interface Commit {
  readonly commit: string
  readonly tree: string
}

const objectId = /^([0-9a-f]{40}|[0-9a-f]{64})$/

/** One file of a commit. `path` holds the bytes of the path as latin1, as git gives them. */
export interface TreeEntry {
  readonly mode: string
  readonly blob: string
  readonly path: string
}

/** What goes to the host: the commit's tree, byte for byte. */
export interface Packed {
  readonly archive: string
  /** Every regular file. `path` holds the bytes of the path as latin1. */
  readonly files: readonly { readonly path: string; readonly sha256: string }[]
  readonly links: readonly { readonly path: string; readonly target: string }[]
  /** Every path of the tree, UTF-8. */
  readonly paths: readonly string[]
  /** Removes the archive. */
  dispose(): Promise<void>
}

/**
 * The runner's checkout. Read only: what the user's working tree holds does not matter, only the commit does.
 *
 * The archive is the tree itself. `git archive` would leave files out (`export-ignore`), rewrite them (`export-subst`), convert line ends and run
 * filters, all by attributes that lie in the repository: what runs would differ from the commit that was reviewed, checked and hashed. So it is
 * made from an empty repository that borrows the objects and whose own attributes, which win over all others, turn these off.
 */
export class GitCheckout {
  readonly directory: string
  readonly #env: Readonly<Record<string, string>>

  /** `env`: environment of git on the runner; PATH at least. */
  constructor(directory: string, env: Readonly<Record<string, string>>) {
    this.directory = directory
    this.#env = { ...env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' }
  }

  /** The commit that a tag, a branch or a commit names. Errors: UserError. */
  async resolve(ref: string): Promise<Commit> {
    const name = checkRef(ref)
    // One process for both; what names nothing is answered with a line that says so.
    const { code, stdout, stderr } = await this.#git(['cat-file', '--batch-check=%(objectname)'], `${name}^{commit}\n${name}^{tree}\n`)
    const [commit, tree] = stdout.toString().split('\n')
    if (code !== 0 || commit === undefined || tree === undefined || !objectId.test(commit) || !objectId.test(tree)) {
      const why = /not a git repository|dubious ownership/.exec(stderr) ? `: ${stderr.trim().split('\n')[0]}` : ''
      throw new UserError(
        `${name} is not in the checkout at ${this.directory}${why}. Check it out first (actions/checkout with \`ref\`, or fetch-depth: 0 for other commits).`
      )
    }
    return { commit, tree }
  }

  /** Text of a file of the commit; undefined where it has none. */
  async file(commit: string, path: string): Promise<string | undefined> {
    const { code, stdout } = await this.#git(['cat-file', 'blob', `${commit}:${path}`])
    return code === 0 ? stdout.toString('utf8') : undefined
  }

  /** The files of a commit. Errors: UserError for a submodule, and for an empty tree. */
  async entries(commit: string): Promise<TreeEntry[]> {
    const text = (await this.#read(['ls-tree', '-r', '-z', '--full-tree', commit])).toString('latin1')
    const entries = text
      .split('\0')
      .filter(line => line !== '')
      .map(line => {
        const [, mode, , blob, path] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line)!
        return { mode: mode!, blob: blob!, path: path! }
      })
    const submodules = entries.filter(entry => entry.mode === '160000').map(entry => utf8(entry.path))
    if (submodules.length > 0) {
      throw new UserError(
        `The commit holds submodules (${submodules.slice(0, 5).join(', ')}), whose content is not in it. Vendor them (git subtree), or deploy them as packages.`
      )
    }
    if (entries.length === 0) throw new UserError(`Commit ${commit.slice(0, 10)} holds no file: there is nothing to deploy`)
    return entries
  }

  /** Writes the archive into `directory` (the runner's own) and computes what the host checks it with. */
  async pack({ commit }: Commit, directory: string): Promise<Packed> {
    const borrowed = await mkdtemp(join(directory, 'belay-git-'))
    try {
      const archive = `${borrowed}.tar.gz`
      const reading = this.entries(commit).then(async entries => ({ entries, contents: await this.#contents(entries) }))
      const packing = this.#borrow(borrowed).then(() => this.#archive(borrowed, commit, archive))
      const [read, packed] = await Promise.allSettled([reading, packing])
      if (read.status === 'rejected' || packed.status === 'rejected') {
        await rm(archive, { force: true })
        throw read.status === 'rejected' ? read.reason : (packed as PromiseRejectedResult).reason
      }
      const { entries, contents } = read.value
      const files = entries.filter(entry => entry.mode !== '120000').map(entry => ({ path: entry.path, sha256: contents.hash(entry.blob) }))
      const links = entries
        .filter(entry => entry.mode === '120000')
        .map(entry => ({ path: utf8(entry.path), target: contents.text(entry.blob).toString('utf8') }))
      return {
        archive,
        files,
        links,
        paths: entries.map(entry => utf8(entry.path)),
        dispose: () => rm(archive, { force: true })
      }
    } finally {
      await rm(borrowed, { recursive: true, force: true })
    }
  }

  async #borrow(directory: string): Promise<void> {
    const [objects, format] = (await this.#read(['rev-parse', '--git-path', 'objects', '--show-object-format']))
      .toString()
      .trim()
      .split('\n')
    const path = isAbsolute(objects!) ? objects! : resolve(this.directory, objects!)
    await Promise.all(['objects/info', 'refs', 'info'].map(each => mkdir(join(directory, each), { recursive: true })))
    const sha256 = format === 'sha256'
    await Promise.all([
      writeFile(join(directory, 'HEAD'), 'ref: refs/heads/none\n'),
      writeFile(
        join(directory, 'config'),
        `[core]\n\tbare = true\n\trepositoryformatversion = ${sha256 ? 1 : 0}\n\tautocrlf = false\n[tar]\n\tumask = 0022\n${sha256 ? '[extensions]\n\tobjectFormat = sha256\n' : ''}`
      ),
      writeFile(join(directory, 'objects/info/alternates'), `${JSON.stringify(path)}\n`),
      writeFile(join(directory, 'info/attributes'), '* -export-ignore -export-subst -text -filter -ident -working-tree-encoding\n')
    ])
  }

  async #archive(borrowed: string, commit: string, archive: string): Promise<void> {
    const child = spawn('git', ['--git-dir', borrowed, 'archive', '--format=tar.gz', '-1', commit], {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe']
    })
    const [ended] = await Promise.all([outcome(child), pipeline(child.stdout, createWriteStream(archive, { mode: 0o600 }))])
    if (ended.code !== 0) throw gitFailed(this.directory, ['archive'], ended)
  }

  /** SHA-256 of every blob, and the text of small ones. Errors: UserError for Git LFS pointers. */
  async #contents(entries: readonly TreeEntry[]): Promise<{ hash(blob: string): string; text(blob: string): Buffer }> {
    const hashes = new Map<string, string>()
    const texts = new Map<string, Buffer>()
    const wanted = [...new Set(entries.map(entry => entry.blob))]
    const links = new Set(entries.filter(entry => entry.mode === '120000').map(entry => entry.blob))
    const pointers = new Set<string>()
    const child = spawn('git', this.#arguments(['cat-file', '--batch']), { env: this.#env, stdio: ['pipe', 'pipe', 'pipe'] })
    const ended = outcome(child)
    child.stdin.on('error', () => undefined)
    child.stdin.end(`${wanted.join('\n')}\n`)

    let rest = Buffer.alloc(0)
    let current: { blob: string; left: number; hash: ReturnType<typeof createHash>; head: Buffer[] } | undefined
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      for (;;) {
        if (current === undefined) {
          const end = data.indexOf(10)
          if (end < 0) break
          const [blob, type, size] = data.subarray(0, end).toString('latin1').split(' ')
          if (type !== 'blob')
            throw new UserError(
              `The checkout at ${this.directory} lacks object ${blob}: it is a partial clone. Check out without \`filter\`.`
            )
          current = { blob: blob!, left: Number(size), hash: createHash('sha256'), head: [] }
          data = data.subarray(end + 1)
        }
        const piece = data.subarray(0, current.left)
        current.hash.update(piece)
        // A pipe may cut it anywhere, also right before its first byte.
        const wanted = links.has(current.blob) ? piece.length : 64 - current.head.reduce((sum, part) => sum + part.length, 0)
        if (wanted > 0) current.head.push(Buffer.from(piece.subarray(0, wanted)))
        current.left -= piece.length
        data = data.subarray(piece.length)
        // The newline that ends an object must be here too.
        if (current.left > 0 || data.length === 0) break
        data = data.subarray(1)
        const head = Buffer.concat(current.head)
        hashes.set(current.blob, current.hash.digest('hex'))
        if (links.has(current.blob)) texts.set(current.blob, head)
        if (head.toString('latin1').startsWith('version https://git-lfs.github.com/spec/')) pointers.add(current.blob)
        current = undefined
      }
      rest = Buffer.from(data)
    }
    const result = await ended
    if (result.code !== 0 || hashes.size !== wanted.length) throw gitFailed(this.directory, ['cat-file'], result)
    const lfs = entries.filter(entry => pointers.has(entry.blob)).map(entry => utf8(entry.path))
    if (lfs.length > 0)
      throw new UserError(
        `The commit keeps files in Git LFS (${lfs.slice(0, 5).join(', ')}): only their pointers would be deployed. Keep them in git, or fetch them in a stage hook.`
      )
    const known = <T>(map: Map<string, T>, blob: string): T => {
      const value = map.get(blob)
      if (value === undefined) throw new Error(`Blob ${blob} was not read`)
      return value
    }
    return { hash: blob => known(hashes, blob), text: blob => known(texts, blob) }
  }

  #arguments(args: readonly string[]): string[] {
    return ['-c', `safe.directory=${this.directory}`, '-C', this.directory, ...args]
  }

  async #git(args: readonly string[], input = ''): Promise<Ended & { readonly stdout: Buffer }> {
    const child = spawn('git', this.#arguments(args), { env: this.#env, stdio: ['pipe', 'pipe', 'pipe'] })
    // It may end before it has read: its exit code and its answer tell.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    const ended = await outcome(child)
    return { ...ended, stdout: Buffer.concat(chunks) }
  }

  async #read(args: readonly string[]): Promise<Buffer> {
    const result = await this.#git(args)
    if (result.code !== 0) throw gitFailed(this.directory, args, result)
    return result.stdout
  }
}

interface Ended {
  readonly code: number | null
  readonly stderr: string
}

function outcome(child: ChildProcess): Promise<Ended> {
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-4096)
  })
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', code => done({ code, stderr }))
  })
}

function gitFailed(directory: string, args: readonly string[], { code, stderr }: Ended): UserError {
  return new UserError(`git ${args[0]} failed in the checkout at ${directory} (exit code ${code})`, {
    cause: new Error(stderr.trim().split('\n').slice(-5).join('\n'))
  })
}

/** A line of `sha256sum`: names with a backslash or a line break are escaped and marked. */
export function checksumLine(hash: string, path: string): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return `${escaped === path ? '' : '\\'}${hash}  ./${escaped}\n`
}

function utf8(path: string): string {
  return Buffer.from(path, 'latin1').toString('utf8')
}
