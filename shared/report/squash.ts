import type { Log } from '../ports.ts'
import type { Finding, Report } from '../squash/check.ts'
import type { LiveVerdict } from '../squash/live.ts'
import { code, text } from './markdown.ts'

/** What a report was made of, for whoever reads it. */
export interface CheckedAgainst {
  /** the commit that was read */
  readonly commit?: string | undefined
  /** `nothing`: neither a live database nor a base branch; what is old and what is new is then not known */
  readonly by:
    | { readonly kind: 'database' }
    | { readonly kind: 'base'; readonly ref: string; readonly commit: string }
    | { readonly kind: 'nothing'; readonly why: string }
  /** where the commit's files are shown: `https://github.com/OWNER/NAME/blob/COMMIT` */
  readonly files?: string | undefined
  /** the page of the workflow run */
  readonly run?: string | undefined
  /** how many entries of the baseline were not found any more */
  readonly stale?: number | undefined
}

/** The page of a rule. */
export function rulePage(id: string): string {
  return `https://github.com/belay-actions/belay/blob/main/docs/rules/${id}.md`
}

/** The findings from a severity on. */
export function failing(findings: readonly Finding[], from: 'error' | 'warning' | 'never'): Finding[] {
  const levels: readonly string[] = { error: ['error'], warning: ['error', 'warning'], never: [] }[from]
  return findings.filter(finding => levels.includes(finding.severity))
}

const ranks = { error: 0, warning: 1, info: 2 } as const
const bySeverity = (a: Finding, b: Finding) => ranks[a.severity] - ranks[b.severity]

/** GitHub shows so many annotations of each kind for a step; one error is left for the step's own. */
const shown = { error: 9, warning: 10, info: 10 } as const

/** Annotations at file and line, the gravest first; those that GitHub would not show are lines of the log. */
export function annotate(log: Log, findings: readonly Finding[]): void {
  const count = { error: 0, warning: 0, info: 0 }
  const rest: Finding[] = []
  for (const finding of [...findings].sort(bySeverity)) {
    const { severity } = finding
    if (++count[severity] > shown[severity]) {
      rest.push(finding)
      continue
    }
    const place = { title: finding.rule, file: finding.file === '' ? undefined : finding.file, line: finding.line, column: finding.column }
    const message = `${finding.message} ${finding.fix}`
    if (severity === 'error') log.error(message, place)
    else if (severity === 'warning') log.warning(message, place)
    else log.notice(message, place)
  }
  if (rest.length === 0) return
  log.info(`GitHub shows no more than ten of each kind beside the code. ${rest.length} more:`)
  for (const each of rest) log.info(`  ${each.severity} ${each.rule} ${each.file}:${each.line}:${each.column} ${each.message} ${each.fix}`)
}

/** `2 errors, 1 warning` */
export function countOf(findings: readonly Finding[]): string {
  const parts = (['error', 'warning'] as const).flatMap(severity => {
    const count = findings.filter(each => each.severity === severity).length
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`]
  })
  return parts.length === 0 ? 'nothing found' : parts.join(', ')
}

export function headlineOf(report: Report): string {
  const { verdict, findings } = report
  const grave = findings.filter(each => each.severity !== 'info')
  if (verdict === 'failed') return `❌ Do not deploy these migrations: ${countOf(grave)}`
  if (verdict === 'inconclusive')
    return `❔ Not decided: a part of the migrations cannot be read${grave.length === 0 ? '' : ` (${countOf(grave)})`}`
  return grave.length === 0 ? '✅ The migrations are sound' : `⚠️ The migrations are sound, with ${countOf(grave)}`
}

/** Pure: the job summary. What to do comes first, figures last. */
export function renderSquashSummary(report: Report, against: CheckedAgainst): string {
  return [
    `## ${headlineOf(report)}`,
    '',
    ...basis(report, against),
    ...findingsTable(report.findings, against, 100),
    ...liveTable(report.squashes ?? []),
    ...appsTable(report),
    ...unknownList(report),
    ...suppressedList(report, against),
    ''
  ].join('\n')
}

/** GitHub takes 65,536 characters for a comment. */
const commentLimit = 60_000

/** Pure: the comment of a pull request, shorter than the summary. */
export function renderSquashComment(report: Report, against: CheckedAgainst): string {
  const suppressed = report.suppressed?.length ?? 0
  const end = [
    ...(suppressed === 0 ? [] : [`${suppressed} more ${suppressed === 1 ? 'is' : 'are'} ignored, each with a reason.`, '']),
    ...(against.run === undefined ? [] : [`<sub>[Everything that was found](${against.run})</sub>`, ''])
  ]
  for (const rows of [30, 10, 3, 0]) {
    const lines = [`### ${headlineOf(report)}`, '', ...basis(report, against), ...findingsTable(report.findings, against, rows), ...end]
    if (lines.join('\n').length <= commentLimit || rows === 0) return lines.join('\n')
  }
  return ''
}

/** Whether there is anything that a comment should be begun for. */
export function isWorthSaying(report: Report): boolean {
  return report.verdict !== 'passed' || report.findings.some(each => each.severity !== 'info')
}

function basis(report: Report, { commit, by, stale = 0 }: CheckedAgainst): string[] {
  const read = commit === undefined ? '' : ` at ${code(commit.slice(0, 10))}`
  const lines =
    by.kind === 'database'
      ? [`Checked${read} against the live database${report.pending === undefined ? '' : `: ${pendingOf(report.pending)}`}.`]
      : by.kind === 'base'
        ? [`Checked${read} against ${code(by.ref)}, which this branch left at ${code(by.commit.slice(0, 10))}: what is not there is new.`]
        : [`Checked${read}. **Risks were not judged**: ${text(by.why)}`]
  if (stale > 0)
    lines.push('', `${stale} ${stale === 1 ? 'entry' : 'entries'} of the baseline ${stale === 1 ? 'was' : 'were'} not found any more.`)
  return [...lines, '']
}

function pendingOf(pending: NonNullable<Report['pending']>): string {
  if (pending.length === 0) return 'nothing is pending'
  const names = pending.slice(0, 10).map(each => code(`${each.app}.${each.name}`))
  return `${pending.length} pending, ${names.join(', ')}${pending.length > 10 ? ` and ${pending.length - 10} more` : ''}`
}

function findingsTable(findings: readonly Finding[], against: CheckedAgainst, limit: number): string[] {
  const grave = findings.filter(each => each.severity !== 'info').sort(bySeverity)
  if (grave.length === 0) return []
  const rows = grave
    .slice(0, limit)
    .map(
      each =>
        `| ${each.severity === 'error' ? '❌' : '⚠️'} [${each.rule}](${rulePage(each.rule)}) | ${whereOf(each, against)} | ${prose(each.message)}<br>**Do:** ${prose(each.fix)} |`
    )
  const more = grave.length - rows.length
  return [
    '| rule | where | what is wrong, and what to do |',
    '| --- | --- | --- |',
    ...rows,
    '',
    ...(more > 0 ? [`And ${more} more; the log and \`json-file\` have all of them.`, ''] : [])
  ]
}

function whereOf({ file, line }: { readonly file: string; readonly line: number }, { files }: CheckedAgainst): string {
  if (file === '') return ''
  const name = `${file.split('/').slice(-3).join('/')}:${line}`
  return files === undefined
    ? code(`${file}:${line}`)
    : `[${code(name)}](${files}/${file.split('/').map(encodeURIComponent).join('/')}#L${line})`
}

function appsTable({ apps }: Report): string[] {
  if (apps.length === 0) return []
  const several = new Set(apps.map(app => app.framework)).size > 1
  return [
    `| app | ${several ? 'framework | ' : ''}files → with squashes | operations | leaves |`,
    `| --- | ${several ? '--- | ' : ''}---: | ---: | --- |`,
    ...apps.map(app => {
      const { before, after, exact } = app.operations
      const files = app.squashed === 0 ? `${app.files}` : `${app.files} → **${app.files - app.squashed}**`
      const operations = `${exact ? '' : 'about '}${before}${before === after ? '' : ` → **${after}**`}`
      const leaves = app.leaves.map(code).join(', ')
      return `| ${text(app.label)} | ${several ? `${app.framework} | ` : ''}${files} | ${operations} | ${leaves} |`
    }),
    ''
  ]
}

const verdicts: Readonly<Record<LiveVerdict, string>> = {
  'may-add': 'may be added',
  'run-migrate-first': 'run `migrate` first: the old files and `replaces` must stay until the squash is recorded',
  'may-delete': 'old files may be deleted, as far as this database goes',
  'would-strand': '❌ would strand this database'
}

/** Pure: how the live database stands to each squash, as lines; none where there is no squash or no database. */
export function liveTable(squashes: NonNullable<Report['squashes']>): string[] {
  if (squashes.length === 0) return []
  return [
    '| squash | live database | applied | what that means |',
    '| --- | --- | ---: | --- |',
    ...squashes.map(
      each => `| ${code(`${each.app}.${each.name}`)} | ${each.state} | ${each.applied} of ${each.of} | ${verdicts[each.verdict]} |`
    ),
    ''
  ]
}

function unknownList({ unknown }: Report): string[] {
  const external = unknown.filter(each => each.affects === 'external').length
  const own = unknown
    .filter(each => each.affects !== 'external')
    .sort((a, b) => (a.affects === b.affects ? 0 : a.affects === 'graph' ? -1 : 1))
  if (own.length === 0) return []
  const rows = own
    .slice(0, 50)
    .map(
      each =>
        `- ${each.file === '' ? '' : `${code(`${each.file}:${each.line}`)}: `}${prose(each.reason)}${each.affects === 'graph' ? ' — **the verdict depends on it**' : ''}`
    )
  const isOpen = own.some(each => each.affects === 'graph')
  return [
    `<details${isOpen ? ' open' : ''}><summary>Not known: ${own.length} ${own.length === 1 ? 'part' : 'parts'}</summary>`,
    '',
    ...rows,
    ...(own.length > 50 ? [`- and ${own.length - 50} more`] : []),
    ...(external > 0 ? ['', `Apps that come from packages are not read (${external}); the framework checks them itself.`] : []),
    '',
    '</details>',
    ''
  ]
}

function suppressedList({ suppressed = [] }: Report, against: CheckedAgainst): string[] {
  if (suppressed.length === 0) return []
  return [
    `<details><summary>Ignored: ${suppressed.length} ${suppressed.length === 1 ? 'finding' : 'findings'}, each with a reason</summary>`,
    '',
    '| rule | where | ignored by | because |',
    '| --- | --- | --- | --- |',
    ...suppressed
      .slice(0, 100)
      .map(each => `| [${each.rule}](${rulePage(each.rule)}) | ${whereOf(each, against)} | ${each.by} | ${text(each.reason)} |`),
    '',
    ...(suppressed.length > 100 ? [`And ${suppressed.length - 100} more.`, ''] : []),
    '</details>',
    ''
  ]
}

/** Sentences whose parts between backticks are code. */
function prose(value: string): string {
  return value
    .split(/(`[^`\n]+`)/)
    .map(part => (/^`[^`\n]+`$/.test(part) ? code(part.slice(1, -1)) : text(part)))
    .join('')
}
