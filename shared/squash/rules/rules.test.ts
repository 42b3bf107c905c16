import { describe, expect, test } from '@jest/globals'
import { checkMigrations } from '../check.ts'
import { objectSource } from '../source.ts'
import { renderRulePage } from './page.ts'
import { rules } from './registry.ts'
import type { Example } from './rule.ts'

const check = (example: Example) => checkMigrations(objectSource(example.files), { applied: example.applied })

describe.each(rules.map(rule => [rule.id, rule] as const))('%s', (id, rule) => {
  test('finds its bad example, at a place in one of its files', () => {
    const report = check(rule.examples.bad)
    const findings = report.findings.filter(finding => finding.rule === id)
    expect(findings).not.toEqual([])
    for (const finding of findings) {
      expect(finding.severity).toBe(rule.severity)
      expect(finding.fix).not.toBe('')
      const lines = rule.examples.bad.files[finding.file]?.split('\n')
      expect(lines?.length).toBeGreaterThanOrEqual(finding.line)
      expect(finding.column).toBeGreaterThanOrEqual(1)
    }
    if (rule.severity === 'error') expect(report.verdict).toBe('failed')
    // An example shows one thing only.
    expect(report.findings.filter(finding => finding.severity === 'error' && finding.rule !== id)).toEqual([])
  })

  test('is silent on its good example, which passes', () => {
    const report = check(rule.examples.good)
    expect(report.findings.filter(finding => finding.rule === id)).toEqual([])
    expect(report.verdict).toBe('passed')
  })

  test('has a page with its reason, remedy and both examples', () => {
    const page = renderRulePage(rule)
    for (const part of [rule.id, rule.title, rule.why, rule.fix]) expect(page).toContain(part)
    for (const path of [...Object.keys(rule.examples.bad.files), ...Object.keys(rule.examples.good.files)]) expect(page).toContain(path)
  })
})

test('ids are unique', () => {
  expect(new Set(rules.map(rule => rule.id)).size).toBe(rules.length)
})
