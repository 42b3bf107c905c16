import { describeBed } from '../bed/bed.ts'
import { sidMysql } from '../database/mysql-image.ts'
import { bootRiskHost } from './risk-host.ts'
import { mysqlClaims } from './risk-mysql-claims.ts'

await describeBed('what the rules claim of MySQL', () => mysqlClaims(() => bootRiskHost('mysql', sidMysql)), sidMysql)
