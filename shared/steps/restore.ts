import { needsIdentity, recipientsOf } from '../backup/encryption.ts'
import type { Manifest } from '../backup/manifest.ts'
import { restoreSource } from '../backup/source.ts'
import { estimatedLoss } from '../database/estimate.ts'
import { isEngine } from '../database/registry.ts'
import { type Session, takeOverOwnRun } from '../deployment/session.ts'
import { UserError } from '../errors.ts'
import type { Plan } from '../rollback/planner.ts'
import { inPlaceSays, whyInPlace } from './in-place.ts'
import { readNamedBackup } from './named-backup.ts'
import { begunPlan, endedOfThisRun, execute, type RollbackResult } from './rollback.ts'
import { settle, wayOfLive } from './rollback-facts.ts'
import { identityOf, openingOf, restoredNames, sourceOf } from './world.ts'

export interface RestoreRequest {
  /** Id of a backup, or `latest`. */
  readonly backup: string
  /** Which of what it holds; undefined: the databases with SQL. */
  readonly only?: readonly string[] | undefined
  /** The machine that it was taken on, where it is not this one. */
  readonly fromHost?: string | undefined
  readonly reason?: string | undefined
  /** Id of the backup whose loss is accepted: everything that was written since. */
  readonly acceptLoss?: string | undefined
}

/**
 * The databases become what a backup holds; code and release stay. Nothing is changed before the backup is authenticated and every byte of it is read, the
 * restored copy is compared before it is swapped in, and what was live is kept beside. Errors: UserError; where the loss is not accepted it names it.
 */
export async function restoreBackup(session: Session, request: RestoreRequest): Promise<RollbackResult> {
  const { context } = session
  if (session.deployment === undefined) await takeOverOwnRun(session)
  const open = session.deployment
  if (open !== undefined) {
    const begun = begunPlan(session)
    if (begun?.kind !== 'restore' || !begun.asked)
      throw new UserError(
        `Deployment ${open.id} is open: end it first (\`rollback\` with \`deployment: ${open.id}\`, or \`command: unlock\` to give it up as it is), then restore`
      )
    if (request.backup !== 'latest' && begun.databases.some(({ backup }) => backup !== request.backup))
      throw new UserError(
        `Deployment ${open.id} restores backup ${begun.databases[0]?.backup}, and is not at its end: run the same again with that backup, or give that up as it is (\`command: unlock\` with \`deployment: ${open.id}\`), then restore another`
      )
    if (context.dryRun) return { plan: begun, outcome: 'planned', release: undefined, deployment: open.id, kept: [] }
    await settle(session, { id: open.id, records: open.records })
    context.log.info('Going on with the restore that was begun')
    return execute(session, await wayOfLive(session, await context.refresh()), begun)
  }
  await session.waitForTurn()
  const state = await context.state()
  const { only, fromHost } = request
  const asked = { meant: restoredNames(context), only, fromHost }
  const { manifest, wanted: databases } = await readNamedBackup(session, request.backup, asked)
  const { id } = manifest
  const done = endedOfThisRun(session, state, plan => restores(plan, databases, request.backup === 'latest' ? undefined : id))
  if (done !== undefined) {
    // A re-run of the same run must not take away what users have written since.
    context.log.notice(`This run has restored already (deployment ${done.id}): there is nothing to do`)
    const plan: Plan = { kind: 'nothing', reasons: ['this run has restored already'] }
    return { plan, outcome: 'nothing-changed', release: undefined, deployment: done.id, kept: [] }
  }
  // Refused before anything is stopped where it is another database's.
  for (const name of databases) restoreSource(manifest, name, await sourceOf(context, name), 'restore', context.target)
  if (recipientsOf(manifest).length > 0 && (await identityOf(context, manifest)) === undefined) throw needsIdentity(manifest)
  const loss = await Promise.all(databases.map(name => lossOf(session, manifest, name)))
  const ways = await Promise.all(databases.map(async database => ({ database, inPlace: await whyInPlace(context, database) })))
  const plan = {
    kind: 'restore',
    to: null,
    asked: true,
    fromHost: request.fromHost,
    reasons: [
      `backup ${id} of ${manifest.finishedAt} was asked for${request.fromHost === undefined ? '' : `, which was taken on ${request.fromHost}`}`,
      ...ways.flatMap(inPlaceSays)
    ],
    databases: ways.map(way => ({ backup: id, ...way })),
    loss
  } as const satisfies Plan
  for (const each of ways.flatMap(inPlaceSays)) context.log.warning(each)
  for (const each of loss) context.log.warning(`${context.dryRun ? 'This would be lost' : 'This is lost'}: ${each}`)
  if (context.dryRun) return { plan, outcome: 'planned', release: undefined, deployment: undefined, kept: [] }
  if (request.acceptLoss !== id)
    throw new UserError(
      `Restoring backup ${id} loses what was written since, and nobody has accepted that:\n${loss.map(each => `  - ${each}`).join('\n')}\n${ways
        .flatMap(inPlaceSays)
        .map(each => `  - ${each}\n`)
        .join('')}If you mean it, give \`accept-loss: ${id}\`. What is live now is kept all the same.`
    )
  if (request.reason === undefined) throw new UserError('A restore needs a `reason`, which is recorded')
  if (Object.keys(context.target.config.health.checks).length === 0)
    throw new UserError(
      'There are no health checks, so nothing could prove that the system works when it is restored: give `checks` or `url`, or `health.checks` in the configuration. Nothing was changed'
    )
  const way = await wayOfLive(session, state)
  const { version, commit } = way.targetRelease ?? {}
  // The plan goes in with the opening: of a restore that was killed right after it, nobody else could tell what it was to do, or how it ends.
  await session.require(() => openingOf(session, 'rollback', { version, commit, reason: request.reason }), {
    waited: true,
    more: [{ type: 'intent', step: 'rollback', plan: plan as never }]
  })
  return execute(session, way, plan, true)
}

/** What a restore costs, in one line for people. */
async function lossOf({ context }: Session, manifest: Manifest, name: string): Promise<string> {
  const loss = `${name}: everything written since ${manifest.startedAt} (backup ${manifest.id})`
  const source = await sourceOf(context, name)
  const content = manifest.members.find(member => member.database === name)?.facts.content
  if (content === undefined || !isEngine(source)) return loss
  // A database that cannot be asked may be why it is restored.
  const estimate = await estimatedLoss(source, content).catch(() => undefined)
  return estimate === undefined ? loss : `${loss}; ${estimate}`
}

/** Whether a plan restored these databases from this backup; undefined: from whichever was the newest. */
function restores(plan: Plan, databases: readonly string[], backup: string | undefined): boolean {
  if (plan.kind !== 'restore' || !plan.asked) return false
  const restored = plan.databases.map(each => each.database)
  return databases.every(name => restored.includes(name)) && plan.databases.every(each => backup === undefined || each.backup === backup)
}
