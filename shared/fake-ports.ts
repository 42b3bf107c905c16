import type { Clock, Log, Place } from './ports.ts'

export interface RecordedLine {
  readonly level: 'info' | 'warning' | 'error' | 'notice' | 'debug' | 'group'
  readonly message: string
  readonly place?: Place | undefined
}

/** A log that keeps what it was told. */
export class FakeLog implements Log {
  readonly lines: RecordedLine[] = []
  readonly masked: string[] = []
  info(message: string): void {
    this.lines.push({ level: 'info', message })
  }
  warning(message: string, place?: Place): void {
    this.lines.push({ level: 'warning', message, place })
  }
  error(message: string, place?: Place): void {
    this.lines.push({ level: 'error', message, place })
  }
  notice(message: string, place?: Place): void {
    this.lines.push({ level: 'notice', message, place })
  }
  debug(message: string): void {
    this.lines.push({ level: 'debug', message })
  }
  async group<T>(title: string, body: () => Promise<T>): Promise<T> {
    this.lines.push({ level: 'group', message: title })
    return body()
  }
  mask(value: string): void {
    this.masked.push(value)
  }
  /** All messages, one per line. */
  text(): string {
    return this.lines.map(line => line.message).join('\n')
  }
}

/** A clock that moves only when something sleeps. */
export class FakeClock implements Clock {
  #milliseconds: number
  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#milliseconds = start
  }
  now(): Date {
    return new Date(this.#milliseconds)
  }
  monotonic(): number {
    return this.#milliseconds
  }
  async sleep(milliseconds: number): Promise<void> {
    this.#milliseconds += milliseconds
  }
}
