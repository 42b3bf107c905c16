import { headReader } from './heads.ts'

/** Statements of MySQL and MariaDB. */
export const mysqlReader = headReader('mysql')
