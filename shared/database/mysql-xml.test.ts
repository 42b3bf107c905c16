import { expect, test } from '@jest/globals'
import { parseXmlRows } from './mysql-xml.ts'

test('rows of --xml keep null, the empty string, markup, tabs and newlines apart', () => {
  const text = `<?xml version="1.0"?>

<resultset statement="SELECT 1
" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <row>
	<field name="a&lt;b"></field>
	<field name="NULL" xsi:nil="true" />
	<field name="NULL">NULL</field>
	<field name="x
&lt;y&gt;">x
	&lt;field&gt;&amp;lt;\\</field>
  </row>
  <row>
	<field name="a&lt;b">2</field>
  </row>
</resultset>
`
  expect(parseXmlRows(text)).toEqual([['', null, 'NULL', 'x\n\t<field>&lt;\\'], ['2']])
  expect(parseXmlRows('')).toEqual([])
})
