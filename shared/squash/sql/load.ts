import type { Database, SqlReader } from '../changes.ts'
import type { Project } from '../model.ts'
import { mysqlReader } from './mysql.ts'
import { postgresReader } from './postgres.ts'
import { sqliteReader } from './sqlite.ts'

/** PostgreSQL's own parser is 1.7 MB of WebAssembly: it is loaded by nothing but this call, and once. */
export async function loadPostgresReader(): Promise<SqlReader> {
  const { loadModule, parseSync } = await import('libpg-query')
  await loadModule()
  return postgresReader(parseSync)
}

/** The reader for one database; PostgreSQL's where nobody says which it is. */
export async function loadSqlReader(database: Database | undefined): Promise<SqlReader> {
  if (database === 'mysql' || database === 'mariadb') return mysqlReader
  return database === 'sqlite' ? sqliteReader : loadPostgresReader()
}

/** The same where a project holds any SQL; undefined where it does not, and nothing is loaded. */
export async function sqlReaderFor(project: Project, database: Database | undefined): Promise<SqlReader | undefined> {
  const holds = project.migrations.some(migration =>
    [...migration.operations, ...(migration.reverse ?? [])].some(each => /sql|execute|SeparateDatabaseAndState/i.test(each.kind))
  )
  return project.framework === 'sql' || holds ? loadSqlReader(database) : undefined
}
