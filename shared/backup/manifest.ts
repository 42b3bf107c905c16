import * as z from 'zod'
import { signature } from './signature.ts'

/**
 * `backups/<id>/manifest.json`, written last: a directory without it is not a backup. Version 1. A reader of a newer version reads every older one.
 * Times are RFC 3339 in UTC, durations whole milliseconds.
 */

export const MANIFEST_VERSION = 1

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const milliseconds = z.number().int().nonnegative()

export const backupCheck = z.object({
  name: z.enum(['exit-code', 'trailer', 'full-decode', 'integrity', 'sha256', 'drill']),
  result: z.literal('passed')
})

export const backupMember = z.object({
  /** File name in the backup's directory. */
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/),
  /**
   * `globals`: what a server holds beside its databases (roles, tablespaces). `schema`: what makes the tables of a database, and no row. Only a person
   * restores these.
   */
  role: z.enum(['database', 'schema', 'globals', 'files']),
  format: z.string(),
  /** By a program of its own, after the client; absent: the format compresses by itself, or not at all. */
  compression: z.enum(['zstd', 'gzip']).optional(),
  /** Of the file as it is stored. */
  bytes: z.number().int().positive(),
  sha256,
  /** Of what was compressed and encrypted; absent where the file is stored as its client wrote it. */
  plainBytes: z.number().int().nonnegative().optional(),
  plainSha256: sha256.optional(),
  /** Name in `databases` or `files` of the configuration. */
  database: z.string(),
  engine: z.string(),
  /** Database name, or path. */
  source: z.string(),
  engineVersion: z.string(),
  clientVersion: z.string(),
  /** Of the source when it was dumped. */
  facts: z.object({
    /** Every table in the snapshot of the dump: exact rows, and a SHA-256 over a sample of them. */
    content: z.record(z.string(), z.object({ rows: z.number().int().nonnegative(), sample: sha256.nullable() })).optional(),
    bytes: z.number().int().nonnegative(),
    tables: z.number().int().nonnegative().optional()
  }),
  /** The last thing that was done to it; without it the file is readable by whoever may read the directory. */
  encryption: z.object({ type: z.literal('age'), recipients: z.array(z.string()).min(1) }).optional(),
  dumpMs: milliseconds,
  verifyMs: milliseconds,
  drillMs: milliseconds.optional(),
  checks: z.array(backupCheck).min(1),
  /** Without anything secret. */
  commands: z.array(z.string()),
  /** Of each command, in order. */
  exitCodes: z.array(z.literal(0))
})
export type BackupMember = z.infer<typeof backupMember>

export const manifest = z.object({
  schemaVersion: z.literal(MANIFEST_VERSION),
  id,
  /** Grows with every backup in this state directory; a number may be missing where a run died. */
  sequence: z.number().int().positive(),
  previousId: id.nullable(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  durationMs: milliseconds,
  /** Which run of the host's kernel this was, and how old it was: of two backups of one run they tell the time between, whatever the clock did. */
  clock: z.object({ boot: z.string(), uptimeMs: milliseconds }).optional(),
  /** Never removed by retention. */
  pinned: z.boolean().optional(),
  app: z.string().optional(),
  environment: z.string().optional(),
  host: z.string(),
  deployment: z.string().optional(),
  level: z.enum(['quick', 'full', 'drill']),
  members: z.array(backupMember).min(1),
  /** Places off the host where each member was proven to lie when this was written. One without a manifest.json is no copy. */
  copies: z.array(z.string()).optional(),
  /** Stands last. */
  signature: signature.optional()
})
export type Manifest = z.infer<typeof manifest>

export function manifestJsonSchema(): unknown {
  return { ...z.toJSONSchema(manifest), title: 'Manifest of a backup (manifest.json)' }
}

/** The file's text: stable order of keys, one key per line. */
export function renderManifest(value: Manifest): string {
  return `${JSON.stringify(manifest.parse(value), null, 2)}\n`
}
