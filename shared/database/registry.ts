import type { DatabaseConfig } from '../config/schema.ts'
import type { Host } from '../host/host.ts'
import type { BackupSource } from './backup-source.ts'
import type { DatabaseEngine } from './engine.ts'
import { MysqlEngine } from './mysql.ts'
import { parseMysqlUrl } from './mysql-connection.ts'
import { PostgresEngine } from './postgres.ts'
import { parsePostgresUrl } from './postgres-connection.ts'
import { RedisSource } from './redis.ts'
import { SqliteEngine } from './sqlite.ts'

export interface OpenOptions {
  /** Name in `databases`; part of job ids and of backup members' names. */
  readonly name: string
  readonly config: DatabaseConfig
  /** The resolved connection URL, where the engine has one. */
  readonly url?: string | undefined
  /** The resolved connection URL of a PgBouncer's admin console, where one is configured. */
  readonly poolerUrl?: string | undefined
  /** Resolves the URL of the server that drills restore into, where one is configured: only a drill asks for it. */
  readonly drillUrl?: (() => Promise<string>) | undefined
  /** Directory that relative paths begin from: `code.root`. */
  readonly root?: string | undefined
  /** A Node.js program on the host, for SQLite where there is no `sqlite3`: the runner's own on a local host. */
  readonly nodePath?: string | undefined
}

/** Whether it has SQL, restore points and migrations, and is not only backed up. */
export function isEngine(source: BackupSource): source is DatabaseEngine {
  return 'createRestorePoint' in source
}

/** One configured database. Errors: UserError when the URL cannot be read. Connects to nothing. */
export function openDatabase(host: Host, { name, config, url, poolerUrl, drillUrl, root, nodePath }: OpenOptions): BackupSource {
  switch (config.engine) {
    case 'postgres':
      return new PostgresEngine(host, {
        key: name,
        connection: parsePostgresUrl(
          url ?? `postgres:///${encodeURIComponent(config.database ?? '')}`,
          `The connection URL of databases.${name}`
        ),
        adminUser: config.admin?.as,
        as: config.as,
        compose: config.compose,
        format: config.format,
        scope: config.scope,
        jobs: config.jobs,
        drill: drillUrl && (async () => parsePostgresUrl(await drillUrl(), `drill-url of databases.${name}`)),
        pgbouncer: poolerUrl === undefined ? undefined : parsePostgresUrl(poolerUrl, `pgbouncer.url of databases.${name}`)
      })
    case 'mysql':
    case 'mariadb':
      return new MysqlEngine(host, {
        key: name,
        vendor: config.engine,
        connection: parseMysqlUrl(url ?? '', `The connection URL of databases.${name}`),
        adminUser: config.admin?.as,
        compose: config.compose,
        scope: config.scope,
        drill: drillUrl && (async () => parseMysqlUrl(await drillUrl(), `drill-url of databases.${name}`))
      })
    case 'sqlite':
      return new SqliteEngine(host, {
        key: name,
        path: config.path.startsWith('/') ? config.path : `${root ?? ''}/${config.path}`,
        nodePath
      })
    case 'redis':
      return new RedisSource(host, { key: name, url: url ?? '' })
  }
}
