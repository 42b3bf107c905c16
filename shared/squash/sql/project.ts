import { compareVersions, type SqlFile, saysNoTransaction, sectionOf } from '../../migrations/sql-files.ts'
import type { ReadOptions } from '../framework.ts'
import type { Kept } from '../kept.ts'
import type { Migration, Operation, Position, Project, SourceProblem, Unknown } from '../model.ts'
import type { SourceTree } from '../source.ts'
import { dialectOfText } from './dialect.ts'
import { pathOf, type SqlDirectory, sqlDirectories } from './directories.ts'
import { positions, splitSql } from './split.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** See `SourceFramework.read`. The migrations of one directory stand in the order in which they run. */
export function* readInTurns(source: SourceTree, { kept }: ReadOptions): Generator<undefined, Project> {
  const project: Project = { framework: 'sql', apps: [], migrations: [], problems: [], unknown: [] }
  for (const directory of sqlDirectories(source)) {
    project.apps.push({
      label: directory.directory,
      framework: 'sql',
      directory: directory.directory,
      migrations: directory.directory,
      state: 'migrated'
    })
    yield* readDirectory(directory, source, project, kept)
  }
  return project
}

function* readDirectory(
  { directory, files }: SqlDirectory,
  source: SourceTree,
  project: Project,
  kept: Kept | undefined
): Generator<undefined> {
  const downs = new Map(files.filter(each => each.role === 'down').map(each => [versionKey(each), each]))
  let before: { file: SqlFile; migration: Migration } | undefined
  for (const file of files) {
    if (file.role === 'down') continue
    yield
    const path = pathOf(directory, file.file)
    const migration: Migration = {
      framework: 'sql',
      app: directory,
      name: file.name,
      file: path,
      line: 1,
      column: 1,
      dependencies:
        before === undefined ? [] : [{ app: directory, name: before.migration.name, file: path, line: 1, column: 1, conditional: false }],
      runBefore: [],
      replaces: [],
      operations: [],
      operationsKnown: true,
      graphKnown: true,
      atomic: undefined,
      initial: before === undefined ? true : undefined,
      methods: []
    }
    if (before?.file.role === 'up' && file.role === 'up' && compareVersions(before.file, file) === 0) {
      const detail = `it has the version of ${before.file.file}`
      project.problems.push({ kind: 'duplicate', app: directory, migration: file.name, detail, file: path, line: 1, column: 1 })
    }
    project.migrations.push(migration)
    before = { file, migration }
    const up = readSide(path, 'up', source, migration, project, kept)
    if (up === undefined) continue
    migration.operations = up.operations
    // Flyway keeps what concerns one file beside it.
    if (up.saysNoTransaction || /^executeInTransaction\s*=\s*false/m.test(textOf(source.read(`${path}.conf`)))) migration.atomic = false
    const down = downs.get(versionKey(file))
    if (file.role === 'repeatable') continue
    if (down === undefined) {
      if (up.hasDown) migration.reverse = readSide(path, 'down', source, migration, project, kept)?.operations
    } else migration.reverse = readSide(pathOf(directory, down.file), 'down', source, migration, project, kept)?.operations
  }
}

function versionKey(file: SqlFile): string {
  return file.version.join('.').replace(/(?:\.0)+$/, '')
}

/** The statements of a file for one direction; what is wrong with it goes to the project. undefined: it is not read. */
function readSide(
  path: string,
  side: 'up' | 'down',
  source: SourceTree,
  migration: Migration,
  project: Project,
  kept: Kept | undefined
): SideFacts | undefined {
  const { app, name } = migration
  const content = source.read(path)
  if (content === undefined) {
    const reason = source.skipped.find(entry => entry.path === path)?.reason ?? 'the content is not there'
    const unknown: Unknown = {
      framework: 'sql',
      app,
      migration: name,
      affects: 'operations',
      reason: `not read: ${reason}`,
      file: path,
      line: 1,
      column: 1
    }
    project.unknown.push(unknown)
    migration.operationsKnown = false
    return undefined
  }
  const read = () => readStatements(content, path, side)
  const facts = kept === undefined ? read() : kept.of(content, `${side}\0${path}`, read)
  const { problem } = facts
  if (problem === undefined) return facts
  migration.operationsKnown = false
  const { kind, detail, at } = problem
  const known = project.problems.some(each => each.file === path && each.kind === kind && each.line === at.line)
  if (!known) project.problems.push({ kind, app, migration: name, detail, ...at })
  return kind === 'encoding' ? undefined : facts
}

/** What one direction of a file holds. */
interface SideFacts {
  readonly operations: Operation[]
  readonly problem: { kind: SourceProblem['kind']; detail: string; at: Position } | undefined
  readonly saysNoTransaction: boolean
  readonly hasDown: boolean
}

function readStatements(content: Uint8Array | string, path: string, side: 'up' | 'down'): SideFacts {
  let text: string
  try {
    text = typeof content === 'string' ? content.replace(/^\uFEFF/, '') : utf8.decode(content)
  } catch {
    text = new TextDecoder().decode(content as Uint8Array)
    const at = positions(text, path)(Math.max(0, text.indexOf('\uFFFD')))
    const problem = { kind: 'encoding', detail: 'the bytes are not UTF-8', at } as const
    return { operations: [], problem, saysNoTransaction: false, hasDown: false }
  }
  const place = positions(text, path)
  const down = sectionOf(text, 'down')
  // A section of a file with both directions; what is in front of it is another one's.
  const section = side === 'down' ? (down ?? text) : (sectionOf(text, 'up') ?? '')
  const start = Math.max(0, text.indexOf(section))
  const { statements, problem: broken } = splitSql(section, dialectOfText(section))
  const operations = statements.map(
    ({ from, text: statement, head }): Operation => ({
      ...place(start + from),
      kind: head,
      path: head,
      known: false,
      conditional: false,
      call: { kind: 'string', value: statement, at: start + from }
    })
  )
  const problem = broken && { kind: broken.kind, detail: broken.message, at: place(start + broken.at) }
  return { operations, problem, saysNoTransaction: saysNoTransaction(text), hasDown: down !== undefined }
}

function textOf(content: Uint8Array | string | undefined): string {
  return content === undefined ? '' : typeof content === 'string' ? content : Buffer.from(content).toString('utf8')
}
