import { UserError } from '../errors.ts'
import { list } from './applied.ts'

/** Every revision of a release, with the revisions that it needs: `down_revision` and `depends_on`. */
export type RevisionGraph = Readonly<Record<string, readonly string[]>>

/**
 * The revisions that `heads` stand for: themselves and all of their ancestors, sorted. Errors: UserError for one that the release does not have. What it
 * stands for nobody can tell then, and "nothing applied" or the head alone would both be wrong.
 */
export function appliedBy(heads: readonly string[], graph: RevisionGraph, where: string): string[] {
  const unknown = heads.filter(head => !Object.hasOwn(graph, head))
  if (unknown.length > 0)
    throw new UserError(
      `${where} has the revision ${list(unknown)} applied, which no file of this release has. Is the database ahead of this code, or migrated from another branch?`
    )
  const found = new Set<string>()
  const rest = [...heads]
  for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
    if (found.has(name)) continue
    found.add(name)
    rest.push(...(graph[name] ?? []))
  }
  return [...found].sort()
}

/** Those of an applied set that no other one of it needs, sorted. */
export function headsOf(applied: readonly string[], graph: RevisionGraph): string[] {
  const needed = new Set(applied.flatMap(name => graph[name] ?? []))
  return applied.filter(name => !needed.has(name)).sort()
}
