import { describe, expect, test } from '@jest/globals'
import { FakeLog } from '../fake-ports.ts'
import type { Finding, Report } from '../squash/check.ts'
import { annotate, type CheckedAgainst, isWorthSaying, renderSquashComment, renderSquashSummary } from './squash.ts'
import { documentOf, squashDocument } from './squash-document.ts'

const finding: Finding = {
  rule: 'R01',
  severity: 'error',
  framework: 'django',
  app: 'shop',
  migration: '0007_drop',
  file: 'shop/migrations/0007_drop.py',
  line: 12,
  column: 9,
  message: 'It drops the column `note` of shop_order.',
  fix: 'Take it out of the code first, and drop it one release later.',
  fingerprint: 'abc:1'
}
const clean: Report = {
  verdict: 'passed',
  findings: [],
  apps: [
    {
      label: 'shop',
      framework: 'django',
      files: 30,
      squashed: 29,
      operations: { before: 86, after: 77, exact: true },
      leaves: ['0001_squashed']
    }
  ],
  unknown: []
}
const bad: Report = { ...clean, verdict: 'failed', findings: [{ ...finding, severity: 'warning', rule: 'R06' }, finding] }
const against: CheckedAgainst = {
  commit: 'a'.repeat(40),
  by: { kind: 'base', ref: 'origin/main', commit: 'b'.repeat(40) },
  files: 'https://github.com/octo/app/blob/aaa'
}

describe('the summary', () => {
  test('begins with the verdict, then the gravest finding with its remedy, place and page', () => {
    const lines = renderSquashSummary(bad, against).split('\n')
    expect(lines[0]).toBe('## ❌ Do not deploy these migrations: 1 error, 1 warning')
    const row = lines.filter(line => line.startsWith('| ❌'))
    expect(row).toEqual([
      '| ❌ [R01](https://github.com/belay-actions/belay/blob/main/docs/rules/R01.md) | [`shop/migrations/0007_drop.py:12`](https://github.com/octo/app/blob/aaa/shop/migrations/0007_drop.py#L12) | It drops the column `note` of shop\\_order.<br>**Do:** Take it out of the code first, and drop it one release later. |'
    ])
    expect(lines.findIndex(line => line.startsWith('| ❌'))).toBeLessThan(lines.findIndex(line => line.startsWith('| ⚠️')))
  })

  test('has the figures of each app', () => {
    expect(renderSquashSummary(clean, against)).toContain('| shop | 30 → **1** | 86 → **77** | `0001_squashed` |')
  })

  test.each<[string, CheckedAgainst['by'], string]>([
    ['a database', { kind: 'database' }, 'against the live database: 1 pending, `shop.0007_drop`'],
    ['a base branch', against.by, 'against `origin/main`, which this branch left at `bbbbbbbbbb`'],
    ['nothing', { kind: 'nothing', why: 'no base. Set `base-ref`.' }, '**Risks were not judged**: no base']
  ])('says what it was checked against: %s', (_, by, expected) => {
    const pending = [{ app: 'shop', name: '0007_drop', file: 'f', line: 1, column: 1, operations: [] }]
    expect(renderSquashSummary({ ...clean, pending }, { ...against, by })).toContain(expected)
  })

  test('counts what is ignored, with the reasons, and what is not known', () => {
    const unknown = [
      { framework: 'django', app: 'shop', migration: '0001', affects: 'graph', reason: 'a loop', file: 'f.py', line: 2, column: 1 },
      { framework: 'django', app: 'shop', migration: '0001', affects: 'external', reason: 'a package', file: 'f.py', line: 2, column: 1 }
    ] as const
    const text = renderSquashSummary(
      { ...clean, verdict: 'inconclusive', unknown: [...unknown], suppressed: [{ ...finding, by: 'comment', reason: 'empty | table' }] },
      against
    )
    expect(text).toContain('## ❔ Not decided')
    expect(text).toContain('<details open><summary>Not known: 1 part</summary>')
    expect(text).toContain('Ignored: 1 finding, each with a reason')
    expect(text).toContain('| comment | empty \\| table |')
  })

  test('cannot be broken by what a repository holds', () => {
    const evil = { ...finding, message: '</td>|\n# x `a|b` <img src=x>', file: 'a|b/`c`.py' }
    const rows = renderSquashSummary({ ...bad, findings: [evil] }, { ...against, files: undefined })
      .split('\n')
      .filter(line => line.startsWith('| ❌'))
    expect(rows).toHaveLength(1)
    expect(rows[0]!.replaceAll('\\|', '').split('|')).toHaveLength(5)
    expect(rows[0]).not.toContain('<img')
  })
})

test('a comment stays below what GitHub takes, and leads to the rest', () => {
  const findings = Array.from({ length: 200 }, () => ({ ...finding, message: 'x'.repeat(5_000) }))
  const text = renderSquashComment({ ...bad, findings }, { ...against, run: 'https://github.com/octo/app/actions/runs/5' })
  expect(text.length).toBeLessThan(65_000)
  expect(text).toContain('And 190 more')
  expect(text).toContain('[Everything that was found](https://github.com/octo/app/actions/runs/5)')
})

test('only errors, warnings and an open verdict are worth a comment', () => {
  expect([clean, bad, { ...clean, verdict: 'inconclusive' as const }].map(isWorthSaying)).toEqual([false, true, true])
  expect(isWorthSaying({ ...clean, findings: [{ ...finding, severity: 'info' }] })).toBe(false)
})

describe('annotations', () => {
  test('the gravest first, no more than GitHub shows, the rest as lines', () => {
    const log = new FakeLog()
    const warnings = Array.from({ length: 12 }, (_, line) => ({ ...finding, severity: 'warning' as const, line: line + 1 }))
    annotate(log, [...warnings, ...Array.from({ length: 11 }, () => finding)])
    const count = (level: string) => log.lines.filter(line => line.level === level).length
    expect(log.lines[0]).toMatchObject({
      level: 'error',
      message: `${finding.message} ${finding.fix}`,
      place: { title: 'R01', file: finding.file, line: 12, column: 9 }
    })
    expect([count('error'), count('warning'), count('info')]).toEqual([9, 10, 5])
    expect(log.text()).toContain('4 more:')
  })

  test('one without a file has none', () => {
    const log = new FakeLog()
    annotate(log, [{ ...finding, file: '' }])
    expect(log.lines[0]?.place?.file).toBeUndefined()
  })
})

test('the published document has exactly the keys that were promised', () => {
  const document = documentOf({ ...bad, suppressed: [{ ...finding, by: 'baseline', reason: 'r' }] })
  expect(squashDocument.parse(document)).toEqual(document)
  expect(Object.keys(document.findings[0]!)).toEqual([
    'rule',
    'severity',
    'framework',
    'app',
    'migration',
    'file',
    'line',
    'column',
    'message',
    'fix'
  ])
  expect(Object.keys(document.apps[0]!)).toEqual(['label', 'framework', 'files', 'squashed', 'operations', 'leaves'])
})
