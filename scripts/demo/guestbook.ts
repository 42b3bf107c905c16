// The sample system: a guest book with a front, a process and a SQLite file on this machine, as a team ran it before Belay. Used by the demo
// and by the tests of the workflows. Sends traffic to 127.0.0.1 only.
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** One installation: what is one machine in real life. */
export interface System {
  /** Unlike any other on this machine: Belay finds a process by the name of application, environment and service. */
  readonly app: string
  readonly environment: string
  readonly site: string
  /** Belay's state directory. */
  readonly state: string
  readonly database: string
  /** While it exists the front answers 503. */
  readonly maintenance: string
  /** Where the application listens. */
  readonly port: number
  readonly frontPort: number
  /** Where users ask. */
  readonly url: string
}

export async function systemIn(directory: string, environment: string): Promise<System> {
  const site = join(directory, 'site')
  const [port, frontPort] = [await freePort(), await freePort()]
  return {
    app: `guestbook-${port}`,
    environment,
    site,
    state: join(directory, 'state'),
    database: join(site, 'shared', 'guestbook.db'),
    maintenance: join(site, 'shared', 'maintenance'),
    port,
    frontPort,
    url: `http://127.0.0.1:${frontPort}`
  }
}

/** What the team did before Belay: unpack v1.0.0, make the table, link it. */
export function installByHand(origin: string, system: System, node: string, ref = 'v1.0.0'): void {
  const release = join(system.site, 'releases', 'v1.0.0')
  const checkout = join(system.site, 'by-hand')
  mkdirSync(release, { recursive: true })
  mkdirSync(join(system.site, 'shared'), { recursive: true })
  const run = (program: string, args: readonly string[], options = {}) => execFileSync(program, args, { stdio: 'pipe', ...options })
  run('git', ['-C', origin, 'worktree', 'add', '--quiet', '--detach', checkout, ref])
  cpSync(checkout, release, { recursive: true, filter: source => !source.endsWith('.git') })
  run('git', ['-C', origin, 'worktree', 'remove', '--force', checkout])
  run('ln', ['-s', 'releases/v1.0.0', join(system.site, 'current')])
  const env = { ...process.env, DATABASE_PATH: system.database, NODE_NO_WARNINGS: '1' }
  run(node, ['migrate.mjs', 'apply', '0001_entries'], { cwd: release, env })
}

/** The mark is how Belay finds a process that it did not start itself. */
export function startByHand(system: System, node: string): void {
  const { PATH, HOME } = process.env
  const mark = `${system.app}/${system.environment}/web`
  spawn(node, ['server.mjs'], {
    cwd: join(system.site, 'releases', 'v1.0.0'),
    env: { PATH, HOME, PORT: String(system.port), DATABASE_PATH: system.database, NODE_NO_WARNINGS: '1', BELAY_SERVICE: mark },
    detached: true,
    stdio: 'ignore'
  }).unref()
}

/** What stands where nginx stands in a real system. Returns what ends it. */
export function startFront(root: string, system: System, node: string): () => void {
  const script = join(root, 'scripts', 'demo', 'front.mjs')
  const child = spawn(node, [script, String(system.frontPort), String(system.port), system.maintenance], { stdio: 'inherit' })
  return () => void child.kill()
}

/** Ends whatever release runs, by the pid that the application itself tells; nothing when none answers. */
export async function stopService(system: System): Promise<void> {
  const pid = (await health(`http://127.0.0.1:${system.port}`))?.pid ?? recordedPid(system)
  if (pid === undefined) return
  try {
    process.kill(pid, 'SIGTERM')
  } catch {
    // It had ended.
  }
}

/** By the record that Belay keeps of a process that it started; undefined when that process is another one by now. */
function recordedPid(system: System): number | undefined {
  const file = join(system.state, 'services', 'web.pid')
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, 'utf8').split(' ')[0])
  const environment = `/proc/${pid}/environ`
  if (!existsSync(environment)) return undefined
  return readFileSync(environment, 'utf8').includes(`DATABASE_PATH=${system.database}`) ? pid : undefined
}

export interface Health {
  readonly version: string
  readonly pid: number
}

/** What `/health` answers; undefined when it does not answer 200. */
export async function health(url: string): Promise<Health | undefined> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(10_000) })
    return response.ok ? ((await response.json()) as Health) : undefined
  } catch {
    return undefined
  }
}

/** The version that users are served by. */
export async function version(url: string): Promise<string | undefined> {
  return (await health(url))?.version
}

/** Counted in the database itself, past the application: how many of these entries are there, and how many know their author. */
export function findEntries(database: string, ids: readonly number[]): { present: number; authors: number } {
  const file = new DatabaseSync(database, { readOnly: true, timeout: 5_000 })
  try {
    const one = file.prepare('SELECT * FROM entry WHERE id = ?')
    const found = ids.map(id => one.get(id) as { author?: string } | undefined)
    return { present: found.filter(Boolean).length, authors: found.filter(row => row?.author?.startsWith('visitor ')).length }
  } finally {
    file.close()
  }
}

/** Errors: Error after 90 s: machines that test are busy. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 90_000
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Waited 90 s in vain: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** Below the ports that the kernel gives to outgoing connections: an application that is restarted finds its port free again. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const free = await new Promise<boolean>(resolve => {
      const server = createServer().once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (free) return port
  }
}
