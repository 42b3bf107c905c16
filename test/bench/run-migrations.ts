// What run-migrations costs beside the framework's own command: the same pending migrations, of a small project, on a host with PostgreSQL.
// Usage: node test/bench/run-migrations.ts [--rounds N] [--dist DIRECTORY]
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { HostStore } from '../../shared/deployment/host-store.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { debian, withPackages } from '../bed/image.ts'
import { run } from '../bed/process.ts'
import { inputVariables } from './contenders.ts'
import { loadNow } from './machine.ts'
import { atMost, mark, range, seconds } from './report.ts'
import { type Summary, summarise } from './statistics.ts'

export interface RunMigrations {
  readonly rounds: number
  readonly load: readonly [number, number]
  readonly frameworks: readonly {
    readonly name: string
    readonly command: string
    /** Milliseconds of `ssh` that runs the command, and of the action's whole process. */
    readonly own: Summary
    readonly belay: Summary
    /** Milliseconds that the action took longer, in the same round. */
    readonly added: Summary
  }[]
}

interface Project {
  readonly name: string
  readonly framework: 'django' | 'alembic'
  /** As a person types it on the host. */
  readonly command: string
  readonly database: string
  readonly files: Readonly<Record<string, string>>
  /** Brings the database to the state from which every measured run begins. */
  readonly prepare: string
  /** Answers `2` when both pending migrations are applied. */
  readonly applied: string
}

const password = 'bench'
const url = (database: string) => `postgresql://app:${password}@127.0.0.1:5432/${database}`

const djangoMigration = (dependency: string, operations: string) =>
  `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [${dependency}]
    operations = [${operations}]
`
const revision = (name: string, down: string, up: string, back: string) => `"""${name}"""
import sqlalchemy as sa
from alembic import op

revision = '${name}'
down_revision = ${down}


def upgrade():
    ${up}


def downgrade():
    ${back}
`

const projects: readonly Project[] = [
  {
    name: 'Django',
    framework: 'django',
    command: 'python3 manage.py migrate --no-input',
    database: 'bench_django',
    files: {
      'manage.py':
        "import os\nimport sys\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site_.settings')\nfrom django.core.management import execute_from_command_line\n\nexecute_from_command_line(sys.argv)\n",
      'site_/__init__.py': '',
      'site_/settings.py': `SECRET_KEY = 'bench'
INSTALLED_APPS = ['django.contrib.contenttypes', 'django.contrib.auth', 'django.contrib.sessions', 'shop']
DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': 'bench_django', 'USER': 'app', 'PASSWORD': '${password}', 'HOST': '127.0.0.1'}}
DEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'
USE_TZ = True
`,
      'shop/__init__.py': '',
      'shop/models.py':
        'from django.db import models\n\n\nclass Item(models.Model):\n    name = models.CharField(max_length=100)\n    state = models.CharField(max_length=20, null=True)\n    place = models.CharField(max_length=20, null=True)\n',
      'shop/migrations/__init__.py': '',
      'shop/migrations/0001_initial.py': djangoMigration(
        '',
        "migrations.CreateModel(name='Item', fields=[('id', models.BigAutoField(auto_created=True, primary_key=True)), ('name', models.CharField(max_length=100))])"
      ),
      'shop/migrations/0002_state.py': djangoMigration(
        "('shop', '0001_initial')",
        "migrations.AddField('item', 'state', models.CharField(max_length=20, null=True))"
      ),
      'shop/migrations/0003_place.py': djangoMigration(
        "('shop', '0002_state')",
        "migrations.AddField('item', 'place', models.CharField(max_length=20, null=True))"
      )
    },
    prepare: 'python3 manage.py migrate --no-input --verbosity 0 && python3 manage.py migrate --verbosity 0 shop 0001',
    applied: "SELECT count(*) FROM django_migrations WHERE app = 'shop' AND name > '0002'"
  },
  {
    name: 'Alembic',
    framework: 'alembic',
    command: 'alembic upgrade head',
    database: 'bench_alembic',
    files: {
      'alembic.ini': `[alembic]\nscript_location = alembic\nsqlalchemy.url = ${url('bench_alembic')}\n`,
      'alembic/env.py': `from alembic import context
from sqlalchemy import create_engine, pool

engine = create_engine(context.config.get_main_option('sqlalchemy.url'), poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
`,
      'alembic/versions/a1_items.py': revision(
        'a1',
        'None',
        "op.create_table('item', sa.Column('id', sa.Integer, primary_key=True), sa.Column('name', sa.String(100)))",
        "op.drop_table('item')"
      ),
      'alembic/versions/a2_state.py': revision(
        'a2',
        "'a1'",
        "op.add_column('item', sa.Column('state', sa.String(20)))",
        "op.drop_column('item', 'state')"
      ),
      'alembic/versions/a3_place.py': revision(
        'a3',
        "'a2'",
        "op.add_column('item', sa.Column('place', sa.String(20)))",
        "op.drop_column('item', 'place')"
      )
    },
    prepare: 'alembic upgrade a1',
    applied: "SELECT 2 * count(*) FROM alembic_version WHERE version_num = 'a3'"
  }
]

export async function measureRunMigrations(rounds: number, dist: string): Promise<RunMigrations> {
  const bed = await bootHost({ name: 'bench-migrate', image: withPackages(debian, 'alembic') })
  const directory = mkdtempSync(join(tmpdir(), 'belay-migrate-'))
  try {
    await bed.sql(`CREATE USER app PASSWORD '${password}'`)
    for (const project of projects) await install(bed, project)
    const from = loadNow()
    const times = projects.map(() => ({ own: [] as number[], belay: [] as number[] }))
    // Round 0 warms caches up and is not counted; the order turns, so that nobody always comes after the same one.
    for (let round = 0; round <= rounds; round++) {
      for (const [at, project] of projects.entries()) {
        const own = () => runOwn(bed, project)
        const belay = () => runBelay(bed, project, dist, directory)
        const measured = round % 2 === 0 ? [await own(), await belay()] : [await belay(), await own()].reverse()
        if (round === 0) continue
        times[at]!.own.push(measured[0]!)
        times[at]!.belay.push(measured[1]!)
      }
    }
    return {
      rounds,
      load: [from, loadNow()],
      frameworks: projects.map(({ name, command }, at) => {
        const { own, belay } = times[at]!
        const added = belay.map((ms, round) => ms - own[round]!)
        return { name, command, own: summarise(own), belay: summarise(belay), added: summarise(added) }
      })
    }
  } finally {
    rmSync(directory, { recursive: true })
    await bed.destroy()
  }
}

const rootOf = ({ database }: Project) => `/srv/${database}`
const stateOf = ({ database }: Project) => `/var/lib/belay/${database}/production`

async function install(bed: BedHost, project: Project): Promise<void> {
  const root = rootOf(project)
  for (const [path, text] of Object.entries(project.files))
    await bed.exec(`install -d -o deploy "$(dirname ${root}/${path})" && cat > ${root}/${path}`, { input: text })
  await bed.exec(`chown -R deploy ${root}`)
  await bed.sql(`CREATE DATABASE ${project.database} OWNER app`)
  await bed.exec(`cd ${root} && ${project.prepare}`, { user: 'deploy' })
  await bed.sql(`CREATE DATABASE ${project.database}_before TEMPLATE ${project.database}`)
  const state = stateOf(project)
  await bed.exec(`install -d -o deploy -m 700 ${state}`)
  const { address, sshPort: port, user, privateKey, knownHosts } = bed
  const host = new SshHost({ address, port, user, privateKey, knownHosts })
  try {
    await new HostStore(host, state, { clock: systemClock, random: randomBytes }).initialise()
  } finally {
    await host.close()
  }
  await bed.exec(`cp -a ${state} ${state}.before`)
}

/** The state from which every measured run begins. */
async function reset(bed: BedHost, project: Project): Promise<void> {
  const { database } = project
  await bed.sql(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
  await bed.sql(`CREATE DATABASE ${database} OWNER app TEMPLATE ${database}_before`)
  await bed.exec(`rm -rf ${stateOf(project)} && cp -a ${stateOf(project)}.before ${stateOf(project)} && sync`)
}

async function check(bed: BedHost, { name, applied, database }: Project): Promise<void> {
  const found = await bed.sql(applied, database)
  if (found !== '2') throw new Error(`The pending migrations of ${name} were not applied: ${found}`)
}

async function runOwn(bed: BedHost, project: Project): Promise<number> {
  await reset(bed, project)
  const start = performance.now()
  await run('ssh', [...bed.sshArguments(), `cd ${rootOf(project)} && ${project.command}`])
  const ms = performance.now() - start
  await check(bed, project)
  return ms
}

/** One job, whose backup was made by the action before: only the migrations are measured. */
async function runBelay(bed: BedHost, project: Project, dist: string, directory: string): Promise<number> {
  await reset(bed, project)
  const temp = mkdtempSync(join(directory, 'job-'))
  const files = { GITHUB_OUTPUT: 'output', GITHUB_STATE: 'state', GITHUB_STEP_SUMMARY: 'summary', GITHUB_ENV: 'env' }
  for (const file of Object.values(files)) writeFileSync(join(temp, file), '')
  const job = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'bench/shop',
    GITHUB_RUN_ID: '1',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_JOB: 'deploy',
    GITHUB_ACTOR: 'bench',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: '0'.repeat(40),
    GITHUB_WORKSPACE: temp,
    RUNNER_TEMP: temp,
    ...Object.fromEntries(Object.entries(files).map(([name, file]) => [name, join(temp, file)]))
  }
  const machine = {
    app: project.database,
    environment: 'production',
    host: bed.address,
    port: String(bed.sshPort),
    user: bed.user,
    'private-key': bed.privateKey,
    'known-hosts': bed.knownHosts,
    'code-root': rootOf(project),
    engine: 'postgres',
    'database-url': url(project.database)
  }
  const action = async (name: string, inputs: Readonly<Record<string, string>>) => {
    const start = performance.now()
    const env = { ...job, ...inputVariables({ ...machine, ...inputs }) }
    const { code, stdout, stderr } = await run(process.execPath, [join(dist, `${name}.js`)], { env, check: false, timeout: 120_000 })
    if (code !== 0) throw new Error(`${name} ended with exit code ${code}:\n${stdout}${stderr}`)
    return performance.now() - start
  }
  await action('backup-db', {})
  const ms = await action('run-migrations', { framework: project.framework })
  await check(bed, project)
  return ms
}

export function renderRunMigrations({ rounds, load, frameworks }: RunMigrations) {
  const limits = frameworks.map(({ added }) => atMost(added.median, 500, 'limit', seconds))
  return {
    missed: frameworks.flatMap(({ name }, at) => (limits[at]!.held ? [] : [`run-migrations, ${name}: ${limits[at]!.says}`])),
    text: `## run-migrations beside the framework's own command

The same two pending migrations of a small project on a host with PostgreSQL, over SSH: the command as a person types it, and the whole process of the
action, which also takes the lock, journals, asks for the backup, holds an advisory lock and reads the database before and after. They take turns, in
${rounds} rounds; what is added is the difference within a round. Load before and after: ${load.map(each => each.toFixed(1)).join(' and ')}.

| | Its own command, seconds | run-migrations | Added | Limit |
|---|---|---|---|---|
${frameworks
  .map(
    ({ name, command, own, belay, added }, at) =>
      `| ${name}: \`${command}\` | ${range(own, seconds)} | ${range(belay, seconds)} | ${range(added, seconds)} | ${mark(limits[at])} |`
  )
  .join('\n')}
`
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '7' }, dist: { type: 'string', default: join(import.meta.dirname, '..', '..', 'dist') } }
  })
  const { text, missed } = renderRunMigrations(await measureRunMigrations(Number(values.rounds), values.dist))
  console.log(text)
  for (const each of missed) console.error(`missed: ${each}`)
  process.exitCode = missed.length === 0 ? 0 : 1
}
