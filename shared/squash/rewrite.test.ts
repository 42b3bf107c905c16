import { expect, test } from '@jest/globals'
import { rewrites } from './rewrite.ts'

test.each<[string | undefined, string, boolean | undefined]>([
  ['varchar(20)', 'varchar(30)', false],
  ['varchar(30)', 'varchar(20)', true],
  ['varchar(30)', 'varchar', false],
  ['varchar(30)', 'text', false],
  ['text', 'varchar', false],
  ['text', 'varchar(10)', true],
  ['char(10)', 'text', true],
  ['integer', 'bigint', true],
  ['integer', 'integer', false],
  ['text', 'integer', true],
  ['numeric(10,2)', 'numeric(12,2)', false],
  ['numeric(10,2)', 'numeric(12,3)', true],
  ['numeric(10,2)', 'numeric', false],
  ['timestamp(3)', 'timestamp(6)', false],
  ['timestamp', 'timestamptz', undefined],
  ['json', 'jsonb', true],
  ['cidr', 'inet', false],
  ['bit(3)', 'varbit', false],
  ['bit(3)', 'varbit(5)', undefined],
  ['mood', 'text', undefined],
  ['mood', 'integer', undefined],
  ['timestamp(3) with time zone', 'timestamp with time zone', false],
  ['float(24)', 'real', false],
  ['decimal(10,2)', 'numeric(12,2)', false],
  ['integer', 'serial', false],
  ['integer[]', 'bigint[]', true],
  ['varchar(9)[]', 'varchar(12)[]', undefined],
  [undefined, 'text', undefined]
])('from %s to %s the rows are written anew: %s', (from, to, told) => {
  expect(rewrites(from, to, 'postgres')).toBe(told)
})

test.each<[string, string, boolean | undefined, boolean | undefined]>([
  ['int(11)', 'integer', false, false],
  ['int', 'bigint', true, true],
  ['int', 'int unsigned', true, true],
  ['varchar(20)', 'varchar(63)', false, false],
  ['varchar(20)', 'varchar(64)', true, false],
  ['varchar(32)', 'varchar(64)', true, true],
  ['varchar(64)', 'varchar(300)', false, false],
  ['varchar(20)', 'varchar(19)', true, true],
  ['text', 'blob', undefined, true],
  ['varchar(20)', 'text', true, true],
  ['decimal', 'numeric(10,0)', false, false],
  ['decimal(10,2)', 'decimal(12,2)', true, true],
  ["enum('a')", "enum('a','b')", undefined, undefined]
])('MySQL and MariaDB copy the rows from %s to %s: %s, %s', (from, to, mysql, mariadb) => {
  expect([rewrites(from, to, 'mysql'), rewrites(from, to, 'mariadb')]).toEqual([mysql, mariadb])
})
