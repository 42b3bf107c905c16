// A runner of its own, so that a test can kill it: applies the migrations of Alembic that BELAY_REACH tells.
import { migration } from '../../shared/config/schema.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { Alembic } from '../../shared/migrations/alembic.ts'
import { systemClock } from '../../shared/ports.ts'

const { ssh, url, releasePath, job } = JSON.parse(process.env['BELAY_REACH']!)
const host = new SshHost(ssh)
const config = migration.parse({ framework: 'alembic', database: 'main' })
if (config.framework !== 'alembic') throw new Error('not Alembic')
const engine = new PostgresEngine(host, { key: 'main', connection: parsePostgresUrl(url) })
await new Alembic(config, { host, stateDir: job.stateDir, releasePath, engine, clock: systemClock }).apply(job, [])
