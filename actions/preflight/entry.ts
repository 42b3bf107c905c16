import type { Body } from '../../shared/action/main.ts'
import { refOf } from '../../shared/action/ref.ts'
import { withSession } from '../../shared/action/session.ts'
import { UserError } from '../../shared/errors.ts'
import { preflight, reportFindings } from '../../shared/steps/preflight.ts'
import type { definition } from './definition.ts'

export const run: Body<typeof definition.inputs> = (inputs, runtime) =>
  withSession(inputs, runtime, async session => {
    const ref = refOf(inputs.ref, session.context.run)
    const report = await preflight(session, { ref, branchPolicy: inputs['branch-policy'], reason: inputs.reason, force: inputs.force })
    runtime.output('version', report.version)
    runtime.output('live', report.live?.version ?? '')
    runtime.output('findings', JSON.stringify(report.findings))
    const needed = report.needed || inputs.force
    runtime.output('needed', needed)
    const why = `${report.version} is live and verified already: there is nothing to do`
    await session.job.write({ nothingToDo: needed ? undefined : why, reason: inputs.reason, force: inputs.force })
    const errors = reportFindings(session, report.findings)
    if (errors !== undefined) throw new UserError(errors)
    if (!needed) runtime.log.notice(why)
    runtime.output('status', 'passed')
  })
