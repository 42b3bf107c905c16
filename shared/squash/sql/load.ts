import { setFlagsFromString } from 'node:v8'
import type { Database, SqlReader } from '../changes.ts'
import type { Project } from '../model.ts'
import { mysqlReader } from './mysql.ts'
import { postgresReader } from './postgres.ts'
import { sqliteReader } from './sqlite.ts'

/**
 * PostgreSQL's own parser is 1.7 MB of WebAssembly: it is loaded by nothing but this call, and once. V8 must not optimise it: for the parser's one huge
 * function its compiler takes 500 MB, in the background, and without it 20,000 statements are read in the same half a second.
 */
export async function loadPostgresReader(): Promise<SqlReader> {
  for (const flag of ['--no-wasm-dynamic-tiering', '--no-wasm-tier-up']) setFlagsFromString(flag)
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
