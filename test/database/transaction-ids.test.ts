import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { JobContext } from '../../shared/database/backup-source.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'

// Rows hold 32 bits of a transaction id. A server that has given more than 2^31 since a row was frozen takes the row's for one of the future.
await describeBed('the writes of a PostgreSQL server that has given very many transaction ids (G6)', () => {
  let bed: BedHost
  let host: SshHost
  let engine: PostgresEngine
  let counter = 0
  const job = (): JobContext => ({ stateDir: '/home/deploy/state', idPrefix: `d${++counter}.gate`, timeoutMs: 60_000 })

  beforeAll(async () => {
    bed = await bootHost({ name: 'xids' })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = new SshHost({ address, port, user, privateKey, knownHosts })
    const connection = parsePostgresUrl('postgres://deploy@127.0.0.1:5432/old')
    engine = new PostgresEngine(host, { key: 'main', connection, adminUser: 'postgres' })
    await bed.sql('ALTER DATABASE template0 ALLOW_CONNECTIONS true')
    await bed.sql('CREATE DATABASE old')
    await bed.sql('CREATE TABLE t (id int) WITH (autovacuum_enabled = off); INSERT INTO t SELECT generate_series(1, 100)', 'old')
    await goOnFrom(0, 1_200_619_520)
  }, 120_000)

  afterAll(async () => {
    await host?.close()
    await bed?.destroy()
  }, 60_000)

  /** The server gives this one next; what is there was frozen first, as autovacuum does it in the course of time. `id`: the first of a segment of pg_xact. */
  const goOnFrom = async (epoch: number, id: number) => {
    await bed.exec(`cd /
as() { runuser -u postgres -- "$@"; }
as vacuumdb --all --freeze --quiet
systemctl stop postgresql@17-main
data=$(pg_lsclusters -h | awk '{ print $6 }')
as /usr/lib/postgresql/17/bin/pg_resetwal -e ${epoch} -x ${id} "$data"
printf -v segment %04X $((${id} / 1048576))
[[ -e $data/pg_xact/$segment ]] || as dd if=/dev/zero of="$data/pg_xact/$segment" bs=262144 count=1 status=none
systemctl start postgresql@17-main`)
    expect(await bed.sql('SELECT txid_current()')).toBe(String(epoch * 2 ** 32 + id))
  }

  test.each([
    ['more than 2^31 after the rows were frozen', 0, 2_300_579_840],
    ['with ids of more than 32 bits', 3, 2_400_190_464]
  ])(
    '%s',
    async (_name, epoch, id) => {
      await goOnFrom(epoch, id)
      expect(Number(await bed.sql('SELECT min(age(xmin)) FROM t', 'old'))).toBeLessThan(0)
      const before = await engine.fingerprint(job())
      expect(await engine.changesSince(job(), before)).toBe('none')
      await bed.sql('BEGIN; UPDATE t SET id = id WHERE id < 4; ROLLBACK; VACUUM FULL t', 'old')
      expect(await engine.changesSince(job(), before)).toBe('none')
      await bed.sql('UPDATE t SET id = id WHERE id < 4; VACUUM FREEZE t', 'old')
      expect(await engine.changesSince(job(), before)).toEqual([{ table: 'public.t', rows: 3 }])
    },
    60_000
  )
})
