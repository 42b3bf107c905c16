import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { sidMysql } from '../database/mysql-image.ts'
import { errorsOf, type Server, Shop, servers, unitOf } from './shop.ts'
import { outputsOf } from './site.ts'

const first = 'CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY, title VARCHAR(50) NOT NULL);\n'
const rows = "INSERT INTO orders (id, title) VALUES (1, 'one'), (2, 'two'), (3, 'three');\n"
const stars = 'ALTER TABLE orders ADD COLUMN stars INTEGER NULL;\n'
/** Its first two statements work everywhere, the last nowhere; MySQL and MariaDB cannot take any of them back. */
const half = 'CREATE TABLE notes (id INTEGER NOT NULL PRIMARY KEY);\nUPDATE orders SET stars = 1;\nINSERT INTO nothing VALUES (1);\n'

function shopOn(server: Server, host: () => BedHost): void {
  describe(`a shop on ${server.engine}`, () => {
    let shop: Shop
    beforeAll(async () => {
      shop = await Shop.install(host(), server, first, rows)
      await shop.release('v1.0.0', { 'migrations/V1__orders.sql': first })
      expect(errorsOf(await shop.command('adopt', { reason: 'it runs' }, 'refs/tags/v1.0.0'))).toEqual([])
    }, 600_000)
    afterAll(() => shop?.end())

    test('a file that is new is read, applied behind a backup, and recorded', async () => {
      await shop.release('v1.1.0', { 'migrations/V2__stars.sql': stars })
      const result = await shop.deploy('v1.1.0')
      expect(errorsOf(result)).toEqual([])
      expect(outputsOf(result)).toMatchObject({ outcome: 'verified', version: 'v1.1.0' })
      // PostgreSQL has not counted its rows yet, SQLite does not say how large a table is.
      const size = { postgres: 'rows not counted, \\d+\\.\\d KiB', sqlite: '~3 rows' }[server.engine as string] ?? '~3 rows, \\d+\\.\\d KiB'
      expect(result.log.join('\n')).toMatch(new RegExp(`V2__stars: touches orders \\(${size}\\); `))
      expect(Object.values(result.summary).join('\n')).toMatch(new RegExp(`\\| \`V2__stars\` \\| \`orders\` \\(${size}\\) \\|`))
      expect(await shop.columns()).toBe('orders.id\norders.title\norders.stars')
      expect(await shop.sql('SELECT name FROM belay_migrations ORDER BY name;')).toBe('V1__orders\nV2__stars')
      expect(await shop.served()).toBe('v1.1.0')
    }, 300_000)

    test('a file that is applied and was edited since stops the deployment before anything is changed', async () => {
      await shop.release('v1.2.0', { 'migrations/V2__stars.sql': stars.replace('stars', 'points') })
      const result = await shop.deploy('v1.2.0')
      expect(result.conclusion).toBe('failure')
      expect(errorsOf(result).join('\n')).toMatch(/V2__stars\.sql is not the file that was applied[\s\S]*Nothing live had been changed/)
      expect(await shop.columns()).toBe('orders.id\norders.title\norders.stars')
      expect(await shop.served()).toBe('v1.1.0')
    }, 300_000)

    test('one that fails half way leaves the schema, the rows and the release as they were', async () => {
      await shop.release('v1.3.0', { 'migrations/V2__stars.sql': stars, 'migrations/V3__half.sql': half })
      const result = await shop.deploy('v1.3.0')
      expect(result.conclusion).toBe('failure')
      expect(outputsOf(result)).toMatchObject({ outcome: 'rolled-back' })
      expect(await shop.columns()).toBe('orders.id\norders.title\norders.stars')
      expect(await shop.sql('SELECT COUNT(*), COUNT(stars) FROM orders;')).toMatch(/^3[|\t]0$/)
      expect(await shop.sql('SELECT name FROM belay_migrations ORDER BY name;')).toBe('V1__orders\nV2__stars')
      expect(await shop.served()).toBe('v1.1.0')
    }, 300_000)

    test('a release that proves bad takes its schema with it, and the next good one is deployed', async () => {
      await shop.release('v1.4.0', { 'migrations/V3__half.sql': half.split('\n').slice(0, 2).join('\n') }, false)
      const bad = await shop.deploy('v1.4.0')
      expect([bad.conclusion, outputsOf(bad)['outcome']]).toEqual(['failure', 'rolled-back'])
      expect(await shop.columns()).toBe('orders.id\norders.title\norders.stars')
      expect(await shop.sql('SELECT COUNT(*), COUNT(stars) FROM orders;')).toMatch(/^3[|\t]0$/)
      await shop.release('v1.5.0', {})
      expect(errorsOf(await shop.deploy('v1.5.0'))).toEqual([])
      expect(await shop.columns()).toBe('notes.id\norders.id\norders.title\norders.stars')
      expect(await shop.sql('SELECT COUNT(*), COUNT(stars) FROM orders;')).toMatch(/^3[|\t]3$/)
      expect(await shop.served()).toBe('v1.5.0')
    }, 300_000)
  })
}

const withHost = (name: string, mine: readonly Server[], image?: typeof sidMysql) =>
  describeBed(`SQL files deployed: ${mine.map(each => each.engine).join(', ')}`, () => {
    let host: BedHost
    beforeAll(async () => {
      const clients = mine.some(each => each.engine === 'mysql')
        ? '/usr/bin/mysql, /usr/bin/mysqldump'
        : '/usr/bin/mariadb, /usr/bin/mariadb-dump'
      host = await bootHost({ name, image, units: mine.map(unitOf), sudoers: [`deploy ALL=(root) NOPASSWD: ${clients}`] })
    }, 900_000)
    afterAll(() => host?.destroy(), 180_000)
    for (const server of mine) shopOn(server, () => host)
  })

await withHost(
  'engines',
  servers.filter(each => each.engine !== 'mysql')
)
await withHost(
  'mysql-shop',
  servers.filter(each => each.engine === 'mysql'),
  sidMysql
)
