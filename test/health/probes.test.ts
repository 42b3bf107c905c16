import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { checks } from '../../shared/config/schema.ts'
import type { DatabaseEngine } from '../../shared/database/engine.ts'
import { askAll } from '../../shared/health/ask.ts'
import { http } from '../../shared/health/http.ts'
import type { Host } from '../../shared/host/host.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
import { freePort, startServer, type TestServer } from './server.ts'

let server: TestServer
let directory: string
const host = new LocalHost()

beforeAll(async () => {
  server = await startServer()
  directory = await mkdtemp(join(tmpdir(), 'belay-probes-'))
})
afterAll(async () => {
  await server.close()
  await host.close()
  await rm(directory, { recursive: true, force: true })
})

type Input = Record<string, unknown>

/** Asks once and answers by name: `ok`, or the outcome with its reason. */
async function ask(
  input: Record<string, Input>,
  options: { graceMs?: number; requests?: number; databases?: Record<string, DatabaseEngine> } = {}
) {
  const parsed = checks.parse(input)
  const requests = Object.fromEntries(Object.keys(parsed).map(name => [name, options.requests ?? 1]))
  const measured = await askAll({ host, databases: options.databases ?? {} }, parsed, { graceMs: options.graceMs ?? 0, requests })
  return Object.fromEntries(
    measured.map(each => [
      each.check,
      each.error ?? each.samples.map(sample => (sample.outcome === 'ok' ? 'ok' : `${sample.outcome}: ${sample.reason}`)).join('\n')
    ])
  )
}
const at = (path: string, more: Input = {}): Input => ({ http: `${server.url}${path}`, ...more })

describe('an http check', () => {
  test('passes on the expected status, text and JSON, all in one round', async () => {
    expect(
      await ask({
        plain: at('/ok'),
        json: at('/ok', { expect: { json: { db: 'ok', 'queues.0.depth': 0, 'a.b': true } } }),
        text: at('/text', { expect: { body: 'is well' } }),
        status: at('/fails', { expect: { status: [500, 503] } }),
        quoted: at(`/ok?a='b"c$(touch x)[1-3]{a,b}`),
        headers: at('/headers', { headers: { 'X-One': `a'b"c\\d $(id)` }, expect: { json: { 'x-one': `a'b"c\\d $(id)` } } }),
        long: at('/long', { expect: { body: 'xxx' } })
      })
    ).toEqual({ plain: 'ok', json: 'ok', text: 'ok', status: 'ok', quoted: 'ok', headers: 'ok', long: 'ok' })
  })

  test('says what was expected and what came', async () => {
    expect(
      await ask({
        status: at('/fails'),
        redirect: at('/redirect'),
        json: at('/degraded', { expect: { json: { db: 'ok' } } }),
        deep: at('/ok', { expect: { json: { 'queues.1.depth': 0 } } }),
        text: at('/text', { expect: { json: { db: 'ok' } } }),
        body: at('/ok', { expect: { body: 'is well' } })
      })
    ).toEqual({
      status: 'wrong: expected status 200, got 500',
      redirect: `wrong: expected status 200, got 302 (to ${server.url}/login)`,
      json: 'wrong: expected db to be "ok", got "down"',
      deep: 'wrong: expected queues.1.depth to be 0, got nothing',
      text: 'wrong: expected JSON, got something else',
      body: 'wrong: expected a body with "is well", and it is not there'
    })
    expect(server.asked).not.toContain('/login')
  })

  test('knows no answer from a wrong one', async () => {
    const port = await freePort()
    expect(
      await ask({
        refused: { http: `http://127.0.0.1:${port}/` },
        hangs: at('/hangs', { timeout: '300 ms' }),
        half: at('/half'),
        endless: at('/endless', { timeout: '20 s' })
      })
    ).toEqual({
      refused: 'no-answer: the connection was refused',
      hangs: 'no-answer: no answer within 300 ms',
      half: 'no-answer: the answer was cut off',
      endless: 'no-answer: the answer is longer than 8 MiB, or could not be stored'
    })
  })

  test('measures the time of the answer', async () => {
    const [slow] = await askAll({ host, databases: {} }, checks.parse({ slow: at('/slow') }), { graceMs: 0, requests: {} })
    expect(slow!.samples[0]!.ms).toBeGreaterThan(290)
    // The server takes 300 ms; the rest is what a busy machine takes.
    expect(slow!.samples[0]!.ms).toBeLessThan(9000)
  })

  test('sends as many requests as asked, and judges each', async () => {
    const { third, different } = await ask(
      { third: at('/every-third-fails'), different: at('/different', { expect: { body: 'answer' } }) },
      { requests: 6 }
    )
    expect(third!.split('\n').filter(line => line === 'ok')).toHaveLength(4)
    expect(third!.split('\n')).toHaveLength(6)
    expect(different).toBe(Array(6).fill('ok').join('\n'))
  })

  test('waits inside the round for a service that starts', async () => {
    const port = await freePort()
    const late = new Promise<TestServer>(resolve => setTimeout(async () => resolve(await startServer(port)), 700))
    const answer = await ask({ starts: { http: `http://127.0.0.1:${port}/ok` } }, { graceMs: 10_000 })
    await (await late).close()
    expect(answer).toEqual({ starts: 'ok' })
  })

  test('does not wait for a service that answers wrongly', async () => {
    const before = server.asked.length
    expect(await ask({ fails: at('/fails') }, { graceMs: 5000 })).toEqual({ fails: 'wrong: expected status 200, got 500' })
    expect(server.asked.length).toBe(before + 1)
  })

  test('is asked from here where the host is this machine and has no curl', async () => {
    // The machine of the test has curl: the script is told that it has none.
    const without: Host = Object.create(host, { run: { value: (script: string) => host.run(`command() { return 1; }\n${script}`) } })
    const kinds = { ok: at('/ok'), fails: at('/fails') }
    const measured = async (kind: 'local' | 'ssh') =>
      (
        await askAll(
          { host: Object.create(without, { kind: { value: kind }, label: { value: kind } }), databases: {} },
          checks.parse(kinds),
          { graceMs: 0, requests: { ok: 2 } }
        )
      ).map(each => each.error ?? each.samples.map(sample => sample.outcome))
    expect(await measured('local')).toEqual([['ok', 'ok'], ['wrong']])
    const missing = 'curl is not installed: install it on the host (apt-get install curl) (ssh)'
    expect(await measured('ssh')).toEqual([missing, missing])
  })

  test('is judged from here as it is from there', async () => {
    const once = async (input: Input) => (await http.fallback!(checks.parse({ a: input })['a'] as never, { graceMs: 0, requests: 1 }))[0]
    expect(await once(at('/ok', { expect: { json: { db: 'ok' } } }))).toMatchObject({ outcome: 'ok' })
    expect(await once(at('/redirect'))).toMatchObject({ outcome: 'wrong', reason: 'expected status 200, got 302 (to /login)' })
    expect(await once(at('/half'))).toMatchObject({ outcome: 'no-answer' })
    expect(await once(at('/hangs', { timeout: '200 ms' }))).toEqual({ outcome: 'no-answer', reason: 'no answer within 200 ms' })
    expect(await once(at('/endless'))).toMatchObject({ outcome: 'no-answer', reason: 'the answer is longer than 8 MiB' })
    expect(await once({ http: `http://127.0.0.1:${await freePort()}/` })).toMatchObject({ reason: 'the connection was refused' })
  })
})

describe('a command check', () => {
  test('passes by exit code and output, and its script sees no input', async () => {
    expect(
      await ask({
        plain: { command: 'true' },
        exit: { command: 'exit 3', expect: { exit: 3 } },
        output: { command: `printf '%s\\n' "it's $((1 + 1))"`, expect: { stdout: "it's 2" } },
        input: { command: 'cat; echo end', expect: { stdout: 'end' } },
        mark: { command: "printf '@0\\nended 0 1\\n'; exit 1", expect: { exit: 1 } }
      })
    ).toEqual({ plain: 'ok', exit: 'ok', output: 'ok', input: 'ok', mark: 'ok' })
  })

  test('says what was expected and what came', async () => {
    expect(
      await ask({
        exit: { command: 'echo one >&2; echo "disk is full" >&2; exit 4' },
        output: { command: 'echo no', expect: { stdout: 'yes' } },
        hangs: { command: 'sleep 60', timeout: '400 ms' },
        stubborn: { command: "trap '' TERM; sleep 60", timeout: '400 ms' },
        pipe: { command: 'false | true', expect: { exit: 1 } }
      })
    ).toEqual({
      exit: 'wrong: expected exit code 0, got 4: disk is full',
      output: 'wrong: expected output with "yes", and it is not there',
      hangs: 'no-answer: it had not ended after 400 ms',
      stubborn: 'no-answer: it had not ended after 400 ms',
      pipe: 'wrong: expected exit code 1, got 0'
    })
  })

  test('a flood of output is cut and does no harm', async () => {
    expect(await ask({ flood: { command: 'echo start; head -c 50000000 /dev/zero', expect: { stdout: 'start' } } })).toEqual({
      flood: 'ok'
    })
  })
})

describe('a sql check', () => {
  function sqlite(): DatabaseEngine {
    const database = new DatabaseSync(':memory:')
    database.exec(
      "CREATE TABLE limits (name text, used int, allowed int); INSERT INTO limits VALUES ('a', 1, 1), ('b', 2, 2), ('c', NULL, NULL), ('secret row', 3, 4)"
    )
    // Only `query` of the port is needed; the database is a real one.
    return {
      query: async (sql: string) => {
        const statement = database.prepare(sql)
        statement.setReturnArrays(true)
        return (statement.all() as unknown as unknown[][]).map(row => row.map(value => (value === null ? null : String(value))))
      }
    } as unknown as DatabaseEngine
  }

  test('compares a value, counts rows, and compares two columns in the database', async () => {
    const result = await ask(
      {
        value: { sql: 'SELECT count(*) FROM limits;', expect: { value: 4 } },
        text: { sql: 'SELECT name FROM limits WHERE used = 1 -- first', expect: { value: 'a' } },
        nothing: { sql: 'SELECT used FROM limits WHERE used IS NULL', expect: { value: null } },
        rows: { sql: 'SELECT * FROM limits WHERE used > 1 -- more', expect: { rows: { min: 1, max: 2 } } },
        equal: { sql: "SELECT used, allowed FROM limits WHERE name <> 'secret row'", expect: { equal: ['used', 'allowed'] } }
      },
      { databases: { main: sqlite() } }
    )
    expect(result).toEqual({ value: 'ok', text: 'ok', nothing: 'ok', rows: 'ok', equal: 'ok' })
  })

  test('says what is wrong without a row of data', async () => {
    const result = await ask(
      {
        value: { sql: 'SELECT count(*) FROM limits', expect: { value: 0 } },
        data: { sql: 'SELECT name FROM limits WHERE used = 3', expect: { value: 'x' } },
        none: { sql: 'SELECT name FROM limits WHERE used = 99', expect: { value: 'x' } },
        few: { sql: 'SELECT * FROM limits', expect: { rows: { min: 5 } } },
        many: { sql: 'SELECT * FROM limits', expect: { rows: { max: 3 } } },
        equal: { sql: 'SELECT used, allowed FROM limits', expect: { equal: ['used', 'allowed'] } }
      },
      { databases: { main: sqlite() } }
    )
    expect(result).toEqual({
      value: 'wrong: expected 0, got 4',
      data: 'wrong: expected "x", got another value',
      none: 'wrong: expected "x", got no row',
      few: 'wrong: expected at least 5 rows, got 4',
      many: 'wrong: expected at most 3 rows, got 4',
      equal: 'wrong: expected used and allowed to be equal in every row, and they differ in 1 of 4'
    })
  })

  test('a check that names no database is the user’s to mend', async () => {
    await expect(ask({ a: { sql: 'SELECT 1' } })).rejects.toThrow('The check a asks a database, and there are none in databases.')
    await expect(ask({ a: { sql: 'SELECT 1' } }, { databases: { one: sqlite(), two: sqlite() } })).rejects.toThrow(
      'The check a must say which database it asks: one, two.'
    )
  })
})
