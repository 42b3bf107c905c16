import { expect, test } from '@jest/globals'
import { FakeHost } from '../host/fake-host.ts'
import { parseEnvLine, resolveValue } from './connection-value.ts'

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
