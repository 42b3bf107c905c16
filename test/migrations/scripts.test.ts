import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  new DatabaseSync(join(home, 'app.db')).close()
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const marker = (name: string, apply = `touch ${name}`) => ({ name, check: `test -e ${name}`, apply, verify: `test -e ${name}` })
const engine = () => new SqliteEngine(host, { key: 'main', path: join(home, 'app.db'), nodePath: process.execPath })
const job = (timeoutMs = 30_000) => ({ stateDir: home, idPrefix: `d${++step}.migrate`, timeoutMs })

function framework(...scripts: object[]): Scripts {
  const config = migration.parse({ framework: 'scripts', database: 'main', scripts })
  if (config.framework !== 'scripts') throw new Error('not scripts')
  return new Scripts(config, {
    host,
    stateDir: home,
    releasePath: home,
    engine: engine(),
    clock: systemClock,
    waitMs: 300,
    databaseEnv: { DATABASE_PATH: join(home, 'app.db') }
  })
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
})
