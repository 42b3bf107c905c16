import { describe, expect, test } from '@jest/globals'
import { configJsonSchema, loadConfig } from './load.ts'

const good = `app: mes
environments:
  production:
    refs: { tags: v*, on: main }
    window: { zone: Asia/Taipei, open: [Sat 02:00-06:00], expected: 2 h, rollback-reserve: 1 h }
    hosts: [{ address: mes1.example.net, user: deploy, known-hosts: { secret: MES1_HOST_KEYS } }]
code: { strategy: releases, root: /var/www/mes, shared: [.env, media], keep: 5, environment: { venv: requirements.txt } }
databases: { main: { engine: postgres, url: { env-file: shared/.env, key: DATABASE_URL }, admin: { as: postgres } } }
migrations: [{ framework: django, database: main, db-lock-timeout: 5 s }]
services: [gunicorn-mes_config, { systemd: celery-mes_config, stable-for: 10 s }]
health:
  checks:
    api: { http: 'http://127.0.0.1/health/', expect: { status: 200, json: { db: ok } }, latency: { p95: { target: 200 ms, warn: 500 ms } }, errors: { warn: 0.1 %, fail: 1 % } }
`

function problems(text: string): string[] {
  try {
    loadConfig(text, '.github/belay.yml')
  } catch (error) {
    return (error as Error).message.split('\n').slice(1)
  }
  return []
}

test('units become milliseconds, bytes and shares, and defaults are filled in', () => {
  const config = loadConfig(good, '.github/belay.yml')
  expect(config.environments['production']?.window?.expected).toBe(7_200_000)
  expect(config.migrations[0]).toMatchObject({ 'db-lock-timeout': 5000, timeout: 1_800_000, directory: '.' })
  expect(config.services).toMatchObject([
    { systemd: 'gunicorn-mes_config', writes: true },
    { systemd: 'celery-mes_config', 'stable-for': 10_000 }
  ])
  expect(config.health.checks['api']).toMatchObject({ latency: { p95: { target: 200, warn: 500 } }, errors: { warn: 0.001, fail: 0.01 } })
  expect(config.fence).toBe('auto')
})

describe('every problem has file, line and column', () => {
  test.each([
    [
      'a misspelt key at the top',
      good.replace('services:', 'servces:'),
      '.github/belay.yml:10:1: servces: no such key; did you mean services?'
    ],
    [
      'a misspelt key inside',
      good.replace('known-hosts', 'known_hosts'),
      '.github/belay.yml:6:56: environments.production.hosts.0.known_hosts: no such key; did you mean known-hosts?'
    ],
    [
      'a misspelt key in a union',
      good.replace('stable-for', 'stable-fr'),
      '.github/belay.yml:10:63: services.1.stable-fr: no such key; did you mean stable-for?'
    ],
    [
      'a wrong unit',
      good.replace('5 s', '5 parsecs'),
      '.github/belay.yml:9:68: migrations.0.db-lock-timeout: not a duration: write for example "90 s"'
    ],
    [
      'a database that is not there',
      good.replace('database: main', 'database: mian'),
      '.github/belay.yml: migrations.0.database: no database "mian"; there are main'
    ],
    ['a missing key', good.replace('app: mes\n', ''), 'app'],
    [
      'a database that nobody can find',
      good.replace('url: { env-file: shared/.env, key: DATABASE_URL }', 'as: postgres'),
      'databases.main: give `url`, or in its place `as` and `database`'
    ],
    [
      'a database that is found in two ways',
      good.replace('engine: postgres,', 'engine: postgres, as: postgres, database: mes,'),
      'databases.main: give `url`, or in its place `as` and `database`'
    ],
    [
      'a backup that leaves out what is migrated',
      good.replace('services:', 'backup: { databases: [] }\nservices:'),
      'backup.databases: leaves out main, which migrations.0 changes'
    ],
    [
      'two sets of one framework and database',
      good.replace('migrations: [', 'migrations: [{ framework: django, database: main }, '),
      'migrations.1: there is another django for main already'
    ],
    ['two equal keys', `${good}app: again\n`, '.github/belay.yml:14:1: Map keys must be unique'],
    ['no YAML at all', 'app: [mes', '.github/belay.yml:1:']
  ])('%s', (_name, text, expected) => {
    expect(problems(text).join('\n')).toContain(expected)
  })
  test('several at once', () => {
    expect(problems(good.replace('services:', 'servces:').replace('5 s', 'x'))).toHaveLength(2)
  })
})

test('every key of the published schema has a description where a person must decide', () => {
  const schema = configJsonSchema() as { properties: Record<string, { description?: string }>; title: string }
  expect(schema.title).toContain('belay.yml')
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['app', 'environments', 'code', 'databases', 'health']))
})
