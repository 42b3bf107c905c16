import type { JournalRecord, StepName } from '../deployment/records.ts'
import type { Session } from '../deployment/session.ts'
import type { Deployment } from '../deployment/store.ts'
import type { SquashEvidence } from './squash-check.ts'
import { maintenanceFile } from './world.ts'

/** Does the fence stand, as the journal tells? It stands from its intent on: an interrupted fence may have stopped a writer. */
export function isFenced(records: readonly JournalRecord[]): boolean {
  const fenced = records.findLastIndex(record => (record.type === 'intent' || record.type === 'evidence') && record.step === 'fence')
  const opened = records.findLastIndex(record => record.type === 'evidence' && record.step === 'open')
  return fenced > opened
}

/** Is it proven that the writers are stopped? An interrupted fence is no proof. */
export function fenceStands(records: readonly JournalRecord[]): boolean {
  const fenced = records.findLastIndex(record => record.type === 'evidence' && record.step === 'fence')
  const started = records.findLastIndex(record => record.type === 'intent' && (record.step === 'restart' || record.step === 'open'))
  return fenced > started
}

/**
 * Could users write since the restore point was made (or, without one, since the fence stood)? With a maintenance file from the first intent to
 * open on; without one, as soon as the services are started again. A fence that was closed once more does not undo that. A deployment without a
 * fence was open the whole time.
 */
export function wasOpened(records: readonly JournalRecord[], hasMaintenanceFile: boolean): boolean {
  const at = (step: StepName) => records.findIndex(record => record.type === 'evidence' && record.step === step)
  const since = at('restore-point') >= 0 ? at('restore-point') : at('fence')
  if (since < 0) return true
  const letsIn = (step: StepName) => step === 'open' || (step === 'restart' && !hasMaintenanceFile)
  return records.slice(since + 1).some(record => (record.type === 'intent' || record.type === 'evidence') && letsIn(record.step))
}

/** The deployment before this one, when a person gave it up behind its fence: services may be stopped, and users see the maintenance answer. */
export function leftFenced(deployments: readonly Deployment[], mine: string | undefined): Deployment | undefined {
  const last = deployments.find(each => each.id !== mine)
  const end = last?.records.at(-1)
  return last !== undefined && end?.type === 'closed' && end.outcome === 'stopped' && isFenced(last.records) ? last : undefined
}

/** Whether this deployment needs a fence, and why. */
export async function decideFence(session: Session): Promise<{ readonly needed: boolean; readonly why: string }> {
  const { config } = session.context.target
  const checked = session.evidence<SquashEvidence>('squash-check')
  const left = leftFenced((await session.context.state()).deployments, session.deployment?.id)
  // Green with users locked out would be a lie: whoever takes such a system over also opens it.
  if (left !== undefined)
    return { needed: true, why: `deployment ${left.id} was given up behind its fence, which this one opens at its end` }
  if (config.fence === 'never') return { needed: false, why: '`fence: never` is configured' }
  if (config.fence === 'always') return { needed: true, why: '`fence: always` is configured' }
  if (checked === undefined)
    return {
      needed: true,
      why: session.context.dryRun
        ? 'whether a fence is needed is decided after the migrations are checked'
        : 'nothing has checked the migrations, so every one may change data'
    }
  const pending = checked.sets.flatMap(set => set.pending)
  if (pending.length === 0) return { needed: false, why: 'no schema change: nothing needs a fence' }
  const against = checked.sets.filter(set => set.pending.length > 0 && !set.additive)
  if (against.length === 0)
    return {
      needed: false,
      why: `every pending migration is additive (${pending.join(', ')}): the running release works with the new schema, no fence is needed`
    }
  const file = maintenanceFile(session.context)
  return {
    needed: true,
    why: `${against.flatMap(set => (set.reasons.length > 0 ? set.reasons.slice(0, 3) : set.pending)).join('; ')}: going back needs a restore point${file === undefined ? '; no `maintenance.file` is configured, so users are let in as soon as the services start' : ''}`
  }
}
