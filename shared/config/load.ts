import * as z from 'zod'
import { UserError } from '../errors.ts'
import { type Config, config } from './schema.ts'
import { parseYaml } from './yaml-errors.ts'

/**
 * Reads `.github/belay.yml` from its text.
 * Errors: UserError with file, line and column for every problem, and for names that point nowhere.
 */
export function loadConfig(text: string, file: string): Config {
  const loaded = parseYaml(config, text, file)
  const problems = references(loaded)
  if (problems.length > 0) throw new UserError(`${file} is not usable:\n${problems.map(each => `  ${file}: ${each}`).join('\n')}`)
  return loaded
}

/** Names that point to another part of the configuration must find it. */
function references(loaded: Config): string[] {
  const databases = Object.keys(loaded.databases)
  const known = databases.length === 0 ? 'there are no databases' : `there are ${databases.join(', ')}`
  const withSql = (where: string, name: string | undefined) =>
    name !== undefined && loaded.databases[name]?.engine === 'redis' ? [`${where}: ${name} is a Redis, which has no SQL`] : []
  const trees = Object.keys(loaded.files)
  const missing = (where: string, name: string | undefined) =>
    name === undefined || name in loaded.databases ? [] : [`${where}: no database ${JSON.stringify(name)}; ${known}`]
  return [
    ...loaded.migrations.flatMap((migration, index) => missing(`migrations.${index}.database`, migration.database)),
    ...loaded.migrations.flatMap((migration, index) => withSql(`migrations.${index}.database`, migration.database)),
    ...trees
      .filter(name => databases.includes(name))
      .map(name => `files.${name}: a database has that name already, and a backup knows both by their names`),
    ...(loaded.backup.files ?? []).flatMap((name, index) =>
      name in loaded.files
        ? []
        : [
            `backup.files.${index}: no files ${JSON.stringify(name)}; ${trees.length === 0 ? 'there are none' : `there are ${trees.join(', ')}`}`
          ]
    ),
    ...(loaded.backup.databases ?? []).flatMap((name, index) => missing(`backup.databases.${index}`, name)),
    ...Object.entries(loaded.health.checks).flatMap(([name, check]) =>
      'sql' in check
        ? [...missing(`health.checks.${name}.database`, check.database), ...withSql(`health.checks.${name}.database`, check.database)]
        : []
    ),
    ...loaded.migrations.flatMap((migration, index) =>
      loaded.backup.databases !== undefined && !loaded.backup.databases.includes(migration.database)
        ? [`backup.databases: leaves out ${migration.database}, which migrations.${index} changes; no migration starts without a backup`]
        : []
    ),
    ...loaded.migrations.flatMap((migration, index) =>
      loaded.migrations.findIndex(each => each.framework === migration.framework && each.database === migration.database) < index
        ? [`migrations.${index}: there is another ${migration.framework} for ${migration.database} already; put its scripts into one list`]
        : []
    ),
    ...(loaded.migrations.length > 0 &&
    loaded.code === undefined &&
    loaded.migrations.some(each => each.framework === 'django' || each.framework === 'alembic')
      ? ['migrations need `code`: the release that they are run from']
      : [])
  ]
}

/** The published JSON Schema: editors complete and check `.github/belay.yml` with it. */
export function configJsonSchema(): unknown {
  return { ...z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' }), title: 'Belay configuration (.github/belay.yml)' }
}
