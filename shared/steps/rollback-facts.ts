import type { PreviousCode } from '../code/strategy.ts'
import { tagOf } from '../database/names.ts'
import { LockLost } from '../deployment/errors.ts'
import { findEvidence, type OpenDeployment } from '../deployment/open-deployment.ts'
import type { JournalRecord, Release, StepName } from '../deployment/records.ts'
import type { Session } from '../deployment/session.ts'
import type { Deployment, State } from '../deployment/store.ts'
import { situation } from '../deployment/summarise.ts'
import { fingerprintOf } from '../deployment/token.ts'
import { messageOf, UserError } from '../errors.ts'
import type { DatabaseState, Facts, ReverseFacts, SchemaFacts } from '../rollback/planner.ts'
import { key, readServices } from '../services/operate.ts'
import { type Adoption, adoptionsOf, isAdopted, withoutAdoptions } from './adopt-history.ts'
import type { BackupEvidence } from './backup.ts'
import { wasOpened } from './fence-state.ts'
import type { GateEvidence } from './gate.ts'
import type { MigrateEvidence, MigratePlan } from './migrate.ts'
import type { Rehearsal, RehearseEvidence } from './rehearse.ts'
import type { RestorePointEvidence } from './restore-point.ts'
import type { PendingReverse, SetEvidence, SquashEvidence } from './squash-check.ts'
import { databaseOf, frameworkOf, heldBy, liveCode, maintenanceFile, serviceContext, servicesOf, setOf } from './world.ts'
import { proveNoWrites } from './writes.ts'

/** What a rollback goes back from and to, read from the journal and from the world. */
export interface Way {
  readonly facts: Facts
  /** The deployment that is undone. */
  readonly undone: Deployment | undefined
  readonly previousCode: PreviousCode
  readonly targetRelease: Release | undefined
  /** What a rollback marks as bad. */
  readonly badRelease: Release | undefined
  /** Adopted histories of migrations, newest first: their rows are put back. */
  readonly adoptions: readonly Adoption[]
}

/** Steps whose jobs end by themselves soon and must not be cut: half a swap is worse than none. */
const finishFirst: readonly StepName[] = ['fence', 'restore-point', 'switch', 'open', 'rollback']

/** Steps in which the new release itself is tried. A fence that cannot be closed, or a full disk, says nothing of it. */
const provesBad: readonly StepName[] = ['migrate', 'switch', 'restart', 'gate', 'live-gate']

/** Ends or awaits what still runs of a deployment, and its database sessions, before anything is decided (G10). Errors: UserError. */
export async function settle(session: Session, deployment: Deployment): Promise<void> {
  const { context } = session
  const { holder } = await context.refresh()
  const { deployment: open } = session
  if (open !== undefined && holder?.fingerprint !== fingerprintOf(open.held.token))
    throw new LockLost(
      `Deployment ${deployment.id} was taken over by another job. Nothing more is changed from here; look at \`command: status\``
    )
  const running = holder?.runningJobs ?? []
  for (const id of running.filter(each => each.startsWith(`${deployment.id}.`))) {
    const step = id.split('.')[1] as StepName
    if (!finishFirst.includes(step)) {
      context.log.info(`Ending job ${id}, which still runs on the host`)
      const ended = await context.host.endJob(context.target.stateDir, id)
      const survivors = ended.state === 'ended' ? (ended.result.survivors ?? []) : []
      if (survivors.length > 0)
        throw new UserError(
          `Processes of job ${id} on ${context.host.label} do not end: ${survivors.join(', ')}. Another user started them, whom this user may not signal: end them there (sudo kill), then run the same again`
        )
      continue
    }
    context.log.info(`Waiting for job ${id} to end`)
    for (
      const end = context.clock.monotonic() + 10 * 60_000;
      (await context.host.inspectJob(context.target.stateDir, id)).state === 'running';
    ) {
      if (context.clock.monotonic() > end)
        throw new UserError(`Job ${id} still runs on ${context.host.label} after 10 min: nothing can be decided before it has ended`)
      await context.clock.sleep(500)
    }
  }
  if (open !== undefined) await noticeOpened(session, open)
  // A client that was killed leaves its statement running in the server, and it may still commit.
  const begun = (step: StepName) => deployment.records.filter(record => record.type === 'intent' && record.step === step).length
  const migrate = begun('migrate')
  const last = deployment.records.findLast(record => record.type !== 'note' && 'step' in record && record.step === 'migrate')
  const ended = last?.type === 'evidence'
  // A copy that was cut short leaves its database closed to every session.
  const trials = begun('adopt-history') + begun('rehearse')
  if (begun('restore-point') + migrate + begun('rollback') + trials === 0) return
  for (const migration of context.target.config.migrations) {
    const engine = await databaseOf(context, migration.database)
    await engine.reopen({
      stateDir: context.target.stateDir,
      idPrefix: `${deployment.id}.rollback.0`,
      token: session.deployment?.held.token,
      timeoutMs: 60_000
    })
    // A trial that was cut short leaves its copy.
    if (trials > 0)
      await engine.dropCopy(
        {
          stateDir: context.target.stateDir,
          idPrefix: `${deployment.id}.rollback.0`,
          token: session.deployment?.held.token,
          timeoutMs: 60_000
        },
        { name: engine.scratchName(deployment.id) }
      )
    if (begun('adopt-history') > 0) await engine.endSessions(tagOf(`${deployment.id}.adopt-history.${begun('adopt-history')}`))
    const name = `${migration.framework}-${migration.database}`
    if (migrate > 0 && !ended) await engine.endSessions(tagOf(`${deployment.id}.migrate.${migrate}.${name}`))
    if (begun('rollback') > 0) await engine.endSessions(tagOf(`${deployment.id}.rollback.${begun('rollback')}.${name}`))
  }
}

/**
 * A machine that was started again starts its services too, and so may a person: what the journal says of the fence is believed only as long as the world
 * agrees. Otherwise it is recorded that users were let in, and a restore point no longer leads back without a loss.
 */
async function noticeOpened(session: Session, open: OpenDeployment): Promise<void> {
  const { context } = session
  const { records } = open
  const file = maintenanceFile(context)
  const points = findEvidence<RestorePointEvidence>(records, 'restore-point')?.points ?? {}
  if (Object.keys(points).length === 0 || wasOpened(records, file !== undefined)) return
  // Returned to already: then the services were started by that rollback.
  if (!(await allExist(session, points))) return
  const services = servicesOf(context)
  const job = { stateDir: context.target.stateDir, idPrefix: open.id, timeoutMs: 30_000 }
  const now = await readServices(serviceContext(context, job), services, file)
  const running = services.filter(each => each.writes && !['inactive', 'failed'].includes(now.states.get(key(each))?.active ?? ''))
  if (file === undefined ? running.length === 0 : now.maintenance === 'up') return
  const says =
    file === undefined
      ? `found running, though the fence had stopped them: ${running.map(each => each.name).join(', ')}`
      : `found open: ${file} is gone, though the fence had made it`
  context.log.warning(`${says}. Users may have written since the restore point`)
  open.begin('open', { found: true })
  await open.done('open', { says }, 0, false)
}

/** Whether none of these restore points was returned to or removed. */
export async function allExist(session: Session, points: RestorePointEvidence['points']): Promise<boolean> {
  const found = await Promise.all(
    Object.entries(points).map(async ([database, point]) => (await databaseOf(session.context, database)).copyExists(point))
  )
  return found.every(Boolean)
}

/** Back from an open deployment that failed or was interrupted. */
export async function wayFromOpen(session: Session, deployment: Deployment, state: State, lossAccepted: boolean): Promise<Way> {
  const { context } = session
  const { records } = deployment
  const opened = records[0]
  if (opened?.type !== 'opened') throw new Error(`Deployment ${deployment.id} does not begin with its opening record`)
  const code = opened.code ?? { kind: 'none' as const }
  const adoptions = adoptionsOf([records])
  const live = await liveCode(context)
  const now = situation(state)
  const lastGood = now.kind === 'no-state' ? undefined : now.lastGood
  const previous =
    state.releases.find(release => release.id === code.release) ??
    state.releases.find(release => code.kind === 'git' && release.commit === code.target) ??
    // A link that leads out of `releases/`, as it was adopted.
    state.releases.find(release => code.kind === 'symlink' && release.path === code.path) ??
    (code.kind === 'none' ? lastGood : undefined)
  // The first intent: a resumed deployment began its second one where the first had stopped.
  const migrated = intents<MigratePlan>(records, 'migrate')[0]
  requireSets(session, Object.keys(migrated?.before ?? {}))
  const facts: Facts = {
    undecided: [],
    previous: previous === undefined ? null : { id: previous.id, state: previous.state, present: await isThere(session, previous.path) },
    codeChanged: live.kind !== code.kind || live.target !== code.target,
    servicesTouched: ['fence', 'restart', 'open'].some(step => intents(records, step as StepName).length > 0),
    schema:
      migrated === undefined
        ? []
        : (await schemaSince(session, migrated.before, migrated.releasePath, [records])).map(each =>
            // Who accepts the loss after the migrations could not go back must not be led there again.
            lossAccepted && downFailed(records) ? { ...each, reverse: undefined } : each
          ),
    databases: await databasesOf(session, records, migrated !== undefined),
    opened: wasOpened(records, maintenanceFile(context) !== undefined),
    baselineFailed: findEvidence<GateEvidence>(records, 'baseline')?.report.verdict === 'failed',
    historyAdopted: await isAdopted(session, adoptions),
    lossAccepted
  }
  const staged = findEvidence<{ release: string }>(records, 'stage')
  const failed = records.some(record => record.type === 'failed' && provesBad.includes(record.step))
  return {
    facts,
    undone: deployment,
    adoptions,
    previousCode: code,
    targetRelease: previous,
    // Only what was seen to fail is bad; a cancelled deployment may be tried again.
    badRelease: failed ? state.releases.find(release => release.id === staged?.release) : undefined
  }
}

/** Back from what is live and verified, because a person says so. `to`: version or release id. */
export async function wayFromVerified(
  session: Session,
  state: State,
  to: string | undefined,
  lossAccepted: string | undefined
): Promise<Way> {
  const { context } = session
  const now = situation(state)
  if (now.kind === 'no-state') throw new UserError('There is no state of Belay on this host: run `command: adopt` first')
  const target =
    to === undefined || to === 'previous' ? now.candidates[0] : state.releases.filter(each => each.id === to || each.version === to).at(-1)
  if (target === undefined) {
    const known = now.candidates.map(each => each.version).join(', ')
    throw new UserError(
      to === undefined
        ? 'There is no earlier verified or adopted release to go back to'
        : `There is no release ${JSON.stringify(to)} here; there ${known === '' ? 'is none to go back to' : `are ${known}`}`
    )
  }
  if (target.id === now.live?.id) throw new UserError(`${target.version} is what is live now: there is nothing to go back to`)
  // The deployments since the target was verified, newest first; each may have moved the schema.
  const since = state.deployments.filter(each => (each.records[0]?.at ?? '') > (target.verifiedAt ?? target.stagedAt))
  requireSets(session, [...Object.keys(target.applied ?? {}), ...since.flatMap(each => migratedSets(each.records))])
  const last = deploymentBackTo(target.applied ?? {}, since)
  const adoptions = adoptionsOf(since.map(each => each.records))
  const live = await liveCode(context)
  const facts: Facts = {
    undecided: [],
    previous: { id: target.id, state: target.state, present: await isThere(session, target.path) },
    codeChanged: true,
    servicesTouched: true,
    schema: await schemaSince(
      session,
      target.applied ?? {},
      now.live?.path ?? live.path ?? target.path,
      since.map(each => each.records),
      now.live?.applied,
      adoptions
    ),
    historyAdopted: await isAdopted(session, adoptions),
    databases: last === undefined ? [] : await databasesOf(session, last.records, true),
    opened: true,
    baselineFailed: false,
    // The loss that was named is that of this deployment; what another one would cost nobody has accepted.
    lossAccepted: lossAccepted !== undefined && lossAccepted === last?.id
  }
  const previousCode: PreviousCode =
    live.kind === 'git'
      ? { kind: 'git', path: live.path, target: target.commit, branch: live.branch }
      : // Also where a directory stands in the link's place: then the switch refuses, and nothing is called rolled back that is not.
        {
          kind: 'symlink',
          path: target.path,
          target: target.path.endsWith(`/releases/${target.id}`) ? `releases/${target.id}` : target.path
        }
  return { facts, undone: last, previousCode, targetRelease: target, badRelease: now.live, adoptions }
}

/** No other code: what is live stays, and only its data changes. */
export async function wayOfLive({ context }: Session, state: State): Promise<Way> {
  const now = situation(state)
  if (now.kind === 'no-state') throw new UserError('There is no state of Belay on this host: run `command: adopt` first')
  const live = await liveCode(context)
  const facts: Facts = {
    undecided: [],
    previous: null,
    codeChanged: false,
    servicesTouched: true,
    schema: [],
    databases: [],
    opened: true,
    baselineFailed: false,
    lossAccepted: true
  }
  return { facts, undone: undefined, previousCode: { ...live }, targetRelease: now.live, badRelease: undefined, adoptions: [] }
}

/** Where nothing says how to read a set that was migrated, its schema would pass for unchanged. Errors: UserError. */
function requireSets(session: Session, sets: readonly string[]): void {
  const known = session.context.target.config.migrations.map(setOf)
  const missing = [...new Set(sets.filter(set => !known.includes(set)))]
  if (missing.length === 0) return
  throw new UserError(
    `The journal tells of migrations of ${missing.join(', ')} (framework:database), and nothing says how to read what is applied: give the inputs \`framework\`, \`engine\` and \`database-url\` as for \`run-migrations\`, or \`migrations\` in the configuration`
  )
}

function migratedSets(records: readonly JournalRecord[]): string[] {
  return intents<MigratePlan>(records, 'migrate').flatMap(plan => Object.keys(plan.before))
}

async function isThere({ context }: Session, path: string): Promise<boolean> {
  const { exitCode } = await context.host.run('test -d "$BELAY_PATH"', { env: { BELAY_PATH: path }, check: false })
  return exitCode === 0
}

function intents<T>(records: readonly JournalRecord[], step: StepName): T[] {
  return records.flatMap(record => (record.type === 'intent' && record.step === step ? [record.plan as unknown as T] : []))
}

/** The applied sets before and now, and whether everything in between was proven additive. */
async function schemaSince(
  session: Session,
  before: Readonly<Record<string, readonly string[]>>,
  releasePath: string,
  journals: readonly (readonly JournalRecord[])[],
  recorded?: Readonly<Record<string, readonly string[]>>,
  adoptions: readonly Adoption[] = []
): Promise<SchemaFacts[]> {
  const { context } = session
  return Promise.all(
    context.target.config.migrations.map(async (migration): Promise<SchemaFacts> => {
      const set = setOf(migration)
      const framework = await frameworkOf(context, heldBy(migration, recorded?.[set]), releasePath)
      const now = await framework
        .appliedSet()
        .then(names => withoutAdoptions(names, set, adoptions))
        .catch((error: unknown) => {
          context.log.warning(`The applied migrations of ${set} could not be read: ${messageOf(error)}`)
          return null
        })
      const was = before[set] ?? null
      const checks = journals
        .map(records => findEvidence<SquashEvidence>(records, 'squash-check')?.sets.find(each => each.set === set))
        .filter(each => each !== undefined)
      const proven = new Set(checks.filter(check => check.additive).flatMap(check => check.pending))
      const added = (now ?? []).filter(each => !was?.includes(each))
      const records = checks.flatMap(check => check.records ?? [])
      const ran = added.filter(each => !records.includes(each))
      const { engine } = await databaseOf(context, migration.database)
      // MySQL ends a transaction with every change of the schema.
      const migrated = journals[0] !== undefined && findEvidence<MigrateEvidence>(journals[0], 'migrate') !== undefined
      const partly = !migrated && mayBePartly(checks[0], now ?? [], engine === 'postgres' || engine === 'sqlite')
      return {
        set,
        database: migration.database,
        before: was === null ? null : [...was],
        now: now === null ? null : [...now],
        additive: ran.every(each => proven.has(each)),
        reverse:
          framework.revert === undefined
            ? undefined
            : (reverseOf(
                added,
                checks.flatMap(check => check.reversals ?? []),
                { releasePath, partly, records }
              ) ??
              rehearsedReverse(
                added,
                journals.flatMap(records => findEvidence<RehearseEvidence>(records, 'rehearse')?.sets[set] ?? []),
                { releasePath, partly }
              )),
        // What a deployment that was rolled back would have applied is no reason any more.
        reasons: checks
          .filter(check => !check.additive && (added.length === 0 || check.pending.some(each => added.includes(each))))
          .flatMap(check => check.reasons)
      }
    })
  )
}

/**
 * How what was applied can go back, as the check of the migrations read it; undefined where one of them is not known to lose nothing. `records`: what only
 * got a row, which goes with what ran, or by itself. Pure.
 */
export function reverseOf(
  added: readonly string[],
  known: readonly PendingReverse[],
  { releasePath, partly, records = [] }: Pick<ReverseFacts, 'releasePath' | 'partly'> & { readonly records?: readonly string[] }
): ReverseFacts | undefined {
  const each = added.filter(name => !records.includes(name)).map(name => known.find(one => one.name === name))
  if (added.length === 0 || !each.every(one => one?.lossless === true)) return undefined
  return {
    releasePath,
    partly,
    proof: 'listed',
    afterWrites: each.every(one => one!.afterWrites),
    drops: each.flatMap(one => one!.drops)
  }
}

/** The same where it was tried on a copy of the data, which was equal afterwards. What users have written since was not tried. Pure. */
export function rehearsedReverse(
  added: readonly string[],
  rehearsals: readonly Rehearsal[],
  { releasePath, partly }: Pick<ReverseFacts, 'releasePath' | 'partly'>
): ReverseFacts | undefined {
  const tried = new Set(rehearsals.filter(each => each.lossless === 'yes').flatMap(each => each.applied))
  if (added.length === 0 || !added.every(name => tried.has(name))) return undefined
  return { releasePath, partly, proof: 'rehearsed', afterWrites: false, drops: [] }
}

/** Whether one of the migrations that were to be applied and were not may have done a part of its work. Pure. */
export function mayBePartly(check: SetEvidence | undefined, now: readonly string[], transactional: boolean): boolean {
  const unfinished = check?.pending.filter(name => !now.includes(name)) ?? []
  return unfinished.some(name => !transactional || check?.reversals?.find(each => each.name === name)?.atomic !== true)
}

/** Whether going back by the migrations was tried in this deployment, and failed. */
function downFailed(records: readonly JournalRecord[]): boolean {
  const begun = records.findLastIndex(
    record => record.type === 'intent' && record.step === 'rollback' && (record.plan as { kind?: string }).kind === 'migrate-down'
  )
  return begun !== -1 && records.slice(begun).some(record => record.type === 'failed' && record.step === 'rollback')
}

async function databasesOf(session: Session, records: readonly JournalRecord[], migrated: boolean): Promise<DatabaseState[]> {
  const { context } = session
  const points = findEvidence<RestorePointEvidence>(records, 'restore-point')?.points ?? {}
  const backup = findEvidence<BackupEvidence>(records, 'backup')
  const checked = findEvidence<SquashEvidence>(records, 'squash-check')
  const evidence = findEvidence<MigrateEvidence>(records, 'migrate')
  const opened = wasOpened(records, maintenanceFile(context) !== undefined)
  const names = [...new Set(context.target.config.migrations.map(migration => migration.database))]
  return Promise.all(
    names.map(async (database): Promise<DatabaseState> => {
      const sets = context.target.config.migrations.filter(migration => migration.database === database).map(setOf)
      const unchanged = sets.every(set => evidence?.sets[set]?.applied.length === 0)
      const additive = checked !== undefined && sets.every(set => checked.sets.find(each => each.set === set)?.additive === true)
      const point = points[database]
      const engine = await databaseOf(context, database)
      const exists = point !== undefined && (await engine.copyExists(point))
      return {
        database,
        touched: migrated && !unchanged && !additive,
        restorePoint: exists ? point.name : null,
        backup: backup?.databases.includes(database) ? backup.backup : null,
        writes: opened && exists ? await proveNoWrites(session, records, database) : 'unknown'
      }
    })
  )
}

/**
 * For a rollback by hand: whose restore point or backup holds the schema that the target was verified with. The newest, so that the least is lost;
 * a deployment that was rolled back does not count unless it began with that very schema. `since`: newest first. Pure.
 */
export function deploymentBackTo(
  applied: Readonly<Record<string, readonly string[]>>,
  since: readonly Deployment[]
): Deployment | undefined {
  return since.find(({ records }) => {
    const before = intents<MigratePlan>(records, 'migrate')[0]?.before
    return (
      before !== undefined &&
      Object.entries(before).every(([set, names]) => {
        const wanted = new Set(applied[set])
        return names.length === wanted.size && names.every(name => wanted.has(name))
      })
    )
  })
}
