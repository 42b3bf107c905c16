import { describe, expect, test } from '@jest/globals'
import { checkExample } from './check-example.ts'
import { renderRulePage } from './page.ts'
import { rules } from './registry.ts'
import type { ExamplePair } from './rule.ts'

describe.each(rules.map(rule => [rule.id, rule] as const))('%s', (id, rule) => {
  const pairs: [number, ExamplePair][] = [rule.examples, ...(rule.more ?? [])].map((pair, index) => [index + 1, pair])

  test.each(pairs)('finds bad example %i, at a place in one of its files', async (_, { bad }) => {
    const report = await checkExample(bad)
    const findings = report.findings.filter(finding => finding.rule === id)
    expect(findings).not.toEqual([])
    for (const finding of findings) {
      expect(finding.severity).toBe(rule.severity)
      expect(finding.fix).not.toBe('')
      const lines = (bad.files[finding.file] ?? bad.base?.[finding.file])?.split('\n')
      expect(lines?.length).toBeGreaterThanOrEqual(finding.line)
      expect(finding.column).toBeGreaterThanOrEqual(1)
    }
    if (rule.severity === 'error') expect(report.verdict).toBe('failed')
    // An example shows one thing only.
    expect(report.findings.filter(finding => finding.severity === 'error' && finding.rule !== id)).toEqual([])
  })

  test.each(pairs)('is silent on good example %i, which passes', async (_, { good }) => {
    const report = await checkExample(good)
    expect(report.findings.filter(finding => finding.rule === id)).toEqual([])
    expect(report.verdict).toBe('passed')
  })

  test('has a page with its reason, remedy and all examples', () => {
    const page = renderRulePage(rule)
    for (const part of [rule.id, rule.title, rule.why, rule.fix]) expect(page).toContain(part)
    for (const [, { bad, good }] of pairs)
      for (const path of [...Object.keys(bad.files), ...Object.keys(good.files)]) expect(page).toContain(path)
  })
})

test('ids are unique', () => {
  expect(new Set(rules.map(rule => rule.id)).size).toBe(rules.length)
})
