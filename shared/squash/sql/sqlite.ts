import { headReader } from './heads.ts'

/** Statements of SQLite, whose ALTER TABLE has four forms only. */
export const sqliteReader = headReader('sqlite')
