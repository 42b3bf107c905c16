import { describeBed } from '../bed/bed.ts'
import { bootRiskHost } from './risk-host.ts'
import { mysqlClaims } from './risk-mysql-claims.ts'

await describeBed('what the rules claim of MariaDB', () => mysqlClaims(() => bootRiskHost('mariadb')))
