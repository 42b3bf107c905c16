import type { MigrationGraph } from '../graph.ts'
import type { Framework, MigrationKey, Position, Project, Severity } from '../model.ts'

/** The graph for one state of the database. `fresh`: nothing applied; `live`: the applied set that was given. */
export interface GraphState {
  state: 'fresh' | 'live'
  graph: MigrationGraph
}

/** What a rule looks at. More parts (the base branch, the database's rows) join here as optional fields. */
export interface Subject {
  project: Project
  /** `fresh` always, `live` where an applied set is known */
  graphs: GraphState[]
}

/** What a rule found, before the registry adds what is the same for every finding of the rule. */
export interface Match extends Position {
  app: string
  migration: string
  message: string
  /** where the remedy depends on the case; otherwise the rule's own is shown */
  fix?: string | undefined
}

/** A small project that is a test of the rule and a part of its page. */
export interface Example {
  /** content by path */
  files: Record<string, string>
  /** rows of `django_migrations`, where the rule needs a database */
  applied?: MigrationKey[] | undefined
}

export interface Rule {
  id: string
  title: string
  /** what happens to people who do not mend it */
  why: string
  fix: string
  severity: Severity
  frameworks: Framework[]
  /** Pure and total: it never throws on what a repository may hold. */
  check(subject: Subject): Match[]
  /** `bad` must give at least one finding of this rule, `good` none */
  examples: { bad: Example; good: Example }
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
