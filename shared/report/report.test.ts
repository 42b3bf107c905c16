import { describe, expect, test } from '@jest/globals'
import type { JournalRecord } from '../deployment/records.ts'
import { renderMarkdown } from './markdown.ts'
import { reportOf } from './report.ts'

const where = { app: 'mes', environment: 'production', host: 'deploy@mes1.example.net:22' }
const owner = {
  repository: 'octo/mes',
  runId: '7',
  runAttempt: 1,
  job: 'deploy',
  actor: 'anna',
  url: 'https://github.com/octo/mes/actions/runs/7'
}

/** Records one second apart. */
function journal(...records: object[]): JournalRecord[] {
  return records.map((record, index) => ({
    ...record,
    seq: index + 1,
    at: new Date(Date.UTC(2026, 0, 1, 2, 0, index)).toISOString()
  })) as JournalRecord[]
}

const opened = { type: 'opened', kind: 'deploy', owner, version: 'v1.2.0' }
const red = journal(
  opened,
  { type: 'intent', step: 'fence', plan: {} },
  { type: 'evidence', step: 'fence', evidence: { says: 'maintenance answer up, web: stopped' }, durationMs: 400 },
  { type: 'intent', step: 'migrate', plan: {} },
  { type: 'evidence', step: 'migrate', evidence: { says: 'applied a.0002' }, durationMs: 900 },
  { type: 'failed', step: 'gate', message: 'The health gate is failed: 500 | <b>\nsecond line', durationMs: 2000 },
  { type: 'intent', step: 'rollback', plan: { kind: 'restore-point', reasons: ['the fence has stood'], loss: [] } },
  { type: 'evidence', step: 'rollback', evidence: { says: 'back', kept: ['mes_failed_1'] }, durationMs: 3000 },
  { type: 'closed', outcome: 'rolled-back', message: 'v1.2.0 failed in gate', release: 'v1.1.0-abc' }
)

describe('the report says what happened and what it cost', () => {
  test('a red run that went back', () => {
    const report = reportOf({ id: 'd1', records: red }, where)
    expect(report).toMatchObject({
      outcome: 'rolled-back',
      version: 'v1.2.0',
      release: 'v1.1.0-abc',
      downtimeMs: 6000,
      durationMs: 8000,
      rollback: { plan: 'restore-point', kept: ['mes_failed_1'] }
    })
    expect(report.steps.map(step => `${step.status} ${step.step}`)).toEqual([
      'passed fence',
      'passed migrate',
      'failed gate',
      'passed rollback'
    ])
  })

  test('a way back by hand that failed behind the fence it had closed: users still see the maintenance answer', () => {
    const records = journal(
      { ...opened, kind: 'rollback' },
      { type: 'intent', step: 'rollback', plan: { kind: 'migrate-down', reasons: [], loss: [] } },
      { type: 'intent', step: 'fence', plan: {} },
      { type: 'failed', step: 'rollback', message: 'Undoing a.0002 failed', durationMs: 2000 }
    )
    const report = reportOf({ id: 'd1', records }, where)
    expect(report).toMatchObject({ outcome: 'open', downtimeMs: 1000, fenced: true })
    expect(report.steps.map(step => `${step.status} ${step.step}`)).toEqual(['failed rollback'])
    expect(renderMarkdown(report)).toContain('| users saw the maintenance answer | 1.0 s, and still see it |')
    const again = [
      { type: 'intent', step: 'rollback', plan: { kind: 'migrate-down', reasons: [], loss: [] } },
      { type: 'evidence', step: 'rollback', evidence: { says: 'back', kept: [] }, durationMs: 1000 },
      { type: 'closed', outcome: 'verified', message: 'Rolled back by hand' }
    ]
    expect(reportOf({ id: 'd1', records: journal(...records, ...again) }, where)).toMatchObject({ downtimeMs: 3000, fenced: false })
  })

  test('the time between two fences does not count', () => {
    const steps = [
      ['intent', 'fence'],
      ['evidence', 'open'],
      ['failed', 'live-gate'],
      ['intent', 'fence'],
      ['evidence', 'rollback']
    ]
    const report = reportOf(
      { id: 'd1', records: journal(opened, ...steps.map(([type, step]) => ({ type, step, plan: {}, message: '' }))) },
      where
    )
    expect(report).toMatchObject({ downtimeMs: 2000, fenced: false })
  })

  test('an interrupted step is named, and nothing is decided', () => {
    const report = reportOf({ id: 'd1', records: red.slice(0, 4) }, where)
    expect(report.outcome).toBe('open')
    expect(report.steps.at(-1)).toMatchObject({ step: 'migrate', status: 'interrupted' })
    expect(renderMarkdown(report)).toContain('| data lost | not decided |')
  })

  test('the loss that a person accepted is named', () => {
    const records = red.map(record =>
      record.type === 'intent' && record.step === 'rollback'
        ? { ...record, plan: { kind: 'restore-point', reasons: [], loss: ['main.orders: 7 rows'] } }
        : record
    )
    expect(renderMarkdown(reportOf({ id: 'd1', records }, where))).toContain('| data lost | main.orders: 7 rows |')
  })

  test('a deployment without a fence cost users nothing', () => {
    const records = journal(opened, { type: 'closed', outcome: 'verified', message: 'v1.2.0 is live and verified', release: 'v1.2.0-x' })
    const markdown = renderMarkdown(reportOf({ id: 'd1', records }, where))
    expect(markdown).toContain('| users saw the maintenance answer | never |')
    expect(markdown).toContain('| data lost | **nothing** |')
  })

  test('a refusal lists the choices with their cost', () => {
    const records = journal(
      opened,
      {
        type: 'intent',
        step: 'rollback',
        plan: { kind: 'refuse', reasons: ['users could write'], choices: [{ what: 'repair forward', cost: 'nothing' }] }
      },
      { type: 'failed', step: 'rollback', message: 'No safe way back', durationMs: 1 }
    )
    const markdown = renderMarkdown(reportOf({ id: 'd1', records }, where))
    expect(markdown).toContain('| repair forward | nothing |')
    expect(markdown).toContain('| data lost | not decided |')
  })

  test('what a step says can break neither the table nor the page', () => {
    const markdown = renderMarkdown(reportOf({ id: 'd1', records: red }, where))
    expect(markdown).toContain('The health gate is failed: 500 \\| &lt;b>')
    const rows = markdown.split('\n').filter(line => line.startsWith('| ❌'))
    expect(rows).toHaveLength(1)
    expect(rows[0]!.replaceAll('\\|', '').split('|')).toHaveLength(6)
  })
})
