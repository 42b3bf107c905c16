import type { CodeStrategy } from '../code/strategy.ts'
import type { MigrationConfig } from '../config/schema.ts'
import { isEngine } from '../database/registry.ts'
import type { Context } from '../deployment/context.ts'
import { heldMessage } from '../deployment/lock-message.ts'
import type { Release } from '../deployment/records.ts'
import type { Session } from '../deployment/session.ts'
import { situation } from '../deployment/summarise.ts'
import { messageOf, UserError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { appliedOf } from '../migrations/applied.ts'
import { readRefFacts } from '../policy/remote.ts'
import { checkRef, type Finding } from '../policy/tag.ts'
import { outsideWindow } from '../policy/window.ts'
import { readServices } from '../services/operate.ts'
import { missingRights } from '../services/rights.ts'
import { leftFenced } from './fence-state.ts'
import {
  checkoutOf,
  codeOf,
  frameworkOf,
  heldBy,
  liveCode,
  maintenanceFile,
  serviceContext,
  servicesOf,
  setOf,
  sourceNames,
  sourceOf
} from './world.ts'

export interface PreflightRequest {
  readonly ref: string
  readonly branchPolicy: boolean
  readonly reason?: string | undefined
  readonly force: boolean
}

export interface PreflightReport {
  readonly findings: readonly Finding[]
  readonly version: string
  readonly commit: string | undefined
  readonly live: Release | undefined
  /** false: this commit is live and verified already. */
  readonly needed: boolean
  /** What the databases have recorded, where it was read on the way: rows of Django's as they stand. */
  readonly applied: ReadonlyMap<MigrationConfig, readonly string[]>
}

/** Everything that can be known before a deployment, asked side by side and reported at once. Reads only. */
export async function preflight(session: Session, request: PreflightRequest): Promise<PreflightReport> {
  const { context } = session
  // What is live, and newer or older than it, is known only when the deployment that goes on has ended.
  if (context.lockTimeoutMs > 0) await session.waitForTurn()
  const state = await context.state()
  const now = situation(state)
  const live = now.kind === 'no-state' ? undefined : now.live
  const applied = new Map<MigrationConfig, readonly string[]>()
  // What the host answers does not depend on the commit, so it is asked before git is.
  const fromHost = [
    ask('host', () => hostFindings(session)),
    ask('disk', async () => diskFindings(session, state.freeBytes)),
    ask('services', () => serviceFindings(session)),
    ask('drift', () => driftFindings(session, live, request, applied)),
    ...sourceNames(context).map(name => ask(`database ${name}`, () => databaseFindings(session, name)))
  ]
  const answers = Promise.all(fromHost)
  answers.catch(() => undefined)
  const checkout = checkoutOf(context)
  const commit = await attempt('commit', async () => (await checkout.resolve(request.ref)).commit)
  const version = request.ref.replace(/^refs\/(tags|heads)\//, '')
  const needed = !(commit.value !== undefined && live?.commit === commit.value && (live.state === 'verified' || live.state === 'adopted'))

  const questions: Promise<Finding[]>[] = [
    Promise.resolve(commit.findings),
    lockFindings(session),
    ask('ref', async () => (request.branchPolicy && commit.value !== undefined ? refFindings(session, request, commit.value, live) : [])),
    ask('release', async () => releaseFindings(state.releases, commit.value, version, request)),
    ask('adopted', async () =>
      now.kind !== 'no-state' && now.lastGood === undefined
        ? [
            error(
              'adopted',
              'No release is known to be good, so there would be no way back: run `command: adopt` once on the healthy system'
            )
          ]
        : []
    ),
    ask('window', async () => windowFindings(session, request, needed))
  ]
  const findings = [...(await Promise.all(questions)), ...(await answers)].flat()
  return { findings, version, commit: commit.value, live, needed, applied }
}

/** Warnings go to the log; the errors come back as one text, or undefined when there is none. */
export function reportFindings(session: Session, findings: readonly Finding[]): string | undefined {
  const errors = findings.filter(finding => finding.level === 'error')
  for (const warning of findings.filter(finding => finding.level === 'warning'))
    session.context.log.warning(warning.message, { title: `preflight: ${warning.check}` })
  if (errors.length === 0) return undefined
  const headline = errors.length === 1 ? 'One thing stands' : `${errors.length} things stand`
  return `${headline} against this deployment; nothing was changed:\n${errors.map(each => `  - ${each.check}: ${each.message}`).join('\n')}`
}

/** Errors: UserError that lists everything that stands against the deployment. */
export async function requirePreflight(session: Session, request: PreflightRequest): Promise<PreflightReport> {
  const report = await preflight(session, request)
  const errors = reportFindings(session, report.findings)
  if (errors !== undefined) throw new UserError(errors)
  return report
}

function error(check: string, message: string): Finding {
  return { level: 'error', check, message }
}

/** A question that could not be answered is an error of its own, and does not hide the others. */
async function ask(check: string, question: () => Promise<Finding[]>): Promise<Finding[]> {
  const { value, findings } = await attempt(check, question)
  return value ?? findings
}

async function attempt<T>(check: string, question: () => Promise<T>): Promise<{ value?: T; findings: Finding[] }> {
  try {
    return { value: await question(), findings: [] }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    const cause = thrown.cause === undefined ? '' : `\n    ${messageOf(thrown.cause).replaceAll('\n', '\n    ')}`
    return { findings: [error(check, `${thrown.message}${cause}`)] }
  }
}

function lockFindings(session: Session): Promise<Finding[]> {
  return ask('lock', async () => {
    const { context } = session
    if (session.deployment !== undefined) return []
    const state = await context.state()
    if (state.open === undefined || state.holder === undefined) return []
    return [error('lock', heldMessage(`${context.store.stateDir} on ${context.host.label}`, state.holder, state.open))]
  })
}

async function refFindings(session: Session, request: PreflightRequest, commit: string, live: Release | undefined): Promise<Finding[]> {
  const { context } = session
  const { policy } = context.target
  const checkout = checkoutOf(context)
  const ref = request.ref.startsWith('refs/') ? request.ref : /^[0-9a-f]{40}$/.test(request.ref) ? request.ref : `refs/tags/${request.ref}`
  const facts = await readRefFacts(
    { directory: checkout.directory, env: context.gitEnvironment },
    ref,
    commit,
    ref.startsWith('refs/tags/') ? policy?.refs?.on : undefined
  )
  return checkRef(facts, policy?.refs, live?.version, request.reason)
}

function releaseFindings(releases: readonly Release[], commit: string | undefined, version: string, request: PreflightRequest): Finding[] {
  const bad = commit === undefined ? undefined : releases.find(release => release.state === 'bad' && release.commit === commit)
  if (bad === undefined) return []
  if (request.force && request.reason !== undefined)
    return [{ level: 'warning', check: 'release', message: `${version} was rolled back before; forced: ${request.reason}` }]
  return [
    error(
      'release',
      `${version} was rolled back by deployment ${bad.deployment ?? '(unknown)'}: the same commit would fail the same way. Mend it and push a new tag; or give \`force: true\` with a \`reason\``
    )
  ]
}

function windowFindings(session: Session, request: PreflightRequest, needed: boolean): Finding[] {
  const window = session.context.target.policy?.window
  if (window === undefined || !needed) return []
  const outside = outsideWindow(window, session.context.clock.now())
  if (outside === undefined) return []
  if (request.reason !== undefined)
    return [{ level: 'warning', check: 'window', message: `Outside the window: ${outside}. Reason: ${request.reason}` }]
  return [error('window', `A deployment may not start now: ${outside}. Wait, or give a \`reason\`, which is recorded`)]
}

/** Commands that are there, and the clock: records of two machines are compared by time. */
async function hostFindings(session: Session): Promise<Finding[]> {
  const { context } = session
  const { requirements } = context.target.config
  const commands = [...new Set(['bash', 'flock', 'sha256sum', 'tar', ...requirements.commands])]
  const { stdout } = await context.host.run(
    sh`for command in ${commands}; do command -v -- "$command" >/dev/null || printf '%s\n' "$command"; done`
  )
  const missing = stdout.split('\n').filter(Boolean)
  return missing.length === 0
    ? []
    : [error('commands', `${context.host.label} lacks ${missing.join(', ')}: install ${missing.length === 1 ? 'it' : 'them'}`)]
}

function diskFindings(session: Session, freeBytes: number): Finding[] {
  const needed = session.context.target.config.requirements['free-disk']
  if (needed === undefined || freeBytes >= needed) return []
  return [
    error(
      'disk',
      `${session.context.host.label} has ${gibibytes(freeBytes)} free where Belay keeps its state, ${gibibytes(needed)} are required: free some space`
    )
  ]
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}

async function serviceFindings(session: Session): Promise<Finding[]> {
  const { context } = session
  const services = servicesOf(context)
  // A deployment that is gone on with may have stopped them itself.
  if (services.length === 0 || session.deployment !== undefined) return []
  const file = maintenanceFile(context)
  const left = leftFenced((await context.state()).deployments, undefined)
  const job = { stateDir: context.target.stateDir, idPrefix: 'preflight', timeoutMs: 30_000 }
  const [now, rights] = await Promise.all([
    readServices(serviceContext(context, job), services, file),
    missingRights(context.host, ['start', 'stop', 'restart'], services)
  ])
  const fenced =
    now.maintenance === 'up'
      ? [{ level: 'warning' as const, check: 'services', message: `The maintenance answer is up (${file}): users see it now` }]
      : []
  return [
    ...fenced,
    ...(rights.length === 0
      ? []
      : [error('rights', `The user may not operate the services. Add with visudo:\n    ${rights.join('\n    ')}`)]),
    ...[...now.states].flatMap(([name, service]): Finding[] => {
      if (!service.found) return [error('services', `${name} does not exist on ${context.host.label}`)]
      if (service.active !== 'active' && left !== undefined)
        return [
          {
            level: 'warning',
            check: 'services',
            message: `${name} is ${service.active}: deployment ${left.id} was given up behind its fence`
          }
        ]
      if (service.active !== 'active')
        return [
          error(
            'services',
            `${name} is ${service.active} now, before the deployment: mend it first, or it will be blamed on the deployment`
          )
        ]
      if (service.needsDaemonReload)
        return [
          { level: 'warning', check: 'services', message: `${name}: its unit file was changed and not loaded: systemctl daemon-reload` }
        ]
      return []
    })
  ]
}

/** What was changed past Belay since the last good release (G4): files, and migrations run by hand. */
async function driftFindings(
  session: Session,
  live: Release | undefined,
  request: PreflightRequest,
  sets: Map<MigrationConfig, readonly string[]>
): Promise<Finding[]> {
  const { context } = session
  const code = codeOf(context)
  if (live === undefined || code === undefined || session.deployment !== undefined) return []
  const level = request.force && request.reason !== undefined ? ('warning' as const) : ('error' as const)
  return (await Promise.all([codeDrift(context, code, live, level), schemaDrift(context, live, level, sets)])).flat()
}

async function codeDrift(context: Context, code: CodeStrategy, live: Release, level: Finding['level']): Promise<Finding[]> {
  const found: Finding[] = []
  const now = await liveCode(context)
  if (now.currentIsDirectory)
    found.push(
      error(
        'current',
        `${context.target.config.code?.root}/current on ${context.host.label} is a real directory, not a link: move it to releases/ and link it (\`command: adopt\` says how)`
      )
    )
  else if (now.release !== undefined && now.release !== live.id)
    found.push({
      level,
      check: 'drift',
      message: `current points to ${now.release}, but the journal's live release is ${live.id}: someone switched past Belay. Run \`command: adopt\` if that is right`
    })
  else if (now.release !== undefined) {
    const drift = await code.drift(now.release)
    if (drift.state === 'drifted')
      found.push({
        level,
        check: 'drift',
        message: `${drift.count} files of the live release were changed past Belay: ${drift.changes.join(', ')}. Bring them into git, or give \`force: true\` with a \`reason\`: they would be lost`
      })
  }
  return found
}

async function schemaDrift(
  context: Context,
  live: Release,
  level: Finding['level'],
  sets: Map<MigrationConfig, readonly string[]>
): Promise<Finding[]> {
  const found: Finding[] = []
  for (const migration of context.target.config.migrations) {
    const recorded = live.applied?.[setOf(migration)]
    if (recorded === undefined) continue
    const framework = await frameworkOf(context, heldBy(migration, recorded), live.path)
    const rows = await (framework.recorded?.() ?? framework.appliedSet())
    const applied = appliedOf(rows)
    if (migration.framework === 'django') sets.set(migration, rows)
    const extra = applied.filter(each => !recorded.includes(each))
    const gone = recorded.filter(each => !applied.includes(each))
    if (extra.length + gone.length > 0)
      found.push({
        level,
        check: 'drift',
        message: `${setOf(migration)} is not as the last deployment left it: ${[...extra.map(each => `+${each}`), ...gone.map(each => `-${each}`)].join(', ')}: someone migrated past Belay`
      })
  }
  return found
}

async function databaseFindings(session: Session, name: string): Promise<Finding[]> {
  const { context } = session
  const source = await sourceOf(context, name)
  if (!isEngine(source)) {
    await source.describe()
    return []
  }
  const facts = await source.describe()
  const { fence, migrations } = context.target.config
  if (!facts.canCopy && fence !== 'never' && migrations.some(migration => migration.database === name))
    return [
      {
        level: 'warning',
        check: `database ${name}`,
        message: `No restore point can be made of ${source.database}: its user may not create databases. Give \`admin: { as: postgres }\``
      }
    ]
  return []
}
