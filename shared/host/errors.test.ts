import { expect, test } from '@jest/globals'
import { UserError } from '../errors.ts'
import { CommandFailed, ConnectionLost, DeadlinePassed, FencedOff, JobLost } from './errors.ts'

test.each([
  new ConnectionLost('The connection broke'),
  new DeadlinePassed('It had not ended'),
  new FencedOff('local', 'x.migrate.1', ''),
  new JobLost('It left no exit code')
])('$name happens in the world: it is shown without a stack, under its own name', error => {
  expect(error).toBeInstanceOf(UserError)
  expect(error.name).toBe(error.constructor.name)
})

test('who lost the lock is told so in one line, with the holder as the cause below', () => {
  const error = new FencedOff('local', 'x.migrate.1', 'f00d x\n{"since":"now"}')
  expect(error.message.split('\n')).toHaveLength(1)
  expect(error.message).toMatch(/another job holds the lock now, as this deployment was taken over or closed\. Nothing more is changed/)
  expect((error.cause as Error).message).toBe('the lock is held by f00d x\n{"since":"now"}')
})

test('a command of Belay that fails unexpectedly is a bug until a step says otherwise', () => {
  expect(new CommandFailed('local', { exitCode: 1, stdout: '', stderr: 'x' })).not.toBeInstanceOf(UserError)
})
