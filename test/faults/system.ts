import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { BedHost, BootOptions } from '../bed/host.ts'
import { waitFor } from '../bed/process.ts'
import { missingRows, OrderClient } from '../systems/mes/client.ts'
import { bootMes, mesDatabase, mesRoot, readHealth } from '../systems/mes/install.ts'
import { GitHubServer } from './github-server.ts'
import { writeFaultyRepository } from './releases.ts'

export const repositoryName = 'octo/mes'
export const stateDir = '/var/lib/belay/mes/production'
const root = resolve(import.meta.dirname, '..', '..')

export interface Ended {
  /** null: a signal ended it. */
  readonly code: number | null
  readonly output: string
  readonly outputs: Readonly<Record<string, string>>
  readonly seconds: number
}

export interface Started {
  readonly process: ChildProcess
  readonly done: Promise<Ended>
  /** Resolves when the action has said so; rejects when it ends without. */
  until(text: string): Promise<void>
}

export interface Call {
  /** Name of the action's stub; `belay` is the root action. */
  readonly action?: string | undefined
  /** The workflow run; calls of one run share RUNNER_TEMP, as the steps of one job do. */
  readonly run: number
  readonly event?: string | undefined
  readonly config?: Readonly<Record<string, unknown>> | undefined
  readonly inputs?: Readonly<Record<string, string | undefined>> | undefined
}

export interface JournalEntry {
  readonly type: string
  readonly step?: string | undefined
  readonly message?: string | undefined
  readonly outcome?: string | undefined
  readonly plan?: unknown
  readonly evidence?: unknown
}

/** What is the case, read past Belay: by docker exec, psql and nginx's published port. */
export interface World {
  readonly version: string | undefined
  readonly current: string
  readonly services: string
  readonly maintenance: string
  /** Names and number of the applied migrations, as an MD5, and the last one of `workorder`. */
  readonly migrations: string
  /** MD5 of the columns of `workorder_workorder`. */
  readonly columns: string
  /** MD5 of what the rows hold that were there at first. */
  readonly data: string
  /** Sessions and processes that Belay started and that still live. */
  readonly leftovers: string
  readonly lock: string
}

/**
 * The MES on a host of its own, and the bundle as GitHub would run it: a process per action with documented variables only. The tests change
 * files, processes and connections, and read the end from outside.
 */
export class FaultSystem {
  readonly host: BedHost
  readonly github = new GitHubServer()
  readonly client: OrderClient
  readonly directory: string
  /** The rows that are compared: those that were there at first. */
  #lastRow = 0
  readonly #started = new Set<ChildProcess>()
  #nextRun = 1000

  private constructor(host: BedHost, directory: string) {
    this.host = host
    this.directory = directory
    this.client = new OrderClient(host.url, 10)
  }

  /** Boots, installs v1.0.0 with `rows` work orders, adopts it, and starts a client that writes 10 rows a second. */
  static async boot({ rows = 5_000, ...options }: BootOptions & { readonly rows?: number | undefined } = {}): Promise<FaultSystem> {
    const { host } = await bootMes(options)
    const system = new FaultSystem(host, await mkdtemp(join(tmpdir(), 'belay-faults-')))
    try {
      await writeFaultyRepository(system.workspace)
      // Another build while the tests run must not change what they test.
      for (const part of ['dist', 'actions', 'action.yml']) await cp(join(root, part), join(system.suite, part), { recursive: true })
      await system.github.start()
      await host.exec('install -d -o deploy -g deploy -m 0755 /var/lib/belay')
      // Nothing refers to these rows; asking each foreign key about each row would take a minute.
      await host.sql(`SET session_replication_role = replica; DELETE FROM workorder_workorder WHERE id > ${rows}`, mesDatabase)
      await host.sql('VACUUM FULL workorder_workorder', mesDatabase)
      system.#lastRow = Number(await host.sql('SELECT max(id) FROM workorder_workorder', mesDatabase))
      system.client.start()
      const adopted = await system.run({ run: system.newRun(), inputs: { command: 'adopt' } })
      if (adopted.code !== 0) throw new Error(`adopt failed:\n${adopted.output}`)
      return system
    } catch (error) {
      await system.destroy()
      throw error
    }
  }

  get workspace(): string {
    return join(this.directory, 'mes')
  }

  /** A copy of the actions and their bundle. */
  get suite(): string {
    return join(this.directory, 'belay')
  }

  /** The number of a workflow run that GitHub says is in progress. */
  newRun(): number {
    const run = this.#nextRun++
    this.github.runs.set(String(run), 'in_progress')
    return run
  }

  /** `.github/belay.yml` as an object; each key of `changes` replaces one of its own. */
  config(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    return {
      app: 'mes',
      environments: { production: { hosts: [{ address: this.host.address }] } },
      code: this.code(),
      databases: { main: { engine: 'postgres', url: { 'env-file': 'shared/.env', key: 'DATABASE_URL' }, admin: { as: 'postgres' } } },
      backup: { 'min-free': '1 MiB' },
      migrations: [{ framework: 'django', database: 'main' }],
      services: ['gunicorn-mes_config', 'celery-mes_config'].map(systemd => ({ systemd, 'stable-for': '1 s' })),
      maintenance: { file: 'shared/maintenance.flag' },
      health: {
        interval: '300 ms',
        successes: 3,
        checks: { api: { http: 'http://127.0.0.1:8000/health/', expect: { status: 200, json: { db: 'ok', redis: 'ok' } } } }
      },
      ...changes
    }
  }

  code(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    return {
      root: mesRoot,
      shared: ['.env', 'media'],
      environment: { venv: 'requirements.txt', 'system-site-packages': true },
      hooks: { stage: [{ run: 'python manage.py collectstatic --noinput --verbosity 0', timeout: '2 min' }] },
      ...changes
    }
  }

  async run(call: Call): Promise<Ended> {
    return (await this.start(call)).done
  }

  async start({ action = 'belay', run, event = 'push', config, inputs = {} }: Call): Promise<Started> {
    const temporary = join(this.directory, `run-${run}`)
    await mkdir(temporary, { recursive: true })
    const configFile = join(temporary, 'belay.yml')
    await writeFile(configFile, JSON.stringify(config ?? this.config()))
    const outputFile = join(temporary, `output-${Date.now()}`)
    const stateFile = join(temporary, `state-${Date.now()}`)
    for (const file of [outputFile, stateFile, join(temporary, 'summary')]) await writeFile(file, '', { flag: 'a' })
    const all: Record<string, string | undefined> = {
      config: configFile,
      environment: 'production',
      port: String(this.host.sshPort),
      user: this.host.user,
      'private-key': this.host.privateKey,
      'known-hosts': this.host.knownHosts,
      ...(['belay', 'rollback', 'preflight'].includes(action) ? { 'github-token': 'a-token-of-these-tests' } : {}),
      ...(action === 'belay' ? { 'branch-policy': 'false' } : {}),
      ...inputs
    }
    const started = performance.now()
    const child = spawn(process.execPath, [join(this.suite, 'dist', `${action}.js`)], {
      cwd: this.workspace,
      env: {
        PATH: process.env['PATH'],
        HOME: temporary,
        GITHUB_ACTIONS: 'true',
        GITHUB_REPOSITORY: repositoryName,
        GITHUB_RUN_ID: String(run),
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_JOB: 'deploy',
        GITHUB_ACTOR: 'octocat',
        GITHUB_EVENT_NAME: event,
        GITHUB_WORKSPACE: this.workspace,
        GITHUB_API_URL: this.github.url,
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_OUTPUT: outputFile,
        GITHUB_STATE: stateFile,
        GITHUB_STEP_SUMMARY: join(temporary, 'summary'),
        RUNNER_TEMP: temporary,
        ...Object.fromEntries(
          Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[`INPUT_${name.toUpperCase()}`, value]]))
        )
      },
      stdio: ['ignore', 'pipe', 'pipe']
    })
    this.#started.add(child)
    let output = ''
    const listeners = new Set<() => void>()
    const add = (chunk: Buffer) => {
      output += chunk.toString()
      for (const listener of listeners) listener()
    }
    child.stdout.on('data', add)
    child.stderr.on('data', add)
    const done = (async (): Promise<Ended> => {
      const [code] = (await once(child, 'close')) as [number | null]
      this.#started.delete(child)
      const seconds = (performance.now() - started) / 1000
      return { code, output, outputs: readOutputs(await readFile(outputFile, 'utf8')), seconds }
    })()
    return {
      process: child,
      done,
      until: text =>
        new Promise((resolve, reject) => {
          const look = () => {
            if (!output.includes(text)) return
            listeners.delete(look)
            resolve()
          }
          listeners.add(look)
          look()
          void done.then(ended => reject(new Error(`It ended (${ended.code}) without saying ${JSON.stringify(text)}:\n${ended.output}`)))
        })
    }
  }

  deploy(tag: string, call: Partial<Call> = {}): Promise<Ended> {
    return this.run(this.deployment(tag, call))
  }

  /** The call that deploys a tag from a new run. */
  deployment(tag: string, { inputs = {}, ...call }: Partial<Call> = {}): Call {
    return { run: this.newRun(), ...call, inputs: { command: 'deploy', ref: tag, ...inputs } }
  }

  /** Starts a deployment of the tag, and answers it with its id when it is open. */
  async open(tag: string, call: Partial<Call> = {}): Promise<Started & { readonly id: string }> {
    const before = await this.newestDeployment()
    const started = await this.start(this.deployment(tag, call))
    await Promise.race([
      this.untilOnHost(`[ "$(newest)" != deployments/${before}/ ]`),
      started.done.then(ended => Promise.reject(new Error(`It ended (${ended.code}) and opened no deployment:\n${ended.output}`)))
    ])
    return { ...started, id: await this.newestDeployment() }
  }

  /**
   * Resolves when the bash condition holds on the host, asked again as fast as it can be, and what is to be done `afterwards` is done there;
   * the state directory is the working directory.
   */
  async untilOnHost(condition: string, { afterwards = '', timeout = 120_000 } = {}): Promise<void> {
    const script = `cd ${stateDir}; shopt -s nullglob; newest() { local d=(deployments/*/); echo "\${d[-1]}"; }
record() { grep -qs "\\"type\\":\\"$1\\",\\"step\\":\\"$2\\"" "$(newest)"*.json; }
until ${condition}; do sleep 0.01; done
${afterwards}`
    await this.host.exec(script, { timeout })
  }

  /** Resolves when the newest deployment's journal has the step's intent. */
  untilIntent(step: string, options: { readonly afterwards?: string } = {}): Promise<void> {
    return this.untilOnHost(`record intent ${step}`, options)
  }

  /** How many sessions sleep in the database now, as a migration of these tests makes them. */
  async sleepers(): Promise<number> {
    const query =
      "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(%' AND state = 'active' AND pid <> pg_backend_pid()"
    return Number(await this.host.sql(query))
  }

  /** Resolves when a migration sleeps in the database: it is in the middle. (The log shows its line only when it has ended.) */
  untilSleeping(): Promise<true> {
    return waitFor('a migration in the database', 120_000, async () => (await this.sleepers()) === 1 || undefined)
  }

  /** The newest deployment's records, read from the files. */
  async journal(): Promise<JournalEntry[]> {
    const { stdout } = await this.host.exec(`cd ${stateDir}/deployments && cd "$(ls | tail -1)" && cat *.json`)
    return stdout
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as JournalEntry)
  }

  async newestDeployment(): Promise<string> {
    return (await this.host.exec(`ls ${stateDir}/deployments | tail -1`)).stdout.trim()
  }

  async world(): Promise<World> {
    const shell = await this.host.exec(`readlink ${mesRoot}/current || echo directory
systemctl is-active gunicorn-mes_config celery-mes_config | paste -sd,
[ -e ${mesRoot}/shared/maintenance.flag ] && echo up || echo down
[ -e ${stateDir}/lock ] && echo held || echo free
grep -lszF "BELAY_JOB_DIR=" /proc/[0-9]*/environ | xargs -r -n1 dirname | while read -r p; do tr '\\0' ' ' <$p/cmdline; done | paste -sd,`)
    const [current = '', services = '', maintenance = '', lock = '', processes = ''] = shell.stdout.split('\n')
    const sql = await this.host.sql(
      `SELECT count(*) || ' ' || max(name) FILTER (WHERE app = 'workorder') || ' ' || md5(string_agg(app || name, ',' ORDER BY app, name)) FROM django_migrations;
SELECT md5(string_agg(concat_ws('|', id, order_number, quantity, status, remark, created_at), ',' ORDER BY id)) FROM workorder_workorder WHERE id <= ${this.#lastRow};
SELECT md5(string_agg(column_name, ',' ORDER BY column_name)) FROM information_schema.columns WHERE table_name = 'workorder_workorder';
SELECT coalesce(string_agg(application_name, ','), '') FROM pg_stat_activity WHERE application_name LIKE 'belay:%'`,
      mesDatabase
    )
    const [migrations = '', rows = '', columns = '', sessions = ''] = sql.split('\n')
    const version = (await readHealth(this.host))?.version
    const leftovers = [processes, sessions].filter(Boolean).join('; ')
    return { version, current, services, maintenance, migrations, columns, data: rows, leftovers, lock }
  }

  /** Every row that was acknowledged and is not in the database now. */
  missing(): ReturnType<typeof missingRows> {
    return missingRows(this.host, [...this.client.acknowledged])
  }

  /** Waits until the client's writes are acknowledged again: the system is open. */
  async untilWritable(): Promise<void> {
    const before = this.client.acknowledged.length
    await waitFor('an acknowledged row', 60_000, async () => this.client.acknowledged.length > before || undefined)
  }

  async destroy(): Promise<void> {
    for (const child of this.#started) child.kill('SIGKILL')
    await this.client.stop()
    await this.github.close()
    await this.host.destroy()
    await rm(this.directory, { recursive: true, force: true })
  }
}

/** GITHUB_OUTPUT as the runner reads it: `name<<delimiter`, lines, `delimiter`. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {}
  for (const match of text.matchAll(/^(\S+?)<<(\S+)\n([\s\S]*?)\n?\2$/gm)) outputs[match[1] ?? ''] = match[3] ?? ''
  return outputs
}
