// G5, G8: the network goes away in the middle, or was never right.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { describeBed } from '../bed/bed.ts'
import { filteredPort } from '../bed/filtered-port.ts'
import { run } from '../bed/process.ts'
import { FaultSystem } from './system.ts'

const seconds = (count: number) => new Promise(resolve => setTimeout(resolve, count * 1000))

/** A new key pair, in OpenSSH's format. */
async function newKey(): Promise<{ readonly privateKey: string; readonly publicKey: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'belay-key-'))
  try {
    const file = join(directory, 'key')
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'other', '-f', file])
    const publicKey = (await readFile(`${file}.pub`, 'utf8')).split(' ').slice(0, 2).join(' ')
    return { privateKey: await readFile(file, 'utf8'), publicKey }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** A port of the loopback address on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}

await describeBed('the network', () => {
  let system: FaultSystem
  beforeAll(async () => void (system = await FaultSystem.boot()), 300_000)
  afterAll(() => system?.destroy(), 300_000)

  /** What is to be said, and the inputs that make it so. */
  async function expectRefused(says: RegExp, inputs: Record<string, string | undefined>): Promise<void> {
    const before = await system.newestDeployment()
    const ended = await system.deploy('v1.1.1', { inputs })
    expect(ended.code).toBe(1)
    const errors = ended.output.split('\n').filter(line => line.startsWith('::error'))
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatch(says)
    expect(ended.output).not.toMatch(/This is a bug|^\s+at /m)
    expect(ended.seconds).toBeLessThan(60)
    expect(await system.newestDeployment()).toBe(before)
    expect((await system.world()).lock).toBe('free')
  }

  test('wrong host key', async () => {
    const { publicKey } = await newKey()
    await expectRefused(/host key/i, { 'known-hosts': `[127.0.0.1]:${system.host.sshPort} ${publicKey}\n` })
  }, 300_000)

  test('no known_hosts', () => expectRefused(/known-hosts/, { 'known-hosts': '' }), 300_000)

  test('wrong key', async () => {
    const { privateKey } = await newKey()
    await expectRefused(/key/, { 'private-key': privateKey })
  }, 300_000)

  test('host down: the port refuses', async () => {
    const port = await closedPort()
    const knownHosts = system.host.knownHosts.replaceAll(`:${system.host.sshPort} `, `:${port} `)
    await expectRefused(/refused|refuses/, { port: String(port), 'known-hosts': knownHosts })
  }, 300_000)

  test('port filtered: nobody answers', async () => {
    const filtered = await filteredPort()
    try {
      const knownHosts = system.host.knownHosts.replaceAll(`:${system.host.sshPort} `, `:${filtered.port} `)
      await expectRefused(/answer|timed out|filter/i, { port: String(filtered.port), 'known-hosts': knownHosts })
    } finally {
      filtered.close()
    }
  }, 300_000)

  test('a cut of 10 s during a migration: the job goes on on the host, and the deployment ends verified', async () => {
    const started = await system.start(system.deployment('v1.1.2'))
    await system.untilSleeping()
    const mend = await system.host.cut()
    await seconds(10)
    expect(await system.sleepers()).toBe(1)
    await mend()
    const ended = await started.done
    expect([ended.code, ended.outputs['outcome']]).toEqual([0, 'verified'])
    const world = await system.world()
    expect(world).toMatchObject({ version: '1.1.2', services: 'active,active', maintenance: 'down', leftovers: '', lock: 'free' })
    expect(world.migrations).toContain('0031_slow')
    // The migration ran once.
    expect((await system.journal()).filter(record => record.type === 'intent' && record.step === 'migrate')).toHaveLength(1)
    await system.untilWritable()
    expect(await system.missing()).toEqual([])
  }, 300_000)
})
