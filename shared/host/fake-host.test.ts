import { expect, test } from '@jest/globals'
import { CommandFailed } from './errors.ts'
import { FakeHost } from './fake-host.ts'

test('answers by rule, newest first, and records', async () => {
  const host = new FakeHost().on(/df/, '100\n').on('df /var', { exitCode: 2, stderr: 'no' })
  expect((await host.run('df /')).stdout).toBe('100\n')
  await expect(host.run('df /var')).rejects.toThrow(CommandFailed)
  expect((await host.run('df /var', { check: false })).exitCode).toBe(2)
  await expect(host.run('other')).rejects.toThrow('has no answer')
  expect(host.scripts.map(({ kind, script }) => `${kind}: ${script}`)).toEqual(['run: df /', 'run: df /var', 'run: df /var', 'run: other'])
})

test('runs a job once', async () => {
  const host = new FakeHost().on('migrate', 'OK\n')
  const spec = { stateDir: '/var/lib/x', id: 'a', script: 'migrate', timeoutMs: 1 }
  expect(await host.job(spec)).toMatchObject({ exitCode: 0, tail: 'OK\n', attached: false })
  expect(await host.job(spec)).toMatchObject({ attached: true })
  expect(host.scripts).toHaveLength(1)
  expect(await host.inspectJob('/var/lib/x', 'a')).toMatchObject({ state: 'ended' })
  expect(await host.inspectJob('/var/lib/x', 'b')).toEqual({ state: 'absent' })
})
