import { describe, expect, test } from '@jest/globals'
import { filterClientErrors, filterLine } from './client-errors.ts'

describe('what a client said is shown when it names only objects (G7)', () => {
  test.each([
    [
      'psql: error: connection to server at "127.0.0.1", port 5432 failed: FATAL:  password authentication failed for user "app"',
      'psql: error: connection to server at "127.0.0.1", port 5432 failed: FATAL: password authentication failed for user "app"'
    ],
    [
      'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: FATAL:  database "no such" does not exist',
      'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: FATAL: database "no such" does not exist'
    ],
    [
      'psql: error: connection to server at "127.0.0.1", port 9 failed: Connection refused',
      'psql: error: connection to server at "127.0.0.1", port 9 failed: Connection refused'
    ],
    ['psql:<stdin>:3: ERROR:  permission denied to create database', 'psql:<stdin>:3: ERROR: permission denied to create database'],
    ['ERROR:  42P01: relation "orders" does not exist at character 15', 'ERROR: 42P01: relation "orders" does not exist'],
    [
      'ERROR:  duplicate key value violates unique constraint "orders_pkey"',
      'ERROR: duplicate key value violates unique constraint "orders_pkey"'
    ],
    [
      'pg_dump: error: query failed: ERROR:  permission denied for table salaries',
      'pg_dump: error: query failed: ERROR: permission denied for table salaries'
    ],
    [
      'pg_dump: error: could not write to output file: No space left on device',
      'pg_dump: error: could not write to output file: No space left on device'
    ],
    ['pg_dump: error: aborting because of server version mismatch', 'pg_dump: error: aborting because of server version mismatch'],
    ['sudo: a password is required', 'sudo: a password is required'],
    ['Error: in prepare, no such table: orders (1)', 'Error: in prepare, no such table: orders (1)'],
    ['bash: line 12: /usr/bin/pg_dump: No such file or directory', 'bash: line 12: /usr/bin/pg_dump: No such file or directory'],
    ['Error: database disk image is malformed', 'Error: database disk image is malformed'],
    ['pg_restore: error: could not read from input file: end of file', 'pg_restore: error: could not read from input file: end of file']
  ])('%s', (line, shown) => expect(filterLine(line)).toBe(shown))
})

describe('what may hold a row is not shown (G7)', () => {
  test.each([
    ['DETAIL:  Key (email)=(mei@example.net) already exists.', undefined],
    ['DETAIL:  Failing row contains (1, Mei, 0912).', undefined],
    ['CONTEXT:  COPY people, line 3, column age: "Mei"', undefined],
    ['STATEMENT:  INSERT INTO people VALUES (1, 0912)', undefined],
    ["LINE 1: INSERT INTO people VALUES ('Mei')", undefined],
    ['HINT:  Perhaps you meant "Mei".', undefined],
    ['QUERY:  SELECT secret FROM people', undefined],
    ['pg_dump: detail: Query was: COPY public.people (name) TO stdout;', undefined],
    ["Command was: INSERT INTO people VALUES ('Mei', '0912');", undefined],
    ["    VALUES (2, 'Mei');", undefined],
    ['ERROR:  invalid input syntax for type integer: "Mei"', 'ERROR: (message withheld: it may hold data)'],
    ['WARNING:  customer Mei has no balance', undefined],
    ['ERROR:  P0001: customer Mei has no balance', 'ERROR: P0001: (message withheld: it may hold data)'],
    ['ERROR:  value "Mei" is out of range ERROR: relation "x" does not exist', 'ERROR: (message withheld: it may hold data)'],
    [
      'pg_restore: error: COPY failed for table "people": ERROR:  invalid input syntax for type date: "0912"',
      'ERROR: (message withheld: it may hold data)'
    ],
    ['pg_restore: error: something new about Mei', 'pg_restore: error: (message withheld: it may hold data)'],
    ['Parse error near line 1: near "Mei": syntax error', undefined]
  ])('%s', (line, shown) => expect(filterLine(line)).toBe(shown))

  test('a whole stderr keeps the safe lines in order, each once', () => {
    expect(
      filterClientErrors(
        'psql:<stdin>:1: ERROR:  duplicate key value violates unique constraint "k"\nDETAIL:  Key (a)=(Mei) already exists.\n\nERROR:  deadlock detected\nERROR:  deadlock detected\n'
      )
    ).toBe('psql:<stdin>:1: ERROR: duplicate key value violates unique constraint "k"\nERROR: deadlock detected')
  })
})
