// Steps: environment, command files, shells, conditions, masking, annotations, summaries.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { clean, fresh, run } from './harness.ts'

afterAll(clean)
const job = (steps: string, rest = '') => `jobs:\n  a:\n    runs-on: any\n${rest}    steps:\n${steps.replace(/^/gm, '      ')}\n`
const outcomes = (r: Awaited<ReturnType<typeof run>>) => r.jobs['a']?.steps.map(s => `${s.outcome}/${s.conclusion}`)

test('nothing of the parent environment reaches a step', async () => {
  process.env['RUNNER_TEST_LEAK'] = 'leaked'
  const r = await run(job('- run: env'))
  delete process.env['RUNNER_TEST_LEAK']
  expect(r.log.join('\n')).not.toContain('leaked')
  const names = r.log.flatMap(l => /^a \| ([A-Za-z_]+)=/.exec(l)?.[1] ?? [])
  expect(names.filter(n => !/^(GITHUB_|RUNNER_)/.test(n)).sort()).toEqual(['CI', 'HOME', 'LANG', 'PATH', 'PWD', 'SHLVL', '_'])
  expect(names).not.toContain('GITHUB_TOKEN')
  expect(names).not.toContain('GITHUB_ACTION_PATH')
})

test('env of workflow, job and step, GITHUB_ENV and GITHUB_PATH', async () => {
  const r = await run(
    `env: { A: workflow, B: workflow, C: workflow }\n${job(
      `- env: { C: "step-\${{ env.B }}" }
  run: |
    test "$A/$B/$C" = workflow/job/step-job
    echo B=set >> "$GITHUB_ENV"
    printf 'M<<X\\none\\ntwo\\nX\\n' >> "$GITHUB_ENV"
    mkdir bin; printf '#!/bin/sh\\necho found' > bin/mytool; chmod +x bin/mytool; echo "$PWD/bin" >> "$GITHUB_PATH"
    echo GITHUB_SHA=mine >> "$GITHUB_ENV"
- run: |
    test "$B/$C/\${{ env.B }}" = set/workflow/set
    test "$M" = "$(printf 'one\\ntwo')"
    test "$(mytool)" = found
    test "$GITHUB_SHA" != mine`,
      '    env: { B: job }\n'
    )}`
  )
  expect(r.log.filter(l => l.includes('##[error]'))).toEqual([])
  expect(r.conclusion).toBe('success')
})

test('a text over several lines keeps its own form around expressions', async () => {
  const r = await run(
    `env: { X: "it's" }\n${job(`- run: |
    cat <<'END'
    \${{ 'it''s' }} 'quoted' {0} {{x}} \${{ '}} ''a'' ''b''' }}
      indented \${{ github.event_name }}

    END
- run: >-
    echo folded
    \${{ github.event_name }}`)}`
  )
  expect(r.conclusion).toBe('success')
  const from = r.log.indexOf('a | ##[endgroup]') + 1
  expect(r.log.slice(from, from + 3)).toEqual(["a | it's 'quoted' {0} {{x}} }} 'a' 'b'", 'a |   indented push', 'a | '])
  expect(r.log).toContain('a | folded push')
})

test('conditions, continue-on-error, status functions and step contexts', async () => {
  const r = await run(
    job(`- { id: soft, continue-on-error: true, run: exit 3 }
- { if: "steps.soft.outcome == 'failure' && steps.soft.conclusion == 'success'", run: 'true' }
- { id: hard, run: exit 1 }
- { run: 'true' }
- { if: "failure() && steps.hard.conclusion == 'failure' && job.status == 'failure'", run: 'true' }
- { if: always(), run: 'true' }
- { if: cancelled(), run: 'true' }
- { if: "!cancelled()", run: 'true' }
- { if: "\${{ 1 == 1 }}", run: 'true' }`)
  )
  expect(outcomes(r)).toEqual([
    'failure/success',
    'success/success',
    'failure/failure',
    'skipped/skipped',
    'success/success',
    'success/success',
    'skipped/skipped',
    'success/success',
    'skipped/skipped'
  ])
  expect(r.jobs['a']?.steps[0]?.exitCode).toBe(3)
})

test('shells, defaults and working-directory', async () => {
  const r = await run(
    job(
      `- { working-directory: ., run: mkdir -p sub }
- { run: 'test "$(basename $PWD)" = sub; false | true; echo reached' }
- { shell: bash, continue-on-error: true, run: 'false | true; echo not-reached' }
- { shell: sh, run: 'test -z "$BASH_VERSION"' }
- { shell: "node {0}", run: 'console.log(1 + 1)' }
- { shell: "bash {0}", run: 'false; true' }`,
      '    defaults: { run: { working-directory: sub } }\n'
    ).replace('- { working-directory: ., run: mkdir', '- { working-directory: "", run: mkdir')
  )
  expect(r.jobs['a']?.steps.map(s => s.outcome)).toEqual(['success', 'success', 'failure', 'success', 'success', 'success'])
  expect(r.log).toContain('a | reached')
  expect(r.log).not.toContain('a | not-reached')
})

test('a step that runs too long fails, and is told so', async () => {
  const r = await run(job('- { timeout-minutes: 1, run: exec sleep 20 }\n- { if: failure(), run: "true" }'), { timing: { minute: 200 } })
  expect(outcomes(r)).toEqual(['failure/failure', 'success/success'])
  expect(r.jobs['a']?.steps[0]?.signals).toEqual(['SIGINT'])
  expect(r.annotations[0]?.message).toMatch(/has timed out after 1 minutes/)
})

test('secrets are masked in log, summary and annotations; masked outputs are dropped', async () => {
  const r = await run(
    `jobs:
  a:
    runs-on: any
    outputs: { plain: "\${{ steps.s.outputs.plain }}", secret: "\${{ steps.s.outputs.secret }}", added: "\${{ steps.s.outputs.added }}" }
    steps:
      - id: s
        env: { T: "\${{ secrets.T }}", G: "\${{ secrets.GITHUB_TOKEN }}" }
        run: |
          echo "log $T $G"
          echo "::add-mask::added-value"
          echo "::error title=t $T::m $T added-value"
          echo "sum $T" >> "$GITHUB_STEP_SUMMARY"
          printf 'plain=ok\\nsecret=x%s\\nadded=added-value\\n' "$T" >> "$GITHUB_OUTPUT"
          test "$G" = "\${{ github.token }}"
  b: { needs: a, runs-on: any, steps: [{ run: 'test "\${{ needs.a.outputs.plain }}-\${{ needs.a.outputs.secret }}" = ok-' }] }
`,
    { secrets: { T: 'hunter2' }, token: 'ghs_made_up_token' }
  )
  expect(r.conclusion).toBe('success')
  const all = JSON.stringify([r.log, r.summary, r.annotations])
  expect(all).not.toContain('hunter2')
  expect(all).not.toContain('ghs_made_up_token')
  expect(r.log).toContain('a | log *** ***')
  expect(r.log.filter(l => l.startsWith('a | ##[error]'))).toEqual(['a | ##[error]t ***: m *** ***'])
  expect(r.summary['a']).toBe('sum ***\n')
  expect(r.jobs['a']?.outputs).toEqual({ plain: 'ok' })
  expect(r.annotations.filter(a => a.level === 'warning').map(a => a.message)).toEqual([
    "Skip output 'secret' since it may contain secret.",
    "Skip output 'added' since it may contain secret."
  ])
})

test('annotations carry their place; beyond ten of a level they are hidden', async () => {
  const r = await run(
    job(`- name: ann
  run: |
    echo "::warning file=m/0001.py,line=3,endLine=4,col=5,endColumn=6,title=G01::drops a column"
    for i in $(seq 12); do echo "::notice::n$i"; done
    echo "::stop-commands::tok"; echo "::error::not a command"; echo "::tok::"
    echo "::error::on stderr" >&2
    echo "::debug::quiet"`)
  )
  expect(r.annotations[0]).toEqual({
    level: 'warning',
    message: 'drops a column',
    title: 'G01',
    file: 'm/0001.py',
    line: 3,
    endLine: 4,
    col: 5,
    endColumn: 6,
    job: 'a',
    step: 'ann'
  })
  expect(r.annotations.filter(a => a.level === 'notice' && !a.hidden)).toHaveLength(10)
  expect(r.annotations.filter(a => a.hidden)).toHaveLength(2)
  expect(r.annotations.filter(a => a.level === 'error').map(a => a.message)).toEqual(['on stderr'])
  expect(r.log.join('\n')).not.toContain('##[debug]quiet')
})

test('a debug secret turns debug output on', async () => {
  const r = await run(job('- run: echo "::debug::seen"; test "$RUNNER_DEBUG" = 1'), { secrets: { ACTIONS_STEP_DEBUG: 'true' } })
  expect(r.conclusion).toBe('success')
  expect(r.log.join('\n')).toContain('##[debug]seen')
})

test('summaries: one per step; above 1 MiB an error and no summary, the step stays green', async () => {
  const r = await run(
    job(`- run: echo "# one" >> $GITHUB_STEP_SUMMARY
- run: head -c 1048577 /dev/zero | tr '\\0' x >> $GITHUB_STEP_SUMMARY
- run: head -c 1048576 /dev/zero | tr '\\0' y >> $GITHUB_STEP_SUMMARY`)
  )
  expect(r.conclusion).toBe('success')
  expect(r.jobs['a']?.legs[0]?.summary.map(s => s.length)).toEqual([6, 1048576])
  expect(r.annotations.map(a => a.message)).toEqual([
    '$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got 1024k.'
  ])
})

test('a broken command file fails the step; NODE_OPTIONS is not taken', async () => {
  const r = await run(
    job(
      '- run: echo nonsense >> $GITHUB_OUTPUT\n- if: always()\n  run: echo NODE_OPTIONS=x >> $GITHUB_ENV\n- if: always()\n  run: test -z "$NODE_OPTIONS"'
    )
  )
  expect(r.jobs['a']?.steps.map(s => s.outcome)).toEqual(['failure', 'success', 'success'])
  expect(r.annotations.map(a => a.message)).toEqual([
    "Unable to process file command 'output' successfully. Invalid format 'nonsense'",
    "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command."
  ])
})

test('a background process that holds the output open does not hold the step', async () => {
  const r = await run(job('- run: sleep 20 & echo done'), { timing: { drain: 200 } })
  expect(r.conclusion).toBe('success')
  expect(r.jobs['a']?.steps[0]?.durationMs).toBeLessThan(15_000)
})

test('at the end of a job a self-hosted runner kills what carries its id, and only that', async () => {
  const pids = fresh('pids')
  writeFileSync(pids, '')
  const r = await run(
    job(`- run: |
    setsid sleep 30 </dev/null >/dev/null 2>&1 & echo $! >> ${pids}
    env -u RUNNER_TRACKING_ID setsid sleep 31 </dev/null >/dev/null 2>&1 & echo $! >> ${pids}
    for pid in $(cat ${pids}); do until grep -q sleep /proc/$pid/comm; do sleep 0.05; done; done`),
    { selfHosted: true }
  )
  const { readFileSync } = await import('node:fs')
  const alive = readFileSync(join(pids), 'utf8')
    .trim()
    .split('\n')
    .filter(pid => {
      try {
        return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
      } catch {
        return false
      }
    })
  expect(alive).toHaveLength(1)
  expect(readFileSync(`/proc/${alive[0]}/cmdline`, 'utf8')).toBe('sleep\x0031\x00')
  process.kill(Number(alive[0]), 'SIGKILL')
  expect(r.log.some(l => l.includes('Terminate orphan process') && l.includes('(sleep)'))).toBe(true)
})
