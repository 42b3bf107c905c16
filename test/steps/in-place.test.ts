// A restore that can make no copy beside the live database, from the plan to the report: what was live is a pinned backup.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { takeBackup } from '../../shared/backup/backup.ts'
import { verifyBackup } from '../../shared/backup/store.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import { fakeJobFile } from '../../shared/deployment/job-file.ts'
import { Session } from '../../shared/deployment/session.ts'
import type { Host } from '../../shared/host/host.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { reportOf } from '../../shared/report/report.ts'
import { restoreBackup } from '../../shared/steps/restore.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { realContext } from './real-context.ts'

const state = '/home/deploy/state'
const url = 'postgres://app:app@127.0.0.1:5432/shop'

await describeBed('a restore in place, as a step', () => {
  let bed: BedHost
  let host: Host
  let id: string
  let runs = 0

  beforeAll(async () => {
    bed = await bootHost({ name: 'step-in-place', units: ['shop-writer'] })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = new SshHost({ address, port, user, privateKey, knownHosts })
    await bed.exec(`install -d -o deploy -m 700 ${state}`)
    await bed.sql("CREATE ROLE app LOGIN PASSWORD 'app'; CREATE DATABASE shop OWNER app")
    await bed.sql(
      'SET ROLE app; CREATE TABLE orders (n int PRIMARY KEY); INSERT INTO orders SELECT generate_series(1, 1000); CREATE TABLE beats (at timestamptz)',
      'shop'
    )
    const engine = new PostgresEngine(host, { key: 'main', connection: parsePostgresUrl(url) })
    const taken = await takeBackup({
      host,
      clock: systemClock,
      job: { stateDir: state, idPrefix: 'first.backup', timeoutMs: 60_000 },
      id: 'first',
      databases: [{ name: 'main', engine }],
      level: 'full',
      minFreeBytes: 1,
      app: 'mes',
      environment: 'production'
    })
    id = taken.id
    // It writes until it is stopped: what it wrote between the first look and the fence is in no first copy.
    await bed.write(
      '/etc/systemd/system/shop-writer.service',
      `[Service]
Environment=PGPASSWORD=app
ExecStart=/bin/bash -c 'while :; do echo "INSERT INTO beats VALUES (clock_timestamp());"; sleep 0.02; done | psql -qX -h 127.0.0.1 -U app shop'
`
    )
    await bed.exec('systemctl daemon-reload && systemctl start shop-writer')
    await bed.sql('SET ROLE app; DELETE FROM orders WHERE n > 10; CREATE TABLE newer (n int)', 'shop')
  }, 300_000)
  afterAll(async () => {
    await host?.close()
    await bed?.destroy()
  }, 60_000)

  const session = async (dryRun = false) => {
    const context = realContext({
      host,
      stateDir: state,
      config: `app: mes
environments: { production: { hosts: [{ address: local }] } }
databases: { main: { engine: postgres, url: { secret: URL } } }
services: [{ systemd: shop-writer, stable-for: 1 s }]
health: { checks: { page: { command: 'true' } }, successes: 1, failures: 0 }
backup: { min-free: 1 B, verify: drill }
`,
      secrets: { URL: url },
      dryRun,
      runId: String(++runs)
    })
    await context.store.initialise()
    return { context, session: await Session.join(context, fakeJobFile(), undefined) }
  }

  test('the plan says the way with its reason and its cost, the loss must be accepted, and the report names the safety copy', async () => {
    const because =
      /^main is restored in its place, because the role app may not create databases \(CREATEDB\)\. No copy of what is live stays/
    const planned = await restoreBackup((await session(true)).session, { backup: id })
    expect(planned).toMatchObject({
      outcome: 'planned',
      plan: { kind: 'restore', databases: [{ inPlace: 'the role app may not create databases (CREATEDB)' }] }
    })
    expect(planned.plan.reasons.at(-1)).toMatch(because)
    await expect(restoreBackup((await session()).session, { backup: id, reason: 'x' })).rejects.toThrow(
      /main is restored in its place[\s\S]*accept-loss: first/
    )

    const { context, session: real } = await session()
    const { outcome, kept, deployment } = await restoreBackup(real, { backup: id, acceptLoss: id, reason: 'a bad import' })
    expect(outcome).toBe('rolled-back')
    expect(await bed.sql('SELECT count(*) FROM orders', 'shop')).toBe('1000')
    expect(await bed.sql("SELECT to_regclass('newer') IS NULL", 'shop')).toBe('t')
    expect((await bed.exec('systemctl is-active shop-writer')).stdout).toBe('active\n')
    const [safety] = kept.map(name => /^backup (\S+)$/.exec(name)![1]!)
    const manifest = await verifyBackup(host, state, safety!)
    expect(manifest).toMatchObject({ pinned: true, level: 'full' })
    expect(manifest.members[0]!.facts.content).toMatchObject({ 'public.orders': { rows: 10 }, 'public.newer': { rows: 0 } })
    // Everything that the writer was told is kept: its last row is in the copy that was taken when it had been stopped.
    const stopped = manifest.members[0]!.facts.content!['public.beats']!.rows
    expect(stopped).toBeGreaterThan(0)
    const records = (await context.store.read()).deployments.find(each => each.id === deployment)!
    const report = reportOf(records, { app: 'mes', environment: 'production', host: host.label })
    expect(report.rollback).toMatchObject({ kept: [`backup ${safety}`], reasons: [expect.anything(), expect.stringMatching(because)] })
    expect((await bed.exec(`ls ${state}/backups | wc -l`)).stdout.trim()).toBe('3')
  }, 180_000)
})
