import { alembic } from './alembic/framework.ts'
import { django } from './django/framework.ts'
import type { SourceFramework } from './framework.ts'
import type { Framework } from './model.ts'
import { sql } from './sql/framework.ts'

/** Every framework that can be read. A new one is a folder and a line here. */
export const frameworks: Readonly<Partial<Record<Framework, SourceFramework>>> = { django, alembic, sql }

/** Errors: a bug, where the name is of one that cannot be read yet. */
export function sourceFramework(name: Framework): SourceFramework {
  const found = frameworks[name]
  if (found === undefined) throw new Error(`There is no reader for migrations of ${name}`)
  return found
}
