/** One request, command or query: what came back, judged on its own. */
export interface Sample {
  /** `wrong`: there was an answer, but not the expected one. `no-answer`: refused, cut off, or nothing within the time allowed. Never a pass. */
  readonly outcome: 'ok' | 'wrong' | 'no-answer'
  /** What was expected and what came, in words. Holds no row of data and no body. */
  readonly reason?: string | undefined
  /** Milliseconds from asking to the end of the answer, by the host's clock; absent without an answer. */
  readonly ms?: number | undefined
}

/** What one check gave in one round. */
export interface Measurement {
  readonly check: string
  readonly samples: readonly Sample[]
  /** The check could not be asked at all (the host, the database or a program is missing): says nothing about the application, and is retried. */
  readonly error?: string | undefined
}

/** The value that 95 % of the samples do not exceed (nearest rank); undefined without samples. */
export function p95(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.95) - 1]
}
