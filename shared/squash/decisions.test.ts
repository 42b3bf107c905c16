import { describe, expect, test } from '@jest/globals'
import { squashCheck } from '../config/schema.ts'
import type { Finding, Report } from './check.ts'
import { decisionsOf, parseBaseline, renderBaseline, staleEntries } from './decisions.ts'

const finding = (rule: string, more: Partial<Finding> = {}): Finding => ({
  rule,
  severity: 'error',
  framework: 'django',
  app: 'shop',
  migration: '0001_a',
  file: 'b.py',
  line: 1,
  column: 1,
  message: 'm',
  fix: 'f',
  fingerprint: `${rule}:1`,
  ...more
})
const report = (findings: Finding[], suppressed?: Report['suppressed']): Report => ({
  verdict: 'passed',
  findings,
  apps: [],
  unknown: [],
  suppressed
})

describe('the baseline', () => {
  test('holds what was found and what it held, in the order of files, without figures and what cannot be ignored', () => {
    const old = { ...finding('G08', { file: 'a.py' }), by: 'baseline' as const, reason: 'r' }
    const said = { ...finding('G02'), by: 'comment' as const, reason: 'r' }
    const text = renderBaseline(report([finding('G01'), finding('G06'), finding('S13', { severity: 'info' })], [old, said]))
    const baseline = parseBaseline(text, 'x')
    expect(baseline.findings.map(each => `${each.file} ${each.rule}`)).toEqual(['a.py G08', 'b.py G01'])
    expect([...decisionsOf(undefined, baseline).baseline!]).toEqual(['G08:1', 'G01:1'])
  })

  test('is the same file for the same findings, whatever their order', () => {
    const [a, b] = [finding('G01'), finding('G02')]
    expect(renderBaseline(report([a, b]))).toBe(renderBaseline(report([b, a])))
  })

  test('has entries that are not found any more', () => {
    const baseline = parseBaseline(renderBaseline(report([finding('G01'), finding('G02')])), 'x')
    const now = report([finding('G01')], [])
    expect(staleEntries(baseline, now).map(each => each.rule)).toEqual(['G02'])
  })

  test.each(['', '[]', '{"version":2,"findings":[]}', '{"version":1,"findings":[{}]}'])('that is none is refused: %j', text => {
    expect(() => parseBaseline(text, '.github/baseline.json')).toThrow('The baseline .github/baseline.json cannot be read.')
  })
})

describe('the configuration', () => {
  test('says what to ignore and how grave a rule is', () => {
    const config = squashCheck.parse({ ignore: [{ rule: 'G01', app: 'shop', reason: 'r' }], severity: { G08: 'warning' } })
    expect(decisionsOf(config, undefined)).toEqual({ ...config, baseline: undefined })
  })

  test('every mistake is told at once', () => {
    const config = squashCheck.parse({ ignore: [{ rule: 'Z99', reason: 'r' }], severity: { G06: 'info' } })
    expect(() => decisionsOf(config, undefined)).toThrow(
      /squash-check\.ignore\.0\.rule: there is no rule Z99[\s\S]*squash-check\.severity\.G06: G06/
    )
  })

  test.each([{ ignore: [{ rule: 'G01' }] }, { ignore: [{ rule: 'G01', reason: '  ' }] }, { ignore: [{ rule: 'all', reason: 'r' }] }])(
    'without a reason or a rule is refused: %j',
    value => expect(squashCheck.safeParse(value).success).toBe(false)
  )
})
