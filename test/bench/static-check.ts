// The check of migrations by itself, on projects of many files, beside the real Django that loads the same project's graph.
// Usage: node test/bench/static-check.ts [--rounds N] [--files N]
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ImageRecipe } from '../bed/image.ts'
import { python42, python52, runPython } from '../bed/python.ts'
import { loadNow } from './machine.ts'
import { atMost, type Limit, mark, range, seconds } from './report.ts'
import { type Branch, commitBranches, perApp, writeAlembicProject, writeProject, writeSqlProject } from './static-project.ts'
import { type Summary, summarise } from './statistics.ts'

interface Contender {
  readonly name: string
  /** What it is held to: Django's time is one of its own framework only. */
  readonly held: 'no' | 'to files' | 'to files and Django'
  readonly run: () => Promise<Run>
}

interface Run {
  readonly ms: number
  /** The most that its process had in memory. */
  readonly residentBytes: number
}

export interface StaticCheck {
  readonly files: number
  readonly rounds: number
  readonly load: readonly [number, number]
  readonly rows: readonly (Pick<Contender, 'name' | 'held'> & {
    /** Milliseconds: of Django to read the files and build the graph, its own start not counted; of the check its whole process. */
    readonly time: Summary
    /** Parts of the time of Django 5.2 in the same round. */
    readonly ratio: Summary
    readonly residentBytes: number
  })[]
}

const loader = `import os, resource, sys, time
sys.path.insert(0, '/work')
os.environ['DJANGO_SETTINGS_MODULE'] = 'site_.settings'
import django
django.setup()
from django.db import connection
from django.db.migrations.loader import MigrationLoader
start = time.perf_counter()
loader = MigrationLoader(connection)
print(len(loader.disk_migrations), (time.perf_counter() - start) * 1000, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
`

/** What a process of its own runs: it reads a commit, and the branch to compare with, and checks, as the action does; prints its memory and how many files it saw. */
const module = (path: string) => JSON.stringify(join(import.meta.dirname, '../../shared', path))
const checker = `import { checkOffline } from ${module('action/squash-offline.ts')}
import { readBase } from ${module('squash/base.ts')}
import { gitSource } from ${module('squash/git-source.ts')}
const [, directory, engine, ref] = process.argv
const source = await gitSource({ directory, ref: 'main' })
const base = ref && await readBase({ directory, head: source.commit, ref, reuse: source })
if (base?.missing) throw new Error(base.missing)
const report = await checkOffline({ source, path: '.', engine: engine || undefined, base: base || undefined })
const files = report.apps.reduce((sum, app) => sum + app.files, 0)
console.log(JSON.stringify({ files, residentBytes: process.resourceUsage().maxRSS * 1024 }))
`

export async function measureStaticCheck(files: number, rounds: number): Promise<StaticCheck> {
  const root = mkdtempSync(join(tmpdir(), 'belay-static-'))
  try {
    const [django, sql, alembic] = [join(root, 'django'), join(root, 'sql'), join(root, 'alembic')]
    for (const directory of [django, sql, alembic]) mkdirSync(directory)
    writeProject(django, files)
    const lastApp = `app${String(Math.ceil(files / perApp) - 1).padStart(3, '0')}/`
    await commitBranches(django, path => path.startsWith(lastApp), {
      'moved/__init__.py': '',
      'moved/migrations/__init__.py': '',
      'moved/migrations/0001_initial.py':
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    dependencies = [('app000', '0001_step')]\n    operations = []\n"
    })
    writeSqlProject(sql, files)
    await commitBranches(sql, path => Number(/V(\d+)__/.exec(path)?.[1] ?? 0) > files - perApp, {
      [`migrations/V${files + 1}__moved.sql`]: 'CREATE TABLE moved (id bigint PRIMARY KEY);\n'
    })

    writeAlembicProject(alembic, files)
    await commitBranches(alembic, path => Number(/r(\d+)_step/.exec(path)?.[1] ?? 0) > files - perApp, {
      'NOTES.txt': 'The base has moved on.\n'
    })

    const loads = async (image: ImageRecipe): Promise<Run> => {
      const { stdout } = await runPython(image, { directory: django, args: ['-c', loader], timeout: 300_000 })
      const [count, ms, kibibytes] = stdout.trim().split(' ').map(Number)
      if (count === undefined || count < files) throw new Error(`Django saw ${count} of ${files} files`)
      return { ms: ms!, residentBytes: kibibytes! * 1024 }
    }
    const checks = async (directory: string, engine: string, base: Branch | ''): Promise<Run> => {
      const start = performance.now()
      const args = ['--input-type=module', '-e', checker, '--', directory, engine, base]
      const ran = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 300_000 })
      const ms = performance.now() - start
      if (ran.status !== 0) throw new Error(`The check failed: ${ran.stderr}`)
      const said = JSON.parse(ran.stdout) as { files: number; residentBytes: number }
      if (said.files !== files) throw new Error(`The check saw ${said.files} of ${files} files`)
      return { ms, residentBytes: said.residentBytes }
    }
    const contenders: Contender[] = [
      { name: 'Django 5.2 loads the graph', held: 'no', run: () => loads(python52) },
      { name: 'Django 4.2 loads the graph', held: 'no', run: () => loads(python42) },
      { name: 'squash-check, Django', held: 'to files and Django', run: () => checks(django, '', '') },
      { name: 'the same with a base that has moved on, 100 files new', held: 'to files and Django', run: () => checks(django, '', 'tip') },
      { name: 'the same with every file new', held: 'to files and Django', run: () => checks(django, '', 'empty') },
      { name: 'squash-check, Alembic', held: 'to files', run: () => checks(alembic, 'postgres', '') },
      { name: 'the same with a base, 100 files new', held: 'to files', run: () => checks(alembic, 'postgres', 'tip') },
      { name: 'squash-check, SQL for PostgreSQL', held: 'to files', run: () => checks(sql, 'postgres', '') },
      { name: 'the same with a base that has moved on, 100 files new', held: 'to files', run: () => checks(sql, 'postgres', 'tip') },
      { name: 'the same with every file new', held: 'to files', run: () => checks(sql, 'postgres', 'empty') }
    ]
    const from = loadNow()
    const runs = contenders.map(() => [] as Run[])
    // Round 0 warms the file cache up and is not counted. The machine's other work changes within minutes: whoever is compared runs in the same round.
    for (let round = 0; round <= rounds; round++) {
      for (let turn = 0; turn < contenders.length; turn++) {
        const at = (turn + round) % contenders.length
        const measured = await contenders[at]!.run()
        if (round > 0) runs[at]!.push(measured)
      }
    }
    return {
      files,
      rounds,
      load: [from, loadNow()],
      rows: contenders.map(({ name, held }, at) => ({
        name,
        held,
        time: summarise(runs[at]!.map(each => each.ms)),
        ratio: summarise(runs[at]!.map((each, round) => each.ms / runs[0]![round]!.ms)),
        residentBytes: Math.max(...runs[at]!.map(each => each.residentBytes))
      }))
    }
  } finally {
    rmSync(root, { recursive: true })
  }
}

export function renderStaticCheck({ files, rounds, load, rows }: StaticCheck) {
  // 2,000 files a second: 14,000 within 7 s.
  const limits = rows.map(({ held, time, ratio, residentBytes }): Limit[] => [
    ...(held === 'no' ? [] : [atMost(time.median, files / 2, '2,000 files/s', seconds)]),
    ...(held === 'to files and Django' ? [atMost(ratio.median, 1, 'Django 5.2', parts)] : []),
    ...(held === 'no' ? [] : [atMost(residentBytes, 400e6, '400 MB', megabytes)])
  ])
  const line = ({ name, time, ratio, residentBytes }: StaticCheck['rows'][number], index: number) =>
    `| ${name} | ${range(time, seconds)} | ${parts(ratio.median)} | ${megabytes(residentBytes)} | ${limits[index]!.map(mark).join('; ')} |`
  return {
    missed: rows.flatMap(({ name }, index) => limits[index]!.filter(each => !each.held).map(each => `${name}: ${each.says}`)),
    text: `## The check of migrations, by itself

${files} migration files in one repository, without a database: a Django project of ${Math.ceil(files / perApp)} apps, every eighth file with a function of its own, an environment of
Alembic, and a directory of SQL. Belay's time is that of its whole process, its start and git included; Django's only that of reading the files and building the graph. They take
turns, in ${rounds} rounds; the part is that of Django 5.2's time in the same round. Memory is the most that one process had. Load before and after: ${load.map(each => each.toFixed(1)).join(' and ')}.

| | Seconds | Part of Django 5.2 | MB | Limit |
|---|---|---|---|---|
${rows.map(line).join('\n')}
`
  }
}

const parts = (ratio: number) => ratio.toFixed(2)
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0)

if (import.meta.main) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, files: { type: 'string', default: '14000' } } })
  const { text, missed } = renderStaticCheck(await measureStaticCheck(Number(values.files), Number(values.rounds)))
  console.log(text)
  for (const each of missed) console.error(`missed: ${each}`)
  process.exitCode = missed.length === 0 ? 0 : 1
}
