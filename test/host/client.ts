// A client in a process of its own, to be measured or killed. Standard input: one Request as JSON; standard output: one answer as JSON.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { JobSpec } from '../../shared/host/host.ts'
import { type HostSpec, openHost } from '../../shared/host/open-host.ts'

export type Request = { readonly spec: HostSpec } & ({ readonly job: JobSpec } | { readonly upload: string; readonly to: string })

export interface Answer {
  readonly bytes: number
  readonly sha256: string
  /** The largest resident set, in bytes. */
  readonly resident: number
  readonly exitCode?: number | undefined
  readonly attached?: boolean | undefined
  readonly droppedBytes?: number | undefined
}

const request = JSON.parse(await text(process.stdin)) as Request
const host = openHost(request.spec)
const hash = createHash('sha256')
let bytes = 0
const take = (data: string | Buffer) => {
  hash.update(data)
  bytes += Buffer.byteLength(data)
}
let rest: Partial<Answer> = {}
if ('job' in request) {
  const { exitCode, attached, droppedBytes } = await host.job({ ...request.job, onOutput: take })
  rest = { exitCode, attached, droppedBytes }
} else {
  await host.upload({ file: request.upload }, request.to)
  for await (const chunk of await host.download(request.to)) take(chunk as Buffer)
}
await host.close()
// Not getrusage's maximum: that holds the parent's size at the time of the fork.
const resident = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
const answer: Answer = { bytes, sha256: hash.digest('hex'), resident, ...rest }
process.stdout.write(JSON.stringify(answer))
