import { UserError } from '../errors.ts'
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

/** A command on a host had not ended when its deadline passed; everything that it started was ended, except what `survivors` names. */
export class DeadlinePassed extends UserError {
  override readonly name = 'DeadlinePassed'
  /** Process ids that could not be ended: another user's, deaf to TERM. */
  readonly survivors: readonly number[]

  constructor(message: string, survivors: readonly number[] = []) {
    super(message)
    this.survivors = survivors
  }
}

/** The connection broke and could not be made again in time; what was running as a job goes on on the host. */
export class ConnectionLost extends UserError {
  override readonly name = 'ConnectionLost'
}

/** What answered on the host was ended before its answer was whole, by somebody or by the kernel where memory ran out; the connection holds. */
export class AnswerCutOff extends UserError {
  override readonly name = 'AnswerCutOff'
}

/** The lock is not, or no longer, held with the token that the job was to start under: the job was not started. */
export class FencedOff extends UserError {
  override readonly name = 'FencedOff'
  /** What the lock file says of its holder; empty when there is no lock. */
  readonly holder: string

  constructor(host: string, job: string, holder: string) {
    const now =
      holder === '' ? 'nobody holds the lock any more' : 'another job holds the lock now, as this deployment was taken over or closed'
    super(
      `The job ${job} was not started on ${host}: ${now}. Nothing more is changed from here; look at \`command: status\``,
      holder === '' ? undefined : { cause: new Error(`the lock is held by ${holder}`) }
    )
    this.holder = holder
  }
}

/** A job was started, none of its processes lives, and it left no exit code: the machine went down or all of it was killed. */
export class JobLost extends UserError {
  override readonly name = 'JobLost'
}

/** The host could not be reached. In the middle of a job this is tried again; at the start the user must mend it. */
export class Unreachable extends UserError {}
