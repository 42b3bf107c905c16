import { posix } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { classify } from './additive.ts'
import type { ChangeContext, Database, MigrationChanges, SqlReader } from './changes.ts'
import type { EnvironmentState } from './environments.ts'
import type { FoundVersion, FrameworkVersion, ReadOptions } from './framework.ts'
import { frameworks, sourceFramework } from './frameworks.ts'
import type { MigrationGraph } from './graph.ts'
import { Kept } from './kept.ts'
import { liveSquashes, type SquashState, squashStateOf } from './live.ts'
import {
  type Framework,
  keyOf,
  type Migration,
  type MigrationKey,
  type Position,
  type Project,
  type Severity,
  type Unknown
} from './model.ts'
import { type Reversal, reversals } from './reversal.ts'
import { rules as allRules } from './rules/registry.ts'
import { applies, type GraphState, type Rule, type Subject } from './rules/rule.ts'
import { readText, type SourceTree } from './source.ts'
import { type Decisions, decide } from './suppress.ts'
import { touchedTables } from './touched.ts'

export { type AdditiveReason, type Classification, classify, describeReason } from './additive.ts'
export type { MigrationKey } from './model.ts'

export interface Finding extends Position {
  rule: string
  severity: Severity
  framework: Framework
  app: string
  /** `''` for what concerns a whole app */
  migration: string
  message: string
  fix: string
  /** the same for the same defect, wherever its line has moved to */
  fingerprint?: string | undefined
}

/** A finding that somebody has decided to live with. */
export interface Suppressed extends Finding {
  by: 'comment' | 'configuration' | 'baseline'
  reason: string
}

export interface AppReport {
  label: string
  framework: Framework
  /** migration files on disk, squashes included */
  files: number
  /** how many of them a squash replaces on a fresh database */
  squashed: number
  /** operations along the old files, and along what a fresh database runs; `exact` is false where some cannot be read */
  operations: { before: number; after: number; exact: boolean }
  /** on a fresh database */
  leaves: string[]
}

/** What `migrate` would apply, in its order. */
export interface PendingMigration extends MigrationKey, Position {
  /** the kinds of its operations, in order */
  operations: string[]
}

export interface Report {
  /** `failed`: an error was found; `inconclusive`: none was, but a part that decides about the graph is unknown, or there was nothing to check */
  verdict: 'passed' | 'failed' | 'inconclusive'
  findings: Finding[]
  apps: AppReport[]
  unknown: Unknown[]
  /** the frameworks' versions that were read from the source, where none was given */
  versions?: (FoundVersion & { framework: Framework })[] | undefined
  /** present where there are any */
  suppressed?: Suppressed[] | undefined
  /** how the live database stands to each squash; present where an applied set was given */
  squashes?: SquashState[] | undefined
  /** present where an applied set was given */
  pending?: PendingMigration[] | undefined
  /** whether the pending migrations are proven additive; present with `pending` */
  additive?: { additive: boolean; reasons: ReturnType<typeof classify>['reasons'] } | undefined
  /** what going back over each pending migration loses, in the order of `pending`; present with it */
  reversals?: PendingReversal[] | undefined
}

export interface PendingReversal extends MigrationKey, Reversal {
  /** whether all of it is in one transaction, where the database can; undefined: it cannot be told */
  atomic: boolean | undefined
  /** the tables that are there before it, as the source names them */
  touched: ReturnType<typeof touchedTables>
}

/** What may be known of one project beside its files. */
export interface CheckOptions {
  /** the rows of the live database's migration table; leave out where there is none to ask. `[]` is an empty database. */
  applied?: readonly MigrationKey[] | undefined
  /** what was last heard of the environments that must have recorded a squash before its old files go; undefined: none was named */
  environments?: readonly EnvironmentState[] | undefined
  /** the same project on the base branch */
  base?: Project | undefined
  /** the files that it was read from */
  baseSource?: SourceTree | undefined
  /** the same project at the newest commit of that branch, where `base` is the commit that this branch left it at */
  tip?: Project | undefined
  /** tables of the live database */
  tables?: readonly string[] | undefined
  /** the environment that is checked for; undefined: any of the configuration */
  environment?: string | undefined
  /** what was decided about findings */
  decisions?: Decisions | undefined
  database?: Database | undefined
  /** undefined: read from the source, where it tells */
  version?: FrameworkVersion
  /** the whole repository, where the source is a folder of it: the version may stand at its root */
  repository?: SourceTree | undefined
  /** reads the SQL within migrations */
  sql?: SqlReader | undefined
  /** the rules to run; all of them unless told otherwise */
  rules?: readonly Rule[] | undefined
}

/** The same for a whole source, whose projects are found by themselves. */
export interface SourceCheckOptions extends ReadOptions, Omit<CheckOptions, 'base' | 'baseSource' | 'tip'> {
  /** the files of the base branch */
  base?: SourceTree | undefined
  /** the files of its newest commit, where `base` is the commit that this branch left it at */
  tip?: SourceTree | undefined
  /** undefined: all that are found */
  frameworks?: readonly Framework[] | undefined
}

/** Checks the migrations of one source, of whatever frameworks it holds. Pure: the same source and options give the same report. */
export function checkMigrations(source: SourceTree, given: SourceCheckOptions = {}): Report {
  const options = given.base === undefined ? given : { kept: new Kept(), ...given }
  const names = options.frameworks ?? detectFrameworks(source)
  const projects = (names.length === 0 ? (['django'] as const) : names).map(name => readProject(name, source, options))
  const reports = projects.map(project => {
    const base = options.base && readProject(project.framework, options.base, options)
    const tip = options.tip && readProject(project.framework, options.tip, options)
    return checkProject(project, source, { ...options, base, baseSource: options.base, tip })
  })
  return reports.length === 1 ? reports[0]! : mergeReports(reports)
}

/** The frameworks whose files a source holds. */
export function detectFrameworks(source: SourceTree): Framework[] {
  return Object.values(frameworks)
    .filter(framework => framework.detect(source))
    .map(framework => framework.name)
}

/** Reads what a source holds of one framework. Never throws on what the files hold; `problems` and `unknown` tell. */
export function readProject(name: Framework, source: SourceTree, options: ReadOptions = {}): Project {
  const reading = sourceFramework(name).read(source, options)
  for (;;) {
    const turn = reading.next()
    if (turn.done) return turn.value
  }
}

/** The same, beside other work: between two files the process may answer what else has come in. A hundred files take 0.1 s of it. */
export async function readProjectInTurns(name: Framework, source: SourceTree, options: ReadOptions = {}): Promise<Project> {
  const reading = sourceFramework(name).read(source, options)
  for (;;) {
    const turn = reading.next()
    if (turn.done) return turn.value
    await setImmediate()
  }
}

/** Several projects in one report; what one of them leaves open stays open, and what fails in one fails in all. */
export function mergeReports(reports: readonly Report[]): Report {
  const verdicts = reports.map(report => report.verdict)
  const pending = reports.every(report => report.pending !== undefined) ? reports.flatMap(report => report.pending!) : undefined
  const additive = reports.flatMap(report => report.additive ?? [])
  const suppressed = unique(reports.flatMap(report => report.suppressed ?? []))
  const squashes = reports.flatMap(report => report.squashes ?? [])
  return {
    verdict: verdicts.includes('failed') ? 'failed' : verdicts.includes('inconclusive') ? 'inconclusive' : 'passed',
    // What lies outside of all of them was found once by each.
    findings: unique(reports.flatMap(report => report.findings)),
    apps: reports.flatMap(report => report.apps),
    unknown: reports.flatMap(report => report.unknown),
    versions: reports.flatMap(report => report.versions ?? []),
    ...(suppressed.length === 0 ? {} : { suppressed }),
    ...(reports.some(report => report.squashes !== undefined) ? { squashes } : {}),
    ...(pending === undefined ? {} : { pending }),
    ...(pending === undefined
      ? {}
      : {
          additive: { additive: additive.every(each => each.additive), reasons: additive.flatMap(each => each.reasons) },
          reversals: reports.flatMap(report => report.reversals ?? [])
        })
  }
}

function unique<T extends Finding>(findings: readonly T[]): T[] {
  const seen = new Map<string, T>()
  for (const each of findings) {
    const key = JSON.stringify([each.rule, each.file, each.line, each.column, each.message])
    if (!seen.has(key)) seen.set(key, each)
  }
  return [...seen.values()]
}

/**
 * Checks one project that was read from this source. Its positions are those of the source; those of the report are the repository's, also where
 * the source is one of its folders.
 */
export function checkProject(read: Project, source: SourceTree, options: CheckOptions = {}): Report {
  const framework = sourceFramework(read.framework)
  const { applied, base, database } = options
  const found =
    options.version === undefined
      ? (framework.version?.(source) ?? (options.repository && framework.version?.(options.repository)))
      : undefined
  const version = options.version ?? found?.version
  const unknown = [...read.unknown]
  if (read.migrations.length === 0 && read.problems.length === 0) {
    const nothing = `no migrations of ${read.framework} were found. Set \`path\` to the folder that holds them (that of manage.py or alembic.ini)`
    unknown.push({ framework: read.framework, app: '', migration: '', affects: 'graph', reason: nothing, file: '', line: 1, column: 1 })
  }
  const project = { ...read, unknown }
  const fresh = framework.graph(project, [], version)
  const graphs: GraphState[] = [{ state: 'fresh', graph: fresh }]
  const live = applied && framework.graph(project, applied, version)
  if (live !== undefined) graphs.push({ state: 'live', graph: live })
  const plan = live && framework.plan(live)
  const context: ChangeContext = { project, database, sql: options.sql }
  const known = new Map<Migration, MigrationChanges>()
  const subject: Subject = {
    project,
    source,
    graphs,
    base,
    baseSource: options.baseSource,
    tip: options.tip,
    tables: options.tables,
    environment: options.environment,
    ruleIds,
    recorded: applied,
    environments: options.environments,
    database,
    version,
    isNew: newIn(plan, base),
    changes(migration) {
      const changes = known.get(migration) ?? framework.changes(migration, context)
      known.set(migration, changes)
      return changes
    }
  }
  const matches = (options.rules ?? allRules)
    .filter(rule => applies(rule, project.framework, database))
    .flatMap(rule =>
      rule
        .check(subject)
        .map(({ fix = rule.fix, ...match }) => ({ rule: rule.id, severity: rule.severity, framework: project.framework, ...match, fix }))
    )
  const { findings, suppressed } = decide(
    matches.map(each => inRepository(each, source)),
    { text: file => textAt(source, file), decisions: options.decisions, firm }
  )
  const hasError = findings.some(finding => finding.severity === 'error')
  const isOpen = unknown.some(one => one.affects === 'graph')
  const report: Report = {
    verdict: hasError ? 'failed' : isOpen ? 'inconclusive' : 'passed',
    findings,
    apps: project.apps.filter(app => app.state !== 'unmigrated').map(app => reportApp(project, fresh, app.label)),
    unknown: unknown.map(each => inRepository(each, source))
  }
  if (found !== undefined) report.versions = [{ framework: project.framework, ...found }]
  if (suppressed.length > 0) report.suppressed = suppressed
  if (live !== undefined && applied !== undefined) report.squashes = liveSquashes(project, applied, live).map(squashStateOf)
  if (plan !== undefined) {
    report.pending = plan.map(migration => {
      const { app, name, operations } = migration
      const { file, line, column } = inRepository(migration, source)
      return { app, name, file, line, column, operations: operations.map(operation => operation.kind) }
    })
    const { additive, reasons } = classify(plan)
    report.additive = { additive, reasons: reasons.map(each => inRepository(each, source)) }
    const changes = plan.map(migration => subject.changes(migration))
    report.reversals = reversals(changes).map((each, index) => {
      const { app, name } = plan[index]!
      return { app, name, atomic: changes[index]!.atomic, touched: touchedTables(changes[index]!.forward), ...each }
    })
  }
  return report
}

const ruleIds: ReadonlySet<string> = new Set(allRules.map(rule => rule.id))
const firm: ReadonlySet<string> = new Set(allRules.filter(rule => rule.ignorable === false).map(rule => rule.id))

/** The same, its file named as the repository does. */
function inRepository<T extends { file: string }>(each: T, { folder }: SourceTree): T {
  return folder === undefined || each.file === '' ? each : { ...each, file: posix.join(folder, each.file) }
}

function textAt(source: SourceTree, file: string): string | undefined {
  return readText(source, source.folder === undefined ? file : posix.relative(`/${source.folder}`, `/${file}`))
}

/** What is still to come, see `Subject.isNew`. */
function newIn(plan: readonly Migration[] | undefined, base: Project | undefined): (migration: Migration) => boolean {
  if (plan !== undefined) {
    const pending = new Set(plan.map(keyOf))
    return migration => pending.has(keyOf(migration))
  }
  if (base === undefined) return () => false
  const there = new Set(base.migrations.map(keyOf))
  return migration => !there.has(keyOf(migration))
}

/**
 * What the framework would apply next to a database with these rows, in its order, from the repository's own apps. Migrations of installed
 * packages are not in it: compare with `migrate --plan` of the staged release and give names that are missing here to `classify` as well.
 * Empty where the graph has cycles; look at the verdict first.
 */
export function plannedMigrations(project: Project, applied: readonly MigrationKey[], version?: FrameworkVersion): Migration[] {
  const framework = sourceFramework(project.framework)
  return framework.plan(framework.graph(project, applied, version))
}

function reportApp(project: Project, fresh: MigrationGraph, label: string): AppReport {
  const own = project.migrations.filter(migration => migration.app === label)
  const onDisk = new Set(own.map(keyOf))
  const used = own.filter(migration => fresh.nodes.get(keyOf(migration))?.migration !== undefined)
  // A squash whose old files are all deleted is the history itself.
  const old = own.filter(migration => !migration.replaces.some(target => onDisk.has(keyOf(target))))
  const sum = (migrations: Migration[]) => migrations.reduce((total, migration) => total + migration.operations.length, 0)
  return {
    label,
    framework: project.framework,
    files: own.length,
    squashed: own.length - used.length,
    operations: { before: sum(old), after: sum(used), exact: own.every(migration => migration.operationsKnown) },
    leaves: fresh.leaves(label).map(leaf => leaf.name)
  }
}
