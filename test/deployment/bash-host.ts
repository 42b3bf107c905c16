import { spawn } from 'node:child_process'
import { CommandFailed, ConnectionLost } from '../../shared/host/errors.ts'
import type { Host, RunOptions, RunResult } from '../../shared/host/host.ts'

/** What happens to a script on its way: a fault that a test wants. */
export interface Fault {
  /** Put into the script once it has the flock (before that it changes nothing), or at its beginning when it takes none. */
  readonly insert?: string | undefined
  /** KILL the shell (not what it started) after so many microseconds. */
  readonly killAfterUs?: number | undefined
  /** true: the client dies with it, so it does not try again. Otherwise it sees a lost connection, once. */
  readonly clientDies: boolean
}

/** What the test's client throws when it dies together with its script. */
export class ClientDied extends Error {}

/** Runs scripts in a bash of its own, so that a test can kill exactly that process; a fault happens to one script. */
export class BashHost implements Pick<Host, 'run' | 'label' | 'kind'> {
  readonly label = 'local'
  readonly kind = 'local'
  fault: Fault | undefined
  readonly scripts: string[] = []
  readonly #env: Record<string, string>

  constructor(env: Record<string, string> = { PATH: '/usr/bin:/bin' }) {
    this.#env = env
  }

  run(script: string, options: RunOptions = {}): Promise<RunResult> {
    const fault = this.fault
    this.fault = undefined
    this.scripts.push(script)
    const { promise, resolve, reject } = Promise.withResolvers<RunResult>()
    const env = { ...this.#env, ...options.env, ...options.secrets }
    const child = spawn('/bin/bash', ['--noprofile', '--norc'], { env, stdio: 'pipe' })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', text => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', text => (stderr += text))
    child.on('error', reject)
    child.stdin.on('error', () => undefined)
    const done = (code: number | null, signal: NodeJS.Signals | null) => {
      if (signal !== null) return reject(fault?.clientDies ? new ClientDied() : new ConnectionLost(`killed by ${signal}`))
      const result = { exitCode: code ?? -1, stdout, stderr }
      if (code !== 0 && options.check !== false) return reject(new CommandFailed(this.label, result))
      resolve(result)
    }
    // A killed shell's children keep the pipes open, so its end counts and not theirs.
    child.on('exit', (code, signal) => signal !== null && done(code, signal))
    child.on('close', done)
    const faulty = /^flock .*$/m.test(script)
      ? script.replace(/^flock .*$/m, line => `${line}\n${fault?.insert ?? ''}`)
      : `${fault?.insert ?? ''}\n${script}`
    child.stdin.end(`{ set -eu -o pipefail\n{ ${faulty}\n} </dev/null; exit; }\n`)
    if (fault?.killAfterUs !== undefined) {
      const end = performance.now() + fault.killAfterUs / 1000
      const wait = () => (performance.now() >= end ? child.kill('SIGKILL') : setImmediate(wait))
      wait()
    }
    return promise
  }
}

export function asHost(host: Pick<Host, 'run' | 'label' | 'kind'>): Host {
  return host as Host
}
