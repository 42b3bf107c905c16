// A machine without POSIX tools: the real bundle, started as the runner on Windows starts it, with an empty PATH. Nothing but Node.js can run there.
//
// On Linux `RUNNER_OS: Windows` is what makes it one. With BELAY_WINE, a program that runs the node.exe of Windows and takes its arguments, the same tests run
// in Wine: paths are then those of its drive Z:.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse, stringify } from 'yaml'
import { type Manifest, manifest } from '../../shared/backup/manifest.ts'

const root = resolve(import.meta.dirname, '..', '..')
export const wine = process.env['BELAY_WINE']

/** Node.js as a command of the machine calls it. */
export const node = (): string => `"${wine === undefined ? process.execPath : native(wine.split(' ').at(-1)!)}"`

/** A path as the machine writes it. */
export const native = (path: string): string => (wine === undefined ? path : `Z:${path.replaceAll('/', '\\')}`)

export interface Outcome {
  readonly code: number | null
  readonly log: string
  readonly outputs: Readonly<Record<string, string>>
}

export type Inputs = Readonly<Record<string, string | number | boolean>>

export class Machine {
  readonly directory: string
  /** Belay's. */
  readonly state: string
  readonly database: string
  /** The files that the application keeps. */
  readonly tree: string
  #counter = 0

  constructor(parent = tmpdir()) {
    this.directory = mkdtempSync(join(parent, 'belay windows '))
    this.state = join(this.directory, 'belay')
    this.database = join(this.directory, 'data', 'ledger.db')
    this.tree = join(this.directory, 'state')
    for (const path of [
      this.state,
      join(this.directory, 'data'),
      join(this.directory, 'temp'),
      join(this.directory, 'checkout', '.github')
    ])
      mkdirSync(path, { recursive: true })
    for (const path of ['deep/er', 'cache', 'empty']) mkdirSync(join(this.tree, path), { recursive: true })
    writeFileSync(join(this.tree, 'a.json'), '{"flag": false}\n')
    writeFileSync(join(this.tree, 'deep/er', 'übung 1.csv'), '1;2;3\n')
    writeFileSync(join(this.tree, 'deep', 'large.bin'), Buffer.alloc(3_000_000, 'some bytes '))
    writeFileSync(join(this.tree, 'cache', 'x'), 'in no backup')
    const database = new DatabaseSync(this.database)
    database.exec(`CREATE TABLE ledger (id INTEGER PRIMARY KEY, signed TEXT NOT NULL); CREATE TABLE "odd ""name" (x)`)
    database.close()
    this.sign(100)
    writeFileSync(
      join(this.directory, 'checkout', '.github', 'belay.yml'),
      stringify({
        app: 'ledger',
        environments: { production: { hosts: [{ address: 'local' }], 'state-dir': native(this.state) } },
        databases: { main: { engine: 'sqlite', path: native(this.database) } },
        files: { state: { path: native(this.tree), exclude: ['cache'] } }
      })
    )
  }

  /** Scripts of migrations, in the checkout with their configuration. `files`: by their path in the checkout. */
  migrates(scripts: readonly unknown[], files: Readonly<Record<string, string>>): void {
    const checkout = join(this.directory, 'checkout')
    const config = join(checkout, '.github', 'belay.yml')
    writeFileSync(
      config,
      stringify({
        ...parse(readFileSync(config, 'utf8')),
        backup: { 'min-free': '1 MiB' },
        migrations: [{ framework: 'scripts', database: 'main', scripts }]
      })
    )
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(checkout, path)), { recursive: true })
      writeFileSync(join(checkout, path), text)
    }
  }

  /** Adds rows. */
  sign(rows: number): void {
    const database = new DatabaseSync(this.database)
    const insert = database.prepare("INSERT INTO ledger (signed) VALUES ('somebody')")
    database.exec('BEGIN')
    for (let n = 0; n < rows; n++) insert.run()
    database.exec('COMMIT')
    database.close()
  }

  rows(path = this.database): number {
    const database = new DatabaseSync(path, { readOnly: true })
    const row = database.prepare('SELECT count(*) AS n FROM ledger').get()
    database.close()
    return Number(row!['n'])
  }

  /** Starts an action of the bundle. `environment`: more of it. */
  start(
    action: string,
    inputs: Inputs,
    environment: Readonly<Record<string, string>> = {}
  ): { readonly child: ChildProcess; readonly done: Promise<Outcome> } {
    const [log, output] = ['log', 'output'].map(name => join(this.directory, `${name}-${++this.#counter}`)) as [string, string]
    writeFileSync(output, '')
    const given = Object.entries({ environment: 'production', ...inputs }).map(([name, value]) => [
      `INPUT_${name.toUpperCase()}`,
      String(value)
    ])
    const env: Record<string, string | undefined> = {
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'team/ledger',
      GITHUB_RUN_ID: '4711',
      GITHUB_WORKSPACE: native(join(this.directory, 'checkout')),
      GITHUB_OUTPUT: native(output),
      GITHUB_STATE: native(output),
      GITHUB_STEP_SUMMARY: native(join(this.directory, 'summary')),
      RUNNER_TEMP: native(join(this.directory, 'temp')),
      RUNNER_OS: 'Windows',
      ...Object.fromEntries(given),
      ...environment
    }
    writeFileSync(join(this.directory, 'summary'), '')
    const child = this.#spawn([native(join(root, 'dist', `${action}.js`))], env, log)
    const done = new Promise<Outcome>((settle, fail) => {
      child.once('error', fail)
      child.once('exit', code => settle({ code, log: readFileSync(log, 'utf8').replaceAll('\r', ''), outputs: read(output) }))
    })
    return { child, done }
  }

  /** Node.js on this machine. Nothing else is to be found there, but Wine needs what its own variables say. */
  #spawn(args: readonly string[], env: Readonly<Record<string, string | undefined>>, log: string): ChildProcess {
    const [program, ...first] = wine === undefined ? [process.execPath] : (wine.split(' ') as [string, ...string[]])
    const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(WINE|HOME$|LC_ALL$|NODE_SKIP)/.test(name)))
    const fd = openSync(log, 'w')
    return spawn(program, [...first, ...args], {
      env: { ...(wine === undefined ? { PATH: '' } : own), ...env },
      stdio: ['ignore', fd, fd],
      cwd: this.directory
    })
  }

  /** Another process of this machine that has a database open, having run `sql` in it, until it is killed. */
  async opens(path: string, sql: string): Promise<ChildProcess> {
    const ready = join(this.directory, `ready-${++this.#counter}`)
    const [db, file] = [path, ready].map(each => JSON.stringify(native(each)))
    const child = this.#spawn(
      [
        '-e',
        `globalThis.db = new (require('node:sqlite').DatabaseSync)(${db}); db.exec(${JSON.stringify(sql)}); require('fs').writeFileSync(${file}, ''); setInterval(() => db, 1e6)`
      ],
      {},
      `${ready}.log`
    )
    while (!existsSync(ready)) {
      if (child.exitCode !== null) throw new Error(readFileSync(`${ready}.log`, 'utf8'))
      await sleep(50)
    }
    return child
  }

  run(action: string, inputs: Inputs = {}, environment?: Readonly<Record<string, string>>): Promise<Outcome> {
    return this.start(action, inputs, environment).done
  }

  /** A backup that must be green; answers its outputs. */
  async backup(inputs: Inputs = {}): Promise<Readonly<Record<string, string>>> {
    const { code, log, outputs } = await this.run('backup-db', { 'min-free': '1 MiB', ...inputs })
    if (code !== 0 || outputs['status'] !== 'passed') throw new Error(log)
    return outputs
  }

  /** One that must be red; answers its errors. */
  async fails(action: string, inputs: Inputs = {}, environment?: Readonly<Record<string, string>>): Promise<string> {
    const { code, log, outputs } = await this.run(action, inputs, environment)
    if (code !== 1 || outputs['status'] !== 'failed') throw new Error(`It was green, or a bug:\n${log}`)
    return log
      .split('\n')
      .filter(line => line.startsWith('::error::') || line.startsWith('  caused by'))
      .join('\n')
      .replaceAll('%0A', '\n')
  }

  /** Ids of the backups that there are, in order. */
  list(): string[] {
    return readdirSync(join(this.state, 'backups'))
      .filter(name => !name.startsWith('.'))
      .sort()
  }

  /** What lies among the backups besides them and what must. */
  left(): string[] {
    const own = ['.alone.db', '.sequence', '.latest.json']
    return readdirSync(join(this.state, 'backups')).filter(name => name.startsWith('.') && !own.includes(name))
  }

  file(id: string, name = 'manifest.json'): string {
    return join(this.state, 'backups', id, name)
  }

  manifest(id: string): Manifest {
    return manifest.parse(JSON.parse(readFileSync(this.file(id), 'utf8')))
  }

  /** Names that lie beside the live ones and are no data of the application. */
  beside(): string[] {
    return [...readdirSync(this.directory), ...readdirSync(join(this.directory, 'data'))].filter(name => /_(new|old|drill)_/.test(name))
  }

  end(): void {
    rmSync(this.directory, { recursive: true, force: true })
  }
}

/** The file that GITHUB_OUTPUT names: `name<<delimiter`, lines, `delimiter`. */
function read(file: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name, , value] of readFileSync(file, 'utf8')
    .replaceAll('\r\n', '\n')
    .matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n?\2$/gm))
    found[name!] = value!
  return found
}
