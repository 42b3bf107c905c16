import type { InputValues } from '../../shared/action/definition.ts'
import type { Body, Runtime } from '../../shared/action/main.ts'
import { refOf } from '../../shared/action/ref.ts'
import { makeContext, withSession } from '../../shared/action/session.ts'
import type { Context } from '../../shared/deployment/context.ts'
import { type Session, takeOverOwnRun } from '../../shared/deployment/session.ts'
import type { Deployment } from '../../shared/deployment/store.ts'
import { UserError } from '../../shared/errors.ts'
import { renderMarkdown, renderPlan } from '../../shared/report/markdown.ts'
import { reportOf } from '../../shared/report/report.ts'
import { annotate } from '../../shared/report/squash.ts'
import { renderStatus } from '../../shared/report/status.ts'
import { whileDeploying } from '../../shared/squash/blocking.ts'
import type { Report as SquashReport } from '../../shared/squash/check.ts'
import { adopt } from '../../shared/steps/adopt.ts'
import { backUp } from '../../shared/steps/backup.ts'
import { DeploymentFailed, deploy } from '../../shared/steps/chain.ts'
import { drillBackup } from '../../shared/steps/drill.ts'
import { measure } from '../../shared/steps/gate.ts'
import { preflight, reportFindings } from '../../shared/steps/preflight.ts'
import { restoreBackup } from '../../shared/steps/restore.ts'
import { removeOldBackups } from '../../shared/steps/retention.ts'
import { RollbackRefused, rollBack } from '../../shared/steps/rollback.ts'
import { unlock } from '../../shared/steps/unlock.ts'
import { requireSources } from '../../shared/steps/world.ts'
import type { definition } from './definition.ts'

type Inputs = InputValues<typeof definition.inputs>
type Command = (session: Session, inputs: Inputs, runtime: Runtime) => Promise<void>

export const run: Body<typeof definition.inputs> = async (inputs, runtime) => {
  if (inputs.command === 'adopt') {
    const context = await makeContext(inputs, runtime)
    try {
      if (context.dryRun)
        return void runtime.log.info(
          `Would: make ${context.target.stateDir} on ${context.host.label}, and adopt what runs there when the health gate passes`
        )
      await context.store.initialise()
    } finally {
      await context.host.close()
    }
  }
  // Only what goes on with a deployment takes it over; looking at it must not take the lock from the job that works in it.
  const takesOver = inputs.command === 'deploy' || inputs.command === 'rollback' || inputs.command === 'restore'
  await withSession(
    { ...inputs, deployment: takesOver ? inputs.deployment : undefined },
    runtime,
    session => commands[inputs.command](session, inputs, runtime),
    inputs.command === 'backup' || inputs.command === 'restore' || inputs.command === 'restore-drill'
      ? context => here(context, inputs, runtime)
      : undefined
  )
}

/** The commands that need no shell, on this machine where it runs Windows. */
async function here(context: Context, inputs: Inputs, runtime: Runtime): Promise<void> {
  const { backUpHere, drillHere, planHere, restoreHere } = await import('../../shared/windows/commands.ts')
  const { backup, command, reason } = inputs
  const only = namesOf(inputs.only)
  if (inputs['from-host'] !== undefined) throw new UserError('`from-host` means nothing on Windows: a backup there names no machine')
  if (command === 'restore') {
    const result = await restoreHere(context, { backup, only, reason, acceptLoss: inputs['accept-loss'] })
    for (const path of result.kept) runtime.log.info(`What was live is kept as ${path}`)
    runtime.output('plan', 'restore')
    runtime.output('outcome', result.outcome)
    runtime.output('backup-id', result.backup)
  } else if (context.dryRun)
    return void runtime.log.info(command === 'backup' ? planHere(context) : `Would: restore backup ${backup} into a copy, and compare it`)
  else if (command === 'backup') {
    const { evidence, pruned } = await backUpHere(context, inputs.pin)
    runtime.log.info(evidence.says)
    runtime.output('backup-id', evidence.backup)
    runtime.output('pruned', pruned.join(','))
  } else {
    const drill = await drillHere(context, backup, only)
    runtime.log.notice(drill.says)
    runtime.output('backup-id', drill.backup)
    runtime.output('drill-ms', drill.durationMs)
  }
  runtime.output('status', 'passed')
}

const commands: Record<Inputs['command'], Command> = {
  async deploy(session, inputs, runtime) {
    const ref = refOf(inputs.ref, session.context.run)
    const onSquashReport = (report: SquashReport) => annotate(runtime.log, whileDeploying(report.findings))
    try {
      const { outcome, version } = await deploy(session, {
        ref,
        repository: inputs.repository,
        reason: inputs.reason,
        force: inputs.force,
        branchPolicy: inputs['branch-policy'],
        adoptHistory: inputs['adopt-history'],
        onSquashReport
      })
      runtime.output('outcome', outcome)
      runtime.output('version', version)
      runtime.output('status', outcome === 'verified' ? 'passed' : 'skipped')
    } catch (error) {
      if (error instanceof DeploymentFailed && error.rollback !== undefined) {
        runtime.output('outcome', error.rollback.outcome)
        runtime.output('plan', error.rollback.plan.kind)
        runtime.output('release', error.rollback.release ?? '')
      } else runtime.output('outcome', 'stopped')
      throw error
    } finally {
      await summarise(session, runtime)
    }
  },

  async rollback(session, inputs, runtime) {
    if (session.deployment === undefined) await takeOverOwnRun(session)
    if (session.deployment === undefined && inputs.to === undefined && inputs['accept-loss'] === undefined)
      throw new UserError(
        'No deployment of this job is open. To go back by hand give `to: previous`, or a version; for one that stopped half way give `deployment`'
      )
    try {
      const result = await rollBack(session, { to: inputs.to, reason: inputs.reason, acceptLoss: inputs['accept-loss'] })
      runtime.output('plan', result.plan.kind)
      runtime.output('release', result.release ?? '')
      runtime.output('outcome', result.outcome)
      if (session.deployment === undefined) await runtime.summarise(renderPlan(result.plan))
      if (result.outcome !== 'planned') await session.closed()
      runtime.output('status', 'passed')
    } catch (error) {
      if (error instanceof RollbackRefused) {
        runtime.output('plan', 'refuse')
        if (session.deployment === undefined) await runtime.summarise(renderPlan(error.plan))
      }
      throw error
    } finally {
      await summarise(session, runtime)
    }
  },

  async backup(session, inputs, runtime) {
    const databases = requireSources(session.context)
    if (session.context.dryRun) return void runtime.log.info(`Would: back up ${databases.join(', ')}`)
    const evidence = await backUp(session, databases, inputs.pin)
    runtime.log.info(evidence.says)
    runtime.output('backup-id', evidence.backup)
    runtime.output('pruned', (await removeOldBackups(session)).join(','))
    runtime.output('status', 'passed')
  },

  async health(session, _inputs, runtime) {
    runtime.output('verdict', 'error')
    const report = await measure(session, 'gate')
    runtime.output('verdict', report.verdict)
    runtime.output('report', JSON.stringify(report))
    if (report.verdict !== 'passed') throw new UserError(`Health is ${report.verdict}: ${report.reason}`)
    runtime.log.info(report.reason)
    runtime.output('status', 'passed')
  },

  async status(session, _inputs, runtime) {
    const { app, environment } = session.context.target
    const text = renderStatus(await session.context.state(), { app, environment, host: session.context.host.label })
    runtime.log.info(text)
    await runtime.summarise(`\`\`\`\n${text.replaceAll('```', "'''")}\n\`\`\`\n`)
    runtime.output('status', 'passed')
  },

  async adopt(session, inputs, runtime) {
    const release = await adopt(session, inputs.reason)
    runtime.log.notice(`Adopted ${release.version} (${release.id}) as the first good release`)
    runtime.output('outcome', 'adopted')
    runtime.output('version', release.version)
    runtime.output('release', release.id)
    runtime.output('status', 'passed')
    await summarise(session, runtime)
  },

  async preflight(session, inputs, runtime) {
    const report = await preflight(session, {
      ref: refOf(inputs.ref, session.context.run),
      branchPolicy: inputs['branch-policy'],
      reason: inputs.reason,
      force: inputs.force
    })
    const errors = reportFindings(session, report.findings)
    if (errors !== undefined) throw new UserError(errors)
    runtime.log.info('Nothing stands against this deployment')
    runtime.output('version', report.version)
    runtime.output('status', 'passed')
  },

  async restore(session, inputs, runtime) {
    try {
      const { plan, outcome, release, kept } = await restoreBackup(session, {
        backup: inputs.backup,
        only: namesOf(inputs.only),
        fromHost: inputs['from-host'],
        reason: inputs.reason,
        acceptLoss: inputs['accept-loss']
      })
      for (const name of kept) runtime.log.info(`What was live is kept as ${name}`)
      runtime.output('plan', plan.kind)
      runtime.output('release', release ?? '')
      runtime.output('outcome', outcome)
      if (plan.kind === 'restore') runtime.output('backup-id', plan.databases[0]!.backup)
      if (session.deployment === undefined) await runtime.summarise(renderPlan(plan))
      if (outcome !== 'planned') await session.closed()
      runtime.output('status', 'passed')
    } finally {
      await summarise(session, runtime)
    }
  },

  async 'restore-drill'(session, inputs, runtime) {
    if (session.context.dryRun) return void runtime.log.info(`Would: restore backup ${inputs.backup} into a copy, and compare it`)
    const evidence = await session.context.log.group('Restore drill', () =>
      drillBackup(session, inputs.backup, { only: namesOf(inputs.only), fromHost: inputs['from-host'] })
    )
    runtime.log.notice(evidence.says)
    runtime.output('backup-id', evidence.backup)
    runtime.output('drill-ms', evidence.durationMs)
    runtime.output('status', 'passed')
  },

  async unlock(session, inputs, runtime) {
    await unlock(session, inputs.deployment, inputs.reason)
    runtime.output('outcome', 'stopped')
    runtime.output('status', 'passed')
  }
}

/** Names that an input lists; undefined: it is not given. */
function namesOf(text: string | undefined): string[] | undefined {
  return text?.split(/[\s,]+/).filter(each => each !== '')
}

async function read(session: Session): Promise<Deployment | undefined> {
  const id = session.deployment?.id ?? (await session.job.read()).ended
  const state = await session.context.refresh().catch(() => undefined)
  return state?.deployments.find(each => each.id === id)
}

/** The report of the deployment that this job worked in: job summary and output. */
async function summarise(session: Session, runtime: Runtime): Promise<void> {
  const { context } = session
  const deployment = session.ended ?? (await read(session))
  if (deployment === undefined) return
  const { app, environment } = context.target
  const report = reportOf(deployment, { app, environment, host: context.host.label })
  runtime.output('report', JSON.stringify(report))
  await runtime.summarise(renderMarkdown(report))
}
