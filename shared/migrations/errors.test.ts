import { describe, expect, test } from '@jest/globals'
import { firstErrorLines, isLockTimeout, shownOutput } from './errors.ts'

const failed = `Operations to perform:
  Apply all migrations: auth, workorder
Running migrations:
  Applying workorder.0031_next...Traceback (most recent call last):
  File "/usr/lib/python3/dist-packages/django/db/backends/utils.py", line 87, in _execute
    return self.cursor.execute(sql)
psycopg2.errors.UniqueViolation: duplicate key value violates unique constraint "person_email_key"
DETAIL:  Key (email)=(someone@example.net) already exists.

The above exception was the direct cause of the following exception:
django.db.utils.IntegrityError: duplicate key value violates unique constraint "person_email_key"
DETAIL:  Key (email)=(someone@example.net) already exists.
`

describe('what is shown of a failed migration (G7)', () => {
  test("is the database's message, the exception and the last places, and no row", () => {
    expect(firstErrorLines(failed)).toEqual([
      'Applying workorder.0031_next...',
      'psycopg2.errors.UniqueViolation: duplicate key value violates unique constraint "person_email_key"',
      'django.db.utils.IntegrityError: duplicate key value violates unique constraint "person_email_key"',
      '  File "/usr/lib/python3/dist-packages/django/db/backends/utils.py", line 87, in _execute'
    ])
  })

  test.each([
    ['ValueError: cannot convert someone@example.net', 'ValueError: (message withheld: it may hold data)'],
    ["KeyError: 'someone@example.net'", 'KeyError: (message withheld: it may hold data)'],
    ['psycopg2.errors.InvalidTextRepresentation: invalid input syntax for type integer: "secret"', undefined],
    [
      'django.db.utils.OperationalError: canceling statement due to lock timeout',
      'django.db.utils.OperationalError: canceling statement due to lock timeout'
    ],
    [
      'django.db.migrations.exceptions.NodeNotFoundError: Migration a.2 dependencies reference nonexistent parent node',
      'django.db.migrations.exceptions.NodeNotFoundError: Migration a.2 dependencies reference nonexistent parent node'
    ],
    [
      "django.db.utils.OperationalError: (1205, 'Lock wait timeout exceeded; try restarting transaction')",
      'django.db.utils.OperationalError: error 1205: Lock wait timeout exceeded; try restarting transaction'
    ],
    [
      `django.db.utils.IntegrityError: (1062, "Duplicate entry 'someone@example.net' for key 'email'")`,
      'django.db.utils.IntegrityError: error 1062: (message withheld: it may hold data)'
    ],
    ['CommandError: Conflicting migrations detected', 'CommandError: Conflicting migrations detected'],
    ['INSERT INTO person VALUES (1, secret)', undefined],
    ['    secret = 5', undefined]
  ])('%s', (line, shown) => {
    const lines = firstErrorLines(line)
    expect(lines).toEqual(shown === undefined ? [] : [shown])
    expect(lines.join()).not.toContain('someone@example.net')
  })

  test('is 20 lines at most', () => {
    expect(firstErrorLines(Array.from({ length: 50 }, (_, index) => `E${index}Error`).join('\n'))).toHaveLength(20)
  })
})

test('live output shows what migrate does, and of errors what may be shown, over any cut of the stream', () => {
  let shown = ''
  const write = shownOutput(text => void (shown += text))
  for (const character of `  Applying a.0001_initial... OK\nperson someone@example.net done\n${failed}`) write(character)
  expect(shown).toContain('  Applying a.0001_initial... OK\n')
  expect(shown).toContain('psycopg2.errors.UniqueViolation: duplicate key')
  expect(shown).not.toContain('someone')
})

describe('a lock that was not free in time', () => {
  test.each([
    ['django.db.utils.OperationalError: canceling statement due to lock timeout', true],
    ['sqlite3.OperationalError: database is locked', true],
    ["django.db.utils.OperationalError: (1205, 'Lock wait timeout exceeded; try restarting transaction')", true],
    ["pymysql.err.OperationalError: (1205, 'Beim Warten auf eine Sperre wurde die zulaessige Wartezeit ueberschritten')", true],
    ['ERROR 1205 (HY000) at line 3: Lock wait timeout exceeded; try restarting transaction', true],
    ["django.db.utils.OperationalError: (1213, 'Deadlock found when trying to get lock; try restarting transaction')", false],
    ['Applying shop.1205_orders... OK', false]
  ])('%s', (output, expected) => expect(isLockTimeout(`Running migrations:\n${output}\n`)).toBe(expected))
})
