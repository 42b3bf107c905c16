import type { Body } from '../../shared/action/main.ts'
import { withSession } from '../../shared/action/session.ts'
import { UserError } from '../../shared/errors.ts'
import { renderMarkdown } from '../../shared/report/markdown.ts'
import { reportOf } from '../../shared/report/report.ts'
import type { definition } from './definition.ts'

export const run: Body<typeof definition.inputs> = (inputs, runtime) =>
  // To tell of a deployment is no reason to take it over.
  withSession({ ...inputs, deployment: undefined }, runtime, async session => {
    const { context } = session
    const { ended, nothingToDo } = await session.job.read()
    const state = await context.refresh()
    const id = inputs.deployment ?? session.deployment?.id ?? ended
    const deployment = state.deployments.find(each => each.id === id)
    if (deployment === undefined && inputs.deployment !== undefined)
      throw new UserError(
        `There is no deployment ${JSON.stringify(id)} of ${context.target.app} in ${context.target.environment} on ${context.host.label}; \`command: status\` lists them`
      )
    if (deployment === undefined) {
      const why = nothingToDo ?? 'This job opened no deployment: nothing was changed'
      await runtime.summarise(`## ⚪ Nothing was changed\n\n${why}\n`)
      runtime.output('outcome', 'nothing-changed')
      runtime.output('status', 'passed')
      return
    }
    const { app, environment } = context.target
    const report = reportOf(deployment, { app, environment, host: context.host.label })
    await runtime.summarise(renderMarkdown(report))
    runtime.log.info(`${report.outcome}: ${report.message}`)
    runtime.output('outcome', report.outcome)
    runtime.output('report', JSON.stringify(report))
    runtime.output('status', 'passed')
  })
