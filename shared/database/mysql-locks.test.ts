import { expect, test } from '@jest/globals'
import { changedTable, locksIn } from './mysql-locks.ts'

test.each([
  ['ALTER TABLE orders ADD COLUMN x int', 'orders'],
  ['alter online table `shop`.`odd ``table` add x int', 'odd `table'],
  ['-- why\n/* and\nwhy */ ALTER IGNORE TABLE shop.orders ADD x int', 'orders'],
  ['DROP TABLE IF EXISTS orders, others', 'orders'],
  ['TRUNCATE TABLE `orders`', 'orders'],
  ['CREATE UNIQUE INDEX a ON orders (code)', 'orders'],
  ['CREATE OR REPLACE INDEX a USING BTREE ON shop.`orders`(code)', 'orders'],
  ['DROP INDEX a ON orders', 'orders'],
  ['RENAME TABLE orders TO sales', 'orders'],
  ['SELECT 1 FROM orders', undefined],
  ["UPDATE orders SET note = 'ALTER TABLE others'", undefined],
  ['CREATE TABLE orders (id int)', undefined]
])('the table that is changed by %s', (statement, table) => {
  expect(changedTable(statement)).toBe(table)
})

test('metadata locks are taken as they are, and of processes only statements that change a table', () => {
  expect(locksIn('YES\norders\tEXCLUSIVE\t41 7\n')).toEqual([{ table: 'orders', mode: 'EXCLUSIVE', holder: '41 7 ' }])
  expect(locksIn('YES\n')).toEqual([])
  const hex = (text: string) => Buffer.from(text).toString('hex').toUpperCase()
  const alter = 'ALTER TABLE orders ADD CHECK (n > 0)'
  expect(locksIn(`NO\n${hex(alter)}\tstatement\t9\n${hex('SELECT SLEEP(9)')}\tstatement\t10\n`)).toEqual([
    { table: 'orders', mode: 'statement', holder: `9 ${alter}` }
  ])
})
