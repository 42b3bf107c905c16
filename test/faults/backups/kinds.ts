import type { BackupSource } from '../../../shared/database/backup-source.ts'
import { MysqlEngine } from '../../../shared/database/mysql.ts'
import { parseMysqlUrl } from '../../../shared/database/mysql-connection.ts'
import { PostgresEngine } from '../../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../../shared/database/postgres-connection.ts'
import { RedisSource } from '../../../shared/database/redis.ts'
import { SqliteEngine } from '../../../shared/database/sqlite.ts'
import { FileTree } from '../../../shared/files/tree.ts'
import type { Host } from '../../../shared/host/host.ts'

export const kinds = ['postgres', 'mariadb', 'sqlite', 'redis', 'files'] as const
export type Kind = (typeof kinds)[number]

/** The password of the databases: looked for afterwards where no secret may be. */
export const password = 'sesame-0f3a91c7'

/** `live` holds something, `empty` nothing, `wrong` is not there. */
export type Place = 'live' | 'empty' | 'wrong'

/** What a kind's places are called on the host. */
export const places: Readonly<Record<Kind, Readonly<Record<Place, string>>>> = {
  postgres: { live: 'plant', empty: 'hollow', wrong: 'none' },
  mariadb: { live: 'plant', empty: 'hollow', wrong: 'none' },
  sqlite: { live: '/home/deploy/sqlite/app.db', empty: '/home/deploy/sqlite/hollow.db', wrong: '/home/deploy/sqlite/none.db' },
  redis: { live: '6379/0', empty: '6379/5', wrong: '6399/0' },
  files: { live: '/home/deploy/files/media', empty: '/home/deploy/files/hollow', wrong: '/home/deploy/files/none' }
}

/** The source as the configuration would open it; `main` in backups. */
export function openSource(host: Host, kind: Kind, place: Place = 'live'): BackupSource {
  const at = places[kind][place]
  switch (kind) {
    case 'postgres':
      return new PostgresEngine(host, {
        key: 'main',
        connection: parsePostgresUrl(`postgres://app:${password}@127.0.0.1:5432/${at}`),
        adminUser: 'postgres'
      })
    case 'mariadb':
      return new MysqlEngine(host, {
        key: 'main',
        vendor: 'mariadb',
        connection: parseMysqlUrl(`mariadb://app:${password}@127.0.0.1:3306/${at}`),
        adminUser: 'mysql'
      })
    case 'sqlite':
      return new SqliteEngine(host, { key: 'main', path: at })
    case 'redis':
      return new RedisSource(host, { key: 'main', url: `redis://:${password}@127.0.0.1:${at}` })
    case 'files':
      return new FileTree(host, { key: 'main', path: at })
  }
}
