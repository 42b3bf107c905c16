import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { LocalHost } from '../../shared/host/local-host.ts'
import { hundredMegabytes, runClient } from './large.ts'

const directory = mkdtempSync(join(tmpdir(), 'belay-large-'))
const spec = { address: 'local', port: 22, user: '', privateKey: '', knownHosts: '' }

afterAll(() => rmSync(directory, { recursive: true, force: true }))

test('a job that prints 100 MB is followed completely, in order, capped on disk, in less than 200 MB', async () => {
  const out = join(directory, 'jobs', 'large', 'out')
  let most = 0
  const watch = setInterval(() => {
    try {
      most = Math.max(
        most,
        readdirSync(out).reduce((sum, name) => sum + (statSync(join(out, name), { throwIfNoEntry: false })?.size ?? 0), 0)
      )
    } catch {
      // Not there yet.
    }
  }, 5)
  const answer = await runClient({ spec, job: { stateDir: directory, id: 'large', script: hundredMegabytes, timeoutMs: 60_000 } })
  clearInterval(watch)
  const { stdout } = await new LocalHost().run(`{ ${hundredMegabytes}; } | sha256sum`)
  expect(answer).toMatchObject({ bytes: 100_000_000, sha256: stdout.slice(0, 64), exitCode: 0, droppedBytes: 0 })
  expect(answer.resident).toBeLessThan(200e6)
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThanOrEqual(16 * 1024 * 1024)
})

test('a follower slower than the job holds it back, and nothing is lost', async () => {
  const hash = createHash('sha256')
  let slept = 0
  const result = await new LocalHost().job({
    stateDir: directory,
    id: 'slow',
    script: `${hundredMegabytes} | head -c 30000000`.replace('| head -c 100000000 ', ''),
    timeoutMs: 60_000,
    onOutput: text => {
      hash.update(text)
      // Blocks the process, as a slow consumer does.
      if (slept++ < 20) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
    }
  })
  const { stdout } = await new LocalHost().run(`{ ${hundredMegabytes} || true; } | { head -c 30000000; cat >/dev/null; } | sha256sum`)
  expect(result).toMatchObject({ outputBytes: 30_000_000, droppedBytes: 0 })
  expect(hash.digest('hex')).toBe(stdout.slice(0, 64))
})
