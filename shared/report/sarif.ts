import type { Finding, Report } from '../squash/check.ts'
import type { Rule } from '../squash/rules/rule.ts'
import { rulePage } from './squash.ts'

/** GitHub takes no file with more results, and shows the gravest 5,000. */
export const resultLimit = 25_000
export const shownLimit = 5_000
const noteLimit = 1_000

const levels = { error: 'error', warning: 'warning', info: 'note' } as const
const problemSeverity = { error: 'error', warning: 'warning', info: 'recommendation' } as const

/**
 * Pure: the report as SARIF 2.1.0 for GitHub's code scanning. Errors and warnings are results; figures and what is not known are notes of the run, which
 * are no alerts. What is ignored is left out: GitHub then closes its alert. `category` tells two checks of one commit apart.
 */
export function renderSarif(report: Report, rules: readonly Rule[], category = ''): unknown {
  const rank = { error: 0, warning: 1, info: 2 }
  const graded = report.findings.filter(each => each.severity !== 'info').sort((a, b) => rank[a.severity] - rank[b.severity])
  const notes = report.findings.filter(each => each.severity === 'info')
  const left = graded.length - resultLimit
  const index = new Map(rules.map((rule, position) => [rule.id, position]))
  const more = left > 0 ? [note(`${left} more findings are left out: GitHub takes ${resultLimit} at most.`)] : []
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Belay squash-check',
            informationUri: 'https://github.com/belay-actions/belay',
            rules: rules.map(describe)
          }
        },
        automationDetails: { id: `belay/squash-check/${category === '' ? '' : `${category}/`}` },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [
              ...more,
              ...notes.slice(0, noteLimit).map(each => ({ ...note(each.message), locations: locationsOf(each), properties: facts(each) }))
            ]
          }
        ],
        results: graded.slice(0, resultLimit).map(each => ({
          ruleId: each.rule,
          ...(index.has(each.rule) ? { ruleIndex: index.get(each.rule) } : {}),
          level: levels[each.severity],
          message: { text: `${each.message} ${each.fix}` },
          locations: locationsOf(each),
          ...(each.fingerprint === undefined
            ? {}
            : { partialFingerprints: { primaryLocationLineHash: each.fingerprint, 'belayFinding/v1': each.fingerprint } }),
          properties: { ...facts(each), fix: each.fix }
        }))
      }
    ]
  }
}

function describe(rule: Rule) {
  return {
    id: rule.id,
    name: rule.title,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    help: {
      text: `${rule.why}\n\n${rule.fix}`,
      markdown: `${rule.why}\n\n**How to mend it:** ${rule.fix}\n\n[The rule with its examples](${rulePage(rule.id)})`
    },
    helpUri: rulePage(rule.id),
    defaultConfiguration: { level: levels[rule.severity] },
    properties: { tags: ['migrations', ...rule.frameworks], precision: 'high', 'problem.severity': problemSeverity[rule.severity] }
  }
}

function note(text: string) {
  return { level: 'note', message: { text } }
}

function facts({ framework, app, migration }: Finding) {
  return { framework, app, migration }
}

/** Relative to the repository's root. GitHub wants a place for each result; what has none is told at the root. */
function locationsOf({ file, line, column }: Finding) {
  const uri = file === '' ? '.' : file.split('/').map(encodeURIComponent).join('/')
  return [{ physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region: { startLine: line, startColumn: column } } }]
}
