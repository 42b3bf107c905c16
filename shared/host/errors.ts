import type { RunResult } from './host.ts'

/** A command on a host answered with a non-zero exit code. The step that ran it says what that means to the user. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
  readonly host: string
  readonly result: RunResult

  constructor(host: string, result: RunResult) {
    const last = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-10).join('\n')
    super(`A command on ${host} ended with exit code ${result.exitCode}${last === '' ? '' : `:\n${last}`}`)
    this.host = host
    this.result = result
  }
}

/** A command on a host had not ended when its deadline passed; everything that it started was ended. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed'
}

/** The connection broke and could not be made again in time; what was running as a job goes on on the host. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
}
