import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { describeBed, type Registry, register } from './bed.ts'
import { findDocker } from './docker.ts'
import { filteredPort } from './filtered-port.ts'
import { type BedHost, bootHost, destroyByName, listHosts, removeLeftovers } from './host.ts'
import { run, waitFor } from './process.ts'

const seconds = (count: number) => new Promise(resolve => setTimeout(resolve, count * 1000))

await describeBed('a machine of the bed', () => {
  let host: BedHost
  let other: BedHost
  const booted: BedHost[] = []

  beforeAll(async () => {
    const disks = [{ path: '/srv/small', mebibytes: 4 }]
    ;[host, other] = await Promise.all([
      bootHost({ name: 'one', units: ['nginx', 'redis-server'], linger: true, disks }),
      bootHost({ name: 'two', units: ['nginx'] })
    ])
    booted.push(host, other)
  }, 600_000)

  afterAll(() => Promise.all(booted.map(each => each.destroy())), 60_000)

  test('runs systemd with nothing failed', async () => {
    expect((await host.exec('systemctl is-system-running; systemctl --failed --plain --no-legend', { check: false })).stdout).toBe(
      'running\n'
    )
  })

  test('takes the user deploy over SSH, with host keys that were not asked from the network', async () => {
    expect((await host.ssh('id -un; hostname')).stdout).toBe('deploy\none\n')
    expect(host.knownHosts).toMatch(new RegExp(`^\\[127\\.0\\.0\\.1\\]:${host.sshPort} ssh-ed25519 `, 'm'))
  })

  test('has its own host keys: those of another machine are refused', async () => {
    const args = host.sshArguments().map(word => word.replace(host.knownHostsFile, other.knownHostsFile))
    const { code, stderr } = await run('ssh', [...args, 'true'], { check: false })
    expect(code).toBe(255)
    expect(stderr).toContain('Host key verification failed')
  })

  test('answers as PostgreSQL 17 in UTF-8, and as Redis', async () => {
    expect(await host.sql('SHOW server_version_num')).toMatch(/^17\d{4}$/)
    expect(await host.sql('SHOW server_encoding')).toBe('UTF8')
    expect((await host.exec('redis-cli ping')).stdout).toBe('PONG\n')
  })

  test('gives deploy the named units and the PostgreSQL clients, and nothing else', async () => {
    const refused = 'a password is required'
    await host.ssh(
      'sudo -n systemctl restart nginx && sudo -n systemctl stop redis-server.service && sudo -n systemctl start redis-server.service'
    )
    expect((await host.ssh('sudo -n systemctl stop ssh', { check: false })).stderr).toContain(refused)
    expect((await host.ssh('sudo -n cat /etc/shadow', { check: false })).stderr).toContain(refused)
    expect((await other.ssh('sudo -n systemctl stop redis-server', { check: false })).stderr).toContain(refused)
    expect((await host.ssh('sudo -n -u postgres psql -XAtc "SELECT current_user"')).stdout).toBe('postgres\n')
    expect((await host.ssh('sudo -n -u postgres cat /etc/passwd', { check: false })).stderr).toContain(refused)
    expect((await host.ssh('journalctl -u nginx.service -n 1 --no-pager')).stdout).toContain('nginx')
  })

  test("runs deploy's own units without a session where linger is on", async () => {
    expect((await host.ssh('systemd-run --user --wait --pipe --quiet echo from-a-unit')).stdout).toBe('from-a-unit\n')
    expect((await other.exec('loginctl show-user deploy --property=Linger', { check: false })).stdout).not.toContain('yes')
  })

  test('has the small disk that was asked for, and it fills up', async () => {
    const { code, stderr } = await host.ssh('head -c 8M /dev/zero > /srv/small/file', { check: false })
    expect(code).not.toBe(0)
    expect(stderr).toContain('No space left on device')
  })

  test('is silent while cut, and the same connection goes on afterwards', async () => {
    const line = spawn('ssh', [...host.sshArguments(), 'while read -r word; do echo "got $word"; done'], {
      stdio: ['pipe', 'pipe', 'inherit']
    })
    let heard = ''
    line.stdout.on('data', (chunk: Buffer) => (heard += chunk.toString()))
    try {
      line.stdin.write('before\n')
      await waitFor('an echo', 60_000, async () => heard.includes('got before') || undefined)
      const restore = await host.cut()
      line.stdin.write('during\n')
      await seconds(3)
      expect(heard).not.toContain('during')
      await expect(run('ssh', ['-o', 'ConnectTimeout=1', ...host.sshArguments(), 'true'])).rejects.toThrow('exit code 255')
      expect((await host.exec('systemctl is-active postgresql@17-main')).stdout).toBe('active\n')
      await restore()
      await waitFor('the echo of what was sent while cut', 60_000, async () => heard.includes('got during') || undefined)
      expect((await host.ssh('echo back')).stdout).toBe('back\n')
      expect((await host.exec('ip route show default')).stdout).toContain('default via')
    } finally {
      line.stdin.end()
      if (line.exitCode === null) await once(line, 'exit')
    }
  })

  test('drops the sessions that are open, and takes new ones', async () => {
    const session = run('ssh', [...host.sshArguments(), 'echo up; sleep 60'], { check: false })
    await waitFor(
      'the session',
      60_000,
      async () => (await host.exec('pgrep -u deploy -x sleep', { check: false })).code === 0 || undefined
    )
    await host.dropSessions()
    expect((await session).code).toBe(255)
    expect((await host.ssh('echo again')).stdout).toBe('again\n')
  })

  test('freezes and goes on', async () => {
    await host.pause()
    await expect(run('ssh', ['-o', 'ConnectTimeout=1', ...host.sshArguments(), 'true'])).rejects.toThrow('exit code 255')
    await host.unpause()
    expect((await host.ssh('echo on')).stdout).toBe('on\n')
  })

  test('comes back after a kill with its files, ports, keys and database', async () => {
    await host.sql('CREATE TABLE kept AS SELECT 7 AS n')
    await host.kill()
    await expect(host.ssh('true')).rejects.toThrow('exit code 255')
    await host.start()
    expect((await host.ssh('hostname')).stdout).toBe('one\n')
    expect(await host.sql('SELECT n FROM kept')).toBe('7')
  }, 60_000)

  test('is removed when the run that booted it is gone, and only then', async () => {
    const program = `const { bootHost } = await import(${JSON.stringify(`${import.meta.dirname}/host.ts`)})
      console.log((await bootHost({ name: 'left' })).container); setInterval(() => {}, 1000)`
    const runner = spawn('node', ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [chunk] = (await once(runner.stdout, 'data')) as [Buffer]
    const container = chunk.toString().trim()
    try {
      expect(await removeLeftovers()).not.toContain(container)
      runner.kill('SIGKILL')
      await once(runner, 'exit')
      await removeLeftovers()
      const names = async () => (await listHosts()).map(listed => listed.container)
      // Another run's own clearing may have begun it, and Docker answers the second one before it is gone.
      await waitFor(`${container} is gone`, 20_000, async () => ((await names()).includes(container) ? undefined : true))
      const left = await names()
      expect(left).not.toContain(container)
      expect(left).toEqual(expect.arrayContaining([host.container, other.container]))
    } finally {
      await destroyByName(container)
    }
  }, 60_000)

  test('publishes its ports on the loopback address only', async () => {
    const docker = await findDocker()
    const { stdout } = await docker.run(['port', host.container])
    expect(stdout.trim().split('\n').sort()).toEqual([`22/tcp -> 127.0.0.1:${host.sshPort}`, `80/tcp -> 127.0.0.1:${host.httpPort}`].sort())
  })
})

test('a filtered port neither accepts nor refuses', async () => {
  const filtered = await filteredPort()
  try {
    const script = `exec 3<>/dev/tcp/127.0.0.1/${filtered.port}`
    expect((await run('timeout', ['1', 'bash', '-c', script], { check: false })).code).toBe(124)
  } finally {
    filtered.close()
  }
  const script = `exec 3<>/dev/tcp/127.0.0.1/${filtered.port}`
  await waitFor(
    'a refusal',
    60_000,
    async () => (await run('bash', ['-c', script], { check: false })).stderr.includes('refused') || undefined
  )
})

describe('where real hosts cannot be booted', () => {
  function record(why: string | undefined, ci: boolean) {
    const said: string[] = []
    const tests: (() => void)[] = []
    const suite = (name: string, body: () => void) => (said.push(name), body())
    const registry: Registry = {
      describe: Object.assign(suite, { skip: (name: string) => void said.push(`skip ${name}`) }),
      test: (_name, body) => void tests.push(body)
    }
    let ran = false
    register('suite', () => (ran = true), why, ci, registry)
    return { said, tests, ran }
  }

  test('under CI the suite fails with one sentence', () => {
    const { tests, ran } = record('dockerd is not installed', true)
    expect(ran).toBe(false)
    expect(tests).toHaveLength(1)
    expect(tests[0]).toThrow('This suite needs real hosts: dockerd is not installed.')
  })

  test('elsewhere it is listed as not run, with the reason', () => {
    expect(record('dockerd is not installed', false)).toEqual({
      said: ['skip suite (not run here: dockerd is not installed)'],
      tests: [],
      ran: false
    })
  })

  test('and where they can, it runs', () => {
    expect(record(undefined, true)).toMatchObject({ said: ['suite'], ran: true })
  })
})
