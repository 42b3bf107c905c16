import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readScript } from '../deployment/state-script.ts'
import type { Host, RunResult } from '../host/host.ts'
import type { HostSpec } from '../host/open-host.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** An input as it was given; nothing has looked at it yet. */
function given(environment: Environment, name: string): string | undefined {
  return environment[`INPUT_${name.toUpperCase()}`]?.trim() || undefined
}

/** A host that is being connected to, and what it was opened with: it may be used only for exactly that. */
export interface EarlyHost {
  readonly spec: HostSpec
  readonly host: Host
  /** Resolves when the login is on its way, or nothing comes of it. */
  readonly login: Promise<void>
  /** The state that the last action read, and what the host answers to the same question now. */
  readonly stateDir: string
  readonly state: Promise<RunResult>
}

/**
 * Begins to connect to where the last action of this job with the same inputs connected, before the configuration is read: both take a tenth of a
 * second. Undefined in the first action of a job, and where the key or the known hosts do not come as inputs. Never fails.
 */
export async function connectEarly(environment: Environment): Promise<EarlyHost | undefined> {
  const temp = environment['RUNNER_TEMP']
  const [privateKey, knownHosts, passphrase] = ['private-key', 'known-hosts', 'passphrase'].map(name => given(environment, name))
  if (temp === undefined || privateKey === undefined || knownHosts === undefined) return undefined
  try {
    const { key, address, port, user, stateDir } = JSON.parse(await readFile(file(temp), 'utf8'))
    if (key !== keyOf(environment) || typeof port !== 'number' || [address, user, stateDir].some(each => typeof each !== 'string'))
      return undefined
    const spec = { address, port, user, privateKey, passphrase, knownHosts }
    const login = Promise.withResolvers<void>()
    const { openHost } = await import('../host/open-host.ts')
    const host = openHost({ ...spec, onLogin: login.resolve })
    // What every action asks first is asked now. What goes wrong is told when the host is used.
    const state = host.run(readScript(stateDir))
    state.then(
      () => login.resolve(),
      () => login.resolve()
    )
    return { spec, host, login: login.promise, stateDir, state }
  } catch {
    return undefined
  }
}

/** Keeps where this action connects to, and the state directory there, for the next one: no secret. */
export async function rememberHost(
  environment: Environment,
  temp: string,
  { address, port, user }: HostSpec,
  stateDir: string
): Promise<void> {
  if (address === 'local') return
  const text = JSON.stringify({ key: keyOf(environment), address, port, user, stateDir })
  if ((await readFile(file(temp), 'utf8').catch(() => '')) === text) return
  await mkdir(join(temp, 'belay'), { recursive: true, mode: 0o700 })
  await writeFile(`${file(temp)}.new`, text, { mode: 0o600 })
  await rename(`${file(temp)}.new`, file(temp))
}

/** The early host where it is what is needed now; else it is let go. */
export function takeEarly(early: EarlyHost | undefined, spec: HostSpec): Host | undefined {
  if (early === undefined) return undefined
  const names = ['address', 'port', 'user', 'privateKey', 'passphrase', 'knownHosts'] as const
  if (names.every(name => early.spec[name] === spec[name])) return early.host
  early.host.close().catch(() => undefined)
  return undefined
}

function file(temp: string): string {
  return join(temp, 'belay', 'host.json')
}

/** The inputs that a connection follows from, with the configuration. */
function keyOf(environment: Environment): string {
  const inputs = ['config', 'environment', 'host', 'port', 'user', 'app', 'state-dir'].map(name => given(environment, name) ?? null)
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex')
}
