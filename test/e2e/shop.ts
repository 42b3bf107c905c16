// A small shop on a real host whose schema is a directory of SQL files, on each of the four databases, deployed by the root action over SSH.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import type { BedHost } from '../bed/host.ts'
import { run } from '../bed/process.ts'
import { Runner } from '../runner/run.ts'
import type { RunResult } from '../runner/types.ts'
import { bundle } from './site.ts'

export interface Server {
  readonly engine: 'postgres' | 'mysql' | 'mariadb' | 'sqlite'
  readonly port: number
  /** In the configuration. */
  readonly database: object
  readonly url?: string | undefined
  /** Shell on the host, as root: makes the database and the user. */
  readonly install: string
  /** Command on the host, as root, that takes SQL on stdin and prints rows without a header. */
  readonly client: string
}

const password = "p/ss'word$"
const encoded = encodeURIComponent(password)
const quoted = password.replaceAll("'", "''")

export const servers: readonly Server[] = [
  {
    engine: 'postgres',
    port: 8001,
    database: { engine: 'postgres', url: { secret: 'DATABASE_URL' }, admin: { as: 'postgres' } },
    url: `postgres://shop:${encoded}@127.0.0.1:5432/shop`,
    install: `sudo -u postgres psql -qc "CREATE USER shop PASSWORD '${quoted.replaceAll('$', '\\$')}'" -c 'CREATE DATABASE shop OWNER shop'`,
    client: 'sudo -u postgres psql -qAtX shop'
  },
  ...(['mariadb', 'mysql'] as const).map(
    (engine): Server => ({
      engine,
      port: engine === 'mysql' ? 8003 : 8002,
      database: { engine, url: { secret: 'DATABASE_URL' }, admin: { as: 'root' } },
      url: `mysql://shop:${encoded}@127.0.0.1:3306/shop`,
      install: `systemctl start ${engine}; ${engine} <<'SQL'
CREATE DATABASE shop; CREATE USER shop@localhost IDENTIFIED BY '${quoted}'; GRANT ALL ON shop.* TO shop@localhost;
SQL`,
      client: `${engine} -N shop`
    })
  ),
  {
    engine: 'sqlite',
    port: 8004,
    database: { engine: 'sqlite', path: '/srv/shop-sqlite/shared/shop.db' },
    install: 'true',
    client: 'sudo -u deploy sqlite3 /srv/shop-sqlite/shared/shop.db'
  }
]

export class Shop {
  readonly server: Server
  readonly root: string
  readonly state: string
  readonly #host: BedHost
  readonly #directory: string
  readonly #runner: Runner

  private constructor(host: BedHost, server: Server, directory: string) {
    this.#host = host
    this.server = server
    this.#directory = directory
    this.root = `/srv/shop-${server.engine}`
    this.state = `/var/lib/belay/shop-${server.engine}/production`
    this.#runner = new Runner(join(directory, '.runner'))
  }

  /** With the first table, by hand. The host must let its user restart `unitOf(server)`. */
  static async install(host: BedHost, server: Server, first: string, rows: string): Promise<Shop> {
    const shop = new Shop(host, server, await mkdtemp(join(tmpdir(), 'belay-shop-')))
    await run('git', ['init', '--quiet', '--initial-branch=main', shop.#directory])
    await writeFile(join(shop.#directory, '.gitignore'), '.runner\n')
    const { root, state, unit } = shop
    await host.exec(`${server.install}
install -d -o deploy -m 755 ${root} ${root}/releases ${root}/releases/v1.0.0 ${root}/releases/v1.0.0/migrations ${root}/shared
install -d -o deploy -m 700 ${state}
echo v1.0.0 > ${root}/releases/v1.0.0/version
echo '${first.trim()}' > ${root}/releases/v1.0.0/migrations/V1__orders.sql
ln -s releases/v1.0.0 ${root}/current; chown -h deploy ${root}/current
cat > /etc/systemd/system/${unit}.service <<'U'
[Service]
User=deploy
ExecStart=/usr/bin/python3 -m http.server ${server.port} --bind 127.0.0.1 --directory ${root}/current
[Install]
WantedBy=multi-user.target
U
systemctl daemon-reload; systemctl enable -q --now ${unit}`)
    // Tables belong to the user of the application, as where its own migrations made them.
    await shop.sql(`${server.engine === 'postgres' ? 'SET ROLE shop;' : ''}${first}${rows}`)
    return shop
  }

  get unit(): string {
    return unitOf(this.server)
  }

  /** Commits these files beside the configuration and tags them. Files of earlier releases stay. */
  async release(version: string, files: Readonly<Record<string, string>>, healthy = true): Promise<void> {
    const git = (...args: string[]) =>
      run('git', ['-C', this.#directory, '-c', 'user.name=S', '-c', 'user.email=s@example.invalid', ...args])
    const all = { ...files, version: healthy ? `${version}\n` : 'broken\n', '.github/belay.yml': this.#configuration() }
    for (const [path, text] of Object.entries(all)) {
      await mkdir(dirname(join(this.#directory, path)), { recursive: true })
      await writeFile(join(this.#directory, path), text)
    }
    await git('add', '--all')
    await git('commit', '--quiet', '--message', version)
    await git('tag', '--annotate', '--message', version, version)
  }

  #configuration(): string {
    const { address, sshPort: port, user } = this.#host
    return stringify({
      app: `shop-${this.server.engine}`,
      environments: { production: { hosts: [{ address, port, user }] } },
      code: { root: this.root },
      databases: { main: this.server.database },
      migrations: [{ framework: 'sql', database: 'main', directory: 'migrations', baseline: 'V1__orders' }],
      services: [{ systemd: this.unit, 'stable-for': '1 s' }],
      maintenance: { file: 'shared/maintenance.flag' },
      backup: { 'min-free': '1 MiB' },
      health: {
        interval: '300 ms',
        successes: 2,
        failures: 4,
        checks: { site: { http: `http://127.0.0.1:${this.server.port}/version`, expect: { body: 'v1.' } } }
      }
    })
  }

  async command(name: string, inputs: Readonly<Record<string, string>> = {}, ref = 'refs/heads/main'): Promise<RunResult> {
    const file = join(this.#directory, '.runner', `${name}.yml`)
    const login = { 'private-key': '${{ secrets.KEY }}', 'known-hosts': '${{ vars.HOSTS }}' }
    const step = {
      id: 'belay',
      uses: 'belay-actions/belay@v1',
      with: { command: name, environment: 'production', ...inputs, ...login },
      env: { DATABASE_URL: '${{ secrets.DATABASE_URL }}' }
    }
    const checkout = { uses: 'actions/checkout@v6', with: { 'fetch-depth': 0 } }
    await writeFile(file, stringify({ on: 'push', jobs: { job: { 'runs-on': 'ubuntu-latest', steps: [checkout, step] } } }))
    return this.#runner.start({
      workflow: file,
      ref,
      event: 'push',
      repository: 'shop/shop',
      repositories: { 'shop/shop': this.#directory },
      actions: { 'belay-actions/belay': bundle },
      node: process.execPath,
      secrets: { KEY: this.#host.privateKey, DATABASE_URL: this.server.url ?? '' },
      vars: { HOSTS: this.#host.knownHosts }
    }).done
  }

  deploy(version: string, inputs: Readonly<Record<string, string>> = {}): Promise<RunResult> {
    return this.command('deploy', inputs, `refs/tags/${version}`)
  }

  /** Rows, a line each. */
  async sql(text: string): Promise<string> {
    return (await this.#host.exec(this.server.client, { input: `${text}\n` })).stdout.trim()
  }

  async served(): Promise<string> {
    return (await this.#host.exec(`curl -s http://127.0.0.1:${this.server.port}/version`)).stdout.trim()
  }

  /** Columns of the shop's tables, as the database has them: `orders.id`. */
  async columns(): Promise<string> {
    const { engine } = this.server
    if (engine === 'sqlite')
      return this.sql(
        "SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'belay%' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid"
      )
    const [schema, dot] =
      engine === 'postgres' ? ["'public'", "table_name || '.' || column_name"] : ['DATABASE()', "CONCAT(table_name, '.', column_name)"]
    return this.sql(
      `SELECT ${dot} FROM information_schema.columns WHERE table_schema = ${schema} AND table_name NOT LIKE 'belay%' ORDER BY table_name, ordinal_position;`
    )
  }

  async end(): Promise<void> {
    this.#runner.dispose()
    await rm(this.#directory, { recursive: true, force: true })
  }
}

export const unitOf = (server: Server): string => `shop-${server.engine}`

export const errorsOf = (result: RunResult): string[] => result.annotations.filter(each => each.level === 'error').map(each => each.message)
