import type { DeploymentOutcome, JournalRecord, StepName } from '../deployment/records.ts'
import type { Deployment } from '../deployment/store.ts'
import { begunStep } from '../deployment/summarise.ts'
import type { PlannedSet } from './migration-plan.ts'

/** What happened in a deployment and what it cost: everything that a person at 2 a.m. asks, from the journal alone. */
export interface Report {
  readonly deployment: string
  readonly app: string
  readonly environment: string
  readonly host: string
  readonly kind: 'deploy' | 'rollback' | 'adopt'
  readonly version: string | null
  readonly commit: string | null
  readonly reason: string | null
  readonly outcome: DeploymentOutcome | 'open'
  readonly message: string
  readonly startedAt: string
  readonly durationMs: number
  readonly by: { readonly actor: string; readonly repository: string; readonly url: string | null }
  readonly steps: readonly StepReport[]
  /** Milliseconds during which users saw the maintenance answer; null: the fence never stood. */
  readonly downtimeMs: number | null
  /** The fence still stands: nothing that was recorded has opened it. */
  readonly fenced: boolean
  readonly rollback: RollbackReport | null
  readonly release: string | null
  readonly notes: readonly string[]
  /** What the check of the migrations found pending; absent where nothing was. */
  readonly migrations?: readonly PlannedSet[] | undefined
}

export interface StepReport {
  readonly step: StepName
  readonly status: 'passed' | 'failed' | 'interrupted'
  readonly durationMs: number
  /** One line for people; no secret, no row of data. */
  readonly says: string
}

export interface RollbackReport {
  readonly plan: string
  readonly reasons: readonly string[]
  readonly loss: readonly string[]
  readonly kept: readonly string[]
  readonly choices: readonly { readonly what: string; readonly cost: string }[]
}

interface Where {
  readonly app: string
  readonly environment: string
  readonly host: string
}

/** Pure: the journal's records -> the report. */
export function reportOf(deployment: Deployment, where: Where): Report {
  const { records } = deployment
  const first = records[0]
  if (first?.type !== 'opened') throw new Error(`Deployment ${deployment.id} does not begin with its opening record`)
  const last = records.at(-1)!
  const closed = last.type === 'closed' ? last : undefined
  const failed = records.filter(record => record.type === 'failed')
  const checked = records.findLast(record => record.type === 'evidence' && record.step === 'squash-check')
  const sets = checked?.type === 'evidence' ? ((checked.evidence as { sets?: readonly PlannedSet[] }).sets ?? []) : []
  return {
    deployment: deployment.id,
    ...where,
    kind: first.kind,
    version: first.version ?? null,
    commit: first.commit ?? null,
    reason: first.reason ?? null,
    outcome: closed?.outcome ?? 'open',
    message: closed?.message ?? (failed.length > 0 ? `stopped in ${failed.at(-1)!.step}` : 'not decided yet'),
    startedAt: first.at,
    durationMs: Date.parse(last.at) - Date.parse(first.at),
    by: { actor: first.owner.actor, repository: first.owner.repository, url: first.owner.url ?? null },
    steps: stepsOf(records),
    ...fenceOf(records),
    rollback: rollbackOf(records),
    release: closed?.release ?? null,
    notes: records.filter(record => record.type === 'note').map(record => record.message),
    ...(sets.some(set => set.pending.length > 0) ? { migrations: sets } : {})
  }
}

function stepsOf(records: readonly JournalRecord[]): StepReport[] {
  const steps = records.flatMap((record): StepReport[] => {
    if (record.type === 'failed')
      return [{ step: record.step, status: 'failed', durationMs: record.durationMs, says: record.message.split('\n')[0]! }]
    if (record.type !== 'evidence') return []
    return [{ step: record.step, status: 'passed', durationMs: record.durationMs, says: summaryOf(record.evidence) }]
  })
  const begun = begunStep(records)
  if (begun === undefined) return steps
  return [...steps, { step: begun.step, status: 'interrupted', durationMs: 0, says: `begun at ${begun.since}; its end is not recorded` }]
}

/** Each step's evidence says itself in one line what it proved. */
function summaryOf(evidence: unknown): string {
  return typeof evidence === 'object' && evidence !== null && 'says' in evidence && typeof evidence.says === 'string' ? evidence.says : ''
}

/** How long the fence stood, each time from its intent to what opened it or the last record, and whether it still does. */
function fenceOf(records: readonly JournalRecord[]): Pick<Report, 'downtimeMs' | 'fenced'> {
  let downtimeMs: number | null = null
  let since: number | undefined
  for (const record of records) {
    if (record.type === 'intent' && record.step === 'fence') since ??= Date.parse(record.at)
    const opens = record.type === 'evidence' && (record.step === 'open' || record.step === 'rollback')
    if (since === undefined || !(opens || record === records.at(-1))) continue
    downtimeMs = (downtimeMs ?? 0) + Date.parse(record.at) - since
    if (opens) since = undefined
  }
  return { downtimeMs, fenced: since !== undefined }
}

function rollbackOf(records: readonly JournalRecord[]): RollbackReport | null {
  const intent = records.findLast(record => record.type === 'intent' && record.step === 'rollback')
  if (intent?.type !== 'intent') return null
  const plan = intent.plan as { kind?: string; reasons?: string[]; loss?: string[]; choices?: { what: string; cost: string }[] }
  const evidence = records.findLast(record => record.type === 'evidence' && record.step === 'rollback')
  const kept = evidence?.type === 'evidence' ? ((evidence.evidence as { kept?: string[] }).kept ?? []) : []
  return { plan: plan.kind ?? 'unknown', reasons: plan.reasons ?? [], loss: plan.loss ?? [], kept, choices: plan.choices ?? [] }
}
