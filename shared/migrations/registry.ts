import type { MigrationConfig } from '../config/schema.ts'
import { Alembic } from './alembic.ts'
import { Django } from './django.ts'
import type { MigrationContext, MigrationFramework } from './framework.ts'
import { Scripts } from './scripts.ts'
import { Sql } from './sql.ts'

/** The framework that the configuration names, for one release. */
export function migrationFramework(config: MigrationConfig, context: MigrationContext): MigrationFramework {
  switch (config.framework) {
    case 'django':
      return new Django(config, context)
    case 'alembic':
      return new Alembic(config, context)
    case 'scripts':
      return new Scripts(config, context)
    case 'sql':
      return new Sql(config, context)
  }
}
