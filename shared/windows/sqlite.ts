import { copyFile, link, lstat, readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { Drill, VerifyLevel } from '../database/backup-source.ts'
import { copyName, drillName, isCopyOf } from '../database/names.ts'
import { ident } from '../database/sql.ts'
import { TABLES } from '../database/sqlite.ts'
import { type DatabaseContent, renderContent } from '../database/table-content.ts'
import { UserError } from '../errors.ts'
import { exists, explained, freeBytes, fullPath, renameOver, syncDirectory, syncFile } from './disk.ts'
import { isUnfinished } from './names.ts'
import type { NodeSource, Proof, Stored } from './source.ts'

/** Milliseconds that one waits for a lock of the database. */
const lockMs = 10_000

/** What SQLite keeps beside a database. */
const sides = ['-wal', '-journal', '-shm'] as const

/**
 * One SQLite file by `node:sqlite`. A copy lies in the same directory, so that one rename is what decides; what was live keeps its file under a second name.
 */
export class NodeSqlite implements NodeSource {
  readonly engine = 'sqlite'
  readonly database: string
  readonly member: NodeSource['member']
  readonly #directory: string
  readonly #file: string

  /** Errors: UserError for a path that cannot be meant. */
  constructor({ key, path }: { readonly key: string; readonly path: string }) {
    this.database = fullPath(path, `databases.${key}`)
    this.#directory = dirname(this.database)
    this.#file = basename(this.database)
    this.member = { name: `${key}.sqlite3`, role: 'database', format: 'sqlite3' }
  }

  async ready(): Promise<number> {
    await this.#settle()
    const found = await stat(this.database).catch(() => undefined)
    // SQLite would make what is not there, and its backup would be empty and "ok".
    if (found === undefined) throw new UserError(`There is no file ${this.database} on this machine.`)
    if (!found.isFile()) throw new UserError(`${this.database} is not a file.`)
    if (found.size === 0) throw new UserError(`${this.database} is empty. Is the path right?`)
    return found.size + ((await stat(`${this.database}-wal`).catch(() => undefined))?.size ?? 0)
  }

  async write(file: string, signal: AbortSignal): Promise<void> {
    try {
      const live = new DatabaseSync(this.database, { timeout: lockMs })
      try {
        // The open transaction keeps one snapshot: without it the copy would begin again with every write of another process.
        live.exec('BEGIN; SELECT 1 FROM sqlite_master LIMIT 0')
        await backup(live, file, { rate: 10_000, progress: () => signal.throwIfAborted() })
      } finally {
        live.close()
      }
      await syncFile(file)
    } catch (error) {
      throw this.#explained(`Backing up ${this.database}`, error)
    }
  }

  async prove(file: string, level: VerifyLevel): Promise<Proof> {
    const url = pathToFileURL(file)
    // Opened as immutable: nothing is written beside it, also when the source is in WAL mode.
    url.searchParams.set('immutable', '1')
    const copy = new DatabaseSync(url, { readOnly: true })
    try {
      if (!passes(copy, level === 'quick' ? 'quick_check' : 'integrity_check'))
        throw new UserError('The copy does not pass integrity_check; the database itself is damaged.')
      const content = contentOf(copy)
      const version = String(copy.prepare('SELECT sqlite_version() AS v').get()?.['v'])
      return {
        engineVersion: version,
        clientVersion: version,
        facts: { bytes: (await stat(file)).size, tables: Object.keys(content).length, content },
        checks: [
          { name: level === 'quick' ? 'trailer' : 'integrity', result: 'passed' },
          { name: 'sha256', result: 'passed' }
        ],
        commands: []
      }
    } catch (error) {
      throw this.#explained(`Reading the copy of ${this.database}`, error)
    } finally {
      copy.close()
    }
  }

  async restore(stored: Stored, label: string): Promise<{ readonly kept: string; readonly done: boolean }> {
    const kept = copyName(this.#file, 'old', label)
    const [live, copy, old] = [this.database, this.#beside(copyName(this.#file, 'new', label)), this.#beside(kept)]
    await this.#settle()
    if ((await exists(old)) && !(await sameFile(old, live))) return { kept, done: true }
    try {
      await this.#restored(stored, copy)
      await this.#swap(live, copy, old)
    } catch (error) {
      throw this.#explained(`Restoring ${live}`, error)
    } finally {
      await remove(copy)
    }
    return { kept, done: false }
  }

  async drill(stored: Stored, label: string): Promise<Drill> {
    const from = performance.now()
    const { copy: name, stem } = drillName(this.#file, label)
    const copy = this.#beside(name)
    for (const left of await readdir(this.#directory)) if (left.startsWith(stem)) await rm(this.#beside(left), { force: true })
    try {
      const content = await this.#restored(stored, copy)
      const tables = Object.keys(content).length
      const rows = Object.values(content).reduce((sum, table) => sum + table.rows, 0)
      if (rows === 0)
        throw new UserError(`The backup restores ${tables} tables and 0 rows, and so proves nothing: is it the right database?`)
      return { says: `${tables} tables with ${rows} rows, rows of 0 tables compared`, durationMs: Math.round(performance.now() - from) }
    } catch (error) {
      throw this.#explained(`The drill of the backup of ${this.database}`, error)
    } finally {
      await remove(copy)
    }
  }

  /** Removes what dead runs left: copies that were not whole yet, and a second name of what is live still. */
  async #settle(): Promise<void> {
    for (const name of await readdir(this.#directory).catch(() => [])) {
      if (isUnfinished(this.#file, name)) await remove(this.#beside(name))
      else if (isCopyOf(this.#file, name) && (await sameFile(this.#beside(name), this.database)))
        await rm(this.#beside(name), { force: true }).catch(() => undefined)
    }
  }

  #beside(name: string): string {
    return join(this.#directory, name)
  }

  /** `copy` becomes what the backup holds, compared with what its manifest says. */
  async #restored({ file, tables, content }: Stored, copy: string): Promise<DatabaseContent> {
    await remove(copy)
    const { size } = await stat(file)
    const free = await freeBytes(this.#directory)
    if (free < 1.2 * size + 16 * 2 ** 20)
      throw new UserError(
        `The disk of ${this.database} has ${Math.floor(free / 2 ** 20)} MiB free and a copy of it needs ${Math.floor((1.2 * size) / 2 ** 20) + 16} MiB.`
      )
    await copyFile(file, copy)
    await syncFile(copy)
    const database = new DatabaseSync(copy)
    let holds: DatabaseContent
    try {
      if (!passes(database, 'integrity_check')) throw new UserError('The backup does not pass integrity_check.')
      holds = contentOf(database)
    } finally {
      database.close()
    }
    const found = Object.keys(holds).length
    if (tables !== undefined && found !== tables)
      throw new UserError(`The backup restored ${found} tables and its manifest says ${tables}.`)
    if (content !== undefined && renderContent(content) !== renderContent(holds)) {
      const other = Object.keys({ ...content, ...holds }).find(name => content[name]?.rows !== holds[name]?.rows)
      throw new UserError(
        `The restored copy does not hold what the manifest says. In the manifest: ${other} with ${content[other!]?.rows ?? 'no'} rows. Restored: ${holds[other!]?.rows ?? 'no'} rows.`
      )
    }
    await remove(copy, false)
    return holds
  }

  /** Live gets a second name, its side files go with it, and then one rename puts the copy in its place: Windows refuses that while it is open anywhere. */
  async #swap(live: string, copy: string, old: string): Promise<void> {
    const moved: string[] = []
    if (await exists(live)) {
      this.#fold(live)
      // Where there are no second names (FAT) nothing is changed.
      if (!(await exists(old))) await link(live, old)
    }
    try {
      for (const side of sides) {
        if (!(await exists(`${live}${side}`))) continue
        if (side === '-shm') await rm(`${live}${side}`, { force: true })
        else {
          await renameOver(`${live}${side}`, `${old}${side}`)
          moved.push(side)
        }
      }
      await renameOver(copy, live)
    } catch (error) {
      for (const side of moved) await renameOver(`${old}${side}`, `${live}${side}`)
      // While it is open it keeps its second name too; the next backup or restore takes that away.
      await rm(old, { force: true }).catch(() => undefined)
      throw explained(`${live} is as it was: it cannot be replaced. Replacing it`, error)
    }
    await syncDirectory(this.#directory)
  }

  /** Takes the log into the file, for which nobody else may have it open. A damaged database cannot do that: its log goes with it. */
  #fold(live: string): void {
    const busy = () =>
      new UserError(
        `A process still has ${live} open. Stop what writes to it (the service, or the script), then run the same again. Nothing was changed.`
      )
    let database: DatabaseSync | undefined
    try {
      database = new DatabaseSync(live, { timeout: lockMs })
      const mode = database.prepare('PRAGMA journal_mode = DELETE').get()?.['journal_mode']
      if (mode !== 'delete') throw busy()
    } catch (error) {
      if (error instanceof UserError) throw error
      if (((error as { errcode?: number }).errcode ?? 0) % 256 === 5) throw busy()
    } finally {
      database?.close()
    }
  }

  #explained(what: string, error: unknown): unknown {
    const code = ((error as { errcode?: number } | undefined)?.errcode ?? 0) % 256
    const advice = reasons[code]
    return advice === undefined ? explained(what, error) : new UserError(`${what} failed: ${advice}`, { cause: error })
  }
}

/** By SQLite's result code. */
const reasons: Readonly<Record<number, string>> = {
  5: 'another process holds the database for more than 10 s.',
  8: 'this user may not write the file or its directory.',
  11: 'the database file is damaged.',
  13: 'the disk is full.',
  14: 'this user may not read or write the file or its directory.',
  26: 'the file is no SQLite database. Is the path right?'
}

function passes(database: DatabaseSync, check: 'quick_check' | 'integrity_check'): boolean {
  const rows = database.prepare(`PRAGMA ${check}`).all()
  return rows.length === 1 && rows[0]![check] === 'ok'
}

/** Exact rows of every table. There is no sample: the member is the database itself, so its SHA-256 is that of all of its content. */
function contentOf(database: DatabaseSync): DatabaseContent {
  const rows = (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${ident(table)}`).get()!['n'])
  return Object.fromEntries(
    database
      .prepare(TABLES)
      .all()
      .map(({ name }) => [String(name), { rows: rows(String(name)), sample: null }])
  )
}

async function sameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([a, b].map(path => lstat(path, { bigint: true }).catch(() => undefined)))
  return one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev
}

/** A copy, and what SQLite has laid beside it. */
async function remove(copy: string, itself = true): Promise<void> {
  for (const side of itself ? ['', ...sides] : sides) await rm(`${copy}${side}`, { force: true })
}
