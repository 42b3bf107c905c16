import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import type { ValueRef } from '../config/schema.ts'
import type { Target } from '../config/target.ts'
import { resolveValue } from '../database/connection-value.ts'
import type { Context } from '../deployment/context.ts'
import { parseDeploymentId } from '../deployment/deployment-id.ts'
import { NoState } from '../deployment/errors.ts'
import { HostStore } from '../deployment/host-store.ts'
import { jobFile } from '../deployment/job-file.ts'
import { Session } from '../deployment/session.ts'
import { type State, withRelease } from '../deployment/store.ts'
import type { Values } from '../deployment/values.ts'
import { UserError } from '../errors.ts'
import { artifactAccess } from '../github/artifact-access.ts'
import { ApiGitHub, noGitHub } from '../github/github.ts'
import { readRun } from '../github/run.ts'
import type { Host } from '../host/host.ts'
import { openHost } from '../host/open-host.ts'
import { systemClock } from '../ports.ts'
import { type EarlyHost, rememberHost, takeEarly } from './early-host.ts'
import { masksOf } from './inputs.ts'
import type { Runtime } from './main.ts'
import { readTarget, type TargetTexts } from './read-target.ts'

/** The inputs that every action has, as far as a session needs them. */
export interface SessionInputs extends TargetTexts {
  readonly config?: string | undefined
  readonly deployment?: string | undefined
  readonly timeout?: number | undefined
  readonly 'lock-timeout'?: number | undefined
  readonly 'dry-run'?: boolean | undefined
  readonly 'github-token'?: string | undefined
}

/** What is under way before an action's own code is loaded. */
export interface Begun {
  /** Resolves when the login is on its way, or nothing comes of it: while the server works on it, this process has time. */
  readonly login: Promise<void>
  /** Closes the connection if nobody has taken it. */
  end(): Promise<void>
}

/** Begins to connect and to read the state, for the body that will ask for it. Never fails: what is wrong is told when the body asks. */
export function begin(inputs: SessionInputs, runtime: Runtime, early: EarlyHost | undefined): Begun {
  const login = Promise.withResolvers<void>()
  const begun = makeNow(inputs, runtime, early, login.resolve)
  const state = begun.then(context => context.state())
  state.then(
    () => login.resolve(),
    () => login.resolve()
  )
  runtime.begun = begun
  return {
    login: login.promise,
    async end() {
      await early?.host.close()
      if (runtime.begun !== begun) return
      runtime.begun = undefined
      await begun.then(
        context => context.host.close(),
        () => undefined
      )
    }
  }
}

/** The ports of one action: those that were begun, or new ones. Errors: UserError for what the configuration and the inputs lack. */
export function makeContext(inputs: SessionInputs, runtime: Runtime): Promise<Context> {
  const { begun } = runtime
  runtime.begun = undefined
  return begun ?? makeNow(inputs, runtime)
}

/** Reads the configuration and makes the ports. Connects to nothing yet. */
async function makeNow(inputs: SessionInputs, runtime: Runtime, early?: EarlyHost, onLogin?: () => void): Promise<Context> {
  const { environment, log } = runtime
  const run = readRun(environment, process.cwd(), tmpdir())
  const target = await readTarget(inputs, run, environment['RUNNER_TEMP'])
  const secret = (name: string) => target.given.secrets[name] ?? environment[name]
  const known = (ref: ValueRef | string | undefined) => (ref === undefined || typeof ref === 'string' ? ref : earlyValue(ref, secret))
  const spec = { ...connection(target, known, log.mask), path: environment['PATH'], windows: isWindows(environment) }
  const taken = takeEarly(early, spec)
  if (taken !== undefined) onLogin?.()
  const host = taken ?? openHost({ ...spec, onLogin })
  // Without it the next action connects a little later.
  await rememberHost(environment, run.temp, spec, target.stateDir).catch(() => undefined)
  const ahead = taken !== undefined && early?.stateDir === target.stateDir ? early.state : undefined
  const store = new HostStore(host, target.stateDir, { clock: systemClock, random: randomBytes, ahead })
  let state: Promise<State> | undefined
  return {
    target,
    host: store.host,
    store,
    log,
    clock: systemClock,
    random: randomBytes,
    github: inputs['github-token'] === undefined ? noGitHub : new ApiGitHub(inputs['github-token'], run.apiUrl),
    run,
    artifacts: () => artifactAccess(environment, run, inputs['github-token']),
    values: values(store.host, target, secret, log.mask),
    nodePath: process.execPath,
    gitEnvironment: gitEnvironment(environment),
    timeoutMs: inputs.timeout,
    lockTimeoutMs: inputs['lock-timeout'] ?? 0,
    dryRun: inputs['dry-run'] ?? false,
    state: () => (state ??= store.read()),
    refresh: () => (state = store.read()),
    know: release => {
      state = state?.then(each => withRelease(each, release))
    }
  }
}

/** The runner says it; outside GitHub Node.js does. The one place that asks. */
function isWindows(environment: Readonly<Record<string, string | undefined>>): boolean {
  return (environment['RUNNER_OS'] ?? (process.platform === 'win32' ? 'Windows' : '')) === 'Windows'
}

/** How to get in. Errors: UserError for what is missing. */
function connection(target: Target, early: (ref: ValueRef | string | undefined) => string | undefined, mask: (value: string) => void) {
  const { address, port, user } = target.host
  const privateKey = target.given.privateKey ?? early(target.host['private-key'])
  const passphrase = target.given.passphrase ?? early(target.host.passphrase)
  for (const secret of [privateKey, passphrase]) if (secret !== undefined) masksOf(secret).forEach(mask)
  const knownHosts = early(target.host['known-hosts'])
  if (address !== 'local') {
    if (user === undefined)
      throw new UserError(
        `The input \`user\` is needed to log in to ${address}: an unprivileged user with sudoers lines for the named units`
      )
    if (privateKey === undefined)
      throw new UserError(
        `The input \`private-key\` is needed to log in to ${address}: private-key: \${{ secrets.BELAY_PRIVATE_KEY }}. If it is given, the secret is empty or not visible to this environment`
      )
    if (knownHosts === undefined || knownHosts.trim() === '')
      throw new UserError(
        `The input \`known-hosts\` is needed for ${address}: no host key is trusted on first use. Run ssh-keyscan ${address} on a machine that you trust, compare the fingerprints on the host (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), and keep the lines in a variable`
      )
  }
  return {
    address,
    port,
    user: user ?? '',
    privateKey: privateKey ?? '',
    passphrase,
    knownHosts: knownHosts ?? ''
  }
}

/**
 * Joins this job's deployment, runs the body, and closes the connection whatever happens. A signal is written to the journal. `onWindows`: what is done
 * where the machine is this one and has no shell, and so no deployments. `readsOnly`: the body changes nothing, so that a host where nothing was adopted
 * is as good as one without any deployment.
 */
export async function withSession<T>(
  inputs: SessionInputs,
  runtime: Runtime,
  body: (session: Session) => Promise<T>,
  onWindows?: (context: Context) => Promise<T>,
  { readsOnly = false }: { readonly readsOnly?: boolean } = {}
): Promise<T> {
  const made = await makeContext(inputs, runtime)
  const context = readsOnly ? orWithoutState(made) : made
  const { app, environment } = context.target
  try {
    if (context.host.kind === 'windows' && onWindows !== undefined) return await onWindows(context)
    const job = jobFile(context.run.temp, app, environment)
    const named = inputs.deployment === undefined ? undefined : parseDeploymentId(inputs.deployment)
    const session = await Session.join(context, job, named)
    const opened = session.deployment?.id
    runtime.onSignal(async signal => {
      await session.deployment?.note(`${signal}: the run was cancelled; what runs on the host goes on there`)
    })
    try {
      return await body(session)
    } finally {
      const id = session.deployment?.id ?? (await job.read()).ended ?? ''
      runtime.output('deployment', id)
      if (opened === undefined && session.deployment !== undefined) {
        // The post step of the action that opened it says so at the job's end, if it is still open then.
        runtime.keep('belay', JSON.stringify({ app, environment, deployment: session.deployment.id }))
      }
      await session.deployment?.flush().catch(() => undefined)
    }
  } finally {
    await context.host.close()
  }
}

/** The same where the lack of Belay's state is no error: then there are no deployments. */
function orWithoutState(context: Context): Context {
  const orNone = (state: Promise<State>) =>
    state.catch((error: unknown): State => {
      if (!(error instanceof NoState)) throw error
      context.log.info(`Belay keeps no state of ${context.target.app} (${context.target.environment}) here, so only the database is asked`)
      return { version: 1, deployments: [], releases: [], backups: [], freeBytes: 0, hostTime: new Date(context.clock.now()).toISOString() }
    })
  let known: Promise<State> | undefined
  return {
    ...context,
    state: () => (known ??= orNone(context.state())),
    refresh: () => (known = orNone(context.refresh()))
  }
}

/** A value that is needed before there is a connection: it cannot lie on the host. */
function earlyValue(ref: ValueRef, secret: (name: string) => string | undefined): string | undefined {
  if (!('secret' in ref))
    throw new UserError('The key and the known hosts of a connection cannot come from a file on the host: use `{ secret: NAME }`')
  const value = secret(ref.secret)
  if (value === undefined || value === '')
    throw new UserError(`The secret ${ref.secret} is not set. Give it to the step: env: { ${ref.secret}: \${{ secrets.${ref.secret} }} }`)
  return value
}

function values(host: Host, target: Target, secret: (name: string) => string | undefined, mask: (value: string) => void): Values {
  const known = new Map<string, Promise<string>>()
  return {
    resolve(ref) {
      if (typeof ref === 'string') return Promise.resolve(ref)
      const key = JSON.stringify(ref)
      const made =
        known.get(key) ??
        resolveValue(ref, { host, secret, root: target.config.code?.root }).then(({ value, masks }) => (masks.forEach(mask), value))
      known.set(key, made)
      return made
    }
  }
}

/** What git needs on the runner, and no secret: PATH, HOME, and how to reach a remote. */
function gitEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const names = [
    'PATH',
    'HOME',
    'LANG',
    'SSH_AUTH_SOCK',
    'GIT_SSH_COMMAND',
    'HTTPS_PROXY',
    'HTTP_PROXY',
    'NO_PROXY',
    'https_proxy',
    'http_proxy',
    'no_proxy'
  ]
  return Object.fromEntries(names.flatMap(name => (environment[name] === undefined ? [] : [[name, environment[name]]])))
}
