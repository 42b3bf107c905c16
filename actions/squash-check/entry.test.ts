import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { readInputs } from '../../shared/action/inputs.ts'
import type { Runtime } from '../../shared/action/main.ts'
import { FakeLog } from '../../shared/fake-ports.ts'
import { squashDocument } from '../../shared/report/squash-document.ts'
import { createOrder, migrationText } from '../../shared/squash/rules/example.ts'
import { GitHubServer } from '../../test/faults/github-server.ts'
import { definition } from './definition.ts'
import { run } from './entry.ts'

const server = new GitHubServer()
beforeAll(() => server.start())
afterAll(() => server.close())

let workspace = ''
const env = { PATH: process.env['PATH'] ?? '' }
const git = (...args: string[]) =>
  execFileSync('git', ['-C', workspace, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    env,
    encoding: 'utf8',
    stdio: 'pipe'
  }).trim()
function commit(files: Readonly<Record<string, string>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true })
    writeFileSync(join(workspace, path), content)
  }
  git('add', '--all')
  git('commit', '--quiet', '--allow-empty', '-m', 'one')
  return git('rev-parse', 'HEAD')
}
beforeEach(() => {
  server.comments.clear()
  server.readOnly = false
  workspace = mkdtempSync(join(tmpdir(), 'belay-check-'))
  git('init', '--quiet', '--initial-branch=main')
})
afterEach(() => rmSync(workspace, { recursive: true }))

interface Told {
  readonly log: FakeLog
  readonly outputs: Readonly<Record<string, string | number | boolean>>
  readonly summary: string
  /** what it threw */
  readonly error: Error | undefined
  json(name: string): unknown
}

/** The action as a workflow runs it: inputs as text, GitHub's variables, a real repository. */
async function check(inputs: Readonly<Record<string, string>> = {}, environment: Readonly<Record<string, string>> = {}): Promise<Told> {
  const given = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]))
  const log = new FakeLog()
  const outputs: Record<string, string | number | boolean> = {}
  let summary = ''
  const runtime: Runtime = {
    log,
    environment: {
      ...env,
      GITHUB_WORKSPACE: workspace,
      GITHUB_REPOSITORY: 'octo/app',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_RUN_ID: '5',
      GITHUB_API_URL: server.url,
      ...environment
    },
    output: (name, value) => {
      outputs[name] = value
    },
    keep: () => undefined,
    summarise: async markdown => {
      summary += markdown
    },
    onSignal: () => undefined
  }
  const error = await run(readInputs(definition, given), runtime).then(
    () => undefined,
    (thrown: Error) => thrown
  )
  return { log, outputs, summary, error, json: name => JSON.parse(readFileSync(join(workspace, name), 'utf8')) }
}

const pullRequest = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_BASE_REF: 'main', GITHUB_REF: 'refs/pull/7/merge' }
const orders = (folder: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries({ '__init__.py': '', '0001_initial.py': migrationText('', [createOrder]), ...files }).map(([name, text]) => [
      `${folder}orders/migrations/${name}`,
      text
    ])
  )
const note = { '0002_note.py': migrationText("('orders', '0001_initial')") }
const state = { '0002_state.py': migrationText("('orders', '0001_initial')") }
const twoLeaves = { ...note, ...state }
const bodies = () => (server.comments.get(7) ?? []).map(each => each.body)

/** main has the first migration; the branch adds the others. */
function branch(added: Readonly<Record<string, string>>, folder = ''): void {
  commit({ ...orders(folder, {}), [`${folder}manage.py`]: '' })
  git('update-ref', 'refs/remotes/origin/main', 'HEAD')
  git('checkout', '--quiet', '-b', 'feature')
  commit(orders(folder, added))
}

describe('without a base', () => {
  test('old and new look alike, and it says so in log and summary', async () => {
    commit(orders('', note))
    const told = await check()
    expect(told.error).toBeUndefined()
    expect(told.outputs).toMatchObject({ verdict: 'passed', status: 'passed', errors: 0, apps: 1, files: 2, suppressed: 0 })
    expect(told.log.text()).toContain('Risks were not judged: neither a database nor a base branch was given')
    expect(told.summary).toContain('**Risks were not judged**')
  })

  test('a shallow checkout of a pull request is told once, with what to set, and is no error', async () => {
    branch(note)
    const origin = workspace
    workspace = mkdtempSync(join(tmpdir(), 'belay-check-'))
    try {
      execFileSync('git', ['clone', '--quiet', '--depth=1', '--branch=feature', `file://${origin}`, workspace], { env, stdio: 'pipe' })
      const told = await check({}, pullRequest)
      expect(told.error).toBeUndefined()
      expect(told.log.lines.filter(line => line.level === 'warning').map(line => line.message)).toEqual([
        'Risks were not judged: origin/main is not in this checkout, which is shallow. Set `fetch-depth: 0` at actions/checkout.'
      ])
    } finally {
      rmSync(origin, { recursive: true })
    }
  })

  test('a base-ref that there is not is an error of the user', async () => {
    commit(orders('', note))
    const told = await check({ 'base-ref': 'mian' })
    expect(told.error).toMatchObject({ name: 'UserError', message: expect.stringContaining('"mian"') })
    expect(told.outputs['verdict']).toBe('error')
  })

  test('a path that there is not is an error of the user, and no project without migrations', async () => {
    commit(orders('', note))
    const told = await check({ path: './bakend/' })
    expect(told.error).toMatchObject({ name: 'UserError', message: expect.stringContaining('There is no folder bakend in the commit') })
    expect(told.outputs['verdict']).toBe('error')
  })
})

describe('a pull request', () => {
  test('is compared with its base, which has moved on', async () => {
    branch(note)
    git('checkout', '--quiet', 'main')
    commit(orders('', state))
    git('update-ref', 'refs/remotes/origin/main', 'HEAD')
    git('checkout', '--quiet', 'feature')
    const told = await check({}, pullRequest)
    expect(told.error?.message).toContain('orders/migrations/0002_note.py:4: G07')
    expect(told.outputs).toMatchObject({ verdict: 'failed', errors: 1 })
  })

  test('gets one comment, which follows what is the case', async () => {
    branch(twoLeaves)
    const inputs = { comment: 'true', 'github-token': 'token' }
    expect((await check(inputs, pullRequest)).error?.message).toContain('G01')
    expect(bodies()).toEqual([expect.stringContaining('❌ Do not deploy these migrations: 1 error')])
    rmSync(join(workspace, 'orders/migrations/0002_state.py'))
    commit({})
    expect((await check(inputs, pullRequest)).error).toBeUndefined()
    expect(bodies()).toEqual([expect.stringContaining('✅ The migrations are sound')])
  })

  test('with nothing to say gets none', async () => {
    branch(note)
    await check({ comment: 'true', 'github-token': 'token' }, pullRequest)
    expect(bodies()).toEqual([])
  })

  test('from a fork gets none, and the step is not red for that', async () => {
    branch({ ...note, '0003_more.py': migrationText("('orders', '0002_note')", []).replace('class', '# belay: ignore G01\nclass') })
    server.readOnly = true
    const told = await check({ comment: 'true', 'github-token': 'token' }, pullRequest)
    expect(told.error).toBeUndefined()
    expect(told.outputs['warnings']).toBe(1)
    expect(told.log.lines.find(line => line.message.startsWith('No comment'))).toMatchObject({
      level: 'notice',
      message: expect.stringContaining('pull-requests: write')
    })
  })

  test('changed-only annotates changed lines only, and still fails for all', async () => {
    commit(orders('', twoLeaves))
    git('update-ref', 'refs/remotes/origin/main', 'HEAD')
    git('checkout', '--quiet', '-b', 'feature')
    commit({ 'README.md': 'x' })
    const told = await check({ 'changed-only': 'true' }, pullRequest)
    expect(told.error?.message).toContain('G01')
    expect(told.log.lines.filter(line => line.level === 'error')).toEqual([])
    expect(told.log.text()).toContain('1 findings are on lines that were not changed since origin/main')
  })
})

describe('files', () => {
  test('JSON is one document of the published form, with paths of the repository, also for a project in a folder', async () => {
    branch(twoLeaves, 'backend/')
    const told = await check(
      { path: 'backend', 'json-file': 'out/report.json', 'sarif-file': 'out/report.sarif', 'fail-on': 'never' },
      pullRequest
    )
    expect(told.error).toBeUndefined()
    const document = squashDocument.parse(told.json('out/report.json'))
    expect(document).toEqual(told.json('out/report.json'))
    expect(document.findings.map(each => [each.rule, each.file])).toEqual([['G01', 'backend/orders/migrations/0002_state.py']])
    expect(told.outputs['findings-file']).toBe(join(workspace, 'out/report.json'))
    expect(told.json('out/report.sarif')).toMatchObject({
      runs: [
        {
          results: [
            { locations: [{ physicalLocation: { artifactLocation: { uri: 'backend/orders/migrations/0002_state.py' } } }], ruleId: 'G01' }
          ]
        }
      ]
    })
  })

  test('a baseline is written once, is silent about what is in it, and tells what is gone', async () => {
    branch(twoLeaves)
    const inputs = { baseline: '.github/belay-baseline.json' }
    expect((await check(inputs)).error?.message).toContain('is not in')
    const wrote = await check({ ...inputs, 'write-baseline': 'true' })
    expect(wrote.error).toBeUndefined()
    expect(wrote.log.text()).toContain('1 findings were written to .github/belay-baseline.json')
    // Lines that move make no difference.
    commit(orders('', { '0002_state.py': `# Reviewed.\n\n${state['0002_state.py']}` }))
    const silent = await check(inputs)
    expect(silent.error).toBeUndefined()
    expect(silent.outputs).toMatchObject({ verdict: 'passed', suppressed: 1 })
    rmSync(join(workspace, 'orders/migrations/0002_state.py'))
    commit({})
    const gone = await check(inputs)
    expect(gone.log.text()).toContain('1 entry of the baseline .github/belay-baseline.json was not found any more')
    expect(gone.summary).toContain('1 entry of the baseline')
  })

  test('nothing is written where nothing was asked for', async () => {
    branch(note)
    await check()
    expect(existsSync(join(workspace, 'out'))).toBe(false)
    expect(git('status', '--porcelain')).toBe('')
  })
})

describe('what was decided', () => {
  const config = (checks: string) => ({
    '.github/belay.yml': `app: mes\nenvironments: { production: { hosts: [{ address: local }] } }\nsquash-check: ${checks}\n`
  })

  test('stands in the configuration of the commit', async () => {
    branch(twoLeaves)
    commit(config('{ ignore: [{ rule: G01, app: orders, reason: merged by hand on Friday }], severity: { G08: warning } }'))
    const told = await check()
    expect(told.outputs).toMatchObject({ verdict: 'passed', suppressed: 1 })
    expect(told.summary).toContain('merged by hand on Friday')
  })

  test.each([
    [
      '{ ignore: [{ rule: G06, reason: x }] }',
      'squash-check.ignore.0.rule: G06 (A migration is not valid Python or SQL, or holds a merge conflict) cannot be ignored'
    ],
    ['{ severity: { G99: info } }', 'squash-check.severity.G99: there is no rule G99'],
    ['{ ignore: [{ rule: G01 }] }', 'reason']
  ])('and %s is told as unusable', async (checks, message) => {
    branch(note)
    commit(config(checks))
    const told = await check()
    expect(told.error?.name).toBe('UserError')
    expect(told.error?.message).toContain(message)
  })
})

test.each([
  [{ 'write-baseline': 'true' }, 'the input `baseline` is needed'],
  [{ comment: 'true' }, 'the input `github-token` is needed']
])('%j is refused before anything is read', async (inputs, message) => {
  expect((await check(inputs as Record<string, string>)).error?.message).toContain(message)
})
