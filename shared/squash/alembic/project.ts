import { posix } from 'node:path'
import type { ReadOptions } from '../framework.ts'
import type { App, Migration, Project, SourceProblem, Unknown } from '../model.ts'
import type { SourceTree } from '../source.ts'
import { discoverEnvironments } from './environments.ts'
import { readRevision } from './migration.ts'

/** Reads every environment of Alembic and its revisions. Never throws on what the files hold; `problems` and `unknown` tell. */
export function readAlembicProject(source: SourceTree): Project {
  const reading = readInTurns(source, {})
  for (;;) {
    const turn = reading.next()
    if (turn.done) return turn.value
  }
}

/** See `SourceFramework.read`. */
export function* readInTurns(source: SourceTree, { kept }: ReadOptions): Generator<undefined, Project> {
  const discovery = discoverEnvironments(source)
  const apps: App[] = []
  const migrations: Migration[] = []
  const problems: SourceProblem[] = []
  const unknown: Unknown[] = discovery.unknown.map(({ reason, ...at }) => ({
    framework: 'alembic',
    app: '',
    migration: '',
    affects: 'graph',
    reason,
    ...at
  }))
  for (const { app, files } of discovery.environments.sort((a, b) => (a.app.label < b.app.label ? -1 : 1))) {
    apps.push(app)
    const own: Migration[] = []
    for (const file of files) {
      yield
      const stem = posix.basename(file, '.py')
      const content = source.read(file)
      if (content === undefined) {
        const reason = source.skipped.find(entry => entry.path === file)?.reason ?? 'the content is not there'
        unknown.push({
          framework: 'alembic',
          app: app.label,
          migration: stem,
          affects: 'graph',
          reason: `not read: ${reason}`,
          file,
          line: 1,
          column: 1
        })
        own.push(unreadRevision(app.label, stem, file))
        continue
      }
      const readFile = () => readRevision(content, app.label, stem, file)
      const read = kept === undefined ? readFile() : kept.of(content, `${app.label}\0${file}`, readFile)
      problems.push(...read.problems)
      unknown.push(...read.unknown)
      if (read.migration !== undefined) own.push(read.migration)
    }
    problems.push(...duplicates(own))
    migrations.push(...own)
  }
  return { framework: 'alembic', apps, migrations, problems, unknown }
}

/** One id in two files, and a label that is taken. Alembic only warns of the first (and then fails at `upgrade`), and stops at the second. */
function duplicates(migrations: Migration[]): SourceProblem[] {
  const problems: SourceProblem[] = []
  const report = ({ app, name, file, line, column }: Migration, detail: string) =>
    problems.push({ kind: 'duplicate', app, migration: name, detail, file, line, column })
  const byName = new Map<string, Migration>()
  for (const migration of migrations) {
    const first = byName.get(migration.name)
    if (first === undefined) byName.set(migration.name, migration)
    else if (first.graphKnown && migration.graphKnown) report(migration, `the revision id ${migration.name} is also in ${first.file}`)
  }
  const byLabel = new Map<string, Migration>()
  for (const migration of migrations) {
    for (const label of migration.labels ?? []) {
      const holder = byLabel.get(label)
      const revision = byName.get(label)
      if (holder !== undefined && holder.name !== migration.name) report(migration, `the branch label '${label}' is also in ${holder.file}`)
      else if (holder === migration) report(migration, `the branch label '${label}' is there twice`)
      else if (revision !== undefined) report(migration, `the branch label '${label}' is also the revision id in ${revision.file}`)
      byLabel.set(label, migration)
    }
  }
  return problems
}

function unreadRevision(app: string, name: string, file: string): Migration {
  return {
    framework: 'alembic',
    app,
    name,
    file,
    line: 1,
    column: 1,
    dependencies: [],
    runBefore: [],
    replaces: [],
    operations: [],
    operationsKnown: false,
    graphKnown: false,
    atomic: undefined,
    initial: undefined,
    methods: []
  }
}
