import { LockLost } from '../deployment/errors.ts'
import { runStep, type StepResult } from '../deployment/run-step.ts'
import type { Session } from '../deployment/session.ts'
import type { Json, Step } from '../deployment/step.ts'
import { messageOf, UserError } from '../errors.ts'
import { FencedOff } from '../host/errors.ts'
import type { Report as SquashReport } from '../squash/check.ts'
import { adoptHistoryStep } from './adopt-history.ts'
import { backupStep } from './backup.ts'
import { isFenced } from './fence-state.ts'
import { finish } from './finish.ts'
import { baselineStep, gateStep, liveGateStep } from './gate.ts'
import { migrateStep } from './migrate.ts'
import { requirePreflight } from './preflight.ts'
import { rehearseStep } from './rehearse.ts'
import { restorePointStep } from './restore-point.ts'
import { type RollbackResult, rollBack } from './rollback.ts'
import { settle } from './rollback-facts.ts'
import { fenceStep, openStep, restartStep } from './services.ts'
import { prefetchSource, squashStep } from './squash-check.ts'
import { prepareStage, stageStep } from './stage.ts'
import { switchStep } from './switch.ts'
import { openingOf } from './world.ts'

export interface DeployRequest {
  readonly ref: string
  readonly repository?: string | undefined
  readonly reason?: string | undefined
  readonly force: boolean
  readonly branchPolicy: boolean
  /** The release's migrations begin anew: prove that they make the live schema, and record them in place of the old ones. */
  readonly adoptHistory?: boolean | undefined
  readonly onSquashReport?: ((report: SquashReport) => void) | undefined
}

export interface DeployResult {
  readonly outcome: 'verified' | 'nothing-changed' | 'planned'
  readonly version: string
}

/** A deployment failed, and what was done about it. */
export class DeploymentFailed extends UserError {
  readonly rollback: RollbackResult | undefined
  constructor(message: string, cause: unknown, rollback: RollbackResult | undefined) {
    super(message, { cause })
    this.rollback = rollback
  }
}

/** The whole chain in one process: a deployment reads as this list. Errors: DeploymentFailed, after the rollback. */
export async function deploy(session: Session, request: DeployRequest): Promise<DeployResult> {
  const { context } = session
  const checked = await context.log.group('Preflight', () => requirePreflight(session, request))
  if (!checked.needed && !request.force && session.deployment === undefined) {
    context.log.notice(`${checked.version} is live and verified already: there is nothing to do`)
    return { outcome: 'nothing-changed', version: checked.version }
  }
  if (session.deployment !== undefined) await resume(session, checked)
  const opening = () => openingOf(session, 'deploy', { version: checked.version, commit: checked.commit, reason: request.reason })
  const step = <Plan extends Json, Evidence extends Json>(each: Step<Plan, Evidence>): Promise<StepResult<Evidence>> =>
    runStep(session, each, { opening, more: true })
  // While the host is busy there is little else to do here.
  const source = prefetchSource(session, request)
  const prepared = context.dryRun ? undefined : prepareStage(session, { ...request, version: checked.version })
  try {
    await step(baselineStep)
    const { ref, repository, force } = request
    await step(stageStep({ ref, version: checked.version, repository, force, prepared }))
    if (request.adoptHistory === true) {
      // The check of the migrations judges the rows that stand there afterwards.
      await step(backupStep())
      await step(adoptHistoryStep)
    }
    const applied = request.adoptHistory === true ? undefined : checked.applied
    await step(squashStep({ ref, repository, onReport: request.onSquashReport, source, applied }))
    if (request.adoptHistory !== true) await step(backupStep())
    await step(rehearseStep)
    await step(fenceStep)
    await step(restorePointStep)
    await step(migrateStep)
    await step(switchStep)
    await step(restartStep())
    await step(gateStep)
    const fenced = isFenced(session.deployment?.records ?? [])
    await step(openStep)
    if (fenced || context.dryRun) await step(liveGateStep)
  } catch (error) {
    throw await afterFailure(session, error)
  } finally {
    await prepared?.dispose()
  }
  if (context.dryRun) return { outcome: 'planned', version: checked.version }
  await finish(session)
  await session.closed()
  return { outcome: 'verified', version: checked.version }
}

/**
 * Goes on with a deployment that another job left open: what still runs of it is ended first, then every step is asked again; those that are done
 * say so. A rollback that was refused has changed nothing but the fence, so it does not stand in the way. Errors: UserError when it is not the same deployment, or is on its way back.
 */
async function resume(session: Session, checked: { readonly version: string; readonly commit: string | undefined }): Promise<void> {
  const { context, mine } = session
  const { version, commit } = mine.opened
  if (mine.kind !== 'deploy' || (commit !== undefined && commit !== checked.commit))
    throw new UserError(
      `Deployment ${mine.id} is a ${mine.kind} of ${version ?? 'unknown'} (${commit?.slice(0, 10) ?? 'no commit'}), not of ${checked.version}: it cannot be resumed with another version. Run \`rollback\` with \`deployment: ${mine.id}\``
    )
  if (
    mine.records.some(
      record => record.type === 'intent' && record.step === 'rollback' && (record.plan as { kind?: string }).kind !== 'refuse'
    )
  )
    throw new UserError(`Deployment ${mine.id} is on its way back: run \`rollback\` with \`deployment: ${mine.id}\` to finish that`)
  context.log.info(`Going on with deployment ${mine.id}`)
  if (!context.dryRun) await settle(session, { id: mine.id, records: mine.records })
}

/**
 * What becomes of a deployment in which a step threw. Whatever it was, the system must not stay half way: a broken connection or a bug is rolled
 * back like a failed migration. Only who has lost the lock changes nothing more, because another job decides now.
 */
export async function afterFailure(session: Session, thrown: unknown): Promise<Error> {
  const { context, deployment } = session
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  if (deployment === undefined || context.dryRun || error instanceof LockLost || error instanceof FencedOff) return error
  const message = error instanceof UserError ? error.message : `This is a bug in Belay, please report it: ${error.message}`
  const cause = causeOf(error)
  context.log.error(message)
  if (!context.target.config.rollback.automatic) {
    return new DeploymentFailed(
      `${message}\n\`rollback.automatic: false\`: deployment ${deployment.id} stays open. Run \`rollback\` with \`deployment: ${deployment.id}\``,
      cause,
      undefined
    )
  }
  try {
    const result = await context.log.group('Roll back', () => rollBack(session, {}))
    await session.closed()
    const end =
      result.outcome === 'nothing-changed'
        ? 'Nothing live had been changed.'
        : `The system is as before: ${result.plan.kind}, ${result.release ?? 'same code'}, ${'loss' in result.plan && result.plan.loss.length > 0 ? `lost: ${result.plan.loss.join('; ')}` : 'nothing was lost'}.`
    return new DeploymentFailed(`The deployment failed: ${message}\n${end}`, cause, result)
  } catch (second) {
    return new DeploymentFailed(
      `The deployment failed: ${message}\nAnd it could not be rolled back: ${messageOf(second)}`,
      causeOf(second) ?? cause,
      undefined
    )
  }
}

/** What is shown beneath the headline; of a bug its stack, which a report needs. */
function causeOf(error: unknown): unknown {
  if (error instanceof UserError) return error.cause
  return error instanceof Error ? new Error(error.stack ?? error.message) : undefined
}
