// Redis on a real host: a backup is compared with what the server held, a restore is killed, and the server too, with an append-only file and without.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { takeBackup } from '../../shared/backup/backup.ts'
import type { Manifest } from '../../shared/backup/manifest.ts'
import { restoreSource } from '../../shared/backup/source.ts'
import { verifyBackup } from '../../shared/backup/store.ts'
import type { JobContext } from '../../shared/database/backup-source.ts'
import { RedisSource } from '../../shared/database/redis.ts'
import type { DatabaseContent } from '../../shared/database/table-content.ts'
import type { Host } from '../../shared/host/host.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { waitFor } from '../bed/process.ts'
import { failsUnder } from '../host/kill-job.ts'

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
  }, 300_000)
  afterAll(async () => {
    await host?.close()
    await bed?.destroy()
  }, 180_000)

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
      /does not let this user run REPLCONF\. A backup needs .*No backup was added/
    )
    await expectUser(backup('full', open({ url: 'redis://:wrong-sesame@127.0.0.1' })), /refused the password.*No backup was added/)
    expect(await published()).toEqual(before)
  }, 180_000)

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
      expect(await redis('-n 15 HGET belay:copy name')).toBe(kept)
      expect(await redis('-n 13 GET newer')).toBe('database')
      await crash()
      expect(await keyspace()).toEqual(live)
      await open().dropCopy(job(), { name: kept })
      expect(await open().copyExists({ name: kept })).toBe(false)
      expect(await keyspace()).toEqual(counts)
      expect(await digest()).toBe(was)
      expect(await left()).toBe('')
    },
    240_000
  )

  test('under a writer the counts are those of the dump itself, and nothing secret is in an argument of a process', async () => {
    await fill()
    const script = (path: string, text: string) => bed.exec(`install -m 755 /dev/stdin ${path}`, { input: `#!/bin/bash\n${text}\n` })
    await script('/tmp/writer', `for ((n = 0; n < 2000000; n++)); do echo "SET w$n x"; done | ${cli} > /dev/null`)
    await script(
      '/tmp/watcher',
      `while [[ ! -e /tmp/enough ]]; do for p in $(pgrep -u deploy); do tr '\\0' '\\n' < /proc/$p/cmdline; done 2>/dev/null | grep -aF 'se same'; sleep 0.01; done > /tmp/seen`
    )
    await redis('DEL soon')
    const filled = Number(await redis('DBSIZE'))
    await bed.exec('(setsid /tmp/writer & setsid /tmp/watcher &) > /dev/null 2>&1')
    const size = async () => Number(await redis('DBSIZE'))
    const before = await waitFor('the writer', 60_000, async () => ((await size()) > filled ? await size() : undefined))
    const manifest = await backup('drill')
    const after = Number(await redis('DBSIZE'))
    await bed.exec('touch /tmp/enough; pkill -f "^/bin/bash /tmp/writer" || :')
    const { rows } = manifest.members[0]!.facts.content!['db0']!
    expect(after).toBeGreaterThan(before)
    expect(rows).toBeGreaterThanOrEqual(before)
    expect(rows).toBeLessThanOrEqual(after)
    expect((await bed.exec('cat /tmp/seen')).stdout).toBe('')
    await open().endSessions(null)
    // Whoever comes back at once is told about.
    await script('/tmp/nagger', `while [[ -e /tmp/enough ]]; do exec 3<>/dev/tcp/127.0.0.1/6379; read -r <&3; done`)
    await bed.exec('(for i in 1 2 3 4 5 6 7 8; do setsid /tmp/nagger & done) > /dev/null 2>&1')
    await expectUser(open().endSessions(null), /connect again as fast as they are disconnected/)
    await bed.exec('rm /tmp/enough; pkill -f "^/bin/bash /tmp/nagger" || :')
  }, 240_000)

  test('a member that was cut or flipped, or is not what its manifest says, changes nothing that is live', async () => {
    await fill()
    const manifest = await backup()
    const member = `${state}/backups/${manifest.id}/cache.rdb`
    await redis('DEL soon')
    const was = await digest()
    const [first] = manifest.members
    const told = (content: DatabaseContent): Manifest => ({
      ...manifest,
      members: [{ ...first!, facts: { ...first!.facts, content: { ...first!.facts.content, ...content } } }]
    })
    const other = told({ db3: { rows: 2, sample: null } })
    await expectUser(open().restore(job(), source(other)), /In the manifest: db3 2 .* Restored: db3 1 /)
    const values = told({ 'all values': { rows: 0, sample: 'a'.repeat(64) } })
    await expectUser(open().drill(job(), source(values, 'drill')), /all values 0 aaaa/)
    const bytes = Number((await bed.exec(`cp ${member} /tmp/whole; stat -c %s ${member}`)).stdout)
    const spoil = [
      ...[1, 4, 16, bytes >> 1].map(cut => `truncate -s -${cut} ${member}`),
      // Turned over: a fixed byte is there already once in 256 times.
      ...[bytes >> 1, bytes >> 2, 30, bytes - 3].map(
        at =>
          `byte=$(dd if=${member} bs=1 skip=${at} count=1 status=none | od -An -tu1); printf "\\\\$(printf %03o $((255 - byte)))" | dd of=${member} bs=1 seek=${at} conv=notrunc status=none`
      )
    ]
    for (const each of spoil) {
      await bed.exec(`cat /tmp/whole > ${member}; ${each}; ! cmp -s /tmp/whole ${member}`)
      await expectUser(verifyBackup(host, state, manifest.id), /is damaged/)
      await expectUser(open().restore(job(), source(manifest)), /does not pass redis-check-rdb/)
      await expectUser(open().drill(job(), source(manifest, 'drill')), /does not pass redis-check-rdb/)
    }
    expect(await digest()).toBe(was)
    expect(Object.keys(await keyspace())).toEqual(['db0', 'db3'])
    expect(await left()).toBe('')
  }, 240_000)

  test('one database of several is restored alone, and copies that are kept are in no backup', async () => {
    await fill()
    const one = open({ path: '/3' })
    const manifest = await backup('drill', one)
    expect(manifest.members[0]!.facts.content).toMatchObject({ db3: { rows: 1 } })
    expect(manifest.members[0]!.facts.content).not.toHaveProperty('db0')
    await redis('-n 3 SET other changed')
    await redis('SET k1 changed')
    const { kept } = await one.restore(job(), source(manifest, 'restore', one))
    expect([await redis('-n 3 GET other'), await redis('GET k1')]).toEqual(['database', 'changed'])
    expect(await redis('-n 15 GET other')).toBe('changed')
    const whole = await backup('drill')
    expect(Object.keys(whole.members[0]!.facts.content!).toSorted()).toEqual(['all values', 'db0', 'db3'])
    expect(() => source(whole, 'restore', one)).toThrow(/was taken of redis 127\.0\.0\.1:6379, and/)
    await expect(open().dropCopy(job(), { name: 'something' })).rejects.toThrow(/is no copy that Belay made/)
    await one.dropCopy(job(), { name: kept })
    expect(Object.keys(await keyspace())).toEqual(['db0', 'db3'])
  }, 180_000)

  test('where there is no room for both, nothing that is live is changed', async () => {
    await fill()
    await redis('DEL soon')
    const manifest = await backup()
    const was = await digest()
    const memory = Number((await redis('INFO memory')).match(/used_memory:(\d+)/)![1])
    await redis(`CONFIG SET maxmemory ${memory + 2 ** 20}`)
    await expectUser(open().restore(job(), source(manifest)), /may use \d+ MiB of memory \(maxmemory\) and needs \d+ MiB/)
    await redis('CONFIG SET maxmemory 0')
    expect(Object.keys(await keyspace())).toEqual(['db0', 'db3'])
    const { kept } = await open().restore(job(), source(manifest))
    await open().dropCopy(job(), { name: kept })
    expect(await digest()).toBe(was)
    await bed.exec(`${cli} EVAL "for i = 4, 13 do redis.call('SELECT', i) redis.call('SET', 'a', 1) end" 0`)
    const crowded = await digest()
    await expectUser(
      open().restore(job(), source(manifest)),
      /needs as many empty databases as it restores, and the server lacks 8\. Raise databases/
    )
    expect(await digest()).toBe(crowded)
  }, 180_000)

  test('an empty server is backed up, and its backup proves nothing', async () => {
    await redis('FLUSHALL')
    const before = await published()
    await expectUser(backup('drill'), /the backup restores no key, and so proves nothing: is it the right database\..*No backup was added/)
    expect(await published()).toEqual(before)
    const manifest = await backup('full')
    expect(Object.keys(manifest.members[0]!.facts.content!)).toEqual(['all values'])
    await redis('SET newer 1')
    const { kept } = await open().restore(job(), source(manifest))
    expect(await keyspace()).toEqual({ db15: 2 })
    await open().dropCopy(job(), { name: kept })
  }, 180_000)

  test('a full disk adds no backup and says so', async () => {
    await bed.exec(`${cli} EVAL "for i = 1, 60000 do redis.call('SET', 'r' .. i, redis.sha1hex(i) .. redis.sha1hex(-i)) end" 0`)
    const small = { ...job(), stateDir: '/small/state' }
    const databases = [{ name: 'cache', engine: open() }]
    const taken = takeBackup({ host, clock: systemClock, job: small, id: 'full', databases, level: 'full', minFreeBytes: 0 })
    await expectUser(taken, /the disk is full\. No backup was added/)
    expect((await bed.exec(`ls ${small.stateDir}/backups; find ${small.stateDir}/backups -name '*.rdb'`)).stdout).toBe('')
  }, 180_000)

  test.each(['no', 'yes'] as const)(
    'killed at any point a restore has changed all or nothing, and can be repeated (append-only file: %s)',
    async appendOnly => {
      await settle(appendOnly)
      await fill()
      await redis('DEL soon')
      const manifest = await backup()
      const was = await digest()
      await redis('SET since theBackup')
      await redis('SAVE')
      const now = await digest()
      const seen: string[] = []
      for (const [round, moment] of ['', 'new', 'old', 'new', 'old'].entries()) {
        const running = { ...job(), idPrefix: `k${appendOnly}${round}.redis` }
        if (moment === '') await redis('CLIENT PAUSE 60000 WRITE')
        // Before the restore: it is to look from its beginning.
        const killing = bed.exec(
          // The server itself stops all writing at that moment, so that the kill need not be quick.
          `until compgen -G '/tmp/belay-redis.*/socket' > /dev/null; do (( SECONDS < 50 )) || exit 1; done
          exec 3<>/dev/tcp/127.0.0.1/6379
          printf '%s\\r\\n' 'AUTH "se same/\\x27\\"$x"' 'SELECT 15' >&3; read -r _ <&3; read -r _ <&3
          while [[ '${moment}' ]] && (( SECONDS < 50 )); do
            printf 'HGET belay:copy kind\\r\\n' >&3; read -r kind <&3; [[ $kind != '$-1'* ]] && read -r kind <&3
            [[ $kind != '${moment}'* ]] || break
          done
          printf 'CLIENT PAUSE 60000 WRITE\\r\\n' >&3; read -r _ <&3
          # Whatever holds the job's own file, which only its user sees here: a bash does not show what it exports, and Redis writes its title over its environment.
          p=$(find -L /proc/[0-9]*/fd -maxdepth 1 -samefile ${state}/jobs/${running.idPrefix}.restore-cache/alive 2>/dev/null | cut -d/ -f3 | sort -u); kill -KILL $p; printf 'CLIENT UNPAUSE\\r\\n' >&3; read -r _ <&3`,
          { check: false, user: 'deploy' }
        )
        await failsUnder(killing, () => open().restore(running, source(manifest)))
        if (round > 2) await crash()
        const mark = (await redis('-n 15 HGET belay:copy kind')) as 'new' | 'old' | ''
        seen.push(mark)
        // All of what was, or all of the backup: never something between.
        expect(await redis('GET since')).toBe(mark === 'old' ? '' : 'theBackup')
        expect((await keyspace())['db3']).toBe(1)
        const { kept } = await open().restore(running, source(manifest))
        expect(await redis('GET since')).toBe('')
        await open().dropCopy(job(), { name: kept })
        expect(await digest()).toBe(was)
        expect(await left()).toBe('')
        await redis('SET since theBackup')
        await redis('SAVE')
        expect(await digest()).toBe(now)
      }
      // Before anything was copied, between copying and the swap, and after it.
      expect(seen.slice(0, 3)).toEqual(['', 'new', 'old'])
    },
    480_000
  )
})
