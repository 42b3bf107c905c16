import { UserError } from '../errors.ts'

/** Room that a dump without rows may need, in bytes. */
export const schemaBytes = 2 ** 24

/** What a backup of the schema alone is known by: nothing that needs the rows finds one under the database's own name. */
export const schemaOf = (database: string): string => `${database} (schema only)`

export const schemaHasNoRows = (key: string): UserError =>
  new UserError(
    `databases.${key}: with \`scope: schema\` a backup holds no rows, so there is nothing that \`verify: drill\` could compare. Use \`verify: full\`.`
  )
