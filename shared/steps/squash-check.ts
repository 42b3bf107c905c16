import type { MigrationConfig } from '../config/schema.ts'
import type { Session } from '../deployment/session.ts'
import type { Json, Step } from '../deployment/step.ts'
import { messageOf, UserError } from '../errors.ts'
import { failing } from '../report/squash.ts'
import { checkMigrations, describeReason, type Report } from '../squash/check.ts'
import { type GitSource, gitSource } from '../squash/git-source.ts'
import { subtree } from '../squash/source.ts'
import type { StageEvidence } from './stage.ts'
import { checkoutOf, databaseOf, frameworkOf, liveCode, setOf } from './world.ts'

export type SetEvidence = {
  readonly set: string
  readonly database: string
  readonly before: readonly string[]
  readonly pending: readonly string[]
  readonly additive: boolean
  readonly reasons: readonly string[]
}
export type SquashEvidence = { readonly sets: readonly SetEvidence[]; readonly says: string; readonly verdict: string }

/** Checks the migrations of exactly the staged commit against the live applied set. Reads only. */
export function squashStep(request: {
  readonly ref: string
  readonly repository?: string | undefined
  readonly onReport?: ((report: Report) => void) | undefined
  readonly failOn?: 'error' | 'warning' | 'never' | undefined
}): Step<{ readonly sets: readonly string[] }, SquashEvidence> {
  return {
    name: 'squash-check',
    title: 'Check the migrations',
    changes: false,
    inDryRun: true,
    async plan(session) {
      const sets = session.context.target.config.migrations.map(setOf)
      if (sets.length === 0) return { skip: 'no migrations are configured' }
      return { plan: { sets }, says: sets.map(set => `check ${set} at ${request.ref} against the live database`) }
    },
    async run(session) {
      const { config } = session.context.target
      let inconclusive = false
      const onReport = (report: Report) => {
        inconclusive ||= report.verdict === 'inconclusive'
        request.onReport?.(report)
      }
      const sets = await Promise.all(config.migrations.map(migration => checkSet(session, migration, { ...request, onReport })))
      const pending = sets.flatMap(set => set.pending)
      return {
        sets,
        verdict: inconclusive ? 'inconclusive' : 'passed',
        says:
          pending.length === 0
            ? 'nothing is pending'
            : `pending: ${pending.join(', ')}${sets.every(set => set.additive) ? ' (additive)' : ''}`
      } satisfies Json
    }
  }
}

async function checkSet(
  session: Session,
  migration: MigrationConfig,
  request: {
    readonly ref: string
    readonly repository?: string | undefined
    readonly onReport?: ((report: Report) => void) | undefined
    readonly failOn?: 'error' | 'warning' | 'never' | undefined
  }
): Promise<SetEvidence> {
  const { context } = session
  const staged = session.deployment?.evidence<StageEvidence>('stage')
  const releasePath = staged?.path ?? (await liveCode(context)).path ?? context.target.config.code?.root ?? '/'
  const framework = await frameworkOf(context, migration, releasePath)
  const base = { set: setOf(migration), database: migration.database }
  if (migration.framework === 'scripts') {
    const before = await framework.appliedSet()
    const pending = migration.scripts.map(script => script.name).filter(name => !before.includes(name))
    const against = migration.scripts.filter(script => pending.includes(script.name) && !script.additive)
    return {
      ...base,
      before: [...before],
      pending,
      additive: against.length === 0,
      reasons: against.map(script => `${script.name} is not marked \`additive\``)
    }
  }
  await databaseOf(context, migration.database)
  const before = await framework.appliedSet()
  const source = await sourceOf(session, request)
  const applied = before.map(each => ({ app: each.slice(0, each.indexOf('.')), name: each.slice(each.indexOf('.') + 1) }))
  const report = checkMigrations(migration.directory === '.' ? source : subtree(source, migration.directory), {
    settings: migration.settings,
    applied
  })
  request.onReport?.(report)
  for (const { reason } of report.unknown.slice(0, 5)) context.log.warning(`${setOf(migration)}: not known: ${reason}`)
  const errors = failing(report.findings, request.failOn ?? 'error')
  if (errors.length > 0)
    throw new UserError(
      `The migrations are not sound:\n${errors.map(each => `  ${each.file}:${each.line}: ${each.rule} ${each.message}`).join('\n')}`
    )
  return {
    ...base,
    before: [...before],
    pending: (report.pending ?? []).map(each => `${each.app}.${each.name}`),
    additive: report.additive?.additive ?? false,
    reasons: (report.additive?.reasons ?? []).map(describeReason)
  }
}

async function sourceOf(session: Session, request: { readonly ref: string; readonly repository?: string | undefined }): Promise<GitSource> {
  const checkout = checkoutOf(session.context, request.repository)
  try {
    const { commit } = await checkout.resolve(request.ref)
    return await gitSource({ directory: checkout.directory, ref: commit })
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`The commit ${request.ref} could not be read from ${checkout.directory}: ${messageOf(error)}`, { cause: error })
  }
}
