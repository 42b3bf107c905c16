import type { Release } from '../deployment/records.ts'
import type { Session } from '../deployment/session.ts'
import { messageOf, UserError } from '../errors.ts'
import { measure } from './gate.ts'
import { codeTimeoutMs } from './timeouts.ts'
import { codeOf, frameworkOf, liveCode, openingOf, setOf } from './world.ts'

/** Makes what runs today the first good release, when the health gate passes: the first rollback has somewhere to go. */
export async function adopt(session: Session, reason: string | undefined): Promise<Release> {
  const { context } = session
  const { config, environment } = context.target
  if (Object.keys(config.health.checks).length === 0)
    throw new UserError(
      'There are no health checks, so nothing can prove that what runs now is good: give `checks` or `url`, or `health.checks` in the configuration'
    )
  const left = session.deployment
  if (left !== undefined && left.kind !== 'adopt')
    throw new UserError(
      `Deployment ${left.id} is open, so what runs now may be half of two releases. Run \`rollback\` with \`deployment: ${left.id}\`, or give it up with \`command: unlock\`, and adopt then`
    )
  const deployment = await session.require(() => openingOf(session, 'adopt', { reason }))
  try {
    const report = await context.log.group('Health gate', () => measure(session, 'gate'))
    if (report.verdict !== 'passed')
      throw new UserError(`What runs now cannot be adopted: the health gate is ${report.verdict}: ${report.reason}. Mend it first`)
    const code = codeOf(context)
    const adopted = await code?.adopt(deployment.job('stage', codeTimeoutMs))
    for (const note of adopted?.notes ?? []) context.log.warning(note)
    const live = await liveCode(context)
    const now = context.clock.now().toISOString()
    const path = adopted?.path ?? config.code?.root ?? '/'
    const applied: Record<string, string[]> = Object.fromEntries(
      await Promise.all(
        config.migrations.map(
          async migration =>
            [setOf(migration), [...(await (await frameworkOf(context, migration, path)).appliedSet())]] as [string, string[]]
        )
      )
    )
    const release: Release = {
      id: adopted?.id ?? `adopted-${deployment.id}`,
      version: adopted?.version ?? environment,
      commit: adopted?.commit ?? live.commit,
      path,
      state: 'adopted',
      stagedAt: now,
      verifiedAt: now,
      deployment: deployment.id,
      applied,
      fingerprint: adopted?.fingerprint === undefined ? undefined : { files: adopted.fingerprint }
    }
    session.putRelease(release)
    await deployment.close('adopted', `${release.version} runs, passed the gate, and is the first good release`, release.id)
    await session.closed()
    return release
  } catch (error) {
    // Adopting changes nothing that runs, so nothing needs to be undone and no lock needs to stay.
    await deployment
      .close('nothing-changed', messageOf(error).slice(0, 4000))
      .then(() => session.closed())
      .catch(second => context.log.warning(`The journal could not be written: ${messageOf(second)}`))
    throw error
  }
}
