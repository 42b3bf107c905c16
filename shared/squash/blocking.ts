import type { Report } from './check.ts'
import type { Severity } from './model.ts'

/**
 * Whether a finding of this rule may stop a deployment. A risk (R) or a way back that is missing (B) may not: it says what a migration costs while it
 * runs, or that it cannot be taken back by itself, and in a deployment the fence and the restore point are the remedy. What is wrong (G, S, L) would fail or strand.
 */
export function stopsDeployment(rule: string): boolean {
  return !/^[RB]\d/.test(rule)
}

/** Of findings that are grave enough those that may stop what is under way: outside a deployment all of them. */
export function stopping<T extends { readonly rule: string }>(findings: readonly T[], deploying: boolean): T[] {
  return findings.filter(({ rule }) => !deploying || stopsDeployment(rule))
}

/** The findings as a deployment tells them: what does not stop it is a warning there, whatever it is in a pull request. */
export function whileDeploying<T extends { readonly rule: string; severity: Severity }>(findings: readonly T[]): T[] {
  return findings.map(each => (each.severity === 'error' && !stopsDeployment(each.rule) ? { ...each, severity: 'warning' as const } : each))
}

/** A whole report in that way: with no error left it has not failed. */
export function reportWhileDeploying(report: Report): Report {
  const findings = whileDeploying(report.findings)
  if (report.verdict !== 'failed' || findings.some(each => each.severity === 'error')) return { ...report, findings }
  return { ...report, findings, verdict: report.unknown.some(each => each.affects === 'graph') ? 'inconclusive' : 'passed' }
}
