import { describe, expect, test } from '@jest/globals'
import { checkExample } from '../../shared/squash/rules/check-example.ts'
import { rules } from '../../shared/squash/rules/registry.ts'
import { defects } from './defects/defects.ts'

const ids = new Set(defects.map(defect => defect.rule))

describe.each([...ids])('%s', id => {
  const own = defects.filter(defect => defect.rule === id)

  test.each(own.map(defect => [defect.name, defect] as const))('is found: %s', async (_, { at: [file, text], ...example }) => {
    const report = await checkExample(example)
    const found = report.findings.filter(finding => finding.rule === id)
    const places = found.map(finding => {
      const content = example.files[finding.file] ?? example.base?.[finding.file]
      return [finding.file, content?.split(/\r\n|\r|\n/)[finding.line - 1]] as const
    })
    // The whole list is compared, so that a failure shows where it was found instead.
    expect(
      places.filter(([path, line]) => path === file && line?.includes(text)).length > 0 ? [] : places.concat([['nowhere', undefined]])
    ).toEqual([])
  })
})

test('every rule has three seeded defects', () => {
  const missing = rules.filter(rule => defects.filter(defect => defect.rule === rule.id).length < 3).map(rule => rule.id)
  expect(missing).toEqual([])
})
