import { randomUUID } from 'node:crypto'
import { takeBackup } from '../../shared/backup/backup.ts'
import { listBackups, removeBackups } from '../../shared/backup/prune.ts'
import { planRetention } from '../../shared/backup/retention.ts'
import { restoreSource } from '../../shared/backup/source.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import type { Host } from '../../shared/host/host.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { type Summary, summarise } from './statistics.ts'

export interface Backups {
  readonly databaseBytes: number
  /** `pg_dump -Fc` with the same compression, and `sync`. Milliseconds, as all below. */
  readonly dump: Summary
  readonly quick: Summary
  readonly full: Summary
  /** Restored into a copy, and compared. */
  readonly drill: Summary
  readonly manifests: number
  /** Listing, deciding and removing one of so many. */
  readonly retention: Summary
}

const state = '/home/deploy/state'
const manifests = 10_000

/** A database of this many megabytes on a host of the bed: plain dumps and Belay's backups in turns. */
export async function measureBackups(megabytes: number, rounds: number): Promise<Backups> {
  const bed = await bootHost({ name: 'bench-backups' })
  const { address, sshPort: port, user, privateKey, knownHosts } = bed
  const host = new SshHost({ address, port, user, privateKey, knownHosts })
  try {
    return await measure(bed, host, megabytes, rounds)
  } finally {
    await host.close()
    await bed.destroy()
  }
}

async function measure(bed: BedHost, host: Host, megabytes: number, rounds: number): Promise<Backups> {
  await bed.exec(`install -d -o deploy -m 700 ${state}`)
  await bed.sql("CREATE ROLE app LOGIN PASSWORD 'app'; CREATE DATABASE big OWNER app;")
  await bed.sql(
    `SET ROLE app; CREATE TABLE readings (id bigint PRIMARY KEY, machine int, what text, at timestamptz);
INSERT INTO readings SELECT g, g % 1000, md5(g::text) || md5((g + 1)::text), now() FROM generate_series(1, ${megabytes * 5600}) g;
CREATE TABLE notes AS SELECT id, what FROM readings WHERE id % 3 = 0; ALTER TABLE notes ADD PRIMARY KEY (id);`,
    'big'
  )
  await bed.sql('VACUUM ANALYZE', 'big')
  await bed.sql('CHECKPOINT')
  const engine = new PostgresEngine(host, {
    key: 'main',
    connection: parsePostgresUrl('postgres://app:app@127.0.0.1:5432/big'),
    adminUser: 'postgres'
  })
  const job = (step: string) => ({ stateDir: state, idPrefix: `${randomUUID().slice(0, 8)}.${step}`, timeoutMs: 600_000 })
  const backup = async (level: 'quick' | 'full') =>
    (
      await takeBackup({
        host,
        clock: systemClock,
        job: job('backup'),
        id: `b-${randomUUID().slice(0, 8)}`,
        databases: [{ name: 'main', engine }],
        level,
        minFreeBytes: 1
      })
    ).manifest
  const contenders = {
    dump: () =>
      host.run('cd; PGPASSWORD=app pg_dump -h 127.0.0.1 -U app -Fc --compress=zstd:1 -f plain.dump big && sync plain.dump', {
        timeoutMs: 600_000
      }),
    quick: () => backup('quick'),
    full: () => backup('full')
  }
  const times = { dump: [] as number[], quick: [] as number[], full: [] as number[], drill: [] as number[] }
  const names = ['dump', 'quick', 'full'] as const
  for (let round = 0; round <= rounds; round++) {
    for (let at = 0; at < names.length; at++) {
      const name = names[(at + round) % names.length]!
      const ms = await timed(contenders[name])
      if (round > 0) times[name].push(ms)
      await bed.exec(`rm -rf ${state}/backups/b-* /home/deploy/plain.dump; sync`)
    }
  }
  const manifest = await backup('full')
  for (let round = 0; round < rounds; round++)
    times.drill.push(await timed(() => engine.drill(job('drill'), restoreSource(manifest, 'main', engine, 'drill', { stateDir: state }))))
  const databaseBytes = Number(await bed.sql("SELECT pg_database_size('big')"))
  return {
    databaseBytes,
    dump: summarise(times.dump),
    quick: summarise(times.quick),
    full: summarise(times.full),
    drill: summarise(times.drill),
    manifests,
    retention: await retention(bed, host, manifest.id, rounds)
  }
}

/** The same backup under ten thousand names, a day apart each. */
async function retention(bed: BedHost, host: Host, id: string, rounds: number): Promise<Summary> {
  await bed.exec(
    `cd ${state}/backups && python3 - <<'E'
import datetime, os
text = open('${id}/manifest.json').read()
sequence = text.split('"sequence": ')[1].split(',')[0]
at = text.split('"finishedAt": "')[1].split('"')[0]
for n in range(${manifests}):
    os.mkdir(f'n{n}')
    when = (datetime.datetime(2026, 1, 1) - datetime.timedelta(days=n)).isoformat() + 'Z'
    with open(f'n{n}/manifest.json', 'w') as file:
        file.write(text.replace(f'"sequence": {sequence},', f'"sequence": {20000 - n},').replace(at, when).replace('"boot": "', f'"boot": "{n}'))
    os.link('${id}/main.dump', f'n{n}/main.dump')
E
chown -R deploy: .`
  )
  const times = []
  for (let round = 0; round < rounds; round++)
    times.push(
      await timed(async () => {
        const { backups, now } = await listBackups(host, state)
        if (backups.length < manifests - round) throw new Error(`${backups.length} backups were listed`)
        const plan = planRetention(backups, { keepDays: manifests - 2 - round, minVerified: 2 }, { now, needed: new Map() })
        const { removed } = await removeBackups(host, state, plan.remove.slice(0, 1), undefined)
        if (removed.length !== 1) throw new Error('Retention removed nothing')
      })
    )
  return summarise(times)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
