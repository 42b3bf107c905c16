// Scripts of migrations on Windows: the signing ledger moves its history from files into its database. By the real bundle, on a machine on which nothing but
// Node.js and the command interpreter can be started.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { Machine, native, node } from './machine.ts'

const patience = 120_000
let machine: Machine
beforeEach(() => {
  machine = new Machine()
  for (let n = 0; n < 40; n++) writeFileSync(join(machine.tree, 'cache', `${n}.json`), JSON.stringify({ id: n, by: `user ${n % 7}` }))
  rmSync(join(machine.tree, 'cache', 'x'))
})
afterEach(() => machine.end())

const migrate = `const { DatabaseSync } = require('node:sqlite'); const fs = require('node:fs'); const path = require('node:path')
const db = new DatabaseSync(process.env.DATABASE_PATH)
const from = process.env.STATE
const task = process.argv[2]
if (task === 'check') process.exit(db.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'history'").get().n > 0 ? 0 : 1)
if (task === 'apply') {
  db.exec('CREATE TABLE history (id INTEGER PRIMARY KEY, who TEXT NOT NULL)')
  const names = fs.readdirSync(from).filter(name => process.env.LOSE === undefined || name !== '7.json')
  for (const name of names) { const { id, by } = JSON.parse(fs.readFileSync(path.join(from, name), 'utf8')); db.prepare('INSERT INTO history VALUES (?, ?)').run(id, by) }
  console.log('Running migrations:')
}
if (task === 'lines') for (const name of fs.readdirSync(from)) { const { id, by } = JSON.parse(fs.readFileSync(path.join(from, name), 'utf8')); console.log(JSON.stringify({ id, by })) }
if (task === 'rows') for (const row of db.prepare('SELECT id, who FROM history ORDER BY who').all()) console.log(JSON.stringify({ id: row.id, by: row.who }))
if (task === 'hang') { require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => require("node:fs").writeFileSync(' + JSON.stringify(process.env.BEAT) + ', String(Date.now())), 50)'], { stdio: 'inherit' }); setInterval(() => {}, 1000) }
`
const call = (task: string) => `${node()} tools/migrate.cjs ${task}`
const history = (more: Record<string, unknown> = {}) => ({
  name: 'history',
  check: call('check'),
  apply: call('apply'),
  verify: { sql: 'SELECT count(*) FROM history', expect: { value: 40 } },
  compare: [{ name: 'records', source: { run: call('lines') }, target: { run: call('rows') } }],
  files: ['tools/migrate.cjs'],
  ...more
})
const column = {
  name: 'settled',
  check: { sql: "SELECT count(*) FROM pragma_table_info('ledger') WHERE name = 'settled'", expect: { value: 1 } },
  apply: '',
  verify: { sql: 'SELECT settled FROM ledger', expect: { rows: { min: 100 } } }
}
const environment = () => ({ STATE: native(join(machine.tree, 'cache')), BEAT: native(join(machine.directory, 'beat')) })
const given = { 'lock-timeout': '0 s' }
const tables = () => {
  const database = new DatabaseSync(machine.database, { readOnly: true })
  const names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all()
  database.close()
  return names.map(row => row['name'])
}

test(
  'history is moved from files into the database, proven by count and checksum, recorded, and not moved twice',
  async () => {
    machine.migrates([history(), { ...column, apply: `${node()} tools/column.cjs` }], {
      'tools/migrate.cjs': migrate,
      'tools/column.cjs': `new (require('node:sqlite').DatabaseSync)(process.env.DATABASE_PATH).exec('ALTER TABLE ledger ADD COLUMN settled INTEGER')`
    })
    const dry = await machine.run('run-migrations', { ...given, 'dry-run': true }, environment())
    expect([dry.code, /Would: back up, then run history, settled \(scripts:main\)/.test(dry.log)]).toEqual([0, true])
    expect([tables(), existsSync(join(machine.state, 'backups'))]).toEqual([['ledger', 'odd "name'], false])

    const first = await machine.run('run-migrations', given, environment())
    expect(first.log).toMatch(/records: 40 lines, the same before and after/)
    expect([first.code, first.outputs['status'], first.outputs['applied'], first.outputs['before'], first.outputs['after']]).toEqual([
      0,
      'passed',
      '["history","settled"]',
      '[]',
      '["history","settled"]'
    ])
    expect(tables()).toEqual(['belay_scripts', 'history', 'ledger', 'odd "name'])
    const [backup] = machine.list()
    expect(first.log).toContain(`Backup ${backup} of main is proven`)
    expect(machine.manifest(backup!).members[0]!.facts).toMatchObject({ tables: 2, content: { ledger: { rows: 100 } } })
    const database = new DatabaseSync(machine.database, { readOnly: true })
    const rows = database.prepare('SELECT name, state, length(checksum) AS length FROM belay_scripts ORDER BY name').all()
    database.close()
    expect(rows.map(row => ({ ...row }))).toEqual([
      { name: 'history', state: 'applied', length: 64 },
      { name: 'settled', state: 'applied', length: 64 }
    ])

    const again = await machine.run('run-migrations', given, environment())
    expect([again.code, again.outputs['status'], again.outputs['applied']]).toEqual([0, 'skipped', '[]'])
    expect(machine.list()).toEqual([backup])
  },
  patience
)

test(
  'a record that is lost on the way is found, and the restore that the error names brings everything back',
  async () => {
    machine.migrates([history({ verify: { sql: 'SELECT count(*) FROM history', expect: { rows: { min: 1 } } } })], {
      'tools/migrate.cjs': migrate
    })
    const { code, log, outputs } = await machine.run('run-migrations', given, { ...environment(), LOSE: 'one' })
    expect([code, outputs['status'], outputs['applied'], outputs['lossless']]).toEqual([1, 'failed', '["history"]', 'unknown'])
    expect(log).toMatch(/moved data that is not what it was: records: source 40 lines \([0-9a-f]{12}\), target 39 lines/)
    const [backup] = machine.list()
    expect(log).toContain(`with \`backup: ${backup}\`, \`accept-loss: ${backup}\``)
    // No row says that it was done.
    expect(tables()).not.toContain('belay_scripts')
    const restore = { command: 'restore', backup: backup!, 'accept-loss': backup!, reason: 'it lost a record' }
    expect((await machine.run('belay', restore)).outputs['status']).toBe('passed')
    expect([tables(), machine.rows()]).toEqual([['ledger', 'odd "name'], 100])
  },
  patience
)

test(
  'one that hangs is ended with what it started, and the next run goes on',
  async () => {
    machine.migrates([history({ apply: call('hang'), timeout: '2 s' })], { 'tools/migrate.cjs': migrate })
    const { code, log } = await machine.run('run-migrations', given, environment())
    expect([code, log.includes('had not ended after 2 s in apply and was ended')]).toEqual([1, true])
    const beat = join(machine.directory, 'beat')
    const last = readFileSync(beat, 'utf8')
    await sleep(500)
    expect(readFileSync(beat, 'utf8')).toBe(last)
    machine.migrates([history()], {})
    expect((await machine.run('run-migrations', given, environment())).outputs['applied']).toBe('["history"]')
  },
  patience
)

test(
  'two at once: one works, the other is told at once',
  async () => {
    const wait = `const fs = require('node:fs'); fs.writeFileSync(process.env.BEAT, ''); const end = setInterval(() => fs.existsSync(process.env.BEAT + '.go') && (clearInterval(end), require('./migrate.cjs')), 20)`
    machine.migrates([history({ apply: `${node()} tools/wait.cjs apply` })], { 'tools/migrate.cjs': migrate, 'tools/wait.cjs': wait })
    const first = machine.start('run-migrations', given, environment())
    while (first.child.exitCode === null && !existsSync(join(machine.directory, 'beat'))) await sleep(50)
    expect(await machine.fails('run-migrations', given, environment())).toMatch(
      /Another run applies migrations in .*; try again when it has ended/
    )
    writeFileSync(join(machine.directory, 'beat.go'), '')
    expect((await first.done).code).toBe(0)
    expect(readdirSync(join(machine.state, 'backups')).filter(name => !name.startsWith('.'))).toHaveLength(1)
  },
  patience
)

test.each([
  ['several lines', history({ apply: 'echo one\necho two' }), /On Windows a command is one line, and this one has more: echo one/],
  ['a check without an answer', history({ check: 'exit 3' }), /The check of script history failed on local with exit code 3/],
  [
    'a source without a line',
    history({ compare: [{ name: 'records', source: { run: 'exit 0' }, target: { run: call('rows') } }] }),
    /was not begun: the source of its comparison records has not one line/
  ],
  ['a file that is not there', history({ files: ['tools/none.py'] }), /The file tools\/none\.py of the scripts could not be read/]
])(
  '%s is one clear error, and nothing is changed',
  async (_, script, message) => {
    machine.migrates([script], { 'tools/migrate.cjs': migrate })
    expect(await machine.fails('run-migrations', given, environment())).toMatch(message)
    expect(tables()).toEqual(['ledger', 'odd "name'])
  },
  patience
)
