import { expect, test } from '@jest/globals'
import { parseEnvLine } from './connection-value.ts'

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
