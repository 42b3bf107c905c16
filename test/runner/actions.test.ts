// Actions: inputs, state, pre, main and post, composites, checkout.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { clean, fresh, git, repository, run, workflow } from './harness.ts'
import { Runner } from './run.ts'

afterAll(clean)
const job = (steps: string) => `jobs:\n  a:\n    runs-on: any\n    steps:\n${steps.replace(/^/gm, '      ')}\n`
const said = (r: Awaited<ReturnType<typeof run>>, pattern: RegExp) => r.log.filter(l => pattern.test(l)).map(l => l.replace(/^a \| /, ''))

test('a JavaScript action sees the documented environment, its inputs and nothing else', async () => {
  const r = await run(
    job(`- id: p
  uses: suite/own/probe@v1
  env: { OWN: yes }
  with: { SOME INPUT: given, extra: 1, old: x }
- env: { ENVIRONMENT: "\${{ steps.p.outputs.env }}", CWD: "\${{ steps.p.outputs.cwd }}" }
  run: test "$CWD" = "$GITHUB_WORKSPACE"`)
  )
  expect(r.conclusion).toBe('success')
  const env = JSON.parse(r.jobs['a']?.steps[0]?.outputs['env'] ?? '{}') as Record<string, string>
  expect(env).toMatchObject({
    INPUT_SOME_INPUT: 'given',
    INPUT_UNSET: '',
    INPUT_EXTRA: '1',
    OWN: 'yes',
    GITHUB_ACTION: 'p',
    GITHUB_ACTION_REPOSITORY: 'suite/own',
    GITHUB_ACTION_REF: 'v1',
    GITHUB_JOB: 'a',
    GITHUB_ACTIONS: 'true',
    CI: 'true'
  })
  const others = Object.keys(env).filter(k => !/^(GITHUB|RUNNER|INPUT)_/.test(k))
  expect(others.sort()).toEqual(['CI', 'HOME', 'LANG', 'OWN', 'PATH'])
  expect(Object.keys(env)).not.toContain('GITHUB_ACTION_PATH')
  expect(r.annotations.map(a => a.message)).toEqual([
    "Input 'old' has been deprecated with message: use some input",
    "Unexpected input(s) 'extra', valid inputs are ['Some Input', 'unset', 'old', 'fail']"
  ])
})

test('post steps run in reverse order with the state and inputs of their main, also after a failure', async () => {
  const r = await run(
    job(`- uses: suite/own/probe@v1
  with: { some input: first }
- uses: suite/own/probe@v1
  with: { some input: second, fail: true }
- uses: suite/own/probe@v1
  with: { some input: never }`)
  )
  expect(said(r, /\| (main|post) /)).toEqual(['main first', 'main second', 'post second input=second', 'post first input=first'])
  expect(r.jobs['a']?.steps.map(s => `${s.stage} ${s.outcome}`)).toEqual([
    'main success',
    'main failure',
    'main skipped',
    'post success',
    'post success'
  ])
})

test('pre runs before everything, post-if decides, a failing post step fails the job', async () => {
  const steps = (postFails: boolean, script: string) =>
    job(`- run: ${script}\n- uses: suite/own/pre@v2\n  with: { post-fails: ${postFails} }`)
  const good = await run(steps(false, 'echo first'))
  expect(said(good, /\| (stage|first)/)).toEqual([
    'stage pre ref=v2 repo=suite/own',
    'first',
    'stage main ref=v2 repo=suite/own',
    'stage post ref=v2 repo=suite/own'
  ])
  const skipped = await run(steps(false, 'exit 1'))
  expect(said(skipped, /\| stage/)).toEqual(['stage pre ref=v2 repo=suite/own'])
  expect(skipped.jobs['a']?.steps.at(-1)).toMatchObject({ stage: 'post', outcome: 'skipped' })
  const bad = await run(steps(true, 'true'))
  expect(bad.conclusion).toBe('failure')
  expect(bad.jobs['a']?.steps.at(-1)).toMatchObject({ stage: 'post', outcome: 'failure' })
})

test('a composite: inputs, env, outputs, nested actions with post, soft failures', async () => {
  const r = await run(
    job(`- id: c
  uses: suite/own/both@main
  env: { OUTER: outer }
  with: { word: hi }
- run: test "$FROM_COMPOSITE" = yes; test -z "$GITHUB_ACTION_PATH"`)
  )
  expect(r.conclusion).toBe('success')
  expect(r.jobs['a']?.steps[0]?.outputs).toEqual({ said: 'hi-outer-inner-none', status: 'failure/success' })
  expect(r.jobs['a']?.steps[0]?.steps?.map(s => s.outcome)).toEqual(['success', 'failure', 'success', 'skipped'])
  expect(said(r, /\| (main|post) /)).toEqual(['main from-hi', 'post from-hi input=from-hi'])
})

test('two uses of a composite keep their state apart, and pre, main and post of a nested action share theirs', async () => {
  const twice = await run(job('- uses: suite/own/both@v1\n  with: { word: a }\n- uses: suite/own/both@v1\n  with: { word: b }'))
  expect(said(twice, /\| (main|post) /)).toEqual(['main from-a', 'main from-b', 'post from-b input=from-b', 'post from-a input=from-a'])
  const staged = await run(job('- uses: suite/own/staged@v1'))
  expect(said(staged, /\| stage/).map(l => l.split(' ')[1])).toEqual(['pre', 'main', 'post'])
})

test('a post step sees what later steps put into GITHUB_ENV and GITHUB_PATH, but not over its own env', async () => {
  const r = await run(
    job(`- uses: suite/own/probe@v1
  env: { POST_OWN: own }
- run: printf 'POST_LATER=later\\nPOST_OWN=changed\\n' >> "$GITHUB_ENV"; echo /added >> "$GITHUB_PATH"`)
  )
  expect(said(r, /\| post env/)).toEqual(['post env POST_LATER=later POST_OWN=own path=/added'])
})

test('a local action needs the checkout, and its pre is not run', async () => {
  const repositories = { 'octo/repo': repository() }
  const without = await run(job('- uses: ./actions/both'), { repositories })
  expect(without.annotations[0]?.message).toMatch(/Did you forget to run actions\/checkout/)
  const r = await run(job('- uses: actions/checkout@v6\n- uses: ./actions/pre'), { repositories })
  expect(r.conclusion).toBe('success')
  expect(r.annotations.map(a => a.message)).toEqual(["`pre` execution is not supported for local action from './actions/pre'"])
})

describe('checkout', () => {
  const path = repository()
  const repositories = { 'octo/repo': path, 'octo/other': repository() }
  const commit = (ref: string) => git(path, 'rev-parse', `${ref}^{commit}`)
  async function out(inputs: string, script: string, options = {}, version = 'v6') {
    const r = await run(
      job(
        `- id: c\n  uses: actions/checkout@${version}\n  with: { ${inputs} }\n- id: s\n  run: |\n    out() { echo "$1=$2" >> "$GITHUB_OUTPUT"; }\n    ${script}`
      ),
      { repositories, ...options }
    )
    expect(r.log.filter(l => l.includes('##[error]'))).toEqual([])
    return { ...r.jobs['a']?.steps[0]?.outputs, ...r.jobs['a']?.steps[1]?.outputs }
  }

  test('a branch, one commit deep', async () => {
    expect(
      await out('', 'out branch "$(git branch --show-current)"; out count "$(git rev-list --count HEAD)"; out tags "$(git tag)"')
    ).toEqual({
      ref: 'refs/heads/main',
      commit: commit('main'),
      branch: 'main',
      count: '1',
      tags: ''
    })
  })
  test('the whole history, with other branches and tags', async () => {
    expect(
      await out('fetch-depth: 0', 'out count "$(git rev-list --count HEAD)"; out tags "$(git tag)"; out dev "$(git rev-parse origin/dev)"')
    ).toMatchObject({
      count: '2',
      tags: 'v1.0.0',
      dev: commit('dev')
    })
  })
  test.each([
    ['v6', 'tag'],
    ['v6.0.1', 'commit'],
    ['v4', 'commit']
  ])('an annotated tag by %s is a %s', async (version, kind) => {
    expect(
      await out('', 'out kind "$(git cat-file -t v1.0.0)"; out head "$(git rev-parse HEAD)"', { ref: 'refs/tags/v1.0.0' }, version)
    ).toMatchObject({
      kind,
      head: commit('v1.0.0'),
      ref: 'refs/tags/v1.0.0'
    })
  })
  test('ref by name, by commit; path; another repository', async () => {
    expect(await out('ref: dev, path: sub/dir', 'out file "$(cat sub/dir/three)"')).toMatchObject({ ref: 'refs/heads/dev', file: 'third' })
    const old = commit('main~1')
    expect(await out(`ref: ${old}`, 'out head "$(git rev-parse HEAD)"')).toMatchObject({ head: old, commit: old })
    expect(await out('repository: octo/other', 'out files "$(ls | tr "\\n" " ")"')).toMatchObject({ files: 'actions one two ' })
  })
  test('the remote answers later commands, so a tag can be verified there', async () => {
    expect(await out('', 'out remote "$(git ls-remote origin refs/tags/v1.0.0 | cut -f1)"')).toMatchObject({
      remote: git(path, 'rev-parse', 'v1.0.0')
    })
  })
  test.each([
    ['ref: nowhere', /branch or tag with the name 'nowhere' could not be found/],
    ['repository: octo/unknown', /'octo\/unknown' is not available/],
    ['submodules: true', /'submodules: true' is not supported/],
    ['sparse-checkout: x', /not supported/],
    ['path: ../out', /is not under/],
    ['fetch-depth: x', /not a number/]
  ])('%s is red', async (inputs, message) => {
    const r = await run(job(`- uses: actions/checkout@v6\n  with: { ${inputs} }`), { repositories })
    expect(r.conclusion).toBe('failure')
    expect(r.annotations[0]?.message).toMatch(message)
  })
})

test('with a root of its own, workspaces stay and RUNNER_TEMP goes', async () => {
  const root = fresh('root')
  const r = await new Runner(root).run({ workflow: workflow(job('- run: echo x > kept; echo y > "$RUNNER_TEMP/gone"')) })
  const [leg] = r.jobs['a']?.legs ?? []
  expect(readdirSync(leg?.workspace ?? '')).toEqual(['kept'])
  expect(readdirSync(join(leg?.workspace ?? '', '../..'))).toEqual(['repo'])
})
