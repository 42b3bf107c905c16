import { describe, expect, test } from '@jest/globals'
import { masksOfMysqlUrl, optionFile, parseMysqlUrl } from './mysql-connection.ts'

describe('connection URLs of MySQL and MariaDB', () => {
  test.each([
    [
      'mysql://app:secret@db.example.net:3307/shop',
      { user: 'app', password: 'secret', host: 'db.example.net', port: '3307', database: 'shop', local: false }
    ],
    [
      'mysql+pymysql://app@localhost/ai_doc_test?charset=utf8mb4',
      { user: 'app', password: undefined, port: '3306', database: 'ai_doc_test', local: true }
    ],
    ['mariadb://a%40b:p%3A%2F@[::1]/x%2Fy', { user: 'a@b', password: 'p:/', host: '::1', database: 'x/y', local: true }],
    ['mysql2://app:p@ss#;@127.0.0.1/shop', { password: 'p@ss#;', host: '127.0.0.1' }],
    ['mysql:///shop?unix_socket=/run/mysqld/mysqld.sock', { user: undefined, socket: '/run/mysqld/mysqld.sock', local: true }],
    ['mysql://app:x@%2Frun%2Fmysqld%2Fmysqld.sock/shop', { socket: '/run/mysqld/mysqld.sock', host: '', local: true }],
    ['mysql://a:b@h/x?ssl_ca=/ca.pem&ssl-mode=verify-ca', { tls: { 'ssl-ca': '/ca.pem', 'ssl-mode': 'VERIFY_CA' } }]
  ])('%s', (url, parts) => expect(parseMysqlUrl(url)).toMatchObject(parts))

  test.each([
    ['postgres://a:sesame@h/x', /not of the form/],
    ['mysql://a:sesame@h', /names no database/],
    ['mysql://a:sesame@h:x/y', /host that cannot be read/],
    ['mysql://a:sesame%00@h/y', /NUL character/]
  ])('%s is refused without being shown', (url, message) => {
    expect(() => parseMysqlUrl(url)).toThrow(message)
    expect(() => parseMysqlUrl(url)).not.toThrow(/sesame/)
  })

  test('the option file quotes what would end a value or begin a comment', () => {
    const connection = parseMysqlUrl(`mysql://app:${encodeURIComponent(`p'"$\\ #;\n`)}@h/x`)
    expect(optionFile(connection, 'mysql')).toBe(`[client]\nuser="app"\npassword="p\\'\\"$\\\\ #;\\n"\nhost="h"\nport="3306"\n`)
  })

  test("ssl-mode becomes each vendor's own options", () => {
    const connection = parseMysqlUrl('mysql://a@h/x?ssl-mode=VERIFY_IDENTITY')
    expect(optionFile(connection, 'mysql')).toContain('ssl-mode="VERIFY_IDENTITY"\n')
    expect(optionFile(connection, 'mariadb')).toContain('ssl="1"\nssl-verify-server-cert="1"\n')
    expect(optionFile(parseMysqlUrl('mysql://a@h/x?ssl-mode=DISABLED'), 'mariadb')).toContain('ssl="0"\n')
  })

  test('the log hides the password as it is and as it stands in the URL', () => {
    expect(masksOfMysqlUrl('mysql://a:p%40%20s@h/x')).toEqual(['p@ s', 'p%40%20s'])
    expect(masksOfMysqlUrl('mysql://a@h/x')).toEqual([])
  })
})
