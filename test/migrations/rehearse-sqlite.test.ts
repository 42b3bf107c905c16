import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe } from '@jest/globals'
import { SqliteEngine } from '../../shared/database/sqlite.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
import { quote } from '../../shared/host/shell.ts'
import { rehearsals } from './rehearse-cases.ts'

const host = new LocalHost({ path: '/usr/bin:/bin' })
const root = mkdtempSync(join(tmpdir(), 'belay-rehearse-'))
const installed = (await host.run('type -P sqlite3 || :')).stdout.trim() !== ''
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe.each([
  ['node:sqlite', 'DELETE', process.execPath],
  ['node:sqlite', 'WAL', process.execPath],
  ...(installed ? ([['sqlite3', 'WAL', undefined]] as const) : [])
] as const)('migrations rehearsed on SQLite by %s, journal %s', (_name, journal, nodePath) => {
  const directory = mkdtempSync(join(root, 'data '))
  const releases = mkdtempSync(join(root, 'releases '))
  const stateDir = mkdtempSync(join(root, 'state-'))
  mkdirSync(join(stateDir, 'jobs'))
  const path = (name: string) => join(directory, `${name}.sqlite3`)
  const live = async (name: string, statements: string) => {
    const db = new DatabaseSync(path(name))
    try {
      if (!statements.startsWith('SELECT')) return String(db.exec(statements))
      return String(Object.values(db.prepare(statements).get() ?? {})[0])
    } finally {
      db.close()
    }
  }
  rehearsals(
    () => ({
      host,
      stateDir,
      releases,
      live,
      open: async (name, statements) => {
        await live(name, `PRAGMA journal_mode = ${journal}; ${statements}`)
        return new SqliteEngine(host, { key: 'main', path: path(name), nodePath })
      },
      copies: async () => readdirSync(directory).join(' '),
      writeRelease: async (where, files) => {
        mkdirSync(where, { recursive: true })
        for (const [name, text] of Object.entries(files)) writeFileSync(join(where, name), text)
      }
    }),
    {
      rows: n =>
        `INSERT INTO orders WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${n}) SELECT n, 'note ' || n, n / 7.0, n FROM s`,
      slow: 'UPDATE orders SET amount = 1; UPDATE orders SET amount = (WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 4000000) SELECT max(n) FROM s) WHERE id = 1;',
      ask: sql =>
        `${process.execPath} --disable-warning=ExperimentalWarning -e ${quote(`new (require('node:sqlite').DatabaseSync)(process.env.DATABASE_PATH).prepare(${JSON.stringify(sql)}).all()`)}`,
      databaseEnv: database => ({ DATABASE_PATH: database }),
      locked: /^the whole file$/
    }
  )
})
