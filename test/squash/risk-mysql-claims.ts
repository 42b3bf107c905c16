import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { onlineForm } from '../../shared/squash/mysql-online.ts'
import { rewrites } from '../../shared/squash/rewrite.ts'
import type { Example } from '../../shared/squash/rules/rule.ts'
import { exampleOf, type RiskHost } from './risk-host.ts'

const rows = ["INSERT INTO orders_order (code, note, amount) VALUES ('a', 'n', 1), ('a', 'n', 2)"]
const free = { select: 'ok', insert: 'ok' }
const order = 'orders_order'

/** What the rules claim of MySQL and of MariaDB alike. */
export function mysqlClaims(boot: () => Promise<RiskHost>): void {
  let host: RiskHost
  beforeAll(async () => void (host = await boot()), 600_000)
  afterAll(() => host.bed.destroy(), 60_000)

  /** What the server says to each statement of an example, asked to do it in place and beside writers. */
  async function answersOnline(example: Example): Promise<string[]> {
    const { steps, error } = await host.observe(example, {})
    expect(error).toBeNull()
    const { database } = await host.observe({ ...example, files: example.base! }, {})
    const answers: string[] = []
    for (const { sql } of steps) {
      const form = onlineForm(sql)
      if (form === undefined) continue
      const answer = await host.sql(form, database)
      answers.push(answer === '' ? 'ok' : answer)
      if (answer !== '') expect(await host.sql(sql, database)).toBe('')
    }
    return answers
  }

  test.each<[string, number, string, RegExp]>([
    ['R01', 1, 'select', /Unknown column 'orders_order\.note'/],
    ['R02', 1, 'select', /Unknown column 'orders_order\.note'/],
    ['R02', 2, 'select', /Table '\w+\.orders_order' doesn't exist/],
    ['R03', 1, 'insert', /Field 'state' doesn't have a default value/]
  ])(
    '%s, example %i: the running release fails',
    async (rule, pair, verb, message) => {
      const bad = await host.observe(exampleOf(rule, 'bad', pair), { rows })
      expect(bad.before[order]).toEqual(free)
      expect(bad.after[order]![verb as 'select' | 'insert']).toMatch(message)
      const good = await host.observe(exampleOf(rule, 'good', pair), { rows })
      expect([good.error, good.after[order]]).toEqual([null, free])
    },
    180_000
  )

  test('R14: what came before the failure stays, and the migration fails at it when it is run again', async () => {
    const bad = await host.observe(exampleOf('R14', 'bad'), { rows, again: true })
    expect(bad.error).toMatch(/Duplicate entry 'a' for key/)
    expect(await host.sql(`SHOW COLUMNS FROM ${order} LIKE 'state'`, bad.database)).toMatch(/^state\tint/)
    expect(await host.sql("SELECT count(*) FROM django_migrations WHERE app = 'orders'", bad.database)).toBe('1')
    expect(bad.again).toMatch(/Duplicate column name 'state'/)
    const good = await host.observe(exampleOf('R14', 'good'), { rows, again: true })
    expect(good.error).toMatch(/Duplicate entry 'a' for key/)
    // The second run is at the same place: nothing is half done.
    expect(good.again).toBe(good.error)
    expect(await host.sql("SELECT count(*) FROM django_migrations WHERE app = 'orders'", good.database)).toBe('2')
  }, 180_000)

  test.each([1, 2, 3])(
    'R15, example %i: the server refuses to do it beside writers',
    async pair => {
      const answers = await answersOnline(exampleOf('R15', 'bad', pair))
      expect(answers.filter(answer => /ERROR 184[56] \(0A000\).*(ALGORITHM=INPLACE|LOCK=NONE) is not supported/.test(answer))).toHaveLength(
        1
      )
      const good = await answersOnline(exampleOf('R15', 'good', pair))
      expect(good).not.toEqual([])
      expect(good.every(answer => answer === 'ok')).toBe(true)
    },
    180_000
  )

  test('R14 in SQL: what came before the failure stays', async () => {
    const bad = await host.observe(exampleOf('R14', 'bad', 1, '.sql'), { rows, again: true })
    expect(bad.error).toMatch(/Duplicate entry 'a' for key/)
    expect(bad.again).toMatch(/Duplicate column name 'state'/)
  }, 180_000)

  test.each([1, 2, 3])(
    'R15, example %i in SQL: the server refuses to do it beside writers',
    async pair => {
      const answers = await answersOnline(exampleOf('R15', 'bad', pair, '.sql'))
      expect(answers.filter(answer => /ERROR 184[56] \(0A000\).*(ALGORITHM=INPLACE|LOCK=NONE) is not supported/.test(answer))).toHaveLength(
        1
      )
      expect(await answersOnline(exampleOf('R15', 'good', pair, '.sql'))).toEqual(['ok'])
    },
    180_000
  )

  test('R15: what else its page names', async () => {
    const answers: Record<string, string> = {}
    for (const change of [
      'CONVERT TO CHARACTER SET latin1',
      'DROP PRIMARY KEY',
      'MODIFY code varchar(9) NULL',
      'ADD COLUMN n int NOT NULL AUTO_INCREMENT UNIQUE',
      'ADD FULLTEXT INDEX f (note)',
      'ADD COLUMN g int AS (amount + 1) STORED',
      'ADD PRIMARY KEY (other)',
      'ADD INDEX i (code)',
      'MODIFY amount int NOT NULL',
      'MODIFY code varchar(63) NULL',
      'MODIFY code varchar(64) NULL'
    ]) {
      const database = await host.createDatabase()
      const key = change.startsWith('ADD PRIMARY') ? '' : ', PRIMARY KEY (id)'
      await host.sql(
        `ALTER DATABASE ${database} CHARACTER SET utf8mb4; CREATE TABLE t (id int NOT NULL, other int NOT NULL, code varchar(20) NULL, note longtext, amount int NULL${key}); INSERT INTO t VALUES (1, 1, 'c', 'n', 1);`,
        database
      )
      const answer = await host.sql(onlineForm(`ALTER TABLE t ${change}`)!, database)
      answers[change] = answer === '' ? 'online' : (/ERROR (\d+)/.exec(answer)?.[1] ?? answer)
    }
    const isMysql = host.engine === 'mysql'
    expect(answers).toEqual({
      'CONVERT TO CHARACTER SET latin1': '1846',
      'DROP PRIMARY KEY': '1846',
      'MODIFY code varchar(9) NULL': '1846',
      'ADD COLUMN n int NOT NULL AUTO_INCREMENT UNIQUE': '1846',
      'ADD FULLTEXT INDEX f (note)': '1846',
      'ADD COLUMN g int AS (amount + 1) STORED': '1845',
      'ADD PRIMARY KEY (other)': 'online',
      'ADD INDEX i (code)': 'online',
      'MODIFY amount int NOT NULL': 'online',
      'MODIFY code varchar(63) NULL': 'online',
      'MODIFY code varchar(64) NULL': isMysql ? '1846' : 'online'
    })
  }, 240_000)

  test('no change of type is told otherwise than the server does it', async () => {
    const types =
      'tinyint · tinyint(1) · int · int(5) · int unsigned · bigint · bigint unsigned · float · double · double precision · decimal(10,2) · decimal(12,2) · decimal · numeric(10) · char(5) · char(32) · varchar(20) · varchar(40) · varchar(63) · varchar(64) · varchar(300) · varbinary(9) · varbinary(20) · varbinary(300) · text · longtext · blob · longblob · date · datetime · datetime(6) · timestamp · time · json · boolean'.split(
        ' · '
      )
    const database = await host.createDatabase()
    const pairs = types.flatMap(from => types.map(to => [from, to] as const))
    const script = pairs.map(
      ([from, to]) =>
        `DROP TABLE IF EXISTS t; CREATE TABLE t (id int PRIMARY KEY, c ${from} NULL) CHARACTER SET utf8mb4; SELECT '>'; ALTER TABLE t MODIFY COLUMN c ${to} NULL, ALGORITHM=INPLACE, LOCK=NONE;`
    )
    // An error does not end the script; its line tells which statement it was.
    const input = script.join('\n')
    const client = host.engine === 'mariadb' ? 'mariadb' : 'mysql'
    const { stderr } = await host.bed.exec(`${client} --force --batch --skip-column-names ${database} 2>&1 >/dev/null | cat >&2`, {
      input,
      timeout: 400_000
    })
    const refused = new Set([...stderr.matchAll(/^ERROR 184[56] \(0A000\) at line (\d+)/gm)].map(([, line]) => Number(line) - 1))
    expect([...stderr.matchAll(/^ERROR (?!184[56]).*/gm)].map(([line]) => line)).toEqual([])
    const told = pairs.map(([from, to]) => rewrites(from, to, host.engine))
    const wrong = pairs.flatMap(([from, to], index) =>
      told[index] === undefined || told[index] === refused.has(index) ? [] : [`${from} to ${to}: told ${told[index]}`]
    )
    expect(wrong).toEqual([])
    expect(told.filter(each => each !== undefined).length / pairs.length).toBeGreaterThan(0.97)
  }, 600_000)
}
