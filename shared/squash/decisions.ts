import * as z from 'zod'
import type { SquashCheckConfig } from '../config/schema.ts'
import { messageOf, UserError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { Finding, Report } from './check.ts'
import { rules } from './rules/registry.ts'
import type { Decisions } from './suppress.ts'

const baselineFile = z.object({
  version: z.literal(1),
  findings: z.array(
    z.object({
      fingerprint: z.string().min(1),
      rule: z.string(),
      file: z.string(),
      app: z.string(),
      migration: z.string(),
      message: z.string()
    })
  )
})
export type Baseline = z.infer<typeof baselineFile>

/** What the configuration and the baseline say together. Errors: UserError for rules that there are not, or that nobody can have ignored. */
export function decisionsOf(config: SquashCheckConfig | undefined, baseline: Baseline | undefined): Decisions {
  const known = new Map(rules.map(rule => [rule.id, rule]))
  const named = [
    ...(config?.ignore ?? []).map(({ rule }, index) => [`ignore.${index}.rule`, rule] as const),
    ...Object.keys(config?.severity ?? {}).map(rule => [`severity.${rule}`, rule] as const)
  ]
  const problems = named.flatMap(([where, id]) => {
    const rule = known.get(id)
    if (rule?.ignorable === false)
      return [`${where}: ${id} (${rule.title}) cannot be ignored or made less grave: what else is wrong cannot be told before it is mended`]
    const near = nearest(id, [...known.keys()])
    return rule === undefined ? [`${where}: there is no rule ${id}${near === undefined ? '' : `; did you mean ${near}?`}`] : []
  })
  if (problems.length > 0)
    throw new UserError(`The configuration's \`squash-check\` is not usable:\n${problems.map(each => `  squash-check.${each}`).join('\n')}`)
  return {
    ignore: config?.ignore ?? [],
    severity: config?.severity ?? {},
    baseline: baseline && new Set(baseline.findings.map(each => each.fingerprint))
  }
}

/** Errors: UserError where it is not such a file. */
export function parseBaseline(text: string, file: string): Baseline {
  try {
    return baselineFile.parse(JSON.parse(text))
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)
    throw new UserError(`The baseline ${file} cannot be read. Write it anew with \`write-baseline: true\`.`, { cause: new Error(why) })
  }
}

/** The file for what was found: what is in it already stays as long as it is found, figures and what cannot be ignored are left out. */
export function renderBaseline(report: Report): string {
  const firm = new Set(rules.filter(rule => rule.ignorable === false).map(rule => rule.id))
  const old = (report.suppressed ?? []).filter(each => each.by === 'baseline')
  const findings = [...old, ...report.findings]
    .filter(each => each.severity !== 'info' && !firm.has(each.rule))
    .map(({ fingerprint = '', rule, file, app, migration, message }: Finding) => ({ fingerprint, rule, file, app, migration, message }))
    .sort((a, b) => (a.file === b.file ? compare(a.fingerprint, b.fingerprint) : compare(a.file, b.file)))
  return `${JSON.stringify({ version: 1, findings } satisfies Baseline, null, 2)}\n`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Entries of the baseline that nothing was found for any more. */
export function staleEntries(baseline: Baseline, report: Report): Baseline['findings'] {
  const found = new Set([...report.findings, ...(report.suppressed ?? [])].map(each => each.fingerprint))
  return baseline.findings.filter(each => !found.has(each.fingerprint))
}
