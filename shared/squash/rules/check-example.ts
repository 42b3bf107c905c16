import { checkMigrations, type Report } from '../check.ts'
import { objectSource } from '../source.ts'
import { loadSqlReader } from '../sql/load.ts'
import type { Example } from './rule.ts'

/** Checks an example as a pull request would: whatever its base branch does not hold is new. */
export async function checkExample({ files, applied, base = {}, tip, tables, environments, database, version }: Example): Promise<Report> {
  return checkMigrations(objectSource(files), {
    applied,
    base: objectSource(base),
    tip: tip && objectSource(tip),
    tables,
    environments,
    database,
    version,
    sql: await loadSqlReader(database)
  })
}
