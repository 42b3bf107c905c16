import { describe, expect, test } from '@jest/globals'
import { UserError } from '../errors.ts'
import { masksOfUrl, parsePostgresUrl } from './postgres-connection.ts'

describe('connection URLs', () => {
  test.each([
    ['postgres://app:pw@db:5433/mes', { PGHOST: 'db', PGPORT: '5433', PGUSER: 'app' }, 'pw', 'mes', false],
    [
      'postgresql+psycopg2://app@localhost/mes?sslmode=require&pool_size=5',
      { PGHOST: 'localhost', PGUSER: 'app', PGSSLMODE: 'require' },
      undefined,
      'mes',
      true
    ],
    ['postgis://app:p@[::1]:5432/mes', { PGHOST: '::1', PGPORT: '5432', PGUSER: 'app' }, 'p', 'mes', true],
    ['postgres://a:p@h1:1,h2:2/d', { PGHOST: 'h1,h2', PGPORT: '1,2', PGUSER: 'a' }, 'p', 'd', false],
    ['postgres:///d?host=/var/run/postgresql', { PGHOST: '/var/run/postgresql' }, undefined, 'd', true],
    ['postgres://%2Fvar%2Frun/d', { PGHOST: '/var/run' }, undefined, 'd', true],
    [
      "postgres://a:p'%22%24%5C%20%40%3A%2F@127.0.0.1/Odd%20%22Name%22",
      { PGHOST: '127.0.0.1', PGUSER: 'a' },
      `p'"$\\ @:/`,
      'Odd "Name"',
      true
    ],
    ['postgres://a:p@ss:w#rd%zz@h/d', { PGHOST: 'h', PGUSER: 'a' }, 'p@ss:w#rd%zz', 'd', false]
  ])('%s', (url, environment, password, database, local) => {
    const { environment: actual, ...rest } = parsePostgresUrl(url)
    expect(actual).toEqual({ PGCONNECT_TIMEOUT: '10', ...environment })
    expect(rest).toMatchObject({ password, database, local })
  })

  test.each([
    'mysql://a:sesame@h/d',
    'sesame',
    'postgres://a:sesame@h',
    'postgres://a:sesame@h/',
    'postgres://a:sesame@h:port/d',
    'postgres://a:sesame%00@h/d'
  ])('%s is refused without being shown', url => {
    const attempt = () => parsePostgresUrl(url, 'DATABASE_URL')
    expect(attempt).toThrow(UserError)
    expect(attempt).toThrow(/^DATABASE_URL /)
    expect(attempt).not.toThrow(/sesame/)
  })

  test('the password is masked as it is, as it was written, and encoded; names are not', () => {
    expect(masksOfUrl('postgres://mes:a%2Fb%20c!@mes1/mes')).toEqual(['a/b c!', 'a%2Fb%20c!'])
    expect(masksOfUrl("postgres://mes:a'b c@mes1/mes")).toEqual(["a'b c", "a'b%20c"])
    expect(masksOfUrl('postgres://mes@mes1/mes')).toEqual([])
  })
})
