import type { Log } from '../ports.ts'
import type { Finding, Report } from '../squash/check.ts'

/** The findings from a severity on. */
export function failing(findings: readonly Finding[], from: 'error' | 'warning' | 'never'): Finding[] {
  const levels: readonly string[] = { error: ['error'], warning: ['error', 'warning'], never: [] }[from]
  return findings.filter(finding => levels.includes(finding.severity))
}

/** One annotation per finding, at its file and line. */
export function annotate(log: Log, findings: readonly Finding[]): void {
  for (const finding of findings) {
    const place = { title: finding.rule, file: finding.file, line: finding.line, column: finding.column }
    const text = `${finding.message} ${finding.fix}`
    if (finding.severity === 'error') log.error(text, place)
    else if (finding.severity === 'warning') log.warning(text, place)
    else log.notice(text, place)
  }
}

/** Pure: the table of the job summary. */
export function renderSquashSummary(reports: readonly Report[]): string {
  const apps = reports.flatMap(report => report.apps)
  const findings = reports.flatMap(report => report.findings).filter(finding => finding.severity !== 'info')
  const lines = [
    '## Migrations',
    '',
    '| app | files | after a squash | operations | leaves |',
    '| --- | ---: | ---: | --- | --- |',
    ...apps.map(app => {
      const { before, after, exact } = app.operations
      return `| ${cell(app.label)} | ${app.files} | ${app.files - app.squashed} | ${exact ? '' : 'about '}${before}${before === after ? '' : ` → ${after}`} | ${cell(app.leaves.join(', '))} |`
    }),
    ''
  ]
  if (findings.length > 0)
    lines.push(
      '| rule | where | what |',
      '| --- | --- | --- |',
      ...findings.map(
        each => `| ${each.severity === 'error' ? '❌' : '⚠️'} ${each.rule} | \`${cell(each.file)}:${each.line}\` | ${cell(each.message)} |`
      ),
      ''
    )
  return lines.join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;')
}
