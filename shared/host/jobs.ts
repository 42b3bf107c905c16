import type { Transport } from './channel.ts'
import type { JobResult, JobSpec, JobStatus } from './host.ts'
export async function job(_transport: Transport, _spec: JobSpec): Promise<JobResult> {
  throw new Error('not yet')
}
export async function inspectJob(_transport: Transport, _stateDir: string, _id: string): Promise<JobStatus> {
  throw new Error('not yet')
}
export async function endJob(_transport: Transport, _stateDir: string, _id: string): Promise<JobStatus> {
  throw new Error('not yet')
}
