import { describeBed } from '../bed/bed.ts'
import { mysqlRehearsals } from './rehearse-mysql-cases.ts'

await describeBed('migrations rehearsed on MariaDB', () => {
  mysqlRehearsals('mariadb')
})
