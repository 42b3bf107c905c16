import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { installed, type Output, type RunOptions, run, waitFor, withLock } from './process.ts'

/** A docker daemon that answers. */
export interface Docker {
  /** The value of DOCKER_HOST to reach it from a shell. */
  readonly address: string
  /** Runs the docker client against it. */
  run(args: readonly string[], options?: RunOptions): Promise<Output>
}

/** Where images and the private daemon live: outside the repository, shared between runs. */
export function cacheDirectory(): string {
  const directory = process.env['BELAY_BED_CACHE'] || join(homedir(), '.cache', 'belay-bed')
  mkdirSync(directory, { recursive: true })
  return directory
}

const daemonDirectory = () => join(cacheDirectory(), 'docker')
const privateAddress = () => `unix://${join(daemonDirectory(), 'docker.sock')}`

function dockerAt(address: string): Docker {
  return { address, run: (args, options) => run('docker', ['--host', address, ...args], options) }
}

async function answers(address: string): Promise<boolean> {
  const { code } = await run('docker', ['--host', address, 'version', '--format', '{{.Server.Version}}'], {
    check: false,
    timeout: 10_000
  }).catch(() => ({ code: null }))
  return code === 0
}

/** Why no daemon can be had here, in one sentence; undefined when one answers or can be started. Starts nothing. */
export async function whyNoDocker(): Promise<string | undefined> {
  if (!(await installed('docker'))) return 'the docker client is not installed'
  if (await runningDocker()) return undefined
  if (process.env['DOCKER_HOST']) return 'no docker daemon answers at DOCKER_HOST'
  if (process.getuid?.() !== 0) return 'no docker daemon answers, and only root can start one'
  if (!(await installed('dockerd'))) return 'no docker daemon answers, and dockerd is not installed'
  return undefined
}

async function runningDocker(): Promise<Docker | undefined> {
  const named = process.env['DOCKER_HOST']
  for (const address of named ? [named] : ['unix:///var/run/docker.sock', privateAddress()]) {
    if (await answers(address)) return dockerAt(address)
  }
  return undefined
}

let found: Promise<Docker> | undefined

/** The daemon of DOCKER_HOST, else of the default socket, else a private one (reused when alive, started when root). */
export function findDocker(): Promise<Docker> {
  found ??= (async () => {
    const why = await whyNoDocker()
    if (why) throw new Error(`Real hosts need docker: ${why}.`)
    return (await runningDocker()) ?? (await withLock(join(cacheDirectory(), 'docker.lock'), startDaemon))
  })()
  return found
}

/** Starts the private daemon; it goes on after this process ends. Call it under the lock. */
async function startDaemon(): Promise<Docker> {
  const address = privateAddress()
  if (await answers(address)) return dockerAt(address)
  const directory = daemonDirectory()
  mkdirSync(directory, { recursive: true })
  if (daemonPid() === undefined) rmSync(join(directory, 'pid'), { force: true })
  const log = openSync(join(directory, 'dockerd.log'), 'a')
  const args = [
    '--data-root',
    join(directory, 'data'),
    '--exec-root',
    join(directory, 'exec'),
    '--host',
    address,
    '--pidfile',
    join(directory, 'pid')
  ]
  const daemon = spawn('dockerd', args, { detached: true, stdio: ['ignore', log, log] })
  let exit: string | undefined
  daemon.on('error', error => (exit = error.message))
  daemon.on('exit', code => (exit = `exit code ${code}`))
  daemon.unref()
  await waitFor(`dockerd at ${address}`, 60_000, async () => {
    if (exit !== undefined) throw new Error(`dockerd did not start (${exit}); see ${join(directory, 'dockerd.log')}`)
    return (await answers(address)) || undefined
  })
  return dockerAt(address)
}

/** The process id of the living private daemon, read from its pid file; a number reused by another program does not count. */
export function daemonPid(): number | undefined {
  const file = join(daemonDirectory(), 'pid')
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, 'utf8').trim())
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'dockerd' ? pid : undefined
  } catch {
    return undefined
  }
}

/** Stops the private daemon, and with it every host on it. False when none runs. */
export async function stopDaemon(): Promise<boolean> {
  const pid = daemonPid()
  if (pid === undefined) return false
  process.kill(pid, 'SIGTERM')
  await waitFor(`end of dockerd ${pid}`, 60_000, async () => daemonPid() === undefined || undefined)
  found = undefined
  return true
}
