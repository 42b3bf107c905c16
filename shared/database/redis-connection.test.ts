import { expect, test } from '@jest/globals'
import { masksOfRedisUrl, parseRedisUrl } from './redis-connection.ts'

test.each([
  ['redis://', { host: '127.0.0.1', port: '6379', user: undefined, password: undefined, index: undefined, tls: [], local: true }],
  ['redis://cache.example:7000/3', { host: 'cache.example', port: '7000', index: 3, local: false }],
  ['redis://:se%2Fsame@localhost:6379/0', { user: undefined, password: 'se/same', index: 0, local: true }],
  ['redis://app:p@ss:w%zz@[::1]:6380', { user: 'app', password: 'p@ss:w%zz', host: '::1', port: '6380', local: true }],
  ['redis://h?db=2&socket_timeout=5', { host: 'h', index: 2 }],
  ['rediss://h', { tls: ['--tls', '--sni', 'h'] }],
  ['rediss://10.0.0.1?ssl_cert_reqs=CERT_NONE', { tls: ['--tls', '--insecure'] }],
  ['rediss://h?ssl_cert_reqs=required&ssl_ca_certs=/etc/ca.pem', { tls: ['--tls', '--sni', 'h', '--cacert', '/etc/ca.pem'] }]
])('%s is understood', (url, parts) => expect(parseRedisUrl(url)).toMatchObject(parts))

test.each([
  ['http://sesame@h', /not of the form redis:\/\//],
  ['redis://:sesame@h/name', /a database that is not a number/],
  ['redis://:sesame@h:70000', /a port that is none/],
  ['redis://:sesame@h:port', /a host that cannot be read/],
  ['redis://:sesame%0a@h', /cannot be in it/]
])('%s is one clear message that does not show it', (url, message) => {
  expect(() => parseRedisUrl(url)).toThrow(expect.objectContaining({ name: 'UserError', message: expect.stringMatching(message) }))
  expect(() => parseRedisUrl(url)).not.toThrow(/sesame/)
})

test('the password is masked as it is and as it is written', () => {
  expect(masksOfRedisUrl('redis://u:o%2fpen@h')).toEqual(['o/pen', 'o%2Fpen', 'o%2fpen'])
  expect(masksOfRedisUrl('redis://h')).toEqual([])
})
