import { type ChildProcess, spawn } from 'node:child_process'
import { userInfo } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { UserError } from '../errors.ts'
import { type Channel, type Closed, shellCommand, type Transport } from './channel.ts'
import { ConnectionLost } from './errors.ts'
import { ShellHost } from './shell-host.ts'

export interface LocalOptions {
  /** The login's PATH, in front of the system's directories; nothing else of the environment is passed on. */
  readonly path?: string | undefined
}

/** The machine that the action runs on: a self-hosted runner, or a laptop in the demo. */
export class LocalHost extends ShellHost {
  constructor(options: LocalOptions = {}) {
    super(new LocalTransport(options))
  }
}

class LocalTransport implements Transport {
  readonly label = 'local'
  readonly kind = 'local'
  readonly user: string
  readonly #env: Record<string, string>

  constructor(options: LocalOptions) {
    const { username, homedir } = userInfo()
    this.user = username
    this.#env = { PATH: options.path ?? '', HOME: homedir, USER: username }
    if (this.#env['PATH'] === '') this.#env['PATH'] = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  }

  async open(as: string | undefined): Promise<Channel> {
    const [program, ...args] = shellCommand(as) as [string, ...string[]]
    // Detached: a signal to the runner's process group does not reach it.
    const child: ChildProcess = spawn(program, args, { env: this.#env, cwd: '/', detached: true, stdio: 'pipe' })
    const closed = new Promise<Closed>(resolve => {
      child.once('error', (error: NodeJS.ErrnoException) => resolve({ code: null, lost: spawnError(program, error) }))
      child.once('close', (code, signal) => resolve({ code, signal: signal ?? undefined }))
    })
    const destroy = () => {
      stdin.destroy()
      stdout.destroy()
      stderr.destroy()
      child.unref()
    }
    const [stdin, stdout, stderr] = [child.stdin as Writable, child.stdout as Readable, child.stderr as Readable]
    // Another bash is there in a moment.
    return { fresh: true, stdin, stdout, stderr, closed, destroy, reuse: destroy }
  }

  async close(): Promise<void> {}
}

function spawnError(program: string, error: NodeJS.ErrnoException): Error {
  if (error.code !== 'ENOENT') return new ConnectionLost(`${program} could not be started on this machine`, { cause: error })
  return new UserError(`${program} was not found on this machine. Install it (apt-get install ${program}).`)
}
