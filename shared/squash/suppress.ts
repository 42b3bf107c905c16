import { createHash } from 'node:crypto'
import type { Finding, Suppressed } from './check.ts'
import type { Severity } from './model.ts'

/** What a team has decided about findings: in `.github/belay.yml`, and by a file of old ones. Comments stand in the files themselves. */
export interface Decisions {
  readonly ignore: readonly IgnoreEntry[]
  /** by id of the rule */
  readonly severity: Readonly<Record<string, Severity>>
  /** fingerprints of findings that were there before the check was */
  readonly baseline?: ReadonlySet<string> | undefined
}

/** Findings that fit everything it names are ignored. */
export interface IgnoreEntry {
  readonly rule: string
  readonly app?: string | undefined
  readonly migration?: string | undefined
  /** as the repository names it */
  readonly file?: string | undefined
  readonly reason: string
}

/** `# belay: ignore R01, R02 because …`, or the same behind `--`, `REM` or `::`. */
export interface IgnoreComment {
  /** counted from 1 */
  readonly line: number
  readonly column: number
  readonly rules: readonly string[]
  /** `''`: none is given */
  readonly reason: string
  /** it stands before the first line of code, and holds for the whole file */
  readonly atTop: boolean
  /** nothing else is on its line, and it holds for the next line that is no comment */
  readonly alone: boolean
}

const comment = /(#|--|::|\brem\b)[ \t]*belay:[ \t]*ignore\b[ \t]*(.*)$/i
const onlyComment = /^\s*(#|--|::|rem\b)/i

/** Every comment of this kind in a text. A string that holds one counts: SQL within Python has its comments there. */
export function ignoreComments(text: string): IgnoreComment[] {
  if (!text.includes('belay:')) return []
  const lines = text.split('\n')
  const top = topOf(text)
  return lines.flatMap((line, index) => {
    const match = comment.exec(line.trimEnd())
    if (match === null) return []
    const [, ids = '', reason = ''] =
      /^([^\s,]+(?:\s*,\s*[^\s,]+)*)?(?:\s+because\b\s*(.*))?/i.exec(match[2]!.replace(/^because\b/i, ' because')) ?? []
    const rules = ids
      .split(',')
      .map(id => id.trim().toUpperCase())
      .filter(id => id !== '')
    const alone = onlyComment.test(line)
    return [{ line: index + 1, column: match.index + 1, rules, reason: reason.trim(), atTop: alone && index < top, alone }]
  })
}

/** How many lines stand before the first one of code: comments, empty lines, and a docstring. */
function topOf(text: string): number {
  const head = /^(?:\uFEFF?(?:[ \t]*(?:#|--|::|rem\b)[^\n]*|[ \t]*)\n|("""|''')[\s\S]*?\1[ \t]*\n)*/i.exec(text)?.[0] ?? ''
  return head.split('\n').length - 1
}

/** The comment that speaks of this line and rule. One without a reason counts for nothing. */
export function commentFor(
  comments: readonly IgnoreComment[],
  lines: readonly string[],
  line: number,
  rule: string
): IgnoreComment | undefined {
  return comments.find(each => {
    if (each.reason === '' || !each.rules.includes(rule)) return false
    if (each.atTop || each.line === line) return true
    return each.alone && each.line < line && lines.slice(each.line, line - 1).every(between => onlyComment.test(between))
  })
}

/**
 * What remains of the findings, and what was decided to be ignored. `text` gives the content of a file by the finding's own path.
 * Also sets every finding's fingerprint: rule, migration, file and the text of its line, so that it stays the same where lines move.
 */
export function decide(
  findings: readonly Finding[],
  facts: {
    readonly text: (file: string) => string | undefined
    readonly decisions?: Decisions | undefined
    /** rules whose findings nobody can have ignored */
    readonly firm: ReadonlySet<string>
  }
): { findings: Finding[]; suppressed: Suppressed[] } {
  const { decisions, firm } = facts
  const files = new Map<string, { lines: string[]; comments: IgnoreComment[] }>()
  const read = (file: string) => {
    const known = files.get(file) ?? parse(facts.text(file) ?? '')
    files.set(file, known)
    return known
  }
  const seen = new Map<string, number>()
  const remaining: Finding[] = []
  const suppressed: Suppressed[] = []
  for (const each of findings) {
    const { lines, comments } = read(each.file)
    const fingerprint = fingerprintOf(each, lines[each.line - 1] ?? '', seen)
    const finding = { ...each, severity: decisions?.severity[each.rule] ?? each.severity, fingerprint }
    const said = firm.has(each.rule) ? undefined : commentFor(comments, lines, each.line, each.rule)
    const entry = firm.has(each.rule) ? undefined : decisions?.ignore.find(one => fits(one, each))
    if (said !== undefined) suppressed.push({ ...finding, by: 'comment', reason: said.reason })
    else if (entry !== undefined) suppressed.push({ ...finding, by: 'configuration', reason: entry.reason })
    else if (!firm.has(each.rule) && decisions?.baseline?.has(fingerprint) === true)
      suppressed.push({ ...finding, by: 'baseline', reason: 'it was there before the check' })
    else remaining.push({ ...finding, severity: firm.has(each.rule) ? each.severity : finding.severity })
  }
  return { findings: remaining, suppressed }
}

function parse(text: string) {
  return { lines: text.split('\n'), comments: ignoreComments(text) }
}

function fits({ rule, app, migration, file }: IgnoreEntry, finding: Finding): boolean {
  return (
    rule === finding.rule &&
    (app === undefined || app === finding.app) &&
    (migration === undefined || migration === finding.migration) &&
    (file === undefined || file === finding.file)
  )
}

function fingerprintOf({ rule, framework, app, migration, file }: Finding, line: string, seen: Map<string, number>): string {
  const parts = [rule, framework, app, migration, file, line.replaceAll(/\s+/g, '')]
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
  const count = (seen.get(hash) ?? 0) + 1
  seen.set(hash, count)
  return `${hash}:${count}`
}
