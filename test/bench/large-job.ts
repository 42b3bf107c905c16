import { createHash } from 'node:crypto'
import type { BedHost } from '../bed/host.ts'
import { hundredMegabytes, runClient } from '../host/large.ts'

export interface LargeJob {
  readonly ms: number
  readonly residentBytes: number
  readonly diskBytes: number
  readonly problems: readonly string[]
}

/** 100 MB of counted lines, printed by a job and followed over SSH in a process of its own. */
export async function followLargeJob(host: BedHost): Promise<LargeJob> {
  const stateDir = '/home/deploy/bench-large'
  await host.ssh(`mkdir -p ${stateDir}/jobs`)
  const spec = {
    address: host.address,
    port: host.sshPort,
    user: host.user,
    privateKey: host.privateKey,
    knownHosts: host.knownHosts
  }
  const start = performance.now()
  const job = { stateDir, id: 'large', script: hundredMegabytes, timeoutMs: 120_000 }
  const answer = await runClient({ spec, job })
  const ms = performance.now() - start
  const diskBytes = Number((await host.ssh(`cat ${stateDir}/jobs/large/out/* | wc -c`)).stdout)
  const problems = [
    answer.bytes === 100_000_000 && answer.sha256 === expected() ? [] : ['the output is not complete and in order'],
    answer.exitCode === 0 && answer.droppedBytes === 0 ? [] : ['output was dropped'],
    diskBytes <= 16 * 2 ** 20 ? [] : ['it takes more than 16 MiB of disk'],
    answer.resident < 200e6 ? [] : ['the client took 200 MB or more']
  ].flat()
  return { ms, residentBytes: answer.resident, diskBytes, problems }
}

function expected(): string {
  const hash = createHash('sha256')
  let left = 100_000_000
  for (let line = 1; left > 0; line++) {
    const text = `line ${line} of the output\n`.slice(0, left)
    left -= text.length
    hash.update(text)
  }
  return hash.digest('hex')
}
