// Takes one backup as the action does, in a process of its own that a fault can kill. Reads one JSON object from stdin: `Order` in cell.ts.
import { text } from 'node:stream/consumers'
import { takeBackup } from '../../../shared/backup/backup.ts'
import { SshHost } from '../../../shared/host/ssh-host.ts'
import { systemClock } from '../../../shared/ports.ts'
import type { Order } from './cell.ts'
import { openSource } from './kinds.ts'

const { ssh, kind, ...request } = JSON.parse(await text(process.stdin)) as Order
const host = new SshHost(ssh)
try {
  await takeBackup({ ...request, host, clock: systemClock, databases: [{ name: 'main', engine: openSource(host, kind) }] })
} finally {
  await host.close()
}
