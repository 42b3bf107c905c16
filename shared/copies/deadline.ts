/** How slow a transfer may be. What is slower would not end in a job's time, and silence between two bytes is another matter. */
export interface Pace {
  /** Milliseconds that it may take besides: to connect, to be looked after by the store. */
  readonly graceMs: number
  readonly bytesPerSecond: number
}

/** Half a Mbit/s: 1 GB in four and a half hours. */
const usual: Pace = { graceMs: 5 * 60_000, bytesPerSecond: 64 * 1024 }

/** The moment at which a transfer is given up, however regularly a byte of it comes. Whoever makes one ends it. */
export class Deadline {
  readonly #pace: Pace
  readonly #controller = new AbortController()
  #ms: number
  #timer: NodeJS.Timeout

  /** For a transfer of so many bytes; 0: a question and its answer. */
  constructor(bytes: number, pace: Pace = usual) {
    this.#pace = pace
    this.#ms = this.#allowed(bytes)
    this.#timer = this.#start()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get passed(): boolean {
    return this.#controller.signal.aborted
  }

  /** Begins anew, now that it is known how many bytes come. */
  restart(bytes: number): void {
    this.end()
    this.#ms = this.#allowed(bytes)
    this.#timer = this.#start()
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  /** What a message says of it, without a full stop. */
  get words(): string {
    return `it had not ended after ${Math.ceil(this.#ms / 1000)} s, so it is slower than ${Math.ceil(this.#pace.bytesPerSecond / 1024)} KiB/s`
  }

  #allowed(bytes: number): number {
    return this.#pace.graceMs + (bytes / this.#pace.bytesPerSecond) * 1000
  }

  #start(): NodeJS.Timeout {
    // A longer one than Node can wait for would end at once.
    return setTimeout(() => this.#controller.abort(), Math.min(this.#ms, 2 ** 31 - 1)).unref()
  }
}
