import { messageOf } from '../errors.ts'
import type { NewRecord } from './records.ts'
import type { Session } from './session.ts'
import type { Json, Step } from './step.ts'

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
    const planned = await step.plan(session)
    if ('skip' in planned) {
      log.info(`Skipped: ${planned.skip}`)
      return { status: 'skipped', durationMs: clock.monotonic() - start }
    }
    for (const line of planned.says) log.info(context.dryRun && step.inDryRun !== true ? `Would: ${line}` : line)
    if (context.dryRun && step.inDryRun !== true) return { status: 'planned', durationMs: clock.monotonic() - start }
    const deployment = step.changes ? await session.require(opening) : session.deployment
    if (step.changes) await deployment?.begin(step.name, planned.plan)
    try {
      const evidence = await step.run(session, planned.plan)
      if (deployment === undefined) await session.remember(step.name, evidence, clock.monotonic() - start)
      else await deployment.done(step.name, evidence, clock.monotonic() - start, more)
      return { status: 'passed', evidence, durationMs: clock.monotonic() - start }
    } catch (error) {
      // What the journal cannot take must not hide why the step failed.
      await deployment
        ?.failed(step.name, messageOf(error).slice(0, 4000), clock.monotonic() - start)
        .catch(second => log.warning(`The journal could not be written: ${messageOf(second)}`))
      throw error
    }
  })
}
