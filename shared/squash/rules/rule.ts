import type { Database, MigrationChanges } from '../changes.ts'
import type { EnvironmentState } from '../environments.ts'
import type { FrameworkVersion } from '../framework.ts'
import type { MigrationGraph } from '../graph.ts'
import type { Framework, Migration, MigrationKey, Position, Project, Severity } from '../model.ts'
import type { SourceTree } from '../source.ts'

/** The graph for one state of the database. `fresh`: nothing applied; `live`: the applied set that was given. */
export interface GraphState {
  state: 'fresh' | 'live'
  graph: MigrationGraph
}

/** What a rule looks at. */
export interface Subject {
  project: Project
  /** all files of the same commit or directory */
  source: SourceTree
  /** `fresh` always, `live` where an applied set is known */
  graphs: GraphState[]
  /** the same project on the branch that this one will be merged into; undefined where none was given */
  base: Project | undefined
  /** the files that `base` was read from */
  baseSource: SourceTree | undefined
  /** the same project at the newest commit of that branch: `base` is where this branch left it. undefined where none was given */
  tip: Project | undefined
  /** the tables of the live database; undefined where they were not asked for */
  tables: readonly string[] | undefined
  /** the environment that is checked for; undefined: any of the configuration */
  environment: string | undefined
  /** ids of every rule that there is, for what names one */
  ruleIds: ReadonlySet<string>
  /** what the live database has recorded, as it stands there: in the order of recording, doubles kept; undefined where none was asked */
  recorded: readonly MigrationKey[] | undefined
  /** what was last heard of the environments that must have recorded a squash before its old files go; undefined: none was named */
  environments?: readonly EnvironmentState[] | undefined
  /** undefined where it is not known; a rule for some databases then runs if PostgreSQL is one of them */
  database: Database | undefined
  version: FrameworkVersion
  /**
   * Whether a migration is still to come: pending in the live database, else not on the base branch. Where neither is known nothing is new, so that a
   * history that was applied long ago is not judged.
   */
  isNew(migration: Migration): boolean
  changes(migration: Migration): MigrationChanges
}

/** What a rule found, before the registry adds what is the same for every finding of the rule. */
export interface Match extends Position {
  app: string
  migration: string
  message: string
  /** where the remedy depends on the case; otherwise the rule's own is shown */
  fix?: string | undefined
}

/** A small project that is a test of the rule and a part of its page. Whatever `base` does not hold is new. */
export interface Example {
  /** content by path */
  files: Record<string, string>
  /** rows of the framework's table, where the rule needs a database */
  applied?: MigrationKey[] | undefined
  /** what was last heard of named environments */
  environments?: readonly EnvironmentState[] | undefined
  /** files of the base branch, where they are others than none: content by path */
  base?: Record<string, string> | undefined
  /** files of the base branch's newest commit, where they are others than `base` */
  tip?: Record<string, string> | undefined
  /** tables of the live database, where the rule needs them */
  tables?: readonly string[] | undefined
  database?: Database | undefined
  version?: FrameworkVersion
}

export interface ExamplePair {
  bad: Example
  good: Example
}

export interface Rule {
  id: string
  title: string
  /** what happens to people who do not mend it */
  why: string
  fix: string
  severity: Severity
  frameworks: readonly Framework[]
  /** undefined: any */
  databases?: readonly Database[] | undefined
  /** false: what it finds keeps the rest from being judged, so nobody can have it ignored */
  ignorable?: false | undefined
  /** Pure and total: it never throws on what a repository may hold. */
  check(subject: Subject): Match[]
  /** `bad` must give at least one finding of this rule, `good` none */
  examples: ExamplePair
  /** the same for other frameworks or other ways to write it */
  more?: readonly ExamplePair[] | undefined
}

/** Whether the rule speaks of this framework and database. */
export function applies(rule: Rule, framework: Framework, database: Database | undefined): boolean {
  return rule.frameworks.includes(framework) && (rule.databases?.includes(database ?? 'postgres') ?? true)
}

/** One match per place and message: several graph states often tell the same. */
export function distinct(matches: Match[]): Match[] {
  const seen = new Map<string, Match>()
  for (const match of matches) {
    const key = `${match.file}:${match.line}:${match.column}:${match.message}`
    if (!seen.has(key)) seen.set(key, match)
  }
  return [...seen.values()]
}

/** ` (on the live database)` where a match does not hold for a fresh one. */
export function stateNote(state: GraphState['state'], alsoFresh: boolean): string {
  return state === 'live' && !alsoFresh ? ' (with what the live database has applied)' : ''
}
