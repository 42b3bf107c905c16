import { describeBed } from '../bed/bed.ts'
import { sidMysql } from '../database/mysql-image.ts'
import { mysqlRehearsals } from './rehearse-mysql-cases.ts'

await describeBed(
  'migrations rehearsed on MySQL',
  () => {
    mysqlRehearsals('mysql', sidMysql)
  },
  sidMysql
)
