import { spawn } from 'node:child_process'

/** How a program ended, and what it wrote. `code` is null when a signal or the deadline ended it. */
export interface Output {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly input?: string | Buffer | undefined
  readonly env?: NodeJS.ProcessEnv | undefined
  readonly cwd?: string | undefined
  /** Deadline in milliseconds; the program is killed after it. 60 s when absent. */
  readonly timeout?: number | undefined
  /** Throw when the exit code is not 0 (the default). */
  readonly check?: boolean | undefined
}

/** Runs a program without a shell. Rejects when it cannot start, passes its deadline, or (unless `check` is false) fails. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Output> {
  const { input, env, cwd, timeout = 60_000, check = true } = options
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: env ?? process.env, cwd, stdio: ['pipe', 'pipe', 'pipe'] })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    let late = false
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
    }, timeout)
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.on('error', error => {
      clearTimeout(timer)
      reject(error)
    })
    // A program may end before it has read its input; its exit code tells what matters.
    child.stdin.on('error', () => {})
    child.stdin.end(input ?? '')
    child.on('close', code => {
      clearTimeout(timer)
      const output = { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }
      const said = `${output.stderr.slice(-2000)}${output.stdout.slice(-2000)}`
      const what = `${program} ${args.join(' ').slice(0, 300)}`
      if (late) reject(new Error(`${what}: no end after ${timeout} ms\n${said}`))
      else if (check && code !== 0) reject(new Error(`${what}: exit code ${code}\n${said}`))
      else resolve(output)
    })
  })
}

/** Whether a program of this name is in PATH. */
export async function installed(program: string): Promise<boolean> {
  return (await run('sh', ['-c', 'command -v "$1"', 'sh', program], { check: false })).code === 0
}

/**
 * Holds an exclusive flock on `path` while `work` runs, against other processes too. The kernel releases it when this process dies: the
 * holder is a child whose standard input then ends.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const holder = spawn('flock', [path, 'sh', '-c', 'echo held; cat'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise<void>(resolve => holder.on('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    holder.on('error', reject)
    holder.on('close', code => reject(new Error(`flock ${path}: exit code ${code}`)))
    holder.stdout.once('data', () => resolve())
  })
  try {
    return await work()
  } finally {
    holder.stdin.end()
    await ended
  }
}

/** Asks again every `every` ms until `probe` answers something; rejects after `timeout` ms with what it waited for. */
export async function waitFor<T>(what: string, timeout: number, probe: () => Promise<T | undefined>, every = 100): Promise<T> {
  const end = Date.now() + timeout
  for (;;) {
    const answer = await probe()
    if (answer !== undefined) return answer
    if (Date.now() > end) throw new Error(`${what}: not within ${timeout} ms`)
    await new Promise(resolve => setTimeout(resolve, every))
  }
}
