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
    [
      "ERROR 1045 (28000): Access denied for user 'app'@'localhost' (using password: YES)",
      "ERROR 1045 (28000): Access denied for user 'app'@'localhost' (using password: YES)"
    ],
    ["ERROR 1146 (42S02) at line 7: Table 'mes.orders' doesn't exist", "ERROR 1146 (42S02) at line 7: Table 'mes.orders' doesn't exist"],
    [
      `ERROR 2002 (HY000): Can't connect to server on '127.0.0.1' (111 "Connection refused")`,
      `ERROR 2002 (HY000): Can't connect to server on '127.0.0.1' (111 "Connection refused")`
    ],
    [
      'mariadb-dump: Got error: 1049: "Unknown database \'mes\'" when selecting the database',
      "mariadb-dump: error 1049: Unknown database 'mes'"
    ],
    [
      "/usr/bin/mysqldump: Couldn't execute 'SHOW CREATE TABLE `v`': View 'mes.v' references invalid table(s) or column(s) or function(s) or definer/invoker of view lack rights to use them (1356)",
      "mysqldump: error 1356: View 'mes.v' references invalid table(s) or column(s) or function(s) or definer/invoker of view lack rights to use them"
    ],
    [
      'mysqldump: Error 2013: Lost connection to MySQL server during query when dumping table `people` at row: 7',
      'mysqldump: error 2013: Lost connection to MySQL server during query'
    ],
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
    [
      "ERROR 1062 (23000) at line 9: Duplicate entry 'mei@example.net' for key 'email'",
      'ERROR 1062 (23000) at line 9: (message withheld: it may hold data)'
    ],
    [
      "ERROR 1064 (42000) at line 1: You have an error in your SQL syntax; check the manual for the right syntax to use near 'Mei' at line 1",
      'ERROR 1064 (42000) at line 1: (message withheld: it may hold data)'
    ],
    ["ERROR 1644 (45000): customer Mei doesn't exist", 'ERROR 1644 (45000): (message withheld: it may hold data)'],
    [
      "mariadb-dump: Couldn't execute 'SELECT Mei': Incorrect value 'Mei' (1292)",
      'mariadb-dump: error 1292: (message withheld: it may hold data)'
    ],
    ['mariadb-dump: something new about Mei', 'mariadb-dump: (message withheld: it may hold data)'],
    ["INSERT INTO people VALUES (1, 'Mei', 'ERROR 1045 (28000): Access denied')", undefined],
    ['--------------', undefined],
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
