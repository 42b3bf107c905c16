// Jobs: needs, conditions, outputs, matrix, environments, timeouts, triggers, inputs.
import { afterAll, describe, expect, test } from '@jest/globals'
import { clean, repository, run } from './harness.ts'

afterAll(clean)
const results = (r: Awaited<ReturnType<typeof run>>) => Object.fromEntries(Object.entries(r.jobs).map(([id, j]) => [id, j.result]))

test('needs, conditions and outputs', async () => {
  const r = await run(`
jobs:
  good:
    runs-on: any
    outputs: { word: "\${{ steps.w.outputs.word }}", gone: "\${{ steps.w.outputs.nothing }}" }
    steps: [{ id: w, run: 'echo word=one >> $GITHUB_OUTPUT' }]
  bad: { runs-on: any, outputs: { o: "\${{ steps.b.outcome }}" }, steps: [{ id: b, run: exit 1 }] }
  after-good: { needs: good, runs-on: any, steps: [{ run: 'test "\${{ needs.good.outputs.word }}" = one' }] }
  after-bad: { needs: bad, runs-on: any, steps: [{ run: 'true' }] }
  after-skipped: { needs: after-bad, runs-on: any, steps: [{ run: 'true' }] }
  on-failure: { needs: [after-skipped], if: failure(), runs-on: any, steps: [{ run: 'true' }] }
  always: { needs: [bad, good], if: "\${{ always() && needs.good.result == 'success' && needs.bad.outputs.o == 'failure' }}", runs-on: any, steps: [{ run: 'true' }] }
  cancelled: { needs: bad, if: cancelled(), runs-on: any, steps: [{ run: 'true' }] }
`)
  expect(results(r)).toEqual({
    good: 'success',
    bad: 'failure',
    'after-good': 'success',
    'after-bad': 'skipped',
    'after-skipped': 'skipped',
    'on-failure': 'success',
    always: 'success',
    cancelled: 'skipped'
  })
  expect(r.jobs['good']?.outputs).toEqual({ word: 'one' })
  expect(r.conclusion).toBe('failure')
})

test('independent jobs run side by side, each in a fresh empty workspace and its own RUNNER_TEMP', async () => {
  const r = await run(`
jobs:
  a: { runs-on: any, steps: [{ run: 'test -z "$(ls -A)"; touch x $RUNNER_TEMP/mine; sleep 0.4; echo "$RUNNER_TEMP"' }] }
  b: { runs-on: any, steps: [{ run: 'test -z "$(ls -A)"; touch x; test ! -e $RUNNER_TEMP/mine; sleep 0.4' }] }
  c: { needs: a, runs-on: any, steps: [{ run: 'test -z "$(ls -A)"; test ! -e $RUNNER_TEMP/mine' }] }
`)
  expect(r.conclusion).toBe('success')
  const took = ['a', 'b'].map(id => r.jobs[id]?.steps[0]?.durationMs as number)
  expect(Math.min(...took)).toBeGreaterThanOrEqual(400)
  const order = r.log.filter(l => /##\[group\]/.test(l)).map(l => l[0])
  expect(order.slice(0, 2).sort()).toEqual(['a', 'b'])
})

test('matrix: legs, contexts, fail-fast and max-parallel', async () => {
  const r = await run(`
jobs:
  legs:
    runs-on: any
    strategy: { matrix: { n: [1, 2], include: [{ n: 2, extra: e }] } }
    outputs: { "out\${{ 1 }}": x }
    steps: [{ run: 'true' }]
`)
  expect(r.conclusion).toBe('startup_failure')
  const ok = await run(`
jobs:
  legs:
    runs-on: any
    strategy: { max-parallel: 1, matrix: { n: [1, 2], include: [{ n: 2, extra: e }] } }
    outputs: { n1: "\${{ steps.s.outputs.n1 }}", n2: "\${{ steps.s.outputs.n2 }}" }
    steps:
      - id: s
        run: echo "n\${{ matrix.n }}=\${{ matrix.extra || 'none' }}-\${{ strategy.job-index }}-\${{ strategy.job-total }}" >> $GITHUB_OUTPUT
`)
  expect(ok.jobs['legs']?.outputs).toEqual({ n1: 'none-0-2', n2: 'e-1-2' })
  expect(ok.jobs['legs']?.legs.map(l => l.name)).toEqual(['legs (1)', 'legs (2, e)'])
  const fast = await run(`
jobs:
  fast: { runs-on: any, strategy: { matrix: { n: [0, 5] } }, steps: [{ run: 'exec sleep \${{ matrix.n }}' }, { run: 'exit 1' }] }
  slow: { runs-on: any, strategy: { fail-fast: false, matrix: { n: [0, 1] } }, steps: [{ run: 'exit \${{ matrix.n }}' }] }
`)
  expect(fast.jobs['fast']?.legs.map(l => l.result)).toEqual(['failure', 'cancelled'])
  expect(fast.jobs['slow']?.legs.map(l => l.result)).toEqual(['success', 'failure'])
  expect(fast.jobs['slow']?.result).toBe('failure')
})

test('continue-on-error of a job: the run is green, the outcome is kept', async () => {
  const r = await run(`
jobs:
  a: { runs-on: any, continue-on-error: true, steps: [{ run: exit 1 }] }
  b: { needs: a, runs-on: any, steps: [{ run: 'true' }] }
`)
  expect(r.conclusion).toBe('success')
  expect(r.jobs['a']?.legs[0]?.outcome).toBe('failure')
  expect(r.jobs['b']?.result).toBe('success')
})

test('timeout-minutes of a job cancels it; always() steps still run', async () => {
  const r = await run(
    `
jobs:
  a: { runs-on: any, timeout-minutes: 1, steps: [{ run: exec sleep 20 }, { run: 'true' }, { if: always(), run: 'true' }] }
`,
    { timing: { minute: 200 } }
  )
  expect(r.jobs['a']?.result).toBe('cancelled')
  expect(r.jobs['a']?.steps.map(s => s.outcome)).toEqual(['cancelled', 'skipped', 'success'])
  expect(r.annotations.map(a => a.message)).toContain('The job has exceeded the maximum execution time of 1 minutes.')
})

test('an environment brings its own secrets and variables, and its url', async () => {
  const text = `
jobs:
  dep:
    runs-on: any
    environment: { name: "\${{ vars.WHERE }}", url: "https://\${{ steps.s.outputs.host }}/" }
    steps:
      - id: s
        env: { S: "\${{ secrets.S }}", R: "\${{ secrets.R }}" }
        run: 'test "$S$R" = env-srepo-r; test "\${{ vars.V }}" = env-v; echo host=h.example >> $GITHUB_OUTPUT'
  plain: { runs-on: any, steps: [{ env: { S: "\${{ secrets.S }}" }, run: 'test "$S" = repo-s; test -z "\${{ vars.V }}"' }] }
`
  const r = await run(text, {
    secrets: { S: 'repo-s', R: 'repo-r' },
    vars: { WHERE: 'production' },
    environments: { production: { secrets: { S: 'env-s' }, vars: { V: 'env-v' } } }
  })
  expect(r.conclusion).toBe('success')
  expect(r.jobs['dep']?.legs[0]?.environment).toEqual({ name: 'production', url: 'https://h.example/' })
})

describe('triggers', () => {
  const jobs = 'jobs: { a: { runs-on: any, steps: [{ run: "true" }] } }'
  test.each([
    ['on: { push: { tags: [v*] } }', 'refs/tags/v1.0.0', 'success'],
    ['on: { push: { tags: [v*] } }', 'refs/heads/main', 'not_triggered'],
    ['on: { push: { tags: [v*], branches: [main] } }', 'refs/heads/main', 'success'],
    ['on: { push: { branches: [dev*] } }', 'refs/heads/main', 'not_triggered'],
    ['on: { push: { branches-ignore: [dev*] } }', 'refs/heads/dev', 'not_triggered'],
    ['on: { push: { branches-ignore: [dev*] } }', 'refs/heads/main', 'success'],
    ['on: { push: { tags-ignore: [x*] } }', 'refs/tags/v1.0.0', 'success'],
    ['on: [push, workflow_dispatch]', 'refs/tags/v1.0.0', 'success'],
    ['on: workflow_dispatch', 'refs/heads/main', 'not_triggered']
  ])('%s, %s: %s', async (on, ref, expected) => {
    const r = await run(`${on}\n${jobs}`, { ref })
    expect(r.conclusion).toBe(expected)
    if (expected === 'not_triggered') {
      expect(r.reason).toMatch(/not triggered|ignores/)
      expect(r.jobs).toEqual({})
    }
  })
})

describe('workflow_dispatch', () => {
  const text = `
on:
  workflow_dispatch:
    inputs:
      name: { type: string, required: true }
      kind: { type: choice, options: [a, b], default: a }
      dry: { type: boolean, default: true }
      count: { type: number, default: 3 }
jobs:
  a:
    runs-on: any
    steps:
      - run: 'test "\${{ inputs.name }}/\${{ inputs.kind }}/\${{ inputs.dry == true }}/\${{ inputs.count + 0 == 3 }}" = x/a/true/true'
        if: "false"
      - run: 'test "\${{ inputs.name }}/\${{ inputs.kind }}/\${{ inputs.dry == false }}/\${{ inputs.count > 2 }}/\${{ github.event.inputs.dry }}" = x/a/true/true/false'
`.replace(/ {6}- run: 'test[^\n]*\n {8}if: "false"\n/, '')
  const dispatch = (inputs: Record<string, string | boolean>) => run(text, { event: 'workflow_dispatch', inputs })
  test('typed inputs and defaults', async () => {
    expect((await dispatch({ name: 'x', dry: 'false' })).conclusion).toBe('success')
  })
  test.each([
    [{}, /Required input 'name' not provided/],
    [{ name: 'x', kind: 'c' }, /not in the list/],
    [{ name: 'x', dry: 'yes' }, /not a boolean/],
    [{ name: 'x', count: 'many' }, /not a number/],
    [{ name: 'x', other: '1' }, /Unexpected inputs provided: \["other"\]/]
  ])('%j is refused', async (inputs, message) => {
    const r = await dispatch(inputs as Record<string, string>)
    expect(r.conclusion).toBe('startup_failure')
    expect(r.reason).toMatch(message)
  })
})

test('the github context and the event payload name the commit and the annotated tag', async () => {
  const path = repository()
  const r = await run(
    `
jobs:
  a:
    runs-on: any
    outputs:
      sha: "\${{ github.sha }}"
      ref: "\${{ github.ref_type }}/\${{ github.ref_name }}"
      event: "\${{ github.event.head_commit.id }} \${{ github.event.repository.default_branch }}"
    steps: [{ run: 'grep -q "refs/tags/v1.0.0" "$GITHUB_EVENT_PATH"; test "$GITHUB_SHA" = "\${{ github.sha }}"; test "$GITHUB_API_URL" = http://127.0.0.1:1/api' }]
`,
    { repositories: { 'octo/repo': path }, ref: 'refs/tags/v1.0.0', env: { GITHUB_API_URL: 'http://127.0.0.1:1/api' } }
  )
  const { execFileSync } = await import('node:child_process')
  const commit = execFileSync('git', ['-C', path, 'rev-parse', 'v1.0.0^{commit}'], { encoding: 'utf8' }).trim()
  expect(r.conclusion).toBe('success')
  expect(r.jobs['a']?.outputs).toEqual({ sha: commit, ref: 'tag/v1.0.0', event: `${commit} main` })
})
