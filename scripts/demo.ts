// The whole promise on one machine, with Node and git only: npm run demo [-- --keep DIR]
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { type RunResult, runWorkflow } from '../test/runner/run.ts'
import { startClient } from './demo/client.ts'
import { type DemoPaths, demoPaths, makeRepository } from './demo/repository.ts'
import { Timeline } from './demo/timeline.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

async function main(): Promise<number> {
  const keep = argument('--keep')
  const directory = keep === undefined ? mkdtempSync(join(tmpdir(), 'belay-demo-')) : resolve(keep)
  if (keep !== undefined && existsSync(directory) && readdirSync(directory).length > 0) {
    console.error(`${directory} is not empty: name a new directory`)
    return 2
  }
  mkdirSync(directory, { recursive: true })
  const paths = demoPaths(directory)
  const timeline = new Timeline(join(directory, 'log'))
  const processes: (() => void)[] = []
  try {
    return await play(paths, timeline, processes)
  } finally {
    for (const end of processes.reverse()) end()
    if (keep === undefined) rmSync(directory, { recursive: true, force: true })
  }
}

async function play(paths: DemoPaths, timeline: Timeline, processes: (() => void)[]): Promise<number> {
  const [port, frontPort] = [await freePort(), await freePort()]
  makeRepository(paths, root, port, process.execPath)
  await installByHand(paths)
  const url = `http://127.0.0.1:${frontPort}`
  processes.push(startFront(paths, frontPort, port), () => stopService(paths))
  startService(paths, port)
  await until(async () => (await version(url)) === 'v1.0.0')
  timeline.say('a guest book runs as v1.0.0, put there by hand; a client writes 5 entries a second')
  const client = startClient(url, 5)

  const adopted = await timeline.run('adopt what runs now (command: adopt)', () =>
    workflow(paths, timeline, 'adopt.yml', 'refs/heads/main', 'workflow_dispatch')
  )
  await seconds(1)
  const good = await timeline.run('push v1.1.0, which adds a table', () => workflow(paths, timeline, 'production.yml', 'refs/tags/v1.1.0'))
  const served = await version(url)
  timeline.say(`users are served by ${served}`)
  await seconds(1)
  const bad = await timeline.run('push v1.2.0, which destroys a column and answers 500', () =>
    workflow(paths, timeline, 'production.yml', 'refs/tags/v1.2.0')
  )
  await until(async () => (await version(url)) !== undefined)
  await seconds(1)
  await client.stop()

  const end = await version(url)
  const { present, authors } = rows(paths, client.acknowledged)
  writeFileSync(join(paths.directory, 'report.json'), `${JSON.stringify(JSON.parse(reportOf(bad)), null, 2)}\n`)
  writeFileSync(join(paths.directory, 'summary.md'), Object.values(bad.summary).join('\n'))
  return timeline.prove(
    [
      ['adopted', adopted.conclusion, 'success'],
      ['v1.1.0 went green', good.conclusion, 'success'],
      ['v1.1.0 was served', served, 'v1.1.0'],
      ['v1.2.0 went red', bad.conclusion, 'failure'],
      ['served now', end, 'v1.1.0'],
      [`of ${client.acknowledged.length} acknowledged entries present`, present, client.acknowledged.length],
      ['of them with their author, whom v1.2.0 would have forgotten', authors, client.acknowledged.length],
      ['the client wrote at all', client.acknowledged.length > 10, true]
    ],
    `longest time without an acknowledged entry: ${(client.longestGapMs / 1000).toFixed(1)} s; ${client.refused} entries were refused meanwhile, none was lost`
  )
}

/** Runs a workflow of the sample's repository, as GitHub would for a pushed tag. */
function workflow(
  paths: DemoPaths,
  timeline: Timeline,
  file: string,
  ref: string,
  event: 'push' | 'workflow_dispatch' = 'push'
): Promise<RunResult> {
  return runWorkflow({
    workflow: join(paths.origin, '.github', 'workflows', file),
    repository: 'sample/guestbook',
    repositories: { 'sample/guestbook': paths.origin },
    event,
    ref,
    ...(event === 'workflow_dispatch' ? { inputs: { environment: 'production' } } : {}),
    actions: { 'belay-actions/belay': root },
    node: process.execPath,
    onLine: timeline.line
  })
}

/** What the team did before Belay: unpack v1.0.0, make the table, start it. */
async function installByHand(paths: DemoPaths): Promise<void> {
  const release = join(paths.site, 'releases', 'v1.0.0')
  mkdirSync(release, { recursive: true })
  mkdirSync(join(paths.site, 'shared'), { recursive: true })
  await command('git', ['-C', paths.origin, 'worktree', 'add', '--quiet', '--detach', join(paths.directory, 'by-hand'), 'v1.0.0'])
  cpSync(join(paths.directory, 'by-hand'), release, { recursive: true, filter: source => !source.endsWith('.git') })
  await command('git', ['-C', paths.origin, 'worktree', 'remove', '--force', join(paths.directory, 'by-hand')])
  await command('ln', ['-s', 'releases/v1.0.0', join(paths.site, 'current')])
  await command(process.execPath, ['migrate.mjs', 'apply', '0001_entries'], {
    cwd: release,
    env: { ...process.env, DATABASE_PATH: paths.database, NODE_NO_WARNINGS: '1' }
  })
}

/** The mark is how Belay finds a process that it did not start itself. */
function startService(paths: DemoPaths, port: number): void {
  const child = spawn(process.execPath, ['server.mjs'], {
    cwd: join(paths.site, 'releases', 'v1.0.0'),
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PORT: String(port),
      DATABASE_PATH: paths.database,
      BELAY_SERVICE: 'guestbook/production/web'
    },
    detached: true,
    stdio: 'ignore'
  })
  child.unref()
}

/** Whatever release runs at the end, by the record that Belay keeps of it. */
function stopService(paths: DemoPaths): void {
  const file = join(paths.state, 'services', 'web.pid')
  if (existsSync(file)) process.kill(Number(readFileSync(file, 'utf8').split(' ')[0]), 'SIGTERM')
}

function startFront(paths: DemoPaths, port: number, upstream: number): () => void {
  const child = spawn(process.execPath, [join(root, 'scripts', 'demo', 'front.mjs'), String(port), String(upstream), paths.maintenance], {
    stdio: 'inherit'
  })
  return () => void child.kill()
}

async function version(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) })
    return response.ok ? ((await response.json()) as { version: string }).version : undefined
  } catch {
    return undefined
  }
}

/** Counted in the database itself, past the application. */
function rows(paths: DemoPaths, acknowledged: readonly number[]): { present: number; authors: number } {
  const database = new DatabaseSync(paths.database, { readOnly: true })
  try {
    const one = database.prepare('SELECT author FROM entry WHERE id = ?')
    const found = acknowledged.map(id => one.get(id) as { author: string } | undefined)
    return { present: found.filter(Boolean).length, authors: found.filter(row => row?.author.startsWith('visitor ')).length }
  } finally {
    database.close()
  }
}

function reportOf(result: RunResult): string {
  const steps = Object.values(result.jobs).flatMap(job => job.steps ?? [])
  return steps.map(step => step.outputs['report']).findLast(text => text?.includes('"outcome"')) ?? '{}'
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

function command(program: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'inherit'] })
    child.once('error', reject)
    child.once('close', code => (code === 0 ? resolve() : reject(new Error(`${program} ${args.join(' ')} ended with exit code ${code}`))))
  })
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 15_000
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('The guest book does not answer')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

function seconds(count: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, count * 1000))
}

function argument(name: string): string | undefined {
  const index = process.argv.indexOf(name)
  return index < 0 ? undefined : process.argv[index + 1]
}

await main().then(
  code => process.exit(code),
  error => {
    console.error(error)
    process.exit(1)
  }
)
