import { expect, test } from '@jest/globals'
import { onlineForm } from './mysql-online.ts'

test.each([
  ['ALTER TABLE `t` MODIFY a bigint;\n', 'ALTER TABLE `t` MODIFY a bigint, ALGORITHM=INPLACE, LOCK=NONE'],
  ['alter table t rename column a to b, add c int', 'alter table t rename column a to b, add c int, ALGORITHM=INPLACE, LOCK=NONE'],
  ['CREATE UNIQUE INDEX i ON t (a)', 'CREATE UNIQUE INDEX i ON t (a) ALGORITHM=INPLACE LOCK=NONE'],
  ['DROP INDEX i ON t', 'DROP INDEX i ON t ALGORITHM=INPLACE LOCK=NONE'],
  ['ALTER TABLE t RENAME TO `u`', undefined],
  ['ALTER TABLE t ADD a int, ALGORITHM=COPY', undefined],
  ['CREATE TABLE t (a int)', undefined],
  ['UPDATE t SET a = 1', undefined]
])('%s', (statement, form) => {
  expect(onlineForm(statement)).toBe(form)
})
