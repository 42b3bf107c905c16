import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BedHost } from '../bed/host.ts'
import { run } from '../bed/process.ts'
import { bootMes, mesDatabase, mesRoot, mesUnits, waitForHealth } from '../systems/mes/install.ts'
import { writeVersion } from '../systems/mes/repository.ts'

const state = '/var/lib/belay/mes/production'
const backups = '/var/backups/mes'
const pristine = '/var/bench'
const pristineDatabase = 'bench_pristine'
const services = ['gunicorn-mes_config', 'celery-mes_config'].join(' ')

/** The versions: what runs before every measured deployment, and what each of them deploys (one migration: a table, two columns). */
export const before = '1.0.1'
export const after = '1.1.0'

/** The MES on a host of its own, and the checkout of its repository that every contender deploys from. */
export class System implements AsyncDisposable {
  readonly host: BedHost
  readonly directory: string

  private constructor(host: BedHost, directory: string) {
    this.host = host
    this.directory = directory
  }

  get checkout(): string {
    return join(this.directory, 'checkout')
  }

  /** Boots the host and makes repository and checkout. */
  static async boot(): Promise<System> {
    const directory = await mkdtemp(join(tmpdir(), 'belay-bench-'))
    const { host } = await bootMes({ name: 'bench', units: [...mesUnits] })
    const system = new System(host, directory)
    await host.exec(`set -e
install -d -o deploy -g deploy -m 700 ${state} ${backups}
install -d ${pristine}`)
    await system.#writeRepository()
    return system
  }

  /** The configuration that Belay reads: `fence: always` makes it stop the writers and make a restore point, as the others do. */
  async configure(fence: 'always' | 'auto'): Promise<void> {
    const health = (url: string) => `{ http: '${url}/health/', expect: { json: { status: ok } } }`
    await mkdir(join(this.checkout, '.github'), { recursive: true })
    await writeFile(
      join(this.checkout, '.github', 'belay.yml'),
      `app: mes
environments:
  production:
    refs: { tags: v* }
    hosts: [{ address: ${this.host.address}, port: ${this.host.sshPort}, user: ${this.host.user} }]
code:
  root: ${mesRoot}
  shared: [.env, media/]
  environment: { venv: requirements.txt, system-site-packages: true }
databases:
  main: { engine: postgres, url: { env-file: shared/.env, key: DATABASE_URL }, admin: { as: postgres } }
migrations: [{ framework: django, database: main }]
services:
  - { systemd: gunicorn-mes_config, stable-for: 0 s }
  - { systemd: celery-mes_config, stable-for: 0 s }
maintenance: { file: shared/maintenance.flag }
health:
  successes: 1
  checks: { api: ${health('http://127.0.0.1:8000')} }
fence: ${fence}
`
    )
  }

  /** Keeps code, state and database as they are now, for `reset`. */
  async keep(): Promise<void> {
    const { host } = this
    await host.exec(`set -e
environment=${mesRoot}/venvs/$(sha256sum <${mesRoot}/current/requirements.txt | cut -c1-16)
setpriv --reuid=deploy --regid=deploy --init-groups python3 -m venv --system-site-packages $environment
touch $environment/.complete
systemctl stop ${services}
cp -a ${mesRoot} ${pristine}/root
cp -a ${state} ${pristine}/state`)
    await host.sql(`CREATE DATABASE ${pristineDatabase} TEMPLATE ${mesDatabase} STRATEGY FILE_COPY`)
  }

  /** The state from which every measured deployment starts: the same bytes, the same database, both services up and at rest, everything on disk. */
  async reset(): Promise<void> {
    const { host } = this
    await host.exec(`systemctl stop ${services}`)
    const databases = await host.sql(
      `SELECT datname FROM pg_database WHERE NOT datistemplate AND datname NOT IN ('postgres', '${pristineDatabase}')`
    )
    for (const name of databases.split('\n').filter(Boolean)) await host.sql(`DROP DATABASE "${name}" WITH (FORCE)`)
    await host.sql(`CREATE DATABASE ${mesDatabase} OWNER mes_user TEMPLATE ${pristineDatabase} STRATEGY FILE_COPY`)
    await host.sql('VACUUM ANALYZE', mesDatabase)
    await host.exec(`set -e
trash=$(mktemp -d ${pristine}/trash.XXXXXX)
mv ${mesRoot} $trash/root
mv ${state} $trash/state
mv ${backups} $trash/backups
install -d -o deploy -g deploy -m 700 ${backups}
cp -a ${pristine}/root ${mesRoot}
cp -a ${pristine}/state ${state}
systemctl reset-failed ${services}
systemctl start ${services}`)
    await waitForHealth(host, before as never)
    await host.sql('CHECKPOINT')
    await host.exec(`touch ${pristine}/begun && sync`)
    await this.#untilIdle()
  }

  /** Until the services have started wholly: the first worker answers while the others and Celery still load, and that is not the deployment's work. */
  async #untilIdle(): Promise<void> {
    const end = performance.now() + 30_000
    for (let before = await this.processorMs(); performance.now() < end; ) {
      await new Promise(resolve => setTimeout(resolve, 500))
      const now = await this.processorMs()
      // The question itself takes a few milliseconds.
      if (now - before < 40) return
      before = now
    }
    throw new Error('The host did not come to rest within 30 s')
  }

  /** Milliseconds of processor time that the host has used since its boot: waiting for busy neighbours is not in it. */
  async processorMs(): Promise<number> {
    const { stdout } = await this.host.exec('cat "/sys/fs/cgroup$(sed -n s/^0:://p /proc/self/cgroup)/cpu.stat"')
    return Number(/^usage_usec (\d+)$/m.exec(stdout)?.[1]) / 1000
  }

  /** What every contender must have brought about. Errors: what is not so. */
  async check(): Promise<void> {
    const { host } = this
    await waitForHealth(host, after, 1_000)
    const migrated = await host.sql("SELECT count(*) FROM django_migrations WHERE name LIKE '0030_%'", mesDatabase)
    const copies = await host.sql(
      `SELECT count(*) FROM pg_database WHERE NOT datistemplate AND datname NOT IN ('postgres', '${pristineDatabase}', '${mesDatabase}')`
    )
    const dumps = await host.exec(`find ${state}/backups ${backups} -type f -size +1M -newer ${pristine}/begun | wc -l`)
    const active = await host.exec(`systemctl is-active ${services}`)
    const found = { migrated, copies, dumps: dumps.stdout.trim(), active: active.stdout.trim().replace('\n', ' ') }
    const wanted = { migrated: '1', copies: '1', dumps: '1', active: 'active active' }
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      throw new Error(`The deployment is not what it should be: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`)
  }

  async #writeRepository(): Promise<void> {
    const origin = join(this.directory, 'origin')
    await mkdir(origin)
    const git = (...args: string[]) => run('git', ['-C', origin, '-c', 'user.name=MES', '-c', 'user.email=mes@example.invalid', ...args])
    await git('init', '--quiet', '--initial-branch=main')
    for (const [version, files] of [
      ['1.0.0', '1.0.0'],
      [before, '1.0.0'],
      [after, after]
    ] as const) {
      await writeVersion(origin, files)
      const config = join(origin, 'mes_config', '__init__.py')
      await writeFile(config, (await readFile(config, 'utf8')).replaceAll(files, version))
      await git('add', '--all')
      await git('commit', '--quiet', '--message', `MES ${version}`)
      await git('tag', '--annotate', '--message', `MES ${version}`, `v${version}`)
    }
    await run('git', ['clone', '--quiet', origin, this.checkout])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host.destroy()
    await rm(this.directory, { recursive: true, force: true })
  }
}
