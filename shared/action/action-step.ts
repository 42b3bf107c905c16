import { runStep } from '../deployment/run-step.ts'
import type { Session } from '../deployment/session.ts'
import type { Json, Step } from '../deployment/step.ts'
import { openingOf, rememberCode } from '../steps/world.ts'
import type { Runtime } from './main.ts'

/** Runs one step as an action of its own: opens the deployment where it is the first to change something, and sets `status`. */
export async function actionStep<Plan extends Json, Evidence extends Json>(
  session: Session,
  runtime: Runtime,
  step: Step<Plan, Evidence>,
  facts: { readonly version?: string | undefined }
): Promise<Evidence | undefined> {
  if (await nothingToDo(session, runtime)) return undefined
  const { reason } = await session.job.read()
  const { run } = session.context
  const opening = () => openingOf(session, 'deploy', { version: facts.version, commit: run.sha, reason })
  const { status, evidence } = await runStep(session, step, { opening })
  runtime.output('status', status === 'passed' ? 'passed' : 'skipped')
  return evidence
}

/** In a chain: preflight found that this version is live and verified already, or the deployment of this job has ended. */
export async function nothingToDo(session: Session, runtime: Runtime): Promise<boolean> {
  if (session.deployment !== undefined) return false
  await rememberCode(session)
  const { nothingToDo: why, ended } = await session.job.read()
  if (why === undefined && ended === undefined) return false
  runtime.log.notice(why ?? `Deployment ${ended} of this job has ended: there is nothing left to do`)
  runtime.output('status', 'skipped')
  return true
}
