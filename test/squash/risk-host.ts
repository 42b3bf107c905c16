import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { rules } from '../../shared/squash/rules/registry.ts'
import type { Example } from '../../shared/squash/rules/rule.ts'
import { type BedHost, type BootOptions, bootHost, quote } from '../bed/host.ts'
import { python52, runPython } from '../bed/python.ts'

export type Engine = 'postgres' | 'mariadb' | 'mysql'

/** What `observe.py` saw of one statement. */
export interface Step {
  migration: string
  sql: string
  rows: number
  /** what PostgreSQL says at DEBUG1: `rewriting table "x"`, `verifying table "x"` */
  log: string[]
  /** the locks that the transaction holds on tables after it, by table */
  locks: Record<string, string[]>
  /** the file of each table: another one after a rewrite */
  files: Record<string, number>
  /** what a second session could do at this moment */
  others: Record<string, { select: Outcome; insert: Outcome }>
}

type Outcome = 'ok' | 'waits' | 'fails'

export interface Observation {
  steps: Step[]
  error: string | null
  /** what the models of the running release can do before and after: `ok`, or the error */
  before: Record<string, { select: string; insert: string }>
  after: Record<string, { select: string; insert: string }>
  /** the files of the tables before anything new */
  filesBefore: Record<string, number>
  /** with `reader`: what a third session could do while the migration waited */
  whileWaiting: Record<string, { select: Outcome; insert: Outcome }>
  /** with `again`: the error of the second run */
  again: string | null
  /** where it was run */
  database: string
}

export interface ObserveOptions {
  /** SQL that fills the tables of the running release */
  rows?: readonly string[]
  /** a query whose transaction stays open until the migration has waited for it */
  reader?: string
  /** keep it open, so that the migration waits as long as it cares to */
  hold?: boolean
  /** run the migrations a second time after they failed */
  again?: boolean
  /** run on a database that has nothing yet */
  fresh?: boolean
}

/** A machine with a database and the real Django 5.2, on which the examples of the rules are run. */
export class RiskHost {
  readonly bed: BedHost
  readonly engine: Engine
  private count = 0

  constructor(bed: BedHost, engine: Engine) {
    this.bed = bed
    this.engine = engine
  }

  /** Runs an example of Django's on a database of its own: what its base branch has, then what is new. */
  async observe(
    example: Example,
    { rows = [], reader, hold = false, again = false, fresh = false }: ObserveOptions = {}
  ): Promise<Observation> {
    const database = await this.createDatabase()
    const names = Object.keys(example.base ?? {}).flatMap(path => /migrations\/(\d\w+)\.py$/.exec(path)?.[1] ?? [])
    const request = {
      directory: `/srv/risk/${database}`,
      engine: this.engine === 'postgres' ? 'postgres' : 'mysql',
      connection: this.connection(database, example),
      app: 'orders',
      base: fresh ? null : (names.sort().at(-1) ?? null),
      scripts: scriptsOf(example),
      files: example.files,
      rows,
      reader: reader ?? null,
      hold,
      again
    }
    const user = this.engine === 'postgres' ? 'postgres' : 'root'
    const { stdout } = await this.bed.exec('cd / && PYTHONPATH=/opt/django python3 -B -W ignore /opt/observe.py', {
      user,
      input: JSON.stringify(request)
    })
    return { ...JSON.parse(stdout), database }
  }

  async createDatabase(): Promise<string> {
    const database = `risk_${++this.count}`
    if (this.engine === 'postgres') await this.bed.sql(`CREATE DATABASE ${database}`)
    else await this.sql(`CREATE DATABASE ${database}`)
    return database
  }

  /** Runs a text on MySQL or MariaDB as the administrator. Gives its output, or the error in its place. */
  async sql(text: string, database = ''): Promise<string> {
    const client = this.engine === 'mariadb' ? 'mariadb' : 'mysql'
    const { stdout, stderr, code } = await this.bed.exec(`${client} --batch --raw --skip-column-names ${quote(database)} 2>&1`, {
      input: text,
      check: false
    })
    return (code === 0 ? stdout : `${stdout}${stderr}`).trim()
  }

  private connection(database: string, example: Example): Record<string, unknown> {
    if (this.engine === 'postgres') return { NAME: database, OPTIONS: optionsOf(example) }
    const socket = { unix_socket: '/run/mysqld/mysqld.sock' }
    return { NAME: database, USER: 'django', PASSWORD: 'django', OPTIONS: socket }
  }
}

export async function bootRiskHost(engine: Engine, image?: BootOptions['image']): Promise<RiskHost> {
  const directory = await mkdtemp(join(tmpdir(), 'belay-risk-'))
  const bed = await bootHost({ name: `risk-${engine}`, image })
  try {
    // Pure Python, so that Django 5.2 runs on any of the machines.
    const pack = 'tar -C /usr/lib/python3/dist-packages -cf /work/django.tar django asgiref sqlparse pymysql'
    await runPython(python52, {
      directory,
      args: ['-c', `import subprocess; subprocess.run(${JSON.stringify(pack.split(' '))}, check=True)`]
    })
    await bed.copyIn(join(directory, 'django.tar'), '/opt/django.tar')
    await bed.copyIn(resolve('test/squash/observe.py'), '/opt/observe.py')
    await bed.exec(
      'mkdir -p /opt/django && tar -C /opt/django -xf /opt/django.tar && install -d -m 777 /srv/risk && chmod 644 /opt/observe.py'
    )
    const host = new RiskHost(bed, engine)
    if (engine !== 'postgres') {
      await bed.exec(`systemctl start ${engine}`)
      await host.sql("CREATE USER django@localhost IDENTIFIED BY 'django'; GRANT ALL ON *.* TO django@localhost")
    }
    return host
  } catch (error) {
    await bed.destroy()
    throw error
  } finally {
    await rm(directory, { recursive: true })
  }
}

/** The files of an example in SQL in their order; null for one of Django's. */
function scriptsOf({ base = {}, files }: Example): { base: string[]; next: string[] } | null {
  const paths = Object.keys(files)
    .filter(path => path.endsWith('.sql'))
    .sort((a, b) => (a < b ? -1 : 1))
  return paths.length === 0 ? null : { base: paths.filter(path => path in base), next: paths.filter(path => !(path in base)) }
}

/** The connection options that an example's own settings give to PostgreSQL. */
function optionsOf({ files }: Example): Record<string, string> {
  const options = Object.values(files).flatMap(text => /'OPTIONS': \{'options': '([^']+)'\}/.exec(text)?.[1] ?? [])
  return options[0] === undefined ? {} : { options: options[0] }
}

/** An example of a rule as its page shows it; the first pair of Django's, or of those in SQL, is 1. */
export function exampleOf(id: string, kind: 'bad' | 'good', pair = 1, language: '.py' | '.sql' = '.py'): Example {
  const rule = rules.find(one => one.id === id)
  const isOf = ({ files }: Example) =>
    Object.keys(files).some(path => path.startsWith(language === '.py' ? 'orders/migrations/' : 'db/migrations/'))
  const found = rule && [rule.examples, ...(rule.more ?? [])].filter(one => isOf(one.bad))[pair - 1]
  if (found === undefined) throw new Error(`The rule ${id} has no example ${pair} in ${language}`)
  return found[kind]
}
