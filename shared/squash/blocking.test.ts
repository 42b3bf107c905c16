import { expect, test } from '@jest/globals'
import { stopping, stopsDeployment, whileDeploying } from './blocking.ts'
import { rules } from './rules/registry.ts'

test('what is wrong stops a deployment; a risk or a missing way back does not', () => {
  expect(['G01', 'S14', 'L01'].map(stopsDeployment)).toEqual([true, true, true])
  expect(['R01', 'R15', 'B01'].map(stopsDeployment)).toEqual([false, false, false])
})

test('outside a deployment, in a pull request, a risk counts as what it is', () => {
  const findings = ['G01', 'R01', 'B02', 'L05'].map(rule => ({ rule }))
  expect(stopping(findings, true).map(({ rule }) => rule)).toEqual(['G01', 'L05'])
  expect(stopping(findings, false)).toEqual(findings)
})

test('every rule is of an area that this knows', () => {
  for (const { id } of rules) expect(id).toMatch(/^[BCGLPRS]\d\d$/)
})

test('within a deployment a risk is told as a warning, and what would fail stays an error', () => {
  const finding = (rule: string, severity: 'error' | 'warning' | 'info') => ({ rule, severity })
  expect(whileDeploying([finding('R01', 'error'), finding('B01', 'warning'), finding('L01', 'error'), finding('S13', 'info')])).toEqual([
    finding('R01', 'warning'),
    finding('B01', 'warning'),
    finding('L01', 'error'),
    finding('S13', 'info')
  ])
})
