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

test('a command of Belay that fails unexpectedly is a bug until a step says otherwise', () => {
  expect(new CommandFailed('local', { exitCode: 1, stdout: '', stderr: 'x' })).not.toBeInstanceOf(UserError)
})
