import type { Database } from '../changes.ts'
import type { Dialect } from './tokens.ts'

/** How a database writes its quotes and comments. */
export function dialectOf(database: Database): Dialect {
  return database === 'mysql' || database === 'mariadb' ? 'mysql' : database
}

/** Things that only one of the databases takes, where nobody says which one it is. PostgreSQL otherwise. */
export function dialectOfText(text: string): Dialect {
  if (/`[^`\n]+`|\bENGINE\s*=|\bAUTO_INCREMENT\b|^\s*DELIMITER\s|\/\*!\d/im.test(text)) return 'mysql'
  if (/\bAUTOINCREMENT\b|\bPRAGMA\s+\w|\bWITHOUT\s+ROWID\b/i.test(text)) return 'sqlite'
  return 'postgres'
}
