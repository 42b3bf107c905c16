import { join } from 'node:path'
import { loadConfig } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import { UserError } from '../errors.ts'
import type { Base } from '../squash/base.ts'
import type { Database } from '../squash/changes.ts'
import { checkMigrations, type Report } from '../squash/check.ts'
import { type Baseline, decisionsOf } from '../squash/decisions.ts'
import type { EnvironmentState } from '../squash/environments.ts'
import type { FrameworkVersion } from '../squash/framework.ts'
import type { GitSource } from '../squash/git-source.ts'
import { boundNewSpace } from '../squash/memory.ts'
import type { Framework } from '../squash/model.ts'
import { readText, type SourceTree, subtree } from '../squash/source.ts'
import { loadSqlReader } from '../squash/sql/load.ts'
import { defaultPath } from './read-target.ts'

export interface OfflineRequest {
  /** the commit that is checked */
  readonly source: GitSource
  /** the project's folder in the repository */
  readonly path: string
  /** where the configuration is in the commit; undefined: the usual place, and there may be none */
  readonly config?: string | undefined
  readonly framework?: Framework | undefined
  readonly environment?: string | undefined
  /** `postgres`, …; undefined: as configured */
  readonly engine?: string | undefined
  /** of Django; undefined: read from the commit */
  readonly version?: FrameworkVersion
  readonly base?: Base | undefined
  readonly baseline?: Baseline | undefined
  /** what was last heard of the environments that must have recorded a squash before its old files go */
  readonly environments?: readonly EnvironmentState[] | undefined
}

/** Checks the migrations of a commit without a host or a database: what a pull request can know. Errors: UserError for what it cannot read. */
export async function checkOffline(request: OfflineRequest): Promise<Report> {
  boundNewSpace()
  const { base, source } = request
  const config = configIn(source, request.config)
  const path = join('/', request.path).replace(/^\/|\/$/g, '')
  const database = databaseOf(request.engine, config)
  const at = (tree: SourceTree) => (path === '' ? tree : subtree(tree, path))
  const project = at(source)
  // A misspelt folder has no migrations either, and must not look like a project without any.
  if (project.list().length === 0 && project.skipped.length === 0 && path !== '' && !source.skipped.some(each => each.path === path))
    throw new UserError(`There is no folder ${path} in the commit that is checked: correct the input \`path\``)
  return checkMigrations(project, {
    base: base && at(base.mergeBase),
    tip: base && (base.tip === base.mergeBase ? undefined : at(base.tip)),
    frameworks: request.framework && [request.framework],
    environment: request.environment,
    version: request.version,
    repository: source,
    environments: request.environments,
    database,
    sql: await loadSqlReader(database),
    decisions: decisionsOf(config?.['squash-check'], request.baseline)
  })
}

function configIn(source: SourceTree, named: string | undefined): Config | undefined {
  const text = readText(source, named ?? defaultPath)
  if (text !== undefined) return loadConfig(text, named ?? defaultPath)
  if (named === undefined) return undefined
  throw new UserError(`The configuration ${named} is not in the commit that is checked: correct the input \`config\``)
}

/** The one that the migrations change, where that is one. */
function databaseOf(engine: string | undefined, config: Config | undefined): Database | undefined {
  const engines = config?.migrations.map(({ database }) => config.databases[database]?.engine) ?? []
  const found = engine ?? (new Set(engines).size === 1 ? engines[0] : undefined)
  return (['postgres', 'mysql', 'mariadb', 'sqlite'] as const).find(each => each === found)
}
