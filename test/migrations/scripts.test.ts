import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { migration } from '../../shared/config/schema.ts'
import { SqliteEngine } from '../../shared/database/sqlite.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
import { MigrationFailed } from '../../shared/migrations/framework.ts'
import { Scripts } from '../../shared/migrations/scripts.ts'
import { systemClock } from '../../shared/ports.ts'

const host = new LocalHost()
let home: string
let step = 0
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'belay-scripts-'))
  database(db => db.exec('PRAGMA user_version = 1'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const marker = (name: string, apply = `touch ${name}`) => ({ name, check: `test -e ${name}`, apply, verify: `test -e ${name}` })
const engine = () => new SqliteEngine(host, { key: 'main', path: join(home, 'app.db'), nodePath: process.execPath })
const job = (timeoutMs = 30_000) => ({ stateDir: home, idPrefix: `d${++step}.migrate`, timeoutMs })

function framework(...given: (object | SqliteEngine)[]): Scripts {
  const scripts = given.filter(each => !(each instanceof SqliteEngine))
  const config = migration.parse({ framework: 'scripts', database: 'main', scripts })
  if (config.framework !== 'scripts') throw new Error('not scripts')
  return new Scripts(config, {
    host,
    stateDir: home,
    releasePath: home,
    engine: given.find(each => each instanceof SqliteEngine) ?? engine(),
    clock: systemClock,
    waitMs: 300,
    databaseEnv: { DATABASE_PATH: join(home, 'app.db') }
  })
}

function database<T>(work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(join(home, 'app.db'))
  try {
    return work(db)
  } finally {
    db.close()
  }
}

async function failure(promise: Promise<unknown>): Promise<MigrationFailed> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown
  )
  if (!(error instanceof MigrationFailed)) throw error ?? new Error('it did not fail')
  return error
}

describe('migrations by scripts', () => {
  test('apply what its check says is missing, in order, with the database in their environment, and prove it', async () => {
    writeFileSync(join(home, 'second'), '')
    const scripts = framework(
      marker('first', 'printf "%s" "$DATABASE_PATH" > first; : "$UNSET"'),
      marker('second', 'exit 9'),
      marker('third', 'cp first third')
    )
    expect(await scripts.appliedSet()).toEqual(['second'])
    expect(await scripts.plan()).toEqual([
      { name: 'first', atomic: false },
      { name: 'third', atomic: false }
    ])
    await expect(scripts.verify()).rejects.toThrow('still to be applied: first, third')
    const evidence = await scripts.apply(job(), ['second'])
    expect(evidence).toMatchObject({
      framework: 'scripts',
      before: ['second'],
      after: ['first', 'second', 'third'],
      applied: ['first', 'third']
    })
    expect(readFileSync(join(home, 'third'), 'utf8')).toBe(join(home, 'app.db'))
    await scripts.verify()
    expect(await scripts.apply(job(), evidence.after)).toMatchObject({ planned: [], applied: [] })
  })

  test.each<[string, object, string]>([
    ['whose application fails', marker('one', 'echo x; false'), 'Script one of'],
    ['that reads its own script from stdin', marker('one', 'cat > /dev/null; false'), 'in apply'],
    ['whose proof fails', { ...marker('one'), verify: 'exit 3' }, 'in verify'],
    ['whose check fails within the job', { ...marker('one'), check: 'test ! -e counted || exit 7; touch counted; exit 1' }, 'in check'],
    ['that hangs', { ...marker('one', 'sleep 300 & sleep 300'), timeout: '5 s' }, 'failed or had not ended after 5 s in apply']
  ])('one %s is red, and names what is applied now', async (_name, script, message) => {
    const scripts = framework(marker('zero'), script)
    const before = await scripts.appliedSet()
    const error = await failure(scripts.apply(job(), before))
    expect(error.message).toContain(message)
    expect(error.evidence).toMatchObject({ before: [], planned: ['zero', 'one'] })
    expect(error.evidence.after).toContain('zero')
  })

  test('one that ends with 0 and does nothing is red (G12)', async () => {
    const error = await failure(framework({ ...marker('one', 'true'), verify: 'true' }).apply(job(), []))
    expect(error.message).toContain('not applied although planned: one')
  })

  test('a check that answers neither 0 nor 1 is an error, not "to be applied"', async () => {
    await expect(framework({ ...marker('one'), check: 'exit 2' }).appliedSet()).rejects.toThrow(
      'failed on local with exit code 2 (0: applied, 1: to be applied)'
    )
    await expect(framework({ ...marker('one'), check: 'sleep 60', timeout: '1 s' }).plan()).rejects.toThrow('had not ended after 1 s')
  })

  test('of two runs at once one is refused', async () => {
    const first = framework(marker('one', 'touch began; until test -e go; do sleep 0.05; done; touch one')).apply(job(), [])
    while (!existsSync(join(home, 'began'))) await systemClock.sleep(50)
    const error = await failure(framework(marker('two')).apply(job(), []))
    expect(error.message).toContain('Another run holds the migration lock')
    writeFileSync(join(home, 'go'), '')
    expect((await first).applied).toEqual(['one'])
    expect(existsSync(join(home, 'two'))).toBe(false)
  })

  describe('a verdict by what is printed, or by a query', () => {
    const stats = (expect: object) => ({ run: 'echo "orphans: $(cat orphans)"; echo \'{"left": {"rows": 0}}\' > /dev/null', expect })
    test.each<[string, object]>([
      ['text', stats({ stdout: 'orphans: 0' })],
      ['a pattern', stats({ matches: '^orphans: 0$' })],
      ['JSON', { run: 'printf \'{"left": {"rows": %s}}\' "$(cat orphans)"', expect: { json: { 'left.rows': 0 } } }],
      ['SQL', { sql: 'SELECT count(*) FROM orphans', expect: { value: 0 } }]
    ])('%s', async (_, verdict) => {
      writeFileSync(join(home, 'orphans'), '3')
      database(db => db.exec('CREATE TABLE orphans (id int); INSERT INTO orphans VALUES (1)'))
      const mend = { name: 'mend', check: verdict, apply: `printf 0 > orphans; ${process.execPath} clean.mjs`, verify: verdict }
      writeFileSync(
        join(home, 'clean.mjs'),
        "import { DatabaseSync } from 'node:sqlite'; new DatabaseSync(process.env.DATABASE_PATH).exec('DELETE FROM orphans')"
      )
      const scripts = framework(mend)
      expect(await scripts.plan()).toEqual([{ name: 'mend', atomic: false }])
      expect(await scripts.apply(job(), [])).toMatchObject({ applied: ['mend'] })
      expect(await scripts.appliedSet()).toEqual(['mend'])
      const vain = framework({ ...mend, name: 'vain', check: verdict, verify: { sql: 'SELECT 1', expect: { value: 2 } } })
      writeFileSync(join(home, 'orphans'), '3')
      database(db => db.exec('INSERT INTO orphans VALUES (1)'))
      const error = await failure(vain.apply(job(), []))
      expect(error.message).toContain('Script vain of ')
      expect(error.message).toContain('is not proven: expected 2, got 1')
    })

    test('no answer is neither yes nor no', async () => {
      await expect(framework({ ...marker('one'), check: { sql: 'SELECT * FROM nowhere', expect: { value: 0 } } }).plan()).rejects.toThrow(
        'The check of script one had no answer from'
      )
      await expect(framework({ ...marker('one'), check: { run: 'exit 1', expect: { stdout: 'x' } } }).plan()).rejects.toThrow(
        'failed on local with exit code 1 (0, and then what it prints decides)'
      )
    })

    test('who came in between is seen under the lock', async () => {
      database(db => db.exec('CREATE TABLE t (n int)'))
      const check = { sql: 'SELECT count(*) FROM t', expect: { value: 1 } }
      const engineOf = engine()
      // Between the plan and the lock another run writes its row.
      const between = Object.assign(Object.create(engineOf) as typeof engineOf, {
        underAdvisoryLock: (script: string, waitMs: number) => {
          database(db => db.exec("INSERT INTO belay_scripts (name, checksum, state) VALUES ('other', '', 'applied')"))
          return engineOf.underAdvisoryLock(script, waitMs)
        },
        query: (sql: string) => engineOf.query(sql),
        sqlClient: (options: Parameters<typeof engineOf.sqlClient>[0]) => engineOf.sqlClient(options),
        clientEnvironment: () => ({}),
        endSessions: () => engineOf.endSessions(null)
      })
      await framework(marker('zero')).apply(job(), [])
      const error = await failure(framework({ name: 'one', check, apply: 'touch ran', verify: check }, between).apply(job(), []))
      expect(error.message).toContain('Another run applied scripts')
      expect(existsSync(join(home, 'ran'))).toBe(false)
    })
  })

  describe('a move of data is compared', () => {
    const compare = (target: object) => [{ name: 'notes', source: { run: 'cat notes.txt' }, target }]
    const move = (target: object, apply = 'cp notes.txt moved.txt') => ({
      name: 'move',
      check: 'test -e moved.txt',
      apply,
      verify: 'test -e moved.txt',
      compare: compare(target)
    })
    beforeEach(() => writeFileSync(join(home, 'notes.txt'), 'b\na\nsecret-row\n'))

    test('numbers and sums are the same, in any order', async () => {
      const shown: string[] = []
      const scripts = framework(move({ run: 'sort moved.txt' }))
      expect(await scripts.apply({ ...job(), onOutput: text => void shown.push(text) }, [])).toMatchObject({ applied: ['move'] })
      expect(shown.join('')).not.toContain('secret-row')
    })

    test('a lost line fails, and no line of data is told', async () => {
      const error = await failure(framework(move({ run: 'cat moved.txt' }, 'head -n 2 notes.txt > moved.txt')).apply(job(), []))
      expect(error.message).toMatch(/moved data that is not what it was: notes: source 3 [0-9a-f]{64}, target 2 [0-9a-f]{64}/)
      expect(error.evidence.partly).toBe(true)
    })

    test('files and rows can be compared with each other', async () => {
      database(db => db.exec('CREATE TABLE notes (note text)'))
      writeFileSync(
        join(home, 'load.mjs'),
        "import { DatabaseSync } from 'node:sqlite'; import { readFileSync } from 'node:fs'; const db = new DatabaseSync(process.env.DATABASE_PATH); for (const line of readFileSync('notes.txt', 'utf8').trim().split('\\n')) db.prepare('INSERT INTO notes VALUES (?)').run(line)"
      )
      const scripts = framework({ ...move({ sql: 'SELECT note FROM notes' }, `touch moved.txt; ${process.execPath} load.mjs`) })
      expect(await scripts.apply(job(), [])).toMatchObject({ applied: ['move'] })
    })

    test('G12: an empty source stops the script before it begins, unless it may be empty', async () => {
      writeFileSync(join(home, 'notes.txt'), '')
      const script = move({ run: 'cat moved.txt' })
      const error = await failure(framework(script).apply(job(), []))
      expect(error.message).toContain('Script move of')
      expect(error.message).toContain('was not begun: the source of its comparison notes has not one line')
      expect(error.evidence.partly).toBe(false)
      expect(existsSync(join(home, 'moved.txt'))).toBe(false)
      const allowed = { ...script, compare: compare({ run: 'cat moved.txt' }).map(each => ({ ...each, 'allow-empty': true })) }
      expect(await framework(allowed).apply(job(), [])).toMatchObject({ applied: ['move'] })
    })

    test('a tree of files by paths and contents', async () => {
      const tree = { files: 'state' }
      const script = {
        name: 'tree',
        check: 'test -e copied',
        apply: 'mkdir -p state2/a; cp state/a/x state2/a/x; touch copied',
        verify: 'true',
        compare: [{ name: 'state', source: tree, target: { files: 'state2' } }]
      }
      mkdirSync(join(home, 'state/a'), { recursive: true })
      writeFileSync(join(home, 'state/a/x'), '1')
      expect(await framework(script).apply(job(), [])).toMatchObject({ applied: ['tree'] })
      const error = await failure(
        framework({ ...script, name: 'tree2', check: 'test -e c2', apply: 'rm -r state2; touch c2' }).apply(job(), [])
      )
      expect(error.message).toContain('state cannot be read (target)')
    })
  })

  test('they go back by their undo, to the recorded set, and nowhere without', async () => {
    const undo = (name: string) => ({ ...marker(name), undo: `rm ${name}` })
    const scripts = framework(undo('one'), undo('two'), marker('three'))
    await scripts.apply(job(), [])
    await expect(scripts.revert(job(), ['one'])).rejects.toThrow('three has no `undo`')
    rmSync(join(home, 'three'))
    expect(await scripts.revert(job(), ['one'])).toMatchObject({ reverted: ['two'], after: ['one'] })
    expect(existsSync(join(home, 'two'))).toBe(false)
    const error = await failure(framework({ ...marker('one'), undo: 'true' }).revert(job(), []))
    expect(error.message).toContain('are not those from before')
  })

  test('the ledger keeps which text was run, and an edited script is told', async () => {
    writeFileSync(join(home, 'body.sh'), 'touch one')
    const script = { ...marker('one', 'bash body.sh'), files: ['body.sh'] }
    const { files, after } = await framework(script).apply(job(), [])
    expect(database(db => db.prepare('SELECT name, checksum, state FROM belay_scripts').all())).toEqual([
      { name: 'one', checksum: files['one'], state: 'applied' }
    ])
    const shown: string[] = []
    writeFileSync(join(home, 'body.sh'), 'touch one; # another')
    await framework(script).apply({ ...job(), onOutput: text => void shown.push(text) }, after)
    expect(shown.join('')).toContain('script one was edited after it was applied')
  })
})
