import type { ReadOptions } from '../framework.ts'
import type { Kept } from '../kept.ts'
import { compareKeys, type Migration, type Project, type SourceProblem, type Unknown } from '../model.ts'
import type { SourceTree } from '../source.ts'
import { discoverApps } from './apps.ts'
import { type ReadMigration, readMigration } from './migration.ts'
import { type DjangoSettings, importRoots, readSettings } from './settings.ts'

/** Django's own apps that have migrations, by label. Their names are checked by Django itself. */
const contribApps = new Set(['admin', 'auth', 'contenttypes', 'flatpages', 'redirects', 'sessions', 'sites'])

/** Reads every app and migration of a Django project. Never throws on what the files hold; `problems` and `unknown` tell. */
export function readDjangoProject(source: SourceTree, options: ReadOptions = {}): Project {
  const reading = readInTurns(source, options)
  for (;;) {
    const turn = reading.next()
    if (turn.done) return turn.value
  }
}

/** See `SourceFramework.read`. */
export function* readInTurns(source: SourceTree, options: ReadOptions): Generator<undefined, Project> {
  const paths = new Set(source.list().filter(path => path.endsWith('.py') && !/(^|\/)(site-packages|node_modules|\.git)\//.test(path)))
  const roots = importRoots([...paths])
  const settings = readSettings(source, paths, roots, options.settings)
  yield
  const { apps, modules, unknown } = discoverApps(source, paths, roots, settings)
  const migrations: Migration[] = []
  const problems: SourceProblem[] = []
  const reads: { read: ReadMigration; migration: Migration }[] = []
  for (const app of apps) {
    if (app.state === 'no-package') {
      const files = modules.get(app.label) ?? []
      const detail = `${files.length} migration ${files.length === 1 ? 'file' : 'files'} in ${app.migrations}`
      problems.push({
        kind: 'no-package',
        app: app.label,
        migration: '',
        detail,
        file: files[0]?.file ?? app.migrations ?? '',
        line: 1,
        column: 1
      })
    }
    for (const { name, file } of modules.get(app.label) ?? []) {
      yield
      const content = source.read(file)
      if (content === undefined) {
        const reason = source.skipped.find(entry => entry.path === file)?.reason ?? 'the content is not there'
        unknown.push({
          framework: 'django',
          app: app.label,
          migration: name,
          affects: 'graph',
          reason: `not read: ${reason}`,
          file,
          line: 1,
          column: 1
        })
        if (app.state === 'migrated') migrations.push(unreadMigration(app.label, name, file))
        continue
      }
      const read = readKept(content, app.label, name, file, options.kept)
      problems.push(...read.problems)
      if (app.state !== 'migrated') continue
      unknown.push(...read.unknown)
      if (read.migration === undefined) continue
      migrations.push(read.migration)
      reads.push({ read, migration: read.migration })
    }
  }
  resolveSwappables(reads, settings, unknown)
  migrations.sort(compareKeys)
  unknown.push(...externalApps(migrations, new Set(apps.map(app => app.label)), settings))
  return { framework: 'django', apps, migrations, problems, unknown }
}

/** The migration is a copy: what a setting decides is added to it later, and may differ on another branch. */
function readKept(content: Uint8Array | string, app: string, name: string, file: string, kept: Kept | undefined): ReadMigration {
  if (kept === undefined) return readMigration(content, app, name, file)
  const read = kept.of(content, `${app}\0${file}`, () => readMigration(content, app, name, file))
  const { migration } = read
  return migration === undefined ? read : { ...read, migration: { ...migration, dependencies: [...migration.dependencies] } }
}

function unreadMigration(app: string, name: string, file: string): Migration {
  const empty = { dependencies: [], runBefore: [], replaces: [], operations: [], methods: [] }
  return {
    framework: 'django',
    app,
    name,
    file,
    line: 1,
    column: 1,
    ...empty,
    operationsKnown: false,
    graphKnown: false,
    atomic: undefined,
    initial: undefined
  }
}

/**
 * The app of a swappable model: from the setting where it is a literal, else from the migration that creates a model with that
 * `swappable` option. Where neither is in the repository, the model is in a package, and Django's own default holds.
 */
function resolveSwappables(reads: { read: ReadMigration; migration: Migration }[], settings: DjangoSettings, unknown: Unknown[]): void {
  const providers = new Map<string, Set<string>>()
  for (const { read, migration } of reads) {
    for (const setting of read.providesSwappable) providers.set(setting, (providers.get(setting) ?? new Set()).add(migration.app))
  }
  for (const { read, migration } of reads) {
    for (const { setting, reference } of read.swappables) {
      const value = setting === '' ? undefined : settings.strings.get(setting)
      const candidates = [...(providers.get(setting) ?? [])]
      if (setting === '') migration.dependencies.push(reference)
      else if (value !== undefined) migration.dependencies.push({ ...reference, app: value.split('.')[0]! })
      else if (candidates.length === 1) migration.dependencies.push({ ...reference, app: candidates[0]! })
      else if (candidates.length > 1) {
        migration.graphKnown = false
        const reason = `settings.${setting} cannot be read, and ${candidates.join(' and ')} both offer a model for it`
        unknown.push({ ...reference, framework: 'django', app: migration.app, migration: migration.name, affects: 'graph', reason })
      }
    }
  }
}

/**
 * References to apps that are not in the repository. Such an app is normally an installed package. Where INSTALLED_APPS can be read and holds
 * nothing that fits, or the label is one slip away from an app of the repository, it may as well be a typing error, and the graph stays open.
 */
function externalApps(migrations: Migration[], labels: Set<string>, settings: DjangoSettings): Unknown[] {
  const seen = new Set<string>()
  const unknown: Unknown[] = []
  for (const migration of migrations) {
    for (const reference of [...migration.dependencies, ...migration.runBefore]) {
      if (labels.has(reference.app) || contribApps.has(reference.app) || seen.has(reference.app)) continue
      seen.add(reference.app)
      const near = [...labels].find(label => label.length >= 4 && isOneSlipAway(label, reference.app))
      const installed = settings.installedApps?.some(entry => entry.split('.').includes(reference.app))
      const isOpen = installed === false || (installed === undefined && near !== undefined)
      const hint = near === undefined ? '' : ` (did you mean '${near}'?)`
      const reason = isOpen
        ? `the app '${reference.app}' is neither in the repository nor recognisable in INSTALLED_APPS${hint}`
        : `the app '${reference.app}' is not in the repository; its migrations come from a package and are not read`
      const { file, line, column } = reference
      unknown.push({
        framework: 'django',
        app: migration.app,
        migration: migration.name,
        affects: isOpen ? 'graph' : 'external',
        reason,
        file,
        line,
        column
      })
    }
  }
  return unknown
}

/** One inserted, dropped or changed character, or two neighbours exchanged. */
function isOneSlipAway(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  const left = a.slice(start, endA)
  const right = b.slice(start, endB)
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && left === [...right].reverse().join(''))
}
