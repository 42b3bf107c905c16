import { expect, test } from '@jest/globals'
import { parseMysqlUrl } from '../database/mysql-connection.ts'
import { masksOfUrl, parsePostgresUrl } from '../database/postgres-connection.ts'
import { databaseUrl, withDatabaseUrl } from './database-url.ts'

const odd = `p'"$\\ @:/%41?#&=+é;`

test.each([`App "user"`, 'a:b', 'a@b/c?d#e%20'])(
  'a role, a password and a name of any characters (%s) come out of the URL as they went in',
  name => {
    const url = databaseUrl({
      engine: 'postgres',
      'db-host': 'db.example.net',
      'db-port': 5433,
      'db-user': name,
      'db-password': odd,
      database: `${name}'s`
    })!
    expect(parsePostgresUrl(url)).toMatchObject({
      user: name,
      password: odd,
      database: `${name}'s`,
      port: '5433',
      environment: { PGHOST: 'db.example.net', PGPORT: '5433' }
    })
    expect(masksOfUrl(url)).toContain(odd)
    const mysql = databaseUrl({ engine: 'mariadb', 'db-host': '127.0.0.1', 'db-user': name, 'db-password': odd, database: name })!
    expect(parseMysqlUrl(mysql)).toMatchObject({ user: name, password: odd, database: name })
  }
)

test('a host is a name, an address of either kind, or the directory of a socket', () => {
  const of = (host: string) => parsePostgresUrl(databaseUrl({ 'db-host': host, 'db-user': 'u', database: 'd' })!)
  expect(of('db').environment['PGHOST']).toBe('db')
  expect(of('::1').environment['PGHOST']).toBe('::1')
  expect(of('[2001:db8::1]').environment['PGHOST']).toBe('2001:db8::1')
  expect(of('/run/post gres')).toMatchObject({ socket: '/run/post gres', local: true, user: 'u', password: undefined })
})

test('what is not said stays unsaid', () => {
  expect(databaseUrl({ engine: 'redis', 'db-host': 'cache', 'db-port': 6380, 'db-password': 'a/b' })).toBe('redis://:a%2Fb@cache:6380/')
  expect(databaseUrl({ database: 'mes', 'database-url': 'postgres://h/d' })).toBeUndefined()
  const inputs = { database: 'mes', engine: 'postgres', 'db-host': 'h', 'db-user': 'u' }
  expect(withDatabaseUrl(inputs)).toMatchObject({ 'database-url': 'postgres://u@h/mes', database: undefined })
  expect(withDatabaseUrl({ database: 'main' })).toEqual({ database: 'main' })
})

test.each([
  [{ 'db-user': 'u', database: 'd' }, 'With `db-user` the input `db-host` is needed'],
  [{ 'db-host': 'h', 'db-user': 'u' }, 'the input `database` is needed'],
  [{ 'db-host': 'h', database: 'd' }, 'the input `db-user` is needed'],
  [{ 'db-host': 'h', 'database-url': 'postgres://u:secret@h/d' }, '`database-url` and `db-host` say the same in two ways'],
  [{ 'db-password': 'secret', 'database-as': 'postgres', database: 'd' }, '`database-as` and `db-password` say the same'],
  [{ engine: 'sqlite', 'db-host': 'h', database: '/srv/a.db' }, 'not for `engine: sqlite`'],
  [{ engine: 'mysql', 'db-host': '/run/mysqld', 'db-user': 'u', database: 'd' }, 'which only `engine: postgres` takes']
])('%j is refused, without a value', (inputs, message) => {
  let said = ''
  try {
    databaseUrl(inputs)
  } catch (error) {
    said = (error as Error).message
  }
  expect(said).toContain(message)
  expect(said).not.toContain('secret')
})
