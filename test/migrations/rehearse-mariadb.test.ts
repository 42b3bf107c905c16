import { expect, test } from '@jest/globals'
import { describeBed } from '../bed/bed.ts'
import { rehearse } from './rehearse-cases.ts'
import { mysqlRehearsals } from './rehearse-mysql-cases.ts'

await describeBed('migrations rehearsed on MariaDB', () => {
  const server = mysqlRehearsals('mariadb')
  const held = { '0001_held.sql': 'LOCK TABLES orders WRITE; SELECT SLEEP(1.5); UNLOCK TABLES;' }

  test('without a list of metadata locks only statements that change a table are seen; with one any lock of it is', async () => {
    const { admin, bed } = server()
    const engine = await server().open('mdl', 'CREATE TABLE orders (id int PRIMARY KEY)')
    const blind = await rehearse(server(), engine, 'mdl', held, { baseline: 'none' })
    expect([blind.locks, blind.looks > 0]).toEqual([[], true])
    await admin("INSTALL SONAME 'metadata_lock_info'")
    const byPlugin = await rehearse(server(), engine, 'mdl', held, { baseline: 'none' })
    expect(byPlugin.locks[0]).toMatchObject({ table: 'orders', mode: 'SHARED_NO_READ_WRITE' })
    await admin("UNINSTALL SONAME 'metadata_lock_info'")
    await bed.exec(
      'printf \'[mysqld]\\nperformance_schema=ON\\nperformance-schema-instrument="wait/lock/metadata/sql/mdl=ON"\\n\' > /etc/mysql/mariadb.conf.d/99-look.cnf; systemctl restart mariadb'
    )
    const bySchema = await rehearse(server(), engine, 'mdl', held, { baseline: 'none' })
    expect(bySchema.locks[0]).toMatchObject({ table: 'orders', mode: 'SHARED_NO_READ_WRITE' })
    expect(bySchema.locks[0]!.ms).toBeGreaterThan(500)
  }, 180_000)
})
