import { expect, test } from '@jest/globals'
import { openCopyStore } from '../copies/registry.ts'
import { copyTo, copyToOf, s3Target, sshTarget } from './copy-to.ts'

const noArtifacts = () => {
  throw new Error('nobody asked for artifacts')
}

test('an URL alone, and an object with what S3 needs besides', () => {
  expect(s3Target(copyTo.parse('s3://my-bucket/a/b/') as never)).toEqual({
    bucket: 'my-bucket',
    prefix: 'a/b',
    endpoint: undefined,
    region: 'us-east-1',
    pathStyle: false,
    readBack: false
  })
  expect(s3Target(copyTo.parse({ s3: 's3://my-bucket', endpoint: 'https://s3.example.net', region: 'x' }) as never)).toMatchObject({
    prefix: '',
    endpoint: 'https://s3.example.net',
    pathStyle: true
  })
  expect(sshTarget(copyTo.parse('ssh://deploy@vault.example.net:2222/srv/backups/') as never)).toEqual({
    user: 'deploy',
    address: 'vault.example.net',
    port: 2222,
    directory: '/srv/backups'
  })
  expect(sshTarget(copyTo.parse('ssh://deploy@[::1]/srv') as never)).toMatchObject({ address: '::1', port: 22 })
})

test('an artifact, alone and beside others', () => {
  expect(copyToOf('artifact')).toEqual([{ artifact: true }])
  expect(copyToOf('artifact\nssh://deploy@vault/srv')).toEqual([{ artifact: true }, { ssh: 'ssh://deploy@vault/srv' }])
  expect(copyToOf('- artifact: true')).toEqual([{ artifact: true }])
})

test.each([
  'artifacts',
  { artifact: false },
  's3://UPPER/x',
  's3://b',
  's3://bucket/../x',
  's3://key:secret@bucket/x',
  'ftp://bucket/x',
  'ssh://vault/srv',
  'ssh://deploy@vault/',
  'ssh://deploy@vault/srv/../etc',
  'ssh://deploy@vault:99999/srv',
  'ssh://deploy:password@vault/srv',
  { s3: 's3://bucket', 'secret-key': 'x' }
])('%j is refused', value => {
  expect(copyTo.safeParse(value).success).toBe(false)
})

test('what is missing is named before anything is connected to', async () => {
  await expect(openCopyStore(copyTo.parse('s3://bucket'), { accessKey: 'a', secretKey: ' ' }, noArtifacts)).rejects.toThrow(
    'needs a secret key'
  )
  await expect(openCopyStore(copyTo.parse('ssh://d@vault/srv'), { privateKey: 'k' }, noArtifacts)).rejects.toThrow(
    'needs lines of known_hosts'
  )
})
