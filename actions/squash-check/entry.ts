import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { actionStep, nothingToDo } from '../../shared/action/action-step.ts'
import type { InputValues } from '../../shared/action/definition.ts'
import type { Body, Runtime } from '../../shared/action/main.ts'
import { readTarget } from '../../shared/action/read-target.ts'
import { refOf } from '../../shared/action/ref.ts'
import { withSession } from '../../shared/action/session.ts'
import { checkOffline } from '../../shared/action/squash-offline.ts'
import { UserError } from '../../shared/errors.ts'
import { readRun } from '../../shared/github/run.ts'
import { annotate, failing, renderSquashSummary } from '../../shared/report/squash.ts'
import type { Report } from '../../shared/squash/check.ts'
import { squashStep } from '../../shared/steps/squash-check.ts'
import type { definition } from './definition.ts'

type Inputs = InputValues<typeof definition.inputs>

export const run: Body<typeof definition.inputs> = async (inputs, runtime) => {
  runtime.output('verdict', 'error')
  const { workspace } = readRun(runtime.environment, process.cwd(), process.cwd())
  if (!(await hasHost(inputs, runtime))) {
    runtime.log.info('Checked without a database: no host was given')
    await tell([await checkOffline({ workspace, path: inputs.path, ref: inputs.ref })], inputs, runtime, workspace)
    runtime.output('status', 'passed')
    return
  }
  await withSession(inputs, runtime, async session => {
    if (await nothingToDo(session, runtime)) return
    const { config, policy } = session.context.target
    if (policy === undefined && config.migrations.length === 0) {
      runtime.log.info('Checked without a database: none was given')
      await tell([await checkOffline({ workspace, path: inputs.path, ref: inputs.ref })], inputs, runtime, workspace)
      runtime.output('status', 'passed')
      return
    }
    const reports: Report[] = []
    // Its own verdict comes from `fail-on` below, after every annotation has been made.
    const step = squashStep({
      ref: refOf(inputs.ref, session.context.run),
      onReport: report => void reports.push(report),
      failOn: inputs['fail-on']
    })
    const evidence = await actionStep(session, runtime, step, {}).catch(async (error: unknown) => {
      await tell(reports, inputs, runtime, workspace)
      throw error
    })
    if (evidence === undefined) return
    runtime.output(
      'additive',
      evidence.sets.every(set => set.additive || set.pending.length === 0)
    )
    await tell(reports, inputs, runtime, workspace)
  })
}

/** A pull request has no key: then the commit is checked by itself. A configuration that cannot be read is an error, not a reason to check less. */
async function hasHost(inputs: Inputs, runtime: Runtime): Promise<boolean> {
  if (inputs.host === 'local' || inputs['private-key'] !== undefined) return true
  if (inputs.environment === undefined && inputs.config === undefined) return false
  const target = await readTarget(inputs, readRun(runtime.environment, process.cwd(), process.cwd()), runtime.environment['RUNNER_TEMP'])
  return target.host.address === 'local'
}

/** Annotations, outputs, summary and file. Errors: UserError when a finding is as grave as `fail-on`. */
async function tell(reports: readonly Report[], inputs: Inputs, runtime: Runtime, workspace: string): Promise<void> {
  const findings = reports.flatMap(report => report.findings)
  const verdicts = reports.map(report => report.verdict)
  annotate(runtime.log, findings)
  runtime.output('errors', findings.filter(each => each.severity === 'error').length)
  runtime.output('warnings', findings.filter(each => each.severity === 'warning').length)
  runtime.output('unknown', reports.flatMap(report => report.unknown).length)
  runtime.output('apps', reports.flatMap(report => report.apps).length)
  runtime.output(
    'files',
    reports.flatMap(report => report.apps).reduce((sum, app) => sum + app.files, 0)
  )
  runtime.output('verdict', verdicts.includes('failed') ? 'failed' : verdicts.includes('inconclusive') ? 'inconclusive' : 'passed')
  if (inputs['json-file'] !== undefined) {
    const file = join(workspace, inputs['json-file'])
    await writeFile(file, `${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`)
    runtime.output('findings-file', file)
  }
  if (reports.length > 0) await runtime.summarise(renderSquashSummary(reports))
  const bad = failing(findings, inputs['fail-on'])
  if (bad.length > 0)
    throw new UserError(
      `${bad.length === 1 ? 'One finding fails' : `${bad.length} findings fail`} the check:\n${bad.map(each => `  ${each.file}:${each.line}: ${each.rule} ${each.message}`).join('\n')}`
    )
}
