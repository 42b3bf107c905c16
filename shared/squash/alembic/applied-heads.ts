import type { Project } from '../model.ts'

/**
 * The rows that Alembic would keep of an applied set, which holds every ancestor: those that no other one of it follows or depends on. A revision that
 * no file has stays a row.
 */
export function appliedHeads(project: Project, applied: readonly string[]): string[] {
  const set = new Set(applied)
  const parents = new Set(project.migrations.filter(each => set.has(each.name)).flatMap(each => each.dependencies.map(({ name }) => name)))
  return applied.filter(name => !parents.has(name))
}
