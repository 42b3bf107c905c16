import type { Session } from '../deployment/session.ts'
import type { Json, Step } from '../deployment/step.ts'
import { type Action, operate, planOf, readServices, type ServicesEvidence } from '../services/operate.ts'
import type { ProofKind } from '../services/proof.ts'
import { decideFence, fenceStands, isFenced } from './fence-state.ts'
import type { SwitchEvidence } from './switch.ts'
import { serviceTimeoutMs } from './timeouts.ts'
import { maintenanceFile, serviceContext, servicesOf } from './world.ts'

export type OperateEvidence = { readonly action: string; readonly fenced: boolean; readonly services: Json; readonly says: string }
type OperatePlan = { readonly action: Action; readonly services: readonly string[]; readonly maintenance: string | null }

/** The fence: the maintenance answer goes up and the writers stop. In a chain only when a pending migration needs it. */
export const fenceStep: Step<OperatePlan, OperateEvidence> = {
  name: 'fence',
  title: 'Fence: stop the writers',
  changes: true,
  async plan(session) {
    const decision = await decideFence(session)
    if (!decision.needed) return { skip: decision.why }
    if (fenceStands(session.deployment?.records ?? [])) return { skip: 'the fence stands already' }
    return planned(session, 'fence', [decision.why])
  },
  run: (session, plan) => run(session, plan, 'fence'),
  async inspect(session, plan) {
    const { states, maintenance } = await now(session)
    const stopped = [...states]
      .filter(([name]) => plan.services.some(each => name.endsWith(` ${each}`)))
      .every(([, state]) => state.active === 'inactive' || state.active === 'failed')
    if (!stopped || (plan.maintenance !== null && maintenance !== 'up')) return { outcome: 'partly', what: 'not every writer is stopped' }
    return {
      outcome: 'done',
      evidence: { action: 'fence', fenced: true, services: [], says: 'found fenced: every writer stopped, maintenance answer up' }
    }
  }
}

/** Starts what the fence stopped, or restarts; proves that the new code runs. */
export function restartStep(action: 'restart' | 'reload' | 'start' | 'stop' = 'restart'): Step<OperatePlan, OperateEvidence> {
  return {
    name: 'restart',
    title: action === 'stop' ? 'Stop the services' : `${action[0]!.toUpperCase()}${action.slice(1)} the services`,
    changes: true,
    async plan(session) {
      if (servicesOf(session.context).length === 0) return { skip: 'no services are configured' }
      return planned(session, action, [])
    },
    run: (session, plan) => run(session, plan, 'restart')
  }
}

/** Lets users in again. */
export const openStep: Step<OperatePlan, OperateEvidence> = {
  name: 'open',
  title: 'Open: let users in',
  changes: true,
  async plan(session) {
    const file = maintenanceFile(session.context)
    if (!isFenced(session.deployment?.records ?? []))
      return { skip: session.context.dryRun ? 'opens whatever the fence closed' : 'no fence stands' }
    return {
      plan: { action: 'open', services: servicesOf(session.context).map(each => each.name), maintenance: file ?? null },
      says: [file === undefined ? 'start what the fence stopped' : `remove ${file}`]
    }
  },
  run: (session, plan) => run(session, plan, 'open'),
  async inspect(session, plan) {
    const { states, maintenance } = await now(session)
    if (maintenance === 'up' || ![...states.values()].every(state => state.active === 'active'))
      return { outcome: 'partly', what: 'users are not let in yet' }
    return {
      outcome: 'done',
      evidence: { action: plan.action, fenced: false, services: [], says: 'found open: maintenance answer down, every service up' }
    }
  }
}

/** The services and the maintenance answer as they are now. */
function now(session: Session) {
  const { context, mine } = session
  return readServices(serviceContext(context, mine.job('fence', serviceTimeoutMs)), servicesOf(context), maintenanceFile(context))
}

function planned(session: Session, action: Action, why: readonly string[]) {
  const services = servicesOf(session.context)
  const file = action === 'fence' ? maintenanceFile(session.context) : undefined
  const { steps } = planOf(action, services, file)
  return {
    plan: { action, services: steps.map(step => step.service.name), maintenance: file ?? null },
    says: [
      ...why,
      ...(file === undefined ? [] : [`maintenance answer up: ${file}`]),
      ...steps.map(step => `${step.verb} ${step.service.manager.kind} ${step.service.name}`)
    ]
  }
}

async function run(session: Session, plan: OperatePlan, step: 'fence' | 'restart' | 'open'): Promise<OperateEvidence> {
  const { context, mine } = session
  const services = servicesOf(context)
  const switched = mine.evidence<SwitchEvidence>('switch')
  const root = context.target.config.code?.root
  const release = step !== 'fence' && switched !== undefined && root !== undefined ? `${root}/releases/${switched.release}` : undefined
  const job = mine.job(step, context.timeoutMs ?? serviceTimeoutMs)
  const evidence = await operate(
    serviceContext(context, job, release),
    plan.action,
    plan.action === 'open' && plan.maintenance !== null ? [] : services,
    plan.maintenance ?? undefined
  )
  for (const service of evidence.services) if (service.remark !== undefined) context.log.warning(`${service.name}: ${service.remark}`)
  return { action: plan.action, fenced: plan.action === 'fence', services: evidence.services as unknown as Json, says: saysOf(evidence) }
}

/** The proofs as a person reads them. */
const proofs: Record<ProofKind, string> = {
  cwd: 'works in the release',
  'command-line': 'runs the release that its command names',
  'started-after-switch': 'was started after the switch',
  'new-process': 'is a new process',
  running: 'runs as before',
  stopped: 'stopped'
}

function pids(before: number | undefined, after: number | undefined): string {
  if (after === undefined) return ''
  return before === undefined || before === after ? ` (pid ${after})` : ` (pid ${before}, now ${after})`
}

function saysOf(evidence: ServicesEvidence): string {
  const each = evidence.services.map(({ name, proof, before, after }) => `${name} ${proofs[proof]}${pids(before.pid, after.pid)}`)
  const file = evidence.maintenance === undefined ? [] : [`maintenance answer ${evidence.maintenance}`]
  return [...file, ...each, ...(evidence.stableForMs > 0 ? [`up for ${evidence.stableForMs / 1000} s`] : [])].join(', ')
}

/** Stops the writers of a deployment that was opened, so that what came in can be counted exactly. */
export async function fenceForProof(session: Session): Promise<void> {
  const { context, mine } = session
  const plan = planned(session, 'fence', []).plan
  mine.begin('fence', plan)
  const evidence = await operate(
    serviceContext(context, mine.job('fence', context.timeoutMs ?? serviceTimeoutMs)),
    'fence',
    servicesOf(context),
    maintenanceFile(context)
  )
  await mine.done('fence', { action: 'fence', fenced: true, services: [], says: saysOf(evidence) }, evidence.durationMs, false)
}
