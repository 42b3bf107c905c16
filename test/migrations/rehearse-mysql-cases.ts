import { afterAll, beforeAll } from '@jest/globals'
import { MysqlEngine } from '../../shared/database/mysql.ts'
import { type MysqlVendor, parseMysqlUrl } from '../../shared/database/mysql-connection.ts'
import type { Host } from '../../shared/host/host.ts'
import { openHost } from '../../shared/host/open-host.ts'
import { type BedHost, type BootOptions, bootHost } from '../bed/host.ts'
import { type Place, rehearsals } from './rehearse-cases.ts'

export interface Server extends Place {
  readonly bed: BedHost
  readonly vendor: MysqlVendor
  engine(name: string, options?: { readonly as?: string; readonly user?: string }): MysqlEngine
  admin(statements: string): Promise<string>
}

/** What holds of MySQL and MariaDB alike; the tests of one of them alone follow it. */
export function mysqlRehearsals(vendor: MysqlVendor, image?: BootOptions['image']): () => Server {
  let server: Server | undefined
  let host: Host
  beforeAll(async () => {
    const bed = await bootHost({
      name: `rehearse-${vendor}`,
      image,
      sudoers: [`deploy ALL=(root) NOPASSWD: /usr/bin/${vendor}, /usr/bin/${vendor === 'mysql' ? 'mysqldump' : 'mariadb-dump'}`]
    })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = openHost({ address, port, user, privateKey, knownHosts })
    const admin = async (statements: string) =>
      (await bed.exec(`${vendor} --batch --raw --skip-column-names`, { input: statements })).stdout.trim()
    await bed.exec(`systemctl start ${vendor}; install -d -o deploy -g deploy /srv/state /srv/releases`)
    await admin(
      "CREATE USER app@localhost IDENTIFIED BY 'secret'; CREATE USER app@127.0.0.1 IDENTIFIED BY 'secret'; CREATE USER maker@localhost IDENTIFIED BY 'secret'; CREATE USER maker@127.0.0.1 IDENTIFIED BY 'secret';"
    )
    const engine: Server['engine'] = (name, { as, user = 'app' } = {}) =>
      new MysqlEngine(host, {
        key: 'main',
        vendor,
        connection: parseMysqlUrl(`mysql://${user}:secret@127.0.0.1:3306/${name}`),
        adminUser: as
      })
    server = {
      bed,
      vendor,
      host,
      stateDir: '/srv/state',
      releases: '/srv/releases',
      engine,
      admin,
      live: (name, statements) => admin(`USE ${name};\n${statements}`),
      open: async (name, statements) => {
        const grants = ['localhost', '127.0.0.1'].map(at => `GRANT ALL ON \`${name}\`.* TO app@${at};`).join(' ')
        await admin(`CREATE DATABASE ${name}; ${grants} USE ${name}; ${statements};`)
        return engine(name, { as: 'root' })
      },
      copies: () => admin('SHOW DATABASES'),
      writeRelease: async (directory, files) => {
        await bed.exec(`install -d ${directory}`)
        for (const [file, text] of Object.entries(files)) await bed.exec(`cat > ${directory}/${file}`, { input: `${text}\n` })
      }
    }
  }, 600_000)
  afterAll(async () => {
    await host?.close()
    await server?.bed.destroy()
  }, 180_000)
  rehearsals(() => server!, {
    rows: n =>
      `INSERT INTO orders WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${n}) SELECT n, CONCAT('note ', n), n / 7.0, n FROM s`,
    // A lock of the table's definition, held for as long as its session sleeps.
    slow: 'LOCK TABLES orders WRITE; SELECT SLEEP(1.5); UNLOCK TABLES; ALTER TABLE orders ADD COLUMN x int;',
    locked: /^orders$/
  })
  return () => server!
}
