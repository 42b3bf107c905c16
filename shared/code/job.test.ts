import { expect, test } from '@jest/globals'
import { JobLost } from '../host/errors.ts'
import { FakeHost } from '../host/fake-host.ts'
import type { JobSpec } from '../host/host.ts'
import { runJob } from './job.ts'

const context = { stateDir: '/state', idPrefix: 'd1.stage.1', token: 't', timeoutMs: 1000 }
const job = { name: 'stage', what: 'Staging v1', script: 'stage\n' }
const ended = { exitCode: 1, ended: 'exit', tail: 'old\n', outputBytes: 4, durationMs: 1, attached: true } as const
const idOf = (options: unknown) => (options as JobSpec).id

/** A fake host on which a question about a job is an error. */
function host() {
  const fake = new FakeHost()
  fake.inspectJob = () => Promise.reject(new Error('asked'))
  return fake
}

test('a job that never ran is started without a question', async () => {
  const fake = host().on('stage', 'done\n')
  expect(await runJob(fake, context, job)).toMatchObject({ tail: 'done\n', attached: false })
  expect(fake.scripts.map(each => each.id)).toEqual(['d1.stage.1.stage'])
})

test('the answer of one that ended before, or was followed to its end, is not taken for ours', async () => {
  const fake = host().on('stage', 'done\n')
  fake.jobs.set('d1.stage.1.stage', { state: 'ended', result: ended })
  fake.jobs.set('d1.stage.1.stage.2', { state: 'ended', result: { ...ended, exitCode: 0 } })
  expect(await runJob(fake, context, job)).toMatchObject({ exitCode: 0, tail: 'done\n', attached: false })
  expect(fake.scripts.map(each => each.id)).toEqual(['d1.stage.1.stage.3'])
})

test('one of an earlier run that was lost gives way to the next number; our own that is lost is an error', async () => {
  const lost = host().on('stage', (_, options) => (idOf(options).endsWith('.2') ? 'done\n' : new JobLost('lost')))
  expect(await runJob(lost, context, job)).toMatchObject({ tail: 'done\n' })

  const begins = (mark: boolean) => {
    const fake = host()
    let runs = 0
    fake.job = async spec => {
      spec.onOutput?.(mark ? `${/BELAY-call=\w+/.exec(spec.script)![0]}\nbegun\n` : 'begun\n')
      if (runs++ === 0) throw new JobLost('lost')
      return { ...ended, exitCode: 0, attached: false }
    }
    return fake
  }
  await expect(runJob(begins(true), context, job)).rejects.toThrow(JobLost)
  expect(await runJob(begins(false), context, job)).toMatchObject({ exitCode: 0 })
})

test('the mark of the call is not shown', async () => {
  const shown: string[] = []
  const fake = host().on('stage', script => `${/BELAY-call=\w+/.exec(script)![0]}\nunpacking\n`)
  await runJob(fake, { ...context, onOutput: text => shown.push(text) }, job)
  expect(shown).toEqual(['unpacking\n'])
})
