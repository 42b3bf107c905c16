import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { takeBackup } from '../../shared/backup/backup.ts'
import type { Manifest } from '../../shared/backup/manifest.ts'
import { listBackups, removeBackups } from '../../shared/backup/prune.ts'
import { planRetention } from '../../shared/backup/retention.ts'
import { restoreSource } from '../../shared/backup/source.ts'
import type { JobContext } from '../../shared/database/backup-source.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import { HostStore } from '../../shared/deployment/host-store.ts'
import type { Host } from '../../shared/host/host.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { run } from '../bed/process.ts'
import { inputVariables } from './contenders.ts'
import { type Summary, summarise } from './statistics.ts'

export interface Backups {
  readonly databaseBytes: number
  /** `pg_dump -Fc` with the same compression, and `sync`. Milliseconds, as all below. */
  readonly dump: Summary
  readonly quick: Summary
  readonly full: Summary
  /** `full`, of a dump that two processes write. */
  readonly directory: Summary
  /** Restored into a copy, and compared. */
  readonly drill: Summary
  /** `psql < backup.sql` into a new database, without ANALYZE. */
  readonly psql: Summary
  /** Of a restore: what pg_restore took, and what ANALYZE took. */
  readonly loaded: Summary
  readonly analyzed: Summary
  /** A whole restore: made beside, compared, analyzed, swapped in. */
  readonly restored: Summary
  /** From the failed database to the restore point. */
  readonly returned: Summary
  /** The most that the process of the action `backup-db` had in memory. */
  readonly residentBytes: number
  readonly manifests: number
  /** Listing, deciding and removing one of so many. */
  readonly retention: Summary
}

const state = '/home/deploy/state'
const manifests = 10_000

/** A database of this many megabytes on a host of the bed: plain dumps and Belay's backups in turns. */
export async function measureBackups(megabytes: number, rounds: number, dist: string): Promise<Backups> {
  const bed = await bootHost({ name: 'bench-backups' })
  const { address, sshPort: port, user, privateKey, knownHosts } = bed
  const host = new SshHost({ address, port, user, privateKey, knownHosts })
  try {
    return await measure(bed, host, megabytes, rounds, dist)
  } finally {
    await host.close()
    await bed.destroy()
  }
}

async function measure(bed: BedHost, host: Host, megabytes: number, rounds: number, dist: string): Promise<Backups> {
  await bed.exec(`install -d -o deploy -m 700 ${state}`)
  await bed.sql("CREATE ROLE app LOGIN PASSWORD 'app'; CREATE DATABASE big OWNER app;")
  const input = `SET ROLE app; CREATE TABLE readings (id bigint PRIMARY KEY, machine int, what text, at timestamptz);
INSERT INTO readings SELECT g, g % 1000, md5(g::text) || md5((g + 1)::text), now() FROM generate_series(1, ${megabytes * 5600}) g;
CREATE TABLE notes AS SELECT id, what FROM readings WHERE id % 3 = 0; ALTER TABLE notes ADD PRIMARY KEY (id);
RESET ROLE; VACUUM ANALYZE;`
  await bed.exec('cd /; psql -X -q -v ON_ERROR_STOP=1 big', { user: 'postgres', input, timeout: 600_000 })
  await bed.sql('CHECKPOINT')
  const url = 'postgres://app:app@127.0.0.1:5432/big'
  const open = (format: 'custom' | 'directory') =>
    new PostgresEngine(host, { key: 'main', connection: parsePostgresUrl(url), adminUser: 'postgres', format })
  const engine = open('custom')
  const job = (step: string) => ({ stateDir: state, idPrefix: `${randomUUID().slice(0, 8)}.${step}`, timeoutMs: 600_000 })
  const backup = async (level: 'quick' | 'full', of = engine) =>
    (
      await takeBackup({
        host,
        clock: systemClock,
        job: job('backup'),
        id: `b-${randomUUID().slice(0, 8)}`,
        databases: [{ name: 'main', engine: of }],
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
    full: () => backup('full'),
    directory: () => backup('full', open('directory'))
  }
  const times = { dump: [] as number[], quick: [] as number[], full: [] as number[], directory: [] as number[], drill: [] as number[] }
  const names = ['dump', 'quick', 'full', 'directory'] as const
  for (let round = 0; round <= rounds; round++) {
    for (let at = 0; at < names.length; at++) {
      const name = names[(at + round) % names.length]!
      const ms = await timed(contenders[name])
      if (round > 0) times[name].push(ms)
      console.error(`round ${round} of ${rounds}: ${(ms / 1000).toFixed(2)} s  PostgreSQL, ${name}`)
      await bed.exec(`rm -rf ${state}/backups/b-* /home/deploy/plain.dump; sync`)
    }
  }
  const manifest = await backup('full')
  for (let round = 0; round < rounds; round++)
    times.drill.push(await timed(() => engine.drill(job('drill'), restoreSource(manifest, 'main', engine, 'drill', { stateDir: state }))))
  const restores = await measureRestores(bed, engine, manifest, job, rounds)
  const databaseBytes = Number(await bed.sql("SELECT pg_database_size('big')"))
  return {
    databaseBytes,
    dump: summarise(times.dump),
    quick: summarise(times.quick),
    full: summarise(times.full),
    directory: summarise(times.directory),
    drill: summarise(times.drill),
    ...restores,
    manifests,
    retention: await retention(bed, host, manifest.id, rounds),
    residentBytes: await residentOf(bed, host, dist, url)
  }
}

/** In turns: `psql < backup.sql`, and a restore by Belay. Then returns to a restore point. */
async function measureRestores(
  bed: BedHost,
  engine: PostgresEngine,
  manifest: Manifest,
  job: (step: string) => JobContext,
  rounds: number
): Promise<Pick<Backups, 'psql' | 'loaded' | 'analyzed' | 'restored' | 'returned'>> {
  const times = {
    psql: [] as number[],
    loaded: [] as number[],
    analyzed: [] as number[],
    restored: [] as number[],
    returned: [] as number[]
  }
  const asPostgres = (script: string) => bed.exec(`cd; ${script}`, { user: 'postgres', timeout: 600_000 })
  await asPostgres('pg_dump big > backup.sql')
  const psql = async () => {
    await asPostgres('createdb -T template0 -O app plain')
    times.psql.push(await timed(() => asPostgres('psql -X -q -v ON_ERROR_STOP=1 plain < backup.sql > /dev/null')))
    await asPostgres('dropdb plain')
  }
  const restore = async () => {
    let said = ''
    const context = { ...job('restore'), onOutput: (text: string) => void (said += text) }
    const source = restoreSource(manifest, 'main', engine, 'restore', { stateDir: state })
    let kept = ''
    times.restored.push(await timed(async () => void ({ kept } = await engine.restore(context, source))))
    const [, loaded, analyzed] = /restored in (\d+) ms, ANALYZE in (\d+) ms/.exec(said) ?? []
    if (loaded === undefined) throw new Error('The restore did not say how long it took')
    times.loaded.push(Number(loaded))
    times.analyzed.push(Number(analyzed))
    await engine.dropCopy(job('drop'), { name: kept })
  }
  for (let round = 0; round < rounds; round++)
    for (const contender of round % 2 === 0 ? [psql, restore] : [restore, psql]) {
      await contender()
      await bed.sql('CHECKPOINT')
      await bed.exec('sync')
    }
  await asPostgres('rm backup.sql')
  for (let round = 0; round < rounds; round++) {
    const point = await engine.createRestorePoint(job('point'), `bench${round}`)
    await bed.sql('UPDATE readings SET machine = 0 WHERE id < 100000', 'big')
    let kept = ''
    times.returned.push(await timed(async () => void ({ kept } = await engine.returnToRestorePoint(job('return'), point))))
    await engine.dropCopy(job('drop'), { name: kept })
  }
  return {
    psql: summarise(times.psql),
    loaded: summarise(times.loaded),
    analyzed: summarise(times.analyzed),
    restored: summarise(times.restored),
    returned: summarise(times.returned)
  }
}

/** Runs the action from the bundle, as a step of a job of its own. */
async function residentOf(bed: BedHost, host: Host, dist: string, url: string): Promise<number> {
  await new HostStore(host, state, { clock: systemClock, random: randomBytes }).initialise()
  const directory = await mkdtemp(join(tmpdir(), 'belay-bench-'))
  try {
    const file = join(directory, 'resident')
    const inputs = {
      environment: 'bench',
      host: bed.address,
      port: String(bed.sshPort),
      user: bed.user,
      'private-key': bed.privateKey,
      'known-hosts': bed.knownHosts,
      'state-dir': state,
      engine: 'postgres',
      'database-url': url,
      'min-free': '1'
    }
    const files = { GITHUB_OUTPUT: 'output', GITHUB_STATE: 'state', GITHUB_STEP_SUMMARY: 'summary', GITHUB_ENV: 'env' }
    for (const each of Object.values(files)) await writeFile(join(directory, each), '')
    const env = {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'bench/big',
      GITHUB_RUN_ID: '1',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_JOB: 'backup',
      GITHUB_WORKSPACE: directory,
      RUNNER_TEMP: directory,
      RESIDENT_TO: file,
      ...Object.fromEntries(Object.entries(files).map(([name, each]) => [name, join(directory, each)])),
      ...inputVariables(inputs)
    }
    await run(process.execPath, ['--import', join(import.meta.dirname, 'resident.ts'), join(dist, 'backup-db.js')], {
      env,
      timeout: 600_000
    })
    return Number(await readFile(file, 'utf8'))
  } finally {
    await rm(directory, { recursive: true, force: true })
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
    for member in ('main.dump', 'main.globals.sql'):
        os.link(f'${id}/{member}', f'n{n}/{member}')
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
  await bed.exec(`rm -rf ${state}/backups/n*`)
  return summarise(times)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
