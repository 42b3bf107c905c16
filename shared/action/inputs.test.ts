import { expect, test } from '@jest/globals'
import { duration } from '../config/units.ts'
import { choice, integer, list, parsed, secret, shortFor, text, toggle } from './definition.ts'
import { masksOf, readInputs, secretsOf } from './inputs.ts'

const definition = {
  name: 'sample',
  title: 'Sample',
  description: 'A sample.',
  branding: { icon: 'box', color: 'blue' },
  outputs: {},
  inputs: {
    host: text('The machine.', { required: true }),
    port: integer(1, 65535, 'The port.'),
    phase: choice(['baseline', 'gate'], 'Which phase.', { default: 'gate' }),
    'dry-run': toggle('Change nothing.', { default: 'false' }),
    'private-key': secret('The key.'),
    timeout: parsed(duration, 'a duration like `90 s`', 'How long.'),
    services: list('Which services.')
  }
} as const

test('typed values, and an empty text means not given', () => {
  const inputs = readInputs(definition, {
    INPUT_HOST: 'local',
    INPUT_PORT: '22',
    'INPUT_DRY-RUN': 'TRUE',
    INPUT_TIMEOUT: '2 min',
    INPUT_SERVICES: 'a, b\nc',
    INPUT_PHASE: ''
  })
  expect(inputs).toEqual({ host: 'local', port: 22, phase: 'gate', 'dry-run': true, timeout: 120_000, services: ['a', 'b', 'c'] })
})

test('every problem at once, with name, value and what is allowed', () => {
  let message = ''
  try {
    readInputs(definition, { INPUT_PORT: '0', INPUT_PHASE: 'gaet', 'INPUT_DRY-RUN': 'ture', INPUT_TIMEOUT: 'soon', INPUT_SERVICE: 'x' })
  } catch (error) {
    message = (error as Error).message
  }
  expect(message.split('\n')).toEqual([
    '6 inputs are not usable:',
    '  - host: required, and not given. The machine.',
    '  - port: "0" is not allowed; allowed: 1 to 65535',
    '  - phase: "gaet" is not allowed; allowed: `baseline`, `gate`',
    '  - dry-run: "ture" is not allowed; allowed: `true`, `false`',
    '  - timeout: "soon" is not allowed; allowed: a duration like `90 s`',
    '  - service: no such input; did you mean services?'
  ])
})

test('secret values are never quoted and are found for masking', () => {
  expect(secretsOf(definition, { 'INPUT_PRIVATE-KEY': ' key ' })).toEqual(['key'])
})

test('a key is masked line by line, without a last line that is too short', () => {
  expect(masksOf('-----BEGIN KEY-----\nabcdefgh\n==\n-----END KEY-----')).toEqual(['-----BEGIN KEY-----', 'abcdefgh', '-----END KEY-----'])
  expect(masksOf('abc')).toEqual(['abc'])
})

test('a short name is the long one, as secret as that, and nobody gives both', () => {
  const short = { ...definition, inputs: { host: definition.inputs.host, token: secret('It.'), t: shortFor('token', secret('It.')) } }
  expect(readInputs(short, { INPUT_HOST: 'h', INPUT_T: 's3cret', INPUT_TOKEN: '' })).toEqual({ host: 'h', token: 's3cret' })
  expect(secretsOf(short, { INPUT_T: 's3cret' })).toEqual(['s3cret'])
  expect(() => readInputs(short, { INPUT_HOST: 'h', INPUT_T: 'a', INPUT_TOKEN: 'b' })).toThrow(
    't and token: two names of one input; give one'
  )
})
