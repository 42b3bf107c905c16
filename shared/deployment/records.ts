import * as z from 'zod'

/**
 * What Belay writes down on the host, one file per record, in `<state dir>/deployments/<id>/<seq>.json`.
 * A reader of a newer version must read every older one; `version` in the state directory guards that.
 */

/** The steps of the chain, in the order in which a deployment runs them. */
export const stepNames = [
  'preflight',
  'baseline',
  'stage',
  'squash-check',
  'backup',
  'adopt-history',
  'rehearse',
  'fence',
  'restore-point',
  'migrate',
  'switch',
  'restart',
  'gate',
  'open',
  'live-gate',
  'rollback'
] as const
export const stepName = z.enum(stepNames)
export type StepName = z.infer<typeof stepName>

/** Who opened a deployment: enough to ask GitHub whether that run still lives, and for a person to find it. */
export const owner = z.object({
  /** `owner/repository`, or the user and machine of a run outside GitHub. */
  repository: z.string(),
  runId: z.string(),
  runAttempt: z.number().int(),
  job: z.string(),
  actor: z.string(),
  url: z.string().optional()
})
export type Owner = z.infer<typeof owner>

const base = { seq: z.number().int().positive(), at: z.iso.datetime() }

export const deploymentKind = z.enum(['deploy', 'rollback', 'adopt'])
export type DeploymentKind = z.infer<typeof deploymentKind>

/** How a deployment ended (G5): exactly one of these. */
export const outcome = z.enum(['verified', 'rolled-back', 'adopted', 'nothing-changed', 'stopped'])
export type DeploymentOutcome = z.infer<typeof outcome>

export const liveCodeRecord = z.object({
  kind: z.enum(['symlink', 'git', 'none']),
  path: z.string().optional(),
  target: z.string().optional(),
  branch: z.string().optional(),
  release: z.string().optional()
})
export type LiveCodeRecord = z.infer<typeof liveCodeRecord>

export const record = z.discriminatedUnion('type', [
  z.object({
    ...base,
    type: z.literal('opened'),
    kind: deploymentKind,
    owner,
    /** What was live when the deployment opened: the way back for the code. */
    code: liveCodeRecord.optional(),
    /** Tag or commit that is to be deployed, or the release that a rollback goes to. */
    version: z.string().optional(),
    commit: z.string().optional(),
    reason: z.string().optional()
  }),
  /** Written before the step changes anything: its plan, and the state before. */
  z.object({ ...base, type: z.literal('intent'), step: stepName, plan: z.unknown(), jobs: z.array(z.string()).optional() }),
  /** Written after the step did its work and proved it. */
  z.object({ ...base, type: z.literal('evidence'), step: stepName, evidence: z.unknown(), durationMs: z.number() }),
  /** Written when the step ended without doing what it intended. `message` holds no secret and no row of data. */
  z.object({ ...base, type: z.literal('failed'), step: stepName, message: z.string(), durationMs: z.number() }),
  /** A signal from the runner, or a note that explains what follows. */
  z.object({ ...base, type: z.literal('note'), message: z.string() }),
  /** The last record of a deployment. */
  z.object({ ...base, type: z.literal('closed'), outcome, message: z.string(), release: z.string().optional() })
])
export type JournalRecord = z.infer<typeof record>
/** A record without what the journal itself adds. */
export type NewRecord = DistributiveOmit<JournalRecord, 'seq' | 'at'>
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** `releases/<id>/release.json`. `bad` is for ever unless a person forces it: a re-run refuses it. */
export const releaseState = z.enum(['staged', 'live', 'verified', 'adopted', 'bad'])
export const release = z.object({
  id: z.string(),
  version: z.string(),
  commit: z.string().optional(),
  tree: z.string().optional(),
  path: z.string(),
  state: releaseState,
  stagedAt: z.iso.datetime(),
  /** When the health gate passed with it: the order of rollback candidates, never a directory's mtime. */
  verifiedAt: z.iso.datetime().optional(),
  deployment: z.string().optional(),
  /** Applied migrations per set (`framework:database`) when it was verified, or last went live again: where a rollback of the schema goes. */
  applied: z.record(z.string(), z.array(z.string())).optional(),
  /** Facts that drift detection compares before the next deployment builds on them (G4). */
  fingerprint: z.record(z.string(), z.string()).optional()
})
export type Release = z.infer<typeof release>
