// Redis on a real host: a backup is compared with what the server held, a restore is killed, and the server too, with an append-only file and without.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { takeBackup } from '../../shared/backup/backup.ts'
import type { Manifest } from '../../shared/backup/manifest.ts'
import { restoreSource } from '../../shared/backup/source.ts'
import { verifyBackup } from '../../shared/backup/store.ts'
import type { JobContext } from '../../shared/database/backup-source.ts'
import { RedisSource } from '../../shared/database/redis.ts'
import type { Host } from '../../shared/host/host.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'

const state = '/home/deploy/state'
const password = 'se same/\'"$x'
const cli = `REDISCLI_AUTH='se same/'\\''"$x' redis-cli -e --no-auth-warning`

/** Every type, names and values that are not text, keys that expire soon and late, two databases. */
const everything = `for i = 1, 20000 do redis.call('SET', 'k' .. i, string.rep('x', i % 200)) end
for i = 1, 3000 do redis.call('RPUSH', 'list' .. i % 7, i, '') redis.call('SADD', 'set', i) redis.call('SADD', 'words', 'w' .. i) redis.call('ZADD', 'z', i / 3, 'm' .. i)
  redis.call('HSET', 'hash', i, 'v' .. i) redis.call('HSET', 'small' .. i % 5, 'f', i) redis.call('PFADD', 'hll', i) end
redis.call('XADD', 'stream', '1-1', 'f', 'v') redis.call('XADD', 'stream', '2-1', 'f', 'v') redis.call('XGROUP', 'CREATE', 'stream', 'g', '1-1') redis.call('SETBIT', 'bits', 100000, 1)
redis.call('SET', '\\0odd\\r\\n"key" \\255', '\\0\\r\\n') redis.call('SET', '', 'empty name') redis.call('GEOADD', 'geo', 13.3, 52.5, 'b')
redis.call('SET', 'late', 1, 'EX', 86400) redis.call('SET', 'soon', 1, 'PX', 200)
redis.call('SELECT', 3) redis.call('SET', 'other', 'database')`

await describeBed('Redis', () => {
  let bed: BedHost
  let host: Host
  let counter = 0
  const open = (more: { url?: string; path?: string } = {}) =>
    new RedisSource(host, { key: 'cache', url: more.url ?? `redis://:${encodeURIComponent(password)}@127.0.0.1:6379${more.path ?? ''}` })
  const job = (): JobContext => ({ stateDir: state, idPrefix: `d${++counter}.redis`, timeoutMs: 60_000 })
  const backup = async (level: 'quick' | 'full' | 'drill' = 'full', source = open()): Promise<Manifest> =>
    (
      await takeBackup({
        host,
        clock: systemClock,
        job: job(),
        id: `b${++counter}`,
        databases: [{ name: 'cache', engine: source }],
        level,
        minFreeBytes: 0
      })
    ).manifest
  const source = (manifest: Manifest, purpose: 'restore' | 'drill' = 'restore', of = open()) =>
    restoreSource(manifest, 'cache', of, purpose, { stateDir: state })
  const redis = async (command: string) => (await bed.exec(`${cli} ${command}`)).stdout.trim()
  const keyspace = async () =>
    Object.fromEntries(
      (await redis('INFO keyspace')).split(/\s+/).flatMap(line => [...line.matchAll(/^(db\d+):keys=(\d+)/g)].map(m => [m[1], Number(m[2])]))
    )
  const digest = async () => await redis('DEBUG DIGEST')
  const expectUser = (promise: Promise<unknown>, message: RegExp) =>
    expect(promise).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(message) })
  const published = async () => (await bed.exec(`ls ${state}/backups`, { check: false })).stdout.split('\n').filter(Boolean)
  /** Processes and directories that a scratch server would leave. */
  const left = async () =>
    (
      await bed.exec(`pgrep -u deploy -a redis-server; pgrep -u deploy -f '^redis-server'; find /tmp -name dump.rdb -user deploy`, {
        check: false
      })
    ).stdout
  const fill = async () => {
    await redis('FLUSHALL')
    await bed.exec(`${cli} EVAL "$(cat)" 0`, { input: everything })
  }
  const settle = async (appendOnly: 'yes' | 'no') => {
    await bed.exec(`rm -rf /var/lib/redis/appendonlydir /var/lib/redis/dump.rdb.old; ${cli} CONFIG SET appendonly ${appendOnly}; ${cli} CONFIG REWRITE
      until ${cli} INFO persistence | grep -q 'aof_rewrite_in_progress:0' && ${cli} INFO persistence | grep -q 'aof_enabled:${appendOnly === 'yes' ? 1 : 0}'; do sleep 0.1; done`)
  }
  /** The server dies as in a power cut, and comes back with what its disk has. */
  const crash = async () => {
    await bed.exec(
      `kill -KILL $(systemctl show -p MainPID --value redis-server); until ${cli} PING 2>/dev/null | grep -q PONG; do systemctl reset-failed redis-server; systemctl start redis-server || :; sleep 0.2; done`
    )
  }

  beforeAll(async () => {
    bed = await bootHost({ name: 'redis', disks: [{ path: '/small', mebibytes: 3 }] })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = new SshHost({ address, port, user, privateKey, knownHosts })
    // No delay before the dump: else each takes five seconds more.
    await bed.exec(`install -d -o deploy -m 700 ${state} /small/state
printf '%s\\n' 'enable-debug-command yes' 'repl-diskless-sync-delay 0' 'requirepass "se same/'\\''\\"$x"' >> /etc/redis/redis.conf
systemctl restart redis-server`)
    await fill()
  }, 120_000)
  afterAll(async () => {
    await host?.close()
    await bed?.destroy()
  }, 60_000)

  test('is described, and what cannot be reached is one clear message without the password', async () => {
    expect(await open().describe()).toEqual({ version: expect.stringMatching(/^8\./), bytes: expect.any(Number) })
    await expectUser(open({ url: 'redis://:wrong-sesame@127.0.0.1' }).describe(), /refused the password, or asks for none\. Compare it/)
    await expectUser(open({ url: 'redis://127.0.0.1' }).describe(), /asks for a password\. Write redis:/)
    await expectUser(open({ url: 'redis://127.0.0.1:6399' }).describe(), /no server answers there/)
    await expectUser(open({ path: '/99' }).describe(), /no database of this number/)
    await bed.exec(`${cli} ACL SETUSER limited on '>pw' '~*' +@all -@dangerous +info`)
    const before = await published()
    await expectUser(
      backup('full', open({ url: 'redis://limited:pw@127.0.0.1' })),
      /does not let this user run SYNC\. A backup needs .*No backup was added/
    )
    await expectUser(backup('full', open({ url: 'redis://:wrong-sesame@127.0.0.1' })), /refused the password.*No backup was added/)
    expect(await published()).toEqual(before)
  }, 60_000)

  test.each(['no', 'yes'] as const)(
    'everything comes back, also after a crash of the server (append-only file: %s)',
    async appendOnly => {
      await settle(appendOnly)
      await fill()
      await new Promise(resolve => setTimeout(resolve, 300))
      const manifest = await backup('drill')
      const [member] = manifest.members
      expect(member).toMatchObject({ name: 'cache.rdb', role: 'database', format: 'rdb', engine: 'redis', source: '127.0.0.1:6379' })
      expect(member!.checks.map(check => check.name)).toEqual(['exit-code', 'full-decode', 'integrity', 'sha256', 'drill'])
      expect(member!.facts.content).toEqual({
        db0: { rows: expect.any(Number), sample: null },
        db3: { rows: 1, sample: null },
        'all values': { rows: 0, sample: expect.stringMatching(/^[0-9a-f]{64}$/) }
      })
      expect(await verifyBackup(host, state, manifest.id)).toEqual(manifest)
      const was = await digest()
      const counts = await keyspace()
      await redis('DEL hash late')
      await redis('SET k1 changed')
      await redis('-n 5 SET newer database')
      const { kept } = await open().restore(job(), source(manifest))
      const live = await keyspace()
      expect(live).toMatchObject(counts)
      expect(live).not.toHaveProperty('db5')
      expect(Number(await redis('TTL late'))).toBeGreaterThan(80_000)
      expect(await open().copyExists({ name: kept })).toBe(true)
      // What was live is in the spare databases, marked.
      expect(await redis('-n 13 HGET belay:copy name')).toBe(kept)
      expect(await redis('-n 15 GET newer')).toBe('database')
      await crash()
      expect(await keyspace()).toEqual(live)
      await open().dropCopy(job(), { name: kept })
      expect(await open().copyExists({ name: kept })).toBe(false)
      expect(await keyspace()).toEqual(counts)
      expect(await digest()).toBe(was)
      expect(await left()).toBe('')
    },
    90_000
  )
})
