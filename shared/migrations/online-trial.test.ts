import { expect, test } from '@jest/globals'
import { describeOnline, type OnlineVerdict, schemaChanges } from './online-trial.ts'

test('only changes of the schema are asked about, each with the settings of its session before it', () => {
  const text = `-- first
ALTER TABLE a ADD b int;
UPDATE a SET b = 1; SET SESSION foreign_key_checks = 0; SET GLOBAL max_connections = 9;
CREATE INDEX i ON a (b);`
  expect(schemaChanges('V1__x.sql', text)).toEqual([
    { migration: 'V1__x.sql', sql: 'ALTER TABLE a ADD b int' },
    { migration: 'V1__x.sql', sql: 'SET SESSION foreign_key_checks = 0;\nCREATE INDEX i ON a (b)' }
  ])
})

const said = (verdict: OnlineVerdict['verdict'], statement = 'ALTER TABLE a ADD b int'): OnlineVerdict => ({
  migration: 'm',
  statement,
  verdict
})

test.each<[readonly OnlineVerdict[], string | undefined]>([
  [[], undefined],
  [[said('online'), said('online')], 'R15 does not hold: the server makes all 2 changes beside writers'],
  [[said('online'), said('copies')], 'R15 holds: the server refuses to make 1 of 2 changes beside writers: m (ALTER TABLE a ADD b int)'],
  [
    [said('copies'), said('unknown', 'DROP INDEX i ON a')],
    'R15 holds: the server refuses to make 1 of 2 changes beside writers: m (ALTER TABLE a ADD b int); R15 is not decided for m (DROP INDEX i ON a)'
  ],
  [
    [said('unknown'), said('unknown'), said('unknown'), said('unknown')],
    `R15 is not decided for ${Array(3).fill('m (ALTER TABLE a ADD b int)').join(', ')} and 1 more`
  ]
])('what the server said in one line, %#', (verdicts, line) => {
  expect(describeOnline(verdicts)).toBe(line)
})
