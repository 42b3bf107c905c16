import type { DatabaseEngine } from '../database/engine.ts'
import { literal, mysqlLiteral, sqliteLiteral } from '../database/sql.ts'
import { UserError } from '../errors.ts'

/** What was applied, as the database itself keeps it. `running`: begun, and not known to have ended. */
export interface LedgerRow {
  readonly name: string
  readonly checksum: string
  readonly state: 'applied' | 'running'
}

/** Files of SQL, and scripts, have a table each. */
export type LedgerTable = 'belay_migrations' | 'belay_scripts'

/** What the ledger asks of a database engine. */
export type LedgerEngine = Pick<DatabaseEngine, 'engine' | 'database' | 'query'>

/** SQL of the ledger for one engine. */
export class Ledger {
  readonly table: LedgerTable
  readonly #engine: LedgerEngine

  constructor(engine: LedgerEngine, table: LedgerTable) {
    this.#engine = engine
    this.table = table
  }

  /** undefined: there is no ledger yet. Errors: UserError for a row that Belay did not write. */
  async read(): Promise<readonly LedgerRow[] | undefined> {
    const there = {
      postgres: `SELECT to_regclass('${this.table}') IS NOT NULL`,
      sqlite: `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '${this.table}'`
    }
    const exists = await this.#engine.query(
      there[this.#engine.engine as keyof typeof there] ??
        `SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '${this.table}'`
    )
    if (exists[0]?.[0] !== 't' && exists[0]?.[0] !== '1') return undefined
    const rows = await this.#engine.query(`SELECT name, checksum, state FROM ${this.table}`)
    return rows.map(([name, checksum, state]) => {
      if (name === null || name === undefined || !/^[0-9a-f]{64}$/.test(checksum ?? '') || (state !== 'applied' && state !== 'running'))
        throw new UserError(
          `The table ${this.table} of ${this.#engine.database} has a row that Belay did not write: ${name ?? 'NULL'} (state ${state ?? 'NULL'}). Its columns are name, checksum (SHA-256 of what was run) and state (applied or running). Put the row right by hand, then run this again.`
        )
      return { name, checksum: checksum!, state }
    })
  }

  /** How many tables of its own the database has, the ledger not counted. */
  async tables(): Promise<number> {
    const sql = {
      postgres: `SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%' AND c.relname <> '${this.table}' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`,
      sqlite: `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> '${this.table}'`
    }
    const [row] = await this.#engine.query(
      sql[this.#engine.engine as keyof typeof sql] ??
        `SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' AND TABLE_NAME <> '${this.table}'`
    )
    return Number(row?.[0])
  }

  /** Statement that makes the table where it is not there. */
  get create(): string {
    const text = this.#isMysql ? 'varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin' : 'text'
    const time = { postgres: 'timestamptz', sqlite: 'text' }[this.#engine.engine as 'postgres' | 'sqlite'] ?? 'timestamp'
    return `CREATE TABLE IF NOT EXISTS ${this.table} (name ${text} NOT NULL PRIMARY KEY, checksum char(64) NOT NULL, state varchar(7) NOT NULL, at ${time} NOT NULL DEFAULT CURRENT_TIMESTAMP);\n`
  }

  /** A query that answers `same` where exactly these files are applied. */
  holds(names: readonly string[]): string {
    const count = `(SELECT count(*) FROM ${this.table} WHERE state = 'applied'`
    const among =
      names.length === 0 ? '' : ` AND ${count} AND name IN (${names.map(name => this.#literal(name)).join(', ')})) = ${names.length}`
    return `SELECT CASE WHEN ${count}) = ${names.length}${among} THEN 'same' ELSE 'other' END;\n`
  }

  /** Statements that leave exactly this row of that name. */
  write({ name, checksum, state }: LedgerRow): string {
    return `${this.remove(name)}INSERT INTO ${this.table} (name, checksum, state) VALUES (${this.#literal(name)}, '${checksum}', '${state}');\n`
  }

  remove(name: string): string {
    return `DELETE FROM ${this.table} WHERE name = ${this.#literal(name)};\n`
  }

  get #isMysql(): boolean {
    return this.#engine.engine === 'mysql' || this.#engine.engine === 'mariadb'
  }

  #literal(value: string): string {
    return this.#isMysql ? mysqlLiteral(value) : this.#engine.engine === 'sqlite' ? sqliteLiteral(value) : literal(value)
  }
}
