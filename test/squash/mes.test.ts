import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { checkMigrations, classify, describeReason, plannedMigrations } from '../../shared/squash/check.ts'
import { directorySource } from '../../shared/squash/directory-source.ts'
import { readDjangoProject } from '../../shared/squash/django/project.ts'
import { type GitSource, gitSource } from '../../shared/squash/git-source.ts'
import { writeRepository, writeVersion } from '../systems/mes/repository.ts'

let directory = ''
const sources = new Map<string, GitSource>()
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'belay-mes-'))
  await writeRepository(directory)
  for (const ref of ['v1.0.0', 'v1.1.0', 'v1.2.0']) sources.set(ref, await gitSource({ directory, ref }))
}, 60_000)
afterAll(() => rmSync(directory, { recursive: true }))

const source = (ref: string) => sources.get(ref)!
const applied = (ref: string) => readDjangoProject(source(ref)).migrations

test('the seven apps of S5 pass, with their 29, 13, 14, 7, 8, 10 and 5 files', () => {
  const report = checkMigrations(source('v1.0.0'))
  expect([report.verdict, report.unknown.filter(one => one.affects !== 'external')]).toEqual(['passed', []])
  const byCount = (a: number, b: number) => a - b
  expect(report.apps.map(app => app.files).sort(byCount)).toEqual([29, 13, 14, 7, 8, 10, 5].sort(byCount))
  expect(report.apps.every(app => app.leaves.length === 1 && app.operations.exact)).toBe(true)
})

test('a commit and a directory with the same files give the same report', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'belay-mes-copy-'))
  try {
    await writeVersion(copy, '1.0.0')
    expect(checkMigrations(directorySource(copy))).toEqual(checkMigrations(source('v1.0.0')))
  } finally {
    rmSync(copy, { recursive: true })
  }
})

test.each([
  ['v1.0.0', 'v1.1.0'],
  ['v1.1.0', 'v1.2.0']
])('from %s to %s exactly the new migrations are pending', (from, to) => {
  const before = new Set(applied(from).map(migration => migration.file))
  const plan = plannedMigrations(readDjangoProject(source(to)), applied(from))
  const added = applied(to).filter(migration => !before.has(migration.file))
  expect(added).not.toEqual([])
  expect(new Set(plan.map(migration => migration.file))).toEqual(new Set(added.map(migration => migration.file)))
})

test('v1.2.0, which destroys a column, is not additive, and the reason names the place', () => {
  const { additive, reasons } = classify(plannedMigrations(readDjangoProject(source('v1.2.0')), applied('v1.1.0')))
  expect(additive).toBe(false)
  expect(reasons.map(describeReason).join('\n')).toMatch(/RemoveField in workorder\/migrations\/\w+\.py:\d+: it drops a column/)
})
