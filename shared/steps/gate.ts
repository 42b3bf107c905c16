import type { Session } from '../deployment/session.ts'
import type { Json, Step } from '../deployment/step.ts'
import { UserError } from '../errors.ts'
import { askAll } from '../health/ask.ts'
import { compareWithBaseline } from '../health/baseline.ts'
import { type HealthReport, type Phase, runGate } from '../health/gate.ts'
import { databaseOf } from './world.ts'
import { type Fingerprints, fingerprintBehindFence } from './writes.ts'

export type GateEvidence = {
  readonly report: HealthReport & Json
  readonly says: string
  /** Behind the fence: what stood in the databases before users were let in, where that could be read in time. */
  readonly fingerprints?: Fingerprints | undefined
}

/** The gate did not pass. `report` says what was seen. */
export class GateNotPassed extends UserError {
  readonly report: HealthReport
  constructor(message: string, report: HealthReport) {
    super(message)
    this.report = report
  }
}

/** How healthy the system is before anything changes: a failure that is there now will not be blamed on the deployment. */
export const baselineStep: Step<{ readonly checks: readonly string[] }, GateEvidence> = gateStepOf(
  'baseline',
  'baseline',
  'How healthy is it now?'
)
/** Decides behind the fence, where there is one. */
export const gateStep: Step<{ readonly checks: readonly string[] }, GateEvidence> = gateStepOf('gate', 'gate', 'Health gate')
/** Decides again when users are in: one round less would trust a fence, not the system. */
export const liveGateStep: Step<{ readonly checks: readonly string[] }, GateEvidence> = gateStepOf(
  'live-gate',
  'gate',
  'Health gate as users see it'
)

function gateStepOf(
  name: 'baseline' | 'gate' | 'live-gate',
  phase: Phase,
  title: string
): Step<{ readonly checks: readonly string[] }, GateEvidence> {
  return {
    name,
    title,
    changes: false,
    inDryRun: phase === 'baseline',
    async plan(session) {
      const { checks, successes, interval } = session.context.target.config.health
      const names = Object.keys(checks)
      if (names.length === 0) {
        if (phase === 'baseline') return { skip: 'no health checks are configured' }
        throw new UserError(
          'There are no health checks, so nothing can prove that the system works: give `checks` or `url`, or `health.checks` in the configuration'
        )
      }
      return {
        plan: { checks: names },
        says: [
          phase === 'baseline'
            ? `ask ${names.join(', ')} once`
            : `${names.join(', ')}: ${successes} good rounds in a row, one every ${interval / 1000} s`
        ]
      }
    },
    async run(session) {
      // The content is read while the gate asks, so that the proof costs users no time behind the fence.
      const [report, fingerprints] = await Promise.all([
        measure(session, phase),
        name === 'gate' ? fingerprintBehindFence(session) : undefined
      ])
      const evidence = { report: report as HealthReport & Json, says: `${report.verdict}: ${report.reason}`, fingerprints }
      if (phase === 'baseline' || report.verdict === 'passed') {
        if (phase === 'baseline' && report.verdict !== 'passed')
          session.context.log.warning(`Before the deployment: ${report.verdict}: ${report.reason}`)
        return evidence
      }
      const baseline = session.evidence<GateEvidence>('baseline')?.report
      const { verdict } = compareWithBaseline(baseline, report)
      const already = verdict === 'already-bad' ? ' The same checks failed before the deployment: the system was bad already.' : ''
      throw new GateNotPassed(`The health gate is ${report.verdict}: ${report.reason}.${already}`, report)
    }
  }
}

/** Asks the checks until the verdict is clear. */
export async function measure(session: Session, phase: Phase): Promise<HealthReport> {
  const { context } = session
  const { config } = context.target
  const { checks, ...gate } = config.health
  const needed = Object.values(checks).some(check => 'sql' in check)
  const databases = needed
    ? Object.fromEntries(
        await Promise.all(
          Object.keys(config.databases)
            .filter(name => config.databases[name]?.engine !== 'redis')
            .map(async name => [name, await databaseOf(context, name)] as const)
        )
      )
    : {}
  const probes = { host: context.host, databases, root: config.code?.root }
  return runGate({
    checks,
    gate: { ...gate, timeout: context.timeoutMs ?? gate.timeout },
    phase,
    clock: context.clock,
    log: context.log,
    ask: options => askAll(probes, checks, options)
  })
}
