import { expect, test } from '@jest/globals'
import { FakeHost } from '../host/fake-host.ts'
import { parseEnvLine, resolveValue, withDatabase } from './connection-value.ts'

test.each([
  ['KEY=plain', 'plain'],
  ['  export KEY = spaced ', 'spaced'],
  ['KEY=value # comment', 'value'],
  ['KEY=value#kept', 'value#kept'],
  ['KEY=# only a comment', ''],
  ["KEY='single $x \\n # kept'  # comment", 'single $x \\n # kept'],
  ['KEY="double \\" \\$ \\\\ # kept"', 'double " $ \\ # kept'],
  ['KEY="crlf"\r', 'crlf'],
  ['KEY=crlf\r', 'crlf'],
  ['KEY=a=b=c', 'a=b=c'],
  ['KEY=', ''],
  ['KEY="open', undefined],
  ["KEY='open", undefined]
])('%j', (line, value) => expect(parseEnvLine(line)).toBe(value))

test.each(['postgres', 'mysql', 'mariadb', 'redis', 'rediss'])(
  'of a %s:// URL the password alone is masked, however the log shows it',
  async scheme => {
    const { masks } = await resolveValue({ secret: 'URL' }, { host: new FakeHost(), secret: () => `${scheme}://app:o%2Fpen@h/1` })
    expect(masks).toEqual(expect.arrayContaining(['o/pen', 'o%2Fpen']))
    expect(masks.join()).not.toContain('@h')
  }
)

test.each([
  ['postgres://u:p@h:5432/live?sslmode=require', 'postgres://u:p@h:5432/live_scratch%2Fx?sslmode=require'],
  ['mysql+pymysql://u:p%40@h/live', 'mysql+pymysql://u:p%40@h/live_scratch%2Fx'],
  ['mysql://u@/live?unix_socket=/run/x.sock', 'mysql://u@/live_scratch%2Fx?unix_socket=/run/x.sock'],
  ['postgres:///?host=/run&dbname=live', 'postgres:///live_scratch%2Fx?host=/run'],
  ['postgres://u:p@h', 'postgres://u:p@h/live_scratch%2Fx']
])('%s with another database', (url, other) => {
  expect(withDatabase(url, 'live_scratch/x')).toBe(other)
})
