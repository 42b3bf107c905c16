import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { UserError } from '../errors.ts'

export type Stream = 'stdout' | 'stderr'

export interface Command {
  /** One line for the command interpreter of the machine (`cmd.exe` on Windows). */
  readonly text: string
  readonly cwd: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly timeoutMs: number
  /** Gets what it prints, as it comes. */
  onOutput?(text: string, stream: Stream): void
}

export interface Ended {
  /** null: it was ended from outside. */
  readonly exitCode: number | null
  /** What it printed, at most the last million characters of each. */
  readonly stdout: string
  readonly stderr: string
  readonly deadline: boolean
}

/** Characters. */
const keptLength = 1_000_000
/** Milliseconds in which what was killed must be gone. */
const goneMs = 10_000

/**
 * Runs a command of the user's own and waits until it is gone, with everything that it started and did not detach. Its stdin is empty.
 * Errors: UserError for a text of several lines, a directory that is not there, and a process that does not go.
 */
export async function runCommand(command: Command): Promise<Ended> {
  const { cwd, timeoutMs, onOutput } = command
  const text = command.text.trim()
  if (text.includes('\n'))
    throw new UserError(
      `On Windows a command is one line, and this one has more: ${text.split('\n')[0]}. Put them into a file of the repository, and call that.`
    )
  const child = spawn(text, {
    cwd,
    env: command.environment as NodeJS.ProcessEnv,
    shell: true,
    windowsHide: true,
    // A group of its own is what can be ended as a whole; Windows ends by the tree.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (piece: string) => {
      said[stream] = (said[stream] + piece).slice(-keptLength)
      onOutput?.(piece, stream)
    })
  let deadline = false
  return new Promise<Ended>((settle, fail) => {
    let patience: NodeJS.Timeout | undefined
    const timer = setTimeout(() => {
      deadline = true
      endTree(child.pid)
      patience = setTimeout(
        () =>
          fail(
            new UserError(`Process ${child.pid} (${text}) was to be ended and has not gone: end it by hand before anything else is done`)
          ),
        goneMs
      )
    }, timeoutMs)
    const end = () => {
      clearTimeout(timer)
      clearTimeout(patience)
    }
    child.once('error', error => {
      end()
      fail(new UserError(`${text} could not be started in ${cwd}: is the directory there?`, { cause: error }))
    })
    // `close` comes when the last process that holds its output is gone, and not when the first one is.
    child.once('close', exitCode => {
      end()
      settle({ exitCode, ...said, deadline })
    })
  })
}

function endTree(pid: number | undefined): void {
  if (pid === undefined) return
  if (process.platform === 'win32') {
    const program = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe')
    spawnSync(program, ['/PID', String(pid), '/T', '/F'], { windowsHide: true, timeout: goneMs })
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It was gone already.
  }
}
