import type { Config } from '../config/schema.ts'
import type { Target } from '../config/target.ts'
import { UserError } from '../errors.ts'
import { recipientsOf } from './encryption.ts'
import type { Manifest } from './manifest.ts'

/** What a backup can be besides proven, the input or key that makes it so, and what it is without. */
const qualities = {
  encrypted: { by: 'encrypt-to', not: 'not encrypted (no encrypt-to)' },
  copied: { by: 'copy-to', not: 'on this host only (no copy-to)' },
  signed: { by: 'manifest-key', not: 'integrity only (no manifest-key)' }
} as const
export type Quality = keyof typeof qualities
const names = Object.keys(qualities) as Quality[]

type BackupConfig = Pick<Config['backup'], 'encrypt-to' | 'copy-to' | 'manifest-key' | 'require'>

function has(config: BackupConfig, quality: Quality): boolean {
  const value = config[qualities[quality].by]
  return Array.isArray(value) ? value.length > 0 : value !== undefined
}

/** What the backup will not be, in the words of the report. */
export function lacking(config: BackupConfig): string[] {
  return names.filter(quality => !has(config, quality)).map(quality => qualities[quality].not)
}

const unset =
  'To GitHub an input whose variable or secret is not set is an empty text, and an empty input is the same as none: is it set in this environment, and given to this step?'

/**
 * Refuses a backup that would be less than it was meant to be, before anything is done. Errors: UserError: what `require` names is not given; keys of copies
 * are given and no place for one; a copy to GitHub would not be encrypted.
 */
export function checkDemands(config: BackupConfig, given: Target['given']): void {
  const missing = config.require.filter(quality => !has(config, quality))
  if (missing.length > 0)
    throw new UserError(
      `No backup is taken, for \`require\` names ${missing.join(', ')}, and ${missing.map(quality => `\`${qualities[quality].by}\``).join(', ')} ${missing.length === 1 ? 'is' : 'are'} empty. ${unset}`
    )
  const keys = ['ACCESS_KEY', 'SECRET_KEY', 'SESSION_TOKEN', 'PRIVATE_KEY'].filter(key => `BELAY_COPY_${key}` in given.secrets)
  if (keys.length > 0 && config['copy-to'].length === 0)
    throw new UserError(
      `No backup is taken, for it is given \`copy-${keys[0]!.toLowerCase().replace('_', '-')}\`, and \`copy-to\` is empty. ${unset} Where no copy is meant, leave the key out too.`
    )
  if (config['copy-to'].some(place => 'artifact' in place) && config['encrypt-to'].length === 0)
    throw new UserError(
      'No backup is taken, for `copy-to` names `artifact`, and whoever can read the repository can read its artifacts: only an encrypted backup is copied there. Give `encrypt-to`.'
    )
}

/** What the backup before this one was, and this one will not be; in words, with the input that makes the difference. */
export function lessThan(before: Manifest | undefined, config: BackupConfig): string[] {
  if (before === undefined) return []
  const was: Record<Quality, boolean> = {
    encrypted: recipientsOf(before).length > 0,
    copied: (before.copies ?? []).length > 0,
    signed: before.signature !== undefined
  }
  return names.filter(quality => was[quality] && !has(config, quality)).map(quality => `${quality} (\`${qualities[quality].by}\` is empty)`)
}
