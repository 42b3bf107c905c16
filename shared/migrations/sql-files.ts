/** A file of SQL in a directory of migrations, by its name alone. */
export interface SqlFile {
  readonly file: string
  /** What it is called in the ledger: the file's name without its ending and without `.up` or `.down`. */
  readonly name: string
  readonly role: 'up' | 'down' | 'repeatable'
  /** Numbers of its version; compared part by part. Empty for a repeatable one. */
  readonly version: readonly number[]
}

const flyway = /^([VU])(\d+(?:[._]\d+)*)__(.+)\.sql$/
const repeatable = /^(R__.+)\.sql$/
const numbered = /^(\d+(?:[._]\d+)*)([-_. ].*?)?(?:\.(up|down))?\.sql$/i

/** undefined: the name says no version, so it is no migration. Sources: Flyway's naming, and that of golang-migrate, dbmate and goose. */
export function parseSqlFile(file: string): SqlFile | undefined {
  const again = repeatable.exec(file)
  if (again) return { file, name: again[1]!, role: 'repeatable', version: [] }
  const versioned = flyway.exec(file)
  if (versioned) {
    const [, letter, version, words] = versioned
    return { file, name: `V${version}__${words}`, role: letter === 'U' ? 'down' : 'up', version: numbers(version!) }
  }
  const plain = numbered.exec(file)
  if (plain === null) return undefined
  const [, version, words = '', role] = plain
  return { file, name: `${version}${words}`, role: role?.toLowerCase() === 'down' ? 'down' : 'up', version: numbers(version!) }
}

function numbers(version: string): number[] {
  return version.split(/[._]/).map(Number)
}

/** By version, then by name; what is repeatable comes last. */
export function compareSqlFiles(a: SqlFile, b: SqlFile): number {
  if ((a.role === 'repeatable') !== (b.role === 'repeatable')) return a.role === 'repeatable' ? 1 : -1
  return compareVersions(a, b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
}

/** Missing parts count as 0: 1.2 and 1.2.0 are one version. */
export function compareVersions(a: Pick<SqlFile, 'version'>, b: Pick<SqlFile, 'version'>): number {
  for (let i = 0; i < Math.max(a.version.length, b.version.length); i++) {
    const difference = (a.version[i] ?? 0) - (b.version[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

const sections = /^--\s*(?:\+goose|migrate:)\s*(up|down)\b.*$/gim

/** The part of a file for one direction, where it has both (goose, dbmate); the whole file where it has none. undefined: it has no such part. */
export function sectionOf(text: string, direction: 'up' | 'down'): string | undefined {
  const marks = [...text.matchAll(sections)]
  if (marks.length === 0) return direction === 'up' ? text : undefined
  const index = marks.findIndex(mark => mark[1]!.toLowerCase() === direction)
  return index < 0 ? undefined : text.slice(marks[index]!.index, marks[index + 1]?.index)
}

/** The statements without what stands in comments and quotes, so that words can be looked for. */
function bare(text: string): string {
  return text.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|(\$\w*\$)[\s\S]*?\1/g, ' ')
}

/** Whether a comment asks for no transaction around the file, in the words of one of the tools. */
export function saysNoTransaction(text: string): boolean {
  return /^--\s*(?:belay: no transaction|\+goose no transaction|migrate:(?:up|down)\s.*transaction:\s*false|executeInTransaction\s*=\s*false)/im.test(
    text
  )
}

/** Why a file cannot run in one transaction with its row in the ledger; undefined when it can. */
export function whyNoTransaction(text: string, engine: string): string | undefined {
  if (engine === 'mysql' || engine === 'mariadb') return 'the server commits at every change of the schema'
  if (saysNoTransaction(text)) return 'the file says so'
  const statements = bare(text)
  if (
    /(?:^|;)\s*(?:BEGIN|START\s+TRANSACTION|COMMIT|ROLLBACK)\b\s*(?:;|WORK|TRANSACTION|IMMEDIATE|EXCLUSIVE|ISOLATION|READ)/i.test(
      statements
    )
  )
    return 'it has a transaction of its own'
  const outside =
    engine === 'sqlite'
      ? /(?:^|;)\s*(?:VACUUM|PRAGMA\s+(?:journal_mode|foreign_keys)|DETACH|ATTACH)\b/i
      : /\bCONCURRENTLY\b|(?:^|;)\s*(?:VACUUM|CREATE\s+DATABASE|DROP\s+DATABASE|ALTER\s+SYSTEM|CREATE\s+TABLESPACE|DROP\s+TABLESPACE)\b/i
  const found = outside.exec(statements)?.[0].replace(/^[;\s]+/, '')
  return found === undefined ? undefined : `${found.toUpperCase()} cannot run in a transaction`
}

/** Whether a text is one statement, and that one a change of the schema. */
export function isOneChange(text: string): boolean {
  const statements = bare(text)
    .split(';')
    .map(each => each.trim())
    .filter(each => each !== '')
  return statements.length === 1 && /^(?:ALTER|CREATE|DROP|RENAME)\b/i.test(statements[0]!)
}
