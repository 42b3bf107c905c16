import { JobLost } from '../host/errors.ts'
import type { JobResult } from '../host/host.ts'

/** A job of which nothing lives and that left no exit code (the power failed, someone killed all of it) ended by a signal. */
export async function jobOrLost(job: Promise<JobResult>): Promise<JobResult> {
  try {
    return await job
  } catch (error) {
    if (!(error instanceof JobLost)) throw error
    return { exitCode: 137, ended: 'signal', tail: error.message, outputBytes: 0, durationMs: 0, attached: true }
  }
}
