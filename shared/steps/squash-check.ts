import type { MigrationConfig } from '../config/schema.ts'
import { type TableSize, tableSizes } from '../database/table-sizes.ts'
import type { Session } from '../deployment/session.ts'
import type { Json, Step } from '../deployment/step.ts'
import { messageOf, UserError } from '../errors.ts'
import { appliedOf } from '../migrations/applied.ts'
import { failing } from '../report/squash.ts'
import { appliedHeads } from '../squash/alembic/applied-heads.ts'
import type { Base } from '../squash/base.ts'
import { stopping, stopsDeployment } from '../squash/blocking.ts'
import type { Database } from '../squash/changes.ts'
import type { MigrationKey, Report } from '../squash/check.ts'
import type { Baseline } from '../squash/decisions.ts'
import type { EnvironmentState } from '../squash/environments.ts'
import type { FrameworkVersion } from '../squash/framework.ts'
import { gitSource } from '../squash/git-source.ts'
import { boundNewSpace } from '../squash/memory.ts'
import type { Project } from '../squash/model.ts'
import { type SourceTree, subtree } from '../squash/source.ts'
import type { StageEvidence } from './stage.ts'
import { checkoutOf, databaseOf, frameworkOf, liveCode, setOf } from './world.ts'

export type SetEvidence = {
  readonly set: string
  readonly database: string
  readonly before: readonly string[]
  readonly pending: readonly string[]
  readonly additive: boolean
  readonly reasons: readonly string[]
  /** What going back over each pending migration loses, in their order. Absent: it was not read (scripts, an older Belay). */
  readonly reversals?: readonly PendingReverse[] | undefined
  /** Names that get a row although nothing of their own runs: a squash whose migrations are all applied, and what a new squash stands for. */
  readonly records?: readonly string[] | undefined
}
export type PendingReverse = {
  readonly name: string
  readonly lossless: boolean
  readonly afterWrites: boolean
  /** One transaction takes everything back when it fails. */
  readonly atomic: boolean
  /** `orders.colour`: what it makes, and what goes with everything that is written to it. */
  readonly drops: readonly string[]
  /** In one sentence. */
  readonly reason: string
  /** The tables that it touches and that are there before it. Absent: an older Belay. */
  readonly tables?: readonly TableSize[] | undefined
  /** It may touch others, which cannot be told. */
  readonly more?: boolean | undefined
  /** The rules of risk (R) that speak of it. */
  readonly risks?: readonly string[] | undefined
}
export type SquashEvidence = { readonly sets: readonly SetEvidence[]; readonly says: string; readonly verdict: string }

/** What the check reads, where it was read earlier. */
export interface SquashFacts {
  /** From `prefetchSource`, for the same ref. Used where its commit is the one that was staged, else the commit is read again. */
  readonly source: Promise<ReadSource>
  /** Rows of Django's, in the order of recording, doubles kept. Whoever changes one from then on is seen when the migrations run: they begin with this one or not at all. */
  readonly applied?: ReadonlyMap<MigrationConfig, readonly string[]> | undefined
}

interface SquashRequest extends Partial<SquashFacts> {
  readonly ref: string
  readonly repository?: string | undefined
  readonly onReport?: ((report: Report) => void) | undefined
  /** From which severity on a finding stops the step; a risk or a missing way back never does, see `stopsDeployment`. */
  readonly failOn?: 'error' | 'warning' | 'never' | undefined
  /** of Django; undefined: read from the commit */
  readonly version?: FrameworkVersion
  /** The branch that the commit is compared with, where one is known. */
  readonly base?: Base | undefined
  /** Old findings that are ignored. */
  readonly baseline?: Baseline | undefined
  /** What was last heard of the environments that must have recorded a squash before its old files go. */
  readonly environments?: readonly EnvironmentState[] | undefined
}

/** What the check reads of a commit, for each set of the configuration. Nothing of it depends on the host. */
export interface ReadSource {
  readonly commit: string | undefined
  readonly projects: ReadonlyMap<MigrationConfig, { readonly project: Project; readonly tree: SourceTree }>
  /** all of its files; undefined where nothing was to be read */
  readonly repository?: SourceTree | undefined
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
      const risks = new Set<string>()
      const onReport = (report: Report) => {
        request.onReport?.(report)
        inconclusive ||= report.verdict === 'inconclusive'
        for (const { rule } of failing(report.findings, 'error')) if (!stopsDeployment(rule)) risks.add(rule)
      }
      // Read while the database is asked; what fails first there is what the step says.
      const source = sourceFor(session, request)
      source.catch(() => undefined)
      const sets = await Promise.all(config.migrations.map(migration => checkSet(session, migration, source, { ...request, onReport })))
      const pending = sets.flatMap(set => set.pending)
      return {
        sets,
        verdict: inconclusive ? 'inconclusive' : 'passed',
        says: `${
          pending.length === 0
            ? 'nothing is pending'
            : `pending: ${pending.join(', ')}${sets.every(set => set.additive) ? ' (additive)' : ''}`
        }${risks.size === 0 ? '' : `; risks that do not stop a deployment: ${[...risks].sort().join(', ')}`}`
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
      reasons: against.map(script => `${script.name} is not marked \`additive\``),
      // What a script does is known to its author alone: \`lossless\` is his word for it, and holds for the data that was there.
      reversals: migration.scripts
        .filter(script => pending.includes(script.name))
        .map(({ name, lossless, undo }) => ({
          name,
          lossless: lossless && undo !== undefined,
          afterWrites: false,
          atomic: false,
          drops: [],
          reason:
            undo === undefined
              ? 'it has no `undo`'
              : lossless
                ? 'its `undo` gives everything back, as `lossless` in the configuration says'
                : 'what its `undo` loses is not known'
        }))
    }
  }
  const rows = request.applied?.get(migration) ?? (await (framework.recorded?.() ?? framework.appliedSet()))
  const before = appliedOf(rows)
  const { projects, repository } = await source
  const read = projects.get(migration)
  // Whoever reads nothing of the files proves nothing of them either.
  if (read === undefined) {
    const pending = (await framework.plan()).map(each => each.name)
    const reasons = pending.length === 0 ? [] : [`the migrations of ${setOf(migration)} are not read before they run`]
    return { ...base, before, pending, additive: pending.length === 0, reasons }
  }
  // Django's names begin with their app; a revision or a file stands alone, in the one environment or directory that was read.
  const isDjango = migration.framework === 'django'
  const keyOf = (each: string) =>
    isDjango
      ? { app: each.slice(0, each.indexOf('.')), name: each.slice(each.indexOf('.') + 1) }
      : { app: read.project.apps[0]?.label ?? '', name: each }
  const nameOf = (each: MigrationKey) => (isDjango ? `${each.app}.${each.name}` : each.name)
  // Alembic's graph is asked for what its table holds: the heads, and never an ancestor beside them.
  const applied = (migration.framework === 'alembic' ? appliedHeads(read.project, rows) : rows).map(keyOf)
  const [{ checkProject, describeReason }, { recordedWith }, { decisionsOf }, { sqlReaderFor }] = await Promise.all([
    import('../squash/check.ts'),
    import('../squash/live.ts'),
    import('../squash/decisions.ts'),
    import('../squash/sql/load.ts')
  ])
  const database = databaseOfEngine(context.target.config.databases[migration.database]?.engine)
  const { project, tree } = read
  const report = checkProject(project, tree, {
    applied,
    version: isDjango ? request.version : undefined,
    database,
    sql: await sqlReaderFor(read.project, database),
    repository,
    ...(await baseFor(migration, request.base)),
    // An empty record beside tables was emptied; a database that has some rows is spared the question.
    tables: before.length === 0 ? await framework.tables?.() : undefined,
    environment: context.target.environment,
    environments: request.environments,
    decisions: decisionsOf(context.target.config['squash-check'], request.baseline)
  })
  request.onReport?.(report)
  for (const { reason } of report.unknown.slice(0, 5)) context.log.warning(`${setOf(migration)}: not known: ${reason}`)
  // Outside a deployment its caller has the last word.
  const errors = stopping(failing(report.findings, request.failOn ?? 'error'), true)
  if (errors.length > 0)
    throw new UserError(
      `The migrations are not sound:\n${errors.map(each => `  ${each.file}:${each.line}: ${each.rule} ${each.message}`).join('\n')}`
    )
  const sizes = await sizesOf(session, migration, report)
  return {
    ...base,
    before,
    pending: (report.pending ?? []).map(nameOf),
    additive: report.additive?.additive ?? false,
    reasons: (report.additive?.reasons ?? []).map(describeReason),
    records: recordedWith(project, report.squashes ?? [], report.pending ?? []).map(nameOf),
    reversals: (report.reversals ?? []).map(({ app, name, lossless, afterWrites, atomic, drops, reason, touched }) => ({
      name: nameOf({ app, name }),
      lossless,
      afterWrites,
      atomic: atomic === true,
      drops: drops.map(({ table, column }) => (column === undefined ? `${table}` : `${table}.${column}`)),
      reason,
      tables: touched.tables.map(table => sizes.get(table) ?? { table, isThere: null, rows: null, bytes: null }),
      more: !touched.all,
      risks: [
        ...new Set(
          report.findings.filter(each => each.app === app && each.migration === name && /^R/.test(each.rule)).map(each => each.rule)
        )
      ].sort()
    }))
  }
}

/** Only told, never decided by: a server that does not say is no reason to stop. */
async function sizesOf({ context }: Session, migration: MigrationConfig, report: Report): Promise<ReadonlyMap<string, TableSize>> {
  const tables = [...new Set((report.reversals ?? []).flatMap(each => each.touched.tables))].slice(0, 200)
  try {
    const sizes = await tableSizes(await databaseOf(context, migration.database), tables)
    return new Map(sizes.map(size => [size.table, size]))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    context.log.warning(`How large the tables of ${migration.database} are is not known: ${messageOf(error)}`)
    return new Map()
  }
}

function databaseOfEngine(engine: string | undefined): Database | undefined {
  return (['postgres', 'mysql', 'mariadb', 'sqlite'] as const).find(each => each === engine)
}

/** The same project where the branch left its base, and at the base's newest commit. */
async function baseFor(migration: MigrationConfig, base: Base | undefined) {
  if (base === undefined || migration.framework === 'scripts') return {}
  const { readProjectInTurns } = await import('../squash/check.ts')
  const { framework } = migration
  const settings = framework === 'django' ? migration.settings : undefined
  const read = (source: SourceTree) => readProjectInTurns(framework, source, { settings })
  const baseSource = subtree(base.mergeBase, migration.directory)
  const project = await read(baseSource)
  return { base: project, baseSource, tip: base.tip === base.mergeBase ? project : await read(subtree(base.tip, migration.directory)) }
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
  const projects = new Map<MigrationConfig, { project: Project; tree: SourceTree }>()
  const sets = session.context.target.config.migrations.filter(migration => migration.framework !== 'scripts')
  if (sets.length === 0) return { commit: undefined, projects }
  const checkout = checkoutOf(session.context, request.repository)
  boundNewSpace()
  try {
    const [source, { readProjectInTurns }] = await Promise.all([
      checkout.resolve(request.ref).then(({ commit }) => gitSource({ directory: checkout.directory, ref: request.ref, commit })),
      import('../squash/check.ts')
    ])
    for (const migration of sets) {
      const tree = migration.directory === '.' ? source : subtree(source, migration.directory)
      const settings = migration.framework === 'django' ? migration.settings : undefined
      const project = await readProjectInTurns(migration.framework, tree, { settings })
      // The revisions of several environments are not told apart by what one database has recorded, and only all heads are what is read.
      const isOne = project.apps.length === 1 && (migration.framework !== 'alembic' || migration.target === 'heads')
      if (migration.framework === 'django' || isOne) projects.set(migration, { project, tree })
    }
    return { commit: source.commit, projects, repository: source }
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`The commit ${request.ref} could not be read from ${checkout.directory}: ${messageOf(error)}`, { cause: error })
  }
}
