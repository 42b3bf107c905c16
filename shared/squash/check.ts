import { classify } from './additive.ts'
import { type DjangoOptions, readDjangoProject } from './django/project.ts'
import { buildGraph, type MigrationGraph, planOf } from './graph.ts'
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
import { rules as allRules } from './rules/registry.ts'
import type { GraphState, Rule } from './rules/rule.ts'
import type { SourceTree } from './source.ts'

export { type AdditiveReason, type Classification, classify, describeReason } from './additive.ts'
export { readDjangoProjectInTurns } from './django/project.ts'
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
  /** present where an applied set was given */
  pending?: PendingMigration[] | undefined
  /** whether the pending migrations are proven additive; present with `pending` */
  additive?: { additive: boolean; reasons: ReturnType<typeof classify>['reasons'] } | undefined
}

export interface CheckOptions extends DjangoOptions {
  /** the rows of the live database's migration table; leave out where there is none to ask. `[]` is an empty database. */
  applied?: readonly MigrationKey[] | undefined
  /** the rules to run; all of them unless told otherwise */
  rules?: readonly Rule[] | undefined
}

/** Checks the migrations of one source. Pure: the same source and options give the same report. */
export function checkMigrations(source: SourceTree, options: CheckOptions = {}): Report {
  return checkProject(readDjangoProject(source, options), options)
}

/** The same for a project that was read before. */
export function checkProject(project: Project, options: CheckOptions = {}): Report {
  const fresh = buildGraph(project)
  const graphs: GraphState[] = [{ state: 'fresh', graph: fresh }]
  if (options.applied !== undefined) graphs.push({ state: 'live', graph: buildGraph(project, options.applied) })
  const unknown = [...project.unknown]
  if (project.migrations.length === 0 && project.problems.length === 0) {
    const nothing = 'no Django migrations were found. Set `path` to the folder that holds manage.py'
    unknown.push({ framework: project.framework, app: '', migration: '', affects: 'graph', reason: nothing, file: '', line: 1, column: 1 })
  }
  const findings = (options.rules ?? allRules)
    .filter(rule => rule.frameworks.includes(project.framework))
    .flatMap(rule =>
      rule
        .check({ project: { ...project, unknown }, graphs })
        .map(({ fix = rule.fix, ...match }) => ({ rule: rule.id, severity: rule.severity, framework: project.framework, ...match, fix }))
    )
  const hasError = findings.some(finding => finding.severity === 'error')
  const isOpen = unknown.some(one => one.affects === 'graph')
  const report: Report = {
    verdict: hasError ? 'failed' : isOpen ? 'inconclusive' : 'passed',
    findings,
    apps: project.apps.filter(app => app.state !== 'unmigrated').map(app => reportApp(project, fresh, app.label)),
    unknown
  }
  if (options.applied !== undefined) {
    const plan = plannedMigrations(project, options.applied)
    report.pending = plan.map(({ app, name, file, line, column, operations }) => ({
      app,
      name,
      file,
      line,
      column,
      operations: operations.map(operation => operation.kind)
    }))
    report.additive = classify(plan)
  }
  return report
}

/**
 * What `migrate` would apply next to a database with these rows, in Django's order, from the repository's own apps. Migrations of installed
 * packages are not in it: compare with `migrate --plan` of the staged release and give names that are missing here to `classify` as well.
 * Empty where the graph has cycles; look at the verdict first.
 */
export function plannedMigrations(project: Project, applied: readonly MigrationKey[]): Migration[] {
  return planOf(buildGraph(project, applied))
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
