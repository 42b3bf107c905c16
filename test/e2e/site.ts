import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { BedHost } from '../bed/host.ts'
import { run } from '../bed/process.ts'
import { Runner } from '../runner/run.ts'
import type { RunResult } from '../runner/types.ts'
import { versions } from '../systems/mes/history.ts'
import { bootMes, type Installed, mesRoot } from '../systems/mes/install.ts'
import { writeVersion } from '../systems/mes/repository.ts'

/** The repository's root: the actions as they are published, with the committed bundle. */
export const bundle = resolve(import.meta.dirname, '..', '..')
export const stateDir = '/var/lib/belay/mes/production'
const repository = 'mes-team/mes'

export interface RunRequest {
  /** `push` of this ref, or `workflow_dispatch` on main when there are inputs. */
  readonly ref?: string | undefined
  readonly inputs?: Record<string, string | boolean> | undefined
}

/** The MES on its host, its repository as GitHub has it, and a runner: all that a team has, with Belay in its workflows. */
export class Site {
  readonly host: BedHost
  readonly installed: Installed
  readonly directory: string
  /** Every line that any run has logged, as GitHub would show it. */
  readonly log: string[] = []
  /** Every job summary. */
  readonly summaries: string[] = []
  /** Every lock token that was seen. */
  readonly tokens: string[] = []
  /** The runner's own environment. */
  env: Readonly<Record<string, string>> = {}
  readonly #runner: Runner
  #workflows = 0

  private constructor(host: BedHost, installed: Installed, directory: string) {
    this.host = host
    this.installed = installed
    this.directory = directory
    this.#runner = new Runner(join(directory, 'runner'))
  }

  /** Boots it. `config` is the text of `.github/belay.yml`; undefined: the team has none. */
  static async boot(name: string, config: ((host: BedHost) => string) | undefined): Promise<Site> {
    const { host, installed } = await bootMes({ name })
    const directory = await mkdtemp(join(tmpdir(), 'belay-e2e-'))
    const site = new Site(host, installed, directory)
    await mkdir(site.origin)
    await writeOrigin(site.origin, config?.(host))
    // What the message of `adopt` asks root for.
    await host.exec(`install -d -m 0700 -o deploy ${stateDir}`)
    return site
  }

  get origin(): string {
    return join(this.directory, 'origin')
  }

  /** Runs one of workflows-examples/. */
  example(file: string, request: RunRequest): Promise<RunResult> {
    return this.workflow(join(bundle, 'workflows-examples', file), request)
  }

  /** Runs a workflow of one job with these steps (YAML, six spaces deep). */
  async steps(steps: string, request: RunRequest = {}): Promise<RunResult> {
    const file = join(this.directory, `workflow-${++this.#workflows}.yml`)
    const trigger = request.inputs === undefined ? 'push: { tags: [v*], branches: [main] }' : 'workflow_dispatch:'
    await writeFile(
      file,
      `name: e2e\non:\n  ${trigger}\njobs:\n  job:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - uses: actions/checkout@v6\n        with: { fetch-depth: 0 }\n${steps}`
    )
    return this.workflow(file, request)
  }

  /** The root action in one step. */
  command(command: string, inputs: Readonly<Record<string, string>> = {}, ref = 'refs/heads/main'): Promise<RunResult> {
    const all = { command, environment: 'production', ...inputs }
    const lines = Object.entries(all).map(([name, value]) => `          ${name}: ${JSON.stringify(value)}\n`)
    return this.steps(
      `      - id: belay
        uses: belay-actions/belay@v1
        with:
${lines.join('')}          private-key: \${{ secrets.BELAY_PRIVATE_KEY }}
          known-hosts: \${{ vars.BELAY_KNOWN_HOSTS }}
`,
      { ref }
    )
  }

  async workflow(file: string, { ref, inputs }: RunRequest): Promise<RunResult> {
    const result = await this.#runner.start({
      workflow: file,
      repository,
      repositories: { [repository]: this.origin },
      actions: { 'belay-actions/belay': bundle },
      node: process.execPath,
      secrets: { BELAY_PRIVATE_KEY: this.host.privateKey, DATABASE_URL: this.installed.databaseUrl },
      vars: { BELAY_KNOWN_HOSTS: this.host.knownHosts },
      env: this.env,
      ...(inputs === undefined
        ? { event: 'push' as const, ref: ref ?? 'refs/heads/main' }
        : { event: 'workflow_dispatch' as const, ref: ref ?? 'refs/heads/main', inputs })
    }).done
    await this.#noteTokens()
    this.log.push(...result.log)
    this.summaries.push(...Object.values(result.summary))
    return result
  }

  async #noteTokens(): Promise<void> {
    const { stdout } = await this.host.exec(`find ${stateDir} -maxdepth 1 -name 'owner.*' -printf '%f\\n'`, { check: false })
    for (const name of stdout.split('\n').filter(Boolean)) {
      const token = name.slice('owner.'.length)
      if (!this.tokens.includes(token)) this.tokens.push(token)
    }
  }

  async destroy(): Promise<void> {
    this.#runner.dispose()
    await rm(this.directory, { recursive: true, force: true })
    await this.host.destroy()
  }
}

/** The MES's repository with three tags, and the team's configuration in every commit. */
async function writeOrigin(directory: string, config: string | undefined): Promise<void> {
  const git = (...args: string[]) =>
    run('git', ['-C', directory, '-c', 'user.name=MES', '-c', 'user.email=mes@example.invalid', ...args], {
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
    })
  await git('init', '--quiet', '--initial-branch=main')
  for (const version of versions) {
    for (const name of await readdir(directory)) if (name !== '.git') await rm(join(directory, name), { recursive: true })
    await writeVersion(directory, version)
    if (config !== undefined) {
      await mkdir(join(directory, '.github'))
      await writeFile(join(directory, '.github', 'belay.yml'), config)
    }
    await git('add', '--all')
    await git('commit', '--quiet', '--message', `MES ${version}`)
    await git('tag', '--annotate', '--message', `MES ${version}`, `v${version}`)
  }
}

/** What the team of the MES writes. Gunicorn is asked past nginx, so behind the fence too. */
export function configOf(host: BedHost): string {
  return `app: mes
environments:
  production:
    refs: { tags: v*, on: main }
    hosts: [{ address: ${host.address}, port: ${host.sshPort}, user: ${host.user} }]
code:
  root: ${mesRoot}
  shared: [.env, media/]
  environment: { venv: requirements.txt, system-site-packages: true }
  hooks:
    stage: [{ run: venv/bin/python manage.py collectstatic --noinput --verbosity 0 }]
databases:
  main:
    engine: postgres
    url: { env-file: shared/.env, key: DATABASE_URL }
    admin: { as: postgres }
migrations: [{ framework: django, database: main }]
services:
  - { systemd: gunicorn-mes_config, stable-for: 2 s }
  - { systemd: celery-mes_config, stable-for: 2 s }
maintenance: { file: shared/maintenance.flag }
health:
  interval: 500 ms
  successes: 2
  failures: 5
  checks:
    api: { http: http://127.0.0.1:8000/health/, expect: { json: { db: ok } } }
    orders: { sql: SELECT count(*) >= 200000 FROM workorder_workorder, expect: { value: t } }
    broker: { command: redis-cli ping, expect: { stdout: PONG } }
`
}

/** Steps of a run by name: what each answered and how long it took. */
export function stepsOf(result: RunResult) {
  return Object.values(result.jobs).flatMap(job => job.steps)
}

export function outputsOf(result: RunResult, id = 'belay'): Record<string, string> {
  return stepsOf(result).find(step => step.id === id && step.stage === 'main')?.outputs ?? {}
}
