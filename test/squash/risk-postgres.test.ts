import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { rewrites } from '../../shared/squash/rewrite.ts'
import { describeBed } from '../bed/bed.ts'
import { bootRiskHost, exampleOf, type Observation, type ObserveOptions, type RiskHost, type Step } from './risk-host.ts'

/** Rows that every example can do with: none of the constraints is violated. */
const rows = ["INSERT INTO orders_order (code, note, amount) SELECT n, 'n', NULL FROM generate_series(1, 5) n"]

const locked = { select: 'waits', insert: 'waits' }
const readable = { select: 'ok', insert: 'waits' }
const free = { select: 'ok', insert: 'ok' }

const order = 'orders_order'
const step = (seen: Observation, part: string): Step => {
  const found = seen.steps.find(({ sql }) => sql.includes(part))
  if (found === undefined) throw new Error(`No statement has ${part}: ${JSON.stringify(seen, null, 1)}`)
  return found
}
/** Whether a statement made PostgreSQL go through all rows of the table. */
const scans = ({ log }: Step) => log.includes(`verifying table "${order}"`) || log.includes(`rewriting table "${order}"`)

interface Claim {
  rule: string
  /** which of the rule's pairs in Django; default: the first; 0: none */
  pair?: number
  /** which of its pairs in SQL makes the same claim */
  sql?: number
  options?: ObserveOptions
  bad(seen: Observation): void
  good(seen: Observation): void
}

const works = (seen: Observation) => {
  expect(seen.error).toBeNull()
  expect(seen.after[order]).toEqual(free)
}
const claims: Claim[] = [
  {
    rule: 'R01',
    sql: 1,
    bad(seen) {
      expect(seen.before[order]).toEqual(free)
      expect(seen.after[order]).toEqual({
        select: 'column orders_order.note does not exist',
        insert: 'column "note" of relation "orders_order" does not exist'
      })
    },
    good(seen) {
      works(seen)
    }
  },
  {
    rule: 'R01',
    pair: 2,
    bad: seen => expect(seen.after['orders_customer']!.select).toBe('relation "orders_customer" does not exist'),
    good(seen) {
      works(seen)
      expect(seen.after['orders_customer']).toEqual(free)
    }
  },
  {
    rule: 'R02',
    sql: 1,
    bad: seen => expect(seen.after[order]!.select).toBe('column orders_order.note does not exist'),
    good: works
  },
  {
    rule: 'R02',
    pair: 2,
    sql: 2,
    bad: seen => expect(seen.after[order]!.select).toBe('relation "orders_order" does not exist'),
    good: works
  },
  {
    rule: 'R03',
    sql: 1,
    bad: seen =>
      expect(seen.after[order]).toEqual({
        select: 'ok',
        insert: 'null value in column "state" of relation "orders_order" violates not-null constraint'
      }),
    good: works
  },
  {
    rule: 'R04',
    sql: 1,
    bad(seen) {
      const set = step(seen, 'SET NOT NULL')
      expect(set.locks[order]).toContain('AccessExclusiveLock')
      expect(set.others[order]).toEqual(locked)
      expect(scans(set)).toBe(true)
      expect(seen.after[order]!.insert).toMatch(/null value in column "code"/)
    },
    good(seen) {
      const validate = step(seen, 'VALIDATE')
      expect(scans(validate)).toBe(true)
      expect(validate.locks[order]).toEqual(['ShareUpdateExclusiveLock'])
      expect(validate.others[order]!.select).toBe('ok')
      expect(scans(step(seen, 'SET NOT NULL'))).toBe(false)
    }
  },
  {
    rule: 'R05',
    sql: 1,
    bad(seen) {
      const change = step(seen, 'TYPE bigint')
      expect(change.log).toContain(`rewriting table "${order}"`)
      expect(change.files[order]).not.toBe(seen.filesBefore[order])
      expect(change.others[order]).toEqual(locked)
    },
    good(seen) {
      works(seen)
      const change = step(seen, 'TYPE varchar(40)')
      expect(scans(change)).toBe(false)
      expect(change.files[order]).toBe(seen.filesBefore[order])
    }
  },
  {
    rule: 'R06',
    sql: 1,
    bad(seen) {
      const index = step(seen, 'CREATE INDEX')
      expect(index.locks[order]).toEqual(['ShareLock'])
      expect(index.others[order]).toEqual(readable)
    },
    good(seen) {
      works(seen)
      const index = step(seen, 'CREATE INDEX CONCURRENTLY')
      expect(index.locks).toEqual({})
      expect(index.others[order]).toEqual(free)
    }
  },
  {
    rule: 'R07',
    bad(seen) {
      expect(seen.error).toMatch(/^NotSupportedError: The AddIndexConcurrently operation cannot be executed inside a transaction/)
      expect(seen.steps).toEqual([])
    },
    good: works
  },
  {
    rule: 'R08',
    bad(seen) {
      expect(step(seen, 'REFERENCES').locks['orders_customer']).toContain('ShareRowExclusiveLock')
      // The index is built while the referenced table is closed to writers.
      const index = step(seen, 'CREATE INDEX')
      expect(index.others).toEqual({ orders_customer: readable, orders_order: locked })
    },
    good(seen) {
      works(seen)
      expect(step(seen, 'CREATE INDEX').others['orders_customer']).toEqual(free)
      const validate = step(seen, 'VALIDATE')
      expect(validate.log).toContain('validating foreign key constraint "order_customer_key"')
      expect(validate.others).toEqual({ orders_customer: free, orders_order: free })
    }
  },
  {
    rule: 'R08',
    pair: 2,
    sql: 1,
    bad(seen) {
      const key = step(seen, 'FOREIGN KEY')
      expect(key.log.some(line => line.startsWith('validating foreign key constraint'))).toBe(true)
      expect(key.locks['orders_customer']).toContain('ShareRowExclusiveLock')
      expect(key.others['orders_customer']).toEqual(readable)
    },
    good: works
  },
  {
    rule: 'R08',
    pair: 3,
    bad(seen) {
      const key = step(seen, 'ADD CONSTRAINT')
      expect(key.log.some(line => line.startsWith('validating foreign key constraint'))).toBe(true)
      expect(key.others['orders_customer']!.insert).toBe('waits')
    },
    good(seen) {
      works(seen)
      expect(seen.steps).toEqual([])
    }
  },
  {
    rule: 'R09',
    sql: 1,
    bad(seen) {
      const check = step(seen, 'ADD CONSTRAINT')
      expect(scans(check)).toBe(true)
      expect(check.others[order]).toEqual(locked)
    },
    good(seen) {
      works(seen)
      expect(scans(step(seen, 'NOT VALID'))).toBe(false)
      const validate = step(seen, 'VALIDATE')
      expect(scans(validate)).toBe(true)
      expect(validate.others[order]).toEqual(free)
    }
  },
  {
    rule: 'R09',
    pair: 2,
    sql: 2,
    bad(seen) {
      const unique = step(seen, 'UNIQUE')
      expect(unique.log.some(line => /^building index .* on table "orders_order"/.test(line))).toBe(true)
      expect(unique.locks[order]).toContain('AccessExclusiveLock')
      expect(unique.others[order]).toEqual(locked)
    },
    good(seen) {
      works(seen)
      expect(step(seen, 'CONCURRENTLY').others[order]).toEqual(free)
      expect(step(seen, 'USING INDEX').log.some(line => line.startsWith('building index'))).toBe(false)
    }
  },
  {
    rule: 'R09',
    pair: 3,
    bad(seen) {
      const validate = step(seen, 'VALIDATE')
      expect(scans(validate)).toBe(true)
      expect(validate.others[order]).toEqual(locked)
    },
    good: seen => expect(step(seen, 'VALIDATE').others[order]).toEqual(free)
  },
  {
    rule: 'R10',
    sql: 1,
    bad(seen) {
      const add = step(seen, 'ADD COLUMN')
      expect(add.log).toContain(`rewriting table "${order}"`)
      expect(add.files[order]).not.toBe(seen.filesBefore[order])
      expect(add.others[order]).toEqual(locked)
    },
    good(seen) {
      works(seen)
      expect(seen.steps.map(scans)).toEqual([false, false])
      expect(seen.steps.at(-1)!.files[order]).toBe(seen.filesBefore[order])
    }
  },
  {
    rule: 'R11',
    options: { rows: ['INSERT INTO orders_order (amount) SELECT n FROM generate_series(1, 2500) n'] },
    bad(seen) {
      const update = step(seen, 'UPDATE')
      expect(update.rows).toBe(2500)
      expect(update.locks[order]).toContain('AccessExclusiveLock')
      expect(update.others[order]).toEqual(locked)
    },
    good(seen) {
      works(seen)
      const updates = seen.steps.filter(({ sql }) => sql.startsWith('UPDATE'))
      expect(updates.map(update => update.rows)).toEqual([1000, 1000, 500])
      for (const update of updates) expect(update.locks).toEqual({})
    }
  },
  {
    rule: 'R11',
    pair: 2,
    options: { rows: ['INSERT INTO orders_order (amount) SELECT n FROM generate_series(1, 2500) n'] },
    bad: seen => expect(step(seen, 'UPDATE').rows).toBe(2500),
    good: seen => expect(seen.steps.filter(({ sql }) => sql.startsWith('UPDATE'))).toHaveLength(3)
  },
  {
    rule: 'R12',
    sql: 1,
    options: { reader: 'SELECT count(*) FROM orders_order' },
    bad(seen) {
      // While the migration waits behind a reader, whoever comes later waits behind the migration.
      expect(seen.whileWaiting).toEqual({ orders_customer: free, orders_order: locked })
      expect(seen.error).toBeNull()
    },
    good(seen) {
      expect(seen.whileWaiting).toEqual({ orders_customer: free, orders_order: locked })
      expect(seen.error).toMatch(/^OperationalError: canceling statement due to lock timeout/)
      expect(seen.after[order]).toEqual(free)
    }
  },
  {
    rule: 'R07',
    pair: 0,
    sql: 1,
    bad: seen => expect(seen.error).toMatch(/CREATE INDEX CONCURRENTLY cannot run inside a transaction block/),
    good: works
  },
  {
    rule: 'R11',
    pair: 0,
    sql: 1,
    options: { rows: ['INSERT INTO orders_order (amount) SELECT n FROM generate_series(1, 2500) n'] },
    bad(seen) {
      const update = step(seen, 'UPDATE')
      expect(update.rows).toBe(2500)
      expect(update.others[order]).toEqual(locked)
    },
    good(seen) {
      works(seen)
      expect(step(seen, 'UPDATE').rows).toBe(1000)
      expect(step(seen, 'UPDATE').others[order]).toEqual(free)
    }
  },
  ...[1, 2, 3].map(
    (pair): Claim => ({
      rule: 'R13',
      pair,
      // A machine that is set up later.
      options: { fresh: true, rows: [] },
      bad: seen => expect(seen.error).toMatch(/^ProgrammingError: column orders_order\.state does not exist/),
      good: seen => expect(seen.error).toBeNull()
    })
  )
]

await describeBed('what the rules claim of PostgreSQL', () => {
  let host: RiskHost
  beforeAll(async () => void (host = await bootRiskHost('postgres')), 600_000)
  afterAll(() => host.bed.destroy(), 60_000)

  const cases = claims.flatMap((claim): [string, number, '.py' | '.sql', Claim][] => {
    const { rule, pair = 1, sql } = claim
    return [
      ...(pair > 0 ? [[rule, pair, '.py', claim] as const] : []),
      ...(sql === undefined ? [] : [[rule, sql, '.sql', claim] as const])
    ].map(one => [...one])
  })

  test.each(cases)(
    '%s, example %i in %s',
    async (rule, pair, language, { bad, good, options }) => {
      bad(await host.observe(exampleOf(rule, 'bad', pair, language), { rows, ...options }))
      good(await host.observe(exampleOf(rule, 'good', pair, language), { rows, ...options, hold: true }))
    },
    180_000
  )

  test('no change of type is told otherwise than the server does it', async () => {
    const types =
      'smallint · integer · bigint · real · double precision · numeric · numeric(10,2) · numeric(12,2) · numeric(12,3) · boolean · varchar · varchar(50) · varchar(100) · text · char(10) · char(20) · uuid · date · time · time(3) · timestamp · timestamp(3) · timestamp with time zone · timestamptz(3) · interval · json · jsonb · bytea · inet · cidr · bit(3) · varbit · varbit(5) · varbit(9) · xml · money · integer[] · bigint[] · varchar(9)[] · varchar(12)[] · text[] · tsvector · citext · int4 · serial_domain · mood'.split(
        ' · '
      )
    const database = await host.createDatabase()
    const list = types.map(type => `'${type}'`).join(',')
    // In Berlin's time, where `timestamp` and `timestamptz` are not the same.
    const seen = await host.bed.sql(
      `SET timezone = 'Europe/Berlin'; SET client_min_messages = warning; CREATE EXTENSION citext;
       CREATE DOMAIN serial_domain AS integer; CREATE TYPE mood AS ENUM ('a');
       CREATE TEMPORARY TABLE seen (line text);
       DO $$ DECLARE a text; b text; before oid; BEGIN
         FOREACH a IN ARRAY ARRAY[${list}] LOOP FOREACH b IN ARRAY ARRAY[${list}] LOOP
           EXECUTE 'CREATE TABLE t (c ' || a || ')';
           before := pg_relation_filenode('t');
           BEGIN
             EXECUTE 'ALTER TABLE t ALTER c TYPE ' || b || ' USING c::' || b;
             INSERT INTO seen VALUES (a || '|' || b || '|' || (before <> pg_relation_filenode('t')));
           EXCEPTION WHEN cannot_coerce OR datatype_mismatch THEN NULL;
           END;
           DROP TABLE t;
         END LOOP; END LOOP;
       END $$;
       SELECT string_agg(line, E'\n') FROM seen`,
      database
    )
    const real = seen.split('\n').flatMap(line => {
      const [from, to, rewritten] = line.split('|')
      return rewritten === undefined ? [] : [{ from: from!, to: to!, rewritten: rewritten === 'true' }]
    })
    expect(real.length).toBeGreaterThan(600)
    const told = real.map(({ from, to }) => rewrites(from, to, 'postgres'))
    expect(
      real.flatMap(({ from, to, rewritten }, index) =>
        told[index] === undefined || told[index] === rewritten ? [] : [`${from} to ${to}: ${rewritten}, told ${told[index]}`]
      )
    ).toEqual([])
    expect(told.filter(each => each !== undefined).length / real.length).toBeGreaterThan(0.7)
  }, 180_000)

  test('R07, as PostgreSQL itself says it', async () => {
    const { steps } = await host.observe(exampleOf('R07', 'good'), { rows })
    const database = await host.createDatabase()
    await host.bed.sql('CREATE TABLE orders_order (code text)', database)
    const input = `\\set VERBOSITY sqlstate\nBEGIN;\n${steps[0]!.sql};\n`
    const { stderr } = await host.bed.exec(`cd / && psql -X -q -d ${database}`, { user: 'postgres', input, check: false })
    expect(stderr).toContain('ERROR:  25001')
  }, 180_000)
})
