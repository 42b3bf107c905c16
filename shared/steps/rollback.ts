import { type OpenBackup, openBackup } from '../backup/encryption.ts'
import { restoreSource } from '../backup/source.ts'
import { verifyBackup } from '../backup/store.ts'
import type { MigrationConfig } from '../config/schema.ts'
import type { Context } from '../deployment/context.ts'
import type { Session } from '../deployment/session.ts'
import type { Json } from '../deployment/step.ts'
import type { Deployment, State } from '../deployment/store.ts'
import { messageOf, UserError } from '../errors.ts'
import { mismatch } from '../migrations/applied.ts'
import { MigrationFailed } from '../migrations/framework.ts'
import { type Plan, planRollback } from '../rollback/planner.ts'
import { operate } from '../services/operate.ts'
import { undoAdoptions, withoutAdoptions } from './adopt-history.ts'
import { isFenced } from './fence-state.ts'
import { measure } from './gate.ts'
import { type SavedLive, saveLive, stillSaved } from './in-place.ts'
import type { RestorePointEvidence } from './restore-point.ts'
import { allExist, settle, type Way, wayFromOpen, wayFromVerified, wayOfLive } from './rollback-facts.ts'
import { fenceForProof } from './services.ts'
import type { StageEvidence } from './stage.ts'
import { codeTimeoutMs, databaseTimeoutMs, serviceTimeoutMs } from './timeouts.ts'
import {
  codeOf,
  databaseOf,
  frameworkOf,
  identityOf,
  maintenanceFile,
  openingOf,
  serviceContext,
  servicesOf,
  setOf,
  sourceOf,
  trustOf
} from './world.ts'

export interface RollbackRequest {
  /** Version or release id; undefined: what was live before. */
  readonly to?: string | undefined
  readonly reason?: string | undefined
  /** Id of the deployment whose loss is accepted. */
  readonly acceptLoss?: string | undefined
}

type ExecutablePlan = Exclude<Plan, { kind: 'nothing' | 'refuse' }>

export type RollbackEvidence = {
  readonly says: string
  /** Names of the databases that were swapped out and kept for study. */
  readonly kept: readonly string[]
  /** The same by database. */
  readonly copies: Readonly<Record<string, string>>
  readonly release: string | null
}

export interface RollbackResult {
  readonly plan: Plan
  readonly outcome: 'nothing-changed' | 'rolled-back' | 'planned'
  readonly release: string | undefined
  readonly deployment: string | undefined
  readonly kept: readonly string[]
}

/**
 * Goes back: from the open deployment of this session, or, when none is open, from what is live to an earlier verified release.
 * Errors: UserError when the plan is `refuse` (the deployment stays open, with the choices), or when the system is not healthy afterwards.
 */
export async function rollBack(session: Session, request: RollbackRequest): Promise<RollbackResult> {
  const open = session.deployment
  if (open !== undefined && open.kind !== 'rollback') return rollBackOpen(session, request)
  // The way back is decided only now: whoever held the lock until a moment ago may have changed what is live.
  await session.waitForTurn()
  return rollBackTo(session, request)
}

async function rollBackOpen(session: Session, request: RollbackRequest): Promise<RollbackResult> {
  const { context, mine } = session
  const deployment = () => ({ id: mine.id, records: mine.records })
  await mine.flush()
  if (!context.dryRun) await settle(session, deployment())
  const begun = begunPlan(session)
  if (begun !== undefined && !context.dryRun && !(await canDecideAnew(session, begun))) {
    // A rollback that was interrupted goes on with its own plan: every part of it is safe to repeat, and half of it may be done.
    context.log.info(`Going on with the rollback that was begun: ${begun.kind}`)
    return execute(session, await wayFromOpen(session, deployment(), await context.refresh(), true), begun)
  }
  const accepted = request.acceptLoss === mine.id
  let way = await wayFromOpen(session, deployment(), await context.refresh(), accepted)
  let plan = planRollback(way.facts)
  if (
    plan.kind === 'refuse' &&
    way.facts.opened &&
    way.facts.databases.some(database => database.restorePoint !== null) &&
    !context.dryRun
  ) {
    // Perhaps nothing was written since users were let in: stop the writers again and compare exactly.
    context.log.info('Users were let in. Stopping the writers again, to prove whether anything was written since')
    await fenceForProof(session)
    way = await wayFromOpen(session, deployment(), await context.refresh(), accepted)
    plan = planRollback(way.facts)
  }
  say(session, plan)
  if (context.dryRun) return { plan, outcome: 'planned', release: way.targetRelease?.id, deployment: mine.id, kept: [] }
  if (plan.kind === 'refuse') return refuse(session, plan)
  if (plan.kind === 'nothing') {
    await mine.close('nothing-changed', 'The deployment ended before anything live was changed', mine.opened.code?.release)
    return { plan, outcome: 'nothing-changed', release: mine.opened.code?.release, deployment: mine.id, kept: [] }
  }
  return execute(session, way, plan)
}

/** A return that has not begun to return anything is decided again: what was true then (no user was let in, nothing was written) may have changed since. */
async function canDecideAnew(session: Session, begun: ExecutablePlan): Promise<boolean> {
  // The code goes back only after them: as long as one is not as before, what is there now can be judged anew.
  if (begun.kind === 'migrate-down') {
    for (const each of begun.sets) {
      const framework = await frameworkOf(session.context, migrationOf(session, each.set), each.releasePath)
      if (mismatch(each.to, await framework.appliedSet()) !== undefined) return true
    }
    return false
  }
  if (begun.kind !== 'restore-point') return false
  const points = session.mine.evidence<RestorePointEvidence>('restore-point')?.points ?? {}
  return allExist(
    session,
    Object.fromEntries(begun.databases.flatMap(({ database }) => (points[database] ? [[database, points[database]]] : [])))
  )
}

async function rollBackTo(session: Session, request: RollbackRequest): Promise<RollbackResult> {
  const { context, deployment } = session
  if (deployment !== undefined && !context.dryRun) await settle(session, deployment)
  const done = endedOfThisRun(session, await context.state(), plan => plan.kind !== 'restore' || plan.asked !== true)
  if (done !== undefined && deployment === undefined) {
    // A re-run of the same run must not go back one release more.
    context.log.notice(`This run has rolled back already (deployment ${done.id}): there is nothing to do`)
    return {
      plan: { kind: 'nothing', reasons: ['this run has rolled back already'] },
      outcome: 'nothing-changed',
      release: undefined,
      deployment: done.id,
      kept: []
    }
  }
  const begun = deployment === undefined ? undefined : begunPlan(session)
  if (begun?.kind === 'restore' && begun.asked && !context.dryRun)
    return execute(session, await wayOfLive(session, await context.state()), begun)
  const to = begun?.to ?? deployment?.opened.version ?? request.to
  const way = await wayFromVerified(session, await context.state(), to, request.acceptLoss)
  if (begun !== undefined && !context.dryRun) return execute(session, way, begun)
  const plan = planRollback(way.facts)
  say(session, plan)
  if (context.dryRun) return { plan, outcome: 'planned', release: way.targetRelease?.id, deployment: undefined, kept: [] }
  if (plan.kind === 'refuse') throw new RollbackRefused(plan, way.undone?.id)
  if (plan.kind === 'nothing') throw new UserError('Nothing is to be undone: what is live is what the rollback would go to')
  if (request.reason === undefined && deployment === undefined)
    throw new UserError('A rollback by hand needs a `reason`, which is recorded')
  const { version, commit } = way.targetRelease ?? {}
  await session.require(() => openingOf(session, 'rollback', { version, commit, reason: request.reason }), { waited: true })
  return execute(session, way, plan)
}

/** A way back that this very run went to its end, whose plan is one of these. */
export function endedOfThisRun(session: Session, state: State, isOne: (plan: Plan) => boolean): Deployment | undefined {
  const { repository, runId } = session.context.run.owner
  return state.deployments.find(({ records }) => {
    const [first, last] = [records[0], records.at(-1)]
    const begun = records.findLast(record => record.type === 'intent' && record.step === 'rollback')
    return (
      first?.type === 'opened' &&
      first.kind === 'rollback' &&
      first.owner.repository === repository &&
      first.owner.runId === runId &&
      last?.type === 'closed' &&
      last.outcome === 'verified' &&
      begun?.type === 'intent' &&
      isOne(begun.plan as Plan)
    )
  })
}

export function begunPlan(session: Session): ExecutablePlan | undefined {
  const plan = session.mine.intent<Plan & Json>('rollback')
  return plan === undefined || plan.kind === 'refuse' || plan.kind === 'nothing' ? undefined : plan
}

function say(session: Session, plan: Plan): void {
  const { log, dryRun } = session.context
  log.info(`${dryRun ? 'Would go back' : 'Going back'}: ${plan.kind}`)
  for (const reason of plan.reasons) log.info(`  because ${reason}`)
  if ('loss' in plan) for (const loss of plan.loss) log.warning(`This is lost: ${loss}`)
  if (plan.kind === 'refuse') for (const choice of plan.choices) log.info(`  you can: ${choice.what} (cost: ${choice.cost})`)
}

/** Stopped loudly: the deployment stays open with its lock, so that nothing builds on an undecided state. */
async function refuse(session: Session, plan: Extract<Plan, { kind: 'refuse' }>): Promise<never> {
  const { context, mine } = session
  mine.begin('rollback', plan as unknown as Json)
  let unopened: unknown
  if (isFenced(mine.records) && context.target.config.rollback['on-refuse'] === 'open') {
    // The intent comes first: from here on users may write, and a restore point leads back only with their loss.
    mine.begin('open', { because: '`on-refuse: open`' })
    try {
      await operate(serviceContext(context, mine.job('open', serviceTimeoutMs)), 'open', servicesOf(context), maintenanceFile(context))
      await mine.done('open', { says: 'let users in: `on-refuse: open`' }, 0, false)
    } catch (error) {
      // Why there is no way back must not be hidden by this.
      unopened = error
      context.log.warning(`Users could not be let in (\`on-refuse: open\`): ${messageOf(error)}`)
    }
  }
  const message = new RollbackRefused(plan, mine.id, isFenced(mine.records), unopened)
  await mine.failed('rollback', message.message, 0)
  throw message
}

/** There is no way back that loses nothing. `plan` holds the reasons and the choices with their cost. */
export class RollbackRefused extends UserError {
  readonly plan: Extract<Plan, { kind: 'refuse' }>
  /** `fenced`: the writers are stopped and users see the maintenance answer, which is said where it is so. */
  constructor(plan: Extract<Plan, { kind: 'refuse' }>, deployment: string | undefined, fenced = false, cause?: unknown) {
    super(
      `No safe way back, so nothing was ${fenced ? 'undone; the writers are stopped, and users see the maintenance answer' : 'changed'}${deployment === undefined ? '' : ` (deployment ${deployment})`}:\n${plan.reasons.map(reason => `  - ${reason}`).join('\n')}\nYou can:\n${plan.choices
        .map(choice => `  - ${choice.what}. Cost: ${choice.cost}`)
        .join('\n')}`,
      cause === undefined ? undefined : { cause }
    )
    this.plan = plan
  }
}

/** Writers stopped, data back, code back, services started, gate behind the fence, users in. Each part is safe to repeat. */
export async function execute(session: Session, way: Way, plan: ExecutablePlan, recorded = false): Promise<RollbackResult> {
  const { context, mine } = session
  const start = context.clock.monotonic()
  if (!recorded) mine.begin('rollback', plan as unknown as Json)
  const copies: Record<string, string> = {}
  const saved: string[] = []
  let back = false
  try {
    const services = servicesOf(context)
    const file = maintenanceFile(context)
    const job = (timeoutMs: number) => mine.job('rollback', context.timeoutMs ?? timeoutMs)
    const data = plan.kind !== 'code-only'
    const code = codeOf(context)
    const to = plan.to === null ? undefined : way.targetRelease
    const fence = async () => {
      // Its intent alone: evidence would say that users could not write before it. It ends with the way back.
      if (!isFenced(mine.records)) mine.begin('fence', { because: 'the way back' })
      await operate(serviceContext(context, job(serviceTimeoutMs)), 'fence', services, file)
    }
    if (plan.kind === 'restore') Object.assign(copies, await restoreBackups(session, plan, fence, saved))
    else if (data || isFenced(mine.records)) await fence()
    if (plan.kind === 'restore-point') Object.assign(copies, await returnToPoints(session, way, plan))
    if (plan.kind === 'migrate-down') await migrateDown(session, plan)
    back = data
    const rows = await undoAdoptions(session, way.adoptions)
    if (rows !== undefined) context.log.info(`The history of the migrations is as it was: ${rows}`)
    const { kind } = way.previousCode
    // Where there was no code before, the link that the deployment made goes.
    if (to !== undefined && code !== undefined && (kind !== 'none' || way.facts.codeChanged))
      await code.goBack(job(codeTimeoutMs), way.previousCode)
    // Only a release behind the link can be proven to run.
    const release = kind === 'symlink' ? to?.path : undefined
    if (services.length > 0) await operate(serviceContext(context, job(serviceTimeoutMs), release), 'restart', services)
    const report = await measure(session, 'gate')
    if (report.verdict !== 'passed')
      throw new UserError(
        `The system was put back, but the health gate is ${report.verdict}: ${report.reason}. ${isFenced(mine.records) || data ? 'The fence still stands. ' : ''}Mend what the checks name, then run \`rollback\` with \`deployment: ${mine.id}\` again`
      )
    if (file !== undefined && (data || isFenced(mine.records)))
      await operate(serviceContext(context, job(serviceTimeoutMs)), 'open', [], file)
  } catch (thrown) {
    const kept = [...Object.values(copies), ...saved.map(id => `backup ${id}`)]
    let error = thrown
    if (back && plan.kind === 'restore' && plan.asked && thrown instanceof UserError)
      error = new UserError(`${thrown.message}\n${waysAfterRestore(context, mine.id, kept)}`, { cause: thrown.cause })
    if (plan.kind === 'migrate-down' && thrown instanceof MigrationFailed)
      error = new UserError(
        `${thrown.message}\nThe fence still stands. Mend what stands in its way, then run \`rollback\` with \`deployment: ${mine.id}\` again: it goes on where it stopped`,
        { cause: thrown.cause }
      )
    await mine.failed('rollback', messageOf(error).slice(0, 4000), context.clock.monotonic() - start).catch(() => undefined)
    throw error
  }
  const loss = 'loss' in plan ? plan.loss : []
  const where = way.targetRelease === undefined ? 'what ran before' : `${way.targetRelease.version} (${way.targetRelease.id})`
  const says = `${plan.kind}: ${where} runs and passed the gate; ${loss.length === 0 ? 'nothing was lost' : `lost: ${loss.join('; ')}`}`
  const kept = [...Object.values(copies), ...saved.map(id => `backup ${id}`)]
  const evidence: RollbackEvidence = { says, kept, copies, release: way.targetRelease?.id ?? null }
  await mine.done('rollback', evidence, context.clock.monotonic() - start, true)
  if (way.badRelease !== undefined && way.badRelease.id !== way.targetRelease?.id)
    session.putRelease({ ...way.badRelease, state: 'bad', deployment: mine.id })
  recordKeptSchema(session, way, plan)
  if (plan.kind === 'restore' && plan.asked) await recordRestoredSchema(session, way)
  const byHand = mine.kind === 'rollback'
  await mine.close(
    byHand ? 'verified' : 'rolled-back',
    byHand ? (plan.kind === 'restore' && plan.asked ? says : `Rolled back by hand to ${where}`) : `${failedStep(session)}; ${says}`,
    way.targetRelease?.id
  )
  return { plan, outcome: 'rolled-back', release: way.targetRelease?.id, deployment: mine.id, kept }
}

/** The data are back, and the system does not come up with them: nothing else ends a restore that a person asked for. */
function waysAfterRestore(context: Context, deployment: string, kept: readonly string[]): string {
  const file = maintenanceFile(context)
  const services = servicesOf(context).map(each => each.name)
  const rest = [
    ...(file === undefined ? [] : [`remove ${file}`]),
    ...(services.length === 0 ? [] : [`see that ${services.join(', ')} ${services.length === 1 ? 'runs' : 'run'}`])
  ]
  return `The data are restored, and deployment ${deployment} stays open${file === undefined ? '' : '; users see the maintenance answer'}. You can:
  - mend what is named above, then run \`command: restore\` again with \`deployment: ${deployment}\`: the data are not touched again, it only starts, gates and opens
  - where it cannot pass with these data, give it up as it is: \`command: unlock\` with \`deployment: ${deployment}\` and a \`reason\`. Then restore another backup (what was live is kept as ${kept.join(', ')})${rest.length === 0 ? '' : `, or let users in by hand: on ${context.host.label} ${rest.join(', and ')}`}`
}

/** Where the code alone went back, the additive migrations stay: without a record of that the next preflight would take them for drift. */
function recordKeptSchema(session: Session, way: Way, plan: Plan): void {
  const release = way.targetRelease
  if (release === undefined) return
  if (plan.kind === 'migrate-down') {
    const back = Object.fromEntries(plan.sets.map(({ set, to }) => [set, [...to]]))
    session.putRelease({ ...release, applied: { ...release.applied, ...back } })
  }
  if (plan.kind !== 'code-only') return
  const now = Object.fromEntries(
    way.facts.schema.flatMap(({ set, now }) => (now === null ? [] : [[set, withoutAdoptions(now, set, way.adoptions)]]))
  )
  if (Object.keys(now).length === 0) return
  session.putRelease({ ...release, applied: { ...release.applied, ...now } })
}

/** A backup may be older than the last migration: what is applied now is read, or the next preflight would take it for drift. */
async function recordRestoredSchema(session: Session, { targetRelease: release }: Way): Promise<void> {
  const { context } = session
  const { migrations } = context.target.config
  if (release === undefined || migrations.length === 0) return
  const applied: Record<string, string[]> = { ...release.applied }
  for (const migration of migrations)
    applied[setOf(migration)] = [...(await (await frameworkOf(context, migration, release.path)).appliedSet())]
  session.putRelease({ ...release, applied })
}

function migrationOf({ context }: Session, set: string): MigrationConfig {
  const found = context.target.config.migrations.find(each => setOf(each) === set)
  if (found === undefined)
    throw new UserError(`The migrations of ${set} are to go back, and \`migrations\` of the configuration does not name them`)
  return found
}

/**
 * The schema goes back by the code that brought it there, before that code goes. Which migrations that are is read from the database each time, so that an
 * attempt after one that was interrupted does what is left; a set is exactly the recorded one afterwards, or this throws.
 */
async function migrateDown(session: Session, plan: Extract<Plan, { kind: 'migrate-down' }>): Promise<void> {
  const { context, mine } = session
  for (const { set, releasePath, to } of [...plan.sets].reverse()) {
    const migration = migrationOf(session, set)
    const framework = await frameworkOf(context, migration, releasePath)
    if (framework.revert === undefined) throw new Error(`The plan lets ${set} go back, and it has no way back`)
    const timeoutMs = context.timeoutMs ?? ('timeout' in migration ? migration.timeout : databaseTimeoutMs)
    const job = mine.job('rollback', timeoutMs, text => context.log.info(text.trimEnd()))
    const { reverted } = await framework.revert({ ...job, idPrefix: `${job.idPrefix}.${migration.framework}-${migration.database}` }, to)
    context.log.info(
      `The migrations of ${set} are as before: ${reverted.length === 0 ? 'they were already' : `undone ${reverted.join(', ')}`}`
    )
  }
}

async function returnToPoints(session: Session, way: Way, plan: Extract<Plan, { kind: 'restore-point' }>): Promise<Record<string, string>> {
  const { mine } = session
  const points = way.undone?.records.findLast(record => record.type === 'evidence' && record.step === 'restore-point')
  const known = points?.type === 'evidence' ? (points.evidence as unknown as RestorePointEvidence).points : {}
  const copies: Record<string, string> = {}
  for (const { database } of plan.databases) {
    const point = known[database]
    if (point === undefined) throw new Error(`The restore point of ${database} is not in the journal`)
    const engine = await databaseOf(session.context, database)
    copies[database] = (await engine.returnToRestorePoint(mine.job('rollback', databaseTimeoutMs), point)).kept
  }
  return copies
}

/**
 * `fence` stops the writers, once every backup is proven and can be read: what refuses one leaves the system running.
 * The jobs' ids do not count the attempts: an attempt after one that was interrupted recognises by them what is restored already, and does not take away
 * again what users have written since.
 * What can only be restored in its place is backed up before: twice, where it was written to until the writers stopped. Its ids go into `saved`.
 */
async function restoreBackups(
  session: Session,
  plan: Extract<Plan, { kind: 'restore' }>,
  fence: () => Promise<unknown>,
  saved: string[]
): Promise<Record<string, string>> {
  const { context, mine } = session
  const job = { ...mine.job('rollback', databaseTimeoutMs), idPrefix: `${mine.id}.rollback` }
  const { stateDir } = context.target
  const trust = { ...(await trustOf(context)), fromHost: plan.fromHost }
  const databases = plan.databases.map(each => each.database)
  // All of them are proven before the first is swapped.
  const ready = []
  const opened = new Map<string, OpenBackup>()
  try {
    for (const { database, backup, inPlace } of plan.databases) {
      const manifest = await verifyBackup(context.host, context.target.stateDir, backup, trust)
      const engine = await sourceOf(context, database)
      const known = opened.get(backup)
      const open = known ?? (await openBackup(context.host, job, manifest, { identity: await identityOf(context, manifest), databases }))
      opened.set(backup, open)
      ready.push({
        database,
        engine,
        source: restoreSource(manifest, database, engine, 'restore', { stateDir, directory: open.directory }),
        inPlace: inPlace !== undefined
      })
    }
    const live: Record<string, SavedLive> = {}
    for (const { database, inPlace } of ready) if (inPlace) live[database] = await saveLive(session, database, job)
    await fence()
    const copies: Record<string, string> = {}
    for (const { database, engine, source } of ready) {
      const known = live[database]
      if (known === undefined) copies[database] = (await engine.restore(job, source)).kept
      else {
        const now = await stillSaved(session, database, job, known)
        saved.push(now.backup)
        await (await databaseOf(context, database)).restoreInPlace!(job, source, now)
      }
    }
    return copies
  } finally {
    for (const each of opened.values()) await each.close()
  }
}

function failedStep(session: Session): string {
  const failed = session.mine.records.findLast(record => record.type === 'failed' && record.step !== 'rollback')
  const staged = session.mine.evidence<StageEvidence>('stage')
  return failed?.type === 'failed'
    ? `${staged?.version ?? 'The deployment'} failed in ${failed.step}`
    : `${staged?.version ?? 'The deployment'} was cancelled`
}
