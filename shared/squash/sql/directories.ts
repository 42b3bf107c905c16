import { compareSqlFiles, parseSqlFile, type SqlFile } from '../../migrations/sql-files.ts'
import type { SourceTree } from '../source.ts'

/** One directory of migrations: its files by what their names say, in the order in which they run. */
export interface SqlDirectory {
  /** `.` for the root of the source */
  directory: string
  files: SqlFile[]
}

/** Folders whose numbered files are no history of a database that lives: data for tests, first starts of containers, copies of other people's code. */
const elsewhere =
  /(?:^|\/)(?:tests?|testing|testdata|specs?|__tests__|fixtures?|examples?|samples?|seeds?|dumps?|backups?|queries|node_modules|vendor|site-packages|(?:docker-entrypoint-)?initdb(?:\.d)?)(?:\/|$)/i

const usualName = /migrat|^(?:versions?|revisions?|upgrades?|updates?|deltas?|patches|changes|changelogs?)$/i

/** Directories that hold migrations in SQL: found by the names of their files, and where these leave it open by a look into one of them. */
export function sqlDirectories(source: SourceTree): SqlDirectory[] {
  const folders = new Map<string, { sql: string[]; python: boolean }>()
  for (const path of source.list()) {
    const isSql = /\.sql$/i.test(path)
    if (!isSql && !path.endsWith('.py')) continue
    const slash = path.lastIndexOf('/')
    const directory = slash < 0 ? '.' : path.slice(0, slash)
    let folder = folders.get(directory)
    if (folder === undefined) folders.set(directory, (folder = { sql: [], python: false }))
    if (isSql) folder.sql.push(path.slice(slash + 1))
    else folder.python = true
  }
  const found: SqlDirectory[] = []
  for (const [directory, { sql, python }] of folders) {
    if (sql.length === 0 || elsewhere.test(directory)) continue
    // What lies beside migrations in Python, or below them, is SQL that these run themselves.
    const parent = directory.replace(/\/?[^/]*$/, '')
    if (python || (/(?:^|\/)(?:migrations|versions)$/.test(parent) && folders.get(parent)?.python)) continue
    const files = sql.flatMap(name => parseSqlFile(name) ?? []).sort(compareSqlFiles)
    if (areMigrations(files, directory, source)) found.push({ directory, files })
  }
  return found.sort((a, b) => (a.directory < b.directory ? -1 : 1))
}

function areMigrations(files: readonly SqlFile[], directory: string, source: SourceTree): boolean {
  const first = files.find(each => each.role === 'up')
  if (first === undefined) return false
  if (files.some(each => /^V\d/.test(each.file) || /\.(?:up|down)\.sql$/i.test(each.file))) return true
  if (usualName.test(directory.slice(directory.lastIndexOf('/') + 1))) return true
  const content = source.read(pathOf(directory, first.file))
  if (content === undefined) return false
  if (/^--\s*(?:\+goose|migrate:)\s*(?:up|down)\b/im.test(typeof content === 'string' ? content : Buffer.from(content).toString('latin1')))
    return true
  // Elsewhere only numbers that nobody writes in front of other things: padded to three digits, or a time.
  return files.filter(each => /^(?:0\d{2,}|\d{8,})/.test(each.file)).length >= 2
}

export function pathOf(directory: string, file: string): string {
  return directory === '.' ? file : `${directory}/${file}`
}
