// What the runner cannot run is red, and says where. Also the command line.
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { clean, fixtures, repository, run, workflow } from './harness.ts'

afterAll(clean)
const cli = join(import.meta.dirname, 'run.ts')

describe('before the first job', () => {
  const step = (text: string) => `jobs:\n  a:\n    runs-on: any\n    steps:\n      - run: echo started\n      - ${text}\n`
  test.each([
    ['an unknown remote action', step('uses: actions/setup-node@v4'), 7, /remote action 'actions\/setup-node@v4' is not available/],
    ['a container action', step('uses: docker://alpine:3'), 7, /container action/],
    ['a remote action without a ref', step('uses: octo/thing'), 7, /octo\/thing/],
    ['a reusable workflow', 'jobs:\n  a:\n    uses: ./.github/workflows/x.yml\n', 4, /reusable workflows are not supported/],
    [
      'a service',
      'jobs:\n  a:\n    runs-on: any\n    services: { db: { image: x } }\n    steps: [{ run: "true" }]\n',
      5,
      /job key 'services'/
    ],
    ['a container', 'jobs:\n  a:\n    runs-on: any\n    container: x\n    steps: [{ run: "true" }]\n', 5, /job key 'container'/],
    [
      'a queue',
      'concurrency: { group: g, queue: max }\njobs:\n  a:\n    runs-on: any\n    steps: [{ run: "true" }]\n',
      2,
      /concurrency key 'queue'/
    ],
    ['an unknown key', 'jobs:\n  a:\n    runs-on: any\n    stepz: []\n    steps: [{ run: "true" }]\n', 5, /stepz/],
    ['an unknown need', 'jobs:\n  a:\n    runs-on: any\n    needs: b\n    steps: [{ run: "true" }]\n', 3, /b/],
    ['secrets in an if', step("{ if: secrets.X == 'y', run: 'true' }"), 7, /secrets/],
    ['an unknown function', step("run: echo ${{ nothing('x') }}"), 7, /nothing/],
    ['broken YAML', 'jobs: [\n', 3, /./],
    [
      'paths of a push',
      'on:\n  push:\n    paths: [a]\njobs: { a: { runs-on: any, steps: [{ run: "true" }] } }\n',
      3,
      /push\.paths is not supported/
    ]
  ])('%s', async (_, text, line, message) => {
    const r = await run(text)
    expect(r.conclusion).toBe('startup_failure')
    expect(r.annotations).toHaveLength(1)
    expect(r.annotations[0]?.message).toMatch(message)
    expect(r.annotations[0]?.file).toMatch(/test\.yml$/)
    expect(r.annotations[0]?.line).toBe(line)
    expect(r.log.join('\n')).toMatch(/test\.yml:\d+: /)
    expect(r.log.join('\n')).not.toContain('started')
  })

  test.each([
    [{ ref: 'main' }, /ref 'main' is not refs\/heads/],
    [{ env: { RUNNER_TEMP: 'x' } }, /RUNNER_TEMP is set by the runner/],
    [{ inputs: { a: '1' } }, /inputs are for workflow_dispatch/],
    [{ repository: 'nope' }, /not owner\/name/],
    [{ event: 'release' as 'push' }, /event 'release' is not supported/],
    [{ repositories: { 'octo/repo': '/nonexistent' } }, /nonexistent/]
  ])('option %j', async (options, message) => {
    const r = await run(step("run: 'true'"), options)
    expect(r.conclusion).toBe('startup_failure')
    expect(r.reason).toMatch(message)
  })
})

describe('in a job', () => {
  const job = (step: string) => `jobs: { a: { runs-on: any, steps: [${step}, { run: echo after }] } }`
  test.each([
    ['a container action behind a name', job('{ uses: suite/own/image@v1 }'), /runs.using 'docker' is not supported/],
    ['an action that is not there', job('{ uses: suite/own/missing@v1 }'), /Can't find 'action.yml'/],
    ['an unknown shell', job('{ shell: cmd, run: x }'), /shell 'cmd' is not supported/],
    ['a timeout that is no whole number', job('{ timeout-minutes: 0.5, run: "true" }'), /positive integer/],
    ['a problem matcher', job('{ run: "echo ::add-matcher::x.json" }'), /add-matcher/],
    ['set-env', job('{ run: "echo ::set-env name=a::b" }'), /disabled/],
    ['a directory that is not there', job('{ working-directory: nowhere, run: "true" }'), /nowhere/],
    ['a list as a text', job('{ run: "echo ${{ fromJSON(\'[1]\') }}" }'), /not a text/],
    ['a process ended by a signal', job("{ run: 'kill -KILL $$' }"), /ended by a signal/]
  ])('%s', async (_, text, message) => {
    const r = await run(text)
    expect(r.conclusion).toBe('failure')
    expect(r.annotations.some(a => a.level === 'error' && message.test(a.message))).toBe(true)
    expect(r.log).not.toContain('a | after')
  })
})

describe('the command line', () => {
  const call = (...args: string[]) => spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' })
  const file = workflow(`
on: { push: { tags: [v*] }, workflow_dispatch: { inputs: { who: { required: true, type: string } } } }
jobs:
  a:
    runs-on: any
    steps:
      - uses: actions/checkout@v6
      - uses: suite/own/probe@v1
      - run: 'echo "hello \${{ inputs.who }} \${{ secrets.S }} $(git cat-file -t v1.0.0)"; echo "# done" >> "$GITHUB_STEP_SUMMARY"; exit \${{ vars.CODE || 0 }}'
`)
  const repo = ['--repo', `octo/app=${repository()}`, '--action', `suite/own=${fixtures}`, '--secret', 'S=hunter2']
  test('a green run', () => {
    const r = call(file, ...repo, '--event', 'push', '--ref', 'refs/tags/v1.0.0')
    expect(r.stderr).toBe('')
    expect(r.status).toBe(0)
    expect(r.stdout).toContain('a | hello  *** tag')
    expect(r.stdout).toContain('# done')
    expect(r.stdout).not.toContain('hunter2')
  })
  test('a red run, one that is not triggered, and bad arguments', () => {
    expect(call(file, ...repo, '--ref', 'refs/tags/v1.0.0', '--var', 'CODE=3').status).toBe(1)
    const none = call(file, ...repo, '--ref', 'refs/heads/main')
    expect(none.status).toBe(1)
    expect(none.stdout).toContain('not_triggered')
    const bad = call(file, '--secret', 'S')
    expect([bad.status, bad.stderr]).toEqual([2, expect.stringContaining('KEY=VALUE')])
    expect(call().status).toBe(2)
  })
  test('dispatch with an input', () => {
    const r = call(file, ...repo, '--event', 'workflow_dispatch', '--input', 'who=you', '--ref', 'refs/tags/v1.0.0')
    expect(r.stdout).toContain('a | hello you *** tag')
  })
  test('an interrupt cancels the run', async () => {
    const slow = workflow('jobs: { a: { runs-on: any, steps: [{ uses: suite/own/slow@v1 }, { if: cancelled(), run: echo cleaned up }] } }')
    const child = spawn(process.execPath, [cli, slow, '--action', `suite/own=${fixtures}`], { stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      if (!out.includes('slow is ready') && chunk.toString().includes('slow is ready')) child.kill('SIGINT')
      out += chunk.toString()
    })
    const code = await new Promise(resolve => child.on('close', resolve))
    expect(code).toBe(1)
    expect(out).toContain('a | got SIGINT')
    expect(out).toContain('a | cleaned up')
    expect(out).toContain('cancelled')
  })
})
