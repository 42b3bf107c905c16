/** What Belay needs from outside besides hosts and GitHub. Nothing below `shared/action` reads `process.env` or the clock itself. */
export interface Log {
  info(message: string): void
  /** A warning that the user should see beside the workflow run, with an optional place in the repository. */
  warning(message: string, place?: Place): void
  error(message: string, place?: Place): void
  notice(message: string, place?: Place): void
  debug(message: string): void
  group<T>(title: string, body: () => Promise<T>): Promise<T>
  /** From now on this value is replaced in every line of the log. */
  mask(value: string): void
}

export interface Place {
  readonly title?: string | undefined
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly column?: number | undefined
}

export interface Clock {
  /** Wall-clock time, for records. */
  now(): Date
  /** Milliseconds of a clock that never goes back, for durations. */
  monotonic(): number
  sleep(milliseconds: number): Promise<void>
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  sleep: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))
}
