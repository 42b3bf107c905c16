import type { Plan } from '../rollback/planner.ts'
import { planTable } from './migration-plan.ts'
import type { Report, StepReport } from './report.ts'

const headlines: Record<Report['outcome'], string> = {
  verified: '✅ Deployed and verified',
  'rolled-back': '↩️ Failed, and rolled back: the system is as before',
  adopted: '✅ Adopted',
  'nothing-changed': '⚪ Nothing was changed',
  stopped: '🛑 Stopped: a person must decide',
  open: '🛑 Not decided: the deployment is still open'
}
const marks: Record<StepReport['status'], string> = { passed: '✅', failed: '❌', interrupted: '⚠️' }

/** The job summary. Pure; GitHub limits it to 1 MiB, which a deployment's few dozen lines never reach. */
export function renderMarkdown(report: Report): string {
  const { rollback } = report
  const title = report.kind === 'rollback' && report.outcome === 'verified' ? '↩️ Rolled back and verified' : headlines[report.outcome]
  const lines = [
    `## ${title}`,
    '',
    `**${code(report.app)}** in **${code(report.environment)}** on ${code(report.host)}${report.version === null ? '' : ` · version **${code(report.version)}**`}${report.release === null ? '' : ` · live: **${code(report.release)}**`}`,
    '',
    text(report.message),
    '',
    '| what it cost | |',
    '| --- | --- |',
    `| data lost | ${lossOf(report)} |`,
    `| users saw the maintenance answer | ${report.downtimeMs === null ? 'never' : `${seconds(report.downtimeMs)}${report.fenced ? ', and still see it' : ''}`} |`,
    `| whole run | ${seconds(report.durationMs)} |`,
    ''
  ]
  if (rollback !== null) {
    lines.push(`### The way back: ${code(rollback.plan)}`, '', ...rollback.reasons.map(reason => `- ${text(reason)}`))
    lines.push(...rollback.kept.map(kept => `- kept for study: ${code(kept)}`), '')
    if (rollback.choices.length > 0) lines.push(...choicesTable(rollback.choices))
  }
  lines.push(...planTable(report.migrations ?? []))
  lines.push('| | step | took | what was proved |', '| --- | --- | ---: | --- |')
  lines.push(...report.steps.map(step => `| ${marks[step.status]} | ${step.step} | ${seconds(step.durationMs)} | ${text(step.says)} |`), '')
  if (report.notes.length > 0)
    lines.push('<details><summary>Notes</summary>', '', ...report.notes.map(note => `- ${text(note)}`), '', '</details>', '')
  const by = report.by.url === null ? text(report.by.actor) : `[${text(report.by.actor)}](${report.by.url})`
  lines.push(
    `<sub>Deployment ${code(report.deployment)} · ${report.startedAt} · by ${by}${report.reason === null ? '' : ` · reason: ${text(report.reason)}`}</sub>`,
    ''
  )
  return lines.join('\n')
}

/** A way back that was only planned, or was refused before anything was opened. Pure. */
export function renderPlan(plan: Plan): string {
  const title = plan.kind === 'refuse' ? '🛑 No safe way back; nothing was changed' : '⚪ Nothing was changed: this would be the way back'
  const loss = 'loss' in plan ? plan.loss.map(each => `- it costs: ${text(each)}`) : []
  const lines = [`## ${title}`, '', `Plan: ${code(plan.kind)}`, '', ...plan.reasons.map(reason => `- ${text(reason)}`), ...loss, '']
  if (plan.kind === 'refuse') lines.push(...choicesTable(plan.choices))
  return lines.join('\n')
}

function choicesTable(choices: readonly { readonly what: string; readonly cost: string }[]): string[] {
  return ['| you can | and it costs |', '| --- | --- |', ...choices.map(choice => `| ${text(choice.what)} | ${text(choice.cost)} |`), '']
}

function lossOf({ rollback, outcome }: Report): string {
  if (rollback !== null && rollback.loss.length > 0) return rollback.loss.map(text).join('; ')
  return outcome === 'stopped' || outcome === 'open' ? 'not decided' : '**nothing**'
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

/** Text that cannot become markup, a new table cell or a new row. */
export function text(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/([\\`*_[\]|#~])/g, '\\$1')
    .replaceAll(/\s*\n\s*/g, ' · ')
}

/** Text as code, within a table too. */
export function code(value: string): string {
  return `\`${value.replaceAll('`', "'").replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')}\``
}
