import { command } from './command.ts'
import { http } from './http.ts'
import { sql } from './sql.ts'

/** Every kind of check, one line each: those that a script on the host asks, and the others. */
export const scriptProbes = [http, command] as const
export const directProbes = [sql] as const
