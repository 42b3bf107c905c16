import { expect, test } from '@jest/globals'
import { config as schema } from '../config/schema.ts'
import { UserError } from '../errors.ts'
import { checkDemands, lacking, lessThan } from './demands.ts'
import type { Manifest } from './manifest.ts'

const backup = (given: object = {}) => schema.parse({ app: 'shop', environments: {}, backup: given }).backup
const none = { secrets: {} }
const recipient = 'age1qqqq'

test('nothing is demanded, and a plain backup says what it is not', () => {
  expect(() => checkDemands(backup(), none)).not.toThrow()
  expect(lacking(backup())).toEqual(['not encrypted (no encrypt-to)', 'on this host only (no copy-to)', 'integrity only (no manifest-key)'])
  expect(lacking(backup({ 'encrypt-to': [recipient], 'copy-to': ['s3://bucket'], 'manifest-key': { secret: 'KEY' } }))).toEqual([])
})

test('what is required and came out empty is refused, with the inputs that are empty', () => {
  const require = ['encrypted', 'copied', 'signed']
  expect(() => checkDemands(backup({ require }), none)).toThrow(
    /^No backup is taken, for `require` names encrypted, copied, signed, and `encrypt-to`, `copy-to`, `manifest-key` are empty\. .*is it set in this environment/
  )
  expect(() => checkDemands(backup({ require: ['copied'], 'encrypt-to': [recipient] }), none)).toThrow(
    /names copied, and `copy-to` is empty/
  )
  expect(() => checkDemands(backup({ require: ['copied'], 'copy-to': ['s3://bucket'] }), none)).not.toThrow()
  expect(schema.safeParse({ app: 'shop', environments: {}, backup: { require: ['encryption'] } }).success).toBe(false)
})

test('keys of copies without a place for one are refused; those that the configuration names are not, for another workflow may need them', () => {
  const given = { secrets: { BELAY_COPY_SECRET_KEY: 'x' } }
  expect(() => checkDemands(backup(), given)).toThrow(/is given `copy-secret-key`, and `copy-to` is empty.*leave the key out too/)
  expect(() => checkDemands(backup({ 'copy-to': ['s3://bucket'] }), given)).not.toThrow()
  expect(() => checkDemands(backup({ 'copy-secret-key': { secret: 'KEY' } }), none)).not.toThrow()
})

test('nothing plain goes to GitHub', () => {
  expect(() => checkDemands(backup({ 'copy-to': ['artifact'] }), none)).toThrow(UserError)
  expect(() => checkDemands(backup({ 'copy-to': ['s3://bucket', 'artifact'] }), none)).toThrow(/only an encrypted backup is copied there/)
  expect(() => checkDemands(backup({ 'copy-to': ['artifact'], 'encrypt-to': [recipient] }), none)).not.toThrow()
})

test('a backup that is less than the one before it is told', () => {
  const before = {
    members: [{ encryption: { recipients: [recipient] } }],
    copies: ['s3://bucket'],
    signature: { algorithm: 'hmac-sha256', value: 'x' }
  } as unknown as Manifest
  expect(lessThan(before, backup())).toEqual([
    'encrypted (`encrypt-to` is empty)',
    'copied (`copy-to` is empty)',
    'signed (`manifest-key` is empty)'
  ])
  expect(lessThan(before, backup({ 'copy-to': ['s3://bucket'], 'encrypt-to': [recipient], 'manifest-key': { secret: 'KEY' } }))).toEqual([])
  expect(lessThan({ members: [{}] } as unknown as Manifest, backup())).toEqual([])
  expect(lessThan(undefined, backup())).toEqual([])
})
