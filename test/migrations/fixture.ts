import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GitCheckout } from '../../shared/code/checkout.ts'
import { Releases } from '../../shared/code/releases.ts'
import type { StagedRelease } from '../../shared/code/strategy.ts'
import { code, migration } from '../../shared/config/schema.ts'
import type { JobContext } from '../../shared/database/backup-source.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import type { Host } from '../../shared/host/host.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { Django } from '../../shared/migrations/django.ts'
import { systemClock } from '../../shared/ports.ts'
import type { BedHost } from '../bed/host.ts'
import { run } from '../bed/process.ts'
import { type BootedMes, mesRoot } from '../systems/mes/install.ts'
import { writeRepository } from '../systems/mes/repository.ts'

export const stateDir = '/var/lib/belay/mes/production'
const env = { PATH: '/usr/local/bin:/usr/bin:/bin', GIT_CONFIG_GLOBAL: '/dev/null' }

export const codeConfig = code.parse({
  root: mesRoot,
  shared: ['.env', 'media'],
  environment: { venv: 'requirements.txt', 'system-site-packages': true },
  'expect-files': ['manage.py'],
  hooks: { stage: [{ run: 'python manage.py collectstatic --noinput --verbosity 0', produces: 'static/mes.css' }] }
})

/** What is needed to reach the host again from another process. */
export interface Reach {
  readonly ssh: {
    readonly address: string
    readonly port: number
    readonly user: string
    readonly privateKey: string
    readonly knownHosts: string
  }
  readonly databaseUrl: string
}

export function connect(reach: Reach): Host {
  return new SshHost(reach.ssh)
}

export function engineOn(host: Host, reach: Reach): PostgresEngine {
  return new PostgresEngine(host, { key: 'main', connection: parsePostgresUrl(reach.databaseUrl) })
}

export interface DjangoOptions {
  readonly config?: Record<string, unknown> | undefined
  readonly waitMs?: number | undefined
}

export function djangoOn(host: Host, reach: Reach, releasePath: string, { config = {}, waitMs }: DjangoOptions = {}): Django {
  const parsed = migration.parse({ framework: 'django', database: 'main', ...config })
  if (parsed.framework !== 'django') throw new Error('not Django')
  return new Django(parsed, { host, stateDir, releasePath, engine: engineOn(host, reach), clock: systemClock, waitMs })
}

/** The installed MES, its repository on this machine, and Belay's parts that deploy from one to the other. */
export class MesApp {
  readonly bed: BedHost
  readonly reach: Reach
  readonly host: Host
  readonly releases: Releases
  readonly directory: string
  readonly output: string[] = []
  #step = 0

  private constructor({ host, installed }: BootedMes, directory: string) {
    this.bed = host
    this.directory = directory
    const { address, sshPort: port, user, privateKey, knownHosts } = host
    this.reach = { ssh: { address, port, user, privateKey, knownHosts }, databaseUrl: installed.databaseUrl }
    this.host = connect(this.reach)
    this.releases = new Releases({ host: this.host, stateDir, code: codeConfig })
  }

  static async open(booted: BootedMes): Promise<MesApp> {
    const directory = await mkdtemp(join(tmpdir(), 'belay-mes-app-'))
    await writeRepository(join(directory, 'mes'))
    await booted.host.exec(`install -d -o deploy -g deploy ${stateDir}`)
    return new MesApp(booted, directory)
  }

  async close(): Promise<void> {
    await this.host.close()
    await rm(this.directory, { recursive: true, force: true })
  }

  job(timeoutMs = 120_000, prefix = `d${++this.#step}.migrate`): JobContext {
    return { stateDir, idPrefix: prefix, timeoutMs, onOutput: text => void this.output.push(text) }
  }

  /** A commit upon a tag, with these files over it, named by a tag of its own. */
  async commit(tag: string, upon: string, files: Readonly<Record<string, string>>): Promise<void> {
    const git = (...args: string[]) =>
      run('git', ['-C', join(this.directory, 'mes'), '-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args])
    await git('checkout', '--quiet', '--detach', upon)
    for (const [path, text] of Object.entries(files)) await writeFile(join(this.directory, 'mes', path), text)
    await git('add', '--all')
    await git('commit', '--quiet', '--message', tag)
    await git('tag', tag)
  }

  stage(tag: string): Promise<StagedRelease> {
    return this.#stage(tag, this.releases)
  }

  /** For commits that Django cannot start from. */
  stageWithoutHooks(tag: string): Promise<StagedRelease> {
    return this.#stage(
      tag,
      new Releases({ host: this.host, stateDir, code: { ...codeConfig, hooks: code.parse({ root: mesRoot }).hooks } })
    )
  }

  async #stage(tag: string, releases: Releases): Promise<StagedRelease> {
    const request = { checkout: new GitCheckout(join(this.directory, 'mes'), env), ref: tag, temporary: this.directory }
    return releases.stage(this.job(), await releases.plan(request), request)
  }

  django(release: StagedRelease, options?: DjangoOptions): Django {
    return djangoOn(this.host, this.reach, release.path, options)
  }
}
