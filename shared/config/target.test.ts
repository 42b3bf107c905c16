import { expect, test } from '@jest/globals'
import { parseChecks } from '../health/parse-checks.ts'
import { config, scriptList } from './schema.ts'
import { resolveTarget, type TargetInputs } from './target.ts'
import { parseYaml } from './yaml-errors.ts'

const inputs: TargetInputs = { environment: 'production', host: 'local', engine: 'sqlite', database: '/srv/mes.db' }
const resolved = (more: TargetInputs) => resolveTarget(undefined, { ...inputs, ...more }, 'mes').config

test('G12: limits of the input `checks` are those that were written, and `url` adds a check', () => {
  const checks = parseChecks('api: { http: "http://127.0.0.1/", latency: { p95: { fail: 500 ms } }, errors: { fail: 1 % } }')
  const read = resolved({ checks, url: 'http://127.0.0.1/up' }).health.checks
  expect(read).toMatchObject({ api: { timeout: 5_000, latency: { p95: { fail: 500 } }, errors: { fail: 0.01 } }, url: { timeout: 5_000 } })
})

test('deadlines of the input `scripts` are those that were written', () => {
  const scripts = parseYaml(scriptList, '[{ name: one, check: c, apply: a, verify: v, timeout: 30 s }]', 'input scripts')
  expect(resolved({ framework: 'scripts', scripts }).migrations).toMatchObject([
    {
      framework: 'scripts',
      database: 'main',
      directory: '.',
      scripts: [{ name: 'one', check: 'c', apply: 'a', verify: 'v', timeout: 30_000, additive: false }]
    }
  ])
  expect(() => resolved({ framework: 'scripts' })).toThrow('`scripts` is needed')
})

test('the inputs of Alembic are those of its configuration, and limits are read once', () => {
  const given = { framework: 'alembic', directory: 'api', ini: 'conf/alembic.ini', python: '/opt/python', 'db-lock-timeout': 700 }
  expect(resolved(given).migrations).toMatchObject([
    { ...given, database: 'main', section: 'alembic', target: 'heads', 'version-table': 'alembic_version', 'statement-timeout': 0 }
  ])
  expect(resolved({ framework: 'alembic' }).migrations).toMatchObject([{ ini: 'alembic.ini', directory: '.', 'db-lock-timeout': 5_000 }])
  const one = (more: object) =>
    config.safeParse({ app: 'mes', environments: {}, migrations: [{ framework: 'alembic', database: 'main', ...more }] })
  expect(one({ target: '-1' }).error?.message).toContain('not relative')
  expect(one({ 'version-table': 'a b' }).error?.message).toContain('schema.table')
  expect(one({ target: 'shop@head', 'version-table': 'ops.revisions' }).success).toBe(true)
})

test('a mistake in the input `scripts` is said with its place', () => {
  expect(() => parseYaml(scriptList, '[{ name: one', 'input scripts')).toThrow(/input scripts:1:/)
})

test('PostgreSQL as a user of the host, or in a compose service as MariaDB too, from inputs alone', () => {
  const of = (inputs: object) =>
    resolveTarget(undefined, { environment: 'production', host: 'local', engine: 'postgres', ...inputs }, 'shop').config.databases
  expect(of({ 'database-as': 'postgres', database: 'mes' })).toEqual({ main: { engine: 'postgres', as: 'postgres', database: 'mes' } })
  const compose = { 'compose-file': '/srv/shop/compose.yml', 'compose-service': 'db' }
  expect(of({ 'database-url': 'postgres://u@h/d', ...compose })).toEqual({
    main: { engine: 'postgres', url: { secret: 'BELAY_DATABASE_URL' }, compose: { file: '/srv/shop/compose.yml', service: 'db' } }
  })
  expect(of({ engine: 'mariadb', 'database-url': 'mysql://u@h/d', 'database-admin': 'mysql', ...compose })).toEqual({
    main: {
      engine: 'mariadb',
      url: { secret: 'BELAY_DATABASE_URL' },
      admin: { as: 'mysql' },
      compose: { file: '/srv/shop/compose.yml', service: 'db' },
      scope: 'full'
    }
  })
  expect(() => of({ 'database-as': 'postgres' })).toThrow('With `database-as` the input `database` is needed')
  expect(() => of({ 'database-as': 'postgres', 'database-url': 'postgres://u@h/d' })).toThrow('give one of them')
  expect(() => of({ 'database-url': 'postgres://u@h/d', 'compose-file': '/x' })).toThrow('belong together')
})

test('the scope of the inputs wins over that of the configuration, and is refused where an engine does not know it', () => {
  const databases = { main: { engine: 'postgres', as: 'postgres', database: 'mes' }, shop: { engine: 'mysql', url: { secret: 'X' } } }
  const file = (more: object = {}) =>
    config.parse({ app: 'a', environments: { p: { hosts: [{ address: 'local' }] } }, databases: { ...databases, ...more } })
  const of = (scope: 'full' | 'data-only' | 'schema', inputs: object = {}, more?: object) =>
    Object.values(resolveTarget(file(more), { scope, ...inputs }, 'a').config.databases).map(each => 'scope' in each && each.scope)
  expect(of('schema')).toEqual(['schema', 'schema'])
  expect(of('data-only', { database: 'shop' })).toEqual(['data-only'])
  expect(() => of('data-only')).toThrow('`scope` is `data-only`, and main is postgres')
  const sqlite = { file: { engine: 'sqlite', path: '/x' } }
  expect(() => of('schema', {}, sqlite)).toThrow('and file is sqlite')
  expect(of('full', {}, sqlite)).toEqual(['full', 'full', false])
})

test('directories are named after themselves, and two of one name are refused', () => {
  const files = (text: string) => resolveTarget(undefined, { environment: 'production', host: 'local', files: text }, 'shop').config.files
  expect(files('/srv/shop/media/\n/srv/shop/.uploads')).toEqual({
    media: { path: '/srv/shop/media/', exclude: [] },
    uploads: { path: '/srv/shop/.uploads', exclude: [] }
  })
  expect(() => files('/a/media\n/b/media')).toThrow('two that would be called "media"')
})

test('a database of the inputs that would be called like files of the configuration is refused, and backed up under no other name', () => {
  const file = config.parse({ app: 'a', environments: { p: { hosts: [{ address: 'local' }] } }, files: { main: { path: '/srv/media' } } })
  expect(() => resolveTarget(file, { engine: 'sqlite', database: '/srv/app.db' }, 'a')).toThrow(
    /the files \/srv\/media of the configuration are both called "main"/
  )
})

test.each(['my db', '../x', '/srv/app.db'])('the name %s cannot be part of a backup', database => {
  const inputs = { environment: 'p', host: 'local', engine: 'postgres', database, 'database-url': 'postgres://h/d' }
  expect(() => resolveTarget(undefined, inputs, 'a')).toThrow(/is what the database is called in backups/)
})

test('a server to drill on is for databases that have one, and no other is tried on its own server in silence', () => {
  const of = (more: TargetInputs) =>
    resolveTarget(undefined, { environment: 'p', host: 'local', 'drill-url': 'postgres://u:p@drill/postgres', ...more }, 'shop')
  const target = of({ engine: 'postgres', 'database-url': 'postgres://u@h/d' })
  expect(target.config.databases).toEqual({
    main: { engine: 'postgres', url: { secret: 'BELAY_DATABASE_URL' }, 'drill-url': { secret: 'BELAY_DRILL_URL' } }
  })
  expect(target.given.secrets['BELAY_DRILL_URL']).toBe('postgres://u:p@drill/postgres')
  const mariadb = of({ engine: 'mariadb', 'database-url': 'mysql://u@h/d', 'drill-url': 'mysql://u@drill/d' }).config.databases
  expect(mariadb).toMatchObject({ main: { engine: 'mariadb', 'drill-url': { secret: 'BELAY_DRILL_URL' } } })
  expect(() => of({ engine: 'sqlite', database: '/srv/app.db' })).toThrow(
    '`drill-url` is for `postgres`, `mysql` and `mariadb`, and main is sqlite'
  )
})

test('`engine: files` is a directory alone, and takes no input of a database', () => {
  const of = (more: TargetInputs) => resolveTarget(undefined, { environment: 'p', host: 'local', engine: 'files', ...more }, 'shop')
  expect(of({ database: '/srv/media' }).config).toMatchObject({ backup: { databases: [] }, files: { media: { path: '/srv/media' } } })
  expect(Object.keys(of({ database: '/srv/media', files: '/etc/shop' }).config.files)).toEqual(['media', 'shop'])
  expect(() => of({})).toThrow('With `engine: files` the input `database` is needed: the path of the directory on the host')
  expect(() => of({ database: '/srv/media', 'drill-url': 'postgres://h/d' })).toThrow('`drill-url` is for databases')
  expect(() => of({ database: '/srv/media', scope: 'schema' })).toThrow('`scope` is for databases')
})

test('`framework: sql` is read from the inputs alone, with its limits', () => {
  expect(resolved({ framework: 'sql', directory: 'db', baseline: 'V3__x', 'db-lock-timeout': 1_000 }).migrations).toEqual([
    {
      framework: 'sql',
      database: 'main',
      directory: 'db',
      baseline: 'V3__x',
      'out-of-order': false,
      'db-lock-timeout': 1_000,
      'statement-timeout': 0,
      rehearse: false,
      timeout: 1_800_000
    }
  ])
})
