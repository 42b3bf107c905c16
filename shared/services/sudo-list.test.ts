import { expect, test } from '@jest/globals'
import { parseSudoList } from './sudo-list.ts'

const head = 'Matching Defaults entries for deploy on mes1:\n    env_reset, secure_path=/usr/sbin\\:/usr/bin, use_pty\n\n'
const list = (...entries: string[]) =>
  `${head}User deploy may run the following commands on mes1:\n${entries.map(each => `    ${each}\n`).join('')}`
const granted = (text: string) => {
  const { everything, commands } = parseSudoList(text)
  return everything ? 'everything' : [...commands]
}
const stop = '/usr/bin/systemctl stop web'
const start = '/usr/bin/systemctl start web'

test('exact commands as root without a password are granted, those for other users are not', () => {
  expect(granted(list(`(root) NOPASSWD: ${stop}, ${start}`, '(postgres) NOPASSWD: /usr/bin/psql'))).toEqual([stop, start])
  expect(granted(list(`(ALL : ALL) NOPASSWD: ${stop}`))).toEqual([stop])
  expect(granted(list(`(ALL) NOPASSWD: ${stop}`).slice(head.length))).toEqual([stop])
  expect(granted(list(`(postgres) NOPASSWD: ${stop}`))).toEqual([])
})

test('ALL without a password is everything, for root only', () => {
  expect(granted(list('(ALL : ALL) NOPASSWD: ALL'))).toBe('everything')
  expect(granted(list('(root) NOPASSWD: /usr/bin/id, ALL'))).toBe('everything')
  expect(granted(list('(postgres) NOPASSWD: ALL'))).toEqual([])
})

test('a wildcard grants nothing by itself and takes nothing away', () => {
  expect(granted(list(`(root) NOPASSWD: ${stop}`, '(root) NOPASSWD: /usr/bin/systemctl * web, /usr/bin/systemctl start we?'))).toEqual([
    stop
  ])
})

test.each([
  ['a negation behind it', list(`(root) NOPASSWD: ${stop}, !${stop}`)],
  ['a negation in an entry of its own', list(`(root) NOPASSWD: ${stop}`, `(root) !${stop}`)],
  ['a negation of everything else', list('(root) NOPASSWD: ALL, !/usr/bin/systemctl stop *')],
  ['a password in the same entry', list(`(root) NOPASSWD: ${start}, PASSWD: ${stop}`)],
  ['a password in another entry', list(`(root) NOPASSWD: ${stop}`, '(ALL : ALL) ALL')],
  ['another tag', list(`(root) NOEXEC: NOPASSWD: ${stop}`)],
  ['a tag in the middle', list(`(root) NOPASSWD: ${start}, SETENV: ${stop}`)],
  ['an option', list(`(root) NOTAFTER=20200101000000Z NOPASSWD: ${stop}`)],
  ['a command inside an argument', list(`(root) NOPASSWD: /bin/echo \\, ${stop}`)],
  ['a command inside an expression', list(`(root) NOPASSWD: /bin/echo ^a, ${stop}, b$`)],
  ['a digest', list(`(root) NOPASSWD: sha224:d14a028c ${stop}`)],
  ['targets by exclusion', list(`(ALL, !root) NOPASSWD: ${stop}`)],
  ['wrapped lines', list(`(root) NOPASSWD: ${start},`, `    ${stop}`)],
  ['another default target', list(`(root) NOPASSWD: ${stop}`).replace('use_pty', 'runas_default=www-data')],
  [
    'defaults of single commands',
    list(`(root) NOPASSWD: ${stop}`).replace('\n\nUser', '\n\nRunas and Command-specific defaults for deploy:\n    Defaults!ALL x\n\nUser')
  ],
  ['another language', list(`(root) NOPASSWD: ${stop}`).replace('may run the following commands on', 'peut utiliser les commandes sur')],
  ['two lists', list(`(root) NOPASSWD: ${stop}`) + list(`(root) NOPASSWD: ${stop}`)],
  ['no answer', '']
])('nothing is taken from a list with %s', (_, text) => {
  expect(granted(text)).toEqual([])
})
