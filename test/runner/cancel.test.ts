// Cancellation, re-runs and concurrency groups.
import { afterAll, describe, expect, test } from '@jest/globals'
import { clean, seen, started } from './harness.ts'
import { type JobResult, type Run, Runner } from './run.ts'

afterAll(clean)
const short = { interrupt: 400, terminate: 200, drain: 200 }
/** For what ends at the signal: however busy the machine is, it has the time. */
const long = { interrupt: 20_000, terminate: 20_000, drain: 200 }
const outcomes = (job: JobResult | undefined) => job?.steps.map(s => s.outcome)

async function cancelled(text: string, when: string, timing: Record<string, number> = short) {
  const watch = seen()
  const { runner, options } = started(text, { timing, onLine: watch.onLine })
  const run = runner.start(options)
  await watch.until(when)
  const at = performance.now()
  const result = await runner.cancel(run)
  return { result, took: performance.now() - at, runner, run }
}

describe('cancellation', () => {
  test('SIGINT first; always() and cancelled() steps, post steps and such jobs still run', async () => {
    const { result } = await cancelled(
      `
jobs:
  a:
    runs-on: any
    steps:
      - uses: suite/own/slow@v1
      - run: echo plain
      - { if: failure(), run: echo on failure }
      - { if: cancelled(), run: echo on cancel }
      - { if: failure() || cancelled(), run: echo rollback }
      - { if: always(), run: 'test "\${{ job.status }}" = cancelled' }
  later: { needs: a, runs-on: any, steps: [{ run: 'true' }] }
  clean: { needs: a, if: always(), runs-on: any, steps: [{ run: 'test "\${{ needs.a.result }}" = cancelled' }] }
  told: { needs: a, if: cancelled(), runs-on: any, steps: [{ run: 'true' }] }
`,
      'slow is ready',
      long
    )
    expect(outcomes(result.jobs['a'])).toEqual(['cancelled', 'skipped', 'skipped', 'success', 'success', 'success', 'success'])
    expect(result.jobs['a']?.steps[0]?.signals).toEqual(['SIGINT'])
    expect(result.log).toContain('a | got SIGINT')
    expect(result.log).toContain('a | slow post')
    expect(Object.fromEntries(Object.entries(result.jobs).map(([id, j]) => [id, j.result]))).toEqual({
      a: 'cancelled',
      later: 'cancelled',
      clean: 'success',
      told: 'success'
    })
    expect(result.conclusion).toBe('cancelled')
  })

  test.each([
    ['SIGINT', ['SIGINT', 'SIGTERM'], 400, { ...long, interrupt: 400 }],
    ['SIGINT SIGTERM', ['SIGINT', 'SIGTERM', 'SIGKILL'], 600, short]
  ])('a process that ignores %s gets %j', async (ignore, signals, least, timing) => {
    const { result, took } = await cancelled(
      `jobs: { a: { runs-on: any, steps: [{ uses: suite/own/slow@v1, with: { ignore: ${ignore} } }] } }`,
      'slow is ready',
      timing
    )
    expect(result.jobs['a']?.steps[0]?.signals).toEqual(signals)
    expect(took).toBeGreaterThanOrEqual(least)
    expect(took).toBeLessThan(least + 15_000)
  })

  test("GitHub's own delays are the default", async () => {
    const { githubTiming } = await import('./types.ts')
    expect(githubTiming).toEqual({ minute: 60_000, interrupt: 7_500, terminate: 2_500, drain: 5_000, force: 300_000 })
  })

  test('a running step or job whose condition holds after the cancellation is not stopped', async () => {
    const { result } = await cancelled(
      `
jobs:
  step: { runs-on: any, steps: [{ if: always(), run: 'echo now; sleep 0.5; echo step finished' }, { run: 'true' }] }
  job: { if: always(), runs-on: any, steps: [{ run: 'sleep 0.5; echo job finished' }, { run: 'true' }] }
`,
      'step | now'
    )
    expect(outcomes(result.jobs['step'])).toEqual(['success', 'skipped'])
    expect(result.jobs['step']?.result).toBe('cancelled')
    expect(outcomes(result.jobs['job'])).toEqual(['success', 'success'])
    expect(result.jobs['job']?.result).toBe('success')
  })

  test('after the cancellation limit everything is killed', async () => {
    const { result, took } = await cancelled(
      'jobs: { a: { runs-on: any, steps: [{ if: always(), run: "echo now; exec sleep 20" }, { if: always(), run: "true" }] } }',
      'a | now',
      {
        ...short,
        force: 300
      }
    )
    expect(took).toBeLessThan(15_000)
    expect(outcomes(result.jobs['a'])).toEqual(['cancelled', 'cancelled'])
    expect(result.conclusion).toBe('cancelled')
  })

  test('a composite is stopped as a whole', async () => {
    const { result } = await cancelled(
      'jobs: { a: { runs-on: any, steps: [{ uses: suite/own/nest@v1 }, { if: always(), run: echo after }] } }',
      'slow is ready'
    )
    expect(outcomes(result.jobs['a'])).toEqual(['cancelled', 'success', 'success'])
    expect(result.jobs['a']?.steps[0]?.steps?.map(s => s.outcome)).toEqual(['cancelled'])
  })
})

describe('re-runs', () => {
  const text = `
jobs:
  good: { runs-on: any, outputs: { at: "\${{ steps.s.outputs.at }}" }, steps: [{ id: s, run: 'echo at=$GITHUB_RUN_ATTEMPT >> $GITHUB_OUTPUT' }] }
  flaky: { needs: good, runs-on: any, steps: [{ run: 'test "\${{ vars.OK }}" = yes; test "\${{ needs.good.outputs.at }}" = "\${{ vars.AT }}"' }] }
  legs: { runs-on: any, strategy: { fail-fast: false, matrix: { n: [1, 2] } }, steps: [{ run: 'echo leg \${{ matrix.n }} attempt $GITHUB_RUN_ATTEMPT; test "\${{ matrix.n }}\${{ vars.OK }}" != 2' }] }
  after: { needs: [flaky, legs], runs-on: any, steps: [{ run: 'echo "$GITHUB_RUN_ID $GITHUB_RUN_NUMBER $RUNNER_TEMP"' }] }
  aside: { runs-on: any, steps: [{ run: 'true' }] }
`
  test('failed jobs and their dependents run again, with the others’ outputs', async () => {
    const { runner, options } = started(text)
    const run = runner.start(options)
    const first = await run.done
    expect(first.conclusion).toBe('failure')
    expect(first.jobs['after']?.result).toBe('skipped')
    const second = await runner.rerun(run, 'failed', { vars: { OK: 'yes', AT: '1' } }).done
    expect(second.conclusion).toBe('success')
    expect([second.runId, second.runNumber, second.attempt]).toEqual([first.runId, first.runNumber, 2])
    expect(
      Object.entries(second.jobs)
        .filter(([, j]) => j.kept)
        .map(([id]) => id)
    ).toEqual(['good', 'aside'])
    expect(second.jobs['good']?.outputs).toEqual({ at: '1' })
    expect(second.log.filter(l => /^legs .*\| leg/.test(l))).toEqual(['legs (2) | leg 2 attempt 2'])
    expect(second.jobs['legs']?.legs.map(l => l.result)).toEqual(['success', 'success'])
  })

  test('all jobs run again, in a new RUNNER_TEMP', async () => {
    const { runner, options } = started(text, { vars: { OK: 'yes', AT: '1' } })
    const run = runner.start(options)
    const first = await run.done
    const again = runner.rerun(run, 'all', { vars: { OK: 'yes', AT: '2' } })
    const second = await again.done
    expect([first.conclusion, second.conclusion]).toEqual(['success', 'success'])
    expect(second.jobs['good']?.outputs).toEqual({ at: '2' })
    const temp = (r: typeof first) => r.log.find(l => /^after \| 7/.test(l))?.split(' ') ?? []
    expect(temp(second).slice(2, 4)).toEqual(temp(first).slice(2, 4))
    expect(temp(second)[4]).not.toBe(temp(first)[4])
    expect((await runner.rerun(again, 'all', { vars: { OK: 'yes', AT: '3' } }).done).attempt).toBe(3)
  })

  test('nothing to run again, not ended yet, of another runner', async () => {
    const { runner, options } = started('jobs: { a: { runs-on: any, steps: [{ run: sleep 0.2 }] } }')
    const run = runner.start(options)
    expect(() => runner.rerun(run, 'all')).toThrow(/not ended/)
    await run.done
    expect(() => runner.rerun(run, 'failed')).toThrow(/no failed or cancelled job/)
    const other = new Runner()
    expect(() => other.rerun(run, 'all')).toThrow(/another Runner/)
    other.dispose()
  })

  test('a cancelled run runs again', async () => {
    const { runner, run } = await cancelled(
      'jobs: { a: { runs-on: any, steps: [{ run: "echo now; test $GITHUB_RUN_ATTEMPT != 1 || exec sleep 20" }] } }',
      'a | now'
    )
    expect((await runner.rerun(run, 'failed').done).conclusion).toBe('success')
  })
})

describe('concurrency', () => {
  const text = (cancel: string) =>
    `concurrency: { group: "deploy-\${{ github.ref_name }}", cancel-in-progress: ${cancel} }\njobs: { a: { runs-on: any, steps: [{ run: 'echo now $GITHUB_RUN_NUMBER; test $GITHUB_RUN_NUMBER != 1 || exec sleep 3' }] } }`

  test('one runs, one waits, a newer one takes the place of the one that waits', async () => {
    const watch = seen()
    const { runner, options } = started(text('false'), { onLine: watch.onLine })
    const first = runner.start(options)
    await watch.until('now 1')
    const second = runner.start(options)
    await watch.until('waiting for concurrency group')
    expect([first.state, second.state]).toEqual(['running', 'queued'])
    const third = runner.start(options)
    const results = await Promise.all([first, second, third].map((r: Run) => r.done))
    expect(results.map(r => r.conclusion)).toEqual(['success', 'cancelled', 'success'])
    expect(results[1]?.reason).toMatch(/higher priority waiting request for 'deploy-main' exists/)
  })

  test('cancel-in-progress cancels the running one', async () => {
    const watch = seen()
    const { runner, options } = started(text('true'), { onLine: watch.onLine })
    const first = runner.start(options)
    await watch.until('now 1')
    const second = runner.start(options)
    expect((await first.done).conclusion).toBe('cancelled')
    expect((await second.done).conclusion).toBe('success')
  })

  test('a waiting run can be cancelled', async () => {
    const watch = seen()
    const { runner, options } = started(text('false'), { onLine: watch.onLine })
    const first = runner.start(options)
    await watch.until('now 1')
    const second = runner.start(options)
    expect((await runner.cancel(second)).conclusion).toBe('cancelled')
    expect((await first.done).conclusion).toBe('success')
  })

  test('jobs of different runs share a job group, and never overlap', async () => {
    const { runner, options } = started(
      "jobs: { a: { runs-on: any, concurrency: production, steps: [{ run: 'echo begin; sleep 0.3; echo end' }] } }",
      {}
    )
    const order: string[] = []
    const onLine = (line: string) => void (/\| (begin|end)$/.test(line) && order.push(line))
    const runs = [1, 2].map(() => runner.start({ ...options, onLine }))
    expect((await Promise.all(runs.map(r => r.done))).map(r => r.conclusion)).toEqual(['success', 'success'])
    expect(order).toEqual(['a | begin', 'a | end', 'a | begin', 'a | end'])
  })
})

describe('groups of workflows and of jobs', () => {
  const text = (workflow: string, job: string) => `
${workflow}
jobs: { a: { ${job} runs-on: any, steps: [{ run: 'echo begin; sleep 0.5; echo end' }] } }
`
  test('are the same ones in a repository', async () => {
    const order: string[] = []
    const onLine = (line: string) => void (/\| (begin|end)$/.test(line) && order.push(line))
    const one = started(text('concurrency: same', ''), { onLine })
    const other = started(text('', 'concurrency: same,'), { onLine })
    const runs = [one.runner.start(one.options), one.runner.start(other.options)]
    expect((await Promise.all(runs.map(run => run.done))).map(result => result.conclusion)).toEqual(['success', 'success'])
    expect(order).toEqual(['a | begin', 'a | end', 'a | begin', 'a | end'])
  })

  test('a job in the group of its own workflow is red, not stuck', async () => {
    const { runner, options } = started(text('concurrency: same', 'concurrency: SAME,'))
    const result = await runner.run(options)
    expect(result.conclusion).toBe('failure')
    expect(result.annotations[0]?.message).toContain("a deadlock for concurrency group 'SAME'")
  })
})
