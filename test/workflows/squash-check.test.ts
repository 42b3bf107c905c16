// squash-check as a workflow runs it: the bundle, its action.yml, a checkout, and what a person sees of it.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { squashDocument } from '../../shared/report/squash-document.ts'
import { createOrder, migrationText } from '../../shared/squash/rules/example.ts'
import { Runner, type RunResult } from '../runner/run.ts'
import { root } from './guestbook.ts'

let directory = ''
let runner: Runner
const git = (...args: string[]) =>
  execFileSync('git', ['-C', join(directory, 'origin'), '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    env: { PATH: process.env['PATH'] ?? '' },
    encoding: 'utf8',
    stdio: 'pipe'
  }).trim()

function commit(files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, 'origin', 'backend', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  git('add', '--all')
  git('commit', '--quiet', '-m', 'one')
}

/** main and the branch each add a migration after the first. */
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'belay-squash-'))
  runner = new Runner(join(directory, 'runner'))
  mkdirSync(join(directory, 'origin'))
  git('init', '--quiet', '--initial-branch=main')
  commit({ 'manage.py': '', 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) })
  git('checkout', '--quiet', '-b', 'feature')
  commit({ 'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')") })
  git('checkout', '--quiet', 'main')
  commit({ 'orders/migrations/0002_state.py': migrationText("('orders', '0001_initial')") })
}, 60_000)
afterAll(() => {
  runner.dispose()
  rmSync(directory, { recursive: true, force: true })
})

async function check(inputs: Readonly<Record<string, string>>, depth = 0): Promise<RunResult> {
  const workflow = join(directory, `${Object.keys(inputs).join('-')}-${depth}.yml`)
  const steps = [
    { uses: 'actions/checkout@v6', with: { 'fetch-depth': depth } },
    { id: 'check', uses: 'belay-actions/belay/actions/squash-check@v1', with: { path: 'backend', ...inputs } }
  ]
  writeFileSync(workflow, stringify({ on: 'push', jobs: { check: { 'runs-on': 'ubuntu-latest', steps } } }))
  return runner.start({
    workflow,
    repository: 'octo/app',
    repositories: { 'octo/app': join(directory, 'origin') },
    actions: { 'belay-actions/belay': root },
    ref: 'refs/heads/feature'
  }).done
}
const stepOf = (result: RunResult) => result.jobs['check']!.steps.find(step => step.id === 'check')!

test('a branch that its base has overtaken is red at the line, with JSON, SARIF, summary and outputs', async () => {
  const result = await check({ 'base-ref': 'origin/main', 'json-file': 'squash.json', 'sarif-file': 'squash.sarif' })
  expect(result.conclusion).toBe('failure')
  const place = { file: 'backend/orders/migrations/0002_note.py', line: 4, col: 1 }
  expect(result.annotations.find(each => each.title === 'G07')).toMatchObject({ level: 'error', ...place })
  expect(stepOf(result).outputs).toMatchObject({
    verdict: 'failed',
    errors: '1',
    warnings: '0',
    suppressed: '0',
    apps: '1',
    files: '2',
    status: 'failed'
  })
  expect(result.summary['check']).toContain('Do not deploy these migrations: 1 error')
  const document = squashDocument.parse(JSON.parse(readFileSync(stepOf(result).outputs['findings-file']!, 'utf8')))
  expect(document.findings).toMatchObject([{ rule: 'G07', file: place.file, line: 4 }])
  const sarif = JSON.parse(readFileSync(join(dirname(stepOf(result).outputs['findings-file']!), 'squash.sarif'), 'utf8'))
  expect(sarif.runs[0].results).toMatchObject([{ ruleId: 'G07', level: 'error' }])
}, 60_000)

test('without its base a checkout is green, and says what was not judged', async () => {
  const result = await check({ 'base-ref': 'origin/main' }, 1)
  expect(result.conclusion).toBe('success')
  expect(result.annotations.map(each => each.message)).toEqual([
    'Risks were not judged: origin/main is not in this checkout, which is shallow. Set `fetch-depth: 0` at actions/checkout.'
  ])
  expect(stepOf(result).outputs).toMatchObject({ verdict: 'passed', status: 'passed' })
}, 60_000)
