// Copies one backup in a process of its own, to be measured. Standard input: one Request as JSON; standard output: what it used as JSON.
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { copyBackup } from '../../shared/copies/copy-backup.ts'
import { openS3, type S3Options } from '../../shared/copies/s3.ts'
import { type HostSpec, openHost } from '../../shared/host/open-host.ts'
import { systemClock } from '../../shared/ports.ts'

export interface Request {
  readonly spec: HostSpec
  readonly s3: S3Options
  readonly directory: string
  readonly app: string
  readonly environment: string
  readonly id: string
}

const { spec, s3, ...name } = JSON.parse(await text(process.stdin)) as Request
const host = openHost(spec)
const store = await openS3(s3)
const copy = await copyBackup({ host, store, clock: systemClock, ...name })
await Promise.all([host.close(), store.close()])
// Not getrusage's maximum: that holds the parent's size at the time of the fork.
const resident = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
process.stdout.write(JSON.stringify({ resident, ...copy }))
