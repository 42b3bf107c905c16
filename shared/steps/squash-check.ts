import type { MigrationConfig } from '../config/schema.ts'
import type { Session } from '../deployment/session.ts'
import type { Json, Step } from '../deployment/step.ts'
import { messageOf, UserError } from '../errors.ts'
import { failing } from '../report/squash.ts'
import type { Report } from '../squash/check.ts'
import { gitSource } from '../squash/git-source.ts'
import type { Project } from '../squash/model.ts'
import { subtree } from '../squash/source.ts'
import type { StageEvidence } from './stage.ts'
import { checkoutOf, frameworkOf, liveCode, setOf } from './world.ts'

export type SetEvidence = {
  readonly set: string
  readonly database: string
  readonly before: readonly string[]
  readonly pending: readonly string[]
  readonly additive: boolean
  readonly reasons: readonly string[]
}
export type SquashEvidence = { readonly sets: readonly SetEvidence[]; readonly says: string; readonly verdict: string }

/** What the check reads, where it was read earlier. */
export interface SquashFacts {
  /** From `prefetchSource`, for the same ref. Used where its commit is the one that was staged, else the commit is read again. */
  readonly source: Promise<ReadSource>
  /** Applied sets of Django's. Whoever changes one from then on is seen when the migrations run: they begin with this one or not at all. */
  readonly applied: ReadonlyMap<MigrationConfig, readonly string[]>
}

interface SquashRequest extends Partial<SquashFacts> {
  readonly ref: string
  readonly repository?: string | undefined
  readonly onReport?: ((report: Report) => void) | undefined
  readonly failOn?: 'error' | 'warning' | 'never' | undefined
}

/** What the check reads of a commit, for each set of the configuration. Nothing of it depends on the host. */
export interface ReadSource {
  readonly commit: string | undefined
  readonly projects: ReadonlyMap<MigrationConfig, Project>
}

/**
 * Begins to read the commit's migrations, which takes some 0.2 s of this process for a hundred files: earlier steps wait for the host meanwhile.
 * Give the promise to `squashStep`, which throws what went wrong; nobody has to await it where the chain ends before.
 */
export function prefetchSource(
  session: Session,
  request: { readonly ref: string; readonly repository?: string | undefined }
): Promise<ReadSource> {
  const read = readSource(session, request)
  read.catch(() => undefined)
  return read
}

/** Checks the migrations of exactly the staged commit against the live applied set. Reads only. */
export function squashStep(request: SquashRequest): Step<{ readonly sets: readonly string[] }, SquashEvidence> {
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
      // Read while the database is asked; what fails first there is what the step says.
      const source = sourceFor(session, request)
      source.catch(() => undefined)
      const sets = await Promise.all(config.migrations.map(migration => checkSet(session, migration, source, { ...request, onReport })))
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
  source: Promise<ReadSource>,
  request: SquashRequest
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
  const before = request.applied?.get(migration) ?? (await framework.appliedSet())
  const { projects } = await source
  const applied = before.map(each => ({ app: each.slice(0, each.indexOf('.')), name: each.slice(each.indexOf('.') + 1) }))
  const { checkProject, describeReason } = await import('../squash/check.ts')
  const report = checkProject(projects.get(migration)!, { applied })
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

/** What was read early, where it is of the commit that was staged. */
async function sourceFor(session: Session, request: SquashRequest): Promise<ReadSource> {
  const staged = session.deployment?.evidence<StageEvidence>('stage')
  const early = await request.source
  return early !== undefined && (staged === undefined || early.commit === staged.commit) ? early : readSource(session, request)
}

/** The parser is loaded here, while git runs: actions that check nothing do without it. */
async function readSource(
  session: Session,
  request: { readonly ref: string; readonly repository?: string | undefined }
): Promise<ReadSource> {
  const projects = new Map<MigrationConfig, Project>()
  const sets = session.context.target.config.migrations.filter(migration => migration.framework === 'django')
  if (sets.length === 0) return { commit: undefined, projects }
  const checkout = checkoutOf(session.context, request.repository)
  try {
    const [source, { readDjangoProjectInTurns }] = await Promise.all([
      checkout.resolve(request.ref).then(({ commit }) => gitSource({ directory: checkout.directory, ref: request.ref, commit })),
      import('../squash/check.ts')
    ])
    for (const migration of sets) {
      const tree = migration.directory === '.' ? source : subtree(source, migration.directory)
      projects.set(migration, await readDjangoProjectInTurns(tree, { settings: migration.settings }))
    }
    return { commit: source.commit, projects }
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`The commit ${request.ref} could not be read from ${checkout.directory}: ${messageOf(error)}`, { cause: error })
  }
}
