import { randomBytes } from 'node:crypto'
import type { BedHost } from './host.ts'
import { waitFor } from './process.ts'

/** Every argument that a process of the machine had while `work` ran, one a line; looked at over and over, from before it begins until it has ended. */
export async function argumentsWhile(bed: BedHost, work: () => Promise<unknown>): Promise<string> {
  const flag = `/tmp/watched-${randomBytes(4).toString('hex')}`
  const seen = bed.exec(
    `while [[ ! -e ${flag}.over ]]; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'; : > ${flag}; done | LC_ALL=C sort -u; rm -f ${flag} ${flag}.over`,
    { timeout: 300_000 }
  )
  try {
    await waitFor('a first look', 60_000, async () => (await bed.exec(`[ -e ${flag} ]`, { check: false })).code === 0 || undefined)
    await work()
  } finally {
    await bed.exec(`touch ${flag}.over`)
  }
  return (await seen).stdout
}
