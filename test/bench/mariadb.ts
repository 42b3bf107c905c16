// node test/bench/mariadb.ts [--megabytes N] [--rounds N]: this part of the benchmarks by itself. What it measures is in docs/benchmarks.md.
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { takeBackup } from '../../shared/backup/backup.ts'
import { restoreSource } from '../../shared/backup/source.ts'
import { MysqlEngine } from '../../shared/database/mysql.ts'
import { parseMysqlUrl } from '../../shared/database/mysql-connection.ts'
import type { Host } from '../../shared/host/host.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { loadNow } from './machine.ts'
import { atMost, type Limit, mark, range, seconds } from './report.ts'
import { type Summary, summarise } from './statistics.ts'

export interface MariadbBackups {
  readonly databaseBytes: number
  /** `mariadb-dump | zstd` with the same options and compression, and `sync`. Milliseconds, as all below. */
  readonly dump: Summary
  readonly quick: Summary
  readonly full: Summary
  /** Restored into a copy, and compared. */
  readonly drill: Summary
  /** `zstd -d | mariadb` into a new database. */
  readonly load: Summary
  /** A whole restore: made beside, compared, swapped in. */
  readonly restored: Summary
  readonly point: Summary
  /** From the failed database to the restore point. */
  readonly returned: Summary
}

const state = '/home/deploy/state'

/** A database of about so many megabytes on a host of the bed: plain dumps and Belay's backups in turns. */
export async function measureMariadb(megabytes: number, rounds: number): Promise<MariadbBackups> {
  const bed = await bootHost({ name: 'bench-mariadb', sudoers: ['deploy ALL=(mysql) NOPASSWD: /usr/bin/mariadb, /usr/bin/mariadb-dump'] })
  const { address, sshPort: port, user, privateKey, knownHosts } = bed
  const host = new SshHost({ address, port, user, privateKey, knownHosts })
  try {
    return await measure(bed, host, megabytes, rounds)
  } finally {
    await host.close()
    await bed.destroy()
  }
}

async function measure(bed: BedHost, host: Host, megabytes: number, rounds: number): Promise<MariadbBackups> {
  await bed.exec(`install -d -o deploy -m 700 ${state}; systemctl start mariadb`)
  await bed.write('/home/deploy/.my.cnf', '[client]\nuser=app\npassword=app\nhost=127.0.0.1\n', { owner: 'deploy:deploy', mode: '600' })
  const sql = (input: string) => bed.exec('mariadb', { input, timeout: 600_000 })
  await sql(`CREATE DATABASE big; CREATE USER app@localhost IDENTIFIED BY 'app'; GRANT ALL ON \`big%\`.* TO app@localhost; USE big;
CREATE TABLE readings (id bigint PRIMARY KEY, machine int, what text, at datetime);
INSERT INTO readings SELECT seq, seq % 1000, CONCAT(MD5(seq), MD5(seq + 1)), NOW() FROM seq_1_to_${megabytes * 6200};
CREATE TABLE notes (id bigint PRIMARY KEY, what text); INSERT INTO notes SELECT id, what FROM readings WHERE id % 3 = 0; ANALYZE TABLE readings, notes;`)
  const engine = new MysqlEngine(host, {
    key: 'main',
    vendor: 'mariadb',
    connection: parseMysqlUrl('mysql://app:app@127.0.0.1:3306/big'),
    adminUser: 'mysql'
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
  const options = '--single-transaction --quick --hex-blob --routines --triggers --events --default-character-set=utf8mb4 --no-tablespaces'
  const contenders = {
    dump: () => host.run(`cd; mariadb-dump ${options} big | zstd -q -1 -T0 -o plain.sql.zst && sync plain.sql.zst`, { timeoutMs: 600_000 }),
    quick: () => backup('quick'),
    full: () => backup('full')
  }
  const names = ['dump', 'quick', 'full'] as const
  const times = { dump: [] as number[], quick: [] as number[], full: [] as number[], drill: [] as number[], load: [] as number[] }
  const later = { restored: [] as number[], point: [] as number[], returned: [] as number[] }
  const { bytes } = await engine.describe()
  for (let round = 0; round <= rounds; round++) {
    for (let at = 0; at < names.length; at++) {
      const name = names[(at + round) % names.length]!
      const ms = await timed(contenders[name])
      if (round > 0) times[name].push(ms)
      console.error(`round ${round} of ${rounds}: ${(ms / 1000).toFixed(2)} s  MariaDB, ${name}`)
      await bed.exec(`rm -rf ${state}/backups/b-* /home/deploy/plain.sql.zst; sync`)
    }
  }
  const manifest = await backup('full')
  const from = restoreSource(manifest, 'main', engine, 'restore', { stateDir: state })
  const load = async () => {
    await sql('CREATE DATABASE big_plain')
    times.load.push(await timed(() => host.run(`zstd -dc ${from.directory}/${from.member} | mariadb big_plain`, { timeoutMs: 600_000 })))
    await sql('DROP DATABASE big_plain')
  }
  const restore = async () => {
    let kept = ''
    later.restored.push(await timed(async () => void ({ kept } = await engine.restore(job('restore'), from))))
    await engine.dropCopy(job('drop'), { name: kept })
  }
  for (let round = 0; round < rounds; round++) {
    for (const contender of round % 2 === 0 ? [load, restore] : [restore, load]) {
      await contender()
      await bed.exec('sync')
    }
    times.drill.push(await timed(() => engine.drill(job('drill'), from)))
  }
  for (let round = 0; round < rounds; round++) {
    later.point.push(await timed(() => engine.createRestorePoint(job('point'), `bench${round}`)))
    await sql('UPDATE big.readings SET machine = 0 WHERE id < 100000')
    const point = await engine.createRestorePoint(job('point'), `bench${round}`)
    let kept = ''
    later.returned.push(await timed(async () => void ({ kept } = await engine.returnToRestorePoint(job('return'), point))))
    await engine.dropCopy(job('drop'), { name: kept })
  }
  return {
    databaseBytes: bytes,
    dump: summarise(times.dump),
    quick: summarise(times.quick),
    full: summarise(times.full),
    drill: summarise(times.drill),
    load: summarise(times.load),
    restored: summarise(later.restored),
    point: summarise(later.point),
    returned: summarise(later.returned)
  }
}

/** The table for docs/benchmarks.md, and the limits that were missed. Pure. */
export function renderMariadb({ databaseBytes, dump, quick, full, drill, load, restored, point, returned }: MariadbBackups) {
  const rows: { name: string; time: Summary; limit?: Limit }[] = [
    { name: '`mariadb-dump \\| zstd -1` and `sync`', time: dump },
    { name: 'backup, `verify: quick`', time: quick, limit: atMost(quick.median, 1.15 * dump.median, '1.15 x mariadb-dump', seconds) },
    { name: 'backup, `verify: full`', time: full, limit: atMost(full.median, 1.35 * dump.median, '1.35 x mariadb-dump', seconds) },
    { name: '`zstd -d \\| mariadb` into a new database', time: load },
    { name: 'restore: all of it (beside, compared, swapped in)', time: restored },
    { name: 'restore point', time: point },
    { name: 'return to a restore point', time: returned, limit: atMost(returned.median, 1_000, 'limit', seconds) },
    { name: 'drill: restored into a copy, compared, removed', time: drill }
  ]
  return {
    missed: rows.flatMap(({ name, limit }) => (limit?.held === false ? [`MariaDB, ${name}: ${limit.says}`] : [])),
    text: `## Backups of MariaDB over SSH

A database of ${(databaseBytes / 1e9).toFixed(2)} GB, under the same conditions.

| | Seconds | Limit |
|---|---|---|
${rows.map(({ name, time, limit }) => `| ${name} | ${range(time, seconds)} | ${mark(limit)} |`).join('\n')}
`
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '3' }, megabytes: { type: 'string', default: '1000' } }
  })
  const load = loadNow()
  const { text, missed } = renderMariadb(await measureMariadb(Number(values.megabytes), Number(values.rounds)))
  console.log(`${text}\nLoad before and after: ${load.toFixed(1)} and ${loadNow().toFixed(1)}.`)
  for (const each of missed) console.error(`missed: ${each}`)
  process.exitCode = missed.length === 0 ? 0 : 1
}
