import type { Session } from '../deployment/session.ts'
import { UserError } from '../errors.ts'

/** A person gives up an open deployment as it is. Refused while a job of it runs on the host. Errors: UserError. */
export async function unlock(session: Session, deployment: string | undefined, reason: string | undefined): Promise<void> {
  const { context } = session
  const state = await context.state()
  const { open, holder } = state
  if (open === undefined) throw new UserError('No deployment is open: there is nothing to unlock')
  if (deployment === undefined || deployment !== open.id)
    throw new UserError(
      `Name the deployment that you give up: \`deployment: ${open.id}\` is the one that is open${deployment === undefined ? '' : `, not ${deployment}`}`
    )
  if (reason === undefined) throw new UserError('Unlocking needs a `reason`, which is recorded')
  if (context.dryRun) return context.log.info(`Would: give up deployment ${open.id} as it is`)
  await context.store.unlock(holder?.fingerprint ?? 'missing', `Given up by ${context.run.owner.actor}: ${reason}`)
  context.log.warning(
    `Deployment ${open.id} was given up as it is. What it left is not undone: look at \`command: status\`, and at the system`
  )
}
