import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import Ajv from 'ajv'
import { checkMigrations, type Finding, type Report } from '../squash/check.ts'
import { checkExample } from '../squash/rules/check-example.ts'
import { rules } from '../squash/rules/registry.ts'
import { objectSource } from '../squash/source.ts'
import { renderSarif, resultLimit } from './sarif.ts'

/** The schema of OASIS, as Microsoft publishes it in a package of its own. */
const require = createRequire(import.meta.url)
const schemaFile = join(dirname(require.resolve('@microsoft/jest-sarif/package.json')), 'lib/schemas/sarif-2.1.0-rtm.5.json')
const ajv = new Ajv({ schemaId: 'auto', allErrors: true, unknownFormats: 'ignore' })
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'))
const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')))

interface Sarif {
  runs: {
    tool: { driver: { rules: { id: string; help: { markdown: string }; helpUri: string; properties: { tags: string[] } }[] } }
    results: {
      ruleId: string
      ruleIndex: number
      level: string
      partialFingerprints: Record<string, string>
      locations: { physicalLocation: { artifactLocation: { uri: string } } }[]
    }[]
    invocations: { toolExecutionNotifications: { message: { text: string } }[] }[]
  }[]
}

function sarifOf(report: Report): Sarif['runs'][number] {
  const sarif = renderSarif(report, rules)
  const valid = validate(sarif)
  expect(validate.errors).toBeNull()
  expect(valid).toBe(true)
  return (sarif as Sarif).runs[0]!
}

const base = { 'orders/migrations/__init__.py': '' }
const finding: Finding = {
  rule: 'G01',
  severity: 'warning',
  framework: 'django',
  app: 'orders',
  migration: '0002_note',
  file: 'ein ordner/müll#1.py',
  line: 3,
  column: 5,
  message: 'm',
  fix: 'f',
  fingerprint: 'abc:1'
}
const report = (findings: Finding[]): Report => ({ verdict: 'passed', findings, apps: [], unknown: [] })

test('the validator refuses what is no SARIF', () => {
  expect(validate({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false)
})

test('an empty report is valid', () => {
  expect(sarifOf(report([])).results).toEqual([])
})

describe.each(rules.map(rule => [rule.id, rule] as const))('%s', (id, rule) => {
  test('its bad example is valid SARIF, with stable fingerprints', async () => {
    const run = sarifOf(await checkExample(rule.examples.bad))
    const { help, helpUri, properties } = run.tool.driver.rules.find(each => each.id === id)!
    expect(help.markdown).toContain(rule.fix)
    expect(helpUri).toBe(`https://github.com/belay-actions/belay/blob/main/docs/rules/${id}.md`)
    expect(properties.tags.length).toBeLessThanOrEqual(20)
    for (const result of run.results) {
      expect(run.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId)
      expect(result.partialFingerprints['primaryLocationLineHash']).toMatch(/^[0-9a-f]{16}:\d+$/)
    }
    const prints = run.results.map(result => result.partialFingerprints['primaryLocationLineHash'])
    expect(new Set(prints).size).toBe(prints.length)
  })
})

test('a fingerprint stays where lines move, and differs where the line says something else', () => {
  const text = (above: string, rule: string) =>
    `${above}# belay: ignore ${rule}\nfrom django.db import migrations\nclass Migration(migrations.Migration):\n    pass\n`
  const print = (content: string) =>
    sarifOf(checkMigrations(objectSource({ ...base, 'orders/migrations/0001_initial.py': content }))).results.map(
      each => each.partialFingerprints['primaryLocationLineHash']
    )
  const first = print(text('', 'R01'))
  expect(first).toHaveLength(1)
  expect(print(text('# one\n\n# two\n', 'R01'))).toEqual(first)
  expect(print(text('', 'G01'))).not.toEqual(first)
})

test('a path is a URI relative to the root of the repository', () => {
  expect(sarifOf(report([finding])).results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('ein%20ordner/m%C3%BCll%231.py')
})

test("GitHub's limit keeps the gravest and says how many are left out; figures are no alerts", () => {
  const many = Array.from({ length: resultLimit + 2 }, () => finding)
  const run = sarifOf(report([{ ...finding, severity: 'info', message: 'a figure' }, ...many, { ...finding, severity: 'error' }]))
  expect(run.results).toHaveLength(resultLimit)
  expect(run.results[0]?.level).toBe('error')
  expect(run.invocations[0]?.toolExecutionNotifications.map(each => each.message.text)).toEqual([
    '3 more findings are left out: GitHub takes 25000 at most.',
    'a figure'
  ])
})
