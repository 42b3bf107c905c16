import { posix } from 'node:path'
import type { Readable } from 'node:stream'
import { UserError } from '../errors.ts'
import { ConnectionLost } from '../host/errors.ts'
import type { Host } from '../host/host.ts'
import { type HostSpec, openHost } from '../host/open-host.ts'
import { sh } from '../host/shell.ts'
import { again, PAUSES_MS } from './again.ts'
import { proven } from './proof.ts'
import type { CopyStore, FileProof, StoredFile } from './store.ts'

export interface SshStoreOptions {
  readonly host: HostSpec
  /** Absolute path there; made when it is missing, but its parent must be there: a disk that is not mounted is not filled. */
  readonly directory: string
  /** Milliseconds before each further try after the connection broke; default 2, 10 and 30 s. */
  readonly pausesMs?: readonly number[] | undefined
}

/** A directory of another machine. Connects to nothing yet. Errors: UserError when known_hosts does not hold a usable key for it. */
export function openSsh({ host, directory, pausesMs }: SshStoreOptions): CopyStore {
  return new SshStore(openHost(host), directory.replace(/(?<=.)\/+$/, ''), pausesMs ?? PAUSES_MS)
}

/** The same for any host; a test's is the machine itself. */
export class SshStore implements CopyStore {
  readonly label: string
  readonly #host: Host
  readonly #directory: string
  readonly #pausesMs: readonly number[]

  constructor(host: Host, directory: string, pausesMs: readonly number[]) {
    this.label = `ssh://${host.label}${directory}`
    this.#host = host
    this.#directory = directory
    this.#pausesMs = pausesMs
  }

  /** The SHA-256 is that of what lies on the other machine's disk, read there before the file gets its name. */
  async put(key: string, source: () => Promise<Readable>, facts: FileProof): Promise<void> {
    const path = this.#path(key)
    const what = `${key} could not be copied to ${this.label}`
    await this.#run(
      what,
      sh`umask 077
[[ -d ${this.#directory} ]] || mkdir -- ${this.#directory}
mkdir -p -- ${path.slice(0, path.lastIndexOf('/'))}
{ read -r _; read -r free; } < <(df -B1 --output=avail -- ${this.#directory})
(( free > ${facts.bytes} )) || { echo "there are only $((free / 1048576)) MiB free" >&2; exit 1; }
`
    )
    const isLost = (error: unknown) => error instanceof ConnectionLost
    await again(this.#pausesMs, isLost, async () => {
      const stream = proven(`${what}, because it is not what the manifest says`, await source(), facts)
      await this.#host.upload({ stream, bytes: facts.bytes }, path)
    })
  }

  get(key: string): Promise<Readable> {
    return this.#host.download(this.#path(key))
  }

  async list(prefix: string): Promise<readonly StoredFile[]> {
    const below = prefix.slice(0, prefix.lastIndexOf('/') + 1)
    const { stdout } = await this.#run(
      `${this.label} could not be listed`,
      // Only what is not there holds nothing: what may not be read, or lies on a disk that is not mounted, may hold everything.
      sh`[[ -d ${this.#directory} ]] || cd -- ${posix.dirname(this.#directory)}
cd -- ${`${this.#directory}/${below}`} 2>/dev/null || {
  why=$(LC_ALL=C stat -- ${`${this.#directory}/${below}`} 2>&1) || [[ $why != *': No such file or directory' ]] || exit 0
  cd -- ${`${this.#directory}/${below}`}
}
find . -type f ! -name '.*' -printf '%s %P\n'
`
    )
    return stdout
      .split('\n')
      .filter(Boolean)
      .map(line => ({ key: below + line.slice(line.indexOf(' ') + 1), bytes: Number(line.slice(0, line.indexOf(' '))) }))
      .filter(file => file.key.startsWith(prefix))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
  }

  async remove(key: string): Promise<void> {
    await this.#run(
      `${key} could not be removed from ${this.label}`,
      sh`cd -- ${this.#directory} 2>/dev/null || exit 0
rm -f -- ${key}
[[ ! -d ${key.slice(0, key.lastIndexOf('/'))} ]] || rmdir -p --ignore-fail-on-non-empty -- ${key.slice(0, key.lastIndexOf('/'))}
`
    )
  }

  close(): Promise<void> {
    return this.#host.close()
  }

  #path(key: string): string {
    return `${this.#directory}/${key}`
  }

  async #run(what: string, script: string): Promise<{ readonly stdout: string }> {
    const { stdout, stderr, exitCode } = await this.#host.run(script, { check: false, timeoutMs: 600_000 })
    if (exitCode === 0) return { stdout }
    throw new UserError(`${what}: ${stderr.trim().slice(-500) || `exit code ${exitCode}`}.`)
  }
}
