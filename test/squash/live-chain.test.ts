import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { initialiseScript } from '../../shared/deployment/state-script.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { debian, withPackages } from '../bed/image.ts'

// The actions as they are, from their sources, over SSH, as the steps of one job: squash-check, backup-db, run-migrations.

const envPy = `from alembic import context
from sqlalchemy import create_engine, pool

engine = create_engine(context.config.get_main_option('sqlalchemy.url'), poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
`
const revision = (id: string, down: string | undefined, up: string[], back: string[], more = '') =>
  `from alembic import op
import sqlalchemy as sa
revision = '${id}'
down_revision = ${down === undefined ? 'None' : `'${down}'`}
${more}

def upgrade():
${up.map(line => `    ${line}\n`).join('')}
def downgrade():
${back.map(line => `    ${line}\n`).join('')}`
const createOrders = revision(
  '1a',
  undefined,
  ["op.create_table('orders', sa.Column('id', sa.Integer(), primary_key=True), sa.Column('code', sa.String(20)))"],
  ["op.drop_table('orders')"]
)
const concurrentIndex = revision(
  '2b',
  '1a',
  ['with op.get_context().autocommit_block():', "    op.create_index('orders_code', 'orders', ['code'], postgresql_concurrently=True)"],
  ["op.drop_index('orders_code')"]
)

interface Result {
  readonly code: number | null
  readonly log: string
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
}

/** One system on the host: a repository, its files there, its state, and the jobs that are run for it. */
class System {
  readonly root = mkdtempSync(join(tmpdir(), 'belay-chain-'))
  readonly #host: BedHost
  readonly #name: string
  #job = 0

  constructor(host: BedHost, name: string) {
    this.#host = host
    this.#name = name
  }

  async make(config: string): Promise<void> {
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', join(this.root, 'repository')])
    const { address, sshPort, user } = this.#host
    const hosts = `environments: { production: { hosts: [{ address: ${address}, port: ${sshPort}, user: ${user} }] } }`
    const text = `app: ${this.#name}\n${hosts}\ncode: { root: /srv/${this.#name} }\nbackup: { verify: quick }\n${config}\n`
    writeFileSync(join(this.root, 'belay.yml'), text)
    await this.#host.exec(`install -d -o deploy -g deploy /srv/${this.#name} /srv/state/${this.#name}`)
    await this.#host.exec(initialiseScript(`/srv/state/${this.#name}`), { user: 'deploy' })
  }

  git(...args: string[]): string {
    return execFileSync('git', ['-C', join(this.root, 'repository'), '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      encoding: 'utf8'
    }).trim()
  }

  /** Commits the files, and lays them on the host. */
  async commit(files: Readonly<Record<string, string>>): Promise<string> {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, 'repository', path)), { recursive: true })
      writeFileSync(join(this.root, 'repository', path), content)
    }
    this.git('add', '--all')
    this.git('commit', '--quiet', '-m', 'one')
    const pack = execFileSync('git', ['-C', join(this.root, 'repository'), 'archive', '--format=tar', 'HEAD']).toString('base64')
    await this.#host.exec(`cd /srv/${this.#name} && find . -mindepth 1 -delete; base64 -d | tar -x`, { user: 'deploy', input: pack })
    return this.git('rev-parse', 'HEAD')
  }

  /** Runs actions as the steps of a job of their own, until one fails. Gives what each said. */
  async job(...steps: readonly (readonly [string, Readonly<Record<string, string>>?])[]): Promise<Result[]> {
    const temp = join(this.root, `job${++this.#job}`)
    mkdirSync(temp)
    const results: Result[] = []
    for (const [action, inputs = {}] of steps) {
      const result = await this.#action(temp, action, inputs)
      results.push(result)
      if (result.code !== 0) break
    }
    return results
  }

  async #action(temp: string, action: string, inputs: Readonly<Record<string, string>>): Promise<Result> {
    const output = join(temp, `${action}.output`)
    for (const file of [output, join(temp, 'summary'), join(temp, 'state')]) writeFileSync(file, '')
    const { privateKey, knownHosts } = this.#host
    const given = {
      config: join(this.root, 'belay.yml'),
      environment: 'production',
      'private-key': privateKey,
      'known-hosts': knownHosts,
      'state-dir': `/srv/state/${this.#name}`,
      ...inputs
    }
    const script = `
      import { definition } from '${resolve(`actions/${action}/definition.ts`)}'
      import { run } from '${resolve(`actions/${action}/entry.ts`)}'
      import { runAction } from '${resolve('shared/action/main.ts')}'
      await runAction(definition, run)`
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script], {
      cwd: resolve('.'),
      timeout: 120_000,
      env: {
        PATH: process.env['PATH'],
        HOME: this.root,
        GITHUB_WORKSPACE: join(this.root, 'repository'),
        GITHUB_REPOSITORY: 'octo/orders',
        GITHUB_OUTPUT: output,
        GITHUB_STATE: join(temp, 'state'),
        GITHUB_STEP_SUMMARY: join(temp, 'summary'),
        GITHUB_RUN_ID: String(this.#job),
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_JOB: 'deploy',
        GITHUB_SHA: this.git('rev-parse', 'HEAD'),
        GITHUB_REF: 'refs/heads/main',
        GITHUB_ACTOR: 'someone',
        RUNNER_TEMP: temp,
        DB_URL: this.url,
        ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]))
      }
    })
    let log = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', part => void (log += String(part)))
    const [code] = (await once(child, 'close')) as [number | null]
    const outputs = [...readFileSync(output, 'utf8').matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm)].map(([, name, , value]) => [name, value])
    return { code, log, outputs: Object.fromEntries(outputs), summary: readFileSync(join(temp, 'summary'), 'utf8') }
  }

  url = ''

  end(): void {
    rmSync(this.root, { recursive: true })
  }
}

const migrate = [['squash-check'], ['backup-db'], ['run-migrations']] as const
const last = (results: readonly Result[]) => results.at(-1)!

await describeBed('squash-check and run-migrations as the steps of one job', () => {
  let bed: BedHost
  const systems: System[] = []

  beforeAll(async () => {
    bed = await bootHost({ name: 'live-chain', image: withPackages(debian, 'alembic', 'python3-pymysql') })
    await bed.sql("CREATE USER app PASSWORD 'secret'")
    await bed.exec(
      `systemctl start mariadb; mariadb -e "CREATE USER app@'%' IDENTIFIED BY 'secret'; GRANT ALL ON \\\`shop%\\\`.* TO app@'%'"; install -d -o deploy -g deploy /srv/state /srv/lite`
    )
  }, 600_000)
  afterAll(async () => {
    for (const system of systems) system.end()
    await bed?.destroy()
  })

  async function systemOf(name: string, config: string, url = ''): Promise<System> {
    const system = new System(bed, name)
    systems.push(system)
    system.url = url
    await system.make(config)
    return system
  }
  async function alembic(name: string, more = ''): Promise<System> {
    await bed.sql(`CREATE DATABASE ${name} OWNER app`)
    const url = `postgres://app:secret@127.0.0.1:5432/${name}`
    const system = await systemOf(
      name,
      `databases: { main: { engine: postgres, url: { secret: DB_URL } } }\nmigrations: [{ framework: alembic, database: main${more} }]`,
      url
    )
    await system.commit({
      'alembic.ini': `[alembic]\nscript_location = alembic\nsqlalchemy.url = ${url.replace('postgres:', 'postgresql:')}\n`,
      'alembic/env.py': envPy,
      'alembic/versions/1a_orders.py': createOrders
    })
    return system
  }

  test('Alembic on PostgreSQL: a transaction for each, one outside of any, and a head that fails half way', async () => {
    const system = await alembic('shop_a')
    const base = await system.commit({ 'alembic/versions/2b_index.py': concurrentIndex })
    const dry = last(await system.job(['squash-check'], ['run-migrations', { 'dry-run': 'true' }]))
    expect([dry.code, dry.log]).toEqual([0, expect.stringMatching(/2b: .*touches orders \(not found\)/)])
    expect(await bed.sql("SELECT to_regclass('orders') IS NULL", 'shop_a')).toBe('t')
    const [check, backup, run] = await system.job(...migrate)
    expect([check?.code, check?.log]).toEqual([0, expect.not.stringContaining('title=G11')])
    expect(check?.outputs).toMatchObject({ verdict: 'passed', unknown: '0' })
    expect([backup?.code, backup?.log.slice(-2000)]).toEqual([0, expect.anything()])
    expect([run?.code, run?.log.slice(-2000)]).toEqual([0, expect.anything()])
    expect(JSON.parse(run!.outputs['applied']!)).toEqual(expect.arrayContaining(['1a', '2b']))
    const took = expect.stringMatching(/^[1-9]\d*$/)
    expect(run?.outputs).toMatchObject({ status: 'passed', before: '[]', after: '["1a","2b"]', lossless: 'yes', 'duration-ms': took })
    expect(run?.summary).toMatch(/\| `2b` \| `orders` \(not found\) \| ✅ /)
    expect(await bed.sql('SELECT version_num FROM alembic_version', 'shop_a')).toBe('2b')
    expect(await bed.sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'orders_code'::regclass", 'shop_a')).toBe('t')

    // Edited after it was applied; and a head that another branch brings.
    await system.commit({ 'alembic/versions/1a_orders.py': createOrders.replace('sa.String(20)', 'sa.String(21)') })
    const edited = last(await system.job(['squash-check', { 'base-ref': base }]))
    expect([edited.code, edited.log]).toEqual([1, expect.stringContaining('alembic/versions/1a_orders.py:3: G08')])
    await system.commit({ 'alembic/versions/1a_orders.py': createOrders })
    system.git('checkout', '--quiet', '-b', 'theirs', base)
    const theirs = await system.commit({ 'alembic/versions/3t_theirs.py': revision('3t', '2b', ['pass'], ['pass']) })
    system.git('checkout', '--quiet', 'main')
    const mine = revision(
      '3c',
      '2b',
      [
        "op.add_column('orders', sa.Column('note', sa.Text()))",
        'with op.get_context().autocommit_block():',
        "    op.execute('CREATE INDEX CONCURRENTLY orders_none ON orders (missing)')"
      ],
      ["op.drop_column('orders', 'note')"]
    )
    await system.commit({ 'alembic/versions/3c_mine.py': mine })
    const merged = last(await system.job(['squash-check', { 'base-ref': theirs }]))
    expect([merged.code, merged.log]).toEqual([1, expect.stringContaining('G07 After the merge')])

    // The applied set holds every ancestor, and what follows its head is pending all the same.
    const next = last(await system.job(['squash-check']))
    expect([next.code, next.log]).toEqual([0, expect.stringContaining('title=B04,file=alembic/versions/3c_mine.py')])

    const other = await alembic('shop_e')
    await other.commit({ 'alembic/versions/2b_index.py': concurrentIndex, 'alembic/versions/3c_mine.py': mine })
    const failed = last(await other.job(...migrate))
    expect([failed.code, failed.log]).toEqual([1, expect.stringContaining('column "missing" does not exist')])
    // What the block committed before it failed is there, and its row is not.
    expect(failed.outputs).toMatchObject({
      status: 'failed',
      applied: '["1a","2b"]',
      before: '[]',
      after: '["1a","2b"]',
      lossless: 'yes',
      'duration-ms': took
    })
    expect(await bed.sql("SELECT count(*) FROM information_schema.columns WHERE column_name = 'note'", 'shop_e')).toBe('1')
    expect(await bed.sql('SELECT version_num FROM alembic_version', 'shop_e')).toBe('2b')
  }, 300_000)

  test('Alembic: the head of one branch, by its label', async () => {
    const system = await alembic('shop_b', ', target: reports@head')
    await system.commit({
      'alembic/versions/r1_reports.py': revision(
        'r1',
        undefined,
        ["op.create_table('reports', sa.Column('id', sa.Integer()))"],
        ["op.drop_table('reports')"],
        "branch_labels = ('reports',)"
      ),
      'alembic/versions/r2_more.py': revision(
        'r2',
        'r1',
        ["op.add_column('reports', sa.Column('note', sa.Text()))"],
        ["op.drop_column('reports', 'note')"]
      )
    })
    const [check, , run] = await system.job(...migrate)
    expect([check?.code, check?.log]).toEqual([0, expect.anything()])
    // Several heads that end elsewhere are not read, so nothing about them is proven.
    expect(check?.outputs).toMatchObject({ additive: 'false' })
    expect([run?.code, run?.log.slice(-2000)]).toEqual([0, expect.anything()])
    expect(JSON.parse(run!.outputs['after']!)).toEqual(['r1', 'r2'])
    expect(await bed.sql('SELECT version_num FROM alembic_version', 'shop_b')).toBe('r2')
    expect(await bed.sql("SELECT to_regclass('orders') IS NULL", 'shop_b')).toBe('t')
  }, 300_000)

  const files = {
    'db/V1__orders.sql': 'CREATE TABLE orders (id int PRIMARY KEY, code varchar(20));\n',
    'db/V2__note.sql': 'ALTER TABLE orders ADD COLUMN note varchar(20);\n'
  }
  test.each([
    ['mariadb', 'shop_c', 'engine: mariadb, url: { secret: DB_URL }', 'mysql://app:secret@127.0.0.1:3306/shop_c'],
    ['sqlite', 'shop_d', 'engine: sqlite, path: /srv/lite/shop_d.db', '']
  ])(
    'files of SQL on %s',
    async (engine, name, database, url) => {
      if (engine === 'mariadb') await bed.exec(`mariadb -e 'CREATE DATABASE ${name}'`)
      else await bed.exec(`sqlite3 /srv/lite/${name}.db 'PRAGMA user_version = 1'`, { user: 'deploy' })
      const query = async (sql: string) =>
        (engine === 'mariadb'
          ? await bed.exec(`mariadb -N ${name} -e "${sql}"`)
          : await bed.exec(`sqlite3 /srv/lite/${name}.db "${sql}"`)
        ).stdout.trim()
      const system = await systemOf(
        name,
        `databases: { main: { ${database} } }\nmigrations: [{ framework: sql, database: main, directory: db }]`,
        url
      )
      await system.commit(files)
      const [check, backup, run] = await system.job(...migrate)
      expect([check?.code, check?.log]).toEqual([0, expect.not.stringContaining('title=G11')])
      expect(check?.outputs).toMatchObject({ verdict: 'passed', unknown: '0' })
      expect([backup?.code, backup?.log.slice(-2000)]).toEqual([0, expect.anything()])
      expect([run?.code, run?.log.slice(-2000)]).toEqual([0, expect.anything()])
      expect(JSON.parse(run!.outputs['after']!)).toEqual(['V1__orders', 'V2__note'])
      expect(await query('SELECT count(note) FROM orders')).toBe('0')

      // A change of type that MySQL and MariaDB copy for is told by what the first file says; it is a risk, and stops nothing.
      await system.commit({
        'db/V3__type.sql': engine === 'mariadb' ? 'ALTER TABLE orders MODIFY COLUMN code text;\n' : 'DROP TABLE orders;\n'
      })
      const risky = last(await system.job(['squash-check']))
      expect([risky.code, risky.log]).toEqual([0, expect.stringContaining(`warning title=${engine === 'mariadb' ? 'R15' : 'R01'}`)])
      // An older commit than the database.
      const ledger = await query("UPDATE belay_migrations SET name = 'V9__other' WHERE name = 'V2__note'")
      expect(ledger).toBe('')
      const ahead = last(await system.job(['squash-check']))
      expect([ahead.code, ahead.log]).toEqual([1, expect.stringContaining('L05 The live database has applied V9__other')])
    },
    300_000
  )
})
