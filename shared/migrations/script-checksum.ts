import { createHash } from 'node:crypto'
import type { ScriptConfig } from '../config/schema.ts'

/** SHA-256 of what is run: the text of a script, its way back, and the files that it consists of. `sums`: SHA-256 of each file by its path. Pure. */
export function checksumOf(script: Pick<ScriptConfig, 'apply' | 'undo' | 'files'>, sums: ReadonlyMap<string, string | undefined>): string {
  return createHash('sha256')
    .update(JSON.stringify([script.apply, script.undo ?? null, script.files.map(path => [path, sums.get(path)])]))
    .digest('hex')
}
