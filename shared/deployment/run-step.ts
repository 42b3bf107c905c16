import { messageOf, UserError } from '../errors.ts'
import { NotWritten } from './errors.ts'
import type { OpenDeployment } from './open-deployment.ts'
import type { NewRecord, StepName } from './records.ts'
import type { Session } from './session.ts'
import type { Json, Step } from './step.ts'
import { interruptedStep } from './summarise.ts'

export interface StepResult<Evidence> {
  readonly status: 'passed' | 'skipped' | 'planned'
  readonly evidence?: Evidence | undefined
  readonly durationMs: number
}

export interface RunOptions {
  /** What the opening record says if this step is the first that changes something. */
  readonly opening: () => Promise<Omit<Extract<NewRecord, { type: 'opened' }>, 'type' | 'owner'>>
  /** The evidence may be written together with the next intent; only inside one process that goes on. */
  readonly more?: boolean | undefined
}

/** Runs one step by its contract: plan, intent, run, evidence. A dry run ends after the plan. */
export async function runStep<Plan extends Json, Evidence extends Json>(
  session: Session,
  step: Step<Plan, Evidence>,
  { opening, more = false }: RunOptions
): Promise<StepResult<Evidence>> {
  const { context } = session
  const { clock, log } = context
  const start = clock.monotonic()
  return log.group(step.title, async () => {
    const found = await finished(session, step)
    if (found !== undefined) {
      log.info(
        `Done already: an interrupted run of it had come to its end (${'says' in Object(found) ? String((found as { says: unknown }).says) : step.name})`
      )
      await session.mine.done(step.name, found, clock.monotonic() - start, more)
      return { status: 'passed', evidence: found, durationMs: clock.monotonic() - start }
    }
    const planned = await step.plan(session)
    if ('skip' in planned) {
      log.info(`Skipped: ${planned.skip}`)
      return { status: 'skipped', durationMs: clock.monotonic() - start }
    }
    for (const line of planned.says) log.info(context.dryRun && step.inDryRun !== true ? `Would: ${line}` : line)
    if (context.dryRun && step.inDryRun !== true) return { status: 'planned', durationMs: clock.monotonic() - start }
    const deployment = step.changes ? await begin(session, step.name, planned.plan, opening) : session.deployment
    try {
      const evidence = await step.run(session, planned.plan)
      if (deployment === undefined) await session.remember(step.name, evidence, clock.monotonic() - start)
      else await deployment.done(step.name, evidence, clock.monotonic() - start, more)
      return { status: 'passed', evidence, durationMs: clock.monotonic() - start }
    } catch (error) {
      if (error instanceof NotWritten) deployment?.takeBack()
      // What the journal cannot take must not hide why the step failed.
      await deployment
        ?.failed(step.name, messageOf(error).slice(0, 4000), clock.monotonic() - start)
        .catch(second => log.warning(`The journal could not be written: ${messageOf(second)}`))
      throw error
    }
  })
}

/** The intent stands on the host before anything is changed: in the deployment of this job, or as one of the first records of a new one. */
async function begin(session: Session, step: StepName, plan: Json, opening: RunOptions['opening']): Promise<OpenDeployment> {
  const { deployment } = session
  if (deployment === undefined) return session.require(opening, { more: [{ type: 'intent', step, plan: plan as never }] })
  deployment.begin(step, plan)
  return deployment
}

/** The evidence of a step that was interrupted after its work was done, read from the world itself. Errors: UserError while it still runs. */
async function finished<Plan extends Json, Evidence extends Json>(
  session: Session,
  step: Step<Plan, Evidence>
): Promise<Evidence | undefined> {
  const { deployment, context } = session
  if (deployment === undefined || step.inspect === undefined || context.dryRun) return undefined
  const interrupted = interruptedStep({ id: deployment.id, records: deployment.records })
  if (interrupted?.step !== step.name) return undefined
  const inspected = await step.inspect(session, interrupted.intent.plan as Plan)
  if (inspected.outcome === 'running')
    throw new UserError(
      `${step.title}: ${inspected.what} still runs on ${context.host.label}. Wait until it has ended, then run the same again`
    )
  return inspected.outcome === 'done' ? inspected.evidence : undefined
}
